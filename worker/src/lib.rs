//! The long work of links as a wasm of its own: codec 2, there and back, in slices.
//!
//! `extension/worker.js` loads it, in a Worker where there may be one. The pages load another
//! wasm, which stays small because this one carries the frozen data of the codec.
#![cfg(target_arch = "wasm32")]

use chatlink_dense::{DecodeError, Decoder, Encoder, Frozen, PACKED};
use wasm_bindgen::prelude::wasm_bindgen;

/// The codec's frozen data as it is shipped: the material (0), or the weights (1), as raw deflate. The browser
/// unpacks them for the constructors below.
#[wasm_bindgen]
pub fn packed(which: usize) -> Vec<u8> {
    PACKED.get(which).copied().unwrap_or_default().to_vec()
}

/// A body on its way to a payload.
#[wasm_bindgen]
pub struct Packer(Encoder<Vec<u8>>);

#[wasm_bindgen]
impl Packer {
    /// Starts, which takes as long as some 15 KB of text.
    #[wasm_bindgen(constructor)]
    pub fn new(material: Vec<u8>, weights: Vec<u8>, body: Vec<u8>) -> Self {
        Self(Encoder::new(&Frozen { material, weights }, body))
    }

    /// Codes at most so many bytes more; whether all are coded.
    pub fn step(&mut self, bytes: usize) -> bool {
        self.0.step(bytes)
    }

    /// How many bytes are coded.
    pub fn done(&self) -> usize {
        self.0.done()
    }

    /// The payload.
    pub fn finish(self) -> Vec<u8> {
        self.0.finish()
    }
}

/// The codec, ready for a payload: what takes long before the first byte of any.
#[wasm_bindgen]
pub struct Primed(chatlink_dense::Primed);

#[wasm_bindgen]
impl Primed {
    /// Takes as long as some 15 KB of text.
    #[wasm_bindgen(constructor)]
    pub fn new(material: Vec<u8>, weights: Vec<u8>) -> Self {
        Self(chatlink_dense::Primed::new(Frozen { material, weights }))
    }
}

/// A payload on its way to a body.
#[wasm_bindgen]
pub struct Unpacker {
    decoder: Decoder<Vec<u8>>,
    taken: usize,
}

#[wasm_bindgen]
impl Unpacker {
    /// Starts on a payload, or on the part of one that arrived; the body may have at most `limit`
    /// bytes.
    #[wasm_bindgen(constructor)]
    pub fn new(primed: Primed, payload: Vec<u8>, whole: bool, limit: usize) -> Self {
        let decoder = primed.0.decode(payload, limit, whole);
        Self { decoder, taken: 0 }
    }

    /// Decodes at most so many bytes more; `more`, `whole`, `cut`, `too-large` or
    /// `surplus`.
    pub fn step(&mut self, bytes: usize) -> String {
        match self.decoder.step(bytes) {
            Ok(false) => "more",
            Ok(true) => "whole",
            Err(DecodeError::Cut) => "cut",
            Err(DecodeError::TooLarge) => "too-large",
            Err(DecodeError::Surplus) => "surplus",
        }
        .to_owned()
    }

    /// How many bytes of the payload were read.
    pub fn read(&self) -> usize {
        self.decoder.read()
    }

    /// What was decoded since this was asked for last.
    pub fn take(&mut self) -> Vec<u8> {
        let text = self.decoder.text();
        let new = text.get(self.taken..).unwrap_or_default().to_vec();
        self.taken = text.len();
        new
    }
}
