//! The predictor: it says how likely the next bit is a one, and learns from what it was.

use crate::context::{CONTEXTS, EXPECTED, Hashes, RUNS, Reader, Size};
use crate::inputs::{AT_BIAS, AT_DIRECT, LANES, SHORT_LANES, at_guess, at_history};
use crate::logistic::{LIMIT, Logistic};
use crate::matcher::Matcher;
use crate::material::Material;
use crate::mixer::{self, Lane};
use crate::prime::{self, Columns};
use crate::recall::Recall;
use crate::refine::Refine;
use crate::runs::Runs;
use crate::state::NEXT;
use crate::table::{At, Bucket, Table, nibble_hash};
use crate::weights::{Slot, Weights, pair_slot};
use alloc::vec;
use alloc::vec::Vec;

/// How many match models there are.
pub const MATCHERS: usize = 2;
/// The shortest match of each.
const LEAST_MATCH: [usize; MATCHERS] = [6, 12];
/// Probabilities after no, one and two bytes.
pub const DIRECT: usize = 3;

/// Where the probabilities of the match models begin in [`Weights::maps`].
pub const MATCH_MAPS: usize = CONTEXTS * 256;
/// Where those of the run slots begin.
pub const RUN_MAPS: usize = MATCH_MAPS + MATCHERS * 16;
/// Number of all.
pub const MAPS: usize = RUN_MAPS + RUNS * 256;
/// How many first mixers there are; each chooses its row of weights by something else.
pub const SETS: usize = 6;
/// Where the rows of each begin: match lengths, partial byte, last byte, classes, mode, hits.
const ROW: [usize; SETS] = [0, 80, 336, 592, 848, 912];
/// How many last mixers there are.
pub const LASTS: usize = 3;
/// Rows of the last mixers.
pub const LAST_ROWS: usize = 256 + 80 + 256;
/// Rows of the first mixers.
pub const ROWS: usize = 912 + 64;

/// How fast it learns.
#[derive(Clone, Copy, Debug)]
pub struct Rates {
    /// The most that the count of a probability of [`Weights::maps`] grows to: it then moves by
    /// 1/(count + 1.5). 0: they stay as they are.
    pub maps: u32,
    /// Of the first mixers.
    pub mix: i32,
    /// Of the last mixers.
    pub last: i32,
    /// Errors below this teach the first mixers nothing.
    pub skip: i32,
}

impl Rates {
    /// While a text of a size is coded.
    pub const fn live(size: Size) -> Self {
        let maps = match size {
            Size::Short => 0,
            // Learning them takes time, and a long text to learn from.
            Size::Long => 255,
        };
        Self {
            maps,
            mix: 36,
            last: 16,
            skip: 1500,
        }
    }
}

/// The most that the count of a probability after one or two bytes grows to.
const DIRECT_LIMIT: u32 = 255;

/// Everything that prediction and learning need.
#[derive(Clone)]
pub struct Model {
    size: Size,
    /// How fast it learns.
    pub rates: Rates,
    /// What was learned so far.
    pub weights: Weights,
    /// The two inputs that each probability of [`Weights::maps`] gives.
    map_inputs: Vec<[i16; 2]>,
    logistic: Logistic,
    reciprocal: Vec<i32>,
    reader: Reader,
    history: Vec<u8>,
    tables: Vec<Table>,
    /// What the material says about the contexts of the tables.
    recalls: Vec<Recall>,
    runs: Vec<Runs>,
    matchers: [Matcher; MATCHERS],
    hashes: Hashes,
    at: [At; CONTEXTS],
    /// The buckets of this half byte, away from their tables.
    buckets: [Bucket; CONTEXTS],
    /// Where the material may say something of each context of the byte.
    lists: [(u32, u32); CONTEXTS],
    states: [u8; CONTEXTS],
    /// The guessed byte after a one, and the place of its probabilities; 0 where there is none.
    run_guess: [(u32, u32); RUNS],
    /// The bits of the byte so far, after a one.
    partial: u32,
    seen: u32,
    inputs: [Lane; LANES],
    base_rows: [usize; SETS],
    rows: [usize; SETS],
    outs: [i32; SETS],
    probs: [i32; SETS],
    /// Which probabilities guessed this bit, and what they guessed.
    guesses: [(u32, u8); MATCHERS + RUNS],
    direct: [usize; DIRECT],
    last_rows: [usize; LASTS],
    last_probs: [i32; LASTS],
    refine: Refine,
    p: i32,
    /// Keeps the reads ahead alive.
    touched: u8,
}

/// No guess.
const NONE: u32 = u32::MAX;

impl Model {
    /// A model that has read the material.
    pub fn new(size: Size, rates: Rates, weights: Weights, material: &Material) -> Self {
        let logistic = Logistic::new();
        let refine = Refine::new(&logistic);
        let mut reader = Reader::new();
        let columns = Columns::of(material, size, &mut reader);
        let mut history = vec![0];
        history.extend_from_slice(&material.fragments);
        history.extend_from_slice(&material.text);
        let mut matchers = LEAST_MATCH.map(Matcher::new);
        prime::index(&mut matchers, &history);
        let (recalls, runs) = columns.sorted();
        // The tables take the memory of the columns.
        let bits = (0..size.histories()).map(|i| size.table_bits(i));
        let mut new = Self {
            size,
            rates,
            map_inputs: weights
                .maps
                .iter()
                .map(|slot| logistic.inputs(*slot))
                .collect(),
            weights,
            logistic,
            reciprocal: (0..1024).map(|n| 65536 * 2 / (2 * n + 3)).collect(),
            reader,
            history,
            tables: bits.map(Table::new).collect(),
            recalls,
            runs,
            matchers,
            hashes: Hashes::default(),
            at: [At::default(); CONTEXTS],
            buckets: [[0; 16]; CONTEXTS],
            lists: [(0, 0); CONTEXTS],
            states: [0; CONTEXTS],
            run_guess: [(0, 0); RUNS],
            partial: 1,
            seen: 0,
            inputs: [[0; 8]; LANES],
            base_rows: [0; SETS],
            rows: [0; SETS],
            outs: [0; SETS],
            probs: [0; SETS],
            guesses: [(NONE, 0); MATCHERS + RUNS],
            direct: [0; DIRECT],
            last_rows: [0; LASTS],
            last_probs: [0; LASTS],
            refine,
            p: 1 << 15,
            touched: 0,
        };
        new.begin_byte();
        new
    }

    /// Becomes like another model of the same material, without new memory.
    pub fn reset_from(&mut self, base: &Self) {
        for (a, b) in self.tables.iter_mut().zip(&base.tables) {
            a.copy_from(b);
        }
        for (a, b) in self.runs.iter_mut().zip(&base.runs) {
            a.copy_from(b);
        }
        for (a, b) in self.matchers.iter_mut().zip(&base.matchers) {
            a.copy_from(b);
        }
        self.refine.copy_from(&base.refine);
        self.rates = base.rates;
        self.weights.clone_from(&base.weights);
        self.map_inputs.clone_from(&base.map_inputs);
        self.reader.clone_from(&base.reader);
        self.history.clone_from(&base.history);
        self.begin_byte();
    }

    /// Takes over what another model learned of [`Weights::maps`], whose weights it has.
    pub fn share_maps(&mut self, other: &Self) {
        self.map_inputs.clone_from(&other.map_inputs);
    }

    /// All bytes so far, the material's included.
    pub(crate) fn history(&self) -> &[u8] {
        &self.history
    }

    fn begin_byte(&mut self) {
        self.partial = 1;
        self.seen = 0;
        self.reader.hashes(self.size, &mut self.hashes);
        let [short, long] = &self.matchers;
        let length = short.bucket().max(long.bucket());
        let expected = match (short.guess(), long.guess()) {
            (_, Some(byte)) => 512 + u32::from(byte),
            (Some(byte), None) => 256 + u32::from(byte),
            (None, None) => 0,
        };
        let c1 = self.reader.last();
        self.hashes.histories[EXPECTED] =
            (expected << 8 | c1 as u32).wrapping_mul(0x9E37_79B1) ^ (length as u32) << 8;
        self.base_rows = [
            ROW[0] + length * 5,
            ROW[1],
            ROW[2] + c1,
            ROW[3] + self.reader.classes(),
            ROW[4] + self.reader.mode(),
            ROW[5],
        ];
        for (k, runs) in self.runs.iter().enumerate() {
            self.run_guess[k] = match runs.get(self.hashes.runs[k]) {
                Some((byte, count)) => {
                    let at = RUN_MAPS as u32 + k as u32 * 256 + count.min(31) * 8;
                    (u32::from(byte) | 256, at)
                }
                None => (0, 0),
            };
        }
        self.find(0);
    }

    fn find(&mut self, half: u32) {
        let mut hashes = self.hashes.histories;
        for (table, hash) in self.tables.iter().zip(&mut hashes) {
            *hash = nibble_hash(*hash, half);
            self.touched ^= table.touch(*hash);
        }
        // What waits for memory waits together.
        if half == 0 {
            let contexts = self.recalls.iter().zip(&self.hashes.histories);
            for (list, (recall, context)) in self.lists.iter_mut().zip(contexts) {
                *list = recall.list(*context);
            }
            for (list, recall) in self.lists.iter().zip(&self.recalls) {
                self.touched ^= recall.touch(*list);
            }
        }
        for (i, table) in self.tables.iter_mut().enumerate() {
            let (at, new) = table.find(hashes[i]);
            self.at[i] = at;
            self.buckets[i] = table.load(at);
            let (start, end) = self.lists[i];
            if new && start < end {
                let (context, bucket) = (self.hashes.histories[i], &mut self.buckets[i]);
                let any = self.recalls[i].teach((start, end), context, half, bucket);
                if !any && half == 0 {
                    // Nor will it say anything of the lower half.
                    self.lists[i] = (0, 0);
                }
            }
        }
    }

    /// The node of the half byte's tree, 1 to 15.
    fn node(&self) -> usize {
        let bits = self.seen & 3;
        (1 << bits | self.partial & ((1 << bits) - 1)) as usize & 15
    }

    /// Probability of a one, in 1/65536; 8 to 65528.
    #[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
    pub fn predict(&mut self) -> i32 {
        let node = self.node();
        let mut hits = 0;
        for i in 0..self.size.histories() {
            let state = self.buckets[i][node];
            self.states[i] = state;
            hits += usize::from(i < 6 && state != 0);
            let inputs = self.map_inputs[i << 8 | usize::from(state)];
            self.put(at_history(i), inputs);
        }
        let agree = self.guess();
        let c1 = self.reader.last();
        let partial = self.partial as usize;
        let pair = self.reader.recent as u32 & 0xFFFF;
        self.direct = [partial, c1 << 8 | partial, pair_slot(pair, self.partial)];
        for k in 0..DIRECT {
            let slot = self.weights.direct[k][self.direct[k]];
            let inputs = if slot & 1023 > 1 {
                self.logistic.inputs(slot)
            } else {
                [0, 0]
            };
            self.put(AT_DIRECT + 2 * k, inputs);
        }
        self.inputs[AT_BIAS / 8][AT_BIAS % 8] = 256;

        self.rows = self.base_rows;
        self.rows[0] = if agree == 0 {
            ROW[0]
        } else {
            self.base_rows[0] + agree
        };
        self.rows[1] += partial;
        self.rows[5] += hits * 8 + self.seen as usize;
        let lanes = self.lanes();
        for k in 0..SETS {
            self.outs[k] = mixer::dot(
                &self.inputs[..lanes],
                &self.weights.mix[self.rows[k]][..lanes],
            );
            self.probs[k] = self.logistic.squash(self.outs[k]);
        }
        let mut total = 0;
        self.last_rows = [partial, 256 + self.rows[0], 336 + c1];
        for k in 0..LASTS {
            let weights = &self.weights.last[self.last_rows[k]];
            let sum: i32 = self
                .outs
                .iter()
                .zip(weights)
                .map(|(x, w)| x * i32::from(*w))
                .sum();
            let x = (sum >> 14).clamp(-LIMIT, LIMIT);
            self.last_probs[k] = self.logistic.squash(x);
            total += x;
        }
        let x = total / LASTS as i32;
        let refined = self.refine.get(x, self.reader.class() << 8 | partial);
        self.p = ((self.logistic.squash(x) + refined) >> 1).clamp(8, 65528);
        self.p
    }

    /// How many eights of inputs there are.
    #[inline]
    fn lanes(&self) -> usize {
        match self.size {
            Size::Short => SHORT_LANES,
            Size::Long => LANES,
        }
    }

    /// Fills in two inputs that stand side by side in one eight.
    #[inline]
    fn put(&mut self, at: usize, inputs: [i16; 2]) {
        let lane = &mut self.inputs[at / 8];
        lane[at % 8] = inputs[0];
        lane[at % 8 + 1] = inputs[1];
    }

    /// Fills in the inputs of matches and runs; how the matches agree, 0 to 4.
    #[inline]
    fn guess(&mut self) -> usize {
        let mut agree = 0;
        for k in 0..MATCHERS + self.size.runs() {
            let (byte, at) = if k < MATCHERS {
                let m = &self.matchers[k];
                let byte = m.guess().map_or(0, |b| u32::from(b) | 256);
                (byte, (MATCH_MAPS + k * 16 + m.bucket()) as u32)
            } else {
                let (byte, at) = self.run_guess[k - MATCHERS];
                (byte, at + self.seen)
            };
            let mut inputs = [0, 0];
            self.guesses[k] = (NONE, 0);
            if byte >> (8 - self.seen) == self.partial {
                let bit = (byte >> (7 - self.seen) & 1) as u8;
                self.guesses[k] = (at, bit);
                let [x, lean] = self.map_inputs[at as usize];
                inputs = if bit == 1 { [x, lean] } else { [-x, -lean] };
                agree = match k {
                    0 => 1,
                    1 if agree == 0 => 2,
                    1 => 3 + usize::from(self.guesses[0].1 != bit),
                    _ => agree,
                };
            }
            self.put(at_guess(k), inputs);
        }
        agree
    }

    /// Learns the bit that was predicted.
    #[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
    pub fn update(&mut self, bit: u8) {
        let target = i32::from(bit) * 65535;
        let lanes = self.lanes();
        for k in 0..SETS {
            let error = target - self.probs[k];
            if error.abs() >= self.rates.skip {
                let step = ((error * self.rates.mix) >> 9).clamp(-32767, 32767) as i16;
                let weights = &mut self.weights.mix[self.rows[k]][..lanes];
                mixer::learn(&self.inputs[..lanes], weights, step);
            }
        }
        for k in 0..LASTS {
            let step = ((target - self.last_probs[k]) * self.rates.last) >> 9;
            for (x, w) in self
                .outs
                .iter()
                .zip(&mut self.weights.last[self.last_rows[k]])
            {
                *w = (i32::from(*w) + ((x * step + 0x4000) >> 15)).clamp(-32768, 32767) as i16;
            }
        }
        self.refine.learn(target);
        for k in 0..DIRECT {
            let slot = &mut self.weights.direct[k][self.direct[k]];
            learn(slot, bit, DIRECT_LIMIT, &self.reciprocal);
        }
        if self.rates.maps > 0 {
            self.learn_maps(bit);
        }

        let node = self.node();
        for bucket in &mut self.buckets[..self.size.histories()] {
            let state = &mut bucket[node];
            *state = NEXT[usize::from(*state)][usize::from(bit & 1)];
        }
        self.partial = self.partial << 1 | u32::from(bit);
        self.seen += 1;
        if self.seen == 4 {
            self.put_back();
            self.find(16 + (self.partial & 15));
        } else if self.seen == 8 {
            self.end_byte(self.partial as u8);
        }
    }

    /// What training does, and a long text.
    fn learn_maps(&mut self, bit: u8) {
        for i in 0..self.size.histories() {
            if self.states[i] != 0 {
                self.learn_map(i << 8 | usize::from(self.states[i]), bit);
            }
        }
        for (at, guess) in self.guesses {
            if at != NONE {
                self.learn_map(at as usize, u8::from(guess == bit));
            }
        }
    }

    fn learn_map(&mut self, at: usize, bit: u8) {
        learn(
            &mut self.weights.maps[at],
            bit,
            self.rates.maps,
            &self.reciprocal,
        );
        self.map_inputs[at] = self.logistic.inputs(self.weights.maps[at]);
    }

    fn put_back(&mut self) {
        for (i, table) in self.tables.iter_mut().enumerate() {
            table.store(self.at[i], self.buckets[i]);
        }
    }

    fn end_byte(&mut self, byte: u8) {
        self.put_back();
        for (runs, hash) in self.runs.iter_mut().zip(&self.hashes.runs) {
            runs.learn(*hash, byte);
        }
        self.reader.push(byte);
        self.history.push(byte);
        for matcher in &mut self.matchers {
            matcher.push(&self.history);
        }
        self.begin_byte();
    }
}

/// Moves a probability towards what was, the less the more it has seen.
#[inline]
fn learn(slot: &mut Slot, bit: u8, limit: u32, reciprocal: &[i32]) {
    let count = *slot & 1023;
    let p = (*slot >> 10) as i32;
    let target = i32::from(bit) * ((1 << 22) - 1);
    let step =
        ((i64::from(target - p) * i64::from(reciprocal[count as usize & 1023])) >> 16) as i32;
    *slot = ((p + step) as u32) << 10 | (count + u32::from(count < limit));
}
