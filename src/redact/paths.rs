//! The names of users in the paths of their home directories.

use super::Kind;
use super::scan::{Hit, Text};

/// The folders that hold homes, and whether the case of their letters counts.
const HOMES: [(&[u8], bool); 9] = [
    (concat!("/ho", "me/").as_bytes(), true),
    (concat!("/Us", "ers/").as_bytes(), true),
    (b"\\Users\\", false),
    (b"/Documents and Settings/", false),
    (b"\\Documents and Settings\\", false),
    (b"\\Users/", false),
    (b"/var/users/", true),
    (b"/homes/", true),
    (b"/run/media/", true),
];

/// Names that belong to nobody, and steps of addresses that look like homes.
#[rustfmt::skip]
const NOBODY: [&str; 58] = [
    "user", "users", "username", "you", "yourname", "your", "name", "shared", "public",
    "default", "runner", "ubuntu", "ec2-user", "vagrant", "node", "app", "docker", "admin",
    "administrator", "root", "me", "someone", "myuser", "home", "index", "dashboard", "about",
    "settings", "profile", "main", "page", "login", "assets", "all", "list", "new", "edit",
    "id", "linuxbrew", "jovyan", "site", "www", "www-data", "data", "src", "runneradmin",
    "codespace", "gitpod", "vscode", "circleci", "jenkins", "git", "postgres", "pi",
    "yourusername", "your_username", "your-username",
    "xxx",
];

/// A slash of either kind stands here.
pub(super) fn read(text: &mut Text<'_>, at: usize, hits: &mut Vec<Hit>) {
    let Some(start) = HOMES.iter().find_map(|(home, exact)| {
        let here = text.part(at, at + home.len());
        let exact = *exact && text.before(at) != b':';
        let is = if exact {
            here == *home
        } else {
            here.eq_ignore_ascii_case(home)
        };
        is.then_some(at + home.len())
    }) else {
        return;
    };
    let windows = text.at(start - 1) == b'\\' || text.before(at) == b':';
    // `https://host/home/…` is no directory; `C:/Users`, `file:///home` and `-I/home` are.
    let before = text.before(at);
    let letter = before.is_ascii_alphanumeric() || matches!(before, b'.' | b'-' | b'_');
    let mounted = text.near(
        at,
        7,
        &[
            b"/mnt/", b"/host", b"-I", b"-L", b"-v", b"/export", b"data", b"/var", b"/nfs",
            b"/usr", b"//file", b"/nas", b"/net", b"/srv",
        ],
    );
    // `/c/Users` of shells on Windows.
    let drive = before.is_ascii_alphabetic()
        && text.before(at - 1) == b'/'
        && !(text.before(at - 2).is_ascii_graphic() && text.before(at - 2) != b'"');
    if letter && !windows && !mounted && !drive
        || !windows && before == b'/' && text.at(at.saturating_sub(2)) != b'/'
    {
        return;
    }
    // Two backslashes where a string escapes them twice.
    let start = start + usize::from(text.at(start) == b'\\');
    let name = text.part(start, start + 64);
    let in_name = |byte: &u8| {
        byte.is_ascii_alphanumeric()
            || matches!(byte, b'.' | b'_' | b'-' | b'@' | b'+')
            || *byte >= 0x80
    };
    let mut length = name.iter().take_while(|byte| in_name(byte)).count();
    // Windows has names of two words.
    if windows && text.at(start + length) == b' ' {
        let rest = text.part(start + length + 1, start + length + 32);
        let more = rest.iter().take_while(|byte| in_name(byte)).count();
        let close = text.at(start + length + 1 + more);
        let capital = text.at(start + length + 1).is_ascii_uppercase();
        if more > 0
            && (matches!(close, b'\\' | b'/')
                || capital && matches!(close, 0 | b'\n' | b'"' | b'\''))
        {
            length += 1 + more;
        }
    }
    while length > 0 && matches!(text.at(start + length - 1), b'.' | b'-') {
        length -= 1;
    }
    let name = text.part(start, start + length);
    let next = text.at(start + length);
    let nobody = is_nobody(name);
    let file = name.contains(&b'.') && !matches!(next, b'/' | b'\\') && is_file(name);
    if length == 0
        || nobody
        || file
        || matches!(next, b'}' | b'>' | b'*' | b'$' | b'(')
        || name.iter().all(u8::is_ascii_uppercase) && length > 3
    {
        return;
    }
    hits.push(Hit {
        kind: Kind::UserName,
        start,
        end: start + length,
    });
}

/// Whether a name belongs to nobody.
pub(super) fn is_nobody(name: &[u8]) -> bool {
    NOBODY
        .iter()
        .any(|it| name.eq_ignore_ascii_case(it.as_bytes()))
}

fn is_file(name: &[u8]) -> bool {
    let ending = name.rsplit(|&byte| byte == b'.').next().unwrap_or_default();
    [
        &b"html"[..],
        b"htm",
        b"php",
        b"js",
        b"ts",
        b"tsx",
        b"jsx",
        b"css",
        b"vue",
        b"py",
        b"json",
        b"aspx",
        b"jsp",
        b"md",
        b"txt",
        b"png",
    ]
    .iter()
    .any(|it| ending.eq_ignore_ascii_case(it))
}
