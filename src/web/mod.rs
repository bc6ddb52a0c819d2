//! The browser side: the only place that knows browser types.
//!
//! Each page of the extension loads the same wasm and calls its own start function; the page's
//! name stands in `<html data-page="…">` (see `extension/boot.js`).

pub mod browser;
pub mod dom;
pub mod i18n;
pub mod ledger;
pub mod options;
pub mod paint;
pub mod popup;
pub mod settings;
pub mod viewer;

use wasm_bindgen::prelude::wasm_bindgen;

/// Runs once when the wasm is loaded: a panic shows its message in the console.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}
