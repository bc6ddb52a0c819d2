//! The list on this device, in IndexedDB: each change is one transaction.
//!
//! IndexedDB puts the writers of all windows in order and keeps a transaction whole or not at
//! all, so a browser that is killed leaves the list as it was before or as it is after.

use std::cell::Cell;
use std::rc::Rc;

use idb::event::VersionChangeEvent;
use idb::{
    CursorDirection, Database, DatabaseEvent, Event, Factory, KeyPath, KeyRange, ObjectStore,
    ObjectStoreParams, Query, Request, Transaction, TransactionMode,
};
use js_sys::Reflect;
use wasm_bindgen::JsValue;

use super::{Beside, Boxed, Change, Entries, STORES};
use crate::error::Error;
use crate::ledger::backup::{self, Backup, Kept, Merged};
use crate::ledger::{
    DATABASE, DATE_INDEX, ENTRIES_STORE, Entry, Kind, LINKS_STORE, SCHEMA_VERSION, SOURCE_INDEX,
    TOKENS_STORE,
};
use crate::web::browser::{from_js, to_js};
use crate::web::settings;

/// How many entries are read in one go.
const PART: u32 = 1_000;

/// The open list.
#[derive(Debug)]
pub struct Disk {
    database: Database,
}

impl Disk {
    /// Opens the list, or makes an empty one.
    ///
    /// # Errors
    /// [`Error::Storage`] where the browser keeps nothing, [`Error::ListTooNew`] where a later version
    /// wrote here.
    pub fn open() -> Boxed<'static, Self> {
        Box::pin(async move {
            let mut request = Factory::new()
                .and_then(|factory| factory.open(DATABASE, Some(SCHEMA_VERSION)))
                .map_err(storage)?;
            let fresh = Rc::new(Cell::new(false));
            let made = fresh.clone();
            // A failure in here aborts the upgrade, and is reported below.
            request.on_upgrade_needed(move |event| {
                made.set(event.old_version().is_ok_and(|version| version == 0));
                let _ = create_stores(&event);
            });
            let mut database = request.await.map_err(storage)?;
            if fresh.get() {
                // A database that browsers find damaged is thrown away, and nobody is told.
                settings::list_was_made().await?;
            }
            // A later version in another window must not wait for this one.
            database.on_version_change(|event| {
                if let Ok(database) = event.database() {
                    database.close();
                }
            });
            Ok(Self { database })
        })
    }

    /// Adds an entry, or replaces the one with the same id, with what stands beside it.
    ///
    /// # Errors
    /// [`Error::Storage`], [`Error::StorageFull`]; the list is then as it was before.
    pub fn write<'a>(&'a self, entry: &'a Entry, beside: &'a [Beside<'a>]) -> Boxed<'a, ()> {
        Box::pin(async move {
            let change = self.begin(TransactionMode::ReadWrite)?;
            put_entry(&change, entry)?;
            put_beside(&change, &entry.id, beside)?;
            // Awaiting the transaction, not the requests, is what tells that it is on disk.
            committed(change).await
        })
    }

    /// Writes entries as they are, each with what stands beside it; what is `None` there stays as it
    /// is. All of them, or none.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub fn put_all<'a>(&'a self, all: &'a [Kept]) -> Boxed<'a, ()> {
        Box::pin(async move {
            let change = self.begin(TransactionMode::ReadWrite)?;
            put_kept(&change, all)?;
            committed(change).await
        })
    }

    /// Lays a backup beside the list as it is at this moment, and adds what is missing or newer: all of
    /// it, or nothing.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub async fn restore(&self, backup: Backup) -> Result<Merged, Error> {
        let change = self.begin(TransactionMode::ReadWrite)?;
        let mine = all_in(&change).await?.entries;
        let merged = backup::merge(&mine, backup);
        put_kept(&change, &merged.write)?;
        committed(change).await?;
        Ok(merged)
    }

    /// Changes an entry as it stands at this moment, whoever wrote it last, and gives it as it is
    /// then; `None` if it is not there any more.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub fn change<'a>(
        &'a self,
        id: &'a str,
        change_it: Change<'a>,
        beside: &'a [Beside<'a>],
    ) -> Boxed<'a, Option<Entry>> {
        Box::pin(async move {
            let change = self.begin(TransactionMode::ReadWrite)?;
            let store = change.object_store(ENTRIES_STORE).map_err(storage)?;
            let found = store
                .get(key(id))
                .map_err(storage)?
                .await
                .map_err(storage)?;
            let Some(mut entry) = found.and_then(from_js::<Entry>) else {
                return Ok(None);
            };
            change_it(&mut entry);
            entry.revision = entry.revision.saturating_add(1);
            put_entry(&change, &entry)?;
            put_beside(&change, id, beside)?;
            committed(change).await?;
            Ok(Some(entry))
        })
    }

    /// Every entry.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub fn entries(&self) -> Boxed<'_, Entries> {
        Box::pin(async move { all_in(&self.begin(TransactionMode::ReadOnly)?).await })
    }

    /// So many of the newest entries or a few more, and how many there are in all: without reading the
    /// others.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub fn newest(&self, most: u32) -> Boxed<'_, (Vec<Entry>, usize)> {
        Box::pin(async move {
            let read = self.begin(TransactionMode::ReadOnly)?;
            let store = read.object_store(ENTRIES_STORE).map_err(storage)?;
            let index = store.index(DATE_INDEX).map_err(storage)?;
            let all = store.count(None).map_err(storage)?;
            let newest = index
                .open_key_cursor(None, Some(CursorDirection::Prev))
                .map_err(storage)?;
            // Each answer takes its time, so there are four, not one an entry: the newest, the last of
            // those that are wanted, and then all from there on.
            let all = all.await.map_err(storage)?;
            let mut last = newest.await.map_err(storage)?;
            if let Some(cursor) = last.take().filter(|_| most > 1) {
                let wanted = cursor.advance(most - 1).map_err(storage)?;
                last = wanted.await.map_err(storage)?;
            }
            let from = match last {
                Some(cursor) => {
                    let date = cursor.key().map_err(storage)?;
                    let range = KeyRange::lower_bound(&date, None).map_err(storage)?;
                    Some(Query::KeyRange(range))
                }
                None => None,
            };
            let found = index.get_all(from, None).map_err(storage)?.await;
            let found = found.map_err(storage)?.into_iter().filter_map(from_js);
            Ok((found.collect(), usize::try_from(all).unwrap_or_default()))
        })
    }

    /// What was shared of the page with this address.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub async fn of_source(&self, url: &str) -> Result<Vec<Entry>, Error> {
        let read = self.begin(TransactionMode::ReadOnly)?;
        let store = read.object_store(ENTRIES_STORE).map_err(storage)?;
        let index = store.index(SOURCE_INDEX).map_err(storage)?;
        let values = index.get_all(Some(key(url)), None).map_err(storage)?.await;
        let values = values.map_err(storage)?;
        Ok(values.into_iter().filter_map(from_js).collect())
    }

    /// One entry.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub fn entry<'a>(&'a self, id: &'a str) -> Boxed<'a, Option<Entry>> {
        Box::pin(async move { Ok(self.value(ENTRIES_STORE, id).await?.and_then(from_js)) })
    }

    /// The text beside an entry in this store.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub fn text<'a>(&'a self, store: &'a str, id: &'a str) -> Boxed<'a, Option<String>> {
        Box::pin(async move {
            let value = self.value(store, id).await?;
            Ok(value.and_then(|text| text.as_string()))
        })
    }

    fn value<'a>(&'a self, store: &'a str, id: &'a str) -> Boxed<'a, Option<JsValue>> {
        Box::pin(async move {
            let read = self.begin(TransactionMode::ReadOnly)?;
            let store = read.object_store(store).map_err(storage)?;
            let value = store.get(key(id)).map_err(storage)?.await;
            value.map_err(storage)
        })
    }

    /// Takes entries and all that stands beside them out of the list: all of them, or none.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub fn forget<'a>(&'a self, ids: &'a [&'a str]) -> Boxed<'a, ()> {
        Box::pin(async move {
            let change = self.begin(TransactionMode::ReadWrite)?;
            for name in STORES {
                let store = change.object_store(name).map_err(storage)?;
                for id in ids {
                    store.delete(key(id)).map_err(storage)?;
                }
            }
            committed(change).await
        })
    }

    /// Keeps the copies of links that hold everything no longer, and gives how many there were.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub async fn drop_copies(&self) -> Result<usize, Error> {
        let change = self.begin(TransactionMode::ReadWrite)?;
        let mut found = all_in(&change).await?.entries;
        found.retain(|entry| entry.kind == Kind::SelfContained && !entry.without_copy);
        for entry in &mut found {
            entry.without_copy = true;
            entry.revision = entry.revision.saturating_add(1);
            put_entry(&change, entry)?;
            put_beside(&change, &entry.id, &[(LINKS_STORE, None)])?;
        }
        committed(change).await?;
        Ok(found.len())
    }

    fn begin(&self, mode: TransactionMode) -> Result<Transaction, Error> {
        self.database.transaction(&STORES, mode).map_err(storage)
    }
}

async fn all_in(read: &Transaction) -> Result<Entries, Error> {
    let store = read.object_store(ENTRIES_STORE).map_err(storage)?;
    let mut found = Entries {
        entries: Vec::new(),
        damaged: 0,
    };
    let mut range = None;
    // In parts: a long list would keep the page from answering while it is read.
    loop {
        let values = store.get_all(range.take(), Some(PART)).map_err(storage)?;
        let values = values.await.map_err(storage)?;
        let count = values.len();
        let last = values
            .last()
            .and_then(|value| Reflect::get(value, &"id".into()).ok());
        let before = found.entries.len();
        found
            .entries
            .extend(values.into_iter().filter_map(from_js::<Entry>));
        found.damaged += count - (found.entries.len() - before);
        let (true, Some(last)) = (count == PART as usize, last) else {
            return Ok(found);
        };
        let rest = KeyRange::lower_bound(&last, Some(true)).map_err(storage)?;
        range = Some(Query::KeyRange(rest));
    }
}

fn put_kept(change: &Transaction, all: &[Kept]) -> Result<(), Error> {
    for kept in all {
        put_entry(change, &kept.entry)?;
        for (name, text) in [(LINKS_STORE, &kept.link), (TOKENS_STORE, &kept.token)] {
            if text.is_some() {
                put_beside(change, &kept.entry.id, &[(name, text.as_deref())])?;
            }
        }
    }
    Ok(())
}

fn key(id: &str) -> Query {
    Query::Key(JsValue::from_str(id))
}

fn put_entry(change: &Transaction, entry: &Entry) -> Result<(), Error> {
    let entries = change.object_store(ENTRIES_STORE).map_err(storage)?;
    entries.put(&to_js(entry), None).map_err(storage)?;
    Ok(())
}

fn put_beside(change: &Transaction, id: &str, beside: &[Beside<'_>]) -> Result<(), Error> {
    for (name, text) in beside {
        let store = change.object_store(name).map_err(storage)?;
        match text {
            Some(text) => {
                let key = JsValue::from_str(id);
                store
                    .put(&JsValue::from_str(text), Some(&key))
                    .map_err(storage)?;
            }
            None => {
                store.delete(key(id)).map_err(storage)?;
            }
        }
    }
    Ok(())
}

/// Of every version: what is there already stays as it is.
fn create_stores(event: &VersionChangeEvent) -> Result<(), idb::Error> {
    let database = event.database()?;
    let there = database.store_names();
    for name in STORES {
        if there.iter().any(|other| other == name) {
            continue;
        }
        let mut parameters = ObjectStoreParams::new();
        if name == ENTRIES_STORE {
            parameters.key_path(Some(KeyPath::new_single("id")));
        }
        database.create_object_store(name, parameters)?;
    }
    let Some(upgrade) = event.target()?.transaction() else {
        return Ok(());
    };
    let entries: ObjectStore = upgrade.object_store(ENTRIES_STORE)?;
    for name in [SOURCE_INDEX, DATE_INDEX] {
        if !entries.index_names().iter().any(|it| it == name) {
            entries.create_index(name, KeyPath::new_single(name), None)?;
        }
    }
    Ok(())
}

async fn committed(change: Transaction) -> Result<(), Error> {
    let itself = JsValue::from(change);
    let change = Transaction::try_from(itself.clone()).map_err(storage)?;
    let result = change.await.map_err(storage)?;
    if result.is_committed() {
        return Ok(());
    }
    // Taken back: only the transaction knows why.
    let why = Reflect::get(&itself, &"error".into()).unwrap_or_default();
    let name = Reflect::get(&why, &"name".into()).unwrap_or_default();
    Err(refused(name.as_string().unwrap_or_default()))
}

#[allow(clippy::needless_pass_by_value)]
fn storage(error: idb::Error) -> Error {
    refused(error.to_string())
}

/// What the browser's words say: the names of its errors are fixed, the rest is not.
fn refused(reason: String) -> Error {
    if reason.contains("QuotaExceeded") {
        Error::StorageFull
    } else if reason.contains("VersionError") {
        Error::ListTooNew
    } else {
        Error::Storage { reason }
    }
}
