//! Google AI Studio.

use super::shape::Shape;
use super::{Page, Site, SitePlan, shape};
use crate::capture::accumulate::{Loading, Reading, Turn};
use crate::capture::markdown::Rules;
use crate::capture::tree::Node;
use crate::conversation::Role;

/// aistudio.google.com
pub struct AiStudio;

const RULES: Rules = Rules {
    drop: ".author-label, .turn-footer, .turn-information, .actions-container, .actions, \
           ms-chat-turn-options, ms-grounding-sources",
    citation: "",
    keep: "textarea.prompt-text",
    literal: false,
};

const SHAPE: Shape = Shape {
    user: "",
    assistant: "",
    user_body: &[".turn-content"],
    assistant_body: &[".turn-content"],
    reasoning: "ms-thought-chunk",
    files: "ms-file-chunk, ms-drive-file-chunk",
    keys: &["id"],
    prompt: Rules {
        drop: ".author-label, .turn-footer, .turn-information, ms-file-chunk",
        ..RULES
    },
    answer: Rules {
        drop: "ms-thought-chunk, .author-label, .turn-footer, .turn-information, \
               .actions-container, .actions, ms-chat-turn-options",
        ..RULES
    },
};

impl Site for AiStudio {
    fn name(&self) -> &'static str {
        "aistudio"
    }

    fn hosts(&self) -> &'static [&'static str] {
        &["aistudio.google.com"]
    }

    fn plan(&self) -> SitePlan {
        SitePlan {
            scrollers: &["ms-autoscroll-container", ".chat-view-container"],
            values: &["ms-chat-turn textarea"],
            ..SitePlan::default()
        }
    }

    fn recognises(&self, page: &Page<'_>) -> bool {
        page.root().has("ms-chat-turn")
    }

    fn read(&self, page: &Page<'_>) -> Reading {
        let root = page.root();
        let mut turns = Vec::new();
        for node in root.find_outermost("ms-chat-turn") {
            read_turn(node, page, &mut turns);
        }
        shape::number_keys(&mut turns);
        let typed_title = root
            .find("input.prompt-title")
            .and_then(|input| input.attr_text("value"));
        Reading {
            title: typed_title.map_or_else(
                || {
                    page.title(
                        "h1.mode-title",
                        &[" | Google AI Studio", " - Google AI Studio"],
                        &["Google AI Studio"],
                    )
                },
                str::to_owned,
            ),
            model: page.words("ms-model-selector .title, ms-model-selector .model-title"),
            turns,
            loading: Loading::Window,
            ..Reading::default()
        }
    }
}

fn read_turn(node: Node<'_>, page: &Page<'_>, out: &mut Vec<Turn>) {
    // Older pages hold both sides in one turn.
    let sides = node.find_outermost(".user-prompt, .model-output");
    if !sides.is_empty() {
        for side in sides {
            let role = if side.has_class("user-prompt") {
                Role::User
            } else {
                Role::Assistant
            };
            out.push(SHAPE.turn(side, role, page.address));
        }
        return;
    }
    let named = node
        .find("[data-turn-role]")
        .and_then(|turn| turn.attr("data-turn-role"))
        .map(str::to_lowercase);
    let role = match named.as_deref() {
        Some("user") => Role::User,
        Some("model") => Role::Assistant,
        _ if node.has(".user") => Role::User,
        _ => Role::Assistant,
    };
    let mut turn = SHAPE.turn(node, role, page.address);
    turn.key = node.attr_text("id").unwrap_or_default().to_owned();
    out.push(turn);
}
