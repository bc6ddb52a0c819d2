//! Links whose key can be deleted; and chats that were shared before.

use driver::{Kind, Page, hooks, sample};
use standin::{Fault, On};

use crate::upload::{HOST, badges, copied, prepared, read, serve, wait};
use crate::{Stage, in_both, sentence};

in_both!(the_link_goes_dark, shared_before, update_that_cannot_delete);

/// The conversation never leaves; its key does, and once that is deleted no copy of the link opens.
fn the_link_goes_dark(kind: Kind) {
    let mut stage = Stage::new(kind);
    let standin = serve(&stage.network, HOST);
    let (tab, popup) = prepared(&mut stage);
    hooks::link_made(stage.browser.as_mut(), &popup).unwrap();
    stage.browser.click(&popup, "#kind-key").unwrap();
    let said = stage.browser.text(&popup, "#upload-consequence").unwrap();
    assert!(said.contains(HOST) && said.contains("72"), "{said}");
    stage.browser.click(&popup, "#upload").unwrap();
    wait(&mut stage, &popup, "stored");
    let link = copied(&mut stage, &popup);
    assert!(link.starts_with("https://chatlink.example/#"), "{link}");
    assert_eq!(standin.ids().len(), 1);
    // What the server holds is a key, however long the chat is.
    let stored = stage
        .network
        .requests()
        .into_iter()
        .filter(|it| it.method == "POST");
    assert!(stored.map(|it| it.body.len()).max().unwrap() < 1_000);

    let browser = stage.browser.as_mut();
    // A popup closes by itself when a tab comes to the front.
    browser.close(&popup).unwrap();
    let page = hooks::open_in_viewer(browser, &link).unwrap();
    let title = sample::shed().unwrap().title;
    assert_eq!(browser.text(&page, "h1").unwrap(), title);
    browser.close(&page).unwrap();

    let popup = stage.share(&tab);
    stage.browser.click(&popup, "[data-tab=links]").unwrap();
    badges(&mut stage, &popup, &["live"]);
    let browser = stage.browser.as_mut();
    browser.click(&popup, "[data-link-row] summary").unwrap();
    browser.click(&popup, "[data-action=delete]").unwrap();
    let asked = browser.text(&popup, "#links-message").unwrap();
    assert!(
        asked.contains(&sentence("links_delete_ask_key", &[&title, HOST])),
        "{asked}"
    );
    browser.click(&popup, "#confirm-delete").unwrap();
    badges(&mut stage, &popup, &["deleted"]);
    let browser = stage.browser.as_mut();
    let page = hooks::open_in_viewer(browser, &link).unwrap();
    let error = browser.eval(
        &page,
        "document.querySelector('[data-error]').dataset.error",
    );
    assert_eq!(error.unwrap(), "key-gone");
}

/// Makes an upload, and comes back to a chat that has grown.
fn grown(stage: &mut Stage) -> (Page, Page, String) {
    let (tab, popup) = prepared(stage);
    stage.browser.click(&popup, "#upload").unwrap();
    wait(stage, &popup, "stored");
    let link = copied(stage, &popup);
    stage.browser.close(&popup).unwrap();
    stage.browser.close(&tab).unwrap();
    // The same address, with more in it.
    let long = sample::Sample {
        url: sample::shed().unwrap().url,
        ..sample::long(60)
    };
    let tab = stage.open(&long);
    let popup = stage.share(&tab);
    stage
        .browser
        .wait_for(&popup, "document.querySelector('#update')")
        .unwrap();
    (tab, popup, link)
}

fn shared_before(kind: Kind) {
    let mut stage = Stage::new(kind);
    let standin = serve(&stage.network, HOST);
    let (_, popup, old) = grown(&mut stage);
    let newer = 60 - sample::shed().unwrap().messages.len();
    let said = stage.browser.text(&popup, "#before").unwrap();
    let wanted = sentence("popup_before_newer", &[&newer.to_string()]);
    assert!(said.contains(&wanted), "{said}");
    // Only Chromium tells what moved: what stands for the preview makes room for the line when all is there, and
    // nothing moves after that.
    if kind == Kind::Chromium {
        let moved = stage.browser.eval(&popup, crate::viewer::MOVED).unwrap();
        assert_eq!(moved.as_array().map(Vec::len), Some(1), "{moved}");
    }

    stage.browser.click(&popup, "#update").unwrap();
    let said = stage.browser.text(&popup, "#upload-replaces").unwrap();
    assert_eq!(said, sentence("upload_replaces", &[]));
    stage.browser.click(&popup, "#upload").unwrap();
    wait(&mut stage, &popup, "stored");
    let new = copied(&mut stage, &popup);
    assert_ne!(new, old);
    let told = stage.browser.text(&popup, "#upload-status").unwrap();
    assert_eq!(told, sentence("upload_updated", &[]));
    // One entry in the place of the other, and the old one is gone from the server.
    stage.browser.click(&popup, "[data-tab=links]").unwrap();
    badges(&mut stage, &popup, &["live"]);
    assert_eq!(standin.ids().len(), 1);
    assert_eq!(read(&standin, &old).unwrap_err().key(), "upload-gone");
    assert_eq!(
        read(&standin, &new).unwrap().conversation.messages.len(),
        60
    );
}

/// The new one is there; the old one stays in the list, marked, and goes at the next start.
fn update_that_cannot_delete(kind: Kind) {
    let mut stage = Stage::new(kind);
    let standin = serve(&stage.network, HOST);
    let (tab, popup, _) = grown(&mut stage);
    stage.browser.click(&popup, "#update").unwrap();
    standin.fail(On::Delete, Fault::Html(503));
    stage.browser.click(&popup, "#upload").unwrap();
    wait(&mut stage, &popup, "stored");
    stage.browser.click(&popup, "[data-tab=links]").unwrap();
    badges(&mut stage, &popup, &["deleting", "live"]);
    stage.browser.close(&popup).unwrap();
    let popup = stage.share(&tab);
    stage.browser.click(&popup, "[data-tab=links]").unwrap();
    badges(&mut stage, &popup, &["live"]);
    assert_eq!(standin.ids().len(), 1);
}
