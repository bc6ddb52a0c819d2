//! Images of other hosts, in all three homes: nothing is asked for before somebody presses the button
//! that names the host, and then nothing of any other.

use chatlink::conversation::{Conversation, Message, Role};
use chatlink::link::{self, CodecChoice};
use driver::{Browser, Kind, Network, Page, Response, hooks};

use crate::homes::{self, HOST};
use crate::{Stage, in_both, sentence};

in_both!(in_the_extension, without_the_extension, some_do_not_come);

const READY: &str = "document.documentElement.dataset.state === 'ready'";

fn payload() -> String {
    let message = |role, markdown: &str| Message {
        role,
        markdown: markdown.to_owned(),
        ..Message::default()
    };
    let conversation = Conversation {
        complete: true,
        messages: vec![
            message(Role::User, "Draw it. ![mine](https://images.example/0.png)"),
            message(
                Role::Assistant,
                "![The plan](https://images.example/1.png?a=b)\n\n\
                 [![a view](https://images.example/2.png)](https://leads.example/) \
                 ![else](https://other.example/3.png)\n\n\
                 ![open](http://images.example/4.png) ![svg](data:image/svg+xml,x)",
            ),
        ],
        ..Conversation::default()
    };
    link::encode(&conversation, CodecChoice::Deflate).unwrap()
}

/// A host of images; those that are `missing` it does not have.
fn serve(network: &Network, missing: &'static str) {
    let icon = include_bytes!("../../extension/icons/icon-48.png");
    for host in ["images.example", "other.example"] {
        network.host(host, move |request| {
            if !missing.is_empty() && request.path().starts_with(missing) {
                return Response::status(404);
            }
            Response::new("image/png", icon.to_vec()).with("cache-control", "no-store")
        });
    }
}

const LABELS: &str =
    "[...document.querySelectorAll('[data-action=show-images]')].map((one) => one.textContent)";
/// The images of the conversation, with their widths.
const IMAGES: &str = "[...document.querySelectorAll('.messages img')].map((one) => `${one.getAttribute('src')} ${one.alt} ${one.naturalWidth}`)";

/// What was asked for that is no part of the viewer.
fn asked(network: &Network) -> Vec<String> {
    let mut asked: Vec<_> = network
        .requests()
        .into_iter()
        .filter(|request| !request.url.starts_with(&format!("https://{HOST}/")))
        .inspect(|request| {
            assert_eq!(request.header("referer"), None, "{}", request.url);
            assert_eq!(request.header("origin"), None, "{}", request.url);
        })
        .map(|request| request.url)
        .collect();
    asked.sort();
    asked
}

fn press(browser: &mut dyn Browser, page: &Page) {
    browser
        .click(page, "#m1 [data-action=show-images]")
        .unwrap();
}

fn one_press_shows_one_host(browser: &mut dyn Browser, page: &Page, network: &Network) {
    browser.wait_for(page, READY).unwrap();
    let label = |host: &str| sentence("view_show_images", &[host]);
    let (ours, other) = (label("images.example"), label("other.example"));
    let shown = browser.eval(page, LABELS).unwrap();
    assert_eq!(shown, serde_json::json!([ours, ours, ours, other]));
    assert_eq!(asked(network), Vec::<String>::new());

    press(browser, page);
    browser
        .wait_for(
            page,
            "document.querySelectorAll('.image.shown').length === 3",
        )
        .unwrap();
    assert_eq!(
        asked(network),
        [
            "https://images.example/0.png",
            "https://images.example/1.png?a=b",
            "https://images.example/2.png",
        ]
    );
    assert_eq!(
        browser.eval(page, IMAGES).unwrap(),
        serde_json::json!([
            "https://images.example/0.png mine 48",
            "https://images.example/1.png?a=b The plan 48",
            "https://images.example/2.png a view 48",
        ])
    );
    assert_eq!(
        browser.eval(page, LABELS).unwrap(),
        serde_json::json!([other])
    );
}

fn in_the_extension(kind: Kind) {
    let mut stage = Stage::new(kind);
    serve(&stage.network, "");
    let browser = stage.browser.as_mut();
    let page = hooks::open_in_viewer(browser, &format!("#{}", payload())).unwrap();
    one_press_shows_one_host(browser, &page, &stage.network);
    // The press took the button away that had the keyboard: it goes on beside it.
    let on = browser
        .eval(&page, "document.activeElement.textContent")
        .unwrap();
    assert_eq!(on, "images.example");
    let heard = browser.text(&page, ".aloud").unwrap();
    let three = chatlink::messages::english_count("view_images_shown", 3);
    assert_eq!(heard, three);
}

fn without_the_extension(kind: Kind) {
    let (network, mut browser) = homes::stage(kind);
    serve(&network, "");
    let browser = browser.as_mut();
    let file = homes::built().with_file_name("viewer.html");
    let file = file.canonicalize().unwrap();
    for base in [
        format!("https://{HOST}/read/"),
        format!("file://{}", file.display()),
    ] {
        network.forget();
        let page = browser.open(&format!("{base}#{}", payload())).unwrap();
        one_press_shows_one_host(browser, &page, &network);
        browser.close(&page).unwrap();
    }
}

/// What does not come says so in its place, and can be asked for again.
fn some_do_not_come(kind: Kind) {
    let mut stage = Stage::new(kind);
    serve(&stage.network, "/1.png");
    let browser = stage.browser.as_mut();
    let page = hooks::open_in_viewer(browser, &format!("#{}", payload())).unwrap();
    browser.wait_for(&page, READY).unwrap();
    press(browser, &page);
    let failed = sentence("view_image_failed", &[]);
    let said = format!("{LABELS}.includes({})", serde_json::Value::from(failed));
    browser.wait_for(&page, &said).unwrap();
    browser
        .wait_for(
            &page,
            "document.querySelectorAll('.image.shown').length === 2",
        )
        .unwrap();
    serve(&stage.network, "");
    browser
        .click(&page, "#m2 [data-action=show-images]")
        .unwrap();
    browser
        .wait_for(
            &page,
            "document.querySelectorAll('.image.shown').length === 3",
        )
        .unwrap();
}
