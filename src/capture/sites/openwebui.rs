//! Open WebUI on any host, and z.ai, which is made from it.

use super::shape::{self, Shape};
use super::{Page, Site, SitePlan};
use crate::capture::accumulate::{Loading, Reading, Turn};
use crate::capture::address::Address;
use crate::capture::ask::{Ask, Asked};
use crate::capture::markdown::{self, Rules};
use crate::capture::tree::Node;
use crate::conversation::Role;

mod api;

/// Self-hosted.
pub struct OpenWebUi;

/// chat.z.ai
pub struct ZAi;

const ANSWER: Rules = Rules {
    drop: ".buttons, .copy-code-button, .save-code-button, .run-code-button, [id^=\"plt-canvas-\"], \
           .assistant-message-profile-image, #response-message-model-name, \
           .markdown-prose > .space-y-2",
    // The name of a source; where it is stands in a box that opens.
    citation: ".markdown-prose p > button, .markdown-prose li > button, .markdown-prose td > button",
    keep: "",
    literal: false,
};

const SHAPE: Shape = Shape {
    user: ".user-message[id^=\"message-\"]",
    assistant: "",
    user_body: &[
        ".chat-user .markdown-prose",
        ".chat-user [class~=\"max-w-[90%]\"]",
        ".chat-user",
    ],
    assistant_body: &[".chat-assistant"],
    reasoning: "details[type=\"reasoning\"], .thinking-chain-container blockquote",
    files: ".chat-user-file, [data-testid=\"file-item\"], .chat-user [class~=\"w-60\"] > button",
    keys: &["id"],
    // The person's Markdown is drawn; its text still is what was typed.
    prompt: Rules {
        literal: true,
        ..ANSWER
    },
    answer: ANSWER,
};

/// Thoughts, and calls of tools with what they gave: folded or open, they stand in the answer.
const ON_THE_WAY: &str = ".markdown-prose > .space-y-2";
const ROWS: Rules = Rules {
    drop: "[class~=\"@md:hidden\"]",
    keep: "[role=\"button\"]",
    ..ANSWER
};

fn recognises(page: &Page<'_>) -> bool {
    page.root().has("[id^=\"message-\"] .chat-assistant")
        || page
            .root()
            .has(".user-message[id^=\"message-\"] .chat-user")
}

fn read(page: &Page<'_>) -> Reading {
    let root = page.root();
    let mut turns: Vec<Turn> = Vec::new();
    for node in root.find_outermost("[id^=\"message-\"]") {
        let user = node.has_class("user-message") || node.has(".chat-user");
        if !user && !node.has(".chat-assistant") {
            continue;
        }
        let role = if user { Role::User } else { Role::Assistant };
        let mut turn = SHAPE.turn(node, role, page.address);
        turn.key = node.attr_text("id").unwrap_or_default().to_owned();
        if let (Role::Assistant, Some(message)) = (role, &mut turn.message) {
            message.model = node
                .find("#response-message-model-name")
                .map(Node::line)
                .filter(|name| !name.is_empty());
            let rows = node.find_outermost(ON_THE_WAY);
            let text = markdown::convert_all(&rows, &ROWS, page.address).text;
            if !text.is_empty() {
                message.reasoning = Some(text);
            }
        }
        if user {
            let images: Vec<Node<'_>> = node
                .find_all(".chat-user img")
                .into_iter()
                .filter(|image| image.closest(".markdown-prose").is_none())
                .collect();
            let read = markdown::convert_all(&images, &ANSWER, page.address);
            turn.warnings.extend(read.warnings);
            if !read.text.is_empty() {
                shape::prepend(&mut turn, Role::User, &[read.text]);
            }
        }
        turns.push(turn);
    }
    let title = page.title(
        "[data-selected=\"true\"] .truncate",
        &[
            " / Open WebUI",
            " • Open WebUI",
            " | Open WebUI",
            " - Open WebUI",
        ],
        &["Open WebUI"],
    );
    Reading {
        title: if title.starts_with("Z.ai - ") {
            String::new()
        } else {
            title
        },
        model: page.words(".modelSelectorButton"),
        turns,
        loading: Loading::Older,
        ..Reading::default()
    }
}

const PLAN: SitePlan = SitePlan {
    roots: &[],
    extras: &[".modelSelectorButton", "[data-selected=\"true\"] .truncate"],
    scrollers: &["#messages-container"],
    values: &[],
};

impl Site for OpenWebUi {
    fn name(&self) -> &'static str {
        "openwebui"
    }

    fn hosts(&self) -> &'static [&'static str] {
        &[]
    }

    fn plan(&self) -> SitePlan {
        PLAN
    }

    fn recognises(&self, page: &Page<'_>) -> bool {
        recognises(page)
    }

    fn read(&self, page: &Page<'_>) -> Reading {
        read(page)
    }

    fn is_conversation(&self, address: &Address) -> bool {
        address.segments().any(|part| part == "c")
    }

    fn ask(&self, asked: &Asked<'_>) -> Ask {
        api::ask(asked)
    }
}

impl Site for ZAi {
    fn name(&self) -> &'static str {
        "zai"
    }

    fn hosts(&self) -> &'static [&'static str] {
        &["z.ai"]
    }

    fn plan(&self) -> SitePlan {
        PLAN
    }

    fn recognises(&self, page: &Page<'_>) -> bool {
        let here = page.address.is_host("z.ai") || page.snapshot.title.trim().starts_with("Z.ai");
        here && recognises(page)
    }

    fn read(&self, page: &Page<'_>) -> Reading {
        read(page)
    }

    fn ask(&self, asked: &Asked<'_>) -> Ask {
        api::ask(asked)
    }
}
