//! A text as people read it: without Markdown's escapes and emphasis, without entities, `%41` and
//! characters that nobody sees; with the way back to the source.

use std::ops::Range;

/// The bytes to look at, and where each of them comes from.
pub(super) struct View {
    pub(super) bytes: Vec<u8>,
    from: Vec<u32>,
}

/// Names of characters that programs write into addresses and keys.
#[rustfmt::skip]
const ENTITIES: [(&[u8], u8); 20] = [
    (b"amp;", b'&'), (b"lt;", b'<'), (b"gt;", b'>'), (b"quot;", b'"'), (b"apos;", b'\''),
    (b"lowbar;", b'_'), (b"UnderBar;", b'_'), (b"commat;", b'@'), (b"period;", b'.'),
    (b"colon;", b':'), (b"sol;", b'/'), (b"bsol;", b'\\'), (b"equals;", b'='), (b"plus;",
    b'+'), (b"num;", b'#'), (b"quest;", b'?'), (b"dollar;", b'$'), (b"excl;", b'!'),
    (b"percnt;", b'%'),
    (b"nbsp;", b' '),
];

/// What stands at one place of the source.
enum Piece {
    /// This byte, written in so many.
    Byte(u8, usize),
    /// Nothing that is read, in so many bytes.
    Nothing(usize),
}

impl View {
    pub(super) fn new(text: &str) -> Self {
        let source = text.as_bytes();
        let mut view = Self {
            bytes: Vec::with_capacity(source.len()),
            from: Vec::with_capacity(source.len()),
        };
        let mut at = 0;
        while let Some(&byte) = source.get(at) {
            let piece = if is_special(byte) {
                piece(source, at)
            } else {
                Piece::Byte(byte, 1)
            };
            match piece {
                Piece::Byte(byte, length) => {
                    view.bytes.push(byte);
                    // A text of more than 4 GB is not read anyway.
                    view.from.push(u32::try_from(at).unwrap_or(u32::MAX));
                    at += length;
                }
                Piece::Nothing(length) => at += length,
            }
        }
        view
    }

    /// The bytes of the source that a range stands for; whole characters.
    pub(super) fn source(&self, text: &str, range: Range<usize>) -> Range<usize> {
        let at = |n: usize| self.from.get(n).map_or(text.len(), |&at| at as usize);
        if range.is_empty() {
            return at(range.start)..at(range.start);
        }
        let mut start = at(range.start);
        let last = at(range.end - 1);
        let length = match piece(text.as_bytes(), last) {
            Piece::Byte(_, length) | Piece::Nothing(length) => length,
        };
        let mut end = (last + length).min(text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        while !text.is_char_boundary(end) {
            end += 1;
        }
        start..end
    }
}

fn is_special(byte: u8) -> bool {
    matches!(byte, b'\\' | b'&' | b'%' | b'*' | b'~' | 0xC2 | 0xE2 | 0xEF)
}

fn piece(source: &[u8], at: usize) -> Piece {
    let rest = source.get(at..).unwrap_or_default();
    let next = |n: usize| rest.get(n).copied().unwrap_or(0);
    let first = next(0);
    match first {
        b'\\' if next(1) == b'u' && rest.get(2..4) == Some(b"00") => {
            two_hex(next(4), next(5)).map_or(Piece::Byte(first, 1), |byte| Piece::Byte(byte, 6))
        }
        b'\\' if next(1).is_ascii_punctuation() => Piece::Byte(next(1), 2),
        b'&' => entity(rest).unwrap_or(Piece::Byte(first, 1)),
        b'%' => {
            two_hex(next(1), next(2)).map_or(Piece::Byte(first, 1), |byte| Piece::Byte(byte, 3))
        }
        b'*' => {
            // `2*3` is a product, and what stands before decides only about a single sign.
            let digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
            let before = at.checked_sub(1).and_then(|at| source.get(at));
            if digit(before) && digit(rest.get(1)) {
                Piece::Byte(first, 1)
            } else {
                Piece::Nothing(1)
            }
        }
        b'~' if next(1) == b'~' => Piece::Nothing(2),
        0xC2 if next(1) == 0xAD => Piece::Nothing(2),
        0xC2 if next(1) == 0xA0 => Piece::Byte(b' ', 2),
        0xE2 => match (next(1), next(2)) {
            // Zero width, directions, word joiner.
            (0x80, 0x8B..=0x8F) | (0x81, 0xA0) => Piece::Nothing(3),
            (0x80, 0x80..=0x8A | 0xAF) => Piece::Byte(b' ', 3),
            (0x80, 0x90..=0x93) => Piece::Byte(b'-', 3),
            (0x80, 0x98 | 0x99) => Piece::Byte(b'\'', 3),
            (0x80, 0x9C..=0x9E) => Piece::Byte(b'"', 3),
            _ => Piece::Byte(first, 1),
        },
        0xEF => match (next(1), next(2)) {
            (0xBB, 0xBF) => Piece::Nothing(3),
            // Full width: ！ to ＿, ｀ to ～.
            (0xBC, last @ 0x81..=0xBF) => Piece::Byte(last - 0x81 + b'!', 3),
            (0xBD, last @ 0x80..=0x9E) => Piece::Byte(last - 0x80 + b'`', 3),
            _ => Piece::Byte(first, 1),
        },
        _ => Piece::Byte(first, 1),
    }
}

fn two_hex(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

/// `&amp;`, `&#95;`, `&#x5f;`.
fn entity(rest: &[u8]) -> Option<Piece> {
    if rest.get(1) == Some(&b'#') {
        let end = rest.iter().take(10).position(|&byte| byte == b';')?;
        let digits = std::str::from_utf8(rest.get(2..end)?).ok()?;
        let code = match digits.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => digits.parse().ok()?,
        };
        return match code {
            0xA0 => Some(Piece::Byte(b' ', end + 1)),
            0xAD | 0x200B..=0x200F | 0x2060 => Some(Piece::Nothing(end + 1)),
            0x20..=0x7E => Some(Piece::Byte(u8::try_from(code).ok()?, end + 1)),
            _ => None,
        };
    }
    let name = rest.get(1..)?;
    ENTITIES
        .iter()
        .find(|(entity, _)| name.starts_with(entity))
        .map(|(entity, byte)| Piece::Byte(*byte, entity.len() + 1))
}
