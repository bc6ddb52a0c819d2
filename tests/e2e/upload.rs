//! Uploads that can be deleted: sent by the background, whatever becomes of the popup.

use chatlink::upload::answer::{self, Answer};
use chatlink::upload::{self, Address, Opened};
use driver::{Kind, Network, Page, Response, sample};
use standin::{Fault, On, Standin};

use crate::{Stage, in_both, sentence};

in_both!(
    upload_and_delete,
    popup_closed_while_sending,
    failures_keep_the_work,
    lost_answer,
    connection_that_dies,
    connection_that_dies_under_what_burns,
    asked_to_wait,
    delete_all_with_one_failing,
);

pub(crate) const HOST: &str = "bin.example";

/// The stand-in as a host of the browser's network.
pub(crate) fn serve(network: &Network, host: &str) -> Standin {
    let standin = Standin::new();
    let answering = standin.clone();
    network.host(host, move |request| {
        let json = request
            .header("accept")
            .is_some_and(|accept| accept.contains("json"));
        match answering.answer(&request.method, request.path(), json, &request.body) {
            None => Response::hang_up(),
            Some(answer) => {
                let response = Response::new("text/plain", answer.body).with_status(answer.status);
                let headers = answer.headers.iter();
                headers.fold(response, |response, (name, value)| {
                    response.with(name, value)
                })
            }
        }
    });
    standin
}

/// The popup over a chat, with an upload chosen and the server saved.
pub(crate) fn prepared(stage: &mut Stage) -> (Page, Page) {
    let tab = stage.open(&sample::shed().unwrap());
    let popup = stage.share(&tab);
    choose_server(stage, &popup, &format!("https://{HOST}"));
    (tab, popup)
}

/// Chooses the upload, and the server for it.
pub(crate) fn choose_server(stage: &mut Stage, popup: &Page, server: &str) {
    let browser = stage.browser.as_mut();
    browser
        .wait_for(popup, "document.querySelector('#kind-upload')")
        .unwrap();
    browser.click(popup, "#kind-upload").unwrap();
    browser.fill(popup, "#server", server).unwrap();
    browser.click(popup, "#use-server").unwrap();
    browser
        .wait_for(popup, "!document.querySelector('#upload').hidden")
        .unwrap();
}

pub(crate) fn wait(stage: &mut Stage, popup: &Page, state: &str) {
    let panel = format!("document.querySelector('#upload-panel')?.dataset.upload === '{state}'");
    stage.browser.wait_for(popup, &panel).unwrap();
}

fn status(stage: &mut Stage, popup: &Page) -> String {
    stage.browser.text(popup, "#upload-status").unwrap()
}

/// The link, by its button.
pub(crate) fn copied(stage: &mut Stage, popup: &Page) -> String {
    let browser = stage.browser.as_mut();
    browser
        .wait_for(popup, "!document.querySelector('#upload-copy').disabled")
        .unwrap();
    browser.click(popup, "#upload-copy").unwrap();
    browser
        .wait_for(popup, "document.querySelector('#upload-copy.done')")
        .unwrap();
    browser.clipboard().unwrap()
}

/// What a reader of the link gets.
pub(crate) fn read(standin: &Standin, link: &str) -> Result<Opened, chatlink::error::Error> {
    let address = Address::parse(link).expect("the link of an upload");
    let said = standin.answer("GET", &format!("/?pasteid={}", address.id), true, b"");
    let answer = Answer {
        status: 200,
        retry_after: None,
        body: said.expect("an answer").body,
    };
    upload::open(&answer::stored(&address.server, &answer)?, &address.key, "")
}

pub(crate) fn badges(stage: &mut Stage, popup: &Page, wanted: &[&str]) {
    let shown =
        "[...document.querySelectorAll('[data-badge]')].map((b) => b.dataset.badge).sort().join()";
    let wanted = format!("{shown} === '{}'", wanted.join(","));
    stage.browser.wait_for(popup, &wanted).unwrap();
}

fn upload_and_delete(kind: Kind) {
    let mut stage = Stage::new(kind);
    let standin = serve(&stage.network, HOST);
    let (tab, popup) = prepared(&mut stage);
    stage.browser.click(&popup, "#upload").unwrap();
    wait(&mut stage, &popup, "stored");
    let link = copied(&mut stage, &popup);
    assert!(link.starts_with(&format!("https://{HOST}/?")), "{link}");
    let opened = read(&standin, &link).unwrap();
    assert_eq!(opened.conversation.title, sample::shed().unwrap().title);
    assert_eq!(opened.conversation.url, None);

    // Only plain requests: nothing that a server would have to allow first.
    for request in stage.network.requests() {
        assert_ne!(request.method, "OPTIONS", "{}", request.url);
        assert_eq!(request.header("cookie"), None);
        assert_eq!(request.header("referer"), None, "{}", request.url);
    }
    stage.browser.close(&popup).unwrap();

    let popup = stage.share(&tab);
    stage.browser.click(&popup, "[data-tab=links]").unwrap();
    badges(&mut stage, &popup, &["live"]);
    let browser = stage.browser.as_mut();
    browser.click(&popup, "[data-link-row] summary").unwrap();
    browser.click(&popup, "[data-action=delete]").unwrap();
    browser.click(&popup, "#confirm-delete").unwrap();
    badges(&mut stage, &popup, &["deleted"]);
    assert_eq!(standin.ids(), Vec::<String>::new());
    assert_eq!(read(&standin, &link).unwrap_err().key(), "upload-gone");
}

fn popup_closed_while_sending(kind: Kind) {
    let mut stage = Stage::new(kind);
    let standin = serve(&stage.network, HOST);
    let (tab, popup) = prepared(&mut stage);
    standin.fail(On::Create, Fault::Hold);
    stage.browser.click(&popup, "#upload").unwrap();
    wait(&mut stage, &popup, "sending");
    stage.browser.close(&popup).unwrap();
    standin.release();

    let popup = stage.share(&tab);
    wait(&mut stage, &popup, "stored");
    let link = copied(&mut stage, &popup);
    assert_eq!(
        read(&standin, &link).unwrap().conversation.title,
        sample::shed().unwrap().title
    );
}

/// Each says what happened, nothing is stored, and the next press works.
fn failures_keep_the_work(kind: Kind) {
    let mut stage = Stage::new(kind);
    let standin = serve(&stage.network, HOST);
    let (_, popup) = prepared(&mut stage);
    for (fault, said) in [
        // What a proxy says, the browser shows to no page.
        (
            Fault::Html(503),
            sentence("error_server_unreachable", &[HOST]),
        ),
        (
            Fault::Refuse("Leider nicht.".to_owned()),
            sentence("error_server_refused", &[HOST, "Leider nicht."]),
        ),
    ] {
        standin.fail(On::Create, fault);
        stage.browser.click(&popup, "#upload").unwrap();
        let shown = format!(
            "document.querySelector('#upload-status').textContent === {}",
            serde_json::Value::from(said)
        );
        stage.browser.wait_for(&popup, &shown).unwrap();
        wait(&mut stage, &popup, "not-stored");
        assert_eq!(standin.ids(), Vec::<String>::new());
    }
    stage.browser.click(&popup, "#upload").unwrap();
    wait(&mut stage, &popup, "stored");
    assert_eq!(standin.ids().len(), 1);
}

/// It is stored, and nobody was told its token: the list says so.
fn lost_answer(kind: Kind) {
    let mut stage = Stage::new(kind);
    let standin = serve(&stage.network, HOST);
    let (_, popup) = prepared(&mut stage);
    standin.fail(On::Create, Fault::LoseAnswer);
    stage.browser.click(&popup, "#upload").unwrap();
    wait(&mut stage, &popup, "unknown");
    assert_eq!(
        status(&mut stage, &popup),
        sentence("error_upload_unanswered", &[HOST])
    );
    assert_eq!(standin.ids().len(), 1);
    stage.browser.click(&popup, "[data-tab=links]").unwrap();
    badges(&mut stage, &popup, &["unknown"]);
}

/// Whether the browser asks once or again by itself: nothing is stored, which is found out, the work is kept,
/// and the next press stores it once.
fn connection_that_dies(kind: Kind) {
    let mut stage = Stage::new(kind);
    let standin = serve(&stage.network, HOST);
    let (_, popup) = prepared(&mut stage);
    standin.break_down(On::Create, Fault::HangUp);
    stage.browser.click(&popup, "#upload").unwrap();
    wait(&mut stage, &popup, "not-stored");
    assert_eq!(
        status(&mut stage, &popup),
        sentence("error_server_unreachable", &[HOST])
    );
    assert_eq!(standin.ids(), Vec::<String>::new());
    stage.browser.click(&popup, "[data-tab=links]").unwrap();
    badges(&mut stage, &popup, &["not-stored"]);
    stage.browser.click(&popup, "[data-tab=share]").unwrap();
    standin.mend();
    stage.browser.click(&popup, "#upload").unwrap();
    wait(&mut stage, &popup, "stored");
    let link = copied(&mut stage, &popup);
    let opened = read(&standin, &link).unwrap();
    assert_eq!(opened.conversation.title, sample::shed().unwrap().title);
    assert_eq!(standin.ids().len(), 1);
}

/// To look whether it is there would destroy it: the list says that it may be, until when, and nobody looks.
fn connection_that_dies_under_what_burns(kind: Kind) {
    let mut stage = Stage::new(kind);
    let standin = serve(&stage.network, HOST);
    let (tab, popup) = prepared(&mut stage);
    stage.browser.click(&popup, "#burn").unwrap();
    standin.break_down(On::Create, Fault::HangUp);
    stage.browser.click(&popup, "#upload").unwrap();
    wait(&mut stage, &popup, "unknown");
    assert_eq!(
        status(&mut stage, &popup),
        sentence("error_upload_unanswered", &[HOST])
    );
    stage.browser.close(&popup).unwrap();
    let popup = stage.share(&tab);
    stage.browser.click(&popup, "[data-tab=links]").unwrap();
    badges(&mut stage, &popup, &["unknown"]);
    let browser = stage.browser.as_mut();
    browser.click(&popup, "[data-link-row] summary").unwrap();
    let deletes = "document.querySelectorAll('[data-action=delete]').length";
    assert_eq!(browser.eval(&popup, deletes).unwrap(), 0);
    // The server was asked whether it is one, by an id that nobody has, and nothing else.
    for request in stage.network.requests() {
        let (_, id) = request.url.split_once("pasteid=").unwrap_or_default();
        assert!(id.trim_matches('0').is_empty(), "{}", request.url);
    }
}

fn asked_to_wait(kind: Kind) {
    let mut stage = Stage::new(kind);
    let standin = serve(&stage.network, HOST);
    let (_, popup) = prepared(&mut stage);
    standin.fail(
        On::Create,
        Fault::Refuse("Bitte 1 Sekunde warten.".to_owned()),
    );
    stage.browser.click(&popup, "#upload").unwrap();
    wait(&mut stage, &popup, "stored");
    assert_eq!(standin.ids().len(), 1);
}

fn delete_all_with_one_failing(kind: Kind) {
    let mut stage = Stage::new(kind);
    let standin = serve(&stage.network, HOST);
    let (tab, popup) = prepared(&mut stage);
    for _ in 0..3 {
        let count = standin.ids().len();
        stage.browser.click(&popup, "#upload").unwrap();
        let rows = format!(
            "new Promise((done) => {{ const open = indexedDB.open('chatlink'); open.onsuccess = () => {{ \
             const all = open.result.transaction('entries').objectStore('entries').getAll(); \
             all.onsuccess = () => {{ open.result.close(); done(all.result.filter((e) => e.upload.state === 'stored').length === {}); }}; }}; }})",
            count + 1
        );
        stage.browser.wait_for(&popup, &rows).unwrap();
        wait(&mut stage, &popup, "stored");
    }
    assert_eq!(standin.ids().len(), 3);
    standin.fail(On::Delete, Fault::Html(503));
    stage.browser.click(&popup, "[data-tab=links]").unwrap();
    badges(&mut stage, &popup, &["live", "live", "live"]);
    stage.browser.click(&popup, "#delete-all").unwrap();
    stage.browser.click(&popup, "#confirm-delete").unwrap();
    badges(&mut stage, &popup, &["deleted", "deleted", "deleting"]);
    assert_eq!(standin.ids().len(), 1);
    stage.browser.close(&popup).unwrap();

    // Tried again at the next start, without being asked.
    let popup = stage.share(&tab);
    stage.browser.click(&popup, "[data-tab=links]").unwrap();
    badges(&mut stage, &popup, &["deleted", "deleted", "deleted"]);
    assert_eq!(standin.ids(), Vec::<String>::new());
}
