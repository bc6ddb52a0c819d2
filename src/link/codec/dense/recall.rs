//! The material sorted by context: what followed a context there, found when a text first has it.
//!
//! Filling the tables with all of the material took longer than reading a text of 64 KB, and most
//! of it is about contexts that a text never has. Sorted lists are quick to make, and they leave the
//! tables to the text.

use crate::table::{self, Bucket};
use alloc::vec;
use alloc::vec::Vec;

/// 2^15 lists for each context.
const BITS: u32 = 15;
/// So many of the newest entries of a list are looked at.
const MOST: u32 = 512;
/// Entries that are sorted at a time: browsers make a function fast once it has been called some
/// times, and not while it runs.
const SLICE: usize = 4096;

/// What followed each context: 24 bits of the context, and the byte.
#[derive(Clone)]
pub(crate) struct Recall {
    /// Where each list begins, and the end of the last.
    starts: Vec<u32>,
    entries: Vec<u32>,
    /// By how much an entry is shifted to be the number of its list.
    shift: u32,
}

/// A context and what followed it, as lists have them.
#[inline]
pub(crate) fn entry(context: u32, byte: u8) -> u32 {
    context.wrapping_mul(0x9E37_79B1) & !255 | u32::from(byte)
}

impl Recall {
    /// Sorts entries by context; those of a list stay in their order.
    pub(crate) fn new(entries: &[u32]) -> Self {
        // Where there is nothing, one list is enough.
        let bits = if entries.is_empty() { 0 } else { BITS };
        let mut new = Self {
            starts: vec![0; (1 << bits) + 1],
            entries: vec![0; entries.len()],
            shift: 32 - bits,
        };
        for slice in entries.chunks(SLICE) {
            new.count(slice);
        }
        let mut total = 0;
        for start in &mut new.starts {
            total += core::mem::replace(start, total);
        }
        for slice in entries.chunks(SLICE) {
            new.place(slice);
        }
        // Each start was moved to the end of its list, which is the start of the next.
        new.starts.rotate_right(1);
        new.starts[0] = 0;
        new
    }

    #[inline]
    fn list_of(&self, entry: u32) -> usize {
        (u64::from(entry) >> self.shift) as usize
    }

    #[inline(never)]
    fn count(&mut self, entries: &[u32]) {
        for entry in entries {
            let list = self.list_of(*entry);
            self.starts[list] += 1;
        }
    }

    #[inline(never)]
    fn place(&mut self, entries: &[u32]) {
        for entry in entries {
            let list = self.list_of(*entry);
            let start = &mut self.starts[list];
            self.entries[*start as usize] = *entry;
            *start += 1;
        }
    }

    /// The list that holds a context, its newest part.
    #[inline]
    pub(crate) fn list(&self, context: u32) -> (u32, u32) {
        let list = self.list_of(entry(context, 0));
        let (start, end) = (self.starts[list], self.starts[list + 1]);
        (start.max(end.saturating_sub(MOST)), end)
    }

    /// Has the processor fetch the beginning of a list. The result means nothing.
    #[inline]
    pub(crate) fn touch(&self, (start, _): (u32, u32)) -> u8 {
        self.entries
            .get(start as usize)
            .copied()
            .unwrap_or_default() as u8
    }

    /// Teaches a new bucket what followed the context; the half byte is as in
    /// [`table::nibble_hash`]. Whether there was something.
    #[inline]
    pub(crate) fn teach(
        &self,
        (start, end): (u32, u32),
        context: u32,
        half: u32,
        bucket: &mut Bucket,
    ) -> bool {
        // With the upper half byte, once that is known.
        let (low, shift) = if half == 0 { (256, 4) } else { (16, 0) };
        let wanted = entry(context, ((half & 15) << 4) as u8);
        let mut any = false;
        for entry in self
            .entries
            .get(start as usize..end as usize)
            .unwrap_or_default()
        {
            if entry ^ wanted < low {
                table::learn(bucket, (entry >> shift & 15) as u8);
                any = true;
            }
        }
        any
    }
}
