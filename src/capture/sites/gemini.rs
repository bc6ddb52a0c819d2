//! Gemini, with the Deep Research report that stands in a panel of its own.

use super::shape::{self, Shape};
use super::{Page, Site, SitePlan};
use crate::capture::accumulate::{Loading, Reading, Turn};
use crate::capture::address::Address;
use crate::capture::markdown::{self, Rules};
use crate::capture::tree::Node;
use crate::conversation::{Role, Source, Warning};

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
    assistant_body: &["message-content, generated-image, single-image, generated-file"],
    reasoning: "model-thoughts message-content, model-thoughts .thoughts-content, \
                model-thoughts .markdown, thinking-panel thought-item",
    files: "[data-test-id=\"file-name\"], [data-test-id=\"uploaded-file\"], .new-file-name, \
            user-query-file-preview",
    keys: &["id"],
    prompt: Rules {
        literal: true,
        ..ANSWER
    },
    answer: ANSWER,
};

/// What shows a document beside the conversation.
const PANEL: &str = "immersive-panel, deep-research-immersive-panel, \
    #extended-response-message-content";

/// The report, text or code in it.
const DOCUMENT: &str = "message-content, .ProseMirror, .monaco-editor, .cm-editor";

/// What stands for a document in the answer that it belongs to.
const CHIP: &str = "immersive-entry-chip";

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
                "a[data-test-id=\"conversation\"][aria-current=\"true\"]",
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
        // By element: an answer without text has no message that would tell whose it is.
        for (turn, node) in turns
            .iter_mut()
            .zip(root.find_outermost("user-query, model-response"))
            .filter(|(_, node)| node.tag() == "user-query")
        {
            join_lines(turn, node, page.address);
        }
        let mut documents: Vec<(usize, String)> = Vec::new();
        for (place, (turn, node)) in turns
            .iter_mut()
            .zip(root.find_outermost("user-query, model-response"))
            .enumerate()
        {
            documents.extend(
                node.find_outermost(CHIP)
                    .into_iter()
                    .map(|chip| (place, chip_name(chip))),
            );
            // The container of the pair has the only id.
            if let Some(id) = node
                .closest(".conversation-container")
                .and_then(|pair| pair.attr_text("id"))
            {
                turn.key = format!("{id}:{}", node.tag());
            }
        }
        for panel in root.find_outermost(PANEL) {
            let name = panel
                .find("h2.title-text, .title-text")
                .map(Node::line)
                .unwrap_or_default();
            let place = documents
                .iter()
                .rposition(|(_, document)| *document == name && !name.is_empty())
                .map(|at| documents.swap_remove(at).0);
            add_document(panel, &name, place, &mut turns, page);
        }
        for (place, name) in documents {
            if let Some(turn) = turns.get_mut(place) {
                turn.append(left_out(&name));
            }
        }
        Reading {
            title: page.title(
                "[data-test-id=\"conversation-title\"], \
                 [data-test-id=\"conversation\"] a[aria-current=\"page\"] .title-text, \
                 [data-test-id=\"conversation\"] .is-active .title-text, \
                 a[data-test-id=\"conversation\"][aria-current=\"true\"] .conversation-title, \
                 immersive-panel h2.title-text",
                &[" - Gemini", " - Google Gemini", " | Gemini"],
                &["Gemini", "Google Gemini"],
            ),
            streaming: root.has("[data-test-id=\"stop-button\"], .stop-icon"),
            loading: Loading::Older,
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

/// The name that a chip shows.
fn chip_name(chip: Node<'_>) -> String {
    chip.find("[data-test-id=\"artifact-text\"], .card-title, .title-text, .gds-title-m")
        .map_or_else(|| chip.line(), Node::line)
}

/// A document of which the page has only the name.
fn left_out(name: &str) -> Turn {
    let mut turn = Turn::default();
    shape::prepend(
        &mut turn,
        Role::Assistant,
        &[markdown::placeholder("document", name)],
    );
    turn.warnings.push(Warning {
        code: "artifact-left-out".to_owned(),
        detail: name.to_owned(),
    });
    turn
}

/// The open document belongs to the answer at `place`; to the last one where that is not known.
fn add_document(
    panel: Node<'_>,
    name: &str,
    place: Option<usize>,
    turns: &mut Vec<Turn>,
    page: &Page<'_>,
) {
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
    let mut parts = panel.find_outermost(DOCUMENT);
    if parts.is_empty() && panel.is("#extended-response-message-content") {
        parts.push(panel);
    }
    let read = markdown::convert_cited(&parts, &ANSWER, page.address, &sources);
    let mut document = shape::message_turn(Role::Assistant, read);
    match &mut document.message {
        Some(message) => {
            for source in sources {
                if !message.sources.iter().any(|known| known.url == source.url) {
                    message.sources.push(source);
                }
            }
        }
        None if name.is_empty() => return,
        None => document = left_out(name),
    }
    let answers = |turn: &Turn| {
        turn.message
            .as_ref()
            .is_none_or(|m| m.role == Role::Assistant)
    };
    let place = place.or(turns.len().checked_sub(1)).filter(|place| {
        turns
            .get(*place)
            .is_some_and(|turn| answers(turn) && turn.message.is_some())
    });
    match place.and_then(|place| turns.get_mut(place)) {
        Some(turn) => {
            if let Some(message) = &mut document.message {
                message.markdown = format!("---\n\n{}", message.markdown);
            }
            turn.append(document);
        }
        None => {
            document.key = "report".to_owned();
            turns.push(document);
        }
    }
}
