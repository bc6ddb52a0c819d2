//! What opens with a password only, a link or an upload: the page that asks for it, and the link. A
//! worker derives a link's key, and the link is opened with it here.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use super::{Viewer, pages};
use crate::error::Error;
use crate::link::{Lock, Packed, SealKey};
use crate::web::cipher;
use crate::web::dom::{self, El, el};
use crate::web::i18n::{error_text, t};
use crate::web::password::PasswordField;
use crate::web::work;

const FIELD: &str = "password-field";
const WRONG: &str = "password-wrong";

/// The page that asks, for what was opened in this turn. Clones are the same page.
#[derive(Clone)]
pub(super) struct Asking {
    viewer: Viewer,
    turn: u32,
    input: El,
    open: El,
    wrong: El,
}

impl Viewer {
    /// Asks for the password of a link; a wrong one loses nothing.
    pub(super) fn ask_password(&self, text: String, packed: Packed, lock: Lock) {
        let why = t("view_locked_text");
        let packed = Rc::new(packed);
        self.ask_for("view_locked_title", &why, move |asking, password| {
            let (hearing, text, packed) = (asking.clone(), text.clone(), Rc::clone(&packed));
            let task = work::key(&lock, password, move |key| {
                let (hearing, text) = (hearing.clone(), text.clone());
                let packed = Rc::clone(&packed);
                // A moment later, since this is still the task's own call.
                spawn_local(async move {
                    let inner = inner(&packed, key).await;
                    if hearing.is_current() {
                        hearing.viewer.open_with(&hearing, text, inner);
                    }
                });
            });
            asking.viewer.0.task.replace(Some(task));
        });
    }

    fn open_with(&self, asking: &Asking, text: String, inner: Result<Packed, Error>) {
        self.0.task.take();
        match inner {
            Ok(inner) => {
                self.0.actions.clear();
                Self::set_state("opening");
                self.unpack(text, inner);
            }
            Err(error @ (Error::PasswordWrong | Error::WorkFailed { .. })) => {
                asking.say_wrong(&error);
            }
            Err(error) => self.fail(&error),
        }
    }

    /// Shows the page that asks, and says why. `open` tries what was typed, which is not empty; one try
    /// at a time.
    pub(super) fn ask_for(
        &self,
        title: &'static str,
        why: &str,
        open: impl Fn(&Asking, &str) + 'static,
    ) {
        self.0.notice.set_hidden(true);
        let field = PasswordField::new(FIELD);
        let asking = Asking {
            viewer: self.clone(),
            turn: self.0.turn.get(),
            input: field.input.clone(),
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
        };
        let by_button = Rc::new(open);
        let by_enter = Rc::clone(&by_button);
        let itself = asking.clone();
        asking
            .open
            .listen("click", move |_| itself.attempt(&*by_button));
        let itself = asking.clone();
        asking.input.listen("keydown", move |event| {
            if dom::key(event) == "Enter" {
                event.prevent_default();
                itself.attempt(&*by_enter);
            }
        });
        let form = el("div")
            .class("ask")
            .child(el("label").attr("for", FIELD).text(&t("password_label")))
            .child(field.element())
            .child(&asking.wrong)
            .child(&asking.open);
        self.0.actions.set_child(self.another());
        self.show(&pages::page(title, why).child(form));
        Self::set_state("locked");
        self.say(&t(title));
        asking.input.focus();
    }
}

/// The link inside a locked one.
async fn inner(packed: &Packed, key: Result<SealKey, Error>) -> Result<Packed, Error> {
    let sealed = packed.sealed_with(&key?)?;
    Packed::unsealed_by(cipher::open(&sealed).await?)
}

impl Asking {
    pub(super) fn is_current(&self) -> bool {
        self.viewer.0.turn.get() == self.turn
    }

    fn attempt(&self, open: &dyn Fn(&Self, &str)) {
        let password = self.input.value();
        if password.is_empty() {
            return self.input.focus();
        }
        if self.is_current() && !self.open.element().has_attribute("aria-busy") {
            self.show_busy(true);
            open(self, &password);
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

    /// Asks once more.
    pub(super) fn say_wrong(&self, error: &Error) {
        self.show_busy(false);
        self.wrong.set_attr("data-error", error.key());
        self.wrong.set_text(&error_text(error));
        self.wrong.set_hidden(false);
        self.input.set_attr("aria-invalid", "true");
        self.input.set_attr("aria-describedby", WRONG);
        self.input.focus();
        self.input.select();
    }
}
