//! The whole life of an upload: made in the popup, read without the extension, deleted from the list, and
//! gone for whoever comes after.

use chatlink::upload::Address;
use driver::{Browser, Kind, Options, Page, find, hooks, launch, sample};

use crate::homes::{self, HOST as VIEWER};
use crate::upload::{HOST, badges, copied, prepared, serve, wait};
use crate::{Stage, in_both};

in_both!(whole_life);

fn settled(browser: &mut dyn Browser, page: &Page, state: &str) {
    let there = format!("document.documentElement.dataset.state === '{state}'");
    browser.wait_for(page, &there).unwrap();
}

fn is_read(browser: &mut dyn Browser, page: &Page) {
    let sample = sample::shed().unwrap();
    settled(browser, page, "ready");
    assert_eq!(browser.text(page, "h1").unwrap(), sample.title);
    let messages = hooks::messages(browser, page).unwrap();
    assert_eq!(messages.len(), sample.messages.len());
}

fn is_gone(browser: &mut dyn Browser, page: &Page) {
    let reload = "document.documentElement.dataset.state = 'left'; location.reload()";
    browser.eval(page, reload).unwrap();
    settled(browser, page, "error");
    let key = browser.eval(page, "document.querySelector('[data-error]').dataset.error");
    assert_eq!(key.unwrap(), "upload-gone");
}

fn whole_life(kind: Kind) {
    let mut stage = Stage::new(kind);
    let standin = serve(&stage.network, HOST);
    let (_, popup) = prepared(&mut stage);
    stage.browser.click(&popup, "#upload").unwrap();
    wait(&mut stage, &popup, "stored");
    let link = copied(&mut stage, &popup);
    let payload = Address::parse(&link).unwrap().spelt();

    // Somebody else's browser: another profile, and no extension. The same network, with the viewer's folder.
    homes::serve(&stage.network);
    let options = Options {
        extension: None,
        headless: true,
        proxy: Some(stage.network.address()),
        profile: None,
        language: None,
    };
    let mut reader = launch(&find(kind).unwrap(), &options).unwrap();
    let reader = reader.as_mut();
    let hosted = format!("https://{VIEWER}/read/#{payload}");
    let hosted = reader.open(&hosted).unwrap();
    is_read(reader, &hosted);
    let file = homes::built().with_file_name("viewer.html");
    let file = file.canonicalize().unwrap();
    let file = format!("file://{}#{payload}", file.display());
    let file = reader.open(&file).unwrap();
    is_read(reader, &file);

    stage.browser.click(&popup, "[data-tab=links]").unwrap();
    badges(&mut stage, &popup, &["live"]);
    let browser = stage.browser.as_mut();
    browser.click(&popup, "[data-link-row] summary").unwrap();
    browser.click(&popup, "[data-action=delete]").unwrap();
    browser.click(&popup, "#confirm-delete").unwrap();
    badges(&mut stage, &popup, &["deleted"]);
    assert_eq!(standin.ids(), Vec::<String>::new());
    is_gone(reader, &hosted);
    is_gone(reader, &file);
}
