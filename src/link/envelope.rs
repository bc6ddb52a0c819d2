//! The envelope around a payload: what it is, and whether it is whole.
//!
//! | bytes | what |
//! |---|---|
//! | 1 | version in the high four bits (13 is version 1), codec in the low four |
//! | 3 | CRC-24/OPENPGP, high byte first, over the byte before, the length bytes and the payload |
//! | 1–3 | length of the payload in bytes, LEB128, in its shortest form |
//! | length | the payload |
//!
//! Version 1 stands as 13 so that every link starts with one of `0`, `1`, `2`, `3`: words, and so
//! the anchors of ordinary pages, do not. The checksum stands before the length, at a fixed
//! place, so that damage to the length does not move it.

use base64::alphabet;
use crc::{CRC_24_OPENPGP, Crc, Digest};

use super::MAX_LINK_CHARS;
use super::codec::Codec;
use super::spelling::Spelling;
use crate::error::Error;

/// The high four bits of the first byte.
const VERSION_1: u8 = 13;

/// Bytes in front of the length.
const HEAD: usize = 4;

static CHECKSUM: Crc<u32> = Crc::<u32>::new(&CRC_24_OPENPGP);

/// What was found in an envelope.
pub(super) struct Sealed {
    /// Number of the codec; one that [`Codec`] knows.
    pub(super) codec: u8,
    /// The payload, or the part of it that arrived.
    pub(super) payload: Vec<u8>,
    /// Whether only a part arrived; otherwise the checksum is right.
    pub(super) cut: Option<Cut>,
}

/// How much of a cut link arrived, in characters after the `#`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cut {
    pub(super) arrived: usize,
    pub(super) expected: usize,
}

/// The first byte of a link of version 1.
pub(super) fn number(codec: u8) -> u8 {
    VERSION_1 << 4 | codec & 0xF
}

/// Spells a payload as the characters after the `#`.
pub(super) fn seal(codec: u8, payload: &[u8]) -> Result<String, Error> {
    let number = number(codec);
    let length = leb128(payload.len());
    let mut bytes = Vec::with_capacity(HEAD + length.len() + payload.len());
    bytes.push(number);
    bytes.extend_from_slice(&checksum(number, &length, payload));
    bytes.extend_from_slice(&length);
    bytes.extend_from_slice(payload);
    let text = Spelling::Base64.write(&bytes);
    if text.len() > MAX_LINK_CHARS {
        return Err(Error::ConversationTooLarge {
            length: text.len(),
            limit: MAX_LINK_CHARS,
        });
    }
    Ok(text)
}

/// The same link in another spelling.
///
/// # Errors
/// As [`open`]; a link that was cut is none that could be spelt again.
pub(super) fn respell(text: &str, wanted: Spelling) -> Result<String, Error> {
    let (spelling, text) = Spelling::of(text);
    let sealed = open(text)?;
    if let Some(cut) = sealed.cut {
        return Err(Error::LinkCut {
            arrived: cut.arrived,
            expected: cut.expected,
        });
    }
    let exact = spelling.chars(HEAD + leb128(sealed.payload.len()).len() + sealed.payload.len());
    let bytes = text.get(..exact).and_then(|text| spelling.read(text));
    Ok(wanted.write(&bytes.ok_or(Error::LinkDamaged)?))
}

/// Reads the characters after the `#`; whatever stands behind the declared length is ignored.
pub(super) fn open(text: &str) -> Result<Sealed, Error> {
    let (spelling, text) = Spelling::of(text);
    let head = spelling.read_part(text.get(..spelling.head_chars()).unwrap_or(text));
    let (&number, rest) = head.split_first().ok_or(Error::LinkNotOurs)?;
    let known = number >> 4 == VERSION_1 && Codec::from_number(number & 0xF).is_some();
    let (length, length_bytes) = rest
        .get(HEAD - 1..)
        .and_then(read_leb128)
        .filter(|&(length, _)| length > 0)
        .ok_or(Error::LinkNotOurs)?;
    let start = HEAD + length_bytes;
    let expected = spelling.chars(start + length);
    if expected > MAX_LINK_CHARS {
        return Err(if known {
            Error::LinkTooLarge {
                limit: MAX_LINK_CHARS,
            }
        } else {
            Error::LinkNotOurs
        });
    }

    let Some(exact) = text.get(..expected) else {
        if !known {
            // Nothing can be checked, so that this may be anything.
            return Err(Error::LinkNotOurs);
        }
        if spelling == Spelling::Base64 && !cut_at_its_end(text, number, start, expected) {
            return Err(Error::LinkDamaged);
        }
        return Ok(Sealed {
            codec: number & 0xF,
            payload: arrived(spelling, text, start),
            cut: Some(Cut {
                arrived: text.len(),
                expected,
            }),
        });
    };

    let whole = spelling.read(exact).and_then(|mut bytes| {
        let payload = bytes.split_off(start);
        let declared = bytes.get(1..HEAD)?;
        let counted = checksum(number, bytes.get(HEAD..)?, &payload);
        (declared == counted).then_some(payload)
    });
    match whole {
        Some(payload) if known => Ok(Sealed {
            codec: number & 0xF,
            payload,
            cut: None,
        }),
        // The checksum proves that the number is not damage: every later version keeps this
        // envelope, and changes only what the payload is.
        Some(_) => Err(Error::LinkTooNew { number }),
        // A length that fits to the character is no accident.
        None if known || text.len() <= expected + 1 => Err(Error::LinkDamaged),
        None => Err(Error::LinkNotOurs),
    }
}

/// Whether the characters that are missing can be those at the end.
///
/// Where only one or two are missing, all that they can have been are tried against the checksum.
/// If none fits, characters were lost in the middle, and what a codec makes of the rest is text
/// that nobody wrote. Of more than two this cannot be told.
fn cut_at_its_end(text: &str, number: u8, start: usize, expected: usize) -> bool {
    let missing = expected - text.len();
    if missing > 2 {
        return true;
    }
    // The last characters hold at most three bytes: what they can be is tried on the bytes.
    let quads = text.len() / 4 * 4;
    let (Some(kept), Some(tail)) = (text.get(..quads), text.get(quads..)) else {
        return true;
    };
    let bytes = Spelling::Base64.read_part(kept);
    let Some((before, payload)) = bytes.split_at_checked(start) else {
        // So short that even the length would stand in what is missing.
        return true;
    };
    let (Some(declared), Some(length)) = (before.get(1..HEAD), before.get(HEAD..)) else {
        return true;
    };
    let digest = digest(number, length, payload);
    let letters = alphabet::URL_SAFE.as_str();
    let mut end = tail.to_owned();
    let fits = |end: &str| {
        Spelling::Base64.read(end).is_some_and(|last| {
            let mut digest = digest.clone();
            digest.update(&last);
            declared == digest_bytes(digest)
        })
    };
    letters.chars().any(|first| {
        end.truncate(tail.len());
        end.push(first);
        if missing == 1 {
            return fits(&end);
        }
        letters.chars().any(|second| {
            end.truncate(tail.len() + 1);
            end.push(second);
            fits(&end)
        })
    })
}

fn checksum(number: u8, length: &[u8], payload: &[u8]) -> [u8; 3] {
    digest_bytes(digest(number, length, payload))
}

fn digest(number: u8, length: &[u8], payload: &[u8]) -> Digest<'static, u32> {
    let mut digest = CHECKSUM.digest();
    digest.update(&[number]);
    digest.update(length);
    digest.update(payload);
    digest
}

fn digest_bytes(digest: Digest<'_, u32>) -> [u8; 3] {
    let [_, high, middle, low] = digest.finalize().to_be_bytes();
    [high, middle, low]
}

/// The payload of a cut link.
fn arrived(spelling: Spelling, text: &str, start: usize) -> Vec<u8> {
    let mut bytes = spelling.read_part(text);
    bytes.split_off(start.min(bytes.len()))
}

/// Seven bits a byte, low ones first; the high bit says that more follows.
fn leb128(mut value: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value > 0x7F {
        bytes.push((value & 0x7F) as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

/// The value and the number of its bytes; three at most, and only the shortest form of a value.
fn read_leb128(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut value = 0;
    for (n, &byte) in bytes.iter().take(3).enumerate() {
        value |= usize::from(byte & 0x7F) << (7 * n);
        if byte & 0x80 == 0 {
            return (n == 0 || byte != 0).then_some((value, n + 1));
        }
    }
    None
}
