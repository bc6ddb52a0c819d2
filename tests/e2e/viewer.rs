//! The viewer with links that arrive in other ways, and with those that do not arrive whole.

use chatlink::conversation::{Conversation, Message, Role, Timestamp};
use chatlink::link::{self, CodecChoice};
use driver::{Browser, Kind, Page, hooks};

use crate::{Stage, in_both, sentence};

in_both!(damaged_links, pasted_link, past, reload);

/// A link of some length with a conversation of its own.
fn some_link() -> String {
    let message = |n: usize| Message {
        role: if n.is_multiple_of(2) {
            Role::User
        } else {
            Role::Assistant
        },
        markdown: (0..20)
            .map(|k| format!("Sentence {} of message {n}. ", n * 37 + k * k))
            .collect(),
        ..Message::default()
    };
    let conversation = Conversation {
        title: "Foundation".to_owned(),
        complete: true,
        messages: (0..8).map(message).collect(),
        ..Conversation::default()
    };
    let payload = link::encode(&conversation, CodecChoice::Deflate).unwrap();
    format!("https://chatlink.example/#{payload}")
}

/// What the core says of each, the viewer says in its sentence.
fn damaged_links(kind: Kind) {
    let good = some_link();
    let (base, payload) = good.split_once('#').unwrap();
    let middle = payload.len() / 2;
    let other = if payload.as_bytes()[middle] == b'A' {
        "B"
    } else {
        "A"
    };
    let changed = format!("{}{other}{}", &payload[..middle], &payload[middle + 1..]);
    let damaged = [
        format!("{base}#{}", &payload[..middle]),
        format!("{base}#{changed}"),
        format!("{base}#%%%"),
        format!("{base}#{}", "x".repeat(40)),
        format!("{base}#{payload}&utm_source=mail"),
        golden("54-later-version"),
        golden("62-bomb-of-items"),
        golden("s09-sealed-cut"),
        golden("s15-sealed-no-settings"),
    ];
    let mut stage = Stage::new(kind);
    let browser = stage.browser.as_mut();
    for text in damaged {
        let page = hooks::open_in_viewer(browser, &text).unwrap();
        let after = text.split_once('#').unwrap().1;
        let (error, messages) = match link::decode(after) {
            Ok(opened) => (opened.damage, opened.conversation.messages.len()),
            Err(error) => (Some(error), 0),
        };
        let said = browser
            .eval(
                &page,
                "document.querySelector('[data-error]')?.dataset.error",
            )
            .unwrap();
        assert_eq!(
            said.as_str(),
            error.as_ref().map(chatlink::error::Error::key),
            "{text}"
        );
        if let Some(error) = &error {
            // Its beginning: numbers stand as the reader's language writes them.
            let whole = sentence(&error.message_key(), &[]);
            let beginning = sentence_start(&whole);
            let shown = browser.text(&page, "[data-error]").unwrap();
            assert!(shown.contains(beginning), "{shown}");
        }
        assert_eq!(
            hooks::messages(browser, &page).unwrap().len(),
            messages,
            "{text}"
        );
        browser.close(&page).unwrap();
    }
    assert_eq!(stage.asked(), Vec::<String>::new());
}

/// The link of a golden file: its last line.
pub(crate) fn golden(name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/vectors/links");
    let text = std::fs::read_to_string(format!("{folder}/{name}.txt")).unwrap();
    let link = text.lines().rfind(|line| line.starts_with("https://"));
    link.unwrap().to_owned()
}

/// What is pasted of every golden file with a password, and that password.
pub(crate) fn golden_passwords() -> Vec<(String, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/vectors/links");
    let files = std::fs::read_dir(folder).unwrap();
    let texts = files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
    let mut found: Vec<_> = texts
        .filter_map(|text| {
            let (head, rest) = text.split_once("\n\n")?;
            let mut lines = head.lines();
            let password = lines.find_map(|line| line.strip_prefix("password: "))?;
            let link = rest.split("\n===\n").next()?.trim();
            let fragment = link.split_once('#').map_or(link, |parts| parts.1);
            Some((format!("#{fragment}"), password.to_owned()))
        })
        .collect();
    found.sort();
    found
}

/// Up to the first number or full stop.
fn sentence_start(sentence: &str) -> &str {
    sentence
        .split(['.', ':', '(', '$'])
        .next()
        .unwrap_or_default()
        .trim()
}

fn pasted_link(kind: Kind) {
    let mut stage = Stage::new(kind);
    let browser = stage.browser.as_mut();
    let page = empty_viewer(browser);
    browser
        .fill(&page, "#link-field", &format!("  {}\n", some_link()))
        .unwrap();
    browser.click(&page, "main button").unwrap();
    browser
        .wait_for(&page, "document.documentElement.dataset.state === 'ready'")
        .unwrap();
    assert_eq!(hooks::messages(browser, &page).unwrap().len(), 8);
    assert_eq!(stage.asked(), Vec::<String>::new());
}

/// After its time a link is not shown by itself, but it is not locked either.
fn past(kind: Kind) {
    let mut conversation = link::decode(&some_link()).unwrap().conversation;
    conversation.show_until = Timestamp::parse("2020-01-01T00:00:00Z");
    let payload = link::encode(&conversation, CodecChoice::Deflate).unwrap();
    let mut stage = Stage::new(kind);
    let browser = stage.browser.as_mut();
    let page = hooks::open_in_viewer(browser, &format!("#{payload}")).unwrap();
    assert_eq!(hooks::messages(browser, &page).unwrap().len(), 0);
    let said = browser.text(&page, "h1").unwrap();
    assert_eq!(said, sentence("view_past_title", &[]));
    browser.click(&page, "#show-anyway").unwrap();
    browser
        .wait_for(&page, "document.documentElement.dataset.state === 'ready'")
        .unwrap();
    assert_eq!(hooks::messages(browser, &page).unwrap().len(), 8);
}

/// The link is taken out of the address, and a reload still shows it.
fn reload(kind: Kind) {
    let mut stage = Stage::new(kind);
    let browser = stage.browser.as_mut();
    let page = hooks::open_in_viewer(browser, &some_link()).unwrap();
    assert_eq!(browser.eval(&page, "location.hash").unwrap(), "");
    browser
        .eval(&page, "window.before = 1, location.reload(), 1")
        .unwrap();
    browser
        .wait_for(
            &page,
            "!window.before && document.documentElement.dataset.state === 'ready'",
        )
        .unwrap();
    assert_eq!(hooks::messages(browser, &page).unwrap().len(), 8);
}

/// What the browser saw move by itself. Its observer hears of the past a task later.
pub(crate) const MOVED: &str = "new Promise((done) => {
    const moved = [];
    const hear = (list) => list.getEntries().forEach(({ value, sources }) =>
        moved.push([value, ...sources.map(({ node, previousRect: a, currentRect: b }) => [node?.className ?? '', a.x, a.y, b.x, b.y].join())]));
    new PerformanceObserver(hear).observe({ type: 'layout-shift', buffered: true });
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(moved))));
})";

pub(super) fn empty_viewer(browser: &mut dyn Browser) -> Page {
    let url = format!("{}/{}", browser.origin(), hooks::VIEWER);
    let page = browser.open(&url).unwrap();
    browser
        .wait_for(&page, "document.documentElement.dataset.state === 'asking'")
        .unwrap();
    page
}
