//! A browser that is killed in the middle of something: at the next start nothing is lost, and nothing is
//! unknown that can be known.

use std::path::Path;

use chatlink::ledger::backup;
use driver::{Kind, Page, hooks, sample};
use serde_json::{Value, json};
use standin::{Fault, On};

use crate::upload::{HOST, badges, prepared, serve, wait};
use crate::{Stage, in_both, sentence};

in_both!(
    during_an_upload,
    during_a_deletion,
    after_a_copy,
    during_a_write,
    a_damaged_database,
);

/// The answer is still held when the browser dies: whether the upload is there is found out.
fn during_an_upload(kind: Kind) {
    let (mut stage, _folder) = Stage::with_profile(kind);
    let standin = serve(&stage.network, HOST);
    let (_, popup) = prepared(&mut stage);
    standin.fail(On::Create, Fault::Hold);
    stage.browser.click(&popup, "#upload").unwrap();
    wait(&mut stage, &popup, "sending");
    until(|| standin.held() > 0);
    stage.kill_and_start();
    standin.release();

    let tab = stage.open(&sample::shed().unwrap());
    let popup = stage.share(&tab);
    stage.browser.click(&popup, "[data-tab=links]").unwrap();
    // Stored, and its token was never told; or not stored, if the connection ended first.
    let known =
        "['unknown', 'not-stored'].includes(document.querySelector('[data-badge]')?.dataset.badge)";
    stage.browser.wait_for(&popup, known).unwrap();
    let badge = stage
        .browser
        .eval(
            &popup,
            "document.querySelector('[data-badge]').dataset.badge",
        )
        .unwrap();
    assert_eq!(badge == "unknown", !standin.ids().is_empty());
}

/// The wish was written down before it was sent.
fn during_a_deletion(kind: Kind) {
    let (mut stage, _folder) = Stage::with_profile(kind);
    let standin = serve(&stage.network, HOST);
    let (_, popup) = prepared(&mut stage);
    stage.browser.click(&popup, "#upload").unwrap();
    wait(&mut stage, &popup, "stored");
    standin.fail(On::Delete, Fault::Hold);
    stage.browser.click(&popup, "[data-tab=links]").unwrap();
    badges(&mut stage, &popup, &["live"]);
    let browser = stage.browser.as_mut();
    browser.click(&popup, "[data-link-row] summary").unwrap();
    browser.click(&popup, "[data-action=delete]").unwrap();
    browser.click(&popup, "#confirm-delete").unwrap();
    until(|| standin.held() > 0);
    stage.kill_and_start();
    standin.release();

    let tab = stage.open(&sample::shed().unwrap());
    let popup = stage.share(&tab);
    stage.browser.click(&popup, "[data-tab=links]").unwrap();
    badges(&mut stage, &popup, &["deleted"]);
    assert_eq!(standin.ids(), Vec::<String>::new());
}

/// What the popup confirmed is on disk.
fn after_a_copy(kind: Kind) {
    let (mut stage, _folder) = Stage::with_profile(kind);
    let tab = stage.open(&sample::shed().unwrap());
    let popup = stage.share(&tab);
    hooks::copy_link(stage.browser.as_mut(), &popup).unwrap();
    stage.kill_and_start();

    let tab = stage.open(&sample::shed().unwrap());
    let popup = stage.share(&tab);
    stage.browser.click(&popup, "[data-tab=links]").unwrap();
    badges(&mut stage, &popup, &["fixed"]);
}

/// A backup of many links is written whole or not at all.
fn during_a_write(kind: Kind) {
    const LINKS: usize = 2_000;
    let (mut stage, _folder) = Stage::with_profile(kind);
    let links: Vec<_> = (0..LINKS)
        .map(|n| {
            json!({"entry": {"id": format!("entry-{n}"), "title": "Shed", "issued_at": n,
                "kind": "self-contained", "length": 900, "messages": 4},
                "link": format!("https://chatlink.example/#{}", "x".repeat(100))})
        })
        .collect();
    let backup = backup::write(&json!({"made_at": 1, "links": links}).to_string());
    let page = settings(&mut stage);
    let browser = stage.browser.as_mut();
    // Its transaction is open when the first entry is put.
    let watch = format!(
        "(() => {{ window.puts = 0; const put = IDBObjectStore.prototype.put; \
         IDBObjectStore.prototype.put = function (...all) {{ window.puts += 1; \
         return put.apply(this, all); }}; \
         const files = new DataTransfer(); files.items.add(new File([{}], 'x.chatlink-backup')); \
         const field = document.querySelector('#restore-file'); field.files = files.files; \
         field.dispatchEvent(new Event('change')); }})()",
        json!(backup)
    );
    browser.eval(&page, &watch).unwrap();
    browser.wait_for(&page, "window.puts > 0").unwrap();
    stage.kill_and_start();

    let page = settings(&mut stage);
    let count = "new Promise((done) => { const request = indexedDB.open('chatlink'); \
        request.onsuccess = () => { const read = request.result.transaction(['entries', 'links']); \
        const counts = ['entries', 'links'].map((name) => read.objectStore(name).count()); \
        read.oncomplete = () => { request.result.close(); done(counts.map((it) => it.result)); }; }; })";
    let counts = stage.browser.eval(&page, count).unwrap();
    let whole = [json!([0, 0]), json!([LINKS, LINKS])];
    assert!(whole.contains(&counts), "{counts}");
}

fn settings(stage: &mut Stage) -> Page {
    let url = format!("{}/{}", stage.browser.origin(), hooks::OPTIONS);
    let page = stage.browser.open(&url).unwrap();
    let ready = "document.documentElement.dataset.state === 'ready'";
    stage.browser.wait_for(&page, ready).unwrap();
    page
}

/// The browser throws it away. The list says so, until that is read, and works from then on.
fn a_damaged_database(kind: Kind) {
    let (mut stage, folder) = Stage::with_profile(kind);
    let tab = stage.open(&sample::shed().unwrap());
    let popup = stage.share(&tab);
    hooks::copy_link(stage.browser.as_mut(), &popup).unwrap();
    stage.browser.kill().unwrap();
    assert!(damage(folder.path()) > 0, "there is no database");
    stage.start_again();

    let tab = stage.open(&sample::shed().unwrap());
    let popup = stage.share(&tab);
    let browser = stage.browser.as_mut();
    browser.click(&popup, "[data-tab=links]").unwrap();
    browser
        .wait_for(&popup, "document.querySelector('#links-lost')")
        .unwrap();
    let said = browser.text(&popup, "#links-lost").unwrap();
    assert!(said.starts_with(&sentence("links_lost", &[])), "{said}");
    browser.click(&popup, "#links-lost-known").unwrap();
    browser
        .wait_for(&popup, "!document.querySelector('#links-lost')")
        .unwrap();
    browser.click(&popup, "[data-tab=share]").unwrap();
    browser.fill(&popup, "#title", "Another").unwrap();
    hooks::copy_link(browser, &popup).unwrap();
    browser.close(&popup).unwrap();
    let popup = stage.share(&tab);
    stage.browser.click(&popup, "[data-tab=links]").unwrap();
    badges(&mut stage, &popup, &["fixed"]);
    let lost = "document.querySelector('#links-lost')";
    assert_eq!(stage.browser.eval(&popup, lost).unwrap(), Value::Null);
}

/// Overwrites the extension's databases in a profile, but for its settings; how many files.
fn damage(folder: &Path) -> usize {
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            count += damage(&path);
            continue;
        }
        let name = path.display().to_string();
        // Firefox keeps settings in a database too, under a user of their own.
        let of_list = name.contains("IndexedDB/chrome-extension_")
            || name.contains("/moz-extension+++") && !name.contains("userContextId");
        if of_list && !name.ends_with("/LOCK") {
            let length = entry.metadata().unwrap().len();
            std::fs::write(&path, vec![b'#'; usize::try_from(length).unwrap()]).unwrap();
            count += 1;
        }
    }
    count
}

/// Waits for the server, with a deadline.
pub(crate) fn until(come: impl Fn() -> bool) {
    let end = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while !come() {
        assert!(std::time::Instant::now() < end, "it did not come");
        std::thread::yield_now();
    }
}
