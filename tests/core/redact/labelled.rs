//! The labelled set: texts with a secret, and look-alikes without one.
//!
//! `cargo test --test core redact::labelled -- --nocapture` prints recall for each kind and false
//! alarms.

use std::collections::BTreeMap;

use chatlink::conversation::{Conversation, Message, Source, Warning};
use chatlink::redact::{self, Kind, fields};

use crate::shared;

const POSITIVES: &str = include_str!("../../fixtures/redact/positives.txt");
const LOOK_ALIKES: &str = include_str!("../../fixtures/redact/look-alikes.txt");

/// Numbers that only look random; the same in every run.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    fn letters(&mut self, set: &str, count: usize) -> String {
        let set: Vec<char> = set.chars().collect();
        (0..count).map(|_| set[self.below(set.len())]).collect()
    }
}

const DIGITS: &str = "0123456789";
const LOW: &str = "abcdefghijklmnopqrstuvwxyz";
const UP: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// Fills in what stands in braces, where it is one of ours.
pub(super) fn filled(template: &str, dice: &mut Dice) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out += before;
        let made = after
            .split_once('}')
            .and_then(|(name, after)| Some((made(name, dice)?, after)));
        match made {
            Some((text, after)) => {
                out += &text;
                rest = after;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out + rest
}

fn made(name: &str, dice: &mut Dice) -> Option<String> {
    if name == "uuid" {
        let parts = [8, 4, 4, 4, 12].map(|count| dice.letters("0123456789abcdef", count));
        return Some(parts.join("-"));
    }
    let (set, rest) = name.split_once(':')?;
    let all = format!("{DIGITS}{LOW}{UP}");
    let set = match set {
        "b62" => all,
        "b64u" => all + "-_",
        "b64" => all + "+/",
        "hex" => "0123456789abcdef".to_owned(),
        "hexup" => "0123456789ABCDEF".to_owned(),
        "up" => format!("{DIGITS}{UP}"),
        "low" => format!("{DIGITS}{LOW}"),
        "dig" => DIGITS.to_owned(),
        "card" => return Some(card(rest, dice, 0)),
        "card4" => return Some(grouped(&card(rest, dice, 0), " ")),
        "card-" => return Some(grouped(&card(rest, dice, 0), "-")),
        "notcard" => return Some(card(rest, dice, 5)),
        "notcard4" => return Some(grouped(&card(rest, dice, 5), " ")),
        "iban" => return Some(iban(rest, dice, 0)),
        "iban4" => return Some(grouped(&iban(rest, dice, 0), " ")),
        "notiban" => return Some(iban(rest, dice, 3)),
        _ => return None,
    };
    let count = rest.parse().ok()?;
    let text = dice.letters(&set, count);
    if set == DIGITS {
        // A number that begins with a zero is no identifier.
        return Some(text.replacen('0', "7", 1));
    }
    // Nearly every key and password has a digit; those of these tests all have.
    let digit = set.contains('4') && count >= 8 && !text.contains(|c: char| c.is_ascii_digit());
    Some(if digit {
        text[..count - 3].to_owned() + "4" + &text[count - 2..]
    } else {
        text
    })
}

fn grouped(text: &str, sign: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let groups: Vec<String> = letters.chunks(4).map(String::from_iter).collect();
    groups.join(sign)
}

/// A card's number that begins so; `off` makes its check digit wrong.
fn card(rest: &str, dice: &mut Dice, off: u32) -> String {
    let (head, length) = rest.split_once(',').unwrap();
    let length: usize = length.parse().unwrap();
    let mut text = head.to_owned() + &dice.letters(DIGITS, length - head.len() - 1);
    let sum: u32 = text
        .bytes()
        .rev()
        .enumerate()
        .map(|(n, byte)| {
            let digit = u32::from(byte - b'0') << ((n + 1) % 2);
            digit / 10 + digit % 10
        })
        .sum();
    text += &((10 - sum % 10 + off) % 10).to_string();
    text
}

/// `DE,18`: a country and digits; `GB,WEST,14`: letters too. `off` makes its check digits wrong.
fn iban(rest: &str, dice: &mut Dice, off: u64) -> String {
    let mut parts = rest.split(',');
    let country = parts.next().unwrap();
    let body: String = parts
        .map(|part| {
            part.parse()
                .map_or(part.to_owned(), |count| dice.letters(DIGITS, count))
        })
        .collect();
    let remainder = format!("{body}{country}00")
        .bytes()
        .fold(0u64, |rest, byte| match byte {
            b'0'..=b'9' => (rest * 10 + u64::from(byte - b'0')) % 97,
            _ => (rest * 100 + u64::from(byte - b'A') + 10) % 97,
        });
    let check = (98 - remainder + off - 1) % 97 + 1;
    format!("{country}{check:02}{body}")
}

/// A text of the set: its kind, the text, and the secret in it.
pub(super) struct Case {
    pub(super) kind: String,
    pub(super) text: String,
    pub(super) secret: String,
}

pub(super) fn positives(seed: u64) -> Vec<Case> {
    let mut dice = Dice(seed);
    POSITIVES
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let (kind, text) = line.split_once(" | ").unwrap();
            let text = filled(text, &mut dice)
                .replace("\\n", "\n")
                .replace("\\\n", "\\n");
            let (before, rest) = text.split_once('«').unwrap();
            let (secret, after) = rest.split_once('»').unwrap();
            Case {
                kind: kind.split(' ').next().unwrap().to_owned(),
                text: [before, secret, after].concat(),
                secret: secret.to_owned(),
            }
        })
        .collect()
}

fn look_alikes() -> Vec<String> {
    let mut dice = Dice(7);
    LOOK_ALIKES
        .lines()
        .filter(|line| !line.starts_with('#') || line.contains("×"))
        .filter(|line| line.contains(" ×"))
        .flat_map(|line| {
            let (text, count) = line.rsplit_once(" ×").unwrap();
            let count = count.parse().unwrap_or(0);
            (0..count)
                .map(|_| filled(text, &mut dice).replace("\\n", "\n"))
                .collect::<Vec<_>>()
        })
        .collect()
}

/// A conversation with a text in one field.
pub(super) fn placed(text: &str, place: usize) -> Conversation {
    let mut conversation = Conversation {
        messages: vec![Message::default()],
        complete: true,
        ..Conversation::default()
    };
    let message = &mut conversation.messages[0];
    let text = text.to_owned();
    match place {
        0 => message.markdown = text,
        1 => conversation.title = text,
        2 => message.reasoning = Some(format!("I think: {text}")),
        3 => message.markdown = format!("```\n{text}\n```"),
        4 => {
            message.sources = vec![Source {
                title: text,
                url: String::new(),
            }];
        }
        5 => message.markdown = format!("| a | b |\n|---|---|\n| x | {text} |"),
        6 => conversation.author = Some(text),
        7 => {
            conversation.warnings = vec![Warning {
                code: "image-left-out".into(),
                detail: text,
            }];
        }
        8 => message.markdown = format!("- one\n- (see {text})"),
        _ => message.model = Some(text),
    }
    conversation
}

/// How many places [`placed`] knows.
pub(super) const PLACES: usize = 10;

pub(super) fn holds(conversation: &Conversation, secret: &str) -> bool {
    let mut found = false;
    fields::each(conversation, |_, text| found |= text.contains(secret));
    found
}

/// What `[masked: …]` says.
pub(super) fn name(kind: Kind) -> String {
    chatlink::messages::english(kind.message_key(), &[])
}

#[test]
fn secrets_are_found() {
    let mut recall: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut missed = Vec::new();
    let mut dice = Dice(3);
    for seed in 1..=3 {
        for case in positives(seed) {
            for place in [0, 1 + dice.below(PLACES - 1)] {
                let conversation = placed(&case.text, place);
                let found = redact::find(&conversation, &[]);
                let masked = redact::mask(&conversation, &found, &name);
                let entry = recall.entry(case.kind.clone()).or_default();
                entry.1 += 1;
                if holds(&masked, &case.secret) {
                    missed.push(format!("{} in {place}: {}", case.kind, case.text));
                } else {
                    entry.0 += 1;
                }
            }
        }
    }
    let (mut hit, mut all) = (0, 0);
    for (kind, (found, count)) in &recall {
        println!("{kind:12} {found} of {count}");
        hit += found;
        all += count;
    }
    println!("{hit} of {all}");
    for text in &missed {
        println!("missed: {text}");
    }
    assert!(all >= 600);
    for (kind, (found, count)) in &recall {
        let least = match kind.as_str() {
            "key" | "card" | "iban" | "private-key" | "web-token" => 0.98,
            _ => 0.95,
        };
        assert!(
            *found as f64 >= least * *count as f64,
            "{kind}: {found} of {count}"
        );
    }
}

#[test]
fn look_alikes_are_left_alone() {
    let all = look_alikes();
    assert!(all.len() >= 600, "{}", all.len());
    let mut alarms = Vec::new();
    for text in &all {
        let conversation = placed(text, 0);
        for found in redact::find(&conversation, &[]) {
            alarms.push(format!(
                "{:?} {:?} in {text}",
                found.kind, &text[found.range]
            ));
        }
    }
    for alarm in &alarms {
        println!("false alarm: {alarm}");
    }
    println!("{} false alarms in {} look-alikes", alarms.len(), all.len());
    assert!(alarms.is_empty());
}

/// Real conversations, which hold next to no secret: at most one alarm for 100 KB.
#[test]
fn conversations_raise_few_alarms() {
    let (mut bytes, mut alarms) = (0, 0);
    for (path, text) in shared::files("dev") {
        let conversation: Conversation = serde_json::from_str(&text).unwrap();
        fields::each(&conversation, |_, text| bytes += text.len());
        for found in redact::find(&conversation, &[]) {
            let text = fields::text(&conversation, found.place).unwrap();
            let before: String = text[..found.range.start].chars().rev().take(20).collect();
            let before: String = before.chars().rev().collect();
            println!(
                "{:?} {before:?} {:?} {}",
                found.kind,
                &text[found.range],
                path.file_name().unwrap().display()
            );
            alarms += 1;
        }
    }
    println!("{alarms} alarms in {bytes} bytes");
    assert!(alarms * 100_000 <= bytes.max(1) || bytes == 0, "{alarms}");
}
