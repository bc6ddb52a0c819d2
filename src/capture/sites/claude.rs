//! Claude, before and after the change of 2026-10 ("hub").

use super::shape::{self, Shape};
use super::{Page, Site, SitePlan};
use crate::capture::accumulate::{Loading, Reading, Turn};
use crate::capture::ask::{Ask, Asked};
use crate::capture::markdown::{self, Rules};
use crate::capture::tree::Node;
use crate::conversation::{Role, Warning};

pub mod api;
mod tools;

/// claude.ai
pub struct Claude;

const ANSWER: Rules = Rules {
    drop: "[data-cds=\"TurnStatus\"], [data-cds=\"MessageActions\"], [data-find-omitted].sr-only, \
           [id^=\"mcp-app-modal-\"], time",
    citation: "a[class~=\"group/tag\"], span.inline-flex > a[href]",
    keep: "",
    literal: false,
};

/// The parts of an answer.
const PARTS: &str = "[data-perf-reply-text], .standard-markdown, .progressive-markdown, \
                     .artifact-block-cell, iframe[title]";

const SHAPE: Shape = Shape {
    user: "[data-testid=\"user-message\"]",
    assistant: "[data-testid=\"assistant-message\"], [data-is-streaming]",
    user_body: &[],
    assistant_body: &[PARTS],
    reasoning: "",
    files: "",
    keys: &["data-turn-key"],
    prompt: Rules {
        literal: true,
        ..ANSWER
    },
    answer: ANSWER,
};

/// The panel beside the conversation that shows a document whole.
const PANEL: &str = "#markdown-artifact, [data-skill-file-viewer]";

impl Site for Claude {
    fn name(&self) -> &'static str {
        "claude"
    }

    fn hosts(&self) -> &'static [&'static str] {
        &["claude.ai"]
    }

    fn plan(&self) -> SitePlan {
        SitePlan {
            scrollers: &[
                "[data-autoscroll-container]",
                ".overflow-y-auto.overflow-x-hidden.flex-1",
                ".overflow-y-scroll.overflow-x-hidden.flex-1",
            ],
            ..SitePlan::default()
        }
    }

    fn recognises(&self, page: &Page<'_>) -> bool {
        let root = page.root();
        root.has("[data-is-streaming], .font-claude-response, #markdown-artifact")
            || root.has("[data-testid=\"transcript-row\"]")
            || root.has("[data-testid=\"user-message\"]") && root.has(".standard-markdown")
    }

    fn read(&self, page: &Page<'_>) -> Reading {
        let root = page.root();
        let mut turns = Vec::new();
        let rows = root.find_outermost(&format!("{}, {}", SHAPE.user, SHAPE.assistant));
        for node in &rows {
            turns.push(read_turn(*node, page));
        }
        if turns.is_empty() {
            for node in root.find_outermost(".font-claude-response:not(#markdown-artifact)") {
                turns.push(SHAPE.turn(node, Role::Assistant, page.address));
            }
        }
        for panel in root.find_outermost(PANEL) {
            add_panel(panel, &mut turns, page);
        }
        let panels = root.find_outermost(PANEL);
        let shown: Vec<String> = panels.into_iter().map(headline).collect();
        for turn in &mut turns {
            // What the panel shows is not left out.
            turn.warnings.retain(|warning| {
                warning.code != "artifact-left-out" || !shown.contains(&warning.detail)
            });
        }
        shape::number_keys(&mut turns);
        let windowed = root.has("[data-testid=\"transcript-row\"]");
        Reading {
            title: page.title(
                "[data-testid=\"chat-title-button\"], [data-testid=\"chat-title-split\"]",
                &[" - Claude", " \\ Claude", " | Claude"],
                &["Claude"],
            ),
            model: page.words("[data-testid=\"model-selector-dropdown\"]"),
            streaming: root.has("[data-is-streaming=\"true\"]"),
            loading: if windowed {
                Loading::Window
            } else {
                Loading::Whole
            },
            turns,
            warnings: Vec::new(),
            certainty: None,
        }
    }

    fn ask(&self, asked: &Asked<'_>) -> Ask {
        api::ask(asked)
    }
}

fn read_turn(node: Node<'_>, page: &Page<'_>) -> Turn {
    let user = node.is(SHAPE.user);
    let role = if user { Role::User } else { Role::Assistant };
    let mut turn = if user {
        let mut turn = SHAPE.turn(node, role, page.address);
        shape::prepend(&mut turn, role, &attachments(node));
        turn
    } else {
        answer(node, page)
    };
    // Rows are numbered from 0.
    turn.ordinal = node
        .closest("[data-index]")
        .and_then(|row| row.attr("data-index")?.parse::<usize>().ok())
        .map(|index| index + 1);
    turn
}

/// The parts of an answer: text before and after tools, cards of artifacts, frames.
fn answer(node: Node<'_>, page: &Page<'_>) -> Turn {
    let mut parts = Vec::new();
    for part in node.find_outermost(PARTS) {
        // The row that tells what was done while thinking has texts of its own.
        let status = part
            .closest(".row-start-1")
            .is_some_and(|row| row.is_within(node) && row.has("[class~=\"group/status\"]"));
        let inside = part.closest("[data-cds=\"TurnStatus\"]").is_some();
        if !status && !inside {
            parts.push(part);
        }
    }
    let mut turn = Turn::default();
    for part in parts {
        let read = if part.has_class("artifact-block-cell") {
            card(part)
        } else {
            let read = markdown::convert(part, &ANSWER, page.address);
            shape::message_turn(Role::Assistant, read)
        };
        turn.append(read);
    }
    if turn.message.is_none() && !node.has(PARTS) {
        turn = SHAPE.turn(node, Role::Assistant, page.address);
    }
    let keyed = SHAPE.turn_key(node, Role::Assistant);
    turn.key = keyed;
    if let Some(message) = &mut turn.message {
        message.reasoning = done_on_the_way(node, page);
    }
    turn
}

/// What was thought, searched and made before the answer, as far as the page has it unfolded.
fn done_on_the_way(node: Node<'_>, page: &Page<'_>) -> Option<String> {
    const ROWS: Rules = Rules {
        drop: "[data-cds=\"Icon\"], .artifact-block-cell, time",
        keep: "button, [role=\"button\"]",
        ..ANSWER
    };
    let status = "[class~=\"group/status\"], [class~=\"group/row\"]";
    let rows: Vec<Node<'_>> = node
        .find_outermost("[data-cds=\"TurnStatus\"], .row-start-1, .ease-out.transition-all")
        .into_iter()
        .filter(|row| row.attr("data-cds").is_some() || row.has(status))
        .filter(|row| !row.has("[data-perf-reply-text], .standard-markdown"))
        .collect();
    let text = markdown::convert_all(&rows, &ROWS, page.address).text;
    (!text.is_empty()).then_some(text)
}

/// A document that is shown beside the conversation: here only its name.
fn card(node: Node<'_>) -> Turn {
    let name = node
        .find(".line-clamp-1")
        .map(Node::line)
        .unwrap_or_default();
    let mut turn = Turn::default();
    shape::prepend(
        &mut turn,
        Role::Assistant,
        &[markdown::placeholder("artifact", &name)],
    );
    turn.warnings.push(Warning {
        code: "artifact-left-out".to_owned(),
        detail: name,
    });
    turn
}

/// The open document stands after the last answer.
fn add_panel(panel: Node<'_>, turns: &mut Vec<Turn>, page: &Page<'_>) {
    let mut read = shape::message_turn(
        Role::Assistant,
        markdown::convert(panel, &ANSWER, page.address),
    );
    let last = turns.iter_mut().rev().find(|turn| {
        turn.message
            .as_ref()
            .is_some_and(|m| m.role == Role::Assistant)
    });
    match last {
        Some(last) => {
            if let Some(message) = &mut read.message {
                message.markdown = format!("---\n\n{}", message.markdown);
            }
            last.append(read);
        }
        None => turns.push(read),
    }
}

/// What a document calls itself.
fn headline(panel: Node<'_>) -> String {
    panel.find("h1, h2").map(Node::line).unwrap_or_default()
}

/// Pictures and files stand beside the bubble, not in it.
fn attachments(node: Node<'_>) -> Vec<String> {
    let Some(row) = node
        .closest("[data-testid=\"transcript-row\"]")
        .or_else(|| node.closest("[data-test-render-count]"))
    else {
        return Vec::new();
    };
    let mut names = Vec::new();
    for image in row.find_all("img[alt]") {
        if !image.is_within(node)
            && let Some(name) = image.attr_text("alt")
        {
            names.push(markdown::image_placeholder(name));
        }
    }
    for file in row.find_outermost(
        "[data-testid=\"file-thumbnail\"], [data-cds=\"MessageAttachments\"] [data-cds=\"Attachment\"]",
    ) {
        let name = file
            .find("h3")
            .map(Node::line)
            .or_else(|| file.attr_text("aria-label").map(str::to_owned))
            .unwrap_or_else(|| file.line());
        if !name.is_empty() && !file.has("img[alt]") {
            names.push(markdown::file_placeholder(&name));
        }
    }
    names.dedup();
    names
}
