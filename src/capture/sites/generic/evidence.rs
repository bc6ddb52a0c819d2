//! How sure it is that two kinds of elements are the two sides of a conversation with a machine.

use super::names::words;
use super::{Look, Pair, Told, around};
use crate::capture::tree::Node;
use crate::conversation::Role;

/// Below this there is no conversation.
const ENOUGH: i32 = 55;
/// Nothing that is told by evidence is more certain.
const MOST: i32 = 99;

/// Where a person writes.
pub(super) const COMPOSER: &str = "textarea, [contenteditable=\"true\"], [contenteditable=\"\"], \
    [contenteditable=\"plaintext-only\"], [role=\"textbox\"]";
/// A form with one of these asks for an address or a comment.
const OTHER_FIELDS: &str =
    "input[type=\"email\"], input[type=\"url\"], input[type=\"tel\"], input[type=\"text\"]";
/// What answers are set with, and prompts hardly ever.
const SET: &str =
    "pre, code, ul, ol, table, h1, h2, h3, h4, strong, b, em, blockquote, .katex, math";
/// What is said of many, or by many.
const OTHER_PAGES: &[&str] = &[
    "comment",
    "comments",
    "forum",
    "review",
    "reviews",
    "faq",
    "faqs",
    "testimonial",
    "testimonials",
    "posts",
    "replies",
    "discussion",
    "topic",
];
/// Parts of the address of somebody's page.
const PEOPLE: &[&str] = &[
    "/user", "/u/", "/profile", "/member", "/people/", "/author", "/@",
];

/// How certain it is that this is a conversation, from 0 to 99; `None` where it is too little.
pub(super) fn certainty<'a>(look: &Look<'a>, pair: &Pair<'a>) -> Option<u8> {
    let order = pair.order();
    let apart = order.windows(2).all(|two| match two {
        [(before, _), (after, _)] => !after.is_within(*before),
        _ => true,
    });
    let (people, machines) = (pair.person.len(), pair.machine.len());
    // A form or a menu may be called after a role as well, but does not stand in turn.
    if !apart || people.abs_diff(machines) > people.min(machines).max(2) {
        return None;
    }
    let (first, last) = (order.first()?, order.last()?);
    let whole = around(first.0, last.0)?;
    let changes = order
        .windows(2)
        .filter(|two| matches!(two, [(_, a), (_, b)] if a != b))
        .count();
    let turns = order.len();
    if changes * 2 < turns.saturating_sub(1) || (turns == 2 && first.1 != Role::User) {
        return None;
    }
    let composer = composer(look.root, &order);
    let live =
        whole.closest("[role=\"log\"], [aria-live]").is_some() || whole.has("[role=\"log\"]");
    let side = |nodes: &[Node<'a>], what: &dyn Fn(Node<'a>) -> bool| {
        nodes.iter().filter(|node| what(**node)).count() * 100 / nodes.len().max(1)
    };
    let aligned = side(&pair.person, &is_aligned) >= 90 && side(&pair.machine, &is_aligned) <= 10;
    let set = |node: Node<'a>| node.has(SET);
    let is_set = side(&pair.machine, &set) >= 50 && side(&pair.person, &set) <= 10;
    let mean = |nodes: &[Node<'a>]| {
        nodes.iter().map(|node| look.said(*node)).sum::<usize>() / nodes.len().max(1)
    };
    let longer = mean(&pair.machine) >= 2 * mean(&pair.person);
    let handled = |node: Node<'a>| node.has("button, [role=\"button\"]");
    let buttons = side(&pair.machine, &handled) >= 90 && side(&pair.person, &handled) <= 10;
    let signs = [live, aligned, is_set, longer, buttons];

    let mut points = match pair.told {
        Told::ByName {
            person: true,
            machine: true,
        } => 45,
        Told::ByName { machine: true, .. } => 35,
        // Questions with answers and remarks with replies have names like these on many pages that
        // are no chats.
        Told::ByName { person: true, .. } if composer && (live || aligned || is_set) => 30,
        Told::ByName { .. } if composer && (live || aligned) => 25,
        Told::ByLook if composer && is_told_by_look(look, pair, whole, &signs) => 10,
        _ => return None,
    };
    let mut add = |is_so: bool, worth: i32| points += if is_so { worth } else { 0 };
    add(aligned, 20);
    add(is_set, 10);
    add(longer, 5);
    add(buttons, 5);
    add(live, 5);
    add(composer, 15);
    add(turns >= 4, 5);
    add(first.1 == Role::User, 5);
    add(changes * 10 >= turns.saturating_sub(1) * 9, 10);
    add(changes + 1 == turns, 5);
    add(is_of_others(whole, &order), -40);
    (points >= ENOUGH).then(|| u8::try_from(points.min(MOST)).unwrap_or(0))
}

/// Whether sides without names may be believed: nearly all of the text between the first and the last
/// turn is theirs, it has no chapters, and besides where it stands there is another sign.
fn is_told_by_look<'a>(
    look: &Look<'a>,
    pair: &Pair<'a>,
    whole: Node<'a>,
    signs: &[bool; 5],
) -> bool {
    let [live, aligned, is_set, longer, buttons] = *signs;
    let said = |nodes: &[Node<'a>]| nodes.iter().map(|node| look.said(*node)).sum::<usize>();
    let theirs = said(&pair.person) + said(&pair.machine);
    let headed = |node: &Node<'a>| node.has("h1, h2, h3, h4, h5, h6, pre, table");
    let chapters = whole
        .child_elements()
        .any(|child| child.is("h1, h2, h3, h4, h5, h6, p, pre"));
    theirs * 10 >= look.said(whole) * 8
        && !chapters
        && !pair.person.iter().any(headed)
        && if aligned {
            live || is_set || longer || buttons
        } else {
            is_set && longer && (live || buttons) && pair.person.len() > 1
        }
}

/// Whether there is a field to write the next prompt in: not one of the turns, and not one of a form
/// that asks who one is.
fn composer(root: Node<'_>, order: &[(Node<'_>, Role)]) -> bool {
    root.find_all(COMPOSER).into_iter().any(|field| {
        let form = field.closest("form");
        !order.iter().any(|(turn, _)| field.is_within(*turn))
            && !form.is_some_and(|form| form.has(OTHER_FIELDS))
    })
}

/// Whether a turn, or the one thing in it, is set at the end of the line.
pub(super) fn is_aligned(node: Node<'_>) -> bool {
    let mut next = Some(node);
    for _ in 0..4 {
        let Some(node) = next else { return false };
        let style = node.attr("style").unwrap_or("");
        let to_the_end = [
            "flex-end",
            "margin-left: auto",
            "margin-left:auto",
            "text-align: right",
            "text-align:right",
        ];
        if to_the_end.iter().any(|words| style.contains(words))
            || node.attr("align") == Some("right")
            || node.classes().any(says_end)
        {
            return true;
        }
        let mut below = node.child_elements();
        next = below.next().filter(|_| below.next().is_none());
    }
    false
}

fn says_end(class: &str) -> bool {
    let words = words(class);
    let has = |word: &str| words.iter().any(|it| it == word);
    let state = class.contains(':') || has("border") || has("rounded");
    !state
        && (["right", "end", "own", "mine", "sent", "outgoing", "reverse"]
            .iter()
            .any(|it| has(it))
            || has("ml") && has("auto")
            || has("ms") && has("auto"))
}

/// Whether the page says that these are remarks of many, each with a name that leads to somebody.
fn is_of_others(whole: Node<'_>, order: &[(Node<'_>, Role)]) -> bool {
    let says = |node: Node<'_>| {
        let names = node.classes().chain(node.attr("id"));
        names
            .take(24)
            .flat_map(words)
            .any(|word| OTHER_PAGES.contains(&word.as_str()))
    };
    let leads = |node: &Node<'_>| {
        let links = node.find_all("a[href]");
        let mut to = links.iter().filter_map(|link| link.attr("href"));
        to.any(|href| PEOPLE.iter().any(|part| href.contains(part)))
    };
    let led = order.iter().filter(|(node, _)| leads(node)).count();
    std::iter::once(whole).chain(whole.ancestors()).any(says)
        || order.iter().take(50).any(|(node, _)| says(*node))
        || led * 3 > order.len()
}
