//! Where the inputs of the first mixers stand: what all texts have, then what only long ones have.

use crate::context::{CONTEXTS, RUNS, Size};
use crate::model::{DIRECT, MATCHERS};

const SHORT_CONTEXTS: usize = Size::Short.histories();
const SHORT_RUNS: usize = Size::Short.runs();
const AT_MATCH: usize = SHORT_CONTEXTS * 2;
const AT_RUN: usize = AT_MATCH + MATCHERS * 2;
pub(crate) const AT_DIRECT: usize = AT_RUN + SHORT_RUNS * 2;
pub(crate) const AT_BIAS: usize = AT_DIRECT + DIRECT * 2;
/// Eights of inputs that a short text has.
pub(crate) const SHORT_LANES: usize = (AT_BIAS + 1).div_ceil(8);
const AT_MORE: usize = SHORT_LANES * 8;
const AT_MORE_RUNS: usize = AT_MORE + (CONTEXTS - SHORT_CONTEXTS) * 2;
/// Eights of inputs of the first mixers.
pub(crate) const LANES: usize = (AT_MORE_RUNS + (RUNS - SHORT_RUNS) * 2).div_ceil(8);

/// Where the two inputs of a history are.
#[inline]
pub(crate) const fn at_history(i: usize) -> usize {
    if i < SHORT_CONTEXTS {
        2 * i
    } else {
        AT_MORE + 2 * (i - SHORT_CONTEXTS)
    }
}

/// Where the two inputs of a guess are: of matches, then of runs.
#[inline]
pub(crate) const fn at_guess(k: usize) -> usize {
    if k < MATCHERS + SHORT_RUNS {
        AT_MATCH + 2 * k
    } else {
        AT_MORE_RUNS + 2 * (k - MATCHERS - SHORT_RUNS)
    }
}
