//! CSS and its relatives.

use super::Kind;
use super::cursor::Cursor;

/// Reads up to `end`.
pub(super) fn read(cursor: &mut Cursor<'_, '_>, end: usize) {
    // Until here it is known whether selectors or a declaration stand there.
    let mut known_until = 0;
    let mut declaration = false;
    let mut value = false;
    while cursor.at() < end {
        let byte = cursor.peek(0);
        if byte.is_ascii_whitespace() {
            cursor.skip(1);
            continue;
        }
        if cursor.starts_with("/*") {
            cursor.take_to(Kind::Comment, cursor.after("*/", 2, end));
            continue;
        }
        if cursor.starts_with("//") && cursor.before() != b':' {
            cursor.take_to(Kind::Comment, cursor.line_end(end));
            continue;
        }
        if cursor.at() >= known_until {
            let rest = cursor.rest(end).bytes();
            let length = rest
                .take_while(|b| !matches!(b, b';' | b'{' | b'}'))
                .count();
            known_until = cursor.at() + length + 1;
            declaration = cursor.peek(length) != b'{';
            value = false;
        }
        match byte {
            b'"' | b'\'' => text(cursor, end),
            b'0'..=b'9' => number(cursor, end, 0),
            b'.' if cursor.peek(1).is_ascii_digit() => number(cursor, end, 1),
            b'#' if declaration => number(cursor, end, 1),
            b'.' | b'#' if !declaration => word(cursor, end, Kind::Type),
            b'@' => word(cursor, end, Kind::Keyword),
            b'!' => word(cursor, end, Kind::Keyword),
            b'$' => word(cursor, end, Kind::Name),
            b':' if !declaration => word(cursor, end, Kind::Meta),
            b':' => {
                cursor.skip(1);
                value = true;
            }
            _ if is_word(byte) => {
                let length = word_length(cursor, end, 0);
                let kind = if !declaration {
                    Kind::Keyword
                } else if !value || cursor.starts_with("--") {
                    Kind::Name
                } else if cursor.peek(length) == b'(' {
                    Kind::Function
                } else {
                    Kind::Plain
                };
                cursor.take(kind, length);
            }
            _ => cursor.skip(1),
        }
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') || byte >= 0x80
}

fn word_length(cursor: &Cursor<'_, '_>, end: usize, from: usize) -> usize {
    let rest = cursor.rest(end).bytes().skip(from);
    from + rest.take_while(|byte| is_word(*byte)).count()
}

/// A word with the mark before it.
fn word(cursor: &mut Cursor<'_, '_>, end: usize, kind: Kind) {
    let marks = 1 + usize::from(cursor.starts_with("::"));
    let length = word_length(cursor, end, marks);
    if length > marks {
        cursor.take(kind, length);
    } else {
        cursor.skip(1);
    }
}

fn number(cursor: &mut Cursor<'_, '_>, end: usize, from: usize) {
    let rest = cursor.rest(end).bytes().skip(from);
    let length = rest
        .take_while(|b| is_word(*b) || matches!(b, b'.' | b'%'))
        .count();
    cursor.take(Kind::Number, from + length);
}

fn text(cursor: &mut Cursor<'_, '_>, end: usize) {
    let line = cursor.line_end(end);
    let rest = cursor.rest(line).as_bytes();
    let mark = rest.first().copied();
    let mut at = 1;
    while at < rest.len() && rest.get(at).copied() != mark {
        at += 1 + usize::from(rest.get(at) == Some(&b'\\'));
    }
    cursor.take(Kind::String, (at + 1).min(rest.len()));
}
