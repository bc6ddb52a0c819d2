//! Taking a text into tables, runs and match index without predicting it: what makes the first
//! byte cheap, and what the start of a codec waits for.
//!
//! Block by block, and within a block one table at a time: memory is slow, and one table nearly
//! fits into the cache. Each loop is a function of its own, since browsers make a function fast
//! once it has been called some times, and not while it runs.

use crate::context::{CONTEXTS, Hashes, Reader, Size};
use crate::matcher::Matcher;
use crate::runs::Runs;
use crate::table::Table;
use alloc::vec;
use alloc::vec::Vec;

/// Bytes of a block.
pub(crate) const BLOCK: usize = 2048;

/// The hashes of a block's bytes, context by context.
pub(crate) struct Columns {
    size: Size,
    histories: Vec<[u32; BLOCK]>,
    runs: Vec<[u32; BLOCK]>,
}

impl Columns {
    pub(crate) fn new(size: Size) -> Self {
        Self {
            size,
            histories: vec![[0; BLOCK]; size.histories()],
            runs: vec![[0; BLOCK]; size.runs()],
        }
    }

    /// Reads a block, which becomes the newest part of the history.
    #[inline(never)]
    pub(crate) fn read(&mut self, reader: &mut Reader, block: &[u8]) {
        let mut hashes = Hashes::default();
        for (k, byte) in block.iter().enumerate().take(BLOCK) {
            reader.hashes(self.size, &mut hashes);
            reader.push(*byte);
            for (column, hash) in self.histories.iter_mut().zip(hashes.histories) {
                column[k] = hash;
            }
            for (column, hash) in self.runs.iter_mut().zip(hashes.runs) {
                column[k] = hash;
            }
        }
    }

    /// Teaches the block to all that is asked to learn it.
    pub(crate) fn teach(
        &self,
        block: &[u8],
        tables: &mut [Table],
        which: &[bool; CONTEXTS],
        runs: &mut [Runs],
    ) {
        for (column, runs) in self.runs.iter().zip(runs) {
            runs.learn_all(column, block);
        }
        for ((column, table), _) in self
            .histories
            .iter()
            .zip(tables)
            .zip(which)
            .filter(|(_, learns)| **learns)
        {
            table.learn_all(column, block);
        }
    }
}

/// Teaches the newest bytes of the history to the match models.
pub(crate) fn index(matchers: &mut [Matcher], history: &[u8], newest: usize) {
    for matcher in matchers {
        matcher.learn_all(history, newest);
    }
}
