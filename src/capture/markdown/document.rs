//! What a message consists of, between the page and the Markdown.

/// A block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    Paragraph(Vec<Inline>),
    Heading(u8, Vec<Inline>),
    Code {
        /// As a fence names it; empty where unknown.
        language: String,
        text: String,
    },
    /// TeX.
    Math(String),
    Quote(Vec<Block>),
    List {
        /// The number of the first item; `None` for bullets.
        start: Option<u64>,
        items: Vec<Item>,
    },
    Table {
        align: Vec<Align>,
        /// Empty cells for a table without a head.
        head: Vec<Vec<Inline>>,
        rows: Vec<Vec<Vec<Inline>>>,
    },
    Rule,
    /// A quote of a kind: a note, a warning.
    Alert(&'static str, Vec<Block>),
    /// What a mark in the text refers to.
    Footnote(String, Vec<Block>),
    /// Markdown that the page itself gives.
    Source(String),
}

/// An item of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Item {
    /// Whether it is ticked, if it is a task.
    pub(super) task: Option<bool>,
    pub(super) blocks: Vec<Block>,
}

/// How a column is aligned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Align {
    #[default]
    None,
    Left,
    Center,
    Right,
}

/// A part of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Inline {
    /// Text to be escaped. White space is collapsed when a paragraph is finished.
    Text(String),
    /// Text that stands for itself.
    Literal(String),
    Code(String),
    /// TeX.
    Math(String),
    /// The mark of a footnote.
    Mark(String),
    Strong(Vec<Inline>),
    Emphasis(Vec<Inline>),
    Strike(Vec<Inline>),
    Link {
        url: String,
        text: Vec<Inline>,
    },
    Image {
        url: String,
        alt: String,
    },
    Break,
}

impl Inline {
    fn children(&self) -> Option<&[Self]> {
        match self {
            Self::Strong(inner)
            | Self::Emphasis(inner)
            | Self::Strike(inner)
            | Self::Link { text: inner, .. } => Some(inner),
            _ => None,
        }
    }

    /// Whether nothing of it can be seen.
    pub(super) fn is_blank(&self) -> bool {
        match self {
            Self::Text(text) | Self::Literal(text) => text.trim().is_empty(),
            Self::Break => true,
            Self::Code(_) | Self::Math(_) | Self::Mark(_) | Self::Image { .. } => false,
            _ => self
                .children()
                .is_none_or(|inner| inner.iter().all(Self::is_blank)),
        }
    }

    /// The first character that it is written with, as far as it matters to its neighbour.
    pub(super) fn first_char(&self) -> Option<char> {
        match self {
            Self::Text(text) | Self::Literal(text) => text.chars().next(),
            Self::Code(_) => Some('`'),
            Self::Math(_) => Some('$'),
            Self::Link { .. } | Self::Mark(_) => Some('['),
            Self::Image { .. } => Some('!'),
            Self::Break => Some('\n'),
            Self::Strong(_) | Self::Emphasis(_) => Some('*'),
            Self::Strike(_) => Some('~'),
        }
    }

    /// The last character that it is written with.
    pub(super) fn last_char(&self) -> Option<char> {
        match self {
            Self::Text(text) | Self::Literal(text) => text.chars().next_back(),
            Self::Link { .. } | Self::Image { .. } => Some(')'),
            Self::Mark(_) => Some(']'),
            _ => self.first_char(),
        }
    }
}

/// Makes a line fit to be written: joins texts, collapses white space, takes empty parts out, and
/// puts emphasis where Markdown can express it.
pub(super) fn tidy(inlines: Vec<Inline>) -> Vec<Inline> {
    let mut line = joined(inlines);
    let printed = is_pretty_printed(&line);
    if let Some(Inline::Literal(first)) = line.first_mut() {
        *first = first.trim_start().to_owned();
        if printed {
            undo_indentation(&mut line);
        }
    }
    collapse(&mut line, &mut true);
    trim_start(&mut line);
    trim_end(&mut line);
    let mut line = flank(joined(line));
    trim_before_breaks(&mut line);
    line
}

/// White space at the end of a line is none.
fn trim_before_breaks(line: &mut Vec<Inline>) {
    let mut after = false;
    for inline in line.iter_mut().rev() {
        match inline {
            Inline::Text(text) if after => {
                let kept = text.trim_end_matches(' ').len();
                text.truncate(kept);
            }
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Strike(inner) => {
                trim_before_breaks(inner);
            }
            _ => {}
        }
        after = matches!(inline, Inline::Break);
    }
    line.retain(|inline| !matches!(inline, Inline::Text(text) if text.is_empty()));
}

/// Everything on one line: a break is a space.
pub(super) fn without_breaks(line: Vec<Inline>) -> Vec<Inline> {
    line.into_iter()
        .map(|inline| match inline {
            Inline::Break => Inline::Text(" ".to_owned()),
            Inline::Strong(inner) => Inline::Strong(without_breaks(inner)),
            Inline::Emphasis(inner) => Inline::Emphasis(without_breaks(inner)),
            Inline::Strike(inner) => Inline::Strike(without_breaks(inner)),
            other => other,
        })
        .collect()
}

/// A pretty-printer sets tags on lines of their own: there is white space inside both.
fn is_pretty_printed(line: &[Inline]) -> bool {
    let text = |inline: Option<&Inline>| match inline {
        Some(Inline::Literal(text)) => Some(text.clone()),
        _ => None,
    };
    text(line.first()).is_some_and(|first| first.starts_with(['\n', ' ']))
        && text(line.last()).is_some_and(|last| {
            last.rsplit_once('\n')
                .is_some_and(|(_, end)| end.len() >= 8 && end.trim().is_empty())
        })
}

/// A page that was saved by a pretty-printer has its own indentation before every line of a prompt.
fn undo_indentation(line: &mut [Inline]) {
    let indentation = line
        .iter()
        .filter_map(|inline| match inline {
            Inline::Literal(text) => Some(text),
            _ => None,
        })
        .flat_map(|text| text.split('\n').skip(1))
        .filter(|rest| !rest.trim().is_empty())
        .map(|rest| rest.len() - rest.trim_start_matches(' ').len())
        .min()
        .unwrap_or(0);
    // Nobody indents a whole prompt this far.
    if indentation < 10 {
        return;
    }
    let before = format!("\n{}", " ".repeat(indentation));
    for inline in line {
        if let Inline::Literal(text) = inline {
            // Where it broke the lines nobody knows; a blank line is the person's own.
            *text = text
                .split(&before)
                .map(|line| line.trim_matches(' '))
                .collect::<Vec<_>>()
                .join(" ")
                .replace("\n ", "\n\n");
        }
    }
}

/// Joins neighbours of the same kind.
fn joined(inlines: Vec<Inline>) -> Vec<Inline> {
    let mut out: Vec<Inline> = Vec::with_capacity(inlines.len());
    for inline in inlines {
        match (out.last_mut(), inline) {
            (Some(Inline::Text(before)), Inline::Text(text)) => before.push_str(&text),
            (Some(Inline::Literal(before)), Inline::Literal(text)) => before.push_str(&text),
            (Some(Inline::Code(before)), Inline::Code(text)) => before.push_str(&text),
            (Some(Inline::Strong(before)), Inline::Strong(inner)) => before.extend(inner),
            (Some(Inline::Emphasis(before)), Inline::Emphasis(inner)) => before.extend(inner),
            (Some(Inline::Strike(before)), Inline::Strike(inner)) => before.extend(inner),
            (_, Inline::Text(text)) if text.is_empty() => {}
            (_, inline) => out.push(inline),
        }
    }
    for inline in &mut out {
        if let Inline::Strong(inner)
        | Inline::Emphasis(inner)
        | Inline::Strike(inner)
        | Inline::Link { text: inner, .. } = inline
        {
            *inner = joined(std::mem::take(inner));
        }
    }
    out
}

/// Runs of white space become one space, and none at the start of a line. `space` says whether what
/// is before ends with white space already.
fn collapse(line: &mut Vec<Inline>, space: &mut bool) {
    for inline in line.iter_mut() {
        match inline {
            Inline::Text(text) => {
                let mut collapsed = String::with_capacity(text.len());
                for c in text.chars() {
                    if matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}') {
                        if !*space {
                            collapsed.push(' ');
                        }
                        *space = true;
                    } else {
                        collapsed.push(c);
                        *space = false;
                    }
                }
                *text = collapsed;
            }
            Inline::Break => *space = true,
            Inline::Strong(inner)
            | Inline::Emphasis(inner)
            | Inline::Strike(inner)
            | Inline::Link { text: inner, .. } => collapse(inner, space),
            Inline::Literal(text) => *space = text.ends_with('\n'),
            Inline::Code(_) | Inline::Math(_) | Inline::Mark(_) | Inline::Image { .. } => {
                *space = false;
            }
        }
    }
    line.retain(|inline| match inline {
        Inline::Text(text) | Inline::Literal(text) => !text.is_empty(),
        Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Strike(inner) => {
            !inner.is_empty()
        }
        _ => true,
    });
}

fn trim_end(line: &mut Vec<Inline>) {
    while let Some(last) = line.last_mut() {
        match last {
            Inline::Break => {
                line.pop();
            }
            Inline::Text(text) => {
                let kept = text.trim_end_matches(' ').len();
                text.truncate(kept);
                if !text.is_empty() {
                    return;
                }
                line.pop();
            }
            Inline::Literal(text) => {
                let kept = text.trim_end().len();
                text.truncate(kept);
                if !text.is_empty() {
                    return;
                }
                line.pop();
            }
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Strike(inner) => {
                trim_end(inner);
                if !inner.is_empty() {
                    return;
                }
                line.pop();
            }
            _ => return,
        }
    }
}

/// Breaks before everything else mean nothing.
fn trim_start(line: &mut Vec<Inline>) {
    let mut nothing = 0;
    for inline in line.iter_mut() {
        match inline {
            Inline::Break => {}
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Strike(inner) => {
                trim_start(inner);
                if !inner.is_empty() {
                    break;
                }
            }
            _ => break,
        }
        nothing += 1;
    }
    line.drain(..nothing);
}

/// Emphasis opens and closes only where its neighbours allow it; what stands in the way at its edge
/// is moved out. The text stays the same.
fn flank(line: Vec<Inline>) -> Vec<Inline> {
    let mut out: Vec<Inline> = Vec::with_capacity(line.len());
    let mut rest = joined(apart(line)).into_iter().peekable();
    while let Some(inline) = rest.next() {
        let before = out.last().and_then(Inline::last_char);
        let after = rest.peek().and_then(Inline::first_char);
        match inline {
            Inline::Strong(inner) => edge(inner, before, after, Inline::Strong, &mut out),
            Inline::Emphasis(inner) => edge(inner, before, after, Inline::Emphasis, &mut out),
            Inline::Strike(inner) => edge(inner, before, after, Inline::Strike, &mut out),
            Inline::Link { url, text } => out.push(Inline::Link {
                url,
                text: flank(text),
            }),
            other => out.push(other),
        }
    }
    joined(out)
}

/// Two kinds of emphasis side by side need two kinds of marks, and the underscore stands in no
/// word: where it would have to, the weaker emphasis is given up.
fn apart(line: Vec<Inline>) -> Vec<Inline> {
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let strong = |inline: Option<&Inline>| matches!(inline, Some(Inline::Strong(_)));
    let mut out: Vec<Inline> = Vec::with_capacity(line.len());
    for (n, inline) in line.iter().enumerate() {
        let before = n.checked_sub(1).and_then(|n| line.get(n));
        let after = line.get(n + 1);
        match inline {
            Inline::Emphasis(inner)
                if strong(before) && word(after.and_then(Inline::first_char))
                    || strong(after) && word(before.and_then(Inline::last_char)) =>
            {
                out.extend(inner.iter().cloned());
            }
            other => out.push(other.clone()),
        }
    }
    out
}

fn edge(
    inner: Vec<Inline>,
    before: Option<char>,
    after: Option<char>,
    wrap: fn(Vec<Inline>) -> Inline,
    out: &mut Vec<Inline>,
) {
    let mut inner: std::collections::VecDeque<Inline> = inner.into();
    let mut behind: Vec<Inline> = Vec::new();
    let mut before = before;
    let mut after = after;
    // From the front: until the delimiter can open.
    while let Some(first) = inner.pop_front() {
        if first.first_char().is_some_and(|c| opens(before, c)) {
            inner.push_front(first);
            break;
        }
        match first {
            Inline::Text(text) => {
                let kept = text.char_indices().find(|(at, c)| {
                    let outer = text.get(..*at).and_then(|t| t.chars().next_back());
                    opens(outer.or(before), *c)
                });
                let (moved, kept) = text.split_at(kept.map_or(text.len(), |(at, _)| at));
                before = moved.chars().next_back().or(before);
                out.push(Inline::Text(moved.to_owned()));
                if !kept.is_empty() {
                    inner.push_front(Inline::Text(kept.to_owned()));
                    break;
                }
            }
            other => {
                before = other.last_char();
                out.push(other);
            }
        }
    }
    // From the end: until it can close.
    while let Some(last) = inner.pop_back() {
        if last.last_char().is_some_and(|c| opens(after, c)) {
            inner.push_back(last);
            break;
        }
        match last {
            Inline::Text(text) => {
                let kept = text.char_indices().rev().find(|(at, c)| {
                    let outer = text.get(at + c.len_utf8()..).and_then(|t| t.chars().next());
                    opens(outer.or(after), *c)
                });
                let end = kept.map_or(0, |(at, c)| at + c.len_utf8());
                let (kept, moved) = text.split_at(end);
                after = moved.chars().next().or(after);
                behind.push(Inline::Text(moved.to_owned()));
                if !kept.is_empty() {
                    inner.push_back(Inline::Text(kept.to_owned()));
                    break;
                }
            }
            other => {
                after = other.first_char();
                behind.push(other);
            }
        }
    }
    if inner.iter().any(|inline| !inline.is_blank()) {
        out.push(wrap(flank(inner.into())));
    } else {
        out.extend(inner);
    }
    out.extend(behind.into_iter().rev());
}

/// Whether a delimiter between these two characters belongs to the inner one: the flanking rule of
/// CommonMark, section 6.2, which is the same for both sides.
fn opens(outer: Option<char>, inner: char) -> bool {
    if inner.is_whitespace() {
        return false;
    }
    !is_punctuation(inner) || outer.is_none_or(|c| c.is_whitespace() || is_punctuation(c))
}

/// Punctuation and symbols.
fn is_punctuation(c: char) -> bool {
    !c.is_alphanumeric() && !c.is_whitespace() && !c.is_control()
}

/// Runs of white space become one space; the ends are kept as one space too.
pub(super) fn collapsed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut space = false;
    for c in text.chars() {
        if c.is_ascii_whitespace() {
            if !space {
                out.push(' ');
            }
            space = true;
        } else {
            out.push(c);
            space = false;
        }
    }
    out
}
