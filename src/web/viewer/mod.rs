//! The viewer: opens a link inside the extension, with no request to anywhere.
//!
//! A link comes with the address (`viewer.html#…`), from the field of the page, or, after a
//! reload, from what this tab keeps. Once it is read it is taken out of the address. In reading
//! order:
//!
//! 1. `incoming`: where the link comes from, and where this tab keeps it.
//! 2. `pages`: what is shown without a conversation: the field, the wait, each error.
//! 3. `reader`: the conversation, painted in slices.

mod incoming;
mod pages;
mod reader;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;

use super::dom::{self, El, el};
use super::i18n::{mark_page, t, tr};
use super::{browser, paint, settings};
use crate::conversation::Conversation;
use crate::error::Error;
use crate::link::{self, Base};

/// Starts the viewer in this page.
#[wasm_bindgen]
pub fn start_viewer() {
    mark_page();
    dom::set_document_title(&t("view_page_title"));
    let viewer = Viewer::new();
    if incoming::is_framed() {
        viewer.show(&pages::framed());
        Viewer::set_state("error");
        return;
    }
    let listening = viewer.clone();
    EventListener::new(&dom::window(), "hashchange", move |_| {
        if let Some(text) = incoming::take_from_address() {
            listening.open(text);
        }
    })
    .forget();
    match incoming::take_from_address().or_else(incoming::kept) {
        Some(text) => viewer.open(text),
        None => viewer.ask(),
    }
}

/// Links of more characters than this get a page that says so while they are opened.
const LONG_LINK: usize = 40_000;

/// The page: a bar, the place for what is shown, and a line that is read aloud.
#[derive(Clone)]
struct Viewer(Rc<Parts>);

struct Parts {
    main: El,
    actions: El,
    heard: El,
    /// What is open: its link as it came, and the conversation.
    opened: RefCell<Option<(String, Rc<Conversation>)>>,
    /// The base of links, known a moment after the start.
    base: RefCell<Base>,
    /// Counts what was opened: work for an earlier one stops.
    turn: Cell<u32>,
}

impl Viewer {
    fn new() -> Self {
        let main = el("main").class("viewer-main").id("main");
        let actions = el("div").class("actions");
        let heard = el("p").class("aloud").attr("role", "status");
        let bar = el("header")
            .class("bar")
            .child(el("span").class("brand").text(&t("extension_name")))
            .child(&actions);
        let body = dom::body();
        body.set_attr("class", "page");
        for part in [&bar, &main, &heard] {
            body.append(part);
        }
        let viewer = Self(Rc::new(Parts {
            main,
            actions,
            heard,
            opened: RefCell::new(None),
            base: RefCell::new(Base::default()),
            turn: Cell::new(0),
        }));
        let waiting = viewer.clone();
        spawn_local(async move {
            let base = settings::base().await;
            *waiting.0.base.borrow_mut() = base;
        });
        viewer
    }

    /// A new turn; what an earlier one still does is given up.
    fn next_turn(&self) -> u32 {
        self.0.turn.set(self.0.turn.get().wrapping_add(1));
        self.0.turn.get()
    }

    /// Replaces what is shown.
    fn show(&self, page: &El) {
        self.0.main.set_child(page);
        dom::window().scroll_to_with_x_and_y(0.0, 0.0);
    }

    /// What the page is doing, for whoever looks at it from outside: `asking`, `opening`,
    /// `ready`, `error`.
    fn set_state(state: &str) {
        dom::root().set_attr("data-state", state);
    }

    /// Says a sentence to a screen reader.
    fn say(&self, text: &str) {
        self.0.heard.set_text(text);
    }

    /// Shows the field for a link.
    fn ask(&self) {
        self.next_turn();
        incoming::forget();
        self.0.opened.replace(None);
        self.0.actions.clear();
        self.say("");
        let viewer = self.clone();
        let page = pages::ask(move |text| viewer.open(text));
        self.show(&page);
        Self::set_state("asking");
        pages::focus_field();
    }

    /// Opens a link. A long one is opened after the page has said so.
    fn open(&self, text: String) {
        let turn = self.next_turn();
        incoming::keep(&text);
        self.0.opened.replace(None);
        self.0.actions.clear();
        Self::set_state("opening");
        if text.len() < LONG_LINK {
            self.read(text);
            return;
        }
        self.show(&pages::opening());
        self.say(&t("view_opening"));
        let viewer = self.clone();
        Timeout::new(0, move || {
            if viewer.0.turn.get() == turn {
                viewer.read(text);
            }
        })
        .forget();
    }

    fn read(&self, text: String) {
        match link::decode(&text) {
            Ok(opened) => {
                let conversation = Rc::new(opened.conversation);
                self.0
                    .opened
                    .replace(Some((text, Rc::clone(&conversation))));
                self.offer_actions(opened.damage.is_none());
                self.paint(&conversation, opened.damage.as_ref());
            }
            Err(error) => self.fail(&error),
        }
    }

    /// An error has a page of its own, with the field for another link.
    fn fail(&self, error: &Error) {
        // There is nothing to come back to.
        incoming::forget();
        let viewer = self.clone();
        let page = pages::error(error, move |text| viewer.open(text));
        self.show(&page);
        Self::set_state("error");
        self.say(&pages::error_title(error));
        pages::focus_title();
    }

    fn paint(&self, conversation: &Rc<Conversation>, damage: Option<&Error>) {
        let turn = self.0.turn.get();
        let viewer = self.clone();
        let still = move || viewer.0.turn.get() == turn;
        let viewer = self.clone();
        let count = conversation.messages.len();
        let done = move || {
            Self::set_state("ready");
            viewer.say(&match count {
                1 => t("view_one_message"),
                count => tr("view_messages", &[&count.to_string()]),
            });
        };
        let page = reader::paint(conversation, damage, still, done);
        self.show(&page);
        pages::focus_title();
    }

    /// The buttons of the bar. A link that was cut is not worth passing on.
    fn offer_actions(&self, whole: bool) {
        let viewer = self.clone();
        let markdown = action("view_copy_markdown", move |button| {
            if let Some((_, conversation)) = viewer.0.opened.borrow().as_ref() {
                let text = crate::transcript::write(conversation);
                viewer.copy(&text, button, "view_copy_markdown");
            }
        });
        let viewer = self.clone();
        let link = action("view_copy_link", move |button| {
            if let Some((text, _)) = viewer.0.opened.borrow().as_ref() {
                let payload = link::payload(text).unwrap_or_default();
                let link = viewer.0.base.borrow().link(&payload);
                viewer.copy(&link, button, "view_copy_link");
            }
        });
        let viewer = self.clone();
        let another = action("view_open_another", move |_| viewer.ask());
        let actions = &self.0.actions;
        actions.set_child(markdown);
        if whole {
            actions.append(link);
        }
        actions.append(another);
    }

    /// Copies, and says so on the button and aloud.
    fn copy(&self, text: &str, button: &El, label: &'static str) {
        let copied = browser::copy(text);
        let (viewer, button) = (self.clone(), button.clone());
        spawn_local(async move {
            let said = t(match copied.await {
                Ok(()) => "view_copied",
                Err(_) => "view_not_copied",
            });
            button.set_text(&said);
            viewer.say(&said);
            Timeout::new(paint::SAID_MS, move || button.set_text(&t(label))).forget();
        });
    }
}

fn action(label: &'static str, act: impl Fn(&El) + 'static) -> El {
    let button = el("button")
        .class("quiet")
        .attr("type", "button")
        .attr("data-action", label)
        .text(&t(label));
    let itself = button.clone();
    button.on("click", move |_| act(&itself))
}
