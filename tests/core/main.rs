//! Tests of the core, native and without a browser.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failed unwrap in a test is a failed test, in its helpers too"
)]

mod any;
mod capture;
mod cli;
mod conversation;
mod dense;
mod golden;
mod ledger;
mod link;
mod render;
mod shared;
mod transcript;
