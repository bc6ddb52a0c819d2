//! Links: the list of what was issued, with what can be done about each, about chosen ones and about
//! all. In reading order:
//!
//! 1. this file: reading, searching, showing.
//! 2. `tools`: the field and the menus above the list.
//! 3. `row`: one link. `keyboard`: where the keyboard is when rows are made anew.
//! 4. `act`: what is done about one. `many`: about several, or all.

mod act;
mod keyboard;
mod many;
mod row;
mod tools;

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

use gloo::timers::future::TimeoutFuture;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::spawn_local;

use super::page::Tab;
use super::qr;
use crate::error::Error;
use crate::ledger::Entry;
use crate::ledger::list::List;
use crate::web::browser::{self, api, from_js};
use crate::web::dom::{self, El, el};
use crate::web::i18n::{counted, error_text, number, t, tr};
use crate::web::ledger::{Entries, Ledger, Place};
use crate::web::settings;
use crate::web::tasks::Changed;
use tools::Tools;

/// How many rows are shown at first and at each key of a search: more than any popup has room for.
const FIRST: usize = 25;
/// How many are added with each press.
const MORE: usize = 50;

/// The panel. Clones are the same panel.
#[derive(Clone)]
pub(super) struct Links {
    state: Rc<State>,
}

struct State {
    panel: El,
    tools: Tools,
    message: El,
    list: El,
    more: El,
    many: El,
    qr: qr::Dialog,
    /// The tab that the page is about, by its number; the one in front without one.
    tab: Option<i32>,
    /// Which list is shown, once that is known.
    place: Cell<Option<Place>>,
    entries: RefCell<List>,
    /// How many entries could not be read; `None` before the list was read.
    damaged: Cell<Option<usize>>,
    /// Whether a list that was kept here before is gone.
    lost: Cell<bool>,
    /// The ids of the rows that are picked.
    picked: RefCell<BTreeSet<String>>,
    /// The entry whose row was opened last: it stays open when the list is shown anew.
    opened: RefCell<Option<String>>,
    rows: Cell<usize>,
    /// Whether the message stays until the person does something else.
    held: Cell<bool>,
    /// What was forgotten last, until something else is done.
    forgotten: RefCell<Vec<crate::ledger::backup::Kept>>,
}

impl Links {
    /// Builds the empty panel; [`Self::refresh`] fills it.
    pub(super) fn new(panel: &El, tab: Option<i32>) -> Self {
        let state = Rc::new(State {
            panel: panel.clone(),
            tools: Tools::new(),
            message: el("div")
                .class("links-message")
                .id("links-message")
                .attr("tabindex", "-1")
                .attr("role", "status"),
            list: el("ul").class("links").id("links-list"),
            more: el("button")
                .class("button")
                .id("links-more")
                .attr("type", "button")
                .flag("hidden", true),
            many: el("div").class("links-many").id("links-many"),
            qr: qr::Dialog::new("links-qr"),
            tab,
            place: Cell::default(),
            entries: RefCell::default(),
            damaged: Cell::default(),
            lost: Cell::default(),
            picked: RefCell::default(),
            opened: RefCell::default(),
            rows: Cell::new(FIRST),
            held: Cell::default(),
            forgotten: RefCell::default(),
        });
        for part in [
            state.tools.element(),
            &state.message,
            &state.list,
            &state.more,
            &state.many,
        ] {
            panel.append(part);
        }
        panel.append(super::paste_button());
        panel.append(state.qr.element());
        let links = Self { state };
        links.listen();
        links
    }

    fn listen(&self) {
        let links = self.clone();
        self.state.tools.on_change(move |ordered| {
            let state = &links.state;
            if state.damaged.get().is_none() {
                // All is read in a moment, and shown as it is wanted then.
                return;
            }
            if ordered {
                let order = state.tools.order();
                state.entries.borrow_mut().put_in_order(order);
            }
            state.rows.set(FIRST);
            links.let_go();
            links.show();
        });
        let links = self.clone();
        self.state.more.listen("click", move |_| links.show_more());
        let links = self.clone();
        let heard = Closure::<dyn FnMut(JsValue)>::new(move |message| {
            if from_js::<Changed>(message).is_some_and(|changed| changed.phase == "done") {
                links.refresh();
            }
        });
        api().runtime().on_message().add_listener(heard.as_ref());
        heard.forget();
    }

    /// Reads the list and shows it. The first time its newest entries come first: a long list takes longer
    /// than a person waits.
    pub(super) fn refresh(&self) {
        let links = self.clone();
        spawn_local(async move {
            if let Err(error) = links.read().await {
                links.say(&error_text(&error));
            }
        });
    }

    async fn read(&self) -> Result<(), Error> {
        let ledger = Ledger::open(self.place().await).await?;
        if self.state.damaged.get().is_none() {
            self.state.lost.set(settings::list_was_lost().await);
            let (newest, all) = ledger.newest(FIRST as u32).await?;
            if newest.len() < all {
                self.show_newest(newest, all);
                // The browser shows them before it reads the rest.
                TimeoutFuture::new(0).await;
            } else {
                let entries = newest;
                self.show_all(Entries {
                    entries,
                    damaged: 0,
                });
                return Ok(());
            }
        }
        self.show_all(ledger.entries().await?);
        Ok(())
    }

    /// The list of the window that the page belongs to.
    async fn place(&self) -> Place {
        let state = &self.state;
        if let Some(place) = state.place.get() {
            return place;
        }
        let tab = Tab::of_page(state.tab).await;
        let place = tab.map(|tab| tab.place()).unwrap_or_default();
        state.place.set(Some(place));
        if place == Place::Memory {
            let note = el("p").class("reader-note").id("links-private");
            let _ = (state.panel.element())
                .prepend_with_node_1(note.text(&t("links_private")).element());
        }
        place
    }

    /// The first rows, as they will stand when all is read; what needs all waits for it.
    fn show_newest(&self, newest: Vec<Entry>, all: usize) {
        let state = &self.state;
        if state.tools.are_changed() {
            return;
        }
        let now = browser::now();
        let newest = List::new(newest, state.tools.order());
        state.list.clear();
        for entry in newest.entries().take(FIRST) {
            state.list.append(self.row(entry, now));
        }
        state.entries.replace(newest);
        self.offer_more(all);
        browser::mark("links-shown");
    }

    fn show_all(&self, read: Entries) {
        let state = &self.state;
        // In the order of the list once, not at every key.
        let fresh = List::new(read.entries, state.tools.order());
        // Nothing is made anew under a press where nothing changed.
        let same = state.entries.borrow().is_same(&fresh);
        let rows_stay = state.damaged.get().is_none() && !state.tools.are_changed() && {
            let shown = state.entries.borrow();
            !shown.is_empty() && shown.entries().eq(fresh.entries().take(shown.len()))
        };
        if !same || state.damaged.get() != Some(read.damaged) {
            state.entries.replace(fresh);
            state.damaged.set(Some(read.damaged));
            self.show_with(!rows_stay);
        }
        browser::mark("links-shown");
        browser::mark("links-ready");
    }

    fn show(&self) {
        self.show_with(true);
    }

    /// Shows the list, and makes its rows anew unless those that are there stay.
    fn show_with(&self, anew: bool) {
        // What is being typed is not thrown away.
        if dom::by_id("rename").is_some() {
            return;
        }
        let state = &self.state;
        let all = state.entries.borrow();
        let now = browser::now();
        let query = state.tools.query();
        let found = all.find(&query, state.tools.show(), now);
        let focus = keyboard::focused(&state.panel);
        state.tools.set_hidden(all.is_empty());
        if !state.held.get() {
            state.message.set_text(&if all.is_empty() {
                t("links_empty")
            } else if found.is_empty() && query.trim().is_empty() {
                t("links_none_of_these")
            } else if found.is_empty() {
                tr("links_none_found", &[query.trim()])
            } else {
                String::new()
            });
            self.tell_lost();
            self.tell_damaged();
            self.tell_clock(now);
        }
        let top = state.panel.element().scroll_top();
        state.list.set_attr("data-count", &found.len().to_string());
        if anew {
            state.list.clear();
            for entry in found.iter().take(state.rows.get()) {
                state.list.append(self.row(entry, now));
            }
        }
        self.offer_more(found.len());
        self.show_many(&found, now);
        state.panel.element().set_scroll_top(top);
        if let Some(focus) = focus {
            focus.restore(&state.panel);
        }
    }

    /// More rows behind those that are there.
    fn show_more(&self) {
        let state = &self.state;
        if state.damaged.get().is_none() {
            return;
        }
        let all = state.entries.borrow();
        let now = browser::now();
        let found = all.find(&state.tools.query(), state.tools.show(), now);
        let from = state.rows.get();
        state.rows.set(from + MORE);
        let mut first = None;
        for entry in found.iter().skip(from).take(MORE) {
            let row = self.row(entry, now);
            state.list.append(&row);
            first.get_or_insert(row);
        }
        self.offer_more(found.len());
        // The button moved away, or is gone: the keyboard goes to what it brought.
        if let Some(Ok(Some(summary))) = first.map(|row| row.element().query_selector("summary")) {
            El::from(summary).focus();
        }
    }

    fn offer_more(&self, found: usize) {
        let left = found.saturating_sub(self.state.rows.get());
        self.state.more.set_hidden(left == 0);
        let text = tr("links_more", &[&number(left)]);
        self.state.more.set_text(&text);
    }

    /// A list that the browser threw away is spoken of, until the person has read it.
    fn tell_lost(&self) {
        if !self.state.lost.get() || self.state.place.get() == Some(Place::Memory) {
            return;
        }
        let links = self.clone();
        let known = el("button")
            .class("quiet inline")
            .id("links-lost-known")
            .attr("type", "button")
            .text(&t("links_lost_known"))
            .on("click", move |_| {
                let links = links.clone();
                spawn_local(async move {
                    match settings::list_loss_is_known().await {
                        Ok(()) => {
                            links.state.lost.set(false);
                            links.show();
                        }
                        Err(error) => links.say(&error_text(&error)),
                    }
                });
            });
        let said = el("p").class("bad").id("links-lost");
        self.state
            .message
            .append(said.text(&t("links_lost")).child(known));
    }

    /// Nothing is left out in silence.
    fn tell_damaged(&self) {
        let damaged = self.state.damaged.get().unwrap_or_default();
        if damaged > 0 {
            let said = counted("links_damaged", damaged);
            self.state
                .message
                .append(el("p").class("bad").id("links-damaged").text(&said));
        }
    }

    /// A clock that is wrong hides nothing; what it says of times is not to be believed.
    fn tell_clock(&self, now: i64) {
        let all = self.state.entries.borrow();
        let later = all.entries().filter(|entry| entry.is_from_the_future(now));
        let later = later.count();
        if later > 0 {
            let said = counted("links_future", later);
            self.state
                .message
                .append(el("p").id("links-future").text(&said));
        }
    }

    fn row(&self, entry: &Entry, now: i64) -> El {
        let picked = self.state.picked.borrow().contains(&entry.id);
        let opened = self.state.opened.borrow().as_ref() == Some(&entry.id);
        let (links, of) = (self.clone(), entry.clone());
        let act = move |name| links.act(name, &of);
        let (links, id) = (self.clone(), entry.id.clone());
        let pick = move |on| {
            let mut picked = links.state.picked.borrow_mut();
            if on {
                picked.insert(id.clone());
            } else {
                picked.remove(&id);
            }
            drop(picked);
            links.show_buttons();
        };
        let (links, id) = (self.clone(), entry.id.clone());
        let open = move || *links.state.opened.borrow_mut() = Some(id.clone());
        row::row(entry, now, (picked, opened), act, pick, open)
    }

    /// Says something until the person does something else.
    fn say(&self, text: &str) {
        let focus = keyboard::focused(&self.state.panel);
        self.state.message.set_text(text);
        self.state.held.set(!text.is_empty());
        // What was pressed may have stood in the message.
        if let Some(focus) = focus {
            focus.restore(&self.state.panel);
        }
    }

    /// The person does something else: what was said, and what could be undone, is over.
    fn let_go(&self) {
        self.state.held.set(false);
        self.state.forgotten.borrow_mut().clear();
    }
}
