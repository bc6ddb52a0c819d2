//! Cutting and masking text of one message: a dialog with its text as it was written.
//!
//! Words are never changed into others: what a reader sees was said, or is marked as masked.

use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;

use super::review::{close, sheet, show_modal};
use super::share_view::{Action, Handler, send};
use crate::web::dom::{self, El, el};
use crate::web::i18n::{number, t, tr};

/// What the person does here.
#[derive(Clone, Debug)]
pub(super) enum Cutting {
    /// Cuts these bytes of the text that is shown, or masks them.
    Cut(usize, Range<usize>, bool),
    /// Takes the last cut of a message back.
    Undo(usize),
}

/// The dialog. Clones are the same one.
#[derive(Clone)]
pub(super) struct View {
    dialog: El,
    title: El,
    text: El,
    mask: El,
    cut: El,
    undo: El,
    said: El,
    message: Rc<Cell<usize>>,
    /// The text as the dialog shows it.
    shown: Rc<RefCell<String>>,
    handler: Handler,
}

impl View {
    pub(super) fn new(handler: &Handler) -> Self {
        let button = |id: &'static str, key: &str| {
            el("button")
                .id(id)
                .class("button")
                .attr("type", "button")
                .text(&t(key))
        };
        let view = Self {
            dialog: sheet("cut-dialog", "cut-title"),
            title: el("h2").id("cut-title"),
            text: el("textarea")
                .id("cut-source")
                .class("field cut-source")
                .attr("dir", "auto")
                .attr("spellcheck", "false")
                .attr("autofocus", "")
                .attr("aria-labelledby", "cut-title")
                .attr("aria-describedby", "cut-help"),
            mask: button("cut-mask", "cut_mask"),
            cut: button("cut-out", "cut_out"),
            undo: button("cut-undo", "cut_undo"),
            said: el("p").class("muted").attr("role", "status"),
            message: Rc::default(),
            shown: Rc::default(),
            handler: handler.clone(),
        };
        let done = {
            let dialog = view.dialog.clone();
            button("cut-done", "popup_done")
                .class("button primary")
                .on("click", move |_| close(&dialog))
        };
        view.dialog
            .append(el("div").class("sheet-head").child(&view.title).child(done));
        view.dialog.append(
            el("div")
                .class("sheet-body cut-body")
                .child(el("p").id("cut-help").text(&t("cut_help")))
                .child(&view.text)
                .child(
                    el("div")
                        .class("buttons")
                        .child(&view.mask)
                        .child(&view.cut)
                        .child(&view.undo),
                )
                .child(&view.said),
        );
        view.listen();
        view
    }

    fn listen(&self) {
        for (button, mask) in [(&self.mask, true), (&self.cut, false)] {
            let view = self.clone();
            button.listen("click", move |_| view.take(mask));
        }
        let view = self.clone();
        self.undo.listen("click", move |_| {
            let undo = Cutting::Undo(view.message.get());
            send(&view.handler, Action::Cutting(undo));
        });
        // The text can be walked through and selected, and not written over.
        let view = self.clone();
        self.text.listen("input", move |_| view.put_back());
        let view = self.clone();
        self.text.listen("beforeinput", move |event| {
            event.prevent_default();
            view.said.set_text(&t("cut_only"));
        });
        let view = self.clone();
        self.text.listen("keydown", move |event| {
            // What a person expects of these keys on a selection.
            if matches!(dom::key(event).as_str(), "Delete" | "Backspace") {
                event.prevent_default();
                view.take(false);
            }
        });
    }

    /// For putting it into the page.
    pub(super) fn element(&self) -> &El {
        &self.dialog
    }

    /// Opens a message; `selected` is what was selected in the preview.
    pub(super) fn open(&self, at: usize, text: &str, cuts: usize, selected: &str) {
        self.message.set(at);
        self.title.set_text(&tr("cut_title", &[&number(at + 1)]));
        self.said.set_text("");
        self.show(text, cuts);
        show_modal(&self.dialog);
        let range = Some(selected.trim())
            .filter(|selected| !selected.is_empty())
            .and_then(|selected| Some((text.find(selected)?, selected.len())))
            .map_or(0..0, |(start, length)| start..start + length);
        self.select(range);
    }

    /// Shows the text as the cuts have left it.
    pub(super) fn show(&self, text: &str, cuts: usize) {
        *self.shown.borrow_mut() = text.to_owned();
        self.put_back();
        self.undo.set_flag("disabled", cuts == 0);
    }

    /// That something was cut, and where the text goes on.
    pub(super) fn done(&self, mask: bool, at: usize) {
        self.said
            .set_text(&t(if mask { "cut_masked" } else { "cut_cut" }));
        self.select(at..at);
    }

    /// That a cut was taken back: its text is selected again.
    pub(super) fn undone(&self, range: Range<usize>) {
        self.said.set_text(&t("cut_undone"));
        self.select(range);
    }

    fn put_back(&self) {
        self.text.set_value(&self.shown.borrow());
    }

    fn area(&self) -> Option<&HtmlTextAreaElement> {
        self.text.element().dyn_ref()
    }

    fn select(&self, range: Range<usize>) {
        let shown = self.shown.borrow();
        // The browser counts in UTF-16.
        let units = |at: usize| {
            let before = shown.get(..at).unwrap_or_default();
            u32::try_from(before.encode_utf16().count()).unwrap_or(u32::MAX)
        };
        if let Some(area) = self.area() {
            let _ = area.set_selection_range(units(range.start), units(range.end));
        }
        self.text.focus();
    }

    fn take(&self, mask: bool) {
        let selected = self.selected();
        if selected.is_empty() {
            self.said.set_text(&t("cut_select"));
            self.text.focus();
            return;
        }
        let cut = Cutting::Cut(self.message.get(), selected, mask);
        send(&self.handler, Action::Cutting(cut));
    }

    /// What is selected, in bytes.
    fn selected(&self) -> Range<usize> {
        let shown = self.shown.borrow();
        let ends = self.area().map(|area| {
            let start = area.selection_start().ok().flatten().unwrap_or(0);
            (start, area.selection_end().ok().flatten().unwrap_or(start))
        });
        let (start, end) = ends.unwrap_or_default();
        bytes_of(&shown, start)..bytes_of(&shown, end)
    }
}

/// The byte at which a number of UTF-16 units ends. Of a pair of units both count.
fn bytes_of(text: &str, units: u32) -> usize {
    let mut left = units;
    for (at, c) in text.char_indices() {
        if left == 0 {
            return at;
        }
        left = left.saturating_sub(u32::try_from(c.len_utf16()).unwrap_or(2));
    }
    text.len()
}
