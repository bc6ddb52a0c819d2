//! "Continue in…": the transcript goes to the clipboard and, where the reader wants that and allows the
//! site, into the site's own box; nothing is ever sent.

use std::collections::BTreeSet;

use driver::{Browser, Kind, Network, Page, Response, hooks};
use serde_json::Value;

use crate::homes::{self, HOST};
use crate::ways_in::{allowed, open};
use crate::{Stage, in_both, opened_beside, sentence};

in_both!(boxes_are_filled, by_the_clipboard, from_a_host);

const OWN: &str = "https://chat.home.example/";

/// An editor that takes a pasted text line by line, as those of the sites do.
const EDITOR: &str = "box.addEventListener('paste', (event) => { \
    const text = event.clipboardData.getData('text/plain'); event.preventDefault(); \
    for (const line of text.split('\\n')) { \
        const p = document.createElement('p'); p.textContent = line; box.append(p); } });";

/// A site's box, as a test finds it.
const BOX: &str = "document.querySelector('[contenteditable], textarea')";

/// What each site has: its host, its box, a script, and how the text is read back.
const SITES: [(&str, &str, &str, &str, &str); 4] = [
    (
        "ChatGPT",
        "chatgpt.com",
        "<div id=\"prompt-textarea\" contenteditable=\"true\"></div>",
        EDITOR,
        "[...BOX.children].map((line) => line.textContent).join('\\n')",
    ),
    (
        // Its box comes later, and one that is hidden is none.
        "Claude",
        "claude.ai",
        "<div class=\"ProseMirror\" contenteditable=\"true\" hidden></div>",
        EDITOR,
        "[...BOX.children].map((line) => line.textContent).join('\\n')",
    ),
    (
        // One that leaves a paste to the browser.
        "Gemini",
        "gemini.google.com",
        "<rich-textarea><div class=\"ql-editor\" contenteditable=\"true\"></div></rich-textarea>",
        "",
        "BOX.innerText",
    ),
    (
        "Open WebUI",
        "chat.home.example",
        "<textarea id=\"chat-input\"></textarea>",
        "box.addEventListener('input', () => { box.dataset.heard = 'yes'; });",
        "BOX.dataset.heard === 'yes' && BOX.value",
    ),
];

/// Each site, with its box in a form; whatever would be sent is a request to `/sent`.
fn serve(network: &Network) {
    for (_, host, html, script, _) in SITES {
        network.host(host, move |request| {
            if request.path() == "/api/config" {
                return Response::new(
                    "application/json",
                    r#"{"status":true,"name":"Open WebUI","version":"0.6.36","features":{}}"#,
                )
                .with("access-control-allow-origin", "*");
            }
            Response::html(format!(
                "<style>[contenteditable], textarea {{ display: block; width: 30em; min-height: 3em }} \
                 [hidden] {{ display: none !important }}</style>\
                 <form action=\"/sent\">{html}<button>Send</button></form><script>\
                 const box = document.querySelector('[contenteditable], textarea'); {script}\
                 box.addEventListener('keydown', () => fetch('/sent'));\
                 setTimeout(() => {{ box.hidden = false; }});</script>"
            ))
        });
    }
}

fn open_viewer(browser: &mut dyn Browser) -> Page {
    let page = format!(
        "{}/{}#{}",
        browser.origin(),
        hooks::VIEWER,
        homes::payload()
    );
    let page = browser.open(&page).unwrap();
    homes::shows_everything(browser, &page);
    page
}

/// Presses a site in the menu.
fn press(browser: &mut dyn Browser, page: &Page, name: &str) {
    let mark = format!(
        "(() => {{ const menu = document.querySelector('[data-menu=view_continue]'); menu.open = true; \
          const all = [...menu.querySelectorAll('[data-action=continue]')]; \
          const one = all.find((button) => button.textContent === {name}); \
          for (const button of all) button.id = ''; if (one) one.id = 'chosen'; return Boolean(one); }})()",
        name = Value::from(name)
    );
    browser.wait_for(page, &mark).unwrap();
    browser.click(page, "#chosen").unwrap();
}

fn notice(browser: &mut dyn Browser, page: &Page, text: &str) {
    let text = Value::from(text);
    let said = format!("document.querySelector('.notice').textContent === {text}");
    browser.wait_for(page, &said).unwrap();
}

fn nothing_was_sent(network: &Network) {
    for request in network.requests() {
        assert!(!request.url.contains("/sent"), "{}", request.url);
        assert_eq!(request.method, "GET", "{}", request.url);
        assert!(!request.url.contains('?'), "{}", request.url);
    }
}

/// In both, as a reader sees it: editors differ in the lines between paragraphs.
fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

fn boxes_are_filled(kind: Kind) {
    let hosts: Vec<String> = SITES
        .iter()
        .map(|(_, host, ..)| format!("https://{host}/*"))
        .collect();
    let hosts: Vec<&str> = hosts.iter().map(String::as_str).collect();
    let folder = allowed(kind, &hosts);
    let mut stage = Stage::with_extension(kind, folder.path());
    serve(&stage.network);
    let browser = stage.browser.as_mut();

    // The person's own is looked at before it is kept.
    let settings = open(browser, hooks::OPTIONS);
    let says = |text: &str| {
        let text = Value::from(text);
        format!("document.querySelector('#own-chat-said').textContent === {text}")
    };
    let wrong = "https://chat.home.example/nothing/here";
    browser.fill(&settings, "#own-chat", wrong).unwrap();
    browser.click(&settings, "#own-chat-save").unwrap();
    let unknown = sentence("options_own_unknown", &[wrong]);
    browser.wait_for(&settings, &says(&unknown)).unwrap();
    browser.fill(&settings, "#own-chat", OWN).unwrap();
    browser.click(&settings, "#own-chat-save").unwrap();
    let saved = sentence("options_own_saved", &[OWN]);
    browser.wait_for(&settings, &says(&saved)).unwrap();
    browser.close(&settings).unwrap();

    let page = open_viewer(browser);
    let menu = "document.querySelector('[data-menu=view_continue]').open = true";
    browser.eval(&page, menu).unwrap();
    browser.click(&page, "#continue-fill").unwrap();
    for (name, host, _, _, read) in SITES {
        press(browser, &page, name);
        let tab = opened_beside(browser, &format!("https://{host}/"));
        let there = read.replace("BOX", BOX);
        let text = browser.wait_for(&tab, &there).unwrap();
        let text = text.as_str().unwrap().to_owned();
        let copied = browser.clipboard().unwrap();
        assert!(copied.contains("Sentence 39"), "{copied}");
        assert_eq!(words(&text), words(&copied), "{name}");
        let lines = |text: &str| text.lines().filter(|line| !line.is_empty()).count();
        assert_eq!(lines(&text), lines(&copied), "{name}");
        browser.close(&tab).unwrap();
        let said = sentence("view_continue_filled", &[name, "0"]);
        notice(browser, &page, &said);
    }
    // Kept for the next conversation.
    let page = open_viewer(browser);
    let kept = "document.querySelector('#continue-fill')?.checked";
    browser.wait_for(&page, kept).unwrap();
    nothing_was_sent(&stage.network);
    let asked: BTreeSet<_> = stage
        .asked()
        .into_iter()
        .filter_map(|url| Some(url.split('/').nth(2)?.to_owned()))
        .collect();
    assert_eq!(asked, SITES.map(|site| site.1.to_owned()).into());
}

/// As long as nobody asks for more, the box stays empty and no permission is asked for.
fn by_the_clipboard(kind: Kind) {
    let mut stage = Stage::new(kind);
    serve(&stage.network);
    let browser = stage.browser.as_mut();
    let page = open_viewer(browser);
    press(browser, &page, "ChatGPT");
    notice(
        browser,
        &page,
        &sentence("view_continue_copied", &["ChatGPT", "0"]),
    );
    let tab = opened_beside(browser, "https://chatgpt.com/");
    let empty = format!("document.readyState === 'complete' && {BOX}.textContent === ''");
    browser.wait_for(&tab, &empty).unwrap();
    assert!(browser.clipboard().unwrap().contains("Sentence 39"));
    nothing_was_sent(&stage.network);
}

/// A page without the extension opens the site too, and offers no box.
fn from_a_host(kind: Kind) {
    let (network, mut browser) = homes::stage(kind);
    serve(&network);
    let browser = browser.as_mut();
    let page = format!("https://{HOST}/read/#{}", homes::payload());
    let page = browser.open(&page).unwrap();
    homes::shows_everything(browser, &page);
    press(browser, &page, "ChatGPT");
    notice(
        browser,
        &page,
        &sentence("view_continue_copied", &["ChatGPT", "0"]),
    );
    let _ = opened_beside(browser, "https://chatgpt.com/");
    let offered = "document.querySelector('#continue-fill') !== null";
    assert_eq!(browser.eval(&page, offered).unwrap(), false);
}
