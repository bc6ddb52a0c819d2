//! Roles by the names that a page's author gave to its elements.

use std::collections::HashMap;

use super::{Look, MAX_TURNS, Pair, Told};
use crate::capture::tree::Node;
use crate::conversation::Role;

const PERSON: &[&str] = &[
    "user", "human", "you", "me", "visitor", "prompt", "question", "query",
];
const MACHINE: &[&str] = &[
    "assistant",
    "bot",
    "ai",
    "model",
    "agent",
    "llm",
    "chatbot",
    "copilot",
    "gpt",
    "robot",
    "answer",
    "response",
    "reply",
];
/// What a page of questions and answers, or of posts and replies, says as well.
const UNCLEAR: &[&str] = &["prompt", "question", "query", "answer", "response", "reply"];
/// Only with one of these does a name that could be anything mean a turn.
const SPEAKING: &[&str] = &[
    "message", "msg", "turn", "bubble", "chat", "role", "author", "sender", "from", "entry",
    "content", "text", "row", "item", "step",
];

#[derive(Debug, Default)]
struct Family<'a> {
    members: Vec<Node<'a>>,
    said: usize,
    clear: bool,
}

/// Every pair of a person's family and a machine's, the largest of each.
pub(super) fn pairs<'a>(look: &Look<'a>) -> Vec<Pair<'a>> {
    let mut families: HashMap<(Role, String), Family<'a>> = HashMap::new();
    for node in look.root.descendants().filter(|node| node.is_element()) {
        for (role, name, clear) in names(node) {
            let family = families.entry((role, name)).or_default();
            let inside = family
                .members
                .last()
                .is_some_and(|last| node.is_within(*last));
            if !inside && family.members.len() < MAX_TURNS && look.said(node) > 0 {
                family.said += look.said(node);
                family.clear = clear;
                family.members.push(node);
            }
        }
    }
    let side = |wanted: Role| {
        let mut side: Vec<&Family<'a>> = families
            .iter()
            .filter(|((role, _), family)| *role == wanted && !family.members.is_empty())
            .map(|(_, family)| family)
            .collect();
        side.sort_by_key(|family| {
            let first = family.members.first().map(|node| node.position());
            std::cmp::Reverse((family.members.len(), family.said, first))
        });
        side.truncate(12);
        side
    };
    let machines = side(Role::Assistant);
    let mut pairs = Vec::new();
    for person in side(Role::User) {
        for machine in &machines {
            pairs.push(Pair {
                person: person.members.clone(),
                machine: machine.members.clone(),
                told: Told::ByName {
                    person: person.clear,
                    machine: machine.clear,
                },
            });
        }
    }
    pairs
}

/// The roles that an element is named after, each with the name that tells it, and whether that
/// name can hardly mean anything else.
fn names(node: Node<'_>) -> Vec<(Role, String, bool)> {
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
            let known = |word: &&str| PERSON.contains(word) || MACHINE.contains(word);
            let clear = words
                .iter()
                .map(String::as_str)
                .filter(known)
                .any(|word| !UNCLEAR.contains(&word));
            found.push((role, [by, name].concat(), clear));
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
pub(super) fn words(name: &str) -> Vec<String> {
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
