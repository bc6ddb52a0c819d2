//! Firefox asks the person whether chats may leave the browser; it does so inside a click. Other
//! browsers know no such question: choosing an upload is the answer.

use js_sys::{Array, Reflect};
use wasm_bindgen::JsValue;

use crate::web::browser::{api, is_allowed, object};

fn what() -> JsValue {
    let kinds = Array::of1(&"personalCommunications".into());
    object(&[("data_collection", kinds.into())])
}

/// Whether nothing needs to be asked any more.
pub(super) async fn is_given() -> bool {
    // Only Firefox tells its name.
    let asks = Reflect::has(&api().runtime(), &"getBrowserInfo".into()).unwrap_or(false);
    if !asks {
        return true;
    }
    is_allowed(what()).await
}

/// Asks; the question is there at once, the answer comes later.
pub(super) fn ask() -> impl Future<Output = bool> {
    // Called now, awaited later: the browser wants to see the click.
    let asked = crate::web::browser::request_permission(&what());
    async move {
        let asked = wasm_bindgen_futures::JsFuture::from(asked).await;
        asked.is_ok_and(|given| given.is_truthy())
    }
}
