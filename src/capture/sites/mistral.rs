//! Le Chat by Mistral.

use super::shape::Shape;
use super::{Page, Site, SitePlan};
use crate::capture::accumulate::Reading;
use crate::capture::markdown::Rules;

/// chat.mistral.ai
pub struct Mistral;

const ANSWER: Rules = Rules {
    drop: ".rich-table-title-bar",
    citation: "[data-testid=\"citation\"], [data-citation]",
    // The heads of a table sort it.
    keep: "[role=\"columnheader\"] button",
    literal: false,
};

const SHAPE: Shape = Shape {
    user: "[data-message-author-role=\"user\"]",
    assistant: "[data-message-author-role=\"assistant\"]",
    user_body: &[
        "span.whitespace-pre-wrap",
        ".whitespace-pre-wrap",
        "[data-testid=\"text-message-part\"]",
    ],
    assistant_body: &[
        "[data-message-part-type=\"answer\"]",
        "[data-testid=\"text-message-part\"]",
    ],
    // Its label is drawn letter by letter; only the text in it counts.
    reasoning: "[role=\"region\"][id^=\"collapsible-content\"] .markdown-container-style, \
                [data-message-part-type=\"reasoning\"]",
    files: "[data-testid=\"file-attachment\"]",
    keys: &["data-message-id"],
    prompt: Rules {
        literal: true,
        ..ANSWER
    },
    answer: ANSWER,
};

impl Site for Mistral {
    fn name(&self) -> &'static str {
        "mistral"
    }

    fn hosts(&self) -> &'static [&'static str] {
        &["chat.mistral.ai"]
    }

    fn plan(&self) -> SitePlan {
        SitePlan {
            scrollers: &["[data-radix-scroll-area-viewport]"],
            ..SitePlan::default()
        }
    }

    fn recognises(&self, page: &Page<'_>) -> bool {
        page.root()
            .has("[data-message-author-role][data-message-version], [data-message-part-type]")
    }

    fn read(&self, page: &Page<'_>) -> Reading {
        Reading {
            title: page.title(
                "",
                &[
                    " - Le Chat",
                    " | Le Chat",
                    " - Vibe",
                    " | Mistral AI",
                    " - Mistral AI",
                ],
                &[
                    "Le Chat",
                    "Le Chat - Mistral AI",
                    "Mistral AI",
                    "Vibe",
                    "Chat",
                ],
            ),
            turns: SHAPE.turns(page.root(), page.address),
            ..Reading::default()
        }
    }
}
