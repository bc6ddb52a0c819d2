//! The password of a link, in the share panel: a switch, the field, and what it means.
//!
//! What is typed lives in this page alone: no draft, no list and no log has it.

use std::rc::Rc;

use crate::link::strength::Strength;
use crate::web::dom::{self, El, el};
use crate::web::i18n::{number, t, tr};
use crate::web::password::PasswordField;

/// How many characters longer a password makes a link, most of the time.
const COST: usize = 46;

/// The elements that change. Clones are the same elements.
#[derive(Clone)]
pub(super) struct Password {
    root: El,
    row: El,
    switch: El,
    body: El,
    field: PasswordField,
    strength: El,
    consequence: El,
}

impl Password {
    /// Switched off.
    pub(super) fn new() -> Self {
        let new = Self {
            root: el("div").class("password-part"),
            row: el("div").class("option-row"),
            switch: el("input").attr("type", "checkbox").id("lock"),
            body: el("div").class("password-body").flag("hidden", true),
            field: PasswordField::new("link-password"),
            strength: el("p")
                .class("password-strength")
                .id("password-strength")
                .attr("role", "status"),
            consequence: el("p").class("consequence"),
        };
        let label = el("label")
            .class("choice")
            .child(&new.switch)
            .child(el("span").text(&t("password_switch")));
        let note = tr("password_note", &[&number(COST)]);
        let input = &new.field.input;
        input.set_attr("aria-label", &t("password_label"));
        input.set_attr("placeholder", &t("password_label"));
        input.set_attr("aria-describedby", "password-strength password-note");
        for part in [
            new.field.element(),
            &new.strength,
            &el("p")
                .class("password-note")
                .id("password-note")
                .text(&note),
        ] {
            new.body.append(part);
        }
        new.row.append(label);
        for part in [&new.consequence, &new.row, &new.body] {
            new.root.append(part);
        }
        new.show(false);
        new
    }

    /// For putting it into the page.
    pub(super) fn element(&self) -> &El {
        &self.root
    }

    /// Puts another choice of the link beside the switch.
    pub(super) fn beside(&self, other: &El) {
        self.row.append(other);
    }

    /// `changed` is told the password, `None` where there is to be none; `enter` that Enter was
    /// pressed in the field.
    pub(super) fn listen(
        &self,
        changed: impl Fn(Option<String>) + 'static,
        enter: impl Fn() + 'static,
    ) {
        let changed = Rc::new(changed);
        let (part, tell) = (self.clone(), Rc::clone(&changed));
        self.switch.listen("change", move |_| {
            let on = part.switch.checked();
            part.show(on);
            if on {
                part.field.input.focus();
            }
            tell(on.then(String::new));
        });
        let part = self.clone();
        self.field.input.listen("input", move |_| {
            part.show_strength();
            changed(Some(part.field.input.value()));
        });
        self.field.input.listen("keydown", move |event| {
            if dom::key(event) == "Enter" {
                event.prevent_default();
                enter();
            }
        });
    }

    /// Whether there is to be one. Switching changes the field to an empty one.
    pub(super) fn show(&self, on: bool) {
        self.switch.set_checked(on);
        self.body.set_hidden(!on);
        self.field.input.set_value("");
        self.show_strength();
        self.consequence.set_text(&t(if on {
            "password_consequence"
        } else {
            "popup_self_contained"
        }));
    }

    fn show_strength(&self) {
        let password = self.field.input.value();
        let strength = Strength::of(&password);
        let text = match password.is_empty() {
            true => String::new(),
            false => t(strength.message_key()),
        };
        self.strength.set_text(&text);
        self.strength
            .toggle_class("warn", strength == Strength::Weak);
    }
}
