//! The browser side: the only place that knows browser types.
//!
//! Each page of the extension loads the same wasm and calls its own start function; the page's
//! name stands in `<html data-page="…">` (see `extension/boot.js`). Without the feature `extension`
//! it is the viewer alone, as a page of its own; [`home`] is where the two differ.

#[cfg(feature = "extension")]
pub mod background;
pub mod browser;
pub mod cipher;
pub mod dom;
#[cfg(feature = "extension")]
pub mod dropped;
pub mod file;
#[cfg(feature = "extension")]
pub mod fill;
pub mod formulas;
pub mod home;
pub mod http;
pub mod i18n;
mod images;
#[cfg(feature = "extension")]
pub mod in_page;
#[cfg(feature = "extension")]
pub mod ledger;
#[cfg(feature = "extension")]
pub mod options;
#[cfg(feature = "extension")]
pub mod own_words;
pub mod paint;
pub mod password;
#[cfg(feature = "extension")]
pub mod popup;
pub mod random;
#[cfg(feature = "extension")]
pub mod redirect;
pub mod save;
pub mod settings;
#[cfg(feature = "extension")]
pub mod tasks;
pub mod viewer;
#[cfg(feature = "extension")]
pub mod welcome;
pub mod work;

use wasm_bindgen::prelude::wasm_bindgen;

/// Runs once when the wasm is loaded: a panic shows its message in the console.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}
