//! Links: round trips, cuts, damage and bounds.

use chatlink::conversation::{Conversation, Message, Role, Timestamp};
use chatlink::error::Error;
use chatlink::link::{
    Base, CodecChoice, MAX_DENSE_BYTES, MAX_LINK_CHARS, Opened, at_message, body, decode, encode,
    message_of,
};
use proptest::prelude::*;

use crate::any;

fn message(role: Role, markdown: &str) -> Message {
    Message {
        role,
        markdown: markdown.to_owned(),
        ..Message::default()
    }
}

fn sample() -> Conversation {
    Conversation {
        title: "Frost depth".into(),
        site: "chatgpt".into(),
        complete: true,
        messages: vec![
            message(Role::User, "How deep must the footing of a garden shed be?"),
            message(
                Role::Assistant,
                "Below the *frost line*: some 80 cm in Central Europe, and 120 cm in Minnesota.",
            ),
        ],
        ..Conversation::default()
    }
}

fn deflate(conversation: &Conversation) -> String {
    encode(conversation, CodecChoice::Deflate).unwrap()
}

fn dense(conversation: &Conversation) -> String {
    encode(conversation, CodecChoice::Dense).unwrap()
}

fn whole(conversation: Conversation) -> Opened {
    Opened {
        conversation,
        damage: None,
        codec: 1,
    }
}

/// Text that deflate cannot shorten much, always the same.
fn noise(characters: usize) -> String {
    let mut state = 1u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from_u32(0x4E00 + (state >> 18)).unwrap()
    };
    (0..characters).map(|_| next()).collect()
}

proptest! {
    #[test]
    fn any_conversation_comes_back(conversation in any::conversation()) {
        let payload = deflate(&conversation);
        prop_assert!(payload.ends_with(|c: char| c.is_ascii_alphanumeric()));
        prop_assert!(payload.starts_with(['0', '1', '2', '3']));
        let link = Base::default().link(&payload);
        prop_assert_eq!(decode(&link), Ok(whole(conversation.clone())));
        prop_assert_eq!(decode(&payload), Ok(whole(conversation)));
    }

    #[test]
    fn a_cut_says_how_much_arrived(conversation in any::conversation(), at in any::<prop::sample::Index>()) {
        let payload = deflate(&conversation);
        // A letter may stand at the end for the sake of those who dislike a dash there.
        let expected = payload.len() - usize::from(payload.len() % 4 == 1);
        let arrived = at.index(expected);
        let error = Error::LinkCut { arrived, expected };
        match decode(&payload[..arrived]) {
            Ok(opened) => {
                prop_assert_eq!(opened.damage, Some(error));
                prop_assert!(!opened.conversation.complete);
                prop_assert!(opened.conversation.messages.len() <= conversation.messages.len());
                for (part, whole) in opened.conversation.messages.iter().zip(&conversation.messages) {
                    prop_assert_eq!(part.role, whole.role);
                    prop_assert!(whole.markdown.starts_with(&part.markdown));
                }
            }
            // Too little for the length, or for a message.
            Err(Error::LinkEmpty) => prop_assert_eq!(arrived, 0),
            Err(Error::LinkNotOurs) => prop_assert!(arrived < 10),
            Err(other) => prop_assert_eq!(other, error),
        }
    }

    #[test]
    fn a_body_cut_anywhere_is_read_as_far_as_it_goes(conversation in any::conversation(), at in any::<prop::sample::Index>()) {
        let body = body::write(&conversation).unwrap();
        let part = body::read_part(&body[..at.index(body.len())]).unwrap();
        prop_assert!(conversation.title.starts_with(&part.title));
        for (part, whole) in part.messages.iter().zip(&conversation.messages) {
            prop_assert!(whole.markdown.starts_with(&part.markdown));
            prop_assert!(part.time.is_none() || part.time == whole.time);
            prop_assert!(part.model.is_none() || part.model == whole.model);
            prop_assert!(whole.sources.starts_with(&part.sources));
        }
    }

    #[test]
    fn nothing_pasted_makes_it_panic(text in any::text(), payload in "[0-3][A-Za-z0-9_-]{0,200}") {
        let _ = decode(&text);
        let _ = decode(&payload);
        let _ = decode(&format!("#{payload}{text}"));
    }

    #[test]
    fn no_bytes_make_the_body_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = body::read(&bytes);
        let _ = body::read_part(&bytes);
    }
}

// Each case reads the frozen material at least twice.
proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn any_conversation_comes_back_from_the_dense_codec(conversation in any::conversation()) {
        let payload = dense(&conversation);
        prop_assert!(payload.ends_with(|c: char| c.is_ascii_alphanumeric()));
        prop_assert!(payload.starts_with(['0', '1', '2', '3']));
        let opened = decode(&payload).unwrap();
        prop_assert_eq!(opened.conversation, conversation);
        prop_assert_eq!((opened.damage, opened.codec), (None, 2));
    }

    #[test]
    fn a_cut_of_a_dense_link_shows_nothing_that_was_not_written(conversation in any::conversation(), at in any::<prop::sample::Index>()) {
        let payload = dense(&conversation);
        let expected = payload.len() - usize::from(payload.len() % 4 == 1);
        let arrived = at.index(expected);
        let error = Error::LinkCut { arrived, expected };
        match decode(&payload[..arrived]) {
            Ok(opened) => {
                prop_assert_eq!(opened.damage, Some(error));
                prop_assert!(!opened.conversation.complete);
                for (part, whole) in opened.conversation.messages.iter().zip(&conversation.messages) {
                    prop_assert_eq!(part.role, whole.role);
                    prop_assert!(whole.markdown.starts_with(&part.markdown));
                }
            }
            Err(Error::LinkEmpty) => prop_assert_eq!(arrived, 0),
            Err(Error::LinkNotOurs) => prop_assert!(arrived < 10),
            Err(other) => prop_assert_eq!(other, error),
        }
    }
}

#[test]
fn the_shorter_codec_is_chosen() {
    let short = encode(&sample(), CodecChoice::Auto).unwrap();
    assert_eq!(short, dense(&sample()));
    assert!(short.len() < deflate(&sample()).len());
    // Runs longer than anything that text has: deflate says them in fewer bytes.
    let zeros = Conversation {
        messages: vec![message(Role::User, &"0".repeat(200_000))],
        ..sample()
    };
    let auto = encode(&zeros, CodecChoice::Auto).unwrap();
    let both = [deflate(&zeros), dense(&zeros)];
    assert_eq!(Some(auto.len()), both.iter().map(String::len).min());
}

#[test]
fn a_body_that_would_take_too_long_is_for_deflate_alone() {
    let long = Conversation {
        messages: vec![message(Role::User, &"Shed. ".repeat(MAX_DENSE_BYTES / 6))],
        ..sample()
    };
    assert_eq!(
        encode(&long, CodecChoice::Dense),
        Err(Error::ConversationTooLong {
            limit: MAX_DENSE_BYTES
        })
    );
    let auto = encode(&long, CodecChoice::Auto).unwrap();
    assert_eq!(decode(&auto), Ok(whole(long)));
}

/// A link that lost characters in its middle looks like one that was cut: as many are missing.
#[test]
fn what_is_lost_in_the_middle_is_not_taken_for_a_cut() {
    for payload in [deflate(&sample()), dense(&sample())] {
        let end = payload.len() - usize::from(payload.len() % 4 == 1);
        for at in 8..end - 3 {
            for lost in [1, 2] {
                let mut text = payload[..end].to_owned();
                text.replace_range(at..at + lost, "");
                // Where the characters after the gap repeat it, nothing was lost but the end.
                if payload.starts_with(&text) {
                    continue;
                }
                assert_eq!(decode(&text), Err(Error::LinkDamaged), "{lost} at {at}");
            }
        }
        for lost in 1..9 {
            let opened = decode(&payload[..end - lost]);
            let cut = Error::LinkCut {
                arrived: end - lost,
                expected: end,
            };
            assert_eq!(opened.unwrap().damage, Some(cut));
        }
    }
}

#[test]
fn every_flipped_bit_is_noticed() {
    for payload in [deflate(&sample()), dense(&sample())] {
        flip_each_bit(&payload);
    }
}

fn flip_each_bit(payload: &str) {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    for at in 0..payload.len() {
        let value = ALPHABET
            .iter()
            .position(|&c| c == payload.as_bytes()[at])
            .unwrap();
        for bit in 0..6 {
            let mut flipped = payload.to_owned().into_bytes();
            flipped[at] = ALPHABET[value ^ 1 << bit];
            let flipped = String::from_utf8(flipped).unwrap();
            let opened = decode(&flipped);
            let noticed = match &opened {
                Err(_) => true,
                Ok(opened) => matches!(opened.damage, Some(Error::LinkCut { .. })),
            };
            assert!(noticed, "bit {bit} of character {at}: {opened:?}");
            if (7..payload.len()).contains(&at) {
                assert_eq!(
                    opened,
                    Err(Error::LinkDamaged),
                    "bit {bit} of character {at}"
                );
            }
        }
    }
}

#[test]
fn what_others_put_around_a_link_falls_away() {
    let payload = deflate(&sample());
    let base = "https://chatlink.example/";
    let (front, back) = payload.split_at(40);
    for pasted in [
        format!("{base}#{payload}"),
        format!("{base}%23{payload}"),
        format!("{base}index.html%2523{payload}"),
        format!("  {base}#{payload}\r\n"),
        format!("<{base}#{payload}>"),
        format!("\"{base}#{payload}\""),
        format!("“{payload}”"),
        format!("({base}#{payload})."),
        format!("{base}#{payload}&utm_source=mail&utm_medium=x"),
        format!("{base}#{payload}&amp;utm_source=mail"),
        format!("{base}#{payload}?fbclid=IwAR0123"),
        format!("{base}#{front}\r\n {back}"),
        format!("{base}#{front}%0A{back}"),
        format!("{base}#{front}\u{200B}{back}\u{FEFF}"),
        format!("{base}#{}", payload.replace('-', "%2D").replace('_', "%5f")),
        format!("{base}#{payload}AAAA"),
        format!("See {base}#{payload}, it is worth it."),
        format!("https://wrap.example/?url=https%3A%2F%2Fchatlink.example%2F%23{payload}&data=05"),
    ] {
        assert_eq!(decode(&pasted), Ok(whole(sample())), "{pasted}");
    }
}

#[test]
fn a_link_to_a_message_is_the_link_and_says_which() {
    for payload in [deflate(&sample()), dense(&sample())] {
        let link = at_message(&format!("https://chatlink.example/?m=1&m=2#{payload}"), 12);
        assert_eq!(decode(&link), decode(&payload));
        assert_eq!(decode(&link).map(|it| it.conversation), Ok(sample()));
        assert_eq!(chatlink::link::payload(&link), Ok(payload.clone()));
        for (after, number) in [
            ("", Some(12)),
            (").", Some(12)),
            ("&utm_source=mail", Some(12)),
            ("&m=3", Some(3)),
            ("3456", Some(123_456)),
            ("34567", None),
            ("&m=0", None),
            ("&m=", None),
            ("&m=x", None),
        ] {
            assert_eq!(message_of(&format!("{link}{after}")), number, "{after}");
        }
        let plain = format!("https://chatlink.example/?m=1&m=2#{payload}");
        assert_eq!(message_of(&plain), None);
    }
}

#[test]
fn what_is_no_link_is_said_to_be_none() {
    for empty in [
        "",
        " \n",
        "#",
        "https://chatlink.example/",
        "https://chatlink.example/#",
        "\u{FEFF}",
    ] {
        assert_eq!(decode(empty), Err(Error::LinkEmpty), "{empty:?}");
    }
    for foreign in [
        "hello",
        "https://en.example/wiki/Shed#Energy",
        "https://en.example/wiki/Shed#English_grammar",
        "https://a.example/src/lib.rs#L10-L20",
        "https://a.example/#!/inbox/FMfcgzQZTqW",
        "https://mega.example/#F!abc!def",
        "https://b.example/?1a2b3c4d5e6f7a8b#8Hs2Dq6pRZxY5KcN3vWbT9uMfJ4gLkA7eXrPoQiSdEnU",
        "0",
        "0aaaaa",
        "#/settings",
        "☃",
    ] {
        assert_eq!(decode(foreign), Err(Error::LinkNotOurs), "{foreign:?}");
    }
}

#[test]
fn a_cut_link_shows_what_arrived() {
    let mut conversation = sample();
    let text: String = (0..200)
        .map(|n| format!("Line {n} of a long answer.\n"))
        .collect();
    conversation.messages.push(message(Role::Assistant, &text));
    let payload = deflate(&conversation);
    let opened = decode(&payload[..payload.len() - 20]).unwrap();
    let got = opened.conversation;
    assert!(!got.complete);
    assert_eq!(got.messages[..2], conversation.messages[..2]);
    assert!(got.messages[2].markdown.len() > 500);
    assert!(text.starts_with(&got.messages[2].markdown));
}

#[test]
fn too_much_is_refused_on_both_sides() {
    let huge = Conversation {
        messages: vec![message(Role::User, &noise(500_000))],
        ..sample()
    };
    let Err(Error::ConversationTooLarge { length, limit }) = encode(&huge, CodecChoice::Deflate)
    else {
        panic!(
            "a link of {} characters",
            encode(&huge, CodecChoice::Deflate).unwrap().len()
        );
    };
    assert!(length > limit && limit == MAX_LINK_CHARS);

    let spaces = Conversation {
        messages: vec![message(Role::User, &" ".repeat(33 << 20))],
        ..sample()
    };
    assert_eq!(
        encode(&spaces, CodecChoice::Auto),
        Err(Error::ConversationTooLong { limit: 32 << 20 })
    );
    let many = Conversation {
        messages: vec![Message::default(); body::MAX_ITEMS + 1],
        ..sample()
    };
    assert_eq!(
        encode(&many, CodecChoice::Auto),
        Err(Error::ConversationTooLong {
            limit: body::MAX_ITEMS
        })
    );
    assert_eq!(
        body::read(&vec![1; body::MAX_ITEMS + 1]),
        Err(Error::LinkTooLarge {
            limit: body::MAX_ITEMS
        })
    );
    assert_eq!(
        decode(&"A".repeat(4 * MAX_LINK_CHARS + 1)),
        Err(Error::LinkTooLarge {
            limit: MAX_LINK_CHARS
        })
    );
}

#[test]
fn the_longest_link_opens() {
    let conversation = Conversation {
        messages: vec![message(Role::User, &noise(340_000))],
        ..sample()
    };
    let payload = deflate(&conversation);
    assert!(payload.len() > 900_000, "{}", payload.len());
    assert_eq!(decode(&payload), Ok(whole(conversation)));
}

#[test]
fn an_empty_conversation_makes_no_link() {
    let empty = Conversation::default();
    assert_eq!(
        encode(&empty, CodecChoice::Auto),
        Err(Error::ConversationEmpty)
    );
}

#[test]
fn the_body_is_as_the_format_says() {
    let mut conversation = sample();
    conversation.captured_at = Timestamp::from_unix(36 * 36);
    conversation.author = Some(String::new());
    conversation.complete = false;
    conversation.messages.truncate(1);
    conversation.messages[0].markdown = "a\u{1}\tb\u{10}".into();
    conversation.messages[0].time = Timestamp::from_unix(36 * 36 - 35);
    assert_eq!(
        body::write(&conversation).unwrap(),
        b"Frost depth\x06a\x07\x08100\x0C\x01a\x10\x41\tb\x10\x50\x08-z"
    );
}

#[test]
fn items_of_a_later_version_are_skipped() {
    let read =
        body::read(b"T\x12later\x15more\x06t\x01one\x1Flater\x13\x14\x02two\x07stray").unwrap();
    assert_eq!(read.title, "T");
    assert_eq!(read.site, "", "a letter that is not in the table yet");
    assert_eq!(read.author, None);
    let texts: Vec<_> = read.messages.iter().map(|m| m.markdown.as_str()).collect();
    assert_eq!(texts, ["one", "two"]);
}

#[test]
fn bases() {
    for (given, kept) in [
        ("https://chatlink.example/", "https://chatlink.example/"),
        ("HTTPS://chat.example", "https://chat.example/"),
        (
            "https://chat.example:8443/a/b.html?x=1",
            "https://chat.example:8443/a/b.html?x=1",
        ),
        ("https://chat.example?x=1", "https://chat.example/?x=1"),
        (" https://chat.example/# ", "https://chat.example/"),
        (
            "http://localhost:8080/viewer.html",
            "http://localhost:8080/viewer.html",
        ),
        ("http://127.0.0.1/", "http://127.0.0.1/"),
        ("http://[::1]:9/", "http://[::1]:9/"),
        (
            "file:///home/mia/viewer.html",
            "file:///home/mia/viewer.html",
        ),
    ] {
        assert_eq!(Base::parse(given).unwrap().as_str(), kept, "{given}");
    }
    for bad in [
        "",
        "chat.example",
        "https://",
        "https:///x",
        "http://chat.example/",
        "ftp://chat.example/",
        "javascript:alert(1)",
        "chrome-extension://abc/viewer.html",
        "https://a.example/#x",
        "https://mia@a.example/",
        "https://a.example/ b",
        "https://a.example/<",
        "https://ä.example/",
        "https://a.example:99999/",
        "http://127.0.0.1.example/",
        "http://localhost.example/",
        "file://",
    ] {
        assert_eq!(
            Base::parse(bad),
            Err(Error::BaseInvalid {
                base: bad.to_owned()
            }),
            "{bad}"
        );
    }
}
