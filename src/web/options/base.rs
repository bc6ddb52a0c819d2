//! The address that new links begin with.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::{button, card, said};
use crate::error::Error;
use crate::link::{Base, DEFAULT_BASE};
use crate::web::browser::request_permission;
use crate::web::dom::{El, el};
use crate::web::i18n::{error_text, t, tr};
use crate::web::{in_page, redirect, settings};

struct Part {
    address: El,
    /// Whether links that begin with it open in the extension.
    here: El,
    said: El,
    /// The address that is saved.
    base: RefCell<Base>,
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
        here: el("input").id("open-here").attr("type", "checkbox"),
        said: said("said"),
        base: RefCell::default(),
    });
    let switched = part.clone();
    part.here
        .listen("change", move |_| switched.clone().switch());
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
        .child(
            el("label")
                .class("switch")
                .child(&part.here)
                .child(el("span").text(&t("options_here")))
                .child(el("span").class("muted").text(&t("options_here_help"))),
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
        self.base.replace(base.clone());
        let built_in = base.as_str() == DEFAULT_BASE;
        self.address
            .set_value(if built_in { "" } else { base.as_str() });
        self.here.set_checked(redirect::is_on(&base).await);
    }

    /// The browser asks inside the click, for the host of the address that is saved.
    fn switch(self: Rc<Self>) {
        let asked = self.here.checked().then(|| {
            let base = self.base.borrow();
            request_permission(&in_page::origins(&[base.pattern()]))
        });
        spawn_local(async move {
            let base = self.base.borrow().clone();
            let done = match asked {
                None => redirect::switch_off(&base)
                    .await
                    .map(|()| "options_here_off"),
                Some(asked) => match JsFuture::from(asked).await {
                    Ok(yes) if yes.is_truthy() => {
                        redirect::switch_on(&base).await.map(|()| "options_here_on")
                    }
                    _ => Ok("options_here_refused"),
                },
            };
            self.say(done.map(|key| tr(key, &[base.as_str()])));
            self.show().await;
        });
    }

    fn say(&self, said: Result<String, Error>) {
        self.said.toggle_class("bad", said.is_err());
        let text = said.unwrap_or_else(|error| error_text(&error));
        self.said.set_text(&text);
    }

    /// Saves an address; an empty one goes back to the built-in.
    fn choose(self: Rc<Self>, address: String) {
        spawn_local(async move {
            let before = self.base.borrow().clone();
            let result = store(address.trim(), &before).await;
            let bad = result.is_err();
            self.address
                .set_attr("aria-invalid", if bad { "true" } else { "false" });
            if bad {
                self.address.focus();
            } else {
                self.show().await;
            }
            self.say(result);
        });
    }
}

async fn store(address: &str, before: &Base) -> Result<String, Error> {
    let base = if address.is_empty() {
        None
    } else {
        Some(Base::parse(address)?)
    };
    settings::set_base(base.as_ref()).await?;
    // What was allowed was the address before.
    if base.as_ref() != Some(before) && redirect::is_on(before).await {
        redirect::switch_off(before).await?;
    }
    Ok(match base {
        Some(base) => tr("options_base_saved", &[base.as_str()]),
        None => t("options_base_built_in"),
    })
}
