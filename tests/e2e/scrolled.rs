//! Sites that keep only a part of a long chat in the page: said to be partial, walked through on
//! request until all of it is there, and the person is left at the line where they were.

use driver::{Kind, Page, Response, hooks};
use serde_json::Value;

use crate::{Stage, in_both, sentence};

in_both!(
    chatgpt_in_turns_of_two,
    claude_in_numbered_rows,
    gemini_with_older_turns_at_the_top,
);

const TURNS: usize = 40;
const PAGE: &str = include_str!("../fixtures/scrolled.html");

struct Site {
    kind: &'static str,
    host: &'static str,
    path: &'static str,
    name: &'static str,
}

fn open(stage: &mut Stage, site: &Site) -> Page {
    let html = PAGE
        .replace("{title}", "A long chat")
        .replace("{kind}", site.kind)
        .replace("{turns}", &TURNS.to_string());
    let path = site.path;
    stage.network.host(site.host, move |request| {
        if request.path() == path {
            Response::html(html.clone())
        } else {
            // Its server tells nothing here.
            Response::status(404)
        }
    });
    let url = format!("https://{}{}", site.host, site.path);
    stage.browser.open(&url).unwrap()
}

/// The turn in the middle of the list, and how far below the upper end of the window it begins.
const PLACE: &str = "(() => {
        const box = document.querySelector('.list').getBoundingClientRect();
        const turn = document.elementFromPoint(box.left + 20, box.top + box.height / 2).closest('.turn');
        return turn && [turn.id, Math.round(turn.getBoundingClientRect().top)];
    })()";

fn place(stage: &mut Stage, tab: &Page) -> Value {
    stage.browser.eval(tab, PLACE).unwrap()
}

fn walked_through(kind: Kind, site: &Site) {
    let mut stage = Stage::new(kind);
    let tab = open(&mut stage, site);
    let before = place(&mut stage, &tab);
    assert!(before.is_array(), "a turn stands there: {before}");
    let popup = stage.share(&tab);
    stage
        .browser
        .wait_for(&popup, "document.querySelector('#load-all')")
        .unwrap();
    let shown = hooks::messages(stage.browser.as_mut(), &popup).unwrap();
    assert!(!shown.is_empty() && shown.len() < TURNS, "{}", shown.len());
    assert_eq!(place(&mut stage, &tab), before, "reading moves nothing");

    stage.browser.click(&popup, "#load-all").unwrap();
    let all = format!("document.querySelectorAll('#preview [data-message]').length === {TURNS}");
    stage.browser.wait_for(&popup, &all).unwrap();
    let said = stage.browser.text(&popup, "#status").unwrap();
    let complete = sentence("popup_complete", &[site.name, &TURNS.to_string()]);
    assert!(said.contains(&complete), "{said}");
    let shown = hooks::messages(stage.browser.as_mut(), &popup).unwrap();
    for (at, (role, text)) in shown.iter().enumerate() {
        assert!(text.contains(&format!("Turn number {}.", at + 1)), "{text}");
        assert_eq!(role, if at % 2 == 0 { "user" } else { "assistant" });
    }
    // The person is where they were, once the page has drawn what stands there.
    let back = format!("JSON.stringify({PLACE}) === JSON.stringify({before})");
    stage.browser.wait_for(&tab, &back).unwrap();
    let link = hooks::copy_link(stage.browser.as_mut(), &popup).unwrap();
    let conversation = chatlink::link::decode(&link).unwrap().conversation;
    assert!(conversation.complete);
    assert_eq!(conversation.messages.len(), TURNS);
}

fn chatgpt_in_turns_of_two(kind: Kind) {
    walked_through(
        kind,
        &Site {
            kind: "turn-key",
            host: "chatgpt.com",
            path: "/c/6740a1f2-5d0c-83ea-9c1b-000000000041",
            name: "ChatGPT",
        },
    );
}

fn claude_in_numbered_rows(kind: Kind) {
    walked_through(
        kind,
        &Site {
            kind: "hub",
            host: "claude.ai",
            path: "/chat/6740a1f2-5d0c-43ea-9c1b-000000000042",
            name: "Claude",
        },
    );
}

fn gemini_with_older_turns_at_the_top(kind: Kind) {
    walked_through(
        kind,
        &Site {
            kind: "older",
            host: "gemini.google.com",
            path: "/app/00000000000000aa",
            name: "Gemini",
        },
    );
}
