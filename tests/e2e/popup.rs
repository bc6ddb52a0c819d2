//! A popup that closes loses nothing, and one that cannot read a page says why.

use driver::sample::{self, Sample};
use driver::{Kind, Response, hooks};

use crate::{Stage, in_both, sentence};

in_both!(
    draft_resumes,
    page_is_left_as_it_was,
    forbidden_page,
    page_without_conversation,
    name_is_shared,
    fits_its_height
);

/// Closed after each step: while it reads, with the preview, with a new title, after the copy.
fn draft_resumes(kind: Kind) {
    let mut stage = Stage::new(kind);
    let tab = stage.open(&sample::shed().unwrap());
    let popup = stage.browser.press_button(&tab).unwrap();
    stage.browser.close(&popup).unwrap();

    let popup = stage.share(&tab);
    stage.browser.close(&popup).unwrap();

    let popup = stage.share(&tab);
    stage
        .browser
        .fill(&popup, "#title", "A shed, at last")
        .unwrap();
    let kept = "chrome.storage.session.get(null)\
        .then((all) => JSON.stringify(all).includes('A shed, at last'))";
    stage.browser.wait_for(&popup, kept).unwrap();
    stage.browser.close(&popup).unwrap();

    let popup = stage.share(&tab);
    let title = stage
        .browser
        .eval(&popup, "document.querySelector('#title').value")
        .unwrap();
    assert_eq!(title, "A shed, at last");
    let link = hooks::copy_link(stage.browser.as_mut(), &popup).unwrap();
    stage.browser.close(&popup).unwrap();
    assert_eq!(
        chatlink::link::decode(&link).unwrap().conversation.title,
        "A shed, at last"
    );

    // The same page, read again at another time, is the same link.
    let later = "Date.now() > (window.before ??= Date.now()) + 1000";
    stage.browser.wait_for(&tab, later).unwrap();
    let popup = stage.share(&tab);
    let copied = "document.querySelector('#copy.done') !== null";
    stage.browser.wait_for(&popup, copied).unwrap();
}

/// Where the person was reading: before the press, while the page is read, and after.
fn page_is_left_as_it_was(kind: Kind) {
    const PLACE: &str = "document.querySelector('[data-scroll-root]').scrollTop";
    let mut stage = Stage::new(kind);
    let tab = stage.open(&sample::long(60));
    let before = stage
        .browser
        .eval(&tab, &format!("{PLACE} = 3000, {PLACE}"))
        .unwrap();
    let page = "document.documentElement.outerHTML";
    let html = stage.browser.eval(&tab, page).unwrap();

    let popup = stage.browser.press_button(&tab).unwrap();
    stage.browser.close(&popup).unwrap();
    assert_eq!(stage.browser.eval(&tab, PLACE).unwrap(), before);

    let popup = stage.share(&tab);
    stage.browser.close(&popup).unwrap();
    assert_eq!(stage.browser.eval(&tab, PLACE).unwrap(), before);
    assert!(
        stage.browser.eval(&tab, page).unwrap() == html,
        "the page was changed"
    );
}

fn forbidden_page(kind: Kind) {
    let mut stage = Stage::new(kind);
    let own = match kind {
        Kind::Chromium => "chrome://version/",
        Kind::Firefox => "about:support",
    };
    let tab = stage.browser.open(own).unwrap();
    let popup = stage.browser.press_button(&tab).unwrap();
    let said = hooks::popup_error(stage.browser.as_mut(), &popup).unwrap();
    assert_eq!(said, sentence("error_page_forbidden", &[]));
}

fn page_without_conversation(kind: Kind) {
    let mut stage = Stage::new(kind);
    stage.network.host("garden.example", |_| {
        Response::html(
            "<!doctype html><title>Sheds</title><link rel=icon href='data:,'><h1>Sheds</h1>",
        )
    });
    let tab = stage.browser.open("https://garden.example/").unwrap();
    let popup = stage.browser.press_button(&tab).unwrap();
    let said = hooks::popup_error(stage.browser.as_mut(), &popup).unwrap();
    assert_eq!(said, sentence("error_page_without_conversation", &[]));
}

fn name_is_shared(kind: Kind) {
    let mut stage = Stage::new(kind);
    let sample: Sample = sample::shed().unwrap();
    let tab = stage.open(&sample);
    let popup = stage.share(&tab);
    stage.browser.fill(&popup, "#author", "Mia 日本").unwrap();
    let link = hooks::copy_link(stage.browser.as_mut(), &popup).unwrap();
    let conversation = chatlink::link::decode(&link).unwrap().conversation;
    assert_eq!(conversation.author.as_deref(), Some("Mia 日本"));
    assert!(!link.contains("Mia"));
}

/// A browser shows no more than 600 pixels of a popup: what is higher scrolls inside it, whatever is open.
fn fits_its_height(kind: Kind) {
    let mut stage = Stage::new(kind);
    let tab = stage.open(&sample::shed().unwrap());
    let popup = stage.share(&tab);
    let browser = stage.browser.as_mut();
    hooks::link_made(browser, &popup).unwrap();
    let surplus = "document.documentElement.scrollHeight - document.body.offsetHeight";
    let copy = "(() => { const button = document.querySelector('#copy').getBoundingClientRect(); \
                return button.bottom <= document.body.getBoundingClientRect().bottom; })()";
    assert_eq!(browser.eval(&popup, surplus).unwrap(), 0);
    browser.click(&popup, "#lock").unwrap();
    assert_eq!(browser.eval(&popup, surplus).unwrap(), 0, "a password");
    browser.fill(&popup, "#link-password", "frost").unwrap();
    assert_eq!(browser.eval(&popup, surplus).unwrap(), 0, "a weak password");
    assert_eq!(browser.eval(&popup, copy).unwrap(), true, "the button");
    browser.click(&popup, "#kind-upload").unwrap();
    assert_eq!(browser.eval(&popup, surplus).unwrap(), 0, "an upload");
}
