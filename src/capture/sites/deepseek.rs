//! DeepSeek.

use super::shape::Shape;
use super::{Page, Site, SitePlan, shape};
use crate::capture::accumulate::{Loading, Reading};
use crate::capture::ask::{Ask, Asked};
use crate::capture::markdown::Rules;
use crate::conversation::Role;

mod api;

/// chat.deepseek.com
pub struct DeepSeek;

const ANSWER: Rules = Rules {
    drop: ".md-code-block-banner-wrap button",
    citation: ".ds-markdown-cite",
    keep: "",
    literal: false,
};

const SHAPE: Shape = Shape {
    user: "",
    assistant: "",
    user_body: &[".ds-collapsible-text"],
    assistant_body: &[".ds-assistant-message-main-content", ".ds-markdown"],
    reasoning: ".ds-think-content, .ds-markdown--think",
    files: "[class*=\"ds-file\"]",
    keys: &["data-virtual-list-item-key"],
    prompt: Rules {
        literal: true,
        ..ANSWER
    },
    answer: ANSWER,
};

impl Site for DeepSeek {
    fn name(&self) -> &'static str {
        "deepseek"
    }

    fn hosts(&self) -> &'static [&'static str] {
        &["chat.deepseek.com"]
    }

    fn plan(&self) -> SitePlan {
        SitePlan {
            scrollers: &[".ds-virtual-list", ".ds-scroll-area"],
            ..SitePlan::default()
        }
    }

    fn recognises(&self, page: &Page<'_>) -> bool {
        page.root().has(".ds-message")
    }

    fn read(&self, page: &Page<'_>) -> Reading {
        let root = page.root();
        let mut turns = Vec::new();
        for node in root.find_outermost(".ds-message") {
            // The classes of both sides are hashes; only answers are Markdown.
            let role = if node
                .has(".ds-markdown, .ds-think-content, .ds-assistant-message-main-content")
            {
                Role::Assistant
            } else {
                Role::User
            };
            turns.push(SHAPE.turn(node, role, page.address));
        }
        shape::number_keys(&mut turns);
        let windowed = root.has("[data-virtual-list-item-key]");
        // Thoughts come first: while they are all there is, the answer has not begun.
        let last = turns.last().and_then(|turn| turn.message.as_ref());
        let thinking = last.is_some_and(|message| message.markdown.is_empty());
        Reading {
            title: page.title(
                "",
                &[" - DeepSeek"],
                &["DeepSeek", "DeepSeek - Into the Unknown"],
            ),
            model: None,
            turns,
            streaming: thinking,
            loading: if windowed {
                Loading::Window
            } else {
                Loading::Whole
            },
            ..Reading::default()
        }
    }

    fn ask(&self, asked: &Asked<'_>) -> Ask {
        api::ask(asked)
    }
}
