//! A conversation to the characters after `#`, and back.
//!
//! `docs/FORMAT.md` has the format to the byte. In reading order:
//!
//! 1. [`body`]: a conversation as one compact stream of bytes, for every codec the same.
//! 2. `codec`: the body made shorter; each way has a number that it keeps for ever.
//! 3. `envelope`: version, codec, checksum and length around it, spelt as base64url.
//! 4. `paste`: those characters out of whatever a person pastes.
//! 5. [`Base`]: the address in front of the `#`.
//!
//! ```
//! use chatlink::conversation::{Conversation, Message};
//! use chatlink::link::{Base, CodecChoice, decode, encode};
//!
//! let conversation = Conversation {
//!     title: "Frost depth".into(),
//!     complete: true,
//!     messages: vec![Message { markdown: "How deep?".into(), ..Message::default() }],
//!     ..Conversation::default()
//! };
//! let link = Base::default().link(&encode(&conversation, CodecChoice::Auto)?);
//! assert_eq!(decode(&link)?.conversation, conversation);
//! # Ok::<(), chatlink::error::Error>(())
//! ```

pub mod body;
pub mod meter;

mod base;
mod codec;
mod envelope;
mod paste;

pub use base::{Base, DEFAULT_BASE};

use crate::conversation::Conversation;
use crate::error::Error;
use codec::Codec;

/// The most characters that a link has after its `#`.
///
/// Firefox opens addresses of up to 1,048,576 characters; what is left is for the base.
pub const MAX_LINK_CHARS: usize = 1_000_000;

/// The most bytes that a link unpacks to (32 MiB).
///
/// A million characters of real conversation unpack to some 5 MB, and the most repetitive agent
/// logs to three times that; deflate alone could claim 770 MB.
pub const MAX_BODY_BYTES: usize = 32 << 20;

/// How the body of a new link is made shorter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CodecChoice {
    /// Whichever gives the shortest link.
    #[default]
    Auto,
    /// Codec 1: raw deflate, which any tool can read.
    Deflate,
    /// Codec 2: the project's own, and the shortest.
    Dense,
}

/// What a link held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The conversation, or the part of it that arrived.
    pub conversation: Conversation,
    /// [`Error::LinkCut`] where only a part arrived; nothing has verified that part.
    pub damage: Option<Error>,
    /// The number of its codec.
    pub codec: u8,
}

/// Makes the characters that stand after the `#` of a link.
///
/// The last one is a letter or a digit, so that no chat program takes it for punctuation.
///
/// # Errors
/// [`Error::ConversationEmpty`] without any message, [`Error::ConversationTooLarge`] where more
/// than [`MAX_LINK_CHARS`] would be needed, [`Error::ConversationTooLong`] where the text is
/// beyond [`MAX_BODY_BYTES`] or [`body::MAX_ITEMS`], and [`Error::LinkTooNew`] where the codec is
/// not there yet.
pub fn encode(conversation: &Conversation, choice: CodecChoice) -> Result<String, Error> {
    if conversation.messages.is_empty() {
        return Err(Error::ConversationEmpty);
    }
    let body = body::write(conversation)?;
    let codec = match choice {
        CodecChoice::Auto | CodecChoice::Deflate => Codec::Deflate,
        CodecChoice::Dense => {
            return Err(Error::LinkTooNew {
                number: envelope::number(2),
            });
        }
    };
    envelope::seal(codec.number(), &codec.compress(&body))
}

/// Reads a link, or only what follows its `#`, as people paste it.
///
/// White space and line breaks, brackets or quotes around it, `%23` for `#` and anything that
/// was appended to the link are tolerated.
///
/// # Errors
/// [`Error::LinkEmpty`], [`Error::LinkNotOurs`], [`Error::LinkCut`] where no message could be
/// read, [`Error::LinkDamaged`], [`Error::LinkTooNew`], [`Error::LinkTooLarge`].
pub fn decode(text: &str) -> Result<Opened, Error> {
    let sealed = envelope::open(&paste::payload(text)?)?;
    // The envelope lets known codecs pass alone.
    let codec = Codec::from_number(sealed.codec).ok_or(Error::LinkNotOurs)?;
    match sealed.cut {
        None => whole(codec, &sealed.payload),
        Some(cut) => part(codec, &sealed.payload, &cut),
    }
}

/// What stands after the `#` of a link, freed from what happened to it on the way: for passing it
/// on as it was made.
///
/// # Errors
/// As [`decode`] for a text that holds no link; whether it opens is not looked at.
pub fn payload(text: &str) -> Result<String, Error> {
    paste::payload(text)
}

/// All of the payload is here, and its checksum is right.
fn whole(codec: Codec, payload: &[u8]) -> Result<Opened, Error> {
    let unpacked = codec.decompress(payload, MAX_BODY_BYTES)?;
    if !unpacked.ended {
        return Err(Error::LinkDamaged);
    }
    let conversation = body::read(&unpacked.body)?;
    if conversation.messages.is_empty() {
        return Err(Error::LinkEmpty);
    }
    Ok(Opened {
        conversation,
        damage: None,
        codec: codec.number(),
    })
}

/// Only the beginning of the payload is here, so that no checksum can speak for it.
fn part(codec: Codec, payload: &[u8], cut: &envelope::Cut) -> Result<Opened, Error> {
    let lost = Error::LinkCut {
        arrived: cut.arrived,
        expected: cut.expected,
    };
    let unpacked = match codec.decompress(payload, MAX_BODY_BYTES) {
        // It ended although more was declared: the length itself is wrong.
        Ok(unpacked) if unpacked.ended => return Err(Error::LinkDamaged),
        Ok(unpacked) => unpacked,
        Err(error) => return Err(error),
    };
    let mut conversation = body::read_part(&unpacked.body)?;
    conversation.complete = false;
    if conversation.messages.is_empty() {
        return Err(lost);
    }
    Ok(Opened {
        conversation,
        damage: Some(lost),
        codec: codec.number(),
    })
}
