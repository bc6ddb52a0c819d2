//! The logistic domain in whole numbers.
//!
//! A probability is 16 bits; its logit `ln(p / (1 - p))` is kept in 1/256, between ±[`LIMIT`].

/// The largest logit, in 1/256.
pub(crate) const LIMIT: i32 = 3071;

/// `e^(-1/256)` in 1/2^62.
const STEP: u64 = 4_593_706_758_521_714_574;

use alloc::vec;
use alloc::vec::Vec;

/// Tables for both directions.
#[derive(Clone)]
pub(crate) struct Logistic {
    squash: Vec<u16>,
    stretch: Vec<i16>,
}

fn times(a: u64, b: u64) -> u64 {
    ((u128::from(a) * u128::from(b)) >> 62) as u64
}

/// `65536 / (1 + e)`, rounded, between 1 and 65535; `e` in 1/2^62.
fn from_power(e: u64) -> u32 {
    let one = 1u64 << 32;
    let sum = one + (e >> 30);
    (((one << 16) + sum / 2) / sum).clamp(1, 65535) as u32
}

impl Logistic {
    pub(crate) fn new() -> Self {
        let size = 2 * LIMIT as usize + 1;
        let mut squash = vec![0u16; size];
        let mut power = 1u64 << 62;
        for x in 0..=LIMIT as usize {
            let p = from_power(power);
            squash[LIMIT as usize + x] = p as u16;
            squash[LIMIT as usize - x] = (65536 - p) as u16;
            power = times(power, STEP);
        }
        let mut stretch = vec![0i16; 4096];
        let mut x = 0;
        for (p, slot) in stretch.iter_mut().enumerate() {
            let wanted = p as u32 * 16 + 8;
            while x < 2 * LIMIT as usize && u32::from(squash[x]) < wanted {
                x += 1;
            }
            *slot = (x as i32 - LIMIT) as i16;
        }
        Self { squash, stretch }
    }

    /// The probability in 1/65536, 1 to 65535, of a logit in 1/256.
    #[inline]
    pub(crate) fn squash(&self, x: i32) -> i32 {
        i32::from(self.squash[(x.clamp(-LIMIT, LIMIT) + LIMIT) as usize])
    }

    /// A mixer's two inputs of a probability (the upper 16 bits): its logit and its lean.
    #[inline]
    pub(crate) fn inputs(&self, slot: u32) -> [i16; 2] {
        let p = (slot >> 16) as i32;
        [
            self.stretch[(p >> 4) as usize & 4095],
            ((p - 32768) >> 5) as i16,
        ]
    }
}
