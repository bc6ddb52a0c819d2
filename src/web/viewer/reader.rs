//! The conversation, painted in slices: the first messages are there at once, and a long
//! conversation never holds the page up.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;

use super::outline::Outline;
use crate::conversation::Conversation;
use crate::error::Error;
use crate::render::markup::Home;
use crate::web::dom::{El, el};
use crate::web::i18n::{counted, error_text, number, t, tr};
use crate::web::{browser, formulas, paint};

/// How much text the first slice paints, in bytes of Markdown: some two screens, since a reader waits for it. A
/// message is never divided.
const FIRST_SLICE: usize = 6_000;
/// What a message counts besides its text, in the same measure.
const MESSAGE: usize = 400;
/// How long each further slice paints, in milliseconds. What the browser does with it comes on top, and
/// nothing should hold the page for more than 50.
const SLICE_MS: f64 = 20.0;

/// From this many messages on, those that are far away are not laid out until they come near.
const MANY: usize = 200;

/// The conversation as a page. What does not fit into the first slice follows, for as long as
/// `still` says so; `done` is called at the end.
pub(super) fn paint(
    conversation: &Rc<Conversation>,
    damage: Option<&Error>,
    home: Home,
    still: impl Fn() -> bool + 'static,
    done: impl FnOnce() + 'static,
) -> El {
    let sheet = Sheet::new(conversation, damage, home);
    let article = sheet.article.clone();
    sheet.paint(conversation, still, done);
    article
}

/// The page of a conversation, painted as far as the conversation is there.
pub(super) struct Sheet {
    /// The page itself.
    pub(super) article: El,
    /// The conversation, once all of it is there.
    known: Rc<RefCell<Option<Rc<Conversation>>>>,
    messages: El,
    more: El,
    /// The prompts, from the first paint on where the page begins before its end is known.
    outline: Option<Outline>,
    /// Where the head says how many messages there are.
    count: Option<El>,
    /// How many messages stand there.
    painted: usize,
}

impl Sheet {
    /// The page without its messages.
    pub(super) fn new(conversation: &Conversation, damage: Option<&Error>, home: Home) -> Self {
        let messages = el("div").class("messages");
        let more = el("p").class("more");
        let article = el("div").class("reading conversation");
        if let Some(damage) = damage {
            article.toggle_class("cut", true);
            article.append(
                el("p")
                    .class("damage")
                    .attr("data-error", damage.key())
                    .text(&error_text(damage)),
            );
        }
        let header = paint::header(conversation, home);
        let count = header.element().query_selector(".count").ok().flatten();
        article.append(header);
        article.append(&messages);
        article.append(&more);
        if damage.is_some() {
            article.append(el("p").class("damage end").text(&t("view_cut_here")));
        }
        let known = Rc::new(RefCell::new(None));
        let read = Rc::clone(&known);
        paint::listen(&article, move |number| markdown(&read.borrow(), number));
        Self {
            article,
            known,
            messages,
            more,
            outline: None,
            count: count.map(El::from),
            painted: 0,
        }
    }

    /// Paints the first messages of a conversation of which more is to come, and says `more`.
    pub(super) fn paint_early(&mut self, conversation: &Conversation, count: usize, more: &str) {
        if formulas::are_missing(conversation) {
            // What is painted stays: a moment later there are more, and the formulas too.
            self.more.set_text(more);
            return spawn_local(formulas::load());
        }
        // Everything has its place from the start, so that nothing moves when the rest is there.
        if let Some(count) = &self.count {
            count.toggle_class("later", true);
        }
        let messages = &self.messages;
        let outline = self
            .outline
            .get_or_insert_with(|| Outline::before(messages));
        outline.add(conversation, count);
        for at in self.painted..count {
            self.messages.append(paint::message(conversation, at));
        }
        self.painted = self.painted.max(count);
        self.more.set_text(more);
    }

    /// Paints what is left, in slices.
    pub(super) fn paint(
        mut self,
        conversation: &Rc<Conversation>,
        still: impl Fn() -> bool + 'static,
        done: impl FnOnce() + 'static,
    ) {
        self.known.replace(Some(Rc::clone(conversation)));
        if self.outline.is_none() && Outline::is_worth(conversation) {
            self.outline = Some(Outline::before(&self.messages));
        }
        let count = conversation.messages.len();
        if let Some(outline) = &mut self.outline {
            outline.add(conversation, count);
        }
        if let Some(said) = &self.count {
            said.set_text(&counted("view_messages", count));
            said.toggle_class("later", false);
        }
        let slices = Slices {
            conversation: Rc::clone(conversation),
            messages: self.messages,
            more: self.more,
            many: count > MANY,
            still: Box::new(still),
            done: Box::new(done),
        };
        slices.paint_from(self.painted);
    }
}

/// The text of the message with this number, from 1.
fn markdown(known: &Option<Rc<Conversation>>, number: usize) -> Option<String> {
    let message = known.as_ref()?.messages.get(number.checked_sub(1)?)?;
    Some(message.markdown.clone())
}

struct Slices {
    conversation: Rc<Conversation>,
    messages: El,
    more: El,
    many: bool,
    still: Box<dyn Fn() -> bool>,
    done: Box<dyn FnOnce()>,
}

impl Slices {
    fn paint_from(self, first: usize) {
        let all = &self.conversation.messages;
        let begun = browser::elapsed();
        let (mut next, mut size) = (first, 0);
        for (at, text) in all.iter().enumerate().skip(first) {
            let enough = match first {
                0 => size >= FIRST_SLICE,
                _ => at > first && browser::elapsed() - begun >= SLICE_MS,
            };
            if enough {
                break;
            }
            let message = paint::message(&self.conversation, at);
            // From the moment it stands there: what became so later would be laid out anew and move.
            message.toggle_class("far", self.many);
            self.messages.append(message);
            size += MESSAGE + text.markdown.len() + text.reasoning.as_ref().map_or(0, String::len);
            next = at + 1;
        }
        if next >= all.len() {
            self.more.remove();
            (self.done)();
            return;
        }
        let (shown, count) = (number(next), number(all.len()));
        self.more.set_text(&tr("view_painting", &[&shown, &count]));
        Timeout::new(0, move || {
            if (self.still)() {
                self.paint_from(next);
            }
        })
        .forget();
    }
}
