//! Text for people: the same file that the browser takes it from.

use std::collections::HashMap;

use chatlink::error::Error;
use serde::Deserialize;

const MESSAGES: &str = include_str!("../../_locales/en/messages.json");

/// An entry of the browsers' format.
#[derive(Deserialize)]
struct Entry {
    message: String,
}

/// The sentence of a key, with `$1`, `$2` … filled in; the key itself where there is none.
pub(super) fn sentence(key: &str, args: &[String]) -> String {
    let mut messages: HashMap<String, Entry> = serde_json::from_str(MESSAGES).unwrap_or_default();
    let Some(Entry { message }) = messages.remove(key) else {
        return key.to_owned();
    };
    fill(&message, args)
}

/// `error[<key>]: what happened; what to do`, always a single line.
pub(super) fn error_line(error: &Error) -> String {
    let text = sentence(&error.message_key(), &error.args());
    let line: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    format!("error[{}]: {line}", error.key())
}

fn fill(message: &str, args: &[String]) -> String {
    let mut parts = message.split('$');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digit = part.chars().next().and_then(|c| c.to_digit(10));
        let arg = digit.and_then(|digit| args.get((digit as usize).checked_sub(1)?));
        match arg {
            Some(arg) => {
                out.push_str(arg);
                out.push_str(part.get(1..).unwrap_or_default());
            }
            None => {
                out.push('$');
                out.push_str(part);
            }
        }
    }
    out
}
