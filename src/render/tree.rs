//! What a message can be made of: a closed tree.
//!
//! Nesting is bounded by [`MAX_DEPTH`], so walking and dropping a tree by recursion is safe.

use super::picture::Picture;
use super::urls::Address;

/// How deep blocks and inlines may nest, both together.
pub const MAX_DEPTH: usize = 48;

/// One text, ready to be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RenderTree {
    /// The blocks from top to bottom.
    pub blocks: Vec<Block>,
    /// The footnotes; [`Inline::FootnoteMark`] counts them from 1.
    pub footnotes: Vec<Vec<Block>>,
    /// The source from where a limit was reached, to be shown as plain text and said to be so.
    pub rest: Option<String>,
}

/// A block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A heading.
    Heading {
        /// Its rank within the text, from 1. Ranks never skip: a text whose first heading is
        /// written `###` begins with rank 1, so that the outline of the page stays whole.
        rank: u8,
        /// What it says.
        text: Vec<Inline>,
    },
    /// A list.
    List {
        /// The first number of a numbered list.
        start: Option<u64>,
        /// Whether the items stand close, without space between them.
        tight: bool,
        /// The items.
        items: Vec<Item>,
    },
    /// A quotation.
    Quote(Vec<Block>),
    /// A block of code.
    Code {
        /// The language as written, cleaned for display; may be empty.
        language: String,
        /// The code, without the last line break.
        text: String,
    },
    /// A table.
    Table {
        /// One alignment a column.
        align: Vec<Align>,
        /// The cells of the head.
        head: Vec<Vec<Inline>>,
        /// The rows, each as many cells as it has.
        rows: Vec<Vec<Vec<Inline>>>,
    },
    /// A line across.
    Rule,
    /// Text to be shown exactly as it is, line breaks included: HTML, for example.
    Literal(String),
}

/// An item of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// For an item of a task list: whether it is done.
    pub done: Option<bool>,
    /// What it holds.
    pub blocks: Vec<Block>,
}

/// How a column is aligned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// As the text runs.
    #[default]
    Start,
    /// To the left.
    Left,
    /// In the middle.
    Center,
    /// To the right.
    Right,
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inline {
    /// Text. A line break in it is a soft one: shown as a space in an answer, as a new line in a
    /// prompt.
    Text(String),
    /// A hard line break.
    Break,
    /// Strong text.
    Strong(Vec<Inline>),
    /// Emphasised text.
    Emphasis(Vec<Inline>),
    /// Struck-out text.
    Strike(Vec<Inline>),
    /// Code within a line.
    Code(String),
    /// A formula.
    Math {
        /// The formula as TeX.
        tex: String,
        /// Whether it stands on a line of its own.
        display: bool,
    },
    /// A link whose address may be opened.
    Link {
        /// Where it leads.
        to: Address,
        /// What of the address the text already shows.
        shows: Shows,
        /// The text of the link.
        text: Vec<Inline>,
    },
    /// An image, by name: it is never loaded unasked.
    Image {
        /// What it shows, or what it is called; may be empty.
        alt: String,
        /// Where it lies, if that may be opened.
        at: Option<Address>,
    },
    /// A picture that the text holds by itself.
    Picture {
        /// What it shows, or what it is called; may be empty.
        alt: String,
        /// The picture.
        data: Picture,
    },
    /// A mark that leads to the footnote of this number, from 1.
    FootnoteMark(u32),
}

/// What a link's text says about where the link leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shows {
    /// The text names the host: it need not be said again.
    Host,
    /// The text says something else: the host is shown beside it.
    Words,
    /// The text looks like another address than the link's own: the host is shown as a warning.
    OtherHost,
}

impl Shows {
    /// What a link's text says, given the host that it leads to.
    pub fn of(text: &str, host: &str) -> Self {
        let text = text.trim();
        let named = text.split_once("://").map_or(text, |(_, rest)| rest);
        let named = named.split(['/', '?', '#', ':']).next().unwrap_or_default();
        if without_www(named).eq_ignore_ascii_case(without_www(host)) {
            Self::Host
        } else if text.contains("://") || text.starts_with("www.") {
            Self::OtherHost
        } else {
            Self::Words
        }
    }
}

fn without_www(host: &str) -> &str {
    host.strip_prefix("www.").unwrap_or(host)
}

/// The text of some inlines without any markup, as it is read aloud.
pub fn plain_text(inlines: &[Inline]) -> String {
    let mut text = String::new();
    collect(inlines, &mut text);
    text
}

fn collect(inlines: &[Inline], text: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(words) | Inline::Code(words) => text.push_str(words),
            Inline::Break => text.push('\n'),
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Strike(inner) => {
                collect(inner, text);
            }
            Inline::Link { text: inner, .. } => collect(inner, text),
            Inline::Math { tex, .. } => text.push_str(tex),
            Inline::Image { alt, .. } | Inline::Picture { alt, .. } => text.push_str(alt),
            Inline::FootnoteMark(_) => {}
        }
    }
}
