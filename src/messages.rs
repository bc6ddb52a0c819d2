//! Text for people in English, for where no browser brings `_locales`: the command line, the tests
//! and the files that are written there.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

#[derive(Deserialize)]
struct Entry {
    message: String,
}

/// The sentence of a key, with `args` for `$1` to `$9`; the key itself where there is none.
///
/// ```
/// assert_eq!(chatlink::messages::english("view_messages", &["3"]), "3 messages");
/// ```
pub fn english(key: &str, args: &[&str]) -> String {
    static ENTRIES: OnceLock<BTreeMap<String, Entry>> = OnceLock::new();
    let entries = ENTRIES.get_or_init(|| {
        serde_json::from_str(include_str!("../_locales/en/messages.json")).unwrap_or_default()
    });
    entries
        .get(key)
        .map_or_else(|| key.to_owned(), |entry| fill(&entry.message, args))
}

/// The sentence of a key for so many things: `key_one` is its form for one.
///
/// ```
/// assert_eq!(chatlink::messages::english_count("view_messages", 1), "1 message");
/// ```
pub fn english_count(key: &str, count: usize) -> String {
    let text = count.to_string();
    if count == 1 {
        english(&format!("{key}_one"), &[&text])
    } else {
        english(key, &[&text])
    }
}

/// A sentence of `_locales` with its values: `$1` to `$9` are values, `$$` is a dollar sign, as
/// browsers do it with these files.
///
/// ```
/// assert_eq!(chatlink::messages::fill("$2 of $1 for 1 $$", &["9", "4"]), "4 of 9 for 1 $");
/// ```
pub fn fill(message: &str, args: &[&str]) -> String {
    let mut filled = String::with_capacity(message.len());
    let mut rest = message;
    while let Some((before, after)) = rest.split_once('$') {
        filled.push_str(before);
        let mut following = after.chars();
        match following.next() {
            Some('$') => filled.push('$'),
            Some(digit @ '1'..='9') => {
                let at = digit as usize - '1' as usize;
                filled.push_str(args.get(at).copied().unwrap_or_default());
            }
            _ => {
                filled.push('$');
                following = after.chars();
            }
        }
        rest = following.as_str();
    }
    filled.push_str(rest);
    filled
}
