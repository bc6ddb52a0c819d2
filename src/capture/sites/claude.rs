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
    drop: "[data-cds=\"TurnStatus\"], [data-cds=\"MessageActions\"], [data-testid=\"message-actions\"], \
           [data-find-omitted].sr-only, [id^=\"mcp-app-modal-\"], time",
    citation: "a[class~=\"group/tag\"], span.inline-flex > a[href]",
    keep: "",
    literal: false,
};

/// The parts of an answer.
const PARTS: &str = "[data-cds=\"Prose\"], [data-perf-reply-text], .standard-markdown, \
                     .progressive-markdown, .artifact-block-cell, iframe[title]";

/// What a person wrote, without what came with it.
const TYPED: &str = "[data-testid=\"user-message\"], .cds-user-message-body";

const SHAPE: Shape = Shape {
    user: "[data-perf-row=\"human\"], [data-cds=\"UserMessage\"], [data-testid=\"user-message\"]",
    assistant: "[data-perf-row=\"assistant\"], [data-cds=\"AssistantMessage\"], \
                [data-testid=\"assistant-message\"], [data-is-streaming]",
    user_body: &[TYPED],
    assistant_body: &[PARTS],
    reasoning: "",
    files: "",
    keys: &["data-turn-key"],
    prompt: Rules {
        literal: true,
        drop: "[data-cds=\"MessageAttachments\"], [data-cds=\"MessageActions\"], \
               [data-testid=\"message-actions\"], [data-testid=\"file-thumbnail\"], time",
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
            || root.has("[data-testid=\"transcript-row\"], [data-cds=\"AssistantMessage\"]")
            || root.has("[data-testid=\"user-message\"]") && root.has(".standard-markdown")
    }

    fn read(&self, page: &Page<'_>) -> Reading {
        let root = page.root();
        let mut turns = Vec::new();
        let rows = rows(root);
        for node in &rows {
            let turn = read_turn(*node, page);
            // Nobody answers twice: a prompt stood between, and this page has it in a way of its own.
            let twice = |turn: &Turn| turn.ordinal.is_none() && answers(turn);
            if twice(&turn) && turns.last().is_some_and(twice) {
                turns.push(Turn {
                    key: format!("{}:asked", turn.key),
                    ..Turn::default()
                });
            }
            turns.push(turn);
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
        // Each row says how many there are, also of those that are not in the page.
        let total = rows
            .iter()
            .filter_map(|node| article(*node)?.attr("aria-setsize")?.parse().ok())
            .max();
        Reading {
            title: page.title(
                "[data-testid=\"chat-title-button\"], [data-testid=\"chat-title-split\"]",
                &[" - Claude", " \\ Claude", " | Claude"],
                &["Claude"],
            ),
            model: page.words("[data-testid=\"model-selector-dropdown\"]"),
            streaming: root.has("[data-is-streaming=\"true\"]"),
            total,
            loading: if windowed {
                Loading::Window
            } else {
                Loading::Whole
            },
            turns,
            ..Reading::default()
        }
    }

    fn ask(&self, asked: &Asked<'_>) -> Ask {
        api::ask(asked)
    }
}

fn answers(turn: &Turn) -> bool {
    turn.message
        .as_ref()
        .is_some_and(|message| message.role == Role::Assistant)
}

/// What an answer is written in.
const SAID: &str = ".font-claude-response, .standard-markdown";

/// What stands around a message of either side.
const ROW: &str = "[data-test-render-count], [data-testid=\"transcript-row\"]";

/// The messages in order. One that is nothing but files has no text that would be marked: it is what
/// stands in a row of its own.
fn rows(root: Node<'_>) -> Vec<Node<'_>> {
    let mut rows = root.find_outermost(&format!("{}, {}", SHAPE.user, SHAPE.assistant));
    let bare = root
        .find_outermost(ROW)
        .into_iter()
        .filter(|row| !rows.iter().any(|node| node.is_within(*row)))
        .filter(|row| row.has(FILES) || row.has("img[alt]") || row.has(SAID))
        .collect::<Vec<_>>();
    rows.extend(bare);
    rows.sort_by_key(|row| row.position());
    rows
}

fn read_turn(node: Node<'_>, page: &Page<'_>) -> Turn {
    let marked = node.is(SHAPE.user);
    let user = marked || !node.is(SHAPE.assistant) && !node.has(SAID);
    let role = if user { Role::User } else { Role::Assistant };
    let mut turn = if user {
        let mut turn = if marked {
            SHAPE.turn(node, role, page.address)
        } else {
            Turn::default()
        };
        attach(node, page, &mut turn);
        turn
    } else {
        answer(node, page)
    };
    // Messages are numbered from 1, rows from 0.
    let message = || article(node)?.attr("aria-posinset")?.parse().ok();
    let row = || {
        let index = node.closest("[data-index]")?.attr("data-index")?;
        index.parse::<usize>().ok().map(|index| index + 1)
    };
    turn.ordinal = message().or_else(row);
    turn
}

/// The element of a feed that a message stands in.
fn article(node: Node<'_>) -> Option<Node<'_>> {
    let feed = "[role=\"article\"]";
    node.closest(feed).or_else(|| node.find(feed))
}

/// The parts of an answer: text before and after tools, cards of artifacts, frames.
fn answer(node: Node<'_>, page: &Page<'_>) -> Turn {
    let ways = on_the_way(node);
    let outside = |part: &Node<'_>| !ways.iter().any(|way| part.is_within(*way));
    let parts: Vec<Node<'_>> = node
        .find_outermost(PARTS)
        .into_iter()
        .filter(outside)
        .collect();
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
    turn.key = SHAPE.turn_key(node, Role::Assistant);
    let done = markdown::convert_all(&ways, &ROWS, page.address).text;
    if let Some(message) = turn.message.as_mut().filter(|_| !done.is_empty()) {
        message.reasoning = Some(done);
    }
    turn
}

/// How the rows are read that tell what was done on the way to an answer.
const ROWS: Rules = Rules {
    drop: "[data-cds=\"Icon\"], .artifact-block-cell, time, .sr-only",
    keep: "button, [role=\"button\"]",
    ..ANSWER
};

/// What unfolds the text beside it.
const FOLDS: &str = "[class~=\"group/status\"], [class~=\"group/row\"], \
    [class~=\"group/collapse-indicator\"]";

/// What was thought, searched and made before the answer: folded or not, with text of its own. What is
/// drawn in such a place is a part of the answer.
fn on_the_way(node: Node<'_>) -> Vec<Node<'_>> {
    let mut ways = node.find_outermost("[data-cds=\"TurnStatus\"]");
    for fold in node.find_all(FOLDS) {
        let grid = fold
            .closest(".row-start-1")
            .filter(|row| row.is_within(node));
        ways.extend(grid.or_else(|| fold.parent().filter(|above| *above != node)));
    }
    ways.retain(|way| way.is_within(node) && !way.has("iframe[title]"));
    ways.sort_by_key(|way| way.position());
    let mut outer: Vec<Node<'_>> = Vec::new();
    for way in ways {
        if !outer.last().is_some_and(|last| way.is_within(*last)) {
            outer.push(way);
        }
    }
    outer
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
    let last = turns.iter_mut().rev().find(|turn| answers(turn));
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

/// A file that came with a prompt.
const FILES: &str = "[data-testid=\"file-thumbnail\"], \
    [data-cds=\"MessageAttachments\"] [data-cds=\"Attachment\"], \
    [data-cds=\"MessageAttachmentsFile\"], [data-cds=\"MessageAttachmentsQuote\"]";

/// The longest name of a file: what is longer is the beginning of a text that was pasted.
const LONGEST_NAME: usize = 80;

/// Pictures, files and quotes stand beside the bubble, not in it.
fn attach(node: Node<'_>, page: &Page<'_>, turn: &mut Turn) {
    let Some(row) = node.closest(ROW) else {
        return;
    };
    let typed = node.find(TYPED).unwrap_or(node);
    let mut names = Vec::new();
    for image in row.find_all("img[alt]") {
        if (typed == row || !image.is_within(typed))
            && let Some(name) = image.attr_text("alt")
        {
            names.push(markdown::image_placeholder(name));
        }
    }
    for file in row.find_outermost(FILES) {
        if let Some(quote) = file.find("blockquote") {
            names.push(markdown::convert(quote, &ANSWER, page.address).text);
            continue;
        }
        let Some(name) = file_name(file).filter(|_| !file.has("img[alt]")) else {
            continue;
        };
        let short = shorten(&name);
        if short != name {
            turn.warnings.push(Warning {
                code: "artifact-left-out".to_owned(),
                detail: short.clone(),
            });
        }
        names.push(markdown::file_placeholder(&short));
    }
    names.dedup();
    shape::prepend(turn, Role::User, &names);
}

/// What a file is called. What is for screen readers alone says what a click does.
fn file_name(file: Node<'_>) -> Option<String> {
    let shown = || {
        let texts = file.descendants().filter(|part| part.as_text().is_some());
        texts
            .filter(|text| text.closest(".sr-only").is_none())
            .map(Node::line)
            .find(|line| !line.is_empty())
    };
    file.find("h3")
        .map(Node::line)
        .or_else(|| file.attr_text("aria-label").map(str::to_owned))
        .or_else(shown)
        .filter(|name| !name.is_empty())
}

fn shorten(name: &str) -> String {
    match name.char_indices().nth(LONGEST_NAME) {
        Some((end, _)) => format!("{}…", name.get(..end).unwrap_or(name).trim_end()),
        None => name.to_owned(),
    }
}
