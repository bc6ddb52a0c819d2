//! LibreChat on any host, after its own source.

use super::shape::Shape;
use super::{Page, Site, SitePlan};
use crate::capture::accumulate::{Reading, Turn};
use crate::capture::address::Address;
use crate::capture::ask::{Ask, Asked};
use crate::capture::markdown::Rules;
use crate::capture::tree::Node;
use crate::conversation::Role;

mod api;

/// Self-hosted.
pub struct LibreChat;

const ANSWER: Rules = Rules {
    drop: "h2.select-none, h2.sr-only, h2.font-semibold.text-base",
    citation: "",
    keep: "",
    literal: false,
};

const SHAPE: Shape = Shape {
    user: "",
    assistant: "",
    user_body: &[".message-content", "[data-testid=\"message-body\"]"],
    assistant_body: &[".message-content", "[data-testid=\"message-body\"]"],
    reasoning: "[data-testid=\"thinking-content\"], .thinking-content",
    files: "[data-testid=\"file-container\"]",
    keys: &["id"],
    prompt: Rules {
        literal: true,
        ..ANSWER
    },
    answer: ANSWER,
};

impl Site for LibreChat {
    fn name(&self) -> &'static str {
        "librechat"
    }

    fn hosts(&self) -> &'static [&'static str] {
        &[]
    }

    fn plan(&self) -> SitePlan {
        SitePlan {
            scrollers: &[".scrollbar-gutter-stable", "main .overflow-y-auto"],
            ..SitePlan::default()
        }
    }

    fn recognises(&self, page: &Page<'_>) -> bool {
        page.root()
            .has(".message-render .user-turn, .message-render .agent-turn")
    }

    fn read(&self, page: &Page<'_>) -> Reading {
        let root = page.root();
        let mut turns: Vec<Turn> = Vec::new();
        for node in root.find_outermost(".message-render") {
            let role = if node.has(".user-turn") || node.has_class("user-turn") {
                Role::User
            } else {
                Role::Assistant
            };
            let mut turn = SHAPE.turn(node, role, page.address);
            if let Some(id) = node.attr_text("id") {
                turn.key = id.to_owned();
            }
            if let (Role::Assistant, Some(message)) = (role, &mut turn.message) {
                message.model = node
                    .find("h2")
                    .map(Node::line)
                    .filter(|name| !name.is_empty());
            }
            turns.push(turn);
        }
        Reading {
            title: page.title("", &[" | LibreChat", " - LibreChat"], &["LibreChat"]),
            turns,
            ..Reading::default()
        }
    }

    fn is_conversation(&self, address: &Address) -> bool {
        let mut segments = address.segments();
        segments.any(|part| part == "c") && segments.next().is_some_and(|id| id != "new")
    }

    fn ask(&self, asked: &Asked<'_>) -> Ask {
        api::ask(asked)
    }
}
