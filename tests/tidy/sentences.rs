//! The text for people: every key that code uses is there, every one that is there is used.

use std::collections::{BTreeMap, BTreeSet};

use chatlink::error::Error;
use serde_json::Value;

use crate::{files_in, none, text_of};

/// Keys that code puts together from a part that it does not know: `error_` and an error's key.
const BUILT: [&str; 3] = ["error_", "warning_", "popup_tab_"];

fn sentences(file: &str) -> BTreeMap<String, String> {
    let all: Value = serde_json::from_str(&text_of(file)).expect("messages.json is JSON");
    let all = all.as_object().expect("an object");
    all.iter()
        .map(|(key, entry)| {
            (
                key.clone(),
                entry["message"].as_str().expect("a message").to_owned(),
            )
        })
        .collect()
}

fn english() -> BTreeMap<String, String> {
    sentences("_locales/en/messages.json")
}

/// The numbers after a dollar sign.
fn values_in(sentence: &str) -> BTreeSet<usize> {
    let after = sentence.split('$').skip(1);
    after
        .filter_map(|rest| rest.get(..1)?.parse().ok())
        .collect()
}

/// One of each kind; [`every_error_is_listed`] sees to it that none is missing.
fn one_of_each_error() -> Vec<Error> {
    let text = || "text".to_owned();
    vec![
        Error::LinkEmpty,
        Error::LinkNotOurs,
        Error::LinkCut {
            arrived: 1,
            expected: 2,
        },
        Error::LinkDamaged,
        Error::LinkTooNew { number: 9 },
        Error::LinkTooLarge { limit: 1 },
        Error::ConversationEmpty,
        Error::ConversationTooLarge {
            length: 2,
            limit: 1,
        },
        Error::ConversationTooLong { limit: 1 },
        Error::BaseInvalid { base: text() },
        Error::PageForbidden,
        Error::PageWithoutConversation,
        Error::ChatEmpty,
        Error::PageGone,
        Error::PageChanged { site: text() },
        Error::File {
            path: text(),
            reason: text(),
        },
        Error::FileNotUnderstood {
            path: text(),
            reason: text(),
        },
        Error::Usage { reason: text() },
        Error::Storage { reason: text() },
        Error::ClipboardRefused,
    ]
}

#[test]
fn every_error_is_listed() {
    let source = text_of("src/error.rs");
    let body = source
        .split("pub fn key(")
        .nth(1)
        .and_then(|rest| rest.split("\n    }\n").next());
    let keys: BTreeSet<_> = body
        .expect("fn key")
        .split("=> \"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    let listed: BTreeSet<_> = one_of_each_error().iter().map(Error::key).collect();
    assert_eq!(listed, keys, "add the new error to this test");
}

#[test]
fn every_error_has_its_sentence_with_its_values() {
    let english = english();
    let mut found = Vec::new();
    for error in one_of_each_error() {
        let key = error.message_key();
        let Some(sentence) = english.get(&key) else {
            found.push(format!("{key} is missing"));
            continue;
        };
        let wanted: BTreeSet<_> = (1..=error.args().len()).collect();
        if values_in(sentence) != wanted {
            found.push(format!("{key} has {} values: {sentence}", wanted.len()));
        }
    }
    none(&found, "errors and their sentences do not fit");
}

#[test]
fn keys_are_used_and_there() {
    let mut code = text_of("manifest.json")
        .replace("__MSG_", "\"")
        .replace("__\"", "\"");
    for (folder, ending) in [("src/", ".rs"), ("extension/", ".js")] {
        for file in files_in(folder, ending) {
            code.push_str(&text_of(&file));
        }
    }
    let used: BTreeSet<_> = code.split('"').skip(1).collect();
    let mut found = Vec::new();
    for key in english().keys() {
        let built = BUILT.iter().any(|prefix| key.starts_with(prefix));
        if !built && !used.contains(key.as_str()) {
            found.push(format!("{key} is used nowhere"));
        }
        if !key.contains('_') && key != "untitled" {
            found.push(format!("{key} has no prefix that says where it stands"));
        }
        if key
            .chars()
            .any(|letter| !letter.is_ascii_lowercase() && letter != '_' && !letter.is_ascii_digit())
        {
            found.push(format!("{key} is not snake_case"));
        }
    }
    none(&found, "keys of _locales");
}

#[test]
fn every_language_has_the_same_keys_and_values() {
    let english = english();
    let mut found = Vec::new();
    for file in files_in("_locales/", "messages.json") {
        let other = sentences(&file);
        for (key, sentence) in &english {
            match other.get(key) {
                None => found.push(format!("{file} lacks {key}")),
                Some(text) if values_in(text) != values_in(sentence) => {
                    found.push(format!("{file}: {key} has other values"));
                }
                Some(_) => {}
            }
        }
        let extra = other.keys().filter(|key| !english.contains_key(*key));
        found.extend(extra.map(|key| format!("{file}: {key} is in no other language")));
    }
    none(&found, "languages differ");
}

#[test]
fn people_are_spoken_to_plainly() {
    const JARGON: [&str; 6] = ["fragment", "payload", "token", "wasm", "envelope", "codec"];
    let mut found = Vec::new();
    for (key, sentence) in english() {
        // Who writes a command knows the words of its options.
        if key.starts_with("cli_") {
            continue;
        }
        let lower = sentence.to_lowercase();
        found.extend(
            JARGON
                .iter()
                .filter(|word| lower.contains(*word))
                .map(|word| format!("{key}: {word}")),
        );
        if sentence.contains('!') {
            found.push(format!("{key} shouts"));
        }
        if sentence.trim() != sentence || sentence.is_empty() {
            found.push(format!("{key} is empty or has space around it"));
        }
    }
    none(&found, "not how Chatlink speaks");
}
