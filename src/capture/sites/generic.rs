//! Chat pages that nobody named: who speaks is told by evidence.
//!
//! Chat pages write the role of a turn into a tag, a class, an id or a `data-` attribute:
//! `<user-message>`, `class="msg-assistant"`, `data-author="bot"`. Elements that share such a name
//! are a family. The conversation is the pair of a person's family and an assistant's that stand
//! side by side, in turn, and say most. Where there is no such pair, there is no conversation:
//! a wrong one would be worse than none.

use std::collections::HashMap;

use super::{Page, shape};
use crate::capture::accumulate::{Reading, Turn};
use crate::capture::markdown::{self, Rules};
use crate::capture::tree::Node;
use crate::conversation::{Role, Warning};

const ANSWER: Rules = Rules {
    drop: "[aria-hidden=\"true\"]:not([class*=\"katex\"]) > svg, time, .timestamp, .toolbar, .actions, \
           [class*=\"avatar\"]",
    citation: "",
    keep: "",
    literal: false,
};

const PROMPT: Rules = Rules {
    literal: true,
    ..ANSWER
};

const PERSON: &[&str] = &[
    "user", "human", "you", "me", "prompt", "question", "query", "visitor",
];
const MACHINE: &[&str] = &[
    "assistant",
    "bot",
    "ai",
    "model",
    "agent",
    "answer",
    "response",
    "reply",
    "llm",
];
/// Only with one of these does a name that could be anything mean a turn.
const SPEAKING: &[&str] = &[
    "message", "msg", "turn", "bubble", "chat", "role", "author", "sender", "from", "entry",
    "content", "text", "row", "item", "step",
];

/// The most elements of one family.
const MAX_TURNS: usize = 5_000;

#[derive(Debug, Default)]
struct Family<'a> {
    members: Vec<Node<'a>>,
    text: usize,
    depth: usize,
}

/// Reads the page; `None` where the evidence is not enough.
pub fn read(page: &Page<'_>) -> Option<Reading> {
    let root = page.root();
    let mut families: HashMap<(Role, String), Family<'_>> = HashMap::new();
    for node in root.descendants().filter(|node| node.is_element()) {
        for (role, name) in names(node) {
            let family = families.entry((role, name)).or_default();
            let inside = family
                .members
                .last()
                .is_some_and(|last| node.is_within(*last));
            if !inside && family.members.len() < MAX_TURNS && !node.is_blank() {
                family.text += node.size();
                family.depth = node.ancestors().count();
                family.members.push(node);
            }
        }
    }
    let side = |wanted: Role| {
        let mut side: Vec<&Family<'_>> = families
            .iter()
            .filter(|((role, _), family)| *role == wanted && !family.members.is_empty())
            .map(|(_, family)| family)
            .collect();
        side.sort_by_key(|family| std::cmp::Reverse((family.members.len(), family.text)));
        side.truncate(12);
        side
    };
    let (people, machines) = (side(Role::User), side(Role::Assistant));
    let best = people
        .iter()
        .flat_map(|person| machines.iter().map(move |machine| (person, machine)))
        .filter_map(|(person, machine)| {
            score(person, machine).map(|points| (points, person, machine))
        })
        .max_by_key(|(points, person, machine)| {
            (*points, std::cmp::Reverse(person.depth + machine.depth))
        })?;
    let (_, person, machine) = best;
    let mut nodes: Vec<(Node<'_>, Role)> = person
        .members
        .iter()
        .map(|node| (*node, Role::User))
        .chain(machine.members.iter().map(|node| (*node, Role::Assistant)))
        .collect();
    nodes.sort_by_key(|(node, _)| node.position());
    let mut turns: Vec<Turn> = nodes
        .into_iter()
        .map(|(node, role)| {
            let rules = if role == Role::User { &PROMPT } else { &ANSWER };
            shape::message_turn(role, markdown::convert(node, rules, page.address))
        })
        .filter(|turn| turn.message.is_some())
        .collect();
    let says = |wanted: Role| {
        turns
            .iter()
            .any(|turn| turn.message.as_ref().is_some_and(|m| m.role == wanted))
    };
    if !says(Role::User) || !says(Role::Assistant) {
        return None;
    }
    shape::number_keys(&mut turns);
    Some(Reading {
        title: page.title("", &[], &[]),
        turns,
        warnings: vec![Warning {
            code: "site-unknown".to_owned(),
            detail: String::new(),
        }],
        ..Reading::default()
    })
}

/// How well two families make a conversation; `None` if they do not.
fn score(person: &Family<'_>, machine: &Family<'_>) -> Option<usize> {
    let nested = |inner: &Family<'_>, outer: &Family<'_>| {
        inner.members.iter().any(|node| {
            outer
                .members
                .iter()
                .take(50)
                .any(|other| node.is_within(*other))
        })
    };
    let (people, machines) = (person.members.len(), machine.members.len());
    // A form or a menu may be called after a role as well, but does not stand in turn.
    if people.abs_diff(machines) > people.min(machines).max(2)
        || nested(person, machine)
        || nested(machine, person)
    {
        return None;
    }
    let mut order: Vec<(usize, bool)> = person
        .members
        .iter()
        .map(|node| (node.position(), true))
        .chain(machine.members.iter().map(|node| (node.position(), false)))
        .collect();
    order.sort_unstable();
    let changes = order
        .windows(2)
        .filter(|pair| matches!(pair, [(_, a), (_, b)] if a != b))
        .count();
    let alternating = changes * 2 >= order.len().saturating_sub(1);
    let asked_first = order.first().is_some_and(|(_, user)| *user) || order.len() > 2;
    (alternating && asked_first).then_some(changes)
}

/// The roles that an element is named after, each with the name that tells it.
fn names(node: Node<'_>) -> Vec<(Role, String)> {
    let mut found = Vec::new();
    let mut consider = |name: &str, by: &str, sure: bool| {
        let words = words(name);
        let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
        let role = match (has(PERSON), has(MACHINE)) {
            (true, false) => Role::User,
            (false, true) => Role::Assistant,
            _ => return,
        };
        if sure || has(SPEAKING) {
            found.push((role, format!("{by}{name}")));
        }
    };
    if node.tag().contains('-') {
        consider(node.tag(), "", true);
    }
    for class in node.classes().take(24).filter(|class| class.len() <= 60) {
        let plain = class
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        if plain {
            // A class that is nothing but the role is as good as one that says "message".
            consider(
                class,
                ".",
                PERSON.contains(&class) || MACHINE.contains(&class),
            );
        }
    }
    for name in [
        "data-role",
        "data-author",
        "data-sender",
        "data-from",
        "data-message-author-role",
        "data-message-role",
        "data-turn-role",
        "data-turn",
        "data-type",
    ] {
        if let Some(value) = node.attr_text(name) {
            consider(value, name, true);
        }
    }
    for name in ["data-testid", "data-test-id", "data-step-type"] {
        if let Some(value) = node.attr_text(name) {
            consider(value, name, false);
        }
    }
    found
}

/// `userMessage-row` has the words "user", "message" and "row".
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut lower = false;
    for c in name.chars().take(60) {
        if !c.is_alphanumeric() {
            words.push(String::new());
            lower = false;
            continue;
        }
        if c.is_uppercase() && lower {
            words.push(String::new());
        }
        lower = c.is_lowercase();
        if let Some(word) = words.last_mut() {
            word.extend(c.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}
