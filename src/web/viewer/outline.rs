//! The outline: the prompts of a conversation, beside it or, on a narrow page, above it.

use crate::conversation::{Conversation, Role};
use crate::render::display::one_line;
use crate::web::dom::{self, El, el};
use crate::web::i18n::t;

/// Fewer prompts than this need no outline.
const MIN: usize = 3;
/// The most prompts that are listed.
const MAX: usize = 1_000;
/// The most characters of a prompt.
const MAX_TEXT: usize = 80;
/// From this width on, in pixels, the outline is open by itself.
const WIDE: f64 = 1_216.0;

/// The outline; `None` where there is little to list.
pub(super) fn outline(conversation: &Conversation) -> Option<El> {
    let messages = conversation.messages.iter().enumerate();
    let prompts: Vec<_> = messages
        .filter(|(_, m)| m.role == Role::User)
        .take(MAX)
        .collect();
    if prompts.len() < MIN {
        return None;
    }
    let list = el("ol");
    for (at, prompt) in prompts {
        // Enough of the text for one line, however long it is.
        let text: String = prompt.markdown.chars().take(4 * MAX_TEXT).collect();
        let button = el("button")
            .attr("type", "button")
            .attr("dir", "auto")
            .text(&one_line(&text, MAX_TEXT))
            .on("click", move |_| go_to(at + 1));
        list.append(el("li").child(button));
    }
    let width = dom::window()
        .inner_width()
        .ok()
        .and_then(|width| width.as_f64());
    Some(
        el("nav")
            .class("outline")
            .attr("aria-label", &t("view_outline"))
            .child(
                el("details")
                    .flag("open", width.is_some_and(|width| width >= WIDE))
                    .child(el("summary").text(&t("view_outline")))
                    .child(list),
            ),
    )
}

/// Shows the message with this number, from 1, and gives it the keyboard.
pub(super) fn go_to(number: usize) {
    if let Some(message) = dom::by_id(&["m", &number.to_string()].concat()) {
        message.set_attr("tabindex", "-1");
        message.element().scroll_into_view();
        message.focus();
    }
}
