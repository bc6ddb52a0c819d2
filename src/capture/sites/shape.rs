//! Sites whose turns can be told by selectors alone.

use crate::capture::accumulate::Turn;
use crate::capture::address::Address;
use crate::capture::markdown::{self, Markdown, Rules};
use crate::capture::tree::Node;
use crate::conversation::{Message, Role, Timestamp};

/// Where the turns of a site stand. Every field is a list of selectors; empty means "none".
#[derive(Clone, Copy, Debug, Default)]
pub struct Shape {
    /// Turns of the person.
    pub user: &'static str,
    /// Turns of the assistant.
    pub assistant: &'static str,
    /// The text in a turn of the person: of several selectors the first that matches; the whole
    /// turn if none does.
    pub user_body: &'static [&'static str],
    /// The text in a turn of the assistant, all of it in order; chosen in the same way.
    pub assistant_body: &'static [&'static str],
    /// What the assistant thought.
    pub reasoning: &'static str,
    /// Files that came with a prompt; named by `aria-label`, `title` or their first words.
    pub files: &'static str,
    /// Attributes that hold a stable id, on the turn or right above or below it.
    pub keys: &'static [&'static str],
    /// How a prompt is read.
    pub prompt: Rules,
    /// How an answer is read.
    pub answer: Rules,
}

impl Shape {
    /// The turns of a page, in its order.
    pub fn turns(&self, root: Node<'_>, address: &Address) -> Vec<Turn> {
        let mut nodes: Vec<(Node<'_>, Role)> = Vec::new();
        for node in root.find_outermost(self.user) {
            nodes.push((node, Role::User));
        }
        for node in root.find_outermost(self.assistant) {
            nodes.push((node, Role::Assistant));
        }
        nodes.sort_by_key(|(node, _)| node.position());
        let mut turns: Vec<Turn> = Vec::new();
        for (node, role) in nodes {
            let turn = self.turn(node, role, address);
            turns.push(turn);
        }
        number_keys(&mut turns);
        turns
    }

    /// Reads one turn.
    pub fn turn(&self, node: Node<'_>, role: Role, address: &Address) -> Turn {
        let (body, rules) = match role {
            Role::User => (self.user_body, &self.prompt),
            _ => (self.assistant_body, &self.answer),
        };
        let outside_reasoning = |part: &Node<'_>| {
            self.reasoning.is_empty()
                || part
                    .closest(self.reasoning)
                    .is_none_or(|thought| !thought.is_within(node))
        };
        let mut bodies = Vec::new();
        let mut thought_only = false;
        for css in body {
            bodies = node.find_outermost(css);
            let before = bodies.len();
            bodies.retain(outside_reasoning);
            thought_only |= bodies.len() < before;
            if !bodies.is_empty() {
                break;
            }
        }
        if bodies.is_empty() && !thought_only {
            bodies.push(node);
        }
        let read = markdown::convert_all(&bodies, rules, address);
        let mut turn = message_turn(role, read);
        if role == Role::User {
            let files = self.file_names(node);
            prepend(&mut turn, role, &files);
        } else if !self.reasoning.is_empty() {
            let thoughts = node.find_outermost(self.reasoning);
            let text = markdown::convert_all(&thoughts, &self.answer, address).text;
            // Nothing but thoughts is still something that was said.
            if !text.is_empty() {
                let message = turn.message.get_or_insert_with(|| Message {
                    role,
                    ..Message::default()
                });
                message.reasoning = Some(text);
            }
        }
        turn.key = self.turn_key(node, role);
        if let Some(message) = &mut turn.message {
            message.time = time(node);
        }
        turn
    }

    fn file_names(&self, node: Node<'_>) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for file in node.find_outermost(self.files) {
            let name = ["aria-label", "title", "alt"]
                .iter()
                .find_map(|name| file.attr_text(name))
                .map(str::to_owned)
                .or_else(|| {
                    file.descendants()
                        .filter_map(Node::as_text)
                        .map(crate::capture::tree::one_line)
                        .find(|text| !text.is_empty())
                });
            names.extend(name.map(|name| markdown::file_placeholder(&name)));
        }
        names.dedup();
        names
    }

    /// An id of the site; empty where there is none.
    pub fn turn_key(&self, node: Node<'_>, role: Role) -> String {
        let near = || {
            std::iter::once(node)
                .chain(node.ancestors().take(4))
                .chain(node.descendants().take(12))
        };
        self.keys
            .iter()
            .find_map(|name| near().find_map(|part| part.attr_text(name)))
            .map_or_else(String::new, |id| format!("{id}:{role:?}"))
    }
}

/// A turn that says what was read; without a message where that is nothing.
pub fn message_turn(role: Role, read: Markdown) -> Turn {
    Turn {
        partial: read.partial,
        warnings: read.warnings,
        message: (!read.text.is_empty()).then(|| Message {
            role,
            markdown: read.text,
            sources: read.sources,
            ..Message::default()
        }),
        ..Turn::default()
    }
}

/// Puts paragraphs before what a turn says.
pub fn prepend(turn: &mut Turn, role: Role, paragraphs: &[String]) {
    if paragraphs.is_empty() {
        return;
    }
    let message = turn.message.get_or_insert_with(|| Message {
        role,
        ..Message::default()
    });
    let mut parts = paragraphs.to_vec();
    if !message.markdown.is_empty() {
        parts.push(std::mem::take(&mut message.markdown));
    }
    message.markdown = parts.join("\n\n");
}

/// Turns without an id of their own are known by what they say, and how often that was said before.
pub fn number_keys(turns: &mut [Turn]) {
    let mut seen: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
    for turn in turns {
        if turn.key.is_empty() {
            turn.key = turn.message.as_ref().map_or_else(
                || "empty".to_owned(),
                |message| {
                    let head: String = message.markdown.chars().take(160).collect();
                    format!("{:?}:{head}", message.role)
                },
            );
        }
        let count = seen.entry(turn.key.clone()).or_default();
        *count += 1;
        if *count > 1 {
            turn.key = format!("{}#{count}", turn.key);
        }
    }
}

/// When a message was written, where the page says it for machines.
fn time(node: Node<'_>) -> Option<Timestamp> {
    node.find("time[datetime]")
        .and_then(|time| time.attr("datetime"))
        .and_then(Timestamp::parse)
}
