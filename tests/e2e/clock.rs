//! A clock that is wrong: nothing is lost, and the list says what is not to be believed.

use driver::{Browser, Kind, Page};

use crate::upload::{HOST, badges, prepared, serve, wait};
use crate::{Stage, in_both, sentence};

in_both!(put_forward, put_back);

/// Moves the clock of the popup by so many days, as it is by the next press.
fn move_clock(browser: &mut dyn Browser, popup: &Page, days: i64) {
    let script = format!(
        "(() => {{ const now = window.Date.now; window.Date.now = () => now() + {days} * 86400000; }})()"
    );
    browser.eval(popup, &script).unwrap();
}

/// An upload, and the list in a popup whose clock is wrong.
fn listed(stage: &mut Stage, days: i64) -> Page {
    let (tab, popup) = prepared(stage);
    stage.browser.click(&popup, "#upload").unwrap();
    wait(stage, &popup, "stored");
    stage.browser.close(&popup).unwrap();
    let popup = stage.share(&tab);
    let browser = stage.browser.as_mut();
    move_clock(browser, &popup, days);
    browser.click(&popup, "[data-tab=links]").unwrap();
    browser
        .wait_for(&popup, "document.querySelector('[data-link-row]')")
        .unwrap();
    popup
}

/// It seems to be over; what deletes it is kept, and its server is asked.
fn put_forward(kind: Kind) {
    let mut stage = Stage::new(kind);
    let standin = serve(&stage.network, HOST);
    let popup = listed(&mut stage, 400);
    badges(&mut stage, &popup, &["expired"]);
    let browser = stage.browser.as_mut();
    browser.click(&popup, "[data-link-row] summary").unwrap();
    let said = browser
        .text(&popup, "[data-link-row] .consequence")
        .unwrap();
    assert_eq!(said, sentence("links_expired_here", &[HOST]));
    assert_eq!(standin.ids().len(), 1);
    browser.click(&popup, "[data-action=delete]").unwrap();
    browser.click(&popup, "#confirm-delete").unwrap();
    badges(&mut stage, &popup, &["deleted"]);
    assert_eq!(standin.ids(), Vec::<String>::new());
}

/// It has no more time than it had, can be deleted as before, and the date that cannot be is spoken of.
fn put_back(kind: Kind) {
    let mut stage = Stage::new(kind);
    let standin = serve(&stage.network, HOST);
    let popup = listed(&mut stage, -400);
    badges(&mut stage, &popup, &["live"]);
    let browser = stage.browser.as_mut();
    let badge = browser.text(&popup, "[data-badge]").unwrap();
    let days = [
        sentence("links_state_expires", &["6"]),
        sentence("links_state_expires", &["7"]),
    ];
    assert!(days.contains(&badge), "{badge}");
    let said = browser.text(&popup, "#links-future").unwrap();
    assert_eq!(said, sentence("links_future_one", &["1"]));
    browser.click(&popup, "[data-link-row] summary").unwrap();
    let row = browser.text(&popup, "[data-link-row]").unwrap();
    assert!(row.contains(&sentence("links_dated_later", &[])), "{row}");
    browser.click(&popup, "[data-action=delete]").unwrap();
    browser.click(&popup, "#confirm-delete").unwrap();
    badges(&mut stage, &popup, &["deleted"]);
    assert_eq!(standin.ids(), Vec::<String>::new());
}
