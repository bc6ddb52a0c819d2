//! Links of codec 2: unpacked and made by the worker, the same bytes as everywhere.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chatlink::conversation::{Conversation, Message, Role};
use chatlink::link::{self, Codec, CodecChoice, Packed, body};
use driver::{Browser, Kind, Page, hooks, sample};

use crate::{Stage, in_both, sentence};

in_both!(
    long_link,
    leaving_stops,
    damaged,
    the_popup_makes_the_shorter_link,
    without_a_worker,
    the_same_bytes_as_native,
);

/// A conversation of so many messages, each with text of its own.
fn conversation(messages: usize) -> Conversation {
    let message = |n: usize| Message {
        role: if n.is_multiple_of(2) {
            Role::User
        } else {
            Role::Assistant
        },
        markdown: (0..12)
            .map(|k| {
                format!(
                    "Footing {} of shed {n} is {} cm deep. ",
                    k * n,
                    n * 31 + k * k
                )
            })
            .collect(),
        ..Message::default()
    };
    Conversation {
        title: "Footings".to_owned(),
        complete: true,
        messages: (0..messages).map(message).collect(),
        ..Conversation::default()
    }
}

fn dense(conversation: &Conversation) -> String {
    let payload = link::encode(conversation, CodecChoice::Dense).unwrap();
    format!("https://chatlink.example/#{payload}")
}

/// The first messages are there before the last one is unpacked.
fn long_link(kind: Kind) {
    let conversation = conversation(240);
    let mut stage = Stage::new(kind);
    let browser = stage.browser.as_mut();
    let page = hooks::open_in_viewer(browser, &dense(&conversation)).unwrap();
    let messages = hooks::messages(browser, &page).unwrap();
    assert_eq!(messages.len(), 240);
    for (at, (role, text)) in messages.iter().enumerate() {
        assert_eq!(role, if at % 2 == 0 { "user" } else { "assistant" });
        assert!(text.contains(&format!("of shed {at} is")), "{at}: {text}");
    }
    let marks = "['first-messages', 'unpacked'].map((name) => \
        performance.getEntriesByName(name)[0]?.startTime)";
    let marks = browser.eval(&page, marks).unwrap();
    assert!(marks[0].as_f64().unwrap() < marks[1].as_f64().unwrap());
    // What was there early says what is there now, and nothing has moved.
    let read = |browser: &mut dyn Browser, what: &str| browser.eval(&page, what).unwrap();
    let count = read(
        browser,
        "document.querySelector('.facts .count').textContent",
    );
    let messages = chatlink::messages::english_count("view_messages", 240);
    assert_eq!(count, messages.as_str());
    let prompts = read(browser, "document.querySelectorAll('.outline li').length");
    assert_eq!(prompts, 120);
    let held = read(
        browser,
        "document.querySelectorAll('.actions [inert]').length",
    );
    assert_eq!(held, 0);
    if kind == Kind::Chromium {
        assert_eq!(read(browser, crate::viewer::MOVED), serde_json::json!([]));
    }
    assert_eq!(stage.asked(), Vec::<String>::new());
}

/// Who leaves a link that is being opened is not brought back to it.
fn leaving_stops(kind: Kind) {
    let link = dense(&conversation(4_000));
    let mut stage = Stage::new(kind);
    let browser = stage.browser.as_mut();
    let fragment = link.split_once('#').unwrap().1;
    let url = format!("{}/{}#{fragment}", browser.origin(), hooks::VIEWER);
    let page = browser.open(&url).unwrap();
    browser
        .wait_for(
            &page,
            "document.querySelector('[data-action=view_open_another]')",
        )
        .unwrap();
    let state = "document.documentElement.dataset.state";
    assert_eq!(browser.eval(&page, state).unwrap(), "opening");
    browser
        .click(&page, "[data-action=view_open_another]")
        .unwrap();
    assert_eq!(browser.eval(&page, state).unwrap(), "asking");
    // Another one opens meanwhile, and stays.
    let short = dense(&conversation(2));
    browser.fill(&page, "#link-field", &short).unwrap();
    browser.click(&page, "main button").unwrap();
    browser
        .wait_for(&page, &format!("{state} === 'ready'"))
        .unwrap();
    assert_eq!(hooks::messages(browser, &page).unwrap().len(), 2);
}

/// What the core says of each, the viewer says.
fn damaged(kind: Kind) {
    let mut stage = Stage::new(kind);
    let browser = stage.browser.as_mut();
    for name in [
        "87-dense-cut-half",
        "88-dense-cut-one",
        "89-dense-lost-inside",
        "91-dense-without-end",
        "92-dense-bytes-after",
    ] {
        let text = crate::viewer::golden(name);
        let (error, messages) = match link::decode(&text) {
            Ok(opened) => (opened.damage, opened.conversation.messages.len()),
            Err(error) => (Some(error), 0),
        };
        let page = hooks::open_in_viewer(browser, &text).unwrap();
        let said = browser
            .eval(
                &page,
                "document.querySelector('[data-error]')?.dataset.error",
            )
            .unwrap();
        assert_eq!(
            said.as_str(),
            error.as_ref().map(chatlink::error::Error::key),
            "{name}"
        );
        assert_eq!(
            hooks::messages(browser, &page).unwrap().len(),
            messages,
            "{name}"
        );
        browser.close(&page).unwrap();
    }
}

/// The popup offers a link at once, and the shorter one when it is made.
fn the_popup_makes_the_shorter_link(kind: Kind) {
    let mut stage = Stage::new(kind);
    let tab = stage.open(&sample::shed().unwrap());
    let popup = stage.share(&tab);
    let browser = stage.browser.as_mut();
    hooks::link_made(browser, &popup).unwrap();
    let length = "document.querySelector('#length').dataset.length";
    let said = browser.eval(&popup, length).unwrap();
    let link = hooks::copy_link(browser, &popup).unwrap();
    assert_eq!(said.as_str(), Some(link.len().to_string().as_str()));
    let opened = link::decode(&link).unwrap();
    assert_eq!(opened.codec, Codec::Dense.number());
    let deflate = link::encode(&opened.conversation, CodecChoice::Deflate).unwrap();
    assert!(link.split_once('#').unwrap().1.len() < deflate.len());
    let copied = browser.text(&popup, "#copy").unwrap();
    assert!(
        copied.starts_with(&sentence_start("popup_copied")),
        "{copied}"
    );
    assert_eq!(browser.text(&popup, ".shortening").unwrap(), "");
}

fn sentence_start(key: &str) -> String {
    let whole = sentence(key, &["\u{0}"]);
    whole.split('\u{0}').next().unwrap_or_default().to_owned()
}

/// Where the browser refuses a Worker, the page's own thread does the work in slices.
fn without_a_worker(kind: Kind) {
    let conversation = conversation(20);
    let mut stage = Stage::new(kind);
    let browser = stage.browser.as_mut();
    let page = viewer(browser);
    browser
        .eval(
            &page,
            "window.Worker = class { constructor() { throw new Error('refused'); } }, 1",
        )
        .unwrap();
    browser
        .fill(&page, "#link-field", &dense(&conversation))
        .unwrap();
    browser.click(&page, "main button").unwrap();
    browser
        .wait_for(&page, "document.documentElement.dataset.state === 'ready'")
        .unwrap();
    assert_eq!(hooks::messages(browser, &page).unwrap().len(), 20);
}

/// What a browser makes of a body is, byte for byte, what the native codec makes; and it reads it
/// back. Over the measured conversations where they are, and over one of our own.
fn the_same_bytes_as_native(kind: Kind) {
    let mut stage = Stage::new(kind);
    let browser = stage.browser.as_mut();
    let page = viewer(browser);
    let mut bodies = vec![body::write(&conversation(30)).unwrap()];
    bodies.extend(measured());
    for body in bodies {
        let script = format!(
            "new Promise((done) => startWork(\
                {{ kind: 'pack', bytes: Uint8Array.from(atob('{}'), (c) => c.charCodeAt(0)) }},\
                (m) => m.end && done([m.end, btoa(String.fromCharCode(...m.bytes ?? []))])))",
            STANDARD.encode(&body),
        );
        let made = browser.eval(&page, &script).unwrap();
        assert_eq!(made[0], "whole");
        let payload = STANDARD.decode(made[1].as_str().unwrap()).unwrap();
        // Reading is the same computation: were one bit predicted otherwise, nothing would fit.
        let spelt = link::spell(Codec::Dense, &payload).unwrap();
        let unpacked = Packed::read(&spelt).unwrap().unpack().unwrap();
        assert!(unpacked.ended && unpacked.body == body);
        let native = chatlink_dense::compress(&body);
        assert!(
            native == payload,
            "another payload for {} bytes",
            body.len()
        );
    }
}

/// The beginnings of the conversations that links are measured on.
fn measured() -> Vec<Vec<u8>> {
    // Longer than what is a short text, so that the way of long ones is compared as well.
    const MOST: usize = 100 << 10;
    let shared = std::env::var("CHATLINK_SHARED").map_or_else(
        |_| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared"),
        std::path::PathBuf::from,
    );
    let files = std::fs::read_dir(shared.join("conversations/dev"));
    let texts = files.into_iter().flatten().map(|file| {
        let text = std::fs::read(file.unwrap().path()).unwrap();
        let conversation: Conversation = serde_json::from_slice(&text).unwrap();
        let mut body = body::write(&conversation).unwrap();
        body.truncate(MOST);
        body
    });
    texts.collect()
}

fn viewer(browser: &mut dyn Browser) -> Page {
    let url = format!("{}/{}", browser.origin(), hooks::VIEWER);
    let page = browser.open(&url).unwrap();
    browser
        .wait_for(&page, "document.documentElement.dataset.state === 'asking'")
        .unwrap();
    page
}
