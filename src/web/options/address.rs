//! A form that asks for an address: what it is for, the field, its buttons, and what came of them.

use super::{card, said};
use crate::error::Error;
use crate::web::dom::{El, el};
use crate::web::i18n::{error_text, t};

/// The form. Clones are the same one.
#[derive(Clone)]
pub(super) struct Form {
    /// The whole of it.
    pub(super) element: El,
    field: El,
    forget: El,
    said: El,
}

impl Form {
    /// `id` is the field's and begins those of the other parts; the keys are of the title, the help, and the
    /// buttons that save and forget.
    pub(super) fn new(
        id: &'static str,
        [title, help, save, forget]: [&str; 4],
        placeholder: &str,
    ) -> Self {
        let with = |end: &str| [id, "-", end].concat();
        let field = el("input")
            .id(id)
            .class("field")
            .attr("type", "url")
            .attr("dir", "ltr")
            .attr("autocomplete", "off")
            .attr("spellcheck", "false")
            .attr("aria-describedby", &with("help"))
            .attr("placeholder", placeholder);
        let button = |end: &str, kind: &'static str, class: &'static str, key: &str| {
            let button = el("button").id(&with(end)).class(class);
            button.attr("type", kind).text(&t(key))
        };
        let forget = button("forget", "button", "button", forget);
        let said = said(&with("said"));
        let help = el("p").id(&with("help")).text(&t(help));
        let label = el("label")
            .class("labelled")
            .attr("for", id)
            .child(el("span").class("label").text(&t("options_base_label")));
        let buttons = el("div")
            .class("buttons")
            .child(button("save", "submit", "button primary", save))
            .child(&forget);
        let element = card("form", title)
            .child(help)
            .child(label)
            .child(&field)
            .child(buttons)
            .child(&said);
        Self {
            element,
            field,
            forget,
            said,
        }
    }

    /// Calls back when the address is to be saved, with what is typed.
    pub(super) fn on_save(&self, save: impl Fn(String) + 'static) {
        let field = self.field.clone();
        self.element.listen("submit", move |event| {
            event.prevent_default();
            save(field.value());
        });
    }

    /// Calls back when it is to be forgotten.
    pub(super) fn on_forget(&self, forget: impl Fn() + 'static) {
        self.forget.listen("click", move |_| forget());
    }

    /// The address that is kept; only what is kept can be forgotten.
    pub(super) fn show(&self, kept: Option<&str>) {
        self.forget.set_hidden(kept.is_none());
        self.field.set_value(kept.unwrap_or_default());
    }

    /// Says what came of it.
    pub(super) fn say(&self, what: Result<String, Error>) {
        self.said.toggle_class("bad", what.is_err());
        let text = what.unwrap_or_else(|error| error_text(&error));
        self.said.set_text(&text);
    }

    /// As [`say`](Self::say), about the address itself: one that is wrong is where the keyboard goes.
    pub(super) fn judge(&self, what: Result<String, String>) {
        let wrong = what.is_err();
        let invalid = if wrong { "true" } else { "false" };
        self.field.set_attr("aria-invalid", invalid);
        self.said.toggle_class("bad", wrong);
        let text = what.unwrap_or_else(|text| text);
        self.said.set_text(&text);
        if wrong {
            self.field.focus();
        }
    }
}
