//! Pages that give no conversation, each with its own sentence; and an answer that is half written.

use driver::{Kind, Page, Response, hooks};

use crate::{Stage, in_both, sentence};

in_both!(
    a_page_that_was_built_anew,
    a_page_that_asks_to_sign_in,
    a_chat_in_which_nothing_was_written,
    an_answer_that_is_still_being_written,
    a_page_in_which_nothing_starts,
);

/// This page, alone on its host.
fn open(stage: &mut Stage, url: &'static str, html: String) -> Page {
    let host = url.split('/').nth(2).unwrap();
    stage.network.host(host, move |request| {
        if request.url == url {
            Response::html(format!(
                "<!doctype html><link rel=icon href='data:,'>{html}"
            ))
        } else {
            Response::status(404)
        }
    });
    stage.browser.open(url).unwrap()
}

fn refuses(kind: Kind, url: &'static str, html: &str, key: &str, values: &[&str]) {
    let mut stage = Stage::new(kind);
    let tab = open(&mut stage, url, html.to_owned());
    let popup = stage.browser.press_button(&tab).unwrap();
    let said = hooks::popup_error(stage.browser.as_mut(), &popup).unwrap();
    assert_eq!(said, sentence(key, values));
    // Nothing can be copied, and the way on is there.
    let offers = "document.querySelector('#copy').checkVisibility() === false && \
        document.querySelector('#again').checkVisibility()";
    assert_eq!(stage.browser.eval(&popup, offers).unwrap(), true);
}

fn a_page_that_was_built_anew(kind: Kind) {
    let words = "Words in a new kind of page. ".repeat(20);
    refuses(
        kind,
        "https://chatgpt.com/c/6740a1f2-5d0c-83ea-9c1b-000000000051",
        &format!("<main><x-chat>{words}</x-chat></main>"),
        "error_page_changed",
        &["chatgpt"],
    );
}

fn a_page_that_asks_to_sign_in(kind: Kind) {
    refuses(
        kind,
        "https://claude.ai/login",
        "<main><h1>Welcome back</h1><form><input type=email><button>Continue</button></form></main>",
        "error_sign_in_needed",
        &["claude"],
    );
}

fn a_chat_in_which_nothing_was_written(kind: Kind) {
    refuses(
        kind,
        "https://chatgpt.com/",
        "<main><h1>What is on your mind?</h1><form><textarea>A draft</textarea></form></main>",
        "error_chat_empty",
        &[],
    );
}

fn an_answer_that_is_still_being_written(kind: Kind) {
    let mut stage = Stage::new(kind);
    let turn = |role: &str, body: &str| {
        format!(
            "<article data-testid='conversation-turn-{}' data-turn='{role}' data-turn-id='{role}'>\
             <div data-message-author-role='{role}' data-message-id='m-{role}'>{body}</div></article>",
            if role == "user" { 1 } else { 2 }
        )
    };
    let page = format!(
        "<main>{}{}<button data-testid='stop-button'></button></main>",
        turn("user", "<div class='whitespace-pre-wrap'>How deep?</div>"),
        turn(
            "assistant",
            "<div class='markdown prose'><p id=answer>At least</p></div>"
        )
    );
    let tab = open(
        &mut stage,
        "https://chatgpt.com/c/6740a1f2-5d0c-83ea-9c1b-000000000052",
        page,
    );
    let popup = stage.share(&tab);
    stage
        .browser
        .wait_for(&popup, "document.querySelector('#read-again')")
        .unwrap();
    let said = stage.browser.text(&popup, "#status").unwrap();
    assert!(
        said.contains(&sentence("warning_still_being_written", &[])),
        "{said}"
    );

    let written = "document.querySelector('[data-testid=stop-button]').remove(), \
        document.querySelector('#answer').textContent = 'At least 80 cm.', true";
    stage.browser.eval(&tab, written).unwrap();
    stage.browser.click(&popup, "#read-again").unwrap();
    let whole = "document.querySelector('#preview').textContent.includes('80 cm.')";
    stage.browser.wait_for(&popup, whole).unwrap();
    let link = hooks::copy_link(stage.browser.as_mut(), &popup).unwrap();
    let conversation = chatlink::link::decode(&link).unwrap().conversation;
    assert!(conversation.complete && conversation.warnings.is_empty());
    assert_eq!(conversation.messages[1].markdown, "At least 80 cm.");
}

/// The browser says that the script ran, and it did not.
fn a_page_in_which_nothing_starts(kind: Kind) {
    let mut stage = Stage::new(kind);
    let tab = open(
        &mut stage,
        "https://garden.example/",
        "<h1>Sheds</h1>".to_owned(),
    );
    let popup = stage.browser.press_button(&tab).unwrap();
    hooks::popup_error(stage.browser.as_mut(), &popup).unwrap();
    let broken = "(globalThis.browser ?? chrome).scripting.executeScript = \
        async () => [{ frameId: 0, result: null }], true";
    stage.browser.eval(&popup, broken).unwrap();
    stage.browser.click(&popup, "#again").unwrap();
    let wanted = serde_json::json!(sentence("error_page_not_read", &[]));
    let said = format!("document.querySelector('#status').innerText.trim() === {wanted}");
    stage.browser.wait_for(&popup, &said).unwrap();
}
