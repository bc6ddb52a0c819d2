//! Tests of the wasm in a real browser: what only a browser can say of it.
//!
//! `cargo xtask test-wasm` runs them in Chromium and in Firefox.
#![cfg(target_arch = "wasm32")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failed unwrap in a test is a failed test, in its helpers too"
)]

mod paint;

use chatlink::conversation::{Conversation, Message, Role};
use chatlink::link::{self, CodecChoice};
use chatlink::web::dom;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// The core is the same on 32 bits: what it writes there, it reads there.
#[wasm_bindgen_test]
fn a_link_made_here_opens_here() {
    let message = Message {
        role: Role::User,
        markdown: "How deep must the foundation be? 🙂".repeat(50),
        ..Message::default()
    };
    let conversation = Conversation {
        title: "Foundation".to_owned(),
        complete: true,
        messages: vec![message],
        ..Conversation::default()
    };
    let text = link::encode(&conversation, CodecChoice::default()).unwrap();
    assert_eq!(link::decode(&text).unwrap().conversation, conversation);
}

/// Text is text: markup in it becomes no element.
#[wasm_bindgen_test]
fn markup_in_text_stays_text() {
    let paragraph = dom::el("p").text("<b>bold</b>");
    dom::body().append(&paragraph);
    assert_eq!(dom::body().element().query_selector("p b").unwrap(), None);
}
