//! The field for a password, with the button that shows what is typed. Nothing of it is kept.

use super::dom::{El, el};
use super::i18n::t;

/// Clones are the same field.
#[derive(Clone)]
pub struct PasswordField {
    /// What is typed into.
    pub input: El,
    row: El,
}

impl PasswordField {
    /// A field with this id. A browser is asked not to fill it or to remember what is typed: a
    /// password belongs to one link, not to this page.
    pub fn new(id: &'static str) -> Self {
        let input = el("input")
            .class("field")
            .id(id)
            .attr("type", "password")
            .attr("autocomplete", "off")
            .attr("autocapitalize", "off")
            .attr("spellcheck", "false")
            .attr("dir", "auto");
        let reveal = el("button")
            .class("button reveal")
            .attr("type", "button")
            .attr("aria-controls", id)
            .text(&t("password_show"));
        let (field, button) = (input.clone(), reveal.clone());
        reveal.listen("click", move |_| {
            let shown = field.element().get_attribute("type").as_deref() == Some("text");
            field.set_attr("type", if shown { "password" } else { "text" });
            let key = if shown {
                "password_show"
            } else {
                "password_hide"
            };
            button.set_text(&t(key));
        });
        let row = el("div").class("password-row").child(&input).child(reveal);
        Self { input, row }
    }

    /// Field and button.
    pub fn element(&self) -> &El {
        &self.row
    }
}
