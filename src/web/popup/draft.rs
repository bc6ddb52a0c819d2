//! What outlives a closed popup: what was read of a page and what the person changed.
//!
//! It lies in the browser's session storage: in memory, until the browser ends or the last private window
//! is closed, one per tab.
//! The two parts are stored apart, since the second changes with every key.

use serde::{Deserialize, Serialize};

use super::page::Tab;
use crate::capture::{Captured, Completeness};
use crate::choose::{Cut, Held, Pick};
use crate::error::Error;
use crate::link::{self, CodecChoice};
use crate::web::browser::api;
use crate::web::settings;

const READING: &str = "reading";
const PICTURES: &str = "pictures";
const EDITS: &str = "edits";

/// What was read of a page. The conversation is kept as a link keeps it: short, and read by code
/// that every link relies on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Reading {
    /// The address of the page, to tell whether the tab still shows it.
    pub(super) url: String,
    payload: String,
    completeness: Completeness,
}

impl Reading {
    /// Of a page with this address.
    ///
    /// # Errors
    /// Those of [`link::encode`].
    pub(super) fn new(url: &str, captured: &Captured) -> Result<Self, Error> {
        Ok(Self {
            url: url.to_owned(),
            payload: link::encode(&captured.conversation, CodecChoice::Deflate)?,
            completeness: captured.completeness.clone(),
        })
    }

    /// What was found there; `None` if the draft was damaged.
    pub(super) fn captured(self) -> Option<Captured> {
        Some(Captured {
            conversation: link::decode(&self.payload).ok()?.conversation,
            completeness: self.completeness,
        })
    }
}

/// What the person changed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Edits {
    /// The address of the page.
    pub(super) url: String,
    /// Another title than the page's.
    #[serde(default)]
    pub(super) title: Option<String>,
    /// Whether a name is shared, and which.
    #[serde(default)]
    pub(super) named: bool,
    /// The name; kept while `named` is off.
    #[serde(default)]
    pub(super) author: String,
    /// Whether the link gets a password. The password itself is never kept.
    #[serde(default)]
    pub(super) locked: bool,
    /// The link that was copied last, with its entry in the list.
    #[serde(default)]
    pub(super) issued: Option<Issued>,
    /// What is shared of the messages.
    #[serde(default)]
    pub(super) chosen: Chosen,
}

/// What the person chose of the messages. Nothing is kept of one who chose nothing.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Chosen {
    /// The messages on which it was chosen, by their keys.
    pub(super) seen: Vec<u64>,
    /// The places of those that are left out.
    pub(super) left_out: Vec<usize>,
    /// The last choice of many at once: for messages that come in later.
    pub(super) pick: Pick,
    /// Text that is cut out or masked by hand.
    pub(super) cuts: Vec<Cut>,
    /// Until when the reader is asked to show it, in seconds since 1970.
    pub(super) show_until: Option<i64>,
    /// Whether images come into the link itself.
    pub(super) pictures: bool,
    /// What was found and is not masked.
    pub(super) unmasked: Vec<u64>,
    /// What of it the person said to share.
    pub(super) agreed: Vec<u64>,
}

/// A link that was copied: copying it again makes no second entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Issued {
    /// The id of its entry.
    pub(super) id: String,
    /// The whole link.
    pub(super) link: String,
}

/// The pictures of a tab's chat, as the page gave them.
pub(super) async fn pictures(tab: &Tab) -> Vec<Held> {
    let area = api().storage().session();
    settings::read(&area, &tab.key(PICTURES))
        .await
        .unwrap_or_default()
}

/// Keeps them. Too many are asked for again.
///
/// # Errors
/// [`Error::Storage`].
pub(super) async fn keep_pictures(tab: &Tab, pictures: &[Held]) -> Result<(), Error> {
    settings::write(&api().storage().session(), &tab.key(PICTURES), &pictures).await
}

/// What was kept for this tab, if the tab still shows the same page.
pub(super) async fn resume(tab: &Tab) -> (Option<Reading>, Option<Edits>) {
    let area = api().storage().session();
    let reading: Option<Reading> = settings::read(&area, &tab.key(READING)).await;
    let edits: Option<Edits> = settings::read(&area, &tab.key(EDITS)).await;
    // A tab view may not be told the address any more; what was kept is then all there is.
    let same = |url: &str| tab.url.is_empty() || url == tab.url;
    (
        reading.filter(|kept| same(&kept.url)),
        edits.filter(|kept| same(&kept.url)),
    )
}

/// Keeps what was read.
///
/// # Errors
/// [`Error::Storage`]: very long conversations may not fit; they are read again next time.
pub(super) async fn keep_reading(tab: &Tab, reading: &Reading) -> Result<(), Error> {
    settings::write(&api().storage().session(), &tab.key(READING), reading).await
}

/// Keeps what the person changed.
///
/// # Errors
/// [`Error::Storage`].
pub(super) async fn keep_edits(tab: &Tab, edits: &Edits) -> Result<(), Error> {
    settings::write(&api().storage().session(), &tab.key(EDITS), edits).await
}
