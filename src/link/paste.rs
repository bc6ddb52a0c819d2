//! The characters of a link out of whatever a person pastes.
//!
//! Mail programs, chats and address bars wrap, quote, escape and extend links. What is undone
//! here is known damage with one meaning; nothing is guessed.

use super::MAX_LINK_CHARS;
use crate::error::Error;

/// Every character of a link may arrive as three, and a good base stands in front.
const MAX_PASTED_BYTES: usize = 4 * MAX_LINK_CHARS;

/// What stands between base and payload: `#`, or what wrapping once or twice makes of it.
const HASHES: [&str; 3] = ["#", "%23", "%2523"];

/// The base64url characters after the `#`, up to the first character that is none.
///
/// White space, zero-width characters and percent-escapes of good characters are undone.
///
/// # Errors
/// [`Error::LinkEmpty`] if nothing is there, [`Error::LinkNotOurs`] if it starts with another
/// character, [`Error::LinkTooLarge`] beyond all that could be a link.
pub(super) fn payload(text: &str) -> Result<String, Error> {
    if text.len() > MAX_PASTED_BYTES {
        return Err(Error::LinkTooLarge {
            limit: MAX_LINK_CHARS,
        });
    }
    let after_hash = HASHES
        .iter()
        .filter_map(|hash| Some((text.find(hash)?, hash.len())))
        .min()
        .and_then(|(at, length)| text.get(at + length..));
    let rest = match after_hash {
        Some(rest) => rest,
        // An address without a `#`.
        None if text.contains("://") => return Err(Error::LinkEmpty),
        None => text.trim_start_matches(|c| is_ignored(c) || is_opening(c)),
    };
    if rest.chars().all(is_ignored) {
        return Err(Error::LinkEmpty);
    }
    let payload = collect(rest);
    if payload.is_empty() {
        return Err(Error::LinkNotOurs);
    }
    Ok(payload)
}

fn collect(rest: &str) -> String {
    let mut payload = String::with_capacity(rest.len().min(MAX_LINK_CHARS));
    let mut chars = rest.chars();
    while let Some(c) = chars.next() {
        let c = if c == '%' {
            match unescape(chars.as_str()) {
                Some(c) => {
                    chars.nth(1);
                    c
                }
                None => break,
            }
        } else {
            c
        };
        if c.is_ascii_alphanumeric() || c == '-' || c == '_' {
            payload.push(c);
        } else if !is_ignored(c) {
            break;
        }
    }
    payload
}

/// The character of the two hexadecimal digits after a percent sign.
fn unescape(rest: &str) -> Option<char> {
    let digits = rest
        .get(..2)
        .filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))?;
    u8::from_str_radix(digits, 16)
        .ok()
        .filter(u8::is_ascii)
        .map(char::from)
}

/// What programs put inside long words to let them wrap.
fn is_ignored(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}'
        )
}

/// What people and programs put in front of a link; what stands behind it falls away by itself.
fn is_opening(c: char) -> bool {
    matches!(
        c,
        '<' | '(' | '[' | '{' | '"' | '\'' | '`' | '“' | '‘' | '«' | '„' | '「'
    )
}
