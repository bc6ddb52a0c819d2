//! Secrets on a command line: `--password …`, `curl -u user:…`, `mysql -p…`.

use super::Kind;
use super::named::{Written, is_name, value};
use super::names::{Class, class_of};
use super::scan::{Hit, Set, Text};
use super::value::{is_code, is_stand_in, stands_in};

/// Commands, and the option that takes a password there.
const COMMANDS: [(&[u8], &[u8]); 9] = [
    (b"-p ", b"sshpass"),
    (b"-p ", b"docker login"),
    (b"-p ", b"az login"),
    (b"-p ", b"mongo"),
    (b"-a ", b"redis-cli"),
    (b"-w ", b"ldap"),
    (b"-P ", b"sqlcmd"),
    (b"-P ", b"bcp "),
    (b"-p ", b"podman login"),
];

/// A hyphen stands here, and begins an option.
pub(super) fn read(text: &mut Text<'_>, at: usize, hits: &mut Vec<Hit>) {
    if matches!(text.before(at), b'-') || text.before(at).is_ascii_alphanumeric() {
        return;
    }
    let user = [&b"-u "[..], b"--user ", b"-u", b"--user="];
    if let Some(option) = user
        .iter()
        .find(|option| text.part(at, at + option.len()) == **option)
    {
        let start = text.skip_spaces(at + option.len(), 3);
        return credentials(text, at, start, hits);
    }
    // `mysql -u root -p…`, without a space.
    if text.part(at, at + 2) == b"-p"
        && text.at(at + 2).is_ascii_graphic()
        && text.near(at, 60, &[b"mysql", b"mariadb"])
    {
        let start = at + 2 + usize::from(matches!(text.at(at + 2), b'"' | b'\'' | b'`'));
        let end = text.run(Set::Solid, start);
        let value = text.part(start, end);
        let other = matches!(value.first(), Some(b'-' | b'=' | b'$'));
        if value.len() >= 5 && !other && !stands_in(value) && !is_code(value) && !is_name(value) {
            push(start, end, hits);
        }
        return;
    }
    // The value first: it is at hand, and the command is looked for.
    let start = text.skip_spaces(at + 3, 3);
    let from = start + usize::from(matches!(text.at(start), b'"' | b'\''));
    let long = text.at(at + 2) == b' ' && text.run(Set::Solid, from) >= from + 5;
    let known = |(option, command): &(&[u8], &[u8])| {
        text.part(at, at + option.len()) == *option && text.near(at, 48, &[command])
    };
    if long && COMMANDS.iter().any(known) {
        let written = Written {
            loud: true,
            ..Written::default()
        };
        return value(text, Class::Password, start, written, hits);
    }
    if text.at(at + 1) != b'-' {
        return;
    }
    let end = text.run(Set::Base64Url, at + 2);
    let class = class_of(text.part(at + 2, end), false);
    if let Some(class @ (Class::Password | Class::Secret | Class::Key)) = class
        && text.at(end) == b' '
        && !matches!(text.at(end + 1), b'-' | b'|' | b'>' | b'&')
    {
        let written = Written {
            loud: class == Class::Password,
            ..Written::default()
        };
        let start = text.skip_spaces(end, 4);
        value(text, class, start, written, hits);
    }
}

/// `user:password`
fn credentials(text: &mut Text<'_>, at: usize, start: usize, hits: &mut Vec<Hit>) {
    let start = start + usize::from(matches!(text.at(start), b'"' | b'\''));
    let end = text.run(Set::Solid, start);
    let whole = text.window(start, end.min(start + 256));
    text.look(whole.len());
    let Some(colon) = whole.iter().position(|&byte| byte == b':') else {
        return;
    };
    // `-udevice:w:file:i` is none, nor is an address.
    let user = whole.get(..colon).unwrap_or_default();
    let colon = start + colon + 1;
    let value = text.part(colon, end.min(start + 256));
    let several = value.iter().any(|byte| matches!(byte, b':' | b'/')) && !user.contains(&b'@');
    let fits = value.len() >= 4 && !several && !is_stand_in(value) && !is_code(value);
    if fits && text.near(at, 160, &[b"curl", b"wget", b"http", b"login"]) {
        push(colon, end, hits);
    }
}

fn push(start: usize, end: usize, hits: &mut Vec<Hit>) {
    hits.push(Hit {
        kind: Kind::Password,
        start,
        end,
    });
}
