//! Private windows: links and uploads work as ever, and their list lives as long as a private window is open.

use driver::{Kind, Page, hooks, sample};
use serde_json::json;
use standin::{Fault, On, Standin};

use crate::manage::CATCH;
use crate::upload::{HOST, badges, choose_server, copied, read, serve, wait};
use crate::{Stage, in_both, sentence};

in_both!(
    a_link_and_its_list,
    an_upload_and_its_deletion,
    what_was_saved_deletes_it,
    closed_while_sending,
    opened_beside_it,
);

/// The popup over a chat in a private window.
fn shared(stage: &mut Stage) -> (Page, Page) {
    let tab = stage.open_private(&sample::shed().unwrap());
    let popup = stage.share(&tab);
    (tab, popup)
}

/// The same with an upload that is stored.
fn uploaded(stage: &mut Stage) -> (Page, Page, Standin) {
    let standin = serve(&stage.network, HOST);
    let (tab, popup) = shared(stage);
    choose_server(stage, &popup, &format!("https://{HOST}"));
    let said = stage.browser.text(&popup, "#upload-private").unwrap();
    assert_eq!(said, sentence("upload_private", &[]));
    stage.browser.click(&popup, "#upload").unwrap();
    wait(stage, &popup, "stored");
    (tab, popup, standin)
}

fn show_list(stage: &mut Stage, popup: &Page, rows: usize) {
    stage.browser.click(popup, "[data-tab=links]").unwrap();
    let count = format!("document.querySelector('#links-list').dataset.count === '{rows}'");
    stage.browser.wait_for(popup, &count).unwrap();
}

/// What the extension holds in memory of private windows, seen from an ordinary one.
fn left(stage: &mut Stage, wanted: &str) {
    let url = format!("{}/{}", stage.browser.origin(), hooks::OPTIONS);
    let page = stage.browser.open(&url).unwrap();
    let keys = "(globalThis.browser ?? chrome).storage.session.get(null).then((all) => \
        Object.keys(all).filter((key) => key.startsWith('private-')).length";
    let wanted = format!("{keys} {wanted})");
    stage.browser.wait_for(&page, &wanted).unwrap();
    stage.browser.close(&page).unwrap();
}

/// An ordinary window knows nothing of it.
fn ordinary_list_is_empty(stage: &mut Stage) {
    let tab = stage.open(&sample::shed().unwrap());
    let popup = stage.share(&tab);
    show_list(stage, &popup, 0);
    let before = stage
        .browser
        .eval(&popup, "document.querySelector('#before').hidden");
    assert_eq!(before.unwrap(), true);
    stage.browser.close(&popup).unwrap();
    stage.browser.close(&tab).unwrap();
}

fn a_link_and_its_list(kind: Kind) {
    let mut stage = Stage::new(kind);
    let (tab, popup) = shared(&mut stage);
    let said = stage.browser.text(&popup, "#private").unwrap();
    assert_eq!(said, sentence("popup_private", &[]));
    let link = hooks::copy_link(stage.browser.as_mut(), &popup).unwrap();
    stage.browser.close(&popup).unwrap();
    // Another popup has it, and the draft.
    let popup = stage.share(&tab);
    show_list(&mut stage, &popup, 1);
    let said = stage.browser.text(&popup, "#links-private").unwrap();
    assert_eq!(said, sentence("links_private", &[]));
    let browser = stage.browser.as_mut();
    browser.click(&popup, "[data-link-row] summary").unwrap();
    browser.click(&popup, "[data-action=rename]").unwrap();
    browser.fill(&popup, "#name", "Mine").unwrap();
    browser.click(&popup, "#rename-save").unwrap();
    let named = "document.querySelector('.link-title').textContent === 'Mine'";
    browser.wait_for(&popup, named).unwrap();
    browser.click(&popup, "[data-action=copy]").unwrap();
    let copied = "document.querySelector('#links-message').textContent.trim()";
    browser.wait_for(&popup, copied).unwrap();
    assert_eq!(browser.clipboard().unwrap(), link);
    browser.close(&popup).unwrap();
    left(&mut stage, "> 0");
    ordinary_list_is_empty(&mut stage);

    stage.browser.close(&tab).unwrap();
    left(&mut stage, "=== 0");
    let (_, popup) = shared(&mut stage);
    show_list(&mut stage, &popup, 0);
}

fn an_upload_and_its_deletion(kind: Kind) {
    let mut stage = Stage::new(kind);
    let (tab, popup, standin) = uploaded(&mut stage);
    let link = copied(&mut stage, &popup);
    let title = sample::shed().unwrap().title;
    assert_eq!(read(&standin, &link).unwrap().conversation.title, title);
    stage.browser.close(&popup).unwrap();
    ordinary_list_is_empty(&mut stage);

    let popup = stage.share(&tab);
    stage
        .browser
        .wait_for(&popup, "!document.querySelector('#before').hidden")
        .unwrap();
    show_list(&mut stage, &popup, 1);
    badges(&mut stage, &popup, &["live"]);
    let browser = stage.browser.as_mut();
    browser.click(&popup, "[data-link-row] summary").unwrap();
    browser
        .wait_for(&popup, "document.querySelector('[data-action=keep]')")
        .unwrap();
    browser.click(&popup, "[data-action=delete]").unwrap();
    browser.click(&popup, "#confirm-delete").unwrap();
    badges(&mut stage, &popup, &["deleted"]);
    assert_eq!(standin.ids(), Vec::<String>::new());
}

/// The window is gone, and its list; the upload is not, and the file says how to be rid of it.
fn what_was_saved_deletes_it(kind: Kind) {
    let mut stage = Stage::new(kind);
    let (tab, popup, standin) = uploaded(&mut stage);
    let link = copied(&mut stage, &popup);
    let browser = stage.browser.as_mut();
    let said = browser.text(&popup, "#upload-private").unwrap();
    assert_eq!(said, sentence("upload_private_stored", &[]));
    browser.eval(&popup, CATCH).unwrap();
    browser.click(&popup, "#upload-keep").unwrap();
    let saved = browser.wait_for(&popup, "document.documentElement.dataset.saved");
    let saved = saved.unwrap().as_str().unwrap().to_owned();
    let told = format!(
        "document.querySelector('#upload-status').textContent === {}",
        json!(sentence("upload_kept", &[]))
    );
    browser.wait_for(&popup, &told).unwrap();
    // Nothing that would open it.
    let (_, key) = link.split_once('#').unwrap();
    assert!(!saved.contains(key), "{saved}");
    browser.close(&popup).unwrap();
    browser.close(&tab).unwrap();
    left(&mut stage, "=== 0");
    assert_eq!(standin.ids().len(), 1);

    let address = saved.lines().find(|line| line.starts_with("https://"));
    let target = address
        .unwrap()
        .strip_prefix(&format!("https://{HOST}"))
        .unwrap();
    standin.answer("GET", target, false, b"").unwrap();
    assert_eq!(standin.ids(), Vec::<String>::new());
}

/// Nobody was given its link, and nobody could delete it any more: so it is deleted as soon as its token is
/// known, and nothing of it stays in memory.
fn closed_while_sending(kind: Kind) {
    let mut stage = Stage::new(kind);
    let standin = serve(&stage.network, HOST);
    let (tab, popup) = shared(&mut stage);
    choose_server(&mut stage, &popup, &format!("https://{HOST}"));
    standin.fail(On::Create, Fault::Hold);
    stage.browser.click(&popup, "#upload").unwrap();
    wait(&mut stage, &popup, "sending");
    crate::killed::until(|| standin.held() > 0);
    stage.browser.close(&popup).unwrap();
    stage.browser.close(&tab).unwrap();
    left(&mut stage, "=== 0");
    assert_eq!(standin.ids().len(), 1);
    standin.release();
    crate::killed::until(|| standin.ids().is_empty());
    left(&mut stage, "=== 0");
}

/// What is opened stays among private windows, or is not offered: Chromium shows pages of the extension in
/// ordinary ones alone.
fn opened_beside_it(kind: Kind) {
    let mut stage = Stage::new(kind);
    let (_, popup, _standin) = uploaded(&mut stage);
    let link = copied(&mut stage, &popup);
    let browser = stage.browser.as_mut();
    let own = "(globalThis.browser ?? chrome).extension.inIncognitoContext";
    let own = browser.eval(&popup, own).unwrap() == true;
    assert_eq!(own, kind == Kind::Firefox);
    browser.click(&popup, "#kind-link").unwrap();
    let offered = "document.querySelector('#open').checkVisibility()";
    assert_eq!(browser.eval(&popup, offered).unwrap(), own);
    browser.click(&popup, "#kind-upload").unwrap();
    browser
        .wait_for(&popup, "!document.querySelector('#upload-copy').disabled")
        .unwrap();
    browser.click(&popup, "#upload-open").unwrap();
    let (server, _) = link.split_once('?').unwrap();
    let opened = if own { hooks::VIEWER } else { server };
    let page = crate::opened_beside(browser, opened);
    if own {
        let private = "browser.tabs.getCurrent().then((tab) => tab.incognito)";
        assert_eq!(browser.eval(&page, private).unwrap(), true);
    }
}
