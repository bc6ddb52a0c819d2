//! Markdown to a closed tree that pages and exports are made from.
//!
//! In reading order:
//!
//! 1. [`tree`]: what a message can be made of, and nothing else.
//! 2. [`markdown`]: Markdown to that tree, within stated limits.
//! 3. [`urls`]: which addresses may become links, and the host that is shown for them.
//! 4. [`display`]: titles, names and sites as they may be shown.
//! 5. [`markup`]: the tree as elements of a closed set, for whoever writes them down.
//! 6. [`export`]: the conversation as a file.
//!
//! There is no way from a conversation to an element, an attribute or an address that is not named
//! in these modules: everything that is not known is text.

pub mod tree;

pub mod display;
pub mod markdown;
pub mod urls;

pub mod export;
pub mod markup;

pub use markdown::parse;
