//! The names that secrets stand behind.

/// What a name says about its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Password,
    Secret,
    /// Some `…_key`: only what looks random is one.
    Key,
    /// The rest of the line signs in.
    Header,
    Cookie,
    /// A part of an address that opens it.
    Opens,
}

/// Endings of names without their signs, in lower case.
#[rustfmt::skip]
const PASSWORDS: [&str; 22] = [
    "password", "passwd", "pwd", "passphrase", "passwort", "kennwort", "passcode",
    "motdepasse", "contraseña", "contrasena", "senha", "wachtwoord", "psw",
    "passw", "пароль", "Пароль", "密码", "密碼", "パスワード", "비밀번호", "hasło", "lösenord",
];
#[rustfmt::skip]
const SECRETS: [&str; 29] = [
    "secret", "token", "apikey", "accesskey", "accesskeyid", "secretkey", "privatekey",
    "authkey", "signingkey", "encryptionkey", "masterkey", "accountkey", "servicekey",
    "licensekey", "webhookkey", "subscriptionkey", "appkey", "clientkey", "integrationkey",
    "writekey", "instrumentationkey", "credential", "credentials", "authtoken", "sessionid",
    "jwt", "bearer", "keyvalue",
    "secretkeybase",
];
/// Names that end as those do and hold no secret.
#[rustfmt::skip]
const HARMLESS: [&str; 48] = [
    "primarykey", "foreignkey", "publickey", "cachekey", "sortkey", "partitionkey", "rowkey",
    "groupkey", "querykey", "storagekey", "hashkey", "uniquekey", "indexkey", "mapkey",
    "objectkey", "itemkey", "datakey", "eventkey", "keyboardkey", "shortcutkey", "localekey",
    "messagekey", "translationkey", "fieldkey", "columnkey", "sessionstoragekey", "s3key",
    "bucketkey", "filekey", "metakey", "dictkey", "maxtoken", "padtoken", "eostoken",
    "bostoken", "unktoken", "clstoken", "septoken", "masktoken", "stoptoken", "specialtoken",
    "newtoken", "currenttoken", "previoustoken", "publickeytoken", "cancellationtoken",
    "hotkey",
    "monkey",
];
/// Whole names in the query of an address.
#[rustfmt::skip]
const OPENERS: [&str; 20] = [
    "sig", "signature", "xamzsignature", "xamzcredential", "xamzsecuritytoken",
    "xgoogsignature", "xgoogcredential", "token", "key", "code", "auth", "rlkey", "pwd",
    "sid", "hmac", "invite", "resourcekey", "authkey", "ticket",
    "hash",
];

/// Whole names, or last words of names of several, that are looked at besides those.
const OTHERS: [&str; 9] = [
    "authorization",
    "cookie",
    "pass",
    "password",
    "key",
    "auth",
    "salt",
    "dbpw",
    "pw",
];

/// The last two letters of every name that tells something, by a hash: most names are told apart
/// by one look.
const ENDS: [u64; 16] = {
    let mut ends = [0; 16];
    let lists: [&[&str]; 4] = [&PASSWORDS, &SECRETS, &OPENERS, &OTHERS];
    let mut list = 0;
    while list < lists.len() {
        let mut n = 0;
        while n < lists[list].len() {
            let word = lists[list][n].as_bytes();
            let hash = ending(word[word.len() - 2], word[word.len() - 1]);
            ends[hash >> 6] |= 1 << (hash & 63);
            n += 1;
        }
        list += 1;
    }
    ends
};

const fn ending(first: u8, second: u8) -> usize {
    (first as usize * 37 + second as usize) & 0x3FF
}

fn may_tell(name: &[u8]) -> bool {
    let mut last = name
        .iter()
        .rev()
        .filter(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii())
        .map(u8::to_ascii_lowercase);
    let (Some(second), Some(first)) = (last.next(), last.next()) else {
        return false;
    };
    let hash = ending(first, second);
    ENDS.get(hash >> 6)
        .is_some_and(|bits| bits >> (hash & 63) & 1 == 1)
}

/// What a name says; `query` where it stands in the query of an address.
pub(super) fn class_of(name: &[u8], query: bool) -> Option<Class> {
    if name.len() < 3 || !may_tell(name) {
        return None;
    }
    let mut letters = [0; 64];
    let mut count = 0;
    let plain = name
        .iter()
        .filter(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii());
    for (slot, byte) in letters.iter_mut().zip(plain) {
        *slot = byte.to_ascii_lowercase();
        count += 1;
    }
    let plain = letters.get(..count).unwrap_or_default();
    let class = told(name, plain, query)?;
    let harmless = HARMLESS.iter().any(|word| plain.ends_with(word.as_bytes()));
    (!harmless).then_some(class)
}

/// What the letters of a name say, whatever else ends so.
fn told(name: &[u8], plain: &[u8], query: bool) -> Option<Class> {
    let is = |word: &str| plain == word.as_bytes();
    let ends = |word: &str| plain.ends_with(word.as_bytes());
    match plain {
        b"authorization" | b"proxyauthorization" => return Some(Class::Header),
        b"cookie" | b"setcookie" => return Some(Class::Cookie),
        _ => {}
    }
    let several = name.iter().any(|byte| matches!(byte, b'_' | b'-' | b'.'));
    let last_is = |word: &[u8]| {
        name.rsplit(|byte| matches!(byte, b'_' | b'-' | b'.'))
            .next()
            .is_some_and(|last| last.eq_ignore_ascii_case(word))
    };
    if PASSWORDS.iter().any(|word| ends(word))
        || several && (last_is(b"pass") || last_is(b"pw"))
        || is("pass")
    {
        return Some(Class::Password);
    }
    if query && OPENERS.iter().any(|word| is(word)) {
        return Some(Class::Opens);
    }
    if SECRETS.iter().any(|word| ends(word)) {
        return Some(Class::Secret);
    }
    let named_key = several && (last_is(b"key") || last_is(b"auth") || last_is(b"salt"))
        || name.ends_with(b"Key");
    (named_key || is("key")).then_some(Class::Key)
}
