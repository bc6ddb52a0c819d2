//! Tests of the core, native and without a browser.

mod conversation;
mod render;
