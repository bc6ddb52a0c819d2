//! The list of issued links in IndexedDB: two stores, each change one transaction.
//!
//! IndexedDB puts the writers of all windows in order and keeps a transaction whole or not at
//! all, so a browser that is killed leaves the list as it was before or as it is after.

use idb::{Database, DatabaseEvent, Factory, KeyPath, ObjectStoreParams, Query, TransactionMode};
use wasm_bindgen::JsValue;

use super::browser::{from_js, to_js};
use crate::error::Error;
use crate::ledger::{DATABASE, ENTRIES_STORE, Entry, LINKS_STORE, SCHEMA_VERSION};

const BOTH: [&str; 2] = [ENTRIES_STORE, LINKS_STORE];

/// The open list.
#[derive(Debug)]
pub struct Ledger {
    database: Database,
}

impl Ledger {
    /// Opens the list, or makes an empty one.
    ///
    /// # Errors
    /// [`Error::Storage`] where the browser keeps nothing, or a later version wrote here.
    pub async fn open() -> Result<Self, Error> {
        let mut request = Factory::new()
            .and_then(|factory| factory.open(DATABASE, Some(SCHEMA_VERSION)))
            .map_err(storage)?;
        request.on_upgrade_needed(|event| {
            if let Ok(database) = event.database() {
                create_stores(&database);
            }
        });
        let mut database = request.await.map_err(storage)?;
        // A later version in another window must not wait for this one.
        database.on_version_change(|event| {
            if let Ok(database) = event.database() {
                database.close();
            }
        });
        Ok(Self { database })
    }

    /// Adds a link, or replaces the one with the same id.
    ///
    /// # Errors
    /// [`Error::Storage`]; the list is then as it was before.
    pub async fn put(&self, entry: &Entry, link: &str) -> Result<(), Error> {
        let change = self
            .database
            .transaction(&BOTH, TransactionMode::ReadWrite)
            .map_err(storage)?;
        let entries = change.object_store(ENTRIES_STORE).map_err(storage)?;
        let links = change.object_store(LINKS_STORE).map_err(storage)?;
        entries.put(&to_js(entry), None).map_err(storage)?;
        let id = JsValue::from_str(&entry.id);
        links
            .put(&JsValue::from_str(link), Some(&id))
            .map_err(storage)?;
        // Awaiting the transaction, not the requests, is what tells that it is on disk.
        committed(change).await
    }

    /// Every entry, in no order. Entries that a person's disk damaged are left out.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub async fn entries(&self) -> Result<Vec<Entry>, Error> {
        let read = self
            .database
            .transaction(&[ENTRIES_STORE], TransactionMode::ReadOnly)
            .map_err(storage)?;
        let store = read.object_store(ENTRIES_STORE).map_err(storage)?;
        let values = store.get_all(None, None).map_err(storage)?.await;
        Ok(values
            .map_err(storage)?
            .into_iter()
            .filter_map(from_js)
            .collect())
    }

    /// The link of an entry; `None` if none is kept.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub async fn link(&self, id: &str) -> Result<Option<String>, Error> {
        let read = self
            .database
            .transaction(&[LINKS_STORE], TransactionMode::ReadOnly)
            .map_err(storage)?;
        let store = read.object_store(LINKS_STORE).map_err(storage)?;
        let value = store
            .get(Query::Key(JsValue::from_str(id)))
            .map_err(storage)?
            .await
            .map_err(storage)?;
        Ok(value.and_then(|link| link.as_string()))
    }

    /// Takes an entry and its link out of the list.
    ///
    /// # Errors
    /// [`Error::Storage`]; the list is then as it was before.
    pub async fn forget(&self, id: &str) -> Result<(), Error> {
        let change = self
            .database
            .transaction(&BOTH, TransactionMode::ReadWrite)
            .map_err(storage)?;
        for name in BOTH {
            let store = change.object_store(name).map_err(storage)?;
            store
                .delete(Query::Key(JsValue::from_str(id)))
                .map_err(storage)?;
        }
        committed(change).await
    }
}

fn create_stores(database: &Database) {
    let mut by_id = ObjectStoreParams::new();
    by_id.key_path(Some(KeyPath::new_single("id")));
    // A failure here aborts the upgrade, and `open` reports it.
    let _ = database.create_object_store(ENTRIES_STORE, by_id);
    let _ = database.create_object_store(LINKS_STORE, ObjectStoreParams::new());
}

async fn committed(change: idb::Transaction) -> Result<(), Error> {
    let result = change.await.map_err(storage)?;
    if result.is_committed() {
        Ok(())
    } else {
        Err(Error::Storage {
            reason: "the change was taken back".to_owned(),
        })
    }
}

#[allow(clippy::needless_pass_by_value)]
fn storage(error: idb::Error) -> Error {
    Error::Storage {
        reason: error.to_string(),
    }
}
