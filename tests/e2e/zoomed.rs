//! Every page at 400 %: a window of 1280 by 1024 pixels is then 320 by 256. Nothing scrolls sideways, nothing is
//! cut or lies over something else, everything that can be pressed can be reached. And at 100 %, whatever is
//! pressed has 24 pixels, or as much room around it.

use chatlink::conversation::Conversation;
use chatlink::link::{self, CodecChoice};
use driver::{Browser, Kind, Page, hooks, sample};
use serde_json::Value;

use crate::{Stage, in_both};

in_both!(settings_and_first_day, viewer, popup_as_a_tab, popup);

const READY: &str = "document.documentElement.dataset.state === 'ready'";

/// What is wrong with the page as it is now, in sentences.
const FAULTS: &str = "(() => {
    const faults = [], root = document.documentElement;
    // What lies over everything else is all that can be reached while it does.
    const top = document.querySelector('dialog[open], .menu[open] .panel') ?? document.body;
    const name = (one) => one.tagName.toLowerCase() + (one.id ? '#' + one.id : '')
        + [...one.classList].map((name) => '.' + name).join('') + ' “' + one.textContent.trim().slice(0, 30) + '”';
    const shown = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest('.aloud')
        && one.getClientRects().length > 0;
    const all = [...top.querySelectorAll('*')].filter(shown);
    // Inside what scrolls sideways by itself, such as code and tables, anything may be wider.
    const scrolls = (one) => {
        for (let up = one; up && up !== top; up = up.parentElement)
            if (['auto', 'scroll'].includes(getComputedStyle(up).overflowX) && up.scrollWidth > up.clientWidth + 1
                && up.closest('.reading, .preview-pane, pre')) return true;
        return false;
    };
    if (root.scrollWidth > innerWidth + 1) faults.push(`the page is ${root.scrollWidth} wide`);
    for (const one of all) {
        const box = one.getBoundingClientRect(), style = getComputedStyle(one);
        if ((box.left < -1 || box.right > innerWidth + 1) && box.width > 1 && !scrolls(one))
            faults.push(`${name(one)} goes from ${box.left | 0} to ${box.right | 0}`);
        const holds = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
        const cut = one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0;
        if (holds && cut && !scrolls(one) && ['hidden', 'clip'].includes(style.overflowX)
            && style.textOverflow !== 'ellipsis') faults.push(`${name(one)} is cut`);
    }
    const CONTROLS = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex=\"0\"]';
    const controls = all.filter((one) => one.matches(CONTROLS) && !one.disabled && one.type !== 'file');
    for (const one of controls) {
        one.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
        // Of a link over two lines the middle may be nobody's.
        const box = one.getClientRects()[0];
        const x = box.left + box.width / 2, y = box.top + box.height / 2;
        const hit = document.elementFromPoint(x, y);
        const mine = hit && (one.contains(hit) || hit.contains(one) || hit.closest('label')?.control === one);
        if (!mine) faults.push(`${name(one)} cannot be reached: ${hit ? name(hit) + ' is there' : 'it is outside'}`);
    }
    scrollTo(0, 0);
    return faults;
})()";

/// What is too small to be pressed (WCAG 2.2, 2.5.8): under 24 pixels, and with another one so near that the
/// circles of 24 pixels around both would touch. Links inside a sentence may be as high as their line.
const SMALL: &str = "(() => {
    const top = document.querySelector('dialog[open], .menu[open] .panel') ?? document.body;
    const CONTROLS = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [role=tab]';
    const box = (one) => {
        const own = one.getBoundingClientRect();
        const label = ['checkbox', 'radio'].includes(one.type) && one.labels[0]?.getBoundingClientRect();
        return label && label.width > own.width ? label : own;
    };
    const inSentence = (one) => getComputedStyle(one).display === 'inline'
        && [...one.parentElement.childNodes].some((node) => node !== one && node.textContent.trim());
    const all = [...top.querySelectorAll(CONTROLS)].filter((one) =>
        one.checkVisibility({ visibilityProperty: true }) && !one.disabled && box(one).width > 0
        && one.type !== 'file' && !inSentence(one));
    const middle = (one) => { const { left, top, width, height } = box(one); return [left + width / 2, top + height / 2]; };
    const tooNear = (one, other) => {
        const [x, y] = middle(one), near = box(other);
        const dx = Math.max(near.left - x, x - near.right, 0), dy = Math.max(near.top - y, y - near.bottom, 0);
        const small = near.width < 23.5 || near.height < 23.5, [ox, oy] = middle(other);
        return Math.hypot(dx, dy) < 12 || (small && Math.hypot(ox - x, oy - y) < 24);
    };
    // What is scrolled away, or under something else, is beside nothing.
    const seen = (one) => {
        const hit = document.elementFromPoint(...middle(one));
        return hit && (one.contains(hit) || hit.contains(one) || hit.closest('label')?.control === one);
    };
    const beside = (one) => {
        one.scrollIntoView({ block: 'center', behavior: 'instant' });
        return all.find((other) => other !== one && !other.contains(one) && !one.contains(other)
            && tooNear(one, other) && seen(other));
    };
    return all.filter((one) => (box(one).width < 23.5 || box(one).height < 23.5) && beside(one))
        .map((one) => `${one.outerHTML.slice(0, 90)} is ${box(one).width.toFixed(1)} by ${box(one).height.toFixed(1)}, `
            + `beside ${beside(one).outerHTML.slice(0, 60)}`);
})()";

struct Look<'a> {
    browser: &'a mut dyn Browser,
    found: Vec<String>,
}

impl Look<'_> {
    fn ask(&mut self, page: &Page, state: &str, what: &str) {
        let faults = self.browser.eval(page, what).unwrap();
        let faults = faults.as_array().expect("a list").iter();
        let faults = faults.filter_map(Value::as_str);
        self.found
            .extend(faults.map(|fault| format!("{state}: {fault}")));
    }

    /// A tab in both sizes; it is left in the large one.
    fn at(&mut self, page: &Page, state: &str) {
        self.browser.resize(page, 320, 256).unwrap();
        self.ask(page, &format!("{state}, at 400 %"), FAULTS);
        self.browser.resize(page, 1280, 1024).unwrap();
        self.ask(page, &format!("{state}, at 100 %"), FAULTS);
        self.ask(page, state, SMALL);
    }

    #[track_caller]
    fn nothing_found(self) {
        assert!(self.found.is_empty(), "\n{}", self.found.join("\n"));
    }
}

fn look(stage: &mut Stage) -> Look<'_> {
    Look {
        browser: stage.browser.as_mut(),
        found: Vec::new(),
    }
}

fn settings_and_first_day(kind: Kind) {
    let mut stage = Stage::new(kind);
    let mut look = look(&mut stage);
    for name in [hooks::OPTIONS, hooks::WELCOME] {
        let address = format!("{}/{name}", look.browser.origin());
        let page = look.browser.open(&address).unwrap();
        look.browser.wait_for(&page, READY).unwrap();
        look.at(&page, name);
    }
    look.nothing_found();
}

fn viewer(kind: Kind) {
    let mut stage = Stage::new(kind);
    let mut look = look(&mut stage);
    let reading: Conversation =
        serde_json::from_str(include_str!("../fixtures/viewer/reading.json")).unwrap();
    let payload = link::encode(&reading, CodecChoice::Deflate).unwrap();
    let cut = &payload[..payload.len() * 2 / 3];
    for (state, text) in [
        ("a conversation", payload.as_str()),
        ("a cut link", cut),
        ("no link", "%%%"),
    ] {
        let link = format!("https://chatlink.example/#{text}");
        let page = hooks::open_in_viewer(look.browser, &link).unwrap();
        look.at(&page, state);
        if state == "a conversation" {
            for menu in ["save", "continue"] {
                let selector = format!("[data-menu=view_{menu}] > summary");
                look.browser.click(&page, &selector).unwrap();
                look.at(&page, &format!("the menu {menu}"));
                look.browser.click(&page, &selector).unwrap();
            }
            look.browser.click(&page, "#find-button").unwrap();
            look.at(&page, "find");
            let open = "document.querySelectorAll('.reading details').forEach((one) => { one.open = true; })";
            look.browser.eval(&page, open).unwrap();
            look.at(&page, "everything unfolded");
        }
    }
    look.nothing_found();
}

/// The popup's page as a tab over this one.
fn as_tab(stage: &mut Stage, popup: &Page) -> Page {
    let id = "chrome.tabs.query({ active: true, currentWindow: true }).then(([tab]) => tab.id)";
    let id = stage.browser.eval(popup, id).unwrap();
    stage.browser.close(popup).unwrap();
    let url = format!("{}/extension/popup.html?tab={id}", stage.browser.origin());
    let page = stage.browser.open(&url).unwrap();
    hooks::popup_ready(stage.browser.as_mut(), &page).unwrap();
    page
}

fn popup_as_a_tab(kind: Kind) {
    let mut stage = Stage::new(kind);
    let tab = stage.open(&sample::said(
        "Deploying the plans of the shed, which is a title of some length",
        &[
            "Ask mia@garden.example for the plans of the shed.",
            "She sent them to mia@garden.example already.",
            "Thanks!",
            "You are welcome.",
        ],
    ));
    let popup = stage.share(&tab);
    let page = as_tab(&mut stage, &popup);
    let mut look = look(&mut stage);
    hooks::link_made(look.browser, &page).unwrap();
    look.at(&page, "a preview");
    for (open, state, close) in [
        ("#review", "the review", "#review-done"),
        ("#choose", "choosing", "#choose-done"),
        ("#lock", "a password", "#lock"),
        ("#until", "until when", "#until"),
        ("#qr", "the QR code", "#qr-close"),
        ("#save", "files", "#files-done"),
    ] {
        look.browser.click(&page, open).unwrap();
        if state == "files" {
            // What is masked is asked about first.
            let asked = "document.querySelector('dialog[open]')";
            look.browser.wait_for(&page, asked).unwrap();
            look.at(&page, "the question");
            if look
                .browser
                .eval(
                    &page,
                    "document.querySelector('#ask-share')?.checkVisibility() ?? false",
                )
                .unwrap()
                == true
            {
                look.browser.click(&page, "#ask-share").unwrap();
            }
        }
        look.at(&page, state);
        look.browser.click(&page, close).unwrap();
    }
    look.browser.click(&page, "#kind-upload").unwrap();
    look.at(&page, "an upload");
    look.browser.click(&page, "#kind-link").unwrap();
    hooks::copy_link(look.browser, &page).unwrap();
    look.at(&page, "copied");
    look.browser.click(&page, "[data-tab=links]").unwrap();
    let row = "document.querySelectorAll('[data-link-row]').length === 1";
    look.browser.wait_for(&page, row).unwrap();
    look.at(&page, "the list");
    look.browser
        .click(&page, "[data-link-row] summary")
        .unwrap();
    look.at(&page, "an open entry");
    look.browser.click(&page, "[data-action=rename]").unwrap();
    look.at(&page, "another name");
    look.nothing_found();
}

/// In its own size, over the page.
fn popup(kind: Kind) {
    let mut stage = Stage::new(kind);
    let tab = stage.open(&sample::shed().unwrap());
    let popup = stage.share(&tab);
    let mut look = look(&mut stage);
    hooks::link_made(look.browser, &popup).unwrap();
    let both = |look: &mut Look, state: &str| {
        look.ask(&popup, state, FAULTS);
        look.ask(&popup, state, SMALL);
    };
    both(&mut look, "a preview");
    look.browser.click(&popup, "#choose").unwrap();
    both(&mut look, "choosing");
    look.browser.click(&popup, "#choose-done").unwrap();
    look.browser.click(&popup, "#save").unwrap();
    both(&mut look, "files");
    look.browser.click(&popup, "#files-done").unwrap();
    hooks::copy_link(look.browser, &popup).unwrap();
    look.browser.click(&popup, "[data-tab=links]").unwrap();
    let row = "document.querySelectorAll('[data-link-row]').length === 1";
    look.browser.wait_for(&popup, row).unwrap();
    look.browser
        .click(&popup, "[data-link-row] summary")
        .unwrap();
    both(&mut look, "an open entry");
    look.nothing_found();
}
