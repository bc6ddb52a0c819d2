//! Run slots: the byte that last followed a context, and how often in a row.
//!
//! Four bytes a context where a bucket of bit histories takes thirty-two: enough for contexts
//! that are nearly always followed by the same byte.

use alloc::vec;
use alloc::vec::Vec;

/// 2^17 slots for each context.
const BITS: u32 = 17;

/// The slots of one context. A slot holds a check (16 bits), a count and the byte.
#[derive(Clone)]
pub(crate) struct Runs {
    slots: Vec<u32>,
}

fn index(hash: u32) -> usize {
    (hash.wrapping_mul(0x9E37_79B1) >> (32 - BITS)) as usize
}

impl Runs {
    pub(crate) fn new() -> Self {
        Self {
            slots: vec![0; 1 << BITS],
        }
    }

    pub(crate) fn copy_from(&mut self, other: &Self) {
        self.slots.copy_from_slice(&other.slots);
    }

    /// The byte that followed last and how often in a row, 1 to 255; `None` for a new context.
    #[inline]
    pub(crate) fn get(&self, hash: u32) -> Option<(u8, u32)> {
        let slot = self.slots[index(hash)];
        let count = slot >> 8 & 255;
        (slot >> 16 == hash >> 16 && count > 0).then_some((slot as u8, count))
    }

    /// Learns what follows the context.
    #[inline]
    pub(crate) fn learn(&mut self, hash: u32, byte: u8) {
        let slot = &mut self.slots[index(hash)];
        let known = *slot >> 16 == hash >> 16 && *slot & 0xFF00 != 0;
        if known && *slot as u8 == byte {
            if *slot & 0xFF00 != 0xFF00 {
                *slot += 0x100;
            }
        } else {
            *slot = hash & 0xFFFF_0000 | 0x100 | u32::from(byte);
        }
    }

    /// Learns what follows each of some contexts.
    #[inline(never)]
    pub(crate) fn learn_all(&mut self, hashes: &[u32], bytes: &[u8]) {
        for (hash, byte) in hashes.iter().zip(bytes) {
            self.learn(*hash, *byte);
        }
    }
}
