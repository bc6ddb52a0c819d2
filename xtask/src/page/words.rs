//! The sentences of the viewer's page: of every language, those alone whose keys its wasm names.
//!
//! A language is a list of texts. The keys stand once, in `language.js`, in the order of the lists:
//! beside each text, in eight files, they would weigh as much as the texts.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Map, Value};

use super::{filled, source};
use crate::repo;

/// Keys that are put together in the code, and of which only the beginning stands in the wasm.
const BUILT: [&str; 2] = ["error_", "warning_"];

/// Errors of making links, of reading chat pages, of the list and of files: no reader meets them. All
/// keys stand in the wasm, so it does not tell.
const ELSEWHERE: [&str; 27] = [
    "backup_damaged",
    "backup_foreign",
    "backup_too_new",
    "base_invalid",
    "chat_empty",
    "conversation_empty",
    "conversation_too_large",
    "conversation_too_long",
    "copy_not_kept",
    "file",
    "file_not_understood",
    "list_too_new",
    "lock_failed",
    "page_changed",
    "page_forbidden",
    "page_gone",
    "page_not_read",
    "page_without_conversation",
    "password_empty",
    "password_not_ascii",
    "qr_too_long",
    "sign_in_needed",
    "storage_full",
    "upload_not_deleted",
    "upload_too_large",
    "upload_unanswered",
    "usage",
];

/// Every language with the sentences of one page.
pub(super) struct Words {
    keys: Vec<String>,
    /// Its name, and its texts in the order of the keys; an empty one where it has none.
    pub(super) languages: Vec<(String, Vec<String>)>,
}

impl Words {
    /// Those whose keys this wasm names: a reader need not load what only the extension says.
    pub(super) fn of(wasm: &Path) -> Result<Self> {
        let wasm = fs::read(wasm).with_context(|| format!("reading {}", wasm.display()))?;
        // Texts stand side by side in a wasm, so a key may be a part of what reads as one word.
        let words: Vec<_> = wasm
            .split(|byte| !byte.is_ascii_lowercase() && !byte.is_ascii_digit() && *byte != b'_')
            .filter(|word| word.contains(&b'_'))
            .map(String::from_utf8_lossy)
            .collect();
        let words = words.join(" ");
        let named = |key: &str| {
            let whole = key
                .rsplit_once('_')
                .map_or(key, |(whole, form)| match form {
                    "zero" | "one" | "two" | "few" | "many" => whole,
                    _ => key,
                });
            let elsewhere = key.strip_prefix("error_");
            if elsewhere.is_some_and(|error| ELSEWHERE.contains(&error)) {
                return false;
            }
            BUILT.iter().any(|start| key.starts_with(start))
                || words.contains(key)
                || words.contains(whole)
        };
        let mut all = Vec::new();
        for name in names()? {
            all.push((name.clone(), messages(&name)?));
        }
        // A language has forms of numbers that another has not.
        let keys: BTreeSet<_> = all
            .iter()
            .flat_map(|(_, messages)| messages.keys())
            .collect();
        let keys: Vec<String> = keys.into_iter().filter(|key| named(key)).cloned().collect();
        let text = |messages: &Map<String, Value>, key: &str| {
            let text = messages.get(key).and_then(|it| it["message"].as_str());
            text.unwrap_or_default().to_owned()
        };
        let languages = all.iter().map(|(name, messages)| {
            let texts = keys.iter().map(|key| text(messages, key)).collect();
            (name.clone(), texts)
        });
        Ok(Self {
            languages: languages.collect(),
            keys,
        })
    }

    /// The script that chooses one of the languages, and puts keys and texts together.
    pub(super) fn script(&self) -> Result<String> {
        script(self.languages.iter().map(|it| it.0.as_str()), &self.keys)
    }
}

/// The same for a page that holds the extension's own files, each with its keys.
pub(super) fn script_of_extension() -> Result<String> {
    script(names()?.iter().map(String::as_str), &[])
}

fn script<'a>(languages: impl Iterator<Item = &'a str>, keys: &[String]) -> Result<String> {
    let languages: Vec<_> = languages.collect();
    let script = filled(
        &source("language.js")?,
        "__LANGUAGES__",
        &languages.join(" "),
    )?;
    filled(&script, "__KEYS__", &keys.join(" "))
}

/// The names of all languages, in their order.
pub(super) fn names() -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(repo::root().join("_locales"))? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

fn messages(language: &str) -> Result<Map<String, Value>> {
    let folder = repo::root().join("_locales").join(language);
    let text = fs::read_to_string(folder.join("messages.json"))?;
    Ok(serde_json::from_str(&text)?)
}

/// Fills in the sentences, `__MSG_key__`, in English: these pages have no script to choose another.
pub(super) fn with_sentences(text: &str) -> Result<String> {
    let messages = messages("en")?;
    let mut parts = text.split("__MSG_");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (key, rest) = part.split_once("__").context("a __MSG_ without an end")?;
        let sentence = messages.get(key).and_then(|it| it["message"].as_str());
        out.push_str(sentence.with_context(|| format!("no sentence {key}"))?);
        out.push_str(rest);
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::ELSEWHERE;
    use crate::repo;

    /// What a reader runs through, but for files that make links too: none of it makes one of those errors.
    const READERS: [&str; 11] = [
        "link/codec/deflate.rs",
        "link/digits.rs",
        "link/paste.rs",
        "upload/address.rs",
        "upload/answer.rs",
        "upload/paste.rs",
        "upload/seal.rs",
        "web/cipher.rs",
        "web/home/page.rs",
        "web/http.rs",
        "web/work.rs",
    ];

    #[test]
    fn no_reader_meets_the_errors_that_have_no_sentence() {
        let source = repo::root().join("src");
        let mut files: Vec<_> = READERS.iter().map(|name| source.join(name)).collect();
        for entry in std::fs::read_dir(source.join("web/viewer")).unwrap() {
            files.push(entry.unwrap().path());
        }
        let errors = std::fs::read_to_string(source.join("error.rs")).unwrap();
        for key in ELSEWHERE {
            let key = format!("\"{}\",", key.replace('_', "-"));
            let line = errors.lines().find(|line| line.ends_with(&key)).unwrap();
            let name = line.trim().trim_start_matches("Self::");
            let name = name.split([' ', '=']).next().unwrap();
            for file in &files {
                let text = std::fs::read_to_string(file).unwrap();
                let named = text
                    .split(&format!("Error::{name}"))
                    .skip(1)
                    .any(|after| !after.starts_with(|c: char| c.is_ascii_alphanumeric()));
                assert!(!named, "{} makes {name}", file.display());
            }
        }
    }
}
