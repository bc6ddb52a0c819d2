//! A conversation in the forms that `open` and `capture` print.

use chatlink::conversation::Conversation;
use chatlink::error::Error;

use super::sentences::sentence;

pub(super) fn json(conversation: &Conversation) -> String {
    // Plain data has no way to fail.
    let mut text = serde_json::to_string_pretty(conversation).unwrap_or_default();
    text.push('\n');
    text
}

/// A page of its own. To come with `render::export::html`.
pub(super) fn html(_conversation: &Conversation) -> Result<String, Error> {
    Err(Error::Usage {
        reason: sentence("cli_not_yet", &["--html".to_owned()]),
    })
}
