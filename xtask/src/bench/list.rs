//! `cargo xtask bench list`: the list with ten thousand links, in both browsers, with what was built last:
//! from the press of its tab until it can be used and until it is read, and how long each key of a search takes.

use anyhow::{Context, Result};
use driver::{Browser, Kind, Page};
use serde_json::Value;

use super::{Spread, write};
use crate::process::Steps;
use crate::stage::Stage;
use crate::tools;

/// Links in the list.
const LINKS: usize = 10_000;
/// Times that count; one before them does not, since it fills caches.
const ROUNDS: usize = 11;
/// What is looked for, key by key.
const WORD: &str = "garden 77";

/// Fills the list: titles of some words, every third an upload. The stores are there already.
const FILL: &str = "new Promise((done, fail) => {
    const words = 'frost line garden shed footing concrete beams roof gutter window paint floor'.split(' ');
    const request = indexedDB.open('chatlink');
    request.onerror = () => fail(request.error);
    request.onsuccess = () => {
        const change = request.result.transaction('entries', 'readwrite');
        const entries = change.objectStore('entries');
        for (let n = 0; n < LINKS; n += 1) {
            const title = [0, 3, 5, 7].map((step) => words[(n * step + n) % words.length]).join(' ');
            const entry = {id: `entry-${n}`, title: `${title} ${n}`, site: 'chatgpt', kind: 'self-contained',
                source_url: `https://chatgpt.com/c/${n}`, issued_at: 1790000000 + n * 60, length: 1000 + n, messages: 12};
            if (n % 3 === 0) {
                entry.kind = 'upload';
                entry.upload = {server: 'https://bin.example/', remote: '50a024232bc6bf46', state: 'stored', expires: null};
            }
            entries.put(entry);
        }
        change.oncomplete = () => { request.result.close(); done(true); };
        change.onabort = () => fail(change.error);
    };
})";

/// From the press of the tab until the newest rows are there and laid out, and until all is read and can be
/// searched.
const OPEN: &str = "new Promise((done) => {
    const from = performance.now();
    document.querySelector('#tab-links').click();
    const there = (mark) => performance.getEntriesByName(mark).length > 0;
    let shown;
    const {port1, port2} = new MessageChannel();
    port1.onmessage = () => {
        if (!shown && there('links-shown')) {
            document.body.offsetHeight;
            shown = performance.now() - from;
        }
        if (!there('links-ready')) return port2.postMessage(0);
        document.body.offsetHeight;
        done([shown, performance.now() - from]);
    };
    port2.postMessage(0);
})";

/// Types the word key by key; each key until what it found is laid out.
const SEARCH: &str = "(() => {
    const field = document.querySelector('#search');
    return [...WORD].map((key, n) => {
        const from = performance.now();
        field.value = WORD.slice(0, n + 1);
        field.dispatchEvent(new Event('input'));
        document.body.offsetHeight;
        return performance.now() - from;
    });
})()";

pub(crate) fn command() -> Result<()> {
    let mut steps = Steps::new(2);
    let mut table = String::from(
        "| browser | what | median | fastest | slowest |\n| --- | --- | --- | --- | --- |\n",
    );
    for kind in [Kind::Chromium, Kind::Firefox] {
        let found = tools::browser(kind)?;
        let [shown, open, keys] = steps.step(kind.name(), || measure(&found))?;
        let name = &found.version;
        table += &format!(
            "| {name} | newest links shown | {shown} |\n| | all of them read | {open} |\n\
             | | a key of a search | {keys} |\n"
        );
    }
    table += &format!(
        "\n{LINKS} links, {ROUNDS} times after one that does not count, {} keys each.\n",
        WORD.len()
    );
    println!("\n{table}");
    write("list", &table)
}

fn measure(found: &driver::Found) -> Result<[Spread; 3]> {
    let mut stage = Stage::start(found)?;
    let browser = stage.browser.as_mut();
    // The list makes its stores.
    let page = view(browser)?;
    browser.eval(&page, OPEN)?;
    browser.eval(&page, &FILL.replace("LINKS", &LINKS.to_string()))?;
    browser.close(&page)?;
    let (mut shown, mut opened, mut keys) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let page = view(browser)?;
        let open = browser.eval(&page, OPEN)?;
        let typed = browser.eval(
            &page,
            &SEARCH.replace("WORD", &Value::from(WORD).to_string()),
        )?;
        browser.close(&page)?;
        if round > 0 {
            let at = |n: usize| open.get(n).and_then(Value::as_f64).context("no time");
            shown.push(at(0)?);
            opened.push(at(1)?);
            let typed = typed.as_array().context("no times")?;
            keys.extend(typed.iter().filter_map(Value::as_f64));
        }
    }
    Ok([shown, opened, keys].map(|times| Spread::of(times.into_iter())))
}

/// The popup as a tab, without a chat in front.
fn view(browser: &mut dyn Browser) -> Result<Page> {
    let url = format!("{}/extension/popup.html?tab=0", browser.origin());
    let page = browser.open(&url)?;
    browser.wait_for(&page, "document.querySelector('#tab-links')")?;
    Ok(page)
}
