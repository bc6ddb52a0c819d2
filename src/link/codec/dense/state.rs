//! Bit histories: what a context has seen so far, in one byte.
//!
//! State 0 has seen nothing. Up to three bits are remembered in full; after that a state is the
//! pair of counts (zeros, ones) and the last bit. A bit that surprises a long run shortens it:
//! text forgets quickly. States are numbered by how much they have seen, so that the number
//! itself tells which of two histories is worth more.

/// What a state stands for: counts of zeros and ones, and the last bits while they are few.
#[derive(Clone, Copy, PartialEq, Eq)]
struct History {
    zeros: u8,
    ones: u8,
    /// All bits while `zeros + ones <= FULL`, else the last one.
    bits: u8,
}

/// Histories of up to this many bits are kept in full.
const FULL: u8 = 4;

/// The most of the larger count, by the smaller one.
const LIMIT: [u8; 7] = [50, 27, 15, 10, 7, 6, 6];

/// The number of states; `next` never leads out of it.
const STATES: usize = 256;

/// The transition table: `NEXT[state][bit]`.
pub(crate) const NEXT: [[u8; 2]; STATES] = build().0;
/// How many of the numbers are used.
pub(crate) const USED: usize = build().1;

const fn allowed(zeros: u8, ones: u8) -> bool {
    let (small, large) = if zeros < ones {
        (zeros, ones)
    } else {
        (ones, zeros)
    };
    (small as usize) < LIMIT.len() && large <= LIMIT[small as usize]
}

/// What stays of a count when the other bit comes.
const fn discount(count: u8) -> u8 {
    match count {
        0..=1 => count,
        2..=3 => 2,
        4..=7 => 3,
        8..=15 => 4,
        _ => 5,
    }
}

const fn step(from: History, bit: u8) -> History {
    let total = from.zeros + from.ones;
    let (mut zeros, mut ones) = (from.zeros, from.ones);
    if bit == 0 {
        zeros += 1;
        ones = discount(ones);
    } else {
        ones += 1;
        zeros = discount(zeros);
    }
    while !allowed(zeros, ones) {
        if zeros > ones {
            zeros -= 1;
        } else if ones > zeros {
            ones -= 1;
        } else {
            zeros -= 1;
            ones -= 1;
        }
    }
    let bits = if total < FULL && zeros + ones <= FULL {
        from.bits * 2 + bit
    } else {
        bit
    };
    History { zeros, ones, bits }
}

const fn same(a: History, b: History) -> bool {
    a.zeros == b.zeros && a.ones == b.ones && a.bits == b.bits
}

const fn build() -> ([[u8; 2]; STATES], usize) {
    // Every reachable history, breadth first, then numbered by how much it has seen.
    let empty = History {
        zeros: 0,
        ones: 0,
        bits: 0,
    };
    let mut found = [empty; STATES * 2];
    let mut count = 1;
    let mut at = 0;
    while at < count {
        let mut bit = 0;
        while bit < 2 {
            let to = step(found[at], bit);
            let mut known = 0;
            while known < count && !same(found[known], to) {
                known += 1;
            }
            if known == count {
                found[count] = to;
                count += 1;
            }
            bit += 1;
        }
        at += 1;
    }
    assert!(count <= STATES);
    let mut sorted = [empty; STATES];
    let mut filled = 0;
    let mut total = 0;
    while filled < count {
        let mut i = 0;
        while i < count {
            if found[i].zeros + found[i].ones == total {
                sorted[filled] = found[i];
                filled += 1;
            }
            i += 1;
        }
        total += 1;
    }
    let mut next = [[0u8; 2]; STATES];
    let mut i = 0;
    while i < count {
        let mut bit = 0;
        while bit < 2 {
            let to = step(sorted[i], bit);
            let mut k = 0;
            while !same(sorted[k], to) {
                k += 1;
            }
            next[i][bit as usize] = k as u8;
            bit += 1;
        }
        i += 1;
    }
    (next, count)
}
