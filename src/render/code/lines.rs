//! What goes line by line: changes, YAML and Markdown.

use super::Kind;
use super::cursor::Cursor;

/// Changes as programs write them.
pub(super) fn diff(cursor: &mut Cursor<'_, '_>, end: usize) {
    each_line(cursor, end, |cursor, line| {
        let starts = |text: &str| cursor.starts_with(text);
        let kind = if starts("+++") || starts("---") || starts("diff ") || starts("index ") {
            Kind::Comment
        } else if starts("@@") {
            Kind::Meta
        } else {
            match cursor.peek(0) {
                b'+' | b'>' => Kind::Inserted,
                b'-' | b'<' => Kind::Deleted,
                _ => Kind::Plain,
            }
        };
        cursor.take_to(kind, line);
    });
}

fn each_line(
    cursor: &mut Cursor<'_, '_>,
    end: usize,
    mut read: impl FnMut(&mut Cursor<'_, '_>, usize),
) {
    while cursor.at() < end {
        let line = cursor.line_end(end);
        read(cursor, line);
        if cursor.at() < line {
            cursor.skip(line - cursor.at());
        }
        cursor.skip(1);
    }
}

/// YAML. A text of several lines is known by its depth.
pub(super) fn yaml(cursor: &mut Cursor<'_, '_>, end: usize) {
    let mut text_deeper_than = None;
    each_line(cursor, end, |cursor, line| {
        let rest = cursor.rest(line);
        let depth = rest.len() - rest.trim_start().len();
        if let Some(above) = text_deeper_than {
            if depth > above || rest.trim().is_empty() {
                return cursor.take_to(Kind::String, line);
            }
            text_deeper_than = None;
        }
        yaml_line(cursor, line);
        let ending = rest.trim_end().trim_end_matches(['-', '+']);
        let opens = ending.ends_with(['|', '>']);
        if opens
            && ending
                .get(..ending.len() - 1)
                .is_some_and(|before| before.ends_with([' ', ':']))
        {
            text_deeper_than = Some(depth);
        }
    });
}

fn yaml_line(cursor: &mut Cursor<'_, '_>, line: usize) {
    if cursor.starts_with("---") || cursor.starts_with("...") || cursor.starts_with("%") {
        return cursor.take_to(Kind::Meta, line);
    }
    while cursor.peek(0) == b' ' || (cursor.peek(0) == b'-' && cursor.peek(1) == b' ') {
        cursor.skip(1);
    }
    let rest = cursor.rest(line);
    let key = key_length(rest);
    cursor.take(Kind::Name, key);
    while cursor.at() < line {
        match cursor.peek(0) {
            b'#' if cursor.before().is_ascii_whitespace() => cursor.take_to(Kind::Comment, line),
            mark @ (b'"' | b'\'') => {
                let mark = if mark == b'"' { "\"" } else { "'" };
                cursor.take_to(Kind::String, cursor.after(mark, 1, line));
            }
            b'&' | b'*' | b'!' if cursor.before() == b' ' => {
                let rest = cursor.rest(line).bytes();
                cursor.take(
                    Kind::Meta,
                    rest.take_while(|byte| !b" ,]}".contains(byte)).count(),
                );
            }
            b' ' | b',' | b'[' | b']' | b'{' | b'}' => cursor.skip(1),
            _ => {
                let rest = cursor.rest(line);
                let length = rest
                    .bytes()
                    .take_while(|byte| !b" ,[]{}#".contains(byte))
                    .count()
                    .max(1);
                let word = rest.get(..length).unwrap_or_default();
                cursor.take(yaml_word(word), length);
            }
        }
    }
}

/// How long the key at the start of a line is; 0 where there is none.
fn key_length(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    if matches!(bytes.first(), None | Some(b'#' | b'[' | b'{')) {
        return 0;
    }
    let quoted = bytes.first().filter(|byte| matches!(byte, b'"' | b'\''));
    let from = quoted.map_or(0, |mark| {
        let close = bytes.iter().skip(1).position(|byte| byte == mark);
        close.map_or(bytes.len(), |close| close + 2)
    });
    let colon = bytes
        .windows(2)
        .skip(from)
        .position(|two| two[0] == b':' && two[1].is_ascii_whitespace());
    match colon {
        Some(colon) if quoted.is_none() || colon == 0 => from + colon,
        None if bytes.len() > from && bytes.ends_with(b":") => bytes.len() - 1,
        _ => 0,
    }
}

fn yaml_word(word: &str) -> Kind {
    let number = word.starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '.')
        && word.bytes().any(|b| b.is_ascii_digit())
        && word
            .bytes()
            .all(|b| b.is_ascii_hexdigit() || b"+-._xo:".contains(&b));
    if number
        || matches!(
            word,
            "true" | "false" | "null" | "~" | "yes" | "no" | "on" | "off"
        )
    {
        Kind::Number
    } else {
        Kind::Plain
    }
}

/// Markdown.
pub(super) fn markdown(cursor: &mut Cursor<'_, '_>, end: usize) {
    let mut fence: Option<&'static str> = None;
    each_line(cursor, end, |cursor, line| {
        let rest = cursor.rest(line).trim_start();
        let mark = ["```", "~~~"]
            .into_iter()
            .find(|mark| rest.starts_with(mark));
        match (fence, mark) {
            (Some(open), Some(mark)) if open == mark => {
                fence = None;
                cursor.take_to(Kind::Meta, line);
            }
            (Some(_), _) => cursor.take_to(Kind::String, line),
            (None, Some(mark)) => {
                fence = Some(mark);
                cursor.take_to(Kind::Meta, line);
            }
            (None, None) if rest.starts_with('#') => cursor.take_to(Kind::Keyword, line),
            (None, None) if rest.starts_with('>') => cursor.take_to(Kind::Comment, line),
            (None, None) => markdown_line(cursor, line, rest),
        }
    });
}

fn markdown_line(cursor: &mut Cursor<'_, '_>, line: usize, rest: &str) {
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let after = rest.get(digits..).unwrap_or_default();
    let item = if digits > 0 {
        after.starts_with(". ") || after.starts_with(") ")
    } else {
        ["- ", "* ", "+ "].iter().any(|mark| rest.starts_with(mark))
    };
    if item {
        cursor.skip(cursor.rest(line).len() - rest.len());
        cursor.take(Kind::Meta, digits + 1);
    }
    while cursor.at() < line {
        let pair = match cursor.peek(0) {
            b'`' => Some(("`", Kind::String)),
            b'*' if cursor.peek(1) == b'*' => Some(("**", Kind::Type)),
            b'[' => Some(("]", Kind::Name)),
            b'(' if cursor.before() == b']' => Some((")", Kind::String)),
            _ => None,
        };
        match pair {
            Some((close, kind)) => cursor.take_to(kind, cursor.after(close, close.len(), line)),
            None => cursor.skip(1),
        }
    }
}
