//! Links: the list of what was issued, with what can be done about each.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use crate::error::Error;
use crate::ledger::{Entry, listed};
use crate::render::display::{MAX_TITLE, one_line, site_name};
use crate::web::browser::copy;
use crate::web::dom::{El, el};
use crate::web::i18n::{day, error_text, number, t, tr};
use crate::web::ledger::Ledger;

/// The panel. Clones are the same panel.
#[derive(Clone)]
pub(super) struct Links {
    state: Rc<State>,
}

struct State {
    search: El,
    message: El,
    list: El,
    entries: RefCell<Vec<Entry>>,
    /// What was forgotten last, until something else is done.
    forgotten: RefCell<Option<(Entry, String)>>,
}

impl Links {
    /// Builds the empty panel; [`Self::refresh`] fills it.
    pub(super) fn new(panel: &El) -> Self {
        let state = Rc::new(State {
            search: el("input")
                .id("search")
                .class("field")
                .attr("type", "search")
                .attr("autocomplete", "off")
                .attr("aria-label", &t("links_search"))
                .attr("placeholder", &t("links_search")),
            message: el("div")
                .class("links-message")
                .id("links-message")
                .attr("role", "status"),
            list: el("ul").class("links").id("links-list"),
            entries: RefCell::default(),
            forgotten: RefCell::default(),
        });
        for part in [&state.search, &state.message, &state.list] {
            panel.append(part);
        }
        panel.append(super::paste_button());
        let links = Self { state };
        let shown = links.clone();
        links.state.search.listen("input", move |_| shown.show());
        links
    }

    /// Reads the list and shows it.
    pub(super) fn refresh(&self) {
        let links = self.clone();
        spawn_local(async move {
            match read().await {
                Ok(entries) => {
                    *links.state.entries.borrow_mut() = entries;
                    links.show();
                }
                Err(error) => links.say(&error_text(&error)),
            }
        });
    }

    fn show(&self) {
        let state = &self.state;
        let query = state.search.value();
        let all = state.entries.borrow();
        let found = listed(all.clone(), &query);
        state.search.set_hidden(all.is_empty());
        state.list.clear();
        state.list.set_attr("data-count", &found.len().to_string());
        if state.forgotten.borrow().is_none() {
            if all.is_empty() {
                self.say(&t("links_empty"));
            } else if found.is_empty() {
                self.say(&tr("links_none_found", &[query.trim()]));
            } else {
                self.say("");
            }
        }
        for entry in &found {
            state.list.append(self.row(entry));
        }
    }

    fn row(&self, entry: &Entry) -> El {
        let title = Some(one_line(&entry.title, MAX_TITLE))
            .filter(|title| !title.is_empty())
            .unwrap_or_else(|| t("untitled"));
        let site = Some(site_name(&entry.site))
            .filter(|site| !site.is_empty())
            .unwrap_or_else(|| t("site_unknown"));
        let facts = tr(
            "links_facts",
            &[&site, &day(entry.issued_at.unix()), &number(entry.length)],
        );
        let summary = el("summary")
            .child(
                el("span")
                    .class("link-title")
                    .attr("dir", "auto")
                    .text(&title),
            )
            .child(el("span").class("link-facts").text(&facts))
            .child(
                el("span")
                    .class("badge")
                    .text(&t("links_state_self_contained")),
            );
        let actions = el("div").class("buttons");
        for (name, key) in [
            ("copy", "links_copy"),
            ("open", "links_open"),
            ("forget", "links_forget"),
        ] {
            let (links, entry) = (self.clone(), entry.clone());
            actions.append(
                el("button")
                    .class("button")
                    .attr("type", "button")
                    .attr("data-action", name)
                    .text(&t(key))
                    .on("click", move |_| links.act(name, &entry)),
            );
        }
        let details = el("details")
            .child(summary)
            .child(el("p").class("consequence").text(&t("links_cannot_recall")))
            .child(actions);
        el("li").attr("data-link-row", &entry.id).child(details)
    }

    fn act(&self, action: &'static str, entry: &Entry) {
        self.state.forgotten.borrow_mut().take();
        let (links, entry) = (self.clone(), entry.clone());
        spawn_local(async move {
            let done = match action {
                "copy" => links.copy(&entry).await,
                "open" => links.open(&entry).await,
                _ => links.forget(&entry).await,
            };
            if let Err(error) = done {
                links.say(&error_text(&error));
            }
        });
    }

    async fn copy(&self, entry: &Entry) -> Result<(), Error> {
        let link = link_of(entry).await?;
        copy(&link).await?;
        self.say(&tr("popup_copied", &[&number(link.len())]));
        Ok(())
    }

    async fn open(&self, entry: &Entry) -> Result<(), Error> {
        let link = link_of(entry).await?;
        let (_, payload) = link.split_once('#').ok_or(Error::LinkEmpty)?;
        super::open_in_viewer(payload);
        Ok(())
    }

    async fn forget(&self, entry: &Entry) -> Result<(), Error> {
        let ledger = Ledger::open().await?;
        let link = ledger.link(&entry.id).await?.unwrap_or_default();
        ledger.forget(&entry.id).await?;
        *self.state.forgotten.borrow_mut() = Some((entry.clone(), link));
        self.state
            .entries
            .borrow_mut()
            .retain(|kept| kept.id != entry.id);
        self.show();
        self.offer_undo();
        Ok(())
    }

    fn offer_undo(&self) {
        let links = self.clone();
        let undo = el("button")
            .class("quiet inline")
            .id("undo")
            .attr("type", "button")
            .text(&t("links_undo"))
            .on("click", move |_| {
                let links = links.clone();
                spawn_local(async move {
                    if let Err(error) = links.undo().await {
                        links.say(&error_text(&error));
                    }
                });
            });
        self.say(&t("links_forgotten"));
        self.state.message.append(&undo);
        // The row that had the keyboard is gone.
        undo.focus();
    }

    async fn undo(&self) -> Result<(), Error> {
        let Some((entry, link)) = self.state.forgotten.borrow().clone() else {
            return Ok(());
        };
        Ledger::open().await?.put(&entry, &link).await?;
        self.state.forgotten.borrow_mut().take();
        self.refresh();
        Ok(())
    }

    fn say(&self, text: &str) {
        self.state.message.set_text(text);
    }
}

async fn read() -> Result<Vec<Entry>, Error> {
    Ledger::open().await?.entries().await
}

async fn link_of(entry: &Entry) -> Result<String, Error> {
    let link = Ledger::open().await?.link(&entry.id).await?;
    link.filter(|link| !link.is_empty()).ok_or(Error::LinkEmpty)
}
