//! The real extension's pages, by the hooks that they promise: ids, `data-…` attributes and the
//! state of the document. The commands and the end-to-end tests speak of pages through these.

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::browser::{Browser, Page, until};

/// The viewer's page in the extension.
pub const VIEWER: &str = "extension/viewer.html";

/// The page of the first day in the extension.
pub const WELCOME: &str = "extension/welcome.html";

/// The settings in the extension.
pub const OPTIONS: &str = "extension/options.html";

/// True once the popup shows what will be shared, or the viewer a conversation; or why they cannot.
const SETTLED: &str =
    "['ready', 'past', 'locked', 'error'].includes(document.documentElement.dataset.state)";

/// Waits until the popup shows what will be shared.
///
/// # Errors
/// It says instead why the page cannot be read (the error holds that sentence), or says nothing.
pub fn popup_ready(browser: &mut dyn Browser, popup: &Page) -> Result<()> {
    browser.wait_for(popup, SETTLED)?;
    // What was shared before is said in a line that moves what stands below it.
    browser.wait_for(
        popup,
        "document.documentElement.dataset.before !== 'asking'",
    )?;
    let state = browser.eval(popup, "document.documentElement.dataset.state")?;
    if state != "ready" {
        bail!("the popup says: {}", browser.text(popup, "#status")?);
    }
    Ok(())
}

/// Waits until the popup says why it cannot read the page, and gives its sentence.
///
/// # Errors
/// It shows a conversation, or says nothing.
pub fn popup_error(browser: &mut dyn Browser, popup: &Page) -> Result<String> {
    browser.wait_for(popup, "document.documentElement.dataset.state === 'error'")?;
    browser.text(popup, "#status")
}

/// Waits until the popup's link gets no shorter any more.
///
/// # Errors
/// It stays at making it shorter.
pub fn link_made(browser: &mut dyn Browser, popup: &Page) -> Result<()> {
    browser.wait_for(popup, "document.documentElement.dataset.link === 'made'")?;
    Ok(())
}

/// Presses "Copy link", waits for the confirmation, and gives what is in the clipboard then.
///
/// # Errors
/// There is no such button, or no confirmation.
pub fn copy_link(browser: &mut dyn Browser, popup: &Page) -> Result<String> {
    link_made(browser, popup)?;
    browser.click(popup, "#copy")?;
    browser.wait_for(
        popup,
        "document.querySelector('#copy.done, #by-hand:not([hidden])')",
    )?;
    let refused = browser.eval(popup, "!document.querySelector('#by-hand').hidden")?;
    if refused == true {
        bail!("the popup says: {}", browser.text(popup, "[role=alert]")?);
    }
    browser.clipboard()
}

/// Waits until a page of the extension is open whose address holds `part`, such as a popup that
/// something else than the button opened.
///
/// # Errors
/// There is none within half a minute.
pub fn opened(browser: &mut dyn Browser, part: &str) -> Result<Page> {
    let found = until(|| {
        let pages = browser.pages()?;
        let found = pages.into_iter().find(|(_, url)| url.contains(part));
        Ok(found.map(|(page, _)| page))
    })?;
    found.with_context(|| format!("no page with {part} comes"))
}

/// Waits until the viewer shows messages, asks for a password, or shows an error.
///
/// # Errors
/// It shows neither.
pub fn settled(browser: &mut dyn Browser, viewer: &Page) -> Result<()> {
    browser.wait_for(viewer, SETTLED).map(drop)
}

/// Opens what follows the `#` of a link in the extension's own viewer, and waits until the
/// viewer shows messages, asks for a password, or shows an error.
///
/// # Errors
/// It shows neither.
pub fn open_in_viewer(browser: &mut dyn Browser, link: &str) -> Result<Page> {
    let fragment = link.split_once('#').context("the link has no #")?.1;
    let url = format!("{}/{VIEWER}#{fragment}", browser.origin());
    let page = browser.open(&url)?;
    browser.wait_for(&page, SETTLED)?;
    Ok(page)
}

/// The messages of a viewer or a preview, as `(role, text)` in order.
///
/// # Errors
/// The page is gone.
pub fn messages(browser: &mut dyn Browser, page: &Page) -> Result<Vec<(String, String)>> {
    let all = browser.eval(
        page,
        "[...document.querySelectorAll('[data-message]')].map((m) => [m.dataset.role, m.textContent])",
    )?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let pairs = all.as_array().into_iter().flatten();
    Ok(pairs.map(|pair| (text(&pair[0]), text(&pair[1]))).collect())
}
