//! Texts to payloads and back, in slices or at once.

use crate::coder;
use crate::context::Size;
use crate::frozen::Frozen;
use crate::material::Material;
use crate::model::{Model, Rates};
use crate::weights::Weights;
use alloc::vec::Vec;

/// Stands before the flag that tells the end from the byte itself. A body never holds it.
const END: u8 = 0;
/// The flag after [`END`] is a one, nearly always: then the text is over.
const END_FLAG: i32 = 65528;
/// The first bit of a payload is a one where the text is long.
const LONG_FLAG: i32 = 4096;
/// How many zeros beyond the payload a whole text may need.
const BEYOND: usize = 8;

/// Why a payload has no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// The text is longer than the caller's limit.
    TooLarge,
    /// The payload ends before its text does.
    Cut,
    /// The text ends before its payload does.
    Surplus,
}

/// Makes a payload, in slices.
pub struct Encoder<T> {
    model: Model,
    coder: coder::Encoder,
    text: T,
    at: usize,
}

impl<T: AsRef<[u8]>> Encoder<T> {
    /// Starts; this reads the frozen material, which takes as long as some 15 KB of text.
    pub fn new(frozen: &Frozen, text: T) -> Self {
        let size = Size::of(text.as_ref().len());
        let mut coder = coder::Encoder::new();
        coder.encode(u8::from(size == Size::Long), LONG_FLAG);
        Self {
            model: primed(frozen, size),
            coder,
            text,
            at: 0,
        }
    }

    /// Codes at most `bytes` more bytes; whether all are coded.
    pub fn step(&mut self, bytes: usize) -> bool {
        let length = self.text.as_ref().len();
        let end = length.min(self.at.saturating_add(bytes));
        for at in self.at..end {
            let byte = self.text.as_ref()[at];
            self.byte(byte);
            if byte == END {
                self.coder.encode(0, END_FLAG);
            }
        }
        self.at = end;
        end == length
    }

    /// How many bytes of the text are coded.
    pub fn done(&self) -> usize {
        self.at
    }

    /// Codes what is left and ends the payload.
    pub fn finish(mut self) -> Vec<u8> {
        self.step(usize::MAX);
        self.byte(END);
        self.coder.encode(1, END_FLAG);
        self.coder.finish()
    }

    fn byte(&mut self, byte: u8) {
        for shift in (0..8).rev() {
            let bit = byte >> shift & 1;
            self.coder.encode(bit, self.model.predict());
            self.model.update(bit);
        }
    }
}

/// Reads a payload, in slices, so that the beginning can be shown before the end is there.
pub struct Decoder<T> {
    model: Model,
    coder: coder::Decoder<T>,
    limit: usize,
    /// How many zeros may be taken beyond the payload.
    beyond: usize,
    /// How many bytes of the model's history are not text.
    before: usize,
    length: usize,
    certain: usize,
    ended: bool,
}

impl<T: AsRef<[u8]>> Decoder<T> {
    /// Starts on a payload; the text may have at most `limit` bytes.
    #[cfg(feature = "inflate")]
    pub fn new(payload: T, limit: usize) -> Self {
        Primed::new(Frozen::shipped()).decode(payload, limit, true)
    }

    /// Starts on the beginning of a payload, of which nothing is read but what is certain.
    #[cfg(feature = "inflate")]
    pub fn of_part(payload: T, limit: usize) -> Self {
        Primed::new(Frozen::shipped()).decode(payload, limit, false)
    }

    /// Decodes at most `bytes` more bytes; whether the text is whole.
    ///
    /// # Errors
    /// [`DecodeError::TooLarge`] beyond the limit, [`DecodeError::Cut`] where the payload ends
    /// before the text; [`Self::text`] has what was read until then. [`DecodeError::Surplus`]
    /// where the text ends and bytes follow that no writer makes.
    pub fn step(&mut self, bytes: usize) -> Result<bool, DecodeError> {
        for _ in 0..bytes {
            if self.ended {
                break;
            }
            let byte = self.byte();
            let end = byte == END && self.coder.decode(END_FLAG) == 1;
            match self.coder.beyond() {
                // Every bit that decided is of the payload itself.
                0 => self.certain = self.length + usize::from(!end),
                taken if taken <= self.beyond => {}
                _ => return Err(DecodeError::Cut),
            }
            if end {
                if self.coder.unread() {
                    return Err(DecodeError::Surplus);
                }
                self.ended = true;
            } else if self.length == self.limit {
                return Err(DecodeError::TooLarge);
            } else {
                self.length += 1;
            }
        }
        Ok(self.ended)
    }

    /// How many bytes of the payload were read.
    pub fn read(&self) -> usize {
        self.coder.read()
    }

    /// The text so far. Of a payload that was cut, only the part that is certain.
    pub fn text(&self) -> &[u8] {
        let length = if self.ended {
            self.length
        } else {
            self.certain.min(self.length)
        };
        &self.model.history()[self.before..self.before + length]
    }

    fn byte(&mut self) -> u8 {
        let mut byte = 0;
        for _ in 0..8 {
            let bit = self.coder.decode(self.model.predict());
            self.model.update(bit);
            byte = byte << 1 | bit;
        }
        byte
    }
}

/// What has read the frozen material and no text yet, for a short text. Made before there is a
/// payload, it saves the wait for it then.
pub struct Primed {
    model: Model,
    frozen: Frozen,
}

fn primed(frozen: &Frozen, size: Size) -> Model {
    let material = Material::read(&frozen.material);
    let weights = Weights::read(&frozen.weights, size);
    Model::new(size, Rates::live(size), weights, &material)
}

impl Primed {
    /// Takes as long as some 15 KB of text.
    pub fn new(frozen: Frozen) -> Self {
        Self {
            model: primed(&frozen, Size::Short),
            frozen,
        }
    }

    /// Starts on a payload, of which, where it is not `whole`, nothing is read but what is certain; the
    /// text may have at most `limit` bytes.
    /// Where the text turns out to be long, it begins with another start.
    pub fn decode<T: AsRef<[u8]>>(self, payload: T, limit: usize, whole: bool) -> Decoder<T> {
        let mut coder = coder::Decoder::new(payload);
        let mut model = self.model;
        if coder.decode(LONG_FLAG) == 1 {
            // Its memory is free before the next is taken.
            drop(model);
            model = primed(&self.frozen, Size::Long);
        }
        let before = model.history().len();
        Decoder {
            model,
            coder,
            limit,
            beyond: if whole { BEYOND } else { 0 },
            before,
            length: 0,
            certain: 0,
            ended: false,
        }
    }
}

/// A text to its payload.
#[cfg(feature = "inflate")]
pub fn compress(text: &[u8]) -> Vec<u8> {
    Encoder::new(&Frozen::shipped(), text).finish()
}

/// A payload to its text of at most `limit` bytes.
///
/// # Errors
/// As [`Decoder::step`].
#[cfg(feature = "inflate")]
pub fn decompress(payload: &[u8], limit: usize) -> Result<Vec<u8>, DecodeError> {
    let mut decoder = Decoder::new(payload, limit);
    while !decoder.step(usize::MAX)? {}
    Ok(decoder.text().to_vec())
}
