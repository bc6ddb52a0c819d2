//! The hash tables of bit histories: for each context and half byte one bucket.

use crate::state::NEXT;
use alloc::vec;
use alloc::vec::Vec;

/// One check byte, then the histories of the 15 nodes of a half byte's tree.
pub(crate) type Bucket = [u8; 16];

/// The histories of one bit.
const FIRST: [u8; 2] = NEXT[0];

/// Four buckets in one line of the processor's cache; a hash has one line to live in.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Line([Bucket; 4]);

/// The buckets of one context.
#[derive(Clone)]
pub(crate) struct Table {
    lines: Vec<Line>,
    mask: usize,
}

/// Where a bucket is: line and place.
#[derive(Clone, Copy, Default)]
pub(crate) struct At(u32);

impl Table {
    /// A table of `2^bits` buckets.
    pub(crate) fn new(bits: u32) -> Self {
        let size = 1usize << (bits - 2);
        Self {
            lines: vec![Line([[0; 16]; 4]); size],
            mask: size - 1,
        }
    }

    pub(crate) fn copy_from(&mut self, other: &Self) {
        self.lines.copy_from_slice(&other.lines);
    }

    /// The bucket of a hash, and whether it is new: the least worthy of three is given up when none is
    /// its own.
    #[inline]
    pub(crate) fn find(&mut self, hash: u32) -> (At, bool) {
        let check = hash as u8;
        let line = (hash >> 10) as usize & self.mask;
        let first = (hash >> 8 & 3) as usize;
        let Line(buckets) = &mut self.lines[line];
        let tries = [first, first ^ 1, first ^ 2];
        let mut place = None;
        for t in tries.into_iter().rev() {
            if buckets[t][0] == check {
                place = Some(t);
            }
        }
        let new = place.is_none();
        let place = place.unwrap_or_else(|| {
            let mut worst = first;
            for t in tries {
                if buckets[t][1] < buckets[worst][1] {
                    worst = t;
                }
            }
            buckets[worst] = [0; 16];
            buckets[worst][0] = check;
            worst
        });
        (At((line << 2 | place) as u32), new)
    }

    /// Has the processor fetch the line of a hash. The result means nothing.
    #[inline]
    pub(crate) fn touch(&self, hash: u32) -> u8 {
        self.lines[(hash >> 10) as usize & self.mask].0[0][0]
    }

    #[inline]
    fn bucket(&mut self, at: At) -> &mut Bucket {
        &mut self.lines[at.0 as usize >> 2 & self.mask].0[at.0 as usize & 3]
    }

    /// A copy of a bucket, to work on.
    #[inline]
    pub(crate) fn load(&mut self, at: At) -> Bucket {
        *self.bucket(at)
    }

    /// Puts a copy back in its place.
    #[inline]
    pub(crate) fn store(&mut self, at: At, bucket: Bucket) {
        *self.bucket(at) = bucket;
    }
}

/// Learns a half byte without predicting it.
#[inline]
pub(crate) fn learn(bucket: &mut Bucket, nibble: u8) {
    let n = usize::from(nibble & 15);
    if bucket[1] == 0 {
        // Nothing was seen here yet: four states after a single bit.
        bucket[1] = FIRST[n >> 3];
        bucket[2 | n >> 3] = FIRST[n >> 2 & 1];
        bucket[4 | n >> 2] = FIRST[n >> 1 & 1];
        bucket[8 | n >> 1] = FIRST[n & 1];
        return;
    }
    for (node, bit) in [
        (1, n >> 3),
        (2 | n >> 3, n >> 2),
        (4 | n >> 2, n >> 1),
        (8 | n >> 1, n),
    ] {
        let state = &mut bucket[node & 15];
        *state = NEXT[usize::from(*state)][bit & 1];
    }
}

/// The hash of a context's half byte.
#[inline]
pub(crate) fn nibble_hash(context: u32, half: u32) -> u32 {
    let h = (context ^ half.wrapping_mul(0x9E37_79B1)).wrapping_mul(0x2C1B_3C6D);
    let h = (h ^ h >> 15).wrapping_mul(0x297A_2D39);
    h ^ h >> 16
}
