//! A conversation as bytes, for a place that checks and keeps them itself: an encrypted upload.
//!
//! The number of a link's first byte, which names version and codec, and the payload. No checksum and no
//! length: the place has its own.

use super::codec::Codec;
use super::{body, envelope};
use crate::conversation::Conversation;
use crate::error::Error;

/// A conversation to bytes.
///
/// # Errors
/// [`Error::ConversationEmpty`] without any message, [`Error::ConversationTooLong`].
pub fn pack(conversation: &Conversation) -> Result<Vec<u8>, Error> {
    if conversation.messages.is_empty() {
        return Err(Error::ConversationEmpty);
    }
    let body = body::write(conversation)?;
    Ok(packed_of(&Codec::Deflate.compress(&body)?))
}

/// The same of a [body](super::body_of) that somebody else deflated, without a header.
pub fn packed_of(deflated: &[u8]) -> Vec<u8> {
    let mut packed = vec![envelope::number(Codec::Deflate.number())];
    packed.extend(deflated);
    packed
}

/// And back.
///
/// # Errors
/// [`Error::LinkDamaged`], [`Error::LinkTooLarge`], [`Error::LinkTooNew`] with a number that is not
/// known, [`Error::LinkEmpty`] where no message is in it.
pub fn unpack(packed: &[u8]) -> Result<Conversation, Error> {
    let (number, payload) = packed.split_first().ok_or(Error::LinkEmpty)?;
    if *number != envelope::number(Codec::Deflate.number()) {
        return Err(Error::LinkTooNew { number: *number });
    }
    let unpacked = Codec::Deflate.decompress(payload, true)?;
    if !unpacked.ended {
        return Err(Error::LinkDamaged);
    }
    let conversation = body::read(&unpacked.body)?;
    if conversation.messages.is_empty() {
        return Err(Error::LinkEmpty);
    }
    Ok(conversation)
}
