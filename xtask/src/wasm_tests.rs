//! Runs wasm tests in real browsers: cargo calls this as the runner of the wasm target.
//!
//! The runner of wasm-bindgen, as a library, serves the tests as a page; the browsers that are
//! there anyway open it. So no WebDriver program is needed, and both browsers run the tests.

use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};
use driver::{Kind, Options};

use crate::tools;

/// The line with which the runner says where the page is.
const ANNOUNCEMENT: &str = "available at ";

/// `cargo xtask wasm-server`: serves the page until it is stopped.
pub(crate) fn serve(words: Vec<OsString>) -> Result<()> {
    let words = std::iter::once("wasm-bindgen-test-runner".into()).chain(words);
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(words)
}

/// `cargo xtask wasm-runner`: runs a file of tests in both browsers.
pub(crate) fn run(words: Vec<OsString>) -> Result<()> {
    let server = Command::new(std::env::current_exe()?)
        .arg("wasm-server")
        .args(words)
        .env("NO_HEADLESS", "1")
        .env("WASM_BINDGEN_TEST_ADDRESS", "127.0.0.1:0")
        .stdout(Stdio::piped())
        .spawn()?;
    let mut server = Server(server);
    let lines = BufReader::new(server.0.stdout.take().context("no output")?).lines();
    for line in lines {
        let line = line?;
        if let Some((_, url)) = line.split_once(ANNOUNCEMENT) {
            for kind in Kind::ALL {
                in_browser(kind, url.trim())?;
            }
            return Ok(());
        }
        println!("{line}");
    }
    // It ends by itself when there is nothing to run, or nothing that it can.
    let status = server.0.wait()?;
    if !status.success() {
        bail!("the tests could not be prepared ({status})");
    }
    Ok(())
}

/// Opens the page in a browser and prints what it says.
fn in_browser(kind: Kind, url: &str) -> Result<()> {
    let found = tools::browser(kind)?;
    let options = Options {
        extension: None,
        headless: true,
        proxy: None,
        profile: None,
        language: None,
    };
    let mut browser = driver::launch(&found, &options)?;
    let page = browser.open(url)?;
    let said = browser.wait_for(
        &page,
        "document.querySelector('#output').textContent.match(/[^]*test result: .*/)?.[0]",
    );
    let Ok(said) = said else {
        bail!(
            "no result in {}: {}",
            kind.name(),
            browser.text(&page, "#output")?
        );
    };
    let said = said.as_str().unwrap_or_default();
    println!("{said}");
    if !said.contains("test result: ok") {
        bail!("tests failed in {}", kind.name());
    }
    Ok(())
}

/// Ends with its value.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
