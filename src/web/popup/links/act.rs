//! What is done about one link.

use std::collections::BTreeSet;

use wasm_bindgen_futures::spawn_local;

use super::{Links, qr, row};
use crate::error::Error;
use crate::ledger::Entry;
use crate::upload::Address;
use crate::web::browser::{self, copy};
use crate::web::dom::{self, El, el};
use crate::web::i18n::{error_text, number, t, tr};
use crate::web::ledger::{Ledger, Place};
use crate::web::popup::deletion;
use crate::web::settings;
use crate::web::tasks::{self, Task};

impl Links {
    pub(super) fn act(&self, action: &'static str, entry: &Entry) {
        self.let_go();
        let (links, entry) = (self.clone(), entry.clone());
        match action {
            "delete" => return self.ask_to_delete(vec![entry]),
            "rename" => return self.ask_name(&entry),
            _ => {}
        }
        spawn_local(async move {
            let done = match action {
                "copy" => links.copy(&entry).await,
                "open" => open(&entry).await,
                "qr" => links.show_qr(&entry).await,
                "mail" => mail(&entry).await,
                "share" => share(&entry).await,
                "keep" => links.save_deletion(&entry).await,
                "source" => {
                    browser::spawn_open_tab(entry.source_url.unwrap_or_default());
                    Ok(())
                }
                "retry" | "cancel" => links.send(action, vec![entry.id]).await,
                _ => links.forget(vec![entry]).await,
            };
            if let Err(error) = done {
                links.say(&error_text(&error));
            }
        });
    }

    async fn copy(&self, entry: &Entry) -> Result<(), Error> {
        let link = best_link(entry).await?;
        copy(&link).await?;
        self.say(&tr("popup_copied", &[&number(link.len())]));
        Ok(())
    }

    async fn show_qr(&self, entry: &Entry) -> Result<(), Error> {
        let link = best_link(entry).await?;
        let shown = self.state.qr.show_link(&link);
        if let Err(error) = shown {
            self.say(&qr::Dialog::reason(&error));
        }
        Ok(())
    }

    async fn save_deletion(&self, entry: &Entry) -> Result<(), Error> {
        deletion::save(&entry.id).await?;
        self.say(&t("upload_kept"));
        Ok(())
    }

    /// Asks the background; what went wrong at all is said, what went wrong with one stands in its entry.
    pub(super) async fn send(&self, task: &str, ids: Vec<String>) -> Result<(), Error> {
        let task = Task {
            task: task.to_owned(),
            ids,
            ..Task::default()
        };
        let done = tasks::ask(&task).await?;
        self.refresh();
        if let Some(trouble) = done.trouble {
            let args: Vec<&str> = trouble.args.iter().map(String::as_str).collect();
            self.say(&tr(&trouble.key, &args));
        }
        Ok(())
    }

    /// A field for another name, in the row.
    fn ask_name(&self, entry: &Entry) {
        if let Some(other) = dom::by_id("rename") {
            other.remove();
        }
        let selector = format!("[data-link-row='{}'] details", entry.id);
        let details = dom::document().query_selector(&selector);
        let Ok(Some(details)) = details else { return };
        let input = el("input")
            .class("field")
            .id("name")
            .attr("dir", "auto")
            .attr("autocomplete", "off")
            .attr("aria-label", &t("links_name"));
        input.set_value(entry.called());
        let (links, id, typed) = (self.clone(), entry.id.clone(), input.clone());
        let form = el("form")
            .class("rename")
            .id("rename")
            .child(&input)
            .child(
                el("button")
                    .class("button primary")
                    .id("rename-save")
                    .attr("type", "submit")
                    .text(&t("options_save")),
            )
            .on("submit", move |event| {
                event.prevent_default();
                let (links, id, name) = (links.clone(), id.clone(), typed.value());
                spawn_local(async move {
                    if let Err(error) = rename(&id, &name).await {
                        links.say(&error_text(&error));
                        return;
                    }
                    links.close_name(&id);
                });
            });
        let (links, id) = (self.clone(), entry.id.clone());
        form.listen("keydown", move |event| {
            if dom::key(event) == "Escape" {
                event.prevent_default();
                links.close_name(&id);
            }
        });
        let (links, id) = (self.clone(), entry.id.clone());
        let form = form.child(
            el("button")
                .class("button")
                .attr("type", "button")
                .text(&t("upload_cancel"))
                .on("click", move |_| links.close_name(&id)),
        );
        let first = details.query_selector("summary").ok().flatten();
        if let Some(summary) = first {
            let _ = summary.after_with_node_1(form.element());
        }
        input.focus();
        input.select();
    }

    /// The field goes, and the keyboard back to the row.
    fn close_name(&self, id: &str) {
        if let Some(form) = dom::by_id("rename") {
            form.remove();
        }
        let summary = dom::document().query_selector(&format!("[data-link-row='{id}'] summary"));
        if let Ok(Some(summary)) = summary {
            El::from(summary).focus();
        }
        self.show();
        self.refresh();
    }

    pub(super) async fn forget(&self, entries: Vec<Entry>) -> Result<(), Error> {
        let Some(first) = entries.first() else {
            return Ok(());
        };
        let ledger = Ledger::of(&first.id).await?;
        let mut forgotten = Vec::new();
        for entry in entries {
            forgotten.push(ledger.kept(entry).await?);
        }
        let ids: Vec<&str> = forgotten.iter().map(|it| it.entry.id.as_str()).collect();
        ledger.forget(&ids).await?;
        let gone: BTreeSet<String> = ids.into_iter().map(str::to_owned).collect();
        self.state
            .entries
            .borrow_mut()
            .retain(|kept| !gone.contains(&kept.id));
        self.state.picked.borrow_mut().clear();
        let live = forgotten
            .iter()
            .any(|it| it.entry.can_be_deleted(browser::now()));
        *self.state.forgotten.borrow_mut() = forgotten;
        self.offer_undo(live);
        self.show();
        Ok(())
    }

    /// `live`: with what was forgotten went what deletes it.
    fn offer_undo(&self, live: bool) {
        let links = self.clone();
        let undo: El = el("button")
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
        self.say(&t(if live {
            "links_forgotten_live"
        } else {
            "links_forgotten"
        }));
        self.state.message.append(&undo);
        // The row that had the keyboard is gone.
        undo.focus();
    }

    async fn undo(&self) -> Result<(), Error> {
        let forgotten = self.state.forgotten.borrow().clone();
        if let Some(first) = forgotten.first() {
            Ledger::of(&first.entry.id)
                .await?
                .put_all(&forgotten)
                .await?;
        }
        self.let_go();
        self.refresh();
        Ok(())
    }
}

async fn open(entry: &Entry) -> Result<(), Error> {
    let link = link_of(entry).await?;
    if let Some(address) = Address::parse(&link) {
        crate::web::popup::open_upload(&address, Place::of(&entry.id));
        return Ok(());
    }
    let (_, payload) = link.split_once('#').ok_or(Error::LinkEmpty)?;
    crate::web::popup::open_in_viewer(payload);
    Ok(())
}

async fn mail(entry: &Entry) -> Result<(), Error> {
    let link = best_link(entry).await?;
    let [subject, body] =
        [row::title(entry), link].map(|text| String::from(js_sys::encode_uri_component(&text)));
    let address = format!("mailto:?subject={subject}&body={body}");
    let _ = dom::window().location().set_href(&address);
    Ok(())
}

async fn share(entry: &Entry) -> Result<(), Error> {
    let link = best_link(entry).await?;
    browser::share(&row::title(entry), &link).await;
    Ok(())
}

async fn rename(id: &str, name: &str) -> Result<(), Error> {
    Ledger::of(id).await?.rename(id, name).await
}

/// The link as it was issued.
async fn link_of(entry: &Entry) -> Result<String, Error> {
    let link = Ledger::of(&entry.id).await?.link(&entry.id).await?;
    link.filter(|link| !link.is_empty())
        .ok_or(Error::CopyNotKept)
}

/// The link that opens richest.
async fn best_link(entry: &Entry) -> Result<String, Error> {
    let link = link_of(entry).await?;
    Ok(match Address::parse(&link) {
        Some(address) => address.best_link(&settings::base().await),
        None => link,
    })
}
