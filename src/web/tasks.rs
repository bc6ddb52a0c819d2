//! What the pages ask the background to do, and how they ask.

use serde::{Deserialize, Serialize};

use super::browser::{api, from_js, to_js};
use crate::error::Error;
use crate::ledger::Trouble;

/// A message to the background.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Task {
    /// What to do: `upload`, `retry`, `cancel`, `delete` or `wake`.
    pub task: String,
    /// The entries that it concerns.
    #[serde(default)]
    pub ids: Vec<String>,
    /// What is to be uploaded.
    #[serde(default)]
    pub job: Option<Job>,
    /// To `wake`: whether the list of private windows is meant.
    #[serde(default)]
    pub private: bool,
}

/// An upload as the person wants it.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Job {
    /// The conversation as [`link::body_of`](crate::link::body_of) has it, in base64.
    pub body: String,
    /// The address of the server.
    pub server: String,
    /// How long it stays, in PrivateBin's word.
    pub expire: String,
    /// Whether the first who opens it is the last.
    pub burn: bool,
    /// A password, or nothing.
    pub password: String,
    /// The page it was captured from.
    pub source_url: Option<String>,
    /// How many messages that page has; 0 where that is not known.
    #[serde(default)]
    pub whole: usize,
    /// The payload of a link that is to hold the conversation itself, so that only a half of its key is
    /// uploaded; empty for an upload of the conversation.
    #[serde(default)]
    pub payload: String,
    /// The entry of the upload that is to be deleted once this one is stored.
    #[serde(default)]
    pub replaces: Option<String>,
    /// Whether it is made in a private window.
    #[serde(default)]
    pub private: bool,
    /// Waits until the person allowed it ([`background_allowed`](super::background::background_allowed)).
    pub held: bool,
}

/// The background's answer.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Done {
    /// The entry that was made.
    #[serde(default)]
    pub id: Option<String>,
    /// What went wrong.
    #[serde(default)]
    pub trouble: Option<Trouble>,
}

/// What the background tells every open page: something changed.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Changed {
    /// The entry.
    pub changed: String,
    /// Where its work is: `encrypting`, `sending`, `waiting` or `done`.
    pub phase: String,
    /// While `waiting`: until when, in milliseconds since 1970-01-01T00:00:00Z.
    #[serde(default)]
    pub until: f64,
}

/// Asks the background, and waits for its answer.
///
/// # Errors
/// [`Error::Storage`] where the browser does not wake it.
pub async fn ask(task: &Task) -> Result<Done, Error> {
    let said = api().runtime().send_message(&to_js(task)).await;
    let said = said.map_err(|error| super::browser::storage_error(&error))?;
    Ok(from_js(said).unwrap_or_default())
}
