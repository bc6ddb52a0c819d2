//! The ways to make a body shorter. Each has a number that it keeps for ever.

mod deflate;

use crate::error::Error;

/// A way to make a body shorter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Codec {
    /// 1: raw deflate (RFC 1951).
    Deflate,
}

/// What a payload unpacked to.
pub(super) struct Unpacked {
    /// The body, or its beginning.
    pub(super) body: Vec<u8>,
    /// Whether its end was reached.
    pub(super) ended: bool,
}

impl Codec {
    /// Its number in the envelope: 1 to 15.
    pub(super) fn number(self) -> u8 {
        match self {
            Self::Deflate => 1,
        }
    }

    /// The codec of a number.
    pub(super) fn from_number(number: u8) -> Option<Self> {
        match number {
            1 => Some(Self::Deflate),
            _ => None,
        }
    }

    /// A body to a payload.
    pub(super) fn compress(self, body: &[u8]) -> Vec<u8> {
        match self {
            Self::Deflate => deflate::compress(body),
        }
    }

    /// A payload, or the beginning of one, to a body of at most `limit` bytes.
    ///
    /// # Errors
    /// [`Error::LinkDamaged`] if it is no such payload, [`Error::LinkTooLarge`] beyond `limit`.
    pub(super) fn decompress(self, payload: &[u8], limit: usize) -> Result<Unpacked, Error> {
        match self {
            Self::Deflate => deflate::decompress(payload, limit),
        }
    }
}
