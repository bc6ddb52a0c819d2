//! The list as people keep it: many links, looked for, named, backed up; and everything that can go wrong
//! with where it is stored.

use chatlink::ledger::backup::{self, Found};
use chatlink::link::Lock;
use driver::{Browser, Kind, Page, hooks, sample};
use serde_json::{Value, json};

use crate::{Stage, in_both, sentence};

in_both!(
    looked_for_and_named,
    without_copies,
    backed_up_and_brought_back,
    backed_up_with_a_password,
    storage_full,
    stored_by_a_later_version,
    damaged_entries,
    stored_by_version_1,
    two_windows,
);

/// Does something to the database, as this expression of `open` and `done` says.
fn database(browser: &mut dyn Browser, page: &Page, version: &str, script: &str) -> Value {
    let script = format!(
        "new Promise((done, fail) => {{ \
         const request = indexedDB.open('chatlink'{version}); \
         request.onerror = () => fail(request.error); \
         request.onblocked = () => fail('blocked'); \
         request.onsuccess = () => {{ const open = request.result; \
           const finish = (value) => {{ open.close(); done(value); }}; {script} }}; }})"
    );
    browser.eval(page, &script).unwrap()
}

/// Puts entries beside those that are there.
fn put(browser: &mut dyn Browser, page: &Page, entries: &Value) {
    let script = format!(
        "const change = open.transaction('entries', 'readwrite'); \
         for (const entry of {entries}) change.objectStore('entries').put(entry); \
         change.oncomplete = () => finish(true);"
    );
    database(browser, page, "", &script);
}

fn entry(id: &str, title: &str, seconds: i64, more: &Value) -> Value {
    let mut entry = json!({"id": id, "title": title, "site": "claude", "source_url": null,
        "issued_at": seconds, "kind": "self-contained", "length": 900, "messages": 4});
    for (key, value) in more.as_object().into_iter().flatten() {
        entry[key] = value.clone();
    }
    entry
}

fn upload(state: &str, expires: Option<i64>) -> Value {
    json!({"kind": "upload", "upload": {"server": "https://bin.example/", "remote": "50a024232bc6bf46",
        "state": state, "expires": expires}})
}

/// The popup over a chat, with its list in front.
fn list(stage: &mut Stage) -> (Page, Page) {
    let tab = stage.open(&sample::shed().unwrap());
    let popup = stage.share(&tab);
    show_list(stage, &popup);
    (tab, popup)
}

fn show_list(stage: &mut Stage, popup: &Page) {
    let browser = stage.browser.as_mut();
    let tab = "document.querySelector('[data-tab=links]')";
    browser.wait_for(popup, tab).unwrap();
    browser.click(popup, "[data-tab=links]").unwrap();
    browser
        .wait_for(popup, "document.querySelector('#links-list').dataset.count")
        .unwrap();
}

/// Reads the list anew, as the next popup would.
fn again(stage: &mut Stage, popup: &Page) {
    stage.browser.click(popup, "[data-tab=share]").unwrap();
    stage.browser.click(popup, "[data-tab=links]").unwrap();
}

fn titles(browser: &mut dyn Browser, popup: &Page, wanted: &[&str]) {
    let shown = "[...document.querySelectorAll('.link-title')].map((it) => it.textContent).join()";
    let wanted = format!("{shown} === {}", json!(wanted.join(",")));
    browser.wait_for(popup, &wanted).unwrap();
}

/// Chooses in a menu, as a person does with the keyboard.
fn choose(browser: &mut dyn Browser, popup: &Page, menu: &str, value: &str) {
    let script = format!(
        "(() => {{ const menu = document.querySelector('{menu}'); menu.value = '{value}'; \
         menu.dispatchEvent(new Event('change')); }})()"
    );
    browser.eval(popup, &script).unwrap();
}

fn looked_for_and_named(kind: Kind) {
    let mut stage = Stage::new(kind);
    let (_, popup) = list(&mut stage);
    let browser = stage.browser.as_mut();
    let entries = json!([
        entry("a", "Beta", 100, &json!({"length": 5_000})),
        entry("b", "Alpha", 300, &upload("stored", None)),
        entry("c", "Gamma", 200, &upload("deleted", None)),
    ]);
    put(browser, &popup, &entries);
    again(&mut stage, &popup);
    let browser = stage.browser.as_mut();
    titles(browser, &popup, &["Alpha", "Gamma", "Beta"]);
    for (order, wanted) in [
        ("oldest", ["Beta", "Gamma", "Alpha"]),
        ("title", ["Alpha", "Beta", "Gamma"]),
        ("length", ["Beta", "Alpha", "Gamma"]),
    ] {
        choose(browser, &popup, "#links-order", order);
        titles(browser, &popup, &wanted);
    }
    choose(browser, &popup, "#links-show", "live");
    titles(browser, &popup, &["Alpha"]);
    choose(browser, &popup, "#links-show", "gone");
    titles(browser, &popup, &["Gamma"]);
    choose(browser, &popup, "#links-show", "soon");
    titles(browser, &popup, &[]);
    let said = browser.text(&popup, "#links-message").unwrap();
    assert_eq!(said, sentence("links_none_of_these", &[]));
    choose(browser, &popup, "#links-show", "all");
    browser.fill(&popup, "#search", "BET").unwrap();
    titles(browser, &popup, &["Beta"]);

    // Another name, by the keyboard's own way: the field has the focus.
    browser.click(&popup, "[data-link-row=a] summary").unwrap();
    browser
        .click(&popup, "[data-link-row=a] [data-action=rename]")
        .unwrap();
    browser.fill(&popup, "#name", "Better").unwrap();
    browser.click(&popup, "#rename-save").unwrap();
    titles(browser, &popup, &["Better"]);
    let focused = "document.activeElement.closest('[data-link-row]')?.dataset.linkRow";
    browser
        .wait_for(&popup, &format!("{focused} === 'a'"))
        .unwrap();

    // All of them out of the list; one of them could still be deleted, which is said first.
    let clear = "(() => { const field = document.querySelector('#search'); field.value = ''; \
         field.dispatchEvent(new Event('input')); })()";
    browser.eval(&popup, clear).unwrap();
    titles(browser, &popup, &["Better", "Alpha", "Gamma"]);
    browser.click(&popup, "#pick-all").unwrap();
    browser.click(&popup, "#forget-picked").unwrap();
    let asked = browser.text(&popup, "#links-message").unwrap();
    assert!(
        asked.contains(&sentence("links_forget_ask_one", &["1"])),
        "{asked}"
    );
    browser.click(&popup, "#confirm-forget").unwrap();
    titles(browser, &popup, &[]);
    browser.click(&popup, "#undo").unwrap();
    titles(browser, &popup, &["Better", "Alpha", "Gamma"]);
}

/// Who wants no copies has none, and the list says so.
fn without_copies(kind: Kind) {
    let mut stage = Stage::new(kind);
    let tab = stage.open(&sample::shed().unwrap());
    let settings = open_settings(&mut stage);
    let browser = stage.browser.as_mut();
    browser.click(&settings, "#keep-copies").unwrap();
    let said = format!(
        "document.querySelector('#copies-said').textContent === {}",
        json!(sentence("options_copies_not_kept", &[]))
    );
    browser.wait_for(&settings, &said).unwrap();
    browser.close(&settings).unwrap();
    let popup = stage.share(&tab);
    let browser = stage.browser.as_mut();
    hooks::copy_link(browser, &popup).unwrap();
    show_list(&mut stage, &popup);
    let browser = stage.browser.as_mut();
    browser
        .wait_for(&popup, "document.querySelector('[data-link-row]')")
        .unwrap();
    let links = "const all = open.transaction('links').objectStore('links').count(); \
                 all.onsuccess = () => finish(all.result);";
    assert_eq!(database(browser, &popup, "", links), 0);
    browser.click(&popup, "[data-link-row] summary").unwrap();
    let said = browser
        .text(&popup, "[data-link-row] .consequence")
        .unwrap();
    assert_eq!(said, sentence("links_no_copy", &[]));
    let copies = "document.querySelectorAll('[data-action=copy]').length";
    assert_eq!(browser.eval(&popup, copies).unwrap(), 0);
}

fn open_settings(stage: &mut Stage) -> Page {
    let url = format!("{}/extension/options.html", stage.browser.origin());
    let page = stage.browser.open(&url).unwrap();
    let ready = "document.documentElement.dataset.state === 'ready'";
    stage.browser.wait_for(&page, ready).unwrap();
    page
}

/// Gives the page a file, as its field does.
fn restore(browser: &mut dyn Browser, page: &Page, text: &str) -> String {
    let script = format!(
        "(() => {{ document.querySelector('#backup-said').textContent = ''; \
         const files = new DataTransfer(); files.items.add(new File([{}], 'x.chatlink-backup')); \
         const field = document.querySelector('#restore-file'); field.files = files.files; \
         field.dispatchEvent(new Event('change')); }})()",
        json!(text)
    );
    browser.eval(page, &script).unwrap();
    let said = "document.querySelector('#backup-said').textContent";
    let said = browser.wait_for(page, said).unwrap();
    said.as_str().unwrap().to_owned()
}

fn backed_up_and_brought_back(kind: Kind) {
    let mut stage = Stage::new(kind);
    let page = open_settings(&mut stage);
    let browser = stage.browser.as_mut();
    let made = |entry: Value| {
        let link = "https://bin.example/?50a024232bc6bf46#2";
        let all = json!({"made_at": 1, "links": [{"entry": entry, "link": link, "token": "t"}]});
        backup::write(&all.to_string())
    };
    let text = made(entry("a", "Shed", 100, &upload("stored", None)));
    let counts = |added, updated, same| sentence("options_restored", &[added, updated, same]);
    assert_eq!(restore(browser, &page, &text), counts("1", "0", "0"));
    // A second time it changes nothing.
    assert_eq!(restore(browser, &page, &text), counts("0", "0", "1"));
    let mut newer = entry("a", "Garden shed", 100, &upload("stored", None));
    newer["revision"] = json!(3);
    assert_eq!(restore(browser, &page, &made(newer)), counts("0", "1", "0"));
    assert_eq!(restore(browser, &page, &text), counts("0", "0", "1"));
    for (bad, key) in [
        (text.replace("Shed", "Shad"), "error_backup_damaged"),
        ("{}".to_owned(), "error_backup_foreign"),
        (
            text.replace("chatlink-backup 1", "chatlink-backup 2"),
            "error_backup_too_new",
        ),
        (
            backup::write("{\"made_at\": 1, \"links\": [{}]}"),
            "error_backup_damaged",
        ),
    ] {
        assert_eq!(restore(browser, &page, &bad), sentence(key, &[]));
    }
    // What is saved is what was there.
    browser.eval(&page, CATCH).unwrap();
    browser.click(&page, "#backup").unwrap();
    let saved = browser
        .wait_for(&page, "document.documentElement.dataset.saved")
        .unwrap();
    let saved = saved.as_str().unwrap();
    assert!(saved.starts_with("chatlink-backup 1 plain "), "{saved}");
    assert!(
        saved.contains("\"token\":\"t\"") && saved.contains("Garden shed"),
        "{saved}"
    );
    assert_eq!(restore(browser, &page, saved), counts("0", "0", "1"));
}

/// What was locked elsewhere opens here with its password alone, and the other way round.
fn backed_up_with_a_password(kind: Kind) {
    let mut stage = Stage::new(kind);
    let page = open_settings(&mut stage);
    let browser = stage.browser.as_mut();
    let all = json!({"made_at": 1, "links": [{"entry": entry("a", "Shed", 100, &json!({}))}]});
    let lock = Lock::new([9; 16]);
    let key = lock.derive_key("correct horse").unwrap();
    let text = backup::write_locked(&all.to_string(), &lock, &key);
    let asked = sentence("options_restore_locked", &[]);
    assert_eq!(restore(browser, &page, &text), asked);
    for (password, said) in [
        ("wrong", sentence("error_password_wrong", &[])),
        (
            "correct horse",
            sentence("options_restored", &["1", "0", "0"]),
        ),
    ] {
        browser.fill(&page, "#restore-password", password).unwrap();
        browser.click(&page, "#restore-open").unwrap();
        let shown = format!(
            "document.querySelector('#backup-said').textContent === {}",
            json!(said)
        );
        browser.wait_for(&page, &shown).unwrap();
    }
    browser.eval(&page, CATCH).unwrap();
    browser.fill(&page, "#backup-password", "other").unwrap();
    browser.click(&page, "#backup").unwrap();
    let saved = browser
        .wait_for(&page, "document.documentElement.dataset.saved")
        .unwrap();
    let Ok(Found::Locked(locked)) = backup::read(saved.as_str().unwrap()) else {
        panic!("not locked");
    };
    let key = locked.lock().unwrap().derive_key("other").unwrap();
    assert!(locked.open(&key).unwrap().contains("\"Shed\""));
}

/// Catches what is saved on its way to the downloads.
pub(crate) const CATCH: &str = "(() => { const make = URL.createObjectURL; \
    URL.createObjectURL = (blob) => { \
        blob.text().then((text) => { document.documentElement.dataset.saved = text; }); return make(blob); }; \
    HTMLAnchorElement.prototype.click = () => {}; })()";

/// The link is there, the list is as it was, and both are said.
fn storage_full(kind: Kind) {
    let mut stage = Stage::new(kind);
    let tab = stage.open(&sample::shed().unwrap());
    let popup = stage.share(&tab);
    let browser = stage.browser.as_mut();
    let full = "IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); }; 1";
    browser.eval(&popup, full).unwrap();
    hooks::link_made(browser, &popup).unwrap();
    browser.click(&popup, "#copy").unwrap();
    let said = format!(
        "document.querySelector('.notice[role=alert]').innerText.includes({})",
        json!(sentence("error_storage_full", &[]))
    );
    browser.wait_for(&popup, &said).unwrap();
    assert!(browser.clipboard().unwrap().contains('#'));
}

fn stored_by_a_later_version(kind: Kind) {
    let mut stage = Stage::new(kind);
    let page = open_settings(&mut stage);
    let browser = stage.browser.as_mut();
    database(browser, &page, ", 99", "finish(true);");
    browser.close(&page).unwrap();
    let tab = stage.open(&sample::shed().unwrap());
    let popup = stage.share(&tab);
    let browser = stage.browser.as_mut();
    browser.click(&popup, "[data-tab=links]").unwrap();
    let said = format!(
        "document.querySelector('#links-message').textContent === {}",
        json!(sentence("error_list_too_new", &[]))
    );
    browser.wait_for(&popup, &said).unwrap();
}

/// What cannot be read is counted, and hides nothing else.
fn damaged_entries(kind: Kind) {
    let mut stage = Stage::new(kind);
    let (_, popup) = list(&mut stage);
    let browser = stage.browser.as_mut();
    let bad = json!([
        entry("a", "Shed", 100, &json!({})),
        {"id": "b", "title": 7},
        entry("c", "Later", 100, &json!({"kind": "of-a-later-version"})),
    ]);
    put(browser, &popup, &bad);
    again(&mut stage, &popup);
    let browser = stage.browser.as_mut();
    titles(browser, &popup, &["Shed"]);
    let said = browser.text(&popup, "#links-damaged").unwrap();
    assert_eq!(said, sentence("links_damaged", &["2"]));
}

/// The stores of version 1, with what it kept, are read and added to.
fn stored_by_version_1(kind: Kind) {
    let mut stage = Stage::new(kind);
    let tab = stage.open(&sample::shed().unwrap());
    // A page of the extension that opens no database.
    let url = format!("{}/{}", stage.browser.origin(), hooks::VIEWER);
    let browser = stage.browser.as_mut();
    let page = browser.open(&url).unwrap();
    let old = format!(
        "new Promise((done, fail) => {{ const request = indexedDB.open('chatlink', 1); \
         request.onerror = () => fail(request.error); \
         request.onupgradeneeded = () => {{ const made = request.result; \
           made.createObjectStore('entries', {{keyPath: 'id'}}).put({}); \
           made.createObjectStore('links').put('https://chatlink.example/#0abc', 'old'); }}; \
         request.onsuccess = () => {{ request.result.close(); done(true); }}; }})",
        entry("old", "From version 1", 100, &json!({}))
    );
    browser.eval(&page, &old).unwrap();
    browser.close(&page).unwrap();
    let popup = stage.share(&tab);
    hooks::copy_link(stage.browser.as_mut(), &popup).unwrap();
    show_list(&mut stage, &popup);
    let browser = stage.browser.as_mut();
    let title = sample::shed().unwrap().title;
    titles(browser, &popup, &[title.as_str(), "From version 1"]);
    browser
        .click(&popup, "[data-link-row=old] summary")
        .unwrap();
    browser
        .click(&popup, "[data-link-row=old] [data-action=copy]")
        .unwrap();
    browser
        .wait_for(
            &popup,
            "document.querySelector('#links-message').textContent",
        )
        .unwrap();
    assert_eq!(
        browser.clipboard().unwrap(),
        "https://chatlink.example/#0abc"
    );
}

/// Both write at once: each change is there, and nobody's is undone.
fn two_windows(kind: Kind) {
    let mut stage = Stage::new(kind);
    let tab_view = |stage: &mut Stage| {
        let url = format!("{}/extension/popup.html?tab=0", stage.browser.origin());
        let page = stage.browser.open(&url).unwrap();
        show_list(stage, &page);
        page
    };
    // The list makes its stores.
    let maker = tab_view(&mut stage);
    put(
        stage.browser.as_mut(),
        &maker,
        &json!([
            entry("a", "One", 300, &json!({})),
            entry("b", "Two", 200, &json!({})),
            entry("c", "Three", 100, &json!({}))
        ]),
    );
    let first = tab_view(&mut stage);
    let second = tab_view(&mut stage);
    let browser = stage.browser.as_mut();
    for page in [&first, &second] {
        titles(browser, page, &["One", "Two", "Three"]);
    }
    browser.click(&first, "[data-link-row=a] summary").unwrap();
    browser
        .click(&first, "[data-link-row=a] [data-action=rename]")
        .unwrap();
    browser.fill(&first, "#name", "First").unwrap();
    // The other window takes one out of the list, and renames the same one, in the meantime.
    browser.click(&second, "[data-link-row=b] summary").unwrap();
    browser
        .click(&second, "[data-link-row=b] [data-action=forget]")
        .unwrap();
    titles(browser, &second, &["One", "Three"]);
    browser.click(&first, "#rename-save").unwrap();
    titles(browser, &first, &["First", "Three"]);
    again(&mut stage, &second);
    titles(stage.browser.as_mut(), &second, &["First", "Three"]);
}
