//! The outline: the prompts of a conversation, beside it or, on a narrow page, above it.

use crate::conversation::{Conversation, Message, Role};
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

/// The outline of a conversation, as far as the conversation is there.
pub(super) struct Outline {
    list: El,
    /// How many messages were looked at.
    seen: usize,
    prompts: usize,
}

impl Outline {
    /// Whether a conversation has enough prompts for one.
    pub(super) fn is_worth(conversation: &Conversation) -> bool {
        let prompts = conversation.messages.iter().filter(|m| is_prompt(m));
        prompts.take(MIN).count() == MIN
    }

    /// An empty one, in the page in front of this element.
    pub(super) fn before(element: &El) -> Self {
        let list = el("ol");
        let width = dom::window()
            .inner_width()
            .ok()
            .and_then(|width| width.as_f64());
        let outline = el("nav")
            .class("outline")
            .attr("aria-label", &t("view_outline"))
            .child(
                el("details")
                    .flag("open", width.is_some_and(|width| width >= WIDE))
                    .child(el("summary").text(&t("view_outline")))
                    .child(&list),
            );
        let _ = element.element().before_with_node_1(outline.element());
        Self {
            list,
            seen: 0,
            prompts: 0,
        }
    }

    /// Lists the prompts among the first `count` messages that are not listed yet.
    pub(super) fn add(&mut self, conversation: &Conversation, count: usize) {
        let messages = conversation.messages.iter().enumerate().take(count);
        for (at, prompt) in messages.skip(self.seen) {
            if !is_prompt(prompt) || self.prompts == MAX {
                continue;
            }
            self.prompts += 1;
            // Enough of the text for one line, however long it is.
            let text: String = prompt.markdown.chars().take(4 * MAX_TEXT).collect();
            let button = el("button")
                .attr("type", "button")
                .attr("dir", "auto")
                .text(&one_line(&text, MAX_TEXT))
                .on("click", move |_| go_to(at + 1));
            self.list.append(el("li").child(button));
        }
        self.seen = count;
    }
}

fn is_prompt(message: &Message) -> bool {
    message.role == Role::User
}

/// Shows the message with this number, from 1, and gives it the keyboard.
pub(super) fn go_to(number: usize) {
    if let Some(message) = dom::by_id(&["m", &number.to_string()].concat()) {
        message.set_attr("tabindex", "-1");
        message.element().scroll_into_view();
        message.focus();
    }
}
