//! What a reader does with a conversation: copying, finding, saving, looking.

use chatlink::conversation::Conversation;
use chatlink::link::{self, CodecChoice};
use driver::{Browser, Kind, Page, hooks};

use crate::{Stage, in_both};

in_both!(
    code_tables_and_formulas,
    finding,
    links_to_messages,
    themes_and_outline,
    saving
);

const READY: &str = "document.documentElement.dataset.state === 'ready'";

fn fixture() -> Conversation {
    serde_json::from_str(include_str!("../fixtures/viewer/reading.json")).unwrap()
}

fn open(browser: &mut dyn Browser) -> Page {
    let payload = link::encode(&fixture(), CodecChoice::Deflate).unwrap();
    let link = format!("https://chatlink.example/#{payload}");
    let page = hooks::open_in_viewer(browser, &link).unwrap();
    browser.wait_for(&page, READY).unwrap();
    page
}

fn code_tables_and_formulas(kind: Kind) {
    let mut stage = Stage::new(kind);
    let browser = stage.browser.as_mut();
    let page = open(browser);
    // Formulas have a wasm of their own, which came from the extension.
    let formulas = "document.querySelectorAll('math[alttext]').length";
    assert!(browser.eval(&page, formulas).unwrap().as_u64().unwrap() >= 4);
    let namespace = "document.querySelector('math').namespaceURI";
    assert_eq!(
        browser.eval(&page, namespace).unwrap(),
        "http://www.w3.org/1998/Math/MathML"
    );
    assert_eq!(
        browser
            .eval(&page, "!!document.querySelector('.code .hl-k')")
            .unwrap(),
        true
    );

    browser.click(&page, "[data-action=copy-code]").unwrap();
    browser
        .wait_for(
            &page,
            "document.querySelector('[data-action=copy-code]').textContent === 'Copied'",
        )
        .unwrap();
    let code = browser.clipboard().unwrap();
    assert!(
        code.starts_with("def weight(") && code.contains("\n    return "),
        "{code}"
    );

    browser.click(&page, "[data-action=copy-table]").unwrap();
    browser
        .wait_for(
            &page,
            "document.querySelector('[data-action=copy-table]').textContent === 'Copied'",
        )
        .unwrap();
    assert!(browser.clipboard().unwrap().starts_with("Kind\tDensity\t"));
    browser
        .click(&page, "[data-action=copy-table-markdown]")
        .unwrap();
    browser
        .wait_for(
            &page,
            "document.querySelector('[data-action=copy-table-markdown]').textContent === 'Copied'",
        )
        .unwrap();
    let table = browser.clipboard().unwrap();
    assert!(table.starts_with("| Kind | Density | "), "{table}");

    browser
        .click(&page, "#m2 [data-action=copy-message]")
        .unwrap();
    browser
        .wait_for(
            &page,
            "document.querySelector('#m2 [data-action=copy-message]').textContent === 'Copied'",
        )
        .unwrap();
    // What the system's clipboard does to line ends is its own.
    assert_eq!(
        browser.clipboard().unwrap().replace("\r\n", "\n"),
        fixture().messages[1].markdown
    );

    let wrap = "document.querySelector('figure.code').classList.contains('wrapped')";
    assert_eq!(browser.eval(&page, wrap).unwrap(), false);
    browser.click(&page, "[data-action=wrap]").unwrap();
    assert_eq!(browser.eval(&page, wrap).unwrap(), true);
}

fn finding(kind: Kind) {
    let mut stage = Stage::new(kind);
    let browser = stage.browser.as_mut();
    let page = open(browser);
    browser.click(&page, "#find-button").unwrap();
    browser.fill(&page, "#find-field", "FROST").unwrap();
    let count = browser
        .wait_for(&page, "document.querySelector('.find .count').textContent")
        .unwrap();
    let count = count.as_str().unwrap().to_owned();
    assert!(count.starts_with("1 of "), "{count}");
    let marked = "[...CSS.highlights.get('found')].map((range) => range.toString().toLowerCase())";
    let marked = browser.eval(&page, marked).unwrap();
    let marked = marked.as_array().unwrap().clone();
    assert_eq!(count, format!("1 of {}", marked.len()));
    assert!(marked.iter().all(|text| text == "frost"), "{marked:?}");
    browser.click(&page, ".find button").unwrap();
    assert_eq!(
        browser.text(&page, ".find .count").unwrap(),
        format!("{0} of {0}", marked.len())
    );
    // A place that is folded is opened.
    browser
        .fill(&page, "#find-field", "the volume of four piers")
        .unwrap();
    browser
        .wait_for(&page, "document.querySelector('#m2 details').open")
        .unwrap();
    browser.fill(&page, "#find-field", "no such words").unwrap();
    browser
        .wait_for(
            &page,
            "document.querySelector('.find .count').textContent === 'Not found'",
        )
        .unwrap();
}

fn themes_and_outline(kind: Kind) {
    let mut stage = Stage::new(kind);
    let browser = stage.browser.as_mut();
    let page = open(browser);
    let shown = "document.documentElement.dataset.theme";
    for theme in ["light", "dark"] {
        browser.click(&page, "[data-action=theme]").unwrap();
        assert_eq!(browser.eval(&page, shown).unwrap(), theme);
    }
    // It is remembered.
    let other = open(browser);
    assert_eq!(browser.eval(&other, shown).unwrap(), "dark");
    let light = "getComputedStyle(document.documentElement).backgroundColor";
    assert_eq!(browser.eval(&other, light).unwrap(), "rgb(25, 26, 27)");

    let prompts = "document.querySelectorAll('.outline li').length";
    assert_eq!(browser.eval(&other, prompts).unwrap(), 4);
    browser
        .eval(
            &other,
            "document.querySelector('.outline details').open = true, 1",
        )
        .unwrap();
    browser
        .click(&other, ".outline li:last-child button")
        .unwrap();
    browser
        .wait_for(&other, "document.activeElement.dataset.message === '7'")
        .unwrap();
    assert_eq!(browser.eval(&other, "location.hash").unwrap(), "");
}

/// The file is what the core would write, as far as the browser's own words go.
fn saving(kind: Kind) {
    let mut stage = Stage::new(kind);
    let browser = stage.browser.as_mut();
    let page = open(browser);
    // What would go to the downloads is looked at on its way.
    let spy = "window.saved = [], URL.createObjectURL = ((make) => (blob) => { saved.push(blob); return make.call(URL, blob); })(URL.createObjectURL), \
        HTMLAnchorElement.prototype.click = function () { saved.push(this.download); }, 1";
    browser.eval(&page, spy).unwrap();
    for label in ["view_save_html", "view_save_markdown", "view_save_json"] {
        browser
            .eval(
                &page,
                "document.querySelector('[data-menu=view_save]').open = true, 1",
            )
            .unwrap();
        browser
            .click(&page, &format!("[data-action={label}]"))
            .unwrap();
    }
    let texts = "Promise.all(saved.map((one) => one.text ? one.text() : one))";
    let saved = browser.eval(&page, texts).unwrap();
    let text = |at: usize| saved[at].as_str().unwrap().to_owned();
    let names = [1, 3, 5].map(text);
    assert_eq!(
        names,
        ["html", "md", "json"].map(|ending| format!("Planning the garden shed.{ending}"))
    );
    let html = text(0);
    assert!(
        html.starts_with("<!doctype html>") && html.contains("<math alttext="),
        "{html:.200}"
    );
    assert!(html.contains("--surface") && !html.contains("<script") && !html.contains("<button"));
    assert_eq!(chatlink::transcript::read(&text(2)), Some(fixture()));
    assert_eq!(
        serde_json::from_str::<Conversation>(&text(4)).unwrap(),
        fixture()
    );
}

/// A link to a message opens with that message in sight, and is the whole conversation.
fn links_to_messages(kind: Kind) {
    let mut stage = Stage::new(kind);
    let browser = stage.browser.as_mut();
    let page = open(browser);
    browser
        .click(&page, "#m5 [data-action=link-message]")
        .unwrap();
    browser
        .wait_for(
            &page,
            "document.querySelector('#m5 [data-action=link-message]').textContent === 'Copied'",
        )
        .unwrap();
    let link = browser.clipboard().unwrap();
    assert_eq!(link::message_of(&link), Some(5), "{link}");
    assert_eq!(link::decode(&link).unwrap().conversation, fixture());

    let page = hooks::open_in_viewer(browser, &link).unwrap();
    browser
        .wait_for(&page, "document.activeElement.id === 'm5'")
        .unwrap();
    let top = "document.querySelector('#m5').getBoundingClientRect().top";
    let top = browser.eval(&page, top).unwrap().as_f64().unwrap();
    let height = browser.eval(&page, "innerHeight").unwrap();
    assert!((0.0..height.as_f64().unwrap()).contains(&top), "{top}");
    assert_eq!(browser.eval(&page, "location.hash").unwrap(), "");
    // A number that no message has opens it at its top.
    let beyond = link.replace("&m=5", "&m=500");
    let page = hooks::open_in_viewer(browser, &beyond).unwrap();
    browser.wait_for(&page, READY).unwrap();
    assert_eq!(browser.eval(&page, "scrollY").unwrap(), 0);
}
