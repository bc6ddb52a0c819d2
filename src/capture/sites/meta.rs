//! Meta AI.

use super::shape::Shape;
use super::{Page, Site, SitePlan};
use crate::capture::accumulate::Reading;
use crate::capture::markdown::Rules;

/// www.meta.ai
pub struct Meta;

const ANSWER: Rules = Rules {
    drop: "",
    citation: "[data-testid=\"citation\"], [data-slot=\"citation\"]",
    keep: "",
    literal: false,
};

const SHAPE: Shape = Shape {
    user: "[data-message-type=\"user\"]",
    assistant: "[data-testid=\"assistant-message\"]",
    user_body: &["[data-slot=\"text\"].text-response"],
    assistant_body: &[".markdown-content"],
    reasoning: "",
    files: "",
    keys: &["data-message-id"],
    prompt: Rules {
        literal: true,
        ..ANSWER
    },
    answer: ANSWER,
};

impl Site for Meta {
    fn name(&self) -> &'static str {
        "meta"
    }

    fn hosts(&self) -> &'static [&'static str] {
        &["meta.ai"]
    }

    fn plan(&self) -> SitePlan {
        SitePlan {
            scrollers: &["[class~=\"group/scroller\"]"],
            ..SitePlan::default()
        }
    }

    fn recognises(&self, page: &Page<'_>) -> bool {
        page.root()
            .has("[data-message-item] [data-message-type=\"user\"]")
            || page
                .root()
                .has("[data-testid=\"assistant-message\"][data-streaming-complete]")
    }

    fn read(&self, page: &Page<'_>) -> Reading {
        let root = page.root();
        Reading {
            title: page.title("", &[" | Meta AI", " - Meta AI"], &["Meta AI"]),
            turns: SHAPE.turns(root, page.address),
            streaming: root.has("[data-streaming-complete=\"false\"]"),
            ..Reading::default()
        }
    }
}
