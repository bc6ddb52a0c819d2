//! Files to the browser's downloads.

use gloo::timers::callback::Timeout;
use js_sys::Array;
use wasm_bindgen::JsCast;
use web_sys::{Blob, BlobPropertyBag, HtmlElement, Url};

use super::dom::{self, el};

/// Hands a text to the downloads. `None` where the browser refuses.
pub fn save(name: &str, kind: &str, text: &str) -> Option<()> {
    let options = BlobPropertyBag::new();
    options.set_type(&[kind, ";charset=utf-8"].concat());
    let parts = Array::of1(&text.into());
    let blob = Blob::new_with_str_sequence_and_options(&parts, &options).ok()?;
    let url = Url::create_object_url_with_blob(&blob).ok()?;
    let link = el("a")
        .attr("href", &url)
        .attr("download", name)
        .flag("hidden", true);
    dom::body().append(&link);
    link.element().dyn_ref::<HtmlElement>()?.click();
    link.remove();
    // The browser may still be reading it.
    Timeout::new(60_000, move || {
        let _ = Url::revoke_object_url(&url);
    })
    .forget();
    Some(())
}
