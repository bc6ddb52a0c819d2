//! The page as capture sees it: a small tree of tags, allowed attributes and text.
//!
//! `extension/page.js` (in the browser) and [`super::html`] (for saved pages) make it; everything
//! after that reads it through [`Node`], by the selectors of [`super::selector`].
//!
//! # Wire form
//!
//! One text, because a single long string crosses from a page into a popup, and from there into
//! wasm, many times faster than its parts would. It is made of tokens in document order, with a
//! [`MARK`] between them; the first character of a token says what it is:
//!
//! - `"text`: a text node;
//! - `<tag`: an element opens;
//! - `@name=value`: an attribute of the element that was opened last;
//! - `>n`: the `n` innermost open elements close.
//!
//! The mark itself is taken out of whatever a page holds. A token of another kind is passed over.
//!
//! ```
//! use chatlink::capture::tree::PageTree;
//! let wire = "<p|@class=a|\"one |<b|\"two|>2".replace('|', "\u{7f}");
//! let tree = PageTree::from_wire(&wire);
//! assert_eq!(tree.root().text(), "one two");
//! assert_eq!(tree.to_wire(), wire);
//! ```

use std::fmt;

use super::selector::{Marks, Selector};

mod wire;

/// The most nodes that a tree takes; what comes after is dropped.
pub const MAX_NODES: usize = 1 << 20;

/// Stands between the tokens of the wire form. A control character that no text needs, one byte
/// long, and not one that JSON would write as six.
pub const MARK: char = '\u{7f}';

/// A page, or the parts of it that were asked for, in document order.
///
/// All text lies in one buffer, and nodes know their places in it: a large page is three
/// allocations and not hundreds of thousands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageTree {
    /// In pre-order, so the descendants of a node are the nodes up to its `end`.
    nodes: Vec<NodeData>,
    /// Names and values; those of one element stand together.
    attributes: Vec<(Span, Span)>,
    /// Tags, names, values and texts.
    buffer: String,
}

/// A place in the buffer: first byte, and the one after the last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Span(usize, usize);

#[derive(Clone, Debug, PartialEq, Eq)]
struct NodeData {
    parent: usize,
    /// The index after the last descendant.
    end: usize,
    /// The tag or the text.
    name: Span,
    kind: Kind,
    marks: Marks,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    /// With the places of its attributes: first, and the one after the last.
    Element(usize, usize),
}

impl PageTree {
    /// Starts an empty tree.
    pub fn builder() -> Builder {
        Builder {
            tree: Self {
                nodes: vec![NodeData {
                    parent: 0,
                    end: 1,
                    name: Span::default(),
                    kind: Kind::Element(0, 0),
                    marks: Marks::default(),
                }],
                attributes: Vec::new(),
                buffer: String::new(),
            },
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

    fn at(&self, Span(start, end): Span) -> &str {
        self.buffer.get(start..end).unwrap_or("")
    }
}

impl Default for PageTree {
    fn default() -> Self {
        Self::builder().finish()
    }
}

/// Makes a [`PageTree`] in document order.
pub struct Builder {
    tree: PageTree,
    open: Vec<usize>,
    full: bool,
}

impl Builder {
    fn parent(&self) -> usize {
        self.open.last().copied().unwrap_or(0)
    }

    /// Puts text into the buffer.
    fn span(&mut self, text: &str) -> Span {
        let start = self.tree.buffer.len();
        self.tree.buffer.push_str(text);
        Span(start, self.tree.buffer.len())
    }

    fn push(&mut self, name: &str, kind: Kind) -> Option<usize> {
        if self.tree.nodes.len() >= MAX_NODES {
            self.full = true;
            return None;
        }
        let id = self.tree.nodes.len();
        let mut marks = Marks::default();
        if kind != Kind::Text {
            marks.tag(name);
        }
        let (parent, name) = (self.parent(), self.span(name));
        self.tree.nodes.push(NodeData {
            parent,
            end: id + 1,
            name,
            kind,
            marks,
        });
        Some(id)
    }

    /// An element opens.
    pub fn open(&mut self, tag: &str) {
        let first = self.tree.attributes.len();
        match self.push(tag, Kind::Element(first, first)) {
            Some(id) => self.open.push(id),
            // Kept on the stack so that the closing tags still match.
            None => self.open.push(self.parent()),
        }
    }

    /// An attribute of the element that was opened last; nothing happens once that has content.
    pub fn attribute(&mut self, name: &str, value: &str) {
        let innermost = self.parent() + 1 == self.tree.nodes.len();
        if self.full || !innermost || self.tree.is_empty() {
            return;
        }
        let pair = (self.span(name), self.span(value));
        self.tree.attributes.push(pair);
        let end = self.tree.attributes.len();
        if let Some(node) = self.tree.nodes.last_mut()
            && let Kind::Element(_, last) = &mut node.kind
        {
            *last = end;
            node.marks.attribute(name, value);
        }
    }

    /// Text; joined with the text right before it.
    pub fn text(&mut self, text: &str) {
        if text.is_empty() || self.full {
            return;
        }
        let parent = self.parent();
        let buffer = &mut self.tree.buffer;
        if let Some(last) = self.tree.nodes.last_mut()
            && last.parent == parent
            && last.kind == Kind::Text
            && last.name.1 == buffer.len()
        {
            buffer.push_str(text);
            last.name.1 = buffer.len();
            return;
        }
        self.push(text, Kind::Text);
    }

    /// The innermost open element closes; nothing happens when none is open.
    pub fn close(&mut self) {
        if self.open.len() > 1
            && let Some(id) = self.open.pop()
        {
            let end = self.tree.nodes.len();
            if let Some(node) = self.tree.nodes.get_mut(id) {
                node.end = end;
            }
        }
    }

    /// Closes what is still open.
    pub fn finish(mut self) -> PageTree {
        while self.open.len() > 1 {
            self.close();
        }
        let end = self.tree.nodes.len();
        if let Some(root) = self.tree.nodes.first_mut() {
            root.end = end;
        }
        self.tree
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
        match self.data() {
            Some(data) if data.kind != Kind::Text => self.tree.at(data.name),
            _ => "",
        }
    }

    /// Whether this is an element, the root included.
    pub fn is_element(self) -> bool {
        self.data().is_none_or(|data| data.kind != Kind::Text)
    }

    /// The text, if this is a text node.
    pub fn as_text(self) -> Option<&'a str> {
        self.data()
            .filter(|data| data.kind == Kind::Text)
            .map(|data| self.tree.at(data.name))
    }

    /// What it may have, for a quick no.
    pub(super) fn marks(self) -> Marks {
        self.data().map(|data| data.marks).unwrap_or_default()
    }

    /// Names and values of the attributes.
    pub fn attributes(self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let places = match self.data().map(|data| data.kind) {
            Some(Kind::Element(first, end)) => first..end,
            _ => 0..0,
        };
        let tree = self.tree;
        let pairs = tree.attributes.get(places).unwrap_or_default();
        pairs
            .iter()
            .map(|(name, value)| (tree.at(*name), tree.at(*value)))
    }

    /// The value of an attribute; `None` if it is not there.
    pub fn attr(self, name: &str) -> Option<&'a str> {
        self.attributes()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value)
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
