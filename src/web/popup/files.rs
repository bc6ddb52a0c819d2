//! The third way to share: a file. A dialog with the kinds, and what each is good for.

use super::review::{close, sheet, show_modal};
use super::share_view::{Action, Handler, send};
use crate::web::dom::{El, el};
use crate::web::i18n::t;
use crate::web::save::KINDS;

/// For whom each kind is, in the order of [`KINDS`].
const FOR: [&str; 3] = ["file_html", "file_markdown", "file_json"];

/// The dialog. Clones are the same one.
#[derive(Clone)]
pub(super) struct Files {
    dialog: El,
    said: El,
}

impl Files {
    pub(super) fn new(handler: &Handler) -> Self {
        let files = Self {
            dialog: sheet("files-dialog", "files-title").class("sheet small"),
            said: el("p").attr("role", "status").class("muted"),
        };
        let dialog = files.dialog.clone();
        let head = el("div")
            .class("sheet-head")
            .child(el("h2").id("files-title").text(&t("file_title")))
            .child(
                el("button")
                    .id("files-done")
                    .class("button")
                    .attr("type", "button")
                    .text(&t("popup_done"))
                    .on("click", move |_| close(&dialog)),
            );
        let mut list = el("ul").class("files");
        for ((at, (label, ending, _)), why) in KINDS.iter().enumerate().zip(FOR) {
            let handler = handler.clone();
            let button = el("button")
                .class("button")
                .attr("type", "button")
                .attr("data-file", ending)
                .text(&t(label))
                .on("click", move |_| send(&handler, Action::Save(at)));
            list = list.child(el("li").child(button).child(el("p").text(&t(why))));
        }
        let body = el("div")
            .class("sheet-body")
            .child(el("p").text(&t("file_consequence")))
            .child(list)
            .child(&files.said);
        files.dialog.append(head);
        files.dialog.append(body);
        files
    }

    /// For putting it into the page.
    pub(super) fn element(&self) -> &El {
        &self.dialog
    }

    pub(super) fn open(&self) {
        self.said.set_text("");
        show_modal(&self.dialog);
    }

    /// Whether the browser took the file.
    pub(super) fn show_saved(&self, saved: bool) {
        self.said.set_text(&t(if saved {
            "view_saved"
        } else {
            "file_not_saved"
        }));
    }
}
