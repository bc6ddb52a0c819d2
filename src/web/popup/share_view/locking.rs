//! While the link is locked with a password: nothing is offered that would open without.

use super::{Action, View, send};
use crate::web::i18n::t;

impl View {
    pub(super) fn listen_password(&self) {
        let (changes, enters) = (self.handler.clone(), self.handler.clone());
        self.password.listen(
            move |password| send(&changes, Action::Password(password)),
            move || send(&enters, Action::Copy),
        );
    }

    /// No link yet: it is being made, or waits for its password to be typed.
    pub(in crate::web::popup) fn show_locking(&self, typed: bool, making: bool) {
        for button in [&self.copy, &self.open, &self.qr] {
            button.set_flag("disabled", true);
        }
        self.copy.toggle_class("done", false);
        self.copy.set_text(&t("popup_copy"));
        self.by_hand.set_hidden(true);
        let text = if typed && making {
            t("password_locking")
        } else {
            String::new()
        };
        self.shortening.set_text(&text);
        if !typed {
            self.meter.toggle_class("bad", false);
            self.meter.set_attr("data-length", "");
            self.meter.set_text(&t("password_first"));
        }
    }
}
