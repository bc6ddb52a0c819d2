//! The whole way in real browsers, with the real extension and real presses of its button.
//!
//! `cargo xtask test` runs these; alone: `cargo test --package driver --test e2e`,
//! after `cargo xtask build`. Each test runs in Chromium and in Firefox.
//!
//! 1. [`whole_way`]: page, preview, copy, viewer; message by message, and no other request.
//! 2. [`popup`]: a popup that closes loses nothing; pages that cannot be read say so.
//! 3. [`viewer`]: pasted links, damaged links.
//! 4. [`windowed`]: a chat that shows only a part of itself, and [`scrolled`]: sites that do so.
//! 5. [`asking`]: a chat whose server tells the rest.
//! 6. [`links`]: the list of issued links.
//! 7. [`qr`]: the QR code, read off the screen.
//! 8. [`reading`]: what a reader does with a conversation.
//! 9. [`hostile`]: what a stranger's conversation tries.
//! 10. [`homes`]: the viewer without the extension.
//! 11. [`upload`]: uploads that can be deleted, and everything that goes wrong with them.
//! 12. [`confidence`]: messages are chosen, secrets masked, text cut; what leaves is what is shown.
//! 13. [`password`]: links with a password, from the popup to the reader.
//! 14. [`included`]: files, an end, and images in the link.
//! 15. [`ways_in`]: everything that leads to the popup beside the toolbar's button.
//! 16. [`accessible`]: every page and state under the rules for accessible pages.
//! 17. [`opening`]: uploads, opened by their address.
//! 18. [`life`]: an upload from its making to its deletion. [`keyed`]: links whose key can be deleted, and chats that were shared before.
//! 19. [`manage`]: the list as people keep it. [`clock`]: clocks that are wrong. [`killed`]: browsers that die in the middle of something.
//!     [`private`]: private windows, which leave nothing behind.
//!     [`real`]: the real PrivateBin, where it is there.
//! 20. [`files`]: a conversation in a file.
//! 21. [`refused`]: pages that give no conversation.
//! 22. [`images`]: images of other hosts, which wait for a press.
//! 23. [`saved`]: the viewer that the settings save as one file.
//! 24. [`redirect`]: links to the viewer's page, opened without asking its host.
//! 25. [`carry_on`]: "Continue in…", by the clipboard and into a site's box.
//! 26. [`zoomed`]: every page at 400 %, and the size of what is pressed. [`focus`]: where the keyboard is after each step.
//!     [`by_name`]: every task by keys and by what the controls are called.
//! 27. [`updates`]: what earlier versions stored. [`idle`]: that nothing runs.
//! 28. [`shadow`]: chats in shadow roots. [`messages`]: what the core and the page say to each other.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failed unwrap in a test is a failed test, in its helpers too"
)]

mod accessible;
mod asking;
mod by_name;
mod carry_on;
mod clock;
mod confidence;
mod dense;
mod files;
mod focus;
mod homes;
mod hostile;
mod idle;
mod images;
mod included;
mod keyed;
mod killed;
mod life;
mod links;
mod manage;
mod messages;
mod opening;
mod password;
mod php;
mod popup;
mod private;
mod qr;
mod reading;
mod real;
mod redirect;
mod refused;
mod saved;
mod scrolled;
mod shadow;
mod updates;
mod upload;
mod viewer;
mod ways_in;
mod whole_way;
mod windowed;
mod zoomed;

use std::path::Path;

use driver::sample::Sample;
use driver::{Browser, Kind, Network, Options, Page, find, launch};

/// The folder of the extension.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// A browser with the extension, and the network that it sees.
struct Stage {
    browser: Box<dyn Browser>,
    network: Network,
    options: Options,
}

impl Stage {
    fn new(kind: Kind) -> Self {
        Self::start(kind, Path::new(ROOT), None)
    }

    /// With the extension in this folder.
    fn with_extension(kind: Kind, folder: &Path) -> Self {
        Self::start(kind, folder, None)
    }

    /// With a profile that outlives the browser, as long as the folder does.
    fn with_profile(kind: Kind) -> (Self, tempfile::TempDir) {
        let profile = tempfile::tempdir().expect("a folder");
        let kept = Some(profile.path().to_owned());
        (Self::start(kind, Path::new(ROOT), kept), profile)
    }

    /// Kills the browser, and starts another with the same profile.
    fn kill_and_start(&mut self) {
        self.browser.kill().expect("an end");
        self.start_again();
    }

    /// Starts another browser with the same profile, after the end of the first.
    fn start_again(&mut self) {
        let kind = self.browser.kind();
        self.browser = launch(&find(kind).expect("a browser"), &self.options).expect("a browser");
    }

    fn start(kind: Kind, folder: &Path, profile: Option<std::path::PathBuf>) -> Self {
        let found = find(kind).expect("a browser");
        let network = Network::start().expect("a network");
        let options = Options {
            extension: Some(folder.into()),
            headless: true,
            proxy: Some(network.address()),
            profile,
            language: None,
        };
        let browser = launch(&found, &options).expect("a running browser");
        Self {
            browser,
            network,
            options,
        }
    }

    /// A tab with this page.
    fn open(&mut self, sample: &Sample) -> Page {
        sample.serve(&self.network);
        self.browser.open(&sample.url).expect("an open page")
    }

    /// A tab of a private window with this page.
    fn open_private(&mut self, sample: &Sample) -> Page {
        sample.serve(&self.network);
        self.browser
            .open_private(&sample.url)
            .expect("a private window")
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

/// The tab with this in its address, which something opened.
fn opened_beside(browser: &mut dyn Browser, address: &str) -> Page {
    let began = std::time::Instant::now();
    loop {
        let pages = browser.pages().expect("the tabs");
        let found = pages.iter().find(|(_, url)| url.contains(address));
        if let Some((page, _)) = found {
            return page.clone();
        }
        let open: Vec<_> = pages.iter().map(|(_, url)| url).collect();
        let late = began.elapsed().as_secs() > 20;
        assert!(!late, "no tab with {address} was opened beside {open:?}");
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
