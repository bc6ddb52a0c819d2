//! Every page and state under axe, in light, dark and forced colours: what can be found by rules is found here. What
//! cannot (that every task works by keyboard) stands beside the tasks themselves.

use std::path::{Path, PathBuf};

use chatlink::conversation::{Conversation, Timestamp};
use chatlink::link::{self, CodecChoice};
use chatlink::upload::{Address, Wish};
use driver::sample::{self, Sample};
use driver::{Browser, Kind, Page, Scheme, hooks};
use serde_json::Value;
use standin::{Fault, On};

use crate::opening::stored;
use crate::password::unlock;
use crate::viewer::golden;
use crate::{Stage, homes, in_both, upload};

in_both!(
    settings_and_first_day,
    viewer_states,
    viewer_errors,
    viewer_uploads,
    popup_share,
    popup_links,
    words_on_the_screen,
);

/// The checker: an npm package that `cargo xtask test` installs below the target folder.
const CHECKER: &str = "tools/axe-core-4.14.1/node_modules/axe-core/axe.min.js";

/// WCAG 2.2 at AA, and what axe's authors advise beyond it.
const RULES: &str = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']";

const READY: &str = "document.documentElement.dataset.state === 'ready'";

fn checker() -> String {
    let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let path: PathBuf = root.join(target).join(CHECKER);
    std::fs::read_to_string(&path)
        .unwrap_or_else(|_| panic!("no {}: run `cargo xtask test` once", path.display()))
}

/// What axe finds in this state, in every scheme; an empty list is what is wanted.
fn check(browser: &mut dyn Browser, page: &Page, state: &str, found: &mut Vec<String>) {
    for scheme in Scheme::ALL {
        browser.prefer(page, scheme).unwrap();
        let forced = browser.eval(page, "matchMedia('(forced-colors: active)').matches");
        assert_eq!(forced.unwrap(), scheme == Scheme::Forced);
        // Colours that are still changing are nobody's colours.
        let still = "document.getAnimations().every((a) => a.playState !== 'running' \
                     || a.effect.getTiming().iterations === Infinity)";
        browser.wait_for(page, still).unwrap();
        let run = format!(
            "(() => {{ {}; return (window.axe ?? axe).run(document, \
             {{ runOnly: {{ type: 'tag', values: {RULES} }}, resultTypes: ['violations'] }}) \
             .then(({{ violations }}) => violations.flatMap(({{ id, nodes }}) => \
             nodes.map((node) => id + ' ' + node.target.join(' ') + ': ' + node.failureSummary))); }})()",
            checker()
        );
        let violations = browser.eval(page, &run).unwrap();
        let lines = violations.as_array().expect("a list").iter();
        found.extend(
            lines
                .filter_map(Value::as_str)
                .map(|line| format!("{state}, {}: {line}", scheme.name())),
        );
    }
}

#[track_caller]
fn none(found: &[String]) {
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

fn settings_and_first_day(kind: Kind) {
    let mut stage = Stage::new(kind);
    let browser = stage.browser.as_mut();
    let mut found = Vec::new();
    for name in [hooks::OPTIONS, hooks::WELCOME] {
        let address = format!("{}/{name}", browser.origin());
        let page = browser.open(&address).unwrap();
        browser.wait_for(&page, READY).unwrap();
        check(browser, &page, name, &mut found);
    }
    none(&found);
}

fn rich() -> Conversation {
    serde_json::from_str(include_str!("../fixtures/viewer/reading.json")).unwrap()
}

fn viewer_states(kind: Kind) {
    let mut stage = Stage::new(kind);
    let browser = stage.browser.as_mut();
    let mut found = Vec::new();
    let payload = link::encode(&rich(), CodecChoice::Deflate).unwrap();
    let cut = &payload[..payload.len() * 2 / 3];
    let damaged = format!("{}AAAA{}", &payload[..60], &payload[64..]);
    for (state, text) in [
        ("a conversation", payload.as_str()),
        ("a cut link", cut),
        ("a damaged link", damaged.as_str()),
        ("no link of ours", "%%%"),
    ] {
        let link = format!("https://chatlink.example/#{text}");
        let page = hooks::open_in_viewer(browser, &link).unwrap();
        check(browser, &page, state, &mut found);
        if state == "a conversation" {
            // Everything that opens, open.
            let open =
                "document.querySelectorAll('details').forEach((one) => { one.open = true; })";
            browser.eval(&page, open).unwrap();
            check(browser, &page, "everything unfolded", &mut found);
        }
    }
    let empty = format!("{}/{}", browser.origin(), hooks::VIEWER);
    let page = browser.open(&empty).unwrap();
    let shown = "document.querySelector('input, textarea') !== null";
    browser.wait_for(&page, shown).unwrap();
    check(browser, &page, "no link", &mut found);
    none(&found);
}

/// Every page that a link can end in, but for those of [`viewer_states`].
fn viewer_errors(kind: Kind) {
    let mut stage = Stage::new(kind);
    let browser = stage.browser.as_mut();
    let mut found = Vec::new();
    let mut past = rich();
    past.show_until = Timestamp::from_unix(1_000_000_000);
    let past = link::encode(&past, CodecChoice::Deflate).unwrap();
    for (state, text) in [
        ("a link of a later version", golden("54-later-version")),
        ("a link that holds too much", golden("62-bomb-of-items")),
        ("a cut link with a password", golden("s09-sealed-cut")),
        ("settings nobody knows", golden("s15-sealed-no-settings")),
        ("its time has passed", format!("#{past}")),
        ("a password", format!("#{}", homes::sealed())),
    ] {
        let page = hooks::open_in_viewer(browser, &text).unwrap();
        check(browser, &page, state, &mut found);
        if state == "a password" {
            unlock(browser, &page, "battery staple");
            let wrong = "document.querySelector('.wrong:not([hidden])') !== null";
            browser.wait_for(&page, wrong).unwrap();
            check(browser, &page, "a wrong password", &mut found);
        }
        browser.close(&page).unwrap();
    }
    none(&found);
}

/// Every page that an upload can end in.
fn viewer_uploads(kind: Kind) {
    let mut stage = Stage::new(kind);
    let standin = upload::serve(&stage.network, upload::HOST);
    let browser = stage.browser.as_mut();
    let mut found = Vec::new();
    let plain = stored(&standin, &Wish::default());
    let locked = Wish {
        password: "correct horse".to_owned(),
        ..Wish::default()
    };
    let burning = Wish {
        burn: true,
        ..Wish::default()
    };
    let gone = Address {
        id: "0123456789abcdef".to_owned(),
        ..plain.clone()
    };
    for (state, address, settled, fault) in [
        ("an upload", &plain, "ready", None),
        ("an upload that is gone", &gone, "error", None),
        (
            "a server in trouble",
            &plain,
            "error",
            Some(Fault::Html(503)),
        ),
        (
            "an upload with a password",
            &stored(&standin, &locked),
            "locked",
            None,
        ),
        (
            "an upload that burns",
            &stored(&standin, &burning),
            "burns",
            None,
        ),
    ] {
        if let Some(fault) = fault {
            standin.fail(On::Read, fault);
        }
        let url = format!("{}/{}#{}", browser.origin(), hooks::VIEWER, address.spelt());
        let page = browser.open(&url).unwrap();
        let there = format!("document.documentElement.dataset.state === '{settled}'");
        browser.wait_for(&page, &there).unwrap();
        check(browser, &page, state, &mut found);
        browser.close(&page).unwrap();
    }
    none(&found);
}

fn popup_share(kind: Kind) {
    let mut stage = Stage::new(kind);
    let mut found = Vec::new();
    let tab = stage.open(&sample::shed().unwrap());
    let popup = stage.share(&tab);
    let browser = stage.browser.as_mut();
    hooks::link_made(browser, &popup).unwrap();
    check(browser, &popup, "a preview", &mut found);
    let open = "document.querySelectorAll('details').forEach((one) => { one.open = true; })";
    browser.eval(&popup, open).unwrap();
    check(browser, &popup, "a preview, unfolded", &mut found);
    browser.click(&popup, "#qr").unwrap();
    let drawn = "document.querySelector('#qr-dialog[open] img')?.naturalWidth > 0";
    browser.wait_for(&popup, drawn).unwrap();
    check(browser, &popup, "the QR code", &mut found);
    browser.close(&popup).unwrap();

    // A page without a chat.
    stage.network.host("news.example", |_| {
        driver::Response::html("<p>No chat.</p>")
    });
    let browser = stage.browser.as_mut();
    let page = browser.open("https://news.example/").unwrap();
    let popup = browser.press_button(&page).unwrap();
    hooks::popup_error(browser, &popup).unwrap();
    check(browser, &popup, "no conversation", &mut found);
    none(&found);
}

fn popup_links(kind: Kind) {
    let mut stage = Stage::new(kind);
    let mut found = Vec::new();
    let sample: Sample = sample::shed().unwrap();
    let tab = stage.open(&sample);
    let popup = stage.share(&tab);
    let browser = stage.browser.as_mut();
    browser.click(&popup, "[data-tab=links]").unwrap();
    let empty = "document.querySelector('#links').innerText.trim().length > 10";
    browser.wait_for(&popup, empty).unwrap();
    check(browser, &popup, "an empty list", &mut found);
    browser.click(&popup, "[data-tab=share]").unwrap();
    hooks::copy_link(browser, &popup).unwrap();
    check(browser, &popup, "copied", &mut found);
    browser.click(&popup, "[data-tab=links]").unwrap();
    let row = "document.querySelectorAll('[data-link-row]').length === 1";
    browser.wait_for(&popup, row).unwrap();
    browser.click(&popup, "[data-link-row] summary").unwrap();
    check(browser, &popup, "a list with one open entry", &mut found);
    none(&found);
}

/// What the one button that matters says can be read on the screen in every scheme: axe asks the styles, and in
/// forced colours the browser paints something else than they say.
fn words_on_the_screen(kind: Kind) {
    let mut stage = Stage::new(kind);
    let tab = stage.open(&sample::shed().unwrap());
    let popup = stage.share(&tab);
    let browser = stage.browser.as_mut();
    hooks::link_made(browser, &popup).unwrap();
    for scheme in Scheme::ALL {
        browser.prefer(&popup, scheme).unwrap();
        let changes = changes_in(browser, &popup, "#copy");
        // A row through a dozen letters changes between ink and ground some thirty times; a bar twice.
        assert!(changes > 12, "{changes} in {}", scheme.name());
    }
}

/// How often the brightness of one row of an element changes clearly, at the most.
fn changes_in(browser: &mut dyn Browser, page: &Page, selector: &str) -> usize {
    let place = format!(
        "(() => {{ const {{ left, top, width, height }} = document.querySelector('{selector}').getBoundingClientRect(); \
         return [left, top, left + width, top + height].map(Math.round); }})()"
    );
    let place = browser.eval(page, &place).unwrap();
    let at = |n: usize| usize::try_from(place[n].as_i64().unwrap()).unwrap();
    let file = browser.picture(page).unwrap();
    let mut decoder = png::Decoder::new(std::io::Cursor::new(file));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    let step = info.color_type.samples();
    let bright = |x: usize, y: usize| {
        let colours = &pixels[y * info.line_size + x * step..][..3];
        colours.iter().map(|one| usize::from(*one)).sum::<usize>()
    };
    let changes = |y: usize| {
        (at(0) + 4..at(2) - 4)
            .filter(|x| bright(*x, y).abs_diff(bright(*x + 1, y)) > 100)
            .count()
    };
    (at(1)..at(3)).map(changes).max().unwrap_or_default()
}
