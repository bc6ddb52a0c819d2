//! Every task by the keyboard and by what the controls are called: as somebody works who sees nothing of the page.
//! Nothing in here knows an id or a place. (Choosing, cutting and masking: [`crate::confidence`].)

use chatlink::conversation::Conversation;
use chatlink::link::{self, CodecChoice};
use driver::{Browser, Kind, Page, hooks, sample};

use crate::manage::CATCH;
use crate::upload::{HOST, serve};
use crate::{Stage, in_both, sentence};

in_both!(share_and_tidy_up, upload_and_delete, read, settle);

/// What the control with the keyboard is called, as a screen reader says it.
const NAME: &str = "(() => {
    const one = document.activeElement;
    if (!one || one === document.body) return '';
    const words = (ids) => ids.split(' ').map((id) => document.getElementById(id)?.innerText ?? '').join(' ');
    const name = one.getAttribute('aria-labelledby') ? words(one.getAttribute('aria-labelledby'))
        : one.getAttribute('aria-label') ?? (one.labels?.length ? [...one.labels].map((it) => it.innerText).join(' ')
        : one.innerText || one.title || one.placeholder);
    return name.trim().replace(/\\s+/g, ' ');
})()";

struct Hands<'a> {
    browser: &'a mut dyn Browser,
    page: Page,
}

impl Hands<'_> {
    /// Goes on with the Tab key until the control of this name has the keyboard.
    #[track_caller]
    fn to(&mut self, key: &str, values: &[&str]) {
        self.go("Tab", key, values);
    }

    /// The other way.
    #[track_caller]
    fn back_to(&mut self, key: &str, values: &[&str]) {
        self.go("Shift+Tab", key, values);
    }

    #[track_caller]
    fn go(&mut self, tab: &str, key: &str, values: &[&str]) {
        let wanted = sentence(key, values);
        let mut heard = Vec::new();
        for _ in 0..80 {
            self.browser.press_key(&self.page, tab).unwrap();
            let name = self.browser.eval(&self.page, NAME).unwrap();
            let name = name.as_str().unwrap_or_default().to_owned();
            if name == wanted || name.starts_with(&format!("{wanted} ")) {
                return;
            }
            heard.push(name);
        }
        panic!("nothing is called {wanted:?} among {heard:?}");
    }

    fn press(&mut self, key: &str) {
        self.browser.press_key(&self.page, key).unwrap();
    }

    /// Goes there and presses it.
    #[track_caller]
    fn choose(&mut self, key: &str, values: &[&str]) {
        self.to(key, values);
        self.press("Enter");
    }

    /// Goes to a field and types over what stands in it.
    #[track_caller]
    fn write(&mut self, key: &str, text: &str) {
        self.to(key, &[]);
        let all = "document.activeElement.select?.()";
        self.browser.eval(&self.page, all).unwrap();
        self.browser.type_text(&self.page, text).unwrap();
    }

    /// What a screen reader says by itself: what stands in live regions.
    #[track_caller]
    fn hears(&mut self, key: &str, values: &[&str]) {
        let wanted = serde_json::json!(sentence(key, values));
        let live = format!(
            "[...document.querySelectorAll('[role=status], [role=alert], [aria-live], [role=alertdialog], h1')] \
             .some((one) => one.checkVisibility() && one.textContent.includes({wanted}))"
        );
        self.browser.wait_for(&self.page, &live).unwrap();
    }

    fn waits(&mut self, what: &str) {
        self.browser.wait_for(&self.page, what).unwrap();
    }
}

fn hands(stage: &mut Stage, page: Page) -> Hands<'_> {
    Hands {
        browser: stage.browser.as_mut(),
        page,
    }
}

fn share_and_tidy_up(kind: Kind) {
    let mut stage = Stage::new(kind);
    let tab = stage.open(&sample::shed().unwrap());
    let popup = stage.share(&tab);
    let mut hands = hands(&mut stage, popup);
    hands.write("popup_title", "By its name");
    hands.write("popup_author", "Mia");
    // Enter in a field copies.
    hooks::link_made(hands.browser, &hands.page.clone()).unwrap();
    hands.press("Enter");
    hands.waits("document.querySelector('#copy.done')");
    let link = hands.browser.clipboard().unwrap();
    let made = link::decode(&link).unwrap().conversation;
    assert_eq!(
        (made.title.as_str(), made.author.as_deref()),
        ("By its name", Some("Mia"))
    );

    hands.to("popup_tab_share", &[]);
    hands.press("ArrowRight");
    hands.waits("document.querySelector('[data-link-row]')");
    hands.write("links_search", "its name");
    hands.to("By its name", &[]);
    hands.press("Enter");
    hands.choose("links_copy", &[]);
    let length = link.len();
    let length = format!("{},{:03}", length / 1000, length % 1000);
    let length = length
        .trim_start_matches("0,")
        .trim_start_matches('0')
        .to_owned();
    hands.hears("popup_copied", &[&length]);
    assert_eq!(hands.browser.clipboard().unwrap(), link);
    hands.choose("links_rename", &[]);
    hands
        .browser
        .type_text(&hands.page.clone(), "Another name")
        .unwrap();
    hands.press("Enter");
    hands.waits("document.querySelector('.link-title')?.textContent === 'Another name'");
    hands.choose("links_forget", &[]);
    hands.hears("links_forgotten", &[]);
    // The keyboard is where it can be taken back.
    hands.press("Enter");
    hands.waits("document.querySelector('.link-title')?.textContent === 'Another name'");
}

fn upload_and_delete(kind: Kind) {
    let mut stage = Stage::new(kind);
    let standin = serve(&stage.network, HOST);
    let tab = stage.open(&sample::shed().unwrap());
    let popup = stage.share(&tab);
    let mut hands = hands(&mut stage, popup);
    hands.to("upload_kind_link", &[]);
    hands.press("ArrowDown");
    hands.waits("document.querySelector('#server').checkVisibility()");
    hands.write("upload_server", &format!("https://{HOST}"));
    hands.choose("upload_use_server", &[]);
    hands.waits("document.querySelector('#upload').checkVisibility()");
    // The keyboard is on the button that uploads.
    hands.waits("document.activeElement.id === 'upload'");
    hands.press("Enter");
    hands.hears("upload_stored", &[]);
    hands.choose("popup_copy", &[]);
    hands.waits("document.querySelector('#upload-copy.done')");
    assert!(hands.browser.clipboard().unwrap().contains(HOST));
    hands.to("popup_tab_share", &[]);
    hands.press("ArrowRight");
    hands.waits("document.querySelector('[data-badge=live]')");
    let title = sample::shed().unwrap().title;
    hands.to(&title, &[]);
    hands.press("Enter");
    hands.choose("links_delete", &[]);
    hands.hears("links_delete_ask", &[&title, HOST]);
    hands.press("Enter");
    hands.hears("links_deleted_all", &["1"]);
    assert_eq!(standin.ids(), Vec::<String>::new());
}

fn read(kind: Kind) {
    let mut stage = Stage::new(kind);
    let url = format!("{}/{}", stage.browser.origin(), hooks::VIEWER);
    let page = stage.browser.open(&url).unwrap();
    let mut hands = hands(&mut stage, page);
    hands.waits("document.activeElement.tagName === 'TEXTAREA'");
    let conversation: Conversation =
        serde_json::from_str(include_str!("../fixtures/viewer/reading.json")).unwrap();
    let payload = link::encode(&conversation, CodecChoice::Deflate).unwrap();
    let link = format!("https://chatlink.example/#{payload}");
    hands.browser.type_text(&hands.page.clone(), &link).unwrap();
    hands.press("Enter");
    hands.waits("document.documentElement.dataset.state === 'ready'");
    // Reading begins at the heading.
    hands.waits("document.activeElement.tagName === 'H1'");

    // The bar stands before it.
    hands.back_to("view_find", &[]);
    hands.press("Enter");
    hands.waits("document.activeElement.matches('.find input')");
    hands.browser.type_text(&hands.page.clone(), "the").unwrap();
    hands.waits("/^1 of/.test(document.querySelector('.find [role=status]').textContent)");
    hands.choose("view_find_next", &[]);
    hands.waits("/^2 of/.test(document.querySelector('.find [role=status]').textContent)");
    hands.back_to("view_find_previous", &[]);
    hands.press("Enter");
    hands.waits("/^1 of/.test(document.querySelector('.find [role=status]').textContent)");
    hands.choose("view_find_close", &[]);
    hands.waits("!document.querySelector('.find').checkVisibility()");
    hands.choose("view_theme_auto", &[]);
    hands.waits("document.documentElement.dataset.theme === 'light'");
    hands.choose("view_copy_link", &[]);
    hands.waits("[...document.querySelectorAll('[data-action=view_copy_link]')].some((one) => one.textContent === 'Copied')");
    assert_eq!(hands.browser.clipboard().unwrap(), link);
    hands.browser.eval(&hands.page.clone(), CATCH).unwrap();
    hands.choose("view_save", &[]);
    hands.choose("view_save_json", &[]);
    hands.hears("view_saved", &[]);
    hands.waits("document.documentElement.dataset.saved");
    hands.choose("view_copy_code", &[]);
    hands.waits("document.activeElement.textContent === 'Copied'");
    hands.back_to("view_open_another", &[]);
    hands.press("Enter");
    hands.waits("document.activeElement.tagName === 'TEXTAREA'");
}

fn settle(kind: Kind) {
    let mut stage = Stage::new(kind);
    let url = format!("{}/{}", stage.browser.origin(), hooks::OPTIONS);
    let page = stage.browser.open(&url).unwrap();
    let mut hands = hands(&mut stage, page);
    hands.waits("document.documentElement.dataset.state === 'ready'");
    hands.write("options_base_label", "https://read.example/");
    hands.choose("options_save", &[]);
    hands.hears("options_base_saved", &["https://read.example/"]);
    hands.write("own_words_title", "Rumpelstilz");
    hands.press("Enter");
    hands.choose("own_words_remove", &["Rumpelstilz"]);
    hands.browser.eval(&hands.page.clone(), CATCH).unwrap();
    hands.choose("options_backup_save", &[]);
    hands.waits("document.documentElement.dataset.saved?.startsWith('chatlink-backup 1')");
}
