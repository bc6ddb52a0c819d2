//! What is said of the link: how long it is, where it fits, and that it was copied.

use super::View;
use crate::error::Error;
use crate::link::meter::Fit;
use crate::web::browser;
use crate::web::dom::el;
use crate::web::i18n::{error_text, number, t, tr};

impl View {
    /// In a private window: what becomes of the list, and nothing that would show the conversation outside of
    /// it.
    pub(in crate::web::popup) fn tell_private(&self) {
        let note = el("p").class("reader-note").id("private");
        self.footer.append(note.text(&t("popup_private")));
        self.open.set_hidden(!browser::is_private_page());
    }

    /// How long the link is, where it fits, and that it may be copied.
    pub(in crate::web::popup) fn show_link(&self, chars: usize, copied: bool) {
        self.copy.set_flag("disabled", false);
        self.open.set_flag("disabled", false);
        self.qr.set_flag("disabled", false);
        self.save.set_flag("disabled", false);
        self.by_hand.set_hidden(true);
        self.meter.toggle_class("bad", false);
        self.meter.set_attr("data-length", &chars.to_string());
        self.say_length();
        // A scale in powers of ten, from 100 characters to the million that browsers take.
        let level = (chars.max(1).ilog2() * 3).saturating_sub(19).clamp(2, 40);
        self.meter_bar
            .set_style("--level", &(level / 2).to_string());
        if copied {
            self.show_copied(chars);
        } else {
            self.copy.toggle_class("done", false);
            self.copy.set_text(&t("popup_copy"));
        }
    }

    /// How long the link is, and where it fits, unless it is still getting shorter: then what it fits is not
    /// known, and both would not stand on one line.
    fn say_length(&self) {
        let length = self.meter.element().get_attribute("data-length");
        let Some(chars) = length.and_then(|length| length.parse().ok()) else {
            return;
        };
        let shortening = self.shortening.element().text_content();
        let text = match Fit::of(chars) {
            Some(fit) if shortening.is_none_or(|text| text.is_empty()) => {
                tr("popup_length", &[&number(chars), &t(fit.message_key())])
            }
            _ => tr("popup_length_alone", &[&number(chars)]),
        };
        self.meter.set_text(&text);
    }

    /// Whether a shorter link is being made.
    pub(in crate::web::popup) fn show_shortening(&self, on: bool) {
        let text = if on {
            t("popup_shortening")
        } else {
            String::new()
        };
        self.shortening.set_text(&text);
        self.say_length();
    }

    /// Why there is no link.
    pub(in crate::web::popup) fn show_no_link(&self, error: &Error) {
        self.copy.set_flag("disabled", true);
        self.open.set_flag("disabled", true);
        self.qr.set_flag("disabled", true);
        self.copy.set_text(&t("popup_copy"));
        self.meter.toggle_class("bad", true);
        self.meter.set_attr("data-length", "");
        self.meter.set_text(&error_text(error));
    }

    /// That the link was copied, and how long it is.
    pub(in crate::web::popup) fn show_copied(&self, chars: usize) {
        self.copy.toggle_class("done", true);
        self.copy.set_text(&tr("popup_copied", &[&number(chars)]));
    }

    /// The link itself, where the browser refused to copy it.
    pub(in crate::web::popup) fn show_link_to_copy(&self, error: &Error, link: &str) {
        self.show_notice(error);
        self.by_hand.set_value(link);
        self.by_hand.set_hidden(false);
        self.by_hand.focus();
        self.by_hand.select();
    }
}
