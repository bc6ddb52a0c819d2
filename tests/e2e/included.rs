//! What is saved as a file, until when it is to be shown, and the images that come into the link.

use driver::{Kind, hooks, sample};

use crate::confidence::{key, opened, secretive};
use crate::{Stage, in_both, sentence};

in_both!(
    files_and_an_end,
    images_come_into_the_link,
    parts_are_remembered,
    words_stand_in_the_settings,
);

/// A file holds what the preview shows, and a request until when to show it.
fn files_and_an_end(kind: Kind) {
    let mut stage = Stage::new(kind);
    let tab = stage.open(&secretive());
    let popup = stage.share(&tab);
    let browser = stage.browser.as_mut();
    // What would go to the downloads is looked at on its way.
    let spy = "window.saved = [], URL.createObjectURL = ((make) => (blob) => { saved.push(blob); \
        return make.call(URL, blob); })(URL.createObjectURL), \
        HTMLAnchorElement.prototype.click = function () {}, 1";
    browser.eval(&popup, spy).unwrap();
    browser.click(&popup, "#until").unwrap();
    let end = browser
        .eval(
            &popup,
            "(() => {
                const field = document.querySelector('#until-day');
                field.value = '2031-03-04';
                field.dispatchEvent(new Event('change'));
                return Date.parse('2031-03-04T23:59:59') / 1000;
            })()",
        )
        .unwrap();
    browser.click(&popup, "#save").unwrap();
    for ending in ["html", "md", "json"] {
        browser
            .click(&popup, &format!("[data-file={ending}]"))
            .unwrap();
    }
    let said = browser.text(&popup, "#files-dialog [role=status]").unwrap();
    assert_eq!(said, sentence("view_saved", &[]));
    let texts = "Promise.all(saved.map((one) => one.text()))";
    let saved = browser.eval(&popup, texts).unwrap();
    let saved: Vec<_> = saved.as_array().unwrap().iter().collect();
    assert_eq!(saved.len(), 3);
    for text in saved {
        let text = text.as_str().unwrap();
        assert!(text.contains("My token is"), "{text:.200}");
        assert!(!text.contains(&key()) && !text.contains("leo@"), "{text}");
    }
    browser.click(&popup, "#files-done").unwrap();
    let conversation = opened(&hooks::copy_link(browser, &popup).unwrap());
    let until = conversation.show_until.unwrap().unix();
    assert_eq!(Some(until), end.as_i64());
}

/// A picture with words in it that nobody sees.
fn picture() -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, 60, 40);
    encoder.set_color(png::ColorType::Rgb);
    encoder
        .add_text_chunk("Comment".into(), "taken at home".into())
        .unwrap();
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&[90; 60 * 40 * 3]).unwrap();
    drop(writer);
    file
}

/// Images come into the link where the page may read them, as pixels alone; others stay names.
fn images_come_into_the_link(kind: Kind) {
    let mut stage = Stage::new(kind);
    let sample = sample::said(
        "Plans",
        &[
            "Show me the plan.",
            "<img src=\"/plan.png\" alt=\"the plan\" width=\"60\" height=\"40\"> and \
             <img src=\"https://elsewhere.example/roof.png\" alt=\"the roof\" width=\"60\" height=\"40\">",
        ],
    );
    let html = sample.html();
    stage.network.host(sample::HOST, move |request| {
        if request.path() == "/plan.png" {
            driver::Response::new("image/png", picture())
        } else {
            driver::Response::html(html.clone())
        }
    });
    let elsewhere = picture();
    stage.network.host("elsewhere.example", move |_| {
        driver::Response::new("image/png", elsewhere.clone())
    });
    let tab = stage.browser.open(&sample.url).unwrap();
    let popup = stage.share(&tab);
    let asked = stage.asked().len();
    let browser = stage.browser.as_mut();
    hooks::link_made(browser, &popup).unwrap();
    let length = "Number(document.querySelector('#length').dataset.length)";
    let without = browser.eval(&popup, length).unwrap().as_u64().unwrap();
    browser.click(&popup, "#choose").unwrap();
    browser.click(&popup, "[data-part=part_pictures]").unwrap();
    let missed = chatlink::messages::english_count("pictures_missed", 1);
    let said = "document.querySelector('#choose-said').textContent";
    browser
        .wait_for(&popup, &format!("{said}.includes({missed:?})"))
        .unwrap();
    browser.click(&popup, "#choose-done").unwrap();
    let shown = "document.querySelector('#preview img.picture')?.naturalWidth === 60";
    browser.wait_for(&popup, shown).unwrap();
    let link = hooks::copy_link(browser, &popup).unwrap();
    // Their price stands on the meter.
    let with = browser.eval(&popup, length).unwrap().as_u64().unwrap();
    assert_eq!(with, link.chars().count() as u64);
    assert!(with > without + 50, "{with} after {without}");
    let conversation = opened(&link);
    let text = &conversation.messages[1].markdown;
    let start = "![the plan](data:image/webp;base64,";
    let (data, rest) = text.strip_prefix(start).unwrap().split_once(')').unwrap();
    assert!(rest.contains("![the roof](https://elsewhere.example/roof.png)"));
    let bytes = base64::Engine::decode(&base64::prelude::BASE64_STANDARD, data).unwrap();
    assert!(!String::from_utf8_lossy(&bytes).contains("taken"));
    browser.close(&popup).unwrap();

    // A closed popup loses nothing.
    let popup = stage.share(&tab);
    let browser = stage.browser.as_mut();
    browser.wait_for(&popup, shown).unwrap();
    let viewer = hooks::open_in_viewer(browser, &link).unwrap();
    let shown = "document.querySelector('img.picture')?.naturalWidth === 60";
    browser.wait_for(&viewer, shown).unwrap();
    // Nothing but the page itself was asked, and it not again.
    let all = stage.asked();
    let later: Vec<_> = all[asked..]
        .iter()
        .filter(|url| url.contains("elsewhere"))
        .collect();
    assert!(later.is_empty(), "{later:?}");
}

/// What was left out of one chat of a site is left out of the next one.
fn parts_are_remembered(kind: Kind) {
    let mut stage = Stage::new(kind);
    let tab = stage.open(&sample::said("One", &["one?", "1"]));
    let popup = stage.share(&tab);
    let browser = stage.browser.as_mut();
    let whole = opened(&hooks::copy_link(browser, &popup).unwrap());
    let models = |conversation: &chatlink::conversation::Conversation| {
        let of_messages = conversation.messages.iter().filter(|it| it.model.is_some());
        of_messages.count() + usize::from(conversation.model.is_some())
    };
    assert!(models(&whole) > 0);
    browser.click(&popup, "#choose").unwrap();
    browser.click(&popup, "[data-part=part_models]").unwrap();
    browser.click(&popup, "#choose-done").unwrap();
    let left = opened(&hooks::copy_link(browser, &popup).unwrap());
    assert_eq!(models(&left), 0);
    browser.close(&popup).unwrap();

    let tab = stage.open(&sample::shed().unwrap());
    let popup = stage.share(&tab);
    let browser = stage.browser.as_mut();
    browser.click(&popup, "#choose").unwrap();
    let on = "document.querySelector('[data-part=part_models]').checked";
    assert_eq!(browser.eval(&popup, on).unwrap(), false);
    browser.click(&popup, "#choose-done").unwrap();
    let other = opened(&hooks::copy_link(browser, &popup).unwrap());
    assert_eq!(models(&other), 0);
}

/// The words of the settings are those of the popup.
fn words_stand_in_the_settings(kind: Kind) {
    let mut stage = Stage::new(kind);
    let url = format!("{}/extension/options.html", stage.browser.origin());
    let settings = stage.browser.open(&url).unwrap();
    let browser = stage.browser.as_mut();
    browser
        .wait_for(
            &settings,
            "document.documentElement.dataset.state === 'ready'",
        )
        .unwrap();
    browser.fill(&settings, "#own-word", "Mia Berg").unwrap();
    browser.click(&settings, "#add-word").unwrap();
    let kept = "chrome.storage.local.get('own-words').then((kept) => kept['own-words']?.length)";
    browser.wait_for(&settings, kept).unwrap();

    let tab = stage.open(&sample::said("Names", &["Who is MIA BERG?", "Somebody."]));
    let popup = stage.share(&tab);
    let browser = stage.browser.as_mut();
    let shown = browser.text(&popup, "#preview").unwrap();
    assert!(shown.contains("Who is [masked]?"), "{shown}");
    browser.click(&popup, "#review").unwrap();
    let word = browser.text(&popup, ".own-words-list span").unwrap();
    assert_eq!(word, "Mia Berg");
}
