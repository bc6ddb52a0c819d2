//! Carrying on with an assistant: the transcript goes to the clipboard, and the site opens.
//!
//! Nothing is typed into a site and nothing is sent. Filling a site's own box would begin in
//! [`Assistant`]: it is the one place that knows sites.

use crate::conversation::Conversation;
use crate::render::display::site_name;
use crate::transcript;
use crate::web::i18n::{t, tr};

/// Where one can carry on.
pub(super) struct Assistant {
    /// What it is called.
    pub(super) name: &'static str,
    /// Where a new chat begins.
    pub(super) url: &'static str,
}

/// In the order of the menu.
pub(super) const ASSISTANTS: [Assistant; 8] = [
    Assistant {
        name: "ChatGPT",
        url: "https://chatgpt.com/",
    },
    Assistant {
        name: "Claude",
        url: "https://claude.ai/new",
    },
    Assistant {
        name: "Gemini",
        url: "https://gemini.google.com/app",
    },
    Assistant {
        name: "Grok",
        url: "https://grok.com/",
    },
    Assistant {
        name: "DeepSeek",
        url: "https://chat.deepseek.com/",
    },
    Assistant {
        name: "Perplexity",
        url: "https://www.perplexity.ai/",
    },
    Assistant {
        name: "Copilot",
        url: "https://copilot.microsoft.com/",
    },
    Assistant {
        name: "Le Chat",
        url: "https://chat.mistral.ai/chat",
    },
];

/// What is put on the clipboard, and how many messages were left out of it.
pub(super) fn text(conversation: &Conversation) -> (String, usize) {
    let (short, left_out) = transcript::shorten(conversation, transcript::MAX_SHORT);
    let site = site_name(&short.site);
    let intro = if site.is_empty() {
        t("view_continue_intro")
    } else {
        tr("view_continue_intro_site", &[&site])
    };
    let mut text = [&intro, "\n\n"].concat();
    if left_out > 0 {
        text.push_str(&tr("view_continue_gap", &[&left_out.to_string()]));
        text.push_str("\n\n");
    }
    text.push_str(&transcript::write(&short));
    (text, left_out)
}
