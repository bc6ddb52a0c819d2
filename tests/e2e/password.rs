//! A link with a password: made in the popup, opened in the viewer.

use chatlink::error::Error;
use chatlink::link::{self, Packed};
use driver::{Browser, Kind, Page, hooks, sample};

use crate::viewer::{golden, golden_passwords};
use crate::{Stage, in_both, sentence};

in_both!(
    from_popup_to_reader,
    only_locked_links_are_offered,
    golden_links,
    leaving_stops,
);

const PASSWORD: &str = "four posts under 雪";

const STATE: &str = "document.documentElement.dataset.state";

/// Everything in the list of links, as text.
const LISTED: &str = "new Promise((done) => {
    const opening = indexedDB.open('chatlink');
    opening.onsuccess = async () => {
        const base = opening.result, all = [];
        for (const name of base.objectStoreNames) {
            const request = base.transaction(name).objectStore(name).getAll();
            await new Promise((ready) => (request.onsuccess = ready));
            all.push(request.result);
        }
        base.close();
        done(JSON.stringify(all));
    };
})";

/// Types a password into the viewer and opens the link with it.
pub(crate) fn unlock(browser: &mut dyn Browser, page: &Page, password: &str) {
    browser.fill(page, "#password-field", password).unwrap();
    browser.click(page, "#unlock").unwrap();
}

fn from_popup_to_reader(kind: Kind) {
    let mut stage = Stage::new(kind);
    let sample = sample::shed().unwrap();
    let tab = stage.open(&sample);
    let popup = stage.share(&tab);
    let browser = stage.browser.as_mut();
    hooks::link_made(browser, &popup).unwrap();
    let length = "Number(document.querySelector('#length').dataset.length)";
    let plain = browser.eval(&popup, length).unwrap().as_u64().unwrap();
    browser.click(&popup, "#lock").unwrap();
    browser.fill(&popup, "#link-password", PASSWORD).unwrap();
    let meaning = browser.text(&popup, ".password-part .consequence").unwrap();
    assert_eq!(meaning, sentence("password_consequence", &[]));
    let copied = hooks::copy_link(browser, &popup).unwrap();
    let more = copied.len() as u64 - plain;
    assert!((45..=47).contains(&more), "{more}");
    assert_eq!(link::decode(&copied), Err(Error::PasswordNeeded));
    let opened = link::decode_with_password(&copied, PASSWORD).unwrap();
    assert_eq!(opened.conversation.title, sample.title);
    let payload = copied.split_once('#').unwrap().1;

    // What is kept is the locked link, and the password nowhere.
    let kept = "Promise.all([chrome.storage.session.get(null), chrome.storage.local.get(null)])\
        .then((all) => JSON.stringify(all))";
    for everything in [kept, LISTED] {
        let text = browser.eval(&popup, everything).unwrap();
        let text = text.as_str().unwrap();
        assert!(text.contains(payload), "{text}");
        assert!(!text.contains("four posts"), "{text}");
    }
    browser.click(&popup, "#tab-links").unwrap();
    let facts = "document.querySelector('.link-facts')?.textContent";
    let facts = browser.wait_for(&popup, facts).unwrap();
    let end = facts.as_str().unwrap().ends_with("with a password");
    assert!(end, "{facts}");
    browser.close(&popup).unwrap();

    // A wrong password loses nothing, the right one shows everything.
    let page = hooks::open_in_viewer(browser, &copied).unwrap();
    assert_eq!(browser.eval(&page, STATE).unwrap(), "locked");
    let title = browser.text(&page, "h1").unwrap();
    assert_eq!(title, sentence("view_locked_title", &[]));
    let focused = "document.activeElement.id";
    assert_eq!(browser.eval(&page, focused).unwrap(), "password-field");
    unlock(browser, &page, "four posts under");
    let wrong = "document.querySelector('[data-error=password-wrong]:not([hidden])')?.textContent";
    let wrong = browser.wait_for(&page, wrong).unwrap();
    assert_eq!(wrong, sentence("error_password_wrong", &[]));
    assert_eq!(browser.eval(&page, focused).unwrap(), "password-field");
    unlock(browser, &page, PASSWORD);
    let ready = format!("{STATE} === 'ready'");
    browser.wait_for(&page, &ready).unwrap();
    let messages = hooks::messages(browser, &page).unwrap();
    assert_eq!(messages.len(), opened.conversation.messages.len());
    assert_eq!(browser.eval(&page, "location.hash").unwrap(), "");

    // A reload asks again: what the tab keeps is the locked link.
    browser
        .eval(&page, "window.before = 1, location.reload(), 1")
        .unwrap();
    let again = format!("!window.before && {STATE} === 'locked'");
    browser.wait_for(&page, &again).unwrap();
    assert_eq!(hooks::messages(browser, &page).unwrap().len(), 0);
    let asked = stage.asked();
    let leaks = |url: &String| url.contains("four") || url.contains(payload);
    assert!(!asked.iter().any(leaks), "{asked:?}");
}

/// Once a password is wanted nothing can be copied, opened or scanned that opens without one; a
/// popup that comes back still wants it, and asks for it again.
fn only_locked_links_are_offered(kind: Kind) {
    let mut stage = Stage::new(kind);
    let tab = stage.open(&sample::shed().unwrap());
    let popup = stage.share(&tab);
    let offered = "['copy', 'open', 'qr'].filter((id) => \
        !document.getElementById(id).disabled).length";
    let browser = stage.browser.as_mut();
    hooks::link_made(browser, &popup).unwrap();
    assert_eq!(browser.eval(&popup, offered).unwrap(), 3);
    browser.click(&popup, "#lock").unwrap();
    assert_eq!(browser.eval(&popup, offered).unwrap(), 0);
    let said = browser.text(&popup, "#length").unwrap();
    assert_eq!(said, sentence("password_first", &[]));
    browser.fill(&popup, "#link-password", PASSWORD).unwrap();
    let locked = format!("{offered} === 3");
    browser.wait_for(&popup, &locked).unwrap();
    // In one step, so that nothing is made in between.
    let typed = format!(
        "(() => {{
            const field = document.querySelector('#link-password');
            field.value = 'another password';
            field.dispatchEvent(new Event('input'));
            return {offered};
        }})()"
    );
    assert_eq!(browser.eval(&popup, &typed).unwrap(), 0);
    let changed = hooks::copy_link(browser, &popup).unwrap();
    assert!(link::decode_with_password(&changed, "another password").is_ok());
    // A new title is another link, with a key of its own.
    browser.fill(&popup, "#title", "Another title").unwrap();
    let titled = hooks::copy_link(browser, &popup).unwrap();
    let salt = |link: &str| *Packed::read(link).unwrap().lock().unwrap().salt();
    assert_ne!(salt(&changed), salt(&titled));
    let opened = link::decode_with_password(&titled, "another password").unwrap();
    assert_eq!(opened.conversation.title, "Another title");
    browser.close(&popup).unwrap();

    let popup = stage.share(&tab);
    let browser = stage.browser.as_mut();
    hooks::link_made(browser, &popup).unwrap();
    let kept = "[document.querySelector('#lock').checked, \
        document.querySelector('#link-password').value]";
    let kept = browser.eval(&popup, kept).unwrap();
    assert_eq!(
        (kept[0].as_bool(), kept[1].as_str()),
        (Some(true), Some(""))
    );
    assert_eq!(browser.eval(&popup, offered).unwrap(), 0);
    // The preview does not wait for it.
    assert!(!hooks::messages(browser, &popup).unwrap().is_empty());
    // Without a password it is an open link again.
    browser.click(&popup, "#lock").unwrap();
    let open = hooks::copy_link(browser, &popup).unwrap();
    assert!(link::decode(&open).is_ok());
}

/// Links of another writer, whose passwords stand beside them: what the core says, the viewer says.
fn golden_links(kind: Kind) {
    let mut stage = Stage::new(kind);
    let browser = stage.browser.as_mut();
    let mut asked = 0;
    for (text, password) in golden_passwords() {
        if !Packed::read(&text).is_ok_and(|packed| packed.is_sealed()) {
            continue;
        }
        asked += 1;
        let page = hooks::open_in_viewer(browser, &text).unwrap();
        assert_eq!(browser.eval(&page, STATE).unwrap(), "locked", "{text}");
        unlock(browser, &page, &password);
        let said = "document.querySelector('[data-error]:not([hidden])')?.dataset.error";
        let settled = format!("{STATE} === 'ready' || {said}");
        browser.wait_for(&page, &settled).unwrap();
        let said = browser.eval(&page, said).unwrap();
        let shown = hooks::messages(browser, &page).unwrap().len();
        let (error, messages) = match link::decode_with_password(&text, &password) {
            Ok(opened) => (None, opened.conversation.messages.len()),
            Err(error) => (Some(error.key()), 0),
        };
        assert_eq!((said.as_str(), shown), (error, messages), "{text}");
        browser.close(&page).unwrap();
    }
    assert!(asked >= 12, "{asked}");
}

/// Whoever leaves while the key is derived is not brought back.
fn leaving_stops(kind: Kind) {
    let mut stage = Stage::new(kind);
    let browser = stage.browser.as_mut();
    let page = hooks::open_in_viewer(browser, &golden("s01-sealed")).unwrap();
    let left = "(() => {
        document.querySelector('#password-field').value = 'correct horse';
        document.querySelector('#unlock').click();
        document.querySelector('[data-action=view_open_another]').click();
        return document.documentElement.dataset.state;
    })()";
    assert_eq!(browser.eval(&page, left).unwrap(), "asking");
    // The next one opens meanwhile, and stays.
    let next = golden("07-site-in-full");
    browser.fill(&page, "#link-field", &next).unwrap();
    browser.click(&page, "main .ask > button").unwrap();
    browser
        .wait_for(&page, &format!("{STATE} === 'ready'"))
        .unwrap();
    let shown = hooks::messages(browser, &page).unwrap().len();
    let expected = link::decode(&next).unwrap().conversation.messages.len();
    assert_eq!(shown, expected);
}
