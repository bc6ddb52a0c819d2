//! Text between markers. Control characters of the text itself are written as two bytes.

use super::{is_marker, marker::ESCAPE};
use crate::error::Error;

/// What turns a control byte into the visible byte that stands for it.
const SHIFT: u8 = 0x40;

/// Any text.
pub(super) fn write(text: &str, out: &mut Vec<u8>) {
    write_escaped(text, out, |byte| byte == ESCAPE || is_marker(byte));
}

/// A text that something follows after a line feed, so that its own ones are escaped.
pub(super) fn write_line(text: &str, out: &mut Vec<u8>) {
    write_escaped(text, out, |byte| {
        byte == b'\n' || byte == ESCAPE || is_marker(byte)
    });
}

fn write_escaped(text: &str, out: &mut Vec<u8>, must: impl Fn(u8) -> bool) {
    out.reserve(text.len());
    for byte in text.bytes() {
        if must(byte) {
            out.extend([ESCAPE, byte + SHIFT]);
        } else {
            out.push(byte);
        }
    }
}

/// Any text, from bytes that hold no marker.
pub(super) fn read(bytes: &[u8]) -> Result<String, Error> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes.iter();
    while let Some(&byte) = rest.next() {
        if byte != ESCAPE {
            out.push(byte);
            continue;
        }
        match rest.next() {
            Some(&shifted @ 0x40..=0x5F) => out.push(shifted - SHIFT),
            _ => return Err(Error::LinkDamaged),
        }
    }
    String::from_utf8(out).map_err(|_| Error::LinkDamaged)
}

/// Two texts with a line feed between them; without one the second is empty.
pub(super) fn read_pair(bytes: &[u8]) -> Result<(String, String), Error> {
    let mut parts = bytes.splitn(2, |&byte| byte == b'\n');
    let mut next = || read(parts.next().unwrap_or_default());
    Ok((next()?, next()?))
}
