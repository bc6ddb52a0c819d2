//! Secrets by the name that stands before them and a sign between: `DB_PASSWORD=…`,
//! `"apiKey": "…"`, `?token=…`, `getenv("TOKEN", "…")`, `| password | … |`.

use super::Kind;
use super::calls::inside_call;
use super::headers;
use super::names::{Class, class_of};
use super::scan::{Hit, Set, Text};
use super::value::{
    distinct, has_digit_and_letter, is_code, is_dense, is_method, is_random, is_stand_in, is_uuid,
    stands_in,
};

/// How a value is written.
#[derive(Clone, Copy, Default)]
pub(super) struct Written {
    /// In quotation marks, or alone in a cell.
    pub(super) quoted: bool,
    /// In the query of an address.
    pub(super) query: bool,
    /// Behind a name in capitals, without a space.
    pub(super) loud: bool,
}

/// A sign that joins a name and its value stands here.
pub(super) fn read(text: &mut Text<'_>, at: usize, hits: &mut Vec<Hit>) {
    let (sign, before, next) = (text.at(at), text.before(at), text.at(at + 1));
    let (mut after, mut end, mut literal) = (at + 1, at, false);
    match (before, sign, next) {
        // The last sign of `==`, `:=` and `=>` joins; `::`, `<=`, `+=` and `=~` join nothing.
        (_, b'=', b'=' | b'~') | (_, b':', b':' | b'=') | (b':', b':', _) => return,
        (b'<' | b'+' | b'-', b'=', _) | (b'=', b'>', _) => return,
        (b'=' | b'!', b'=', _) => literal = true,
        (_, b'=', b'>') => after += 1,
        _ => {}
    }
    if sign == b'=' {
        let joins = |byte| matches!(byte, b':' | b'?' | b'|' | b'=' | b'!' | b'.');
        while end > at.saturating_sub(3) && joins(text.before(end)) {
            end -= 1;
        }
    }
    let arrow = sign == b'>' && before == b'-';
    end -= usize::from(arrow);
    let markup = sign == b'>' && !arrow;
    between(text, (end, after), sign, markup, literal, hits);
}

/// `name <- "…"`: the hyphen stands here.
pub(super) fn assigned(text: &mut Text<'_>, at: usize, hits: &mut Vec<Hit>) {
    between(text, (at - 1, at + 1), b'=', false, false, hits);
}

/// A name ends and a value begins.
pub(super) fn between(
    text: &mut Text<'_>,
    (end, after): (usize, usize),
    sign: u8,
    markup: bool,
    literal: bool,
    hits: &mut Vec<Hit>,
) {
    let mut end = text.skip_spaces_back(end, 4);
    // `char name[25] = "…"`
    if text.before(end) == b']' {
        let part = text.part(end.saturating_sub(6), end - 1);
        let digits = part.iter().rev().take_while(|byte| byte.is_ascii_digit());
        let open = end - 1 - digits.count();
        if text.before(open) == b'[' {
            end = open - 1;
        }
    }
    // `Private key (hex): …`
    if text.before(end) == b')' {
        let part = text.part(end.saturating_sub(10), end - 1);
        let inside = part
            .iter()
            .rev()
            .take_while(|byte| byte.is_ascii_alphanumeric());
        let open = end - 1 - inside.count();
        if text.before(open) == b'(' && open < end - 1 {
            end = text.skip_spaces_back(open - 1, 2);
        }
    }
    while matches!(text.before(end), b'"' | b'\'' | b'`' | b']' | b'?') {
        end -= 1;
    }
    let start = name_start(text, end);
    if start == end {
        return;
    }
    let attribute = text.at(end) == b'"' && text.before(start) == b'"';
    if markup && text.before(start) != b'<' && !(attribute && text.before(start - 1) == b'=') {
        return;
    }
    let mut query = sign == b'=' && matches!(text.before(start), b'?' | b'&' | b'#' | b';');
    let mut name = text.part(start, end);
    let mut class = class_of(name, query);
    if class.is_none()
        && sign == b'='
        && let Some((from, to)) = before_type(text, start)
    {
        name = text.part(from, to);
        class = class_of(name, false);
        query = false;
    }
    let class = class.or_else(|| by_words(text, start, name));
    let Some(mut class) = class else { return };
    // The key of a network is a password.
    if class == Class::Key && text.near(start, 8, &[b"wpa", b"wifi", b"wi-fi", b"wlan"]) {
        class = Class::Password;
    }
    let loud = name.iter().all(|byte| !byte.is_ascii_lowercase());
    let tight = sign == b'=' && text.at(after) > b' ';
    let mut from = if query {
        after
    } else {
        text.skip_spaces(after, 16)
    };
    if matches!(sign, b':' | b'=') && !query {
        from = next_line(text, from, sign);
    }
    if literal && !matches!(text.at(from), b'"' | b'\'' | b'`') {
        return;
    }
    let written = Written {
        quoted: false,
        query,
        loud: loud && tight,
    };
    value(text, class, from, written, hits);
}

/// A value that stands on the next line: of YAML behind `|` or `>-`, of code in quotation marks.
fn next_line(text: &mut Text<'_>, from: usize, sign: u8) -> usize {
    let mut here = from;
    let folded = sign == b':' && matches!(text.at(here), b'|' | b'>');
    if folded {
        here += 1 + usize::from(matches!(text.at(here + 1), b'-' | b'+'));
    }
    here += usize::from(text.at(here) == b'\r');
    if text.at(here) != b'\n' {
        return from;
    }
    let start = text.skip_spaces(here + 1, 24);
    let quoted = matches!(text.at(start), b'"' | b'\'' | b'`');
    // A line of its own, and no other name with its value.
    let end = text.run(Set::Solid, start);
    let alone = matches!(text.at(end), 0 | b'\n' | b'\r') && text.before(end) != b':';
    if quoted || alone && (folded || sign == b':') {
        start
    } else {
        from
    }
}

/// The name before a type: `name: &str =`, `name string =`.
fn before_type(text: &Text<'_>, start: usize) -> Option<(usize, usize)> {
    let sign = |byte: &u8| {
        byte.is_ascii_alphanumeric()
            || matches!(
                byte,
                b'&' | b'\'' | b'<' | b'>' | b'[' | b']' | b'_' | b'?' | b' '
            )
    };
    let from = start.saturating_sub(20);
    let part = text.part(from, start);
    let back = part.iter().rev().take_while(|byte| sign(byte)).count();
    let colon = start - back;
    let end = if text.before(colon) == b':' {
        colon - 1
    } else if text.before(start) == b' ' {
        start - 1
    } else {
        return None;
    };
    let from = name_start(text, end);
    (from < end).then_some((from, end))
}

/// What the words before a name say where the name itself says nothing: `clé API :`, and
/// `name: TOKEN` on the line before `value:`.
pub(super) fn by_words(text: &Text<'_>, start: usize, name: &[u8]) -> Option<Class> {
    if name.eq_ignore_ascii_case(b"api") {
        let keys: [&[u8]; 9] = [
            "clé".as_bytes(),
            b"cle ",
            b"clave",
            b"chave",
            b"chiave",
            "ключ".as_bytes(),
            "مفتاح".as_bytes(),
            b"klucz",
            b"llave",
        ];
        return text.near(start, 14, &keys).then_some(Class::Key);
    }
    let value = [&b"value"[..], b"default", b"val"];
    if !value.iter().any(|it| name.eq_ignore_ascii_case(it)) {
        return None;
    }
    let from = start.saturating_sub(120);
    let part = text.part(from, start);
    if name.eq_ignore_ascii_case(b"default") {
        let mark = b"variable \"";
        let at = part.windows(mark.len()).rposition(|it| it == mark)? + mark.len();
        let rest = part.get(at..)?;
        let end = rest.iter().position(|&byte| byte == b'"')?;
        return class_of(rest.get(..end)?, false);
    }
    let word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    let end = part.iter().rposition(u8::is_ascii_alphanumeric)? + 1;
    let part = part.get(..end)?;
    let begin = part
        .iter()
        .rposition(|byte| !word(byte))
        .map_or(0, |at| at + 1);
    class_of(part.get(begin..)?, false)
}

pub(super) fn name_start(text: &Text<'_>, end: usize) -> usize {
    let from = end.saturating_sub(64);
    let part = text.part(from, end);
    let joins = |byte: &u8| {
        !(byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.') || *byte >= 0x80)
    };
    from + part.iter().rposition(joins).map_or(0, |other| other + 1)
}

/// How many bytes at the end belong to the sentence.
pub(super) fn sentence_end(value: &[u8]) -> usize {
    let end = value
        .iter()
        .rposition(|byte| !matches!(byte, b'.' | b',' | b';' | b':' | b')' | b']' | b'}'));
    value.len() - end.map_or(0, |end| end + 1)
}

/// The value that begins here.
pub(super) fn value(
    text: &mut Text<'_>,
    class: Class,
    start: usize,
    written: Written,
    hits: &mut Vec<Hit>,
) {
    let mut start = start;
    let quote = |byte| matches!(byte, b'"' | b'\'' | b'`');
    // `b"…"`, `f'…'`, `r"…"`, `@"…"`
    if matches!(
        text.at(start),
        b'b' | b'f' | b'r' | b'u' | b'B' | b'L' | b'@'
    ) && matches!(text.at(start + 1), b'"' | b'\'')
    {
        start += 1;
    }
    if !quote(text.at(start)) && !written.query {
        start = inside_call(text, start);
    }
    let mark = text.at(start);
    let quoted = quote(mark);
    start += usize::from(quoted);
    let line = text.line_end(start).min(start + text.longest(start));
    if matches!(class, Class::Header | Class::Cookie) {
        return headers::read(text, class, start, line, hits);
    }
    let end = if quoted {
        let part = text.window(start, line);
        let length = part.iter().position(|&byte| byte == mark);
        text.look(length.unwrap_or(part.len()));
        let Some(length) = length else {
            return;
        };
        start + length
    } else if written.query {
        let end = text.run(Set::Address, start).min(line);
        let part = text.window(start, end);
        let next = part
            .iter()
            .position(|byte| matches!(byte, b'&' | b'#' | b';' | b',' | b']' | b'}'));
        text.look(next.unwrap_or(part.len()));
        start + next.unwrap_or(part.len())
    } else {
        let end = text.run(Set::Solid, start).min(line);
        bare_end(text, start, end, written.loud)
    };
    // Cut off by the window: too long for a value here.
    let cut_off = end >= line && end < text.line_end(start);
    if text.once(start, end) && !cut_off {
        let written = Written { quoted, ..written };
        judge(text, class, (start, end), written, hits);
    }
}

/// Where a value without quotation marks ends.
fn bare_end(text: &Text<'_>, start: usize, end: usize, loud: bool) -> usize {
    let part = text.window(start, end);
    text.look(2 * part.len());
    // `a&b=c` are two; `Tr0ub4dor&3` is one.
    let pairs = part.contains(&b'=') && part.contains(&b'&');
    let pairs = pairs
        && part.iter().position(|&byte| byte == b'&') < part.iter().rposition(|&byte| byte == b'=');
    let next = part
        .iter()
        .position(|byte| *byte == b';' || *byte == b'&' && pairs || *byte == b',' && !loud);
    let end = start + next.unwrap_or(part.len());
    end - if loud {
        0
    } else {
        sentence_end(text.part(start, end))
    }
}

/// Notes the value where it is one.
pub(super) fn judge(
    text: &Text<'_>,
    class: Class,
    (start, end): (usize, usize),
    written: Written,
    hits: &mut Vec<Hit>,
) {
    let value = text.part(start, end);
    if accepts(class, value, written, text.at(end)) {
        let kind = match class {
            Class::Password => Kind::Password,
            Class::Opens => Kind::PrivateLink,
            _ => Kind::Secret,
        };
        hits.push(Hit { kind, start, end });
    }
}

fn accepts(class: Class, value: &[u8], written: Written, next: u8) -> bool {
    let Written {
        quoted,
        query,
        loud,
    } = written;
    let least = match class {
        Class::Password => 4,
        Class::Secret => 8,
        Class::Opens => 10,
        _ if query => 10,
        _ => 16,
    };
    if value.len() < least || is_code(value) || stands_in(value) {
        return false;
    }
    let words = value.iter().any(|byte| matches!(byte, b' ' | b'\t'));
    // `input(`, `data.get(`, `other.name`: code, which a string in quotation marks is not.
    let call = !quoted
        && !query
        && (next == b'(' || value.iter().any(|byte| matches!(byte, b'(' | b'[' | b'{')));
    let dotted = !quoted
        && !loud
        && !query
        && value.split(|&byte| byte == b'.').count() > 1
        && value.split(|&byte| byte == b'.').all(|part| {
            part.first()
                .is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_')
        });
    if call && !loud || dotted {
        return false;
    }
    let digits = value.iter().any(u8::is_ascii_digit);
    let letters = value.iter().any(u8::is_ascii_alphabetic);
    let signs = value.iter().any(|byte| {
        byte.is_ascii_punctuation() && !matches!(byte, b'_' | b'-' | b'.' | b'/' | b',')
    });
    if class != Class::Password && is_stand_in(value) {
        return false;
    }
    match class {
        Class::Password => {
            let strong =
                digits && letters && value.len() >= 6 || signs && letters && value.len() >= 6;
            // Capitals where no word has them.
            let capitals = value.len() >= 8
                && value.iter().any(u8::is_ascii_lowercase)
                && value
                    .windows(2)
                    .any(|pair| matches!(pair, [b'A'..=b'Z', b'A'..=b'Z']));
            let number = digits && !letters && value.len() >= 6 && (quoted || loud);
            if !strong && is_stand_in(value) || is_method(value) {
                return false;
            }
            if words {
                return quoted && strong && digits && value.len() <= 40;
            }
            strong
                || capitals && !is_name(value)
                || number
                || !value.is_ascii() && value.len() >= 6
                || (loud || quoted) && value.len() >= 6 && !is_name(value)
        }
        Class::Secret => {
            let firm = loud || quoted;
            // `mia:hunter2`
            let pair = value.iter().filter(|&&byte| byte == b':').count() == 1
                && value
                    .rsplit(|&byte| byte == b':')
                    .next()
                    .is_some_and(|it| it.len() >= 6 && has_digit_and_letter(it));
            pair && !words && !is_code(value)
                || !words
                    && value.len() >= 8
                    && (is_random(value)
                        || is_dense(value)
                        || firm && digits && letters && distinct(value) >= 7 && value.len() >= 12
                        || firm && digits && !letters && !signs && value.len() >= 14
                        || firm && signs && letters && value.len() >= 12)
        }
        Class::Key | Class::Opens => {
            !words
                && value.len() >= if query { 10 } else { 16 }
                && (is_random(value) || (quoted || loud) && is_dense(value))
        }
        Class::Session => !words && value.len() >= 16 && is_random(value) && !is_uuid(value),
        Class::Header | Class::Cookie => false,
    }
}

/// Words joined by signs, and words of several humps: a name in code.
pub(super) fn is_name(value: &[u8]) -> bool {
    let parts = value.split(|byte| matches!(byte, b'_' | b'-' | b'.' | b':' | b'/'));
    let joined = parts.clone().count() > 1
        && parts
            .clone()
            .all(|part| part.iter().all(u8::is_ascii_alphabetic));
    // Capitals one by one, each before small letters: `setUserName`.
    let humps = value
        .windows(2)
        .any(|pair| matches!(pair, [b'a'..=b'z', b'A'..=b'Z']))
        && !value
            .windows(2)
            .any(|pair| matches!(pair, [b'A'..=b'Z', b'A'..=b'Z']));
    joined
        || humps && value.iter().all(u8::is_ascii_alphabetic)
        || value.len() < 8 && value.iter().all(u8::is_ascii_uppercase)
}
