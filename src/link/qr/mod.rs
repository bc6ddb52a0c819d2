//! A link as a QR code.
//!
//! The address stands in it byte by byte and the conversation in decimal digits, for which a code
//! has a denser mode. The code is the smallest that holds the link, with as much repair as that
//! size has room for.

mod picture;

use qrcodegen::{QrCodeEcc, QrSegment, Version};

use super::spelling::{Spelling, base64_chars};
use super::{Base, digits, envelope};
use crate::error::Error;

/// Bits for data in the largest code, with the least repair.
const MOST_BITS: usize = 23_648;
/// Bits in front of the bytes of the address, and in front of the digits, in the largest codes.
const HEADS: usize = (4 + 16) + (4 + 14);

/// Light modules that must surround a code.
pub const QUIET: usize = 4;

/// Codes of more modules a side than this want a good camera or a large print.
const EASY: usize = 109;

/// How much of a code may be unreadable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Repair {
    /// About 7 %.
    Low,
    /// About 15 %.
    Medium,
    /// About 25 %.
    Quartile,
    /// About 30 %.
    High,
}

/// A QR code.
pub struct QrCode {
    code: qrcodegen::QrCode,
    text: String,
}

impl QrCode {
    /// Of the link that carries a payload, which [`encode`](super::encode) has made.
    ///
    /// # Errors
    /// [`Error::QrTooLong`] where no code is large enough; those of [`decode`](super::decode)
    /// where the payload is none.
    pub fn of(base: &Base, payload: &str) -> Result<Self, Error> {
        let too_long = || {
            let limit = longest_link(base);
            let over = base.link(payload).len().saturating_sub(limit).max(1);
            Error::QrTooLong { over, limit }
        };
        let front = base.link("");
        let digits = envelope::respell(payload, Spelling::Digits)?;
        let segments = [
            QrSegment::make_bytes(front.as_bytes()),
            QrSegment::make_numeric(&digits),
        ];
        Self::smallest(&segments, front + &digits).ok_or_else(too_long)
    }

    /// Of any other link, as it stands.
    ///
    /// # Errors
    /// [`Error::QrTooLong`] where no code is large enough.
    pub fn of_text(link: &str) -> Result<Self, Error> {
        // Bytes of eight bits, behind a head of twenty.
        let limit = (MOST_BITS - 20) / 8;
        let segments = [QrSegment::make_bytes(link.as_bytes())];
        Self::smallest(&segments, link.to_owned()).ok_or_else(|| Error::QrTooLong {
            over: link.len().saturating_sub(limit).max(1),
            limit,
        })
    }

    fn smallest(segments: &[QrSegment], text: String) -> Option<Self> {
        let code = qrcodegen::QrCode::encode_segments_advanced(
            segments,
            QrCodeEcc::Low,
            Version::MIN,
            Version::MAX,
            None,
            true,
        );
        Some(Self {
            code: code.ok()?,
            text,
        })
    }

    /// The link as the code has it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Modules a side, without the light ones around: 21 to 177.
    pub fn size(&self) -> usize {
        usize::try_from(self.code.size()).unwrap_or(0)
    }

    /// Its version, 1 to 40.
    pub fn version(&self) -> u8 {
        self.code.version().value()
    }

    /// How much of it may be unreadable.
    pub fn repair(&self) -> Repair {
        match self.code.error_correction_level() {
            QrCodeEcc::Low => Repair::Low,
            QrCodeEcc::Medium => Repair::Medium,
            QrCodeEcc::Quartile => Repair::Quartile,
            QrCodeEcc::High => Repair::High,
        }
    }

    /// Whether any phone reads it off a screen; larger ones want a good camera or a large print.
    pub fn is_easy(&self) -> bool {
        self.size() <= EASY
    }

    /// Whether a module is dark; those outside are light.
    pub fn is_dark(&self, column: usize, row: usize) -> bool {
        match (i32::try_from(column), i32::try_from(row)) {
            (Ok(x), Ok(y)) => self.code.get_module(x, y),
            _ => false,
        }
    }

    /// A picture of it that scales, dark on light whatever stands around it, with the light
    /// modules that a reader needs.
    pub fn svg(&self) -> String {
        picture::svg(self)
    }

    /// A PNG of so many pixels a module.
    pub fn png(&self, pixels: usize) -> Vec<u8> {
        picture::png(self, pixels)
    }
}

/// The longest link with this base, as it is copied, that a QR code can hold.
pub fn longest_link(base: &Base) -> usize {
    let front = base.link("").len();
    let bits = MOST_BITS.saturating_sub(HEADS + 8 * front);
    // Ten bits for three digits, seven for two, four for one.
    let digits = bits / 10 * 3
        + match bits % 10 {
            7.. => 2,
            4.. => 1,
            _ => 0,
        };
    front + base64_chars(digits::bytes_in(digits))
}
