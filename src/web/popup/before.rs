//! A chat that was shared before: when, how many messages it has more by now, and the way to update what was
//! uploaded.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use super::page::Tab;
use crate::ledger::{Badge, Entry};
use crate::web::browser;
use crate::web::dom::{self, El, el};
use crate::web::i18n::{counted, day, t, tr};
use crate::web::ledger::Ledger;

/// What was shared, and how many messages the page has, where that is known.
type Said = (Entry, Option<usize>);
type Update = Rc<RefCell<Option<Box<dyn Fn(Entry)>>>>;

/// The line. Clones are the same one.
#[derive(Clone)]
pub(super) struct Before {
    line: El,
    /// What was shared of this page, and whether that is known yet.
    entry: Rc<RefCell<Option<Entry>>>,
    known: Rc<Cell<bool>>,
    /// What the page was found to hold: how many messages, where it says that. `None` until it was read.
    page: Rc<Cell<Option<Option<usize>>>>,
    /// What the line says: nothing is written anew that is there, since its button may have the focus.
    said: Rc<RefCell<Option<Said>>>,
    update: Update,
}

impl Before {
    /// A hidden line in the panel, in front of its form.
    pub(super) fn new(panel: &El) -> Self {
        let before = Self {
            line: el("p")
                .id("before")
                .class("before")
                .attr("role", "status")
                .flag("hidden", true),
            entry: Rc::default(),
            known: Rc::default(),
            page: Rc::default(),
            said: Rc::default(),
            update: Rc::default(),
        };
        if let Ok(Some(form)) = panel.element().query_selector(".form") {
            let _ = form.before_with_node_1(before.line.element());
        }
        before
    }

    /// Who is told that an upload is to be updated.
    pub(super) fn on_update(&self, update: impl Fn(Entry) + 'static) {
        *self.update.borrow_mut() = Some(Box::new(update));
    }

    /// The page was read and has so many messages, where that is known. What was asked for before is shown at
    /// once, so that nothing moves later; and asked for again, since a link may have been made.
    pub(super) fn look_up(&self, tab: &Tab, count: Option<usize>) {
        self.page.set(Some(count));
        if self.known.get() {
            self.show(count);
        }
        self.ask(tab);
    }

    /// Asks what was shared of a page.
    pub(super) fn ask(&self, tab: &Tab) {
        if tab.url.is_empty() {
            return;
        }
        let (before, url, place) = (self.clone(), tab.url.clone(), tab.place());
        // For whoever looks at the page from outside: a line that comes late moves what stands below it.
        dom::root().set_attr("data-before", "asking");
        spawn_local(async move {
            let shared = match Ledger::open(place).await {
                Ok(ledger) => ledger.of_source(&url).await.unwrap_or_default(),
                // The list says so itself.
                Err(_) => Vec::new(),
            };
            let now = browser::now();
            let newest = shared
                .into_iter()
                .filter(|entry| can_be_opened(entry.badge(now)))
                // What a wrong clock dated later is not newer for that.
                .max_by_key(|entry| (!entry.is_from_the_future(now), entry.issued_at));
            *before.entry.borrow_mut() = newest;
            before.known.set(true);
            if let Some(count) = before.page.get() {
                before.show(count);
            }
            dom::root().set_attr("data-before", "known");
        });
    }

    fn show(&self, count: Option<usize>) {
        let entry = self.entry.borrow().clone();
        self.line.set_hidden(entry.is_none());
        let wanted = entry.clone().map(|entry| (entry, count));
        if self.said.replace(wanted.clone()) == wanted {
            return;
        }
        let Some(entry) = entry else { return };
        let newer = count.and_then(|count| entry.newer(count));
        let when = tr("popup_before", &[&day(entry.issued_at.unix())]);
        let more = match newer {
            Some(0) => t("popup_before_same"),
            Some(newer) => counted("popup_before_newer", newer),
            None => String::new(),
        };
        let deletable = entry.can_be_deleted(browser::now());
        let fixed = if deletable || newer == Some(0) {
            String::new()
        } else {
            t("popup_before_fixed")
        };
        let text = [when, more, fixed].map(|part| part.trim().to_owned());
        let text = text.join(" ");
        self.line.set_text(text.trim_end());
        if deletable && newer != Some(0) {
            let update = self.update.clone();
            self.line.append(
                el("button")
                    .class("quiet inline")
                    .id("update")
                    .attr("type", "button")
                    .text(&t("popup_before_update"))
                    .on("click", move |_| {
                        if let Some(update) = &*update.borrow() {
                            update(entry.clone());
                        }
                    }),
            );
        }
    }
}

fn can_be_opened(badge: Badge) -> bool {
    matches!(
        badge,
        Badge::CannotBeRecalled | Badge::Live | Badge::Expires { .. } | Badge::Unknown
    )
}
