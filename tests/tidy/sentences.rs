//! The text for people: every key that code uses is there, every one that is there is used.

use std::collections::{BTreeMap, BTreeSet};

use chatlink::error::Error;
use serde_json::Value;

use crate::{files_in, none, text_of};

/// Keys that code puts together from a part that it does not know: `error_` and an error's key.
const BUILT: [&str; 6] = [
    "error_",
    "warning_",
    "popup_tab_",
    "expire_",
    "links_order_",
    "links_show_",
];

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

/// The forms that a language has beside "other", for numbers that people meet (Unicode CLDR 48,
/// "Language Plural Rules"; `many` of French, Spanish and Portuguese begins at a million).
const FORMS: [(&str, &[&str]); 8] = [
    ("ar", &["zero", "one", "two", "few", "many"]),
    ("de", &["one"]),
    ("en", &["one"]),
    ("es", &["one"]),
    ("fr", &["one"]),
    ("ja", &[]),
    ("pt_BR", &["one"]),
    ("zh_CN", &[]),
];

/// The keys whose sentence depends on a number.
fn counted_keys() -> BTreeSet<String> {
    let calls = ["plural(", "counted(", "(look.count)("];
    let mut keys = BTreeSet::new();
    for file in files_in("src/", ".rs") {
        let code = text_of(&file);
        for call in calls {
            let after = code.split(call).skip(1).map(str::trim_start);
            let named = after.filter_map(|rest| rest.strip_prefix('"')?.split('"').next());
            keys.extend(named.map(str::to_owned));
        }
    }
    keys
}

/// The key of which this is a form.
fn form_of<'a>(key: &'a str, counted: &BTreeSet<String>) -> Option<(&'a str, &'a str)> {
    let names = ["zero", "one", "two", "few", "many"];
    key.rsplit_once('_')
        .filter(|(whole, form)| counted.contains(*whole) && names.contains(form))
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
        Error::SealedLinkCut {
            arrived: 1,
            expected: 2,
        },
        Error::PasswordNeeded,
        Error::PasswordWrong,
        Error::PasswordEmpty,
        Error::LockFailed { reason: text() },
        Error::KeyNeeded,
        Error::KeyGone { server: text() },
        Error::LinkTooNew { number: 9 },
        Error::LinkTooLarge { limit: 1 },
        Error::ConversationEmpty,
        Error::ConversationTooLarge {
            length: 2,
            limit: 1,
        },
        Error::ConversationTooLong { limit: 1 },
        Error::QrTooLong { over: 1, limit: 2 },
        Error::BaseInvalid { base: text() },
        Error::PageForbidden,
        Error::PageWithoutConversation,
        Error::ChatEmpty,
        Error::PageGone,
        Error::SignInNeeded { site: text() },
        Error::PageNotRead,
        Error::PageChanged { site: text() },
        Error::ServerInvalid { server: text() },
        Error::ServerUnreachable { server: text() },
        Error::ServerNotPrivatebin { server: text() },
        Error::ServerForbids {
            server: text(),
            status: 403,
        },
        Error::ServerDown {
            server: text(),
            status: 500,
        },
        Error::ServerRefused {
            server: text(),
            message: text(),
        },
        Error::ServerWait {
            server: text(),
            seconds: 1,
        },
        Error::ServerTooSmall { server: text() },
        Error::UploadTooLarge { size: 2, limit: 1 },
        Error::UploadUnanswered { server: text() },
        Error::UploadGone { server: text() },
        Error::UploadNotDeleted { server: text() },
        Error::UploadNeedsPassword,
        Error::UploadWrongPassword,
        Error::UploadDamaged,
        Error::UploadNotUnderstood,
        Error::UploadBurns,
        Error::PasswordNotAscii,
        Error::StorageFull,
        Error::ListTooNew,
        Error::CopyNotKept,
        Error::BackupForeign,
        Error::BackupDamaged,
        Error::BackupTooNew,
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
        Error::WorkFailed { reason: text() },
        Error::PageInsecure,
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
    let mut code = String::new();
    for file in ["manifest.json".to_owned()]
        .into_iter()
        .chain(files_in("viewer/", ".html"))
    {
        // A sentence that is filled in stands there as `__MSG_key__`.
        for part in text_of(&file).split("__MSG_").skip(1) {
            let key = part.split("__").next().unwrap_or_default();
            code.push_str(&format!("\"{key}\""));
        }
    }
    for (folder, ending) in [("src/", ".rs"), ("extension/", ".js")] {
        for file in files_in(folder, ending) {
            code.push_str(&text_of(&file));
        }
    }
    let used: BTreeSet<_> = code.split('"').skip(1).collect();
    let counted = counted_keys();
    let mut found = Vec::new();
    for key in english().keys() {
        let built = BUILT.iter().any(|prefix| key.starts_with(prefix));
        let form = form_of(key, &counted).is_some();
        if !built && !form && !used.contains(key.as_str()) {
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
    let counted = counted_keys();
    let mut found = Vec::new();
    for file in files_in("_locales/", "messages.json") {
        let other = sentences(&file);
        let language = file.split('/').nth(1).unwrap_or_default();
        let forms = FORMS.iter().find(|(name, _)| *name == language);
        let (_, forms) = forms.unwrap_or_else(|| panic!("say which forms {language} has"));
        for key in &counted {
            for form in *forms {
                match (english.get(key), other.get(&format!("{key}_{form}"))) {
                    (_, None) => found.push(format!("{file} lacks {key}_{form}")),
                    (Some(one), Some(text)) if !values_in(text).is_subset(&values_in(one)) => {
                        found.push(format!("{file}: {key}_{form} has other values"));
                    }
                    _ => {}
                }
            }
        }
        for (key, sentence) in &english {
            if form_of(key, &counted).is_some() {
                continue;
            }
            match other.get(key) {
                None => found.push(format!("{file} lacks {key}")),
                Some(text) if values_in(text) != values_in(sentence) => {
                    found.push(format!("{file}: {key} has other values"));
                }
                Some(_) => {}
            }
        }
        let extra = other.keys().filter(|key| {
            let form = form_of(key, &counted).is_some_and(|(_, form)| forms.contains(&form));
            !form && (!english.contains_key(*key) || form_of(key, &counted).is_some())
        });
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
