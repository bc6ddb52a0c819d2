//! The person's own Open WebUI, to carry on with what somebody shared.

use js_sys::{JSON, Promise};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::address::Form;
use crate::link::Base;
use crate::web::browser::{part, request_permission};
use crate::web::dom::El;
use crate::web::i18n::{error_text, t, tr};
use crate::web::{in_page, settings};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = fetch)]
    fn fetch(url: &str) -> Promise;
}

/// Adds this part, with what was chosen.
pub(super) async fn add(page: &El) {
    let keys = [
        "options_own_title",
        "options_own_help",
        "options_save",
        "options_own_forget",
    ];
    let form = Form::new("own-chat", keys, "https://");
    let (saving, forgetting) = (form.clone(), form.clone());
    form.on_save(move |typed| choose(saving.clone(), &typed));
    form.on_forget(move || {
        let form = forgetting.clone();
        spawn_local(async move { forget(&form).await });
    });
    show(&form).await;
    page.append(&form.element);
}

async fn show(form: &Form) {
    let chosen = settings::own_chat().await;
    form.show(chosen.as_ref().map(Base::as_str));
}

/// The browser asks for the site inside the click; its answer is needed to fill its box, and where
/// the site lets nobody else read it, to look at it.
fn choose(form: Form, typed: &str) {
    let address = match Base::parse(typed) {
        Ok(address) => address,
        Err(error) => return form.judge(Err(error_text(&error))),
    };
    let asked = request_permission(&in_page::origins(&[address.pattern()]));
    spawn_local(async move {
        // Without it the transcript goes by the clipboard.
        let _ = JsFuture::from(asked).await;
        let shown = address.as_str();
        if !is_open_webui(shown).await {
            return form.judge(Err(tr("options_own_unknown", &[shown])));
        }
        let kept = settings::set_own_chat(Some(&address)).await;
        if kept.is_ok() {
            show(&form).await;
        }
        form.judge(match kept {
            Ok(()) => Ok(tr("options_own_saved", &[shown])),
            Err(error) => Err(error_text(&error)),
        });
    });
}

async fn forget(form: &Form) {
    let chosen = settings::own_chat().await;
    let done = settings::set_own_chat(None).await;
    if let (Ok(()), Some(chosen)) = (&done, chosen) {
        let pattern = chosen.pattern();
        if !in_page::chosen().await.contains(&pattern) {
            in_page::give_back(&[pattern]).await;
        }
    }
    show(form).await;
    form.say(done.map(|()| t("options_own_forgotten")));
}

/// Whether an Open WebUI answers there: it tells everybody its version and what it can do.
async fn is_open_webui(address: &str) -> bool {
    let asked = [address.trim_end_matches('/'), "/api/config"].concat();
    let read = async {
        let answer = JsFuture::from(fetch(&asked)).await.ok()?;
        let answer: web_sys::Response = answer.into();
        let text = JsFuture::from(answer.text().ok()?).await.ok()?;
        let told = JSON::parse(&text.as_string()?).ok()?;
        let has = |key: &str| part(&told, key).is_truthy();
        Some(answer.ok() && has("version") && has("features"))
    };
    read.await.unwrap_or(false)
}
