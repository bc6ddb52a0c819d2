//! Poe. Its classes end in a hash; the part before it is stable.

use super::shape::{self, Shape};
use super::{Page, Site, SitePlan};
use crate::capture::accumulate::{Loading, Reading};
use crate::capture::address::Address;
use crate::capture::markdown::Rules;
use crate::conversation::Role;

/// poe.com
pub struct Poe;

const ANSWER: Rules = Rules {
    drop: "[class*=\"ChatMessageActionBar\"], [class*=\"ChatMessageHeader\"], \
           [class*=\"BotHeader\"], [class*=\"Timestamp\"]",
    citation: "",
    keep: "",
    literal: false,
};

const SHAPE: Shape = Shape {
    user: "",
    assistant: "",
    user_body: &["[class*=\"Markdown_markdownContainer\"], [class*=\"Prose_prose\"]"],
    assistant_body: &["[class*=\"Markdown_markdownContainer\"], [class*=\"Prose_prose\"]"],
    reasoning: "",
    files: "[class*=\"Attachments_attachment\"]",
    keys: &["id"],
    prompt: Rules {
        literal: true,
        ..ANSWER
    },
    answer: ANSWER,
};

/// One message; the inner bubble has a class of the same beginning.
const TURN: &str = "[class*=\"ChatMessage_chatMessage\"], [id^=\"message-\"]";

impl Site for Poe {
    fn name(&self) -> &'static str {
        "poe"
    }

    fn hosts(&self) -> &'static [&'static str] {
        &["poe.com"]
    }

    fn plan(&self) -> SitePlan {
        SitePlan {
            scrollers: &["[class*=\"ChatMessagesScrollWrapper\"]"],
            ..SitePlan::default()
        }
    }

    fn recognises(&self, page: &Page<'_>) -> bool {
        page.root().has("[class*=\"ChatMessage_chatMessage\"]")
    }

    fn read(&self, page: &Page<'_>) -> Reading {
        let root = page.root();
        let mut turns = Vec::new();
        for node in root.find_outermost(TURN) {
            let user = "[class*=\"rightSide\"], [class*=\"humanMessageBubble\"]";
            let role = if node.is(user) || node.has(user) {
                Role::User
            } else {
                Role::Assistant
            };
            turns.push(SHAPE.turn(node, role, page.address));
        }
        shape::number_keys(&mut turns);
        Reading {
            title: page.title("", &[" - Poe"], &["Poe"]),
            model: page.words("[class*=\"BotHeader_title\"], [class*=\"BotName\"]"),
            turns,
            loading: Loading::Older,
            ..Reading::default()
        }
    }

    fn is_conversation(&self, address: &Address) -> bool {
        matches!(address.segments().next(), Some("chat" | "s"))
    }
}
