//! Markdown as the servers of sites give it, and as it stands in a conversation.

use serde_json::Value;

use crate::capture::accumulate::{Reading, Turn};
use crate::capture::address::Address;
use crate::capture::ask::text;
use crate::conversation::{Message, Source, Timestamp};

/// An address that a reader can follow.
pub fn link(url: &str) -> Option<String> {
    Address::default().link(url)
}

/// A block of code.
pub fn fenced(language: &str, text: &str) -> String {
    let mut fence = "```".to_owned();
    while text.contains(&fence) {
        fence.push('`');
    }
    format!(
        "{fence}{language}\n{}\n{fence}",
        text.trim_end_matches('\n')
    )
}

/// A moment in seconds since 1970, or as RFC 3339.
pub fn moment(value: &Value) -> Option<Timestamp> {
    match value {
        Value::String(text) => Timestamp::parse(text),
        // Far outside of any date the conversion saturates, and the range check refuses it.
        number => Timestamp::from_unix(number.as_f64()?.floor() as i64),
    }
}

/// The beginning of a text: what is looked for is near or not there.
pub fn within(text: &str, bytes: usize) -> &str {
    text.get(..text.floor_char_boundary(bytes)).unwrap_or(text)
}

/// `\( … \)` and `\[ … \]` become `$…$` and `$$…$$`; code is left alone.
pub fn dollar_maths(markdown: &str) -> String {
    if !markdown.contains("\\(") && !markdown.contains("\\[") {
        return markdown.to_owned();
    }
    let mut out = String::with_capacity(markdown.len());
    let mut rest = markdown;
    while let Some(at) = rest.find(['\\', '`']) {
        let (before, tail) = rest.split_at(at);
        out.push_str(before);
        let (taken, written) = if tail.starts_with('`') {
            let run = tail.bytes().take_while(|b| *b == b'`').count();
            let fence = "`".repeat(run);
            let inner = tail.get(run..).unwrap_or("");
            let length = inner.find(&fence).map_or(run, |end| run + end + run);
            (length, None)
        } else {
            let formula = |open: &str, close: &str| {
                let inner = tail.strip_prefix(open)?;
                let end = within(inner, 8_000).find(close)?;
                let tex = inner.get(..end)?;
                (!tex.trim().is_empty() && !tex.contains("\n\n")).then_some((tex, end + 4))
            };
            if let Some((tex, length)) = formula("\\(", "\\)") {
                (length, Some(format!("${}$", tex.trim())))
            } else if let Some((tex, length)) = formula("\\[", "\\]") {
                (length, Some(format!("$${tex}$$")))
            } else {
                // A backslash takes the next character with it.
                let next = tail.chars().nth(1).map_or(0, char::len_utf8);
                (1 + next, None)
            }
        };
        let original = tail.get(..taken).unwrap_or(tail);
        out.push_str(written.as_deref().unwrap_or(original));
        rest = tail.get(taken..).unwrap_or("");
    }
    out.push_str(rest);
    out
}

/// A message with its key; without a text it is only a place.
pub fn turn(key: &str, message: Message) -> Turn {
    let markdown = message.markdown.trim().to_owned();
    let reasoning = message.reasoning.filter(|text| !text.trim().is_empty());
    Turn {
        key: key.to_owned(),
        message: (!markdown.is_empty()).then_some(Message {
            markdown,
            reasoning,
            ..message
        }),
        ..Turn::default()
    }
}

/// All turns, oldest first, as the whole conversation; `None` where nobody says anything.
pub fn whole(title: &str, turns: Vec<Turn>) -> Option<Reading> {
    turns
        .iter()
        .any(|turn| turn.message.is_some())
        .then(|| Reading {
            title: title.trim().to_owned(),
            turns: turns
                .into_iter()
                .filter(|turn| turn.message.is_some())
                .collect(),
            ..Reading::default()
        })
}

/// Paragraphs that are there, one after the other.
pub fn paragraphs<S: AsRef<str>>(parts: impl IntoIterator<Item = S>) -> String {
    let mut text = String::new();
    for part in parts {
        let part = part.as_ref().trim();
        if !part.is_empty() {
            if !text.is_empty() {
                text.push_str("\n\n");
            }
            text.push_str(part);
        }
    }
    text
}

/// Takes everything between two marks out of a text; what is after an open mark belongs to it too.
/// Gives the rest, and what was taken.
pub fn without(text: &str, open: &str, close: &str) -> (String, Vec<String>) {
    let (mut rest, mut kept, mut taken) = (text, String::new(), Vec::new());
    while let Some((before, after)) = rest.split_once(open) {
        kept.push_str(before);
        let (inner, after) = after.split_once(close).unwrap_or((after, ""));
        taken.push(inner.to_owned());
        rest = after;
    }
    kept.push_str(rest);
    (kept, taken)
}

/// Replaces marks such as `[citation:3]` or `[3]` by links to what they stand for, and notes these
/// as sources. Code is left alone, and so is a mark that stands for nothing.
pub fn cite(
    markdown: &str,
    open: &str,
    known: impl Fn(usize) -> Option<Source>,
    sources: &mut Vec<Source>,
) -> String {
    let mut out = String::with_capacity(markdown.len());
    let mut code = false;
    for line in markdown.split_inclusive('\n') {
        let fence = line.trim_start().starts_with("```");
        code ^= fence;
        if code || fence {
            out.push_str(line);
            continue;
        }
        for (n, part) in line.split('`').enumerate() {
            if n > 0 {
                out.push('`');
            }
            if n % 2 == 1 {
                out.push_str(part);
            } else {
                cite_in(part, open, &known, sources, &mut out);
            }
        }
    }
    out
}

/// The same in a piece of text without code.
fn cite_in(
    text: &str,
    open: &str,
    known: &impl Fn(usize) -> Option<Source>,
    sources: &mut Vec<Source>,
    out: &mut String,
) {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(open) {
        out.push_str(before);
        let found = after.split_once(']').and_then(|(number, after)| {
            let source = known(number.trim().parse().ok()?)?;
            // A link of its own.
            (!after.starts_with('(')).then_some((source, after))
        });
        match found {
            Some((source, after)) => {
                out.push_str(&reference(&source));
                if !sources.iter().any(|known| known.url == source.url) {
                    sources.push(source);
                }
                rest = after;
            }
            None => {
                out.push_str(open);
                rest = after;
            }
        }
    }
    out.push_str(rest);
}

/// A link to a source, named after its host.
pub fn reference(source: &Source) -> String {
    let host = Address::new(&source.url).host;
    let host = host.strip_prefix("www.").unwrap_or(&host);
    format!(" [{host}]({})", source.url)
}

/// A source, where its address is one that a reader can follow.
pub fn source(item: &Value, title: &str, url: &str) -> Option<Source> {
    Some(Source {
        title: text(item, title).trim().to_owned(),
        url: link(text(item, url))?,
    })
}
