//! A conversation in a file: dropped or picked, it ends in the same panel as a page, and nothing that
//! the file names is loaded.

use chatlink::link;
use driver::sample;
use driver::{Browser, Kind, Page, hooks};
use serde_json::{Value, json};

use crate::{Stage, in_both, sentence};

in_both!(
    a_saved_page_is_dropped,
    one_of_many_is_chosen,
    another_file_begins_anew,
    what_cannot_be_read_says_why,
    a_file_on_the_settings_page_opens_in_a_tab,
);

const READY: &str = "document.documentElement.dataset.state === 'ready'";

fn file_page(browser: &mut dyn Browser) -> Page {
    let page = format!("{}/extension/popup.html?file", browser.origin());
    let page = browser.open(&page).unwrap();
    browser
        .wait_for(&page, "document.querySelector('#file-pick')")
        .unwrap();
    page
}

/// Files as a person's mouse would carry them over the page.
fn drop_files(browser: &mut dyn Browser, page: &Page, files: &[(&str, &str)]) {
    let script = format!(
        "(() => {{
            const carried = new DataTransfer();
            for (const [name, text] of {files}) carried.items.add(new File([text], name));
            const at = document.querySelector('main');
            for (const kind of ['dragenter', 'dragover', 'drop']) {{
                at.dispatchEvent(new DragEvent(kind, {{ dataTransfer: carried, bubbles: true, cancelable: true }}));
            }}
        }})()",
        files = json!(files)
    );
    browser.eval(page, &script).unwrap();
}

/// The same by the button, behind which the browser's own dialogue would open.
fn pick(browser: &mut dyn Browser, page: &Page, name: &str, text: &str) {
    let script = format!(
        "(() => {{
            const carried = new DataTransfer();
            carried.items.add(new File([{text}], {name}));
            const field = document.querySelector('input[type=file]');
            field.files = carried.files;
            field.dispatchEvent(new Event('change'));
        }})()",
        text = json!(text),
        name = json!(name)
    );
    browser.eval(page, &script).unwrap();
}

fn a_saved_page_is_dropped(kind: Kind) {
    let mut stage = Stage::new(kind);
    let sample = sample::shed().unwrap();
    let trap = "<script>document.title = 'ran'</script>\
        <img src='https://garden.example/pixel.png'><link rel=stylesheet href='https://garden.example/a.css'>";
    let html = format!(
        "<!DOCTYPE html>\n<!-- saved from url=(0020){} -->\n{}{trap}",
        sample.url,
        sample.html()
    );
    let browser = stage.browser.as_mut();
    let page = file_page(browser);
    drop_files(browser, &page, &[("shed.html", &html)]);
    browser.wait_for(&page, READY).unwrap();
    let copied = hooks::copy_link(browser, &page).unwrap();
    let conversation = link::decode(&copied).unwrap().conversation;
    assert_eq!(conversation.site, "chatgpt");
    assert_eq!(conversation.title, sample.title);
    assert_eq!(conversation.url, None);
    let found: Vec<_> = conversation.messages.iter().map(|m| &m.markdown).collect();
    let wanted: Vec<_> = sample.messages.iter().map(|m| &m.markdown).collect();
    assert_eq!(found, wanted);
    assert_eq!(stage.asked(), [""; 0], "the file is read, and nothing else");
}

fn exported(title: &str) -> Value {
    json!({
        "title": title, "update_time": 1_700_000_000, "current_node": "b",
        "mapping": {
            "a": {"children": ["b"], "message": {"author": {"role": "user"},
                "content": {"content_type": "text", "parts": [format!("About {title}?")]}}},
            "b": {"parent": "a", "message": {"author": {"role": "assistant"},
                "content": {"content_type": "text", "parts": [format!("All about {title}.")]}}},
        },
    })
}

fn one_of_many_is_chosen(kind: Kind) {
    let mut stage = Stage::new(kind);
    let browser = stage.browser.as_mut();
    let page = file_page(browser);
    let titles: Vec<String> = (1..=130).map(|n| format!("Shed {n}")).collect();
    let export: Vec<Value> = titles.iter().map(|title| exported(title)).collect();
    pick(
        browser,
        &page,
        "conversations.json",
        &json!(export).to_string(),
    );
    let listed = "document.querySelectorAll('#file-list button').length === 100";
    browser.wait_for(&page, listed).unwrap();
    let said = browser.text(&page, "#file-choice").unwrap();
    assert!(
        said.contains(&sentence("file_more", &["100", "130"])),
        "{said}"
    );
    browser.fill(&page, "#file-search", "shed 117").unwrap();
    let one = "document.querySelectorAll('#file-list button').length === 1";
    browser.wait_for(&page, one).unwrap();
    browser.click(&page, "#file-list button").unwrap();
    browser.wait_for(&page, READY).unwrap();
    let shown = hooks::messages(browser, &page).unwrap();
    assert!(shown[1].1.contains("All about Shed 117."), "{shown:?}");
}

fn another_file_begins_anew(kind: Kind) {
    let mut stage = Stage::new(kind);
    let browser = stage.browser.as_mut();
    let page = file_page(browser);
    drop_files(
        browser,
        &page,
        &[("a.json", &exported("beams").to_string())],
    );
    browser.wait_for(&page, READY).unwrap();
    browser.fill(&page, "#title", "My own title").unwrap();
    drop_files(
        browser,
        &page,
        &[("b.md", "**You:** Which roof?\n\n**ChatGPT:** A flat one.")],
    );
    let other = "document.documentElement.dataset.state === 'ready' && \
        document.querySelector('#preview').textContent.includes('A flat one.')";
    browser.wait_for(&page, other).unwrap();
    let title = browser
        .eval(&page, "document.querySelector('#title').value")
        .unwrap();
    assert_ne!(title, "My own title");

    // The tab keeps what it read.
    browser.eval(&page, "location.reload()").unwrap();
    browser.wait_for(&page, other).unwrap();
}

fn what_cannot_be_read_says_why(kind: Kind) {
    let mut stage = Stage::new(kind);
    let browser = stage.browser.as_mut();
    let page = file_page(browser);
    for (name, text, key) in [
        ("letter.txt", "Dear neighbour,", "file_without_speakers"),
        ("nothing.json", "", "file_empty"),
        ("export.zip", "PK\u{3}\u{4}", "file_is_zip"),
        ("broken.json", "{\"messages\": [", "file_json_broken"),
        ("other.json", "{\"a\": 1}", "file_without_conversation"),
        (
            "page.html",
            "<!doctype html><h1>Sheds</h1>",
            "file_page_without_conversation",
        ),
    ] {
        drop_files(browser, &page, &[(name, text)]);
        let reason = sentence(key, &["1", "14"]);
        let said = sentence("error_file_not_understood", &[name, &reason]);
        let shown = format!(
            "document.querySelector('#file-failed').textContent === {}",
            json!(said)
        );
        browser.wait_for(&page, &shown).unwrap();
    }
    drop_files(browser, &page, &[("a.md", "a"), ("b.md", "b")]);
    let said = json!(sentence("file_too_many", &[]));
    let shown = format!("document.querySelector('#file-failed').textContent.includes({said})");
    browser.wait_for(&page, &shown).unwrap();

    // A good file is still taken.
    drop_files(
        browser,
        &page,
        &[("a.json", &exported("beams").to_string())],
    );
    browser.wait_for(&page, READY).unwrap();
}

fn a_file_on_the_settings_page_opens_in_a_tab(kind: Kind) {
    let mut stage = Stage::new(kind);
    let browser = stage.browser.as_mut();
    let options = format!("{}/extension/options.html", browser.origin());
    let options = browser.open(&options).unwrap();
    browser.wait_for(&options, READY).unwrap();
    drop_files(
        browser,
        &options,
        &[("a.json", &exported("beams").to_string())],
    );
    let page = crate::opened_beside(browser, "popup.html?file");
    browser.wait_for(&page, READY).unwrap();
    let shown = hooks::messages(browser, &page).unwrap();
    assert!(shown[1].1.contains("All about beams."), "{shown:?}");
}
