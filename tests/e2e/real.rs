//! The real PrivateBin: what the extension stores there opens on its own page and in the viewer, and is deleted.
//! Skipped, and said so, unless `CHATLINK_PRIVATEBIN` names a folder with its files and there is a `php`.

use driver::{Browser, Kind, Page, hooks, sample};
use serde_json::json;

use crate::password::unlock;
use crate::php::PrivateBin;
use crate::upload::{HOST, badges, copied, prepared, wait};
use crate::{Stage, in_both, sentence};

in_both!(
    stored_read_and_deleted,
    with_a_password,
    what_burns,
    below_a_path,
    a_key_alone,
    asked_to_wait,
    too_large_for_it,
);

/// No wait between uploads.
const AT_ONCE: (&str, &str) = ("traffic.limit", "0");
/// Its page shows attachments only where it takes files itself; ours is stored and read either way.
const FILES: (&str, &str) = ("main.fileupload", "true");

/// The browser with the server, and the popup that is about to upload.
fn ready(kind: Kind, settings: &[(&str, &str)]) -> Option<(Stage, PrivateBin, Page, Page)> {
    let server = PrivateBin::start("", settings)?;
    let mut stage = Stage::new(kind);
    server.serve(&stage.network, HOST);
    let (tab, popup) = prepared(&mut stage);
    Some((stage, server, tab, popup))
}

/// Uploads, and gives the link.
fn upload(stage: &mut Stage, popup: &Page) -> String {
    stage.browser.click(popup, "#upload").unwrap();
    wait(stage, popup, "stored");
    copied(stage, popup)
}

/// Waits until PrivateBin's page shows the conversation, with its first prompt and the attachment.
fn shows_it(browser: &mut dyn Browser, page: &Page) {
    let sample = sample::shed().unwrap();
    let start: String = sample.messages[0].markdown.chars().take(20).collect();
    let shown = format!(
        "document.querySelector('#plaintext').innerText.includes({}) \
         && document.querySelector('#attachment a[download]')?.checkVisibility()",
        json!(start)
    );
    browser.wait_for(page, &shown).unwrap();
    // Laid out: its Markdown is none any more.
    let laid_out = "document.querySelector('#plaintext :is(h1, h2, h3)') !== null";
    assert_eq!(browser.eval(page, laid_out).unwrap(), true);
}

/// What our viewer shows of the link.
fn viewed(browser: &mut dyn Browser, link: &str) -> Page {
    let address = chatlink::upload::Address::parse(link).unwrap();
    let spelt = format!("x#{}", address.spelt());
    hooks::open_in_viewer(browser, &spelt).unwrap()
}

fn is_whole(browser: &mut dyn Browser, page: &Page) {
    let ready = "document.documentElement.dataset.state === 'ready'";
    browser.wait_for(page, ready).unwrap();
    let sample = sample::shed().unwrap();
    assert_eq!(browser.text(page, "h1").unwrap(), sample.title);
    let messages = hooks::messages(browser, page).unwrap();
    assert_eq!(messages.len(), sample.messages.len());
}

/// Deletes it by the list, over this chat.
fn delete(stage: &mut Stage, tab: &Page) {
    let popup = stage.share(tab);
    stage.browser.click(&popup, "[data-tab=links]").unwrap();
    badges(stage, &popup, &["live"]);
    let browser = stage.browser.as_mut();
    browser.click(&popup, "[data-link-row] summary").unwrap();
    browser.click(&popup, "[data-action=delete]").unwrap();
    browser.click(&popup, "#confirm-delete").unwrap();
    badges(stage, &popup, &["deleted"]);
    stage.browser.close(&popup).unwrap();
}

fn is_gone(stage: &mut Stage, link: &str) {
    let browser = stage.browser.as_mut();
    let page = viewed(browser, link);
    let key = "document.querySelector('[data-error]').dataset.error";
    assert_eq!(browser.eval(&page, key).unwrap(), "upload-gone");
    let page = browser.open(link).unwrap();
    let refused = "document.querySelector('#errormessage').checkVisibility()";
    browser.wait_for(&page, refused).unwrap();
}

fn stored_read_and_deleted(kind: Kind) {
    let Some((mut stage, server, tab, popup)) = ready(kind, &[AT_ONCE, FILES]) else {
        return;
    };
    stage
        .browser
        .eval(
            &popup,
            "(() => { const menu = document.querySelector('#expire'); menu.value = '1hour'; \
             menu.dispatchEvent(new Event('change')); })()",
        )
        .unwrap();
    let link = upload(&mut stage, &popup);
    assert_eq!(server.count(), 1);
    stage.browser.click(&popup, "[data-tab=links]").unwrap();
    badges(&mut stage, &popup, &["live"]);
    let badge = stage.browser.text(&popup, "[data-badge]").unwrap();
    assert_eq!(badge, sentence("links_state_expires_today", &[]));
    stage.browser.close(&popup).unwrap();

    let browser = stage.browser.as_mut();
    let theirs = browser.open(&link).unwrap();
    shows_it(browser, &theirs);
    let ours = viewed(browser, &link);
    is_whole(browser, &ours);
    delete(&mut stage, &tab);
    assert_eq!(server.count(), 0);
    is_gone(&mut stage, &link);
}

fn with_a_password(kind: Kind) {
    let Some((mut stage, _server, tab, popup)) = ready(kind, &[AT_ONCE, FILES]) else {
        return;
    };
    stage
        .browser
        .fill(&popup, "#upload-password", "correct horse")
        .unwrap();
    let link = upload(&mut stage, &popup);
    stage.browser.close(&popup).unwrap();
    let browser = stage.browser.as_mut();
    let theirs = browser.open(&link).unwrap();
    let asks = "document.querySelector('#passwordmodal.show #passworddecrypt') !== null \
        && document.querySelector('#passworddecrypt').checkVisibility()";
    browser.wait_for(&theirs, asks).unwrap();
    // Its dialog moves in: the field is filled where it stands.
    let typed = "(() => { document.querySelector('#passworddecrypt').value = 'correct horse'; \
        document.querySelector('#passwordform').requestSubmit(); })()";
    browser.eval(&theirs, typed).unwrap();
    shows_it(browser, &theirs);
    let ours = viewed(browser, &link);
    unlock(browser, &ours, "correct horse");
    is_whole(browser, &ours);
    delete(&mut stage, &tab);
    is_gone(&mut stage, &link);
}

/// Its own page asks before it opens it; then nobody opens it again.
fn what_burns(kind: Kind) {
    let Some((mut stage, server, _, popup)) = ready(kind, &[AT_ONCE, FILES]) else {
        return;
    };
    stage.browser.click(&popup, "#burn").unwrap();
    let link = upload(&mut stage, &popup);
    stage.browser.close(&popup).unwrap();
    assert_eq!(server.count(), 1);
    let browser = stage.browser.as_mut();
    let theirs = browser.open(&link).unwrap();
    let asks = "document.querySelector('#loadconfirmmodal.show') !== null";
    browser.wait_for(&theirs, asks).unwrap();
    assert_eq!(server.count(), 1);
    let yes = "document.querySelector('#loadconfirm-open-now').click()";
    browser.eval(&theirs, yes).unwrap();
    shows_it(browser, &theirs);
    assert_eq!(server.count(), 0);
    let spelt = chatlink::upload::Address::parse(&link).unwrap().spelt();
    let ours = format!("{}/{}#{spelt}", browser.origin(), hooks::VIEWER);
    let ours = browser.open(&ours).unwrap();
    let burns = "document.documentElement.dataset.state === 'burns'";
    browser.wait_for(&ours, burns).unwrap();
    browser.click(&ours, "#burn").unwrap();
    let gone = "document.querySelector('[data-error]')?.dataset.error === 'upload-gone'";
    browser.wait_for(&ours, gone).unwrap();
}

fn below_a_path(kind: Kind) {
    let Some(server) = PrivateBin::start("paste", &[AT_ONCE, FILES]) else {
        return;
    };
    let mut stage = Stage::new(kind);
    server.serve(&stage.network, HOST);
    let tab = stage.open(&sample::shed().unwrap());
    let popup = stage.share(&tab);
    crate::upload::choose_server(&mut stage, &popup, &format!("https://{HOST}/paste"));
    let link = upload(&mut stage, &popup);
    assert!(
        link.starts_with(&format!("https://{HOST}/paste/?")),
        "{link}"
    );
    stage.browser.close(&popup).unwrap();
    let browser = stage.browser.as_mut();
    let theirs = browser.open(&link).unwrap();
    shows_it(browser, &theirs);
    let ours = viewed(browser, &link);
    is_whole(browser, &ours);
    delete(&mut stage, &tab);
    assert_eq!(server.count(), 0);
    is_gone(&mut stage, &link);
}

/// The third kind of link: what lies there is half of a key, and without it the link is dark.
fn a_key_alone(kind: Kind) {
    let Some((mut stage, server, tab, popup)) = ready(kind, &[AT_ONCE, FILES]) else {
        return;
    };
    hooks::link_made(stage.browser.as_mut(), &popup).unwrap();
    stage.browser.click(&popup, "#kind-key").unwrap();
    let link = upload(&mut stage, &popup);
    assert_eq!(server.count(), 1);
    stage.browser.close(&popup).unwrap();
    let browser = stage.browser.as_mut();
    let page = hooks::open_in_viewer(browser, &link).unwrap();
    is_whole(browser, &page);
    browser.close(&page).unwrap();
    delete(&mut stage, &tab);
    assert_eq!(server.count(), 0);
    let browser = stage.browser.as_mut();
    let page = hooks::open_in_viewer(browser, &link).unwrap();
    let key = "document.querySelector('[data-error]').dataset.error";
    assert_eq!(browser.eval(&page, key).unwrap(), "key-gone");
}

/// It takes one upload in so many seconds: the second is waited for, and the popup counts.
fn asked_to_wait(kind: Kind) {
    let Some((mut stage, server, _, popup)) = ready(kind, &[("traffic.limit", "4")]) else {
        return;
    };
    upload(&mut stage, &popup);
    stage.browser.click(&popup, "#upload").unwrap();
    let status = "document.querySelector('#upload-status').textContent";
    let said = ["4", "3", "2", "1"].map(|left| sentence("upload_waiting", &[HOST, left]));
    let counts = format!("{}.includes({status})", json!(said));
    stage.browser.wait_for(&popup, &counts).unwrap();
    wait(&mut stage, &popup, "stored");
    assert_eq!(server.count(), 2);
}

/// Its limit is said, nothing is lost, and the way on is there.
fn too_large_for_it(kind: Kind) {
    let limit = ("main.sizelimit", "1000");
    let Some((mut stage, server, _, popup)) = ready(kind, &[AT_ONCE, limit]) else {
        return;
    };
    stage.browser.click(&popup, "#upload").unwrap();
    wait(&mut stage, &popup, "not-stored");
    let said = stage.browser.text(&popup, "#upload-status").unwrap();
    assert_eq!(said, sentence("error_server_too_small", &[HOST]));
    assert_eq!(server.count(), 0);
    assert_eq!(
        stage.browser.text(&popup, "#upload").unwrap(),
        sentence("upload_again", &[])
    );
}
