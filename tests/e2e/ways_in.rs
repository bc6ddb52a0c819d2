//! Everything that leads to the popup beside the toolbar's button: the button in a chat page, and the
//! pages of the first day and of the settings.

use std::fs;
use std::path::Path;

use driver::{Browser, Kind, Menu, Page, Response, hooks, sample};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{Stage, in_both, sentence};

in_both!(
    button_in_the_page,
    permission_taken_back,
    menus,
    shortcut,
    badges,
    first_day
);

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

/// Taken back in the browser's own settings, the permission takes the button with it.
fn permission_taken_back(kind: Kind) {
    let sites = ["https://*.chatgpt.com/*", "https://*.chat.openai.com/*"];
    let folder = allowed(kind, &sites);
    let mut stage = Stage::with_extension(kind, folder.path());
    let tab = stage.open(&sample::shed().unwrap());
    let browser = stage.browser.as_mut();
    let settings = open(browser, hooks::OPTIONS);
    browser
        .click(&settings, "[data-site=chatgpt] input")
        .unwrap();
    let there = format!("{BUTTON}?.getBoundingClientRect().width > 0");
    browser.wait_for(&tab, &there).unwrap();
    match kind {
        Kind::Firefox => {
            // What its page of add-ons does.
            let remove = format!(
                "browser.permissions.remove({{ origins: {} }})",
                json!(sites)
            );
            browser.eval(&settings, &remove).unwrap();
        }
        Kind::Chromium => {
            let own = browser.open("chrome://extensions/").unwrap();
            let id = browser.origin().replace("chrome-extension://", "");
            let on_click = format!(
                "chrome.developerPrivate.updateExtensionConfiguration({{ extensionId: {id:?}, hostAccess: 'ON_CLICK' }})"
            );
            browser.eval(&own, &on_click).unwrap();
            browser.close(&own).unwrap();
        }
    }
    browser
        .wait_for(&tab, &format!("{BUTTON} === null"))
        .unwrap();
    let registered = "(globalThis.browser ?? chrome).scripting.getRegisteredContentScripts().then((all) => all.length === 0)";
    browser.wait_for(&settings, registered).unwrap();
    let settings = open(browser, hooks::OPTIONS);
    let on = "document.querySelector('[data-site=chatgpt] input').checked";
    assert_eq!(browser.eval(&settings, on).unwrap(), false);
}

/// Presses what a menu of the browser's offers: really in Firefox, and in Chromium by the event that a press sends.
fn choose(stage: &mut Stage, tab: &Page, menu: Menu, (id, key): (&str, &str)) {
    let browser = stage.browser.as_mut();
    if browser.kind() == Kind::Firefox {
        return browser
            .choose_in_menu(tab, menu, &sentence(key, &[]))
            .unwrap();
    }
    // Wakes the background, if it sleeps, and brings the chat to the front again.
    let page = open(browser, hooks::OPTIONS);
    let wake = "chrome.runtime.sendMessage({ task: 'wake', ids: [] }).then(() => true)";
    browser.eval(&page, wake).unwrap();
    browser.close(&page).unwrap();
    let press = format!(
        "chrome.tabs.query({{ active: true }}).then(([tab]) => \
         chrome.contextMenus.onClicked.dispatch({{ menuItemId: '{id}' }}, tab))"
    );
    browser.eval_in_background(&press).unwrap();
}

/// "Share this conversation" on a page and on selected text; the list and the reader on the button.
fn menus(kind: Kind) {
    // A press in the real menu lets the page be read; the event alone does not.
    let folder = allowed(kind, &["https://chatgpt.com/*"]);
    let mut stage = Stage::with_extension(kind, folder.path());
    let tab = stage.open(&sample::shed().unwrap());
    for menu in [Menu::Page, Menu::Selection] {
        choose(&mut stage, &tab, menu, ("share", "menu_share"));
        let browser = stage.browser.as_mut();
        let popup = hooks::opened(browser, POPUP).unwrap();
        hooks::popup_ready(browser, &popup).unwrap();
        browser.close(&popup).unwrap();
    }
    choose(&mut stage, &tab, Menu::Button, ("links", "menu_links"));
    let browser = stage.browser.as_mut();
    let list = hooks::opened(browser, "popup.html?tab=").unwrap();
    let shown = "document.querySelector('#links')?.checkVisibility() \
        && document.querySelector('[data-tab=links]').getAttribute('aria-selected') === 'true'";
    browser.wait_for(&list, shown).unwrap();
    browser.close(&list).unwrap();
    choose(&mut stage, &tab, Menu::Button, ("read", "menu_read"));
    let browser = stage.browser.as_mut();
    let viewer = hooks::opened(browser, hooks::VIEWER).unwrap();
    browser
        .wait_for(&viewer, "document.querySelector('textarea')")
        .unwrap();
}

/// The keys as they come, and as a person changes them; in the popup Enter copies.
fn shortcut(kind: Kind) {
    const KEYS: &str = "(globalThis.browser ?? chrome).commands.getAll().then((all) => \
        all.find(({ name }) => name === '_execute_action').shortcut)";
    let mut stage = Stage::new(kind);
    let tab = stage.open(&sample::shed().unwrap());
    for changed in [false, true] {
        let browser = stage.browser.as_mut();
        let keys = if changed {
            "Alt+Shift+L"
        } else {
            "Alt+Shift+S"
        };
        let welcome = open(browser, hooks::WELCOME);
        if changed {
            change_keys(browser, &welcome, keys);
        }
        let set = browser.eval(&welcome, KEYS).unwrap();
        assert!(
            [json!(keys), json!(keys.replace("Alt+Shift+", "⌥⇧"))].contains(&set),
            "{set}"
        );
        browser.close(&welcome).unwrap();
        // The page of the first day names the keys that there are.
        let welcome = open(browser, hooks::WELCOME);
        let text = browser.text(&welcome, "main").unwrap();
        assert!(text.contains(set.as_str().unwrap()), "{text}");
        browser.close(&welcome).unwrap();

        let popup = if kind == Kind::Firefox {
            browser.press_shortcut(&tab, keys).unwrap();
            hooks::opened(browser, POPUP).unwrap()
        } else {
            // No key of a test's reaches Chromium's window: the press of the button is the same action.
            browser.press_button(&tab).unwrap()
        };
        hooks::popup_ready(browser, &popup).unwrap();
        hooks::link_made(browser, &popup).unwrap();
        browser.press_key(&popup, "Enter").unwrap();
        browser
            .wait_for(&popup, "document.querySelector('#copy.done')")
            .unwrap();
        let link = browser.clipboard().unwrap();
        assert!(chatlink::link::decode(&link).is_ok(), "{link}");
        browser.close(&popup).unwrap();
    }
}

/// Other keys, by the way that each browser has for it.
fn change_keys(browser: &mut dyn Browser, page: &Page, keys: &str) {
    if browser.kind() == Kind::Firefox {
        let update =
            format!("browser.commands.update({{ name: '_execute_action', shortcut: {keys:?} }})");
        browser.eval(page, &update).unwrap();
        return;
    }
    let own = browser.open("chrome://extensions/shortcuts").unwrap();
    let id = browser.origin().replace("chrome-extension://", "");
    let update = format!(
        "chrome.developerPrivate.updateExtensionCommand({{ extensionId: {id:?}, \
         commandName: '_execute_action', keybinding: {keys:?} }})"
    );
    browser.eval(&own, &update).unwrap();
    browser.close(&own).unwrap();
}

/// The button in the toolbar tells how the last press over this tab ended.
fn badges(kind: Kind) {
    let mut stage = Stage::new(kind);
    stage.network.host("news.example", |_| {
        Response::html("<!doctype html><link rel=icon href='data:,'><p>No chat.</p>")
    });
    let nothing = stage.browser.open("https://news.example/").unwrap();
    let tab = stage.open(&sample::shed().unwrap());
    let badge = "(async () => { const api = globalThis.browser ?? chrome; \
        const [tab] = await api.tabs.query({ active: true, currentWindow: true }); \
        return api.action.getBadgeText({ tabId: tab.id }); })()";
    let popup = stage.share(&tab);
    let browser = stage.browser.as_mut();
    assert_eq!(browser.eval(&popup, badge).unwrap(), "");
    hooks::copy_link(browser, &popup).unwrap();
    browser
        .wait_for(&popup, &format!("{badge}.then((text) => text === '✓')"))
        .unwrap();
    browser.close(&popup).unwrap();
    let popup = browser.press_button(&nothing).unwrap();
    hooks::popup_error(browser, &popup).unwrap();
    browser
        .wait_for(&popup, &format!("{badge}.then((text) => text === '!')"))
        .unwrap();
}

/// The page that comes with the installation, which every test here has seen and closed; and never again.
fn first_day(kind: Kind) {
    let mut stage = Stage::new(kind);
    let browser = stage.browser.as_mut();
    let page = open(browser, hooks::WELCOME);
    if kind == Kind::Chromium {
        // An update makes the menus anew, and brings no second page.
        let wake = "chrome.runtime.sendMessage({ task: 'wake', ids: [] }).then(() => true)";
        browser.eval(&page, wake).unwrap();
        let update = "(async () => { chrome.runtime.onInstalled.dispatch({ reason: 'update' }); \
            const there = () => chrome.contextMenus.update('read', {}).then(() => true, () => false); \
            while (!await there()); \
            return (await chrome.tabs.query({})).filter(({ url }) => url?.includes('welcome')).length; })()";
        assert_eq!(browser.eval_in_background(update).unwrap(), 1);
    }
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
