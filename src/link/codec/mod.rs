//! The ways to make a body shorter. Each has a number that it keeps for ever.
//!
//! The pages' wasm knows codec 2 by its number alone: the worker's wasm holds the codec itself
//! (`web::work`).

mod deflate;

pub(super) use deflate::quick_size;

use super::MAX_BODY_BYTES;
use crate::error::Error;

/// A way to make a body shorter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Codec {
    /// 1: raw deflate (RFC 1951).
    Deflate,
    /// 2: context mixing, primed with a frozen text (docs/CODEC-2.md).
    Dense,
    /// 3: one of the others, encrypted with a password (`link::sealed`).
    Sealed,
    /// 4: one of the first two, encrypted with a key of which a half lies on a server (`link::keyed`).
    Keyed,
}

/// The longest body that codec 2 takes, in bytes (8 MiB): each of them costs the same time, some
/// three seconds a million.
pub const MAX_DENSE_BYTES: usize = 8 << 20;

/// What a payload unpacked to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unpacked {
    /// The body, or its beginning.
    pub body: Vec<u8>,
    /// Whether its end was reached.
    pub ended: bool,
}

impl Codec {
    /// Its number in the envelope: 1 to 15.
    pub fn number(self) -> u8 {
        match self {
            Self::Deflate => 1,
            Self::Dense => 2,
            Self::Sealed => 3,
            Self::Keyed => 4,
        }
    }

    /// The codec of a number.
    pub fn from_number(number: u8) -> Option<Self> {
        match number {
            1 => Some(Self::Deflate),
            2 => Some(Self::Dense),
            3 => Some(Self::Sealed),
            4 => Some(Self::Keyed),
            _ => None,
        }
    }

    /// The longest body that a link of this codec has.
    pub fn limit(self) -> usize {
        match self {
            Self::Deflate | Self::Sealed | Self::Keyed => MAX_BODY_BYTES,
            Self::Dense => MAX_DENSE_BYTES,
        }
    }

    /// A body to a payload.
    ///
    /// # Errors
    /// [`Error::ConversationTooLong`] beyond [`Self::limit`], [`Error::WorkFailed`] for what only
    /// the worker can do, [`Error::PasswordNeeded`] for codec 3,
    /// [`Error::KeyNeeded`] for codec 4.
    pub(super) fn compress(self, body: &[u8]) -> Result<Vec<u8>, Error> {
        if body.len() > self.limit() {
            return Err(Error::ConversationTooLong {
                limit: self.limit(),
            });
        }
        match self {
            Self::Deflate => Ok(deflate::compress(body)),
            Self::Dense => dense::compress(body),
            Self::Sealed => Err(Error::PasswordNeeded),
            Self::Keyed => Err(Error::KeyNeeded),
        }
    }

    /// A payload, or only the beginning of one where it is not `whole`, to a body.
    ///
    /// # Errors
    /// [`Error::LinkDamaged`] if it is no such payload, [`Error::LinkTooLarge`] beyond
    /// [`Self::limit`], [`Error::WorkFailed`] for what only the worker can do,
    /// [`Error::PasswordNeeded`] for codec 3,
    /// [`Error::KeyNeeded`] for codec 4.
    pub(super) fn decompress(self, payload: &[u8], whole: bool) -> Result<Unpacked, Error> {
        match self {
            Self::Deflate => deflate::decompress(payload, self.limit()),
            Self::Dense => dense::decompress(payload, whole, self.limit()),
            Self::Sealed => Err(Error::PasswordNeeded),
            Self::Keyed => Err(Error::KeyNeeded),
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod dense {
    use chatlink_dense::{DecodeError, Decoder};

    use super::Unpacked;
    use crate::error::Error;

    #[expect(clippy::unnecessary_wraps, reason = "the browser's twin can fail")]
    pub(super) fn compress(body: &[u8]) -> Result<Vec<u8>, Error> {
        Ok(chatlink_dense::compress(body))
    }

    pub(super) fn decompress(payload: &[u8], whole: bool, limit: usize) -> Result<Unpacked, Error> {
        let mut decoder = if whole {
            Decoder::new(payload, limit)
        } else {
            Decoder::of_part(payload, limit)
        };
        let ended = loop {
            match decoder.step(usize::MAX) {
                Ok(true) => break true,
                Ok(false) => {}
                Err(DecodeError::Cut) => break false,
                Err(DecodeError::TooLarge) => return Err(Error::LinkTooLarge { limit }),
                Err(DecodeError::Surplus) => return Err(Error::LinkDamaged),
            }
        };
        Ok(Unpacked {
            body: decoder.text().to_vec(),
            ended,
        })
    }
}

#[cfg(target_arch = "wasm32")]
mod dense {
    use super::Unpacked;
    use crate::error::Error;

    fn elsewhere() -> Error {
        Error::WorkFailed {
            reason: "codec 2".to_owned(),
        }
    }

    pub(super) fn compress(_: &[u8]) -> Result<Vec<u8>, Error> {
        Err(elsewhere())
    }

    pub(super) fn decompress(_: &[u8], _: bool, _: usize) -> Result<Unpacked, Error> {
        Err(elsewhere())
    }
}
