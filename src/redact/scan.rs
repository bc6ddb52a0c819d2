//! One walk over a text. Bytes that can begin or join something have a reader, which looks at a
//! window around them.

use super::Kind;
use super::{blocks, calls, keys, links, mail, named, numbers, options, paths, said};

/// Something that was found in a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Bytes of which a run is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Set {
    /// `0-9 a-f A-F`
    Hex,
    /// `0-9 A-Z`
    Upper,
    /// `0-9 A-Z a-z`
    Alnum,
    /// and `_`
    Word,
    /// and `-`: base64url
    Base64Url,
    /// and `.`
    Dotted,
    /// base64, with `-`, `_` and `.`
    Base64,
    /// What an address may hold behind its host.
    Address,
    /// Everything but white space, quotation marks and angle brackets.
    Solid,
}

const SETS: usize = 9;

/// The longest value.
const LONGEST: usize = 4096;
/// The longest value that begins in another one.
const INNER: usize = 96;

impl Set {
    fn has(self, byte: u8) -> bool {
        match self {
            Self::Hex => byte.is_ascii_hexdigit(),
            Self::Upper => byte.is_ascii_digit() || byte.is_ascii_uppercase(),
            Self::Alnum => byte.is_ascii_alphanumeric(),
            Self::Word => byte.is_ascii_alphanumeric() || byte == b'_',
            Self::Base64Url => byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'),
            Self::Dotted => byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'),
            Self::Base64 => {
                byte.is_ascii_alphanumeric()
                    || matches!(byte, b'_' | b'-' | b'.' | b'+' | b'/' | b'=' | b'~')
            }
            Self::Address => {
                byte > b' '
                    && !matches!(
                        byte,
                        b'"' | b'\'' | b'<' | b'>' | b'`' | b')' | b'\\' | b'|'
                    )
            }
            Self::Solid => byte > b' ' && !matches!(byte, b'"' | b'\'' | b'`' | b'<' | b'>'),
        }
    }
}

/// The text, and what was learned about it on the way: a run that was measured once is not
/// measured again from its middle, so that no text makes the walk slow.
pub(super) struct Text<'a> {
    bytes: &'a [u8],
    /// How many bytes the readers have looked at: a test holds them to a few for each byte.
    #[cfg(not(target_arch = "wasm32"))]
    looked: std::cell::Cell<u64>,
    runs: [(usize, usize); SETS],
    line: (usize, usize),
    /// Up to where long values were looked at.
    done: usize,
    /// Up to where the steps of addresses were looked at.
    pub(super) addresses: usize,
    /// Up to where a row of digits is too long for a phone number.
    pub(super) row: usize,
}

impl<'a> Text<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            #[cfg(not(target_arch = "wasm32"))]
            looked: std::cell::Cell::new(0),
            runs: [(0, 0); SETS],
            line: (0, 0),
            done: 0,
            addresses: 0,
            row: 0,
        }
    }

    /// Notes that so many bytes are looked at.
    #[cfg_attr(
        target_arch = "wasm32",
        allow(clippy::unused_self, reason = "nobody counts there")
    )]
    pub(super) fn look(&self, _bytes: usize) {
        #[cfg(not(target_arch = "wasm32"))]
        self.looked.set(self.looked.get() + _bytes as u64);
    }

    /// How many bytes there are.
    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The byte at a place; 0 outside.
    pub(super) fn at(&self, at: usize) -> u8 {
        self.look(1);
        self.bytes.get(at).copied().unwrap_or(0)
    }

    /// The byte before a place; 0 at the start.
    pub(super) fn before(&self, at: usize) -> u8 {
        at.checked_sub(1).map_or(0, |at| self.at(at))
    }

    /// A part; empty where there is none.
    pub(super) fn part(&self, start: usize, end: usize) -> &'a [u8] {
        let part = self.window(start, end);
        self.look(part.len());
        part
    }

    /// The same where only some of it will be looked at, which is noted then.
    pub(super) fn window(&self, start: usize, end: usize) -> &'a [u8] {
        let end = end.min(self.bytes.len());
        self.bytes.get(start..end).unwrap_or_default()
    }

    /// Whether these bytes stand here, letters in either case.
    pub(super) fn is(&self, at: usize, word: &[u8]) -> bool {
        self.part(at, at + word.len()).eq_ignore_ascii_case(word)
    }

    /// Where the run of such bytes ends that goes through this place.
    pub(super) fn run(&mut self, set: Set, at: usize) -> usize {
        let Some(known) = self.runs.get_mut(set as usize) else {
            return at;
        };
        if (known.0..known.1).contains(&at) {
            return known.1;
        }
        let rest = self.bytes.get(at..).unwrap_or_default();
        let length = rest.iter().position(|&byte| !set.has(byte));
        let end = at + length.unwrap_or(rest.len());
        *known = (at, end);
        self.look(end - at);
        end
    }

    /// Where the run of such bytes begins that ends before this place; at most `most` bytes.
    pub(super) fn run_back(&self, set: Set, at: usize, most: usize) -> usize {
        let from = at.saturating_sub(most);
        let part = self.part(from, at);
        let other = part.iter().rposition(|&byte| !set.has(byte));
        from + other.map_or(0, |other| other + 1)
    }

    /// Whether a value may be looked at in full: a long one that stands in another is not, or a
    /// text of values in values would take for ever.
    pub(super) fn once(&mut self, start: usize, end: usize) -> bool {
        let again = start < self.done && end - start > INNER;
        self.done = self.done.max(end);
        !again
    }

    /// How long a value may be that begins here.
    pub(super) fn longest(&self, start: usize) -> usize {
        if start < self.done { INNER } else { LONGEST }
    }

    /// The end of the line.
    pub(super) fn line_end(&mut self, at: usize) -> usize {
        if !(self.line.0..=self.line.1).contains(&at) || self.line.1 == 0 {
            let rest = self.bytes.get(at..).unwrap_or_default();
            let length = rest.iter().position(|&byte| byte == b'\n');
            self.line = (at, at + length.unwrap_or(rest.len()));
            self.look(self.line.1 - at);
        }
        self.line.1
    }

    /// The first place after spaces and tabs.
    pub(super) fn skip_spaces(&self, at: usize, most: usize) -> usize {
        let spaces = self.part(at, at + most);
        let end = spaces
            .iter()
            .position(|&byte| !matches!(byte, b' ' | b'\t'));
        at + end.unwrap_or(spaces.len())
    }

    /// The first place of spaces and tabs before this one.
    pub(super) fn skip_spaces_back(&self, at: usize, most: usize) -> usize {
        let from = at.saturating_sub(most);
        let spaces = self.part(from, at);
        let end = spaces
            .iter()
            .rposition(|&byte| !matches!(byte, b' ' | b'\t'));
        from + end.map_or(0, |end| end + 1)
    }

    /// Whether a word begins here. `\n`, `\t` and `\r` of strings are no letters of it.
    pub(super) fn word_starts(&self, at: usize) -> bool {
        let before = self.before(at);
        !before.is_ascii_alphanumeric()
            || matches!(before, b'n' | b't' | b'r') && at >= 2 && self.at(at - 2) == b'\\'
    }

    /// Whether a word that begins so stands in the bytes before, in either case.
    pub(super) fn near_word(&self, at: usize, window: usize, words: &[&[u8]]) -> bool {
        (at.saturating_sub(window)..at).any(|start| {
            let first = self.at(start).to_ascii_lowercase();
            let begins = |word: &&[u8]| {
                word.first() == Some(&first) && start + word.len() <= at && self.is(start, word)
            };
            first.is_ascii_lowercase() && self.word_starts(start) && words.iter().any(begins)
        })
    }

    /// Whether one of these words stands in the bytes before, in either case.
    pub(super) fn near(&self, at: usize, window: usize, words: &[&[u8]]) -> bool {
        let before = self.part(at.saturating_sub(window), at);
        self.look(before.len() * words.len());
        before.iter().enumerate().any(|(n, byte)| {
            words.iter().any(|word| {
                let first = word.first().is_some_and(|it| it.eq_ignore_ascii_case(byte));
                first
                    && before
                        .get(n..n + word.len())
                        .is_some_and(|part| part.eq_ignore_ascii_case(word))
            })
        })
    }
}

/// Everything in a view, in any order, and perhaps more than once.
pub(super) fn scan(bytes: &[u8]) -> Vec<Hit> {
    let mut hits = Vec::new();
    walk(&mut Text::new(bytes), &mut hits);
    hits
}

/// How many bytes that walk looks at.
#[cfg(not(target_arch = "wasm32"))]
pub(super) fn looked(bytes: &[u8]) -> u64 {
    let mut text = Text::new(bytes);
    walk(&mut text, &mut Vec::new());
    text.looked.get()
}

fn walk(text: &mut Text<'_>, hits: &mut Vec<Hit>) {
    let mut at = 0;
    while at < text.len() {
        let byte = text.at(at);
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' if text.word_starts(at) => {
                keys::read(text, at, hits);
                numbers::iban(text, at, hits);
                said::word(text, at, hits);
                mail::ip6(text, at, hits);
            }
            b'0'..=b'9' if text.word_starts(at) => {
                keys::read(text, at, hits);
                numbers::read(text, at, hits);
                mail::ip4(text, at, hits);
                mail::ip6(text, at, hits);
            }
            b'@' => {
                mail::address(text, at, hits);
                links::data_source(text, at, hits);
            }
            b':' if text.is(at, b"://") => links::read(text, at, hits),
            b':' if text.at(at + 1) == b':' => mail::ip6(text, at, hits),
            b'=' | b':' | b'>' => named::read(text, at, hits),
            b'-' => {
                if text.before(at) == b'<' {
                    named::assigned(text, at, hits);
                }
                options::read(text, at, hits);
                blocks::read(text, at, hits);
                keys::joined(text, at, hits);
            }
            b'.' | b'~' | b'_' => keys::joined(text, at, hits),
            b'/' | b'\\' => paths::read(text, at, hits),
            b'+' => numbers::phone(text, at, hits),
            b'(' => {
                numbers::phone(text, at, hits);
                calls::called(text, at, hits);
            }
            b'{' => calls::called(text, at, hits),
            b'|' => {
                calls::barred(text, at, hits);
                keys::barred(text, at, hits);
            }
            b'?' if text.at(at + 1) == b'?' => calls::barred(text, at, hits),
            b'!' => keys::barred(text, at, hits),
            b',' if text.is(at, b",iVBOR")
                || text.is(at, b",/9j/")
                || text.is(at, b",UklGR")
                || text.is(at, b",R0lGOD") =>
            {
                // A picture: letters without a meaning, and many.
                at = text.run(Set::Base64, at + 1);
                continue;
            }
            b',' => calls::listed(text, at, hits),
            0xC3..=0xEF => said::foreign(text, at, hits),
            _ => {}
        }
        at += 1;
    }
}

/// In order, each byte in one of them at most: where two overlap, the graver one has it all.
pub(super) fn merged(mut hits: Vec<Hit>) -> Vec<Hit> {
    hits.retain(|hit| hit.start < hit.end);
    hits.sort_by_key(|hit| (hit.start, hit.kind, hit.end));
    let mut merged: Vec<Hit> = Vec::with_capacity(hits.len());
    for hit in hits {
        match merged.last_mut() {
            Some(last) if hit.start < last.end => {
                last.end = last.end.max(hit.end);
                last.kind = last.kind.min(hit.kind);
            }
            _ => merged.push(hit),
        }
    }
    merged
}
