//! Moments in few characters: seconds since the moment before, in base 36.

use crate::conversation::Timestamp;
use crate::error::Error;

/// Digits, and the letters `a` to `z` after them.
const BASE: i64 = 36;

/// The moment that was written or read last; at first 1970-01-01T00:00:00Z.
#[derive(Default)]
pub(super) struct Clock(i64);

impl Clock {
    /// The seconds from the last moment to this one, which then is the last one.
    pub(super) fn write(&mut self, moment: Timestamp) -> String {
        let difference = moment.unix() - self.0;
        self.0 = moment.unix();
        let mut digits = Vec::new();
        let mut rest = difference.abs();
        loop {
            digits.extend(char::from_digit((rest % BASE) as u32, BASE as u32));
            rest /= BASE;
            if rest == 0 {
                break;
            }
        }
        if difference < 0 {
            digits.push('-');
        }
        digits.iter().rev().collect()
    }

    /// The moment that so many seconds lie after the last one.
    pub(super) fn read(&mut self, text: &[u8]) -> Result<Timestamp, Error> {
        let digits = text.strip_prefix(b"-").unwrap_or(text);
        let good = digits
            .iter()
            .all(|byte| byte.is_ascii_digit() || byte.is_ascii_lowercase());
        let difference = std::str::from_utf8(text)
            .ok()
            .filter(|_| good)
            .and_then(|text| i64::from_str_radix(text, BASE as u32).ok());
        let moment = difference
            .and_then(|difference| self.0.checked_add(difference))
            .and_then(Timestamp::from_unix)
            .ok_or(Error::LinkDamaged)?;
        self.0 = moment.unix();
        Ok(moment)
    }
}
