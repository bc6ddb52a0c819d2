//! Texts to payloads and back, in slices or at once.

use crate::coder;
use crate::material::Material;
use crate::model::{Model, Rates};
use crate::weights::Weights;
use alloc::vec::Vec;

/// Stands before the flag that tells the end from the byte itself. A body never holds it.
const END: u8 = 0;
/// The flag after [`END`] is a one, nearly always: then the text is over.
const END_FLAG: i32 = 65528;
/// How many zeros beyond the payload a whole text may need.
const BEYOND: usize = 8;

/// Why a payload has no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// The text is longer than the caller's limit.
    TooLarge,
    /// The payload ends before its text does.
    Cut,
}

/// Makes a payload, in slices.
pub struct Encoder<'a> {
    model: Model,
    coder: coder::Encoder,
    text: &'a [u8],
    at: usize,
}

impl<'a> Encoder<'a> {
    /// Starts; this reads the frozen material, which takes as long as some 30 KB of text.
    pub fn new(text: &'a [u8]) -> Self {
        Self {
            model: fresh(),
            coder: coder::Encoder::new(),
            text,
            at: 0,
        }
    }

    /// Codes at most `bytes` more bytes; whether all are coded.
    pub fn step(&mut self, bytes: usize) -> bool {
        let end = self.text.len().min(self.at.saturating_add(bytes));
        for byte in &self.text[self.at..end] {
            self.byte(*byte);
            if *byte == END {
                self.coder.encode(0, END_FLAG);
            }
        }
        self.at = end;
        self.at == self.text.len()
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
pub struct Decoder<'a> {
    model: Model,
    coder: coder::Decoder<'a>,
    limit: usize,
    /// How many bytes of the model's history are not text.
    before: usize,
    length: usize,
    certain: usize,
    ended: bool,
}

impl<'a> Decoder<'a> {
    /// Starts on a payload, or the beginning of one; the text may have at most `limit` bytes.
    pub fn new(payload: &'a [u8], limit: usize) -> Self {
        let model = fresh();
        let before = model.history().len();
        Self {
            model,
            coder: coder::Decoder::new(payload),
            limit,
            before,
            length: 0,
            certain: 0,
            ended: false,
        }
    }

    /// Decodes at most `bytes` more bytes; whether the text is whole.
    ///
    /// # Errors
    /// [`DecodeError::TooLarge`] beyond the limit, [`DecodeError::Cut`] where the payload ends
    /// before the text; [`Self::text`] has what was read until then.
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
                1..=BEYOND => {}
                _ => return Err(DecodeError::Cut),
            }
            if end {
                self.ended = true;
            } else if self.length == self.limit {
                return Err(DecodeError::TooLarge);
            } else {
                self.length += 1;
            }
        }
        Ok(self.ended)
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

fn fresh() -> Model {
    Model::new(Rates::LIVE, Weights::shipped(), &Material::shipped())
}

/// A text to its payload.
pub fn compress(text: &[u8]) -> Vec<u8> {
    Encoder::new(text).finish()
}

/// A payload to its text of at most `limit` bytes.
///
/// # Errors
/// As [`Decoder::step`].
pub fn decompress(payload: &[u8], limit: usize) -> Result<Vec<u8>, DecodeError> {
    let mut decoder = Decoder::new(payload, limit);
    while !decoder.step(usize::MAX)? {}
    Ok(decoder.text().to_vec())
}
