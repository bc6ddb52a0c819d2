//! ChatGPT's conversation objects: what its data export and its own API give.

use crate::conversation::Conversation;
use crate::error::Error;

/// Reads one conversation object.
///
/// # Errors
///
/// [`Error::FileNotUnderstood`].
pub fn conversation_from_export(_object: &serde_json::Value) -> Result<Conversation, Error> {
    Err(Error::PageWithoutConversation)
}
