//! Mixing in the logistic domain: sums of inputs weighted by learned, adapting weights.
//!
//! Inputs and weights have 16 bits, so that eight products fit one vector instruction where
//! there is one; the result is the same without.

use crate::logistic::LIMIT;

/// Eight inputs, or their weights.
pub(crate) type Lane = [i16; 8];

/// One in the weights' fixed point.
pub(crate) const ONE: i32 = 1 << 14;

/// The weighted sum, as a logit. Sums wrap around at 32 bits, which weights of texts never reach.
#[inline]
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub(crate) fn dot(inputs: &[Lane], weights: &[Lane]) -> i32 {
    (lanes::dot(inputs, weights) >> 14).clamp(-LIMIT, LIMIT)
}

pub(crate) use lanes::learn;

#[cfg(not(target_arch = "wasm32"))]
mod lanes {
    use super::Lane;

    #[inline]
    pub(super) fn dot(inputs: &[Lane], weights: &[Lane]) -> i32 {
        let products = inputs
            .as_flattened()
            .iter()
            .zip(weights.as_flattened())
            .map(|(x, w)| i32::from(*x) * i32::from(*w));
        products.fold(0, i32::wrapping_add)
    }

    /// Moves the weights so that the next sum errs less; `step` is the error times the rate,
    /// more than -2^15.
    #[inline]
    pub(crate) fn learn(inputs: &[Lane], weights: &mut [Lane], step: i16) {
        let weights = weights.as_flattened_mut();
        for (x, w) in inputs.as_flattened().iter().zip(weights) {
            let delta = (i32::from(*x) * i32::from(step) + 0x4000) >> 15;
            *w = w.saturating_add(delta as i16);
        }
    }
}

/// The same in vector instructions, which every browser with modules has.
#[cfg(target_arch = "wasm32")]
mod lanes {
    use super::Lane;
    use core::arch::wasm32::{
        i16x8, i16x8_add_sat, i16x8_extract_lane, i16x8_q15mulr_sat, i16x8_splat, i32x4_add,
        i32x4_dot_i16x8, i32x4_extract_lane, i32x4_splat, v128,
    };

    #[inline]
    #[target_feature(enable = "simd128")]
    fn load(a: &[i16; 8]) -> v128 {
        i16x8(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7])
    }

    #[inline]
    #[target_feature(enable = "simd128")]
    fn store(v: v128) -> [i16; 8] {
        [
            i16x8_extract_lane::<0>(v),
            i16x8_extract_lane::<1>(v),
            i16x8_extract_lane::<2>(v),
            i16x8_extract_lane::<3>(v),
            i16x8_extract_lane::<4>(v),
            i16x8_extract_lane::<5>(v),
            i16x8_extract_lane::<6>(v),
            i16x8_extract_lane::<7>(v),
        ]
    }

    #[inline]
    #[target_feature(enable = "simd128")]
    pub(super) fn dot(inputs: &[Lane], weights: &[Lane]) -> i32 {
        let mut sum = i32x4_splat(0);
        for (x, w) in inputs.iter().zip(weights) {
            sum = i32x4_add(sum, i32x4_dot_i16x8(load(x), load(w)));
        }
        let low = i32x4_extract_lane::<0>(sum).wrapping_add(i32x4_extract_lane::<1>(sum));
        let high = i32x4_extract_lane::<2>(sum).wrapping_add(i32x4_extract_lane::<3>(sum));
        low.wrapping_add(high)
    }

    #[inline]
    #[target_feature(enable = "simd128")]
    pub(crate) fn learn(inputs: &[Lane], weights: &mut [Lane], step: i16) {
        let step = i16x8_splat(step);
        for (x, w) in inputs.iter().zip(weights) {
            *w = store(i16x8_add_sat(load(w), i16x8_q15mulr_sat(load(x), step)));
        }
    }
}
