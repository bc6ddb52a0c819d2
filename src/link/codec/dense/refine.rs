//! The last step: what a probability turned out to mean after each class of byte.

use crate::logistic::Logistic;
use alloc::vec::Vec;

/// After each class of byte, the bits of the next one so far.
const CONTEXTS: usize = 16 << 8;
/// Steps of the logit in each context.
const CELLS: usize = 24;

/// For each context and step of the logit: the probability that it stands for.
#[derive(Clone)]
pub(crate) struct Refine {
    cells: Vec<u16>,
    at: usize,
}

impl Refine {
    pub(crate) fn new(logistic: &Logistic) -> Self {
        let row: [u16; CELLS] =
            core::array::from_fn(|i| logistic.squash(256 * i as i32 - 2944) as u16);
        let cells = row.repeat(CONTEXTS);
        Self { cells, at: 0 }
    }

    pub(crate) fn copy_from(&mut self, other: &Self) {
        self.cells.copy_from_slice(&other.cells);
    }

    /// The probability that a logit stands for in a context, between two steps.
    #[inline]
    pub(crate) fn get(&mut self, logit: i32, context: usize) -> i32 {
        let x = (logit + 2944).clamp(0, 256 * (CELLS as i32 - 1));
        let cell = (x >> 8).min(CELLS as i32 - 2);
        let part = x - (cell << 8);
        let first = context % CONTEXTS * CELLS + cell as usize;
        self.at = first + usize::from(part >= 128);
        let (low, high) = (
            i32::from(self.cells[first]),
            i32::from(self.cells[first + 1]),
        );
        (low * (256 - part) + high * part) >> 8
    }

    /// Learns the bit, `target` being 0 or 65535.
    #[inline]
    pub(crate) fn learn(&mut self, target: i32) {
        let cell = &mut self.cells[self.at];
        *cell = (i32::from(*cell) + ((target - i32::from(*cell)) >> 6)) as u16;
    }
}
