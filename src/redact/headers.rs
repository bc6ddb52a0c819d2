//! The headers that sign somebody in: `Authorization: …`, `Cookie: …`.

use super::Kind;
use super::names::Class;
use super::scan::{Hit, Text};
use super::value::{has_digit_and_letter, is_code, is_random, is_stand_in, stands_in};

/// `Authorization: Bearer …`, `Cookie: a=b; c=d`: the rest of the line.
pub(super) fn read(
    text: &mut Text<'_>,
    class: Class,
    start: usize,
    line: usize,
    hits: &mut Vec<Hit>,
) {
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
            !stands_in(value)
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
