//! What leaves the viewer: the conversation as a file that opens without Chatlink, a table as Markdown.

mod html;
mod json;
mod table;

#[cfg(not(target_arch = "wasm32"))]
pub use html::html;
pub use html::html_with;
pub use json::json;
pub use table::table;
