//! Perplexity.

use super::{Page, Site, SitePlan, shape};
use crate::capture::accumulate::{Loading, Reading, Turn};
use crate::capture::ask::{Ask, Asked};
use crate::capture::markdown::{self, Rules};
use crate::conversation::Role;

mod api;

/// www.perplexity.ai
pub struct Perplexity;

const QUERY: &str = "[class~=\"group/query\"]";

const ANSWER: Rules = Rules {
    drop: ".citation-nbsp, [data-testid=\"related-questions\"]",
    citation: ".citation",
    keep: "",
    literal: false,
};

const PROMPT: Rules = Rules {
    literal: true,
    ..ANSWER
};

impl Site for Perplexity {
    fn name(&self) -> &'static str {
        "perplexity"
    }

    fn hosts(&self) -> &'static [&'static str] {
        &["perplexity.ai"]
    }

    fn plan(&self) -> SitePlan {
        SitePlan {
            scrollers: &[".scrollable-container", "main .overflow-y-auto"],
            ..SitePlan::default()
        }
    }

    fn recognises(&self, page: &Page<'_>) -> bool {
        let root = page.root();
        root.has(QUERY) || root.has("[id^=\"markdown-content-\"]")
    }

    fn read(&self, page: &Page<'_>) -> Reading {
        let root = page.root();
        let mut turns: Vec<Turn> = Vec::new();
        // Answers have no element of their own: whatever prose stands between two questions. A
        // numbered container may be empty while the text stands beside it.
        let parts = root.find_outermost(&format!("{QUERY}, [id^=\"markdown-content-\"], .prose"));
        for part in parts {
            if part.is(QUERY) {
                let bodies = part.find_outermost(".select-text");
                let bodies = if bodies.is_empty() {
                    vec![part]
                } else {
                    bodies
                };
                let read = markdown::convert_all(&bodies, &PROMPT, page.address);
                turns.push(shape::message_turn(Role::User, read));
                continue;
            }
            let read = markdown::convert(part, &ANSWER, page.address);
            let read = shape::message_turn(Role::Assistant, read);
            match turns.last_mut() {
                Some(last) if is_answer(last) => last.append(read),
                _ if read.message.is_some() => turns.push(read),
                _ => {}
            }
        }
        shape::number_keys(&mut turns);
        Reading {
            title: page.title("", &[" - Perplexity", " | Perplexity"], &["Perplexity"]),
            turns,
            streaming: root.has("[data-testid=\"stop-generating-response-button\"]"),
            loading: Loading::Whole,
            ..Reading::default()
        }
    }

    fn is_conversation(&self, address: &crate::capture::address::Address) -> bool {
        matches!(
            address.segments().next(),
            Some("search" | "page" | "thread")
        )
    }

    fn ask(&self, asked: &Asked<'_>) -> Ask {
        api::ask(asked)
    }
}

fn is_answer(turn: &Turn) -> bool {
    turn.message
        .as_ref()
        .is_some_and(|message| message.role == Role::Assistant)
}
