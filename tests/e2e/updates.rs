//! What earlier versions stored is there after an update: the list, what deletes, what was still to be sent,
//! the settings, and the draft as far as it can be read.
//!
//! `tests/fixtures/stored` has a file for each earlier version of the database, as that version left it.
//! `$URL`, `$REMOTE` and `$TOKEN` stand in them for what a run decides.

use chatlink::ledger::SCHEMA_VERSION;
use driver::{Kind, Page, hooks, sample};
use serde_json::{Value, json};
use standin::Standin;

use crate::upload::{HOST, badges, serve};
use crate::{Stage, in_both};

in_both!(from_version_1, from_version_2, from_version_3);

/// Every version that there was: a new one is added here when [`SCHEMA_VERSION`] grows.
const STORED: [&str; 3] = [
    include_str!("../fixtures/stored/version-1.json"),
    include_str!("../fixtures/stored/version-2.json"),
    include_str!("../fixtures/stored/version-3.json"),
];

/// What the draft of every version holds.
const TITLE: &str = "A title of their own";

/// A test for each version that a person may come from.
#[test]
fn no_version_is_left_out() {
    let versions = STORED.map(|text| stored(text, "", ("", ""))["version"].clone());
    let wanted: Vec<Value> = (1..SCHEMA_VERSION).map(Value::from).collect();
    assert_eq!(versions.to_vec(), wanted);
}

fn stored(text: &str, url: &str, (remote, token): (&str, &str)) -> Value {
    let text = text.replace("$URL", url).replace("$REMOTE", remote);
    serde_json::from_str(&text.replace("$TOKEN", token)).unwrap()
}

/// An upload that lies on the server: its id there, and what deletes it.
fn lying(standin: &Standin) -> (String, String) {
    let outbox = &stored(STORED[1], "", ("", ""))["rows"]["outbox"]["sending"];
    let body = outbox.as_str().unwrap();
    let said = standin.answer("POST", "/", true, body.as_bytes()).unwrap();
    let said: Value = serde_json::from_str(&said.body).unwrap();
    let text = |name: &str| said[name].as_str().unwrap().to_owned();
    (text("id"), text("deletetoken"))
}

/// Stores everything as the older version did. The draft is that of the tab before this page's.
const STORE: &str = "(async (old) => {
    await new Promise((done, fail) => {
        const request = indexedDB.open('chatlink', old.version);
        request.onerror = () => fail(request.error);
        request.onupgradeneeded = () => {
            for (const [name, { keyPath, indexes }] of Object.entries(old.stores)) {
                const store = request.result.createObjectStore(name, keyPath ? { keyPath } : {});
                indexes.forEach((index) => store.createIndex(index, index));
                const rows = old.rows[name];
                if (keyPath) rows.forEach((row) => store.put(row));
                else Object.entries(rows).forEach(([id, text]) => store.put(text, id));
            }
        };
        request.onsuccess = () => { request.result.close(); done(); };
    });
    const { storage, tabs } = globalThis.browser ?? chrome;
    await storage.local.set(old.local);
    const mine = await tabs.getCurrent();
    const chat = (await tabs.query({})).find(({ index }) => index === mine.index - 1);
    for (const [name, value] of Object.entries(old.session))
        await storage.session.set({ [`${name}-${chat.id}`]: value });
    return true;
})";

/// Everything that is stored now, in the shape of the files.
const READ: &str = "(async () => {
    const open = await new Promise((done, fail) => {
        const request = indexedDB.open('chatlink');
        request.onerror = () => fail(request.error);
        request.onsuccess = () => done(request.result);
    });
    const answer = (request) => new Promise((done) => { request.onsuccess = () => done(request.result); });
    const stores = {}, rows = {};
    for (const name of open.objectStoreNames) {
        const store = open.transaction(name).objectStore(name);
        stores[name] = [...store.indexNames];
        const [keys, values] = await Promise.all([answer(store.getAllKeys()), answer(store.getAll())]);
        rows[name] = Object.fromEntries(keys.map((key, n) => [key, values[n]]));
    }
    const { version } = open;
    open.close();
    return { version, stores, rows, local: await (globalThis.browser ?? chrome).storage.local.get(null) };
})()";

struct Updated {
    stage: Stage,
    standin: Standin,
    popup: Page,
    old: Value,
}

/// The popup of this version over a chat, where an older one stored this; its list is in front.
fn updated(kind: Kind, text: &str) -> Updated {
    let mut stage = Stage::new(kind);
    let standin = serve(&stage.network, HOST);
    let lying = lying(&standin);
    let sample = sample::shed().unwrap();
    let old = stored(text, &sample.url, (&lying.0, &lying.1));
    let tab = stage.open(&sample);
    // A page of the extension that opens no database.
    let url = format!("{}/{}", stage.browser.origin(), hooks::VIEWER);
    let page = stage.browser.open(&url).unwrap();
    let store = format!("{STORE}({old})");
    stage.browser.eval(&page, &store).unwrap();
    stage.browser.close(&page).unwrap();

    let popup = stage.share(&tab);
    let browser = stage.browser.as_mut();
    let title = browser.eval(&popup, "document.querySelector('#title').value");
    assert_eq!(title.unwrap(), TITLE, "the draft's title");
    // A conversation of a draft that cannot be read any more is read from the page again.
    let read = hooks::messages(browser, &popup).unwrap();
    assert_eq!(read.len(), sample.messages.len());
    browser.click(&popup, "[data-tab=links]").unwrap();
    let entries = old["rows"]["entries"].as_array().unwrap().len();
    let listed = format!("document.querySelector('#links-list').dataset.count === '{entries}'");
    browser.wait_for(&popup, &listed).unwrap();
    Updated {
        stage,
        standin,
        popup,
        old,
    }
}

/// Nothing is missing, and nothing is another: but for the state of an upload that was looked after.
fn nothing_lost(updated: &mut Updated) {
    let popup = &updated.popup;
    let now = updated.stage.browser.eval(popup, READ).unwrap();
    let old = &updated.old;
    assert_eq!(now["version"], SCHEMA_VERSION);
    let stores =
        json!({"entries": ["issued_at", "source_url"], "links": [], "outbox": [], "tokens": []});
    assert_eq!(now["stores"], stores);
    for entry in old["rows"]["entries"].as_array().unwrap() {
        let id = entry["id"].as_str().unwrap();
        let kept = &now["rows"]["entries"][id];
        for (field, value) in entry.as_object().unwrap() {
            if !["upload", "revision"].contains(&field.as_str()) {
                assert_eq!(&kept[field], value, "{field} of {id}");
            }
        }
        for field in ["server", "remote", "expires", "burn", "password"] {
            assert_eq!(
                kept["upload"][field], entry["upload"][field],
                "{field} of {id}"
            );
        }
    }
    for name in ["links", "tokens", "outbox"] {
        if let Some(rows) = old["rows"].get(name) {
            assert_eq!(&now["rows"][name], rows, "{name}");
        }
    }
    for (key, value) in old["local"].as_object().unwrap() {
        assert_eq!(&now["local"][key], value, "the setting {key}");
    }
}

/// What the list says that it would give again.
fn copied_again(updated: &mut Updated, id: &str) -> String {
    let browser = updated.stage.browser.as_mut();
    let row = format!("[data-link-row={id}]");
    browser
        .click(&updated.popup, &format!("{row} summary"))
        .unwrap();
    browser
        .click(&updated.popup, &format!("{row} [data-action=copy]"))
        .unwrap();
    let said = "document.querySelector('#links-message').textContent";
    browser.wait_for(&updated.popup, said).unwrap();
    browser.clipboard().unwrap()
}

fn from_version_1(kind: Kind) {
    let mut updated = updated(kind, STORED[0]);
    nothing_lost(&mut updated);
    assert_eq!(
        copied_again(&mut updated, "holds"),
        "https://chatlink.example/#0holds"
    );
    new_links_as_before(&mut updated);
}

fn from_version_2(kind: Kind) {
    let mut updated = updated(kind, STORED[1]);
    // The upload without an answer is looked for: it is not there.
    badges(
        &mut updated.stage,
        &updated.popup,
        &["fixed", "live", "not-stored"],
    );
    nothing_lost(&mut updated);
    uploads_go_on(&mut updated);
    new_links_as_before(&mut updated);
}

fn from_version_3(kind: Kind) {
    let mut updated = updated(kind, STORED[2]);
    let wanted = [
        "deleted",
        "fixed",
        "fixed",
        "fixed",
        "live",
        "not-stored",
        "unknown",
    ];
    badges(&mut updated.stage, &updated.popup, &wanted);
    nothing_lost(&mut updated);
    let named = "[data-link-row=named] .link-title";
    let named = updated.stage.browser.text(&updated.popup, named).unwrap();
    assert_eq!(named, "The plans of the shed");
    uploads_go_on(&mut updated);
    new_links_as_before(&mut updated);
}

/// What deletes an upload still deletes it, and what was to be sent can be sent.
fn uploads_go_on(updated: &mut Updated) {
    let (browser, popup) = (updated.stage.browser.as_mut(), &updated.popup);
    let state = |id: &str, state: &str| {
        format!(
            "document.querySelector('[data-link-row={id}] [data-badge]').dataset.badge === '{state}'"
        )
    };
    assert_eq!(updated.standin.ids().len(), 1);
    browser
        .click(popup, "[data-link-row=stored] summary")
        .unwrap();
    browser
        .click(popup, "[data-link-row=stored] [data-action=delete]")
        .unwrap();
    browser.click(popup, "#confirm-delete").unwrap();
    browser
        .wait_for(popup, &state("stored", "deleted"))
        .unwrap();
    assert_eq!(updated.standin.ids(), Vec::<String>::new());

    browser
        .click(popup, "[data-link-row=sending] summary")
        .unwrap();
    browser
        .click(popup, "[data-link-row=sending] [data-action=retry]")
        .unwrap();
    browser.wait_for(popup, &state("sending", "live")).unwrap();
    assert_eq!(updated.standin.ids().len(), 1);
}

/// The settings hold: the name, and the address that links begin with.
fn new_links_as_before(updated: &mut Updated) {
    let (browser, popup) = (updated.stage.browser.as_mut(), &updated.popup);
    browser.click(popup, "[data-tab=share]").unwrap();
    let link = hooks::copy_link(browser, popup).unwrap();
    assert!(link.starts_with("https://read.example/#"), "{link}");
    let made = chatlink::link::decode(&link).unwrap().conversation;
    assert_eq!(made.author.as_deref(), Some("Mia"));
    assert_eq!(made.title, TITLE);
}
