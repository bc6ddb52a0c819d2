//! What the share panel looks like: built once, then filled by `show…`.

use std::cell::RefCell;
use std::rc::Rc;

use super::choosing::{self, Choosing};
use super::cutting::{self, Cutting};
use super::files::Files;
use super::password::Password;
use super::qr;
use super::review::{self, Review, Reviewed};
use super::savings::Savings;
use super::status::{details, name_of};
use super::until::Until;
use crate::capture::Completeness;
use crate::conversation::{Conversation, Warning};
use crate::error::Error;
use crate::web::dom::{self, El, el};
use crate::web::i18n::{error_text, number, plural, t, tr};
use crate::web::paint;

mod fields;
mod link;
mod locking;
mod working;

use fields::{choice, radio, skeleton, text_input};

/// What the person does.
#[derive(Clone, Debug)]
pub(super) enum Action {
    Title(String),
    Named(bool),
    Author(String),
    Password(Option<String>),
    Copy,
    Open,
    Qr,
    OpenAsTab,
    LoadAll,
    ReadAgain,
    Stop,
    Options,
    Choosing(Choosing),
    Cutting(Cutting),
    Review(Reviewed),
    Files,
    Save(usize),
    Until(Option<i64>),
}

/// What the panel shows of a capture.
pub(super) struct Shown<'a> {
    pub(super) site: &'a str,
    pub(super) complete: bool,
    pub(super) completeness: &'a Completeness,
    /// Whether the page is still being read or asked.
    pub(super) reading: bool,
    pub(super) warnings: &'a [Warning],
    pub(super) title: &'a str,
    pub(super) named: bool,
    pub(super) author: &'a str,
    pub(super) base_is_built_in: bool,
}

pub(super) type Handler = Rc<RefCell<Option<Box<dyn Fn(Action)>>>>;

/// The elements that change. Clones are the same elements.
#[derive(Clone)]
pub(super) struct View {
    panel: El,
    pub(super) footer: El,
    status: El,
    notice: El,
    form: El,
    tools: El,
    title: El,
    nobody: El,
    named: El,
    author: El,
    preview: El,
    meter: El,
    meter_bar: El,
    shortening: El,
    copy: El,
    open: El,
    qr: El,
    pub(super) qr_dialog: qr::Dialog,
    pub(super) choosing: choosing::View,
    pub(super) cutting: cutting::View,
    pub(super) review: Review,
    pub(super) masks: review::Line,
    pub(super) files: Files,
    pub(super) until: Until,
    save: El,
    pub(super) savings: Savings,
    pub(super) password: Password,
    by_hand: El,
    reader_note: El,
    handler: Handler,
}

impl View {
    /// Builds the panel, with a skeleton where the conversation will stand.
    pub(super) fn new(panel: &El) -> Self {
        let handler: Handler = Rc::default();
        let view = Self {
            panel: panel.clone(),
            footer: el("footer").class("share-footer"),
            status: el("div")
                .id("status")
                .class("status")
                .attr("role", "status")
                .text(&t("popup_reading")),
            notice: el("div")
                .class("notice")
                .attr("role", "alert")
                .flag("hidden", true),
            form: el("div").class("form later"),
            tools: el("div").class("tools-row later"),
            title: text_input("title", "popup_title", "popup_title_empty"),
            nobody: radio("nobody", "popup_from_nobody"),
            named: radio("named", "popup_from_name"),
            author: text_input("author", "popup_author", "popup_author_empty"),
            preview: el("div")
                .id("preview")
                .class("preview-pane")
                .attr("role", "region")
                .attr("tabindex", "0")
                .attr("aria-label", &t("popup_preview"))
                .child(skeleton()),
            meter: el("p").id("length").class("meter-text"),
            meter_bar: el("div").class("meter").attr("aria-hidden", "true"),
            shortening: el("p").class("meter-text shortening"),
            copy: el("button")
                .id("copy")
                .class("button primary")
                .attr("type", "button")
                .flag("disabled", true)
                .text(&t("popup_copy")),
            open: el("button")
                .id("open")
                .class("button")
                .attr("type", "button")
                .flag("disabled", true)
                .text(&t("popup_open")),
            qr: el("button")
                .id("qr")
                .class("button")
                .attr("type", "button")
                .attr("aria-haspopup", "dialog")
                .flag("disabled", true)
                .text(&t("qr_button")),
            choosing: choosing::View::new(&handler),
            cutting: cutting::View::new(&handler),
            review: Review::new(&handler),
            masks: review::Line::new(&handler),
            files: Files::new(&handler),
            until: Until::new(&handler),
            save: el("button")
                .id("save")
                .class("button")
                .attr("type", "button")
                .attr("aria-haspopup", "dialog")
                .flag("disabled", true)
                .text(&t("file_button")),
            qr_dialog: qr::Dialog::new("qr-dialog"),
            savings: Savings::new(),
            password: Password::new(),
            by_hand: el("input")
                .id("by-hand")
                .class("field")
                .attr("type", "text")
                .attr("aria-label", &t("popup_link"))
                .flag("readonly", true)
                .flag("hidden", true),
            reader_note: el("p").class("reader-note").flag("hidden", true),
            handler,
        };
        view.build();
        view.listen();
        view
    }

    fn build(&self) {
        let title = el("label")
            .class("labelled")
            .child(el("span").class("label").text(&t("popup_title")))
            .child(&self.title);
        let from = el("fieldset")
            .class("from")
            .child(el("legend").class("label").text(&t("popup_from")))
            .child(choice(&self.nobody, "popup_from_nobody"))
            .child(choice(&self.named, "popup_from_name"))
            .child(&self.author);
        self.form.append(title);
        self.form.append(from);
        let [until, until_row] = self.until.elements();
        self.password.beside(until);
        let buttons = el("div")
            .class("buttons")
            .child(&self.copy)
            .child(&self.qr)
            .child(&self.save)
            .child(&self.open);
        let footer = El::clone(&self.footer)
            .child(self.password.element())
            .child(until_row)
            .child(&self.meter_bar)
            .child(
                el("div")
                    .class("meter-row")
                    .child(&self.meter)
                    .child(&self.shortening),
            )
            .child(self.savings.element())
            .child(&self.by_hand)
            .child(buttons)
            .child(&self.reader_note)
            .child(self.qr_dialog.element());
        let as_tab = el("button")
            .class("quiet icon-button as-tab-icon")
            .id("as-tab")
            .attr("type", "button")
            .attr("title", &t("popup_as_tab"))
            .attr("aria-label", &t("popup_as_tab"));
        self.listen_click(&as_tab, || Action::OpenAsTab);
        let top = el("div")
            .class("status-row")
            .child(&self.status)
            .child(as_tab);
        let [begin, bar] = self.choosing.elements();
        self.tools.append(begin);
        self.tools.append(self.masks.element());
        let parts = [&top, &self.notice, &self.form, &self.tools, bar];
        for part in parts.into_iter().chain([&self.preview, &footer]) {
            self.panel.append(part);
        }
        let [review, ask] = self.review.elements();
        for dialog in [review, ask, self.cutting.element(), self.files.element()] {
            self.panel.append(dialog);
        }
    }

    fn listen(&self) {
        let on_input = |field: &El, action: fn(String) -> Action| {
            let (handler, element) = (self.handler.clone(), field.clone());
            field.listen("input", move |_| send(&handler, action(element.value())));
        };
        on_input(&self.title, Action::Title);
        on_input(&self.author, Action::Author);
        let on_choice = |field: &El, named: bool| {
            let handler = self.handler.clone();
            field.listen("change", move |_| send(&handler, Action::Named(named)));
        };
        on_choice(&self.nobody, false);
        on_choice(&self.named, true);
        let author = self.author.clone();
        self.named.listen("change", move |_| author.focus());
        self.listen_click(&self.copy, || Action::Copy);
        self.listen_click(&self.open, || Action::Open);
        self.listen_click(&self.qr, || Action::Qr);
        self.listen_click(&self.save, || Action::Files);
        self.listen_password();
        // Enter does what the page is for: in a field, and where nothing has the keyboard, as after the shortcut.
        for place in [&self.title, &self.author, &dom::body()] {
            let (handler, copy, itself) = (self.handler.clone(), self.copy.clone(), place.clone());
            place.listen("keydown", move |event| {
                let here = event.target().as_ref() == Some(itself.element().as_ref());
                if here && dom::key(event) == "Enter" {
                    event.prevent_default();
                    // Where an upload is chosen there is nothing to copy yet.
                    if copy.can_be_pressed() {
                        send(&handler, Action::Copy);
                    }
                }
            });
        }
    }

    fn listen_click(&self, button: &El, action: fn() -> Action) {
        let handler = self.handler.clone();
        button.listen("click", move |_| send(&handler, action()));
    }

    /// Who is told what the person does.
    pub(super) fn on_action(&self, handler: impl Fn(Action) + 'static) {
        *self.handler.borrow_mut() = Some(Box::new(handler));
    }

    /// Where there is no page to be read, before there is a file.
    pub(super) fn show_waiting(&self) {
        dom::root().set_attr("data-state", "waiting");
        self.panel.set_attr("aria-busy", "false");
        self.panel.toggle_class("failed", true);
        self.status.clear();
        self.notice.set_hidden(true);
        self.expect(None);
    }

    /// Whether the fields and the preview are there, or have their place until they are, so that nothing moves;
    /// `None` where there will be none.
    fn expect(&self, there: Option<bool>) {
        for part in [&self.form, &self.tools] {
            part.set_hidden(there.is_none());
            part.toggle_class("later", there == Some(false));
        }
        self.preview.set_hidden(there.is_none());
    }

    /// While the page is read. `kept` is what a draft already shows.
    pub(super) fn show_reading(&self, kept: Option<&Completeness>) {
        self.panel.set_attr("aria-busy", "true");
        if kept.is_none() {
            self.status.set_text(&t("popup_reading"));
            self.status.toggle_class("bad", false);
            self.notice.set_hidden(true);
            self.expect(Some(false));
            self.preview.set_child(skeleton());
        }
    }

    /// A page that could not be read: its sentence and what to do.
    pub(super) fn show_error(&self, error: &Error, again: Option<Action>) {
        self.panel.set_attr("aria-busy", "false");
        dom::root().set_attr("data-state", "error");
        self.panel.set_attr("data-error", error.key());
        self.expect(None);
        self.status.set_text(&error_text(error));
        self.status.toggle_class("bad", true);
        self.panel.toggle_class("failed", true);
        self.notice.clear();
        self.notice.set_hidden(false);
        if let Some(action) = again {
            let handler = self.handler.clone();
            self.notice.append(
                el("button")
                    .class("button")
                    .id("again")
                    .attr("type", "button")
                    .text(&t("popup_again"))
                    .on("click", move |_| send(&handler, action.clone())),
            );
        }
        self.notice.append(super::paste_button());
        self.notice.append(super::file_button());
    }

    /// Something that did not work while the conversation stays.
    pub(super) fn show_notice(&self, error: &Error) {
        self.notice.set_text(&qr::Dialog::reason(error));
        self.notice.set_hidden(false);
    }

    /// A capture: its completeness, and the fields.
    pub(super) fn show(&self, shown: &Shown<'_>) {
        self.panel.set_attr("aria-busy", "false");
        self.panel.toggle_class("failed", false);
        let _ = self.panel.element().remove_attribute("data-error");
        self.status.toggle_class("bad", false);
        self.notice.set_hidden(true);
        self.expect(Some(true));
        self.show_completeness(shown);
        // A field in which somebody types is left alone.
        if self.title.value() != shown.title {
            self.title.set_value(shown.title);
        }
        if self.author.value() != shown.author {
            self.author.set_value(shown.author);
        }
        self.show_named(shown.named);
        self.reader_note.set_hidden(!shown.base_is_built_in);
        if shown.base_is_built_in {
            let handler = self.handler.clone();
            self.reader_note.clear();
            self.reader_note
                .append(el("span").text(&t("popup_no_base")));
            self.reader_note.append(
                el("button")
                    .class("quiet inline")
                    .attr("type", "button")
                    .text(&t("popup_set_base"))
                    .on("click", move |_| send(&handler, Action::Options)),
            );
        }
    }

    /// Whether a name is shared: whoever types one means it.
    pub(super) fn show_named(&self, named: bool) {
        self.nobody.set_checked(!named);
        self.named.set_checked(named);
    }

    fn show_completeness(&self, shown: &Shown<'_>) {
        let site = name_of(shown.site);
        let done = shown.completeness;
        let captured = number(done.captured);
        let focused = ["stop", "load-all", "read-again"]
            .iter()
            .any(|id| dom::by_id(id).is_some_and(|button| button.has_focus()));
        self.status.clear();
        self.status.toggle_class("warn", !shown.complete);
        let text = match done.expected {
            Some(expected) if !shown.complete => {
                tr("popup_partial_of", &[&site, &captured, &number(expected)])
            }
            _ if !shown.complete => tr("popup_partial", &[&site, &captured]),
            _ => plural("popup_complete", done.captured, &[&site, &captured]),
        };
        self.status.append(el("span").text(&text));
        self.status_details(&details(shown));
        let handler = self.handler.clone();
        let offered = match (done.can_load_more, done.streaming) {
            _ if shown.reading => None,
            (true, _) => Some(("load-all", "popup_load_all", Action::LoadAll)),
            (false, true) => Some(("read-again", "popup_again", Action::ReadAgain)),
            (false, false) => None,
        };
        let mut next = self.copy.clone();
        if let Some((id, key, action)) = offered {
            next = el("button")
                .class("quiet inline")
                .id(id)
                .attr("type", "button")
                .text(&t(key))
                .on("click", move |_| send(&handler, action.clone()));
            self.status.append(&next);
        }
        if focused {
            next.focus();
        }
    }

    /// The conversation as the reader of the link will see it.
    pub(super) fn show_preview(&self, conversation: &Conversation) {
        // Formulas may come in late.
        if !self.choosing.is_open() {
            self.preview.set_child(paint::preview(conversation));
        }
    }

    /// Messages are chosen, and nothing else is done meanwhile; or no longer.
    pub(super) fn show_choosing(&self, on: bool) {
        self.panel.toggle_class("choosing", on);
        if !on {
            self.choosing.close();
        }
    }

    /// Puts the messages with their boxes into the preview.
    pub(super) fn open_choosing(&self, whole: &Conversation) {
        self.choosing.open(&self.preview, whole);
    }
}

pub(super) fn send(handler: &Handler, action: Action) {
    if let Some(handler) = &*handler.borrow() {
        handler(action);
    }
}
