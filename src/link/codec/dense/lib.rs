//! Codec 2: context mixing over the body of a link, primed with a frozen text and learned weights.
//!
//! `docs/CODEC-2.md` has the format to the byte. In reading order:
//!
//! 1. `coder`: bits and their probabilities to bytes and back.
//! 2. `logistic`, `mixer`, `refine`: probabilities as logits in whole numbers, their weighted sums,
//!    and what those turned out to mean.
//! 3. `state`, `table`, `runs`, `matcher`: what was seen after a context, in four ways.
//! 4. `context`: what a byte may depend on; `inputs`: where what each says stands.
//! 5. `frozen`, [`material`], [`weights`]: the frozen data, packed and unpacked.
//! 6. `prime`, `recall`: taking the frozen text in, and what it says of a context; [`model`]: the predictor that joins them all.
//! 7. [`Encoder`] and [`Decoder`], which work in slices; `compress` and `decompress` at once.
//!
//! Whole numbers throughout: every machine computes the same. Nothing here may ever change,
//! since links that were issued must open for ever; a new idea is a new codec.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod coder;
mod context;
mod frozen;
mod inputs;
mod logistic;
mod matcher;
mod mixer;
mod prime;
mod recall;
mod refine;
mod runs;
mod state;
mod table;

pub mod material;
pub mod model;
pub mod weights;

mod stream;

pub use context::{SHORT, Size};
pub use frozen::{Frozen, PACKED};
pub use stream::{DecodeError, Decoder, Encoder, Primed};
#[cfg(feature = "inflate")]
pub use stream::{compress, decompress};
