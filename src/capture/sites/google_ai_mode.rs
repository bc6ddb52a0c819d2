//! AI Mode of Google's search.

use super::{Page, Site, SitePlan, shape};
use crate::capture::accumulate::{Reading, Turn};
use crate::capture::address::{Address, percent_decoded};
use crate::capture::markdown::{self, Rules};
use crate::capture::tree::Node;
use crate::conversation::{Message, Role};

/// google.com/search?udm=50
pub struct GoogleAiMode;

const TURN: &str = "[data-scope-id=\"turn\"]";

const ANSWER: Rules = Rules {
    drop: "[style*=\"display: none\"], [style*=\"display:none\"], [role=\"dialog\"], \
           [data-container-id=\"rhs-col\"], [data-container-id=\"footer\"]",
    citation: "",
    keep: "",
    literal: false,
};

impl Site for GoogleAiMode {
    fn name(&self) -> &'static str {
        "google-ai-mode"
    }

    fn hosts(&self) -> &'static [&'static str] {
        &["google.com"]
    }

    fn plan(&self) -> SitePlan {
        SitePlan::default()
    }

    fn recognises(&self, page: &Page<'_>) -> bool {
        page.root().has(TURN)
    }

    fn read(&self, page: &Page<'_>) -> Reading {
        let root = page.root();
        let mut turns: Vec<Turn> = Vec::new();
        for (n, node) in root.find_outermost(TURN).into_iter().enumerate() {
            if let Some(question) = question(node, page, n == 0) {
                turns.push(Turn {
                    message: Some(Message {
                        role: Role::User,
                        markdown: question,
                        ..Message::default()
                    }),
                    ..Turn::default()
                });
            }
            let columns = node.find_outermost("[data-container-id=\"main-col\"]");
            let bodies = if columns.is_empty() {
                vec![node]
            } else {
                columns
            };
            let read = markdown::convert_all(&bodies, &ANSWER, page.address);
            turns.push(shape::message_turn(Role::Assistant, read));
        }
        shape::number_keys(&mut turns);
        let title = page.title(
            "",
            &[" - Google Search", " - Google"],
            &["Google", "Google Search"],
        );
        Reading {
            title,
            turns,
            ..Reading::default()
        }
    }

    fn has_own_hosts(&self) -> bool {
        false
    }

    fn is_conversation(&self, address: &Address) -> bool {
        address.query.contains("udm=50")
    }
}

/// The page shows the question in ever-changing elements; attributes and the address hold it too.
fn question(turn: Node<'_>, page: &Page<'_>, first: bool) -> Option<String> {
    let asked = |node: Node<'_>| {
        std::iter::once(node)
            .chain(node.descendants())
            .find_map(|part| {
                part.attr_text("data-q")
                    .or_else(|| part.attr_text("data-uq"))
            })
            .map(str::to_owned)
    };
    let in_address = || {
        page.address
            .query
            .split('&')
            .find_map(|pair| pair.strip_prefix("q="))
            .map(|query| percent_decoded(&query.replace('+', " ")))
            .filter(|query| !query.trim().is_empty())
    };
    asked(turn).or_else(|| {
        first
            .then(|| asked(page.root()).or_else(in_address))
            .flatten()
    })
}
