//! The list of links: whether copies are kept of links that hold everything.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use super::{button, card, said};
use crate::error::Error;
use crate::web::dom::{El, el};
use crate::web::i18n::{counted, error_text, t};
use crate::web::ledger::{Ledger, Place};
use crate::web::settings;

struct Part {
    keep: El,
    drop: El,
    said: El,
}

/// Adds this part, with what was chosen.
pub(super) async fn add(page: &El) {
    let part = Rc::new(Part {
        keep: el("input")
            .id("keep-copies")
            .attr("type", "checkbox")
            .attr("aria-describedby", "copies-help"),
        drop: button("drop-copies", "button", "button", "options_copies_drop"),
        said: said("copies-said"),
    });
    let keeps = settings::keeps_copies().await;
    part.keep.set_checked(keeps);
    part.drop.set_hidden(keeps);
    let (keeping, dropping) = (part.clone(), part.clone());
    part.keep.listen("change", move |_| {
        let part = keeping.clone();
        spawn_local(async move {
            let done = part.choose().await;
            part.say(done);
        });
    });
    part.drop.listen("click", move |_| {
        let part = dropping.clone();
        spawn_local(async move {
            let done = drop_copies().await;
            part.say(done);
        });
    });
    page.append(
        card("section", "options_list_title")
            .child(
                el("label")
                    .class("choice")
                    .child(&part.keep)
                    .child(el("span").text(&t("options_copies"))),
            )
            .child(
                el("p")
                    .id("copies-help")
                    .class("consequence")
                    .text(&t("options_copies_help")),
            )
            .child(el("div").class("buttons").child(&part.drop))
            .child(&part.said),
    );
}

impl Part {
    async fn choose(&self) -> Result<String, Error> {
        let keep = self.keep.checked();
        settings::keep_copies(keep).await?;
        self.drop.set_hidden(keep);
        Ok(t(if keep {
            "options_copies_kept"
        } else {
            "options_copies_not_kept"
        }))
    }

    fn say(&self, said: Result<String, Error>) {
        self.said.toggle_class("bad", said.is_err());
        let text = said.unwrap_or_else(|error| error_text(&error));
        self.said.set_text(&text);
    }
}

async fn drop_copies() -> Result<String, Error> {
    let dropped = Ledger::open(Place::Disk).await?.drop_copies().await?;
    Ok(counted("options_copies_dropped", dropped))
}
