//! The list as a file, and back without losing what is newer.
//!
//! A line that says what it is, with a SHA-256 over all that follows, and then the entries as JSON, or
//! encrypted with a password and in base64 (docs/FORMAT.md, "Backup"). Who reads and writes the JSON is
//! the caller: in the browser that is the browser.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Entry, Kind, State};
use crate::error::Error;
use crate::link::{Lock, SealKey, open_sealed, seal};

/// The first word of a file.
const NAME: &str = "chatlink-backup";
/// The version of the layout.
const VERSION: u32 = 1;
/// The most entries that are read.
const MAX_ENTRIES: usize = 200_000;

/// What a backup holds.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Backup {
    /// When it was made, in seconds since 1970-01-01T00:00:00Z.
    pub made_at: i64,
    /// The entries.
    pub links: Vec<Kept>,
}

/// An entry with what stands beside it. It has no `Debug`.
#[derive(Clone, Serialize, Deserialize)]
pub struct Kept {
    /// The entry.
    pub entry: Entry,
    /// Its link, where one is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// What deletes it on its server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
}

impl Kept {
    /// As it goes into a backup: of an upload under way nobody knows there what became of it, and one that
    /// was not stored is nothing to come back to.
    pub fn for_backup(mut self) -> Option<Self> {
        if let Some(upload) = &mut self.entry.upload {
            match upload.state {
                State::NotStored => return None,
                State::Sending => upload.state = State::Unknown,
                _ => {}
            }
        }
        Some(self)
    }
}

/// What a file holds, before its JSON is read.
pub enum Found {
    /// JSON of a [`Backup`].
    Plain(String),
    /// The same, encrypted.
    Locked(Locked),
}

/// An encrypted backup.
pub struct Locked(Vec<u8>);

impl Locked {
    /// What the key is derived with.
    ///
    /// # Errors
    /// [`Error::BackupDamaged`], [`Error::BackupTooNew`].
    pub fn lock(&self) -> Result<Lock, Error> {
        Lock::of(&self.0).map_err(|error| match error {
            Error::LinkTooNew { .. } => Error::BackupTooNew,
            _ => Error::BackupDamaged,
        })
    }

    /// The JSON in it.
    ///
    /// # Errors
    /// [`Error::PasswordWrong`], [`Error::BackupDamaged`].
    pub fn open(&self, key: &SealKey) -> Result<String, Error> {
        let plain = open_sealed(&self.0, key)?;
        String::from_utf8(plain).map_err(|_| Error::BackupDamaged)
    }
}

/// A file of this JSON.
pub fn write(json: &str) -> String {
    file("plain", json)
}

/// A file of this JSON, encrypted: the lock is new, and the key derived from it.
pub fn write_locked(json: &str, lock: &Lock, key: &SealKey) -> String {
    file(
        "locked",
        &BASE64_STANDARD.encode(seal(json.as_bytes(), lock, key)),
    )
}

fn file(how: &str, body: &str) -> String {
    format!("{NAME} {VERSION} {how} {}\n{body}\n", sum(how, body))
}

/// Reads a file.
///
/// # Errors
/// [`Error::BackupForeign`] for any other file, [`Error::BackupTooNew`], [`Error::BackupDamaged`].
pub fn read(text: &str) -> Result<Found, Error> {
    let text = text.trim_start_matches('\u{FEFF}');
    let (head, body) = text.split_once('\n').unwrap_or((text, ""));
    let mut words = head.split_whitespace();
    if words.next() != Some(NAME) {
        return Err(Error::BackupForeign);
    }
    match words.next().and_then(|version| version.parse::<u32>().ok()) {
        Some(VERSION) => {}
        Some(version) if version > VERSION => return Err(Error::BackupTooNew),
        _ => return Err(Error::BackupDamaged),
    }
    // Programs that carry text may end its lines in their own way.
    let body = body.trim_end_matches(['\r', '\n']);
    let how = words.next().unwrap_or_default();
    if words.next() != Some(sum(how, body).as_str()) {
        return Err(Error::BackupDamaged);
    }
    match how {
        "plain" => Ok(Found::Plain(body.to_owned())),
        "locked" => BASE64_STANDARD
            .decode(body)
            .map(|bytes| Found::Locked(Locked(bytes)))
            .map_err(|_| Error::BackupDamaged),
        _ => Err(Error::BackupTooNew),
    }
}

/// Looks whether every entry can be one; a file with one that cannot is refused whole.
///
/// # Errors
/// [`Error::BackupDamaged`].
pub fn check(backup: &Backup) -> Result<(), Error> {
    let mut ids = BTreeSet::new();
    let good = |kept: &Kept| {
        let entry = &kept.entry;
        let with_server = entry.kind != Kind::SelfContained;
        (1..=100).contains(&entry.id.len())
            && with_server == entry.upload.is_some()
            && ids.insert(entry.id.clone())
    };
    if backup.links.len() <= MAX_ENTRIES && backup.links.iter().all(good) {
        Ok(())
    } else {
        Err(Error::BackupDamaged)
    }
}

/// What restoring changes.
#[derive(Default)]
pub struct Merged {
    /// What is to be written: each entry, with its link and its token where they are to be replaced.
    pub write: Vec<Kept>,
    /// How many of these were not in the list.
    pub added: usize,
    /// How many are newer than in the list.
    pub updated: usize,
    /// How many are in the list already, the same or newer.
    pub same: usize,
}

/// Lays a backup beside the list: nothing comes twice, and nothing newer is overwritten. That something was
/// deleted on its server is the last word, whoever knows it.
pub fn merge(mine: &[Entry], backup: Backup) -> Merged {
    let mut places = BTreeMap::new();
    for (at, entry) in mine.iter().enumerate() {
        places.insert(entry.id.clone(), at);
    }
    let deleted = |entry: &Entry| {
        let upload = entry.upload.as_ref();
        upload.is_some_and(|upload| upload.state == State::Deleted)
    };
    let mut merged = Merged::default();
    for theirs in backup.links {
        let place = places.get(&theirs.entry.id);
        let Some(known) = place.and_then(|at| mine.get(*at)) else {
            merged.added += 1;
            merged.write.push(theirs);
            continue;
        };
        match (deleted(known), deleted(&theirs.entry)) {
            (false, true) => {
                let mut entry = known.clone();
                entry.become_state(State::Deleted, None);
                merged.updated += 1;
                merged.write.push(Kept {
                    entry,
                    link: None,
                    token: None,
                });
            }
            (mine, also) if mine == also && theirs.entry.revision > known.revision => {
                merged.updated += 1;
                merged.write.push(theirs);
            }
            _ => merged.same += 1,
        }
    }
    merged
}

fn sum(how: &str, body: &str) -> String {
    let sum = Sha256::new_with_prefix(how).chain_update(body).finalize();
    sum.iter().map(|byte| format!("{byte:02x}")).collect()
}
