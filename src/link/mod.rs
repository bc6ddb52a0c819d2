//! A conversation to the characters after `#`, and back.
//!
//! `docs/FORMAT.md` has the format to the byte. In reading order:
//!
//! 1. [`body`]: a conversation as one compact stream of bytes, for every codec the same.
//! 2. [`Codec`]: the body made shorter; each way has a number that it keeps for ever.
//! 3. `envelope`: version, codec, checksum and length around it.
//! 4. `spelling`: those bytes as base64url, or in `digits`.
//! 5. `paste`: those characters out of whatever a person pastes.
//! 6. [`Base`]: the address in front of the `#`.
//! 7. [`qr`]: a link as a QR code. [`meter`]: where a link fits; [`savings`]: what would
//!    make it fit.
//! 8. `packed`: the same as bytes, for an upload.
//! 9. `sealed`: a link that opens with a password. [`strength`]: what a password's look tells.
//!    `keyed`: a link whose key lies on a server in part.
//! 10. `place`: a link that leads to one of its messages.
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
pub mod qr;
pub mod savings;
pub mod strength;

mod base;
mod codec;
mod digits;
mod envelope;
mod keyed;
mod packed;
mod paste;
mod place;
mod sealed;
mod spelling;

pub use base::{Base, DEFAULT_BASE, RESERVED_BASE};
pub use codec::{Codec, MAX_DENSE_BYTES, Unpacked};
pub use keyed::{LINK_HALF, Place, SERVER_HALF, derive_keyed};
pub use packed::{pack, packed_of, unpack};
pub use place::{at_message, message_of};
pub use sealed::{
    Lock, SALT_BYTES, SealKey, Settings, decode_with_password, derive_sealed, make_sealed,
    open_sealed, seal,
};

use crate::conversation::Conversation;
use crate::error::Error;
use spelling::Spelling;

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
    /// Whichever gives the shortest link, of those that this program has: in the browser the pages
    /// leave the dense one to their worker.
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
/// beyond [`MAX_BODY_BYTES`], [`MAX_DENSE_BYTES`] or [`body::MAX_ITEMS`].
pub fn encode(conversation: &Conversation, choice: CodecChoice) -> Result<String, Error> {
    let body = body_of(conversation)?;
    let with = |codec: Codec| spell(codec, &codec.compress(&body)?);
    match choice {
        CodecChoice::Deflate => with(Codec::Deflate),
        CodecChoice::Dense => with(Codec::Dense),
        // One of them may be too long, or not be here.
        CodecChoice::Auto => match (with(Codec::Deflate), with(Codec::Dense)) {
            (Ok(deflate), Ok(dense)) => Ok(shorter(deflate, dense)),
            (Ok(one), Err(_)) | (Err(_), Ok(one)) => Ok(one),
            (Err(error), Err(_)) => Err(error),
        },
    }
}

/// The bytes that a codec makes shorter: the first half of [`encode`], for who packs elsewhere.
///
/// # Errors
/// [`Error::ConversationEmpty`], [`Error::ConversationTooLong`].
pub fn body_of(conversation: &Conversation) -> Result<Vec<u8>, Error> {
    if conversation.messages.is_empty() {
        return Err(Error::ConversationEmpty);
    }
    body::write(conversation)
}

/// The characters of a payload that a codec made: the second half of [`encode`].
///
/// # Errors
/// [`Error::ConversationTooLarge`].
pub fn spell(codec: Codec, payload: &[u8]) -> Result<String, Error> {
    envelope::seal(codec.number(), payload)
}

/// The shorter of two spellings; of equals the first.
pub fn shorter(first: String, second: String) -> String {
    if second.len() < first.len() {
        second
    } else {
        first
    }
}

/// Reads a link, or only what follows its `#`, as people paste it.
///
/// White space and line breaks, brackets or quotes around it, `%23` for `#` and anything that
/// was appended to the link are tolerated.
///
/// # Errors
/// [`Error::LinkEmpty`], [`Error::LinkNotOurs`], [`Error::LinkCut`] where no message could be
/// read, [`Error::LinkDamaged`], [`Error::LinkTooNew`], [`Error::LinkTooLarge`];
/// [`Error::PasswordNeeded`] for a link with a password, [`Error::KeyNeeded`] for one whose key lies on a
/// server, [`Error::SealedLinkCut`] where one of these was cut.
pub fn decode(text: &str) -> Result<Opened, Error> {
    let packed = Packed::read(text)?;
    packed.opened(&packed.unpack()?)
}

/// What stands after the `#` of a link, freed from what happened to it on the way: for passing it
/// on as it was made. One from a QR code, in digits, comes back in fewer characters.
///
/// # Errors
/// As [`decode`] for a text that holds no link; whether it opens is not looked at.
pub fn payload(text: &str) -> Result<String, Error> {
    let payload = paste::payload(text)?;
    if digits::is_spelt(&payload) {
        return Ok(envelope::respell(&payload, Spelling::Base64).unwrap_or(payload));
    }
    Ok(payload)
}

/// A link out of its envelope, not unpacked yet: [`decode`] in steps, for who unpacks elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed {
    codec: Codec,
    payload: Vec<u8>,
    /// How much arrived, where it is not all; otherwise its checksum is right.
    cut: Option<envelope::Cut>,
}

impl Packed {
    /// Finds the payload of a link in what a person pasted.
    ///
    /// # Errors
    /// As [`decode`], but for what only unpacking can tell.
    pub fn read(text: &str) -> Result<Self, Error> {
        let sealed = envelope::open(&paste::payload(text)?)?;
        let packed = Self {
            // The envelope lets known codecs pass alone.
            codec: Codec::from_number(sealed.codec).ok_or(Error::LinkNotOurs)?,
            payload: sealed.payload,
            cut: sealed.cut,
        };
        packed.check_seal()?;
        Ok(packed)
    }

    /// What unpacks it.
    pub fn codec(&self) -> Codec {
        self.codec
    }

    /// What is to be unpacked, or the part of it that arrived.
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// Whether all of it arrived.
    pub fn is_whole(&self) -> bool {
        self.cut.is_none()
    }

    /// Unpacks here and now.
    ///
    /// # Errors
    /// [`Error::LinkDamaged`], [`Error::LinkTooLarge`]; [`Error::PasswordNeeded`] of a sealed
    /// link; [`Error::WorkFailed`] for a codec that this program has elsewhere.
    pub fn unpack(&self) -> Result<Unpacked, Error> {
        self.codec.decompress(&self.payload, self.is_whole())
    }

    /// What a reader sees of it.
    ///
    /// # Errors
    /// [`Error::LinkEmpty`], [`Error::LinkDamaged`], [`Error::LinkTooLarge`]; [`Error::LinkCut`]
    /// where no message arrived.
    pub fn opened(&self, unpacked: &Unpacked) -> Result<Opened, Error> {
        let Unpacked { body, ended } = unpacked;
        // All that was sent, and no end; or an end, and more was declared.
        if *ended == self.cut.is_some() {
            return Err(Error::LinkDamaged);
        }
        let mut conversation = if *ended {
            body::read(body)?
        } else {
            body::read_part(body)?
        };
        let damage = self.cut.as_ref().map(|cut| Error::LinkCut {
            arrived: cut.arrived,
            expected: cut.expected,
        });
        if damage.is_some() {
            // No checksum can speak for what arrived.
            conversation.complete = false;
        }
        if conversation.messages.is_empty() {
            return Err(damage.unwrap_or(Error::LinkEmpty));
        }
        Ok(Opened {
            conversation,
            damage,
            codec: self.codec.number(),
        })
    }
}
