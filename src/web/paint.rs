//! Stub.
use super::dom::{El, el};
use crate::conversation::Conversation;
/// Stub.
pub fn preview(conversation: &Conversation) -> El {
    el("div").children(
        conversation
            .messages
            .iter()
            .map(|m| el("p").attr("data-message", "").text(&m.markdown)),
    )
}
