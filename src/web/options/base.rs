//! The address that new links begin with.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use super::{button, card, said};
use crate::error::Error;
use crate::link::{Base, DEFAULT_BASE};
use crate::web::dom::{El, el};
use crate::web::i18n::{error_text, t, tr};
use crate::web::settings;

struct Part {
    address: El,
    said: El,
}

/// Adds this part, with what was chosen.
pub(super) async fn add(page: &El) {
    let part = Rc::new(Part {
        address: el("input")
            .id("base")
            .class("field")
            .attr("type", "url")
            .attr("dir", "ltr")
            .attr("autocomplete", "off")
            .attr("spellcheck", "false")
            .attr("aria-describedby", "base-help base-warning")
            .attr("placeholder", "https://"),
        said: said("said"),
    });
    let (save, reset) = (part.clone(), part.clone());
    let form = card("form", "options_base_title")
        .child(el("p").id("base-help").text(&t("options_base_help")))
        .child(
            el("label")
                .class("labelled")
                .attr("for", "base")
                .child(el("span").class("label").text(&t("options_base_label"))),
        )
        .child(&part.address)
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
                .child(
                    button("reset", "button", "button", "options_reset")
                        .on("click", move |_| reset.clone().choose(String::new())),
                ),
        )
        .child(&part.said)
        .on("submit", move |event| {
            event.prevent_default();
            save.clone().choose(save.address.value());
        });
    page.append(form);
    part.show().await;
}

impl Part {
    async fn show(&self) {
        let base = settings::base().await;
        let built_in = base.as_str() == DEFAULT_BASE;
        self.address
            .set_value(if built_in { "" } else { base.as_str() });
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
