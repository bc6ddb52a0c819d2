//! Qwen.

use super::shape::Shape;
use super::{Page, Site, SitePlan};
use crate::capture::accumulate::Reading;
use crate::capture::markdown::Rules;

/// chat.qwen.ai
pub struct Qwen;

const ANSWER: Rules = Rules {
    drop: ".qwen-markdown-table-header, .qwen-markdown-code-header-actions, \
           .qwen-chat-thinking-tool-status-card-wraper, .message-footer, .anticon",
    citation: ".qwen-markdown-citation, [class*=\"citation\"]",
    keep: "",
    literal: false,
};

const SHAPE: Shape = Shape {
    user: ".qwen-chat-message-user",
    assistant: ".qwen-chat-message-assistant",
    user_body: &[".user-message-content", ".chat-user-message"],
    assistant_body: &[
        ".response-message-content.phase-answer",
        ".response-message-content",
    ],
    reasoning: ".response-message-content.phase-think, .phase-thinking",
    files: ".chat-user-message-file, .file-card-list .file-name",
    keys: &["id"],
    prompt: Rules {
        literal: true,
        ..ANSWER
    },
    answer: ANSWER,
};

impl Site for Qwen {
    fn name(&self) -> &'static str {
        "qwen"
    }

    fn hosts(&self) -> &'static [&'static str] {
        &["chat.qwen.ai"]
    }

    fn plan(&self) -> SitePlan {
        SitePlan {
            scrollers: &["#chat-messages-scroll-container", ".chat-messages"],
            ..SitePlan::default()
        }
    }

    fn recognises(&self, page: &Page<'_>) -> bool {
        page.root().has(".qwen-chat-message, .qwen-markdown")
    }

    fn read(&self, page: &Page<'_>) -> Reading {
        Reading {
            title: page.title(
                "",
                &[" | Qwen", " - Qwen", " - Qwen Chat"],
                &["Qwen", "Qwen Chat", "Qwen Studio"],
            ),
            model: page.words("[class*=\"model-selector-text\"]"),
            turns: SHAPE.turns(page.root(), page.address),
            ..Reading::default()
        }
    }
}
