//! ChatGPT, in the four structures that are live side by side.
//!
//! | | turn | role | seen |
//! |---|---|---|---|
//! | R1 | `article[data-turn]` | `data-turn`, `data-message-author-role` | to 2026-03 |
//! | R2 | `section[data-turn-id][data-turn]` | same | from 2026-03 |
//! | R3 | `div[data-turn-key]` with both sides | `data-chatgpt-search-unit-key` ending in `:user` | from 2026-09 |
//! | R4 | `li[data-message-role]` | `data-message-role` | logged out and narrow, from 2026-08 |
//!
//! One page may mix them: whatever stands outermost is the turn. Roles come from attributes, never
//! from words on the page, which are translated.

use super::{Page, Site, SitePlan, shape};
use crate::capture::accumulate::{Loading, Reading, Turn};
use crate::capture::address::Address;
use crate::capture::ask::{Ask, Asked};
use crate::capture::markdown::{self, Markdown, Rules};
use crate::capture::tree::Node;
use crate::conversation::{Message, Role};

pub mod api;
mod ask;
mod tools;
mod turn_key;

/// chatgpt.com
pub struct ChatGpt;

/// A turn of any of the four; inside one another the outermost counts.
const TURNS: &str = "[data-testid^=\"conversation-turn-\"], [data-turn][data-turn-id], [data-turn-key], \
    [data-conversation-transcript] [data-message-role], [data-turn-id-container]";

/// Messages of R1 and R2: alone on pages that were cut out or reduced.
const MESSAGES: &str = "[data-message-author-role]";

/// Noise in any of the four.
const NOISE: &str = ".turn-action-controls, [data-message-actions], [data-message-attribution], \
    [data-message-content-controls], [data-message-intervention], [data-privacy-notice], \
    [data-assistant-placeholder-slot], [data-markdown-text-tone=\"tertiary\"], \
    [data-testid=\"collapsible-user-message-toggle\"], [data-inline-selection-pill]";

const ANSWER: Rules = Rules {
    drop: NOISE,
    // A file of the person's is cited by a button with its name alone.
    citation: "[data-testid=\"webpage-citation-pill\"], [data-testid=\"chatgpt-citation\"], \
               span[aria-haspopup=\"dialog\"] > button[type=\"button\"]",
    keep: "[data-testid=\"generated-image-preview\"], [data-user-message-bubble], \
           span[aria-haspopup=\"dialog\"]",
    literal: false,
};

/// A person's words are shown as they were typed, with line ends and all.
const PROMPT: Rules = Rules {
    literal: true,
    ..ANSWER
};

impl Site for ChatGpt {
    fn name(&self) -> &'static str {
        "chatgpt"
    }

    fn hosts(&self) -> &'static [&'static str] {
        &["chatgpt.com", "chat.openai.com"]
    }

    fn plan(&self) -> SitePlan {
        SitePlan {
            roots: &["main"],
            extras: &[
                "nav a[data-active][href*=\"/c/\"]",
                "nav a[href^=\"/g/g-\"]",
                "[data-testid=\"stop-button\"]",
                "[data-testid=\"login-button\"]",
            ],
            scrollers: &[
                "[data-app-action-timeline-scroll]",
                "[data-scroll-root]",
                "[data-swipable-detail-body]",
                "main [class*=\"react-scroll-to-bottom\"] > div",
                "main .overflow-y-auto",
            ],
            ..SitePlan::default()
        }
    }

    fn recognises(&self, page: &Page<'_>) -> bool {
        let root = page.root();
        root.has(TURNS)
            || root
                .has("[data-message-author-role][data-message-id], [data-chatgpt-search-unit-key]")
            || root.has("[data-message-author-role] .markdown")
    }

    fn read(&self, page: &Page<'_>) -> Reading {
        let root = page.root();
        let mut turns = Vec::new();
        for node in outermost_turns(root) {
            read_turn(node, page.address, &mut turns);
        }
        shape::number_keys(&mut turns);
        let numbered = turns.iter().any(|turn: &Turn| turn.ordinal.is_some());
        let streaming = root.has("[data-message-streaming], [data-testid=\"stop-button\"]");
        let windowed = root.has("[data-turn-key], [data-chatgpt-search-unit-key]")
            || numbered && !root.has("article[data-turn]");
        Reading {
            title: title(page),
            model: custom_name(page),
            turns,
            streaming,
            loading: if windowed {
                Loading::Window
            } else {
                Loading::Whole
            },
            ..Reading::default()
        }
    }

    fn is_conversation(&self, address: &Address) -> bool {
        let segments: Vec<&str> = address.segments().collect();
        segments
            .windows(2)
            .any(|pair| matches!(pair.first(), Some(&("c" | "uc" | "share"))))
    }

    fn id(&self, page: &Page<'_>) -> Option<String> {
        page.root()
            .find("[data-conversation-id]")?
            .attr_text("data-conversation-id")
            .map(str::to_owned)
    }

    fn ask(&self, asked: &Asked<'_>) -> Ask {
        ask::ask(asked)
    }
}

/// The turns in view, and messages that stand by themselves. A container of a turn counts only where
/// nothing better stands inside: an empty one keeps the place of a turn that is not loaded.
fn outermost_turns(root: Node<'_>) -> Vec<Node<'_>> {
    let mut turns = Vec::new();
    for node in root.find_outermost(&format!("{TURNS}, {MESSAGES}, {}", turn_key::MESSAGES)) {
        let inner = node.find_outermost("[data-testid^=\"conversation-turn-\"], [data-turn-key]");
        if node.attr("data-turn-id-container").is_some() && !inner.is_empty() {
            turns.extend(inner);
        } else {
            turns.push(node);
        }
    }
    turns
}

/// One turn of the page gives one message, or two where it holds both sides.
fn read_turn(node: Node<'_>, address: &Address, out: &mut Vec<Turn>) {
    if node.attr("data-turn-key").is_some() || node.is(turn_key::MESSAGES) {
        turn_key::read(node, address, out);
        return;
    }
    if !node.is(TURNS) {
        out.extend(read_message(node, address));
        return;
    }
    let role = node
        .attr("data-turn")
        .or_else(|| node.attr("data-message-role"))
        .or_else(|| {
            node.find(MESSAGES)
                .and_then(|message| message.attr("data-message-author-role"))
        })
        .and_then(role);
    let id = node
        .attr_text("data-turn-id")
        .or_else(|| node.attr_text("data-turn-id-container"))
        .or_else(|| node.attr_text("id"))
        .or_else(|| node.attr_text("data-testid"))
        .unwrap_or_default();
    // The root of every conversation has a place of its own, with nothing in it.
    if id == "client-created-root" {
        return;
    }
    let ordinal = node
        .attr("data-testid")
        .and_then(|name| name.strip_prefix("conversation-turn-"))
        .and_then(|number| number.parse().ok());
    let Some(role) = role else {
        out.push(Turn {
            key: id.to_owned(),
            ordinal,
            ..Turn::default()
        });
        return;
    };
    // A turn that is only its empty frame was taken out of the page.
    let has_content = !node.is_blank() || node.has("img, iframe, [aria-label]");
    let mut turn = if has_content {
        turn(id, role, node, address)
    } else {
        Turn::default()
    };
    turn.key = id.to_owned();
    turn.ordinal = ordinal;
    out.push(turn);
}

/// A message without a turn around it.
fn read_message(node: Node<'_>, address: &Address) -> Option<Turn> {
    let role = node.attr("data-message-author-role").and_then(role)?;
    let id = node.attr_text("data-message-id").unwrap_or_default();
    Some(turn(id, role, node, address))
}

fn turn(key: &str, role: Role, node: Node<'_>, address: &Address) -> Turn {
    let content = match role {
        Role::User => prompt(node, address),
        _ => answer(node, address),
    };
    let model = node
        .descendants()
        .chain([node])
        .find_map(|part| part.attr_text("data-message-model-slug"))
        .map(str::to_owned);
    let empty = content.text.is_empty();
    Turn {
        key: key.to_owned(),
        ordinal: None,
        partial: content.partial,
        warnings: content.warnings,
        message: (!empty).then(|| Message {
            role,
            markdown: content.text,
            model,
            sources: content.sources,
            ..Message::default()
        }),
    }
}

/// What the person wrote, after the files that came with it.
fn prompt(node: Node<'_>, address: &Address) -> Markdown {
    let mut content = Markdown::default();
    let mut parts: Vec<String> = Vec::new();
    for tile in
        node.find_outermost("[class~=\"group/file-tile\"], [class~=\"group/resource-card\"]")
    {
        let name = tile.attr_text("aria-label").or_else(|| {
            tile.find("[aria-label]")
                .and_then(|inner| inner.attr_text("aria-label"))
        });
        if let Some(name) = name {
            parts.push(markdown::file_placeholder(name));
        }
    }
    // Rendered where the prompt held a fence, as typed otherwise.
    let rendered = node.find_outermost("[data-markdown-text-tone=\"user-message\"]");
    let typed = node.find_outermost(
        "[data-user-message-copy], [data-user-message-bubble] .whitespace-pre-wrap, \
         .whitespace-pre-wrap, [class*=\"whitespace-pre-wrap\"], \
         [data-user-message-bubble] [style*=\"pre-wrap\"]",
    );
    let (bodies, rules) = match (rendered.is_empty(), typed.is_empty()) {
        (false, _) => (rendered, ANSWER),
        (true, false) => (typed, PROMPT),
        (true, true) => match node.find("[data-user-message-bubble]") {
            Some(bubble) => (vec![bubble], ANSWER),
            None => (vec![node], ANSWER),
        },
    };
    // Pictures stand beside the bubble.
    let pictures: Vec<Node<'_>> = node
        .find_all("img")
        .into_iter()
        .filter(|image| !bodies.iter().any(|body| image.is_within(*body)))
        .collect();
    for (nodes, rules) in [(pictures, ANSWER), (bodies, rules)] {
        let read = markdown::convert_all(&nodes, &rules, address);
        content.partial |= read.partial;
        content.warnings.extend(read.warnings);
        parts.push(read.text);
    }
    parts.retain(|part| !part.is_empty());
    content.text = parts.join("\n\n");
    content
}

/// The whole answer: text before and after tools, code beside it, pictures.
fn answer(node: Node<'_>, address: &Address) -> Markdown {
    answer_of(&[node], address)
}

fn answer_of(nodes: &[Node<'_>], address: &Address) -> Markdown {
    markdown::convert_all(nodes, &ANSWER, address)
}

fn role(name: &str) -> Option<Role> {
    match name {
        "user" => Some(Role::User),
        "assistant" => Some(Role::Assistant),
        "system" => Some(Role::System),
        "tool" => Some(Role::Tool),
        _ => None,
    }
}

/// A custom GPT answers under its own name: as the side bar writes it, or else the address.
fn custom_name(page: &Page<'_>) -> Option<String> {
    let mut segments = page.address.segments().skip_while(|part| *part != "g");
    let own = segments
        .nth(1)
        .filter(|part| part.starts_with("g-") && !part.starts_with("g-p-"))?;
    let mut parts = own.splitn(3, '-');
    let (_, id, slug) = (parts.next()?, parts.next()?, parts.next().unwrap_or(""));
    let home = format!("/g/g-{id}");
    page.root()
        .find_all("a[href^=\"/g/g-\"]")
        .into_iter()
        .filter(|link| {
            link.attr("href")
                .and_then(|href| href.strip_prefix(&home))
                .is_some_and(|rest| {
                    (rest.is_empty() || rest.starts_with('-')) && !rest.contains('/')
                })
        })
        .map(Node::line)
        .find(|name| !name.is_empty())
        .or_else(|| {
            let mut name = slug.replace('-', " ");
            let first = name.chars().next()?;
            name.replace_range(..first.len_utf8(), &first.to_uppercase().to_string());
            Some(name)
        })
}

/// The side bar has the title when the tab has only the site's name.
fn title(page: &Page<'_>) -> String {
    let root = page.root();
    let row = |css: &str| {
        root.find_all(css)
            .into_iter()
            .find(|link| {
                link.attr("data-active").is_some()
                    || link
                        .attr("href")
                        .is_some_and(|href| href == page.address.path)
            })
            .map(|link| match link.attr_text("aria-label") {
                Some(label) => label.to_owned(),
                None => link.line(),
            })
    };
    let tab = page.snapshot.title.trim();
    let tab = tab.strip_suffix(" - ChatGPT").unwrap_or(tab);
    let tab = tab.strip_prefix("ChatGPT - ").unwrap_or(tab);
    let generic = tab == "ChatGPT" || tab.starts_with("ChatGPT: ");
    row("a[href*=\"/c/\"]")
        .filter(|title| !title.is_empty())
        .unwrap_or_else(|| {
            if generic {
                String::new()
            } else {
                tab.to_owned()
            }
        })
}
