//! Lists: their items, the boxes to tick in them, and the number they start with.

use super::document::{Block, Item};
use super::facts::is_checkbox;
use super::media;
use super::read::{At, Converter};
use crate::capture::tree::Node;

impl<'a> Converter<'a> {
    pub(super) fn items(&mut self, list: Node<'a>, at: At) -> Vec<Item> {
        let mut items: Vec<Item> = Vec::new();
        for child in list.children() {
            if self.fact(child).dropped || child.is_blank() && !media::holds_content_image(child) {
                continue;
            }
            if child.tag() == "li" {
                let mut item = Item {
                    task: task(child),
                    blocks: Vec::new(),
                };
                self.flow(child.children(), at.below(child), &mut item.blocks);
                if !item.blocks.is_empty() {
                    items.push(item);
                }
                continue;
            }
            // A list right inside a list belongs to the item before it; so does anything else.
            let mut blocks = Vec::new();
            self.flow(std::iter::once(child), at, &mut blocks);
            let wrapped_items = !matches!(child.tag(), "ul" | "ol") && child.has("li");
            match (items.last_mut(), blocks.as_mut_slice()) {
                (_, [Block::List { items: inner, .. }]) if wrapped_items => items.append(inner),
                (Some(last), _) => last.blocks.append(&mut blocks),
                (None, []) => {}
                (None, _) => items.push(Item { task: None, blocks }),
            }
        }
        items
    }

    /// A box to tick beside its label is an item of a list, with the rows before it.
    pub(super) fn task_row(&mut self, row: Node<'a>, at: At, out: &mut Vec<Block>) {
        let mut item = Item {
            task: task(row),
            blocks: Vec::new(),
        };
        self.flow(row.children(), at, &mut item.blocks);
        match out.last_mut() {
            Some(Block::List { start: None, items })
                if items.iter().all(|item| item.task.is_some()) =>
            {
                items.push(item);
            }
            _ => out.push(Block::List {
                start: None,
                items: vec![item],
            }),
        }
    }
}

/// A box to tick with its label, outside of any list: two elements, of which the first is the box.
pub(super) fn is_task_row(node: Node<'_>) -> bool {
    let mut parts = node.child_elements();
    match (parts.next(), parts.next(), parts.next()) {
        (Some(tick), Some(label), None) => {
            is_checkbox(tick) && !label.is_blank() && node.closest("li").is_none()
        }
        _ => false,
    }
}

/// Whether an item of a list is a task, and ticked.
fn task(item: Node<'_>) -> Option<bool> {
    let first = item.descendants().find(|node| {
        node.as_text().is_some_and(|t| !t.trim().is_empty())
            || matches!(node.tag(), "input" | "li")
            || is_checkbox(*node)
    })?;
    if is_checkbox(first) {
        return Some(first.attr("aria-checked") == Some("true"));
    }
    (first.tag() == "input" && first.attr("type") == Some("checkbox"))
        .then(|| first.attr("checked").is_some())
}

/// The number of a list's first item.
pub(super) fn first_number(list: Node<'_>) -> u64 {
    let number = |node: Node<'_>, name: &str| node.attr(name).and_then(|n| n.trim().parse().ok());
    number(list, "start")
        .or_else(|| {
            list.child_elements()
                .find(|child| child.tag() == "li")
                .and_then(|item| number(item, "value"))
        })
        .filter(|start| *start < 1_000_000_000)
        .unwrap_or(1)
}
