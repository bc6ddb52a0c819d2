//! The page as capture sees it: a small tree of tags, allowed attributes and text.
//!
//! `extension/page.js` (in the browser) and [`super::html`] (for saved pages) make it; everything
//! after that reads it through [`Node`], by the selectors of [`super::selector`].
//!
//! # Wire form
//!
//! A flat JSON array in document order, so that no reader of JSON has to follow the depth of the
//! page:
//!
//! - `"text"`: a text node;
//! - `["tag"]` or `["tag", {"attribute": "value"}]`: an element opens;
//! - a number `n`: the `n` innermost open elements close.
//!
//! ```
//! use chatlink::capture::tree::PageTree;
//! let tree: PageTree = serde_json::from_str(r#"[["p",{"class":"a"}],"one ",["b"],"two",2]"#).unwrap();
//! assert_eq!(tree.root().text(), "one two");
//! ```

use std::fmt;

use super::selector::Selector;

mod wire;

/// The most nodes that a tree takes; what comes after is dropped.
pub const MAX_NODES: usize = 1 << 20;

/// A page, or the parts of it that were asked for, in document order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageTree {
    /// In pre-order, so the descendants of a node are the nodes up to its `end`.
    nodes: Vec<NodeData>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct NodeData {
    parent: usize,
    /// The index after the last descendant.
    end: usize,
    kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Text(String),
    Element {
        tag: String,
        attributes: Vec<(String, String)>,
    },
}

impl PageTree {
    /// Starts an empty tree.
    pub fn builder() -> Builder {
        Builder {
            nodes: vec![NodeData {
                parent: 0,
                end: 1,
                kind: Kind::Element {
                    tag: String::new(),
                    attributes: Vec::new(),
                },
            }],
            open: vec![0],
            full: false,
        }
    }

    /// The node above everything that was read; it has no tag.
    pub fn root(&self) -> Node<'_> {
        Node { tree: self, id: 0 }
    }

    /// How many nodes there are, the root included.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether nothing was read at all.
    pub fn is_empty(&self) -> bool {
        self.nodes.len() <= 1
    }
}

impl Default for PageTree {
    fn default() -> Self {
        Self::builder().finish()
    }
}

/// Makes a [`PageTree`] in document order.
pub struct Builder {
    nodes: Vec<NodeData>,
    open: Vec<usize>,
    full: bool,
}

impl Builder {
    fn parent(&self) -> usize {
        self.open.last().copied().unwrap_or(0)
    }

    fn push(&mut self, kind: Kind) -> Option<usize> {
        if self.nodes.len() >= MAX_NODES {
            self.full = true;
            return None;
        }
        let id = self.nodes.len();
        self.nodes.push(NodeData {
            parent: self.parent(),
            end: id + 1,
            kind,
        });
        Some(id)
    }

    /// An element opens.
    pub fn open(&mut self, tag: &str, attributes: Vec<(String, String)>) {
        let kind = Kind::Element {
            tag: tag.to_owned(),
            attributes,
        };
        match self.push(kind) {
            Some(id) => self.open.push(id),
            // Kept on the stack so that the closing tags still match.
            None => self.open.push(self.parent()),
        }
    }

    /// Text; joined with the text right before it.
    pub fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let parent = self.parent();
        if let Some(last) = self.nodes.last_mut()
            && last.parent == parent
            && let Kind::Text(before) = &mut last.kind
            && !self.full
        {
            before.push_str(text);
            return;
        }
        self.push(Kind::Text(text.to_owned()));
    }

    /// The innermost open element closes; nothing happens when none is open.
    pub fn close(&mut self) {
        if self.open.len() > 1
            && let Some(id) = self.open.pop()
        {
            let end = self.nodes.len();
            if let Some(node) = self.nodes.get_mut(id) {
                node.end = end;
            }
        }
    }

    /// Closes what is still open.
    pub fn finish(mut self) -> PageTree {
        while self.open.len() > 1 {
            self.close();
        }
        let end = self.nodes.len();
        if let Some(root) = self.nodes.first_mut() {
            root.end = end;
        }
        PageTree { nodes: self.nodes }
    }
}

/// One element or text of a [`PageTree`].
#[derive(Clone, Copy)]
pub struct Node<'a> {
    tree: &'a PageTree,
    id: usize,
}

impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.tree, other.tree) && self.id == other.id
    }
}

impl Eq for Node<'_> {}

impl fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.as_text() {
            Some(text) => write!(f, "{text:?}"),
            None => write!(f, "<{} #{}>", self.tag(), self.id),
        }
    }
}

impl<'a> Node<'a> {
    fn data(self) -> Option<&'a NodeData> {
        self.tree.nodes.get(self.id)
    }

    fn at(self, id: usize) -> Self {
        Node {
            tree: self.tree,
            id,
        }
    }

    fn end(self) -> usize {
        self.data().map_or(self.id, |data| data.end)
    }

    /// Place in document order; the same node always has the same.
    pub fn position(self) -> usize {
        self.id
    }

    /// How many nodes hang below this one.
    pub fn size(self) -> usize {
        self.end().saturating_sub(self.id + 1)
    }

    /// The tag in lower case; empty for text and for the root.
    pub fn tag(self) -> &'a str {
        match self.data().map(|data| &data.kind) {
            Some(Kind::Element { tag, .. }) => tag,
            _ => "",
        }
    }

    /// Whether this is an element, the root included.
    pub fn is_element(self) -> bool {
        self.as_text().is_none()
    }

    /// The text, if this is a text node.
    pub fn as_text(self) -> Option<&'a str> {
        match self.data().map(|data| &data.kind) {
            Some(Kind::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The value of an attribute; `None` if it is not there.
    pub fn attr(self, name: &str) -> Option<&'a str> {
        match self.data().map(|data| &data.kind) {
            Some(Kind::Element { attributes, .. }) => attributes
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.as_str()),
            _ => None,
        }
    }

    /// The value of an attribute, trimmed; `None` if it is not there or blank.
    pub fn attr_text(self, name: &str) -> Option<&'a str> {
        self.attr(name)
            .map(str::trim)
            .filter(|value| !value.is_empty())
    }

    /// The names in `class`.
    pub fn classes(self) -> impl Iterator<Item = &'a str> {
        self.attr("class").unwrap_or("").split_ascii_whitespace()
    }

    /// Whether `class` holds this name.
    pub fn has_class(self, name: &str) -> bool {
        self.classes().any(|class| class == name)
    }

    /// The node above; `None` for the root.
    pub fn parent(self) -> Option<Self> {
        (self.id != 0)
            .then(|| self.data().map(|data| self.at(data.parent)))
            .flatten()
    }

    /// The nodes above, nearest first, the root last.
    pub fn ancestors(self) -> impl Iterator<Item = Self> {
        std::iter::successors(self.parent(), |node| node.parent())
    }

    /// The nodes right below.
    pub fn children(self) -> impl Iterator<Item = Self> {
        let end = self.end();
        let mut next = self.id + 1;
        std::iter::from_fn(move || {
            (next < end).then(|| {
                let child = self.at(next);
                next = child.end().max(next + 1);
                child
            })
        })
    }

    /// The elements right below.
    pub fn child_elements(self) -> impl Iterator<Item = Self> {
        self.children().filter(|child| child.is_element())
    }

    /// Everything below, in document order.
    pub fn descendants(self) -> impl DoubleEndedIterator<Item = Self> {
        (self.id + 1..self.end()).map(move |id| self.at(id))
    }

    /// Whether this node is `other` or hangs below it.
    pub fn is_within(self, other: Self) -> bool {
        (other.id..other.end()).contains(&self.id)
    }

    /// All text below, as it stands.
    pub fn text(self) -> String {
        if let Some(text) = self.as_text() {
            return text.to_owned();
        }
        self.descendants().filter_map(Node::as_text).collect()
    }

    /// All text below on one line: runs of white space become one space.
    pub fn line(self) -> String {
        one_line(&self.text())
    }

    /// Whether there is nothing but white space below.
    pub fn is_blank(self) -> bool {
        !self
            .descendants()
            .chain([self])
            .filter_map(Node::as_text)
            .any(|text| text.chars().any(|c| !c.is_whitespace() && c != '\u{200b}'))
    }

    /// Whether the selector matches this element.
    pub fn is(self, css: &str) -> bool {
        Selector::new(css).matches(self)
    }

    /// The first element below that the selector matches.
    pub fn find(self, css: &str) -> Option<Self> {
        let selector = Selector::new(css);
        self.descendants().find(|node| selector.matches(*node))
    }

    /// Whether anything below matches the selector.
    pub fn has(self, css: &str) -> bool {
        self.find(css).is_some()
    }

    /// Every element below that the selector matches, in document order.
    pub fn find_all(self, css: &str) -> Vec<Self> {
        let selector = Selector::new(css);
        self.descendants()
            .filter(|node| selector.matches(*node))
            .collect()
    }

    /// As [`Self::find_all`], without elements that stand inside another match.
    pub fn find_outermost(self, css: &str) -> Vec<Self> {
        let selector = Selector::new(css);
        let mut found = Vec::new();
        let (mut next, end) = (self.id + 1, self.end());
        while next < end {
            let node = self.at(next);
            if selector.matches(node) {
                found.push(node);
                next = node.end().max(next + 1);
            } else {
                next += 1;
            }
        }
        found
    }

    /// This element or the nearest one above that the selector matches.
    pub fn closest(self, css: &str) -> Option<Self> {
        let selector = Selector::new(css);
        std::iter::once(self)
            .chain(self.ancestors())
            .find(|node| selector.matches(*node))
    }
}

/// Runs of white space become one space, zero-width spaces go, the ends are trimmed.
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text
        .split(|c: char| c.is_whitespace() || c == '\u{200b}' || c == '\u{feff}')
        .filter(|word| !word.is_empty())
    {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}
