//! Saved pages: what is the same whichever parser reads them.
//!
//! The command line has a parser of its own (`html`), the browser's pages have the browser's. Both
//! walk their document and give what they find to a [`Writer`], which keeps the rules of
//! [`super::protocol`]. A saved page has no shadow roots, no scroll position and is never hidden.

use super::protocol::{Limit, PageSnapshot, ReadPlan};
use super::tree::{Builder, PageTree, one_line};
use super::{Captured, Command, Reply, Session, Step};
use crate::conversation::Timestamp;
use crate::error::Error;

/// Captures the conversation of a saved page, which `read` reads.
///
/// `url` is where the page came from; it names the site, and relative links start from it. A page
/// of a known site is also recognised by its structure, whatever the address.
///
/// # Errors
///
/// As for a live page: [`Error::PageWithoutConversation`], [`Error::PageChanged`] and others.
pub fn capture(
    url: &str,
    now: Timestamp,
    read: impl FnOnce(&ReadPlan) -> PageSnapshot,
) -> Result<Captured, Error> {
    let mut session = Session::new(url, now);
    let Step::Command(Command::Read(plan)) = session.start() else {
        return Err(Error::PageWithoutConversation);
    };
    match session.step(Reply::Page(read(&plan))) {
        Step::Done(mut captured) => {
            // Nothing more comes out of a file.
            captured.completeness.can_load_more = false;
            Ok(captured)
        }
        Step::Failed(error) => Err(error),
        Step::Command(_) => Err(Error::PageWithoutConversation),
    }
}

/// Makes a snapshot of what a walk through a document finds.
pub struct Writer<'p> {
    plan: &'p ReadPlan,
    tree: Builder,
    nodes: usize,
    text: usize,
    truncated: Option<Limit>,
}

impl<'p> Writer<'p> {
    /// An empty one.
    pub fn new(plan: &'p ReadPlan) -> Self {
        Self {
            plan,
            tree: PageTree::builder(),
            nodes: 0,
            text: 0,
            truncated: None,
        }
    }

    /// Whether elements of this kind are dropped with everything below, on any page.
    pub fn never(tag: &str) -> bool {
        matches!(tag, "script" | "style" | "noscript" | "template")
    }

    /// What is sent of an attribute, if anything is.
    pub fn attribute<'v>(&self, name: &str, value: &'v str) -> Option<&'v str> {
        let wanted = self.plan.attributes.iter().any(|allowed| allowed == name);
        let words = &self.plan.style_words;
        if !wanted || name == "style" && !words.iter().any(|word| value.contains(word)) {
            return None;
        }
        let scheme = value.trim_start().get(..5).unwrap_or("");
        let data = matches!(name, "src" | "href") && scheme.eq_ignore_ascii_case("data:");
        Some(if data { "data:" } else { value })
    }

    /// An element opens, so many levels below its root; `false` where it has no place any more, and
    /// then it is not to be closed either.
    pub fn open<N: AsRef<str>>(&mut self, tag: &str, attributes: &[(N, N)], depth: usize) -> bool {
        if depth > self.plan.max_depth {
            self.truncated = self.truncated.or(Some(Limit::Depth));
            return false;
        }
        let values = attributes.iter().map(|(_, value)| units(value.as_ref()));
        if !self.fits(values.sum()) {
            return false;
        }
        self.tree.open(tag);
        for (name, value) in attributes {
            self.tree.attribute(name.as_ref(), value.as_ref());
        }
        true
    }

    /// Text.
    pub fn text(&mut self, text: &str) {
        if !text.is_empty() && self.fits(units(text)) {
            self.tree.text(text);
        }
    }

    /// The innermost open element closes.
    pub fn close(&mut self) {
        self.tree.close();
    }

    /// The snapshot of the page with this address and title.
    pub fn finish(self, url: &str, title: &str) -> PageSnapshot {
        PageSnapshot {
            url: url.to_owned(),
            title: one_line(title),
            truncated: self.truncated,
            tree: self.tree.finish(),
            ..PageSnapshot::default()
        }
    }

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
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}
