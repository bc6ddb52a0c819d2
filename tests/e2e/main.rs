//! The whole way in real browsers, with the real extension and real presses of its button.
//!
//! `cargo xtask test` runs these; alone: `cargo test --package driver --test e2e`,
//! after `cargo xtask build`. Each test runs in Chromium and in Firefox.
//!
//! 1. [`whole_way`]: page, preview, copy, viewer; message by message, and no other request.
//! 2. [`popup`]: a popup that closes loses nothing; pages that cannot be read say so.
//! 3. [`viewer`]: pasted links, damaged links.
//! 4. [`windowed`]: a chat that shows only a part of itself.
//! 5. [`links`]: the list of issued links.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failed unwrap in a test is a failed test, in its helpers too"
)]

mod links;
mod popup;
mod viewer;
mod whole_way;
mod windowed;

use driver::sample::Sample;
use driver::{Browser, Kind, Network, Options, Page, find, launch};

/// A browser with the extension, and the network that it sees.
struct Stage {
    browser: Box<dyn Browser>,
    network: Network,
}

impl Stage {
    fn new(kind: Kind) -> Self {
        let found = find(kind).expect("a browser");
        let network = Network::start().expect("a network");
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
        let options = Options {
            extension: Some(root.into()),
            headless: true,
            proxy: Some(network.address()),
        };
        let browser = launch(&found, &options).expect("a running browser");
        Self { browser, network }
    }

    /// A tab with this page.
    fn open(&mut self, sample: &Sample) -> Page {
        sample.serve(&self.network);
        self.browser.open(&sample.url).expect("an open page")
    }

    /// The popup over this tab, with its preview.
    fn share(&mut self, tab: &Page) -> Page {
        let popup = self.browser.press_button(tab).expect("a popup");
        driver::hooks::popup_ready(self.browser.as_mut(), &popup).expect("a preview");
        popup
    }

    /// Every address that anything asked for.
    fn asked(&self) -> Vec<String> {
        self.network
            .requests()
            .into_iter()
            .map(|request| request.url)
            .collect()
    }
}

/// The sentence of a key, as the browser shows it.
fn sentence(key: &str, values: &[&str]) -> String {
    chatlink::messages::english(key, values)
}

/// Makes a test for each browser of functions that take its kind.
macro_rules! in_both {
    ($($scene:ident),+ $(,)?) => {
        mod in_chromium {
            $(#[test] fn $scene() { super::$scene(driver::Kind::Chromium); })+
        }
        mod in_firefox {
            $(#[test] fn $scene() { super::$scene(driver::Kind::Firefox); })+
        }
    };
}
pub(crate) use in_both;
