//! Keys of providers, by the prefix that the provider gives them.

use super::Kind;
use super::providers::{ANY, KEYS, Key};
use super::scan::Set::{self, Alnum, Base64, Base64Url, Hex, Word};
use super::scan::{Hit, Text};
use super::value::{has_digit_and_letter, is_key_body, is_random, is_stand_in};

/// Which three bytes begin a key, by a hash: most words are told apart by one look.
const STARTS: [u64; 128] = {
    let mut starts = [0; 128];
    let mut n = 0;
    while n < KEYS.len() {
        let prefix = KEYS[n].prefix.as_bytes();
        // Behind a prefix of two bytes stands anything.
        let (mut third, last) = if prefix.len() == 2 {
            (0, 127)
        } else {
            (prefix[2], prefix[2])
        };
        while third <= last {
            let hash = start(prefix[0], prefix[1], third);
            starts[hash >> 6] |= 1 << (hash & 63);
            third += 1;
        }
        n += 1;
    }
    starts
};

const fn start(first: u8, second: u8, third: u8) -> usize {
    (first as usize * 1031 + second as usize * 37 + third as usize * 5) & 0x1FFF
}

/// The keys that begin with the same two bytes, as a chain: the first of each, and the next of each
/// key. Places count from 1; 0 is the end.
const CHAINS: ([u16; 256], [u16; KEYS.len()]) = {
    let (mut first, mut next) = ([0; 256], [0; KEYS.len()]);
    let mut n = KEYS.len();
    while n > 0 {
        n -= 1;
        let prefix = KEYS[n].prefix.as_bytes();
        let chain = chain(prefix[0], prefix[1]);
        next[n] = first[chain];
        first[chain] = n as u16 + 1;
    }
    (first, next)
};

const fn chain(first: u8, second: u8) -> usize {
    (first as usize * 7 + second as usize * 29) & 0xFF
}

/// The keys whose prefix may begin with these bytes, in the order of the table.
fn beginning(first: u8, second: u8) -> impl Iterator<Item = &'static Key> {
    let mut next = CHAINS.0.get(chain(first, second)).copied().unwrap_or(0);
    std::iter::from_fn(move || {
        let n = usize::from(next).checked_sub(1)?;
        next = CHAINS.1.get(n).copied().unwrap_or(0);
        KEYS.get(n)
    })
}

/// A key that begins here.
pub(super) fn read(text: &mut Text<'_>, at: usize, hits: &mut Vec<Hit>) {
    let (first, second) = (text.at(at), text.at(at + 1));
    let hash = start(first, second, text.at(at + 2));
    if STARTS
        .get(hash >> 6)
        .is_some_and(|bits| bits >> (hash & 63) & 1 == 1)
    {
        for key in beginning(first, second) {
            if let Some(hit) = prefixed(text, at, key) {
                hits.push(hit);
                if matches!(key.prefix, "AKIA" | "ASIA") {
                    amazon(text, hit.end, hits);
                }
                return;
            }
        }
    }
    if first == b'e' {
        web_token(text, at, hits);
    }
    by_length(text, at, hits);
    telegram(text, at, hits);
    discord(text, at, hits);
    bearer(text, at, hits);
}

fn prefixed(text: &mut Text<'_>, at: usize, key: &Key) -> Option<Hit> {
    let prefix = key.prefix.as_bytes();
    // The third byte tells most of a chain apart.
    let third = prefix.get(2).is_none_or(|&byte| byte == text.at(at + 2));
    if !third || text.part(at, at + prefix.len()) != prefix {
        return None;
    }
    let body = at + prefix.len();
    let end = text.run(key.set, body);
    let end = trimmed(text, at, end);
    let length = end.saturating_sub(body);
    let fits = (usize::from(key.least)..=usize::from(key.most)).contains(&length);
    if !fits || !text.once(body, end) {
        return None;
    }
    let value = text.part(body, end);
    let fits = is_key_body(value) && (!key.weak || looks_like_key(value));
    fits.then_some(Hit {
        kind: Kind::ApiKey,
        start: at,
        end,
    })
}

/// The secret key of Amazon that stands behind the name of its key: 40 characters of base64.
fn amazon(text: &Text<'_>, from: usize, hits: &mut Vec<Hit>) {
    let part = text.part(from, from + 160);
    let sign = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let mut at = from;
    for run in part.split(|byte| !sign(byte)) {
        let all = [
            u8::is_ascii_digit,
            u8::is_ascii_uppercase,
            u8::is_ascii_lowercase,
        ];
        if run.len() == 40 && all.iter().all(|is| run.iter().any(is)) && !is_stand_in(run) {
            hits.push(Hit {
                kind: Kind::ApiKey,
                start: at,
                end: at + 40,
            });
            return;
        }
        at += run.len() + 1;
    }
}

/// Without what belongs to the sentence: a full stop, the end of an emphasis that began before.
fn trimmed(text: &Text<'_>, start: usize, end: usize) -> usize {
    let mut end = end;
    while end > start && end - start < usize::from(ANY) && text.at(end - 1) == b'.' {
        end -= 1;
    }
    let emphasis = end > start && text.at(end - 1) == b'_' && text.before(start) == b'_';
    end - usize::from(emphasis)
}

/// Words with hyphens between them are no key.
fn looks_like_key(value: &[u8]) -> bool {
    value
        .split(|&byte| byte == b'-' || byte == b'_')
        .any(|part| part.len() >= 16 && has_digit_and_letter(part))
        || is_random(value) && value.iter().filter(|byte| byte.is_ascii_digit()).count() >= 3
}

/// A JWT: three parts, the first of which begins with `{"`, perhaps with white space in it.
fn web_token(text: &mut Text<'_>, at: usize, hits: &mut Vec<Hit>) {
    if ![&b"eyJ"[..], b"eyA", b"ewo", b"ew0"].contains(&text.part(at, at + 3)) {
        return;
    }
    let head = text.run(Set::Base64Url, at);
    if head - at < 12 || text.at(head) != b'.' {
        // Grafana's keys, and sessions of some frameworks, are one such part.
        let end = text.run(Set::Base64, at);
        if text.is(at, b"eyJrIjoi") && end - at >= 40 {
            hits.push(Hit {
                kind: Kind::ApiKey,
                start: at,
                end,
            });
        }
        return;
    }
    let mut end = text.run(Set::Base64Url, head + 1);
    if end - head < 9 && text.at(end) != b'.' {
        return;
    }
    // The signature, and the two more parts of an encrypted one.
    let mut parts = 2;
    while parts < 5 && text.at(end) == b'.' {
        let next = text.run(Set::Base64Url, end + 1);
        if next == end + 1 && parts != 3 {
            break;
        }
        end = next;
        parts += 1;
    }
    if parts >= 3 {
        hits.push(Hit {
            kind: Kind::SignIn,
            start: at,
            end,
        });
    }
}

/// Keys without a prefix that have a sign of their provider in them: Azure's are 52 or 84 characters,
/// those of New Relic 40. Of Bitcoin's private keys the length and the first letter are known.
fn by_length(text: &mut Text<'_>, at: usize, hits: &mut Vec<Hit>) {
    let end = text.run(Alnum, at);
    let signs: &[&[u8]] = match (end - at, text.at(at)) {
        (51, b'5') | (52, b'K' | b'L') => &[b""],
        (40, _) => &[b"FFFFNRAL"],
        (52, _) => &[b"AzSe", b"AzFu", b"AzCa", b"ACR"],
        (84, _) => &[b"AZDO", b"JQQJ99"],
        _ => return,
    };
    let value = text.part(at, end);
    let has = |sign: &&[u8]| sign.is_empty() || value.windows(sign.len()).any(|part| part == *sign);
    // A part of base64 is none.
    let joins = |byte| matches!(byte, b'/' | b'+' | b'=' | b'-' | b'_' | b'.');
    let part = joins(text.before(at)) && text.before(at) != b'='
        || joins(text.at(end)) && text.at(end) != b'.';
    // The letters that are taken for others are in no key of Bitcoin.
    let spelled = signs != [b""]
        || !value
            .iter()
            .any(|byte| matches!(byte, b'0' | b'O' | b'I' | b'l'));
    if !part && spelled && signs.iter().any(has) && is_random(value) {
        hits.push(Hit {
            kind: Kind::ApiKey,
            start: at,
            end,
        });
    }
}

/// `123456789:AA…`
fn telegram(text: &mut Text<'_>, at: usize, hits: &mut Vec<Hit>) {
    if !text.at(at).is_ascii_digit() {
        return;
    }
    let digits = text.part(at, at + 12);
    let length = digits
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let colon = at + length;
    if !(8..=10).contains(&length) || text.part(colon, colon + 3) != b":AA" {
        return;
    }
    let end = text.run(Set::Base64Url, colon + 1);
    if (33..=37).contains(&(end - colon - 1)) && is_key_body(text.part(colon + 1, end)) {
        hits.push(Hit {
            kind: Kind::ApiKey,
            start: at,
            end,
        });
    }
}

/// A Discord bot: three parts, the first an identifier in base64.
fn discord(text: &mut Text<'_>, at: usize, hits: &mut Vec<Hit>) {
    if !matches!(text.at(at), b'M' | b'N' | b'O') {
        return;
    }
    let first = text.run(Set::Base64Url, at);
    if !(23..=28).contains(&(first - at)) || text.at(first) != b'.' {
        return;
    }
    let second = text.run(Set::Base64Url, first + 1);
    if second - first != 7 || text.at(second) != b'.' {
        return;
    }
    let end = text.run(Set::Base64Url, second + 1);
    if (27..=45).contains(&(end - second - 1)) && has_digit_and_letter(text.part(at, end)) {
        hits.push(Hit {
            kind: Kind::ApiKey,
            start: at,
            end,
        });
    }
}

/// `Bearer …`, `Basic …`: what follows signs in, wherever it stands.
fn bearer(text: &mut Text<'_>, at: usize, hits: &mut Vec<Hit>) {
    if !matches!(text.at(at), b'b' | b'B') {
        return;
    }
    for word in [&b"bearer"[..], b"basic"] {
        if !text.is(at, word) {
            continue;
        }
        let start = text.skip_spaces(at + word.len(), 2);
        if start == at + word.len() {
            continue;
        }
        let end = text.run(Set::Base64, start);
        let end = trimmed(text, start, end);
        let value = text.part(start, end);
        let length = if word == b"basic" { 12 } else { 14 };
        if value.len() >= length
            && (is_random(value) || value.ends_with(b"=") && is_key_body(value))
        {
            hits.push(Hit {
                kind: Kind::SignIn,
                start,
                end,
            });
        }
    }
}

/// Keys that are known by something in their middle or at their end: the place of its first byte.
pub(super) fn joined(text: &mut Text<'_>, at: usize, hits: &mut Vec<Hit>) {
    let mut push = |start, end| {
        hits.push(Hit {
            kind: Kind::ApiKey,
            start,
            end,
        });
    };
    // Mailchimp: 32 hexadecimal digits and the data centre.
    if text.part(at, at + 3) == b"-us" && text.at(at + 3).is_ascii_digit() {
        let start = text.run_back(Hex, at, 40);
        let end = text.run(Alnum, at + 1);
        if at - start == 32 && end - at <= 5 {
            push(start, end);
        }
    }
    // Terraform.
    if text.is(at, b".atlasv1.") {
        let start = text.run_back(Alnum, at, 20);
        let end = text.run(Base64Url, at + 9);
        if at - start >= 10 && end - at >= 50 && is_key_body(text.part(at + 9, end)) {
            push(start, end);
        }
    }
    // A client secret of Azure: three characters, a digit, `Q~`, and 31 to 34 more.
    if text.at(at) == b'~' && text.before(at) == b'Q' && at >= 5 && text.at(at - 2).is_ascii_digit()
    {
        let end = text.run(Base64, at + 1);
        if (31..=36).contains(&(end - at - 1)) && is_key_body(text.part(at + 1, end)) {
            push(at - 5, end);
        }
    }
    // MaxMind.
    if text.is(at, b"_mmk") && !text.at(at + 4).is_ascii_alphanumeric() {
        let start = text.run_back(Word, at, 40);
        if at - start >= 30 {
            push(start, at + 4);
        }
    }
    // Stripe: `pi_…_secret_…`
    if text.is(at, b"_secret_") {
        let start = text.run_back(Word, at, 40);
        let end = text.run(Alnum, at + 8);
        let known = text.is(start, b"pi_") || text.is(start, b"seti_") || text.is(start, b"cs_");
        if known && end - at >= 18 {
            push(start, end);
        }
    }
    // Airtable: `pat`, 14 characters, a full stop, 64 hexadecimal digits.
    if text.at(at) == b'.' {
        let start = text.run_back(Alnum, at, 20);
        if at - start == 17 && text.is(start, b"pat") {
            let end = text.run(Hex, at + 1);
            if end - at > 60 {
                push(start, end);
            }
        }
    }
}

/// Keys of two parts with `|` or `!` between them, which stands here: those of Facebook's apps, and
/// sessions of Salesforce.
pub(super) fn barred(text: &mut Text<'_>, at: usize, hits: &mut Vec<Hit>) {
    let start = text.run_back(Alnum, at, 20);
    let bar = text.at(at) == b'|';
    if bar && !(15..=16).contains(&(at - start)) || !bar && at - start != 15 {
        return;
    }
    let number = text.part(start, at).iter().all(u8::is_ascii_digit);
    if bar != number || !bar && !text.is(start, b"00") {
        return;
    }
    let end = text.run(if bar { Base64Url } else { Set::Dotted }, at + 1);
    let length = end - at - 1;
    let fits = if bar { 27..=40 } else { 60..=140 };
    if fits.contains(&length) && is_random(text.part(at + 1, end)) {
        hits.push(Hit {
            kind: Kind::ApiKey,
            start,
            end,
        });
    }
}
