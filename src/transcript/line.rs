//! The lines of the own form that mean something, and values inside them.

use crate::conversation::Role;
use crate::json;

/// A line that begins something.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Heading<'a> {
    /// A message: who speaks, and what stands in the parentheses behind.
    Message(Role, Option<&'a str>),
    /// The reasoning of the message before.
    Reasoning,
    /// The sources of the message before.
    Sources,
}

const ROLES: [(&str, Role); 4] = [
    ("User", Role::User),
    ("Assistant", Role::Assistant),
    ("System", Role::System),
    ("Tool", Role::Tool),
];

pub(super) fn role_name(role: Role) -> &'static str {
    ROLES
        .iter()
        .find_map(|&(name, of)| (of == role).then_some(name))
        .unwrap_or_default()
}

/// The heading in a line without its line end.
pub(super) fn heading(line: &str) -> Option<Heading<'_>> {
    let line = line.trim_end_matches([' ', '\t', '\r']);
    if let Some(name) = line.strip_prefix("### ") {
        return match name {
            "Reasoning" => Some(Heading::Reasoning),
            "Sources" => Some(Heading::Sources),
            _ => None,
        };
    }
    let rest = line.strip_prefix("## ")?;
    ROLES.iter().find_map(|&(name, role)| {
        let rest = rest.strip_prefix(name)?;
        if rest.is_empty() {
            return Some(Heading::Message(role, None));
        }
        let inside = rest.strip_prefix(" (")?.strip_suffix(')')?;
        Some(Heading::Message(role, Some(inside)))
    })
}

/// Appends a text, with a backslash before each line that would read as a heading.
pub(super) fn escape(text: &str, out: &mut String) {
    for (n, line) in text.split('\n').enumerate() {
        if n > 0 {
            out.push('\n');
        }
        if heading(line.trim_start_matches('\\')).is_some() {
            out.push('\\');
        }
        out.push_str(line);
    }
}

/// A line as it was before [`escape`].
pub(super) fn unescape(line: &str) -> &str {
    match line.strip_prefix('\\') {
        Some(rest) if heading(rest.trim_start_matches('\\')).is_some() => rest,
        _ => line,
    }
}

/// A value on a line of its own, or between others: as it stands if that is clear, otherwise as
/// a JSON string. `special` are the characters that would end it.
pub(super) fn quote(value: &str, special: &[char]) -> String {
    let plain = !value.is_empty()
        && value.trim() == value
        && !value.starts_with([
            '"', '\'', '[', '{', '<', '#', '&', '*', '!', '|', '>', '%', '@', '`',
        ])
        && !value.contains(|c: char| c.is_control() || special.contains(&c))
        && !value.contains(['\u{2028}', '\u{2029}', '\u{FEFF}'])
        && !value.contains(": ")
        && !value.contains(" #");
    if plain {
        return value.to_owned();
    }
    let mut quoted = String::new();
    json::quote(value, &mut quoted);
    quoted
}

/// The value at the start of a text, and what follows it.
pub(super) fn unquote<'a>(text: &'a str, special: &[char]) -> Option<(String, &'a str)> {
    if text.starts_with('"') {
        return json::unquote(text);
    }
    let end = text.find(special).unwrap_or(text.len());
    let (value, rest) = text.split_at(end);
    Some((value.trim().to_owned(), rest))
}
