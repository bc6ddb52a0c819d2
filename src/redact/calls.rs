//! Secrets whose name stands beside them without a sign that joins: in the cells of a table, in the
//! arguments of a call, behind `||`.

use super::named::{Written, between, judge, name_start, value};
use super::names::{Class, class_of};
use super::scan::{Hit, Set, Text};
use super::value::has_digit_and_letter;

/// `name || "…"`, `name ?? "…"`, `| name | … |`: the first of these signs stands here.
pub(super) fn barred(text: &mut Text<'_>, at: usize, hits: &mut Vec<Hit>) {
    if text.at(at) == text.at(at + 1) {
        return between(text, (at, at + 2), b'=', false, true, hits);
    }
    if text.at(at) != b'|' {
        return;
    }
    // A cell of a table: all of it is the value.
    let mark = |byte| matches!(byte, b'`' | b' ');
    let mut end = at;
    while end > at.saturating_sub(12) && mark(text.before(end)) {
        end -= 1;
    }
    let mut start = at + 1;
    while start < at + 12 && mark(text.at(start)) {
        start += 1;
    }
    let name = name_start(text, end);
    let Some(class) = class_of(text.part(name, end), false) else {
        return;
    };
    let close = text.run(Set::Solid, start).min(start + text.longest(start));
    let mut rest = close;
    while rest < close + 40 && mark(text.at(rest)) {
        rest += 1;
    }
    if text.at(rest) == b'|' || text.before(close) == b'|' {
        let close = if text.before(close) == b'|' {
            close - 1
        } else {
            close
        };
        if !text.once(start, close) {
            return;
        }
        let written = Written {
            quoted: true,
            ..Written::default()
        };
        judge(text, class, (start, close), written, hits);
    }
}

/// `getenv("NAME", "…")`, `login("mia", "…")`: the comma stands here.
pub(super) fn listed(text: &mut Text<'_>, at: usize, hits: &mut Vec<Hit>) {
    let start = text.skip_spaces(at + 1, 2);
    if !matches!(text.at(start), b'"' | b'\'') {
        return;
    }
    let mut class = None;
    if matches!(text.before(at), b'"' | b'\'') {
        let name = name_start(text, at - 1);
        if text.before(name) == text.before(at) && text.before(at - 1).is_ascii_alphanumeric() {
            class = class_of(text.part(name, at - 1), false);
        }
        if let Some(told @ (Class::Header | Class::Cookie)) = class {
            return value(text, told, start, Written::default(), hits);
        }
    }
    if class.is_none() && signs_in(text, at) {
        // Two words are the names of anything.
        let end = text.run(Set::Solid, start + 1);
        class =
            has_digit_and_letter(text.part(start, end.min(start + 64))).then_some(Class::Password);
    }
    if let Some(class) = class {
        value(text, class, start, Written::default(), hits);
    }
}

/// Whether the comma stands behind the name of a user, in a call that signs in.
fn signs_in(text: &Text<'_>, at: usize) -> bool {
    const CALLS: [&[u8]; 10] = [
        b"auth",
        b"auth=",
        b"login",
        b"signin",
        b"connect",
        b"getconnection",
        b"pdo",
        b"credentials",
        b"authenticate",
        b"usernamepasswordcredentials",
    ];
    let from = at.saturating_sub(72);
    let part = text.part(from, at);
    let Some(open) = part.iter().rposition(|&byte| byte == b'(') else {
        return false;
    };
    let call = part.get(..open).unwrap_or_default();
    let call = call
        .get(call.len().saturating_sub(28)..)
        .unwrap_or_default();
    CALLS.iter().any(|name| {
        call.len() >= name.len()
            && call
                .get(call.len() - name.len()..)
                .is_some_and(|end| end.eq_ignore_ascii_case(name))
    })
}

/// `std::string token("…")`, `token{"…"}`: the bracket stands here.
pub(super) fn called(text: &mut Text<'_>, at: usize, hits: &mut Vec<Hit>) {
    if !matches!(text.at(at + 1), b'"' | b'\'') {
        return;
    }
    let mut end = at;
    for method in [&b".equals"[..], b".assign", b"equals:@"] {
        if at > method.len() && text.is(at - method.len(), method) {
            end = at - method.len();
        }
    }
    let start = name_start(text, end);
    if let Some(class @ (Class::Password | Class::Secret | Class::Key)) =
        class_of(text.part(start, end), false)
    {
        value(text, class, at + 1, Written::default(), hits);
    }
}

/// `String::from("…")`, `Buffer.from('…')`: the quotation mark, where a call begins here that takes
/// a text as it is.
pub(super) fn inside_call(text: &Text<'_>, start: usize) -> usize {
    const TAKES: [&[u8]; 9] = [
        b"from",
        b"some",
        b"string",
        b"bytes",
        b"quote",
        b"secretstring",
        b"securestring",
        b"encode",
        b"new",
    ];
    let part = text.part(start, start + 40);
    let word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b':');
    let length = part.iter().take_while(|byte| word(byte)).count();
    if part.get(length) != Some(&b'(') || !matches!(part.get(length + 1), Some(b'"' | b'\'')) {
        return start;
    }
    let call = part.get(..length).unwrap_or_default();
    let takes = TAKES.iter().any(|name| {
        call.len() >= name.len()
            && call
                .get(call.len() - name.len()..)
                .is_some_and(|end| end.eq_ignore_ascii_case(name))
    });
    if takes { start + length + 1 } else { start }
}
