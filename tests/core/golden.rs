//! Golden links: what was shipped once opens for ever, or is refused for the same reason.
//!
//! The files were made by another writer than ours, after docs/FORMAT.md; of codec 2 the payload is
//! the codec's own, and the envelope that writer's. Each has a head
//! (`comment`, `expect`, and `password` or the server's half of a `key` where one is given), an empty line, and the text that is pasted; where something opens, a line
//! `===` and the conversation follow. `expect` is `whole`, an error, or `part` and an error.
//! `FROZEN` has the CRC-32 of each file: one that is changed or missing is a failure, and new
//! ones are added to it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chatlink::conversation::Conversation;
use chatlink::error::Error;
use chatlink::link::{CodecChoice, Opened, Packed, body, decode, decode_with_password, encode};
use chatlink::transcript;
use crc::{CRC_32_ISO_HDLC, Crc};

fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors")
}

fn files() -> BTreeMap<String, String> {
    fs::read_dir(vectors().join("links"))
        .unwrap()
        .map(|file| {
            let file = file.unwrap();
            let name = file.file_name().into_string().unwrap();
            (name, fs::read_to_string(file.path()).unwrap())
        })
        .collect()
}

struct Golden<'a> {
    expect: &'a str,
    password: &'a str,
    key: &'a str,
    pasted: &'a str,
    conversation: Option<Conversation>,
}

fn parse(text: &str) -> Golden<'_> {
    let (head, rest) = text.split_once("\n\n").unwrap();
    let field = |name| head.lines().find_map(|line| line.strip_prefix(name));
    let (pasted, conversation) = match rest.split_once("\n===\n") {
        Some((pasted, json)) => (pasted, Some(serde_json::from_str(json).unwrap())),
        None => (rest, None),
    };
    Golden {
        expect: field("expect: ").unwrap(),
        password: field("password: ").unwrap_or_default(),
        key: field("key: ").unwrap_or_default(),
        pasted,
        conversation,
    }
}

#[test]
fn golden_links_open_as_ever() {
    let mut wrong = Vec::new();
    for (name, text) in files() {
        let golden = parse(&text);
        let opened = if golden.key.is_empty() {
            decode_with_password(golden.pasted, golden.password)
        } else {
            decode_with_half(golden.pasted, golden.key)
        };
        let (outcome, conversation) = match opened {
            Ok(opened) => {
                let outcome = match opened.damage {
                    None => "whole".to_owned(),
                    Some(error) => format!("part {error}"),
                };
                (outcome, Some(opened.conversation))
            }
            Err(error) => (error.to_string(), None),
        };
        if outcome != golden.expect || conversation != golden.conversation {
            wrong.push(format!(
                "{name}: {outcome} {conversation:#?}\ninstead of {} {:#?}",
                golden.expect, golden.conversation
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// With the server's half of the key, in hexadecimal.
fn decode_with_half(pasted: &str, half: &str) -> Result<Opened, Error> {
    let bytes: Vec<u8> = (0..half.len() / 2)
        .map(|at| u8::from_str_radix(&half[2 * at..2 * at + 2], 16).unwrap())
        .collect();
    let inner = Packed::read(pasted)?.unkeyed(&bytes.try_into().unwrap())?;
    inner.opened(&inner.unpack()?)
}

#[test]
fn golden_files_are_frozen() {
    let crc = Crc::<u32>::new(&CRC_32_ISO_HDLC);
    let found: String = files()
        .iter()
        .map(|(name, text)| format!("{:08x} {name}\n", crc.checksum(text.as_bytes())))
        .collect();
    let frozen = fs::read_to_string(vectors().join("FROZEN")).unwrap();
    assert_eq!(
        found, frozen,
        "golden links are never changed; new ones are added to FROZEN"
    );
}

/// What opens whole can be written again, and says the same.
#[test]
fn golden_conversations_are_written_again() {
    for (name, text) in files() {
        let golden = parse(&text);
        if let (Some(conversation), "whole") = (golden.conversation, golden.expect) {
            let choice = if name.contains("dense") {
                CodecChoice::Dense
            } else {
                CodecChoice::Deflate
            };
            let payload = encode(&conversation, choice).unwrap();
            assert_eq!(
                decode(&payload).unwrap().conversation,
                conversation,
                "{name}"
            );
        }
    }
}

/// The examples of the documentation are what the code does.
#[test]
fn the_documented_examples_hold() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/FORMAT.md");
    let text = fs::read_to_string(path).unwrap();
    let block = |start: &str| {
        let at = text.find(&format!("```\n{start}")).unwrap() + 4;
        text[at..].split_once("```").unwrap().0
    };
    let link = block("https://").trim();
    let conversation = decode(link).unwrap().conversation;
    assert_eq!(conversation.title, "Frost");
    assert_eq!(conversation.site, "claude");
    assert_eq!(conversation.messages[0].markdown, "How deep?");
    assert_eq!(conversation.messages[1].markdown, "80 cm.");

    let bytes = |start: &str, column: usize| -> Vec<u8> {
        block(start)
            .lines()
            .flat_map(|line| line[..column.min(line.len())].split_whitespace())
            .map(|hex| u8::from_str_radix(hex, 16).unwrap())
            .collect()
    };
    assert_eq!(bytes("46 72", 34), body::write(&conversation).unwrap());
    let envelope = bytes("d1", 27);
    assert_eq!(envelope.len(), 31);
    assert_eq!(
        URL_SAFE_NO_PAD.encode(envelope),
        link.split_once('#').unwrap().1
    );

    let shown = block("---\nchatlink");
    assert_eq!(transcript::write(&transcript::read(shown).unwrap()), shown);
}
