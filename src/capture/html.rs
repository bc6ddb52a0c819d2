//! Reads a saved page as `page.js` reads a live one.
//!
//! Native only: the command line and the tests use it. The rules are those of
//! [`super::protocol`], and [`super::saved`] keeps most of them.

use std::collections::HashSet;
use std::hash::Hash;

use scraper::{ElementRef, Html, Node, Selector};

use super::Captured;
use super::protocol::{PageSnapshot, ReadPlan};
use super::saved::{Writer, capture};
use crate::conversation::Timestamp;
use crate::error::Error;

/// Captures the conversation of a saved page.
///
/// # Errors
///
/// Those of [`capture`].
pub fn capture_page(html: &str, url: &str, now: Timestamp) -> Result<Captured, Error> {
    capture(url, now, |plan| read(html, url, plan))
}

/// What `page.js` would send for this page.
pub fn read(html: &str, url: &str, plan: &ReadPlan) -> PageSnapshot {
    let document = Html::parse_document(html);
    let select = |css: &str| {
        Selector::parse(css)
            .map(|selector| document.select(&selector).collect::<Vec<_>>())
            .unwrap_or_default()
    };
    let all = |list: &[String]| {
        list.iter()
            .flat_map(|css| select(css))
            .map(|element| element.id())
            .collect::<HashSet<_>>()
    };
    let mut reader = Reader {
        skipped: all(&plan.skip),
        flat: all(&plan.flatten),
        values: all(&plan.values),
        done: HashSet::new(),
        writer: Writer::new(plan),
    };
    let roots = plan
        .roots
        .iter()
        .map(|css| outermost(select(css)))
        .find(|found| !found.is_empty())
        .unwrap_or_else(|| select("body").into_iter().take(1).collect());
    for root in roots {
        reader.element(root, |element| element.id(), 0);
    }
    for css in &plan.extras {
        for element in outermost(select(css)) {
            if !reader.done.contains(&element.id()) {
                reader.element(element, |element| element.id(), 0);
            }
        }
    }
    let title = select("title")
        .first()
        .map(|title| title.text().collect::<String>());
    reader.writer.finish(url, &title.unwrap_or_default())
}

fn outermost(found: Vec<ElementRef<'_>>) -> Vec<ElementRef<'_>> {
    let mut outer: Vec<ElementRef<'_>> = Vec::new();
    for element in found {
        let inside = outer
            .last()
            .is_some_and(|last| element.ancestors().any(|above| above.id() == last.id()));
        if !inside {
            outer.push(element);
        }
    }
    outer
}

/// `Id` is the parser's own type, which it does not name in public.
struct Reader<'p, Id> {
    skipped: HashSet<Id>,
    flat: HashSet<Id>,
    values: HashSet<Id>,
    done: HashSet<Id>,
    writer: Writer<'p>,
}

impl<Id: Copy + Eq + Hash> Reader<'_, Id> {
    /// Depth is bounded by [`ReadPlan::max_depth`].
    fn element(&mut self, element: ElementRef<'_>, id: fn(ElementRef<'_>) -> Id, depth: usize) {
        let tag = element.value().name();
        if Writer::never(tag) || self.skipped.contains(&id(element)) {
            return;
        }
        let attributes: Vec<(&str, &str)> = element
            .value()
            .attrs()
            .filter_map(|(name, value)| Some((name, self.writer.attribute(name, value)?)))
            .collect();
        if !self.writer.open(tag, &attributes, depth) {
            return;
        }
        self.done.insert(id(element));
        let field = tag == "textarea";
        if self.flat.contains(&id(element)) || field && self.values.contains(&id(element)) {
            self.writer.text(&element.text().collect::<String>());
        } else if !field {
            for child in element.children() {
                match child.value() {
                    Node::Text(text) => self.writer.text(text),
                    Node::Element(_) => {
                        if let Some(child) = ElementRef::wrap(child) {
                            self.element(child, id, depth + 1);
                        }
                    }
                    _ => {}
                }
            }
        }
        self.writer.close();
    }
}
