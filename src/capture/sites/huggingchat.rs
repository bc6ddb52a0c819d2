//! HuggingChat, after its own source.

use super::shape::Shape;
use super::{Page, Site, SitePlan};
use crate::capture::accumulate::Reading;
use crate::capture::address::Address;
use crate::capture::ask::{Ask, Asked};
use crate::capture::markdown::Rules;

mod api;

/// huggingface.co/chat
pub struct HuggingChat;

const ANSWER: Rules = Rules {
    drop: "[data-exclude-from-copy]",
    citation: "",
    keep: "",
    literal: false,
};

const SHAPE: Shape = Shape {
    user: "[data-message-id][data-message-type=\"user\"]",
    assistant: "[data-message-id][data-message-role=\"assistant\"]",
    user_body: &["p.disabled, .whitespace-break-spaces"],
    assistant_body: &[".prose"],
    reasoning: "[data-exclude-from-copy] .prose",
    files: "[data-testid=\"uploaded-file\"]",
    keys: &["data-message-id"],
    prompt: Rules {
        literal: true,
        ..ANSWER
    },
    answer: ANSWER,
};

impl Site for HuggingChat {
    fn name(&self) -> &'static str {
        "huggingchat"
    }

    fn hosts(&self) -> &'static [&'static str] {
        &["huggingface.co"]
    }

    fn plan(&self) -> SitePlan {
        SitePlan {
            scrollers: &[".scrollbar-custom.overflow-y-auto", ".overflow-y-auto"],
            ..SitePlan::default()
        }
    }

    fn recognises(&self, page: &Page<'_>) -> bool {
        page.root().has(SHAPE.assistant)
            || page
                .root()
                .has("[data-message-id][data-message-type=\"user\"] p.disabled")
    }

    fn read(&self, page: &Page<'_>) -> Reading {
        Reading {
            title: page.title("", &[" - HuggingChat", " | HuggingChat"], &["HuggingChat"]),
            turns: SHAPE.turns(page.root(), page.address),
            ..Reading::default()
        }
    }

    fn is_conversation(&self, address: &Address) -> bool {
        address.path.starts_with("/chat/conversation/") || address.path.starts_with("/chat/r/")
    }

    fn ask(&self, asked: &Asked<'_>) -> Ask {
        api::ask(asked)
    }
}
