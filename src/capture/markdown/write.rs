//! Sets a document as Markdown.

use super::document::{Align, Block, Inline, Item};
use super::escape::{Around, Counts, escape, longest_run, shortest_free_run};

/// Sets the blocks; without a newline at the end.
pub(super) fn write(blocks: &[Block]) -> String {
    let mut writer = Writer {
        out: String::new(),
        prefix: String::new(),
        fresh: true,
    };
    writer.blocks(blocks, false);
    let end = writer.out.trim_end().len();
    writer.out.truncate(end);
    writer.out
}

struct Writer {
    out: String,
    /// What every line starts with: marks of quotes, indentation of lists.
    prefix: String,
    /// Whether a line was started and nothing stands in it yet, not even its prefix.
    fresh: bool,
}

/// Where inlines are written.
#[derive(Clone, Copy, Default)]
struct Place {
    item_start: bool,
    in_cell: bool,
    in_link: bool,
    heading: bool,
}

impl Writer {
    fn push(&mut self, text: &str) {
        if self.fresh && !text.is_empty() {
            self.out.push_str(&self.prefix);
            self.fresh = false;
        }
        self.out.push_str(text);
    }

    fn newline(&mut self) {
        if self.fresh {
            self.out.push_str(self.prefix.trim_end());
        }
        self.out.push('\n');
        self.fresh = true;
    }

    /// Lines that are written as they are.
    fn lines(&mut self, text: &str) {
        for (n, line) in text.split('\n').enumerate() {
            if n > 0 {
                self.newline();
            }
            self.push(line.strip_suffix('\r').unwrap_or(line));
        }
    }

    /// Depth is bounded by how deep the reader goes.
    fn blocks(&mut self, blocks: &[Block], tight: bool) {
        let mut alternate = false;
        for (n, block) in blocks.iter().enumerate() {
            let before = n.checked_sub(1).and_then(|n| blocks.get(n));
            if before.is_some() {
                self.newline();
                if !tight {
                    self.newline();
                }
            }
            // Two lists in a row would become one: the second takes the other mark.
            let again = matches!(
                (before, block),
                (Some(Block::List { start: a, .. }), Block::List { start: b, .. })
                    if a.is_some() == b.is_some()
            );
            alternate = again && !alternate;
            self.block(block, alternate, n == 0);
        }
    }

    fn block(&mut self, block: &Block, alternate: bool, first: bool) {
        match block {
            Block::Paragraph(line) => self.line(
                line,
                Place {
                    item_start: first,
                    ..Place::default()
                },
            ),
            Block::Heading(level, line) => {
                self.push(&"#".repeat(usize::from(*level).clamp(1, 6)));
                self.push(" ");
                self.line(
                    line,
                    Place {
                        heading: true,
                        ..Place::default()
                    },
                );
            }
            Block::Code { language, text } => self.code(language, text),
            Block::Math(tex) => {
                self.push("$$");
                self.newline();
                // A blank line would end the formula.
                for line in tex.lines().filter(|line| !line.trim().is_empty()) {
                    self.push(line.trim());
                    self.newline();
                }
                self.push("$$");
            }
            Block::Quote(inner) => self.quote("", inner),
            Block::Alert(kind, inner) => self.quote(kind, inner),
            Block::List { start, items } => self.list(*start, items, alternate),
            Block::Table { align, head, rows } => self.table(align, head, rows),
            // After the mark of an item, dashes would make the whole line a rule.
            Block::Rule if self.out.ends_with("- ") => self.push("___"),
            Block::Rule => self.push("---"),
            Block::Source(text) => self.lines(text),
            Block::Footnote(name, inner) => {
                let depth = self.prefix.len();
                self.start_line();
                self.out.push_str(&format!("[^{name}]: "));
                self.prefix.push_str("    ");
                self.blocks(inner, false);
                self.prefix.truncate(depth);
            }
        }
    }

    fn quote(&mut self, kind: &str, inner: &[Block]) {
        let depth = self.prefix.len();
        self.start_line();
        self.out.push_str("> ");
        self.prefix.push_str("> ");
        if !kind.is_empty() {
            self.push(&format!("[!{kind}]"));
            self.newline();
        }
        self.blocks(inner, false);
        self.prefix.truncate(depth);
    }

    fn start_line(&mut self) {
        if self.fresh {
            self.out.push_str(&self.prefix);
            self.fresh = false;
        }
    }

    fn code(&mut self, language: &str, text: &str) {
        let fence = "`".repeat((longest_run(text, '`') + 1).max(3));
        self.push(&fence);
        self.push(language);
        self.newline();
        if !text.is_empty() {
            self.lines(text);
            self.newline();
        }
        self.push(&fence);
    }

    fn list(&mut self, start: Option<u64>, items: &[Item], alternate: bool) {
        let tight = items.iter().all(is_simple);
        for (n, item) in items.iter().enumerate() {
            if n > 0 {
                self.newline();
                if !tight {
                    self.newline();
                }
            }
            let mark = match (start, alternate) {
                (Some(start), false) => format!("{}. ", start.saturating_add(n as u64)),
                (Some(start), true) => format!("{}) ", start.saturating_add(n as u64)),
                (None, false) => "- ".to_owned(),
                (None, true) => "* ".to_owned(),
            };
            let depth = self.prefix.len();
            self.start_line();
            self.out.push_str(&mark);
            self.prefix.push_str(&" ".repeat(mark.len()));
            match item.task {
                Some(true) => self.out.push_str("[x] "),
                Some(false) => self.out.push_str("[ ] "),
                None => {}
            }
            self.blocks(&item.blocks, tight);
            if item.blocks.is_empty() {
                let end = self.out.trim_end_matches(' ').len();
                self.out.truncate(end);
            }
            self.prefix.truncate(depth);
        }
    }

    fn table(&mut self, align: &[Align], head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>]) {
        let columns = rows
            .iter()
            .map(Vec::len)
            .chain([head.len()])
            .max()
            .unwrap_or(0);
        self.row(head, columns);
        self.newline();
        self.push("|");
        for column in 0..columns {
            self.push(match align.get(column) {
                Some(Align::Left) => " :-- |",
                Some(Align::Center) => " :-: |",
                Some(Align::Right) => " --: |",
                _ => " --- |",
            });
        }
        for row in rows {
            self.newline();
            self.row(row, columns);
        }
    }

    fn row(&mut self, cells: &[Vec<Inline>], columns: usize) {
        self.push("|");
        for column in 0..columns {
            self.push(" ");
            if let Some(cell) = cells.get(column).filter(|cell| !cell.is_empty()) {
                self.line(
                    cell,
                    Place {
                        in_cell: true,
                        ..Place::default()
                    },
                );
                self.push(" ");
            }
            self.push("|");
        }
    }

    fn line(&mut self, line: &[Inline], place: Place) {
        let mut counts = Counts::default();
        count(line, &mut counts); // Beside other stars an emphasis may be written with underscores.
        counts.underscores += if counts.stars > 2 { 2 } else { 0 };
        let mut written = Line {
            text: String::new(),
            counts,
            place,
        };
        written.inlines(line, None);
        if place.heading && written.text.ends_with('#') {
            // Marks at the end of a heading would be taken for its closing.
            written.text.insert(written.text.len() - 1, '\\');
        }
        self.lines(&written.text);
    }
}

/// Whether an item needs no blank line around it: one paragraph, and lists below it. Only a list
/// that starts with 1 may follow text without one.
fn is_simple(item: &Item) -> bool {
    let mut blocks = item.blocks.iter();
    matches!(
        blocks.next(),
        None | Some(Block::Paragraph(_) | Block::Heading(..) | Block::List { .. })
    ) && blocks.all(|block| {
        matches!(
            block,
            Block::List {
                start: None | Some(1),
                ..
            }
        )
    })
}

/// Counts what stands in a block, marks included.
fn count(line: &[Inline], counts: &mut Counts) {
    for inline in line {
        match inline {
            Inline::Text(text) | Inline::Literal(text) => counts.add(text),
            Inline::Code(_) => counts.backticks += 2,
            Inline::Strong(inner) | Inline::Emphasis(inner) => {
                counts.stars += 2;
                count(inner, counts);
            }
            Inline::Strike(inner) => {
                counts.tildes += 2;
                count(inner, counts);
            }
            Inline::Link { text, .. } => count(text, counts),
            Inline::Image { alt, .. } => counts.add(alt),
            Inline::Math(_) | Inline::Mark(_) | Inline::Break => {}
        }
    }
}

/// The inlines of one block.
struct Line {
    text: String,
    counts: Counts,
    place: Place,
}

impl Line {
    /// `after` is what follows the last of them.
    fn inlines(&mut self, line: &[Inline], after: Option<char>) {
        for (n, inline) in line.iter().enumerate() {
            let next = line.get(n + 1).and_then(|next| self.first_char(next));
            self.inline(inline, next.or(after));
        }
    }

    /// The first character of what is written for it here: a break is no white space.
    fn first_char(&self, inline: &Inline) -> Option<char> {
        match inline {
            Inline::Break if self.place.in_link => Some(' '),
            Inline::Break if self.place.in_cell || self.place.heading => Some('<'),
            Inline::Break => Some('\\'),
            _ => inline.first_char(),
        }
    }

    fn inline(&mut self, inline: &Inline, after: Option<char>) {
        match inline {
            Inline::Text(text) => self.escaped(text, after),
            Inline::Literal(text) => self.text.push_str(text),
            Inline::Code(code) => self.code(code),
            Inline::Math(tex) => self.math(tex),
            Inline::Mark(name) => {
                self.text.push_str("[^");
                self.text.push_str(name);
                self.text.push(']');
            }
            Inline::Strong(inner) => self.wrapped("**", inner, '*'),
            Inline::Emphasis(inner) => {
                // Beside another emphasis a star would be ambiguous.
                let before = self.text.chars().next_back();
                let star = before != Some('*') && after != Some('*');
                let inside = match inner.as_slice() {
                    // Three stars on both sides mean just this.
                    [Inline::Strong(strong)] => strong
                        .iter()
                        .any(|inline| !matches!(inline, Inline::Text(_) | Inline::Literal(_))),
                    _ => {
                        inner.first().and_then(Inline::first_char) == Some('*')
                            || inner.last().and_then(Inline::last_char) == Some('*')
                    }
                };
                let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
                if (star && !inside) || word(before) || word(after) {
                    self.wrapped("*", inner, '*');
                } else {
                    self.wrapped("_", inner, '_');
                }
            }
            Inline::Strike(inner) => self.wrapped("~~", inner, '~'),
            Inline::Link { url, text } => self.link(url, text),
            Inline::Image { url, alt } => {
                self.text.push_str("![");
                self.within_link(|line| line.escaped(alt, Some(']')));
                self.text.push_str("](");
                self.url(url);
                self.text.push(')');
            }
            Inline::Break if self.place.in_link => self.text.push(' '),
            Inline::Break if self.place.in_cell || self.place.heading => {
                self.text.push_str("<br>");
            }
            Inline::Break => self.text.push_str("\\\n"),
        }
    }

    fn escaped(&mut self, text: &str, after: Option<char>) {
        let around = Around {
            before: self.text.chars().next_back(),
            after,
            line_start: !self.place.in_cell
                && !self.place.heading
                && (self.text.is_empty() || self.text.ends_with('\n')),
            item_start: self.place.item_start && self.text.is_empty(),
            in_cell: self.place.in_cell,
            in_link: self.place.in_link,
            counts: self.counts,
        };
        escape(text, around, &mut self.text);
    }

    fn wrapped(&mut self, mark: &str, inner: &[Inline], after: char) {
        self.text.push_str(mark);
        self.inlines(inner, Some(after));
        self.text.push_str(mark);
    }

    fn within_link(&mut self, write: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.place.in_link, true);
        write(self);
        self.place.in_link = outer;
    }

    fn link(&mut self, url: &str, text: &[Inline]) {
        if let [Inline::Text(only)] = text
            && only == url
            && !url.contains(['<', '>', ' ', '|', '\\'])
        {
            self.text.push('<');
            self.text.push_str(url);
            self.text.push('>');
            return;
        }
        self.text.push('[');
        self.within_link(|line| line.inlines(text, Some(']')));
        self.text.push_str("](");
        self.url(url);
        self.text.push(')');
    }

    /// An address, with whatever would end it too early written as its code.
    fn url(&mut self, url: &str) {
        let balanced = url
            .chars()
            .try_fold(0_i32, |open, c| match c {
                '(' => Some(open + 1),
                ')' if open == 0 => None,
                ')' => Some(open - 1),
                _ => Some(open),
            })
            .is_some_and(|open| open == 0);
        for c in url.chars() {
            match c {
                '(' | ')' if balanced => self.text.push(c),
                '(' => self.text.push_str("%28"),
                ')' => self.text.push_str("%29"),
                ' ' => self.text.push_str("%20"),
                '<' => self.text.push_str("%3C"),
                '>' => self.text.push_str("%3E"),
                '\\' => self.text.push_str("%5C"),
                '|' => self.text.push_str("%7C"),
                c if c.is_whitespace() || c.is_control() => {}
                c => self.text.push(c),
            }
        }
    }

    fn code(&mut self, code: &str) {
        let code: String = code
            .chars()
            .map(|c| if c == '\n' { ' ' } else { c })
            .collect();
        let fence = "`".repeat(shortest_free_run(&code));
        let pad = code.starts_with('`')
            || code.ends_with('`')
            || (code.starts_with(' ') && code.ends_with(' ') && !code.trim().is_empty());
        self.text.push_str(&fence);
        if pad {
            self.text.push(' ');
        }
        if self.place.in_cell {
            self.text.push_str(&code.replace('|', "\\|"));
        } else {
            self.text.push_str(&code);
        }
        if pad {
            self.text.push(' ');
        }
        self.text.push_str(&fence);
    }

    fn math(&mut self, tex: &str) {
        self.text.push('$');
        for c in tex.trim().chars() {
            match c {
                '\n' => self.text.push(' '),
                '|' if self.place.in_cell => self.text.push_str("\\vert "),
                c => self.text.push(c),
            }
        }
        self.text.push('$');
    }
}
