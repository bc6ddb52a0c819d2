//! The session against servers that are simulated: ones that tell, refuse, are busy, slow, or tell
//! of something else.

use std::cell::RefCell;
use std::rc::Rc;

use chatlink::capture::ask::Outcome;
use chatlink::capture::protocol::{FetchPlan, Fetched, Problem};
use chatlink::capture::{Captured, Command, PageSnapshot, Reply, ScrollState, Session, Step, html};
use chatlink::error::Error;
use serde_json::{Value, json};

use super::now;
use super::session::{Keeps, Server, SimulatedPage, URL, all_texts, panic_with, run, texts};

const ID: &str = "00000000-0000-4000-8000-00000000000a";
const WINDOW: Keeps = Keeps::Window { numbered: true };

fn good(value: &Value) -> Fetched {
    Fetched {
        status: 200,
        text: value.to_string(),
        elapsed: 300,
        ..Fetched::default()
    }
}

fn status(status: u16) -> Fetched {
    Fetched {
        status,
        elapsed: 100,
        ..Fetched::default()
    }
}

/// ChatGPT's record of the texts, prompts and answers in turn; ids as in the simulated pages.
fn record(texts: &[String]) -> Value {
    let mut mapping = serde_json::Map::new();
    for (n, text) in texts.iter().enumerate() {
        let role = if n % 2 == 0 { "user" } else { "assistant" };
        let node = json!({
            "id": format!("t{n}"),
            "parent": n.checked_sub(1).map(|before| format!("t{before}")),
            "children": if n + 1 < texts.len() { vec![format!("t{}", n + 1)] } else { vec![] },
            "message": {
                "id": format!("t{n}"), "author": {"role": role}, "recipient": "all",
                "content": {"content_type": "text", "parts": [text]},
            },
        });
        mapping.insert(format!("t{n}"), node);
    }
    json!({
        "title": "From the record", "conversation_id": ID,
        "current_node": format!("t{}", texts.len() - 1), "mapping": mapping,
    })
}

/// A server that always says the same, and what it was asked.
fn always(fetched: Fetched) -> (Server, Rc<RefCell<Vec<FetchPlan>>>) {
    let asked: Rc<RefCell<Vec<FetchPlan>>> = Rc::default();
    let log = asked.clone();
    let server = move |plan: &FetchPlan| {
        log.borrow_mut().push(plan.clone());
        fetched.clone()
    };
    (Box::new(server), asked)
}

/// Reads the page, and then asks its server.
fn read_and_ask(page: &mut SimulatedPage) -> (Captured, Captured, Session) {
    let mut session = Session::new(URL, now());
    let step = session.start();
    let first = run(page, step, &mut session);
    let Some(step) = session.ask() else {
        panic_with(&Error::PageGone)
    };
    let after = run(page, step, &mut session);
    (first, after, session)
}

fn codes(captured: &Captured) -> Vec<&str> {
    let warnings = captured.conversation.warnings.iter();
    warnings.map(|warning| warning.code.as_str()).collect()
}

#[test]
fn the_record_completes_what_the_page_shows_without_scrolling() {
    let mut page = SimulatedPage::new(41, WINDOW);
    let (server, asked) = always(good(&record(&all_texts(41))));
    page.server = server;
    let (first, all, mut session) = read_and_ask(&mut page);
    assert!(!first.conversation.complete);
    assert_eq!(first.completeness.asked, Outcome::NotAsked);
    assert_eq!(texts(&all), all_texts(41));
    assert!(all.conversation.complete);
    assert_eq!(all.completeness.asked, Outcome::Answered);
    assert!(!all.completeness.can_load_more);
    assert_eq!(all.conversation.title, "From the record");
    assert_eq!(codes(&all), [""; 0]);
    assert_eq!(page.log, ["read", "fetch", "read"]);
    let plan = &asked.borrow()[0];
    assert_eq!(plan.request.path, format!("/backend-api/conversation/{ID}"));
    let bearer = plan.request.bearer.as_ref().unwrap();
    assert_eq!(bearer.path, "/api/auth/session");
    assert_eq!(bearer.at, ["accessToken"]);
    assert!(plan.limit <= 60_000);
    assert!(session.ask().is_none(), "once only");
}

#[test]
fn a_page_that_shows_everything_is_not_asked_for_more() {
    let mut page = SimulatedPage::new(2, WINDOW);
    let mut session = Session::new(URL, now());
    let step = session.start();
    let all = run(&mut page, step, &mut session);
    assert!(all.conversation.complete);
    assert!(session.ask().is_none());
}

#[test]
fn a_page_that_is_built_anew_is_asked_for() {
    let text = "words ".repeat(60);
    let html = format!("<main><div>{text}</div><textarea></textarea></main>");
    let mut session = Session::new(URL, now());
    let answer = |session: &mut Session, step: Step| match step {
        Step::Command(Command::Read(plan)) => session.step(Reply::Page(
            chatlink::capture::html::read(&html, URL, &plan),
        )),
        other => other,
    };
    let step = session.start();
    let failed = answer(&mut session, step);
    assert!(matches!(failed, Step::Failed(Error::PageChanged { .. })));
    let Some(Step::Command(Command::Fetch(_))) = session.ask() else {
        panic_with(&Error::PageGone)
    };
    let step = session.step(Reply::Fetched(good(&record(&all_texts(6)))));
    let Step::Done(all) = answer(&mut session, step) else {
        panic_with(&Error::PageGone)
    };
    assert_eq!(texts(&all), all_texts(6));
    assert!(all.conversation.complete);
    assert_eq!(all.conversation.site, "chatgpt");

    // Where the record is not to be had, the page's own reason stands.
    let step = session.start();
    answer(&mut session, step);
    session.ask();
    let failed = session.step(Reply::Fetched(status(403)));
    assert!(matches!(failed, Step::Failed(Error::PageChanged { .. })));
}

#[test]
fn a_refusal_leaves_the_page_and_its_rest_can_be_loaded() {
    for refusal in [
        status(401),
        status(403),
        status(404),
        status(500),
        Fetched {
            text: "<!doctype html><title>Sign in</title>".to_owned(),
            ..status(200)
        },
        Fetched {
            text: "{\"detail\": \"nothing\"}".to_owned(),
            ..status(200)
        },
        Fetched {
            problem: Some(Problem::Bearer),
            ..status(0)
        },
        Fetched {
            problem: Some(Problem::Network),
            ..status(0)
        },
        Fetched {
            problem: Some(Problem::Large),
            ..status(0)
        },
    ] {
        let mut page = SimulatedPage::new(41, WINDOW);
        let (server, asked) = always(refusal);
        page.server = server;
        let (first, after, mut session) = read_and_ask(&mut page);
        assert_eq!(texts(&after), texts(&first));
        assert_eq!(after.completeness.asked, Outcome::Refused);
        assert!(after.completeness.can_load_more);
        assert!(asked.borrow().len() <= 2);
        let step = session.load_all();
        let all = run(&mut page, step, &mut session);
        assert_eq!(texts(&all), all_texts(41));
        assert_eq!(page.above, page.started_at);
    }
}

#[test]
fn loading_the_rest_asks_first() {
    let mut page = SimulatedPage::new(41, WINDOW);
    page.server = always(good(&record(&all_texts(41)))).0;
    let mut session = Session::new(URL, now());
    let step = session.start();
    run(&mut page, step, &mut session);
    let step = session.load_all();
    let all = run(&mut page, step, &mut session);
    assert_eq!(texts(&all), all_texts(41));
    assert_eq!(page.log, ["read", "fetch", "read"]);
}

#[test]
fn a_server_that_takes_longer_than_a_minute_is_left() {
    let mut page = SimulatedPage::new(41, WINDOW);
    page.server = Box::new(|plan| Fetched {
        elapsed: plan.limit,
        problem: Some(Problem::Slow),
        ..Fetched::default()
    });
    let (first, after, _) = read_and_ask(&mut page);
    assert_eq!(texts(&after), texts(&first));
    assert_eq!(after.completeness.asked, Outcome::Slow);
}

#[test]
fn the_minute_is_for_all_requests_together() {
    let mut page = SimulatedPage::new(41, WINDOW);
    let limits: Rc<RefCell<Vec<u32>>> = Rc::default();
    let log = limits.clone();
    page.server = Box::new(move |plan| {
        log.borrow_mut().push(plan.limit);
        // A list in parts that never ends, each of them slow.
        let mut part = good(&json!({
            "messages": [], "page_info": {"has_previous_page": true, "start_cursor": "c1"},
        }));
        part.elapsed = 25_000;
        part
    });
    let (_, after, _) = read_and_ask(&mut page);
    assert_eq!(*limits.borrow(), [60_000, 35_000, 10_000]);
    assert_eq!(after.completeness.asked, Outcome::Slow);
}

#[test]
fn a_busy_server_is_asked_again_when_it_wants_and_only_then() {
    let mut page = SimulatedPage::new(41, WINDOW);
    let delays: Rc<RefCell<Vec<u32>>> = Rc::default();
    let log = delays.clone();
    page.server = Box::new(move |plan| {
        log.borrow_mut().push(plan.delay);
        match log.borrow().len() {
            1 => Fetched {
                retry_after: Some(7),
                ..status(429)
            },
            2 => status(429),
            _ => good(&record(&all_texts(41))),
        }
    });
    let (_, all, _) = read_and_ask(&mut page);
    assert_eq!(texts(&all), all_texts(41));
    assert_eq!(*delays.borrow(), [0, 7_000, 5_000]);
}

#[test]
fn a_server_that_is_busy_for_long_is_not_waited_for() {
    let mut page = SimulatedPage::new(41, WINDOW);
    let (server, asked) = always(Fetched {
        retry_after: Some(90),
        ..status(429)
    });
    page.server = server;
    let (first, after, _) = read_and_ask(&mut page);
    assert_eq!(texts(&after), texts(&first));
    assert_eq!(after.completeness.asked, Outcome::Busy(90));
    assert_eq!(asked.borrow().len(), 1);
}

#[test]
fn the_record_of_another_chat_is_not_taken() {
    // By its id, and where it has none by what it says.
    let mut by_id = record(&all_texts(41));
    by_id["conversation_id"] = json!("00000000-0000-4000-8000-00000000000b");
    let strangers: Vec<String> = (0..41)
        .map(|n| format!("Something else was said here, number {n}"))
        .collect();
    let mut by_text = record(&strangers);
    by_text["conversation_id"] = Value::Null;
    let renamed = (0..41).fold(by_text.to_string(), |text, n| {
        text.replace(&format!("\"t{n}\""), &format!("\"x{n}\""))
    });
    let by_text = serde_json::from_str(&renamed).unwrap();
    for (record, outcome) in [(by_id, Outcome::Refused), (by_text, Outcome::Other)] {
        let mut page = SimulatedPage::new(41, WINDOW);
        page.server = always(good(&record)).0;
        let (first, after, _) = read_and_ask(&mut page);
        assert_eq!(texts(&after), texts(&first));
        assert_eq!(after.completeness.asked, outcome);
        assert_eq!(after.conversation.title, first.conversation.title);
    }
}

#[test]
fn the_branch_that_the_page_shows_is_taken() {
    // The record's current node is on another version of the twentieth prompt.
    let mut record = record(&all_texts(41));
    let other = |id: &str, role: &str, text: &str| {
        json!({
            "id": id, "parent": if role == "user" { "t19" } else { "other-prompt" },
            "children": if role == "user" { vec!["other-answer"] } else { vec![] },
            "message": {
                "id": id, "author": {"role": role}, "recipient": "all",
                "content": {"content_type": "text", "parts": [text]},
            },
        })
    };
    record["mapping"]["t19"]["children"] = json!(["t20", "other-prompt"]);
    record["mapping"]["other-prompt"] = other("other-prompt", "user", "Another prompt");
    record["mapping"]["other-answer"] = other("other-answer", "assistant", "Another answer");
    record["current_node"] = json!("other-answer");
    let mut page = SimulatedPage::new(41, WINDOW);
    page.server = always(good(&record)).0;
    let (_, all, _) = read_and_ask(&mut page);
    assert_eq!(texts(&all), all_texts(41));
}

#[test]
fn where_the_two_differ_the_page_stands_and_says_so() {
    let mut told = all_texts(41);
    told[40] = "An older version of this very message".to_owned();
    let mut page = SimulatedPage::new(41, WINDOW);
    page.server = always(good(&record(&told))).0;
    let (_, all, _) = read_and_ask(&mut page);
    assert_eq!(texts(&all), all_texts(41));
    assert_eq!(codes(&all), ["record-differs"]);
    assert_eq!(all.conversation.warnings[0].detail, "41");
}

#[test]
fn a_message_that_came_meanwhile_is_kept() {
    // The record ends before what the page shows at the end.
    let mut page = SimulatedPage::new(41, WINDOW);
    page.server = always(good(&record(&all_texts(40)))).0;
    let (_, all, _) = read_and_ask(&mut page);
    assert_eq!(texts(&all), all_texts(41));
}

/// The answer is being written while the server is asked: the record has its beginning, the page
/// more, and at last all of it.
#[test]
fn an_answer_that_is_still_being_written_is_taken_from_the_page() {
    let answer = |text: &str, mark: &str| {
        format!(
            "<section data-turn-id='t41' data-testid='conversation-turn-42' data-turn='assistant'>\
             <div data-message-author-role='assistant'><p>{text}</p></div></section>{mark}"
        )
    };
    let stop = "<button data-testid='stop-button'></button>";
    let mut told = all_texts(41);
    told.push("It".to_owned());
    for (later, streaming) in [("It grows on", true), ("It grows on.", false)] {
        let mut page = SimulatedPage::new(41, WINDOW);
        page.end = answer("It grows", stop);
        page.server = always(good(&record(&told))).0;
        let mut session = Session::new(URL, now());
        let step = session.start();
        let first = run(&mut page, step, &mut session);
        assert!(first.completeness.streaming);
        let step = session.ask().unwrap();
        page.end = answer(later, if streaming { stop } else { "" });
        let all = run(&mut page, step, &mut session);
        let mut wanted = all_texts(41);
        wanted.push(later.to_owned());
        assert_eq!(texts(&all), wanted);
        assert_eq!(all.completeness.streaming, streaming);
        assert_eq!(all.conversation.complete, !streaming);
    }
}

#[test]
fn a_popup_that_closes_while_the_server_is_asked_has_what_the_page_showed() {
    let mut page = SimulatedPage::new(41, WINDOW);
    let mut session = Session::new(URL, now());
    let step = session.start();
    let first = run(&mut page, step, &mut session);
    assert!(session.ask().is_some());
    assert_eq!(
        session.so_far().map(|captured| texts(&captured)),
        Some(texts(&first))
    );
    let Step::Done(left) = session.step(Reply::Gone) else {
        panic_with(&Error::PageGone)
    };
    assert_eq!(texts(&left), texts(&first));
    assert!(left.completeness.can_load_more);
}

#[test]
fn an_address_that_would_lead_elsewhere_is_not_asked() {
    for id in ["..", "a%2fb", "a@b", "a;b", ""] {
        let url = format!("https://chatgpt.com/c/{id}");
        let mut page = SimulatedPage::new(41, WINDOW);
        let mut session = Session::new(&url, now());
        page.url = Box::leak(url.into_boxed_str());
        let step = session.start();
        run(&mut page, step, &mut session);
        assert!(session.ask().is_none(), "{id}");
    }
}

#[test]
fn what_was_read_before_is_enough_until_the_chat_goes_on() {
    let read = |turns: usize| {
        let mut page = SimulatedPage::new(turns, WINDOW);
        let mut session = Session::new(URL, now());
        let step = session.start();
        run(&mut page, step, &mut session)
    };
    let mut page = SimulatedPage::new(41, WINDOW);
    page.server = always(good(&record(&all_texts(41)))).0;
    let (first, all, _) = read_and_ask(&mut page);
    assert!(all.covers(&first));
    assert!(all.covers(&read(41)));
    // Newer messages, and an end that was taken away.
    assert!(!all.covers(&read(43)));
    assert!(!all.covers(&read(39)));
    // In the middle of its list a page still knows how many there are.
    page.above = 3_000;
    let mut session = Session::new(URL, now());
    let step = session.start();
    let middle = run(&mut page, step, &mut session);
    assert!(!all.covers(&middle), "this page does not say how many");
}

/// Seen on a real Open WebUI: the button was pressed while the page drew its first messages.
#[test]
fn a_page_that_is_still_being_drawn_is_not_whole() {
    let url = format!("https://chat.example.org/c/{ID}");
    let turn = |n: usize| {
        let (side, body) = if n.is_multiple_of(2) {
            ("user-message", "chat-user")
        } else {
            ("", "chat-assistant")
        };
        format!(
            "<div id='message-{n}' class='{side}'><div class='{body}'><div class='markdown-prose'><p>Text {n}</p></div></div></div>"
        )
    };
    let page: String = (0..8).map(turn).collect();
    let mut session = Session::new(&url, now());
    let Step::Command(Command::Read(plan)) = session.start() else {
        panic_with(&Error::PageGone)
    };
    let snapshot = PageSnapshot {
        scroll: Some(ScrollState {
            above: 900,
            height: 600,
            ..ScrollState::default()
        }),
        ..html::read(&page, &url, &plan)
    };
    let Step::Done(captured) = session.step(Reply::Page(snapshot)) else {
        panic_with(&Error::PageGone)
    };
    assert_eq!(captured.conversation.messages.len(), 8);
    assert!(!captured.conversation.complete && captured.completeness.can_load_more);
    let Some(Step::Command(Command::Fetch(plan))) = session.ask() else {
        panic_with(&Error::PageGone)
    };
    assert_eq!(plan.request.path, format!("/api/v1/chats/{ID}"));
}
