//! The server that uploads go to: tried, and recognised, before it is kept.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use super::{button, card, said};
use crate::error::Error;
use crate::web::dom::{El, el};
use crate::web::i18n::{error_text, t, tr};
use crate::web::settings::{self, OFFERED_SERVER};

struct Part {
    address: El,
    forget: El,
    said: El,
}

/// Adds this part, with what was chosen.
pub(super) async fn add(page: &El) {
    let part = Rc::new(Part {
        address: el("input")
            .id("server")
            .class("field")
            .attr("type", "url")
            .attr("dir", "ltr")
            .attr("autocomplete", "off")
            .attr("spellcheck", "false")
            .attr("aria-describedby", "server-help")
            .attr("placeholder", OFFERED_SERVER),
        forget: button("server-forget", "button", "button", "options_server_forget"),
        said: said("server-said"),
    });
    let (using, forgetting) = (part.clone(), part.clone());
    part.forget.listen("click", move |_| {
        let part = forgetting.clone();
        spawn_local(async move {
            let done = settings::forget_server().await;
            part.say(done.map(|()| t("options_server_forgotten")));
            part.show().await;
        });
    });
    let form = card("form", "options_server_title")
        .child(el("p").id("server-help").text(&t("options_server_help")))
        .child(
            el("label")
                .class("labelled")
                .attr("for", "server")
                .child(el("span").class("label").text(&t("options_base_label"))),
        )
        .child(&part.address)
        .child(
            el("div")
                .class("buttons")
                .child(button(
                    "server-use",
                    "submit",
                    "button primary",
                    "upload_use_server",
                ))
                .child(&part.forget),
        )
        .child(&part.said)
        .on("submit", move |event| {
            event.prevent_default();
            let part = using.clone();
            spawn_local(async move { part.choose().await });
        });
    part.show().await;
    page.append(form);
}

impl Part {
    async fn show(&self) {
        let server = settings::server().await;
        self.forget.set_hidden(server.is_none());
        let address = server.as_ref().map_or("", |server| server.as_str());
        self.address.set_value(address);
    }

    /// Tries what is typed; what was chosen before stays where it is no server.
    async fn choose(&self) {
        self.say(Ok(t("upload_trying")));
        let tried = settings::try_server(&self.address.value()).await;
        let bad = tried.is_err();
        self.address
            .set_attr("aria-invalid", if bad { "true" } else { "false" });
        if !bad {
            self.show().await;
        }
        self.say(tried.map(|server| tr("options_server_saved", &[server.name()])));
        if bad {
            self.address.focus();
        }
    }

    fn say(&self, said: Result<String, Error>) {
        self.said.toggle_class("bad", said.is_err());
        let text = said.unwrap_or_else(|error| error_text(&error));
        self.said.set_text(&text);
    }
}
