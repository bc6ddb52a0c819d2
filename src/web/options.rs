//! The options page: the address that new links begin with.

use std::rc::Rc;

use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;

use super::dom::{self, El, el};
use super::i18n::{self, error_text, t, tr};
use super::settings;
use crate::error::Error;
use crate::link::{Base, DEFAULT_BASE};

struct Page {
    address: El,
    said: El,
}

/// Builds the options page.
#[wasm_bindgen]
pub fn start_options() {
    i18n::mark_page();
    dom::set_document_title(&t("options_title"));
    let page = Rc::new(Page {
        address: el("input")
            .id("base")
            .class("field")
            .attr("type", "url")
            .attr("dir", "ltr")
            .attr("autocomplete", "off")
            .attr("spellcheck", "false")
            .attr("aria-describedby", "base-help base-warning")
            .attr("placeholder", "https://"),
        said: el("p").id("said").class("said").attr("role", "status"),
    });
    let save = page.clone();
    let form = el("form")
        .class("card")
        .child(el("h2").text(&t("options_base_title")))
        .child(el("p").id("base-help").text(&t("options_base_help")))
        .child(
            el("label")
                .class("labelled")
                .attr("for", "base")
                .child(el("span").class("label").text(&t("options_base_label"))),
        )
        .child(&page.address)
        .child(
            el("p")
                .id("base-warning")
                .class("consequence")
                .text(&t("options_base_warning")),
        )
        .child(
            el("div")
                .class("buttons")
                .child(button("save", "submit", "button primary", "options_save"))
                .child({
                    let page = page.clone();
                    button("reset", "button", "button", "options_reset")
                        .on("click", move |_| page.clone().choose(String::new()))
                }),
        )
        .child(&page.said)
        .on("submit", move |event| {
            event.prevent_default();
            save.clone().choose(save.address.value());
        });
    dom::body().append(
        el("main")
            .class("options")
            .child(el("h1").text(&t("options_title")))
            .child(form),
    );
    spawn_local(async move { page.show().await });
}

impl Page {
    async fn show(&self) {
        let base = settings::base().await;
        let built_in = base.as_str() == DEFAULT_BASE;
        self.address
            .set_value(if built_in { "" } else { base.as_str() });
        dom::root().set_attr("data-state", "ready");
    }

    /// Saves an address; an empty one goes back to the built-in.
    fn choose(self: Rc<Self>, address: String) {
        spawn_local(async move {
            let result = store(address.trim()).await;
            self.address.set_attr(
                "aria-invalid",
                if result.is_err() { "true" } else { "false" },
            );
            self.said.toggle_class("bad", result.is_err());
            match result {
                Ok(said) => {
                    self.show().await;
                    self.said.set_text(&said);
                }
                Err(error) => {
                    self.said.set_text(&error_text(&error));
                    self.address.focus();
                }
            }
        });
    }
}

async fn store(address: &str) -> Result<String, Error> {
    if address.is_empty() {
        settings::set_base(None).await?;
        return Ok(t("options_base_built_in"));
    }
    let base = Base::parse(address)?;
    settings::set_base(Some(&base)).await?;
    Ok(tr("options_base_saved", &[base.as_str()]))
}

fn button(id: &'static str, kind: &'static str, class: &'static str, key: &str) -> El {
    el("button")
        .id(id)
        .class(class)
        .attr("type", kind)
        .text(&t(key))
}
