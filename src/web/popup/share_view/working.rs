//! What is done just now, and the button that ends it; and what is missing.

use super::{Action, View, name_of, send};
use crate::capture::Progress;
use crate::web::dom::{self, el};
use crate::web::i18n::{counted, number, t, tr};

impl View {
    /// How far the loading of the rest is.
    pub(in crate::web::popup) fn show_progress(&self, progress: &Progress) {
        let captured = number(progress.captured);
        let text = match progress.expected {
            Some(expected) => tr("popup_loading_of", &[&captured, &number(expected)]),
            None => tr("popup_loading", &[&captured]),
        };
        self.show_working(&text);
    }

    /// While the page's server is asked; what the page showed stays, and says that it is a part.
    pub(in crate::web::popup) fn show_asking(&self, site: &str) {
        if self.form.is_hidden() {
            self.status.clear();
        }
        self.show_working(&tr("popup_asking", &[&name_of(site)]));
    }

    /// What is done just now, and a way to end it.
    fn show_working(&self, text: &str) {
        self.panel.set_attr("aria-busy", "true");
        if let Some(working) = dom::by_id("working") {
            working.set_text(text);
            return;
        }
        let mut focused = false;
        for id in ["load-all", "read-again"] {
            if let Some(button) = dom::by_id(id) {
                focused |= button.has_focus();
                button.element().remove();
            }
        }
        let handler = self.handler.clone();
        let stop = el("button")
            .class("quiet inline")
            .id("stop")
            .attr("type", "button")
            .text(&t("popup_stop"))
            .on("click", move |_| send(&handler, Action::Stop));
        self.status.append(el("span").id("working").text(text));
        self.status.append(&stop);
        if focused {
            stop.focus();
        }
    }

    /// What is missing, one line each; folded where that would take the preview's place.
    pub(super) fn status_details(&self, lines: &[String]) {
        let line = |tag, text: &String| el(tag).class("detail").attr("dir", "auto").text(text);
        if lines.len() <= 2 {
            for text in lines {
                self.status.append(line("span", text));
            }
            return;
        }
        let summary = counted("popup_details", lines.len());
        self.status.append(
            el("details")
                .class("details")
                .child(el("summary").text(&summary))
                .child(el("ul").children(lines.iter().map(|text| line("li", text)))),
        );
    }
}
