//! At home in a page of its own: the script that loads the wasm brings the sentences, and the
//! browser keeps what the person chose for the page's address.

use js_sys::{JSON, Reflect};
use wasm_bindgen::JsValue;

use crate::error::Error;
use crate::link::Base;
use crate::messages::fill;
use crate::web::browser::storage_error;
use crate::web::dom::window;

/// What the loading script leaves for the wasm: `{ language, messages }`, the messages by their keys.
const PAGE: &str = "chatlinkPage";

/// Languages that are written from right to left.
const RIGHT_TO_LEFT: [&str; 4] = ["ar", "fa", "he", "ur"];

/// Whether this is such a page.
#[cfg(feature = "extension")]
pub(super) fn is_here() -> bool {
    thread_local! {
        static HERE: bool = Reflect::has(&js_sys::global(), &PAGE.into()).unwrap_or(false);
    }
    HERE.with(|here| *here)
}

fn brought(name: &str) -> JsValue {
    let get = |object: &JsValue, name: &str| Reflect::get(object, &name.into());
    get(&js_sys::global(), PAGE)
        .and_then(|page| get(&page, name))
        .unwrap_or_default()
}

pub(super) fn message(key: &str, args: &[&str]) -> String {
    let text = Reflect::get(&brought("messages"), &key.into());
    let text = text.ok().and_then(|text| text.as_string());
    fill(&text.unwrap_or_default(), args)
}

pub(super) fn language() -> String {
    brought("language").as_string().unwrap_or_default()
}

pub(super) fn direction() -> String {
    let language = language();
    let written = language.split('-').next().unwrap_or_default();
    let direction = if RIGHT_TO_LEFT.contains(&written) {
        "rtl"
    } else {
        "ltr"
    };
    direction.to_owned()
}

pub(super) async fn kept(key: &str) -> Option<JsValue> {
    let storage = window().local_storage().ok()??;
    let text = storage.get_item(key).ok()??;
    JSON::parse(&text).ok()
}

pub(super) async fn keep(key: &str, value: &JsValue) -> Result<(), Error> {
    let text = JSON::stringify(value).map_err(|error| storage_error(&error))?;
    let storage = window().local_storage();
    let storage = storage.map_err(|error| storage_error(&error))?;
    let storage = storage.ok_or_else(|| storage_error(&JsValue::UNDEFINED))?;
    storage
        .set_item(key, &String::from(text))
        .map_err(|error| storage_error(&error))
}

pub(super) async fn remove(key: &str) -> Result<(), Error> {
    match window().local_storage() {
        Ok(Some(storage)) => storage
            .remove_item(key)
            .map_err(|error| storage_error(&error)),
        Ok(None) => Ok(()),
        Err(error) => Err(storage_error(&error)),
    }
}

/// Of a host, or of a file on this device.
pub(super) fn own_base() -> Option<Base> {
    let address = window().location().href().ok()?;
    let address = address.split('#').next()?;
    Base::parse(address).ok()
}
