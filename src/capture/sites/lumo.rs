//! Lumo by Proton.

use super::shape::Shape;
use super::{Page, Site, SitePlan};
use crate::capture::accumulate::Reading;
use crate::capture::markdown::Rules;

/// lumo.proton.me
pub struct Lumo;

const ANSWER: Rules = Rules {
    drop: ".message-actions, [data-testid=\"message-actions\"], .lumo-avatar, .no-print, .lumo-no-copy",
    citation: "",
    keep: "",
    literal: false,
};

const SHAPE: Shape = Shape {
    user: "[data-message-role=\"user\"]",
    assistant: "[data-message-role=\"assistant\"]",
    user_body: &[".user-msg-container"],
    assistant_body: &[".assistant-msg-container"],
    reasoning: "[data-testid=\"reasoning\"]",
    files: "[data-testid=\"attachment\"]",
    keys: &["data-message-id", "id"],
    prompt: Rules {
        literal: true,
        ..ANSWER
    },
    answer: ANSWER,
};

impl Site for Lumo {
    fn name(&self) -> &'static str {
        "lumo"
    }

    fn hosts(&self) -> &'static [&'static str] {
        &["lumo.proton.me"]
    }

    fn plan(&self) -> SitePlan {
        SitePlan {
            scrollers: &["main .overflow-y-auto", ".overflow-auto"],
            ..SitePlan::default()
        }
    }

    fn recognises(&self, page: &Page<'_>) -> bool {
        page.root().has("[data-message-role=\"user\"]")
            && page.root().has("[data-message-role=\"assistant\"]")
    }

    fn read(&self, page: &Page<'_>) -> Reading {
        Reading {
            title: page.title(
                "",
                &[" - Lumo", " | Lumo", " - Proton Lumo"],
                &["Lumo", "Proton Lumo"],
            ),
            turns: SHAPE.turns(page.root(), page.address),
            ..Reading::default()
        }
    }
}
