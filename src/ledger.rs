//! The list of issued links: what is kept of each, and what may happen to it.
//!
//! Entries say what a link is; the links themselves stand apart ([`LINKS_STORE`]) and are read only
//! when they are used. The browser keeps both in IndexedDB, whose transactions put writers in
//! order; see `web::ledger`. Stored entries are read for ever: fields may be added with a
//! default, never renamed or given another meaning without a migration.

use serde::{Deserialize, Serialize};

use crate::conversation::{Conversation, Timestamp};

/// Name of the database.
pub const DATABASE: &str = "chatlink";
/// Version of the database's stores; each later one brings its migration.
pub const SCHEMA_VERSION: u32 = 1;
/// The store of [`Entry`]s, by `id`.
pub const ENTRIES_STORE: &str = "entries";
/// The store of links (text), by the entry's `id`.
pub const LINKS_STORE: &str = "links";

/// One issued link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// A random UUID (version 4).
    pub id: String,
    /// The title under which it was shared; may be empty.
    pub title: String,
    /// Short name of the site; may be empty.
    #[serde(default)]
    pub site: String,
    /// The page it was captured from. Stays here: it is not part of the link.
    #[serde(default)]
    pub source_url: Option<String>,
    /// When the link was first copied.
    pub issued_at: Timestamp,
    /// What kind of link.
    pub kind: Kind,
    /// Characters of the whole link.
    pub length: usize,
    /// How many messages it holds.
    pub messages: usize,
}

/// The kinds of links; what can be done about one depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Kind {
    /// Holds the whole conversation. Nobody can recall it.
    SelfContained,
}

impl Entry {
    /// The entry of a self-contained link that is issued now.
    pub fn self_contained(
        id: String,
        conversation: &Conversation,
        source_url: Option<String>,
        link_chars: usize,
        now: Timestamp,
    ) -> Self {
        Self {
            id,
            title: conversation.title.clone(),
            site: conversation.site.clone(),
            source_url,
            issued_at: now,
            kind: Kind::SelfContained,
            length: link_chars,
            messages: conversation.messages.len(),
        }
    }

    /// Whether every word of the query stands in the title, the site or the source address.
    /// Case is ignored; an empty query matches everything.
    pub fn matches(&self, query: &str) -> bool {
        let text = format!(
            "{}\n{}\n{}",
            self.title,
            self.site,
            self.source_url.as_deref().unwrap_or_default()
        )
        .to_lowercase();
        query
            .to_lowercase()
            .split_whitespace()
            .all(|word| text.contains(word))
    }
}

/// The entries that match, newest first; those of one second in the order of their ids, so that
/// the list never jumps.
pub fn listed(mut entries: Vec<Entry>, query: &str) -> Vec<Entry> {
    entries.retain(|entry| entry.matches(query));
    entries.sort_by(|a, b| b.issued_at.cmp(&a.issued_at).then_with(|| a.id.cmp(&b.id)));
    entries
}
