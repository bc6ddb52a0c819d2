//! The viewer: opens a link, with no request to anywhere; an upload is asked for on the server that its
//! link names.
//!
//! A link comes with the address (`viewer.html#…`), from the field of the page, or, after a
//! reload, from what this tab keeps. Once it is read it is taken out of the address. In reading
//! order:
//!
//! 1. `incoming`: where the link comes from, and where this tab keeps it.
//! 2. `pages`: what is shown without a conversation: the field, the wait, each error.
//! 3. `password`: what opens with a password only.
//! 4. `unpacking`: a link that takes long, unpacked by the worker. `upload`: an upload, from its server.
//! 5. `reader`: the conversation, painted in slices; `outline` lists its prompts.
//! 6. `tools`: the buttons and menus of the bar: `find`, `theme`, `save`, `continue_in`.

mod continue_in;
mod find;
mod incoming;
mod outline;
mod pages;
mod password;
mod reader;
mod theme;
mod tools;
mod unpacking;
mod upload;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;

use super::dom::{self, El, el};
use super::i18n::{counted, mark_page, t, warm_up};
use super::{browser, formulas, paint, settings};
use crate::conversation::Conversation;
use crate::error::Error;
use crate::link::{self, Base, Codec, Opened, Packed};
use crate::render::markup::Home;
use crate::upload::Address;
use crate::web::work::Task;
use reader::Sheet;

/// Starts the viewer in this page.
#[wasm_bindgen]
pub fn start_viewer() {
    mark_page();
    theme::apply();
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
    // By now a worker or a server is busy, unless all is painted already.
    Timeout::new(0, warm_up).forget();
}

/// Links of more characters than this get a page that says so while they are opened.
const LONG_LINK: usize = 40_000;

/// The page: a bar, the place for what is shown, and a line that is read aloud.
#[derive(Clone)]
struct Viewer(Rc<Parts>);

struct Parts {
    main: El,
    actions: El,
    /// Whether the buttons stand there and wait for the whole conversation.
    held: Cell<bool>,
    heard: El,
    /// A sentence under the bar, hidden while there is none.
    notice: El,
    find: Rc<find::Find>,
    /// What is open: its link as it came, and the conversation.
    opened: RefCell<Option<(String, Rc<Conversation>)>>,
    /// What it came with.
    home: Cell<Home>,
    /// The base of links, known a moment after the start.
    base: RefCell<Base>,
    /// Counts what was opened: work for an earlier one stops.
    turn: Cell<u32>,
    /// What the worker does for the link that is being opened.
    task: RefCell<Option<Task>>,
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
        let notice = el("p")
            .class("notice")
            .attr("role", "status")
            .flag("hidden", true);
        let find = find::Find::new();
        bar.append(find.bar());
        for part in [&bar, &notice, &main, &heard] {
            body.append(part);
        }
        let viewer = Self(Rc::new(Parts {
            main,
            actions,
            held: Cell::new(false),
            heard,
            notice,
            find,
            opened: RefCell::new(None),
            home: Cell::new(Home::Link),
            base: RefCell::new(Base::default()),
            turn: Cell::new(0),
            task: RefCell::default(),
        }));
        viewer.offer_places();
        let waiting = viewer.clone();
        spawn_local(async move {
            let base = settings::base().await;
            *waiting.0.base.borrow_mut() = base;
        });
        viewer
    }

    /// A new turn; what an earlier one still does is given up.
    fn next_turn(&self) -> u32 {
        self.0.task.take();
        self.0.held.set(false);
        self.0.notice.set_hidden(true);
        self.0.find.close();
        self.0.home.set(Home::Link);
        self.0.turn.set(self.0.turn.get().wrapping_add(1));
        self.0.turn.get()
    }

    /// Replaces what is shown.
    fn show(&self, page: &El) {
        self.0.main.set_child(page);
        dom::window().scroll_to_with_x_and_y(0.0, 0.0);
    }

    /// What the page is doing, for whoever looks at it from outside: `asking`, `locked`,
    /// `burns`, `opening`, `ready`, `past`, `error`.
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
        if let Some(address) = Address::parse(&text) {
            return self.open_upload(text, address);
        }
        let packed = match Packed::read(&text) {
            Ok(packed) => packed,
            Err(error) => return self.fail(&error),
        };
        if let Some(place) = packed.place() {
            return self.fetch_key(text, packed, place);
        }
        match packed.lock() {
            Some(lock) => self.ask_password(text, packed, lock),
            None => self.unpack(text, packed),
        }
    }

    /// A link that nothing locks any more.
    pub(super) fn unpack(&self, text: String, packed: Packed) {
        if packed.codec() == Codec::Dense {
            return self.unpack_elsewhere(text, packed);
        }
        let opened = packed
            .unpack()
            .and_then(|unpacked| packed.opened(&unpacked));
        self.show_opened(text, opened, None);
    }

    /// Shows what a link held. `begun` is the page on which its first messages stand.
    fn show_opened(&self, text: String, opened: Result<Opened, Error>, begun: Option<Sheet>) {
        let opened = match opened {
            Ok(opened) => opened,
            Err(error) => return self.fail(&error),
        };
        let conversation = Rc::new(opened.conversation);
        self.0
            .opened
            .replace(Some((text, Rc::clone(&conversation))));
        if begun.is_none() && pages::is_past(&conversation) {
            let whole = opened.damage.is_none();
            return self.ask_first(&conversation, opened.damage, whole);
        }
        if self.0.held.get() && opened.damage.is_none() {
            // They stand there already, perhaps with the keyboard on one of them.
            self.hold_actions(false);
        } else {
            self.offer_actions(opened.damage.is_none());
        }
        self.paint(&conversation, opened.damage.as_ref(), begun);
    }

    /// Its time has passed: a request, which the reader may overrule.
    fn ask_first(&self, conversation: &Rc<Conversation>, damage: Option<Error>, whole: bool) {
        let (viewer, shown) = (self.clone(), Rc::clone(conversation));
        self.0.actions.set_child(self.another());
        let turn = self.0.turn.get();
        self.show(&pages::past(conversation, move || {
            if viewer.0.turn.get() == turn {
                viewer.offer_actions(whole);
                viewer.paint(&shown, damage.as_ref(), None);
            }
        }));
        Self::set_state("past");
        self.say(&t("view_past_title"));
        pages::focus_title();
    }

    /// An error has a page of its own, with the field for another link.
    fn fail(&self, error: &Error) {
        // There is nothing to come back to.
        incoming::forget();
        self.fail_with(error, None);
    }

    fn fail_with(&self, error: &Error, more: Option<El>) {
        self.0.notice.set_hidden(true);
        self.0.actions.clear();
        let viewer = self.clone();
        let page = pages::error(error, more, move |text| viewer.open(text));
        self.show(&page);
        Self::set_state("error");
        self.say(&pages::error_title(error));
        pages::focus_title();
    }

    /// Shows the conversation, once what its formulas need is there. `begun` is the page on which
    /// its first messages stand.
    fn paint(&self, conversation: &Rc<Conversation>, damage: Option<&Error>, begun: Option<Sheet>) {
        if !formulas::are_missing(conversation) {
            return self.paint_now(conversation, damage, begun);
        }
        let (viewer, turn) = (self.clone(), self.0.turn.get());
        let (conversation, damage) = (Rc::clone(conversation), damage.cloned());
        spawn_local(async move {
            formulas::load().await;
            if viewer.0.turn.get() == turn {
                viewer.paint_now(&conversation, damage.as_ref(), begun);
            }
        });
    }

    fn paint_now(
        &self,
        conversation: &Rc<Conversation>,
        damage: Option<&Error>,
        begun: Option<Sheet>,
    ) {
        let turn = self.0.turn.get();
        let viewer = self.clone();
        let still = move || viewer.0.turn.get() == turn;
        let viewer = self.clone();
        let count = conversation.messages.len();
        let opened = self.0.opened.borrow();
        let text = opened.as_ref().map(|(text, _)| text.as_str());
        let text = text.unwrap_or_default();
        let place = link::message_of(text);
        let linked = link::payload(text).is_ok() && Address::parse(text).is_none();
        self.0.main.toggle_class("no-places", !linked);
        drop(opened);
        let done = move || {
            browser::mark("shown");
            Self::set_state("ready");
            viewer.say(&counted("view_messages", count));
            // A short conversation is painted before it stands in the page.
            if let Some(number) = place {
                Timeout::new(0, move || {
                    if viewer.0.turn.get() == turn {
                        outline::go_to(number);
                    }
                })
                .forget();
            }
        };
        if let Some(sheet) = begun {
            return sheet.paint(conversation, still, done);
        }
        let page = reader::paint(conversation, damage, self.0.home.get(), still, done);
        self.show(&page);
        pages::focus_title();
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
