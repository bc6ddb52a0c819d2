//! Tests of the core, native and without a browser.

mod capture;
mod conversation;
