//! A long conversation made short enough for an assistant's box.

use crate::conversation::{Conversation, Message};

/// The most bytes of Markdown that are handed on: what most assistants take at once.
pub const MAX_SHORT: usize = 100_000;

/// The rule: reasoning and sources stay out if it is too long with them; then the first message
/// stays and as many of the last ones as fit, and what stood between them is left out. Gives the
/// conversation and how many messages were left out. A last message that is too long by itself
/// stays whole: nothing is ever cut in its middle.
///
/// ```
/// use chatlink::conversation::{Conversation, Message};
/// use chatlink::transcript::shorten;
/// let message = |text: &str| Message { markdown: text.into(), ..Message::default() };
/// let conversation = Conversation {
///     messages: ["first", "second", "third", "last"].map(message).to_vec(),
///     ..Conversation::default()
/// };
/// let (short, left_out) = shorten(&conversation, 12);
/// let texts: Vec<&str> = short.messages.iter().map(|m| m.markdown.as_str()).collect();
/// assert_eq!((texts, left_out), (vec!["first", "last"], 2));
/// ```
pub fn shorten(conversation: &Conversation, limit: usize) -> (Conversation, usize) {
    let whole = |message: &Message| {
        let reasoning = message.reasoning.as_ref().map_or(0, String::len);
        let sources = message.sources.iter().map(|s| s.title.len() + s.url.len());
        message.markdown.len() + reasoning + sources.sum::<usize>()
    };
    let mut short = conversation.clone();
    if short.messages.iter().map(whole).sum::<usize>() <= limit {
        return (short, 0);
    }
    for message in &mut short.messages {
        message.reasoning = None;
        message.sources.clear();
    }
    let first = short
        .messages
        .first()
        .map_or(0, |message| message.markdown.len());
    let mut room = limit.saturating_sub(first);
    let mut from = short.messages.len();
    for (at, message) in short.messages.iter().enumerate().skip(1).rev() {
        let last = at + 1 == conversation.messages.len();
        if message.markdown.len() > room && !last {
            break;
        }
        room = room.saturating_sub(message.markdown.len());
        from = at;
    }
    let left_out = from.saturating_sub(1);
    if left_out > 0 {
        short.messages.drain(1..from);
        short.complete = false;
    }
    (short, left_out)
}
