//! A moment in whole seconds UTC.
//!
//! The calendar is counted here: the crate `time`, which a test compares it with, weighs 12 KB in the wasm.

use serde::{Deserialize, Serialize};

const DAY: i64 = 86_400;

/// A moment in whole seconds UTC; RFC 3339 in JSON.
///
/// Fractions of a second are dropped and offsets are turned into UTC when it is read.
///
/// ```
/// use chatlink::conversation::Timestamp;
/// let t = Timestamp::parse("2026-05-03T12:00:00.5+02:00").unwrap();
/// assert_eq!(t.to_string(), "2026-05-03T10:00:00Z");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Timestamp(i64);

impl Timestamp {
    /// 0000-01-01T00:00:00Z, the first moment RFC 3339 can write.
    pub const MIN: Self = Self(-62_167_219_200);
    /// 9999-12-31T23:59:59Z, the last one.
    pub const MAX: Self = Self(253_402_300_799);

    /// From seconds since 1970-01-01T00:00:00Z; `None` outside of [`Self::MIN`]..=[`Self::MAX`].
    pub fn from_unix(seconds: i64) -> Option<Self> {
        (Self::MIN.0..=Self::MAX.0)
            .contains(&seconds)
            .then_some(Self(seconds))
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub fn unix(self) -> i64 {
        self.0
    }

    /// Reads RFC 3339; `None` if the text is not such a moment. A leap second is the one before it.
    pub fn parse(text: &str) -> Option<Self> {
        let mut rest = text.as_bytes();
        let year = digits(&mut rest, 4)?;
        sign(&mut rest, b"-")?;
        let month = digits(&mut rest, 2)?;
        sign(&mut rest, b"-")?;
        let day = digits(&mut rest, 2)?;
        sign(&mut rest, b"Tt ")?;
        let hour = digits(&mut rest, 2)?;
        sign(&mut rest, b":")?;
        let minute = digits(&mut rest, 2)?;
        sign(&mut rest, b":")?;
        let second = digits(&mut rest, 2)?;
        if sign(&mut rest, b".").is_some() {
            digits(&mut rest, 1)?;
            while digits(&mut rest, 1).is_some() {}
        }
        let offset = match sign(&mut rest, b"Zz+-")? {
            b'Z' | b'z' => 0,
            side => {
                let hours = digits(&mut rest, 2).filter(|hours| *hours < 24)?;
                sign(&mut rest, b":")?;
                let minutes = digits(&mut rest, 2).filter(|minutes| *minutes < 60)?;
                let away = hours * 3_600 + minutes * 60;
                if side == b'-' { -away } else { away }
            }
        };
        let leap = second == 60;
        let fits = rest.is_empty() && hour < 24 && minute < 60 && (second < 60 || leap);
        let days = (1..=12).contains(&month) && (1..=length(year, month)).contains(&day);
        if !fits || !days {
            return None;
        }
        let second = if leap { 59 } else { second };
        let local = day_number(year, month, day) * DAY + hour * 3_600 + minute * 60 + second;
        let moment = Self::from_unix(local - offset)?;
        // Leap seconds are the last of a month.
        (!leap || (moment.0 + 1) % DAY == 0 && moment.date().2 == moment.month_length())
            .then_some(moment)
    }

    /// Year, month and day.
    fn date(self) -> (i64, i64, i64) {
        // Years begin in March here, so that the day that some of them lack is their last.
        let day = self.0.div_euclid(DAY) + EPOCH;
        let (era, day) = (day.div_euclid(ERA), day.rem_euclid(ERA));
        let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
        let day = day - (365 * year + year / 4 - year / 100);
        let month = (5 * day + 2) / 153;
        let day = day - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        (400 * era + year + i64::from(month <= 2), month, day)
    }

    fn month_length(self) -> i64 {
        let (year, month, _) = self.date();
        length(year, month)
    }
}

/// Days of 400 years, after which the calendar repeats.
const ERA: i64 = 146_097;
/// Days from 0000-03-01 to 1970-01-01.
const EPOCH: i64 = 719_468;

/// How many days lie between 1970-01-01 and this day.
fn day_number(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year) = (year.div_euclid(400), year.rem_euclid(400));
    let month = (month + 9) % 12;
    let in_year = (153 * month + 2) / 5 + day - 1;
    era * ERA + year * 365 + year / 4 - year / 100 + in_year - EPOCH
}

/// How many days a month has.
fn length(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// A number of so many digits, and goes on behind it.
fn digits(rest: &mut &[u8], count: usize) -> Option<i64> {
    let (number, after) = rest.split_at_checked(count)?;
    let mut value = 0;
    for digit in number {
        value = value * 10 + i64::from(digit.checked_sub(b'0').filter(|digit| *digit < 10)?);
    }
    *rest = after;
    Some(value)
}

/// One of these signs, and goes on behind it.
fn sign(rest: &mut &[u8], signs: &[u8]) -> Option<u8> {
    let (first, after) = rest.split_first()?;
    let first = signs.contains(first).then_some(*first)?;
    *rest = after;
    Some(first)
}

impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (year, month, day) = self.date();
        let second = self.0.rem_euclid(DAY);
        let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"
        )
    }
}

impl TryFrom<String> for Timestamp {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or_else(|| format!("not an RFC 3339 moment: {text}"))
    }
}

impl From<Timestamp> for String {
    fn from(moment: Timestamp) -> Self {
        moment.to_string()
    }
}
