//! The conversation, painted in slices: the first messages are there at once, and a long
//! conversation never holds the page up.

use std::rc::Rc;

use gloo::timers::callback::Timeout;

use crate::conversation::{Conversation, Message};
use crate::error::Error;
use crate::web::dom::{El, el};
use crate::web::i18n::{error_text, number, t, tr};
use crate::web::paint;

/// How much text one slice paints, in bytes of Markdown. A message is never divided.
const SLICE: usize = 16_000;
/// What a message costs besides its text, in the same measure.
const MESSAGE: usize = 400;

/// From this many messages on, those that are far away are not laid out until they come near.
const MANY: usize = 200;

/// The conversation as a page. What does not fit into the first slice follows, for as long as
/// `still` says so; `done` is called at the end.
pub(super) fn paint(
    conversation: &Rc<Conversation>,
    damage: Option<&Error>,
    still: impl Fn() -> bool + 'static,
    done: impl FnOnce() + 'static,
) -> El {
    let many = conversation.messages.len() > MANY;
    let messages = el("div").class(if many { "messages many" } else { "messages" });
    let more = el("p").class("more");
    let article = el("div").class("reading conversation");
    if let Some(damage) = damage {
        article.append(
            el("p")
                .class("damage")
                .attr("data-error", damage.key())
                .text(&error_text(damage)),
        );
    }
    article.append(paint::header(conversation));
    article.append(&messages);
    article.append(&more);
    if damage.is_some() {
        article.append(el("p").class("damage end").text(&t("view_cut_here")));
    }
    paint::listen(&article);
    let slices = Slices {
        conversation: Rc::clone(conversation),
        messages,
        more,
        still: Box::new(still),
        done: Box::new(done),
    };
    slices.paint_from(0);
    article
}

struct Slices {
    conversation: Rc<Conversation>,
    messages: El,
    more: El,
    still: Box<dyn Fn() -> bool>,
    done: Box<dyn FnOnce()>,
}

impl Slices {
    fn paint_from(self, first: usize) {
        let all = &self.conversation.messages;
        let next = first + slice(all.get(first..).unwrap_or_default());
        for at in first..next {
            self.messages.append(paint::message(&self.conversation, at));
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

/// How many of these messages one slice takes: at least one.
fn slice(messages: &[Message]) -> usize {
    let mut size = 0;
    for (count, message) in messages.iter().enumerate() {
        if size >= SLICE {
            return count;
        }
        size +=
            MESSAGE + message.markdown.len() + message.reasoning.as_ref().map_or(0, String::len);
    }
    messages.len()
}
