//! What is done about several links, or about all that are shown.

use wasm_bindgen_futures::spawn_local;

use super::{Links, row};
use crate::ledger::{Badge, Entry, Kind};
use crate::web::browser;
use crate::web::dom::el;
use crate::web::i18n::{counted, error_text, number, t, tr};
use crate::web::ledger::Ledger;

impl Links {
    /// The buttons under the list: for the picked links, and for all.
    pub(super) fn show_many(&self, found: &[&Entry], now: i64) {
        let state = &self.state;
        let mut picked = state.picked.borrow_mut();
        if !picked.is_empty() {
            let all = state.entries.borrow();
            // What is not in the list any more is not picked either.
            let ids = all.entries().map(|entry| &entry.id);
            *picked = ids.filter(|id| picked.contains(*id)).cloned().collect();
        }
        drop(picked);
        let deletable = found
            .iter()
            .filter(|entry| entry.can_be_deleted(now))
            .count();
        state.many.set_hidden(found.is_empty());
        state.many.clear();
        for (id, shown, hidden) in [
            (
                "pick-all",
                counted("links_pick_all", found.len()),
                found.len() < 2,
            ),
            ("delete-picked", t("links_delete_picked"), true),
            ("forget-picked", t("links_forget_picked"), true),
            (
                "delete-all",
                counted("links_delete_all", deletable),
                deletable == 0,
            ),
        ] {
            let links = self.clone();
            let button = el("button")
                .class("quiet inline")
                .id(id)
                .attr("type", "button")
                .text(&shown)
                .on("click", move |_| links.act_on_many(id));
            button.set_hidden(hidden);
            state.many.append(button);
        }
        self.show_buttons();
    }

    /// The buttons for picked links are there while some are picked.
    pub(super) fn show_buttons(&self) {
        let none = self.state.picked.borrow().is_empty();
        for id in ["delete-picked", "forget-picked"] {
            if let Some(button) = crate::web::dom::by_id(id) {
                button.set_hidden(none);
            }
        }
    }

    fn act_on_many(&self, id: &str) {
        self.let_go();
        let state = &self.state;
        let all = state.entries.borrow();
        let shown = all.find(&state.tools.query(), state.tools.show(), browser::now());
        if id == "pick-all" {
            let ids = shown.iter().map(|entry| entry.id.clone()).collect();
            *state.picked.borrow_mut() = ids;
            drop(shown);
            drop(all);
            return self.show();
        }
        let picked = state.picked.borrow();
        let chosen: Vec<Entry> = match id {
            "delete-all" => shown.into_iter().cloned().collect(),
            _ => all
                .entries()
                .filter(|entry| picked.contains(&entry.id))
                .cloned()
                .collect(),
        };
        drop(picked);
        drop(all);
        if id == "forget-picked" {
            self.ask_to_forget(chosen);
        } else {
            self.ask_to_delete(chosen);
        }
    }

    /// Forgets at once what cannot be deleted anyway; otherwise says what would be lost.
    fn ask_to_forget(&self, entries: Vec<Entry>) {
        let now = browser::now();
        let live = entries
            .iter()
            .filter(|entry| entry.can_be_deleted(now))
            .count();
        let links = self.clone();
        let forget = move || {
            let (links, entries) = (links.clone(), entries.clone());
            spawn_local(async move {
                if let Err(error) = links.forget(entries).await {
                    links.say(&error_text(&error));
                }
            });
        };
        if live == 0 {
            return forget();
        }
        let text = counted("links_forget_ask", live);
        self.ask(&text, "confirm-forget", "links_forget_anyway", forget);
    }

    /// Says what will happen, and does it on a second press.
    pub(super) fn ask_to_delete(&self, entries: Vec<Entry>) {
        let now = browser::now();
        let total = entries.len();
        // One by itself is asked about even if its time seems to be over.
        let deletable: Vec<Entry> = entries
            .into_iter()
            .filter(|entry| entry.can_be_deleted(now) || total == 1 && entry.may_be_there(now))
            .collect();
        let left = total - deletable.len();
        let text = match (deletable.as_slice(), left) {
            ([], _) => return self.say(&t("links_none_deletable")),
            ([one], 0) => tr(
                match one.kind {
                    Kind::KeyOnly => "links_delete_ask_key",
                    _ => "links_delete_ask",
                },
                &[&row::title(one), &row::server_name(one)],
            ),
            (many, 0) => counted("links_delete_ask_many", many.len()),
            (many, left) => tr(
                "links_delete_ask_some",
                &[&number(many.len()), &number(left)],
            ),
        };
        let (links, ids) = (self.clone(), ids_of(&deletable));
        self.ask(&text, "confirm-delete", "links_delete", move || {
            let (links, ids) = (links.clone(), ids.clone());
            spawn_local(async move { links.delete(ids).await });
        });
    }

    /// A question in the message, with yes and no.
    fn ask(&self, text: &str, id: &str, key: &str, act: impl Fn() + 'static) {
        self.say(text);
        let yes = el("button")
            .class("button danger")
            .id(id)
            .attr("type", "button")
            .text(&t(key))
            .on("click", move |_| act());
        let links = self.clone();
        let no = el("button")
            .class("button")
            .attr("type", "button")
            .text(&t("upload_cancel"))
            .on("click", move |_| {
                links.let_go();
                links.show();
            });
        self.state
            .message
            .append(el("div").class("buttons").child(&yes).child(no));
        yes.focus();
    }

    async fn delete(&self, ids: Vec<String>) {
        self.say(&tr("links_deleting_many", &[&number(ids.len())]));
        if let Err(error) = self.send("delete", ids.clone()).await {
            self.say(&error_text(&error));
            return;
        }
        // The result of each: what the list says of it now.
        let (mut gone, mut rest) = (0, Vec::new());
        for id in ids {
            let Ok(ledger) = Ledger::of(&id).await else {
                return;
            };
            let Ok(Some(entry)) = ledger.entry(&id).await else {
                // It is not even in the list any more.
                gone += 1;
                continue;
            };
            if entry.badge(browser::now()) == Badge::Deleted {
                gone += 1;
            } else {
                rest.push(entry);
            }
        }
        self.state.picked.borrow_mut().clear();
        self.show_buttons();
        self.show_results(gone, &rest);
    }

    fn show_results(&self, gone: usize, rest: &[Entry]) {
        let total = number(gone + rest.len());
        self.say(&if rest.is_empty() {
            tr("links_deleted_all", &[&number(gone)])
        } else {
            tr("links_deleted_some", &[&number(gone), &total])
        });
        if rest.is_empty() {
            return;
        }
        let mut list = el("ul").class("results");
        for entry in rest {
            let why = entry
                .upload
                .as_ref()
                .and_then(|upload| upload.trouble.as_ref());
            let why = why.map_or_else(String::new, |trouble| {
                let args: Vec<&str> = trouble.args.iter().map(String::as_str).collect();
                tr(&trouble.key, &args)
            });
            let text = tr("links_result", &[&row::title(entry), &why]);
            list = list.child(el("li").attr("dir", "auto").text(&text));
        }
        self.state.message.append(list);
        let (links, ids) = (self.clone(), ids_of(rest));
        let again = el("button")
            .class("button")
            .id("delete-again")
            .attr("type", "button")
            .text(&t("links_delete_again"))
            .on("click", move |_| {
                let (links, ids) = (links.clone(), ids.clone());
                spawn_local(async move { links.delete(ids).await });
            });
        self.state.message.append(again);
    }
}

fn ids_of(entries: &[Entry]) -> Vec<String> {
    entries.iter().map(|entry| entry.id.clone()).collect()
}
