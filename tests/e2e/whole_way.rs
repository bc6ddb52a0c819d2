//! A person shares a chat, another one reads it.

use chatlink::link;
use driver::sample::{self, Message, Sample};
use driver::{Kind, hooks};

use crate::{Stage, in_both};

in_both!(short_page, long_page);

fn short_page(kind: Kind) {
    whole_way(kind, &sample::shed().unwrap());
}

fn long_page(kind: Kind) {
    whole_way(kind, &sample::long(60));
}

fn whole_way(kind: Kind, sample: &Sample) {
    let mut stage = Stage::new(kind);
    let tab = stage.open(sample);
    let popup = stage.share(&tab);
    let browser = stage.browser.as_mut();
    let preview = hooks::messages(browser, &popup).unwrap();
    shows(&preview, &sample.messages);

    // The link holds it all, with the base and without anything that a person could read in it.
    let copied = hooks::copy_link(browser, &popup).unwrap();
    let (base, payload) = copied.split_once('#').expect("a link");
    assert_eq!(base, "https://chatlink.example/");
    let said = browser.text(&popup, "#copy").unwrap();
    assert!(
        said.chars()
            .filter(char::is_ascii_digit)
            .eq(copied.len().to_string().chars()),
        "{said}"
    );
    let opened = link::decode(payload).unwrap();
    assert_eq!(opened.damage, None);
    let conversation = opened.conversation;
    assert_eq!(conversation.title, sample.title);
    assert_eq!(
        (conversation.site.as_str(), conversation.complete),
        ("chatgpt", true)
    );
    assert_eq!(conversation.url, None);
    assert_eq!(conversation.author, None);
    let found: Vec<_> = conversation
        .messages
        .iter()
        .map(|message| message.markdown.as_str())
        .collect();
    let wanted: Vec<_> = sample
        .messages
        .iter()
        .map(|message| message.markdown.as_str())
        .collect();
    assert_eq!(found, wanted);

    // Another person opens it.
    let viewer = hooks::open_in_viewer(browser, &copied).unwrap();
    let read = hooks::messages(browser, &viewer).unwrap();
    shows(&read, &sample.messages);
    assert_eq!(browser.text(&viewer, "h1").unwrap(), sample.title);
    assert_eq!(
        browser
            .eval(&viewer, "location.href.includes('#')")
            .unwrap(),
        false
    );

    assert_eq!(
        stage.asked(),
        [sample.url.as_str()],
        "no request but the page's own"
    );
}

/// The messages in order, each with its role and with what must be seen of it, in order.
#[track_caller]
fn shows(found: &[(String, String)], wanted: &[Message]) {
    assert_eq!(found.len(), wanted.len(), "{found:?}");
    for ((role, text), message) in found.iter().zip(wanted) {
        assert_eq!(*role, message.role);
        let mut rest = text.as_str();
        for part in &message.shown {
            let Some((_, after)) = rest.split_once(part) else {
                panic!("{part:?} does not stand, or not in its place, in {text:?}");
            };
            rest = after;
        }
    }
}
