//! How hard a password is to guess, as far as its look tells.
//!
//! A program that guesses knows what people choose: words, years, rows of the keyboard. What can be
//! said without its lists is when a password is surely weak; nobody can say that one is surely good,
//! and the words for people do not.

/// What can be said of a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Guessed by trying.
    Weak,
    /// Long enough to be a bother.
    Fair,
    /// So long that only what it means could give it away.
    Long,
}

/// From so many characters on that tell something new.
const FAIR: usize = 9;
const LONG: usize = 14;

/// What lists of guesses begin with, in small letters; each counts as one character.
const COMMON: [&str; 16] = [
    "password", "passwort", "qwerty", "qwertz", "azerty", "asdf", "letmein", "iloveyou", "welcome",
    "admin", "dragon", "monkey", "football", "chatlink", "secret", "login",
];

impl Strength {
    /// What the look of a password tells.
    pub fn of(password: &str) -> Self {
        match telling(password) {
            LONG.. => Self::Long,
            FAIR.. => Self::Fair,
            _ => Self::Weak,
        }
    }

    /// The key of its words in `_locales`.
    pub fn message_key(self) -> &'static str {
        match self {
            Self::Weak => "password_weak",
            Self::Fair => "password_fair",
            Self::Long => "password_long",
        }
    }
}

/// How many characters tell something new: of rows such as `1111`, `1234` and `dcba` the first two,
/// and no more than twice as many as there are different ones.
fn telling(password: &str) -> usize {
    let mut text = password.to_lowercase();
    for word in COMMON {
        text = text.replace(word, "*");
    }
    let mut signs: Vec<i64> = text.chars().map(|sign| u32::from(sign).into()).collect();
    let goes_on = |three: &&[i64]| match three {
        [a, b, c] => b - a == c - b && (b - a).abs() <= 1,
        _ => false,
    };
    let rows = signs.windows(3).filter(goes_on).count();
    let new = signs.len() - rows;
    signs.sort_unstable();
    signs.dedup();
    new.min(2 * signs.len())
}
