//! Two sides without names: what stands side by side in one element and is set in two ways, in turn.

use super::evidence::{COMPOSER, is_aligned};
use super::{Look, MAX_TURNS, Pair, Told};
use crate::capture::tree::Node;
use crate::conversation::Role;

/// What a turn never is.
const NO_TURN: &[&str] = &[
    "a", "button", "code", "dd", "dt", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "img", "input", "label", "main", "p", "pre", "span", "svg", "table", "tbody", "td",
    "th", "thead", "tr",
];
/// A class that says how a turn just is, or which one, and not whose.
const PASSING: &[&str] = &[
    "active",
    "even",
    "first",
    "last",
    "latest",
    "new",
    "odd",
    "selected",
    "streaming",
];
/// How many pairs are weighed.
const MAX_PAIRS: usize = 40;
/// Less than this between two turns is a date, or a line that says who came in.
const SMALL: usize = 40;

/// The pairs that could be two sides, those that say most. Only a page that one can write in has any.
pub(super) fn pairs<'a>(look: &Look<'a>) -> Vec<Pair<'a>> {
    if !look.root.has(COMPOSER) {
        return Vec::new();
    }
    let mut found: Vec<(usize, Pair<'a>)> = Vec::new();
    for whole in look.root.descendants().filter(|node| node.is_element()) {
        let rows = rows(look, whole);
        if rows.len() < 2 || look.said(whole) < SMALL {
            continue;
        }
        // Each row may hold a prompt and its answer.
        let within = |row: &Node<'a>| self::rows(look, unboxed(*row));
        let inner: Vec<Node<'a>> = rows.iter().flat_map(within).collect();
        let doubled = inner.len() >= 2 * rows.len();
        for rows in std::iter::once(rows).chain(doubled.then_some(inner)) {
            for kind in 0..4 {
                found.extend(split(&rows, kind).map(|pair| (look.said(whole), pair)));
            }
        }
    }
    found.sort_by_key(|(said, _)| std::cmp::Reverse(*said));
    let found = found.into_iter().take(MAX_PAIRS).map(|(_, pair)| pair);
    found
        .flat_map(|pair| {
            let turned = Pair {
                person: pair.machine.clone(),
                machine: pair.person.clone(),
                told: Told::ByLook,
            };
            [pair, turned]
        })
        .collect()
}

/// What a box holds, if it holds one thing alone.
fn unboxed(node: Node<'_>) -> Node<'_> {
    let mut inner = node;
    loop {
        let mut children = inner
            .children()
            .filter(|child| child.is_element() || !child.is_blank());
        match (children.next(), children.next()) {
            (Some(only), None) if only.tag() == "div" => inner = only,
            _ => return inner,
        }
    }
}

/// What stands right below an element and could be a turn.
fn rows<'a>(look: &Look<'a>, whole: Node<'a>) -> Vec<Node<'a>> {
    let turn = |node: &Node<'a>| {
        look.said(*node) > 0 && !NO_TURN.contains(&node.tag()) && !node.has(COMPOSER)
    };
    whole
        .child_elements()
        .filter(turn)
        .take(MAX_TURNS)
        .collect()
}

/// The two largest kinds, if they stand in turn.
fn split<'a>(rows: &[Node<'a>], kind: usize) -> Option<Pair<'a>> {
    let mut kinds: Vec<(String, Vec<Node<'a>>)> = Vec::new();
    for row in rows {
        let name = self::kind(*row, kind);
        // With very many kinds, none of them is a side.
        let many = kinds.len() == 8;
        match kinds.iter_mut().find(|(known, _)| *known == name) {
            Some((_, kind)) => kind.push(*row),
            None if many => return None,
            None => kinds.push((name, vec![*row])),
        }
    }
    kinds.sort_by_key(|(_, kind)| std::cmp::Reverse(kind.len()));
    let mut kinds = kinds.into_iter().map(|(_, kind)| kind);
    let pair = Pair {
        person: kinds.next()?,
        machine: kinds.next()?,
        told: Told::ByLook,
    };
    let order = pair.order();
    let changes = order
        .windows(2)
        .filter(|two| matches!(two, [(_, a), (_, b)] if a != b))
        .count();
    (changes * 4 >= (order.len() - 1) * 3).then_some(pair)
}

/// How a row is set: where (0), or by the classes of itself (1), its first child (2) or grandchild (3).
fn kind(row: Node<'_>, way: usize) -> String {
    if way == 0 {
        return is_aligned(row).to_string();
    }
    let mut node = Some(row);
    for _ in 1..way {
        node = node.and_then(|node| node.child_elements().next());
    }
    let Some(node) = node else {
        return String::new();
    };
    let mut kind = node.tag().to_owned();
    for class in node.classes().filter(|class| !PASSING.contains(class)) {
        kind.push(' ');
        kind.push_str(class);
    }
    kind
}

/// The turns in order; with what stands between them and is of neither kind, but says something.
/// A turn that is set in another way than the rest, because it is the last or failed, is not lost.
pub(super) fn with_unclaimed<'a>(look: &Look<'a>, pair: &Pair<'a>) -> Vec<(Node<'a>, Role)> {
    let mut order = pair.order();
    if pair.told != Told::ByLook {
        return order;
    }
    without_separators(look, &mut order);
    let mut wholes: Vec<Node<'a>> = order.iter().filter_map(|(node, _)| node.parent()).collect();
    wholes.dedup_by_key(|node| node.position());
    let first = order.first().map_or(0, |(node, _)| node.position());
    for row in wholes.into_iter().flat_map(|whole| rows(look, whole)) {
        let place = order.partition_point(|(node, _)| node.position() < row.position());
        let known = order
            .get(place)
            .is_some_and(|(node, _)| node.position() == row.position());
        let says = look.said(row) >= SMALL || row.has("pre, img, table");
        if !known && says && row.position() > first {
            let role = if is_aligned(row) && pair.person.iter().all(|node| is_aligned(*node)) {
                Role::User
            } else {
                Role::Assistant
            };
            order.insert(place, (row, role));
        }
    }
    order
}

/// Takes out what stands alone in its kind and is small, where no answer is due: the date of a day.
fn without_separators<'a>(look: &Look<'a>, order: &mut Vec<(Node<'a>, Role)>) {
    let kinds: Vec<String> = order.iter().map(|(node, _)| kind(*node, 1)).collect();
    let mut before = Role::Assistant;
    let mut at = 0;
    order.retain(|(node, role)| {
        let same = kinds
            .iter()
            .filter(|kind| kinds.get(at) == Some(*kind))
            .count();
        at += 1;
        let due = *role == Role::User || before == Role::User;
        before = *role;
        due || look.said(*node) >= SMALL || same * 4 > kinds.len()
    });
}
