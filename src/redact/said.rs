//! Secrets that a sentence tells: `the password is …`, `パスワードは…`, `ENV TOKEN …`.

use super::Kind;
use super::named::{by_words, sentence_end};
use super::names::{Class, FOREIGN, MIXED, class_of};
use super::scan::{Hit, Set, Text};
use super::value::{is_code, is_dense, is_method, is_random, is_stand_in, stands_in};

/// What joins a name and its value in a sentence, behind a space or right behind the name.
#[rustfmt::skip]
const JOINS: [&str; 29] = [
    "is ", "is:", "was ", "are ", "to ", "as ", "ist ", "ist:", "war ", "lautet ", "lautet:", "auf ", "est ",
    "est:", "es ", "es:", "é ", "é:", "è ", "è:", "sono ", "är ", "er ", "on ", "to be ", "هي ", "هو ", "→ ",
    "— ",
];
/// The same right behind a name, without a space.
const TIGHT: [&str; 12] = [
    "'s ", "’s ", "は", "是", "为", "為", "는 ", "은 ", "：", "が", "：", "に",
];

/// What is said before a password that nothing else joins to its name.
const CUES: [&[u8]; 6] = [b"user", b"login", b"wifi", b"wi-fi", b"wlan", b"requirep"];

/// Which two bytes begin one of the words of other languages, by a hash.
const STARTS: [u64; 4] = {
    let mut starts = [0; 4];
    let mut n = 0;
    while n < FOREIGN.len() {
        let word = FOREIGN[n].0.as_bytes();
        let hash = start(word[1], word[2]);
        starts[hash >> 6] |= 1 << (hash & 63);
        n += 1;
    }
    starts
};

const fn start(second: u8, third: u8) -> usize {
    (second as usize * 31 + third as usize) & 0xFF
}

/// A word begins here: perhaps a name that says what follows.
pub(super) fn word(text: &mut Text<'_>, at: usize, hits: &mut Vec<Hit>) {
    let end = text.run(Set::Word, at);
    let length = end - at;
    if text.at(end) >= 0xC3 {
        // `contraseña`
        for (word, class) in MIXED {
            let bytes = word.as_bytes();
            if text.part(at, at + bytes.len()) == bytes {
                return told(text, *class, at, at + bytes.len(), hits);
            }
        }
        return;
    }
    if !(2..=48).contains(&length) {
        return;
    }
    let name = text.window(at, end);
    let class = class_of(name, false).or_else(|| {
        let api = length == 3 && name.eq_ignore_ascii_case(b"api");
        api.then(|| by_words(text, at, name)).flatten()
    });
    if let Some(class) = class {
        told(text, class, at, end, hits);
    } else if name.eq_ignore_ascii_case(b"identified") && text.is(end, b" by '") {
        told(text, Class::Password, at, end + 3, hits);
    }
}

/// A letter outside ASCII stands here: perhaps a word of another language begins.
pub(super) fn foreign(text: &mut Text<'_>, at: usize, hits: &mut Vec<Hit>) {
    let first = text.at(at);
    let hash = start(text.at(at + 1), text.at(at + 2));
    if STARTS
        .get(hash >> 6)
        .is_none_or(|bits| bits >> (hash & 63) & 1 == 0)
    {
        return;
    }
    for (word, class) in FOREIGN {
        let bytes = word.as_bytes();
        if bytes.first() == Some(&first) && text.part(at, at + bytes.len()) == bytes {
            return told(text, *class, at, at + bytes.len(), hits);
        }
    }
}

/// The value behind a name that was said.
fn told(text: &mut Text<'_>, class: Class, at: usize, end: usize, hits: &mut Vec<Hit>) {
    if matches!(
        class,
        Class::Header | Class::Cookie | Class::Opens | Class::Session
    ) {
        return;
    }
    let name = text.part(at, end);
    let variable = name.contains(&b'_') || name.iter().all(u8::is_ascii_uppercase);
    // `DB_PASSWORD` in marks of code.
    let marked = matches!(text.at(end), b'`' | b'"' | b'\'') && text.before(at) == text.at(end);
    let end = end + usize::from(marked);
    let Some((start, bare)) = joint(text, end) else {
        return;
    };
    let mut start = start;
    let mut close_sign = 0;
    if text.is(start, "«".as_bytes()) {
        start = text.skip_spaces(start + "«".len(), 2);
        start += usize::from(text.at(start) == 0xC2) * 2;
    }
    if matches!(text.at(start), b'"' | b'\'' | b'`') {
        close_sign = text.at(start);
        start += 1;
    } else if text.is(start, "「".as_bytes()) {
        start += "「".len();
    }
    let line = text.line_end(start);
    let solid = text.run(Set::Solid, start).min(line);
    let part = text.window(start, solid.min(start + 256));
    text.look(part.len());
    // What is written in another alphabet goes on with the sentence.
    let letters = part
        .iter()
        .position(|&byte| byte >= 0xE1)
        .filter(|&at| at > 0);
    let end = start + letters.unwrap_or(part.len());
    let quoted = close_sign != 0 && text.at(end) == close_sign;
    let end = if quoted {
        end
    } else {
        end - sentence_end(text.part(start, end))
    };
    let value = text.part(start, end);
    let loose = bare && !quoted && !variable;
    let fits = accepts(class, value, quoted, loose)
        || loose && accepts(class, value, quoted, false) && text.near(at, 40, &CUES);
    if fits && text.once(start, end) {
        let kind = if class == Class::Password {
            Kind::Password
        } else {
            Kind::Secret
        };
        hits.push(Hit { kind, start, end });
    }
}

/// Where the value begins, and whether nothing but a space stands before it.
fn joint(text: &Text<'_>, end: usize) -> Option<(usize, bool)> {
    let first = text.at(end);
    let tight = matches!(first, b'\'' | 0xE2..=0xEF);
    for join in TIGHT.iter().filter(|_| tight) {
        if text.part(end, end + join.len()) == join.as_bytes() {
            return Some((text.skip_spaces(end + join.len(), 2), false));
        }
    }
    let start = text.skip_spaces(end, 8);
    if start == end || matches!(text.at(start), b'=' | b':' | b'|' | b'\n' | 0) {
        return None;
    }
    let first = text.at(start);
    for join in JOINS
        .iter()
        .filter(|join| join.as_bytes().first() == Some(&first))
    {
        let after = start + join.len();
        if text.part(start, after) == join.as_bytes() {
            return Some((text.skip_spaces(after, 2), false));
        }
    }
    Some((start, true))
}

/// What takes the least time is asked first: most words behind such a name are no value.
fn accepts(class: Class, value: &[u8], quoted: bool, loose: bool) -> bool {
    let real = || {
        let call = value.iter().any(|byte| matches!(byte, b'(' | b'{'));
        !call && !is_code(value) && !stands_in(value)
    };
    if class != Class::Password {
        let random = || is_random(value) || !loose && is_dense(value);
        return value.len() >= 16 && !is_stand_in(value) && random() && real();
    }
    let count = |is: fn(&u8) -> bool| value.iter().filter(|byte| is(byte)).count();
    let letters = count(u8::is_ascii_alphabetic);
    let digits = count(u8::is_ascii_digit);
    if value.len() < 5 || letters < 2 || digits == 0 && !quoted {
        return false;
    }
    let signs = count(|byte| {
        matches!(
            byte,
            b'!' | b'@' | b'#' | b'$' | b'%' | b'&' | b'^' | b'*' | b'?'
        )
    });
    let capital = count(u8::is_ascii_uppercase) > 0 && count(u8::is_ascii_lowercase) > 0;
    let path = count(|byte| *byte == b'/') > 1;
    let fits = if loose {
        value.len() >= 6 && digits > 0 && (digits > 1 || signs > 0 || capital)
    } else {
        digits > 0 || quoted && signs > 0
    };
    fits && !path && !is_method(value) && real()
}
