//! The person's own Open WebUI, to carry on with what somebody shared.

use std::rc::Rc;

use js_sys::{JSON, Promise};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::{button, card, said};
use crate::error::Error;
use crate::link::Base;
use crate::web::browser::{part, request_permission};
use crate::web::dom::{El, el};
use crate::web::i18n::{error_text, t, tr};
use crate::web::{in_page, settings};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = fetch)]
    fn fetch(url: &str) -> Promise;
}

struct Part {
    address: El,
    forget: El,
    said: El,
}

/// Adds this part, with what was chosen.
pub(super) async fn add(page: &El) {
    let part = Rc::new(Part {
        address: el("input")
            .id("own-chat")
            .class("field")
            .attr("type", "url")
            .attr("dir", "ltr")
            .attr("autocomplete", "off")
            .attr("spellcheck", "false")
            .attr("aria-describedby", "own-chat-help")
            .attr("placeholder", "https://"),
        forget: button("own-chat-forget", "button", "button", "options_own_forget"),
        said: said("own-chat-said"),
    });
    let (saving, forgetting) = (part.clone(), part.clone());
    part.forget.listen("click", move |_| {
        let part = forgetting.clone();
        spawn_local(async move { part.forget().await });
    });
    let form = card("form", "options_own_title")
        .child(el("p").id("own-chat-help").text(&t("options_own_help")))
        .child(
            el("label")
                .class("labelled")
                .attr("for", "own-chat")
                .child(el("span").class("label").text(&t("options_base_label"))),
        )
        .child(&part.address)
        .child(
            el("div")
                .class("buttons")
                .child(button(
                    "own-chat-save",
                    "submit",
                    "button primary",
                    "options_save",
                ))
                .child(&part.forget),
        )
        .child(&part.said)
        .on("submit", move |event| {
            event.prevent_default();
            saving.clone().choose();
        });
    part.show().await;
    page.append(form);
}

impl Part {
    async fn show(&self) {
        let chosen = settings::own_chat().await;
        self.forget.set_hidden(chosen.is_none());
        self.address
            .set_value(chosen.as_ref().map_or("", |chosen| chosen.as_str()));
    }

    /// The browser asks for the site inside the click; its answer is needed to fill its box, and where
    /// the site lets nobody else read it, to look at it.
    fn choose(self: Rc<Self>) {
        let address = match Base::parse(&self.address.value()) {
            Ok(address) => address,
            Err(error) => {
                self.say(&error_text(&error), true);
                return self.address.focus();
            }
        };
        let asked = request_permission(&in_page::origins(&[address.pattern()]));
        spawn_local(async move {
            // Without it the transcript goes by the clipboard.
            let _ = JsFuture::from(asked).await;
            let shown = address.as_str();
            if !is_open_webui(shown).await {
                self.say(&tr("options_own_unknown", &[shown]), true);
                return self.address.focus();
            }
            match settings::set_own_chat(Some(&address)).await {
                Ok(()) => {
                    self.show().await;
                    self.say(&tr("options_own_saved", &[shown]), false);
                }
                Err(error) => self.say(&error_text(&error), true),
            }
        });
    }

    async fn forget(&self) {
        let chosen = settings::own_chat().await;
        let done: Result<(), Error> = settings::set_own_chat(None).await;
        if let (Ok(()), Some(chosen)) = (&done, chosen) {
            let pattern = chosen.pattern();
            if !in_page::chosen().await.contains(&pattern) {
                in_page::give_back(&[pattern]).await;
            }
        }
        self.show().await;
        match done {
            Ok(()) => self.say(&t("options_own_forgotten"), false),
            Err(error) => self.say(&error_text(&error), true),
        }
    }

    fn say(&self, text: &str, bad: bool) {
        self.address
            .set_attr("aria-invalid", if bad { "true" } else { "false" });
        self.said.toggle_class("bad", bad);
        self.said.set_text(text);
    }
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
