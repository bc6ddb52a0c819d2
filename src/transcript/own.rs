//! Chatlink's own form of a transcript.

use std::fmt::Write as _;

use super::line::{self, Heading, escape, heading, quote, unescape, unquote};
use crate::conversation::{Conversation, Message, Role, Source, Timestamp, Warning};

/// The first two lines, by which the form is known.
const START: &str = "---\nchatlink: 1\n";

/// The line after the front matter.
const END: &str = "---";

/// What ends a value inside parentheses.
const IN_PARENTHESES: [char; 2] = [',', ')'];

pub(super) fn write(conversation: &Conversation) -> String {
    let mut out = START.to_owned();
    front_matter(conversation, &mut out);
    out.push_str(END);
    out.push('\n');
    for message in &conversation.messages {
        write_message(message, &mut out);
    }
    out
}

fn front_matter(conversation: &Conversation, out: &mut String) {
    let mut field = |key: &str, value: &str| {
        out.push_str(key);
        out.push_str(": ");
        out.push_str(&quote(value, &[]));
        out.push('\n');
    };
    for (key, value) in [("title", &conversation.title), ("site", &conversation.site)] {
        if !value.is_empty() {
            field(key, value);
        }
    }
    for (key, value) in [
        ("model", &conversation.model),
        ("author", &conversation.author),
        ("url", &conversation.url),
    ] {
        if let Some(value) = value {
            field(key, value);
        }
    }
    if let Some(moment) = conversation.captured_at {
        field("captured_at", &moment.to_string());
    }
    if !conversation.complete {
        field("complete", "false");
    }
    if conversation.edited {
        field("edited", "true");
    }
    if let Some(moment) = conversation.show_until {
        field("show_until", &moment.to_string());
    }
    if conversation.left_out_at_end > 0 {
        field("left_out_at_end", &conversation.left_out_at_end.to_string());
    }
    for warning in &conversation.warnings {
        out.push_str("warning: ");
        out.push_str(&quote(&warning.code, &[',']));
        if !warning.detail.is_empty() {
            out.push_str(", ");
            out.push_str(&quote(&warning.detail, &[]));
        }
        out.push('\n');
    }
}

fn write_message(message: &Message, out: &mut String) {
    out.push_str("\n## ");
    out.push_str(line::role_name(message.role));
    let model = message.model.as_ref().map(|model| ("model", model.clone()));
    let time = message.time.map(|time| ("time", time.to_string()));
    let left_out = (message.left_out > 0).then(|| ("left_out", message.left_out.to_string()));
    let details: Vec<_> = [model, time, left_out].into_iter().flatten().collect();
    for (n, (key, value)) in details.iter().enumerate() {
        out.push_str(if n == 0 { " (" } else { ", " });
        // Writing to a string cannot fail.
        let _ = write!(out, "{key}: {}", quote(value, &IN_PARENTHESES));
    }
    if !details.is_empty() {
        out.push(')');
    }
    out.push_str("\n\n");
    escape(&message.markdown, out);
    out.push('\n');
    if let Some(reasoning) = &message.reasoning {
        out.push_str("\n### Reasoning\n\n");
        escape(reasoning, out);
        out.push('\n');
    }
    if !message.sources.is_empty() {
        out.push_str("\n### Sources\n\n");
        for source in &message.sources {
            out.push_str("- ");
            out.push_str(&write_source(source));
            out.push('\n');
        }
    }
}

/// An address in angle brackets, which Markdown makes a link of, and the title behind it.
fn write_source(source: &Source) -> String {
    let plain = |c: char| c.is_ascii_graphic() && c != '<' && c != '>';
    let url = if source.url.chars().all(plain) {
        format!("<{}>", source.url)
    } else {
        let mut quoted = String::new();
        crate::json::quote(&source.url, &mut quoted);
        quoted
    };
    if source.title.is_empty() {
        url
    } else {
        format!("{url} {}", quote(&source.title, &[]))
    }
}

/// `None` if the text does not begin as this form does.
pub(super) fn read(text: &str) -> Option<Conversation> {
    let rest = text.strip_prefix(START)?;
    let mut conversation = Conversation {
        complete: true,
        ..Conversation::default()
    };
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        at += line.len();
        let line = line.strip_suffix('\n').unwrap_or(line);
        if line.trim_end() == END {
            break;
        }
        read_field(line, &mut conversation);
    }
    read_messages(rest.get(at..).unwrap_or_default(), &mut conversation);
    Some(conversation)
}

/// A field that is not known is skipped: the form can grow.
fn read_field(line: &str, conversation: &mut Conversation) {
    let Some((key, value)) = line.split_once(": ") else {
        return;
    };
    if key == "warning" {
        if let Some((code, rest)) = unquote(value, &[',']) {
            let detail = rest.strip_prefix(", ").and_then(|rest| unquote(rest, &[]));
            conversation.warnings.push(Warning {
                code,
                detail: detail.map(|(detail, _)| detail).unwrap_or_default(),
            });
        }
        return;
    }
    let Some((value, _)) = unquote(value, &[]) else {
        return;
    };
    match key {
        "title" => conversation.title = value,
        "site" => conversation.site = value,
        "model" => conversation.model = Some(value),
        "author" => conversation.author = Some(value),
        "url" => conversation.url = Some(value),
        "captured_at" => conversation.captured_at = Timestamp::parse(&value),
        "complete" => conversation.complete = value != "false",
        "edited" => conversation.edited = value == "true",
        "show_until" => conversation.show_until = Timestamp::parse(&value),
        "left_out_at_end" => conversation.left_out_at_end = value.parse().unwrap_or_default(),
        _ => {}
    }
}

/// Which text the lines belong to.
enum Part {
    /// What stands before the first message, which says nothing.
    Nothing,
    Markdown,
    Reasoning,
    Sources,
}

fn read_messages(text: &str, conversation: &mut Conversation) {
    let mut part = Part::Nothing;
    let mut content = String::new();
    for line in text.split_inclusive('\n') {
        let bare = line.strip_suffix('\n').unwrap_or(line);
        let next = match heading(bare) {
            Some(Heading::Message(role, details)) => {
                read_details(role, details).map(|message| (Part::Markdown, Some(message)))
            }
            Some(Heading::Reasoning) if matches!(part, Part::Markdown) => {
                Some((Part::Reasoning, None))
            }
            Some(Heading::Sources) if matches!(part, Part::Markdown | Part::Reasoning) => {
                Some((Part::Sources, None))
            }
            // A heading where none can be was written by hand, and is text.
            Some(_) | None => None,
        };
        match next {
            Some((next, message)) => {
                // The empty line between a text and the next heading.
                let text = content.strip_suffix('\n').unwrap_or(&content);
                finish(&part, text, conversation);
                conversation.messages.extend(message);
                content.clear();
                part = next;
            }
            None => {
                content.push_str(unescape(bare));
                content.push_str(if bare.len() < line.len() { "\n" } else { "" });
            }
        }
    }
    finish(&part, &content, conversation);
}

/// Puts a text where it belongs, without the empty line before and the line end after it.
fn finish(part: &Part, content: &str, conversation: &mut Conversation) {
    let Some(message) = conversation.messages.last_mut() else {
        return;
    };
    let text = content.strip_prefix('\n').unwrap_or(content);
    let text = text.strip_suffix('\n').unwrap_or(text);
    match part {
        Part::Nothing => {}
        Part::Markdown => message.markdown = text.to_owned(),
        Part::Reasoning => message.reasoning = Some(text.to_owned()),
        Part::Sources => message
            .sources
            .extend(text.split('\n').filter_map(read_source)),
    }
}

/// What stands in the parentheses of a heading; `None` if that cannot be read, so that the line
/// is text.
fn read_details(role: Role, details: Option<&str>) -> Option<Message> {
    let mut message = Message {
        role,
        ..Message::default()
    };
    let mut rest = details.unwrap_or_default();
    while !rest.is_empty() {
        let (key, value) = rest.split_once(": ")?;
        let (value, after) = unquote(value, &IN_PARENTHESES)?;
        match key {
            "model" => message.model = Some(value),
            "time" => message.time = Some(Timestamp::parse(&value)?),
            "left_out" => message.left_out = value.parse().ok()?,
            _ => return None,
        }
        rest = after;
        if !rest.is_empty() {
            rest = rest.strip_prefix(", ")?;
        }
    }
    Some(message)
}

fn read_source(line: &str) -> Option<Source> {
    let line = line.strip_prefix("- ")?;
    let (url, rest) = match line.strip_prefix('<') {
        Some(line) => {
            let (url, rest) = line.split_once('>')?;
            (url.to_owned(), rest)
        }
        None => unquote(line, &[' '])?,
    };
    let title = match rest.strip_prefix(' ') {
        Some(title) => unquote(title, &[])?.0,
        None => String::new(),
    };
    Some(Source { title, url })
}
