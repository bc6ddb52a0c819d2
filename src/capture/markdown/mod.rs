//! The one converter from [`PageTree`](super::tree::PageTree) to Markdown, for every site.
//!
//! Two steps: [`read`] makes a small document of blocks and inlines out of the page, with [`code`],
//! [`list`], [`math`], [`table`], [`media`], [`embedded`] and [`notes`] for what is atomic; [`write`] sets it as GitHub-flavoured
//! Markdown with `$…$` and `$$…$$`, escaped so that it renders to the same text again.
//!
//! What a site has of its own comes in as [`Rules`]. Time is linear in the size of the page, depth
//! is bounded.

use std::sync::OnceLock;

use super::address::Address;
use super::selector::Selector;
use super::tree::Node;
use crate::conversation::{Source, Warning};

mod code;
mod document;
mod embedded;
mod escape;
mod facts;
mod language;
mod list;
mod math;
mod media;
mod notes;
mod read;
mod table;
mod write;

pub use media::{file_placeholder, image_placeholder, placeholder};

/// Parsed once: every message needs it.
static NOISE: OnceLock<Selector<'static>> = OnceLock::new();

/// What a site has of its own.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rules {
    /// Selectors of noise: dropped with everything below.
    pub drop: &'static str,
    /// Selectors of what holds a citation: its links are sources.
    pub citation: &'static str,
    /// Selectors of what would be dropped as a control, but holds content.
    pub keep: &'static str,
    /// Whether text stands for itself: a person's own words, where the Markdown is theirs.
    pub literal: bool,
}

/// What came out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Markdown {
    /// The text; without a newline at the end.
    pub text: String,
    /// The sources that are cited, in order, each once.
    pub sources: Vec<Source>,
    /// What could not be read.
    pub warnings: Vec<Warning>,
    /// Whether something is there in part only.
    pub partial: bool,
}

/// Converts what stands below a node, or the text itself.
pub fn convert(node: Node<'_>, rules: &Rules, address: &Address) -> Markdown {
    convert_all(&[node], rules, address)
}

/// Converts several nodes to one text, each a block of its own.
pub fn convert_all(nodes: &[Node<'_>], rules: &Rules, address: &Address) -> Markdown {
    convert_cited(nodes, rules, address, &[])
}

/// As [`convert_all`], where citations are numbers into a list of sources that stands elsewhere.
pub fn convert_cited(
    nodes: &[Node<'_>],
    rules: &Rules,
    address: &Address,
    sources: &[Source],
) -> Markdown {
    let mut converter = read::Converter {
        address,
        literal: rules.literal,
        drop: Selector::new(rules.drop),
        keep: Selector::new(rules.keep),
        citation: Selector::new(rules.citation),
        noise: NOISE.get_or_init(|| Selector::new(facts::NOISE)),
        numbered: sources,
        facts: facts::Facts::default(),
        last_image: String::new(),
        found: Markdown::default(),
    };
    let mut blocks = Vec::new();
    for node in nodes {
        converter.root(*node, &mut blocks);
    }
    let mut found = converter.found;
    found.text = write::write(&blocks);
    found
}
