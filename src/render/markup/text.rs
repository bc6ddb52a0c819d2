//! The blocks and lines of one text.

use super::{Attr, Look, Sink, Tag, words, wrap};
use crate::render::code::highlight;
use crate::render::tree::{Align, Block, Inline, Item, RenderTree, Shows};
use crate::render::urls::Address;

/// A text. `name` is an anchor that no other text of the page has; footnotes get theirs from it.
pub fn tree(sink: &mut dyn Sink, tree: &RenderTree, name: &str, look: &Look<'_>) {
    let mut writer = Writer {
        sink,
        name,
        look,
        in_link: false,
        linked: Vec::new(),
        marked: vec![false; tree.footnotes.len()],
    };
    writer.blocks(&tree.blocks, Place::Top);
    writer.footnotes(&tree.footnotes);
    if let Some(rest) = &tree.rest {
        let note = (look.say)("view_plain_from_here", &[]);
        words(writer.sink, Tag::P, &[Attr::Class("note")], &note);
        literal(writer.sink, rest);
    }
}

/// A text of more bytes finds one direction for all its lines: browsers take the square of its length
/// to find one for each.
const LONGEST: usize = 20_000;

/// Text as it was written.
fn literal(sink: &mut dyn Sink, text: &str) {
    let attrs = [Attr::Class("literal"), Attr::DirAuto, Attr::Vast];
    let count = if text.len() > LONGEST { 3 } else { 2 };
    words(sink, Tag::P, attrs.get(..count).unwrap_or_default(), text);
}

/// How many bytes of text these are, with what stands inside them.
fn bytes(text: &[Inline]) -> usize {
    let one = |inline: &Inline| match inline {
        Inline::Text(text) | Inline::Code(text) => text.len(),
        Inline::Math { tex, .. } => tex.len(),
        Inline::Strong(text)
        | Inline::Emphasis(text)
        | Inline::Strike(text)
        | Inline::Link { text, .. } => bytes(text),
        _ => 1,
    };
    text.iter().map(one).sum()
}

/// Where blocks stand: only those at the top find their own direction, the others follow.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Top,
    Within,
}

struct Writer<'a> {
    sink: &'a mut dyn Sink,
    name: &'a str,
    look: &'a Look<'a>,
    /// Within a link: what would be a link of its own is text there.
    in_link: bool,
    /// The images of that link: their addresses stand behind it, with a button of their own.
    linked: Vec<(String, Address)>,
    /// The footnotes that the text has pointed to: the first mark is where one comes back to.
    marked: Vec<bool>,
}

impl Writer<'_> {
    fn blocks(&mut self, blocks: &[Block], place: Place) {
        for block in blocks {
            self.block(block, place);
        }
    }

    fn block(&mut self, block: &Block, place: Place) {
        let dir: &[Attr<'_>] = if place == Place::Top {
            &[Attr::DirAuto]
        } else {
            &[]
        };
        match block {
            Block::Paragraph(text) => self.paragraph(Tag::P, dir, text),
            Block::Heading { rank, text } => self.paragraph(heading(*rank), dir, text),
            Block::List {
                start,
                tight,
                items,
            } => self.list(*start, *tight, items, place),
            Block::Quote(blocks) => {
                self.sink.open(Tag::Blockquote, dir);
                self.blocks(blocks, Place::Within);
                self.sink.close(Tag::Blockquote);
            }
            Block::Code { language, text } => self.code(language, text),
            Block::Table { align, head, rows } => self.table(align, head, rows, place),
            Block::Rule => {
                self.sink.open(Tag::Hr, &[]);
                self.sink.close(Tag::Hr);
            }
            Block::Literal(text) => literal(self.sink, text),
        }
    }

    /// A line that finds its direction by itself, unless it is very long.
    fn paragraph(&mut self, tag: Tag, attrs: &[Attr<'_>], text: &[Inline]) {
        if bytes(text) > LONGEST {
            let attrs = [attrs, &[Attr::Vast]].concat();
            return self.line(tag, &attrs, text);
        }
        self.line(tag, attrs, text);
    }

    fn line(&mut self, tag: Tag, attrs: &[Attr<'_>], text: &[Inline]) {
        self.sink.open(tag, attrs);
        self.inlines(text);
        self.sink.close(tag);
    }

    fn list(&mut self, start: Option<u64>, tight: bool, items: &[Item], place: Place) {
        let tag = if start.is_some() { Tag::Ol } else { Tag::Ul };
        let mut attrs = vec![Attr::Class(if tight { "tight" } else { "loose" })];
        if place == Place::Top {
            attrs.push(Attr::DirAuto);
        }
        attrs.extend(start.filter(|start| *start != 1).map(Attr::Start));
        self.sink.open(tag, &attrs);
        for item in items {
            let task = item.done.is_some();
            self.sink
                .open(Tag::Li, if task { &[Attr::Class("task")] } else { &[] });
            if let Some(done) = item.done {
                let (class, key) = if done {
                    ("box done", "view_task_done")
                } else {
                    ("box", "view_task_open")
                };
                let label = (self.look.say)(key, &[]);
                let attrs = [Attr::Class(class), Attr::Role("img"), Attr::Label(&label)];
                words(self.sink, Tag::Span, &attrs, if done { "✓" } else { "" });
            }
            self.blocks(&item.blocks, Place::Within);
            self.sink.close(Tag::Li);
        }
        self.sink.close(tag);
    }

    fn code(&mut self, language: &str, text: &str) {
        let look = self.look;
        wrap(
            self.sink,
            Tag::Figure,
            &[Attr::Class("code"), Attr::DirLtr],
            |sink| {
                if look.buttons || !language.is_empty() {
                    wrap(sink, Tag::Figcaption, &[], |sink| {
                        words(sink, Tag::Span, &[], language);
                        if look.buttons {
                            let copy = (look.say)("view_copy_code", &[]);
                            let attrs = [Attr::Class("quiet"), Attr::Action("copy-code")];
                            wrap(sink, Tag::Span, &[Attr::Class("tools")], |sink| {
                                let wrapped = (look.say)("view_wrap", &[]);
                                let wrap =
                                    [Attr::Class("quiet"), Attr::Action("wrap"), Attr::Pressed];
                                words(sink, Tag::Button, &wrap, &wrapped);
                                words(sink, Tag::Button, &attrs, &copy);
                            });
                        }
                    });
                }
                wrap(sink, Tag::Pre, &[Attr::Focusable], |sink| {
                    wrap(sink, Tag::Code, &[], |sink| {
                        highlight(language, text, |kind, piece| match kind.class() {
                            Some(class) => words(sink, Tag::Span, &[Attr::Class(class)], piece),
                            None => sink.text(piece),
                        });
                    });
                });
            },
        );
    }

    fn table(
        &mut self,
        align: &[Align],
        head: &[Vec<Inline>],
        rows: &[Vec<Vec<Inline>>],
        place: Place,
    ) {
        let label = (self.look.say)("view_table", &[]);
        let mut attrs = vec![
            Attr::Class("table"),
            Attr::Role("group"),
            Attr::Label(&label),
            Attr::Focusable,
        ];
        if place == Place::Top {
            attrs.push(Attr::DirAuto);
        }
        let buttons = self.look.buttons;
        if buttons {
            self.sink.open(Tag::Div, &[Attr::Class("table-box")]);
        }
        self.sink.open(Tag::Div, &attrs);
        self.sink.open(Tag::Table, &[]);
        self.sink.open(Tag::Thead, &[]);
        self.row(Tag::Th, align, head);
        self.sink.close(Tag::Thead);
        self.sink.open(Tag::Tbody, &[]);
        for row in rows {
            self.row(Tag::Td, align, row);
        }
        self.sink.close(Tag::Tbody);
        self.sink.close(Tag::Table);
        self.sink.close(Tag::Div);
        if buttons {
            self.sink.open(Tag::Div, &[Attr::Class("tools")]);
            for (action, key) in [
                ("copy-table", "view_copy_table"),
                ("copy-table-markdown", "view_copy_table_markdown"),
            ] {
                let attrs = [Attr::Class("quiet"), Attr::Action(action)];
                words(self.sink, Tag::Button, &attrs, &(self.look.say)(key, &[]));
            }
            self.sink.close(Tag::Div);
            self.sink.close(Tag::Div);
        }
    }

    fn row(&mut self, tag: Tag, align: &[Align], cells: &[Vec<Inline>]) {
        self.sink.open(Tag::Tr, &[]);
        for (at, cell) in cells.iter().enumerate() {
            let mut attrs = Vec::new();
            if tag == Tag::Th && !cell.is_empty() {
                attrs.push(Attr::ColumnHead);
            }
            match align.get(at) {
                Some(Align::Left) => attrs.push(Attr::Class("left")),
                Some(Align::Center) => attrs.push(Attr::Class("center")),
                Some(Align::Right) => attrs.push(Attr::Class("right")),
                Some(Align::Start) | None => {}
            }
            // An empty cell heads no column: screen readers take it for a mistake.
            let tag = if cell.is_empty() { Tag::Td } else { tag };
            self.paragraph(tag, &attrs, cell);
        }
        self.sink.close(Tag::Tr);
    }

    fn footnotes(&mut self, footnotes: &[Vec<Block>]) {
        if footnotes.is_empty() {
            return;
        }
        self.sink
            .open(Tag::Ol, &[Attr::Class("footnotes"), Attr::DirAuto]);
        for (at, blocks) in footnotes.iter().enumerate() {
            let number = (at + 1).to_string();
            let id = [self.name, "-note-", &number].concat();
            let back = [self.name, "-mark-", &number].concat();
            self.sink.open(Tag::Li, &[Attr::Id(&id)]);
            self.blocks(blocks, Place::Within);
            if self.marked.get(at) == Some(&true) {
                let label = (self.look.say)("view_footnote_back", &[&number]);
                let attrs = [Attr::Class("back"), Attr::To(&back), Attr::Label(&label)];
                words(self.sink, Tag::A, &attrs, "↩\u{fe0e}");
            }
            self.sink.close(Tag::Li);
        }
        self.sink.close(Tag::Ol);
    }

    fn inlines(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            match inline {
                Inline::Text(text) => self.sink.text(text),
                Inline::Break => {
                    self.sink.open(Tag::Br, &[]);
                    self.sink.close(Tag::Br);
                }
                Inline::Strong(text) => self.line(Tag::Strong, &[], text),
                Inline::Emphasis(text) => self.line(Tag::Em, &[], text),
                Inline::Strike(text) => self.line(Tag::Del, &[], text),
                Inline::Code(text) => words(self.sink, Tag::Code, &[Attr::DirLtr], text),
                Inline::Math { tex, display } => self.math(tex, *display),
                Inline::Link { to, shows, text } => {
                    self.in_link = true;
                    self.line(Tag::A, &[Attr::Out(to)], text);
                    self.in_link = false;
                    self.host(*shows, to.host());
                    for (alt, at) in std::mem::take(&mut self.linked) {
                        self.sink.text(" ");
                        self.sink.open(Tag::Span, &[Attr::Class("image")]);
                        self.image_at(&alt, &at);
                        self.sink.close(Tag::Span);
                    }
                }
                Inline::Image { alt, at } => self.image(alt, at.as_ref()),
                Inline::Picture { alt, data } => {
                    let name = (self.look.say)("view_image", &[]);
                    let alt = if alt.is_empty() { &name } else { alt };
                    let attrs = [Attr::Class("picture"), Attr::Picture(data, alt)];
                    self.sink.open(Tag::Img, &attrs);
                    self.sink.close(Tag::Img);
                }
                Inline::FootnoteMark(number) => self.mark(*number),
            }
        }
    }

    fn math(&mut self, tex: &str, display: bool) {
        let formula = (self.look.formula)(tex, display);
        let class = match (&formula, display) {
            (Some(_), true) => "math display",
            (Some(_), false) => "math",
            (None, true) => "math display tex",
            (None, false) => "math tex",
        };
        let attrs = [Attr::Class(class), Attr::DirLtr, Attr::Focusable];
        // What stands alone may be wide, and is scrolled by keyboard too.
        let attrs = if display { &attrs[..] } else { &attrs[..2] };
        self.sink.open(Tag::Span, attrs);
        match formula {
            Some(formula) => formula.write(self.sink, tex),
            None => self.sink.text(tex),
        }
        self.sink.close(Tag::Span);
    }

    fn image(&mut self, alt: &str, at: Option<&Address>) {
        self.sink.open(Tag::Span, &[Attr::Class("image")]);
        let name = (self.look.say)("view_image", &[]);
        words(self.sink, Tag::Span, &[Attr::Class("kind")], &name);
        if !alt.is_empty() {
            words(self.sink, Tag::Span, &[Attr::Class("alt")], alt);
        }
        match at {
            Some(at) if self.in_link => self.linked.push((alt.to_owned(), at.clone())),
            Some(at) => self.image_at(alt, at),
            None => {}
        }
        self.sink.close(Tag::Span);
    }

    /// Where an image is, and the button that shows it. It names the host: whoever presses it asks that
    /// host for the image, and so tells it that somebody reads this.
    fn image_at(&mut self, alt: &str, at: &Address) {
        words(self.sink, Tag::A, &[Attr::Out(at)], at.host());
        if self.look.buttons && at.can_be_image() {
            let show = (self.look.say)("view_show_images", &[at.host()]);
            let attrs = [
                Attr::Class("quiet"),
                Attr::Action("show-images"),
                Attr::Image(at, alt),
            ];
            words(self.sink, Tag::Button, &attrs, &show);
        }
    }

    fn mark(&mut self, number: u32) {
        let text = number.to_string();
        if self.in_link {
            return words(self.sink, Tag::Sup, &[], &text);
        }
        let id = [self.name, "-mark-", &text].concat();
        let note = [self.name, "-note-", &text].concat();
        let label = (self.look.say)("view_footnote", &[&text]);
        let known = self.marked.get_mut((number as usize).wrapping_sub(1));
        let first = known.is_some_and(|known| !std::mem::replace(known, true));
        let attrs = [Attr::Id(&id)];
        self.sink.open(Tag::Sup, if first { &attrs } else { &[] });
        words(
            self.sink,
            Tag::A,
            &[Attr::To(&note), Attr::Label(&label)],
            &text,
        );
        self.sink.close(Tag::Sup);
    }

    /// The host that a link leads to, unless its text is the host already.
    fn host(&mut self, shows: Shows, host: &str) {
        let class = match shows {
            Shows::Host => return,
            Shows::Words => "host",
            Shows::OtherHost => "host other",
        };
        self.sink.text(" ");
        words(
            self.sink,
            Tag::Span,
            &[Attr::Class(class), Attr::DirLtr],
            host,
        );
    }
}

/// A message's own heading is an `h2`: what it holds stands below.
fn heading(rank: u8) -> Tag {
    match rank {
        0 | 1 => Tag::H3,
        2 => Tag::H4,
        3 => Tag::H5,
        _ => Tag::H6,
    }
}
