//! A browser that is killed in the middle of something: at the next start nothing is lost, and nothing is
//! unknown that can be known.

use driver::{Kind, hooks, sample};
use standin::{Fault, On};

use crate::upload::{HOST, badges, prepared, serve, wait};
use crate::{Stage, in_both};

in_both!(during_an_upload, during_a_deletion, after_a_copy);

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

/// Waits for the server, with a deadline.
fn until(come: impl Fn() -> bool) {
    let end = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while !come() {
        assert!(std::time::Instant::now() < end, "it did not come");
        std::thread::yield_now();
    }
}
