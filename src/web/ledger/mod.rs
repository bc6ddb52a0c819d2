//! The list of issued links, as the pages and the background see it.
//!
//! There are two: the one on this device, and one in memory for what was issued in private windows, which
//! goes with the last of them. An entry's id says in which of them it stands, so that nothing else has to
//! be passed along with it. In reading order:
//!
//! 1. this file: what can be done with either.
//! 2. `disk`: the one on this device, in IndexedDB.
//! 3. `memory`: the one of private windows.

mod disk;
mod memory;

use std::pin::Pin;

use crate::error::Error;
use crate::ledger::backup::{Backup, Kept, Merged};
use crate::ledger::{ENTRIES_STORE, Entry, LINKS_STORE, OUTBOX_STORE, TOKENS_STORE};

use disk::Disk;
pub use memory::PRIVATE;

/// Every store; all but the first hold text by the id of an entry.
const STORES: [&str; 4] = [ENTRIES_STORE, LINKS_STORE, TOKENS_STORE, OUTBOX_STORE];

/// A future in a box: so that its code stands in the wasm once, and not at every place that awaits it.
pub type Boxed<'a, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + 'a>>;

/// What is to be kept beside an entry: a text to keep, `None` to keep nothing any more.
type Beside<'a> = (&'static str, Option<&'a str>);

/// What changes an entry.
type Change<'a> = Box<dyn FnOnce(&mut Entry) + 'a>;

/// Entries, and how many more there are that cannot be read.
#[derive(Default)]
pub struct Entries {
    /// Those that were read, in no order.
    pub entries: Vec<Entry>,
    /// How many are damaged.
    pub damaged: usize,
}

/// Which of the two lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// The one on this device.
    #[default]
    Disk,
    /// The one of private windows.
    Memory,
}

impl Place {
    /// The list of a window.
    pub fn of_window(private: bool) -> Self {
        if private { Self::Memory } else { Self::Disk }
    }

    /// The list that the entry with this id stands in.
    pub fn of(id: &str) -> Self {
        Self::of_window(id.starts_with(PRIVATE))
    }

    /// An id for a new entry.
    pub fn new_id(self) -> String {
        let id = uuid::Uuid::new_v4().to_string();
        match self {
            Self::Disk => id,
            Self::Memory => [PRIVATE, &id].concat(),
        }
    }
}

/// An open list.
#[derive(Debug)]
pub enum Ledger {
    /// The one on this device.
    Disk(Disk),
    /// The one of private windows.
    Memory,
}

impl Ledger {
    /// Opens a list, or makes an empty one.
    ///
    /// # Errors
    /// [`Error::Storage`] where the browser keeps nothing, [`Error::ListTooNew`] where a later version
    /// wrote here.
    pub fn open(place: Place) -> Boxed<'static, Self> {
        Box::pin(async move {
            Ok(match place {
                Place::Disk => Self::Disk(Disk::open().await?),
                Place::Memory => Self::Memory,
            })
        })
    }

    /// Opens the list that the entry with this id stands in.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn of(id: &str) -> Boxed<'static, Self> {
        Self::open(Place::of(id))
    }

    /// Adds a link, or replaces the one with the same id. Without a copy the entry says so.
    ///
    /// # Errors
    /// [`Error::Storage`], [`Error::StorageFull`]; the list is then as it was before.
    pub fn put<'a>(&'a self, entry: &'a Entry, link: &'a str) -> Boxed<'a, ()> {
        let link = (!entry.without_copy).then_some(link);
        self.write(entry, vec![(LINKS_STORE, link)])
    }

    /// Adds an upload that is about to be sent, with what is sent.
    ///
    /// # Errors
    /// As [`Self::put`], and nothing may be sent.
    pub fn intend<'a>(&'a self, entry: &'a Entry, link: &'a str, body: &'a str) -> Boxed<'a, ()> {
        let beside = vec![(LINKS_STORE, Some(link)), (OUTBOX_STORE, Some(body))];
        self.write(entry, beside)
    }

    fn write<'a>(&'a self, entry: &'a Entry, beside: Vec<Beside<'a>>) -> Boxed<'a, ()> {
        Box::pin(async move {
            match self {
                Self::Disk(disk) => disk.write(entry, &beside).await,
                Self::Memory => memory::write(entry, &beside).await,
            }
        })
    }

    /// Writes entries as they are, each with what stands beside it; what is `None` there stays as it
    /// is. All of them, or none.
    ///
    /// # Errors
    /// As [`Self::put`].
    pub fn put_all<'a>(&'a self, all: &'a [Kept]) -> Boxed<'a, ()> {
        match self {
            Self::Disk(disk) => disk.put_all(all),
            Self::Memory => memory::put_all(all),
        }
    }

    /// Lays a backup beside the list as it is at this moment, and adds what is missing or newer: all of
    /// it, or nothing.
    ///
    /// # Errors
    /// As [`Self::put`].
    pub async fn restore(&self, backup: Backup) -> Result<Merged, Error> {
        match self {
            Self::Disk(disk) => disk.restore(backup).await,
            // Settings are of the device, and a backup is kept for longer than a window.
            Self::Memory => Ok(Merged::default()),
        }
    }

    /// Changes an entry as it stands at this moment, whoever wrote it last, and gives it as it is
    /// then; `None` if it is not there any more.
    ///
    /// # Errors
    /// As [`Self::put`].
    pub fn change<'a>(
        &'a self,
        id: &'a str,
        change_it: impl FnOnce(&mut Entry) + 'a,
        beside: &'a [Beside<'a>],
    ) -> Boxed<'a, Option<Entry>> {
        match self {
            Self::Disk(disk) => disk.change(id, Box::new(change_it), beside),
            Self::Memory => memory::change(id, Box::new(change_it), beside),
        }
    }

    /// Calls an entry something else.
    ///
    /// # Errors
    /// As [`Self::put`].
    pub fn rename<'a>(&'a self, id: &'a str, name: &'a str) -> Boxed<'a, ()> {
        Box::pin(async move {
            match self {
                Self::Disk(disk) => {
                    let rename = Box::new(|entry: &mut Entry| entry.rename(name));
                    disk.change(id, rename, &[]).await.map(drop)
                }
                Self::Memory => memory::rename(id, name).await,
            }
        })
    }

    /// Every entry.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub fn entries(&self) -> Boxed<'_, Entries> {
        match self {
            Self::Disk(disk) => disk.entries(),
            Self::Memory => memory::entries(),
        }
    }

    /// So many of the newest entries or a few more, and how many there are in all: without reading the
    /// others.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub fn newest(&self, most: u32) -> Boxed<'_, (Vec<Entry>, usize)> {
        Box::pin(async move {
            match self {
                Self::Disk(disk) => disk.newest(most).await,
                Self::Memory => {
                    let all = memory::entries().await?;
                    let count = all.entries.len() + all.damaged;
                    Ok((all.entries, count))
                }
            }
        })
    }

    /// What was shared of the page with this address.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub async fn of_source(&self, url: &str) -> Result<Vec<Entry>, Error> {
        match self {
            Self::Disk(disk) => disk.of_source(url).await,
            Self::Memory => {
                let mut found = memory::entries().await?.entries;
                found.retain(|entry| entry.source_url.as_deref() == Some(url));
                Ok(found)
            }
        }
    }

    /// One entry.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub fn entry<'a>(&'a self, id: &'a str) -> Boxed<'a, Option<Entry>> {
        match self {
            Self::Disk(disk) => disk.entry(id),
            Self::Memory => memory::entry(id),
        }
    }

    /// The link of an entry; `None` if none is kept.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub fn link<'a>(&'a self, id: &'a str) -> Boxed<'a, Option<String>> {
        self.text(LINKS_STORE, id)
    }

    /// What deletes an upload.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub fn token<'a>(&'a self, id: &'a str) -> Boxed<'a, Option<String>> {
        self.text(TOKENS_STORE, id)
    }

    /// What was to be sent.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub fn outgoing<'a>(&'a self, id: &'a str) -> Boxed<'a, Option<String>> {
        self.text(OUTBOX_STORE, id)
    }

    fn text<'a>(&'a self, store: &'static str, id: &'a str) -> Boxed<'a, Option<String>> {
        match self {
            Self::Disk(disk) => disk.text(store, id),
            Self::Memory => memory::text(store, id),
        }
    }

    /// An entry with its link and its token.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub fn kept(&self, entry: Entry) -> Boxed<'_, Kept> {
        Box::pin(async move {
            Ok(Kept {
                link: self.link(&entry.id).await?,
                token: self.token(&entry.id).await?,
                entry,
            })
        })
    }

    /// Takes entries and all that stands beside them out of the list: all of them, or none.
    ///
    /// # Errors
    /// As [`Self::put`].
    pub fn forget<'a>(&'a self, ids: &'a [&'a str]) -> Boxed<'a, ()> {
        match self {
            Self::Disk(disk) => disk.forget(ids),
            Self::Memory => memory::forget(ids),
        }
    }

    /// Keeps the copies of links that hold everything no longer, and gives how many there were.
    ///
    /// # Errors
    /// As [`Self::put`].
    pub async fn drop_copies(&self) -> Result<usize, Error> {
        match self {
            Self::Disk(disk) => disk.drop_copies().await,
            Self::Memory => Ok(0),
        }
    }
}
