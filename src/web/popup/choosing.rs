//! Choosing messages: the preview with a checkbox on each message, and a bar of quick choices.
//!
//! Messages that stay are shown as the link holds them; those that are left out by their first
//! words. One checkbox has the keyboard, and arrow keys move it: the bar is one step away.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlInputElement, KeyboardEvent, MouseEvent};

use super::share_view::{Action, Handler, send};
use crate::choose::messages::Share;
use crate::choose::parts::Part;
use crate::choose::{Choice, Pick, Prepared, pictures};
use crate::conversation::{Conversation, Message, Role};
use crate::render::display::{one_line, site_name};
use crate::web::dom::{self, El, el};
use crate::web::i18n::{number, plural, t, tr};
use crate::web::paint;

/// What the person does here.
#[derive(Clone, Debug)]
pub(super) enum Choosing {
    /// Begins to choose.
    Begin,
    /// Is done.
    Done,
    /// Several messages at once.
    Pick(Pick),
    /// The messages from one place to another, both included: left out or not.
    Leave(usize, usize, bool),
    /// A part of messages, shared or not.
    Part(Part, bool),
    /// Whether the reader is told what is left out.
    Gaps(bool),
    /// Whether images come into the link itself.
    Pictures(bool),
    /// Cuts or masks text of a message.
    Cut(usize),
}

/// The most characters of a message that is left out.
const MAX_WORDS: usize = 90;

/// The bar and the preview's rows. Clones are the same ones.
#[derive(Clone)]
pub(super) struct View {
    begin: El,
    bar: El,
    all: El,
    count: El,
    here: [El; 3],
    parts: El,
    said: El,
    rows: Rc<RefCell<Vec<Row>>>,
    /// The row that the keyboard is on, and the one that was switched last.
    current: Rc<Cell<usize>>,
    last: Rc<Cell<usize>>,
    shift: Rc<Cell<bool>>,
    handler: Handler,
}

struct Row {
    root: El,
    check: El,
    body: El,
    /// The message that the body shows, or that it shows one that is left out.
    painted: RefCell<Option<Option<Message>>>,
}

impl View {
    pub(super) fn new(handler: &Handler) -> Self {
        let act = |id: &'static str, key: &str| {
            el("button")
                .id(id)
                .class("chip")
                .attr("type", "button")
                .text(&t(key))
        };
        let view = Self {
            begin: el("button")
                .id("choose")
                .class("quiet inline")
                .attr("type", "button"),
            bar: el("div")
                .id("choose-bar")
                .class("choose-bar")
                .attr("role", "group")
                .attr("aria-label", &t("choose_title"))
                .flag("hidden", true),
            all: el("input").id("choose-all").attr("type", "checkbox"),
            count: el("span").id("choose-count").attr("role", "status"),
            here: [
                act("pick-from", "choose_from"),
                act("pick-exchange", "choose_exchange"),
                act("cut-text", "choose_cut"),
            ],
            parts: el("fieldset").class("choose-parts"),
            said: el("p")
                .id("choose-said")
                .class("muted")
                .attr("role", "status"),
            rows: Rc::default(),
            current: Rc::default(),
            last: Rc::default(),
            shift: Rc::default(),
            handler: handler.clone(),
        };
        view.build(&act);
        view
    }

    fn build(&self, act: &dyn Fn(&'static str, &str) -> El) {
        let tell = |button: &El, what: Choosing| {
            let handler = self.handler.clone();
            button.listen("click", move |_| {
                send(&handler, Action::Choosing(what.clone()));
            });
        };
        tell(&self.begin, Choosing::Begin);
        let done = el("button")
            .id("choose-done")
            .class("button primary")
            .attr("type", "button")
            .text(&t("popup_done"));
        tell(&done, Choosing::Done);
        let (answers, prompts) = (
            act("pick-answers", "choose_answers"),
            act("pick-prompts", "choose_prompts"),
        );
        tell(&answers, Choosing::Pick(Pick::Answers));
        tell(&prompts, Choosing::Pick(Pick::Prompts));
        let of_here: [fn(usize) -> Choosing; 3] = [
            |at| Choosing::Pick(Pick::From(at)),
            |at| Choosing::Pick(Pick::Exchange(at)),
            Choosing::Cut,
        ];
        for (button, what) in self.here.iter().zip(of_here) {
            let (handler, current) = (self.handler.clone(), self.current.clone());
            button.listen("click", move |_| {
                send(&handler, Action::Choosing(what(current.get())));
            });
        }
        let (handler, all) = (self.handler.clone(), self.all.clone());
        self.all.listen("change", move |_| {
            let pick = if all.checked() { Pick::All } else { Pick::None };
            send(&handler, Action::Choosing(Choosing::Pick(pick)));
        });
        let first = el("div")
            .class("choose-row")
            .child(
                el("label")
                    .class("choice")
                    .child(&self.all)
                    .child(&self.count),
            )
            .child(done);
        let picks = el("div")
            .class("chips")
            .attr("role", "group")
            .attr("aria-label", &t("choose_quick"))
            .child(answers)
            .child(prompts)
            .children(&self.here);
        self.bar.append(first);
        self.bar.append(picks);
        self.bar.append(&self.parts);
        self.bar.append(&self.said);
        self.bar.append(
            el("p")
                .id("choose-help")
                .class("muted")
                .text(&t("choose_help")),
        );
    }

    /// The button that begins, and the bar.
    pub(super) fn elements(&self) -> [&El; 2] {
        [&self.begin, &self.bar]
    }

    pub(super) fn is_open(&self) -> bool {
        !self.bar.is_hidden()
    }

    /// How many messages have a box.
    pub(super) fn rows(&self) -> usize {
        self.rows.borrow().len()
    }

    /// What the button says while nothing is chosen.
    pub(super) fn show_begin(&self, left_out: usize, messages: usize) {
        self.begin.set_text(&if left_out == 0 {
            t("choose_begin")
        } else {
            let kept = number(messages.saturating_sub(left_out));
            plural("choose_begun", messages, &[&kept, &number(messages)])
        });
    }

    /// Opens the bar, and puts the messages with their boxes into the preview.
    pub(super) fn open(&self, preview: &El, whole: &Conversation) {
        self.bar.set_hidden(false);
        self.current.set(0);
        self.last.set(0);
        let list = el("ol").class("reading preview choose-list");
        let mut rows = Vec::new();
        for (at, message) in whole.messages.iter().enumerate() {
            let row = self.row(at, &label(whole, message, at));
            list.append(&row.root);
            rows.push(row);
        }
        *self.rows.borrow_mut() = rows;
        self.listen(&list);
        preview.set_child(list);
        self.all.focus();
    }

    pub(super) fn close(&self) {
        self.bar.set_hidden(true);
        self.rows.borrow_mut().clear();
        self.begin.focus();
    }

    fn row(&self, at: usize, label: &str) -> Row {
        let check = el("input")
            .attr("type", "checkbox")
            .attr("data-pick", &at.to_string())
            .attr("tabindex", if at == 0 { "0" } else { "-1" })
            .attr("aria-label", label)
            .attr("aria-describedby", "choose-help");
        let body = el("div").class("choose-body");
        let root = el("li").class("choose-item").child(&check).child(&body);
        Row {
            root,
            check,
            body,
            painted: RefCell::default(),
        }
    }

    /// One listener for all rows: a long chat has thousands.
    fn listen(&self, list: &El) {
        let view = self.clone();
        list.listen("click", move |event| {
            let Some(at) = place(event) else { return };
            let shift = view.shift.take()
                || event
                    .dyn_ref::<MouseEvent>()
                    .is_some_and(MouseEvent::shift_key);
            view.go(at, false);
            if is_box(event) {
                let out = !view.is_checked(at);
                let from = if shift { view.last.get() } else { at };
                view.last.set(at);
                let leave = Choosing::Leave(from.min(at), from.max(at), out);
                send(&view.handler, Action::Choosing(leave));
            }
        });
        let view = self.clone();
        list.listen("focusin", move |event| {
            if let Some(at) = place(event) {
                view.go(at, false);
            }
        });
        let view = self.clone();
        list.listen("keydown", move |event| {
            let Some(at) = place(event) else { return };
            let last = view.rows.borrow().len().saturating_sub(1);
            let to = match dom::key(event).as_str() {
                "ArrowDown" => (at + 1).min(last),
                "ArrowUp" => at.saturating_sub(1),
                "Home" => 0,
                "End" => last,
                " " => {
                    let key = event.dyn_ref::<KeyboardEvent>();
                    view.shift.set(key.is_some_and(KeyboardEvent::shift_key));
                    return;
                }
                _ => return,
            };
            if is_box(event) {
                event.prevent_default();
                view.go(to, true);
            }
        });
    }

    fn is_checked(&self, at: usize) -> bool {
        self.rows
            .borrow()
            .get(at)
            .is_some_and(|row| row.check.checked())
    }

    /// Makes a message the one that “here” means.
    fn go(&self, to: usize, focus: bool) {
        let rows = self.rows.borrow();
        if let Some(row) = rows.get(self.current.get()) {
            row.check.set_attr("tabindex", "-1");
            row.root.toggle_class("current", false);
        }
        let Some(row) = rows.get(to) else { return };
        row.check.set_attr("tabindex", "0");
        row.root.toggle_class("current", true);
        self.current.set(to);
        let check = row.check.clone();
        drop(rows);
        if focus {
            check.focus();
        }
    }

    /// Shows what is chosen. `shared` is what the link holds.
    pub(super) fn show(
        &self,
        whole: &Conversation,
        shared: &Conversation,
        prepared: &Prepared,
        choice: &Choice,
        with_pictures: bool,
    ) {
        self.show_parts(whole, choice, with_pictures);
        let count = whole.messages.len();
        let kept = number(count - choice.left_out.len().min(count));
        self.count
            .set_text(&plural("choose_count", count, &[&kept, &number(count)]));
        let share = Share::of(&choice.left_out, count);
        self.all.set_checked(share == Share::All);
        if let Some(all) = self.all.element().dyn_ref::<HtmlInputElement>() {
            all.set_indeterminate(share == Share::Some);
        }
        // Each message of the link at the place that it has here.
        let mut placed = Conversation {
            messages: vec![Message::default(); count],
            left_out_at_end: 0,
            ..shared.clone()
        };
        let mut in_link = vec![false; count];
        for (message, at) in shared.messages.iter().zip(&prepared.from) {
            if let (Some(slot), Some(known)) = (placed.messages.get_mut(*at), in_link.get_mut(*at))
            {
                *slot = Message {
                    left_out: 0,
                    ..message.clone()
                };
                *known = true;
            }
        }
        for (at, row) in self.rows.borrow().iter().enumerate() {
            row.check.set_checked(!choice.left_out.contains(&at));
            let stays = in_link.get(at) == Some(&true);
            row.root.toggle_class("left-out-row", !stays);
            // Only what changed is painted: a long chat has thousands.
            let now = placed.messages.get(at).filter(|_| stays).cloned();
            let now = Some(now);
            if *row.painted.borrow() == now {
                continue;
            }
            row.painted.replace(now);
            if stays {
                row.body.set_child(paint::plain_message(&placed, at));
            } else if let Some(message) = whole.messages.get(at) {
                let words = one_line(&message.markdown, MAX_WORDS);
                row.body
                    .set_child(el("p").class("muted").attr("dir", "auto").text(&words));
            }
        }
        self.go(self.current.get().min(count.saturating_sub(1)), false);
    }

    fn show_parts(&self, whole: &Conversation, choice: &Choice, with_pictures: bool) {
        let had = self.parts.element().child_element_count() > 0;
        let offered = Part::ALL.into_iter().filter(|part| part.is_in(whole));
        let switches = offered.map(|part| {
            let on = choice.parts.has(part);
            let what = move |on| Choosing::Part(part, on);
            (
                part.message_key(),
                on,
                Box::new(what) as Box<dyn Fn(bool) -> Choosing>,
            )
        });
        let pictures = (
            "part_pictures",
            with_pictures,
            Box::new(Choosing::Pictures) as Box<dyn Fn(bool) -> Choosing>,
        );
        let has_images = !pictures::wanted(whole).is_empty();
        let pictures = has_images.then_some(pictures);
        let gaps = (
            "part_gaps",
            !choice.without_gaps,
            Box::new(Choosing::Gaps) as Box<dyn Fn(bool) -> Choosing>,
        );
        if had {
            // The switches stand there already, and one of them may have the keyboard.
            return;
        }
        self.parts
            .append(el("legend").class("muted").text(&t("choose_include")));
        for (key, on, what) in switches.chain(pictures).chain([gaps]) {
            let switch = el("input").attr("type", "checkbox").attr("data-part", key);
            switch.set_checked(on);
            let (handler, switched) = (self.handler.clone(), switch.clone());
            switch.listen("change", move |_| {
                send(&handler, Action::Choosing(what(switched.checked())));
            });
            self.parts.append(
                el("label")
                    .class("choice")
                    .child(switch)
                    .child(el("span").text(&t(key))),
            );
        }
    }

    /// What came of the images.
    pub(super) fn say(&self, text: &str) {
        self.said.set_text(text);
    }

    /// Another chat was read: its parts are offered anew.
    pub(super) fn forget(&self) {
        self.parts.clear();
    }
}

fn label(whole: &Conversation, message: &Message, at: usize) -> String {
    let who = match message.role {
        Role::User => t("role_user"),
        Role::System => t("role_system"),
        Role::Tool => t("role_tool"),
        Role::Assistant => Some(site_name(&whole.site))
            .filter(|site| !site.is_empty())
            .unwrap_or_else(|| t("role_assistant")),
    };
    let words = one_line(&message.markdown, MAX_WORDS);
    tr("choose_message", &[&number(at + 1), &who, &words])
}

/// The box of the row in which something happened.
fn place(event: &Event) -> Option<usize> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let row = target.closest(".choose-item").ok()??;
    let check = row.query_selector("[data-pick]").ok()??;
    check.get_attribute("data-pick")?.parse().ok()
}

fn is_box(event: &Event) -> bool {
    let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
    target.is_some_and(|target| target.has_attribute("data-pick"))
}
