//! How the bytes of an envelope are spelt: in base64url, or in digits for QR codes.

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::digits;

const BASE64: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_encode_padding(false)
    .with_decode_padding_mode(DecodePaddingMode::RequireNone);

/// Refuses bits that are left over at the end: every bit of a link counts.
const STRICT: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, BASE64);

/// For the beginning of a cut link, which ends anywhere.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    BASE64.with_decode_allow_trailing_bits(true),
);

/// One of the two ways to spell an envelope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    /// Base64url without padding.
    Base64,
    /// Decimal digits behind a mark.
    Digits,
}

impl Spelling {
    /// How a text is spelt, and the part of it that can belong to the spelling.
    pub(super) fn of(text: &str) -> (Self, &str) {
        if digits::is_spelt(text) {
            (Self::Digits, digits::digits(text))
        } else {
            (Self::Base64, text)
        }
    }

    /// Characters that hold number, checksum and length.
    pub(super) fn head_chars(self) -> usize {
        match self {
            Self::Base64 => 12,
            Self::Digits => digits::HEAD_CHARS,
        }
    }

    /// Characters that so many bytes take.
    pub(super) fn chars(self, bytes: usize) -> usize {
        match self {
            Self::Base64 => base64_chars(bytes),
            Self::Digits => digits::chars(bytes),
        }
    }

    /// Spells.
    pub(super) fn write(self, envelope: &[u8]) -> String {
        match self {
            Self::Base64 => {
                let mut text = STRICT.encode(envelope);
                // Only where no bits are left over can the last character be one of these two.
                if text.ends_with(['-', '_']) {
                    text.push('A');
                }
                text
            }
            Self::Digits => digits::write(envelope),
        }
    }

    /// Reads exactly what a writer makes.
    pub(super) fn read(self, text: &str) -> Option<Vec<u8>> {
        match self {
            Self::Base64 => STRICT.decode(text).ok(),
            Self::Digits => digits::read(text),
        }
    }

    /// The whole bytes in the beginning of a text, wherever it ends.
    pub(super) fn read_part(self, text: &str) -> Vec<u8> {
        match self {
            Self::Base64 => {
                // A single left-over character holds no whole byte.
                let whole = text.len() - usize::from(text.len() % 4 == 1);
                text.get(..whole)
                    .and_then(|text| LENIENT.decode(text).ok())
                    .unwrap_or_default()
            }
            Self::Digits => digits::read_part(text),
        }
    }
}

/// Characters of base64url that so many bytes take.
pub(super) fn base64_chars(bytes: usize) -> usize {
    (bytes * 4).div_ceil(3)
}
