//! The two frozen files: packed as they are shipped, and unpacked.
//!
//! They are raw deflate (RFC 1951). A browser has its own inflate, which is faster than ours and
//! need not be compiled first; so whoever has one unpacks [`PACKED`] by it.

use alloc::vec::Vec;

/// The material, then the weights, each raw deflate.
pub static PACKED: [&[u8]; 2] = [
    include_bytes!("data/material.bin"),
    include_bytes!("data/weights.bin"),
];

/// What [`PACKED`] unpacks to. Anything else makes a codec that reads no link.
pub struct Frozen {
    /// What [`crate::material::Material::read`] takes.
    pub material: Vec<u8>,
    /// What [`crate::weights::Weights::read`] takes.
    pub weights: Vec<u8>,
}

impl Frozen {
    /// Unpacked here.
    #[cfg(feature = "inflate")]
    pub fn shipped() -> Self {
        let [material, weights] = PACKED
            .map(|packed| miniz_oxide::inflate::decompress_to_vec(packed).unwrap_or_default());
        Self { material, weights }
    }
}
