//! Private keys: blocks of lines between `-----BEGIN …-----` and `-----END …-----`.

use super::Kind;
use super::scan::{Hit, Set, Text};
use super::value::distinct;

/// What is written on the first line, without its dashes.
const KEYS: [&[u8]; 4] = [
    b"PRIVATE KEY",
    b"PRIVATE KEY BLOCK",
    b"SSH2 ENCRYPTED PRIVATE KEY",
    b"OPENSSH PRIVATE KEY",
];

/// The longest key, in bytes: 16384 bits of RSA are some 13,000 characters.
const MOST: usize = 32_768;

/// A hyphen stands here.
pub(super) fn read(text: &mut Text<'_>, at: usize, hits: &mut Vec<Hit>) {
    age(text, at, hits);
    putty(text, at, hits);
    if text.before(at) == b'-' || !(text.is(at, b"-----BEGIN ") || text.is(at, b"---- BEGIN ")) {
        return;
    }
    let start = at + 11;
    let head = text.part(start, start + 60);
    let Some(dashes) = head.windows(4).position(|part| part == b"----") else {
        return;
    };
    let name = head.get(..dashes).unwrap_or_default().trim_ascii();
    if !KEYS.iter().any(|key| name.ends_with(key)) {
        return;
    }
    let body = start + dashes + 4;
    let body = body + usize::from(text.at(body) == b'-');
    let (end, letters) = body_end(text, body);
    // A beginning without anything behind it is talk about keys.
    if letters < 40 {
        return;
    }
    hits.push(Hit {
        kind: Kind::PrivateKey,
        start: at,
        end,
    });
}

/// Where the key ends, and how many characters of base64 it has: lines of base64, of headers, and
/// the last line. Line ends may be written as `\n`.
fn body_end(text: &Text<'_>, body: usize) -> (usize, usize) {
    let (mut here, mut end, mut letters) = (body, body, 0);
    let last = body + MOST;
    while here < last && here < text.len() {
        let rest = text.part(here, here + 80);
        if rest.starts_with(b"-----END ") || rest.starts_with(b"---- END ") {
            let close = rest.get(9..).unwrap_or_default();
            let close = close.windows(4).position(|part| part == b"----");
            let mut end = here + close.map_or(rest.len().min(9), |at| at + 13);
            end += usize::from(text.at(end) == b'-');
            return (end, letters);
        }
        let run = rest.iter().take_while(|&&byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
        });
        let run = run.count();
        if run > 0 {
            // A header: `Proc-Type: 4,ENCRYPTED`, `Version: GnuPG v2`.
            let header = [
                &b"Proc-"[..],
                b"DEK-",
                b"Version",
                b"Comment",
                b"Subject",
                b"Hash",
            ]
            .iter()
            .any(|word| rest.starts_with(word));
            if header {
                here += rest
                    .iter()
                    .position(|&byte| byte == b'\n')
                    .unwrap_or(rest.len());
                continue;
            }
            let long = run >= 16
                || distinct(rest.get(..run).unwrap_or_default()) > 2
                    && !rest
                        .get(..run)
                        .unwrap_or_default()
                        .iter()
                        .all(u8::is_ascii_lowercase);
            if !long {
                return (end, letters);
            }
            letters += run;
            here += run;
            end = here;
            continue;
        }
        match rest.first() {
            Some(b'\\') if matches!(rest.get(1), Some(b'n' | b'r')) => here += 2,
            Some(b' ' | b'\t' | b'\r' | b'\n' | b'>' | b'"' | b'\'' | b',' | b'\\' | b'|') => {
                here += 1;
            }
            // The four characters of a checksum in PGP begin with `=`, which the run has.
            _ => return (end, letters),
        }
    }
    (end, letters)
}

/// `Private-Lines: 14` of PuTTY: this is its hyphen.
fn putty(text: &mut Text<'_>, at: usize, hits: &mut Vec<Hit>) {
    if text.is(at, b"-Lines: ") && at >= 7 && text.is(at - 7, b"Private") {
        let start = text.line_end(at);
        let (end, letters) = body_end(text, start);
        if letters >= 40 {
            hits.push(Hit {
                kind: Kind::PrivateKey,
                start,
                end,
            });
        }
    }
}

/// `AGE-SECRET-KEY-1…`: this is its first hyphen.
fn age(text: &mut Text<'_>, at: usize, hits: &mut Vec<Hit>) {
    if text.is(at, b"-SECRET-KEY-1") && at >= 3 && text.is(at - 3, b"AGE") {
        let end = text.run(Set::Upper, at + 12);
        if end - at > 50 {
            hits.push(Hit {
                kind: Kind::PrivateKey,
                start: at - 3,
                end,
            });
        }
    }
}
