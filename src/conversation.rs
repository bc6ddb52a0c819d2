//! The one model that everything speaks: a conversation as plain data.
//!
//! Capture makes a [`Conversation`], the link carries it, the viewer shows it. Its JSON form is
//! documented in `docs/FORMAT.md`, "Conversation JSON".

mod moment;

use serde::{Deserialize, Serialize};

pub use moment::Timestamp;

/// A conversation with an assistant, as captured from a page, read from a file or found in a link.
///
/// All text is untrusted: it is data, never markup.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversation {
    /// What the conversation is called; may be empty.
    #[serde(default)]
    pub title: String,
    /// Short name of the site it comes from, for example `chatgpt`; empty where unknown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub site: String,
    /// Address of the page. Never part of a link unless the person chose so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The model that answered, as the site names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// When it was captured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub captured_at: Option<Timestamp>,
    /// The name that the sharer claims; nobody verifies it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Whether every message of the conversation is here.
    #[serde(default = "yes")]
    pub complete: bool,
    /// Whether the sharer changed its text: something was masked or cut out of a message.
    #[serde(default, skip_serializing_if = "is_default")]
    pub edited: bool,
    /// Until when the sharer wants it shown. A request: whoever has the conversation can read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub show_until: Option<Timestamp>,
    /// How many messages were left out after the last one.
    #[serde(default, skip_serializing_if = "is_default")]
    pub left_out_at_end: u32,
    /// What could not be read, or only in part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Warning>,
    /// The messages, oldest first.
    #[serde(default)]
    pub messages: Vec<Message>,
}

fn yes() -> bool {
    true
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// One message of a [`Conversation`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Who speaks.
    pub role: Role,
    /// The text, as GitHub-flavoured Markdown with `$…$` and `$$…$$` for maths.
    pub markdown: String,
    /// The model of this answer, where it differs from the conversation's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// When it was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<Timestamp>,
    /// The assistant's reasoning as Markdown, kept apart from the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reasoning: Option<String>,
    /// The sources that the answer cites.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
    /// How many messages were left out directly before this one.
    #[serde(default, skip_serializing_if = "is_default")]
    pub left_out: u32,
}

/// Who speaks in a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The person.
    #[default]
    User,
    /// The model.
    Assistant,
    /// Instructions to the model.
    System,
    /// The output of a tool.
    Tool,
}

/// A source that an answer cites.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// What the source is called; may be empty.
    #[serde(default)]
    pub title: String,
    /// Its address.
    pub url: String,
}

/// Something that capture could not read, or only in part.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// A stable key in kebab-case, for example `image-left-out`.
    pub code: String,
    /// What it concerns: a file name, a message number. May be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
}
