//! The page to a document of blocks and inlines.

use super::document::{Block, Inline, collapsed, tidy};
use super::facts::{BLOCKS, Facts, is_checkbox};
use super::{Markdown, code, embedded, list, math, media, notes, table};
use crate::capture::address::Address;
use crate::capture::selector::Selector;
use crate::capture::tree::Node;
use crate::conversation::Source;

/// Levels of the page that are followed; what is deeper comes as plain text.
const MAX_DEPTH: usize = 200;
/// Quotes and lists in one another; what is deeper loses its mark.
const MAX_NESTING: usize = 24;

/// Where the reader is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct At {
    depth: usize,
    nesting: usize,
    /// Whether line ends and runs of spaces count.
    preserved: bool,
}

impl At {
    pub(super) fn below(self, node: Node<'_>) -> Self {
        Self {
            depth: self.depth + 1,
            preserved: self.preserved || preserves(node),
            ..self
        }
    }

    pub(super) fn nested(self) -> Self {
        Self {
            nesting: self.nesting + 1,
            ..self
        }
    }
}

fn preserves(node: Node<'_>) -> bool {
    node.attr("class").is_some_and(|class| {
        class.contains("whitespace-pre-wrap")
            || class.contains("whitespace-break-spaces")
            || class.contains("whitespace-pre-line")
    }) || node.attr("style").is_some_and(|s| s.contains("pre-wrap"))
}

/// Reads one message.
pub(super) struct Converter<'a> {
    pub(super) address: &'a Address,
    pub(super) literal: bool,
    pub(super) drop: Selector<'static>,
    pub(super) keep: Selector<'static>,
    pub(super) citation: Selector<'static>,
    pub(super) noise: &'static Selector<'static>,
    /// The sources that a citation may name by number, from 1.
    pub(super) numbered: &'a [Source],
    pub(super) facts: Facts,
    /// The image before this one.
    pub(super) last_image: String,
    pub(super) found: Markdown,
}

impl<'a> Converter<'a> {
    /// Reads a node with everything below.
    pub(super) fn root(&mut self, node: Node<'a>, out: &mut Vec<Block>) {
        if !self.literal
            && let Some(source) = unrendered(node)
        {
            out.push(Block::Source(source));
            return;
        }
        self.work_out(node);
        let preserved = self.literal || preserves(node) || node.ancestors().take(3).any(preserves);
        let at = At {
            preserved,
            ..At::default()
        };
        self.flow(std::iter::once(node), at, out);
    }

    // --- blocks --------------------------------------------------------------------------------

    /// Reads siblings as blocks; runs of inlines become paragraphs.
    pub(super) fn flow(
        &mut self,
        nodes: impl Iterator<Item = Node<'a>>,
        at: At,
        out: &mut Vec<Block>,
    ) {
        let mut line: Vec<Inline> = Vec::new();
        for node in nodes {
            let fact = self.fact(node);
            if fact.dropped {
                continue;
            }
            if let Some(text) = bare_code(node) {
                flush(&mut line, out);
                out.push(Block::Code {
                    language: String::new(),
                    text,
                });
                continue;
            }
            if node.as_text().is_some() || !fact.block {
                self.inline(node, at, &mut line);
                continue;
            }
            match math::formula(node) {
                Some((tex, true)) => {
                    flush(&mut line, out);
                    out.push(Block::Math(tex));
                    continue;
                }
                Some((tex, false)) => {
                    line.push(Inline::Math(tex));
                    continue;
                }
                None => {}
            }
            if at.depth >= MAX_DEPTH {
                line.push(Inline::Text(node.text()));
                continue;
            }
            flush(&mut line, out);
            self.block(node, at, out);
        }
        flush(&mut line, out);
    }

    fn block(&mut self, node: Node<'a>, at: At, out: &mut Vec<Block>) {
        if let Some(source) = node.attr_text("data-markdown-copy-text") {
            out.push(Block::Source(source.to_owned()));
            return;
        }
        if let Some(container) = code::container(self, node) {
            let block = code::read(self, container);
            out.extend(block);
            return;
        }
        if let Some((kind, name)) = embedded::drawing(node) {
            out.push(embedded::drawn(self, kind, &name));
            return;
        }
        if let Some(name) = embedded::file_card(node) {
            out.push(embedded::file(&name));
            return;
        }
        let inner = at.below(node);
        if let Some(name) = notes::alert(node) {
            let mut blocks = Vec::new();
            let body = node
                .children()
                .filter(|child| !notes::is_alert_title(*child));
            self.flow(body, inner.nested(), &mut blocks);
            out.push(Block::Alert(name, blocks));
            return;
        }
        if let Some(name) = notes::definition(node) {
            let mut blocks = Vec::new();
            self.flow(node.children(), inner.nested(), &mut blocks);
            out.push(Block::Footnote(name, blocks));
            return;
        }
        if notes::is_list(node) {
            self.flow(node.children(), inner, out);
            return;
        }
        match node.tag() {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = node.tag().as_bytes().get(1).map_or(1, |digit| digit - b'0');
                let line = self.line(node, inner);
                if !line.is_empty() {
                    out.push(Block::Heading(level, line));
                }
            }
            _ if !self.literal && heading_level(node).is_some() => {
                let line = self.line(node, inner);
                if !line.is_empty() {
                    out.push(Block::Heading(heading_level(node).unwrap_or(2), line));
                }
            }
            "hr" => out.push(Block::Rule),
            // Only the drawing is there: its source stands behind a button.
            _ if node.has_class("mermaid") && node.is_blank() => {
                out.push(media::diagram(self));
            }
            "blockquote" if at.nesting < MAX_NESTING => {
                let mut blocks = Vec::new();
                self.flow(node.children(), inner.nested(), &mut blocks);
                if !blocks.is_empty() {
                    out.push(Block::Quote(blocks));
                }
            }
            "ul" | "ol" if at.nesting < MAX_NESTING => {
                let items = self.items(node, inner.nested());
                if !items.is_empty() {
                    let start = (node.tag() == "ol").then(|| list::first_number(node));
                    out.push(Block::List { start, items });
                }
            }
            "table" => match table::read(self, node, inner) {
                Some(table) => out.push(table),
                None => self.flow(node.children(), inner, out),
            },
            _ if matches!(node.attr("role"), Some("table" | "grid")) => {
                match table::read_grid(self, node, inner) {
                    Some(table) => out.push(table),
                    None => self.flow(node.children(), inner, out),
                }
            }
            "summary" | "dt" => {
                let line = self.line(node, inner);
                if !line.is_empty() {
                    out.push(Block::Paragraph(vec![Inline::Strong(line)]));
                }
            }
            _ if list::is_task_row(node) => self.task_row(node, inner, out),
            // A card that is a link as a whole.
            "a" if self.fact(node).codes == 0 => {
                let mut line = Vec::new();
                media::link(self, node, inner, &mut line);
                flush(&mut line, out);
            }
            _ => self.flow(node.children(), inner, out),
        }
    }

    /// Everything below a node as the inlines of one block.
    pub(super) fn line(&mut self, node: Node<'a>, at: At) -> Vec<Inline> {
        let mut line = Vec::new();
        for child in node.children() {
            self.inline(child, at, &mut line);
        }
        tidy(line)
    }

    // --- inlines -------------------------------------------------------------------------------

    pub(super) fn inline(&mut self, node: Node<'a>, at: At, out: &mut Vec<Inline>) {
        if let Some(text) = node.as_text() {
            self.text(text, at, out);
            return;
        }
        if self.fact(node).dropped {
            return;
        }
        if at.depth >= MAX_DEPTH {
            out.push(Inline::Text(node.text()));
            return;
        }
        if let Some((tex, _)) = math::formula(node) {
            out.push(Inline::Math(tex));
            return;
        }
        if math::is_drawn(node) {
            out.push(Inline::Text(math::drawn(node)));
            return;
        }
        if self.citation.matches(node) {
            media::citation(self, node, out);
            return;
        }
        let below = at.below(node);
        match node.tag() {
            "br" if self.literal => out.push(Inline::Literal("\n".to_owned())),
            "br" => out.push(Inline::Break),
            "code" | "kbd" | "samp" | "tt" => self.code_span(node, out),
            "img" => media::image(self, node, out),
            "iframe" => embedded::frame(self, node, out),
            "strong" | "b" => out.push(Inline::Strong(self.inlines(node, below))),
            "em" | "i" => out.push(Inline::Emphasis(self.inlines(node, below))),
            "del" | "s" | "strike" => out.push(Inline::Strike(self.inlines(node, below))),
            "sup" | "a" if notes::mark(node).is_some() => {
                let name = notes::mark(node).unwrap_or_default();
                out.push(Inline::Mark(name));
            }
            "a" => media::link(self, node, below, out),
            "sup" => self.raised(node, below, SUPERSCRIPT, "^", out),
            "sub" => self.raised(node, below, SUBSCRIPT, "_", out),
            "input" => {}
            _ if is_checkbox(node) => {}
            _ if node.attr("data-streamdown") == Some("strong")
                || node.attr("data-d-default-strong").is_some() =>
            {
                out.push(Inline::Strong(self.inlines(node, below)));
            }
            _ if node.attr("data-markdown-copy") == Some("inline-code") => {
                self.code_span(node, out);
            }
            tag => {
                // Blocks inside a line: a heading, a cell, a link.
                let apart = BLOCKS.contains(&tag);
                if apart && !out.is_empty() {
                    out.push(Inline::Text(" ".to_owned()));
                }
                for child in node.children() {
                    self.inline(child, below, out);
                }
                if apart {
                    out.push(Inline::Text(" ".to_owned()));
                }
            }
        }
    }

    /// Everything below a node, to be wrapped in a mark.
    pub(super) fn inlines(&mut self, node: Node<'a>, at: At) -> Vec<Inline> {
        let mut inner = Vec::new();
        for child in node.children() {
            self.inline(child, at, &mut inner);
        }
        // White space at the edges stands outside of the mark; the caller's line keeps the words
        // apart because it is put back as text beside it.
        inner
    }

    fn text(&mut self, text: &str, at: At, out: &mut Vec<Inline>) {
        let text: std::borrow::Cow<'_, str> = if text.contains(['\u{200b}', '\u{feff}', '\r']) {
            text.replace(['\u{200b}', '\u{feff}', '\r'], "").into()
        } else {
            text.into()
        };
        if self.literal && at.preserved {
            out.push(Inline::Literal(text.into_owned()));
        } else if self.literal {
            out.push(Inline::Literal(collapsed(&text)));
        } else if at.preserved {
            for (n, line) in text.split('\n').enumerate() {
                if n > 0 {
                    out.push(Inline::Break);
                }
                out.push(Inline::Text(line.to_owned()));
            }
        } else {
            out.push(Inline::Text(text.into_owned()));
        }
    }

    fn code_span(&mut self, node: Node<'a>, out: &mut Vec<Inline>) {
        let text = node.text().replace(['\u{200b}', '\u{feff}'], "");
        let text = if text.contains('\n') && !self.literal {
            collapsed(&text)
        } else {
            text
        };
        // Some sites show the backticks that the person typed as well.
        let text = text
            .strip_prefix('`')
            .and_then(|t| t.strip_suffix('`'))
            .filter(|t| self.literal && !t.is_empty() && !t.contains('`'))
            .map(str::to_owned)
            .unwrap_or(text);
        if text.trim().is_empty() {
            out.push(Inline::Text(text));
        } else {
            out.push(Inline::Code(text));
        }
    }

    /// Raised or lowered text: as such characters where they all exist, else with a mark before it.
    fn raised(
        &mut self,
        node: Node<'a>,
        at: At,
        table: &[(char, char)],
        mark: &str,
        out: &mut Vec<Inline>,
    ) {
        let text = node.line();
        let drawn: Option<String> = text
            .chars()
            .map(|c| table.iter().find(|(plain, _)| *plain == c).map(|(_, r)| *r))
            .collect();
        if node.has("a") || self.citation.matches(node) || text.is_empty() {
            for child in node.children() {
                self.inline(child, at, out);
            }
        } else if let Some(drawn) = drawn {
            out.push(Inline::Text(drawn));
        } else {
            out.push(Inline::Text(mark.to_owned()));
            for child in node.children() {
                self.inline(child, at, out);
            }
        }
    }
}

fn flush(line: &mut Vec<Inline>, out: &mut Vec<Block>) {
    let line = tidy(std::mem::take(line));
    // Two breaks in a row are how some pages part paragraphs.
    for part in line.chunk_by(|a, b| !matches!((a, b), (Inline::Break, Inline::Break))) {
        let part = tidy(part.to_vec());
        if part.iter().any(|inline| !inline.is_blank()) {
            out.push(Block::Paragraph(part));
        }
    }
}

/// `role="heading"` on any element.
fn heading_level(node: Node<'_>) -> Option<u8> {
    (node.attr("role") == Some("heading")).then(|| {
        node.attr("aria-level")
            .and_then(|level| level.parse().ok())
            .unwrap_or(2)
    })
}

/// Open WebUI and its kin draw paragraphs as elements; text beside them was indented code.
fn bare_code(node: Node<'_>) -> Option<String> {
    let text = node.as_text()?;
    let body = node
        .parent()
        .filter(|body| body.has_class("markdown-prose"))?;
    (!text.starts_with(['\n', '<'])
        && !text.trim().is_empty()
        && body.child_elements().any(|e| e.tag() == "p"))
    .then(|| text.trim_end().to_owned())
}

/// Markdown that the page shows as it came: a single text with a fence in it.
fn unrendered(node: Node<'_>) -> Option<String> {
    let mut inner = node;
    while let [only] = inner.child_elements().collect::<Vec<_>>().as_slice()
        && inner
            .children()
            .all(|child| child == *only || child.is_blank())
    {
        inner = *only;
    }
    let [text] = inner.children().collect::<Vec<_>>()[..] else {
        return None;
    };
    let text = text.as_text()?;
    if code::is_code(inner) || inner.ancestors().any(|above| code::is_code(above)) {
        return None;
    }
    let lines: Vec<&str> = text.trim().lines().collect();
    let fences = lines.iter().filter(|line| line.starts_with("```")).count();
    (fences >= 2).then(|| lines.join("\n"))
}

const SUPERSCRIPT: &[(char, char)] = &[
    ('0', '⁰'),
    ('1', '¹'),
    ('2', '²'),
    ('3', '³'),
    ('4', '⁴'),
    ('5', '⁵'),
    ('6', '⁶'),
    ('7', '⁷'),
    ('8', '⁸'),
    ('9', '⁹'),
    ('+', '⁺'),
    ('-', '⁻'),
    ('−', '⁻'),
    ('=', '⁼'),
    ('(', '⁽'),
    (')', '⁾'),
    ('n', 'ⁿ'),
    ('i', 'ⁱ'),
];

const SUBSCRIPT: &[(char, char)] = &[
    ('0', '₀'),
    ('1', '₁'),
    ('2', '₂'),
    ('3', '₃'),
    ('4', '₄'),
    ('5', '₅'),
    ('6', '₆'),
    ('7', '₇'),
    ('8', '₈'),
    ('9', '₉'),
    ('+', '₊'),
    ('-', '₋'),
    ('−', '₋'),
    ('=', '₌'),
    ('(', '₍'),
    (')', '₎'),
];
