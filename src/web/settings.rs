//! What the person chose, in the extension's local storage.

use js_sys::{Object, Reflect};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::browser::{self, StorageArea, api, from_js, to_js};
use crate::error::Error;
use crate::link::{Base, DEFAULT_BASE};

const BASE: &str = "base";
const AUTHOR: &str = "author";

/// The address that new links begin with: the chosen one, or the built-in one.
pub async fn base() -> Base {
    let chosen: Option<String> = read(&api().storage().local(), BASE).await;
    chosen
        .and_then(|text| Base::parse(&text).ok())
        .unwrap_or_default()
}

/// Whether nobody has chosen an address yet, so that a link opens only with Chatlink.
pub async fn base_is_built_in() -> bool {
    base().await.as_str() == DEFAULT_BASE
}

/// Chooses the address that new links begin with; `None` goes back to the built-in one.
///
/// # Errors
/// [`Error::Storage`].
pub async fn set_base(base: Option<&Base>) -> Result<(), Error> {
    let area = api().storage().local();
    match base {
        Some(base) => write(&area, BASE, &base.as_str()).await,
        None => remove(&area, BASE).await,
    }
}

/// The name under which the person shared last; empty if none.
pub async fn author() -> String {
    read(&api().storage().local(), AUTHOR)
        .await
        .unwrap_or_default()
}

/// Remembers the name for the next link.
///
/// # Errors
/// [`Error::Storage`].
pub async fn set_author(name: &str) -> Result<(), Error> {
    write(&api().storage().local(), AUTHOR, &name).await
}

/// One value of a storage area; `None` if it is missing or of another shape.
pub async fn read<T: DeserializeOwned>(area: &StorageArea, key: &str) -> Option<T> {
    let found = area.get(key).await.ok()?;
    from_js(Reflect::get(&found, &key.into()).ok()?)
}

/// Stores one value.
///
/// # Errors
/// [`Error::Storage`] where the browser refuses, for example because the area is full.
pub async fn write(area: &StorageArea, key: &str, value: &impl Serialize) -> Result<(), Error> {
    let items = Object::new();
    let _ = Reflect::set(&items, &key.into(), &to_js(value));
    let stored = area.set(&items).await;
    stored
        .map(|_| ())
        .map_err(|error| browser::storage_error(&error))
}

/// Removes one value.
///
/// # Errors
/// [`Error::Storage`].
pub async fn remove(area: &StorageArea, key: &str) -> Result<(), Error> {
    let removed = area.remove(key).await;
    removed
        .map(|_| ())
        .map_err(|error| browser::storage_error(&error))
}
