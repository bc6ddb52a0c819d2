//! Everything that leads to the popup beside the toolbar's button: the button in a chat page, and the
//! pages of the first day and of the settings.

use std::fs;
use std::path::Path;

use driver::{Browser, Kind, Page, hooks, sample};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{Stage, in_both, sentence};

in_both!(button_in_the_page, first_day);

const POPUP: &str = "extension/popup.html";
const BUTTON: &str = "document.querySelector('chatlink-button')";

/// The extension as if the browser had asked for this site and the person had said yes: Chromium's
/// question can be answered by no test. Firefox's is, so there it is the extension as it is.
pub(crate) fn allowed(kind: Kind, sites: &[&str]) -> TempDir {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = tempfile::tempdir().unwrap();
    for part in ["extension", "_locales"] {
        copy(&root.join(part), &folder.path().join(part));
    }
    let manifest = fs::read_to_string(root.join("manifest.json")).unwrap();
    let mut manifest: Value = serde_json::from_str(&manifest).unwrap();
    if kind == Kind::Chromium {
        manifest["host_permissions"] = json!(sites);
    }
    fs::write(folder.path().join("manifest.json"), manifest.to_string()).unwrap();
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// A page of the extension, once it shows everything.
pub(crate) fn open(browser: &mut dyn Browser, name: &str) -> Page {
    let page = format!("{}/{name}", browser.origin());
    let page = browser.open(&page).unwrap();
    let ready = "document.documentElement.dataset.state === 'ready'";
    browser.wait_for(&page, ready).unwrap();
    page
}

/// Switched on, it stands in the open page and opens the popup; switched off, nothing of it is left.
fn button_in_the_page(kind: Kind) {
    const SWITCH: &str = "[data-site=chatgpt] input";
    let folder = allowed(
        kind,
        &["https://*.chatgpt.com/*", "https://*.chat.openai.com/*"],
    );
    let mut stage = Stage::with_extension(kind, folder.path());
    let tab = stage.open(&sample::shed().unwrap());
    let browser = stage.browser.as_mut();
    let before = browser.eval(&tab, "document.body.outerHTML").unwrap();
    assert_eq!(browser.eval(&tab, BUTTON).unwrap(), Value::Null);

    let settings = open(browser, hooks::OPTIONS);
    browser.click(&settings, SWITCH).unwrap();
    let said = |key| {
        let text = Value::from(sentence(key, &["ChatGPT"]));
        format!("document.querySelector('#in-page-said').textContent === {text}")
    };
    browser
        .wait_for(&settings, &said("options_in_page_on"))
        .unwrap();
    let there = format!("{BUTTON}?.getBoundingClientRect().width > 0");
    browser.wait_for(&tab, &there).unwrap();
    // The chat is in front again.
    browser.close(&settings).unwrap();

    // A script of the page reaches nothing of it, and its presses count for nothing.
    let closed = format!("{BUTTON}.shadowRoot === null && {BUTTON}.click() === undefined");
    assert_eq!(browser.eval(&tab, &closed).unwrap(), true);
    let pages = browser.pages().unwrap();
    assert!(
        pages.iter().all(|(_, url)| !url.contains(POPUP)),
        "{pages:?}"
    );

    browser.click(&tab, "chatlink-button").unwrap();
    let popup = hooks::opened(browser, POPUP).unwrap();
    hooks::popup_ready(browser, &popup).unwrap();
    browser.close(&popup).unwrap();

    let settings = open(browser, hooks::OPTIONS);
    let on = format!("document.querySelector('{SWITCH}').checked");
    assert_eq!(browser.eval(&settings, &on).unwrap(), true);
    browser.click(&settings, SWITCH).unwrap();
    browser
        .wait_for(&settings, &said("options_in_page_off"))
        .unwrap();
    browser
        .wait_for(&tab, &format!("{BUTTON} === null"))
        .unwrap();
    let after = browser.eval(&tab, "document.body.outerHTML").unwrap();
    assert_eq!(after, before);
}

/// The page that comes with the installation, which every test here has seen and closed.
fn first_day(kind: Kind) {
    let mut stage = Stage::new(kind);
    let browser = stage.browser.as_mut();
    let page = open(browser, hooks::WELCOME);
    let text = browser.text(&page, "main").unwrap();
    for key in ["welcome_private", "welcome_click", "welcome_recall"] {
        assert!(text.contains(&sentence(key, &[])), "{text}");
    }
    // The keys are the ones that the browser has given it.
    assert!(
        text.contains("Alt+Shift+S") || text.contains("⌥⇧S"),
        "{text}"
    );
    assert!(stage.asked().is_empty(), "{:?}", stage.asked());
}
