//! The list of issued links, from the first link on.

use driver::{Kind, hooks, sample};

use crate::{Stage, in_both};

in_both!(list);

fn list(kind: Kind) {
    const ROWS: &str = "document.querySelectorAll('[data-link-row]').length";
    let sample = sample::shed().unwrap();
    let mut stage = Stage::new(kind);
    let tab = stage.open(&sample);
    let popup = stage.share(&tab);
    let browser = stage.browser.as_mut();
    let link = hooks::copy_link(browser, &popup).unwrap();
    browser.close(&popup).unwrap();

    // In another popup, so it comes from the disk.
    let popup = browser.press_button(&tab).unwrap();
    hooks::popup_ready(browser, &popup).unwrap();
    browser.click(&popup, "[data-tab=links]").unwrap();
    browser.wait_for(&popup, &format!("{ROWS} === 1")).unwrap();
    assert!(
        browser
            .text(&popup, "[data-link-row]")
            .unwrap()
            .contains(&sample.title)
    );

    browser.click(&popup, "[data-link-row] summary").unwrap();
    browser
        .click(&popup, "[data-link-row] [data-action=copy]")
        .unwrap();
    browser
        .wait_for(
            &popup,
            "document.querySelector('#links-message').textContent.trim()",
        )
        .unwrap();
    assert_eq!(browser.clipboard().unwrap(), link);

    browser
        .click(&popup, "[data-link-row] [data-action=forget]")
        .unwrap();
    browser.wait_for(&popup, &format!("{ROWS} === 0")).unwrap();
    browser.close(&popup).unwrap();

    let popup = browser.press_button(&tab).unwrap();
    hooks::popup_ready(browser, &popup).unwrap();
    browser.click(&popup, "[data-tab=links]").unwrap();
    browser
        .wait_for(
            &popup,
            "document.querySelector('[data-count=\"0\"], #links-list:empty')",
        )
        .unwrap();
    assert_eq!(browser.eval(&popup, ROWS).unwrap(), 0);
    assert_eq!(stage.asked(), [sample.url.as_str()]);
}
