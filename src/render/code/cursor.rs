//! A place in the code that only moves on.

use super::Kind;

/// Moves over a text and gives its pieces away; none is left out and none comes twice.
pub(super) struct Cursor<'a, 'b> {
    text: &'a str,
    at: usize,
    /// Up to here the text was given.
    given: usize,
    each: &'b mut dyn FnMut(Kind, &'a str),
}

impl<'a, 'b> Cursor<'a, 'b> {
    pub(super) fn new(text: &'a str, each: &'b mut dyn FnMut(Kind, &'a str)) -> Self {
        Self {
            text,
            at: 0,
            given: 0,
            each,
        }
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// What follows, up to `end`.
    pub(super) fn rest(&self, end: usize) -> &'a str {
        self.text.get(self.at..end).unwrap_or_default()
    }

    /// A byte ahead; 0 where there is none.
    pub(super) fn peek(&self, ahead: usize) -> u8 {
        let bytes = self.text.as_bytes();
        bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    /// The byte before; a line break at the beginning.
    pub(super) fn before(&self) -> u8 {
        let bytes = self.text.as_bytes();
        let before = self.at.checked_sub(1).and_then(|at| bytes.get(at));
        before.copied().unwrap_or(b'\n')
    }

    pub(super) fn starts_with(&self, text: &str) -> bool {
        self.text
            .as_bytes()
            .get(self.at..)
            .is_some_and(|rest| rest.starts_with(text.as_bytes()))
    }

    /// Moves on by this many bytes, and to the end of the letter there.
    pub(super) fn skip(&mut self, bytes: usize) {
        self.at = (self.at + bytes).min(self.text.len());
        while !self.text.is_char_boundary(self.at) {
            self.at += 1;
        }
    }

    /// Moves on by this many bytes, which are of one kind.
    pub(super) fn take(&mut self, kind: Kind, bytes: usize) {
        // Plain text is given when something else follows, in one piece.
        if kind == Kind::Plain || bytes == 0 {
            return self.skip(bytes);
        }
        self.give(Kind::Plain);
        self.skip(bytes);
        self.give(kind);
    }

    /// Moves on to `end`, all of one kind.
    pub(super) fn take_to(&mut self, kind: Kind, end: usize) {
        self.take(kind, end.saturating_sub(self.at));
    }

    /// The place after the next `what` before `end`; `end` if there is none.
    pub(super) fn after(&self, what: &str, from: usize, end: usize) -> usize {
        let from = self.at + from;
        let found = self.text.get(from..end).and_then(|rest| rest.find(what));
        found.map_or(end, |found| from + found + what.len())
    }

    /// The end of the line, before its break.
    pub(super) fn line_end(&self, end: usize) -> usize {
        let bytes = self.text.as_bytes().get(self.at..end).unwrap_or_default();
        let found = bytes.iter().position(|byte| *byte == b'\n');
        found.map_or(end, |found| self.at + found)
    }

    /// Gives what was passed since the last time.
    pub(super) fn give(&mut self, kind: Kind) {
        if let Some(piece) = self.text.get(self.given..self.at).filter(|p| !p.is_empty()) {
            (self.each)(kind, piece);
        }
        self.given = self.at;
    }

    pub(super) fn finish(mut self) {
        self.at = self.text.len();
        self.give(Kind::Plain);
    }
}
