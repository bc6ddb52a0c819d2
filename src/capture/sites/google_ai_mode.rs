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
           [aria-hidden=\"true\"][data-xid], \
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
        let mut start = 0;
        for node in root.find_outermost(TURN) {
            // Something was asked, whether the page tells what or not.
            let asked = question(node, page, start).map(|question| Message {
                role: Role::User,
                markdown: question,
                ..Message::default()
            });
            turns.push(Turn {
                message: asked,
                ..Turn::default()
            });
            start = node.position() + node.size() + 1;
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

/// The question of a turn. The page shows it in ever-changing elements, in the turn or before it, as a
/// heading: after the words that say who asks. Attributes and, of the first, the address hold it too.
fn question(turn: Node<'_>, page: &Page<'_>, start: usize) -> Option<String> {
    let end = turn.position() + turn.size() + 1;
    let root = page.root();
    let here = |node: &Node<'_>| (start..end).contains(&node.position());
    let named = |of: Node<'_>| {
        ["data-q", "data-uq", "data-mq"]
            .iter()
            .find_map(|name| of.attr_text(name))
            .map(str::to_owned)
    };
    let attribute = || {
        root.find_all("[data-q], [data-uq], [data-mq]")
            .into_iter()
            .filter(here)
            .find_map(named)
    };
    let heading = || {
        root.find_all("[role=\"heading\"][aria-level=\"2\"]")
            .into_iter()
            .filter(here)
            .filter(|heading| {
                heading
                    .closest("[data-container-id], [aria-hidden=\"true\"]")
                    .is_none()
            })
            .find_map(|heading| {
                let mut parts = heading.child_elements();
                let (_, asked) = (parts.next()?, parts.next()?);
                Some(asked.text().trim().to_owned()).filter(|text| !text.is_empty())
            })
    };
    let in_address = || {
        page.address
            .query
            .split('&')
            .find_map(|pair| pair.strip_prefix("q="))
            .map(|query| percent_decoded(&query.replace('+', " ")))
            .filter(|query| !query.trim().is_empty())
    };
    let first = || {
        (start == 0)
            .then(|| {
                root.find("[data-q], [data-uq]")
                    .and_then(named)
                    .or_else(in_address)
            })
            .flatten()
    };
    attribute().or_else(heading).or_else(first)
}
