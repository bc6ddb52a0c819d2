//! Chatlink turns the conversation on an AI-chat page into a link.
//!
//! A guided tour, in reading order:
//!
//! 1. [`conversation`]: the one model that everything speaks.
//! 2. [`error`]: every way to fail, by a stable key.
//!    [`messages`] has the sentences for people where no browser brings them. [`json`] and
//!    [`cipher`] are the tools that several parts share.
//! 3. [`link`]: a conversation to the characters after `#` and back.
//! 4. [`transcript`]: a conversation as Markdown that people read, and back.
//! 5. [`capture`]: a chat page to a conversation.
//! 6. [`import`]: a file to a conversation.
//! 7. [`render`]: Markdown to a closed tree that pages and exports are made from.
//! 8. [`upload`]: a conversation to an encrypted upload on a PrivateBin server, and back.
//! 9. [`redact`]: what should perhaps not be shared, found and masked.
//! 10. [`choose`]: what of a conversation is shared: messages, parts, cuts and masks.
//! 11. [`ledger`]: the list of issued links.
//! 12. `web`: the browser side, and the only place that knows browser types.
//!
//! The core has no web types, no clock, no randomness and no I/O: they come in as arguments.
//! So everything but `web` runs, is tested and is measured natively.

pub mod cipher;
pub mod conversation;
pub mod error;
pub mod json;
pub mod messages;

pub mod link;
pub mod transcript;

pub mod capture;
pub mod import;
pub mod render;

pub mod choose;
pub mod redact;
pub mod upload;

pub mod ledger;

#[cfg(target_arch = "wasm32")]
pub mod web;
