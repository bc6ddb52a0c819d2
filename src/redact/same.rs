//! The same secret elsewhere: what was recognised in one place is found in all others, and the
//! person's own words everywhere.

use std::collections::BTreeMap;

use super::Kind;
use super::scan::Hit;

/// The fewest bytes of a secret that is looked for elsewhere: fewer stand in other words too.
const LEAST: usize = 6;

/// How many secrets that begin alike are looked for, and how many bytes in all are compared for each
/// byte of a text, before only short ones are: a text of repetitions is nearly each of them everywhere.
const MANY: usize = 16;
const COMPARED: usize = 32;
const SHORT: usize = 64;

/// A number that is the same for the same secret: signs between digits do not count.
pub(super) fn fingerprint(kind: Kind, bytes: &[u8]) -> u64 {
    let plain = matches!(kind, Kind::Card | Kind::Iban | Kind::Phone);
    let folded = plain || matches!(kind, Kind::Email | Kind::Own);
    // FNV-1a.
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for &byte in bytes {
        if plain && !byte.is_ascii_alphanumeric() {
            continue;
        }
        let byte = if folded {
            byte.to_ascii_lowercase()
        } else {
            byte
        };
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash >> 11
}

/// Secrets by their first bytes.
#[derive(PartialEq, Eq)]
pub(super) struct Secrets(BTreeMap<Vec<u8>, Vec<(Vec<u8>, Kind)>>, Box<[u64; 1024]>);

impl Default for Secrets {
    fn default() -> Self {
        Self(BTreeMap::new(), Box::new([0; 1024]))
    }
}

impl Secrets {
    /// Of everything that was found.
    pub(super) fn of<'a>(texts: impl Iterator<Item = (&'a [u8], &'a [Hit])>) -> Self {
        let mut secrets = Self::default();
        for (bytes, hits) in texts {
            // One that begins inside another of its kind is a part of it.
            let mut reach = (Kind::Own, 0);
            for hit in hits {
                if hit.kind == reach.0 && hit.start < reach.1 {
                    continue;
                }
                reach = (hit.kind, hit.end);
                let secret = bytes.get(hit.start..hit.end).unwrap_or_default();
                let elsewhere = !matches!(
                    hit.kind,
                    Kind::UserName | Kind::Own | Kind::Phone | Kind::IpAddress
                );
                let Some(head) = secret.get(..LEAST).filter(|_| elsewhere) else {
                    continue;
                };
                let same = secrets.0.entry(head.to_owned()).or_default();
                // What many secrets begin with tells little; they are recognised by themselves.
                if same.len() < MANY && !same.iter().any(|(known, _)| *known == secret) {
                    same.push((secret.to_owned(), hit.kind));
                }
                let slot = slot(head);
                if let Some(word) = secrets.1.get_mut(slot >> 6) {
                    *word |= 1 << (slot & 63);
                }
            }
        }
        // The longest first: it has the others in it.
        for same in secrets.0.values_mut() {
            same.sort_by_key(|(secret, _)| std::cmp::Reverse(secret.len()));
        }
        secrets
    }

    /// Where they stand in a text.
    pub(super) fn find(&self, bytes: &[u8], hits: &mut Vec<Hit>) {
        if self.0.is_empty() {
            return;
        }
        let mut left = bytes.len() * COMPARED;
        let mut at = 0;
        while let Some(head) = bytes.get(at..at + LEAST) {
            let slot = slot(head);
            let known = self
                .1
                .get(slot >> 6)
                .is_some_and(|word| word >> (slot & 63) & 1 == 1);
            let found = known.then(|| self.0.get(head)).flatten().and_then(|same| {
                same.iter().find(|(secret, _)| {
                    let end = at + secret.len();
                    if secret.len() > SHORT {
                        let Some(rest) = left.checked_sub(secret.len()) else {
                            return false;
                        };
                        left = rest;
                    }
                    bytes.get(at..end) == Some(secret)
                        && (is_clear(secret) || is_word(bytes, at, end))
                })
            });
            if let Some((secret, kind)) = found {
                hits.push(Hit {
                    kind: *kind,
                    start: at,
                    end: at + secret.len(),
                });
                at += secret.len();
            } else {
                at += 1;
            }
        }
    }
}

fn slot(head: &[u8]) -> usize {
    let hash = head.iter().fold(0usize, |hash, &byte| {
        hash.wrapping_mul(31) ^ usize::from(byte)
    });
    hash & 0xFFFF
}

/// Whether it cannot be a part of an ordinary word.
fn is_clear(secret: &[u8]) -> bool {
    secret.len() >= 8 && secret.iter().any(|byte| !byte.is_ascii_alphabetic())
}

fn is_word(bytes: &[u8], start: usize, end: usize) -> bool {
    let letter =
        |byte: Option<&u8>| byte.is_some_and(|it| it.is_ascii_alphanumeric() || *it >= 0x80);
    let first = bytes.get(start).is_some_and(u8::is_ascii_alphanumeric);
    let last = end
        .checked_sub(1)
        .and_then(|at| bytes.get(at))
        .is_some_and(u8::is_ascii_alphanumeric);
    let before = start.checked_sub(1).and_then(|at| bytes.get(at));
    !(first && letter(before) || last && letter(bytes.get(end)))
}

/// The person's own words, as whole words and in either case.
pub(super) fn find_words(bytes: &[u8], words: &[String], hits: &mut Vec<Hit>) {
    for word in words {
        let forms = [
            word.trim().to_owned(),
            word.trim().to_lowercase(),
            word.trim().to_uppercase(),
        ];
        for (n, form) in forms.iter().enumerate() {
            let form = form.as_bytes();
            let Some(first) = form.first() else { continue };
            // The other forms say more only where letters are not ASCII.
            if n > 0 && form.is_ascii() {
                continue;
            }
            let mut at = 0;
            while let Some(next) = bytes.get(at..).and_then(|rest| {
                rest.iter()
                    .position(|byte| byte.eq_ignore_ascii_case(first))
            }) {
                at += next;
                let end = at + form.len();
                let same = bytes
                    .get(at..end)
                    .is_some_and(|part| part.eq_ignore_ascii_case(form));
                if same && is_word(bytes, at, end) {
                    hits.push(Hit {
                        kind: Kind::Own,
                        start: at,
                        end,
                    });
                }
                at += 1;
            }
        }
    }
}
