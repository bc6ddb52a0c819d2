//! Code to pieces that a style can colour.
//!
//! A table describes each language ([`languages`]); one scanner reads most of them ([`scan`]), and
//! three small ones those that are built otherwise: `markup` for HTML and XML, `style` for CSS,
//! `lines` for what goes line by line. None looks further ahead than it then moves on, so reading
//! takes time in proportion to the text; and the pieces together are the text, whatever it holds.

mod cursor;
mod languages;
mod lines;
mod markup;
mod scan;
mod style;

pub use languages::{Language, all, find};

use cursor::Cursor;

/// Code of more bytes than this stays in one colour.
pub const MAX_COLOURED: usize = 256 << 10;

/// What a piece of code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nothing special.
    Plain,
    /// A remark for people.
    Comment,
    /// A text.
    String,
    /// A number, or a constant such as `true`.
    Number,
    /// A word of the language, a tag, a heading.
    Keyword,
    /// A type, a class, a selector.
    Type,
    /// A function or a command.
    Function,
    /// What says something about code: an attribute, a directive, an option.
    Meta,
    /// The name of a value: a key, a property, a variable with a mark.
    Name,
    /// A line that a change adds.
    Inserted,
    /// A line that a change takes away.
    Deleted,
}

impl Kind {
    /// Its class in a page; none for what is plain.
    pub fn class(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Comment => Some("hl-c"),
            Self::String => Some("hl-s"),
            Self::Number => Some("hl-n"),
            Self::Keyword => Some("hl-k"),
            Self::Type => Some("hl-t"),
            Self::Function => Some("hl-f"),
            Self::Meta => Some("hl-m"),
            Self::Name => Some("hl-v"),
            Self::Inserted => Some("hl-i"),
            Self::Deleted => Some("hl-d"),
        }
    }
}

/// Gives the pieces of some code to `each`, in order. `language` is a name as it stands behind a
/// fence; for one that is not known, and for code that is very long, the only piece is all of it.
///
/// ```
/// use chatlink::render::code::{Kind, highlight};
/// let mut pieces = Vec::new();
/// highlight("rust", "let a = 1;", |kind, piece| pieces.push((kind, piece)));
/// assert_eq!(pieces[0], (Kind::Keyword, "let"));
/// assert_eq!(pieces.concat_text(), "let a = 1;");
/// # trait Text { fn concat_text(&self) -> String; }
/// # impl Text for Vec<(Kind, &str)> {
/// #     fn concat_text(&self) -> String { self.iter().map(|(_, text)| *text).collect() }
/// # }
/// ```
pub fn highlight<'a>(language: &str, text: &'a str, mut each: impl FnMut(Kind, &'a str)) {
    let found = find(language).filter(|_| text.len() <= MAX_COLOURED);
    let Some(language) = found else {
        if !text.is_empty() {
            each(Kind::Plain, text);
        }
        return;
    };
    let mut cursor = Cursor::new(text, &mut each);
    read(language, &mut cursor, text.len());
    cursor.finish();
}

/// Reads up to `end` as this language.
fn read(language: &'static Language, cursor: &mut Cursor<'_, '_>, end: usize) {
    use languages::Reader;
    match language.reader {
        Reader::Code => scan::read(language, cursor, end),
        Reader::Markup => markup::read(cursor, end),
        Reader::Style => style::read(cursor, end),
        Reader::Diff => lines::diff(cursor, end),
        Reader::Yaml => lines::yaml(cursor, end),
        Reader::Markdown => lines::markdown(cursor, end),
    }
}
