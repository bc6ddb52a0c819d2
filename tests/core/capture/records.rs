//! What the servers of sites are asked, and what their answers give: `tests/fixtures/records`.
//!
//! A fixture is a site, an address, the keys that the page shows, and the exchanges in order; what
//! comes of them stands beside it.

use std::collections::BTreeMap;
use std::path::Path;

use chatlink::capture::accumulate::Accumulator;
use chatlink::capture::address::Address;
use chatlink::capture::ask::{Answer, Ask, Asked, Outcome};
use chatlink::capture::protocol::{Bearer, Fetched};
use chatlink::capture::{Command, Reply, Session, Step, html, sites};
use serde::Deserialize;
use serde_json::Value;

use super::{dump, files_of_kind, now, shared};

#[derive(Deserialize)]
struct Fixture {
    site: String,
    url: String,
    #[serde(default)]
    id: String,
    #[serde(default)]
    shown: Vec<String>,
    exchanges: Vec<Exchange>,
}

#[derive(Deserialize)]
struct Exchange {
    path: String,
    #[serde(default)]
    body: Value,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    bearer: Option<Bearer>,
    status: Option<u16>,
    #[serde(default)]
    answer: Value,
}

fn fixtures() -> Vec<(std::path::PathBuf, Fixture)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/records");
    let files = files_of_kind(&folder, "json");
    assert!(!files.is_empty());
    files
        .into_iter()
        .map(|file| {
            let text = std::fs::read_to_string(&file).unwrap();
            let fixture = serde_json::from_str(&text).unwrap();
            (file, fixture)
        })
        .collect()
}

impl Fixture {
    fn ask(&self, answers: &[Answer]) -> Ask {
        let address = Address::new(&self.url);
        let asked = Asked {
            address: &address,
            answers,
            shown: &self.shown,
            id: &self.id,
        };
        sites::ask(&self.site, &asked)
    }
}

/// `UPDATE_EXPECT=1` writes what stands beside them anew.
#[test]
fn servers_are_asked_in_order_and_their_answers_are_read() {
    for (file, fixture) in fixtures() {
        let name = file.display();
        let mut answers = Vec::new();
        for exchange in &fixture.exchanges {
            let Ask::Fetch(request) = fixture.ask(&answers) else {
                panic!("{name}: {} is not asked for", exchange.path);
            };
            assert_eq!(request.path, exchange.path, "{name}");
            let body = request
                .body
                .map_or(Value::Null, |body| serde_json::from_str(&body).unwrap());
            assert_eq!(body, exchange.body, "{name}");
            for (header, value) in &exchange.headers {
                let pair = (header.clone(), value.clone());
                assert!(request.headers.contains(&pair), "{name}: {header}");
            }
            if let Some(mut bearer) = request.bearer {
                assert!(bearer.headers.contains(&"authorization".to_owned()));
                bearer.headers.clear();
                let first = fixture.exchanges.first().and_then(|e| e.bearer.clone());
                assert_eq!(Some(bearer), first, "{name}");
            } else {
                assert_eq!(exchange.bearer, None, "{name}");
            }
            answers.push(Answer {
                status: exchange.status.unwrap_or(200),
                value: exchange.answer.clone(),
            });
        }
        let Ask::Whole(reading) = fixture.ask(&answers) else {
            panic!("{name}: the answers are not read");
        };
        let mut found = Accumulator::default();
        assert!(found.complete(fixture.site.clone(), *reading));
        let given = dump(&found.captured(&fixture.url, now()));
        expect_test::expect_file![file.with_extension("md")].assert_eq(&given);
    }
}

#[test]
fn what_is_of_no_use_is_refused_and_no_id_leads_elsewhere() {
    for (file, fixture) in fixtures() {
        let name = file.display();
        for status in [200, 401, 403, 500] {
            let mut answers = Vec::new();
            while let Ask::Fetch(_) = fixture.ask(&answers) {
                let value = Value::Null;
                answers.push(Answer { status, value });
                assert!(answers.len() < 20, "{name}: asks for ever");
            }
            assert!(matches!(fixture.ask(&answers), Ask::Refused), "{name}");
        }
        // Answers of every other shape.
        for value in [
            "[]",
            "{}",
            "[{}]",
            "{\"data\": []}",
            "[[1]]",
            "\"text\"",
            "7",
        ] {
            let value: Value = serde_json::from_str(value).unwrap();
            let mut answers = Vec::new();
            while let Ask::Fetch(_) = fixture.ask(&answers) {
                let value = value.clone();
                answers.push(Answer { status: 200, value });
                assert!(answers.len() < 20, "{name}: asks for ever");
            }
            assert!(matches!(fixture.ask(&answers), Ask::Refused), "{name}");
        }
        let last = fixture.url.rsplit('/').next().unwrap_or("");
        let elsewhere = Fixture {
            url: fixture.url.replace(last, "..%2f..%2fapi"),
            id: String::new(),
            ..fixture
        };
        assert!(matches!(elsewhere.ask(&[]), Ask::Refused), "{name}");
    }
}

/// The record of one chat, asked for under the address of another.
#[test]
fn records_that_name_another_chat_are_refused() {
    for (file, mut fixture) in fixtures() {
        let Some(last) = fixture.exchanges.last() else {
            continue;
        };
        let text = last.answer.to_string();
        let named = ["uuid", "conversation_id", "conversationId", "id"]
            .iter()
            .any(|key| {
                text.contains(&format!(
                    "\"{key}\":\"00000000-0000-4000-8000-000000000001\""
                )) || text.contains(&format!("\"{key}\":\"6740a1f25d0c83ea9c1b0001\""))
            });
        if !named || fixture.url.contains("/share/") {
            continue;
        }
        fixture.url = fixture
            .url
            .replace("000000000001", "000000000002")
            .replace("9c1b0001", "9c1b0002");
        let answers: Vec<Answer> = fixture
            .exchanges
            .iter()
            .map(|exchange| Answer {
                status: exchange.status.unwrap_or(200),
                value: exchange.answer.clone(),
            })
            .collect();
        let told = fixture.ask(&answers);
        assert!(!matches!(told, Ask::Whole(_)), "{}", file.display());
    }
}

/// A real page beside the real record of it: the two fit, and the record adds what the page leaves out.
#[test]
fn the_record_of_a_real_page_fits_it() {
    let Some(folder) = shared() else { return };
    let page = std::fs::read_to_string(folder.join("pages/openwebui--real-0.12.4.html")).unwrap();
    let record = folder.join("pages/openwebui--real-0.12.4.api.json");
    let record = std::fs::read_to_string(record).unwrap();
    let id: Value = serde_json::from_str(&record).unwrap();
    let url = format!("https://chat.example.org/c/{}", id["id"].as_str().unwrap());
    // As if the editor drew only a part of the code: a page that is whole is not asked for.
    let line = "<div class=\"cm-line\">";
    let cut = page.replacen(line, &format!("<div class=\"cm-gap\"></div>{line}"), 1);
    assert_ne!(page, cut);
    let mut session = Session::new(&url, now());
    let Step::Command(Command::Read(plan)) = session.start() else {
        panic!("nothing is read");
    };
    let Step::Done(shown) = session.step(Reply::Page(html::read(&cut, &url, &plan))) else {
        panic!("nothing is shown");
    };
    let codes: Vec<&str> = shown
        .conversation
        .warnings
        .iter()
        .map(|it| &it.code[..])
        .collect();
    assert_eq!(codes, ["code-incomplete"]);
    let Step::Command(Command::Fetch(plan)) = session.load_all() else {
        panic!("the server is not asked");
    };
    assert!(plan.request.path.starts_with("/api/v1/chats/"));
    let told = session.step(Reply::Fetched(Fetched {
        status: 200,
        text: record,
        ..Fetched::default()
    }));
    // The page is read once more beside what was told.
    let Step::Command(Command::Read(plan)) = told else {
        panic!("{told:?}");
    };
    let Step::Done(all) = session.step(Reply::Page(html::read(&cut, &url, &plan))) else {
        panic!("it does not end");
    };
    assert_eq!(all.completeness.asked, Outcome::Answered);
    assert_eq!(all.completeness.captured, 6);
    assert!(all.conversation.complete);
    assert_eq!(all.conversation.warnings, []);
    // The whole page gives the same messages without the server.
    let whole = html::capture_page(&page, &url, now()).unwrap().conversation;
    for (told, shown) in all.conversation.messages.iter().zip(&whole.messages) {
        assert_eq!(told.role, shown.role);
        assert_eq!(shape_of(&told.markdown), shape_of(&shown.markdown));
    }
}

/// Letters and digits alone: how Markdown is written may differ.
fn shape_of(markdown: &str) -> String {
    // A saved page does not keep whether a box was ticked.
    let markdown = markdown.replace("[x]", "[ ]");
    markdown.chars().filter(|c| c.is_alphanumeric()).collect()
}
