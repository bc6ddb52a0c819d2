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
    /// When the link was first copied; stored as seconds since 1970-01-01T00:00:00Z.
    #[serde(with = "unix_seconds")]
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
        let url = self.source_url.as_deref().unwrap_or_default();
        let text = format!("{}\n{}\n{url}", self.title, self.site);
        let text = folded(&text);
        folded(query)
            .split_whitespace()
            .all(|word| text.contains(word))
    }
}

/// The text without its case, by the full folding of Unicode.
fn folded(text: &str) -> String {
    unicase::UniCase::unicode(text).to_folded_case()
}

/// Moments in the store: a number sorts and compares as it stands.
mod unix_seconds {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::conversation::Timestamp;

    pub(super) fn serialize<S: Serializer>(moment: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_i64(moment.unix())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Timestamp, D::Error> {
        let seconds = i64::deserialize(from)?;
        Timestamp::from_unix(seconds).ok_or_else(|| D::Error::custom("no such moment"))
    }
}

/// The entries that match, newest first; those of one second in the order of their ids, so that
/// the list never jumps.
pub fn listed(mut entries: Vec<Entry>, query: &str) -> Vec<Entry> {
    entries.retain(|entry| entry.matches(query));
    entries.sort_by(|a, b| b.issued_at.cmp(&a.issued_at).then_with(|| a.id.cmp(&b.id)));
    entries
}
