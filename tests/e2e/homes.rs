//! The viewer as a page of its own, with no extension: a folder on a host, and one file on disk.

use std::path::{Path, PathBuf};

use chatlink::conversation::{Conversation, Message, Role};
use chatlink::link::{self, CodecChoice};
use driver::{Browser, Kind, Network, Options, Page, Response, find, hooks, launch};

use crate::password::unlock;
use crate::{in_both, sentence};

in_both!(
    folder,
    folder_with_password,
    mangled_address,
    one_file,
    rescued
);

pub(crate) const HOST: &str = "viewer.example";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The folder that the build wrote, which a test of another target folder finds as well.
pub(crate) fn built() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    root().join(target).join("page/viewer")
}

/// A browser without the extension, and a host with the viewer.
pub(crate) fn stage(kind: Kind) -> (Network, Box<dyn Browser>) {
    let network = Network::start().unwrap();
    serve(&network);
    let options = Options {
        extension: None,
        headless: true,
        proxy: Some(network.address()),
        profile: None,
        language: None,
    };
    let browser = launch(&find(kind).unwrap(), &options).unwrap();
    (network, browser)
}

/// The viewer's folder below `/read/` of its host.
pub(crate) fn serve(network: &Network) {
    network.host(HOST, |request| {
        let path = request.path().split('?').next().unwrap_or_default();
        let name = match path.strip_prefix("/read/") {
            Some("") => "index.html",
            Some(name) if !name.contains("..") => name,
            _ => "",
        };
        match std::fs::read(built().join(name)) {
            Ok(bytes) => Response::new(content_type(name), bytes),
            Err(_) => Response::html(std::fs::read(built().join("404.html")).unwrap()),
        }
    });
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript",
        "css" => "text/css",
        "json" => "application/json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        _ => "application/octet-stream",
    }
}

/// Of codec 2, so that the worker has to be found too.
pub(crate) fn payload() -> String {
    link::encode(&conversation(), CodecChoice::Dense).unwrap()
}

/// The same with a password, whose key has a wasm of its own.
pub(crate) fn sealed() -> String {
    link::make_sealed(
        &conversation(),
        CodecChoice::Dense,
        "correct horse",
        [7; 16],
    )
    .unwrap()
}

pub(crate) fn conversation() -> Conversation {
    let message = |n: usize| Message {
        role: [Role::User, Role::Assistant][n % 2],
        markdown: format!(
            "Sentence {n} about the *frost* line, $d^2 > 1$.\n\n```rust\nlet depth = {n};\n```"
        ),
        ..Message::default()
    };
    Conversation {
        title: "Foundation".to_owned(),
        complete: true,
        messages: (0..40).map(message).collect(),
        ..Conversation::default()
    }
}

/// A wrong password first, which loses nothing.
pub(crate) fn opens_with_its_password(browser: &mut dyn Browser, page: &Page) {
    browser
        .wait_for(page, "document.documentElement.dataset.state === 'locked'")
        .unwrap();
    unlock(browser, page, "battery staple");
    let wrong = "document.querySelector('[data-error=password-wrong]:not([hidden])')";
    browser
        .wait_for(page, &format!("{wrong} !== null"))
        .unwrap();
    unlock(browser, page, "correct horse");
    shows_everything(browser, page);
}

pub(crate) fn shows_everything(browser: &mut dyn Browser, page: &Page) {
    browser
        .wait_for(page, "document.documentElement.dataset.state === 'ready'")
        .unwrap();
    assert_eq!(hooks::messages(browser, page).unwrap().len(), 40);
    assert_eq!(browser.text(page, "h1").unwrap(), "Foundation");
    // The formulas' own wasm was found.
    let formulas = "document.querySelectorAll('main math').length";
    assert_eq!(browser.eval(page, formulas).unwrap(), 40);
    // Its styles are there: a page without them is black on white.
    let styled = "getComputedStyle(document.body).getPropertyValue('--ink').trim() !== ''";
    assert_eq!(browser.eval(page, styled).unwrap(), true);
    assert_eq!(browser.eval(page, "location.hash").unwrap(), "");
}

/// From a host: nothing is asked of any other, and the host never sees the conversation.
fn folder(kind: Kind) {
    let (network, mut browser) = stage(kind);
    let browser = browser.as_mut();
    let payload = payload();
    let page = browser
        .open(&format!("https://{HOST}/read/#{payload}"))
        .unwrap();
    shows_everything(browser, &page);
    for request in network.requests() {
        let own = request.url.starts_with(&format!("https://{HOST}/"));
        assert!(own, "{}", request.url);
        assert!(!request.url.contains(&payload[..20]), "{}", request.url);
    }
    // The worker gets ready while the page is loaded, and the wasm is on its way before a script runs. What the
    // page itself asks for comes in any order, over several connections.
    let requests = network.requests();
    let place = |name: &str| requests.iter().position(|it| it.url.ends_with(name));
    assert!(place("/worker.js").unwrap() < place(".json").unwrap());
    assert!(place("/viewer_bg.wasm").unwrap() < place(".json").unwrap());
    let wasm = requests
        .iter()
        .filter(|it| it.url.ends_with("/viewer_bg.wasm"));
    assert_eq!(wasm.count(), 1, "what was fetched early is used");
    // Without a link it asks for one, and no worker is started.
    let before = requests.len();
    let page = browser.open(&format!("https://{HOST}/read/")).unwrap();
    browser
        .wait_for(&page, "document.documentElement.dataset.state === 'asking'")
        .unwrap();
    let asked = browser.text(&page, "main").unwrap();
    assert!(asked.contains(&sentence("view_ask_title", &[])), "{asked}");
    let more = network.requests().split_off(before);
    assert!(!more.iter().any(|it| it.url.ends_with("/worker.js")));
}

/// The key is derived in the browser: the host is asked for the wasm, and for nothing else.
fn folder_with_password(kind: Kind) {
    let (network, mut browser) = stage(kind);
    let browser = browser.as_mut();
    let page = browser
        .open(&format!("https://{HOST}/read/#{}", sealed()))
        .unwrap();
    opens_with_its_password(browser, &page);
    for request in network.requests() {
        let own = request.url.starts_with(&format!("https://{HOST}/read/"));
        let plain = !request.url.contains("horse") && !request.url.contains('?');
        assert!(own && plain, "{}", request.url);
    }
}

/// Mail filters write the `#` as `%23`, in the query or in the path.
fn mangled_address(kind: Kind) {
    let (_network, mut browser) = stage(kind);
    let browser = browser.as_mut();
    let payload = payload();
    for mark in ["%23", "%2523"] {
        let page = browser
            .open(&format!("https://{HOST}/read/{mark}{payload}"))
            .unwrap();
        shows_everything(browser, &page);
        browser.close(&page).unwrap();
    }
}

/// A page that is not there says so, and does nothing else.
fn rescued(kind: Kind) {
    let (_network, mut browser) = stage(kind);
    let browser = browser.as_mut();
    let page = browser
        .open(&format!("https://{HOST}/read/nothing"))
        .unwrap();
    let said = browser.text(&page, "h1").unwrap();
    assert_eq!(said, sentence("page_missing_title", &[]));
}

/// From disk: with no network at all.
fn one_file(kind: Kind) {
    let (network, mut browser) = stage(kind);
    let browser = browser.as_mut();
    let file = built().with_file_name("viewer.html");
    let file = file.canonicalize().unwrap();
    let page = browser
        .open(&format!("file://{}#{}", file.display(), payload()))
        .unwrap();
    shows_everything(browser, &page);
    let page = browser
        .open(&format!("file://{}#{}", file.display(), sealed()))
        .unwrap();
    opens_with_its_password(browser, &page);
    let asked: Vec<_> = network.requests().into_iter().map(|it| it.url).collect();
    assert_eq!(asked, Vec::<String>::new());
}
