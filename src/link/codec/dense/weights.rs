//! What was learned offline: probabilities of the histories, of the commonest bytes after one and
//! two others, and the mixers' weights.

use crate::context::Size;
use crate::inputs::{LANES, SHORT_LANES};
use crate::logistic::Logistic;
use crate::mixer::{Lane, ONE};
use crate::model::{DIRECT, LAST_ROWS, MAPS, MATCH_MAPS, ROWS, RUN_MAPS, SETS};
use crate::state::USED;
use alloc::vec;
use alloc::vec::Vec;

/// A probability that adapts: 22 bits, and below them 10 bits of how often it was used.
pub type Slot = u32;

/// How many numbers of histories are used.
pub const STATES: usize = USED;
/// 2^20 slots for the bytes after two others: 2^16 half bytes of 16 nodes.
pub const PAIR_BITS: u32 = 20;
/// How much the shipped probabilities of single bytes and pairs count for.
const DIRECT_COUNT: u32 = 30;
/// Weights ship in steps of 2^8 of their 2^14.
pub const WEIGHT_SHIFT: u32 = 9;
/// How much the other shipped probabilities count for.
const MAP_COUNT: u32 = 127;

/// All that is learned.
#[derive(Clone)]
pub struct Weights {
    /// Of the histories (for each context and state), match models (for each length) and run
    /// slots (for each count and bit of the byte).
    pub maps: Vec<Slot>,
    /// Of the bits of a byte after no, one and two others; they go on learning.
    pub direct: [Vec<Slot>; DIRECT],
    /// The first mixers; they go on learning.
    pub mix: Vec<[Lane; LANES]>,
    /// The last mixers; they go on learning.
    pub last: Vec<[i16; SETS]>,
}

/// Where the slot is of a bit (`partial`: the byte's bits so far after a one) after two bytes.
/// The nodes of a half byte are neighbours.
#[inline]
pub fn pair_slot(pair: u32, partial: u32) -> usize {
    let (half, node) = match partial {
        0..=15 => (0, partial),
        16..=31 => (partial, 1),
        32..=63 => (partial >> 1, 2 | partial & 1),
        64..=127 => (partial >> 2, 4 | partial & 3),
        _ => (partial >> 3, 8 | partial & 7),
    };
    let hash = (pair << 8 | half).wrapping_mul(0x9E37_79B1) >> (32 - PAIR_BITS + 4);
    (hash << 4 | node & 15) as usize
}

/// A probability of one half that has seen nothing.
const UNKNOWN: Slot = 1 << 31;

impl Weights {
    /// Before anything was learned.
    pub fn untrained() -> Self {
        let mut row = [[0; 8]; LANES];
        let histories = row.as_flattened_mut().iter_mut().step_by(2);
        for weight in histories.take(Size::Short.histories()) {
            *weight = (ONE / 5) as i16;
        }
        let mut maps = vec![UNKNOWN; MAPS];
        maps[MATCH_MAPS..].fill(3 << 30);
        Self {
            maps,
            direct: [256, 1 << 16, 1 << PAIR_BITS].map(|size| vec![UNKNOWN; size]),
            mix: vec![row; ROWS],
            last: vec![[(ONE / SETS as i32) as i16; SETS]; LAST_ROWS],
        }
    }

    /// From their file, unpacked, for texts of a size; `docs/CODEC-2.md` has its layout.
    pub fn read(file: &[u8], size: Size) -> Self {
        let logistic = Logistic::new();
        let fine = |level: i8| slot(logistic.squash(fine_logit(level)), MAP_COUNT);
        let mut new = Self::untrained();
        let mut input = file.iter().copied();
        let mut next = || input.next().unwrap_or(0);
        new.read_direct(&mut next);
        let mut levels = Levels::default();
        for part in [Size::Short, Size::Long] {
            for level in levels.part(part) {
                *level = level.wrapping_add(next() as i8);
            }
            if part == size {
                break;
            }
        }
        for (slot, level) in used(&mut new.maps, size).zip(used(&mut levels.maps, size)) {
            *slot = fine(*level);
        }
        let wide = |level: &i8| i16::from(*level) << WEIGHT_SHIFT;
        for (row, (both, long)) in new.mix.iter_mut().zip(levels.both.iter().zip(&levels.long)) {
            for (weight, level) in row
                .as_flattened_mut()
                .iter_mut()
                .zip(both.iter().chain(long))
            {
                *weight = wide(level);
            }
        }
        for (row, levels) in new.last.iter_mut().zip(&levels.last) {
            *row = levels.each_ref().map(wide);
        }
        new
    }

    /// The trees of the bits after no, one and two bytes: which pairs have one, then the trees.
    pub fn read_direct(&mut self, next: &mut dyn FnMut() -> u8) {
        let logistic = Logistic::new();
        let slots: Vec<Slot> = (0..=u8::MAX)
            .map(|level| slot(logistic.squash(coarse_logit(level)), DIRECT_COUNT))
            .collect();
        let mut pairs = Vec::new();
        for c2 in 0..256u32 {
            let mut c1 = 0u32;
            loop {
                let gap = next();
                if gap == 0 {
                    break;
                }
                c1 = (c1 + u32::from(gap)) & 255;
                pairs.push(c2 << 8 | (c1 + 255) & 255);
            }
        }
        let mut order0 = [0; 256];
        tree(1, &[0; 256], next, &mut |node, level| {
            order0[node] = level;
            self.direct[0][node] = slots[usize::from(level)];
        });
        let mut order1 = vec![[0; 256]; 256];
        for (c1, levels) in order1.iter_mut().enumerate() {
            tree(1, &order0, next, &mut |node, level| {
                levels[node] = level;
                self.direct[1][c1 << 8 | node] = slots[usize::from(level)];
            });
        }
        for pair in pairs {
            let before = &order1[(pair & 255) as usize];
            tree(1, before, next, &mut |node, level| {
                self.direct[2][pair_slot(pair, node as u32)] = slots[usize::from(level)];
            });
        }
    }
}

/// What was learned but for the trees, in the steps of the file: maps in logits of 24, weights in 2^9.
pub struct Levels {
    /// As [`Weights::maps`].
    pub maps: Vec<i8>,
    /// As [`Weights::last`].
    pub last: Vec<[i8; SETS]>,
    /// The lanes of [`Weights::mix`] that texts of both sizes have …
    pub both: Vec<[i8; SHORT_LANES * 8]>,
    /// … and those that only long ones have.
    pub long: Vec<[i8; (LANES - SHORT_LANES) * 8]>,
}

impl Default for Levels {
    fn default() -> Self {
        Self {
            maps: vec![0; MAPS],
            last: vec![[0; SETS]; LAST_ROWS],
            both: vec![[0; SHORT_LANES * 8]; ROWS],
            long: vec![[0; (LANES - SHORT_LANES) * 8]; ROWS],
        }
    }
}

impl Levels {
    /// What texts of a size use, in the order of the file, which has of each by how much it differs
    /// from the part before.
    pub fn part(&mut self, size: Size) -> impl Iterator<Item = &mut i8> {
        let long = match size {
            Size::Short => &mut [][..],
            Size::Long => &mut self.long[..],
        };
        used(&mut self.maps, size)
            .chain(self.last.as_flattened_mut())
            .chain(self.both.as_flattened_mut())
            .chain(long.as_flattened_mut())
    }
}

/// Those of [`Weights::maps`] that texts of a size use.
pub fn used<T>(maps: &mut [T], size: Size) -> impl Iterator<Item = &mut T> {
    let (histories, others) = maps.split_at_mut(MATCH_MAPS);
    let histories = histories.chunks_mut(256).take(size.histories());
    let others = others.iter_mut();
    histories
        .flat_map(|states| &mut states[1..USED])
        .chain(others.take(RUN_MAPS - MATCH_MAPS + size.runs() * 256))
}

/// The commonest level.
const MIDDLE: u8 = 32;

/// A tree of bits, depth first. A zero stands for a branch that is not there; else a byte says by how
/// much the level differs from `before`, where that has one.
fn tree(
    node: usize,
    before: &[u8; 256],
    next: &mut dyn FnMut() -> u8,
    set: &mut dyn FnMut(usize, u8),
) {
    let difference = next();
    if difference == 0 {
        return;
    }
    let base = match before[node] {
        0 => MIDDLE,
        level => level,
    };
    // Levels are 1 to 63, and so are differences: they go round.
    let level = (u32::from(difference - 1) + u32::from(base - 1)) % 63 + 1;
    set(node, level as u8);
    if node < 128 {
        tree(node * 2, before, next, set);
        tree(node * 2 + 1, before, next, set);
    }
}

/// The logit of a level of the trees, 1 to 63.
pub fn coarse_logit(level: u8) -> i32 {
    (i32::from(level) - 32) * 88
}

/// The logit of a level of the other probabilities.
pub fn fine_logit(level: i8) -> i32 {
    i32::from(level) * 24
}

/// A slot of a probability in 1/65536.
fn slot(p: i32, count: u32) -> Slot {
    (p as u32) << 16 | count
}
