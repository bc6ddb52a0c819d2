//! A chat that shows only a part of itself, and whose server tells the rest: inside the page, in the
//! person's own session, without scrolling, and with no word to anybody else.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use driver::{Kind, Page, Request, Response, hooks};
use serde_json::{Value, json};

use crate::{Stage, in_both, sentence};

in_both!(
    chatgpt_tells_the_rest,
    claude_tells_the_rest,
    a_redirect_is_not_followed,
    closed_while_asking,
    stopped_while_asking,
    the_rest_of_a_page_that_was_built_anew,
);

const ID: &str = "6740a1f2-5d0c-83ea-9c1b-000000000040";
const TURNS: usize = 40;
const KEY: &str = "eyJ-the-key-of-this-person-to-the-server";
const PAGE: &str = include_str!("../fixtures/windowed.html");

/// What ChatGPT's server has stored of the windowed page.
fn chatgpt_record() -> Value {
    let mut mapping = serde_json::Map::new();
    for n in 1..=TURNS {
        let node = json!({
            "parent": format!("message-{}", n - 1), "children": [format!("message-{}", n + 1)],
            "message": {
                "id": format!("message-{n}"), "recipient": "all",
                "author": {"role": if n % 2 == 1 { "user" } else { "assistant" }},
                // A server that repeats the key: not even then may it leave the page.
                "content": {"content_type": "text", "parts": [format!("Turn number {n}. {KEY}")]},
            },
        });
        mapping.insert(format!("message-{n}"), node);
    }
    json!({
        "title": "A shed in forty turns", "conversation_id": ID,
        "current_node": format!("message-{TURNS}"), "mapping": mapping,
    })
}

fn json_of(value: &Value) -> Response {
    Response::new("application/json", value.to_string())
}

/// ChatGPT with the windowed page, and a server that says `answer` to whoever brings the key.
fn chatgpt(stage: &mut Stage, answer: impl Fn() -> Response + Send + Sync + 'static) -> Page {
    stage.network.host("chatgpt.com", move |request| {
        if request.path() == format!("/c/{ID}") {
            return Response::html(PAGE.replace("{turns}", &TURNS.to_string()))
                .with(
                    "set-cookie",
                    "session=1; Path=/; Secure; HttpOnly; SameSite=Strict",
                )
                .with("content-security-policy", "connect-src 'self'");
        }
        let cookie = request.header("cookie").unwrap_or_default();
        if !cookie.contains("session=1") {
            return Response::status(401);
        }
        if request.path() == "/api/auth/session" {
            return json_of(&json!({"accessToken": KEY}));
        }
        let key = request.header("authorization").unwrap_or_default();
        if request.path() == format!("/backend-api/conversation/{ID}")
            && key == format!("Bearer {KEY}")
        {
            return answer();
        }
        Response::status(404)
    });
    let url = format!("https://chatgpt.com/c/{ID}");
    stage.browser.open(&url).unwrap()
}

const PLACE: &str = "document.querySelector('[data-scroll-root]').scrollTop";

fn all_shown(stage: &mut Stage, popup: &Page) {
    let all = format!("document.querySelectorAll('#preview [data-message]').length === {TURNS}");
    stage.browser.wait_for(popup, &all).unwrap();
    let shown = hooks::messages(stage.browser.as_mut(), popup).unwrap();
    for (at, (_, text)) in shown.iter().enumerate() {
        assert!(text.contains(&format!("Turn number {}.", at + 1)), "{text}");
    }
}

/// Everything that the extension keeps, and the whole popup.
fn everything(stage: &mut Stage, popup: &Page) -> String {
    let kept = "chrome.storage.session.get(null).then((kept) => chrome.storage.local.get(null)\
        .then((more) => JSON.stringify([kept, more]) + document.documentElement.outerHTML))";
    let kept = stage.browser.eval(popup, kept).unwrap();
    kept.as_str().unwrap().to_owned()
}

fn chatgpt_tells_the_rest(kind: Kind) {
    let mut stage = Stage::new(kind);
    let tab = chatgpt(&mut stage, || json_of(&chatgpt_record()));
    let place = stage.browser.eval(&tab, PLACE).unwrap();
    let html = "document.documentElement.outerHTML";
    let before = stage.browser.eval(&tab, html).unwrap();
    // Any movement of the list would be seen.
    let watch = "window.moved = 0, document.addEventListener('scroll', () => window.moved++, true)";
    stage.browser.eval(&tab, watch).unwrap();
    let popup = stage.share(&tab);
    all_shown(&mut stage, &popup);
    let said = stage.browser.text(&popup, "#status").unwrap();
    let wanted = sentence("popup_complete", &["ChatGPT", "40"]);
    assert!(said.contains(&wanted), "{said}");
    let title = "document.querySelector('#title').value";
    assert_eq!(
        stage.browser.eval(&popup, title).unwrap(),
        "A shed in forty turns"
    );

    let link = hooks::copy_link(stage.browser.as_mut(), &popup).unwrap();
    let conversation = chatlink::link::decode(&link).unwrap().conversation;
    assert_eq!(
        (conversation.messages.len(), conversation.complete),
        (TURNS, true)
    );
    assert!(!format!("{conversation:?}").contains(KEY));
    assert!(!everything(&mut stage, &popup).contains(KEY));

    assert_eq!(stage.browser.eval(&tab, "window.moved").unwrap(), 0);
    assert_eq!(stage.browser.eval(&tab, PLACE).unwrap(), place);
    assert!(
        stage.browser.eval(&tab, html).unwrap() == before,
        "the page was changed"
    );
    let asked = [
        format!("https://chatgpt.com/c/{ID}"),
        "https://chatgpt.com/api/auth/session".to_owned(),
        format!("https://chatgpt.com/backend-api/conversation/{ID}"),
    ];
    assert_eq!(stage.asked(), asked);

    // A popup that opens again has it all, and has nothing left to ask.
    stage.browser.close(&popup).unwrap();
    stage.network.forget();
    let popup = stage.share(&tab);
    all_shown(&mut stage, &popup);
    assert_eq!(stage.asked(), [""; 0]);
}

const ORGANISATION: &str = "5d0c83ea-0000-4000-8000-00000000000f";

/// Claude's page of 2026-10, of which the last six turns are in view.
fn claude_page() -> String {
    let rows: String = (TURNS - 6..TURNS)
        .map(|index| {
            let text = format!("Turn number {}.", index + 1);
            let body = if index % 2 == 0 {
                format!("<div data-cds='UserMessage'><div data-testid='user-message'><p>{text}</p></div></div>")
            } else {
                format!(
                    "<div data-testid='assistant-message' data-cds='AssistantMessage' data-is-streaming='false'>\
                     <div data-cds='Prose'><div data-perf-reply-text><p>{text}</p></div></div></div>"
                )
            };
            format!("<div data-testid='transcript-row' data-index='{index}'><div role='article'>{body}</div></div>")
        })
        .collect();
    format!(
        "<!doctype html><title>A shed - Claude</title><link rel=icon href='data:,'>\
         <style>[data-autoscroll-container]{{height:200px;overflow-y:auto}}</style>\
         <main><div data-autoscroll-container><div style='height:3000px'></div>{rows}</div></main>"
    )
}

fn claude_record() -> Value {
    let messages: Vec<Value> = (1..=TURNS)
        .map(|n| {
            json!({
                "uuid": format!("m{n}"), "parent_message_uuid": format!("m{}", n - 1),
                "sender": if n % 2 == 1 { "human" } else { "assistant" },
                "content": [{"type": "text", "text": format!("Turn number {n}.")}],
            })
        })
        .collect();
    json!({
        "uuid": ID, "name": "A shed", "current_leaf_message_uuid": format!("m{TURNS}"),
        "chat_messages": messages,
    })
}

fn claude_tells_the_rest(kind: Kind) {
    let mut stage = Stage::new(kind);
    stage.network.host("claude.ai", |request| {
        let chat = format!(
            "/api/organizations/{ORGANISATION}/chat_conversations/{ID}\
             ?tree=True&rendering_mode=messages&render_all_tools=true"
        );
        let cookie = request.header("cookie").unwrap_or_default();
        match request.path() {
            path if path == format!("/chat/{ID}") => Response::html(claude_page()).with(
                "set-cookie",
                "sessionKey=1; Path=/; Secure; HttpOnly; SameSite=Lax",
            ),
            _ if !cookie.contains("sessionKey=1") => Response::status(403),
            "/api/organizations" => json_of(&json!([
                {"uuid": "5d0c83ea-0000-4000-8000-00000000000e"},
                {"uuid": ORGANISATION},
            ])),
            path if path == chat => json_of(&claude_record()),
            _ => Response::status(404),
        }
    });
    let tab = stage
        .browser
        .open(&format!("https://claude.ai/chat/{ID}"))
        .unwrap();
    let popup = stage.share(&tab);
    all_shown(&mut stage, &popup);
    let place = "document.querySelector('[data-autoscroll-container]').scrollTop";
    assert_eq!(stage.browser.eval(&tab, place).unwrap(), 0);
    let asked = stage.asked();
    assert_eq!(asked.len(), 4, "{asked:?}");
    assert!(
        asked
            .iter()
            .all(|url| url.starts_with("https://claude.ai/")),
        "{asked:?}"
    );
}

fn a_redirect_is_not_followed(kind: Kind) {
    let mut stage = Stage::new(kind);
    stage
        .network
        .host("elsewhere.example", |_| json_of(&chatgpt_record()));
    let tab = chatgpt(&mut stage, || {
        Response::status(302).with("location", "https://elsewhere.example/record")
    });
    let popup = stage.share(&tab);
    // The page's own part stays, with the way to load the rest.
    stage
        .browser
        .wait_for(&popup, "document.querySelector('#load-all')")
        .unwrap();
    let asked = stage.asked();
    assert!(
        asked
            .iter()
            .all(|url| url.starts_with("https://chatgpt.com/")),
        "{asked:?}"
    );
    stage.browser.click(&popup, "#load-all").unwrap();
    all_shown(&mut stage, &popup);
}

/// A server that answers only once it is let.
fn held(stage: &mut Stage) -> (Page, Arc<AtomicBool>) {
    let let_go = Arc::new(AtomicBool::new(false));
    let gate = let_go.clone();
    let busy = Mutex::new(());
    let tab = chatgpt(stage, move || {
        let _one_at_a_time = busy.lock();
        if gate.load(Ordering::Acquire) {
            json_of(&chatgpt_record())
        } else {
            // It wants to be asked again within the minute.
            Response::status(429).with("retry-after", "1")
        }
    });
    (tab, let_go)
}

fn closed_while_asking(kind: Kind) {
    let mut stage = Stage::new(kind);
    let (tab, let_go) = held(&mut stage);
    let popup = stage.share(&tab);
    stage
        .browser
        .wait_for(&popup, "document.querySelector('#stop')")
        .unwrap();
    let said = stage.browser.text(&popup, "#status").unwrap();
    assert!(
        said.contains(&sentence("popup_asking", &["ChatGPT"])),
        "{said}"
    );
    let part = sentence("popup_partial", &["ChatGPT", "10"]);
    assert!(said.contains(&part), "what is shown is a part: {said}");
    let kept = "chrome.storage.session.get(null)\
        .then((all) => Object.keys(all).some((key) => key.startsWith('reading-')))";
    stage.browser.wait_for(&popup, kept).unwrap();
    stage.browser.close(&popup).unwrap();

    let_go.store(true, Ordering::Release);
    let popup = stage.share(&tab);
    all_shown(&mut stage, &popup);
}

fn stopped_while_asking(kind: Kind) {
    let mut stage = Stage::new(kind);
    let (tab, let_go) = held(&mut stage);
    let popup = stage.share(&tab);
    stage
        .browser
        .wait_for(&popup, "document.querySelector('#stop')")
        .unwrap();
    stage.browser.click(&popup, "#stop").unwrap();
    stage
        .browser
        .wait_for(&popup, "document.querySelector('#load-all')")
        .unwrap();
    let focused = "document.activeElement.id";
    assert_eq!(stage.browser.eval(&popup, focused).unwrap(), "load-all");
    let_go.store(true, Ordering::Release);
    stage.browser.click(&popup, "#load-all").unwrap();
    all_shown(&mut stage, &popup);
}

/// The page shows a chat that nobody can read any more; its server still tells.
fn the_rest_of_a_page_that_was_built_anew(kind: Kind) {
    let mut stage = Stage::new(kind);
    let page = |request: &Request| {
        if request.path() == format!("/c/{ID}") {
            let words = "A new kind of page. ".repeat(30);
            return Response::html(format!(
                "<!doctype html><link rel=icon href='data:,'><main><x-chat>{words}</x-chat></main>"
            ));
        }
        match request.path() {
            "/api/auth/session" => json_of(&json!({"accessToken": KEY})),
            path if path == format!("/backend-api/conversation/{ID}") => json_of(&chatgpt_record()),
            _ => Response::status(404),
        }
    };
    stage.network.host("chatgpt.com", page);
    let url = format!("https://chatgpt.com/c/{ID}");
    let tab = stage.browser.open(&url).unwrap();
    let popup = stage.share(&tab);
    all_shown(&mut stage, &popup);
}
