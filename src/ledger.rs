//! The list of issued links: what is kept of each, and what may happen to it.
//!
//! 1. this file: an entry, its states, and how they follow each other.
//! 2. [`list`]: the entries in order, searched and chosen.
//! 3. [`backup`]: the list as a file, and back without losing what is newer.
//!
//! Entries say what a link is; the links themselves stand apart ([`LINKS_STORE`]) and are read only
//! when they are used. The browser keeps both in IndexedDB, whose transactions put writers in
//! order; see `web::ledger`. Stored entries are read for ever: fields may be added with a
//! default, never renamed or given another meaning without a migration.

pub mod backup;
pub mod list;

use serde::{Deserialize, Serialize};

use crate::conversation::{Conversation, Timestamp};
use crate::error::Error;

/// Name of the database.
pub const DATABASE: &str = "chatlink";
/// Version of the database's stores; each later one brings its migration. Version 2 added
/// [`TOKENS_STORE`] and [`OUTBOX_STORE`], version 3 [`SOURCE_INDEX`], version 4 [`DATE_INDEX`]; what version 1
/// stored is read as it is.
pub const SCHEMA_VERSION: u32 = 4;
/// The store of [`Entry`]s, by `id`.
pub const ENTRIES_STORE: &str = "entries";
/// The index of entries by the field of this name: what was shared of a page.
pub const SOURCE_INDEX: &str = "source_url";
/// The index of entries by the field of this name: the newest ones without reading the others.
pub const DATE_INDEX: &str = "issued_at";
/// The store of links (text), by the entry's `id`.
pub const LINKS_STORE: &str = "links";
/// The store of what deletes uploads (text), by the entry's `id`.
pub const TOKENS_STORE: &str = "tokens";
/// The store of encrypted uploads whose server has not answered yet (text), by the entry's `id`.
pub const OUTBOX_STORE: &str = "outbox";

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
    /// Whether a password is needed to open it, of a self-contained link.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub locked: bool,
    /// How many messages the chat had then, as far as is known; 0 in entries from before this was kept.
    #[serde(default)]
    pub whole: usize,
    /// What the person calls it in the list, where that is not the title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Counts the changes: of two copies of an entry, the one with more is the newer, whatever the
    /// clocks said.
    #[serde(default)]
    pub revision: u32,
    /// The person wants no copy of the link to be kept.
    #[serde(default)]
    pub without_copy: bool,
    /// The entry of the upload that is to be deleted once this one is stored: its update.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<String>,
    /// What is known of the upload; none for other kinds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upload: Option<Upload>,
}

/// What is known of an upload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upload {
    /// The address of its server.
    pub server: String,
    /// Its id there.
    pub remote: String,
    /// Where it stands.
    pub state: State,
    /// When it expires, in seconds since 1970-01-01T00:00:00Z; none where it never does.
    #[serde(default)]
    pub expires: Option<i64>,
    /// Whether the first who opens it is the last.
    #[serde(default)]
    pub burn: bool,
    /// Whether a password is needed to open it.
    #[serde(default)]
    pub password: bool,
    /// What went wrong last.
    #[serde(default)]
    pub trouble: Option<Trouble>,
}

/// Where an upload stands. Every state is written before what it says is begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum State {
    /// It is about to be sent, or was and its answer has not come.
    Sending,
    /// It was not stored; it can be sent again.
    NotStored,
    /// It lies on its server and can be deleted.
    Stored,
    /// Its answer was lost: it may be stored and cannot be deleted.
    Unknown,
    /// It is to be deleted; the server has not confirmed it yet.
    Deleting,
    /// The server confirmed that it is gone.
    Deleted,
}

/// An error as it is kept: its key and its values, so that it is said in the language of the
/// day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// The key of the sentence in `_locales`.
    pub key: String,
    /// Its values.
    pub args: Vec<String>,
}

impl From<&Error> for Trouble {
    fn from(error: &Error) -> Self {
        Self {
            key: error.message_key(),
            args: error.args(),
        }
    }
}

/// The kinds of links; what can be done about one depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Kind {
    /// Holds the whole conversation. Nobody can recall it.
    SelfContained,
    /// Lies encrypted on a server, which can delete it.
    Upload,
    /// Holds the conversation encrypted; its key lies on a server, which can delete it.
    KeyOnly,
}

/// What a person sees of a link's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Badge {
    /// It holds everything itself.
    CannotBeRecalled,
    /// It is being sent.
    Sending,
    /// It was not stored.
    NotStored,
    /// It can be opened, for as long as nobody deletes it.
    Live,
    /// It can be opened for so many more days; 0 for less than one.
    Expires {
        /// Whole days.
        days: i64,
    },
    /// Its time is over.
    Expired,
    /// It may be stored.
    Unknown,
    /// It is to be deleted.
    Deleting,
    /// It is gone.
    Deleted,
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
            locked: false,
            whole: whole(conversation),
            name: None,
            revision: 0,
            without_copy: false,
            replaces: None,
            upload: None,
        }
    }

    /// The entry of an upload that is about to be sent.
    pub fn upload(
        id: String,
        conversation: &Conversation,
        source_url: Option<String>,
        link_chars: usize,
        now: Timestamp,
        upload: Upload,
    ) -> Self {
        Self {
            kind: Kind::Upload,
            upload: Some(upload),
            ..Self::self_contained(id, conversation, source_url, link_chars, now)
        }
    }

    /// What a person sees of its state at this moment, in seconds since 1970-01-01T00:00:00Z.
    pub fn badge(&self, now: i64) -> Badge {
        let Some(upload) = &self.upload else {
            return Badge::CannotBeRecalled;
        };
        // By a clock that was put back, it has no more time left than when it was made.
        let now = now.max(self.issued_at.unix());
        let left = upload.expires.map(|end| end.saturating_sub(now));
        match (upload.state, left) {
            (State::Deleted, _) => Badge::Deleted,
            // What never arrived cannot expire.
            (State::NotStored, _) => Badge::NotStored,
            // Whoever is sending it will know.
            (State::Sending, _) => Badge::Sending,
            (_, Some(left)) if left <= 0 => Badge::Expired,
            (State::Unknown, _) => Badge::Unknown,
            (State::Deleting, _) => Badge::Deleting,
            (State::Stored, Some(left)) => Badge::Expires {
                days: left / SECONDS_A_DAY,
            },
            (State::Stored, None) => Badge::Live,
        }
    }

    /// Whether its server can be asked to delete it.
    pub fn can_be_deleted(&self, now: i64) -> bool {
        matches!(
            self.badge(now),
            Badge::Live | Badge::Expires { .. } | Badge::Deleting
        )
    }

    /// Whether its server can be asked although its time is over by the clock of this device, which may be
    /// wrong: what deletes it is kept until the server says that it is gone.
    pub fn may_be_there(&self, now: i64) -> bool {
        let upload = self.upload.as_ref();
        let kept = upload.is_some_and(|it| matches!(it.state, State::Stored | State::Deleting));
        kept && self.badge(now) == Badge::Expired
    }

    /// Whether it is dated later than this moment: the clock of this device is or was wrong.
    pub fn is_from_the_future(&self, now: i64) -> bool {
        self.issued_at.unix() > now.saturating_add(CLOCKS_DIFFER)
    }

    /// Moves the upload on; a state that does not follow changes nothing. `trouble` says what went
    /// wrong on the way, and is forgotten where nothing did.
    pub fn become_state(&mut self, state: State, trouble: Option<Trouble>) {
        let Some(upload) = &mut self.upload else {
            return;
        };
        let follows = match (upload.state, state) {
            // The last word.
            (State::Deleted, _) => state == State::Deleted,
            (
                State::Stored | State::Deleting,
                State::Sending | State::NotStored | State::Unknown,
            ) => false,
            (State::Sending | State::NotStored, State::Deleting) => false,
            _ => true,
        };
        if follows {
            upload.state = state;
            upload.trouble = trouble;
        }
    }

    /// What it is called in the list.
    pub fn called(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.title)
    }

    /// Calls it something else in the list; by nothing, or its title, it is called as before.
    pub fn rename(&mut self, name: &str) {
        let name = name.trim();
        let other = !name.is_empty() && name != self.title;
        self.name = other.then(|| name.chars().take(MAX_NAME_CHARS).collect());
    }

    /// How many messages a chat has that was shared with this entry and holds so many now; `None` where
    /// that is not known.
    pub fn newer(&self, now: usize) -> Option<usize> {
        (self.whole > 0).then(|| now.saturating_sub(self.whole))
    }
}

/// Clocks are set right by so much without anybody noticing.
const CLOCKS_DIFFER: i64 = 300;
/// A day.
const SECONDS_A_DAY: i64 = 86_400;
/// The most characters of a name in the list.
const MAX_NAME_CHARS: usize = 300;

/// The messages of the chat that a conversation was taken from: those in it and those left out.
pub fn whole(conversation: &Conversation) -> usize {
    let left_out = conversation.messages.iter().map(|it| it.left_out);
    left_out
        .chain([conversation.left_out_at_end])
        .map(|count| usize::try_from(count).unwrap_or(usize::MAX))
        .fold(conversation.messages.len(), usize::saturating_add)
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
