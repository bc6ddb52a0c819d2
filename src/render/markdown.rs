//! Markdown to [`RenderTree`], within stated limits.
//!
//! CommonMark with GitHub's tables, strike-through, task lists and footnotes, and `$…$` and
//! `$$…$$` for formulas. HTML is never markup: it is shown as it is written, but for `<br>`.
//!
//! Reading takes time in proportion to the text. Where a text nests deeper or holds more than the
//! limits allow, everything from that block on is kept as it is written ([`RenderTree::rest`]):
//! nothing is lost, and nothing is hidden.

use std::ops::Range;

use linkify::{LinkFinder, LinkKind};
use pulldown_cmark::{
    Alignment, CodeBlockKind, Event, LinkType, Options, Parser, Tag, TextMergeWithOffset,
};

use super::display::{MAX_NAME, one_line};
use super::picture::Picture;
use super::tree::{Align, Block, Inline, Item, MAX_DEPTH, RenderTree, Shows, plain_text};
use super::urls::Address;

/// The most bytes of one text that are read as Markdown.
pub const MAX_MARKDOWN: usize = 2 << 20;
/// The most blocks and inlines of one text.
pub const MAX_NODES: usize = 100_000;
/// The most cells of one table.
pub const MAX_CELLS: usize = 20_000;

/// The most footnotes that one text points to.
pub const MAX_FOOTNOTES: usize = 500;

/// Reads a text. Every text has a tree; none is an error.
///
/// ```
/// use chatlink::render::{parse, tree::{Block, Inline}};
/// let tree = parse("Hello <b>");
/// assert_eq!(tree.blocks, [Block::Paragraph(vec![Inline::Text("Hello <b>".into())])]);
/// ```
pub fn parse(markdown: &str) -> RenderTree {
    let (text, beyond) = split_readable(markdown);
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_MATH;
    let events = Parser::new_ext(text, options).into_offset_iter();
    let mut builder = Builder::new(text);
    for (event, range) in TextMergeWithOffset::new(events) {
        if builder.take(event, range).is_none() {
            return builder.stopped(markdown);
        }
    }
    let mut tree = builder.finished();
    if !beyond.is_empty() {
        tree.rest = Some(beyond.to_owned());
    }
    tree
}

/// What is read as Markdown, and what lies beyond the limits and is not.
fn split_readable(markdown: &str) -> (&str, &str) {
    let mut at = 0;
    let mut paragraph = 0;
    for line in markdown.split_inclusive('\n') {
        if line.trim_ascii().is_empty() {
            paragraph = at;
        }
        if at + line.len() > MAX_MARKDOWN {
            // Cut at an empty line where there is one.
            return markdown.split_at(if paragraph > 0 { paragraph } else { at });
        }
        if containers(line) > MAX_CONTAINERS {
            return markdown.split_at(at);
        }
        at += line.len();
    }
    (markdown, "")
}

/// More lists and quotes than this, one in another, are not even handed to the parser: it looks
/// at each of them for each line that follows, which is what makes a short text slow.
const MAX_CONTAINERS: usize = 4 * MAX_DEPTH;

/// At most how many lists, quotes and footnotes are open after the beginning of this line.
fn containers(line: &str) -> usize {
    let bytes = line.as_bytes();
    let at = |index: usize| bytes.get(index).copied().unwrap_or(b'\n');
    let (mut index, mut columns, mut markers) = (0, 0, 0);
    loop {
        match at(index) {
            b' ' => columns += 1,
            b'\t' => columns += 4,
            b'>' => markers += 1,
            b'-' | b'+' | b'*' if at(index + 1).is_ascii_whitespace() => markers += 1,
            b'0'..=b'9' | b'.' | b')' => columns += 1,
            b'[' if at(index + 1) == b'^' => match line.get(index..).and_then(|l| l.find("]:")) {
                Some(end) => {
                    index += end + 1;
                    markers += 1;
                }
                None => return markers + columns / 2,
            },
            _ => return markers + columns / 2,
        }
        index += 1;
    }
}

/// An element whose end has not come yet, with what it holds so far.
enum Open {
    Paragraph(Vec<Inline>),
    Heading(u8, Vec<Inline>),
    Quote(Vec<Block>),
    List(Option<u64>, bool, Vec<Item>),
    /// An item, and the line it begins with when the list is tight.
    Item(Item, Vec<Inline>),
    Code(String, String),
    Html(String),
    Table(Vec<Align>, Vec<Vec<Inline>>, Vec<Vec<Vec<Inline>>>, usize),
    Row(Vec<Vec<Inline>>),
    Cell(Vec<Inline>),
    Footnote(String, Vec<Block>),
    Strong(Vec<Inline>),
    Emphasis(Vec<Inline>),
    Strike(Vec<Inline>),
    /// The address as it is written, and whether the text is the address itself.
    Link(String, bool, Vec<Inline>),
    Image(String, Vec<Inline>),
    /// Metadata and the like, which are not switched on: what they hold is shown.
    Other(Vec<Inline>),
}

struct Builder<'a> {
    source: &'a str,
    tree: RenderTree,
    open: Vec<Open>,
    /// Where the block that is open at the top begins in the source.
    top: usize,
    nodes: usize,
    /// Links and images that are open: a bare address in them stays text.
    linked: usize,
    /// The levels of the headings above, as written; their count is the rank.
    outline: Vec<u8>,
    /// The labels of footnotes in the order of their numbers.
    labels: Vec<String>,
    /// Footnotes that were read, by label.
    notes: Vec<(String, Vec<Block>)>,
}

impl<'a> Builder<'a> {
    fn new(source: &'a str) -> Self {
        Self {
            source,
            tree: RenderTree::default(),
            open: Vec::new(),
            top: 0,
            nodes: 0,
            linked: 0,
            outline: Vec::new(),
            labels: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Takes the next event; `None` where a limit is reached.
    fn take(&mut self, event: Event<'_>, range: Range<usize>) -> Option<()> {
        if self.open.is_empty() {
            self.top = range.start;
        }
        match event {
            Event::Start(tag) => self.start(tag)?,
            Event::End(_) => self.end()?,
            Event::Text(text) => self.text(&text)?,
            Event::Code(text) => self.inline(Inline::Code(text.into_string()))?,
            Event::InlineMath(tex) => {
                // `$5/$6` is money: a formula does not end before a digit.
                let after = self.source.as_bytes().get(range.end);
                let written = self.source.get(range).unwrap_or_default();
                self.inline(if after.is_some_and(u8::is_ascii_digit) {
                    Inline::Text(written.to_owned())
                } else {
                    math(&tex, false)
                })?;
            }
            Event::DisplayMath(tex) => self.inline(math(&tex, true))?,
            Event::Html(html) => match self.open.last_mut() {
                Some(Open::Html(text)) => text.push_str(&html),
                _ => self.inline(Inline::Text(html.into_string()))?,
            },
            Event::InlineHtml(html) => self.inline(if is_break(&html) {
                Inline::Break
            } else {
                Inline::Text(html.into_string())
            })?,
            Event::FootnoteReference(label) => {
                let number = self.footnote_number(&label)?;
                self.inline(Inline::FootnoteMark(number))?;
            }
            Event::SoftBreak => self.inline(Inline::Text("\n".to_owned()))?,
            Event::HardBreak => self.inline(Inline::Break)?,
            Event::Rule => self.block(Block::Rule)?,
            Event::TaskListMarker(done) => {
                if let Some(Open::Item(item, _)) = self.open.iter_mut().rev().find(|open| {
                    // In a loose list the mark stands in the item's first paragraph.
                    !matches!(open, Open::Paragraph(_))
                }) {
                    item.done = Some(done);
                }
            }
        }
        Some(())
    }

    fn start(&mut self, tag: Tag<'_>) -> Option<()> {
        if self.open.len() >= MAX_DEPTH {
            return None;
        }
        let open = match tag {
            Tag::Paragraph => Open::Paragraph(Vec::new()),
            Tag::Heading { level, .. } => Open::Heading(self.rank(level as u8), Vec::new()),
            Tag::BlockQuote(_) => Open::Quote(Vec::new()),
            Tag::CodeBlock(kind) => Open::Code(
                match kind {
                    CodeBlockKind::Fenced(info) => language(&info),
                    CodeBlockKind::Indented => String::new(),
                },
                String::new(),
            ),
            Tag::HtmlBlock => Open::Html(String::new()),
            Tag::List(start) => Open::List(start, true, Vec::new()),
            Tag::Item => Open::Item(Item::default(), Vec::new()),
            Tag::FootnoteDefinition(label) => Open::Footnote(label.into_string(), Vec::new()),
            Tag::Table(columns) => Open::Table(
                columns.iter().map(|column| align(*column)).collect(),
                Vec::new(),
                Vec::new(),
                0,
            ),
            Tag::TableHead | Tag::TableRow => Open::Row(Vec::new()),
            Tag::TableCell => {
                self.count_cell()?;
                Open::Cell(Vec::new())
            }
            Tag::Emphasis => Open::Emphasis(Vec::new()),
            Tag::Strong => Open::Strong(Vec::new()),
            Tag::Strikethrough => Open::Strike(Vec::new()),
            Tag::Link {
                link_type,
                dest_url,
                ..
            } => {
                self.linked += 1;
                let mail = link_type == LinkType::Email;
                let to = if mail { "mailto:" } else { "" }.to_owned() + &dest_url;
                Open::Link(to, mail || link_type == LinkType::Autolink, Vec::new())
            }
            Tag::Image { dest_url, .. } => {
                self.linked += 1;
                Open::Image(dest_url.into_string(), Vec::new())
            }
            Tag::Superscript
            | Tag::Subscript
            | Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::MetadataBlock(_) => Open::Other(Vec::new()),
        };
        self.close_line(&open);
        self.open.push(open);
        Some(())
    }

    /// In a tight list the words stand in the item itself: a block that follows ends that line.
    /// A paragraph there says that the list is not tight.
    fn close_line(&mut self, next: &Open) {
        if is_inline(next) {
            return;
        }
        self.flush_line();
        if let (Open::Paragraph(_), [.., Open::List(_, tight, _), Open::Item(..)]) =
            (next, self.open.as_mut_slice())
        {
            *tight = false;
        }
    }

    fn flush_line(&mut self) {
        if let Some(Open::Item(item, line)) = self.open.last_mut()
            && !line.is_empty()
        {
            item.blocks.push(Block::Paragraph(std::mem::take(line)));
        }
    }

    fn end(&mut self) -> Option<()> {
        let Some(open) = self.open.pop() else {
            return Some(());
        };
        match open {
            Open::Paragraph(text) => self.block(Block::Paragraph(text)),
            Open::Other(text) => self.block(Block::Paragraph(text)),
            Open::Heading(rank, text) => self.block(Block::Heading { rank, text }),
            Open::Quote(blocks) => self.block(Block::Quote(blocks)),
            Open::List(start, tight, items) => self.block(Block::List {
                start,
                tight,
                items,
            }),
            Open::Item(mut item, line) => {
                if !line.is_empty() {
                    item.blocks.push(Block::Paragraph(line));
                }
                if let Some(Open::List(_, _, items)) = self.open.last_mut() {
                    items.push(item);
                }
                self.count()
            }
            Open::Code(language, mut text) => {
                if text.ends_with('\n') {
                    text.pop();
                }
                self.block(Block::Code { language, text })
            }
            Open::Html(text) => match text.trim_end() {
                only if is_break(only.trim()) => Some(()),
                text => self.block(Block::Literal(text.to_owned())),
            },
            Open::Table(align, head, rows, _) => self.block(Block::Table { align, head, rows }),
            Open::Row(cells) => {
                if let Some(Open::Table(_, head, rows, _)) = self.open.last_mut() {
                    if head.is_empty() {
                        *head = cells;
                    } else {
                        rows.push(cells);
                    }
                }
                self.count()
            }
            Open::Cell(text) => {
                if let Some(Open::Row(cells)) = self.open.last_mut() {
                    cells.push(text);
                }
                self.count()
            }
            Open::Footnote(label, blocks) => {
                self.notes.push((label, blocks));
                self.count()
            }
            Open::Strong(text) => self.inline(Inline::Strong(text)),
            Open::Emphasis(text) => self.inline(Inline::Emphasis(text)),
            Open::Strike(text) => self.inline(Inline::Strike(text)),
            Open::Link(to, is_address, text) => {
                self.linked = self.linked.saturating_sub(1);
                match Address::check(&to) {
                    Some(to) => {
                        let shows = if is_address {
                            Shows::Host
                        } else {
                            Shows::of(&plain_text(&text), to.host())
                        };
                        self.inline(Inline::Link { to, shows, text })
                    }
                    None => text.into_iter().try_for_each(|piece| self.inline(piece)),
                }
            }
            Open::Image(at, text) => {
                self.linked = self.linked.saturating_sub(1);
                let alt = plain_text(&text);
                self.inline(match Picture::check(&at) {
                    Some(data) => Inline::Picture { alt, data },
                    None => Inline::Image {
                        alt,
                        at: Address::check(&at),
                    },
                })
            }
        }
    }

    /// Text: in code as it is, elsewhere with the addresses in it as links.
    fn text(&mut self, text: &str) -> Option<()> {
        if let Some(Open::Code(_, code)) = self.open.last_mut() {
            code.push_str(text);
            return Some(());
        }
        if self.linked > 0 || !text.contains("://") {
            return self.inline(Inline::Text(text.to_owned()));
        }
        let mut finder = LinkFinder::new();
        finder.kinds(&[LinkKind::Url]).url_can_be_iri(false);
        for span in finder.spans(text) {
            let words = span.as_str();
            let to = span.kind().and_then(|_| Address::check(words));
            let text = Inline::Text(words.to_owned());
            self.inline(match to {
                Some(to) => Inline::Link {
                    to,
                    shows: Shows::Host,
                    text: vec![text],
                },
                None => text,
            })?;
        }
        Some(())
    }

    /// Puts an inline where it belongs; text joins the text before it.
    fn inline(&mut self, inline: Inline) -> Option<()> {
        self.count()?;
        let line = match self.open.last_mut() {
            Some(
                Open::Paragraph(line)
                | Open::Heading(_, line)
                | Open::Item(_, line)
                | Open::Cell(line)
                | Open::Strong(line)
                | Open::Emphasis(line)
                | Open::Strike(line)
                | Open::Link(_, _, line)
                | Open::Image(_, line)
                | Open::Other(line),
            ) => line,
            _ => return self.block(Block::Paragraph(vec![inline])),
        };
        match (line.last_mut(), inline) {
            (Some(Inline::Text(before)), Inline::Text(text)) => before.push_str(&text),
            (_, inline) => line.push(inline),
        }
        Some(())
    }

    fn block(&mut self, block: Block) -> Option<()> {
        self.count()?;
        self.flush_line();
        match self.open.last_mut() {
            Some(Open::Quote(blocks) | Open::Footnote(_, blocks)) => blocks.push(block),
            Some(Open::Item(item, _)) => item.blocks.push(block),
            _ => self.tree.blocks.push(block),
        }
        Some(())
    }

    fn count(&mut self) -> Option<()> {
        self.nodes += 1;
        (self.nodes <= MAX_NODES).then_some(())
    }

    fn count_cell(&mut self) -> Option<()> {
        for open in self.open.iter_mut().rev() {
            if let Open::Table(_, _, _, cells) = open {
                *cells += 1;
                return (*cells <= MAX_CELLS).then_some(());
            }
        }
        Some(())
    }

    /// The rank of a heading of this level, given the headings before it.
    fn rank(&mut self, level: u8) -> u8 {
        while self.outline.last().is_some_and(|above| *above >= level) {
            self.outline.pop();
        }
        self.outline.push(level);
        self.outline.len() as u8
    }

    /// Footnotes are numbered in the order in which the text points to them. A label is looked for
    /// from the first on, which is fast for as many as there may be.
    fn footnote_number(&mut self, label: &str) -> Option<u32> {
        let at = self.labels.iter().position(|known| known == label);
        let at = at.unwrap_or(self.labels.len());
        if at == self.labels.len() {
            self.labels.push(label.to_owned());
        }
        (at < MAX_FOOTNOTES).then_some(at as u32 + 1)
    }

    fn finished(mut self) -> RenderTree {
        let mut footnotes = vec![Vec::new(); self.labels.len()];
        for (label, blocks) in std::mem::take(&mut self.notes) {
            let at = self.labels.iter().position(|known| *known == label);
            match at.and_then(|at| footnotes.get_mut(at)) {
                Some(place) if place.is_empty() => *place = blocks,
                // Nothing points to it: it is still part of what was written.
                _ => footnotes.push(blocks),
            }
        }
        self.tree.footnotes = footnotes;
        self.tree
    }

    /// A limit was reached: the block that is open is shown as it is written, and all after it.
    fn stopped(mut self, markdown: &str) -> RenderTree {
        self.open.clear();
        let rest = markdown.get(self.top..).unwrap_or_default().to_owned();
        let mut tree = self.finished();
        tree.rest = Some(rest);
        tree
    }
}

fn is_inline(open: &Open) -> bool {
    matches!(
        open,
        Open::Strong(_)
            | Open::Emphasis(_)
            | Open::Strike(_)
            | Open::Link(..)
            | Open::Image(..)
            | Open::Other(_)
    )
}

fn math(tex: &str, display: bool) -> Inline {
    Inline::Math {
        tex: tex.trim().to_owned(),
        display,
    }
}

fn align(column: Alignment) -> Align {
    match column {
        Alignment::None => Align::Start,
        Alignment::Left => Align::Left,
        Alignment::Center => Align::Center,
        Alignment::Right => Align::Right,
    }
}

/// The first word of what stands after a fence: `rust,ignore` and `js {1,3}` name their language
/// there.
fn language(info: &str) -> String {
    let word = info.split([' ', '\t', ',', '{']).next().unwrap_or_default();
    one_line(word, MAX_NAME)
}

/// `<br>`, the one tag that Markdown has no words for inside a table.
fn is_break(html: &str) -> bool {
    let inner = html
        .strip_prefix('<')
        .and_then(|html| html.strip_suffix('>'))
        .unwrap_or_default();
    inner
        .trim_end_matches('/')
        .trim_end()
        .eq_ignore_ascii_case("br")
}
