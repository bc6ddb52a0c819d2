//! Where the code is at home: in the extension, or in a page that anybody hosts or keeps as a file.
//!
//! Both give the same: the sentences of `_locales`, the language, what the person chose before,
//! and the address that stands in front of links.

#[cfg(feature = "extension")]
mod extension;
#[cfg(not(feature = "extension"))]
mod page;

#[cfg(feature = "extension")]
pub use extension::{direction, keep, kept, language, message, own_base, remove};
#[cfg(not(feature = "extension"))]
pub use page::{direction, keep, kept, language, message, own_base, remove};
