//! Grok.

use super::shape::Shape;
use super::{Page, Site, SitePlan, shape};
use crate::capture::accumulate::{Loading, Reading};
use crate::capture::ask::{Ask, Asked};
use crate::capture::markdown::Rules;
use crate::capture::tree::Node;
use crate::conversation::Role;

mod api;

/// grok.com
pub struct Grok;

const ANSWER: Rules = Rules {
    drop: ".action-buttons, section.auth-notification, .thinking-container",
    citation: "[data-testid=\"citation\"], .citation",
    keep: "",
    literal: false,
};

const SHAPE: Shape = Shape {
    user: "",
    assistant: "",
    user_body: &[".response-content-markdown", ".message-bubble"],
    assistant_body: &[".response-content-markdown", ".message-bubble"],
    reasoning: ".thinking-container .response-content-markdown, [data-testid=\"thinking\"]",
    files: "[data-testid=\"attachment\"]",
    keys: &["id"],
    prompt: Rules {
        literal: true,
        ..ANSWER
    },
    answer: ANSWER,
};

impl Site for Grok {
    fn name(&self) -> &'static str {
        "grok"
    }

    fn hosts(&self) -> &'static [&'static str] {
        &["grok.com"]
    }

    fn plan(&self) -> SitePlan {
        SitePlan {
            scrollers: &["main .overflow-y-auto", ".overflow-y-auto"],
            ..SitePlan::default()
        }
    }

    fn recognises(&self, page: &Page<'_>) -> bool {
        page.root().has(".message-bubble")
            && page
                .root()
                .has("[id^=\"response-\"], .action-buttons, .response-content-markdown")
    }

    fn read(&self, page: &Page<'_>) -> Reading {
        let root = page.root();
        let mut nodes = root.find_outermost("[id^=\"response-\"]");
        if nodes.is_empty() {
            nodes = root
                .find_outermost(".message-bubble")
                .into_iter()
                .map(|bubble| bubble.closest(".group").unwrap_or(bubble))
                .collect();
        }
        let mut turns = Vec::new();
        let mut before = Role::Assistant;
        for node in nodes {
            let next = if before == Role::User {
                Role::Assistant
            } else {
                Role::User
            };
            let role = role(node).unwrap_or(next);
            before = role;
            turns.push(SHAPE.turn(node, role, page.address));
        }
        shape::number_keys(&mut turns);
        Reading {
            title: page.title("", &[" - Grok", " | Grok", " / Grok"], &["Grok"]),
            model: None,
            turns,
            streaming: root.has("[data-testid=\"stop-button\"]"),
            loading: Loading::Whole,
            ..Reading::default()
        }
    }

    fn ask(&self, asked: &Asked<'_>) -> Ask {
        api::ask(asked)
    }
}

/// Who speaks, by what the turn itself shows; nothing depends on a language.
fn role(turn: Node<'_>) -> Option<Role> {
    let parts = || std::iter::once(turn).chain(turn.descendants());
    for part in parts() {
        match part.attr("data-testid") {
            Some("user-message") => return Some(Role::User),
            Some("assistant-message") => return Some(Role::Assistant),
            _ => {}
        }
    }
    let bubble = turn.find(".message-bubble").unwrap_or(turn);
    if turn.has_class("items-end") || bubble.has_class("bg-surface-l1") {
        return Some(Role::User);
    }
    if turn.has_class("items-start") {
        return Some(Role::Assistant);
    }
    // An answer can be regenerated, read aloud, rated and shared; a prompt edited and copied.
    let buttons = turn.find(".action-buttons")?.find_all("button").len();
    match buttons {
        0 => None,
        1..=3 => Some(Role::User),
        _ => Some(Role::Assistant),
    }
}
