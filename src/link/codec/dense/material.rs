//! The frozen text that tables and match index are filled with before the first byte.
//!
//! First fragments of at most three words, in tiers from rare to frequent; then the text written
//! for the project. The fragments are sorted and front-coded in the file, and those of a tier shuffled (always
//! in the same way) when unpacked, since sorted neighbours are no language.

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
    /// From its file, unpacked: how many fragments there are (two bytes, the low one first); a byte
    /// for each (high half: how many bytes it shares with the one before, at most 15; low half: how many
    /// follow, 0 for "the next byte says it"); a byte for each with its tier; then the bytes
    /// that follow, and the text to the end.
    ///
    /// The fragments of all tiers are sorted together, since neighbours share more then.
    pub fn read(file: &[u8]) -> Self {
        let (count, rest) = file.split_at_checked(2).unwrap_or_default();
        let count = count.iter().rev().fold(0, |n, c| n << 8 | usize::from(*c));
        let (heads, rest) = rest.split_at_checked(count).unwrap_or_default();
        let (tiers, rest) = rest.split_at_checked(count).unwrap_or_default();
        let mut input = rest.iter().copied();
        // All fragments in the order of the file, and of each tier where in there its own are.
        let mut pool: Vec<u8> = Vec::with_capacity(2 * rest.len());
        let mut places: Vec<Vec<(usize, u8)>> = Vec::new();
        let mut last = 0;
        for (head, tier) in heads.iter().zip(tiers) {
            let mut more = usize::from(head & 15);
            if more == 0 {
                more = usize::from(input.next().unwrap_or(0));
            }
            let shared = usize::from(head >> 4);
            let start = pool.len();
            pool.extend_from_within(last..last + shared.min(start - last));
            pool.extend(input.by_ref().take(more));
            let tier = usize::from(*tier);
            if places.len() <= tier {
                places.resize(tier + 1, Vec::new());
            }
            // None is longer than 255.
            places[tier].push((start, (pool.len() - start) as u8));
            last = start;
        }
        let mut new = Self {
            fragments: Vec::with_capacity(pool.len()),
            lengths: Vec::with_capacity(count),
            text: input.collect(),
        };
        for tier in &mut places {
            shuffle(tier);
            for (start, length) in tier.iter().copied() {
                let end = start + usize::from(length);
                new.fragments.extend_from_slice(&pool[start..end]);
                new.lengths.push(length);
            }
        }
        new
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
