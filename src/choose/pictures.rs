//! Images that come into the text itself, where before there was their address or their name.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::messages::key;
use super::parts::{self, escaped};
use crate::conversation::{Conversation, Message};

/// An image whose pixels are not in the conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Its address; empty where only its name stands in the text.
    pub address: String,
    /// What it is called; may be empty.
    pub name: String,
    /// Which of the images that are called so, from 0, and how many they are.
    pub nth: usize,
    /// How many images without an address are called so.
    pub of: usize,
    /// The [`key`] of its message, and which it is in that message.
    place: (u64, usize),
}

impl Wanted {
    /// Whether these are its pixels.
    pub fn is(&self, held: &Held) -> bool {
        let place = (held.message, held.nth);
        self.address == held.address
            && (!self.address.is_empty() || self.name == held.name && self.place == place)
    }

    /// The image with its pixels.
    pub fn held(&self, data: String) -> Held {
        Held {
            address: self.address.clone(),
            name: self.name.clone(),
            message: self.place.0,
            nth: self.place.1,
            data,
        }
    }
}

/// An image with its pixels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Its address; empty where only its name stands in the text.
    pub address: String,
    /// What it is called.
    pub name: String,
    /// The [`key`] of its message.
    pub message: u64,
    /// Which of those that are called so in that message.
    pub nth: usize,
    /// A `data:` address.
    pub data: String,
}

/// The images of a conversation whose pixels could come in, in order.
pub fn wanted(conversation: &Conversation) -> Vec<Wanted> {
    let mut all: Vec<Wanted> = Vec::new();
    for message in &conversation.messages {
        let message_key = key(message);
        let mut here: Vec<(usize, Wanted)> = Vec::new();
        for image in parts::images(&message.markdown) {
            let known = here.iter().any(|(_, it)| it.address == image.address)
                || all.iter().any(|it| it.address == image.address);
            if image.address.starts_with("http") && !known {
                let wanted = Wanted {
                    address: image.address,
                    name: image.alt,
                    nth: 0,
                    of: 1,
                    place: (message_key, 0),
                };
                here.push((image.range.start, wanted));
            }
        }
        for (range, name) in placeholders(&message.markdown) {
            let called = |it: &&Wanted| it.address.is_empty() && it.name == name;
            let before = all.iter().filter(called).count();
            let inside = here.iter().map(|(_, it)| it).filter(called).count();
            let wanted = Wanted {
                address: String::new(),
                nth: before + inside,
                of: 0,
                place: (message_key, inside),
                name,
            };
            here.push((range.start, wanted));
        }
        here.sort_by_key(|(start, _)| *start);
        all.extend(here.into_iter().map(|(_, wanted)| wanted));
    }
    for at in 0..all.len() {
        let Some(one) = all.get(at) else { break };
        let called = |it: &&Wanted| it.address.is_empty() && it.name == one.name;
        let of = all.iter().filter(called).count();
        if let Some(one) = all.get_mut(at).filter(|one| one.address.is_empty()) {
            one.of = of;
        }
    }
    all
}

/// Puts pictures in the place of images. `whole` is the conversation before any cut.
pub(super) fn put_in(whole: &Conversation, messages: &mut [Message], held: &[Held]) {
    if held.is_empty() {
        return;
    }
    for (before, message) in whole.messages.iter().zip(messages) {
        let text = parts::replaced(&message.markdown, |image| {
            let known = held.iter().find(|it| it.address == image.address)?;
            Some(picture(&image.alt, &known.data))
        });
        message.markdown = named(&before.markdown, text, key(before), held);
    }
}

/// Puts pictures in the place of names. Where a cut took one of several of a name, it is not known
/// which of them are left.
fn named(before: &str, text: String, message: u64, held: &[Held]) -> String {
    let mine = |it: &&Held| it.message == message && it.address.is_empty();
    if !held.iter().any(|it| mine(&it)) {
        return text;
    }
    let (were, are) = (placeholders(before), placeholders(&text));
    let count = |all: &[(Range<usize>, String)], name: &str| {
        all.iter().filter(|(_, it)| it == name).count()
    };
    let mut out = String::new();
    let mut at = 0;
    for (n, (range, name)) in are.iter().enumerate() {
        let nth = count(are.get(..n).unwrap_or_default(), name);
        let known = held
            .iter()
            .find(|it| mine(it) && it.name == *name && it.nth == nth)
            .filter(|_| count(&were, name) == count(&are, name));
        if let Some(known) = known {
            out.push_str(text.get(at..range.start).unwrap_or_default());
            out.push_str(&picture(name, &known.data));
            at = range.end;
        }
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

fn picture(name: &str, data: &str) -> String {
    ["![", &escaped(name), "](", data, ")"].concat()
}

/// The longest name that is looked for.
const MAX_NAME: usize = 400;

/// `[image: name]` and `[image]`, as capture writes them, with or without backslashes.
fn placeholders(text: &str) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = text.get(at..).and_then(|rest| rest.find("[image")) {
        let start = at + next;
        at = start + 1;
        let rest = text.get(start + "[image".len()..).unwrap_or_default();
        let Some(end) = rest.find(']').filter(|end| *end <= MAX_NAME) else {
            continue;
        };
        let inside = rest.get(..end).unwrap_or_default();
        let inside = inside.strip_suffix('\\').unwrap_or(inside);
        let name = match inside.strip_prefix(": ") {
            Some(name) if !name.contains('\n') => unescaped(name),
            None if inside.is_empty() => String::new(),
            _ => continue,
        };
        let escaped = text.get(..start).is_some_and(|it| it.ends_with('\\'));
        let after = start + "[image".len() + end + 1;
        // A link, or the name of one.
        if text
            .get(after..)
            .is_some_and(|it| it.starts_with(['(', '[', ':']))
        {
            continue;
        }
        found.push((start - usize::from(escaped)..after, name));
        at = after;
    }
    found
}

fn unescaped(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut chars = name.chars().peekable();
    while let Some(c) = chars.next() {
        let sign = c == '\\' && chars.peek().is_some_and(char::is_ascii_punctuation);
        if !sign {
            out.push(c);
        }
    }
    out
}
