//! Learns the weights: reads the conversations one after the other, each from the primed state.

use crate::corpus::Doc;
use chatlink_dense::Size;
use chatlink_dense::material::Material;
use chatlink_dense::model::{Model, Rates};
use chatlink_dense::weights::{Levels, WEIGHT_SHIFT, Weights, fine_logit, used};

/// The first mixers' rate at the beginning.
const RATE: i32 = 100;

/// The cost of a text in bits; the model learns from it.
pub(crate) fn cost(model: &mut Model, text: &[u8]) -> f64 {
    let mut bits = 0.0;
    for byte in text.iter().copied().chain([0]) {
        for shift in (0..8).rev() {
            let bit = byte >> shift & 1;
            let p = f64::from(model.predict()) / 65536.0;
            bits -= if bit == 1 { p } else { 1.0 - p }.log2();
            model.update(bit);
        }
    }
    bits
}

/// Learns what texts of a size need, from the texts, until `budget` bytes were read.
pub(crate) fn learn(
    size: Size,
    docs: &[Doc],
    material: &Material,
    direct: &[u8],
    budget: usize,
) -> Weights {
    let mut start = Weights::untrained();
    let mut input = direct.iter().copied();
    start.read_direct(&mut || input.next().unwrap_or(0));
    let fresh = start.clone();
    let rates = Rates {
        maps: 1023,
        ..Rates::live(size)
    };
    let mut base = Model::new(size, rates, start, material);
    let mut model = base.clone();
    let (mut used, mut bits) = (0, 0.0);
    for (n, d) in docs.iter().cycle().enumerate() {
        if used >= budget {
            break;
        }
        // The rate falls to a tenth.
        base.rates.mix =
            (RATE * 9 * (budget - used).div_euclid(1024) as i32 / (budget / 1024) as i32 + RATE)
                / 10;
        model.reset_from(&base);
        used += d.body.len();
        bits += cost(&mut model, &d.body);
        std::mem::swap(&mut base.weights, &mut model.weights);
        // What a text taught about its own bytes does not stay.
        base.weights.direct.clone_from(&fresh.direct);
        base.share_maps(&model);
        if n % 100 == 99 {
            eprint!("\r{} KB, {:.4}   ", used / 1024, bits / 8.0 / used as f64);
        }
    }
    eprintln!();
    base.weights
}

/// What was learned in the steps of the file.
pub(crate) fn levels(weights: &mut Weights, size: Size) -> Levels {
    let mut levels = Levels::default();
    for (level, slot) in used(&mut levels.maps, size).zip(used(&mut weights.maps, size)) {
        *level = fine(*slot);
    }
    for (levels, row) in levels.last.iter_mut().zip(&weights.last) {
        *levels = row.map(narrow);
    }
    let rows = levels.both.iter_mut().zip(&mut levels.long);
    for ((both, long), row) in rows.zip(&weights.mix) {
        let long = match size {
            Size::Short => &mut [][..],
            Size::Long => &mut long[..],
        };
        for (level, weight) in both.iter_mut().chain(long).zip(row.as_flattened()) {
            *level = narrow(*weight);
        }
    }
    levels
}

/// The part of the file that has them, after the part `before`.
pub(crate) fn pack(size: Size, levels: &mut Levels, before: &mut Levels) -> Vec<u8> {
    let both = levels.part(size).zip(before.part(size));
    both.map(|(now, before)| now.wrapping_sub(*before) as u8)
        .collect()
}

fn narrow(weight: i16) -> i8 {
    let half = 1 << (WEIGHT_SHIFT - 1);
    let most = i32::from(i16::MAX) >> WEIGHT_SHIFT;
    ((i32::from(weight) + half) >> WEIGHT_SHIFT).clamp(-most, most) as i8
}

fn fine(slot: u32) -> i8 {
    let p = (f64::from(slot >> 10) + 0.5) / f64::from(1 << 22);
    let logit = (p / (1.0 - p)).ln() * 256.0;
    (logit / f64::from(fine_logit(1)))
        .round()
        .clamp(-127.0, 127.0) as i8
}
