//! Addresses: passwords in them, and those that open to whoever has them or that lead into a
//! private network.

use super::Kind;
use super::scan::{Hit, Set, Text};
use super::value::{distinct, is_code, is_random, is_stand_in};

/// Hosts, and the beginning of the path behind which the secret stands.
#[rustfmt::skip]
const OPEN: [(&str, &str); 30] = [
    ("hooks.slack.com", "/services/"), ("hooks.slack.com", "/workflows/"), ("hooks.slack.com",
    "/triggers/"), ("discord.com", "/api/webhooks/"), ("discordapp.com", "/api/webhooks/"),
    ("webhook.office.com", "/"), ("outlook.office.com", "/webhook/"), ("logic.azure.com",
    "/workflows/"), ("hooks.zapier.com", "/hooks/"), ("hook.make.com", "/"),
    ("integromat.com", "/"), ("maker.ifttt.com", "/"), ("api.telegram.org", "/bot"),
    ("docs.google.com", "/document/d/"), ("docs.google.com", "/spreadsheets/d/"),
    ("docs.google.com", "/presentation/d/"), ("docs.google.com", "/forms/d/"),
    ("drive.google.com", "/file/d/"), ("drive.google.com", "/drive/folders/"),
    ("calendar.google.com", "/calendar/ical/"), ("sharepoint.com", "/:"), ("1drv.ms", "/"),
    ("dropbox.com", "/s/"), ("dropbox.com", "/sh/"), ("dropbox.com", "/scl/"), ("we.tl",
    "/t-"), ("wetransfer.com", "/downloads/"), ("mega.nz", "/file/"), ("mega.nz", "/folder/"),
    ("teams.microsoft.com", "/l/meetup-join/"),
];

/// Ends of hosts that only a private network knows.
const PRIVATE: [&str; 8] = [
    ".internal",
    ".local",
    ".lan",
    ".corp",
    ".intranet",
    ".localdomain",
    ".home.arpa",
    ".private",
];

/// Names of that kind that everybody's machine has.
const NOT_PRIVATE: [&str; 4] = [
    "docker.internal",
    "metadata.google.internal",
    "cluster.local",
    "containers.internal",
];

/// Steps of a path behind which something random opens the page.
const STEPS: [&str; 12] = [
    "reset",
    "invite",
    "join",
    "activate",
    "verify",
    "confirm",
    "magic",
    "unsubscribe",
    "share",
    "login",
    "callback",
    "recover",
];

/// How many bytes of an address are looked at for a sign or for steps.
const WINDOW: usize = 512;
/// How many where it stands in another address, which was looked at before.
const INNER: usize = 64;

/// `://` stands here.
pub(super) fn read(text: &mut Text<'_>, at: usize, hits: &mut Vec<Hit>) {
    let scheme = text.run_back(Set::Dotted, at, 24);
    if scheme == at && text.before(at) != b'+' {
        return;
    }
    let start = at + 3;
    let end = text.run(Set::Address, start).min(start + 8192);
    let whole = text.window(start, end);
    let web = matches!(
        text.part(scheme, at).to_ascii_lowercase().as_slice(),
        b"http" | b"https"
    );
    let inner = start < text.addresses;
    let ends = |byte: &u8| matches!(byte, b'/' | b'?' | b'#');
    let mut host_end = whole.iter().position(ends).unwrap_or(whole.len());
    let authority = whole.get(..host_end).unwrap_or_default();
    text.look(2 * host_end);
    let mut sign = authority.iter().rposition(|&byte| byte == b'@');
    if sign.is_none() && !web && !inner {
        // A password with such a sign in it.
        let line = whole.get(..whole.len().min(256)).unwrap_or_default();
        text.look(line.len());
        sign = line.iter().rposition(|&byte| byte == b'@');
        if let Some(sign) = sign {
            let rest = whole.get(sign..).unwrap_or_default();
            host_end = sign + rest.iter().position(ends).unwrap_or(rest.len());
        }
    }
    if let Some(sign) = sign {
        credentials(text, start, start + sign, hits);
    }
    let host_start = sign.map_or(0, |sign| sign + 1);
    let host = whole.get(host_start..host_end).unwrap_or_default();
    let host = host.split(|&byte| byte == b':').next().unwrap_or_default();
    let path = whole.get(host_end..).unwrap_or_default();
    let path_start = start + host_end;
    if !by_host(text, (scheme, end), host, (path_start, path), inner, hits) && !inner {
        by_steps(text, path_start, path, hits);
    }
    text.addresses = text.addresses.max(end.min(path_start + WINDOW));
}

/// `user:password` in front of the `@`, or one long secret.
fn credentials(text: &Text<'_>, start: usize, sign: usize, hits: &mut Vec<Hit>) {
    let part = text.part(start, sign);
    let colon = part.iter().position(|&byte| byte == b':');
    let (user, from) = match colon {
        Some(colon) => (part.get(..colon).unwrap_or_default(), start + colon + 1),
        None if is_random(part) && part.len() >= 16 => (&b""[..], start),
        None => return,
    };
    let secret = text.part(from, sign);
    let common = [&b"user"[..], b"username", b"root", b"admin", b"postgres"];
    let same = secret == user && common.contains(&user);
    if secret.is_empty() || same || is_code(secret) || is_stand_in(secret) && distinct(secret) < 9 {
        return;
    }
    hits.push(Hit {
        kind: Kind::Password,
        start: from,
        end: sign,
    });
}

/// An address that its host says to open to whoever has it, or to be private. `true` where the host
/// is known.
fn by_host(
    text: &Text<'_>,
    (scheme, end): (usize, usize),
    host: &[u8],
    (path_start, path): (usize, &[u8]),
    inner: bool,
    hits: &mut Vec<Hit>,
) -> bool {
    if !host.contains(&b'.') || host.len() > 253 {
        return false;
    }
    let host = host.to_ascii_lowercase();
    let mut push = |start, end| {
        hits.push(Hit {
            kind: Kind::PrivateLink,
            start,
            end: end - trailing(text.window(start, end)),
        });
    };
    let is_host = |name: &str| {
        host.strip_suffix(name.as_bytes())
            .is_some_and(|rest| rest.is_empty() || rest.ends_with(b"."))
    };
    for (_, steps) in OPEN.iter().filter(|(name, _)| is_host(name)) {
        let tail = path.strip_prefix(steps.as_bytes()).or_else(|| {
            // `/a/company.example/` and `/u/0/` may stand in between.
            let from = path
                .windows(steps.len())
                .take(64)
                .position(|it| it == steps.as_bytes())?;
            path.get(from + steps.len()..)
        });
        if let Some(tail) = tail.filter(|tail| tail.len() >= 6) {
            let most = if inner { INNER } else { WINDOW };
            let looked = tail.get(..tail.len().min(most)).unwrap_or_default();
            text.look(looked.len());
            if !is_stand_in(looked) && !is_code(looked) {
                push(path_start + path.len() - tail.len(), end);
            }
            return true;
        }
    }
    let private = PRIVATE.iter().any(|name| host.ends_with(name.as_bytes()))
        && !NOT_PRIVATE
            .iter()
            .any(|name| host.ends_with(name.as_bytes()));
    if private {
        push(scheme, end);
    }
    private
}

/// `/reset-password/3f9c…`: something random behind a step that says what it is.
fn by_steps(text: &Text<'_>, path_start: usize, path: &[u8], hits: &mut Vec<Hit>) {
    let mut after = false;
    let mut at = path_start;
    let path = path.get(..path.len().min(WINDOW)).unwrap_or_default();
    text.look(path.len());
    for step in path
        .split(|byte| matches!(byte, b'/' | b'?' | b'#'))
        .skip(1)
    {
        at += 1;
        if after && step.len() >= 16 && is_random(step) {
            let end = at + step.len();
            return hits.push(Hit {
                kind: Kind::PrivateLink,
                start: at,
                end: end - trailing(text.part(at, end)),
            });
        }
        let lower = step.get(..step.len().min(16)).unwrap_or_default();
        let lower = lower.to_ascii_lowercase();
        after = STEPS.iter().any(|word| lower.starts_with(word.as_bytes()));
        at += step.len();
    }
}

/// What belongs to the sentence around it.
fn trailing(part: &[u8]) -> usize {
    let part = part
        .get(part.len().saturating_sub(INNER)..)
        .unwrap_or_default();
    let end = part.iter().rposition(|byte| {
        !matches!(
            byte,
            b'.' | b',' | b';' | b':' | b'!' | b'?' | b']' | b'}' | b'*'
        )
    });
    part.len() - end.map_or(0, |end| end + 1)
}

/// `user:password@tcp(host)/name`, as Go's programs write it.
pub(super) fn data_source(text: &Text<'_>, at: usize, hits: &mut Vec<Hit>) {
    if !(text.is(at, b"@tcp(") || text.is(at, b"@unix(")) {
        return;
    }
    let start = text.run_back(Set::Solid, at, 128);
    let part = text.part(start, at);
    if let Some(colon) = part.iter().position(|&byte| byte == b':') {
        let from = start + colon + 1;
        let secret = text.part(from, at);
        if !secret.is_empty() && !is_stand_in(secret) && !is_code(secret) {
            hits.push(Hit {
                kind: Kind::Password,
                start: from,
                end: at,
            });
        }
    }
}
