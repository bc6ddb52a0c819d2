//! Capture against a real Open WebUI, whose messages are known as Markdown.
//!
//! `cargo run --package driver --example openwebui -- http://127.0.0.1:8080 ../shared/conversations/dev`
//!
//! It enters every conversation of a folder through the application's own interface, opens its page in
//! Chromium, scrolls to the top until every message is there, and captures what the page holds. Then it
//! presses the extension's button over the page as it opens, and opens the link that it copies: there
//! the whole conversation comes from the application's record, where the page lacks some of it. Source
//! and capture are rendered and compared. What it prints are the rows of docs/SITES.md, and where the
//! messages differ.
//!
//! The application has to let everybody in (`WEBUI_AUTH=False`).

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use chatlink::capture::capture_page;
use chatlink::conversation::{Conversation, Message, Role, Timestamp};
use driver::{Browser, Kind, Options, Page, find, hooks, launch};
use pulldown_cmark::{Event, Options as Syntax, Parser, html};
use serde_json::{Value, json};

/// The longest that a page may take to show what it has.
const PATIENCE: Duration = Duration::from_secs(60);

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [base, folder] = words.as_slice() else {
        bail!("the address of an Open WebUI, and a folder of conversations, please");
    };
    let options = Options {
        extension: Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("..")),
        headless: true,
        proxy: None,
        profile: None,
        language: None,
    };
    let mut browser = launch(&find(Kind::Chromium)?, &options)?;
    let browser = browser.as_mut();
    let home = browser.open(base)?;
    browser.wait_for(&home, "localStorage.token")?;
    let mut page = Tally::default();
    let mut record = Tally::default();
    for file in files(Path::new(folder))? {
        let source = read(&file)?;
        let id = enter(browser, &home, &source)?;
        let url = format!("{base}/c/{id}");
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        page.add(&name, &source, &by_page(browser, &url, &source)?);
        match by_button(browser, &url, source.messages.len()) {
            Ok(Some(told)) => record.add(&name, &source, &told),
            Ok(None) => {}
            Err(error) => println!("{name}: {error:#}"),
        }
    }
    println!("\nRead off the page, scrolled to its top:\n\n{page}");
    println!("\nBy the button, where the application was asked for its record:\n\n{record}");
    Ok(())
}

fn files(folder: &Path) -> Result<Vec<std::path::PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|kind| kind == "json") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// A conversation as it lies in a file.
fn read(file: &Path) -> Result<Conversation> {
    let value: Value = serde_json::from_str(&std::fs::read_to_string(file)?)?;
    let text = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
    let messages = value["messages"].as_array().context("no messages")?;
    Ok(Conversation {
        title: text(&value, "title"),
        messages: messages
            .iter()
            .map(|message| Message {
                role: if text(message, "role") == "user" {
                    Role::User
                } else {
                    Role::Assistant
                },
                markdown: text(message, "markdown"),
                ..Message::default()
            })
            .collect(),
        ..Conversation::default()
    })
}

/// Makes a chat of it in the application, and gives its id.
fn enter(browser: &mut dyn Browser, home: &Page, source: &Conversation) -> Result<String> {
    let id = |n: usize| format!("00000000-0000-4000-8000-{n:012}");
    let last = source.messages.len();
    let mut messages = serde_json::Map::new();
    for (at, message) in source.messages.iter().enumerate() {
        let n = at + 1;
        let user = message.role == Role::User;
        let children: Vec<String> = (n < last).then(|| id(n + 1)).into_iter().collect();
        let mut entry = json!({
            "id": id(n), "parentId": (at > 0).then(|| id(at)), "childrenIds": children,
            "role": if user { "user" } else { "assistant" },
            "content": message.markdown, "timestamp": 1_700_000_000 + n, "models": ["stub-1"],
        });
        if !user {
            entry["model"] = json!("stub-1");
            entry["done"] = json!(true);
        }
        messages.insert(id(n), entry);
    }
    let chat = json!({ "chat": {
        "title": source.title, "models": ["stub-1"],
        "history": { "messages": messages, "currentId": id(last) },
    }});
    let made = browser.eval(
        home,
        &format!(
            "fetch('/api/v1/chats/new', {{ method: 'POST', body: JSON.stringify({chat}), headers: {{
                'content-type': 'application/json', authorization: `Bearer ${{localStorage.token}}` }} }})
             .then((answer) => answer.json())"
        ),
    )?;
    let id = made["id"].as_str();
    Ok(id.with_context(|| format!("no chat: {made}"))?.to_owned())
}

/// How many messages the page holds.
const SHOWN: &str = "[...document.querySelectorAll('[id^=\"message-\"]')].filter((turn) =>
    turn.matches('.user-message') || turn.querySelector('.chat-assistant')).length";

/// A movement to its top.
const TO_THE_TOP: &str = "(() => {
    const list = document.querySelector('#messages-container');
    if (list) { list.scrollTop = 1; list.scrollTop = 0; }
    return document.body.innerHTML.length;
})()";

/// What the page holds when every message is there and nothing changes any more.
fn by_page(browser: &mut dyn Browser, url: &str, source: &Conversation) -> Result<Conversation> {
    let tab = browser.open(url)?;
    let end = Instant::now() + PATIENCE;
    let mut before = Value::Null;
    let mut same = 0;
    while same < 5 && Instant::now() < end {
        std::thread::sleep(Duration::from_millis(300));
        let now = browser.eval(&tab, TO_THE_TOP)?;
        let all = browser.eval(&tab, SHOWN)?.as_u64() >= u64::try_from(source.messages.len()).ok();
        same = if all && now == before { same + 1 } else { 0 };
        before = now;
    }
    let html = browser.eval(&tab, "document.documentElement.outerHTML")?;
    browser.close(&tab)?;
    let now = Timestamp::from_unix(1_790_000_000).context("a moment")?;
    let captured = capture_page(html.as_str().unwrap_or_default(), url, now);
    Ok(captured
        .map(|captured| captured.conversation)
        .unwrap_or_default())
}

/// What the copied link holds, where the page as it opens lacks some of the messages: the popup then
/// asks the application for its record by itself.
fn by_button(browser: &mut dyn Browser, url: &str, all: usize) -> Result<Option<Conversation>> {
    let tab = browser.open(url)?;
    browser.wait_for(&tab, "document.querySelector('.chat-assistant')")?;
    let shown = browser.eval(&tab, SHOWN)?;
    let mut told = None;
    if shown.as_u64() < u64::try_from(all).ok() {
        let popup = browser.press_button(&tab)?;
        hooks::popup_ready(browser, &popup)?;
        let everything =
            format!("document.querySelectorAll('#preview [data-message]').length === {all}");
        browser.wait_for(&popup, &everything)?;
        let link = hooks::copy_link(browser, &popup)?;
        let opened = chatlink::link::decode(&link);
        told = Some(
            opened
                .map_err(|error| anyhow::anyhow!("{error}"))?
                .conversation,
        );
        browser.close(&popup)?;
    }
    browser.close(&tab)?;
    Ok(told)
}

/// What came of the messages.
#[derive(Default)]
struct Tally {
    conversations: usize,
    messages: usize,
    rendered: usize,
    exact: usize,
    missing: usize,
    /// Messages with a placeholder, by what it stands for.
    left_out: BTreeMap<&'static str, usize>,
    /// Where messages differ: the conversation, the number, and the first lines that do.
    differ: Vec<(String, usize, String, String)>,
}

impl Tally {
    fn add(&mut self, name: &str, source: &Conversation, captured: &Conversation) {
        self.conversations += 1;
        self.messages += source.messages.len();
        self.missing += source
            .messages
            .len()
            .saturating_sub(captured.messages.len());
        for (at, (wanted, got)) in source.messages.iter().zip(&captured.messages).enumerate() {
            let (wanted, got) = (wanted.markdown.trim(), got.markdown.trim());
            self.exact += usize::from(wanted == got);
            let (source, capture) = (rendered(wanted), rendered(got));
            if source == capture {
                self.rendered += 1;
                continue;
            }
            let left_out = ["[…]", "[image", "[embedded", "[diagram"];
            let kind = left_out
                .into_iter()
                .find(|mark| got.contains(mark) && !wanted.contains(mark));
            match kind {
                Some(mark) => *self.left_out.entry(mark).or_default() += 1,
                None => {
                    let (a, b) = first_difference(&source, &capture);
                    self.differ.push((name.to_owned(), at + 1, a, b));
                }
            }
        }
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let all = self.messages;
        writeln!(
            f,
            "| {} conversations | messages |\n| --- | --- |",
            self.conversations
        )?;
        writeln!(
            f,
            "| render the same as their source | {} of {all} |",
            self.rendered
        )?;
        writeln!(f, "| the same character for character | {} |", self.exact)?;
        writeln!(f, "| not there | {} |", self.missing)?;
        for (mark, count) in &self.left_out {
            writeln!(f, "| with the placeholder `{mark}` | {count} |")?;
        }
        writeln!(f, "| differ | {} |\n", self.differ.len())?;
        for (name, number, source, capture) in &self.differ {
            writeln!(
                f,
                "{name}, message {number}\n  source  {source}\n  capture {capture}"
            )?;
        }
        Ok(())
    }
}

/// As the application sets Markdown: every line end is one.
fn rendered(markdown: &str) -> String {
    let syntax = Syntax::ENABLE_TABLES
        | Syntax::ENABLE_STRIKETHROUGH
        | Syntax::ENABLE_TASKLISTS
        | Syntax::ENABLE_MATH
        | Syntax::ENABLE_FOOTNOTES;
    let events = Parser::new_ext(markdown, syntax).map(|event| match event {
        Event::SoftBreak => Event::HardBreak,
        other => other,
    });
    let mut out = String::new();
    html::push_html(&mut out, events);
    // Loose and tight lists look alike, and white space counts in code alone.
    let mut shown = String::new();
    for (n, piece) in out.split("<pre>").enumerate() {
        let (code, text) = match piece.split_once("</pre>") {
            Some((code, text)) if n > 0 => (code, text),
            _ => ("", piece),
        };
        shown.push_str(code.trim_end());
        let text = text
            .replace("</p>\n<p>", "<br>")
            .replace("<p>", "")
            .replace("</p>", "");
        let text = text.replace("<br />", "<br>");
        let words: Vec<&str> = text.split_ascii_whitespace().collect();
        let text = words.join(" ").replace("> ", ">").replace(" <", "<");
        shown.push_str(&text.replace("<li>", "\n<li>").replace("<br>", "\n<br>"));
    }
    shown
}

fn first_difference(a: &str, b: &str) -> (String, String) {
    let short = |line: Option<&str>| line.unwrap_or("").chars().take(160).collect::<String>();
    let mut lines = (a.lines(), b.lines());
    loop {
        match (lines.0.next(), lines.1.next()) {
            (Some(x), Some(y)) if x == y => {}
            (x, y) => return (short(x), short(y)),
        }
    }
}
