//! Reads a saved page as `page.js` reads a live one.
//!
//! Native only: the command line and the tests use it. The rules are those of
//! [`super::protocol`]; a saved page has no shadow roots, no scroll position and is never hidden.

use std::collections::HashSet;
use std::hash::Hash;

use scraper::{ElementRef, Html, Node, Selector};

use super::protocol::{Limit, PageSnapshot, ReadPlan};
use super::tree::{Builder, PageTree, one_line};
use super::{Captured, Session, Step};
use crate::conversation::Timestamp;
use crate::error::Error;

/// Captures the conversation of a saved page.
///
/// `url` is where the page came from; it names the site, and relative links start from it. A page
/// of a known site is also recognised by its structure, whatever the address.
///
/// # Errors
///
/// [`Error::PageWithoutConversation`], [`Error::ChatEmpty`] and [`Error::PageChanged`], as for a
/// live page.
pub fn capture_page(html: &str, url: &str, now: Timestamp) -> Result<Captured, Error> {
    let mut session = Session::new(url, now);
    let step = session.start();
    let Step::Command(super::Command::Read(plan)) = step else {
        return Err(Error::PageWithoutConversation);
    };
    let snapshot = read(html, url, &plan);
    match session.step(super::Reply::Page(snapshot)) {
        Step::Done(mut captured) => {
            // Nothing more comes out of a file.
            captured.completeness.can_load_more = false;
            Ok(captured)
        }
        Step::Failed(error) => Err(error),
        Step::Command(_) => Err(Error::PageWithoutConversation),
    }
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
        plan,
        skipped: all(&plan.skip),
        flat: all(&plan.flatten),
        values: all(&plan.values),
        done: HashSet::new(),
        tree: PageTree::builder(),
        nodes: 0,
        text: 0,
        truncated: None,
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
        .map(|title| one_line(&title.text().collect::<String>()));
    PageSnapshot {
        url: url.to_owned(),
        title: title.unwrap_or_default(),
        truncated: reader.truncated,
        tree: reader.tree.finish(),
        ..PageSnapshot::default()
    }
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
    plan: &'p ReadPlan,
    skipped: HashSet<Id>,
    flat: HashSet<Id>,
    values: HashSet<Id>,
    done: HashSet<Id>,
    tree: Builder,
    nodes: usize,
    text: usize,
    truncated: Option<Limit>,
}

impl<Id: Copy + Eq + Hash> Reader<'_, Id> {
    /// Whether a node with this much text still fits; counts it if so.
    fn fits(&mut self, units: usize) -> bool {
        if matches!(self.truncated, None | Some(Limit::Depth)) {
            if self.nodes >= self.plan.max_nodes {
                self.truncated = Some(Limit::Nodes);
            } else if self.text + units > self.plan.max_text {
                self.truncated = Some(Limit::Text);
            }
        }
        if matches!(self.truncated, Some(Limit::Nodes | Limit::Text)) {
            return false;
        }
        self.nodes += 1;
        self.text += units;
        true
    }

    fn text(&mut self, text: &str) {
        if !text.is_empty() && self.fits(units(text)) {
            self.tree.text(text);
        }
    }

    /// Depth is bounded by [`ReadPlan::max_depth`].
    fn element(&mut self, element: ElementRef<'_>, id: fn(ElementRef<'_>) -> Id, depth: usize) {
        let tag = element.value().name();
        if matches!(tag, "script" | "style" | "noscript" | "template")
            || self.skipped.contains(&id(element))
        {
            return;
        }
        if depth > self.plan.max_depth {
            self.truncated = self.truncated.or(Some(Limit::Depth));
            return;
        }
        let attributes = self.attributes(element);
        if !self.fits(attributes.iter().map(|(_, value)| units(value)).sum()) {
            return;
        }
        self.done.insert(id(element));
        self.tree.open(tag, attributes);
        let field = tag == "textarea";
        if self.flat.contains(&id(element)) || field && self.values.contains(&id(element)) {
            self.text(&element.text().collect::<String>());
        } else if !field {
            for child in element.children() {
                match child.value() {
                    Node::Text(text) => self.text(text),
                    Node::Element(_) => {
                        if let Some(child) = ElementRef::wrap(child) {
                            self.element(child, id, depth + 1);
                        }
                    }
                    _ => {}
                }
            }
        }
        self.tree.close();
    }

    fn attributes(&self, element: ElementRef<'_>) -> Vec<(String, String)> {
        element
            .value()
            .attrs()
            .filter(|(name, _)| self.plan.attributes.iter().any(|allowed| allowed == name))
            .filter(|(name, value)| {
                *name != "style"
                    || self
                        .plan
                        .style_words
                        .iter()
                        .any(|word| value.contains(word))
            })
            .map(|(name, value)| {
                let data = matches!(name, "src" | "href")
                    && value
                        .trim_start()
                        .get(..5)
                        .is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"));
                let value = if data { "data:" } else { value };
                (name.to_owned(), value.to_owned())
            })
            .collect()
    }
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}
