//! Taking the material in without predicting it: what makes the first byte cheap, and what the
//! start of a codec waits for.
//!
//! Each loop is a function of its own that takes a little at a time, since browsers make a function
//! fast once it has been called some times, and not while it runs.

use crate::context::{Hashes, IN_FRAGMENTS, IN_TEXT, Known, Reader, Size};
use crate::matcher::Matcher;
use crate::material::Material;
use crate::recall::{Recall, entry};
use crate::runs::Runs;
use alloc::vec::Vec;

/// Bytes that are taken at a time.
const BLOCK: usize = 2048;

/// The contexts of the material's bytes, each sort for itself.
pub(crate) struct Columns {
    size: Size,
    /// Entries of [`Recall`].
    histories: Vec<Vec<u32>>,
    runs: Vec<Pending>,
}

/// Run slots, and what they have still to learn.
struct Pending {
    slots: Runs,
    hashes: Vec<u32>,
    bytes: Vec<u8>,
}

impl Columns {
    /// Reads all of the material; the reader has read it then.
    pub(crate) fn of(material: &Material, size: Size, reader: &mut Reader) -> Self {
        let (fragments, text) = (material.fragments.len(), material.text.len());
        let column = |i| {
            let fragments = if IN_FRAGMENTS.any(i) { fragments } else { 0 };
            let text = if IN_TEXT.history(i) { text } else { 0 };
            Vec::with_capacity(fragments + text)
        };
        let pending = |_| Pending {
            slots: Runs::new(),
            hashes: Vec::with_capacity(2 * BLOCK),
            bytes: Vec::with_capacity(2 * BLOCK),
        };
        let mut new = Self {
            size,
            histories: (0..size.histories()).map(column).collect(),
            runs: (0..size.runs()).map(pending).collect(),
        };
        let (mut at, mut before) = (0, 0);
        for length in &material.lengths {
            let length = usize::from(*length);
            let fragment = material.fragments.get(at..at + length).unwrap_or_default();
            new.read_fragment(reader, fragment, before);
            new.settle(BLOCK);
            at += length;
            before = length;
        }
        for block in material.text.chunks(BLOCK) {
            new.read_text(reader, block);
            new.settle(BLOCK);
        }
        new.settle(0);
        new
    }

    /// Reads a fragment. Its first byte, where that is no part of a word, tells the end of the
    /// fragment before, of `before` bytes; else contexts count as far as they lie within it.
    #[inline(never)]
    fn read_fragment(&mut self, reader: &mut Reader, fragment: &[u8], before: usize) {
        let Some((first, rest)) = fragment.split_first() else {
            return;
        };
        if first.is_ascii_alphanumeric() || *first >= 128 {
            reader.forget_words();
            reader.push(*first);
        } else {
            let known = IN_FRAGMENTS.known(before, reader.words_known());
            self.read(reader, *first, known);
            reader.forget_words();
        }
        for (at, byte) in rest.iter().enumerate() {
            let known = IN_FRAGMENTS.known(at + 1, reader.words_known());
            self.read(reader, *byte, known);
        }
    }

    #[inline(never)]
    fn read_text(&mut self, reader: &mut Reader, block: &[u8]) {
        for byte in block {
            self.read(reader, *byte, IN_TEXT);
        }
    }

    #[inline]
    fn read(&mut self, reader: &mut Reader, byte: u8, known: Known) {
        let mut hashes = Hashes::default();
        reader.hashes(self.size, &mut hashes);
        reader.push(byte);
        for (i, column) in self.histories.iter_mut().enumerate() {
            if known.history(i) {
                column.push(entry(hashes.histories[i], byte));
            }
        }
        for (i, runs) in self.runs.iter_mut().enumerate() {
            if known.run(i) {
                runs.hashes.push(hashes.runs[i]);
                runs.bytes.push(byte);
            }
        }
    }

    /// Teaches the run slots that have more than so much to learn.
    fn settle(&mut self, most: usize) {
        for runs in self.runs.iter_mut().filter(|runs| runs.bytes.len() > most) {
            runs.slots.learn_all(&runs.hashes, &runs.bytes);
            runs.hashes.clear();
            runs.bytes.clear();
        }
    }

    /// What was read, sorted; and in run slots.
    pub(crate) fn sorted(self) -> (Vec<Recall>, Vec<Runs>) {
        let recalls = self.histories.iter().map(|entries| Recall::new(entries));
        let recalls = recalls.collect();
        (
            recalls,
            self.runs.into_iter().map(|runs| runs.slots).collect(),
        )
    }
}

/// Teaches all of the history to the match models.
pub(crate) fn index(matchers: &mut [Matcher], history: &[u8]) {
    for end in (1..history.len()).step_by(BLOCK) {
        let end = history.len().min(end + BLOCK);
        for matcher in &mut *matchers {
            matcher.learn_all(&history[..end], BLOCK.min(end - 1));
        }
    }
}
