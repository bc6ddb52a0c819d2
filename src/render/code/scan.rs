//! The scanner for most languages; the table says what theirs look like.

mod special;

use super::Kind;
use super::cursor::Cursor;
use super::languages::{Flags, Language, Quote};

/// The most texts that stand in the holes of one another.
const MAX_HOLES: usize = 24;

/// Reads up to `end`.
pub(super) fn read(language: &'static Language, cursor: &mut Cursor<'_, '_>, end: usize) {
    let mut scan = Scan {
        language,
        end,
        holes: Vec::new(),
        before: b'\n',
        directive: false,
        no_pattern_before: 0,
    };
    while cursor.at() < end {
        scan.step(cursor);
    }
}

/// A hole in a text, with code in it: `${…}`.
struct Hole {
    quote: &'static Quote,
    open: u8,
    close: u8,
    depth: usize,
}

struct Scan {
    language: &'static Language,
    end: usize,
    holes: Vec<Hole>,
    /// The last byte that was no blank; a line break counts.
    before: u8,
    /// Whether this line began with a directive.
    directive: bool,
    /// Up to here no pattern between slashes ends.
    no_pattern_before: usize,
}

impl Scan {
    fn has(&self, flag: Flags) -> bool {
        self.language.flags & flag != 0
    }

    fn step(&mut self, cursor: &mut Cursor<'_, '_>) {
        let byte = cursor.peek(0);
        match byte {
            b'\n' => {
                cursor.skip(1);
                self.before = b'\n';
                self.directive = false;
            }
            _ if byte.is_ascii_whitespace() => cursor.skip(1),
            _ if self.comment(cursor) => {}
            b'0'..=b'9' => self.number(cursor),
            _ if self.is_word_start(cursor, byte) => self.word(cursor),
            _ if self.quoted(cursor) || self.special(cursor, byte) => {}
            _ => {
                self.hole(cursor, byte);
                self.before = byte;
            }
        }
    }

    // --- remarks ----------------------------------------------------------------------------

    fn comment(&mut self, cursor: &mut Cursor<'_, '_>) -> bool {
        for (open, close) in self.language.block {
            if cursor.starts_with(open) {
                let end = if self.has(super::languages::NESTED_COMMENTS) {
                    nested_end(cursor.rest(self.end), open, close)
                        .map_or(self.end, |n| cursor.at() + n)
                } else {
                    cursor.after(close, open.len(), self.end)
                };
                cursor.take_to(Kind::Comment, end);
                return true;
            }
        }
        let line_start = self.before == b'\n';
        for open in self.language.line {
            let word = open.as_bytes().first().is_some_and(u8::is_ascii_alphabetic);
            if !cursor.starts_with(open) || (word && !line_start) {
                continue;
            }
            // `a#b`, `$#` and `${#a}` are no remarks in a shell.
            let spaced = !cursor.before().is_ascii_whitespace();
            if self.has(super::languages::SPACED_COMMENTS) && spaced {
                continue;
            }
            cursor.take_to(Kind::Comment, cursor.line_end(self.end));
            return true;
        }
        false
    }

    // --- texts ------------------------------------------------------------------------------

    fn quoted(&mut self, cursor: &mut Cursor<'_, '_>) -> bool {
        for quote in self.language.quotes {
            if cursor.starts_with(quote.open) {
                if quote.open == "'" && self.has(super::languages::CHARS) {
                    return self.letter(cursor);
                }
                self.text(cursor, quote, quote.open.len());
                return true;
            }
        }
        false
    }

    /// A text from `from` bytes ahead to its end, or to the hole in it.
    fn text(&mut self, cursor: &mut Cursor<'_, '_>, quote: &'static Quote, from: usize) {
        let rest = cursor.rest(self.end).as_bytes();
        let mut at = from;
        let kind = loop {
            let Some(&byte) = rest.get(at) else {
                break Kind::String;
            };
            let here = rest.get(at..).unwrap_or_default();
            if let Some((open, ..)) = quote.hole
                && here.starts_with(open.as_bytes())
                && self.holes.len() < MAX_HOLES
            {
                let (_, inner, close) = quote.hole.unwrap_or_default();
                self.holes.push(Hole {
                    quote,
                    open: inner,
                    close,
                    depth: 1,
                });
                cursor.take(Kind::String, at);
                cursor.take(Kind::Meta, open.len());
                self.before = b'(';
                return;
            } else if byte == b'\\' && quote.escapes {
                at += 2;
            } else if here.starts_with(quote.close.as_bytes()) {
                at += quote.close.len();
                // A doubled mark stands for itself.
                if !quote.escapes && quote.close.len() == 1 && rest.get(at) == Some(&byte) {
                    at += 1;
                    continue;
                }
                break self.after_text(rest, at);
            } else if byte == b'\n' && !quote.lines {
                break Kind::String;
            } else {
                at += 1;
            }
        };
        cursor.take(kind, at);
        self.before = b'"';
    }

    /// A text before a colon is a key.
    fn after_text(&self, rest: &[u8], at: usize) -> Kind {
        let after = rest.get(at..).unwrap_or_default();
        let next = after.iter().take(8).find(|byte| **byte != b' ');
        if self.has(super::languages::KEYS) && next == Some(&b':') {
            Kind::Name
        } else {
            Kind::String
        }
    }

    /// `'a'` and `'\n'`; in other places the mark means something else, in Rust a lifetime.
    fn letter(&mut self, cursor: &mut Cursor<'_, '_>) -> bool {
        let rest = cursor.rest(self.end);
        let mut letters = rest.char_indices().skip(1).take(12);
        let end = match letters.next() {
            Some((_, '\\')) => letters.skip(1).find(|(_, c)| *c == '\''),
            Some(_) => letters.next().filter(|(_, c)| *c == '\''),
            None => None,
        };
        if let Some((end, _)) = end {
            cursor.take(Kind::String, end + 1);
        } else if self.has(super::languages::RUST) {
            let name = rest.bytes().skip(1).take_while(|b| is_word(*b)).count();
            cursor.take(Kind::Meta, name + 1);
        } else {
            cursor.skip(1);
        }
        self.before = b'\'';
        true
    }

    /// A bracket may end a hole: then the text around it goes on.
    fn hole(&mut self, cursor: &mut Cursor<'_, '_>, byte: u8) {
        let Some(hole) = self.holes.last_mut() else {
            return cursor.skip(1);
        };
        if byte == hole.close {
            hole.depth -= 1;
        } else if byte == hole.open {
            hole.depth += 1;
        }
        if hole.depth > 0 {
            return cursor.skip(1);
        }
        let quote = hole.quote;
        self.holes.pop();
        cursor.take(Kind::Meta, 1);
        self.text(cursor, quote, 0);
    }

    // --- words and numbers ------------------------------------------------------------------

    fn is_word_start(&self, cursor: &Cursor<'_, '_>, byte: u8) -> bool {
        is_word(byte)
            || (byte == b'$' && self.has(super::languages::DOLLAR_WORDS) && is_word(cursor.peek(1)))
    }

    fn is_in_word(&self, rest: &[u8], at: usize) -> bool {
        let Some(&byte) = rest.get(at) else {
            return false;
        };
        let dash = byte == b'-' && rest.get(at + 1).is_some_and(|next| is_word(*next));
        is_word(byte)
            || (byte == b'$' && self.has(super::languages::DOLLAR_WORDS))
            || (dash && self.has(super::languages::DASHES))
            || (matches!(byte, b'?' | b'!')
                && self.has(super::languages::MARKED_WORDS)
                && rest.get(at + 1) != Some(&b'='))
    }

    fn number(&mut self, cursor: &mut Cursor<'_, '_>) {
        let rest = cursor.rest(self.end).as_bytes();
        let hex = rest
            .get(1)
            .is_some_and(|b| matches!(b | 32, b'x' | b'b' | b'o'));
        let mut at = 1;
        while let Some(&byte) = rest.get(at) {
            let next = rest.get(at + 1).copied().unwrap_or(0);
            let sign = matches!(byte, b'+' | b'-')
                && !hex
                && rest.get(at - 1).is_some_and(|b| matches!(b | 32, b'e'))
                && next.is_ascii_digit();
            if is_word(byte) || sign || (byte == b'.' && next.is_ascii_digit()) {
                at += 1;
            } else {
                break;
            }
        }
        cursor.take(Kind::Number, at);
        self.before = b'0';
    }

    fn word(&mut self, cursor: &mut Cursor<'_, '_>) {
        let rest = cursor.rest(self.end);
        let bytes = rest.as_bytes();
        let mut at = 1;
        while self.is_in_word(bytes, at) {
            at += 1;
        }
        let word = rest.get(..at).unwrap_or_default();
        if self.prefixed_text(cursor, word) {
            return;
        }
        let after = bytes.get(at..).unwrap_or_default();
        let kind = self.kind_of(word, after, cursor.before());
        if kind == Kind::Plain {
            cursor.skip(at);
        } else {
            // A macro's mark belongs to its name.
            cursor.take(kind, at + usize::from(self.is_macro(after)));
        }
        // After a keyword a pattern may follow, or a command; not after these.
        let named = self.has(super::languages::COMMANDS)
            && matches!(
                word,
                "for" | "case" | "in" | "select" | "local" | "export" | "return" | "function"
            );
        self.before = if kind == Kind::Keyword && !named {
            b'('
        } else {
            b'a'
        };
    }

    fn is_macro(&self, after: &[u8]) -> bool {
        self.has(super::languages::RUST) && after.starts_with(b"!") && !after.starts_with(b"!=")
    }

    fn kind_of(&self, word: &str, after: &[u8], before: u8) -> Kind {
        let language = self.language;
        // `a.type` is no keyword.
        let member = before == b'.';
        let next = after.iter().take(8).find(|byte| **byte != b' ').copied();
        let known = |list| language.knows(list, word);
        if self.has(super::languages::KEYS)
            && next == Some(b':')
            && !after.starts_with(b"::")
            && self.before != b'?'
        {
            return if known(language.keywords) {
                Kind::Keyword
            } else {
                Kind::Name
            };
        }
        if !member && known(language.keywords) {
            Kind::Keyword
        } else if !member && known(language.constants) {
            Kind::Number
        } else if self.is_macro(after) {
            Kind::Function
        } else if known(language.types) {
            Kind::Type
        } else if self.has(super::languages::ASSIGNED_NAMES)
            && self.before == b'\n'
            && next == Some(b'=')
        {
            Kind::Name
        } else if self.has(super::languages::COMMANDS)
            && matches!(self.before, b'\n' | b'|' | b';' | b'&' | b'(' | b'{' | b'`')
            && !after.starts_with(b"=")
        {
            Kind::Function
        } else if self.has(super::languages::CAPITALS) && is_capitalised(word) {
            Kind::Type
        } else if next == Some(b'(') && self.has(super::languages::CALLS) {
            Kind::Function
        } else {
            Kind::Plain
        }
    }

    /// `r"…"`, `b'…'`, `f"…"`: the letters before the mark belong to the text.
    fn prefixed_text(&mut self, cursor: &mut Cursor<'_, '_>, word: &str) -> bool {
        let at = word.len();
        let next = cursor.peek(at);
        let with_letters =
            |quote: &&Quote| quote.open.starts_with(word) && cursor.starts_with(quote.open);
        if let Some(quote) = self.language.quotes.iter().find(with_letters) {
            self.text(cursor, quote, quote.open.len());
            return true;
        }
        if self.has(super::languages::RUST)
            && matches!(word, "r" | "br" | "cr")
            && matches!(next, b'"' | b'#')
        {
            let hashes = cursor
                .rest(self.end)
                .bytes()
                .skip(at)
                .take_while(|b| *b == b'#')
                .count();
            if cursor.peek(at + hashes) == b'"' {
                let close = ["\"", &"#".repeat(hashes)].concat();
                cursor.take_to(
                    Kind::String,
                    cursor.after(&close, at + hashes + 1, self.end),
                );
                self.before = b'"';
                return true;
            }
        }
        if !matches!(next, b'"' | b'\'') || !self.language.knows(self.language.prefixes, word) {
            return false;
        }
        let rest = cursor.rest(self.end).get(at..).unwrap_or_default();
        let quotes = self.language.quotes.iter();
        let Some(quote) = quotes
            .into_iter()
            .find(|quote| rest.starts_with(quote.open))
        else {
            return false;
        };
        self.text(cursor, quote, at + quote.open.len());
        true
    }
}

/// Where nested remarks end.
fn nested_end(rest: &str, open: &str, close: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(here) = bytes.get(at..).filter(|here| !here.is_empty()) {
        if here.starts_with(open.as_bytes()) {
            depth += 1;
            at += open.len();
        } else if here.starts_with(close.as_bytes()) {
            depth -= 1;
            at += close.len();
            if depth == 0 {
                return Some(at);
            }
        } else {
            at += 1;
        }
    }
    None
}

/// Letters, digits, `_`, and whatever is beyond ASCII.
pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// `Path`, but neither `PATH` nor `T2_MAX`.
fn is_capitalised(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_uppercase())
        && (word.len() == 1 || word.bytes().any(|b| b.is_ascii_lowercase()))
}
