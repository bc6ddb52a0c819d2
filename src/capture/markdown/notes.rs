//! Footnotes and alerts, in the shapes that the usual renderers of Markdown give them.

use crate::capture::tree::Node;

/// The name of the footnote that a mark in the text refers to.
pub(super) fn mark(node: Node<'_>) -> Option<String> {
    let own = ["footnote-ref", "footnote-reference"]
        .iter()
        .any(|class| node.has_class(class))
        || node.attr("data-footnote-ref").is_some();
    let inner = || {
        let mut elements = node.child_elements();
        match (elements.next(), elements.next()) {
            (Some(only), None) => only.attr("data-footnote-ref").is_some(),
            _ => false,
        }
    };
    let name = node.line();
    let fits = !name.is_empty()
        && name.len() <= 40
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    ((own || node.tag() == "sup" && inner()) && fits).then_some(name)
}

/// The name of the footnote that this element says the text of.
pub(super) fn definition(node: Node<'_>) -> Option<String> {
    if node.has_class("footnote-definition") {
        return node
            .find(".footnote-definition-label")
            .map(Node::line)
            .filter(|name| !name.is_empty());
    }
    let list = node.parent()?;
    if node.tag() != "li" || !list.parent().is_some_and(is_section) {
        return None;
    }
    let place = list
        .child_elements()
        .filter(|item| item.tag() == "li")
        .position(|item| item == node)?;
    Some((place + 1).to_string())
}

fn is_section(node: Node<'_>) -> bool {
    node.attr("data-footnotes").is_some() || node.has_class("footnotes")
}

/// The list of a section of footnotes.
pub(super) fn is_list(node: Node<'_>) -> bool {
    node.tag() == "ol" && node.parent().is_some_and(is_section)
}

/// What leads from a footnote back to the text, and what repeats its name.
pub(super) fn is_way_back(node: Node<'_>) -> bool {
    node.attr("data-footnote-backref").is_some()
        || node.has_class("footnote-backref")
        || node.has_class("footnote-definition-label")
}

/// The kind of an alert, where this is one: by a class, or by the first line of its box.
pub(super) fn alert(node: Node<'_>) -> Option<&'static str> {
    const KINDS: [&str; 5] = ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"];
    let named = |name: &str| {
        KINDS
            .into_iter()
            .find(|kind| kind.eq_ignore_ascii_case(name))
    };
    node.classes()
        .find_map(|class| named(class.strip_prefix("markdown-alert-")?))
        .or_else(|| {
            let first = node
                .child_elements()
                .next()
                .filter(|_| node.has_class("border-l-4"))?;
            named(&first.line())
        })
}

/// Whether this only says again what kind of alert it is.
pub(super) fn is_alert_title(node: Node<'_>) -> bool {
    node.has_class("markdown-alert-title")
        || node.parent().is_some_and(|above| {
            above.has_class("border-l-4")
                && alert(above).is_some()
                && above.child_elements().next() == Some(node)
        })
}
