//! A stranger's conversation in the real viewer: whatever it holds, nothing runs, nothing loads and
//! nothing leads away.

use chatlink::conversation::{Conversation, Message, Role, Source, Warning};
use chatlink::link::{self, CodecChoice};
use driver::{Browser, Kind, Page, hooks};

use crate::homes::{self, HOST};
use crate::viewer::empty_viewer;
use crate::{Stage, in_both};

in_both!(
    tricks_do_nothing,
    tricks_do_nothing_on_a_host,
    tricks_do_nothing_in_a_file
);

/// Every place in Markdown where a text can stand.
const PLACES: [&str; 7] = [
    "{}",
    "a `{}` b **{}** ~~{}~~",
    "```html\n{}\n```\n\n```{}\nx\n```",
    "[{}](https://a.example/{}) ![{}](https://a.example/{})",
    "# {}\n\n> {}\n\n- [ ] {}\n\n| {} | b |\n|---|---|\n| a | {} |",
    "$\\text{{}}$ $$\n{}\n$$",
    "a[^1] <div>{}</div>\n\n[^1]: {}",
];

fn seeds() -> Vec<String> {
    let lines = include_str!("../fixtures/hostile/seeds.txt").lines();
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with("# "));
    lines
        .map(|line| characters(&line.replace("\\n", "\n")))
        .collect()
}

/// `\u{…}` as the character; a backslash before another letter stays.
fn characters(text: &str) -> String {
    let mut parts = text.split("\\u{");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (number, rest) = part.split_once('}').unwrap();
        let c = u32::from_str_radix(number, 16)
            .ok()
            .and_then(char::from_u32);
        out.push(c.unwrap());
        out.push_str(rest);
    }
    out
}

fn conversation() -> Conversation {
    let roles = [Role::Assistant, Role::User, Role::Tool, Role::System];
    let mut messages = Vec::new();
    for seed in seeds() {
        for place in PLACES {
            messages.push(Message {
                role: roles[messages.len() % roles.len()],
                markdown: place.replace("{}", &seed),
                model: Some(seed.clone()),
                reasoning: Some(seed.clone()),
                sources: vec![Source {
                    title: seed.clone(),
                    url: seed.clone(),
                }],
                ..Message::default()
            });
        }
    }
    let all = seeds().join(" ");
    Conversation {
        title: all.clone(),
        site: all.clone(),
        model: Some(all.clone()),
        author: Some(all.clone()),
        warnings: seeds()
            .into_iter()
            .map(|code| Warning {
                detail: code.clone(),
                code,
            })
            .collect(),
        messages,
        ..Conversation::default()
    }
}

/// What is neither ours nor part of the page as it was served, after everything that is folded was opened: elements, attributes, addresses.
const STRANGE: &str = r#"(() => {
    for (const fold of document.querySelectorAll('details')) fold.open = true;
    const tags = 'a article aside blockquote body br button code del details div em figcaption figure h1 h2 h3 h4 h5 h6 head header hr html input label li link main math merror meta mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover nav ol p pre script search section span strong summary sup table tbody td th thead time title tr ul'.split(' ');
    const own = 'style'.split(' ');
    const found = [];
    for (const element of document.querySelectorAll('body *')) {
        const name = element.localName;
        if (before.has(element) && ['link', 'meta', 'noscript', 'script'].includes(name)) continue;
        if (!tags.includes(name) || name === 'script' || name === 'link' || name === 'meta') found.push('<' + name + '>');
        for (const { name: attr, value } of element.attributes) {
            if (/^on|^src|^xlink|^action|^formaction|^srcdoc/.test(attr) || own.includes(attr)) found.push(name + ' ' + attr + '=' + value);
            if (attr === 'href' && !/^(https?:\/\/|mailto:|#m\d+(-reasoning)?-(note|mark)-\d+$)/.test(value)) found.push(name + ' ' + attr + '=' + value);
        }
    }
    return found.slice(0, 20);
})()"#;

fn tricks_do_nothing(kind: Kind) {
    let mut stage = Stage::new(kind);
    let browser: &mut dyn Browser = stage.browser.as_mut();
    let page = empty_viewer(browser);
    tricks_in(browser, &page, hooks::VIEWER);
    assert_eq!(stage.asked(), Vec::<String>::new());
}

/// The page that anybody serves has rules of its own.
fn tricks_do_nothing_on_a_host(kind: Kind) {
    let (network, mut browser) = homes::stage(kind);
    let browser = browser.as_mut();
    let own = format!("https://{HOST}/read/");
    let page = browser.open(&own).unwrap();
    tricks_in(browser, &page, "/read/");
    for request in network.requests() {
        let plain = request.url.starts_with(&own) && !request.url.contains('?');
        assert!(plain, "{}", request.url);
    }
}

/// So has the one file.
fn tricks_do_nothing_in_a_file(kind: Kind) {
    let (network, mut browser) = homes::stage(kind);
    let browser = browser.as_mut();
    let file = homes::built().with_file_name("viewer.html");
    let file = format!("file://{}", file.canonicalize().unwrap().display());
    let page = browser.open(&file).unwrap();
    tricks_in(browser, &page, "viewer.html");
    let asked: Vec<_> = network.requests().into_iter().map(|it| it.url).collect();
    assert_eq!(asked, Vec::<String>::new());
}

/// Opens the conversation in a viewer without a link, whose address ends so; nothing runs, loads or
/// leads away.
fn tricks_in(browser: &mut dyn Browser, page: &Page, end: &str) {
    let conversation = conversation();
    assert!(
        conversation.messages.len() >= 500,
        "{}",
        conversation.messages.len()
    );
    let payload = link::encode(&conversation, CodecChoice::Deflate).unwrap();
    let asking = "document.documentElement.dataset.state === 'asking'";
    browser.wait_for(page, asking).unwrap();
    let trap = "window.before = new Set(document.querySelectorAll('body *')), window.violations = [], window.ran = undefined, \
        document.addEventListener('securitypolicyviolation', (e) => violations.push(e.violatedDirective + ' ' + e.blockedURI)), \
        window.addEventListener('error', (e) => violations.push('error ' + e.message)), 1";
    browser.eval(page, trap).unwrap();
    let before = browser.pages().unwrap().len();
    // Set at once, since typing half a million letters takes long, and then pasted in effect.
    let set = format!(
        "document.querySelector('#link-field').value = {}",
        serde_json::Value::from(format!("https://chatlink.example/#{payload}"))
    );
    browser.eval(page, &set).unwrap();
    browser.click(page, "main button").unwrap();
    browser
        .wait_for(page, "document.documentElement.dataset.state === 'ready'")
        .unwrap();
    let count = hooks::messages(browser, page).unwrap().len();
    assert_eq!(count, conversation.messages.len());
    assert_eq!(browser.eval(page, STRANGE).unwrap(), serde_json::json!([]));
    // What would run or load later has had its time: two frames and a task.
    let later = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))";
    browser.eval(page, later).unwrap();
    assert_eq!(
        browser.eval(page, "violations").unwrap(),
        serde_json::json!([])
    );
    assert_eq!(
        browser.eval(page, "typeof window.ran").unwrap(),
        "undefined"
    );
    let address = browser.eval(page, "location.href").unwrap();
    assert!(address.as_str().unwrap().ends_with(end), "{address}");
    assert_eq!(browser.pages().unwrap().len(), before);
}
