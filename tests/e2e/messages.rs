//! What the core and the script in the page say to each other, between the two as they are: every command
//! that the core can give is sent to the script, and every answer is one that the core can read.

use chatlink::capture::address::Address;
use chatlink::capture::protocol::{FetchPlan, Fetched, PicturePlan, Problem, Request};
use chatlink::capture::{Command, Reply, ScrollPlan, sites};
use driver::{Kind, Page, Response};
use serde_json::Value;

use crate::{Stage, in_both};

in_both!(every_command_is_answered, what_is_no_command_is_refused);

const HOST: &str = "shed.example";
const PAGE: &str = "<!doctype html><link rel=icon href='data:,'><title>Sheds</title>
    <main><div class='message user'>How wide?</div><div class='message bot'>Two metres.</div></main>";

/// Sends messages over a line of its own, one after the other, and gives what comes back.
const TALK: &str = "(async () => {
    const api = globalThis.browser ?? chrome;
    const [tab] = await api.tabs.query({ url: 'https://HOST/*' });
    for (const file of ['page.js', 'picture.js'])
        await api.scripting.executeScript({ target: { tabId: tab.id }, files: [`/extension/${file}`] });
    const port = api.tabs.connect(tab.id, { name: 'chatlink' });
    const replies = [];
    for (const command of COMMANDS) {
        const reply = new Promise((resolve) => port.onMessage.addListener(resolve));
        port.postMessage({ id: replies.length, command });
        replies.push(JSON.stringify((await reply).reply));
    }
    port.disconnect();
    return replies;
})()";

/// The popup over a page, and what the script in the page answers.
fn answers(kind: Kind, commands: &Value) -> Vec<Value> {
    let mut stage = Stage::new(kind);
    stage.network.host(HOST, |request| match request.path() {
        "/talk/1" => Response::html(PAGE),
        "/told" => Response::new("application/json", "{}"),
        _ => Response::status(404),
    });
    let tab = stage
        .browser
        .open(&format!("https://{HOST}/talk/1"))
        .unwrap();
    let popup: Page = stage.share(&tab);
    let talk = TALK
        .replace("HOST", HOST)
        .replace("COMMANDS", &commands.to_string());
    let replies = stage.browser.eval(&popup, &talk).unwrap();
    let replies = replies.as_array().unwrap().iter();
    replies
        .map(|reply| serde_json::from_str(reply.as_str().unwrap()).unwrap())
        .collect()
}

/// One of each. Whoever adds one to [`Command`] has to add it here: the match knows no other.
fn commands() -> Vec<Command> {
    let fetch = |path: &str| {
        Command::Fetch(FetchPlan {
            request: Request {
                path: path.to_owned(),
                ..Request::default()
            },
            limit: 10_000,
            max_text: 1_000,
            ..FetchPlan::default()
        })
    };
    let all = vec![
        Command::Read(sites::plan(&Address::new("https://shed.example/talk/1"))),
        Command::Scroll(ScrollPlan {
            scrollers: vec!["main".to_owned()],
            by: 90,
            quiet: 1,
            wait: 1,
            limit: 1_000,
        }),
        Command::Restore,
        fetch("/told"),
        fetch("//elsewhere.example/told"),
        Command::Picture(PicturePlan {
            name: "A picture that is not there".to_owned(),
            of: 1,
            ..PicturePlan::default()
        }),
    ];
    for command in &all {
        match command {
            Command::Read(_)
            | Command::Scroll(_)
            | Command::Restore
            | Command::Fetch(_)
            | Command::Picture(_) => {}
        }
    }
    all
}

fn every_command_is_answered(kind: Kind) {
    let commands = commands();
    let replies = answers(kind, &serde_json::to_value(&commands).unwrap());
    assert_eq!(replies.len(), commands.len());
    for (command, said) in commands.iter().zip(replies) {
        let reply: Reply = serde_json::from_value(said.clone()).unwrap();
        // What the core reads is all that was said: a name that only one side knows would be lost here.
        let known = serde_json::to_value(&reply).unwrap();
        assert_known(&said, &known);
        match (command, reply) {
            (Command::Read(_), Reply::Page(page)) => {
                assert_eq!(page.title, "Sheds");
                assert!(page.tree.root().text().contains("Two metres."));
            }
            (Command::Scroll(_), Reply::Scrolled(state)) => assert!(state.height > 0),
            (Command::Restore, Reply::Restored) => {}
            (Command::Fetch(plan), Reply::Fetched(fetched)) => told(&plan.request.path, &fetched),
            (Command::Picture(_), Reply::Picture(data)) => assert_eq!(data, ""),
            (command, reply) => panic!("{command:?} is answered by {reply:?}"),
        }
    }
}

fn told(path: &str, fetched: &Fetched) {
    let wanted = match path {
        "/told" => (200, "{}", None),
        _ => (0, "", Some(Problem::Address)),
    };
    assert_eq!(
        (fetched.status, fetched.text.as_str(), fetched.problem),
        wanted
    );
}

/// Every name in what was said is one that the core writes as well.
fn assert_known(said: &Value, known: &Value) {
    if let (Some(said), Some(known)) = (said.as_object(), known.as_object()) {
        for (name, value) in said {
            assert!(known.contains_key(name), "{name} is not known: {said:?}");
            assert_known(value, &known[name]);
        }
    }
}

fn what_is_no_command_is_refused(kind: Kind) {
    let replies = answers(kind, &serde_json::json!([{"dance": {}}, "sing"]));
    for said in replies {
        let reply: Reply = serde_json::from_value(said).unwrap();
        assert!(matches!(reply, Reply::Failed { .. }), "{reply:?}");
    }
}
