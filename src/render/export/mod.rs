//! The conversation as a file that opens without Chatlink.

mod html;

pub use html::{html, html_with};
