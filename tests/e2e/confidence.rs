//! What leaves is what was chosen and masked, and what the preview shows.

use chatlink::conversation::Conversation;
use chatlink::link;
use driver::sample::{self, Sample};
use driver::{Browser, Kind, Page, hooks};

use crate::{Stage, in_both, sentence};

in_both!(
    secrets_are_masked,
    unmasked_takes_one_more_click,
    own_words_are_masked_and_kept,
    messages_are_chosen,
    a_range_is_chosen_with_shift,
    by_keyboard_alone,
    an_upload_asks_too,
);

/// A key that is none of anybody, put together here so that it stands in no file.
pub(crate) fn key() -> String {
    ["gh", "p_", "a1B2c3D4e5F6g7H8i9J0", "k1L2m3N4o5P6q7R8"].concat()
}

/// A chat with a key in two messages and in its title, and an address.
pub(crate) fn secretive() -> Sample {
    let key = key();
    sample::said(
        &format!("Deploy with {key}"),
        &[
            &format!("My token is {key}, why is it refused?"),
            &format!("Tokens such as {key} have to be renewed."),
            "Then write to leo@garden.example, please.",
            "I cannot write mails.",
        ],
    )
}

pub(crate) fn opened(link: &str) -> Conversation {
    link::decode(link).unwrap().conversation
}

/// The whole conversation as text, for looking for what must not be in it.
fn all(conversation: &Conversation) -> String {
    serde_json::to_string(conversation).unwrap()
}

fn preview(browser: &mut dyn Browser, popup: &Page) -> String {
    browser.text(popup, "#preview").unwrap()
}

fn line(browser: &mut dyn Browser, popup: &Page) -> String {
    browser.text(popup, "#review span").unwrap()
}

/// Unmasks, or masks, the finding at this place of the list.
fn switch(browser: &mut dyn Browser, popup: &Page, place: usize) {
    let check = format!("#findings li:nth-child({place}) input");
    browser.click(popup, &check).unwrap();
}

fn secrets_are_masked(kind: Kind) {
    let mut stage = Stage::new(kind);
    let tab = stage.open(&secretive());
    let popup = stage.share(&tab);
    let browser = stage.browser.as_mut();
    assert_eq!(
        line(browser, &popup),
        sentence("review_masked", &["2"]),
        "one key in three places, one address"
    );
    let shown = preview(browser, &popup);
    assert!(
        shown.contains("My token is [masked: api key], why"),
        "{shown}"
    );
    assert!(!shown.contains(&key()), "{shown}");

    let link = hooks::copy_link(browser, &popup).unwrap();
    let conversation = opened(&link);
    let text = all(&conversation);
    assert!(!text.contains(&key()) && !text.contains("leo@"), "{text}");
    assert_eq!(conversation.title, "Deploy with [masked: api key]");
    assert!(conversation.edited);
    // The reader is told.
    let viewer = hooks::open_in_viewer(browser, &link).unwrap();
    let head = browser.text(&viewer, "header .by-sharer").unwrap();
    assert_eq!(head, sentence("view_edited", &[]));
    browser.close(&viewer).unwrap();

    // The list of links has the masked title.
    let popup = stage.share(&tab);
    let browser = stage.browser.as_mut();
    browser.click(&popup, "[data-tab=links]").unwrap();
    browser
        .wait_for(&popup, "document.querySelector('.link-title')")
        .unwrap();
    let title = browser.text(&popup, ".link-title").unwrap();
    assert_eq!(title, "Deploy with [masked: api key]");
}

fn unmasked_takes_one_more_click(kind: Kind) {
    let mut stage = Stage::new(kind);
    let tab = stage.open(&secretive());
    let popup = stage.share(&tab);
    let browser = stage.browser.as_mut();
    browser.click(&popup, "#review").unwrap();
    let context = browser
        .text(&popup, "#findings li .finding-context")
        .unwrap();
    assert!(context.contains(&key()), "{context}");
    switch(browser, &popup, 1);
    browser.click(&popup, "#review-done").unwrap();
    assert_eq!(line(browser, &popup), sentence("review_some", &["1", "1"]));
    hooks::link_made(browser, &popup).unwrap();
    for button in ["#copy", "#qr"] {
        browser.click(&popup, button).unwrap();
        browser
            .wait_for(&popup, "document.querySelector('#ask-dialog').open")
            .unwrap();
        let title = browser.text(&popup, "#ask-title").unwrap();
        assert_eq!(
            title,
            chatlink::messages::english_count("unmasked_title", 1)
        );
        // The first choice is to look again.
        let focused = browser.eval(&popup, "document.activeElement.id").unwrap();
        assert_eq!(focused, "ask-review");
        browser.click(&popup, "#ask-review").unwrap();
        browser.click(&popup, "#review-done").unwrap();
        let left = "document.querySelector('#copy.done, #qr-dialog[open]')";
        assert!(
            browser.eval(&popup, left).unwrap().is_null(),
            "nothing left"
        );
    }
    browser.click(&popup, "#copy").unwrap();
    browser.click(&popup, "#ask-share").unwrap();
    browser
        .wait_for(&popup, "document.querySelector('#copy.done')")
        .unwrap();
    let text = all(&opened(&browser.clipboard().unwrap()));
    assert_eq!(text.matches(&key()).count(), 3, "{text}");
    assert!(!text.contains("leo@"), "{text}");

    // It is remembered, and asked again for something else.
    browser.close(&popup).unwrap();
    let popup = stage.share(&tab);
    let browser = stage.browser.as_mut();
    assert_eq!(line(browser, &popup), sentence("review_some", &["1", "1"]));
    browser.click(&popup, "#review").unwrap();
    switch(browser, &popup, 2);
    browser.click(&popup, "#review-done").unwrap();
    hooks::link_made(browser, &popup).unwrap();
    browser.click(&popup, "#copy").unwrap();
    browser
        .wait_for(&popup, "document.querySelector('#ask-dialog').open")
        .unwrap();
}

fn own_words_are_masked_and_kept(kind: Kind) {
    let mut stage = Stage::new(kind);
    let tab = stage.open(&sample::shed().unwrap());
    let popup = stage.share(&tab);
    let browser = stage.browser.as_mut();
    let word = "frost";
    let before = preview(browser, &popup).to_lowercase();
    assert!(before.contains(word), "{before}");
    browser.click(&popup, "#review").unwrap();
    browser.fill(&popup, "#own-word", word).unwrap();
    browser.click(&popup, "#add-word").unwrap();
    browser.click(&popup, "#review-done").unwrap();
    let shown = preview(browser, &popup);
    assert!(shown.contains("[masked]"), "{shown}");
    let kept = "chrome.storage.local.get('own-words').then((kept) => kept['own-words']?.length)";
    browser.wait_for(&popup, kept).unwrap();
    browser.close(&popup).unwrap();

    // Another chat, another day.
    let tab = stage.open(&sample::said("Ground", &["Is FROST deep?", "Yes."]));
    let popup = stage.share(&tab);
    let browser = stage.browser.as_mut();
    let shown = preview(browser, &popup);
    assert!(shown.contains("Is [masked] deep?"), "{shown}");
    browser.click(&popup, "#review").unwrap();
    browser.click(&popup, ".remove-word").unwrap();
    browser.click(&popup, "#review-done").unwrap();
    let shown = preview(browser, &popup);
    assert!(shown.contains("Is FROST deep?"), "{shown}");
}

fn messages_are_chosen(kind: Kind) {
    let mut stage = Stage::new(kind);
    let tab = stage.open(&sample::said(
        "Numbers",
        &["one?", "1", "two?", "2", "three?", "3"],
    ));
    let popup = stage.share(&tab);
    let browser = stage.browser.as_mut();
    browser.click(&popup, "#choose").unwrap();
    browser.click(&popup, "#pick-answers").unwrap();
    let count = "document.querySelector('#choose-count').textContent";
    browser
        .wait_for(&popup, &format!("{count}.startsWith('3 of 6')"))
        .unwrap();
    let mixed = "document.querySelector('#choose-all').indeterminate";
    assert_eq!(browser.eval(&popup, mixed).unwrap(), true);
    browser.click(&popup, "[data-pick='2']").unwrap();
    browser.click(&popup, "#choose-done").unwrap();
    let shown: Vec<_> = hooks::messages(browser, &popup).unwrap();
    assert_eq!(shown.len(), 4, "{shown:?}");
    assert!(
        shown[0]
            .1
            .contains(&chatlink::messages::english_count("view_left_out", 1))
    );

    let conversation = opened(&hooks::copy_link(browser, &popup).unwrap());
    let texts: Vec<_> = (conversation.messages.iter())
        .map(|message| (message.markdown.as_str(), message.left_out))
        .collect();
    assert_eq!(texts, [("1", 1), ("two?", 0), ("2", 0), ("3", 1)]);
    browser.close(&popup).unwrap();

    // A closed popup loses nothing.
    let popup = stage.share(&tab);
    let browser = stage.browser.as_mut();
    let begun = browser.text(&popup, "#choose").unwrap();
    assert_eq!(begun, sentence("choose_begun", &["4", "6"]));
    // Nothing chosen: no link, and a sentence.
    browser.click(&popup, "#choose").unwrap();
    browser.click(&popup, "#choose-all").unwrap();
    browser.click(&popup, "#choose-all").unwrap();
    browser.click(&popup, "#choose-done").unwrap();
    let said = browser.text(&popup, "#length").unwrap();
    assert_eq!(said, sentence("error_conversation_empty", &[]));
}

/// A press with the shift key takes all boxes between, as by the keyboard.
fn a_range_is_chosen_with_shift(kind: Kind) {
    let mut stage = Stage::new(kind);
    let tab = stage.open(&sample::said(
        "Numbers",
        &["one?", "1", "two?", "2", "three?", "3"],
    ));
    let popup = stage.share(&tab);
    let browser = stage.browser.as_mut();
    browser.click(&popup, "#choose").unwrap();
    browser.click(&popup, "[data-pick='1']").unwrap();
    let press = "document.querySelector(\"[data-pick='4']\").dispatchEvent(new MouseEvent('click', \
        {bubbles: true, cancelable: true, shiftKey: true}))";
    browser.eval(&popup, press).unwrap();
    let count = "document.querySelector('#choose-count').textContent";
    browser
        .wait_for(&popup, &format!("{count}.startsWith('2 of 6')"))
        .unwrap();
    browser.click(&popup, "#choose-done").unwrap();
    let conversation = opened(&hooks::copy_link(browser, &popup).unwrap());
    let texts: Vec<_> = (conversation.messages.iter())
        .map(|message| (message.markdown.as_str(), message.left_out))
        .collect();
    assert_eq!(texts, [("one?", 0), ("3", 4)]);
}

/// Presses Tab until an element has the keyboard.
fn tab_to(browser: &mut dyn Browser, popup: &Page, selector: &str) {
    for _ in 0..60 {
        browser.press_key(popup, "Tab").unwrap();
        let there = format!("document.activeElement.matches({selector:?})");
        if browser.eval(popup, &there).unwrap() == true {
            return;
        }
    }
    panic!("Tab never comes to {selector}");
}

fn press(browser: &mut dyn Browser, popup: &Page, keys: &[&str]) {
    for key in keys {
        browser.press_key(popup, key).unwrap();
    }
}

/// Choose, cut, mask, edit the title, share, open, compare: without the mouse.
fn by_keyboard_alone(kind: Kind) {
    let mut stage = Stage::new(kind);
    let tab = stage.open(&sample::said(
        "Numbers",
        &[
            "one?",
            "first 1",
            "two?",
            "second leo@garden.example",
            "three?",
            "third",
        ],
    ));
    let popup = stage.share(&tab);
    let browser = stage.browser.as_mut();

    tab_to(browser, &popup, "#choose");
    press(browser, &popup, &["Enter"]);
    tab_to(browser, &popup, "[data-pick]");
    // From the second message to the fourth: out.
    press(
        browser,
        &popup,
        &["ArrowDown", " ", "ArrowDown", "ArrowDown", "Shift+ "],
    );
    let count = "document.querySelector('#choose-count').textContent";
    browser
        .wait_for(&popup, &format!("{count}.startsWith('3 of 6')"))
        .unwrap();
    // The fourth in again, and its first word cut out.
    press(browser, &popup, &[" "]);
    let focused = "document.activeElement.dataset.pick";
    assert_eq!(browser.eval(&popup, focused).unwrap(), "3");
    for _ in 0..20 {
        press(browser, &popup, &["Shift+Tab"]);
        let there = browser.eval(&popup, "document.activeElement.id === 'cut-text'");
        if there.unwrap() == true {
            break;
        }
    }
    press(browser, &popup, &["Enter"]);
    browser
        .wait_for(&popup, "document.activeElement.id === 'cut-source'")
        .unwrap();
    press(browser, &popup, &["Home"]);
    press(browser, &popup, &["Shift+ArrowRight"; 7]);
    tab_to(browser, &popup, "#cut-out");
    press(browser, &popup, &["Enter"]);
    tab_to(browser, &popup, "#cut-undo");
    press(browser, &popup, &["Enter"]);
    // What came back is selected.
    tab_to(browser, &popup, "#cut-out");
    press(browser, &popup, &["Enter"]);
    tab_to(browser, &popup, "#cut-done");
    press(browser, &popup, &["Enter"]);
    tab_to(browser, &popup, "#choose-done");
    press(browser, &popup, &["Enter"]);

    tab_to(browser, &popup, "#review");
    press(browser, &popup, &["Enter"]);
    tab_to(browser, &popup, "#own-word");
    browser.type_text(&popup, "third").unwrap();
    press(browser, &popup, &["Enter"]);
    tab_to(browser, &popup, "#review-done");
    press(browser, &popup, &["Enter"]);

    tab_to(browser, &popup, "#title");
    press(browser, &popup, &["End"]);
    browser.type_text(&popup, " and more").unwrap();
    hooks::link_made(browser, &popup).unwrap();
    tab_to(browser, &popup, "#copy");
    press(browser, &popup, &["Enter"]);
    browser
        .wait_for(&popup, "document.querySelector('#copy.done')")
        .unwrap();
    let link = browser.clipboard().unwrap();
    let conversation = opened(&link);
    let texts: Vec<_> = (conversation.messages.iter())
        .map(|message| message.markdown.as_str())
        .collect();
    assert_eq!(conversation.title, "Numbers and more");
    assert_eq!(
        texts,
        ["one?", "[masked: e-mail address]", "three?", "[masked]"]
    );
    assert!(conversation.edited);

    // What the reader sees is what the preview showed.
    let before = hooks::messages(browser, &popup).unwrap();
    tab_to(browser, &popup, "#open");
    press(browser, &popup, &["Enter"]);
    let viewer = hooks::opened(browser, hooks::VIEWER).unwrap();
    hooks::settled(browser, &viewer).unwrap();
    // The link that was copied, which the viewer keeps for a reload.
    let payload = link.split_once('#').unwrap().1;
    let kept = browser
        .eval(&viewer, "Object.values(sessionStorage)")
        .unwrap();
    let kept = kept.as_array().unwrap();
    assert!(kept.iter().any(|it| it == payload), "{kept:?}");
    let title = browser.text(&viewer, "h1").unwrap();
    assert_eq!(title, "Numbers and more");
    let shown = hooks::messages(browser, &viewer).unwrap();
    assert_eq!(before.len(), shown.len());
    for text in texts {
        let seen = |all: &[(String, String)]| all.iter().any(|(_, it)| it.contains(text));
        assert!(seen(&before) && seen(&shown), "{text}");
    }
}

/// Nothing goes to a server before the question was answered.
fn an_upload_asks_too(kind: Kind) {
    const HOST: &str = "bin.example";
    let mut stage = Stage::new(kind);
    let _standin = crate::upload::serve(&stage.network, HOST);
    let tab = stage.open(&secretive());
    let popup = stage.share(&tab);
    let browser = stage.browser.as_mut();
    browser.click(&popup, "#review").unwrap();
    switch(browser, &popup, 1);
    browser.click(&popup, "#review-done").unwrap();
    browser
        .wait_for(&popup, "document.querySelector('#kind-upload')")
        .unwrap();
    browser.click(&popup, "#kind-upload").unwrap();
    browser
        .fill(&popup, "#server", &format!("https://{HOST}"))
        .unwrap();
    browser.click(&popup, "#use-server").unwrap();
    browser
        .wait_for(&popup, "!document.querySelector('#upload').hidden")
        .unwrap();
    browser.click(&popup, "#upload").unwrap();
    browser
        .wait_for(&popup, "document.querySelector('#ask-dialog').open")
        .unwrap();
    let sent = |stage: &Stage| {
        let all = stage.network.requests();
        all.iter()
            .filter(|request| request.method == "POST")
            .count()
    };
    assert_eq!(sent(&stage), 0);
    let browser = stage.browser.as_mut();
    browser.click(&popup, "#ask-share").unwrap();
    let stored = "document.querySelector('#upload-panel')?.dataset.upload === 'stored'";
    browser.wait_for(&popup, stored).unwrap();
    assert_eq!(sent(&stage), 1);
}
