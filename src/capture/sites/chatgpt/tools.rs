//! What the assistant thinks, asks its tools, and what they answer. The page shows hardly any of it;
//! in an export calls and results are messages of their own.

use serde_json::Value;

use crate::capture::ask::{list, text as text_of};
use crate::capture::markdown::placeholder;
use crate::capture::sites::source::{fenced, link, paragraphs};

/// A call: the name of the tool, and what it is given.
pub(super) fn call(name: &str, content: &Value) -> String {
    let language = match text_of(content, "language") {
        "" | "unknown" => "",
        language => language,
    };
    named(name, &code(language, &given(content)))
}

/// What a tool answers.
pub(super) fn result(name: &str, content: &Value) -> String {
    let body = match text_of(content, "content_type") {
        // A passage of a page.
        "tether_quote" => {
            let title = text_of(content, "title").replace(['[', ']'], "");
            let head = match link(text_of(content, "url")) {
                Some(url) if title.is_empty() => format!("<{url}>"),
                Some(url) => format!("[{title}]({url})"),
                None => title,
            };
            paragraphs([head, code("", text_of(content, "text"))])
        }
        _ => code("", &given(content)),
    };
    named(name, &body)
}

/// Whatever text stands in it.
fn given(content: &Value) -> String {
    let parts = list(content, "parts").iter().map(|part| match part {
        Value::String(text) => text.clone(),
        other => placeholder(text_of(other, "content_type"), ""),
    });
    let fields = ["text", "result"]
        .iter()
        .map(|key| text_of(content, key).to_owned());
    paragraphs(parts.chain(fields))
}

fn code(language: &str, text: &str) -> String {
    if text.trim().is_empty() {
        String::new()
    } else {
        fenced(language, text)
    }
}

/// Nothing to say is no message.
fn named(name: &str, body: &str) -> String {
    let name = name.replace(['`', '\n'], "");
    match (name.trim(), body) {
        (_, "") => String::new(),
        ("", body) => body.to_owned(),
        (name, body) => format!("`{name}`\n\n{body}"),
    }
}

/// What the assistant noted while it thought.
pub(super) fn thoughts(content: &Value) -> Vec<String> {
    list(content, "thoughts")
        .iter()
        .map(|thought| {
            let summary = text_of(thought, "summary").trim();
            let text = text_of(thought, "content").trim();
            match (summary.is_empty(), text.is_empty()) {
                (false, false) => format!("**{summary}**\n\n{text}"),
                (true, _) => text.to_owned(),
                (_, true) => format!("**{summary}**"),
            }
        })
        .filter(|text| !text.is_empty())
        .collect()
}
