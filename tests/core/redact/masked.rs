//! What the masked copy is: without the secrets, everywhere, and as well formed as before.

use chatlink::choose::{self, Choice, Prepared};
use chatlink::conversation::{Conversation, Message, Source};
use chatlink::ledger::Entry;
use chatlink::link::qr::QrCode;
use chatlink::link::{Base, CodecChoice, body, decode, encode, pack, unpack};
use chatlink::messages::english;
use chatlink::redact::{self, Finding, Kind, fields};
use chatlink::render::export::html;
use chatlink::transcript;
use chatlink::upload::answer::{self, Answer};
use chatlink::upload::{self, Random, Server, Upload, Wish};
use proptest::prelude::*;
use standin::Standin;

use super::labelled::{Dice, holds, name, positives};
use crate::any;

fn said(markdown: &str) -> Conversation {
    Conversation {
        complete: true,
        messages: vec![Message {
            markdown: markdown.to_owned(),
            ..Message::default()
        }],
        ..Conversation::default()
    }
}

/// A text after masking.
fn masked(markdown: &str) -> String {
    let conversation = said(markdown);
    let found = redact::find(&conversation, &[]);
    let masked = redact::mask(&conversation, &found, &name);
    masked.messages[0].markdown.clone()
}

/// A key that is none of anybody.
fn key() -> String {
    ["gh", "p_", "a1B2c3D4e5F6g7H8i9J0", "k1L2m3N4o5P6q7R8"].concat()
}

#[test]
fn a_secret_is_found_in_every_spelling() {
    let key = key();
    let (front, back) = key.split_at(12);
    let mask = "[masked: api key]";
    for (text, wanted) in [
        (format!("Use {key}."), format!("Use {mask}.")),
        (key.replace('_', "\\_"), mask.to_owned()),
        (key.replace('_', "&#95;"), mask.to_owned()),
        (key.replace('_', "&lowbar;"), mask.to_owned()),
        (key.replace('_', "%5F"), mask.to_owned()),
        (format!("{front}**{back}**"), mask.to_owned()),
        (format!("**{front}**{back}"), format!("**{mask}**")),
        (format!("*{key}*"), format!("*{mask}*")),
        (format!("_{key}_"), format!("_{mask}_")),
        (format!("~~{key}~~"), format!("~~{mask}~~")),
        (format!("{front}\u{200B}{back}"), mask.to_owned()),
        (format!("{front}\u{AD}{back}"), mask.to_owned()),
        (format!("`{key}`"), format!("`{mask}`")),
        (
            format!("```sh\nexport X={key}\n```"),
            format!("```sh\nexport X={mask}\n```"),
        ),
        (
            format!("{{\"a\":\"\\n{key}\"}}"),
            format!("{{\"a\":\"\\n{mask}\"}}"),
        ),
        (format!("| {key} | b |"), format!("| {mask} | b |")),
        (
            format!("[a](https://a.example/?q={key})"),
            "[a](https://a.example/?q=%5Bmasked:%20api%20key%5D)".to_owned(),
        ),
        (
            format!("<https://a.example/{key}>"),
            "<https://a.example/%5Bmasked:%20api%20key%5D>".to_owned(),
        ),
        (
            format!("[a]: https://a.example/{key}"),
            "[a]: https://a.example/%5Bmasked:%20api%20key%5D".to_owned(),
        ),
        (format!("![{key}](a.png)"), format!("![{mask}](a.png)")),
        // No mask becomes a link or a definition.
        (format!("{key}(x)"), "\\[masked: api key\\](x)".to_owned()),
        (format!("{key}: x"), "\\[masked: api key\\]: x".to_owned()),
        (format!("`{key}(x)`"), format!("`{mask}(x)`")),
        (
            format!("~~~\n{key}: x\n~~~"),
            format!("~~~\n{mask}: x\n~~~"),
        ),
    ] {
        assert_eq!(masked(&text), wanted, "{text}");
    }
}

#[test]
fn the_same_secret_is_masked_everywhere() {
    let conversation = Conversation {
        title: "hunter2xyz9".into(),
        messages: vec![Message {
            markdown: "DB_PASSWORD=hunter2xyz9".into(),
            reasoning: Some("It says 'hunter2xyz9', I think.".into()),
            sources: vec![Source {
                title: "a".into(),
                url: "https://a.example/hunter2xyz9".into(),
            }],
            ..Message::default()
        }],
        ..Conversation::default()
    };
    let found = redact::find(&conversation, &[]);
    assert_eq!(found.len(), 4);
    assert!(
        found
            .iter()
            .all(|it| it.same == found[0].same && it.kind == Kind::Password)
    );
    let masked = redact::mask(&conversation, &found, &name);
    assert!(!holds(&masked, "hunter2xyz9"));
    assert_eq!(masked.title, "[masked: password]");
    assert_eq!(
        masked.messages[0].sources[0].url,
        "https://a.example/%5Bmasked:%20password%5D"
    );

    let card = |text: &str| redact::find(&said(text), &[])[0].same;
    let number = ["4539", "1488", "0343", "6467"];
    assert_eq!(card(&number.concat()), card(&number.join(" ")));
    assert_eq!(card(&number.concat()), card(&number.join("-")));
}

#[test]
fn own_words_are_masked_as_words() {
    let own = ["Mia".to_owned(), "grüne Gasse".to_owned(), String::new()];
    let conversation = said("MIA and mia's familiar Grüne Gasse 5");
    let found = redact::find(&conversation, &own);
    let masked = redact::mask(&conversation, &found, &name);
    assert_eq!(
        masked.messages[0].markdown,
        "[masked] and [masked]'s familiar [masked] 5"
    );
}

#[test]
fn a_masked_copy_has_nothing_more_to_mask() {
    for case in positives(5) {
        let once = masked(&case.text);
        assert_eq!(masked(&once), once, "{}", case.text);
    }
}

#[test]
fn what_is_not_masked_stays_as_it_is() {
    let conversation = said(&format!("mia@garden.example and {}", key()));
    let found = redact::find(&conversation, &[]);
    let some: Vec<Finding> = found
        .into_iter()
        .filter(|it| it.kind == Kind::ApiKey)
        .collect();
    let masked = redact::mask(&conversation, &some, &name);
    assert_eq!(
        masked.messages[0].markdown,
        "mia@garden.example and [masked: api key]"
    );
}

/// A text with a secret, put into one field of any conversation.
fn planted(mut conversation: Conversation, field: usize, text: &str, front: bool) -> Conversation {
    let mut places = Vec::new();
    fields::each(&conversation, |place, _| places.push(place));
    let place = places[field % places.len()];
    if let Some(old) = fields::text_mut(&mut conversation, place) {
        *old = if front {
            format!("{text}\n\n{old}")
        } else {
            format!("{old}\n\n{text}")
        };
    }
    conversation
}

/// The texts of what was masked. Names of users, numbers and own words may stand elsewhere as
/// something else; so may what is a part of a thing that is shared as it is.
fn secrets(prepared: &Prepared, choice: &Choice) -> Vec<String> {
    let text = |it: &Finding| {
        let text = fields::text(&prepared.clear, it.place).unwrap();
        text[it.range.clone()].to_owned()
    };
    let kept = |it: &&Finding| choice.unmasked.contains(&it.same);
    let shared: Vec<String> = prepared.findings.iter().filter(kept).map(text).collect();
    let carried = |it: &&Finding| {
        !matches!(
            it.kind,
            Kind::UserName | Kind::Phone | Kind::IpAddress | Kind::Own
        )
    };
    let masked = prepared.findings.iter().filter(|it| !kept(it));
    let texts = masked.filter(carried).map(text);
    let alone = |text: &String| !shared.iter().any(|it| it.contains(text.as_str()));
    texts
        .filter(|text| text.len() >= 6 && alone(text))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// No byte of a masked secret is in anything that leaves, and nothing leaves but what was
    /// prepared: link, QR code, files, list, upload. Of all findings of the conversation any may be
    /// shared as they are: the others stay masked.
    #[test]
    fn nothing_of_a_secret_leaves(
        conversation in any::conversation(),
        fields in any::<[usize; 2]>(),
        seed in any::<u64>(),
        front in any::<bool>(),
        shared in any::<u64>(),
    ) {
        let cases = positives(seed);
        let mut dice = Dice(seed);
        let pair = [dice.below(cases.len()), dice.below(cases.len())].map(|at| &cases[at]);
        // A block in a quote of its own or in the middle of one is another text.
        prop_assume!(pair.iter().all(|case| case.kind != "path"));
        let conversation = planted(conversation, fields[0], &pair[0].text, front);
        let conversation = planted(conversation, fields[1], &pair[1].text, front);
        let mut choice = Choice { author: conversation.author.clone(), ..Choice::default() };
        let all = choose::prepare(&conversation, &choice, &name);
        for case in pair {
            prop_assert!(!holds(&all.conversation, &case.secret), "{:?}", case.secret);
        }
        let same = all.findings.iter().map(|it| it.same);
        choice.unmasked = same.enumerate().filter(|(n, _)| shared >> (n % 64) & 1 == 1).map(|(_, it)| it).collect();
        let some = choose::prepare(&conversation, &choice, &name);
        prop_assert_eq!(&some.findings, &all.findings);
        let none = Choice::default();
        for (prepared, choice) in [(all, &none), (some, &choice)] {
            let secrets = secrets(&prepared, choice);
            let masked = prepared.conversation;
            let payload = encode(&masked, CodecChoice::Deflate).unwrap();
            let opened = decode(&payload).unwrap().conversation;
            prop_assert_eq!(&opened, &masked);
            let entry = Entry::self_contained("id".into(), &opened, None, payload.len(), any_moment());
            let packed = unpack(&pack(&masked).unwrap()).unwrap();
            prop_assert_eq!(&packed, &masked);
            for (what, bytes) in [
                ("link", body::write(&opened).unwrap()),
                ("page", html(&opened).into_bytes()),
                ("transcript", transcript::write(&opened).into_bytes()),
                ("json", serde_json::to_vec(&opened).unwrap()),
                ("list", serde_json::to_vec(&entry).unwrap()),
                ("upload", body::write(&packed).unwrap()),
            ] {
                let text = String::from_utf8_lossy(&bytes);
                for secret in &secrets {
                    prop_assert!(!text.contains(secret), "{} has {}", what, secret);
                }
            }
            if let Ok(code) = QrCode::of(&Base::default(), &payload) {
                prop_assert_eq!(decode(code.text()).unwrap().conversation, masked);
            }
        }
    }

    /// Whatever stands there, what is found has bounds that a text has.
    #[test]
    fn any_conversation_is_masked(conversation in any::conversation(), own in any::text()) {
        let found = redact::find(&conversation, &[own]);
        for it in &found {
            let text = fields::text(&conversation, it.place).unwrap();
            prop_assert!(text.get(it.range.clone()).is_some());
        }
        let masked = redact::mask(&conversation, &found, &name);
        prop_assert_eq!(masked.messages.len(), conversation.messages.len());
    }
}

proptest! {
    // Each derives a key twice, slowly by intent.
    #![proptest_config(ProptestConfig::with_cases(8))]

    /// Nor in an upload as its server has it and its reader opens it.
    #[test]
    fn nothing_of_a_secret_is_in_an_upload(
        conversation in any::conversation(),
        field in any::<usize>(),
        seed in any::<u64>(),
    ) {
        let cases = positives(seed);
        let case = &cases[Dice(seed).below(cases.len())];
        prop_assume!(case.kind != "path");
        let conversation = planted(conversation, field, &case.text, false);
        let masked = choose::prepare(&conversation, &Choice::default(), &name).conversation;
        // The shortest codec carries the same.
        let payload = encode(&masked, CodecChoice::Dense).unwrap();
        prop_assert_eq!(&decode(&payload).unwrap().conversation, &masked);
        let random = Random::new(std::array::from_fn(|at| u8::try_from(at).unwrap()));
        let upload = Upload::new(&masked, &Wish::default(), random, &english).unwrap();
        prop_assert!(!upload.body.contains(&case.secret));

        let server = Server::parse("https://bin.example").unwrap();
        let standin = Standin::new();
        let ask = |method: &str, query: &str, body: &str| {
            let said = standin.answer(method, &format!("/{query}"), true, body.as_bytes());
            let said = said.expect("an answer");
            Answer { status: said.status, retry_after: None, body: said.body }
        };
        ask("POST", "", &upload.body);
        let stored = ask("GET", &format!("?pasteid={}", upload.id), "");
        let stored = answer::stored(&server, &stored).unwrap();
        let opened = upload::open(&stored, &upload.key, "").unwrap().conversation;
        prop_assert!(!holds(&opened, &case.secret));
        prop_assert_eq!(opened, masked);
    }
}

fn any_moment() -> chatlink::conversation::Timestamp {
    chatlink::conversation::Timestamp::from_unix(1_777_800_000).unwrap()
}
