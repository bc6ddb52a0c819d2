//! A chat that keeps only the turns in view: said to be partial, walked through on request, and
//! put back as it was, also when the popup closes in the middle.

use driver::{Kind, Page, Response, hooks};

use crate::{Stage, in_both};

in_both!(the_rest_is_loaded, closed_while_loading);

const TURNS: usize = 40;
const PLACE: &str = "document.querySelector('[data-scroll-root]').scrollTop";

/// Every turn has its shell; those within a screen of the view have their message.
const PAGE: &str = include_str!("../fixtures/windowed.html");

fn open(stage: &mut Stage) -> (Page, Page) {
    stage.network.host("chatgpt.com", |request| {
        if request.path() == "/c/long" {
            Response::html(PAGE.replace("{turns}", &TURNS.to_string()))
        } else {
            Response::status(404)
        }
    });
    let tab = stage.browser.open("https://chatgpt.com/c/long").unwrap();
    let popup = stage.share(&tab);
    (tab, popup)
}

/// The rest is offered only when nothing is under way any more, the question to the site's server
/// included: what is shown then can be pressed.
fn load_all(stage: &mut Stage, popup: &Page) {
    let offered = "document.querySelector('#load-all')";
    stage.browser.wait_for(popup, offered).unwrap();
    stage.browser.click(popup, "#load-all").unwrap();
}

fn the_rest_is_loaded(kind: Kind) {
    let mut stage = Stage::new(kind);
    let (tab, popup) = open(&mut stage);
    let place = stage.browser.eval(&tab, PLACE).unwrap();
    let shown = hooks::messages(stage.browser.as_mut(), &popup).unwrap();
    assert!(shown.len() < TURNS, "the page shows a part");
    let said = stage.browser.text(&popup, "#status").unwrap();
    assert!(said.contains("Messages 1 to"), "{said}");
    assert!(said.contains(&format!("to {TURNS} are")), "{said}");

    load_all(&mut stage, &popup);
    let all = format!("document.querySelectorAll('#preview [data-message]').length === {TURNS}");
    stage.browser.wait_for(&popup, &all).unwrap();
    let shown = hooks::messages(stage.browser.as_mut(), &popup).unwrap();
    for (at, (_, text)) in shown.iter().enumerate() {
        assert!(text.contains(&format!("Turn number {}.", at + 1)), "{text}");
    }
    assert_eq!(stage.browser.eval(&tab, PLACE).unwrap(), place);
}

fn closed_while_loading(kind: Kind) {
    let mut stage = Stage::new(kind);
    let (tab, popup) = open(&mut stage);
    let place = stage.browser.eval(&tab, PLACE).unwrap();
    let before = hooks::messages(stage.browser.as_mut(), &popup)
        .unwrap()
        .len();
    load_all(&mut stage, &popup);
    let moved = format!("{PLACE} !== {place}");
    stage.browser.wait_for(&tab, &moved).unwrap();
    stage.browser.close(&popup).unwrap();
    let back = format!("{PLACE} === {place}");
    stage.browser.wait_for(&tab, &back).unwrap();

    // What was read is still there, and the rest can be had as before.
    let popup = stage.share(&tab);
    let after = hooks::messages(stage.browser.as_mut(), &popup)
        .unwrap()
        .len();
    assert!(after >= before, "{after} of {before} are left");
    load_all(&mut stage, &popup);
    let all = format!("document.querySelectorAll('#preview [data-message]').length === {TURNS}");
    stage.browser.wait_for(&popup, &all).unwrap();
}
