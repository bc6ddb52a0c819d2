//! The fields of the panel, and what stands where the conversation will be.

use crate::web::dom::{El, el};
use crate::web::i18n::t;

pub(super) fn text_input(id: &'static str, label: &str, placeholder: &str) -> El {
    el("input")
        .id(id)
        .class("field")
        .attr("type", "text")
        .attr("dir", "auto")
        .attr("autocomplete", "off")
        .attr("maxlength", "300")
        .attr("aria-label", &t(label))
        .attr("placeholder", &t(placeholder))
}

pub(super) fn radio(id: &'static str, label: &str) -> El {
    el("input")
        .id(id)
        .attr("type", "radio")
        .attr("name", "from")
        .attr("aria-label", &t(label))
}

pub(super) fn choice(input: &El, label: &str) -> El {
    el("label")
        .class("choice")
        .child(input)
        .child(el("span").text(&t(label)))
}

/// Where the conversation will stand: grey lines of its shape.
pub(super) fn skeleton() -> El {
    let lines = ["short", "long", "long", "middle", "short", "long", "middle"];
    el("div")
        .class("skeleton")
        .attr("aria-hidden", "true")
        .children(lines.map(|length| el("div").class("skeleton-line").class(length)))
}
