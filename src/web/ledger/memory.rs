//! The list of private windows: in the browser's session storage, which is memory, until the last private
//! window is closed (`extension/background.js` empties it then).
//!
//! Not IndexedDB: in Chromium a popup over a private window has that of ordinary windows, and in Firefox it
//! has one of its own that the background does not see. Session storage is one for all of them, in both. It
//! has no transactions, so that each text of an entry has a key of its own, what belongs together is stored
//! by one call, and an entry that is there is changed by the background alone, one change after the other; a
//! name, which a popup gives, is such a text beside it.

use std::cell::RefCell;

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::{Beside, Boxed, Change, Entries, STORES};
use crate::error::Error;
use crate::ledger::backup::Kept;
use crate::ledger::{ENTRIES_STORE, Entry, LINKS_STORE, TOKENS_STORE};
use crate::web::browser::{api, from_js, part, reason, to_js};

/// What the ids of these entries begin with, and every other key that goes with the last private window.
pub const PRIVATE: &str = "private-";
/// What the person calls an entry.
const NAMES_STORE: &str = "names";

thread_local! {
    /// The end of the change that was begun last.
    static LAST: RefCell<Option<Promise>> = const { RefCell::new(None) };
}

/// Adds an entry with what stands beside it.
///
/// # Errors
/// [`Error::Storage`], [`Error::StorageFull`]; the list is then as it was before.
pub(super) async fn write(entry: &Entry, beside: &[Beside<'_>]) -> Result<(), Error> {
    let items = Object::new();
    lay(&items, entry, beside);
    store(&items).await
}

/// Adds entries with their links and tokens: all of them, or none.
///
/// # Errors
/// As [`write`].
pub(super) fn put_all(all: &[Kept]) -> Boxed<'_, ()> {
    Box::pin(async move {
        let items = Object::new();
        for Kept { entry, link, token } in all {
            let beside = [(LINKS_STORE, link), (TOKENS_STORE, token)];
            let beside = beside.map(|(store, text)| (store, text.as_deref()));
            lay(&items, entry, &beside);
            if let Some(name) = &entry.name {
                set(&items, NAMES_STORE, &entry.id, &name.into());
            }
        }
        store(&items).await
    })
}

/// Changes an entry; the background's alone.
///
/// # Errors
/// As [`write`].
pub(super) fn change<'a>(
    id: &'a str,
    change_it: Change<'a>,
    beside: &'a [Beside<'a>],
) -> Boxed<'a, Option<Entry>> {
    Box::pin(async move {
        let _turn = Turn::come().await;
        let Some(mut changed) = entry(id).await? else {
            return Ok(None);
        };
        change_it(&mut changed);
        changed.revision = changed.revision.saturating_add(1);
        let gone = Array::new();
        for (store, text) in beside {
            if text.is_none() {
                gone.push(&key(store, id).into());
            }
        }
        // First what is added: of two calls the second may not come.
        write(&changed, beside).await?;
        remove(&gone).await?;
        Ok(Some(changed))
    })
}

/// Calls an entry something else.
///
/// # Errors
/// As [`write`].
pub(super) async fn rename(id: &str, name: &str) -> Result<(), Error> {
    let Some(mut called) = entry(id).await? else {
        return Ok(());
    };
    called.rename(name);
    let Some(name) = called.name else {
        return remove(&Array::of1(&key(NAMES_STORE, id).into())).await;
    };
    let items = Object::new();
    set(&items, NAMES_STORE, id, &name.into());
    store(&items).await
}

/// Every entry.
///
/// # Errors
/// [`Error::Storage`].
pub(super) fn entries() -> Boxed<'static, Entries> {
    Box::pin(async {
        let all = Object::from(read(&JsValue::NULL).await?);
        let mut found = Entries::default();
        for name in Object::keys(&all)
            .iter()
            .filter_map(|name| name.as_string())
        {
            let id = name.strip_suffix(ENTRIES_STORE);
            let Some(id) = id.and_then(|id| id.strip_suffix('/')) else {
                continue;
            };
            match named(&all, id) {
                Some(entry) => found.entries.push(entry),
                None => found.damaged += 1,
            }
        }
        Ok(found)
    })
}

/// One entry.
///
/// # Errors
/// [`Error::Storage`].
pub(super) fn entry(id: &str) -> Boxed<'_, Option<Entry>> {
    Box::pin(async move {
        let keys = [ENTRIES_STORE, NAMES_STORE].map(|store| JsValue::from(key(store, id)));
        Ok(named(&read(&Array::from_iter(keys)).await?, id))
    })
}

/// The text beside an entry in this store.
///
/// # Errors
/// [`Error::Storage`].
pub(super) fn text<'a>(store: &'static str, id: &'a str) -> Boxed<'a, Option<String>> {
    Box::pin(async move {
        let key = key(store, id);
        let found = read(&JsValue::from(&key)).await?;
        Ok(part(&found, &key).as_string())
    })
}

/// Takes entries and all that stands beside them out of the list.
///
/// # Errors
/// [`Error::Storage`].
pub(super) fn forget<'a>(ids: &'a [&'a str]) -> Boxed<'a, ()> {
    Box::pin(async move {
        let keys = Array::new();
        for id in ids {
            for store in STORES.into_iter().chain([NAMES_STORE]) {
                keys.push(&key(store, id).into());
            }
        }
        remove(&keys).await
    })
}

fn key(store: &str, id: &str) -> String {
    [id, "/", store].concat()
}

fn set(items: &Object, store: &str, id: &str, value: &JsValue) {
    let _ = Reflect::set(items, &key(store, id).into(), value);
}

fn lay(items: &Object, entry: &Entry, beside: &[Beside<'_>]) {
    set(items, ENTRIES_STORE, &entry.id, &to_js(entry));
    for (store, text) in beside {
        if let Some(text) = text {
            set(items, store, &entry.id, &JsValue::from_str(text));
        }
    }
}

/// An entry among what was read, with its name.
fn named(read: &JsValue, id: &str) -> Option<Entry> {
    let mut entry: Entry = from_js(part(read, &key(ENTRIES_STORE, id)))?;
    entry.name = part(read, &key(NAMES_STORE, id)).as_string();
    Some(entry)
}

async fn read(keys: &JsValue) -> Result<JsValue, Error> {
    let found = api().storage().session().get_all(keys).await;
    found.map_err(|error| refused(&error))
}

async fn remove(keys: &Array) -> Result<(), Error> {
    let removed = api().storage().session().remove_all(keys).await;
    removed.map(drop).map_err(|error| refused(&error))
}

/// What is stored after the last private window was closed would outlive it: nobody would take it away.
async fn store(items: &Object) -> Result<(), Error> {
    let stored = api().storage().session().set(items).await;
    stored.map_err(|error| refused(&error))?;
    if is_any_open().await {
        return Ok(());
    }
    remove(&Object::keys(items)).await?;
    Err(Error::PageGone)
}

/// Whether a private window is open; taken for granted in a browser without windows.
async fn is_any_open() -> bool {
    let windows = part(&api(), "windows");
    let Ok(ask) = Reflect::get(&windows, &"getAll".into()) else {
        return true;
    };
    let asked = Function::from(ask).call0(&windows);
    let asked = asked.map(|asked| Promise::resolve(&asked));
    let open = match asked {
        Ok(asked) => JsFuture::from(asked).await.ok(),
        Err(_) => None,
    };
    open.is_none_or(|open| {
        Array::from(&open)
            .iter()
            .any(|it| part(&it, "incognito").is_truthy())
    })
}

fn refused(error: &JsValue) -> Error {
    let reason = reason(error);
    // Chromium: "Session storage quota bytes exceeded"; Firefox: "QuotaExceededError".
    if reason.to_ascii_lowercase().contains("quota") {
        Error::StorageFull
    } else {
        Error::Storage { reason }
    }
}

/// While it lives, no other change of this script begins.
struct Turn(Option<Function>);

impl Turn {
    async fn come() -> Self {
        let mut done = None;
        let ends = Promise::new(&mut |resolve, _| done = Some(resolve));
        let before = LAST.with(|last| last.borrow_mut().replace(ends));
        if let Some(before) = before {
            let _ = JsFuture::from(before).await;
        }
        Self(done)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(done) = &self.0 {
            let _ = done.call0(&JsValue::NULL);
        }
    }
}
