//! A file to a conversation, known by what it holds and not by its name.
//!
//! [`recognise`] takes the bytes of any file. A conversation, a transcript or an export gives its
//! conversation at once, or a list to choose from ([`Several`]). A saved page is only recognised:
//! the command line reads it with [`crate::capture::capture_page`], the browser with its own parser.

use std::fmt::Display;

use serde::Deserialize;
use serde_json::Value;

use crate::capture::sites::chatgpt::api::conversation_from_export;
use crate::capture::sites::claude::api::conversation_from_export as claude_export;
use crate::capture::sites::source::moment;
use crate::conversation::{Conversation, Timestamp};
use crate::error::Error;
use crate::transcript;

/// How far into a file its kind must show.
const HEAD_BYTES: usize = 4096;

/// What a file holds.
#[derive(Debug)]
pub enum Content {
    /// A saved page, and the address that is noted in it.
    Page(Option<String>),
    /// One conversation.
    One(Box<Conversation>),
    /// An export with more than one.
    Several(Several),
}

/// Why a file gives no conversation: the key of its words in `_locales`, and their values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Begins with `file_`.
    pub key: &'static str,
    /// The values of `$1`, `$2` … in its words.
    pub args: Vec<String>,
}

impl Refusal {
    /// Words that need these values.
    pub fn new(key: &'static str, args: &[&dyn Display]) -> Self {
        Self {
            key,
            args: args.iter().map(ToString::to_string).collect(),
        }
    }

    /// The same as an error about this file; `words` gives the words of a key.
    pub fn error(&self, path: &str, words: impl Fn(&str, &[&str]) -> String) -> Error {
        let args: Vec<&str> = self.args.iter().map(String::as_str).collect();
        Error::FileNotUnderstood {
            path: path.to_owned(),
            reason: words(self.key, &args),
        }
    }
}

/// Says what a file holds.
///
/// The address of a page is not in what an export gives: the person chooses whether it goes into a
/// link. A conversation or a transcript is taken as it stands.
///
/// # Errors
/// Why it holds no conversation that can be read.
pub fn recognise(bytes: &[u8]) -> Result<Content, Refusal> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Refusal::new("file_empty", &[]));
    }
    let head = String::from_utf8_lossy(bytes.get(..HEAD_BYTES).unwrap_or(bytes));
    if is_html(&head) {
        return Ok(Content::Page(saved_from(&head)));
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return Err(Refusal::new("file_is_zip", &[]));
    }
    if is_web_archive(&head) {
        return Err(Refusal::new("file_is_web_archive", &[]));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Refusal::new("file_not_text", &[]))?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let start = text.trim_start();
    let spoken = |refusal: Refusal| {
        let read = transcript::read(text).ok_or(refusal);
        read.map(|conversation| Content::One(Box::new(conversation)))
    };
    if !start.starts_with(['{', '[']) {
        return spoken(Refusal::new("file_without_speakers", &[]));
    }
    match serde_json::from_str(start) {
        Ok(value) => json(value),
        // A transcript may begin with a bracket, but hardly with a brace and no name.
        Err(error) => spoken(Refusal::new(
            "file_json_broken",
            &[&error.line(), &error.column()],
        )),
    }
}

/// The conversations of an export.
#[derive(Debug)]
pub struct Several {
    list: Vec<Value>,
}

/// One conversation of an export, as it is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed<'a> {
    /// What it is called; may be empty.
    pub title: &'a str,
    /// When it was last written in, or begun.
    pub time: Option<Timestamp>,
}

impl Several {
    /// How many there are: two at least.
    pub fn count(&self) -> usize {
        self.list.len()
    }

    /// All of them, in the order of the file.
    pub fn list(&self) -> impl Iterator<Item = Listed<'_>> {
        self.list.iter().map(|object| {
            let text = |key: &str| object.get(key).and_then(Value::as_str);
            Listed {
                title: text("title").or_else(|| text("name")).unwrap_or("").trim(),
                time: ["update_time", "updated_at", "create_time", "captured_at"]
                    .iter()
                    .find_map(|key| moment(object.get(*key)?)),
            }
        })
    }

    /// The one at this place, from 0.
    ///
    /// # Errors
    /// Why that one cannot be read.
    pub fn take(&self, place: usize) -> Result<Conversation, Refusal> {
        match self.list.get(place) {
            Some(object) => conversation(object),
            None => Err(Refusal::new("file_without_conversation", &[])),
        }
    }
}

/// A conversation, or an export with one or more.
fn json(value: Value) -> Result<Content, Refusal> {
    let list = match value {
        Value::Object(mut object) => match object.remove("conversations") {
            Some(Value::Array(list)) => list,
            _ => {
                let conversation = conversation(&Value::Object(object))?;
                return Ok(Content::One(Box::new(conversation)));
            }
        },
        Value::Array(list) => list,
        _ => return Err(Refusal::new("file_without_conversation", &[])),
    };
    // A list in a list would be a way to nest without end.
    let several = Several {
        list: list
            .into_iter()
            .filter(|object| object.is_object() && object.get("conversations").is_none())
            .collect(),
    };
    match several.count() {
        0 => Err(Refusal::new("file_without_conversation", &[])),
        1 => Ok(Content::One(Box::new(several.take(0)?))),
        _ => Ok(Content::Several(several)),
    }
}

/// One object: of ChatGPT, of Claude, or a conversation as it is documented.
fn conversation(object: &Value) -> Result<Conversation, Refusal> {
    let has = |key: &str| object.get(key).is_some();
    let first = object.get("messages").and_then(|messages| messages.get(0));
    // A tree of messages, or messages that have an author.
    let read = if has("mapping") || first.is_some_and(|first| first.get("author").is_some()) {
        conversation_from_export(object)
    } else if has("chat_messages") {
        claude_export(object)
    } else if has("messages") {
        return Conversation::deserialize(object)
            .map_err(|error| Refusal::new("file_conversation_broken", &[&error]));
    } else {
        return Err(Refusal::new("file_without_conversation", &[]));
    };
    match read {
        // The address that its id would make is for the person to add.
        Ok(conversation) => Ok(Conversation {
            url: None,
            ..conversation
        }),
        Err(Error::ChatEmpty) => Err(Refusal::new("file_conversation_empty", &[])),
        Err(_) => Err(Refusal::new("file_without_conversation", &[])),
    }
}

/// A page says early what it is; a transcript may hold comments or HTML further down.
fn is_html(head: &str) -> bool {
    let head = head.trim_start_matches('\u{FEFF}').to_ascii_lowercase();
    let head = head.trim_start();
    head.starts_with("<!doctype html")
        || head.starts_with('<') && (head.contains("<html") || head.contains("<body"))
}

/// What browsers write where one saves "web page, single file".
fn is_web_archive(head: &str) -> bool {
    head.starts_with("From: <Saved by") || head.contains("\nContent-Type: multipart/related")
}

/// The address that browsers and SingleFile note in a page that they save.
fn saved_from(head: &str) -> Option<String> {
    let noted = head
        .split_once("<!-- saved from url=(")
        .and_then(|(_, rest)| rest.split_once(')'))
        .or_else(|| {
            let (_, rest) = head.split_once("Page saved with SingleFile")?;
            rest.split_once("url:")
        });
    let address = noted?.1.split_whitespace().next()?;
    address.starts_with("http").then(|| address.to_owned())
}
