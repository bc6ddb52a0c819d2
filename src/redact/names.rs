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
    /// A session: what looks random, but no UUID, which programs name their runs by.
    Session,
    /// A part of an address that opens it.
    Opens,
}

/// Endings of names without their signs, in lower case.
#[rustfmt::skip]
const PASSWORDS: [&str; 41] = [
    "password", "passwd", "pwd", "passphrase", "passwort", "kennwort", "passcode",
    "motdepasse", "contraseña", "contrasena", "senha", "wachtwoord", "psw",
    "passw", "пароль", "Пароль", "密码", "密碼", "パスワード", "비밀번호", "hasło", "lösenord",
    "passord", "adgangskode", "salasana", "heslo", "jelszó", "şifre", "κωδικός", "סיסמה", "पासवर्ड", "รหัสผ่าน",
    "口令", "암호", "khẩu", "sandi", "المرور", "السر", "requirepass", "sshpass", "securestring",
];
/// Whole names of passwords.
const SHORT_PASSWORDS: [&str; 14] = [
    "pass",
    "pw",
    "mdp",
    "passe",
    "clave",
    "parola",
    "dbpass",
    "pgpass",
    "userpass",
    "rootpass",
    "adminpass",
    "smtppass",
    "wifipass",
    "şifrem",
];
#[rustfmt::skip]
const SECRETS: [&str; 35] = [
    "secret", "token", "apikey", "accesskey", "accesskeyid", "secretkey", "privatekey",
    "authkey", "signingkey", "encryptionkey", "masterkey", "accountkey", "servicekey",
    "licensekey", "webhookkey", "subscriptionkey", "appkey", "clientkey", "integrationkey",
    "writekey", "instrumentationkey", "credential", "credentials", "authtoken",
    "jwt", "bearer", "keyvalue", "secretkeybase", "apihash", "sharedaccesskey", "токен", "トークン", "令牌", "토큰",
    "jeton",
];
/// Names in other languages behind which a key stands.
#[rustfmt::skip]
const KEYS: [&str; 12] = [
    "schlüssel", "schluessel", "キー", "密钥", "密鑰", "金鑰", "金钥", "키", "ключ", "clé", "sleutel", "klucz",
];
/// Words that begin with a letter outside ASCII and may stand in a sentence before a secret.
#[rustfmt::skip]
pub(super) const FOREIGN: &[(&str, Class)] = &[
    ("пароль", Class::Password), ("Пароль", Class::Password), ("密码", Class::Password), ("密碼", Class::Password),
    ("パスワード", Class::Password), ("비밀번호", Class::Password), ("암호", Class::Password),
    ("口令", Class::Password), ("şifrem", Class::Password), ("şifre", Class::Password), ("κωδικός", Class::Password),
    ("סיסמה", Class::Password), ("पासवर्ड", Class::Password), ("รหัสผ่าน", Class::Password),
    ("المرور", Class::Password), ("السر", Class::Password), ("токен", Class::Secret), ("トークン", Class::Secret),
    ("令牌", Class::Secret), ("キー", Class::Key), ("密钥", Class::Key), ("密鑰", Class::Key), ("金鑰", Class::Key),
];
/// Ends of words of a sentence that go on behind ASCII: `contraseña`, `clé`.
#[rustfmt::skip]
pub(super) const MIXED: &[(&str, Class)] = &[
    ("contraseña", Class::Password), ("lösenord", Class::Password), ("hasło", Class::Password), ("jelszó", Class::Password),
    ("Contraseña", Class::Password), ("Lösenord", Class::Password), ("Hasło", Class::Password),
    ("Schlüssel", Class::Key), ("clé", Class::Key),
];
/// Names that end as those do and hold no secret.
#[rustfmt::skip]
const HARMLESS: [&str; 49] = [
    "primarykey", "foreignkey", "publickey", "cachekey", "sortkey", "partitionkey", "rowkey",
    "groupkey", "querykey", "hashkey", "uniquekey", "indexkey", "mapkey", "publictoken",
    "objectkey", "itemkey", "datakey", "eventkey", "keyboardkey", "shortcutkey", "localekey",
    "messagekey", "translationkey", "fieldkey", "columnkey", "sessionstoragekey", "s3key",
    "bucketkey", "filekey", "metakey", "dictkey", "maxtoken", "padtoken", "eostoken",
    "bostoken", "unktoken", "clstoken", "septoken", "masktoken", "stoptoken", "specialtoken",
    "newtoken", "currenttoken", "previoustoken", "publickeytoken", "cancellationtoken",
    "hotkey", "monkey", "turkey",
];
/// Whole names in the query of an address.
#[rustfmt::skip]
const OPENERS: [&str; 26] = [
    "sig", "signature", "xamzsignature", "xamzcredential", "xamzsecuritytoken",
    "xgoogsignature", "xgoogcredential", "token", "key", "code", "auth", "rlkey", "pwd",
    "sid", "hmac", "invite", "resourcekey", "authkey", "ticket",
    "hash", "appid", "invitation", "mtid", "share", "vercelshare", "invitetoken",
];

/// Whole names, or last words of names of several, that are looked at besides those.
#[rustfmt::skip]
const OTHERS: [&str; 11] = [
    "authorization", "cookie", "pass", "password", "key", "auth", "salt", "pw", "pat", "sessionid", "sessid",
];

/// The last three letters of every name that tells something, by a hash: most names are told apart
/// by one look.
const ENDS: [u64; 64] = ends(&[&PASSWORDS, &SHORT_PASSWORDS, &SECRETS, &KEYS, &OTHERS]);
/// The same in the query of an address.
const QUERY_ENDS: [u64; 64] = ends(&[&OPENERS]);

const fn ends(lists: &[&[&str]]) -> [u64; 64] {
    let mut ends = [0; 64];
    let mut list = 0;
    while list < lists.len() {
        let mut n = 0;
        while n < lists[list].len() {
            let word = lists[list][n].as_bytes();
            let end = word.len();
            let first = if end < 3 { 0 } else { word[end - 3] };
            let hash = ending(first, word[end - 2], word[end - 1]);
            ends[hash >> 6] |= 1 << (hash & 63);
            n += 1;
        }
        list += 1;
    }
    ends
}

const fn ending(first: u8, second: u8, third: u8) -> usize {
    (first as usize * 1031 + second as usize * 37 + third as usize) & 0xFFF
}

fn may_tell(name: &[u8], query: bool) -> bool {
    let mut last = name
        .iter()
        .rev()
        .filter(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii())
        .map(u8::to_ascii_lowercase);
    let (Some(third), Some(second)) = (last.next(), last.next()) else {
        return false;
    };
    let told = |first| {
        let hash = ending(first, second, third);
        let in_it = |ends: &[u64; 64]| {
            ends.get(hash >> 6)
                .is_some_and(|bits| bits >> (hash & 63) & 1 == 1)
        };
        in_it(&ENDS) || query && in_it(&QUERY_ENDS)
    };
    // `db_pw` ends as `pw` does.
    last.next().is_some_and(told) || second == b'p' && third == b'w'
}

/// What a name says; `query` where it stands in the query of an address.
pub(super) fn class_of(name: &[u8], query: bool) -> Option<Class> {
    if name.len() < 2 || !may_tell(name, query) {
        return class_of(without_qualifier(name)?, query);
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
    // No such name is as short as `key` and `token`.
    let harmless = plain.len() >= 6
        && HARMLESS.iter().any(|word| {
            plain.ends_with(word.as_bytes()) && begins_word(name, plain.len() - word.len())
        });
    (!harmless).then_some(class)
}

/// Last words of names that say which one of several it is.
#[rustfmt::skip]
const QUALIFIERS: [&str; 20] = [
    "prod", "production", "dev", "development", "test", "testing", "staging", "stage", "live", "sandbox", "old",
    "new", "backup", "primary", "secondary", "main", "default", "local", "value", "string",
];

/// `DB_PASSWORD` of `DB_PASSWORD_PROD` and `DB_PASSWORD_2`.
fn without_qualifier(name: &[u8]) -> Option<&[u8]> {
    let sign = name.iter().rposition(|byte| matches!(byte, b'_' | b'-'))?;
    let last = name.get(sign + 1..)?;
    let number = last.len() <= 2 && last.iter().all(u8::is_ascii_digit);
    let known = QUALIFIERS
        .iter()
        .any(|word| last.eq_ignore_ascii_case(word.as_bytes()));
    (number || known).then(|| name.get(..sign))?
}

/// Whether a word of the name begins behind so many of its letters.
fn begins_word(name: &[u8], letters: usize) -> bool {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || !byte.is_ascii();
    let at = (name.iter().enumerate())
        .filter(|(_, byte)| plain(byte))
        .nth(letters)
        .map_or(0, |(at, _)| at);
    let before = at.checked_sub(1).and_then(|at| name.get(at));
    let first = name.get(at).is_some_and(u8::is_ascii_uppercase);
    before.is_none_or(|before| !plain(before) || first && before.is_ascii_lowercase())
}

/// What the letters of a name say, whatever else ends so.
fn told(name: &[u8], plain: &[u8], query: bool) -> Option<Class> {
    let is = |word: &str| plain == word.as_bytes();
    let last = plain.last();
    let ends = |word: &str| word.as_bytes().last() == last && plain.ends_with(word.as_bytes());
    match plain {
        b"authorization" | b"proxyauthorization" => return Some(Class::Header),
        b"cookie" | b"setcookie" => return Some(Class::Cookie),
        // The most common ones need no look at the lists.
        b"key" | b"token" if query => return Some(Class::Opens),
        b"password" => return Some(Class::Password),
        b"token" | b"secret" => return Some(Class::Secret),
        b"key" => return Some(Class::Key),
        _ => {}
    }
    let several = name.iter().any(|byte| matches!(byte, b'_' | b'-' | b'.'));
    let mut parts = name.rsplit(|byte| matches!(byte, b'_' | b'-' | b'.'));
    let last_word = parts.next().unwrap_or_default();
    let last_is = |word: &[u8]| last_word.eq_ignore_ascii_case(word);
    // `smtpPass`, `dbPw`
    let hump = |word: &str| {
        name.strip_suffix(word.as_bytes())
            .and_then(<[u8]>::last)
            .is_some_and(u8::is_ascii_lowercase)
    };
    if PASSWORDS.iter().any(|word| ends(word))
        || SHORT_PASSWORDS.iter().any(|word| is(word))
        || several && (last_is(b"pass") || last_is(b"pw"))
        || hump("Pass")
        || hump("Pw")
    {
        return Some(Class::Password);
    }
    if query && OPENERS.iter().any(|word| is(word)) {
        return Some(Class::Opens);
    }
    if SECRETS.iter().any(|word| ends(word)) {
        return Some(Class::Secret);
    }
    if ends("sessionid") || ends("sessid") {
        return Some(Class::Session);
    }
    let last = [&b"key"[..], b"auth", b"salt", b"pat"];
    let named_key = several && last.iter().any(|word| last_is(word))
        || hump("Key")
        || hump("Pat")
        || hump("Salt")
        || KEYS.iter().any(|word| ends(word));
    let whole = ["key", "auth", "salt", "pat"];
    (named_key || whole.iter().any(|word| is(word))).then_some(Class::Key)
}
