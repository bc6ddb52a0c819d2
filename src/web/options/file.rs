//! The viewer as one file, for readers without the extension and without a server.
//!
//! It is put together here, of what the extension holds anyway: a page in which each file that is to
//! be put in is named (`xtask/src/page` writes it, with the hashes of what will stand there).

use std::rc::Rc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use js_sys::{Promise, Uint8Array};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::{button, card, said};
use crate::web::browser::api;
use crate::web::dom::{El, el};
use crate::web::file;
use crate::web::i18n::t;

/// The page without its parts.
const PAGE: &str = "extension/wasm/viewer-file.txt";

/// Stands on both sides of the kind and the name of a file.
const MARK: &str = "%%";

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = fetch)]
    fn fetch(url: &str) -> Promise;

    type Stream;
    #[wasm_bindgen(method, js_name = pipeThrough)]
    fn pipe_through(this: &Stream, through: &CompressionStream) -> Stream;

    type CompressionStream;
    #[wasm_bindgen(constructor)]
    fn new(format: &str) -> CompressionStream;

    #[wasm_bindgen(js_name = Response)]
    type Answer;
    #[wasm_bindgen(constructor, js_class = "Response")]
    fn new(body: &Stream) -> Answer;
    #[wasm_bindgen(method, getter)]
    fn body(this: &Answer) -> Stream;
    #[wasm_bindgen(method, js_name = arrayBuffer)]
    fn array_buffer(this: &Answer) -> Promise;
    #[wasm_bindgen(method)]
    fn text(this: &Answer) -> Promise;
}

/// Adds this part.
pub(super) fn add(page: &El) {
    let said = Rc::new(said("viewer-file-said"));
    let shown = said.clone();
    let save = button("viewer-file", "button", "button", "options_file_save");
    let pressed = save.clone();
    save.listen("click", move |_| {
        pressed.set_flag("disabled", true);
        shown.set_text(&t("options_file_making"));
        let (pressed, shown) = (pressed.clone(), shown.clone());
        spawn_local(async move {
            let whole = put_together().await;
            let saved = whole
                .ok()
                .and_then(|text| file::save("chatlink-viewer.html", "text/html", &text));
            shown.toggle_class("bad", saved.is_none());
            shown.set_text(&t(match saved {
                Some(()) => "options_file_saved",
                None => "view_not_saved",
            }));
            pressed.set_flag("disabled", false);
        });
    });
    page.append(
        card("section", "options_file_title")
            .child(el("p").text(&t("options_file_help")))
            .child(el("div").class("buttons").child(save))
            .child(&*said),
    );
}

/// The page with its parts in it.
async fn put_together() -> Result<String, JsValue> {
    let page = text(&get(PAGE).await?).await?;
    let mut whole = String::with_capacity(page.len());
    for (at, part) in page.split(MARK).enumerate() {
        match part.split_once(':') {
            // Before, between and behind the names stands the page itself.
            Some((kind, name)) if at % 2 == 1 => {
                let found = get(name).await?;
                match kind {
                    "text" => whole.push_str(&text(&found).await?),
                    _ => STANDARD.encode_string(packed(&found).await?, &mut whole),
                }
            }
            _ => whole.push_str(part),
        }
    }
    Ok(whole)
}

async fn get(name: &str) -> Result<Answer, JsValue> {
    let found = JsFuture::from(fetch(&api().runtime().get_url(name))).await?;
    Ok(found.into())
}

async fn text(found: &Answer) -> Result<String, JsValue> {
    let text = JsFuture::from(found.text()).await?;
    Ok(text.as_string().unwrap_or_default())
}

/// Gzipped by the browser itself.
async fn packed(found: &Answer) -> Result<Vec<u8>, JsValue> {
    let packed = found.body().pipe_through(&CompressionStream::new("gzip"));
    let bytes = JsFuture::from(Answer::new(&packed).array_buffer()).await?;
    Ok(Uint8Array::new(&bytes).to_vec())
}
