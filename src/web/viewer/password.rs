//! A link with a password: the page that asks for it. A worker derives the key, and the link is
//! opened with it here.

use std::rc::Rc;

use gloo::timers::callback::Timeout;

use super::{Viewer, pages};
use crate::error::Error;
use crate::link::{Lock, Packed, SealKey};
use crate::web::dom::{self, El, el};
use crate::web::i18n::{error_text, t};
use crate::web::password::PasswordField;
use crate::web::work;

const FIELD: &str = "password-field";
const WRONG: &str = "password-wrong";

/// A link that waits for its password.
struct Locked {
    viewer: Viewer,
    turn: u32,
    text: String,
    packed: Packed,
    lock: Lock,
    field: PasswordField,
    open: El,
    wrong: El,
}

impl Viewer {
    /// Asks for the password of a link; a wrong one loses nothing.
    pub(super) fn ask_password(&self, text: String, packed: Packed, lock: Lock) {
        let locked = Rc::new(Locked {
            viewer: self.clone(),
            turn: self.0.turn.get(),
            text,
            packed,
            lock,
            field: PasswordField::new(FIELD),
            open: el("button")
                .class("button primary")
                .id("unlock")
                .attr("type", "button")
                .text(&t("view_locked_open")),
            wrong: el("p")
                .class("wrong")
                .id(WRONG)
                .attr("role", "alert")
                .flag("hidden", true),
        });
        self.0.actions.set_child(self.another());
        self.show(&locked.page());
        Self::set_state("locked");
        self.say(&t("view_locked_title"));
        locked.field.input.focus();
    }
}

impl Locked {
    fn page(self: &Rc<Self>) -> El {
        let by_button = self.clone();
        self.open.listen("click", move |_| by_button.unlock());
        let by_enter = self.clone();
        self.field.input.listen("keydown", move |event| {
            if dom::key(event) == "Enter" {
                event.prevent_default();
                by_enter.unlock();
            }
        });
        let ask = el("div")
            .class("ask")
            .child(el("label").attr("for", FIELD).text(&t("password_label")))
            .child(self.field.element())
            .child(&self.wrong)
            .child(&self.open);
        pages::locked().child(ask)
    }

    fn is_current(&self) -> bool {
        self.viewer.0.turn.get() == self.turn
    }

    fn unlock(self: &Rc<Self>) {
        let password = self.field.input.value();
        if password.is_empty() {
            return self.field.input.focus();
        }
        // One try at a time.
        if !self.is_current() || self.open.element().has_attribute("aria-busy") {
            return;
        }
        self.show_busy(true);
        let hearing = self.clone();
        let task = work::key(&self.lock, &password, move |key| {
            // A moment later, since this is still the task's own call.
            let hearing = hearing.clone();
            Timeout::new(0, move || {
                if hearing.is_current() {
                    hearing.open_with(key);
                }
            })
            .forget();
        });
        self.viewer.0.task.replace(Some(task));
    }

    fn open_with(&self, key: Result<SealKey, Error>) {
        self.viewer.0.task.take();
        match key.and_then(|key| self.packed.unsealed(&key)) {
            Ok(inner) => {
                self.viewer.0.actions.clear();
                Viewer::set_state("opening");
                self.viewer.unpack(self.text.clone(), inner);
            }
            Err(error @ (Error::PasswordWrong | Error::WorkFailed { .. })) => {
                self.show_busy(false);
                self.show_wrong(&error);
            }
            Err(error) => self.viewer.fail(&error),
        }
    }

    fn show_busy(&self, busy: bool) {
        self.open.set_text(&t(if busy {
            "view_locked_opening"
        } else {
            "view_locked_open"
        }));
        if busy {
            self.open.set_attr("aria-busy", "true");
            self.viewer.say(&t("view_locked_opening"));
            // What was wrong is said anew, if it is wrong again.
            self.wrong.set_hidden(true);
            self.wrong.clear();
        } else {
            let _ = self.open.element().remove_attribute("aria-busy");
        }
    }

    fn show_wrong(&self, error: &Error) {
        self.wrong.set_attr("data-error", error.key());
        self.wrong.set_text(&error_text(error));
        self.wrong.set_hidden(false);
        let input = &self.field.input;
        input.set_attr("aria-invalid", "true");
        input.set_attr("aria-describedby", WRONG);
        input.focus();
        input.select();
    }
}
