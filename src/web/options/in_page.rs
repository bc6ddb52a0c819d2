//! The Share button in chat pages, switched on site by site.

use std::collections::BTreeSet;
use std::rc::Rc;

use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::{button, card, said};
use crate::capture::sites::SITES;
use crate::error::Error;
use crate::link::Base;
use crate::render::display::site_name;
use crate::web::browser::request_permission;
use crate::web::dom::{self, El, el};
use crate::web::i18n::{error_text, t, tr};
use crate::web::in_page;

struct Part {
    rows: El,
    address: El,
    said: El,
}

/// Adds this part, with what was chosen.
pub(super) async fn add(page: &El) {
    let part = Rc::new(Part {
        rows: el("ul").class("switches"),
        address: el("input")
            .id("in-page-address")
            .class("field")
            .attr("type", "url")
            .attr("dir", "ltr")
            .attr("autocomplete", "off")
            .attr("spellcheck", "false")
            .attr("placeholder", "https://"),
        said: said("in-page-said"),
    });
    let another = part.clone();
    let form = card("form", "options_in_page_title")
        .child(el("p").text(&t("options_in_page_help")))
        .child(&part.rows)
        .child(
            el("label")
                .class("labelled")
                .attr("for", "in-page-address")
                .child(
                    el("span")
                        .class("label")
                        .text(&t("options_in_page_another")),
                ),
        )
        .child(
            el("div")
                .class("field-and-button")
                .child(&part.address)
                .child(button(
                    "in-page-add",
                    "submit",
                    "button",
                    "options_in_page_add",
                )),
        )
        .child(&part.said)
        .on("submit", move |event| {
            event.prevent_default();
            match Base::parse(&another.address.value()) {
                Ok(address) => {
                    let pattern = address.pattern();
                    let name = shown(&pattern);
                    another.clone().switch(&name, vec![pattern], true);
                }
                Err(error) => another.fail(&error),
            }
        });
    page.append(form);
    part.show().await;
}

impl Part {
    /// Every site that has an address of its own, and what the person added.
    async fn show(self: &Rc<Self>) {
        let chosen = in_page::chosen().await;
        let mut listed = BTreeSet::new();
        let had = self.focused();
        self.rows.clear();
        for site in SITES.iter().filter(|site| site.has_own_hosts()) {
            let patterns = site.patterns();
            let on = patterns.iter().all(|one| chosen.contains(one));
            listed.extend(patterns.iter().cloned());
            self.row(
                site.name(),
                &site_name(site.name()),
                &site.hosts().join(", "),
                patterns,
                on,
            );
        }
        for one in chosen.iter().filter(|one| !listed.contains(*one)) {
            self.row("", &shown(one), "", vec![one.clone()], true);
        }
        // The rows are others now: the keyboard goes to the same site, or to the field where that one is gone.
        if let Some(name) = had {
            let rows = self.rows.element();
            let same = rows.query_selector(&format!("[data-name=\"{name}\"] input"));
            match same.ok().flatten() {
                Some(switch) => El::from(switch).focus(),
                None => self.address.focus(),
            }
        }
    }

    /// The name of the site whose switch has the keyboard.
    fn focused(&self) -> Option<String> {
        let active = dom::document().active_element()?;
        let row = active.closest("[data-name]").ok()??;
        row.get_attribute("data-name")
    }

    fn row(self: &Rc<Self>, site: &str, name: &str, hosts: &str, patterns: Vec<String>, on: bool) {
        let part = self.clone();
        let switch = el("input").attr("type", "checkbox");
        switch.set_checked(on);
        let (changed, name, called) = (switch.clone(), name.to_owned(), name.to_owned());
        let label = el("label")
            .class("switch")
            .child(&switch)
            .child(el("span").text(&name))
            .child(el("span").class("muted").attr("dir", "ltr").text(hosts));
        switch.listen("change", move |_| {
            part.clone()
                .switch(&name, patterns.clone(), changed.checked());
        });
        self.rows.append(
            el("li")
                .attr("data-site", site)
                .attr("data-name", &called)
                .child(label),
        );
    }

    /// The browser asks inside the click; what it is asked for is shown afterwards as it is.
    fn switch(self: Rc<Self>, name: &str, patterns: Vec<String>, on: bool) {
        let name = name.to_owned();
        let asked = on.then(|| request_permission(&in_page::origins(&patterns)));
        spawn_local(async move {
            let done = match asked {
                None => in_page::switch_off(&patterns)
                    .await
                    .map(|()| tr("options_in_page_off", &[&name])),
                Some(asked) => match JsFuture::from(asked).await {
                    Ok(yes) if yes.is_truthy() => in_page::switch_on(&patterns)
                        .await
                        .map(|()| tr("options_in_page_on", &[&name])),
                    _ => Ok(tr("options_in_page_refused", &[&name])),
                },
            };
            match done {
                Ok(text) => {
                    self.said.toggle_class("bad", false);
                    self.said.set_text(&text);
                    self.address.set_value("");
                }
                Err(error) => self.fail(&error),
            }
            self.show().await;
        });
    }

    fn fail(&self, error: &Error) {
        self.said.toggle_class("bad", true);
        self.said.set_text(&error_text(error));
    }
}

/// A pattern as people know it: `https://chat.example`.
fn shown(pattern: &str) -> String {
    pattern.trim_end_matches("/*").to_owned()
}
