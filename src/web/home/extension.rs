//! At home in the extension: its API has everything.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::JsValue;

use crate::error::Error;
use crate::web::browser::{api, storage_error};
use crate::web::settings;

pub(super) fn message(key: &str, args: &[&str]) -> String {
    let values: Array = args.iter().map(|arg| JsValue::from_str(arg)).collect();
    api().i18n().get_message(key, &values)
}

pub(super) fn language() -> String {
    api().i18n().get_ui_language()
}

pub(super) fn direction() -> String {
    message("@@bidi_dir", &[])
}

pub(super) async fn kept(key: &str) -> Option<JsValue> {
    let found = api().storage().local().get(key).await.ok()?;
    Reflect::get(&found, &key.into()).ok()
}

pub(super) async fn keep(key: &str, value: &JsValue) -> Result<(), Error> {
    let items = Object::new();
    let _ = Reflect::set(&items, &key.into(), value);
    let stored = api().storage().local().set(&items).await;
    stored.map(|_| ()).map_err(|error| storage_error(&error))
}

pub(super) async fn remove(key: &str) -> Result<(), Error> {
    settings::remove(&api().storage().local(), key).await
}
