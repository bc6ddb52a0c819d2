//! Uploads, and a list with links of every state.

use anyhow::Result;
use driver::{Network, Page, hooks, sample};
use standin::{Fault, On, Standin};

use super::Camera;
use crate::stage;

/// The server of the uploads.
pub(super) const HOST: &str = "bin.example.org";

/// One entry of each state, the newest first.
const ENTRIES: &str = "new Promise((done, fail) => {
    const now = Math.floor(Date.now() / 1000), day = 86400;
    const upload = (state, expires, more) => ({kind: 'upload', length: 96, upload: {server: 'https://bin.example.org/',
        remote: '50a024232bc6bf46', state, expires, ...more}});
    const rows = [
        ['Choosing a roof for the bicycle shelter', 'claude', upload('stored', now + 3 * day)],
        ['A crash while parsing dates, and what it was', 'chatgpt', {kind: 'self-contained', length: 5210}],
        ['Letter to the landlord', 'gemini', {...upload('stored', null), kind: 'key-only', length: 1904}],
        ['Notes for the talk', 'chatgpt', upload('unknown', now + 6 * day, {trouble:
            {key: 'error_upload_unanswered', args: ['bin.example.org']}})],
        ['Recipe for rye bread', 'grok', upload('deleting', now + 20 * day, {trouble:
            {key: 'error_server_unreachable', args: ['bin.example.org']}})],
        ['Translation of a poem', 'deepseek', upload('deleted', now + 20 * day)],
        ['Packing list for Norway', 'perplexity', upload('stored', now - day)],
        ['\\u062e\\u0637\\u0629 \\u0627\\u0644\\u062d\\u062f\\u064a\\u0642\\u0629', 'qwen', {kind: 'self-contained', length: 1211}],
    ];
    const request = indexedDB.open('chatlink');
    request.onerror = () => fail(request.error);
    request.onsuccess = () => {
        const change = request.result.transaction('entries', 'readwrite');
        rows.forEach(([title, site, more], n) => change.objectStore('entries').put({id: `picture-${n}`, title, site,
            source_url: 'https://chatgpt.com/c/1', issued_at: now - n * 5 * day, messages: 12, whole: 12, ...more}));
        change.oncomplete = () => { request.result.close(); done(true); };
    };
})";

pub(super) fn take(camera: &mut Camera, network: &Network) -> Result<()> {
    let server = stage::serve_uploads(network, HOST);
    let sample = sample::shed()?;
    sample.serve(network);
    private(camera, &sample)?;
    let tab = camera.browser.open(&sample.url)?;
    let popup = camera.browser.press_button(&tab)?;
    hooks::popup_ready(camera.browser.as_mut(), &popup)?;
    hooks::link_made(camera.browser.as_mut(), &popup)?;
    camera.browser.click(&popup, "#kind-upload")?;
    camera.take(&popup, "upload-server")?;
    camera
        .browser
        .fill(&popup, "#server", &format!("https://{HOST}"))?;
    camera.browser.click(&popup, "#use-server")?;
    let chosen = "!document.querySelector('#upload').hidden";
    camera.browser.wait_for(&popup, chosen)?;
    camera.take(&popup, "upload")?;
    failures(camera, &popup, &server)?;
    camera.browser.click(&popup, "#upload")?;
    stored(camera, &popup)?;
    camera.take(&popup, "upload-stored")?;
    camera.browser.click(&popup, "#kind-key")?;
    camera.take(&popup, "upload-key")?;
    camera.browser.click(&popup, "#upload")?;
    stored(camera, &popup)?;
    camera.take(&popup, "upload-key-stored")?;
    camera.browser.close(&popup)?;

    let longer = sample::Sample {
        url: sample.url.clone(),
        ..sample::long(60)
    };
    longer.serve(network);
    let tab = camera.browser.open(&longer.url)?;
    let popup = camera.browser.press_button(&tab)?;
    hooks::popup_ready(camera.browser.as_mut(), &popup)?;
    camera
        .browser
        .wait_for(&popup, "document.querySelector('#update')")?;
    camera.take(&popup, "shared-before")?;
    camera.browser.click(&popup, "#update")?;
    camera.take(&popup, "shared-before-update")?;
    camera.browser.eval(&popup, ENTRIES)?;
    camera.browser.click(&popup, "#tab-links")?;
    list(camera, &popup, "")?;
    camera
        .browser
        .eval(&popup, "document.querySelector('#delete-all').click()")?;
    camera.take(&popup, "list-delete-all")?;
    // None of them lies there: the server is asked about each, and answers nothing.
    server.break_down(On::Delete, Fault::HangUp);
    camera.browser.click(&popup, "#confirm-delete")?;
    camera
        .browser
        .wait_for(&popup, "document.querySelector('#delete-again')")?;
    camera.take(&popup, "list-delete-failed")?;
    server.mend();
    camera.browser.close(&popup)?;
    let url = format!("{}/extension/popup.html?tab=0", camera.browser.origin());
    let wide = camera.browser.open(&url)?;
    camera.browser.resize(&wide, 1280, 900)?;
    camera
        .browser
        .wait_for(&wide, "document.querySelector('#tab-links')")?;
    camera.browser.click(&wide, "#tab-links")?;
    list(camera, &wide, "-tab")?;
    camera.for_store(&wide, "list")?;
    camera.browser.close(&wide)
}

/// A private window: before an upload, with one, and its list. It is taken first: to let the extension work
/// there loads it anew.
fn private(camera: &mut Camera, sample: &sample::Sample) -> Result<()> {
    let tab = camera.browser.open_private(&sample.url)?;
    let popup = camera.browser.press_button(&tab)?;
    hooks::popup_ready(camera.browser.as_mut(), &popup)?;
    hooks::link_made(camera.browser.as_mut(), &popup)?;
    camera.take(&popup, "private")?;
    camera.browser.click(&popup, "#kind-upload")?;
    camera
        .browser
        .fill(&popup, "#server", &format!("https://{HOST}"))?;
    camera.browser.click(&popup, "#use-server")?;
    let chosen = "!document.querySelector('#upload').hidden";
    camera.browser.wait_for(&popup, chosen)?;
    camera.take(&popup, "private-upload")?;
    camera.browser.click(&popup, "#upload")?;
    stored(camera, &popup)?;
    camera.take(&popup, "private-stored")?;
    camera.browser.click(&popup, "#tab-links")?;
    let row = "document.querySelector('[data-link-row]')";
    camera.browser.wait_for(&popup, row)?;
    camera.browser.click(&popup, "[data-link-row] summary")?;
    camera.take(&popup, "private-list")?;
    // The server is chosen for ordinary windows too.
    let forget = "(globalThis.browser ?? chrome).storage.local.remove('server').then(() => true)";
    camera.browser.eval(&popup, forget)?;
    camera.browser.close(&popup)?;
    camera.browser.close(&tab)
}

/// What an upload says when it has a password and burns, is waited with, and is not stored.
fn failures(camera: &mut Camera, popup: &Page, server: &Standin) -> Result<()> {
    camera.browser.click(popup, "#burn")?;
    camera
        .browser
        .fill(popup, "#upload-password", "correct horse")?;
    camera.take(popup, "upload-guarded")?;
    camera.browser.fill(popup, "#upload-password", "")?;
    camera.browser.click(popup, "#burn")?;
    server.fail(On::Create, Fault::Refuse("Wait 60 seconds.".to_owned()));
    camera.browser.click(popup, "#upload")?;
    let waits = "/\\d/.test(document.querySelector('#upload-status').textContent)";
    camera.browser.wait_for(popup, waits)?;
    camera.take(popup, "upload-waiting")?;
    camera.browser.click(popup, "#upload-cancel")?;
    let none = "document.querySelector('#upload-panel').dataset.upload === 'none'";
    camera.browser.wait_for(popup, none)?;
    camera.take(popup, "upload-cancelled")?;
    server.fail(On::Create, Fault::Html(503));
    camera.browser.click(popup, "#upload")?;
    let failed = "document.querySelector('#upload-panel').dataset.upload === 'not-stored'";
    camera.browser.wait_for(popup, failed)?;
    camera.take(popup, "upload-failed")
}

/// The list, one row of it, and the question before a deletion.
fn list(camera: &mut Camera, page: &Page, name: &str) -> Result<()> {
    let row = "[data-link-row=picture-0]";
    camera
        .browser
        .wait_for(page, &format!("document.querySelector('{row}')"))?;
    camera.take(page, &format!("list{name}"))?;
    camera.browser.click(page, &format!("{row} summary"))?;
    camera.take(page, &format!("list-row{name}"))?;
    camera
        .browser
        .click(page, &format!("{row} [data-action=rename]"))?;
    camera.take(page, &format!("list-rename{name}"))?;
    camera.browser.click(page, "#rename [type=button]")?;
    camera
        .browser
        .click(page, &format!("{row} [data-action=delete]"))?;
    camera.take(page, &format!("list-delete{name}"))
}

fn stored(camera: &mut Camera, popup: &Page) -> Result<()> {
    let stored = "document.querySelector('#upload-panel').dataset.upload === 'stored'";
    camera.browser.wait_for(popup, stored)?;
    Ok(())
}
