//! What was found that should perhaps not be shared: a dialog with each finding in its context and
//! a switch, and the person's own words; and the question before something leaves unmasked.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;

use super::share_view::{Action, Handler, send};
use crate::choose::{Choice, Prepared};
use crate::redact::{Finding, Place, fields};
use crate::render::display::one_line;
use crate::web::dom::{self, El, el};
use crate::web::i18n::{counted, number, t, tr};
use crate::web::own_words::OwnWords;

/// What the person does here.
#[derive(Clone, Debug)]
pub(super) enum Reviewed {
    /// Opens the dialog.
    Open,
    /// Masks a secret everywhere, or shares it everywhere.
    Mask(u64, bool),
    /// Their own words changed.
    Words(Vec<String>),
}

/// The most secrets that are listed; all of them are masked.
const MAX_LISTED: usize = 200;
/// The most characters of a secret that are shown, and of the text on each side of it.
const MAX_SECRET: usize = 80;
const AROUND: usize = 36;

/// A secret with the places where it stands.
pub(super) struct Item {
    same: u64,
    /// What stands in its place.
    mask: String,
    masked: bool,
    places: usize,
    at: String,
    before: String,
    secret: String,
    after: String,
}

/// Every secret once, in the order of the conversation.
pub(super) fn items(prepared: &Prepared, choice: &Choice) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    for finding in &prepared.findings {
        if let Some(known) = items.iter_mut().find(|item| item.same == finding.same) {
            known.places += 1;
        } else {
            items.push(item(prepared, choice, finding));
        }
    }
    items
}

fn item(prepared: &Prepared, choice: &Choice, finding: &Finding) -> Item {
    let text = fields::text(&prepared.clear, finding.place).unwrap_or_default();
    let part = |range| text.get(range).unwrap_or_default();
    let before: Vec<char> = part(0..finding.range.start)
        .chars()
        .rev()
        .take(AROUND)
        .collect();
    let after: String = part(finding.range.end..text.len())
        .chars()
        .take(AROUND)
        .collect();
    let at = match finding.place {
        Place::Title => t("popup_title"),
        Place::Author => t("popup_author"),
        place => match place.message() {
            Some(message) => {
                let from = prepared.from.get(message).copied().unwrap_or(message);
                tr("review_message", &[&number(from + 1)])
            }
            None => t("review_elsewhere"),
        },
    };
    Item {
        same: finding.same,
        mask: t(finding.kind.message_key()),
        masked: !choice.unmasked.contains(&finding.same),
        places: 1,
        at,
        before: before.into_iter().rev().collect(),
        secret: one_line(part(finding.range.clone()), MAX_SECRET),
        after,
    }
}

/// What the line in the panel says.
pub(super) fn summary(items: &[Item]) -> String {
    let masked = items.iter().filter(|item| item.masked).count();
    match (masked, items.len() - masked) {
        (0, 0) => t("review_none"),
        (masked, 0) => counted("review_masked", masked),
        (0, open) => counted("review_open", open),
        (masked, open) => tr("review_some", &[&number(masked), &number(open)]),
    }
}

/// The two dialogs. Clones are the same ones.
#[derive(Clone)]
pub(super) struct Review {
    dialog: El,
    said: El,
    list: El,
    words: OwnWords,
    ask: El,
    handler: Handler,
}

impl Review {
    /// Closed dialogs.
    pub(super) fn new(handler: &Handler) -> Self {
        let words = {
            let handler = handler.clone();
            OwnWords::new(move |words| send(&handler, Action::Review(Reviewed::Words(words))))
        };
        let review = Self {
            dialog: sheet("review-dialog", "review-title"),
            said: el("p").class("muted").attr("role", "status"),
            list: el("ul").class("findings").id("findings"),
            words,
            ask: sheet("ask-dialog", "ask-title")
                .class("sheet small")
                .attr("role", "alertdialog"),
            handler: handler.clone(),
        };
        let close = {
            let dialog = review.dialog.clone();
            el("button")
                .id("review-done")
                .class("button primary")
                .attr("type", "button")
                .text(&t("popup_done"))
                .on("click", move |_| close(&dialog))
        };
        let head = el("div")
            .class("sheet-head")
            .child(
                el("h2")
                    .id("review-title")
                    .attr("tabindex", "-1")
                    .attr("autofocus", "")
                    .text(&t("review_title")),
            )
            .child(close);
        let body = el("div")
            .class("sheet-body")
            .child(el("p").text(&t("review_best_effort")))
            .child(&review.said)
            .child(&review.list)
            .child(review.words.element());
        review.dialog.append(head);
        review.dialog.append(body);
        review
    }

    /// For putting them into the page.
    pub(super) fn elements(&self) -> [&El; 2] {
        [&self.dialog, &self.ask]
    }

    /// Opens the list.
    pub(super) fn open(&self, items: &[Item], words: &[String]) {
        self.words.show(words);
        self.show(items);
        show_modal(&self.dialog);
    }

    /// Shows the list anew.
    pub(super) fn show(&self, items: &[Item]) {
        self.show_count(items);
        self.list.clear();
        for item in items.iter().take(MAX_LISTED) {
            self.list.append(self.row(item));
        }
        if items.len() > MAX_LISTED {
            let more = number(items.len() - MAX_LISTED);
            self.list
                .append(el("li").class("muted").text(&tr("review_more", &[&more])));
        }
    }

    /// Only how many there are: the rows stay, and with them the keyboard.
    pub(super) fn show_count(&self, items: &[Item]) {
        self.said.set_text(&summary(items));
    }

    fn row(&self, item: &Item) -> El {
        let handler = self.handler.clone();
        let same = item.same;
        let switch = el("input").attr("type", "checkbox");
        switch.set_checked(item.masked);
        let switched = switch.clone();
        switch.listen("change", move |_| {
            let on = switched.checked();
            send(&handler, Action::Review(Reviewed::Mask(same, on)));
        });
        let places = if item.places == 1 {
            item.at.clone()
        } else {
            tr("review_places", &[&item.at, &number(item.places - 1)])
        };
        let label = el("label")
            .class("finding")
            .child(switch)
            .child(el("span").class("finding-kind").text(&item.mask))
            .child(el("span").class("muted").text(&places));
        el("li").child(label).child(context(item))
    }

    /// Asks before something leaves as it is; `then` is done inside the click that says so.
    pub(super) fn ask(&self, items: &[Item], then: Rc<dyn Fn()>) {
        let open: Vec<&Item> = items.iter().filter(|item| !item.masked).collect();
        self.ask.clear();
        let title = counted("unmasked_title", open.len());
        let mut list = el("ul").class("findings");
        for item in open.iter().take(3) {
            list = list.child(el("li").child(context(item)));
        }
        if open.len() > 3 {
            let more = tr("view_more_warnings", &[&number(open.len() - 3)]);
            list = list.child(el("li").class("muted").text(&more));
        }
        let (dialog, handler) = (self.ask.clone(), self.handler.clone());
        let review = el("button")
            .id("ask-review")
            .class("button primary")
            .attr("type", "button")
            .attr("autofocus", "")
            .text(&t("ask_review"))
            .on("click", move |_| {
                close(&dialog);
                send(&handler, Action::Review(Reviewed::Open));
            });
        let dialog = self.ask.clone();
        let share = el("button")
            .id("ask-share")
            .class("button")
            .attr("type", "button")
            .text(&t("ask_share"))
            .on("click", move |_| {
                close(&dialog);
                then();
            });
        let buttons = el("div").class("buttons").child(review).child(share);
        let body = el("div")
            .class("sheet-body")
            .child(el("h2").id("ask-title").text(&title))
            .child(list)
            .child(el("p").text(&t("unmasked_text")))
            .child(buttons);
        self.ask.append(body);
        show_modal(&self.ask);
    }
}

/// A secret where it stands.
fn context(item: &Item) -> El {
    el("p")
        .class("finding-context")
        .attr("dir", "auto")
        .text(&item.before)
        .child(el("mark").text(&item.secret))
        .text(&item.after)
}

/// A closed dialog over the whole popup.
pub(super) fn sheet(id: &'static str, title: &'static str) -> El {
    el("dialog")
        .id(id)
        .class("sheet")
        .attr("aria-labelledby", title)
}

/// Opens a dialog.
pub(super) fn show_modal(dialog: &El) {
    if let Some(element) = dialog.element().dyn_ref::<HtmlDialogElement>()
        && !element.open()
    {
        let _ = element.show_modal();
    }
}

/// Closes a dialog; the keyboard goes back to where it was.
pub(super) fn close(dialog: &El) {
    if let Some(element) = dialog.element().dyn_ref::<HtmlDialogElement>() {
        element.close();
    }
}

/// The line in the panel that opens the dialog.
#[derive(Clone)]
pub(super) struct Line {
    button: El,
    shown: Rc<RefCell<String>>,
}

impl Line {
    pub(super) fn new(handler: &Handler) -> Self {
        let handler = handler.clone();
        let button = el("button")
            .id("review")
            .class("quiet inline review-line")
            .attr("type", "button")
            .attr("aria-haspopup", "dialog")
            .on("click", move |_| {
                send(&handler, Action::Review(Reviewed::Open));
            });
        Self {
            button,
            shown: Rc::default(),
        }
    }

    pub(super) fn element(&self) -> &El {
        &self.button
    }

    pub(super) fn show(&self, items: &[Item]) {
        let text = summary(items);
        let open = items.iter().any(|item| !item.masked);
        self.button.toggle_class("warn", open);
        dom::root().set_attr("data-masks", if open { "open" } else { "closed" });
        if *self.shown.borrow() != text {
            self.button.clear();
            self.button.append(el("span").text(&text));
            self.button.append(el("span").text(&t("review_button")));
            *self.shown.borrow_mut() = text;
        }
    }
}
