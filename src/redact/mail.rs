//! E-mail addresses and IP addresses.

use std::net::Ipv6Addr;

use super::Kind;
use super::paths;
use super::scan::{Hit, Set, Text};

/// Names that stand for anybody at a host for examples.
#[rustfmt::skip]
const ANYBODY: [&str; 32] = [
    "user", "users", "you", "your", "yourname", "name", "email", "mail", "example", "test",
    "foo", "bar", "someone", "somebody", "username", "noreply", "no-reply", "git", "root",
    "admin", "me", "a", "b", "x", "address", "youremail", "your-email", "your.email",
    "your_email", "myemail", "recipient",
    "sender",
];

/// Names that belong to no person at any host.
#[rustfmt::skip]
const NOBODY: [&str; 8] = [
    "noreply", "no-reply", "no_reply", "donotreply", "do-not-reply", "mailer-daemon", "git", "example",
];

/// Names of the people in examples, or how they end.
#[rustfmt::skip]
const INVENTED: [&str; 12] = [
    "doe", "smith", "johnson", "bloggs", "mustermann", "alice", "bob", "john", "jane", "jdoe",
    "johndoe", "janedoe",
];

/// Hosts of examples, without their last part.
#[rustfmt::skip]
const EXAMPLES: [&[u8]; 12] = [
    b"example", b"company", b"mycompany", b"yourcompany", b"domain", b"mydomain", b"yourdomain",
    b"your-domain", b"acme", b"test", b"email", b"website",
];

/// Whether an address stands for anybody's: nobody's at all, or that of an invented person at an
/// invented host. Of a name that could be somebody's the host alone does not tell.
fn is_example(name: &[u8], domain: &[u8]) -> bool {
    let in_list = |list: &[&str], word: &[u8]| {
        list.iter()
            .any(|it| word.eq_ignore_ascii_case(it.as_bytes()))
    };
    if in_list(&NOBODY, name) {
        return true;
    }
    let lower = domain.to_ascii_lowercase();
    let mut labels = lower.rsplit(|&byte| byte == b'.');
    let (top, host) = (labels.next(), labels.next().unwrap_or_default());
    let example = EXAMPLES.contains(&host) || top == Some(b"example") && host == b"example";
    let forge = matches!(
        lower.as_slice(),
        b"github.com" | b"gitlab.com" | b"bitbucket.org"
    );
    let last = name
        .rsplit(|byte| matches!(byte, b'.' | b'_' | b'-'))
        .next()
        .unwrap_or_default();
    (example || forge) && in_list(&ANYBODY, name) || example && in_list(&INVENTED, last)
}

/// Ends that belong to files and code, not to hosts.
#[rustfmt::skip]
const NO_HOST: [&str; 52] = [
    "png", "jpg", "jpeg", "gif", "svg", "webp", "ico", "css", "scss", "js", "mjs", "ts",
    "tsx", "jsx", "json", "html", "xml", "yml", "yaml", "md", "py", "rb", "rs", "go", "java",
    "kt", "php", "txt", "csv", "log", "pdf", "zip", "gz", "map", "vue", "lock", "toml", "exe",
    "dll", "shape", "reshape", "sum", "mean", "dot", "transpose", "size", "dtype", "grad",
    "data", "weight", "call",
    "setter",
];

/// An `@` stands here.
pub(super) fn address(text: &Text<'_>, at: usize, hits: &mut Vec<Hit>) {
    let local = |byte: &u8| {
        byte.is_ascii_alphanumeric()
            || matches!(
                byte,
                b'.' | b'_' | b'%' | b'+' | b'-' | b'\'' | b'!' | b'#' | b'/' | b'='
            )
            || *byte >= 0x80
    };
    let before = text.part(at.saturating_sub(64), at);
    let length = before.iter().rev().take_while(|byte| local(byte)).count();
    let mut start = at - length;
    // What cannot begin one belongs to what stands before: `to=mia@…`, `'mia@…`, `/mia@…`; the
    // sign of `o'connor@…` is a letter of it.
    let name = text.part(start, at);
    let sign = name.iter().enumerate().rposition(|(n, byte)| {
        let inside = n.checked_sub(1).and_then(|n| name.get(n));
        let letter = inside.is_some_and(u8::is_ascii_alphanumeric);
        matches!(byte, b'=' | b'/' | b'#' | b'!') || *byte == b'\'' && !letter
    });
    start += sign.map_or(0, |sign| sign + 1);
    while start < at && matches!(text.at(start), b'.' | b'-' | b'+' | b'%' | b'_') {
        start += 1;
    }
    if text.is(start.saturating_sub(2), b"\\n") && text.at(start) == b'n' {
        start += 1;
    }
    // Typographic quotation marks and full-width punctuation are no letters.
    let foreign = text
        .part(start, at)
        .iter()
        .rposition(|&byte| byte == 0xE2 || byte == 0xE3 || byte == 0xEF);
    if let Some(sign) = foreign {
        start = (start + sign + 3).min(at);
    }
    if start == at || text.before(start) == b'@' {
        return;
    }
    let host =
        |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-') || *byte >= 0x80;
    let after = text.part(at + 1, at + 256);
    let length = after.iter().take_while(|byte| host(byte)).count();
    let mut end = at + 1 + length;
    if let Some(sign) = text
        .part(at + 1, end)
        .iter()
        .position(|&byte| matches!(byte, 0xE2 | 0xE3 | 0xEF))
    {
        end = at + 1 + sign;
    }
    while end > at && matches!(text.at(end - 1), b'.' | b'-') {
        end -= 1;
    }
    let name = text.part(start, at);
    let domain = text.part(at + 1, end);
    let Some(dot) = domain.iter().rposition(|&byte| byte == b'.') else {
        return prompt(text, (start, at), end, hits);
    };
    let top = domain.get(dot + 1..).unwrap_or_default();
    let letters = top
        .iter()
        .all(|byte| byte.is_ascii_alphabetic() || *byte >= 0x80)
        || top.starts_with(b"xn--");
    let is_file = NO_HOST
        .iter()
        .any(|it| top.eq_ignore_ascii_case(it.as_bytes()));
    if dot == 0
        || top.len() < 2
        || top.len() > 24
        || !letters
        || is_file
        || domain.windows(2).any(|pair| pair == b"..")
        || matches!(text.at(end), b'(' | b'[')
        || text.at(end) == b'@'
        || is_example(name, domain)
        // `//user:password@host`, which the address has already.
        || text.before(start) == b':' && in_address(text, start)
    {
        return;
    }
    hits.push(Hit {
        kind: Kind::Email,
        start,
        end,
    });
}

/// Whether the address of a page began before, and goes on until here.
fn in_address(text: &Text<'_>, at: usize) -> bool {
    let from = text.run_back(Set::Address, at, 80);
    let part = text.part(from, at);
    part.windows(3).any(|three| three == b"://")
}

/// `mia@laptop:~$`, `mia@laptop ~ %`: the prompt of a shell has the name of its user.
fn prompt(text: &Text<'_>, (start, at): (usize, usize), end: usize, hits: &mut Vec<Hit>) {
    let signs: [&[u8]; 5] = [b":~", b":/", b" ~ %", b" ~]", b" ~ $"];
    let name = text.part(start, at);
    let shown = signs
        .iter()
        .any(|sign| text.part(end, end + sign.len()) == *sign)
        && text
            .part(end, end + 60)
            .iter()
            .any(|byte| matches!(byte, b'$' | b'#' | b'%'));
    if shown && name.len() >= 2 && !paths::is_nobody(name) {
        hits.push(Hit {
            kind: Kind::UserName,
            start,
            end: at,
        });
    }
}

/// What is said in front of a version.
const VERSIONS: [&[u8]; 9] = [
    b"version",
    b"release",
    b"firmware",
    b"build",
    b"ver.",
    b"revision",
    b"assembly",
    b"upgrade",
    b"update to",
];
/// What is said around an address.
const CUES: [&[u8]; 14] = [
    b"ip", b"host", b"server", b"addr", b"ping", b"ssh", b"dns", b"gateway", b"node", b"client",
    b"from", b"listen", b"bind", b"subnet",
];
/// Addresses that everybody has.
const COMMON: [[u8; 4]; 12] = [
    [8, 8, 8, 8],
    [8, 8, 4, 4],
    [1, 1, 1, 1],
    [1, 0, 0, 1],
    [9, 9, 9, 9],
    [192, 168, 0, 1],
    [192, 168, 1, 1],
    [192, 168, 0, 0],
    [192, 168, 1, 0],
    [10, 0, 0, 1],
    [10, 0, 0, 0],
    [169, 254, 169, 254],
];

/// A digit stands here.
pub(super) fn ip4(text: &Text<'_>, at: usize, hits: &mut Vec<Hit>) {
    let part = text.part(at, at + 16);
    let length = part
        .iter()
        .take_while(|byte| byte.is_ascii_digit() || **byte == b'.')
        .count();
    let digits = part.get(..length).unwrap_or_default();
    let digits = digits.strip_suffix(b".").unwrap_or(digits);
    let mut parts = [0u8; 4];
    let mut count = 0;
    for piece in digits.split(|&byte| byte == b'.') {
        let number = std::str::from_utf8(piece)
            .ok()
            .and_then(|it| it.parse().ok());
        let (Some(number), Some(slot)) = (number, parts.get_mut(count)) else {
            return;
        };
        if piece.len() > 1 && piece.starts_with(b"0") {
            return;
        }
        *slot = number;
        count += 1;
    }
    // Most numbers are no address: nothing around them is looked at.
    if count != 4 {
        return;
    }
    let end = at + digits.len();
    let next = text.at(end);
    let before = text.before(at);
    let longer = next.is_ascii_digit()
        || next == b'.' && text.at(end + 1).is_ascii_digit()
        || matches!(next, b'-' | b'+' | b'_') && text.at(end + 1).is_ascii_alphabetic()
        || next.is_ascii_alphabetic();
    // `1.1.2.3.4`, `pkg==1.2.3.4`, `Chrome/120.0.6099.71`, `^1.2.3.4`, `name-1.2.3.4`
    let slash = before == b'/' && text.before(at - 1).is_ascii_alphanumeric();
    let version = matches!(before, b'.' | b'^' | b'~' | b'-' | b'_' | b'#')
        || slash && !text.near(at, 12, &[b"://", b"ip", b"host"])
        || before == b'=' && matches!(text.at(at.saturating_sub(2)), b'=' | b'>' | b'<' | b'~')
        || text.near(at, 20, &VERSIONS) && !text.near(at, 12, &[b"ip", b"host", b"addr"]);
    if longer || version {
        return;
    }
    let [a, b, c, d] = parts;
    let nobody =
        matches!(a, 0 | 127 | 255) || a >= 224 || (b, c, d) == (0, 0, 0) || COMMON.contains(&parts);
    // Few digits are as often a version or a number of a section.
    let short = digits.len() <= 9 && a != 10 && !(a == 172 || a == 192);
    let cue = matches!(before, b'@' | b'/' | b'[')
        || text.near_word(at, 24, &CUES)
        || next == b':' && text.at(end + 1).is_ascii_digit()
        || next == b'/' && text.at(end + 1).is_ascii_digit();
    if nobody || short && !cue {
        return;
    }
    hits.push(Hit {
        kind: Kind::IpAddress,
        start: at,
        end,
    });
}

/// A hexadecimal digit, or the `::` of an address that begins with it.
pub(super) fn ip6(text: &mut Text<'_>, at: usize, hits: &mut Vec<Hit>) {
    let group = text.part(at, at + 5);
    let digits = group
        .iter()
        .take_while(|byte| byte.is_ascii_hexdigit())
        .count();
    if digits == 5 || text.at(at + digits) != b':' || digits == 0 {
        return;
    }
    let part = text.part(at, at + 46);
    let part = part
        .iter()
        .take_while(|byte| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.'));
    let mut end = at + part.count();
    while end > at
        && matches!(text.at(end - 1), b'.' | b':')
        && !text.part(at, end).ends_with(b"::")
    {
        end -= 1;
    }
    let part = text.part(at, end);
    let address = std::str::from_utf8(part)
        .ok()
        .and_then(|it| it.parse::<Ipv6Addr>().ok());
    let Some(address) = address else { return };
    let groups = part.split(|&byte| byte == b':').filter(|it| !it.is_empty());
    let numbers = groups
        .clone()
        .any(|it| it.len() >= 3 && it.iter().any(u8::is_ascii_digit));
    let known = address
        .segments()
        .first()
        .is_some_and(|first| *first >= 0x2000);
    if groups.count() < 2
        || !numbers
        || !known
        || text.at(end).is_ascii_alphanumeric()
        || text.before(at) == b':'
    {
        return;
    }
    hits.push(Hit {
        kind: Kind::IpAddress,
        start: at,
        end,
    });
}
