//! Tests of the core, native and without a browser.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failed unwrap in a test is a failed test, in its helpers too"
)]

mod any;
mod capture;
mod choose;
mod cli;
mod clients;
mod conversation;
mod dense;
mod golden;
mod hostile;
mod import;
mod json;
mod keyed;
mod ledger;
mod link;
mod qr;
mod redact;
mod render;
mod savings;
mod sealed;
mod shared;
mod transcript;
mod upload;
mod upload_address;
mod upload_cli;
