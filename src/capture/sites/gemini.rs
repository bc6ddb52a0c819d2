//! Gemini, with the Deep Research report that stands in a panel of its own.

use super::shape::{self, Shape};
use super::{Page, Site, SitePlan};
use crate::capture::accumulate::{Loading, Reading, Turn};
use crate::capture::address::Address;
use crate::capture::markdown::{self, Rules};
use crate::capture::tree::Node;
use crate::conversation::{Role, Source};

/// gemini.google.com
pub struct Gemini;

const ANSWER: Rules = Rules {
    drop: ".table-footer, .thoughts-header, sources-carousel, sources-carousel-inline, \
           immersive-entry-chip button, tts-control, bard-avatar, .response-footer, \
           message-actions, .cdk-visually-hidden, toc-menu",
    citation: "source-footnote",
    keep: "",
    literal: false,
};

const SHAPE: Shape = Shape {
    user: "user-query",
    assistant: "model-response",
    user_body: &[".query-text-line", ".query-text", "p"],
    assistant_body: &[
        "message-content, generated-image, single-image, generated-file, \
                     immersive-entry-chip",
    ],
    reasoning: "model-thoughts message-content, model-thoughts .thoughts-content, \
                model-thoughts .markdown",
    files: "[data-test-id=\"file-name\"], [data-test-id=\"uploaded-file\"], .new-file-name, \
            user-query-file-preview",
    keys: &["id"],
    prompt: Rules {
        literal: true,
        ..ANSWER
    },
    answer: ANSWER,
};

/// The report, and other documents, beside the conversation.
const PANEL: &str = "#extended-response-message-content, \
    deep-research-immersive-panel message-content, immersive-panel message-content, \
    immersive-panel .ProseMirror";

impl Site for Gemini {
    fn name(&self) -> &'static str {
        "gemini"
    }

    fn hosts(&self) -> &'static [&'static str] {
        &["gemini.google.com"]
    }

    fn plan(&self) -> SitePlan {
        SitePlan {
            extras: &[
                "[data-test-id=\"conversation\"] a[aria-current=\"page\"]",
                "[data-test-id=\"conversation\"] .is-active",
            ],
            scrollers: &[
                "infinite-scroller[data-test-id=\"chat-history-container\"]",
                "#chat-history",
                "infinite-scroller",
            ],
            ..SitePlan::default()
        }
    }

    fn recognises(&self, page: &Page<'_>) -> bool {
        page.root()
            .has("user-query, model-response, deep-research-immersive-panel")
    }

    fn read(&self, page: &Page<'_>) -> Reading {
        let root = page.root();
        let mut turns = SHAPE.turns(root, page.address);
        for (turn, node) in turns
            .iter_mut()
            .filter(|turn| turn.message.as_ref().is_none_or(|m| m.role == Role::User))
            .zip(root.find_outermost(SHAPE.user))
        {
            join_lines(turn, node, page.address);
        }
        for (turn, node) in turns
            .iter_mut()
            .zip(root.find_outermost("user-query, model-response"))
        {
            // The container of the pair has the only id.
            if let Some(id) = node
                .closest(".conversation-container")
                .and_then(|pair| pair.attr_text("id"))
            {
                turn.key = format!("{id}:{}", node.tag());
            }
        }
        for panel in root.find_outermost(PANEL) {
            add_report(panel, &mut turns, page);
        }
        Reading {
            title: page.title(
                "[data-test-id=\"conversation\"] a[aria-current=\"page\"] .title-text, \
                 [data-test-id=\"conversation\"] .is-active .title-text, \
                 immersive-panel h2.title-text",
                &[" - Gemini", " - Google Gemini", " | Gemini"],
                &["Gemini", "Google Gemini"],
            ),
            streaming: root.has("[data-test-id=\"stop-button\"], .stop-icon"),
            loading: Loading::Older(0),
            turns,
            ..Reading::default()
        }
    }
}

/// One element a line of the prompt.
fn join_lines(turn: &mut Turn, node: Node<'_>, address: &Address) {
    let lines = node.find_outermost(".query-text-line");
    if lines.len() < 2 {
        return;
    }
    let texts: Vec<String> = lines
        .iter()
        .map(|line| markdown::convert(*line, &SHAPE.prompt, address).text)
        .collect();
    let blocks = texts.join("\n\n");
    if let Some(message) = &mut turn.message {
        let typed = texts.join("\n");
        // Whatever stands before the lines, files for one, stays.
        let joined: Vec<&str> = texts
            .iter()
            .filter(|t| !t.is_empty())
            .map(String::as_str)
            .collect();
        message.markdown = message
            .markdown
            .replace(&joined.join("\n\n"), &typed)
            .replace(&blocks, &typed)
            .trim()
            .to_owned();
    }
}

fn add_report(panel: Node<'_>, turns: &mut Vec<Turn>, page: &Page<'_>) {
    let sources: Vec<Source> = page
        .root()
        .find_all(".used-sources browse-web-item a[href], deep-research-source-lists a[href]")
        .into_iter()
        .filter_map(|link| {
            let url = page.address.link(link.attr("href")?)?;
            let title = link
                .find("[data-test-id=\"sub-title\"], .sub-title")
                .map(Node::line)
                .unwrap_or_default();
            Some(Source { title, url })
        })
        .collect();
    let read = markdown::convert_cited(&[panel], &ANSWER, page.address, &sources);
    let mut report = shape::message_turn(Role::Assistant, read);
    match turns.last_mut() {
        Some(last)
            if last
                .message
                .as_ref()
                .is_some_and(|m| m.role == Role::Assistant) =>
        {
            if let Some(message) = &mut report.message {
                message.markdown = format!("---\n\n{}", message.markdown);
            }
            last.append(report);
        }
        _ => {
            report.key = "report".to_owned();
            turns.push(report);
        }
    }
}
