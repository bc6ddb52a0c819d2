//! Microsoft's Copilot, for everybody and for work.

use super::shape::Shape;
use super::{Page, Site, SitePlan};
use crate::capture::accumulate::{Loading, Reading};
use crate::capture::address::Address;
use crate::capture::markdown::Rules;

/// copilot.microsoft.com
pub struct Copilot;

const ANSWER: Rules = Rules {
    drop: "[data-testid=\"message-item-reactions\"]",
    citation: "[role=\"button\"][data-url]",
    keep: "",
    literal: false,
};

const SHAPE: Shape = Shape {
    user: "[data-content=\"user-message\"], [data-testid=\"user-message\"]",
    assistant: "[data-content=\"ai-message\"], [data-testid=\"ai-message\"]",
    user_body: &["[data-content=\"user-message\"]"],
    assistant_body: &[
        "[class~=\"group/ai-message-item\"]",
        "[data-testid=\"ai-message-body\"]",
    ],
    reasoning: "",
    files: "",
    keys: &["data-message-id", "id"],
    prompt: Rules {
        literal: true,
        ..ANSWER
    },
    answer: ANSWER,
};

impl Site for Copilot {
    fn name(&self) -> &'static str {
        "copilot"
    }

    fn hosts(&self) -> &'static [&'static str] {
        &["copilot.microsoft.com"]
    }

    fn plan(&self) -> SitePlan {
        SitePlan {
            scrollers: &["[data-testid=\"chat-scroll-container\"]", "main"],
            ..SitePlan::default()
        }
    }

    fn recognises(&self, page: &Page<'_>) -> bool {
        page.root()
            .has("[data-content=\"user-message\"], [data-content=\"ai-message\"]")
            || page.root().has("[data-testid=\"ai-message\"]")
    }

    fn read(&self, page: &Page<'_>) -> Reading {
        let title = page.title(
            "",
            &[" | Microsoft Copilot", " - Microsoft Copilot"],
            &["Microsoft Copilot", "Microsoft Copilot: Your AI companion"],
        );
        Reading {
            title: title
                .strip_prefix("Microsoft Copilot: ")
                .unwrap_or(&title)
                .to_owned(),
            turns: SHAPE.turns(page.root(), page.address),
            ..Reading::default()
        }
    }
}

/// m365.cloud.microsoft/chat
pub struct CopilotM365;

const M365_ANSWER: Rules = Rules {
    drop: ".fai-UserMessage__accessibleHeading, .fai-CopilotMessage__accessibleHeading, \
           .fai-UserMessage__timestamp, .fai-UserMessage__author, .fai-UserMessage__actionBar, \
           .fai-CopilotMessage__avatar, .fai-CopilotMessage__name, .fai-CopilotMessage__timestamp, \
           .fai-CopilotMessage__disclaimer, .fai-CopilotMessage__footnote, \
           .fai-CopilotMessage__actions, .fai-SuggestionList",
    citation: "[data-testid=\"citation\"], .fai-Citation",
    keep: "",
    literal: false,
};

const M365: Shape = Shape {
    user: "[data-testid=\"chatQuestion\"], .fai-UserMessage",
    assistant: "[data-testid=\"copilot-message-div\"], .fai-CopilotMessage",
    user_body: &["[data-testid=\"chatOutput\"]", ".fai-UserMessage__message"],
    assistant_body: &[
        "[data-testid=\"markdown-reply\"]",
        ".fai-CopilotMessage__content",
    ],
    reasoning: "",
    files: "",
    keys: &["data-virtualizer-index"],
    prompt: Rules {
        literal: true,
        ..M365_ANSWER
    },
    answer: M365_ANSWER,
};

impl Site for CopilotM365 {
    fn name(&self) -> &'static str {
        "copilot-m365"
    }

    fn hosts(&self) -> &'static [&'static str] {
        &["m365.cloud.microsoft", "copilot.cloud.microsoft"]
    }

    fn plan(&self) -> SitePlan {
        SitePlan {
            scrollers: &["#llm-web-ui-messageList-scrollable-container"],
            ..SitePlan::default()
        }
    }

    fn recognises(&self, page: &Page<'_>) -> bool {
        page.root()
            .has("[data-testid=\"copilot-message-div\"], [data-testid=\"chatQuestion\"]")
            || page.root().has(".fai-UserMessage") && page.root().has(".fai-CopilotMessage")
    }

    fn read(&self, page: &Page<'_>) -> Reading {
        let root = page.root();
        Reading {
            title: page.title(
                "",
                &[" | M365 Copilot", " | Microsoft 365 Copilot"],
                &["M365 Copilot", "Microsoft 365 Copilot", "Chat"],
            ),
            turns: M365.turns(root, page.address),
            loading: if root.has("[data-virtualizer-index]") {
                Loading::Window
            } else {
                Loading::Whole
            },
            ..Reading::default()
        }
    }

    /// The same address before and after the first message.
    fn is_conversation(&self, address: &Address) -> bool {
        address.segments().count() > 1
    }
}
