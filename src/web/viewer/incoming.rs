//! Where the link comes from, and where this tab keeps it.

use wasm_bindgen::JsValue;

use crate::web::dom::window;

/// What this tab keeps, for a reload. It goes when the tab is closed.
const KEPT: &str = "link";

/// Whether the page stands within another one, which could cover or imitate parts of it.
pub(super) fn is_framed() -> bool {
    let window = window();
    !matches!(window.top(), Ok(Some(top)) if top == window)
}

/// The link in the address, which is taken out of it: what stays in the address bar and is synced
/// with the history should not be the conversation.
pub(super) fn take_from_address() -> Option<String> {
    let location = window().location();
    let text = location.hash().ok()?;
    let text = text.strip_prefix('#').filter(|text| !text.is_empty())?;
    let path = location.pathname().ok()?;
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&path));
    }
    Some(text.to_owned())
}

/// What this tab kept.
pub(super) fn kept() -> Option<String> {
    let storage = window().session_storage().ok()??;
    storage.get_item(KEPT).ok()?
}

/// Keeps the link for a reload of this tab. Where the browser refuses, a reload asks again.
pub(super) fn keep(text: &str) {
    if let Ok(Some(storage)) = window().session_storage() {
        let _ = storage.set_item(KEPT, text);
    }
}

/// Forgets what this tab kept.
pub(super) fn forget() {
    if let Ok(Some(storage)) = window().session_storage() {
        let _ = storage.remove_item(KEPT);
    }
}
