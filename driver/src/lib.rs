//! Drives real browsers with the real extension.
//!
//! 1. [`find`]: a Chromium or Firefox on this machine.
//! 2. [`network`]: the only way out of the browser, which records every request and serves any
//!    host, `https://chatgpt.com` for one, from the loopback interface.
//! 3. [`Browser`]: what both browsers can do; [`launch`] starts one.
//! 4. [`sample`]: chat pages made for the project.
//! 5. [`hooks`]: the real extension's pages.
//!
//! Everything blocks, and everything that waits has a deadline. A browser ends with its value,
//! its profile is a temporary folder.

pub mod find;
pub mod hooks;
pub mod network;
pub mod sample;

mod browser;
mod chromium;
mod devtools;
mod extension;
mod firefox;
mod marionette;
mod process;

pub use browser::{Browser, Menu, Options, Page, Scheme, launch};
pub use find::{Found, Kind, find};
pub use network::{Network, Request, Response};
