//! Pages that changed a little: other hashes in their classes, boxes around boxes, another language, an
//! attribute less. Who speaks and how much is there stays the same, or is not claimed.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chatlink::capture::{Captured, Completeness, capture_page};
use chatlink::conversation::Role;

use super::{address_of, html_files, now};

/// Every fixture that gives a conversation, with its text and its address.
fn fixtures() -> Vec<(PathBuf, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/capture");
    let files = html_files(&folder).into_iter();
    files
        .map(|file| {
            let html = std::fs::read_to_string(&file).unwrap();
            (file, html)
        })
        .filter(|(_, html)| capture(html, html).is_some())
        .collect()
}

/// What a page gives under the address that the original names.
fn capture(html: &str, original: &str) -> Option<Captured> {
    capture_page(html, address_of(original), now()).ok()
}

/// Who speaks, in order, and what is there of it.
fn outline(captured: &Captured) -> (Vec<Role>, Completeness) {
    let messages = captured.conversation.messages.iter();
    let roles = messages.map(|message| message.role).collect();
    (roles, captured.completeness.clone())
}

/// The words of every message, without marks and white space.
fn words(captured: &Captured) -> Vec<String> {
    let messages = captured.conversation.messages.iter();
    let plain = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect();
    messages.map(|message| plain(&message.markdown)).collect()
}

/// Changes what stands between tags.
fn in_text(html: &str, change: impl Fn(&str) -> String) -> String {
    let mut out = String::new();
    for (n, piece) in html.split('<').enumerate() {
        if n == 0 {
            out += piece;
            continue;
        }
        let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));
        out += &format!("<{tag}>{}", change(text));
    }
    out
}

/// Changes the value of every attribute with this name.
fn in_attribute(html: &str, name: &str, change: impl Fn(&str) -> String) -> String {
    let start = format!(" {name}=\"");
    let mut pieces = html.split(&start);
    let mut out = pieces.next().unwrap_or("").to_owned();
    for piece in pieces {
        let (value, rest) = piece.split_once('"').unwrap_or((piece, ""));
        out += &format!("{start}{}\"{rest}", change(value));
    }
    out
}

#[test]
fn hashes_in_classes_do_not_count() {
    let hash = |class: &str| -> String {
        let hexadecimal =
            |part: &str| part.len() >= 7 && part.bytes().all(|b| b.is_ascii_hexdigit());
        match class.split_once("__") {
            Some((name, hash)) if hash.len() == 5 => format!("{name}__Zz9Yy"),
            _ if hexadecimal(class.trim_start_matches('_')) => "f00df00d".to_owned(),
            _ => class.to_owned(),
        }
    };
    for (file, html) in fixtures() {
        let changed = in_attribute(&html, "class", |classes| {
            classes.split(' ').map(hash).collect::<Vec<_>>().join(" ")
        });
        let (before, after) = (capture(&html, &html), capture(&changed, &html));
        let markdown = |captured: Option<Captured>| captured.map(|c| c.conversation.messages);
        assert_eq!(markdown(before), markdown(after), "{}", file.display());
    }
}

#[test]
fn boxes_around_what_stands_in_boxes_do_not_count() {
    for (file, html) in fixtures() {
        let mut boxed = String::new();
        for (n, piece) in html.split("<div").enumerate() {
            boxed += if n > 0 { "<div" } else { "" };
            match piece.split_once('>') {
                Some((attributes, rest)) if n > 0 => boxed += &format!("{attributes}><div>{rest}"),
                _ => boxed += piece,
            }
        }
        let boxed = boxed.replace("</div>", "</div></div>");
        let (before, after) = (capture(&html, &html).unwrap(), capture(&boxed, &html));
        let after = after.unwrap_or_else(|| panic!("{}: nothing is read", file.display()));
        assert_eq!(outline(&before), outline(&after), "{}", file.display());
        if !file.ends_with(BY_PLACE) {
            assert_eq!(words(&before), words(&after), "{}", file.display());
        }
    }
}

/// Open WebUI's thoughts and files have no mark but the place that they stand in.
const BY_PLACE: &str = "openwebui/unfolded.html";

/// What sites themselves say around a chat.
const SAID_BY_SITES: &[&str] = &[
    "You said:",
    "ChatGPT said:",
    "Gemini said",
    "Copilot said",
    "Claude responded:",
    "You said",
    "Copy code",
    "Copy",
    "Edit",
    "Retry",
    "Run",
    "Share",
    "Show more",
    "Show less",
    "Show thinking",
    "Thought for",
    "Worked for",
    "Searched the web",
    "User",
    "Model",
    "Like",
    "Dislike",
    "Regenerate",
    "Read aloud",
    "Sources",
    "Download",
];

#[test]
fn the_language_of_a_site_does_not_count() {
    for (file, html) in fixtures() {
        let translated = |text: &str| {
            let said = SAID_BY_SITES.iter();
            said.fold(text.to_owned(), |text, words| {
                text.replace(words, "나의 말")
            })
        };
        let other = in_text(&html, translated);
        let other = in_attribute(&other, "aria-label", translated);
        let other = in_attribute(&other, "title", translated);
        let other = other.replace("<html lang=\"en\"", "<html lang=\"ko\"");
        let (before, after) = (capture(&html, &html).unwrap(), capture(&other, &html));
        let after = after.unwrap_or_else(|| panic!("{}: nothing is read", file.display()));
        assert_eq!(outline(&before), outline(&after), "{}", file.display());
    }
}

/// An answer in it has no other mark at all.
const LAST_MARK: (&str, &str) = ("chatgpt/r3-agent.html", "data-turn-key");

/// An attribute less may cost the conversation, or that it is whole, but never gives another one that
/// calls itself whole.
#[test]
fn an_attribute_less_gives_no_wrong_conversation() {
    let mut wrong = Vec::new();
    for (file, html) in fixtures() {
        let before = capture(&html, &html).unwrap();
        let names: BTreeSet<&str> = html
            .split(' ')
            .filter_map(|word| word.split_once("=\"").map(|(name, _)| name))
            .filter(|name| name.starts_with("data-") || ["id", "role", "aria-label"].contains(name))
            .collect();
        for name in names {
            let without = html.replace(&format!(" {name}=\""), &format!(" data-gone-{name}=\""));
            let Some(after) = capture(&without, &html) else {
                continue;
            };
            let unsure = after
                .conversation
                .warnings
                .iter()
                .any(|w| w.code.starts_with("read-by-guess"));
            // The parts of an answer may come as several.
            let sides = |captured: &Captured| {
                let mut sides = outline(captured).0;
                sides.dedup();
                sides
            };
            let last = file.ends_with(LAST_MARK.0) && name == LAST_MARK.1;
            let whole = after.conversation.complete && !unsure && !last;
            if sides(&before) != sides(&after) && whole {
                let became = sides(&after);
                wrong.push(format!("{} without {name}: {became:?}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
