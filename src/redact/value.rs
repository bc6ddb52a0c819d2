//! What looks like a secret, and what only stands where one will stand.

/// Parts of what stands in examples instead of a secret, in lower case.
#[rustfmt::skip]
const STAND_INS: [&str; 14] = [
    "your", "xxxx", "example", "placeholder", "changeme", "change_me", "change-me",
    "redacted", "insert", "replace", "dummy", "masked", "...",
    "****",
];

/// Parts of what code says instead of a secret, in lower case.
#[rustfmt::skip]
const CODE: [&str; 26] = [
    "process.env", "os.environ", "getenv", "environ[", "import.meta", "secrets.", "config.",
    "settings.", "self.", "this.", "vault:", "…", "•••", "env.", "lorem", "todo", "_here",
    "-here", "${", "{{", "$(", "<", "%(", "#{", "%{",
    "=>",
];

/// Whole values that are no secret, in lower case.
#[rustfmt::skip]
const WORDS: [&str; 69] = [
    "null", "none", "nil", "true", "false", "string", "str", "text", "required", "optional",
    "hidden", "password", "passwd", "pass", "secret", "token", "key", "apikey", "api_key",
    "value", "user", "username", "admin", "root", "test", "testing", "default", "empty",
    "unknown", "auto", "number", "integer", "int", "bool", "boolean", "object", "bytes",
    "self", "this", "input", "random", "hash", "hashed", "encrypted", "invalid", "incorrect",
    "wrong", "missing", "correct", "strong", "weak", "expired", "valid", "basic", "bearer",
    "digest", "postgres", "guest", "mysql", "field", "confirm", "private", "public", "any",
    "undefined", "pwd", "foo", "foobar",
    "bar",
];

/// The bytes that begin one of these parts.
const fn firsts(parts: &[&str]) -> [u64; 4] {
    let mut firsts = [0; 4];
    let mut n = 0;
    while n < parts.len() {
        let byte = parts[n].as_bytes()[0];
        firsts[(byte >> 6) as usize] |= 1 << (byte & 63);
        n += 1;
    }
    firsts
}

const STAND_IN_FIRSTS: [u64; 4] = firsts(&STAND_INS);
const CODE_FIRSTS: [u64; 4] = firsts(&CODE);

/// Whether one of these parts stands in it, in either case: one walk for all of them.
fn holds_one(value: &[u8], parts: &[&str], firsts: &[u64; 4]) -> bool {
    value.iter().enumerate().any(|(at, byte)| {
        let byte = byte.to_ascii_lowercase();
        let begins = firsts
            .get(usize::from(byte >> 6))
            .is_some_and(|bits| bits >> (byte & 63) & 1 == 1);
        begins
            && parts.iter().any(|part| {
                let here = value.get(at..at + part.len());
                here.is_some_and(|here| here.eq_ignore_ascii_case(part.as_bytes()))
            })
    })
}

/// Whether it stands for a secret without being one.
pub(super) fn is_stand_in(value: &[u8]) -> bool {
    stands_in(value) || is_counting(value)
}

/// The same, where `abc123xyz` is somebody's after all.
pub(super) fn stands_in(value: &[u8]) -> bool {
    let plain = value
        .iter()
        .position(u8::is_ascii_alphanumeric)
        .zip(value.iter().rposition(u8::is_ascii_alphanumeric))
        .and_then(|(first, last)| value.get(first..=last))
        .unwrap_or_default();
    let foreign = plain.is_empty() && value.is_ascii();
    foreign
        || distinct(value) < 4
        || WORDS
            .iter()
            .any(|word| word.as_bytes().eq_ignore_ascii_case(plain))
        || holds_one(value, &STAND_INS, &STAND_IN_FIRSTS)
}

/// Whether code stands there that fetches the secret from elsewhere.
pub(super) fn is_code(value: &[u8]) -> bool {
    let variable = matches!(
        value.first(),
        Some(b'$' | b'{' | b'(' | b'@' | b'%' | b'&' | b'[')
    );
    variable && !has_digit_and_letter(value)
        || value.first() == Some(&b'[')
        || holds_one(value, &CODE, &CODE_FIRSTS)
}

/// Whether it could be a key behind a prefix: not a stand-in, and not a few letters repeated.
pub(super) fn is_key_body(body: &[u8]) -> bool {
    !stands_in(body) && distinct(body) >= 6.min(body.len())
}

pub(super) fn has_digit_and_letter(value: &[u8]) -> bool {
    value.iter().any(u8::is_ascii_digit) && value.iter().any(u8::is_ascii_alphabetic)
}

/// Whether nobody would write this by hand: digits among letters, or letters of both cases mixed.
pub(super) fn is_random(value: &[u8]) -> bool {
    value.len() >= 8
        && distinct(value) >= 6
        && !is_stand_in(value)
        && value
            .split(|byte| !byte.is_ascii_alphanumeric())
            .any(|part| part.len() >= 6 && is_mixed(part))
}

/// Whether it is long, of one piece and has digits in it: what stands behind a name that says so is
/// hardly a word.
pub(super) fn is_dense(value: &[u8]) -> bool {
    let digits = value.iter().filter(|byte| byte.is_ascii_digit()).count();
    let letters = value
        .iter()
        .filter(|byte| byte.is_ascii_alphabetic())
        .count();
    let piece = value
        .split(|byte| !byte.is_ascii_alphanumeric())
        .map(<[u8]>::len)
        .max();
    digits >= 2 && letters >= 4 && piece >= Some(16) && distinct(value) >= 8 && !is_stand_in(value)
}

/// Whether it is a UUID.
pub(super) fn is_uuid(value: &[u8]) -> bool {
    let parts = value.split(|&byte| byte == b'-').map(<[u8]>::len);
    parts.eq([8, 4, 4, 4, 12])
        && value
            .iter()
            .all(|byte| byte.is_ascii_hexdigit() || *byte == b'-')
}

/// Names of methods, which stand behind "password" as often as one does.
#[rustfmt::skip]
const METHODS: [&str; 12] = [
    "sha", "md5", "aes", "base64", "bcrypt", "argon", "pbkdf", "scrypt", "oauth", "utf", "hs256", "rs256",
];

/// Whether it names a way to encrypt or to encode, or a version.
pub(super) fn is_method(value: &[u8]) -> bool {
    let begins = |word: &&str| {
        value
            .get(..word.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()))
    };
    value.len() < 14 && METHODS.iter().any(begins)
}

/// Whether letters, capitals and digits change places as they never do in words.
fn is_mixed(part: &[u8]) -> bool {
    let class = |byte: &u8| match byte {
        b'0'..=b'9' => 0,
        b'A'..=b'Z' => 1,
        _ => 2,
    };
    let (mut digits, mut cases) = (0, 0);
    for pair in part.windows(2) {
        let [a, b] = pair else { continue };
        match (class(a), class(b)) {
            (a, b) if a == b => {}
            (0, _) | (_, 0) => digits += 1,
            _ => cases += 1,
        }
    }
    // `word123` and `utf8` have one change; `getElementById` has a capital every few letters.
    digits >= 2 && (digits + cases) * 8 >= part.len()
        || part.len() >= 16 && (digits + cases) * 20 >= part.len() * 9
}

pub(super) fn distinct(value: &[u8]) -> usize {
    let mut seen = [0u64; 4];
    for &byte in value {
        if let Some(word) = seen.get_mut(usize::from(byte >> 6)) {
            *word |= 1 << (byte & 63);
        }
    }
    seen.iter().map(|word| word.count_ones() as usize).sum()
}

/// `1234567890`, `abcdefgh`, `00000000`: nearly every byte follows from the one before.
fn is_counting(value: &[u8]) -> bool {
    let follows = |pair: &&[u8]| {
        let [a, b] = pair else { return false };
        a == b || a.wrapping_add(1) == *b || (*a, *b) == (b'9', b'0')
    };
    value.len() >= 8 && value.windows(2).filter(follows).count() * 10 >= (value.len() - 1) * 7
}
