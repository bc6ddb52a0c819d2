//! What each language looks like, as a table.
//!
//! Words stand sorted in one text a list: looking one up halves the text until it is found. A test
//! sees to the order.

mod braces;
mod others;

/// A language.
#[derive(Debug)]
pub struct Language {
    /// The names that stand behind a fence, in small letters, separated by spaces.
    pub names: &'static str,
    /// Who reads it.
    pub reader: Reader,
    /// Its own words, sorted.
    pub keywords: &'static str,
    /// Types that it brings, sorted.
    pub types: &'static str,
    /// Constants, sorted.
    pub constants: &'static str,
    /// Letters that may stand before a text's mark, sorted.
    pub prefixes: &'static str,
    /// What begins a remark up to the end of the line.
    pub line: &'static [&'static str],
    /// What begins and ends a longer remark.
    pub block: &'static [(&'static str, &'static str)],
    /// Texts, those with the longer marks first.
    pub quotes: &'static [Quote],
    /// What else is special.
    pub(super) flags: Flags,
}

/// Which of the readers a language needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// The one with the table.
    Code,
    /// HTML and XML.
    Markup,
    /// CSS and its relatives.
    Style,
    /// Changes, line by line.
    Diff,
    /// YAML.
    Yaml,
    /// Markdown.
    Markdown,
}

/// The marks around a text.
#[derive(Debug)]
pub struct Quote {
    /// What begins it.
    pub open: &'static str,
    /// What ends it.
    pub close: &'static str,
    /// Whether it may hold line breaks.
    pub lines: bool,
    /// Whether a backslash takes the meaning from the next letter; else a doubled mark does.
    pub escapes: bool,
    /// What begins code within the text, and the brackets that such code stands in.
    pub hole: Option<(&'static str, u8, u8)>,
}

/// Some of the constants below.
pub(super) type Flags = u32;
/// Large and small letters are the same.
pub(super) const CASELESS: Flags = 1;
/// `Path` is a type.
pub(super) const CAPITALS: Flags = 1 << 1;
/// `f(` calls a function.
pub(super) const CALLS: Flags = 1 << 2;
/// `@name` says something about code.
pub(super) const AT_META: Flags = 1 << 3;
/// `#name` at the start of a line is a directive.
pub(super) const DIRECTIVES: Flags = 1 << 4;
/// Lifetimes, attributes, raw texts and macros.
pub(super) const RUST: Flags = 1 << 5;
/// `$name` and `${…}` are variables.
pub(super) const DOLLAR_NAMES: Flags = 1 << 6;
/// A dollar sign is part of a word.
pub(super) const DOLLAR_WORDS: Flags = 1 << 7;
/// `-` may stand within a word.
pub(super) const DASHES: Flags = 1 << 8;
/// `/…/` is a pattern.
pub(super) const PATTERNS: Flags = 1 << 9;
/// What stands before a colon is a key.
pub(super) const KEYS: Flags = 1 << 10;
/// What stands at the start of a line before `=` is a name.
pub(super) const ASSIGNED_NAMES: Flags = 1 << 11;
/// `<<END` begins a text of lines.
pub(super) const HEREDOCS: Flags = 1 << 12;
/// `:name` is a constant.
pub(super) const SYMBOLS: Flags = 1 << 13;
/// `[…]` at the start of a line names a section.
pub(super) const SECTIONS: Flags = 1 << 14;
/// `\name` is a word of the language.
pub(super) const BACKSLASH_WORDS: Flags = 1 << 15;
/// `'a'` is a letter, and `'` alone something else.
pub(super) const CHARS: Flags = 1 << 16;
/// The first word of a line is a command.
pub(super) const COMMANDS: Flags = 1 << 17;
/// `-x` and `--long` are options.
pub(super) const OPTIONS: Flags = 1 << 18;
/// A remark begins only after a blank.
pub(super) const SPACED_COMMENTS: Flags = 1 << 19;
/// Remarks stand in one another.
pub(super) const NESTED_COMMENTS: Flags = 1 << 20;
/// `empty?` and `save!` are words.
pub(super) const MARKED_WORDS: Flags = 1 << 21;
/// `<name.h>` is a text after a directive.
pub(super) const ANGLE_TEXTS: Flags = 1 << 22;

const fn quote(mark: &'static str) -> Quote {
    Quote {
        open: mark,
        close: mark,
        lines: false,
        escapes: true,
        hole: None,
    }
}

const fn lines(mark: &'static str) -> Quote {
    Quote {
        lines: true,
        ..quote(mark)
    }
}

/// A text in which a backslash is a backslash.
const fn raw(open: &'static str, close: &'static str) -> Quote {
    Quote {
        open,
        close,
        lines: true,
        escapes: false,
        hole: None,
    }
}

const fn with_hole(quote: Quote, open: &'static str, inner: u8, close: u8) -> Quote {
    Quote {
        open: quote.open,
        close: quote.close,
        lines: quote.lines,
        escapes: quote.escapes,
        hole: Some((open, inner, close)),
    }
}

const DOUBLE: Quote = quote("\"");
const SINGLE: Quote = quote("'");

/// A language without anything; each of them changes what it has.
const NONE: Language = Language {
    names: "",
    reader: Reader::Code,
    keywords: "",
    types: "",
    constants: "false null true",
    prefixes: "",
    line: &["//"],
    block: &[("/*", "*/")],
    quotes: &[DOUBLE, SINGLE],
    flags: CALLS,
};

impl Language {
    /// Whether a sorted list of this language holds a word.
    pub(super) fn knows(&self, list: &str, word: &str) -> bool {
        if self.flags & CASELESS == 0 {
            return holds(list, word);
        }
        word.len() <= 32 && holds(list, &word.to_ascii_lowercase())
    }
}

/// Whether a sorted list, its words separated by one space, holds a word.
fn holds(list: &str, word: &str) -> bool {
    let (mut low, mut high) = (0, list.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let before = list.get(low..middle).and_then(|text| text.rfind(' '));
        let start = before.map_or(low, |space| low + space + 1);
        let after = list.get(start..).and_then(|text| text.find(' '));
        let end = after.map_or(list.len(), |space| start + space);
        match list.get(start..end).unwrap_or_default().cmp(word) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => low = end + 1,
            std::cmp::Ordering::Greater => high = start.saturating_sub(1),
        }
    }
    false
}

/// Every language.
pub fn all() -> impl Iterator<Item = &'static Language> {
    braces::ALL.iter().chain(others::ALL)
}

/// The language of a name as it stands behind a fence, `Rust` or `c++`; `None` if it is not known.
pub fn find(name: &str) -> Option<&'static Language> {
    if name.is_empty() || name.len() > 24 || name.bytes().any(|b| b == b' ') {
        return None;
    }
    let name = name.to_ascii_lowercase();
    let fits = |language: &&Language| language.names.split(' ').any(|known| known == name);
    all().find(fits)
}
