//! Files that a conversation is read from, known by what they hold and not by their names.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use chatlink::capture::capture_page;
use chatlink::capture::sites::chatgpt::api::conversation_from_export;
use chatlink::conversation::{Conversation, Timestamp};
use chatlink::error::Error;
use chatlink::messages::english;
use chatlink::transcript;
use serde::Deserialize;
use serde_json::{Map, Value};

/// The largest file that is read; a whole account's export is seldom larger.
const MAX_FILE_BYTES: u64 = 256 << 20;

/// How far into a file its kind must show.
const HEAD_BYTES: usize = 4096;

/// A saved page.
///
/// # Errors
/// [`Error::File`], [`Error::FileNotUnderstood`], and those of capture.
pub(super) fn page(path: &Path, url: &str, now: Timestamp) -> Result<Conversation, Error> {
    let html = read(path)?;
    Ok(capture_page(&html, url, now)?.conversation)
}

/// Any file that holds a conversation.
///
/// The address of a page is not in what a page or an export gives: the person chooses whether
/// it goes into a link. A conversation or a transcript is taken as it stands.
///
/// # Errors
/// [`Error::File`], [`Error::FileNotUnderstood`], and those of capture.
pub(super) fn any(path: &Path, url: Option<&str>, now: Timestamp) -> Result<Conversation, Error> {
    let text = read(path)?;
    if looks_like_html(&text) {
        let url = url.or_else(|| saved_from(&text)).unwrap_or_default();
        let conversation = capture_page(&text, url, now)?.conversation;
        return Ok(Conversation {
            url: None,
            ..conversation
        });
    }
    let start = text.trim_start();
    if start.starts_with(['{', '[']) {
        match serde_json::from_str(start) {
            Ok(value) => return json(value, path),
            // A transcript may begin with a bracket, but hardly with a brace and no name.
            Err(error) => {
                return transcript::read(&text).ok_or_else(|| {
                    let (line, column) = (error.line().to_string(), error.column().to_string());
                    not_understood(path, "file_json_broken", &[&line, &column])
                });
            }
        }
    }
    transcript::read(&text).ok_or_else(|| not_understood(path, "file_without_speakers", &[]))
}

/// A conversation, or an export with one.
fn json(value: Value, path: &Path) -> Result<Conversation, Error> {
    match value {
        Value::Object(object) if is_export(&object) => export(&Value::Object(object), path),
        Value::Object(object) if object.contains_key("messages") => {
            Conversation::deserialize(Value::Object(object)).map_err(|error| {
                Error::FileNotUnderstood {
                    path: path.display().to_string(),
                    reason: error.to_string(),
                }
            })
        }
        Value::Object(mut object) => match object.remove("conversations") {
            Some(Value::Array(list)) => only(list, path),
            _ => Err(not_understood(path, "file_without_conversation", &[])),
        },
        Value::Array(list) => only(list, path),
        _ => Err(not_understood(path, "file_without_conversation", &[])),
    }
}

/// The single conversation of a list: which of several is meant, nobody can know.
fn only(list: Vec<Value>, path: &Path) -> Result<Conversation, Error> {
    let several = list.len();
    let mut list = list.into_iter();
    match (list.next(), several) {
        // A list in a list would be a way to nest without end.
        (Some(object @ Value::Object(_)), 1) if object.get("conversations").is_none() => {
            json(object, path)
        }
        (Some(Value::Object(_)), 2..) => {
            let several = several.to_string();
            Err(not_understood(
                path,
                "file_several_conversations",
                &[&several],
            ))
        }
        _ => Err(not_understood(path, "file_without_conversation", &[])),
    }
}

/// Whether it is one of ChatGPT's: a tree of messages, or messages that have an author.
fn is_export(object: &Map<String, Value>) -> bool {
    let first = object.get("messages").and_then(|messages| messages.get(0));
    object.contains_key("mapping") || first.is_some_and(|first| first.get("author").is_some())
}

/// A conversation object of ChatGPT, without the address that its id would make.
fn export(object: &Value, path: &Path) -> Result<Conversation, Error> {
    match conversation_from_export(object) {
        Ok(conversation) => Ok(Conversation {
            url: None,
            ..conversation
        }),
        Err(Error::FileNotUnderstood { reason, .. }) => Err(Error::FileNotUnderstood {
            path: path.display().to_string(),
            reason,
        }),
        Err(error) => Err(error),
    }
}

/// A page says early what it is; a transcript may hold comments or HTML further down.
fn looks_like_html(text: &str) -> bool {
    let head: Vec<u8> = text.bytes().take(HEAD_BYTES).collect();
    let head = String::from_utf8_lossy(&head).to_ascii_lowercase();
    let head = head.trim_start();
    head.starts_with("<!doctype html")
        || head.starts_with('<') && (head.contains("<html") || head.contains("<body"))
}

/// The address that browsers note in a page that they save.
fn saved_from(html: &str) -> Option<&str> {
    let (_, rest) = html.split_once("<!-- saved from url=(")?;
    let (_, rest) = rest.split_once(')')?;
    rest.split_whitespace().next()
}

fn read(path: &Path) -> Result<String, Error> {
    let name = path.display().to_string();
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes))
        .map_err(|error| file_error(&name, &error))?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        let limit = MAX_FILE_BYTES.to_string();
        return Err(not_understood(path, "file_too_large", &[&limit]));
    }
    let text = String::from_utf8(bytes).map_err(|_| not_understood(path, "file_not_text", &[]))?;
    Ok(match text.strip_prefix('\u{FEFF}') {
        Some(text) => text.to_owned(),
        None => text,
    })
}

/// What the system says about a file.
pub(super) fn file_error(path: &str, error: &std::io::Error) -> Error {
    Error::File {
        path: path.to_owned(),
        reason: error.to_string(),
    }
}

fn not_understood(path: &Path, key: &str, args: &[&str]) -> Error {
    Error::FileNotUnderstood {
        path: path.display().to_string(),
        reason: english(key, args),
    }
}
