//! Randomness, from the browser.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use super::browser;
use crate::error::Error;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues, catch)]
    fn get_random_values(bytes: &Uint8Array) -> Result<JsValue, JsValue>;
}

/// As many random bytes as fit.
///
/// # Errors
/// [`Error::Storage`] where the browser has none.
pub fn bytes<const N: usize>() -> Result<[u8; N], Error> {
    let length = u32::try_from(N).unwrap_or(0);
    let filled = Uint8Array::new_with_length(length);
    get_random_values(&filled).map_err(|error| browser::storage_error(&error))?;
    let mut bytes = [0; N];
    filled.copy_to(&mut bytes);
    Ok(bytes)
}
