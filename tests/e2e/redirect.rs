//! Links to the viewer's page open in the extension, where the person switched that on, and the page's
//! host is asked for nothing.

use driver::{Browser, Kind, Page, Response, hooks};
use serde_json::Value;

use crate::homes::{self, HOST};
use crate::ways_in::{allowed, open};
use crate::{Stage, in_both, opened_beside, sentence};

in_both!(links_open_here);

const MAIL: &str = "mail.example";
const BASE: &str = "https://viewer.example/read/";

fn says(browser: &mut dyn Browser, page: &Page, text: &str) {
    let text = Value::from(text);
    let said = format!("document.querySelector('#said').textContent === {text}");
    browser.wait_for(page, &said).unwrap();
}

/// How many requests reached the host.
fn reached(stage: &Stage) -> usize {
    let host = format!("https://{HOST}/");
    let asked = stage.asked();
    asked.iter().filter(|url| url.starts_with(&host)).count()
}

/// The link, clicked in a page of another site, opens here.
fn opens_here(stage: &mut Stage, payload: &str) {
    let before = reached(stage);
    let browser = stage.browser.as_mut();
    let mail = browser.open(&format!("https://{MAIL}/?{payload}")).unwrap();
    browser.click(&mail, "a").unwrap();
    let page = opened_beside(browser, hooks::VIEWER);
    homes::shows_everything(browser, &page);
    let address = browser.eval(&page, "location.href").unwrap();
    let own = format!("{}/{}", browser.origin(), hooks::VIEWER);
    assert_eq!(address, own);
    browser.close(&page).unwrap();
    browser.close(&mail).unwrap();
    assert_eq!(reached(stage), before);
}

/// It opens at its host.
fn opens_there(stage: &mut Stage, address: &str) {
    let before = reached(stage);
    let browser = stage.browser.as_mut();
    let page = browser.open(address).unwrap();
    assert_eq!(browser.text(&page, "h1").unwrap(), "The host's page");
    browser.close(&page).unwrap();
    assert!(reached(stage) > before);
}

fn links_open_here(kind: Kind) {
    let folder = allowed(kind, &["https://viewer.example/*"]);
    let mut stage = Stage::with_extension(kind, folder.path());
    stage
        .network
        .host(HOST, |_| Response::html("<h1>The host's page</h1>"));
    // A page that leads to the link that stands in its own query.
    stage.network.host(MAIL, |request| {
        let payload = request.path().split_once('?').map_or("", |it| it.1);
        Response::html(format!(
            "<a href=\"{BASE}#{payload}\" target=\"_blank\" rel=\"noopener\">a link</a>"
        ))
    });
    let payload = homes::payload();
    let link = format!("{BASE}#{payload}");
    opens_there(&mut stage, &link);

    let browser = stage.browser.as_mut();
    let settings = open(browser, hooks::OPTIONS);
    browser.fill(&settings, "#base", BASE).unwrap();
    browser.click(&settings, "#save").unwrap();
    says(browser, &settings, &sentence("options_base_saved", &[BASE]));
    browser.click(&settings, "#open-here").unwrap();
    says(browser, &settings, &sentence("options_here_on", &[BASE]));
    browser.close(&settings).unwrap();

    opens_here(&mut stage, &payload);
    // Typed or from another program.
    let before = reached(&stage);
    let browser = stage.browser.as_mut();
    let blank = browser.open("about:blank").unwrap();
    let _ = browser.open(&link).unwrap();
    let page = opened_beside(browser, hooks::VIEWER);
    homes::shows_everything(browser, &page);
    browser.close(&page).unwrap();
    browser.close(&blank).unwrap();
    assert_eq!(reached(&stage), before);
    // What else the host has is left alone.
    opens_there(&mut stage, &format!("{BASE}other"));

    let browser = stage.browser.as_mut();
    let settings = open(browser, hooks::OPTIONS);
    let on = "document.querySelector('#open-here').checked";
    assert_eq!(browser.eval(&settings, on).unwrap(), true);
    browser.click(&settings, "#open-here").unwrap();
    says(browser, &settings, &sentence("options_here_off", &[BASE]));
    opens_there(&mut stage, &link);

    // It was allowed for that address: another one switches it off.
    let browser = stage.browser.as_mut();
    browser.click(&settings, "#open-here").unwrap();
    says(browser, &settings, &sentence("options_here_on", &[BASE]));
    let other = "https://other.example/";
    browser.fill(&settings, "#base", other).unwrap();
    browser.click(&settings, "#save").unwrap();
    says(
        browser,
        &settings,
        &sentence("options_base_saved", &[other]),
    );
    assert_eq!(browser.eval(&settings, on).unwrap(), false);
    opens_there(&mut stage, &link);
}
