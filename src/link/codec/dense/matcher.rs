//! The match model: finds the last place where the text read like now, and guesses that it
//! goes on in the same way.

use alloc::vec;
use alloc::vec::Vec;

/// 2^17 places.
const BITS: u32 = 17;
/// A candidate is compared this far back.
const COMPARE: usize = 32;

/// Looks for the last occurrence of the last `least` bytes.
#[derive(Clone)]
pub(crate) struct Matcher {
    /// For each hash of `least` bytes, where they ended last.
    index: Vec<u32>,
    least: usize,
    /// Where the guessed byte stands in the history.
    at: usize,
    /// How many bytes before it agree; 0: there is no guess.
    length: u32,
    guess: u8,
}

impl Matcher {
    pub(crate) fn new(least: usize) -> Self {
        Self {
            index: vec![0; 1 << BITS],
            least,
            at: 0,
            length: 0,
            guess: 0,
        }
    }

    pub(crate) fn copy_from(&mut self, other: &Self) {
        self.index.copy_from_slice(&other.index);
        (self.at, self.length, self.guess) = (other.at, other.length, other.guess);
    }

    fn slot(&self, history: &[u8]) -> Option<usize> {
        let tail = history.len().checked_sub(self.least)?;
        let hash = history[tail..].iter().fold(0, |hash, c| step(hash, *c));
        Some(place(hash))
    }

    /// Remembers where each of the newest bytes of the history ends, without looking anything up.
    #[inline(never)]
    pub(crate) fn learn_all(&mut self, history: &[u8], newest: usize) {
        // So many at once: each hash is a chain of slow steps, and the chains are independent.
        const LANES: usize = 8;
        let mut end = (history.len() - newest + 1).max(self.least);
        while end + LANES <= history.len() + 1 {
            let mut hashes = [0u32; LANES];
            for window in history[end - self.least..end + LANES - 1].windows(LANES) {
                for (hash, byte) in hashes.iter_mut().zip(window) {
                    *hash = step(*hash, *byte);
                }
            }
            for (lane, hash) in hashes.iter().enumerate() {
                self.index[place(*hash)] = (end + lane) as u32;
            }
            end += LANES;
        }
        for end in end..=history.len() {
            if let Some(slot) = self.slot(&history[..end]) {
                self.index[slot] = end as u32;
            }
        }
    }

    /// Takes in the newest byte, which is the last of `history`.
    pub(crate) fn push(&mut self, history: &[u8]) {
        let Some(slot) = self.slot(history) else {
            return;
        };
        if self.length > 0 && history.last() == history.get(self.at) {
            self.length = (self.length + 1).min(65535);
            self.at += 1;
        } else {
            self.at = self.index[slot] as usize;
            let earlier = history[..self.at].iter().rev();
            let agree = earlier
                .zip(history.iter().rev())
                .take(COMPARE)
                .take_while(|(a, b)| a == b)
                .count();
            self.length = if agree >= self.least { agree as u32 } else { 0 };
        }
        self.index[slot] = history.len() as u32;
        self.guess = history.get(self.at).copied().unwrap_or(0);
    }

    /// The byte that should come.
    pub(crate) fn guess(&self) -> Option<u8> {
        (self.length > 0).then_some(self.guess)
    }

    /// The length in few steps, 0 to 15.
    pub(crate) fn bucket(&self) -> usize {
        match self.length {
            0 => 0,
            n @ 1..=8 => 1 + (n as usize).saturating_sub(4),
            9..=11 => 6,
            12..=15 => 7,
            16..=19 => 8,
            20..=23 => 9,
            24..=31 => 10,
            32..=39 => 11,
            40..=63 => 12,
            64..=127 => 13,
            128..=255 => 14,
            _ => 15,
        }
    }
}

/// The hash of some bytes and one more.
#[inline]
fn step(hash: u32, byte: u8) -> u32 {
    let h = hash
        .wrapping_add(u32::from(byte) + 1)
        .wrapping_mul(0x2F0B_4C47);
    h ^ h >> 15
}

/// Where a hash stands in the index.
#[inline]
fn place(hash: u32) -> usize {
    (hash.wrapping_mul(0x9E37_79B1) >> (32 - BITS)) as usize
}
