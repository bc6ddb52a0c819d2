//! The envelope around a payload: what it is, whether it is whole, and how it is spelt.
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

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use crc::{CRC_24_OPENPGP, Crc};

use super::MAX_LINK_CHARS;
use super::codec::Codec;
use crate::error::Error;

/// The high four bits of the first byte.
const VERSION_1: u8 = 13;

/// Bytes in front of the length.
const HEAD: usize = 4;

const CHECKSUM: Crc<u32> = Crc::<u32>::new(&CRC_24_OPENPGP);

const SPELLING: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_encode_padding(false)
    .with_decode_padding_mode(DecodePaddingMode::RequireNone);

/// Refuses bits that are left over at the end: every bit of a link counts.
const STRICT: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, SPELLING);

/// For the beginning of a cut link, which ends anywhere.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    SPELLING.with_decode_allow_trailing_bits(true),
);

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
    let mut text = STRICT.encode(bytes);
    // Only where no bits are left over can the last character be one of these two.
    if text.ends_with(['-', '_']) {
        text.push('A');
    }
    if text.len() > MAX_LINK_CHARS {
        return Err(Error::ConversationTooLarge {
            length: text.len(),
            limit: MAX_LINK_CHARS,
        });
    }
    Ok(text)
}

/// Reads the characters after the `#`; whatever stands behind the declared length is ignored.
pub(super) fn open(text: &str) -> Result<Sealed, Error> {
    let head = lenient(text.get(..12).unwrap_or(text));
    let (&number, rest) = head.split_first().ok_or(Error::LinkNotOurs)?;
    let known = number >> 4 == VERSION_1 && Codec::from_number(number & 0xF).is_some();
    let (length, length_bytes) = rest
        .get(HEAD - 1..)
        .and_then(read_leb128)
        .filter(|&(length, _)| length > 0)
        .ok_or(Error::LinkNotOurs)?;
    let start = HEAD + length_bytes;
    let expected = chars(start + length);
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
        return Ok(Sealed {
            codec: number & 0xF,
            payload: lenient(text).split_off(start),
            cut: Some(Cut {
                arrived: text.len(),
                expected,
            }),
        });
    };

    let whole = STRICT.decode(exact).ok().and_then(|mut bytes| {
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

fn checksum(number: u8, length: &[u8], payload: &[u8]) -> [u8; 3] {
    let mut digest = CHECKSUM.digest();
    digest.update(&[number]);
    digest.update(length);
    digest.update(payload);
    let [_, high, middle, low] = digest.finalize().to_be_bytes();
    [high, middle, low]
}

/// Characters that so many bytes take.
fn chars(bytes: usize) -> usize {
    (bytes * 4).div_ceil(3)
}

/// The whole bytes in any number of base64url characters.
fn lenient(text: &str) -> Vec<u8> {
    // A single left-over character holds no whole byte.
    let whole = text.len() - usize::from(text.len() % 4 == 1);
    text.get(..whole)
        .and_then(|text| LENIENT.decode(text).ok())
        .unwrap_or_default()
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
