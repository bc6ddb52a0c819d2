//! A binary arithmetic coder over 16-bit probabilities.

use alloc::vec::Vec;

/// How many zeros at the end of a payload may be left out.
const TRIM: usize = 4;

/// Turns bits and their probabilities into bytes.
pub(crate) struct Encoder {
    low: u32,
    high: u32,
    out: Vec<u8>,
}

fn split(low: u32, high: u32, p1: i32) -> u32 {
    let range = high - low;
    low + ((u64::from(range) * p1 as u64) >> 16) as u32
}

impl Encoder {
    pub(crate) fn new() -> Self {
        Self {
            low: 0,
            high: u32::MAX,
            out: Vec::new(),
        }
    }

    /// Codes `bit`, which is one with probability `p1` / 65536.
    pub(crate) fn encode(&mut self, bit: u8, p1: i32) {
        let mid = split(self.low, self.high, p1);
        if bit == 1 {
            self.high = mid;
        } else {
            self.low = mid + 1;
        }
        while (self.low ^ self.high) >> 24 == 0 {
            self.out.push((self.high >> 24) as u8);
            self.low <<= 8;
            self.high = self.high << 8 | 255;
        }
    }

    /// The shortest end: readers take zeros for what lies beyond.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        if self.low > 0 {
            for bytes in 1..=4u32 {
                let shift = 32 - 8 * bytes;
                let mask = if shift == 0 { 0 } else { (1u32 << shift) - 1 };
                let value = self.low.checked_add(mask).map(|v| v & !mask);
                if let Some(v) = value.filter(|v| *v <= self.high) {
                    self.out
                        .extend_from_slice(&v.to_be_bytes()[..bytes as usize]);
                    break;
                }
            }
        }
        let kept = self
            .out
            .iter()
            .rev()
            .take(TRIM)
            .take_while(|byte| **byte == 0)
            .count();
        self.out.truncate(self.out.len() - kept);
        self.out
    }
}

/// The way back.
pub(crate) struct Decoder<T> {
    low: u32,
    high: u32,
    value: u32,
    input: T,
    at: usize,
}

impl<T: AsRef<[u8]>> Decoder<T> {
    pub(crate) fn new(input: T) -> Self {
        let mut new = Self {
            low: 0,
            high: u32::MAX,
            value: 0,
            input,
            at: 0,
        };
        for _ in 0..4 {
            new.shift();
        }
        new
    }

    fn shift(&mut self) {
        let next = self.input.as_ref().get(self.at).copied();
        self.value = self.value << 8 | u32::from(next.unwrap_or(0));
        self.at += 1;
    }

    pub(crate) fn decode(&mut self, p1: i32) -> u8 {
        let mid = split(self.low, self.high, p1);
        let bit = u8::from(self.value <= mid);
        if bit == 1 {
            self.high = mid;
        } else {
            self.low = mid + 1;
        }
        while (self.low ^ self.high) >> 24 == 0 {
            self.low <<= 8;
            self.high = self.high << 8 | 255;
            self.shift();
        }
        bit
    }

    /// How many bytes were taken.
    pub(crate) fn read(&self) -> usize {
        self.at.min(self.input.as_ref().len())
    }

    /// Whether bytes are left that have decided nothing.
    pub(crate) fn unread(&self) -> bool {
        self.at < self.input.as_ref().len()
    }

    /// How many bytes beyond the input have been taken for zeros.
    pub(crate) fn beyond(&self) -> usize {
        self.at.saturating_sub(self.input.as_ref().len())
    }
}
