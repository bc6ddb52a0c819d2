//! Secrets by the name that stands before them: `DB_PASSWORD=…`, `"apiKey": "…"`, `?token=…`,
//! `--password …`, `Authorization: …`.

use super::Kind;
use super::names::{Class, class_of};
use super::scan::{Hit, Set, Text};
use super::value::{distinct, has_digit_and_letter, is_code, is_random, is_stand_in};

/// A sign that joins a name and its value stands here.
pub(super) fn read(text: &mut Text<'_>, at: usize, hits: &mut Vec<Hit>) {
    let sign = text.at(at);
    // `==`, `!=`, `<=`, `::`, `->` and the second byte of `=>` and `:=` join nothing.
    if matches!(text.before(at), b'=' | b'!' | b'<' | b':' | b'-' | b'+')
        && !(sign == b'=' && text.before(at) == b':')
    {
        return;
    }
    let mut after = at + 1;
    match (sign, text.at(at + 1)) {
        (b'=', b'=' | b'~') | (b':', b':' | b'=') => return,
        (b'=', b'>') => after += 1,
        _ => {}
    }
    let mut end = at - usize::from(sign == b'=' && text.before(at) == b':');
    end = text.skip_spaces_back(end, 4);
    while matches!(text.before(end), b'"' | b'\'' | b'`' | b']' | b'?') {
        end -= 1;
    }
    let mut start = name_start(text, end);
    if start == end {
        return;
    }
    if sign == b'>' && text.before(start) != b'<' {
        return;
    }
    // `token: String = "…"` has its name before the type.
    let typed = text.skip_spaces_back(start, 2);
    if sign == b'='
        && text.before(typed) == b':'
        && class_of(text.part(start, end), false).is_none()
    {
        end = typed - 1;
        start = name_start(text, end);
    }
    let query = sign == b'=' && matches!(text.before(start), b'?' | b'&' | b'#' | b';');
    let name = text.part(start, end);
    if let Some(class) = class_of(name, query) {
        let loud = name.iter().all(|byte| !byte.is_ascii_lowercase());
        let tight = sign == b'=' && text.at(after) > b' ';
        value(text, class, after, query, loud && tight, hits);
    }
}

fn name_start(text: &Text<'_>, end: usize) -> usize {
    let from = end.saturating_sub(64);
    let part = text.part(from, end);
    let joins = |byte: &u8| {
        !(byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.') || *byte >= 0x80)
    };
    from + part.iter().rposition(joins).map_or(0, |other| other + 1)
}

/// `--password value`; `-u user:password` of curl.
pub(super) fn option(text: &mut Text<'_>, at: usize, hits: &mut Vec<Hit>) {
    if matches!(text.before(at), b'-') || text.before(at).is_ascii_alphanumeric() {
        return;
    }
    if text.is(at, b"-u ") || text.is(at, b"--user ") {
        let start = text.skip_spaces(at + if text.at(at + 1) == b'u' { 2 } else { 6 }, 3);
        let start = start + usize::from(matches!(text.at(start), b'"' | b'\''));
        let end = text.run(Set::Solid, start);
        let colon = text.part(start, end).iter().position(|&byte| byte == b':');
        if let Some(colon) = colon.map(|colon| start + colon + 1) {
            let value = text.part(colon, end);
            if value.len() >= 4 && !is_stand_in(value) && !is_code(value) {
                push(Kind::Password, colon, end, hits);
            }
        }
        return;
    }
    // `mysql -u root -p…`, without a space.
    if text.is(at, b"-p")
        && text.at(at + 2).is_ascii_graphic()
        && text.near(at, 60, &[b"mysql", b"mariadb"])
    {
        let start = skip_quote(text, at + 2);
        let end = text.run(Set::Solid, start);
        let value = text.part(start, end);
        let other = matches!(value.first(), Some(b'-' | b'=' | b'$'));
        if value.len() >= 5 && !other && !is_stand_in(value) && !is_code(value) && !is_name(value) {
            push(Kind::Password, start, end, hits);
        }
        return;
    }
    let sshpass = text.is(at, b"-p ") && text.near(at, 9, &[b"sshpass"]);
    if text.at(at + 1) != b'-' && !sshpass {
        return;
    }
    let name = at + 2;
    let end = if sshpass {
        at + 2
    } else {
        text.run(Set::Base64Url, name)
    };
    let class = if sshpass {
        Some(Class::Password)
    } else {
        class_of(text.part(name, end), false)
    };
    if let Some(class @ (Class::Password | Class::Secret)) = class
        && text.at(end) == b' '
        && !matches!(text.at(end + 1), b'-' | b'|' | b'>' | b'&')
    {
        value(text, class, end + 1, false, class == Class::Password, hits);
    }
}

/// `the password is …`
pub(super) fn sentence(text: &mut Text<'_>, at: usize, hits: &mut Vec<Hit>) {
    if !matches!(text.at(at), b'p' | b'P' | b'k' | b'K') {
        return;
    }
    for word in [
        &b"password"[..],
        b"passphrase",
        b"passwort",
        b"passcode",
        b"kennwort",
    ] {
        if !text.is(at, word) {
            continue;
        }
        let mut end = at + word.len();
        for joins in [&b" is "[..], b" ist ", b" was ", b" lautet ", b" "] {
            if text.is(end, joins) {
                // `login mia password …` of a .netrc.
                if joins == b" " && !text.near(at, 60, &[b"login "]) {
                    return;
                }
                end += joins.len();
                let start = end + usize::from(text.is(end, b": "));
                let close = text.run(Set::Solid, skip_quote(text, start));
                let value = text.part(skip_quote(text, start), close);
                let close = close - sentence_end(value);
                let value = text.part(skip_quote(text, start), close);
                if value.len() >= 5
                    && has_digit_and_letter(value)
                    && !is_stand_in(value)
                    && !is_code(value)
                {
                    push(Kind::Password, skip_quote(text, start), close, hits);
                }
                return;
            }
        }
    }
}

fn skip_quote(text: &Text<'_>, at: usize) -> usize {
    at + usize::from(matches!(text.at(at), b'"' | b'\'' | b'`'))
}

/// How many bytes at the end belong to the sentence.
fn sentence_end(value: &[u8]) -> usize {
    let end = value
        .iter()
        .rposition(|byte| !matches!(byte, b'.' | b',' | b';' | b':' | b')' | b']' | b'}'));
    value.len() - end.map_or(0, |end| end + 1)
}

/// The value behind a name.
fn value(
    text: &mut Text<'_>,
    class: Class,
    after: usize,
    query: bool,
    loud: bool,
    hits: &mut Vec<Hit>,
) {
    let mut start = if query {
        after
    } else {
        text.skip_spaces(after, 16)
    };
    // `b"…"`, `f'…'`, `r"…"`
    if matches!(
        text.at(start),
        b'b' | b'f' | b'r' | b'u' | b'B' | b'L' | b'@'
    ) && matches!(text.at(start + 1), b'"' | b'\'')
    {
        start += 1;
    }
    let quote = text.at(start);
    let quoted = matches!(quote, b'"' | b'\'' | b'`');
    start += usize::from(quoted);
    let line = text.line_end(start).min(start + text.longest(start));
    if matches!(class, Class::Header | Class::Cookie) {
        return header(text, class, start, line, hits);
    }
    let end = if quoted {
        let part = text.window(start, line);
        let length = part.iter().position(|&byte| byte == quote);
        text.look(length.unwrap_or(part.len()));
        let Some(length) = length else {
            return;
        };
        start + length
    } else if query {
        let end = text.run(Set::Address, start).min(line);
        let part = text.window(start, end);
        let next = part
            .iter()
            .position(|byte| matches!(byte, b'&' | b'#' | b';' | b',' | b']' | b'}'));
        text.look(next.unwrap_or(part.len()));
        start + next.unwrap_or(part.len())
    } else {
        let end = text.run(Set::Solid, start).min(line);
        let part = text.window(start, end);
        let next = part
            .iter()
            .position(|byte| matches!(byte, b';' | b'&') || *byte == b',' && !loud);
        text.look(next.unwrap_or(part.len()));
        let end = start + next.unwrap_or(part.len());
        end - if loud {
            0
        } else {
            sentence_end(text.part(start, end))
        }
    };
    // Cut off by the window: too long for a value here.
    let cut_off = end >= line && end < text.line_end(start);
    if !text.once(start, end) || cut_off {
        return;
    }
    let value = text.part(start, end);
    if accepts(class, value, quoted, query, loud, text.at(end)) {
        let kind = match class {
            Class::Password => Kind::Password,
            Class::Opens => Kind::PrivateLink,
            _ => Kind::Secret,
        };
        push(kind, start, end, hits);
    }
}

fn accepts(class: Class, value: &[u8], quoted: bool, query: bool, loud: bool, next: u8) -> bool {
    if value.len() < 4 || is_code(value) || is_stand_in(value) {
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
            !words
                && value.len() >= 8
                && (is_random(value)
                    || (loud || quoted)
                        && digits
                        && letters
                        && distinct(value) >= 7
                        && value.len() >= 12
                    || (loud || quoted) && signs && letters && value.len() >= 12)
        }
        Class::Key | Class::Opens => {
            !words && value.len() >= if query { 10 } else { 16 } && is_random(value)
        }
        Class::Header | Class::Cookie => false,
    }
}

/// Words joined by signs, and words of several humps: a name in code.
fn is_name(value: &[u8]) -> bool {
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

/// `Authorization: Bearer …`, `Cookie: a=b; c=d`: the rest of the line.
fn header(text: &mut Text<'_>, class: Class, start: usize, line: usize, hits: &mut Vec<Hit>) {
    let part = text.window(start, line);
    // Headers stand in strings of commands and of code, whose quotation mark ends them.
    let length = part
        .iter()
        .position(|byte| matches!(byte, b'"' | b'`' | b'<' | b'\''))
        .unwrap_or(part.len());
    // The end of a cell of a table.
    let line = part.get(..length + 2).unwrap_or(part);
    let cell = line.windows(2).position(|pair| pair == b" |");
    let length = cell.map_or(length, |cell| cell.min(length));
    text.look(2 * length);
    if !text.once(start, start + length) {
        return;
    }
    let mut part = part.get(..length).unwrap_or_default();
    while let Some(rest) = part.strip_suffix(b" ").or(part.strip_suffix(b"\r")) {
        part = rest;
    }
    if class == Class::Cookie {
        let tells = |pair: &[u8]| {
            let mut sides = pair.splitn(2, |&byte| byte == b'=');
            let name = sides.next().unwrap_or_default().trim_ascii();
            if name.len() > 64 {
                return false;
            }
            let value = sides.next().unwrap_or_default();
            let session = [
                &b"sess"[..],
                b"sid",
                b"auth",
                b"token",
                b"csrf",
                b"jwt",
                b"login",
            ]
            .iter()
            .any(|word| {
                name.windows(word.len())
                    .any(|part| part.eq_ignore_ascii_case(word))
            });
            !is_stand_in(value)
                && !is_code(value)
                && (is_random(value) || session && value.len() >= 6)
        };
        if part.split(|&byte| byte == b';').any(tells) {
            push(Kind::SignIn, start, start + part.len(), hits);
        }
        return;
    }
    // The name of the scheme stays.
    let scheme = part
        .iter()
        .position(|&byte| byte == b' ')
        .map_or(0, |at| at + 1);
    let known = [
        &b"bearer "[..],
        b"basic ",
        b"token ",
        b"apikey ",
        b"digest ",
        b"negotiate ",
        b"aws4-hmac-sha256 ",
        b"key ",
        b"bot ",
        b"sso-key ",
    ]
    .iter()
    .any(|word| {
        part.get(..word.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(word))
    });
    let value = part
        .get(if known { scheme } else { 0 }..)
        .unwrap_or_default();
    let words = value.iter().filter(|&&byte| byte == b' ').count();
    let plain = words == 0
        || known
            && part.get(..4).is_some_and(|it| {
                it.eq_ignore_ascii_case(b"aws4") || it.eq_ignore_ascii_case(b"dige")
            });
    if value.len() >= 8
        && plain
        && !is_stand_in(value)
        && !is_code(value)
        && (known || is_random(value))
        && (has_digit_and_letter(value) || value.len() >= 16)
    {
        push(
            Kind::SignIn,
            start + part.len() - value.len(),
            start + part.len(),
            hits,
        );
    }
}

fn push(kind: Kind, start: usize, end: usize, hits: &mut Vec<Hit>) {
    hits.push(Hit { kind, start, end });
}
