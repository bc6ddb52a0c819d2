//! What only some languages have.

use super::{Scan, is_word};
use crate::render::code::Kind;
use crate::render::code::cursor::Cursor;
use crate::render::code::languages::{
    ANGLE_TEXTS, AT_META, BACKSLASH_WORDS, DIRECTIVES, DOLLAR_NAMES, HEREDOCS, OPTIONS, PATTERNS,
    RUST, SECTIONS, SYMBOLS,
};

impl Scan {
    /// Takes what begins here, if it is special.
    pub(super) fn special(&mut self, cursor: &mut Cursor<'_, '_>, byte: u8) -> bool {
        let next = cursor.peek(1);
        let line_start = self.before == b'\n';
        let taken = match byte {
            b'@' if self.has(AT_META) && is_word(next) => Some((Kind::Meta, self.name(cursor, 1))),
            b'#' if self.has(RUST) && (next == b'[' || cursor.starts_with("#![")) => {
                Some((Kind::Meta, cursor.after("]", 1, self.end) - cursor.at()))
            }
            b'#' if self.has(DIRECTIVES) && line_start => {
                self.directive = true;
                Some((Kind::Meta, self.name(cursor, 1)))
            }
            b'<' if self.has(ANGLE_TEXTS) && self.directive => self.angle_text(cursor),
            b'$' if self.has(DOLLAR_NAMES) && (is_word(next) || b"@#?*!-".contains(&next)) => {
                Some((Kind::Name, self.name(cursor, 2)))
            }
            b'$' if self.has(DOLLAR_NAMES) && next == b'{' => {
                let line = cursor.line_end(self.end);
                Some((Kind::Name, cursor.after("}", 2, line) - cursor.at()))
            }
            b':' if self.has(SYMBOLS) && is_word(next) && cursor.before() != b':' => {
                Some((Kind::Number, self.name(cursor, 1)))
            }
            b'\\' if self.has(BACKSLASH_WORDS) && next.is_ascii_alphabetic() => {
                Some((Kind::Keyword, self.name(cursor, 1)))
            }
            b'\\' if self.has(BACKSLASH_WORDS) => Some((Kind::Meta, 2)),
            b'-' if self.has(OPTIONS)
                && cursor.before().is_ascii_whitespace()
                && (next.is_ascii_alphabetic() || next == b'-') =>
            {
                Some((Kind::Meta, self.option(cursor)))
            }
            b'[' if self.has(SECTIONS) && line_start => {
                Some((Kind::Type, cursor.line_end(self.end) - cursor.at()))
            }
            b'/' if self.has(PATTERNS) => self.pattern(cursor),
            b'<' if self.has(HEREDOCS) && next == b'<' => self.heredoc(cursor),
            _ => None,
        };
        let Some((kind, bytes)) = taken else {
            return false;
        };
        cursor.take(kind, bytes);
        self.before = b'a';
        true
    }

    /// How long the name is that begins `from` bytes ahead, with these.
    fn name(&self, cursor: &Cursor<'_, '_>, from: usize) -> usize {
        let rest = cursor.rest(self.end).bytes().skip(from);
        from + rest.take_while(|b| is_word(*b)).count()
    }

    fn option(&self, cursor: &Cursor<'_, '_>) -> usize {
        let rest = cursor.rest(self.end).bytes();
        rest.take_while(|b| is_word(*b) || *b == b'-').count()
    }

    /// `<stdio.h>` after `#include`.
    fn angle_text(&self, cursor: &Cursor<'_, '_>) -> Option<(Kind, usize)> {
        let rest = cursor.rest(self.end).bytes().take(120);
        let mut length = 0;
        for byte in rest {
            length += 1;
            match byte {
                b'>' if length > 2 => return Some((Kind::String, length)),
                b'<' if length == 1 => {}
                b'.' | b'/' | b'-' | b'+' => {}
                byte if is_word(byte) => {}
                _ => return None,
            }
        }
        None
    }

    /// A pattern between slashes, where no value stands before that could be divided.
    fn pattern(&mut self, cursor: &Cursor<'_, '_>) -> Option<(Kind, usize)> {
        let may = b"(,=:[!&|?{};\n+-*%<>~^".contains(&self.before);
        if !may || cursor.at() < self.no_pattern_before {
            return None;
        }
        let line = cursor.line_end(self.end);
        let rest = cursor.rest(line).as_bytes();
        let (mut at, mut class) = (1, false);
        while let Some(&byte) = rest.get(at) {
            match byte {
                b'\\' => at += 1,
                b'[' => class = true,
                b']' => class = false,
                b'/' if !class => {
                    at += 1;
                    let flags = rest.get(at..).unwrap_or_default();
                    let flags = flags.iter().take_while(|b| b.is_ascii_alphabetic()).count();
                    return Some((Kind::String, at + flags));
                }
                _ => {}
            }
            at += 1;
        }
        self.no_pattern_before = line;
        None
    }

    /// `<<'END'` and the lines up to one that is `END`.
    fn heredoc(&self, cursor: &Cursor<'_, '_>) -> Option<(Kind, usize)> {
        let rest = cursor.rest(self.end);
        let start = rest.trim_start_matches('<');
        let start = start.trim_start_matches(['-', '~']);
        let quote = start.chars().next().filter(|c| matches!(c, '"' | '\''));
        let start = start.trim_start_matches(['"', '\'']);
        let length = start.bytes().take_while(|b| is_word(*b)).count();
        let (word, after) = start.split_at_checked(length)?;
        let capital = word
            .bytes()
            .next()
            .is_some_and(|b| b.is_ascii_uppercase() || b == b'_');
        // Smaller and twice smaller are signs, too.
        if word.is_empty() || (quote.is_none() && !capital) || rest.len() - start.len() > 8 {
            return None;
        }
        let mut end = rest.len() - after.len();
        let mut lines = after.split_inclusive('\n');
        end += lines.next().map_or(0, str::len);
        for line in lines {
            end += line.len();
            if line.trim().trim_end_matches([';', ',', ')']) == word {
                return Some((Kind::String, end - (line.len() - line.trim_end().len())));
            }
        }
        Some((Kind::String, rest.len()))
    }
}
