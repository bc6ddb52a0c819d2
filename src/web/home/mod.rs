//! Where the code is at home: in the extension, or in a page that anybody hosts or keeps as a file.
//!
//! Both give the same: the sentences of `_locales`, the language, what the person chose before,
//! and the address that stands in front of links. The extension's wasm finds out at run time, since
//! it is what the viewer that somebody saves as a file is made of; a hosted page has none of the
//! extension's part.

#[cfg(feature = "extension")]
mod extension;
mod page;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::Error;
use crate::link::Base;
use crate::web::browser::{from_js, to_js};

/// Takes what the extension gives, unless this is a page of its own.
macro_rules! at_home {
    ($name:ident($($argument:expr),*) $($wait:tt)*) => {{
        #[cfg(feature = "extension")]
        if !page::is_here() {
            return extension::$name($($argument),*) $($wait)*;
        }
        page::$name($($argument),*) $($wait)*
    }};
}

/// Whether the page is one of the extension, with the browser's API for extensions.
pub fn is_extension() -> bool {
    #[cfg(feature = "extension")]
    return !page::is_here();
    #[cfg(not(feature = "extension"))]
    false
}

/// The sentence with this key; empty where there is none.
pub fn message(key: &str, args: &[&str]) -> String {
    at_home!(message(key, args))
}

/// The language of the sentences as a tag, for example `pt-BR`.
pub fn language() -> String {
    at_home!(language())
}

/// In which direction the language is written: `ltr` or `rtl`.
pub fn direction() -> String {
    at_home!(direction())
}

/// A value that was kept on this device; `None` if it is missing or of another shape.
pub async fn kept<T: DeserializeOwned>(key: &str) -> Option<T> {
    from_js(value(key).await?)
}

/// A text that was kept on this device. Of its own, since the viewer that anybody hosts needs no other
/// values, and what reads those weighs some kilobytes.
pub async fn kept_text(key: &str) -> Option<String> {
    value(key).await?.as_string()
}

/// Keeps a value on this device.
///
/// # Errors
/// [`Error::Storage`] where the browser refuses, as some do for a page from a file.
pub async fn keep(key: &str, value: &impl Serialize) -> Result<(), Error> {
    set(key, to_js(value)).await
}

/// Keeps it no longer.
///
/// # Errors
/// [`Error::Storage`].
pub async fn remove(key: &str) -> Result<(), Error> {
    at_home!(remove(key).await)
}

/// The address of the viewer that this page is; an extension's own opens nowhere else.
pub fn own_base() -> Option<Base> {
    if is_extension() {
        None
    } else {
        page::own_base()
    }
}

async fn value(key: &str) -> Option<wasm_bindgen::JsValue> {
    at_home!(kept(key).await)
}

async fn set(key: &str, value: wasm_bindgen::JsValue) -> Result<(), Error> {
    at_home!(keep(key, &value).await)
}
