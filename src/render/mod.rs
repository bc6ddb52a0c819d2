//! Markdown to a closed tree that pages and exports are made from.
//!
//! In reading order:
//!
//! 1. [`tree`]: what a message can be made of, and nothing else.
//! 2. [`markdown`]: Markdown to that tree, within stated limits.
//! 3. [`urls`]: which addresses may become links, and the host that is shown for them.
//! 4. [`picture`]: the pictures that a text may hold by itself.
//! 5. [`display`]: titles, names and sites as they may be shown.
//! 6. [`code`]: code to pieces that a style can colour.
//! 7. [`formula`]: formulas as elements.
//! 8. [`markup`]: the tree as elements of a closed set, for whoever writes them down.
//! 9. [`export`]: the conversation as a file.
//!
//! There is no way from a conversation to an element, an attribute or an address that is not named
//! in these modules: everything that is not known is text.

pub mod tree;

pub mod code;
pub mod display;
pub mod markdown;
pub mod picture;
pub mod urls;

pub mod export;
pub mod formula;
pub mod markup;

pub use markdown::parse;
