//! What the driver promises, in both browsers, with the smallest extension that needs it all.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failed unwrap in a test is a failed test, in its helpers too"
)]

use std::path::Path;

use driver::{Browser, Found, Kind, Network, Options, Response, Scheme, find, launch};

const PAGE: &str = "https://chat.example/c/1";

fn start(kind: Kind) -> (Network, Box<dyn Browser>) {
    let found: Found = find(kind).expect("a browser");
    let network = Network::start().expect("a network");
    network.host("chat.example", |request| match request.path() {
        "/c/1" => Response::html("<!doctype html><title>t</title><h1>A heading</h1>").with(
            "content-security-policy",
            "default-src 'none'; script-src 'self'",
        ),
        _ => Response::status(404),
    });
    let extension = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/extension");
    let options = Options {
        extension: Some(extension),
        headless: true,
        proxy: Some(network.address()),
        profile: None,
        language: None,
    };
    let browser = launch(&found, &options).expect("a running browser");
    (network, browser)
}

fn whole_way(kind: Kind) {
    let (network, mut browser) = start(kind);
    let tab = browser.open(PAGE).unwrap();
    assert_eq!(browser.text(&tab, "h1").unwrap(), "A heading");

    let popup = browser.press_button(&tab).unwrap();
    browser
        .wait_for(&popup, "document.documentElement.dataset.state === 'ready'")
        .unwrap();
    assert_eq!(browser.text(&popup, "#page").unwrap(), "A heading");

    browser.fill(&popup, "#name", "Mia, «日本» 🙂").unwrap();
    assert_eq!(
        browser
            .eval(&popup, "document.querySelector('#name').dataset.trusted")
            .unwrap(),
        "true"
    );
    browser.click(&popup, "#copy").unwrap();
    browser
        .wait_for(
            &popup,
            "document.querySelector('#status').textContent === 'copied'",
        )
        .unwrap();
    assert_eq!(browser.clipboard().unwrap(), "copied by Mia, «日本» 🙂");

    // Reading the clipboard leaves the popup open.
    assert_eq!(browser.text(&popup, "#status").unwrap(), "copied");

    let paths: Vec<_> = network
        .requests()
        .into_iter()
        .map(|request| request.url)
        .collect();
    assert_eq!(
        paths
            .iter()
            .filter(|url| !url.ends_with("/favicon.ico"))
            .collect::<Vec<_>>(),
        [PAGE]
    );
}

fn popup_closes(kind: Kind) {
    let (_network, mut browser) = start(kind);
    let tab = browser.open(PAGE).unwrap();
    let popup = browser.press_button(&tab).unwrap();
    assert!(
        browser
            .pages()
            .unwrap()
            .iter()
            .any(|(page, _)| *page == popup)
    );
    browser.close(&popup).unwrap();
    assert!(
        !browser
            .pages()
            .unwrap()
            .iter()
            .any(|(page, _)| *page == popup)
    );
    assert!(browser.eval(&popup, "1").is_err());
    let again = browser.press_button(&tab).unwrap();
    browser
        .wait_for(&again, "document.documentElement.dataset.state === 'ready'")
        .unwrap();
}

fn pages_and_pictures(kind: Kind) {
    let (_network, mut browser) = start(kind);
    let url = format!("{}/popup.html", browser.origin());
    let page = browser.open(&url).unwrap();
    for scheme in [Scheme::Light, Scheme::Dark] {
        browser.prefer(&page, scheme).unwrap();
        let asked = format!(
            "matchMedia('(prefers-color-scheme: {})').matches",
            scheme.name()
        );
        browser.wait_for(&page, &asked).unwrap();
    }
    browser.resize(&page, 500, 400).unwrap();
    browser
        .wait_for(&page, "innerWidth === 500 && innerHeight === 400")
        .unwrap();
    assert!(browser.screenshot(&page).unwrap().starts_with(b"\x89PNG"));
    assert!(browser.click(&page, "#nothing").is_err());
    assert!(browser.eval(&page, "nothing.at.all").is_err());
    assert_eq!(
        browser
            .eval(&page, "Promise.resolve([1, 'a'])")
            .unwrap()
            .to_string(),
        "[1,\"a\"]"
    );
    browser.close(&page).unwrap();
}

#[test]
fn whole_way_in_chromium() {
    whole_way(Kind::Chromium);
}

#[test]
fn popup_closes_in_chromium() {
    popup_closes(Kind::Chromium);
}

#[test]
fn pages_and_pictures_in_chromium() {
    pages_and_pictures(Kind::Chromium);
}

#[test]
fn whole_way_in_firefox() {
    whole_way(Kind::Firefox);
}

#[test]
fn popup_closes_in_firefox() {
    popup_closes(Kind::Firefox);
}

#[test]
fn pages_and_pictures_in_firefox() {
    pages_and_pictures(Kind::Firefox);
}
