//! HTML and XML.

use super::Kind;
use super::cursor::Cursor;
use super::languages::find;

/// Reads up to `end`.
pub(super) fn read(cursor: &mut Cursor<'_, '_>, end: usize) {
    while cursor.at() < end {
        if cursor.starts_with("<!--") {
            cursor.take_to(Kind::Comment, cursor.after("-->", 4, end));
        } else if cursor.starts_with("<![CDATA[") {
            cursor.take_to(Kind::String, cursor.after("]]>", 9, end));
        } else if cursor.starts_with("<!") || cursor.starts_with("<?") {
            cursor.take_to(Kind::Meta, cursor.after(">", 2, end));
        } else if cursor.peek(0) == b'<' && (cursor.peek(1) == b'/' || is_name(cursor.peek(1))) {
            tag(cursor, end);
        } else if cursor.peek(0) == b'&' {
            entity(cursor);
        } else {
            cursor.skip(1);
        }
    }
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'-' | b'_' | b':' | b'.' | b'@' | b'#')
        || byte >= 0x80
}

fn name_length(cursor: &Cursor<'_, '_>, end: usize) -> usize {
    let rest = cursor.rest(end);
    rest.bytes().take_while(|byte| is_name(*byte)).count()
}

fn tag(cursor: &mut Cursor<'_, '_>, end: usize) {
    let closing = cursor.peek(1) == b'/';
    cursor.skip(1 + usize::from(closing));
    let length = name_length(cursor, end);
    let name = cursor.rest(end).get(..length).unwrap_or_default();
    let (script, style) = (
        name.eq_ignore_ascii_case("script"),
        name.eq_ignore_ascii_case("style"),
    );
    cursor.take(Kind::Keyword, length);
    while cursor.at() < end {
        match cursor.peek(0) {
            b'>' => {
                cursor.skip(1);
                break;
            }
            // The last tag has no end, and another one begins.
            b'<' => return,
            mark @ (b'"' | b'\'') => {
                let mark = if mark == b'"' { "\"" } else { "'" };
                cursor.take_to(Kind::String, cursor.after(mark, 1, end));
            }
            b'=' => {
                cursor.skip(1);
                let bare = cursor.rest(end).bytes();
                let bare = bare.take_while(|b| !b" \t\n\"'>{<".contains(b)).count();
                cursor.take(Kind::String, bare);
            }
            byte if is_name(byte) => cursor.take(Kind::Name, name_length(cursor, end)),
            _ => cursor.skip(1),
        }
    }
    if !closing && (script || style) && cursor.before() == b'>' {
        within(cursor, if script { "js" } else { "css" }, end);
    }
}

/// What stands in an element of another language.
fn within(cursor: &mut Cursor<'_, '_>, language: &str, end: usize) {
    let close = if language == "js" {
        "</script"
    } else {
        "</style"
    };
    let after = cursor.after(close, 0, end);
    let inner = if after == end && !cursor.rest(end).ends_with(close) {
        end
    } else {
        after - close.len()
    };
    if let Some(language) = find(language) {
        super::read(language, cursor, inner);
    }
}

fn entity(cursor: &mut Cursor<'_, '_>) {
    let mut length = 1;
    while length < 32
        && (cursor.peek(length).is_ascii_alphanumeric() || cursor.peek(length) == b'#')
    {
        length += 1;
    }
    if length > 1 && cursor.peek(length) == b';' {
        cursor.take(Kind::Number, length + 1);
    } else {
        cursor.skip(1);
    }
}
