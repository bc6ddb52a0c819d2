//! A conversation as DOM nodes.

use chatlink::conversation::{Conversation, Message, Role, Source};
use chatlink::render::markup::Home;
use chatlink::web::dom;
use chatlink::web::paint;
use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::{Closure, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

/// What an extension's page has and this one has not: sentences. Each key is its own.
fn with_sentences() {
    let say = Closure::<dyn Fn(JsValue, JsValue) -> JsValue>::new(|key, _| key);
    let i18n = Object::new();
    Reflect::set(&i18n, &"getMessage".into(), &say.into_js_value()).unwrap();
    let language = Closure::<dyn Fn() -> JsValue>::new(|| "en".into());
    Reflect::set(&i18n, &"getUILanguage".into(), &language.into_js_value()).unwrap();
    let browser = Object::new();
    Reflect::set(&browser, &"i18n".into(), &i18n).unwrap();
    Reflect::set(&js_sys::global(), &"browser".into(), &browser).unwrap();
}

fn conversation(text: &str) -> Conversation {
    let message = |role| Message {
        role,
        markdown: text.to_owned(),
        reasoning: Some(text.to_owned()),
        sources: vec![Source {
            title: text.to_owned(),
            url: format!("https://a.example/{text}"),
        }],
        ..Message::default()
    };
    Conversation {
        title: text.to_owned(),
        site: text.to_owned(),
        author: Some(text.to_owned()),
        complete: true,
        messages: [Role::User, Role::Assistant, Role::System, Role::Tool]
            .map(message)
            .to_vec(),
        ..Conversation::default()
    }
}

fn texts(root: &dom::El, selector: &str) -> Vec<String> {
    let found = root.element().query_selector_all(selector).unwrap();
    (0..found.length())
        .filter_map(|at| found.item(at)?.text_content())
        .collect()
}

/// Nothing that a conversation says becomes an element of its own choice, or runs.
#[wasm_bindgen_test]
fn tricks_are_shown_and_do_nothing() {
    with_sentences();
    let global = js_sys::global();
    for trick in [
        "<img src=x onerror=\"globalThis.ran=1\">",
        "<script>globalThis.ran=1</script>",
        "<svg onload=\"globalThis.ran=1\"><style>*{}</style></svg>",
        "[a](javascript:globalThis.ran=1)",
        "![a](x\" onerror=\"globalThis.ran=1)",
        "<iframe srcdoc=\"<script>parent.ran=1</script>\"></iframe>",
        "```\"><script>globalThis.ran=1</script>\nx\n```",
        "<form action=https://a.example><button>a</button></form>",
        "<base href=https://a.example><meta http-equiv=refresh content=0>",
    ] {
        let conversation = conversation(trick);
        let header = paint::header(&conversation, Home::Link);
        let preview = paint::preview(&conversation);
        for part in [&header, &preview] {
            dom::body().append(part);
            let strange = "script, img, svg, style, iframe, form, input, object, embed, link, meta, \
                           base, template, [onerror], [onload], [style], a:not([href^='https://'])";
            assert_eq!(texts(part, strange), [""; 0], "{trick}");
        }
        assert_eq!(texts(&preview, "[data-message]").len(), 4, "{trick}");
        for part in [header, preview] {
            part.remove();
        }
    }
    assert!(Reflect::get(&global, &"ran".into()).unwrap().is_undefined());
}

/// What is copied from a block of code is the code.
#[wasm_bindgen_test]
fn code_arrives_as_it_was_written() {
    with_sentences();
    let conversation = conversation("```rust\nlet a = \"<b>\" && 1;\n\n\tb\n```");
    let message = paint::message(&conversation, 1);
    assert_eq!(
        texts(&message, ":scope > .text pre"),
        ["let a = \"<b>\" && 1;\n\n\tb"]
    );
    assert_eq!(
        texts(&message, ":scope > .text figcaption > span:first-child"),
        ["rust"]
    );
    assert_eq!(texts(&message, ":scope > .text [data-action]").len(), 2);
    // The preview has nothing to press.
    assert!(texts(&paint::preview(&conversation), "button").is_empty());
}

/// A message that is not there is nothing, not a panic.
#[wasm_bindgen_test]
fn a_message_beyond_the_last_is_empty() {
    with_sentences();
    let nothing = paint::message(&conversation("a"), 99);
    assert_eq!(nothing.element().text_content().as_deref(), Some(""));
}
