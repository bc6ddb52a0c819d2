//! Payment cards, bank accounts and phone numbers, by their check digits and their shape.

use super::Kind;
use super::scan::{Hit, Text};

/// The most digits of anything here.
const MOST: usize = 20;

/// Digits with signs between them.
#[derive(Default)]
struct Digits {
    count: usize,
    digits: [u8; MOST],
    /// How many digits stand in each group.
    groups: [usize; MOST],
    /// The signs between groups.
    signs: [u8; MOST],
    /// How many groups there are, less one: how many signs.
    joined: usize,
    /// Where each digit ends.
    ends: [usize; MOST],
}

impl Digits {
    fn digits(&self) -> &[u8] {
        self.digits.get(..self.count).unwrap_or_default()
    }

    fn groups(&self) -> &[usize] {
        self.groups.get(..=self.joined).unwrap_or_default()
    }

    fn signs(&self) -> &[u8] {
        self.signs.get(..self.joined).unwrap_or_default()
    }

    fn ends(&self) -> &[usize] {
        self.ends.get(..self.count).unwrap_or_default()
    }
}

fn digits(text: &Text<'_>, at: usize, joins: &[u8]) -> Digits {
    let mut found = Digits::default();
    let mut here = at;
    loop {
        let byte = text.at(here);
        if byte.is_ascii_digit()
            && let Some(slot) = found.digits.get_mut(found.count)
        {
            *slot = byte - b'0';
            if let Some(end) = found.ends.get_mut(found.count) {
                *end = here + 1;
            }
            if let Some(group) = found.groups.get_mut(found.joined) {
                *group += 1;
            }
            found.count += 1;
            here += 1;
            continue;
        }
        // One sign, or a bracket and a space.
        let mut next = here;
        while next < here + 3 && joins.contains(&text.at(next)) {
            next += 1;
        }
        if next == here || !text.at(next).is_ascii_digit() || found.count >= MOST {
            return found;
        }
        let sign = text.at(if text.at(here) == b')' {
            here
        } else {
            next - 1
        });
        if let Some(slot) = found.signs.get_mut(found.joined) {
            *slot = sign;
        }
        found.joined += 1;
        here = next;
    }
}

/// A digit stands here, and no letter or digit before it.
pub(super) fn read(text: &mut Text<'_>, at: usize, hits: &mut Vec<Hit>) {
    // The middle of `0.4111…`, of `1,234` and of a longer number.
    let before = text.before(at);
    if matches!(before, b'.' | b',') && at >= 2 && text.at(at - 2).is_ascii_digit() {
        return;
    }
    if !card(text, at, hits) {
        phone(text, at, hits);
    }
}

fn card(text: &Text<'_>, at: usize, hits: &mut Vec<Hit>) -> bool {
    let before = text.before(at);
    if matches!(before, b'-' | b'+' | b'_')
        || before == b' ' && at >= 2 && text.at(at - 2).is_ascii_digit()
    {
        return false;
    }
    let found = digits(text, at, b" -.");
    let same = found
        .signs()
        .windows(2)
        .all(|pair| matches!(pair, [a, b] if a == b));
    // As many groups as make a card: what follows is something else.
    let mut count = 0;
    for (n, group) in found.groups().iter().enumerate() {
        count += group;
        let single = n == 0;
        let shaped = match found.groups().get(..=n).unwrap_or_default() {
            [4, 4, 4, 4] | [4, 4, 4, 4, 2..=3] | [4, 6, 5] | [4, 6, 4] => same,
            [_] => single,
            _ => false,
        };
        let Some(&end) = count.checked_sub(1).and_then(|last| found.ends().get(last)) else {
            return false;
        };
        let number = found.digits().get(..count).unwrap_or_default();
        let next = text.at(end);
        let after = text.at(end + 1);
        let goes_on = match next {
            b'_' => true,
            b'-' => after.is_ascii_alphanumeric(),
            b'.' => after.is_ascii_digit(),
            b' ' => !single && after.is_ascii_digit(),
            next => next.is_ascii_alphanumeric(),
        };
        if shaped && !goes_on && is_card(number, single) && luhn(number) {
            hits.push(Hit {
                kind: Kind::Card,
                start: at,
                end,
            });
            return true;
        }
    }
    false
}

/// Whether a card can begin so and be so long.
fn is_card(number: &[u8], single: bool) -> bool {
    let head = |count: usize| {
        number
            .iter()
            .take(count)
            .fold(0, |sum, &digit| sum * 10 + u32::from(digit))
    };
    let length = number.len();
    match (head(4), length) {
        (4000..=4999, 16) | (5100..=5599 | 2221..=2720, 16) => true,
        (3400..=3499 | 3700..=3799, 15) => true,
        (6011 | 6440..=6599, 16) | (3528..=3589, 16) => true,
        (3000..=3059 | 3600..=3699 | 3800..=3999, 14) => true,
        (6200..=6299 | 8100..=8199 | 2200..=2204, 16) => true,
        (4000..=4999 | 5060..=5061, 19) | (6200..=6299, 17..=19) => true,
        (9792 | 9400..=9499, 16) | (1000..=1999, 15) => !single,
        (5018 | 5020 | 5038 | 5893 | 6304 | 6759 | 6761..=6763, 18 | 19) => true,
        (5000..=5099 | 5600..=5899 | 6300..=6399 | 6700..=6799 | 6040..=6099, 16) => true,
        _ => false,
    }
}

fn luhn(number: &[u8]) -> bool {
    let sum: u32 = number
        .iter()
        .rev()
        .enumerate()
        .map(|(n, &digit)| {
            let digit = u32::from(digit) << (n % 2);
            digit / 10 + digit % 10
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Countries, and how long their account numbers are.
#[rustfmt::skip]
const COUNTRIES: [(&[u8; 2], usize); 89] = [
    (b"AD", 24), (b"AE", 23), (b"AL", 28), (b"AT", 20), (b"AZ", 28), (b"BA", 20), (b"BE", 16),
    (b"BG", 22), (b"BH", 22), (b"BR", 29), (b"BY", 28), (b"CH", 21), (b"CR", 22), (b"CY", 28),
    (b"CZ", 24), (b"DE", 22), (b"DK", 18), (b"DO", 28), (b"EE", 20), (b"EG", 29), (b"ES", 24),
    (b"FI", 18), (b"FO", 18), (b"FR", 27), (b"GB", 22), (b"GE", 22), (b"GI", 23), (b"GL", 18),
    (b"GR", 27), (b"GT", 28), (b"HR", 21), (b"HU", 28), (b"IE", 22), (b"IL", 23), (b"IQ", 23),
    (b"IS", 26), (b"IT", 27), (b"JO", 30), (b"KW", 30), (b"KZ", 20), (b"LB", 28), (b"LC", 32),
    (b"LI", 21), (b"LT", 20), (b"LU", 20), (b"LV", 21), (b"LY", 25), (b"MC", 27), (b"MD", 24),
    (b"ME", 22), (b"MK", 19), (b"MN", 20), (b"MR", 27), (b"MT", 31), (b"MU", 30), (b"NI", 28),
    (b"NL", 18), (b"NO", 15), (b"OM", 23), (b"PK", 24), (b"PL", 28), (b"PS", 29), (b"PT", 25),
    (b"QA", 29), (b"RO", 24), (b"RS", 22), (b"RU", 33), (b"SA", 24), (b"SC", 31), (b"SD", 18),
    (b"SE", 24), (b"SI", 19), (b"SK", 24), (b"SM", 27), (b"SO", 23), (b"ST", 25), (b"SV", 28),
    (b"TL", 23), (b"TN", 24), (b"TR", 26), (b"UA", 29),
    (b"VA", 22), (b"BI", 27), (b"DJ", 27), (b"FK", 18), (b"HN", 28), (b"VG", 24), (b"XK", 20),
    (b"YE", 30),
];

/// A letter stands here: an account number by its country, its length and its remainder of 97.
pub(super) fn iban(text: &Text<'_>, at: usize, hits: &mut Vec<Hit>) {
    if !text.at(at + 2).is_ascii_digit() || !text.at(at + 3).is_ascii_digit() {
        return;
    }
    let country = text.part(at, at + 2).to_ascii_uppercase();
    let Some((_, length)) = COUNTRIES.iter().find(|(name, _)| name[..] == country[..]) else {
        return;
    };
    let (mut rest, mut count, mut here) = (0u64, 0, at);
    // The first four characters count last.
    let mut head = [0u8; 4];
    let feed = |rest: u64, byte: u8| match byte {
        b'0'..=b'9' => (rest * 10 + u64::from(byte - b'0')) % 97,
        _ => (rest * 100 + u64::from(byte.to_ascii_uppercase() - b'A') + 10) % 97,
    };
    while count < *length {
        let byte = text.at(here);
        if byte.is_ascii_alphanumeric() {
            match head.get_mut(count) {
                Some(slot) => *slot = byte,
                None => rest = feed(rest, byte),
            }
            count += 1;
        } else if !(matches!(byte, b' ' | b'-')
            && text.at(here + 1).is_ascii_alphanumeric()
            && count >= 2)
        {
            return;
        }
        here += 1;
    }
    rest = head.iter().fold(rest, |rest, &byte| feed(rest, byte));
    if rest == 1 && !text.at(here).is_ascii_alphanumeric() {
        hits.push(Hit {
            kind: Kind::Iban,
            start: at,
            end: here,
        });
    }
}

/// What is said in front of a phone number.
#[rustfmt::skip]
const CUES: [&[u8]; 35] = [
    b"phone", b"tel:", b"tel.", b"tel ", b"telefon", b"mobile", b"mobil", b"cell", b"call ",
    b"fax", b"whatsapp", b"handy", b"text me", b"sms", b"ring ", b"number is", b"dial",
    b"reach me", b"contact", b"telephone", b"nummer", b"rufe ", b"ruf ", b"mobiele", b"cel:", b"cel ", b"numero",
    b"portable", b"appelle", b"appelez", b"gsm", b"signal", b"telegram", b"hotline", b"celular",
];

/// The same in words that are not all ASCII.
#[rustfmt::skip]
const FOREIGN_CUES: [&str; 19] = [
    "téléphone", "teléfono", "telèfon", "电话", "電話", "手机", "手機", "联系方式", "携帯", "전화", "연락처", "Телефон", "телефон",
    "номер", "هاتف", "جوال", "טלפון", "τηλέφωνο", "फोन",
];

/// A plus, a bracket or a digit stands here.
pub(super) fn phone(text: &mut Text<'_>, at: usize, hits: &mut Vec<Hit>) {
    let before = text.before(at);
    if before.is_ascii_alphanumeric() && !text.word_starts(at)
        || matches!(
            before,
            b'+' | b'.' | b'-' | b'_' | b'/' | b'#' | b'$' | b',' | b'^'
        )
    {
        return;
    }
    let first = text.at(at);
    if first == b'(' && before.is_ascii_digit() {
        return;
    }
    // The middle of a longer row of digits.
    if first.is_ascii_digit() && before == b' ' && at >= 2 && text.at(at - 2).is_ascii_digit() {
        return;
    }
    let from = at + usize::from(matches!(first, b'+' | b'('));
    let bracket = first == b'+' && text.at(from) == b'(';
    if !bracket && !text.at(from).is_ascii_digit() {
        return;
    }
    let from = from + usize::from(text.at(from) == b'(');
    // A row of more digits than any phone has: none of its first three begins one.
    if from < text.row {
        return;
    }
    let found = digits(text, from, b" -.()/");
    let count = found.count;
    if count == MOST {
        text.row = found.ends().get(2).copied().unwrap_or(from);
    }
    let Some(&end) = found.ends().last() else {
        return;
    };
    let next = text.at(end);
    if next.is_ascii_alphanumeric()
        || matches!(next, b'_' | b'%' | b'=')
        || next == b'-' && text.at(end + 1).is_ascii_alphanumeric()
        || matches!(next, b'.' | b',' | b':') && text.at(end + 1).is_ascii_digit()
    {
        return;
    }
    if !(7..=17).contains(&count) {
        return;
    }
    let cue = || text.near_word(at, 24, &CUES) || near_foreign(text, at);
    let (groups, signs, number) = (found.groups(), found.signs(), found.digits());
    // Three digits, three and four: North America.
    let american = match groups {
        [3, 3, 4] => {
            signs.iter().all(|&sign| {
                sign == signs.first().copied().unwrap_or(0) && sign != b' ' && sign != b'/'
            }) && first != b'('
                || first == b'(' && signs.first() == Some(&b')')
        }
        [1, 3, 3, 4] => {
            number.first() == Some(&1)
                && signs
                    .iter()
                    .all(|&sign| matches!(sign, b'-' | b'.' | b')' | b' '))
                && signs
                    .get(1..)
                    .is_some_and(|signs| signs.iter().any(|&sign| sign != b' '))
        }
        _ => false,
    } && number
        .get(number.len().saturating_sub(10))
        .is_some_and(|&digit| digit >= 2);
    let fits = match first {
        b'+' => {
            (8..=15).contains(&count)
                && is_country(number)
                && (count >= 10 || groups.len() > 1 || cue())
        }
        _ if number.starts_with(&[0, 0]) => {
            (11..=17).contains(&count)
                && is_country(number.get(2..).unwrap_or_default())
                && (groups.len() > 2 || cue() || count >= 12 && before != b'=')
        }
        _ if american => true,
        // With its area code, and somebody says that it is one.
        _ if (7..=14).contains(&count) && cue() => {
            groups.len() > 1 && groups.len() <= 6
                || number.first() == Some(&0) && count >= 9
                || count == 10
                || count == 11
        }
        // `138 0013 8000`: mobile phones of China.
        _ if matches!((groups, number), ([3, 4, 4], [1, 3..=9, ..])) => {
            signs.first() == signs.last() && signs.first() != Some(&b'.')
        }
        // `06 12 34 56 78`, and neither a list of numbers nor a draw of them.
        _ if matches!(groups, [2, 2, 2, 2, 2]) && number.first() == Some(&0) => {
            let same = signs
                .windows(2)
                .all(|pair| matches!(pair, [a, b] if a == b));
            let pairs = number.chunks(2);
            let rising = pairs.clone().zip(pairs.skip(1)).all(|(a, b)| a < b);
            number.get(1) != Some(&0) && same && !rising
        }
        // `(030) 123 4567`, `0171 / 2345678`, `020 7946 0958`
        _ => {
            number.first() == Some(&0)
                && number.get(1).is_some_and(|&digit| digit != 0)
                && (9..=12).contains(&count)
                && (first == b'(' && signs.first() == Some(&b')')
                    || matches!(signs, [b'/', ..]) && groups.len() <= 3
                    || matches!(groups, [3..=5, 3..=4, 3..=4] | [5, 6])
                        && signs.iter().all(|&sign| sign == b' ')
                    // `090-1234-5678`, `03-1234-5678`, `0170-1234567`
                    || matches!(groups, [2..=5, 3..=4, 4] | [4..=5, 6..=7])
                        && signs.iter().all(|&sign| sign == b'-'))
        }
    };
    // `103.16.156.24`
    let address = first != b'+'
        && groups.len() == 4
        && groups.iter().all(|&group| group <= 3)
        && signs.iter().all(|&sign| sign == b'.');
    // `0.0127 / 0.38845`
    let decimal = groups.first() == Some(&1) && number.first() == Some(&0);
    if !fits || decimal || address || groups.contains(&0) {
        return;
    }
    hits.push(Hit {
        kind: Kind::Phone,
        start: at,
        end,
    });
}

/// Whether one of the words that are not all ASCII stands before.
fn near_foreign(text: &Text<'_>, at: usize) -> bool {
    let before = text.part(at.saturating_sub(24), at);
    let is = |cue: &&str| before.windows(cue.len()).any(|part| part == cue.as_bytes());
    !before.is_ascii() && FOREIGN_CUES.iter().any(is)
}

/// Whether a country has a number that begins so.
fn is_country(number: &[u8]) -> bool {
    match number {
        [1 | 7, next, ..] => *next != 0 && *next != 1,
        [2, 0 | 7, ..] | [3, 0..=4 | 6 | 9, ..] | [4, 0 | 1 | 3..=9, ..] | [5, 1..=8, ..] => true,
        [6, 0..=6, ..] | [8, 1 | 2 | 4 | 6, ..] | [9, 0..=5 | 8, ..] => true,
        [2, 1..=6 | 8 | 9, ..] | [3, 5 | 7 | 8, ..] | [4, 2, ..] | [5, 0 | 9, ..] => {
            number.len() >= 10
        }
        [6, 7..=9, ..] | [8, 0 | 5 | 7 | 8, ..] | [9, 6 | 7 | 9, ..] => number.len() >= 10,
        _ => false,
    }
}
