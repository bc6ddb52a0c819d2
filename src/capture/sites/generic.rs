//! Chat pages that nobody named: who speaks is told by evidence.
//!
//! There are two ways to two sides. Most chat pages write the role of a turn into a tag, a class, an id
//! or a `data-` attribute ([`names`]). The others set the two sides differently, in turn, with
//! classes that mean nothing ([`structure`]). Either way the [`evidence`] that this is a conversation
//! is added up to a certainty from 0 to 99, which goes with the capture. Where it is too little,
//! there is no conversation: a wrong one would be worse than none.

use std::cmp::Reverse;

use super::{Page, shape};
use crate::capture::accumulate::{Reading, Turn};
use crate::capture::markdown::{self, Rules};
use crate::capture::tree::Node;
use crate::conversation::Role;

mod evidence;
mod names;
mod structure;

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

/// The most elements of one side.
const MAX_TURNS: usize = 5_000;

/// The page, and how much is said in each of its parts.
struct Look<'a> {
    root: Node<'a>,
    /// How much text stands before each node.
    before: Vec<usize>,
}

impl<'a> Look<'a> {
    fn new(root: Node<'a>) -> Self {
        let mut before = Vec::with_capacity(root.size() + 2);
        let mut sum = 0;
        for node in std::iter::once(root).chain(root.descendants()) {
            before.push(sum);
            let seen = |c: &char| !c.is_whitespace() && *c != '\u{200b}';
            sum += node
                .as_text()
                .map_or(0, |text| text.chars().filter(seen).count());
        }
        before.push(sum);
        Self { root, before }
    }

    /// How many characters stand at and below a node.
    fn said(&self, node: Node<'a>) -> usize {
        let at = |place: usize| self.before.get(place).copied().unwrap_or(0);
        at(node.position() + node.size() + 1).saturating_sub(at(node.position()))
    }
}

/// What may be the two sides of a conversation.
struct Pair<'a> {
    person: Vec<Node<'a>>,
    machine: Vec<Node<'a>>,
    told: Told,
}

/// How the sides of a pair are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    /// By names; whether each could hardly mean anything else.
    ByName { person: bool, machine: bool },
    /// By how they are set alone.
    ByLook,
}

impl<'a> Pair<'a> {
    /// The turns in the order of the page.
    fn order(&self) -> Vec<(Node<'a>, Role)> {
        let person = self.person.iter().map(|node| (*node, Role::User));
        let machine = self.machine.iter().map(|node| (*node, Role::Assistant));
        let mut order: Vec<(Node<'a>, Role)> = person.chain(machine).collect();
        order.sort_by_key(|(node, _)| node.position());
        order
    }
}

/// The nearest element around both.
fn around<'a>(first: Node<'a>, last: Node<'a>) -> Option<Node<'a>> {
    first.ancestors().find(|node| last.is_within(*node))
}

/// Reads the page; `None` where the evidence is not enough.
pub fn read(page: &Page<'_>) -> Option<Reading> {
    let look = Look::new(page.root());
    let mut pairs = names::pairs(&look);
    pairs.extend(structure::pairs(&look));
    let (certainty, pair) = pairs
        .into_iter()
        .filter_map(|pair| evidence::certainty(&look, &pair).map(|sure| (sure, pair)))
        .max_by_key(|(sure, pair)| {
            let nodes = || pair.person.iter().chain(&pair.machine);
            let depth: usize = nodes().take(2).map(|node| node.ancestors().count()).sum();
            let said: usize = nodes().map(|node| look.said(*node)).sum();
            (*sure, said, Reverse(depth))
        })?;
    let mut turns: Vec<Turn> = structure::with_unclaimed(&look, &pair)
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
    // A letter for a picture, a name, what it is.
    for _ in 0..3 {
        without_labels(&mut turns);
    }
    shape::number_keys(&mut turns);
    Some(Reading {
        title: page.title("", &[], &[]),
        turns,
        certainty: Some(certainty),
        ..Reading::default()
    })
}

/// Takes away the speaker's name, where every turn of a side begins with the same short line, and
/// so does the other side with another.
fn without_labels(turns: &mut [Turn]) {
    let label = |wanted: Role| {
        let mut lines = turns
            .iter()
            .filter_map(|turn| turn.message.as_ref())
            .filter(|message| message.role == wanted)
            .map(|message| message.markdown.split_once("\n\n").map(|(line, _)| line));
        let first = lines.next()??;
        let mut rest = lines.peekable();
        let named = rest.peek().is_some() && first.len() <= 40 && rest.all(|it| it == Some(first));
        named.then(|| first.to_owned())
    };
    let (Some(person), Some(machine)) = (label(Role::User), label(Role::Assistant)) else {
        return;
    };
    if person == machine {
        return;
    }
    for message in turns.iter_mut().filter_map(|turn| turn.message.as_mut()) {
        if let Some((_, rest)) = message.markdown.split_once("\n\n") {
            message.markdown = rest.to_owned();
        }
    }
}
