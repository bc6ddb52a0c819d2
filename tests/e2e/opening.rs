//! Uploads, opened by their address: in the extension, and in the static viewer without it.

use chatlink::conversation::{Conversation, Message, Role};
use chatlink::messages::english;
use chatlink::upload::{Address, Random, Server, Upload, Wish};
use driver::{Browser, Kind, Page, hooks};
use standin::{Fault, On, Standin};

use crate::homes::{self, HOST};
use crate::password::unlock;
use crate::upload::{HOST as BIN, serve};
use crate::{Stage, in_both, sentence};

in_both!(
    in_the_static_viewer,
    with_a_password,
    burning_is_asked_about,
    every_failure_has_its_page,
    made_by_another_program,
    in_the_extension,
);

fn conversation() -> Conversation {
    let message = |role, markdown: &str| Message {
        role,
        markdown: markdown.to_owned(),
        ..Message::default()
    };
    Conversation {
        title: "Frost depth".to_owned(),
        complete: true,
        messages: vec![
            message(Role::User, "How deep?"),
            message(Role::Assistant, "Some **80 cm**: $d > 0.8$."),
        ],
        ..Conversation::default()
    }
}

/// Stores the conversation, and gives where it lies.
pub(crate) fn stored(standin: &Standin, wish: &Wish) -> Address {
    let random = Random::new(std::array::from_fn(|at| u8::try_from(at * 3).unwrap()));
    let upload = Upload::new(&conversation(), wish, random, &english).unwrap();
    let said = standin.answer("POST", "/", true, upload.body.as_bytes());
    assert!(said.unwrap().body.contains(&upload.id));
    Address {
        server: Server::parse(&format!("https://{BIN}/")).unwrap(),
        id: upload.id,
        key: upload.key,
        burn: wish.burn,
    }
}

fn burning() -> Wish {
    Wish {
        burn: true,
        ..Wish::default()
    }
}

fn open(browser: &mut dyn Browser, address: &Address) -> Page {
    let url = format!("https://{HOST}/read/#{}", address.spelt());
    browser.open(&url).unwrap()
}

fn wait(browser: &mut dyn Browser, page: &Page, state: &str) {
    let there = format!("document.documentElement.dataset.state === '{state}'");
    browser.wait_for(page, &there).unwrap();
}

fn shows_it(browser: &mut dyn Browser, page: &Page) {
    wait(browser, page, "ready");
    assert_eq!(browser.text(page, "h1").unwrap(), "Frost depth");
    let messages = hooks::messages(browser, page).unwrap();
    assert_eq!(messages.len(), 2);
    // Richer than on the server's own page.
    assert_eq!(
        browser
            .eval(page, "document.querySelectorAll('main math').length")
            .unwrap(),
        1
    );
    let said = browser.text(page, ".origin").unwrap();
    assert!(said.contains(&sentence("view_came_upload", &[])), "{said}");
}

/// What stands under the bar.
fn notice(browser: &mut dyn Browser, page: &Page) -> String {
    browser.text(page, ".notice").unwrap()
}

fn in_the_static_viewer(kind: Kind) {
    let (network, mut browser) = homes::stage(kind);
    let browser = browser.as_mut();
    let standin = serve(&network, BIN);
    let address = stored(&standin, &Wish::default());
    let page = open(browser, &address);
    shows_it(browser, &page);
    assert!(notice(browser, &page).contains(BIN));
    if kind == Kind::Chromium {
        let moved = browser.eval(&page, crate::viewer::MOVED).unwrap();
        assert_eq!(moved, serde_json::json!([]));
    }
    // Nobody but the host of the page and the server is asked, and the key goes to neither.
    let key = address.key.spelt();
    for request in network.requests() {
        let known = [HOST, BIN].map(|host| request.url.starts_with(&format!("https://{host}/")));
        assert!(known.contains(&true), "{}", request.url);
        assert!(!request.url.contains(&key), "{}", request.url);
        assert_eq!(request.header("referer").filter(|_| known[1]), None);
    }
    // Passed on, it is the address of this viewer.
    browser
        .click(&page, "[data-action=view_copy_link]")
        .unwrap();
    let copied = format!(
        "document.querySelector('[data-action=view_copy_link]').textContent === {:?}",
        sentence("view_copied", &[])
    );
    browser.wait_for(&page, &copied).unwrap();
    let link = format!("https://{HOST}/read/#{}", address.spelt());
    assert_eq!(browser.clipboard().unwrap(), link);
    // A reload opens it again, although its address is bare.
    let reload = "document.documentElement.dataset.state = 'left'; location.reload()";
    browser.eval(&page, reload).unwrap();
    shows_it(browser, &page);
}

fn with_a_password(kind: Kind) {
    let (network, mut browser) = homes::stage(kind);
    let browser = browser.as_mut();
    let standin = serve(&network, BIN);
    // It burns as well: what was read once has to last until the password is right.
    let wish = Wish {
        password: "correct horse".to_owned(),
        ..burning()
    };
    let page = open(browser, &stored(&standin, &wish));
    wait(browser, &page, "burns");
    browser.click(&page, "#burn").unwrap();
    wait(browser, &page, "locked");
    assert_eq!(standin.ids(), Vec::<String>::new());
    let said = browser.text(&page, "main p").unwrap();
    assert_eq!(said, sentence("view_password_burnt", &[BIN]));
    unlock(browser, &page, "wrong");
    let wrong = format!(
        "document.querySelector('#password-wrong').textContent === {:?}",
        sentence("error_upload_wrong_password", &[])
    );
    browser.wait_for(&page, &wrong).unwrap();
    unlock(browser, &page, "correct horse");
    shows_it(browser, &page);
}

/// Nothing is read before the reader said so; then it is gone, and the page says so.
fn burning_is_asked_about(kind: Kind) {
    let (network, mut browser) = homes::stage(kind);
    let browser = browser.as_mut();
    let standin = serve(&network, BIN);
    let address = stored(&standin, &burning());
    let page = open(browser, &address);
    wait(browser, &page, "burns");
    assert_eq!(standin.ids(), [address.id.as_str()]);
    browser.click(&page, "#burn").unwrap();
    shows_it(browser, &page);
    assert_eq!(notice(browser, &page), sentence("view_burnt", &[BIN]));
    assert_eq!(standin.ids(), Vec::<String>::new());
    let copies = "document.querySelectorAll('[data-action=view_copy_link]').length";
    assert_eq!(browser.eval(&page, copies).unwrap(), 0);

    let page = open(browser, &address);
    wait(browser, &page, "burns");
    browser.click(&page, "#burn").unwrap();
    wait(browser, &page, "error");
    assert_eq!(error(browser, &page), "upload-gone");
}

fn error(browser: &mut dyn Browser, page: &Page) -> String {
    let key = browser.eval(page, "document.querySelector('[data-error]').dataset.error");
    key.unwrap().as_str().unwrap_or_default().to_owned()
}

fn every_failure_has_its_page(kind: Kind) {
    let (network, mut browser) = homes::stage(kind);
    let browser = browser.as_mut();
    let standin = serve(&network, BIN);
    let address = stored(&standin, &Wish::default());
    for (fault, key) in [
        // What a proxy says, the browser shows to no page of another host.
        (Fault::Html(503), "server-unreachable"),
        (Fault::Refuse("Gibt es nicht.".to_owned()), "upload-gone"),
    ] {
        standin.fail(On::Read, fault);
        let page = open(browser, &address);
        wait(browser, &page, "error");
        assert_eq!(error(browser, &page), key);
        if key == "server-unreachable" {
            browser.click(&page, "#again").unwrap();
            shows_it(browser, &page);
        }
        browser.close(&page).unwrap();
    }
    let other = Address {
        key: Random::new([9; Random::BYTES]).key,
        ..address
    };
    let page = open(browser, &other);
    wait(browser, &page, "locked");
    let said = browser.text(&page, "main p").unwrap();
    assert_eq!(said, sentence("error_upload_needs_password", &[]));
}

/// Its Markdown is laid out like any other, and it is said whose it is.
fn made_by_another_program(kind: Kind) {
    let vectors = include_str!("../vectors/uploads/others.json");
    let vectors: serde_json::Value = serde_json::from_str(vectors).unwrap();
    let vector = &vectors[0];
    let (network, mut browser) = homes::stage(kind);
    let answer = vector["answer"].to_string();
    network.host(BIN, move |_| {
        driver::Response::new("application/json", answer.clone())
            .with("access-control-allow-origin", "*")
    });
    let browser = browser.as_mut();
    let address = Address::parse(vector["link"].as_str().unwrap()).unwrap();
    let address = Address {
        server: Server::parse(&format!("https://{BIN}/")).unwrap(),
        burn: false,
        ..address
    };
    let page = open(browser, &address);
    wait(browser, &page, "ready");
    let wanted = vector["messages"].as_array().unwrap().len();
    assert_eq!(hooks::messages(browser, &page).unwrap().len(), wanted);
    assert!(notice(browser, &page).starts_with(&sentence("view_foreign", &[])));
}

fn in_the_extension(kind: Kind) {
    let mut stage = Stage::new(kind);
    let standin = serve(&stage.network, BIN);
    let address = stored(&standin, &Wish::default());
    let browser = stage.browser.as_mut();
    // Pasted, as it came from the server's own page.
    let url = format!("{}/{}", browser.origin(), hooks::VIEWER);
    let page = browser.open(&url).unwrap();
    wait(browser, &page, "asking");
    browser.fill(&page, "#link-field", &address.link()).unwrap();
    browser.click(&page, ".ask .button").unwrap();
    shows_it(browser, &page);
}
