//! What is worked out once for every node before it is read, so that reading stays linear: what is
//! noise, what starts a line of its own, where code stands and what stands beside it.

use super::read::Converter;
use super::{code, embedded, math, media, notes};
use crate::capture::tree::Node;

/// Controls and decoration, on every site. What a site wants kept of it, it names.
pub(super) const NOISE: &str = "button, [role=\"button\"], [role=\"menu\"], [role=\"tooltip\"], \
    [role=\"tablist\"], [role=\"toolbar\"], input:not([type=\"checkbox\"]), select, textarea, nav, \
    .sr-only, .visually-hidden, .cdk-visually-hidden, .screen-reader-only, [role=\"separator\"], \
    [role=\"status\"], [role=\"progressbar\"], span[aria-live], .cm-announced, [data-markdown-copy=\"exclude\"], \
    [data-exclude-from-copy], [data-thread-find-skip], mat-icon, \
    [class*=\"material-symbols\"], [class*=\"material-icons\"], [class*=\"google-symbols\"], \
    script, style, noscript, template, svg, object, embed, link, meta";

/// What is worked out once for every node, so that reading stays linear.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    base: usize,
    of: Vec<Fact>,
}

/// What stands at a node and below it, noise not counted.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Fact {
    pub(super) dropped: bool,
    /// Whether there is anything that starts a line of its own.
    pub(super) block: bool,
    /// How many blocks of code, outermost ones.
    pub(super) codes: u32,
    /// How much there is besides code: characters of text; an image or a table counts as many.
    pub(super) besides: u32,
}

/// Elements that start a line of their own.
pub(super) const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "ul",
];

impl<'a> Converter<'a> {
    /// Works out the facts of a node and everything below, before it is read.
    pub(super) fn work_out(&mut self, root: Node<'a>) {
        let base = root.position();
        let mut of = vec![Fact::default(); root.size() + 1];
        let nodes = std::iter::once(root).chain(root.descendants());
        let mut inside_dropped = 0;
        let mut inside_code = 0;
        let mut inside_citation = 0;
        // Down: what is noise, and what is code.
        for node in nodes {
            let at = node.position();
            let Some(fact) = of.get_mut(at - base) else {
                continue;
            };
            // What was asked for by name is never noise itself.
            fact.dropped = at < inside_dropped || (node != root && self.is_noise(node));
            if fact.dropped {
                inside_dropped = inside_dropped.max(at + node.size() + 1);
            } else if at >= inside_code && code::is_code(node) {
                inside_code = at + node.size() + 1;
                fact.codes = 1;
                fact.block = true;
            } else if at < inside_code {
                // Text inside code is nothing besides it.
            } else if at < inside_citation {
                // However it is drawn, a citation is a part of its line.
            } else if self.citation.matches(node) {
                inside_citation = at + node.size() + 1;
                fact.besides = 10;
            } else if let Some(text) = node.as_text() {
                let seen = text.chars().filter(|c| !c.is_whitespace()).count();
                fact.besides = u32::try_from(seen).unwrap_or(u32::MAX);
            } else {
                let tag = node.tag();
                fact.block = BLOCKS.contains(&tag)
                    || matches!(node.attr("role"), Some("table" | "grid" | "heading"))
                    || embedded::drawing(node).is_some()
                    || embedded::file_card(node).is_some()
                    || math::is_display(node);
                if matches!(
                    tag,
                    "img"
                        | "table"
                        | "ul"
                        | "ol"
                        | "hr"
                        | "p"
                        | "blockquote"
                        | "h1"
                        | "h2"
                        | "h3"
                        | "h4"
                        | "h5"
                        | "h6"
                ) {
                    fact.besides = 1_000;
                }
            }
        }
        // Up: what stands below.
        for node in root.descendants().rev() {
            let fact = of.get(node.position() - base).copied().unwrap_or_default();
            if let Some(parent) = node.parent()
                && let Some(above) = of.get_mut(parent.position().wrapping_sub(base))
                && !fact.dropped
            {
                above.block |= fact.block;
                above.codes = above.codes.saturating_add(fact.codes);
                above.besides = above.besides.saturating_add(fact.besides);
            }
        }
        self.facts = Facts { base, of };
    }

    pub(super) fn fact(&self, node: Node<'_>) -> Fact {
        node.position()
            .checked_sub(self.facts.base)
            .and_then(|at| self.facts.of.get(at))
            .copied()
            .unwrap_or_default()
    }

    fn is_noise(&self, node: Node<'_>) -> bool {
        if node.tag().is_empty() {
            return false;
        }
        if self.drop.matches(node) || notes::is_way_back(node) {
            return true;
        }
        if !self.noise.matches(node) || self.keep.matches(node) || self.citation.matches(node) {
            return false;
        }
        if embedded::drawing(node).is_some() || is_checkbox(node) {
            return false;
        }
        // A picture that can be clicked is a picture still.
        !(matches!(node.tag(), "button" | "div" | "span" | "a") && media::holds_content_image(node))
    }
}

/// A box to tick that is drawn as a button.
pub(super) fn is_checkbox(node: Node<'_>) -> bool {
    node.attr("role") == Some("checkbox") && node.attr("aria-checked").is_some()
}
