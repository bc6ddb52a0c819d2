//! Formulas in the browser: a wasm of their own, which `extension/boot.js` loads on demand.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::conversation::Conversation;
use crate::render::formula::Formula;

/// What `boot.js` offers: loads the wasm once.
const LOAD: &str = "loadFormulas";
/// What it has then: TeX to the text of MathML.
const FORMULA: &str = "formula";

/// Whether this conversation may have formulas, and what they need is not loaded yet.
pub fn are_missing(conversation: &Conversation) -> bool {
    let messages = conversation.messages.iter();
    let texts = messages.flat_map(|m| [Some(&m.markdown), m.reasoning.as_ref()]);
    function(FORMULA).is_none() && texts.flatten().any(|text| text.contains('$'))
}

/// Loads what formulas need. Where that fails, TeX is shown.
pub async fn load() {
    if let Some(load) = function(LOAD)
        && let Ok(loading) = load.call0(&JsValue::NULL)
    {
        let _ = JsFuture::from(Promise::resolve(&loading)).await;
    }
}

/// A formula of TeX; `None` where it is not understood, or nothing is loaded.
pub fn formula(tex: &str, display: bool) -> Option<Formula> {
    let call = function(FORMULA)?;
    let text = call
        .call2(&JsValue::NULL, &tex.into(), &display.into())
        .ok()?;
    Formula::read(&text.as_string()?)
}

fn function(name: &str) -> Option<Function> {
    let value = Reflect::get(&js_sys::global(), &name.into()).ok()?;
    value.dyn_into().ok()
}
