//! At home in the extension: its API has everything.

use js_sys::Array;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;

use crate::error::Error;
use crate::link::Base;
use crate::web::browser::api;
use crate::web::settings;

/// The sentence with this key; empty where there is none.
pub fn message(key: &str, args: &[&str]) -> String {
    let values: Array = args.iter().map(|arg| JsValue::from_str(arg)).collect();
    api().i18n().get_message(key, &values)
}

/// The browser's language as a tag, for example `pt-BR`.
pub fn language() -> String {
    api().i18n().get_ui_language()
}

/// In which direction the language is written: `ltr` or `rtl`.
pub fn direction() -> String {
    message("@@bidi_dir", &[])
}

/// A value that was kept on this device; `None` if it is missing or of another shape.
pub async fn kept<T: DeserializeOwned>(key: &str) -> Option<T> {
    settings::read(&api().storage().local(), key).await
}

/// Keeps a value on this device.
///
/// # Errors
/// [`Error::Storage`].
pub async fn keep(key: &str, value: &impl Serialize) -> Result<(), Error> {
    settings::write(&api().storage().local(), key, value).await
}

/// Keeps it no longer.
///
/// # Errors
/// [`Error::Storage`].
pub async fn remove(key: &str) -> Result<(), Error> {
    settings::remove(&api().storage().local(), key).await
}

/// The address of the viewer that this page is; an extension's own opens nowhere else.
pub fn own_base() -> Option<Base> {
    None
}
