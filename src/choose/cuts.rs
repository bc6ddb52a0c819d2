//! Text that the person cut out of a message or masked by hand.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::messages::key;
use crate::conversation::Message;
use crate::redact::replaced;

/// A range of the text of a message, as the cuts before it have left it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cut {
    /// The place of the message.
    pub message: usize,
    /// Its [`key`] before any cut.
    pub of: u64,
    /// The first byte.
    pub start: usize,
    /// The byte behind the last one.
    pub end: usize,
    /// Whether a mask takes the place of the text.
    pub mask: bool,
}

impl Cut {
    /// Of a range of a message.
    pub fn new(message: usize, of: &Message, range: Range<usize>, mask: bool) -> Self {
        Self {
            message,
            of: key(of),
            start: range.start,
            end: range.end,
            mask,
        }
    }
}

/// The text of a message after the cuts in it.
pub fn text(message: &Message, at: usize, cuts: &[Cut], name: &str) -> String {
    let mut text = message.markdown.clone();
    for cut in cuts.iter().filter(|cut| cut.message == at) {
        text = replaced(&text, cut.start..cut.end, cut.mask.then_some(name));
    }
    text
}

/// Makes the cuts; says whether any text changed.
pub(super) fn apply(messages: &mut [Message], cuts: &[Cut], name: &str) -> bool {
    let mut changed = false;
    for cut in cuts {
        if let Some(message) = messages.get_mut(cut.message) {
            let mask = cut.mask.then_some(name);
            let new = replaced(&message.markdown, cut.start..cut.end, mask);
            changed |= new != message.markdown;
            message.markdown = new;
        }
    }
    changed
}

/// The cuts in a chat that was read again, and the messages whose cuts have no text any more: what
/// was cut out of them may stand elsewhere in them now, so they are to be left out.
pub fn carried(
    cuts: &[Cut],
    places: &[Option<usize>],
    messages: &[Message],
) -> (Vec<Cut>, Vec<usize>) {
    let (mut kept, mut lost) = (Vec::new(), Vec::new());
    for cut in cuts {
        let Some(at) = places.iter().position(|place| *place == Some(cut.message)) else {
            continue;
        };
        if messages
            .get(at)
            .is_some_and(|message| key(message) == cut.of)
        {
            kept.push(Cut {
                message: at,
                ..cut.clone()
            });
        } else if !lost.contains(&at) {
            lost.push(at);
        }
    }
    (kept, lost)
}
