//! The frozen text that tables and match index are filled with before the first byte.
//!
//! First fragments of at most three words, in tiers from rare to frequent; then the text written
//! for the project. A tier is sorted and front-coded in the file, and shuffled (always in the
//! same way) when unpacked, since sorted neighbours are no language.

use alloc::vec::Vec;

/// The material, unpacked.
#[derive(Clone, Default)]
pub struct Material {
    /// The fragments one after the other, each with the sign that stood before it.
    pub fragments: Vec<u8>,
    /// How many bytes each of them has.
    pub lengths: Vec<u8>,
    /// The text written for the project, in the layout of a body.
    pub text: Vec<u8>,
}

impl Material {
    /// From its file, unpacked: the number of tiers; each tier's number of fragments (two bytes, the low
    /// one first) and fragments; then the text to the end.
    ///
    /// A fragment is one byte (high half: how many bytes it shares with the one before, at most
    /// 15; low half: how many follow, 0 for "in the next byte"), then those bytes.
    pub fn read(file: &[u8]) -> Self {
        let mut input = file.iter().copied();
        let (mut fragments, mut lengths) = (Vec::new(), Vec::new());
        for _ in 0..input.next().unwrap_or(0) {
            let count = usize::from(input.next().unwrap_or(0))
                | usize::from(input.next().unwrap_or(0)) << 8;
            let mut tier: Vec<Vec<u8>> = Vec::with_capacity(count);
            let mut last: Vec<u8> = Vec::new();
            for _ in 0..count {
                let head = input.next().unwrap_or(0);
                let mut rest = usize::from(head & 15);
                if rest == 0 {
                    rest = usize::from(input.next().unwrap_or(0));
                }
                last.truncate(usize::from(head >> 4));
                last.extend(input.by_ref().take(rest));
                tier.push(last.clone());
            }
            shuffle(&mut tier);
            // None is longer than 255.
            lengths.extend(tier.iter().map(|fragment| fragment.len() as u8));
            fragments.extend(tier.into_iter().flatten());
        }
        Self {
            fragments,
            lengths,
            text: input.collect(),
        }
    }
}

/// Always the same order for the same length: a linear congruential generator picks.
fn shuffle<T>(list: &mut [T]) {
    let mut seed = 1u32;
    for i in (1..list.len()).rev() {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        list.swap(i, (seed >> 8) as usize % (i + 1));
    }
}
