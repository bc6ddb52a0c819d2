//! R3: a turn is named after the person's message, and holds the answer too.
//!
//! Each message is a unit with a key that says whose it is. What stands beside the units of an answer
//! was written on the way to it: notes between the calls of tools, and what the assistant thought. Where
//! a side has no unit, as some have not, it is what else the turn says: the person first.

use super::{ANSWER, answer_of, read_message, role, turn};
use crate::capture::accumulate::Turn;
use crate::capture::address::Address;
use crate::capture::markdown;
use crate::capture::tree::Node;
use crate::conversation::Role;

/// A message without a turn around it.
pub(super) const MESSAGES: &str = "[data-chatgpt-search-unit-key], [class~=\"group/user-message\"], \
    [data-user-message-bubble], \
    [data-markdown-text-style=\"assistant-message\"]:not([data-markdown-text-tone=\"tertiary\"])";

/// A message in its turn, in any of the ways in which it is marked.
const UNITS: &str = "[data-chatgpt-search-unit-key], [data-content-search-unit-key], \
    [data-chatgpt-search-message-ids], [class~=\"group/user-message\"], [data-user-message-bubble]";

/// What an assistant writes: beside an answer, on the way to it.
const PROSE: &str = "[data-markdown-text-style=\"assistant-message\"], .markdown";

/// What an assistant shows: a part of the answer, wherever it stands.
const SHOWN: &str = "[data-testid=\"generated-image-preview\"], iframe[title], \
    [data-testid=\"chatgpt-writing-block\"]";

/// What the assistant notes while it thinks.
const THOUGHT: &str = "[data-markdown-text-tone=\"tertiary\"]";

/// A turn taken apart.
#[derive(Default)]
struct Parts<'a> {
    /// The messages, in order; text before and after a tool call may be two of one answer.
    units: Vec<(Role, Node<'a>)>,
    /// What was noted on the way to the answer.
    notes: Vec<Node<'a>>,
    /// What nothing says anything about.
    rest: Vec<Node<'a>>,
}

/// Reads a turn, or a message that stands by itself.
pub(super) fn read(node: Node<'_>, address: &Address, out: &mut Vec<Turn>) {
    let key = node.attr_text("data-turn-key").unwrap_or_default();
    // R2 messages may stand inside while the site moves from one to the other.
    let old = node.find_outermost(super::MESSAGES);
    if !old.is_empty() {
        out.extend(
            old.into_iter()
                .filter_map(|message| read_message(message, address)),
        );
        return;
    }
    let parts = parts(node);
    let before = out.len();
    let said = |wanted: Role| parts.units.iter().any(|(side, _)| *side == wanted);
    let first_answer = parts.units.iter().find(|(side, _)| *side != Role::User);
    let answered_at = first_answer.map_or(usize::MAX, |(_, unit)| unit.position());
    let asked_at = parts.units.iter().rfind(|(side, _)| *side == Role::User);
    let asked_at = asked_at.map_or(0, |(_, unit)| unit.position());
    if !said(Role::User) && first_answer.is_some() {
        let rest = parts
            .rest
            .iter()
            .filter(|part| part.position() < answered_at);
        push_rest(Role::User, key, rest.copied().collect(), address, out);
    }
    for (role, unit) in &parts.units {
        let read = turn(&unit_key(*unit, *role, key), *role, *unit, address);
        match out.get_mut(before..).and_then(<[Turn]>::last_mut) {
            Some(last) if last.message.as_ref().is_some_and(|m| m.role == *role) => {
                last.append(read);
            }
            _ => out.push(read),
        }
    }
    if said(Role::User) && first_answer.is_none() {
        let rest = parts.rest.iter().filter(|part| part.position() > asked_at);
        push_rest(Role::Assistant, key, rest.copied().collect(), address, out);
    }
    if out.len() == before {
        out.push(Turn {
            key: key.to_owned(),
            ..Turn::default()
        });
    }
    let thought = markdown::convert_all(&parts.notes, &ANSWER, address).text;
    let turns = out.get_mut(before..).unwrap_or_default();
    let answer = turns
        .iter_mut()
        .filter_map(|turn| turn.message.as_mut())
        .find(|message| message.role == Role::Assistant);
    if let Some(message) = answer.filter(|_| !thought.is_empty()) {
        message.reasoning = Some(thought);
    }
}

/// A side that nothing marks, if there is anything of it.
fn push_rest(side: Role, key: &str, rest: Vec<Node<'_>>, address: &Address, out: &mut Vec<Turn>) {
    let read = answer_of(&rest, address);
    if !read.text.is_empty() {
        out.push(Turn {
            key: format!("{key}:{side:?}"),
            ..super::shape::message_turn(side, read)
        });
    }
}

fn parts(node: Node<'_>) -> Parts<'_> {
    if node.is(MESSAGES) {
        return Parts {
            units: vec![(side(node), node)],
            ..Parts::default()
        };
    }
    let units = node.find_outermost(UNITS);
    let outside = |part: &Node<'_>, of: &[Node<'_>]| !of.iter().any(|other| part.is_within(*other));
    let thoughts = node.find_outermost(THOUGHT);
    let beside = |css| {
        let mut found = node.find_outermost(css);
        found.retain(|part| outside(part, &units) && outside(part, &thoughts));
        found
    };
    let prose = beside(PROSE);
    let mut shown = beside(SHOWN);
    shown.retain(|part| outside(part, &prose));
    let mut known = units.clone();
    known.extend(prose.iter().chain(&shown).chain(&thoughts));
    let mut parts = Parts {
        units: units.into_iter().map(|unit| (side(unit), unit)).collect(),
        notes: thoughts,
        rest: Vec::new(),
    };
    rest(node, &known, &mut parts.rest);
    let answered = parts.units.iter().any(|(side, _)| *side == Role::Assistant);
    let answer = |part| (Role::Assistant, part);
    if answered {
        parts.notes.extend(prose);
        parts.notes.sort_by_key(|note| note.position());
    } else {
        parts.units.extend(prose.into_iter().map(answer));
    }
    parts.units.extend(shown.into_iter().map(answer));
    parts.units.sort_by_key(|(_, unit)| unit.position());
    parts
}

/// The largest elements that hold nothing of what is known.
fn rest<'a>(node: Node<'a>, known: &[Node<'a>], out: &mut Vec<Node<'a>>) {
    for child in node.child_elements() {
        if known.contains(&child) {
            continue;
        }
        if known.iter().any(|part| part.is_within(child)) {
            rest(child, known, out);
        } else {
            out.push(child);
        }
    }
}

/// Who wrote a unit: its key says so, or what stands in it.
fn side(unit: Node<'_>) -> Role {
    let named = unit
        .attr("data-chatgpt-search-unit-key")
        .or_else(|| unit.attr("data-content-search-unit-key"))
        .and_then(|key| key.rsplit(':').next())
        .and_then(role);
    let bubble = "[data-user-message-bubble], [class~=\"group/user-message\"]";
    named.unwrap_or(if unit.is(bubble) || unit.has(bubble) {
        Role::User
    } else {
        Role::Assistant
    })
}

/// The id of a message; the person's is the turn's as well.
fn unit_key(unit: Node<'_>, role: Role, turn: &str) -> String {
    let id = unit
        .attr("data-chatgpt-search-message-ids")
        .and_then(|ids| ids.split_ascii_whitespace().next_back())
        .map(|id| id.trim_matches(['[', ']', '"']));
    match id {
        Some(id) => id.to_owned(),
        // Known by what it says: its own key counts from the first turn in view.
        None if turn.is_empty() => String::new(),
        None if role == Role::User => turn.to_owned(),
        None => format!("{turn}:{role:?}"),
    }
}
