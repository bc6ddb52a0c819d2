//! Where the keyboard is after each step: never nowhere. Whoever has no mouse, or does not see the page, would
//! begin again at its top.

use driver::{Browser, Kind, Page, hooks, sample};

use crate::upload::{HOST, prepared, serve, wait};
use crate::{Stage, in_both};

in_both!(dialogs_and_panels, list, uploads, viewer, settings);

/// What has the keyboard, if it can be used: shown and not switched off.
const HAS: &str = "(() => { const one = document.activeElement; \
    return one && one !== document.body && one !== document.documentElement && one.checkVisibility() \
        && !one.disabled ? '#' + one.id + ' ' + one.outerHTML.slice(0, 90) : ''; })()";

/// Presses a control as the keyboard does: it has the focus first.
fn press(browser: &mut dyn Browser, page: &Page, selector: &str, key: &str) {
    let focus = format!(
        "(() => {{ const one = document.querySelector({selector:?}); one.focus(); \
         return document.activeElement === one; }})()"
    );
    browser.wait_for(page, &focus).unwrap();
    browser.press_key(page, key).unwrap();
}

/// Presses it, waits for what comes of it, and looks where the keyboard is then.
fn keeps(browser: &mut dyn Browser, page: &Page, selector: &str, outcome: &str) {
    let checks = ["#lock", "#burn"].contains(&selector)
        || selector.contains("input")
        || selector.ends_with(".pick");
    press(browser, page, selector, if checks { " " } else { "Enter" });
    browser.wait_for(page, outcome).unwrap();
    let has = browser.eval(page, HAS).unwrap();
    assert_ne!(has, "", "after {selector} the keyboard is nowhere");
}

fn is_open(dialog: &str) -> String {
    format!("document.querySelector('{dialog}').open")
}

fn is_closed(dialog: &str) -> String {
    format!("!document.querySelector('{dialog}').open")
}

/// That this has the keyboard.
fn on(browser: &mut dyn Browser, page: &Page, selector: &str) {
    let there = format!("document.activeElement.matches({selector:?})");
    browser.wait_for(page, &there).unwrap();
}

fn dialogs_and_panels(kind: Kind) {
    let mut stage = Stage::new(kind);
    let tab = stage.open(&sample::said(
        "The plans",
        &[
            "Ask mia@garden.example for the plans.",
            "I did.",
            "Thanks!",
            "Not at all.",
        ],
    ));
    let popup = stage.share(&tab);
    let browser = stage.browser.as_mut();
    hooks::link_made(browser, &popup).unwrap();
    // A dialog gives the keyboard back to what opened it, closed by its button or by Escape.
    for (opens, dialog, closes) in [
        ("#review", "#review-dialog", "#review-done"),
        ("#qr", "#qr-dialog", "#qr-close"),
    ] {
        keeps(browser, &popup, opens, &is_open(dialog));
        keeps(browser, &popup, closes, &is_closed(dialog));
        on(browser, &popup, opens);
        keeps(browser, &popup, opens, &is_open(dialog));
        browser.press_key(&popup, "Escape").unwrap();
        browser.wait_for(&popup, &is_closed(dialog)).unwrap();
        on(browser, &popup, opens);
    }
    let choosing = "document.querySelector('.panel.choosing') !== null";
    keeps(browser, &popup, "#choose", choosing);
    keeps(browser, &popup, "#cut-text", &is_open("dialog[open]"));
    keeps(
        browser,
        &popup,
        "#cut-done",
        "!document.querySelector('dialog[open]')",
    );
    on(browser, &popup, "#cut-text");
    keeps(browser, &popup, "#choose-done", &format!("!({choosing})"));
    on(browser, &popup, "#choose");
    let field = "document.activeElement.id === 'link-password'";
    keeps(browser, &popup, "#lock", field);
    keeps(
        browser,
        &popup,
        "#lock",
        "!document.querySelector('#link-password').checkVisibility()",
    );
    hooks::link_made(browser, &popup).unwrap();
    keeps(
        browser,
        &popup,
        "#copy",
        "document.querySelector('#copy.done')",
    );
    on(browser, &popup, "#copy");
    keeps(
        browser,
        &popup,
        "#tab-links",
        "document.querySelector('[data-link-row]')",
    );
    browser.press_key(&popup, "ArrowLeft").unwrap();
    on(browser, &popup, "#tab-share");
}

fn list(kind: Kind) {
    let mut stage = Stage::new(kind);
    let standin = serve(&stage.network, HOST);
    let (tab, popup) = prepared(&mut stage);
    stage.browser.click(&popup, "#upload").unwrap();
    wait(&mut stage, &popup, "stored");
    stage.browser.click(&popup, "#kind-link").unwrap();
    hooks::copy_link(stage.browser.as_mut(), &popup).unwrap();
    stage.browser.close(&popup).unwrap();
    let popup = stage.share(&tab);
    let browser = stage.browser.as_mut();
    browser.click(&popup, "[data-tab=links]").unwrap();
    let rows =
        |count: usize| format!("document.querySelectorAll('[data-link-row]').length === {count}");
    browser.wait_for(&popup, &rows(2)).unwrap();

    let fixed = "[data-link-row]:has([data-badge=fixed])";
    let live = "[data-link-row]:has([data-badge=live])";
    let opened = format!("document.querySelector('{fixed} details').open");
    keeps(browser, &popup, &format!("{fixed} summary"), &opened);
    let said = "document.querySelector('#links-message').textContent.trim()";
    keeps(
        browser,
        &popup,
        &format!("{fixed} [data-action=copy]"),
        said,
    );
    keeps(
        browser,
        &popup,
        &format!("{fixed} [data-action=rename]"),
        "document.activeElement.id === 'name'",
    );
    browser.press_key(&popup, "Escape").unwrap();
    on(browser, &popup, &format!("{fixed} summary"));
    keeps(
        browser,
        &popup,
        &format!("{fixed} [data-action=forget]"),
        &rows(1),
    );
    on(browser, &popup, "#undo");
    keeps(browser, &popup, "#undo", &rows(2));
    on(browser, &popup, "[data-link-row] *");

    keeps(
        browser,
        &popup,
        &format!("{live} summary"),
        &format!("document.querySelector('{live} details').open"),
    );
    let asked = "document.querySelector('#confirm-delete')";
    let delete = format!("{live} [data-action=delete]");
    keeps(browser, &popup, &delete, asked);
    on(browser, &popup, "#confirm-delete");
    keeps(
        browser,
        &popup,
        "#confirm-delete + button",
        &format!("!{asked}"),
    );
    on(browser, &popup, "[data-link-row] *");
    keeps(browser, &popup, &delete, asked);
    keeps(
        browser,
        &popup,
        "#confirm-delete",
        "document.querySelector('[data-badge=deleted]')",
    );
    assert_eq!(standin.ids(), Vec::<String>::new());
    on(
        browser,
        &popup,
        "#links-message, #links-message *, [data-link-row] *",
    );

    keeps(
        browser,
        &popup,
        "#pick-all",
        "document.querySelectorAll('.pick:checked').length === 2",
    );
    on(browser, &popup, "#pick-all");
    keeps(browser, &popup, "#forget-picked", &rows(0));
    on(browser, &popup, "#undo");
}

fn uploads(kind: Kind) {
    let mut stage = Stage::new(kind);
    serve(&stage.network, HOST);
    let tab = stage.open(&sample::shed().unwrap());
    let popup = stage.share(&tab);
    let browser = stage.browser.as_mut();
    keeps(
        browser,
        &popup,
        "input#kind-upload",
        "document.querySelector('#server').checkVisibility()",
    );
    browser
        .fill(&popup, "#server", "https://nobody.example")
        .unwrap();
    keeps(
        browser,
        &popup,
        "#use-server",
        "document.querySelector('#upload-status.bad')",
    );
    browser
        .fill(&popup, "#server", &format!("https://{HOST}"))
        .unwrap();
    keeps(
        browser,
        &popup,
        "#use-server",
        "document.activeElement.id === 'upload'",
    );
    let stored = "document.querySelector('#upload-panel').dataset.upload === 'stored'";
    keeps(browser, &popup, "#upload", stored);
    keeps(
        browser,
        &popup,
        "#upload-copy",
        "document.querySelector('#upload-copy.done')",
    );
    on(browser, &popup, "#upload-copy");
}

fn viewer(kind: Kind) {
    let mut stage = Stage::new(kind);
    let browser = stage.browser.as_mut();
    let page = browser
        .open(&format!("{}/{}", browser.origin(), hooks::VIEWER))
        .unwrap();
    browser
        .wait_for(&page, "document.querySelector('textarea')")
        .unwrap();
    // The one field has the keyboard at once.
    on(browser, &page, "textarea");
    let locked = include_str!("../vectors/links/s01-sealed.txt");
    let head = |name: &str| {
        locked
            .lines()
            .find_map(|line| line.strip_prefix(name))
            .unwrap()
    };
    let link = locked
        .lines()
        .find(|line| line.starts_with("https://"))
        .unwrap();
    browser.fill(&page, "textarea", link).unwrap();
    keeps(
        browser,
        &page,
        "form button, .ask .button",
        "document.querySelector('#password-field')",
    );
    on(browser, &page, "#password-field");
    browser
        .fill(&page, "#password-field", "not this one")
        .unwrap();
    keeps(
        browser,
        &page,
        "#unlock",
        "document.querySelector('.wrong:not(:empty)')",
    );
    on(browser, &page, "#password-field");
    browser
        .fill(&page, "#password-field", head("password: "))
        .unwrap();
    keeps(
        browser,
        &page,
        "#unlock",
        "document.documentElement.dataset.state === 'ready'",
    );

    keeps(
        browser,
        &page,
        "#find-button",
        "document.querySelector('.find').checkVisibility()",
    );
    on(browser, &page, ".find input");
    browser.press_key(&page, "Escape").unwrap();
    browser
        .wait_for(&page, "!document.querySelector('.find').checkVisibility()")
        .unwrap();
    let has = browser.eval(&page, HAS).unwrap();
    assert_ne!(has, "", "after find the keyboard is nowhere");
    for menu in ["save", "continue"] {
        let details = format!("[data-menu=view_{menu}]");
        let open = format!("document.querySelector('{details}').open");
        keeps(browser, &page, &format!("{details} summary"), &open);
        browser.press_key(&page, "Tab").unwrap();
        on(browser, &page, &format!("{details} *"));
        browser.press_key(&page, "Escape").unwrap();
        browser.wait_for(&page, &format!("!{open}")).unwrap();
        on(browser, &page, &format!("{details} summary"));
    }
}

fn settings(kind: Kind) {
    let mut stage = Stage::new(kind);
    let browser = stage.browser.as_mut();
    let page = browser
        .open(&format!("{}/{}", browser.origin(), hooks::OPTIONS))
        .unwrap();
    browser
        .wait_for(&page, "document.documentElement.dataset.state === 'ready'")
        .unwrap();
    let said = "document.querySelector('#said').textContent.trim()";
    browser.fill(&page, "#base", "ftp://nowhere").unwrap();
    keeps(
        browser,
        &page,
        "#save",
        "document.querySelector('#said.bad')",
    );
    browser
        .fill(&page, "#base", "https://read.example/")
        .unwrap();
    keeps(
        browser,
        &page,
        "#save",
        &format!("{said} && !document.querySelector('#said.bad')"),
    );
    for (field, text, add, remove) in [("#own-word", "Mia", "#add-word", ".remove-word")] {
        browser.fill(&page, field, text).unwrap();
        keeps(
            browser,
            &page,
            add,
            &format!("document.querySelector('{remove}')"),
        );
        keeps(
            browser,
            &page,
            remove,
            &format!("!document.querySelector('{remove}')"),
        );
    }
}
