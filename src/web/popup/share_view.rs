//! What the share panel looks like: built once, then filled by `show…`.

use std::cell::RefCell;
use std::rc::Rc;

use crate::capture::{Completeness, Progress};
use crate::conversation::{Conversation, Warning};
use crate::error::Error;
use crate::link::meter::Fit;
use crate::render::display::site_name;
use crate::web::dom::{self, El, el};
use crate::web::i18n::{error_text, number, t, tr};
use crate::web::paint;

/// What the person does.
#[derive(Clone, Debug)]
pub(super) enum Action {
    Title(String),
    Named(bool),
    Author(String),
    Copy,
    Open,
    OpenAsTab,
    LoadAll,
    ReadAgain,
    Options,
}

/// What the panel shows of a capture.
pub(super) struct Shown<'a> {
    pub(super) site: &'a str,
    pub(super) complete: bool,
    pub(super) completeness: &'a Completeness,
    pub(super) warnings: &'a [Warning],
    pub(super) title: &'a str,
    pub(super) named: bool,
    pub(super) author: &'a str,
    pub(super) base_is_built_in: bool,
}

type Handler = Rc<RefCell<Option<Box<dyn Fn(Action)>>>>;

/// The elements that change. Clones are the same elements.
#[derive(Clone)]
pub(super) struct View {
    panel: El,
    status: El,
    notice: El,
    form: El,
    title: El,
    nobody: El,
    named: El,
    author: El,
    preview: El,
    meter: El,
    meter_bar: El,
    copy: El,
    open: El,
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
            status: el("div")
                .id("status")
                .class("status")
                .attr("role", "status")
                .text(&t("popup_reading")),
            notice: el("div")
                .class("notice")
                .attr("role", "alert")
                .flag("hidden", true),
            form: el("div").class("form").flag("hidden", true),
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
        let consequence = el("p")
            .class("consequence")
            .text(&t("popup_self_contained"));
        let buttons = el("div")
            .class("buttons")
            .child(&self.copy)
            .child(&self.open);
        let footer = el("footer")
            .class("share-footer")
            .child(consequence)
            .child(&self.meter_bar)
            .child(&self.meter)
            .child(&self.by_hand)
            .child(buttons)
            .child(&self.reader_note);
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
        for part in [&top, &self.notice, &self.form, &self.preview, &footer] {
            self.panel.append(part);
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
        // Enter in a field does what the page is for.
        for field in [&self.title, &self.author] {
            let handler = self.handler.clone();
            field.listen("keydown", move |event| {
                if dom::key(event) == "Enter" {
                    event.prevent_default();
                    send(&handler, Action::Copy);
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

    /// While the page is read. `kept` is what a draft already shows.
    pub(super) fn show_reading(&self, kept: Option<&Completeness>) {
        self.panel.set_attr("aria-busy", "true");
        if kept.is_none() {
            self.status.set_text(&t("popup_reading"));
            self.status.toggle_class("bad", false);
            self.notice.set_hidden(true);
            self.preview.set_hidden(false);
            self.preview.set_child(skeleton());
        }
    }

    /// How far the loading of the rest is.
    pub(super) fn show_progress(&self, progress: &Progress) {
        let captured = number(progress.captured);
        let text = match progress.expected {
            Some(expected) => tr("popup_loading_of", &[&captured, &number(expected)]),
            None => tr("popup_loading", &[&captured]),
        };
        self.status.set_text(&text);
    }

    /// A page that could not be read: its sentence and what to do.
    pub(super) fn show_error(&self, error: &Error, again: Option<Action>) {
        self.panel.set_attr("aria-busy", "false");
        dom::root().set_attr("data-state", "error");
        self.panel.set_attr("data-error", error.key());
        self.form.set_hidden(true);
        self.preview.set_hidden(true);
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
    }

    /// Something that did not work while the conversation stays.
    pub(super) fn show_notice(&self, error: &Error) {
        self.notice.set_text(&error_text(error));
        self.notice.set_hidden(false);
    }

    /// A capture: its completeness, and the fields.
    pub(super) fn show(&self, shown: &Shown<'_>) {
        self.panel.set_attr("aria-busy", "false");
        self.panel.toggle_class("failed", false);
        let _ = self.panel.element().remove_attribute("data-error");
        self.status.toggle_class("bad", false);
        self.notice.set_hidden(true);
        self.form.set_hidden(false);
        self.preview.set_hidden(false);
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
        let site = Some(site_name(shown.site))
            .filter(|site| !site.is_empty())
            .unwrap_or_else(|| t("site_unknown"));
        let done = shown.completeness;
        let captured = number(done.captured);
        self.status.clear();
        self.status.toggle_class("warn", !shown.complete);
        let text = match done.expected {
            Some(expected) if !shown.complete => {
                tr("popup_partial_of", &[&site, &captured, &number(expected)])
            }
            _ if !shown.complete => tr("popup_partial", &[&site, &captured]),
            _ if done.captured == 1 => tr("popup_complete_one", &[&site]),
            _ => tr("popup_complete", &[&site, &captured]),
        };
        self.status.append(el("span").text(&text));
        self.show_details(&details(shown));
        let handler = self.handler.clone();
        let offered = match (done.can_load_more, done.streaming) {
            (true, _) => Some(("load-all", "popup_load_all", Action::LoadAll)),
            (false, true) => Some(("read-again", "popup_again", Action::ReadAgain)),
            (false, false) => None,
        };
        if let Some((id, key, action)) = offered {
            self.status.append(
                el("button")
                    .class("quiet inline")
                    .id(id)
                    .attr("type", "button")
                    .text(&t(key))
                    .on("click", move |_| send(&handler, action.clone())),
            );
        }
    }

    /// What is missing, one line each; folded where that would take the preview's place.
    fn show_details(&self, lines: &[String]) {
        let line = |tag, text: &String| el(tag).class("detail").attr("dir", "auto").text(text);
        if lines.len() <= 2 {
            for text in lines {
                self.status.append(line("span", text));
            }
            return;
        }
        let summary = tr("popup_details", &[&number(lines.len())]);
        self.status.append(
            el("details")
                .class("details")
                .child(el("summary").text(&summary))
                .child(el("ul").children(lines.iter().map(|text| line("li", text)))),
        );
    }

    /// The conversation as the reader of the link will see it.
    pub(super) fn show_preview(&self, conversation: &Conversation) {
        self.preview.set_child(paint::preview(conversation));
    }

    /// How long the link is, where it fits, and that it may be copied.
    pub(super) fn show_link(&self, chars: usize, copied: bool) {
        self.copy.set_flag("disabled", false);
        self.open.set_flag("disabled", false);
        self.by_hand.set_hidden(true);
        self.meter.toggle_class("bad", false);
        let fit = Fit::of(chars)
            .map(|fit| t(fit.message_key()))
            .unwrap_or_default();
        self.meter
            .set_text(&tr("popup_length", &[&number(chars), &fit]));
        self.meter.set_attr("data-length", &chars.to_string());
        // A scale in powers of ten, from 100 characters to the million that browsers take.
        let level = (chars.max(1).ilog2() * 3).saturating_sub(19).clamp(2, 40);
        self.meter_bar
            .set_style("--level", &(level / 2).to_string());
        if copied {
            self.show_copied(chars);
        } else {
            self.copy.toggle_class("done", false);
            self.copy.set_text(&t("popup_copy"));
        }
    }

    /// Why there is no link.
    pub(super) fn show_no_link(&self, error: &Error) {
        self.copy.set_flag("disabled", true);
        self.open.set_flag("disabled", true);
        self.copy.set_text(&t("popup_copy"));
        self.meter.toggle_class("bad", true);
        self.meter.set_text(&error_text(error));
    }

    /// That the link was copied, and how long it is.
    pub(super) fn show_copied(&self, chars: usize) {
        self.copy.toggle_class("done", true);
        self.copy.set_text(&tr("popup_copied", &[&number(chars)]));
    }

    /// The link itself, where the browser refused to copy it.
    pub(super) fn show_link_to_copy(&self, error: &Error, link: &str) {
        self.show_notice(error);
        self.by_hand.set_value(link);
        self.by_hand.set_hidden(false);
        self.by_hand.focus();
        self.by_hand.select();
    }
}

/// Everything that is not there, or only in part.
fn details(shown: &Shown<'_>) -> Vec<String> {
    let missing = shown.completeness.missing.iter().map(|(first, last)| {
        if first == last {
            tr("popup_missing_one", &[&number(*first)])
        } else {
            tr("popup_missing", &[&number(*first), &number(*last)])
        }
    });
    let mut lines: Vec<String> = missing
        .chain(shown.warnings.iter().map(paint::warning))
        .collect();
    lines.dedup();
    lines
}

fn send(handler: &Handler, action: Action) {
    if let Some(handler) = &*handler.borrow() {
        handler(action);
    }
}

fn text_input(id: &'static str, label: &str, placeholder: &str) -> El {
    el("input")
        .id(id)
        .class("field")
        .attr("type", "text")
        .attr("dir", "auto")
        .attr("autocomplete", "off")
        .attr("maxlength", "300")
        .attr("aria-label", &t(label))
        .attr("placeholder", &t(placeholder))
}

fn radio(id: &'static str, label: &str) -> El {
    el("input")
        .id(id)
        .attr("type", "radio")
        .attr("name", "from")
        .attr("aria-label", &t(label))
}

fn choice(input: &El, label: &str) -> El {
    el("label")
        .class("choice")
        .child(input)
        .child(el("span").text(&t(label)))
}

/// Where the conversation will stand: grey lines of its shape.
fn skeleton() -> El {
    let lines = ["short", "long", "long", "middle", "short", "long", "middle"];
    el("div")
        .class("skeleton")
        .attr("aria-hidden", "true")
        .children(lines.map(|length| el("div").class("skeleton-line").class(length)))
}
