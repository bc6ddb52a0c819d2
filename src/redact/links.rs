//! Addresses: passwords in them, and those that open to whoever has them or that lead into a
//! private network.

use super::Kind;
use super::scan::{Hit, Set, Text};
use super::value::{distinct, is_code, is_random, is_stand_in};

/// Hosts, the beginning of the path behind which the secret stands, and whether only something that
/// looks random is one there.
#[rustfmt::skip]
const OPEN: [(&str, &str, bool); 80] = [
    ("hooks.slack.com", "/services/", false), ("hooks.slack.com", "/workflows/", false),
    ("hooks.slack.com", "/triggers/", false), ("join.slack.com", "/", false),
    ("discord.com", "/api/webhooks/", false), ("discordapp.com", "/api/webhooks/", false),
    ("webhook.office.com", "/", false),
    ("outlook.office.com", "/webhook/", false), ("logic.azure.com", "/workflows/", false),
    ("hooks.zapier.com", "/hooks/", false), ("hook.make.com", "/", false), ("eu1.make.com", "/", false),
    ("eu2.make.com", "/", false), ("us1.make.com", "/", false), ("us2.make.com", "/", false),
    ("integromat.com", "/", false), ("maker.ifttt.com", "/", false), ("api.telegram.org", "/bot", false),
    ("t.me", "/+", false), ("t.me", "/joinchat/", false), ("chat.whatsapp.com", "/", false),
    ("open.feishu.cn", "/open-apis/bot/", false), ("tines.com", "/webhook/", false),
    ("docs.google.com", "/document/d/", false), ("docs.google.com", "/spreadsheets/d/", false),
    ("docs.google.com", "/presentation/d/", false), ("docs.google.com", "/forms/d/", false),
    ("drive.google.com", "/file/d/", false), ("drive.google.com", "/drive/folders/", false),
    ("drive.google.com", "/open?id=", false), ("forms.gle", "/", false), ("photos.app.goo.gl", "/", false),
    ("photos.google.com", "/share/", false), ("meet.google.com", "/", false),
    ("calendar.google.com", "/calendar/", false), ("lookerstudio.google.com", "/reporting/", false),
    ("script.google.com", "/macros/s/", false), ("colab.research.google.com", "/drive/", false),
    ("sharepoint.com", "/:", false), ("1drv.ms", "/", false), ("icloud.com", "/iclouddrive/", false),
    ("icloud.com", "/photos/", false), ("icloud.com", "/calendar/", false),
    ("icloud.com", "/published/", false), ("dropbox.com", "/s/", false), ("dropbox.com", "/sh/", false),
    ("dropbox.com", "/scl/", false), ("box.com", "/s/", false), ("we.tl", "/t-", false),
    ("wetransfer.com", "/downloads/", false), ("mega.nz", "/file/", false), ("mega.nz", "/folder/", false),
    ("teams.microsoft.com", "/l/meetup-join/", false), ("teams.live.com", "/meet/", false),
    ("zoom.us", "/j/", false), ("zoom.us", "/rec/", false), ("webex.com", "/j.php?", false),
    ("notion.so", "/", true), ("notion.site", "/", true), ("figma.com", "/file/", false),
    ("figma.com", "/design/", false), ("figma.com", "/board/", false), ("figma.com", "/proto/", false),
    ("miro.com", "/app/board/", false), ("trello.com", "/invite/", false), ("trello.com", "/b/", false),
    ("calendly.com", "/d/", false), ("airtable.com", "/shr", false), ("airtable.com", "/invite/", false),
    ("overleaf.com", "/project/", false), ("overleaf.com", "/read/", false), ("overleaf.com", "/", true),
    ("coda.io", "/d/", false), ("lucid.app", "/lucidchart/", false), ("docs.qq.com", "/", true),
    ("pan.baidu.com", "/s/", false), ("feishu.cn", "/", true), ("larksuite.com", "/", true),
    ("canva.com", "/design/", false), ("loom.com", "/share/", false),
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
const STEPS: [&str; 19] = [
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
    "hook",
    "webhook",
    "invitation",
    "published",
    "snapshot",
    "download",
    "pwreset",
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
    if secret == b"x-oauth-basic" || user == b"x-access-token" {
        return hits.push(Hit {
            kind: Kind::Password,
            start: if user == b"x-access-token" {
                from
            } else {
                start
            },
            end: sign,
        });
    }
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
    for (_, steps, random) in OPEN.iter().filter(|(name, ..)| is_host(name)) {
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
            let step = |part: &[u8]| part.len() >= 12 && is_random(part);
            let signs = |byte: &u8| matches!(byte, b'/' | b'?' | b'-' | b'=');
            if *random && !looked.split(signs).any(step) {
                continue;
            }
            // `meet.google.com/abc-defg-hij`, where other pages stand too.
            if *steps == "/" && looked.len() < 16 && !(looked.contains(&b'-') || is_random(looked))
            {
                continue;
            }
            // One long step that is none is enough: `mia%40garden.example/private-4b0e…`.
            let real = |part: &[u8]| part.len() >= 12 && is_random(part);
            if (looked.split(|&byte| byte == b'/').any(real) || !is_stand_in(looked))
                && !is_code(looked)
            {
                push(path_start + path.len() - tail.len(), end);
            }
            return true;
        }
    }
    let inside = [&b"internal"[..], b"intranet", b"corp", b"intra"];
    let labels = host.split(|&byte| byte == b'.');
    let private = PRIVATE.iter().any(|name| host.ends_with(name.as_bytes()))
        || labels.clone().count() > 2 && labels.clone().any(|label| inside.contains(&label));
    let private = private
        && !NOT_PRIVATE
            .iter()
            .any(|name| host.ends_with(name.as_bytes()));
    if private {
        push(scheme, end);
    }
    private
}

/// `/reset-password/3f9c…`: something random behind a step that says what it is, or behind a `#`,
/// where keys stand that no server shall see.
fn by_steps(text: &Text<'_>, path_start: usize, path: &[u8], hits: &mut Vec<Hit>) {
    let mut after = false;
    let mut at = path_start;
    let path = path.get(..path.len().min(WINDOW)).unwrap_or_default();
    text.look(path.len());
    let mut hashed = false;
    for step in path
        .split(|byte| matches!(byte, b'/' | b'?' | b'#'))
        .skip(1)
    {
        hashed |= path.get(at - path_start) == Some(&b'#');
        at += 1;
        let key = hashed
            && step.len() >= 20
            && step.iter().any(u8::is_ascii_uppercase)
            && step
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        if (after && step.len() >= 15 || key && !step.starts_with(b"diff-")) && is_random(step) {
            let end = if key {
                path_start + path.len()
            } else {
                at + step.len()
            };
            hits.push(Hit {
                kind: Kind::PrivateLink,
                start: at,
                end: end - trailing(text.part(at, end)),
            });
            if key {
                return;
            }
        }
        let lower = step.get(..step.len().min(16)).unwrap_or_default();
        let lower = lower.to_ascii_lowercase();
        after = lower == b"s" || STEPS.iter().any(|word| lower.starts_with(word.as_bytes()));
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
    let go = text.is(at, b"@tcp(") || text.is(at, b"@unix(");
    let start = if go {
        text.run_back(Set::Solid, at, 128)
    } else {
        text.run_back(Set::Base64, at, 64)
    };
    // `sqlplus user/password@name`, `jdbc:oracle:thin:user/password@…`
    let oracle = !go && text.near(start, 14, &[b"sqlplus ", b"oracle:thin:"]);
    if !go && !oracle {
        return;
    }
    let part = text.part(start, at);
    let sign = if go { b':' } else { b'/' };
    if let Some(colon) = part.iter().position(|&byte| byte == sign) {
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
