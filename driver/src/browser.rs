//! What both browsers can do.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::chromium::Chromium;
use crate::find::{Found, Kind};
use crate::firefox::Firefox;
use crate::hooks::{self, WELCOME};

/// How long anything that a test waits for may take. Generous: a busy machine is no failure.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// How to start a browser.
#[derive(Clone, Debug)]
pub struct Options {
    /// The folder of the unpacked extension; none for a browser that only shows pages.
    pub extension: Option<PathBuf>,
    /// No window. Without it a display is needed.
    pub headless: bool,
    /// The proxy that every request goes to ([`Network::address`](crate::Network::address)).
    /// Without it the browser talks to the network as it is.
    pub proxy: Option<std::net::SocketAddr>,
    /// The folder of a profile that outlives the browser, so that another can be started with it.
    /// Without it each has a fresh one.
    pub profile: Option<PathBuf>,
    /// The language that the browser speaks, as POSIX writes it (`pt_BR`); English without it. Only
    /// Chromium is asked, and it answers only if that language is installed.
    pub language: Option<String>,
}

/// A tab or the popup.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Page {
    pub(crate) id: String,
    pub(crate) popup: bool,
}

/// What the system prefers, as a page sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// `prefers-color-scheme: light`.
    Light,
    /// `prefers-color-scheme: dark`.
    Dark,
    /// `forced-colors: active`: the person's own few colours, light on dark.
    Forced,
}

impl Scheme {
    /// All of them; light is the last, so that a page is left in it.
    pub const ALL: [Self; 3] = [Self::Forced, Self::Dark, Self::Light];

    /// Its name, for files and messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Forced => "forced",
        }
    }

    /// The word for `prefers-color-scheme`.
    pub(crate) fn brightness(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark | Self::Forced => "dark",
        }
    }

    /// The word for `forced-colors`.
    pub(crate) fn forced(self) -> &'static str {
        match self {
            Self::Light | Self::Dark => "none",
            Self::Forced => "active",
        }
    }
}

/// Where a menu of the extension's is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Menu {
    /// On the page, where nothing is selected.
    Page,
    /// On text of the page that is selected.
    Selection,
    /// On the extension's button in the toolbar.
    Button,
}

/// One running browser with the extension in it.
///
/// Selectors are CSS selectors and mean the first element that fits. Expressions are JavaScript;
/// promises are awaited, and values come back as JSON.
pub trait Browser {
    /// Which of the two.
    fn kind(&self) -> Kind;

    /// The origin of the extension's pages, without a slash at the end.
    fn origin(&self) -> &str;

    /// Opens an address in a new tab in front and waits until it has loaded.
    ///
    /// # Errors
    /// The browser refuses the address, or nothing answers.
    fn open(&mut self, url: &str) -> Result<Page>;

    /// Opens an address in a new tab of a private window, in which the extension works as if the person had
    /// allowed that in the browser's own settings. The window closes with its last tab.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    fn open_private(&mut self, url: &str) -> Result<Page>;

    /// Every tab with its address, and the popup if it is open.
    ///
    /// # Errors
    /// The browser is gone.
    fn pages(&mut self) -> Result<Vec<(Page, String)>>;

    /// Presses the extension's button in the toolbar while this tab is in front, as a person
    /// does (so `activeTab` is granted), and gives the popup once its document is there.
    ///
    /// # Errors
    /// No popup opens.
    fn press_button(&mut self, tab: &Page) -> Result<Page>;

    /// Opens the browser's menu with the secondary button of the mouse while this tab is in front, and
    /// chooses what has this text. In Firefox alone: Chromium's menus are windows of its own that neither
    /// the DevTools protocol nor a page reaches.
    ///
    /// # Errors
    /// There is no such text in that menu, or this is another browser.
    fn choose_in_menu(&mut self, _tab: &Page, _menu: Menu, _text: &str) -> Result<()> {
        bail!("only Firefox lets its menus be opened");
    }

    /// Presses keys in the browser's own window while this tab is in front, as its shortcuts are written:
    /// `Alt+Shift+S`. In Firefox alone: keys from the DevTools protocol reach Chromium's pages, not its
    /// shortcuts.
    ///
    /// # Errors
    /// They cannot be pressed, or this is another browser.
    fn press_shortcut(&mut self, _tab: &Page, _keys: &str) -> Result<()> {
        bail!("only Firefox lets its shortcuts be pressed");
    }

    /// Whether the extension's background is loaded at this moment.
    ///
    /// # Errors
    /// The browser is gone.
    fn background_runs(&mut self) -> Result<bool>;

    /// Waits until the browser has ended the extension's background, which it does after half a minute
    /// without work.
    ///
    /// # Errors
    /// It is still there after two minutes.
    fn background_ends(&mut self) -> Result<()> {
        let ended = || Ok((!self.background_runs()?).then_some(()));
        let ended = until_within(4 * PATIENCE, Duration::from_millis(500), ended)?;
        ended.context("the background does not end")
    }

    /// Evaluates an expression in the extension's background, which must be loaded. In Chromium alone.
    ///
    /// # Errors
    /// It throws, it is not loaded, or this is another browser.
    fn eval_in_background(&mut self, _expression: &str) -> Result<Value> {
        bail!("only Chromium lets the background be asked");
    }

    /// Evaluates an expression in a page.
    ///
    /// # Errors
    /// It throws, or the page is gone.
    fn eval(&mut self, page: &Page, expression: &str) -> Result<Value>;

    /// A trusted click in the middle of an element, scrolled into view first.
    ///
    /// # Errors
    /// There is no such element, it has no size, or another one lies over it.
    fn click(&mut self, page: &Page, selector: &str) -> Result<()>;

    /// Replaces what stands in a field, as if typed.
    ///
    /// # Errors
    /// As [`click`](Self::click).
    fn fill(&mut self, page: &Page, selector: &str, text: &str) -> Result<()>;

    /// Types a text where the keyboard is.
    ///
    /// # Errors
    /// The page is gone.
    fn type_text(&mut self, page: &Page, text: &str) -> Result<()>;

    /// Presses a key where the keyboard is, as [`KeyboardEvent.key`] names it: `Tab`, `Enter`, ` `,
    /// `ArrowDown`; with `Shift+` before it while that is held.
    ///
    /// [`KeyboardEvent.key`]: https://developer.mozilla.org/docs/Web/API/KeyboardEvent/key
    ///
    /// # Errors
    /// The page is gone, or the key is none of those.
    fn press_key(&mut self, page: &Page, key: &str) -> Result<()>;

    /// The text in the clipboard.
    ///
    /// # Errors
    /// The browser is gone.
    fn clipboard(&mut self) -> Result<String>;

    /// Closes a tab or the popup.
    ///
    /// # Errors
    /// It is gone already.
    fn close(&mut self, page: &Page) -> Result<()>;

    /// A picture of what is shown at this moment, as PNG.
    ///
    /// # Errors
    /// The page is gone.
    fn screenshot(&mut self, page: &Page) -> Result<Vec<u8>>;

    /// What the page believes the system prefers.
    ///
    /// # Errors
    /// The page is gone.
    fn prefer(&mut self, page: &Page, scheme: Scheme) -> Result<()>;

    /// Has the page look as it would on paper, until it is told what the system prefers. In Chromium
    /// alone.
    ///
    /// # Errors
    /// The page is gone, or this is another browser.
    fn as_printed(&mut self, _page: &Page) -> Result<()> {
        bail!("only Chromium shows a page as it would be printed");
    }

    /// The size of a tab's viewport in CSS pixels.
    ///
    /// # Errors
    /// The page is gone, or is a popup: that one chooses its size itself.
    fn resize(&mut self, page: &Page, width: u32, height: u32) -> Result<()>;

    /// Ends it at once, in the middle of whatever it does.
    ///
    /// # Errors
    /// The system refuses.
    fn kill(&mut self) -> Result<()>;

    /// Waits until the person closes the browser.
    ///
    /// # Errors
    /// The system says nothing of the process.
    fn wait_until_closed(&mut self) -> Result<()>;

    /// Waits until an expression is truthy and gives its value.
    ///
    /// # Errors
    /// It is not within half a minute; the error says what it was last.
    fn wait_for(&mut self, page: &Page, expression: &str) -> Result<Value> {
        let mut last = String::new();
        let found = until(|| match self.eval(page, expression) {
            Ok(value) if truthy(&value) => Ok(Some(value)),
            // A page that is just being loaded throws; that is no reason to give up.
            outcome => {
                last = format!("{outcome:?}");
                Ok(None)
            }
        })?;
        match found {
            Some(value) => Ok(value),
            None => bail!("`{expression}` did not come true; last {last}"),
        }
    }

    /// A picture of what is shown once nothing moves any more.
    ///
    /// # Errors
    /// The page is gone, or something moves for half a minute.
    fn picture(&mut self, page: &Page) -> Result<Vec<u8>> {
        self.wait_for(
            page,
            "document.getAnimations().every((a) => a.playState !== 'running' \
             || a.effect.getTiming().iterations === Infinity)",
        )?;
        self.screenshot(page)
    }

    /// The text of an element as a person sees it.
    ///
    /// # Errors
    /// There is no such element.
    fn text(&mut self, page: &Page, selector: &str) -> Result<String> {
        let selector = Value::from(selector);
        let value = self.eval(
            page,
            &format!("document.querySelector({selector}).innerText"),
        )?;
        Ok(value.as_str().unwrap_or_default().to_owned())
    }
}

/// Starts a browser with a fresh profile and the extension in it. The page that the extension shows
/// on its first day is closed, so that it comes between no two steps of a test.
///
/// # Errors
/// It does not start, or not within half a minute; or the extension's first page does not come.
pub fn launch(found: &Found, options: &Options) -> Result<Box<dyn Browser>> {
    let mut browser: Box<dyn Browser> = match found.kind {
        Kind::Chromium => Box::new(Chromium::launch(found, options)?),
        Kind::Firefox => Box::new(Firefox::launch(found, options)?),
    };
    let welcomes = options
        .extension
        .as_ref()
        .is_some_and(|folder| folder.join(WELCOME).is_file());
    if welcomes {
        let page = hooks::opened(browser.as_mut(), WELCOME)?;
        browser.close(&page)?;
    }
    Ok(browser)
}

/// Asks again and again until there is an answer; `None` when [`PATIENCE`] is over.
pub(crate) fn until<T>(ask: impl FnMut() -> Result<Option<T>>) -> Result<Option<T>> {
    until_within(PATIENCE, Duration::from_millis(10), ask)
}

/// The same for so long, with this pause between two questions.
fn until_within<T>(
    patience: Duration,
    pause: Duration,
    mut ask: impl FnMut() -> Result<Option<T>>,
) -> Result<Option<T>> {
    let end = Instant::now() + patience;
    loop {
        if let Some(answer) = ask()? {
            return Ok(Some(answer));
        }
        if Instant::now() > end {
            return Ok(None);
        }
        std::thread::sleep(pause);
    }
}

/// As JavaScript sees it.
fn truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(yes) => *yes,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}

/// Keys that tests press: their names, and their numbers in old events.
const KEYS: [(&str, u32); 10] = [
    ("Tab", 9),
    ("Enter", 13),
    ("Escape", 27),
    (" ", 32),
    ("End", 35),
    ("Home", 36),
    ("ArrowLeft", 37),
    ("ArrowUp", 38),
    ("ArrowRight", 39),
    ("ArrowDown", 40),
];

/// The key of a name such as `Shift+Tab`: whether Shift is held, the key, and its number.
pub(crate) fn key(name: &str) -> Result<(bool, &'static str, u32)> {
    let (shift, plain) = match name.strip_prefix("Shift+") {
        Some(plain) => (true, plain),
        None => (false, name),
    };
    match KEYS.iter().find(|(key, _)| *key == plain) {
        Some((key, number)) => Ok((shift, *key, *number)),
        None => bail!("there is no key {name} here"),
    }
}

/// JavaScript that scrolls an element into view and gives the middle of it, or says why a click
/// there would not reach it.
pub(crate) fn middle_of(selector: &str) -> String {
    let selector = Value::from(selector);
    format!(
        "(() => {{
            const element = document.querySelector({selector});
            if (!element) return 'there is no ' + {selector};
            element.scrollIntoView({{block: 'center', inline: 'center', behavior: 'instant'}});
            const box = element.getBoundingClientRect();
            if (!box.width || !box.height) return {selector} + ' has no size';
            const x = box.left + box.width / 2, y = box.top + box.height / 2;
            const hit = document.elementFromPoint(x, y);
            if (!hit || !(element.contains(hit) || hit.contains(element) || hit.closest('label')?.control === element))
                return (hit ? hit.outerHTML.slice(0, 80) : 'nothing') + ' lies over ' + {selector};
            return [x, y];
        }})()"
    )
}

/// Reads what [`middle_of`] gave.
pub(crate) fn point(value: &Value) -> Result<(f64, f64)> {
    match (
        value.get(0).and_then(Value::as_f64),
        value.get(1).and_then(Value::as_f64),
    ) {
        (Some(x), Some(y)) => Ok((x, y)),
        _ => bail!("{}", value.as_str().unwrap_or("no such element")),
    }
}
