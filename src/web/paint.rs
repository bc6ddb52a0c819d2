//! The elements of a conversation as DOM nodes: `createElement` and text nodes, never an HTML
//! string.

use gloo::timers::callback::Timeout;
use wasm_bindgen::{JsCast, UnwrapThrowExt};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Document, Element, Event};

use super::browser::copy;
use super::dom::{self, El, el};
use super::i18n::{day, t, tr};
use crate::conversation::{Conversation, Timestamp, Warning};
use crate::render::markup::{self, Attr, Home, Look, Sink, Tag};

/// The messages of a conversation, as the reader of the link will see them.
pub fn preview(conversation: &Conversation) -> El {
    let root = El::from(
        Nodes::new("div")
            .fill(|sink| {
                for at in 0..conversation.messages.len() {
                    markup::message(sink, conversation, at, &look(false));
                }
            })
            .root,
    );
    root.class("reading preview")
}

/// The title of a conversation and what is known about it.
pub fn header(conversation: &Conversation) -> El {
    only(|sink| markup::header(sink, conversation, &look(true)))
}

/// One message, by its place in the conversation. Its buttons work once it stands in an element
/// that [`listen`] was called for.
pub fn message(conversation: &Conversation, at: usize) -> El {
    only(|sink| markup::message(sink, conversation, at, &look(true)))
}

/// The sentence of something that could not be read.
pub fn warning(warning: &Warning) -> String {
    markup::warning(warning, &look(false))
}

/// Makes the buttons work of all messages that stand, or will stand, in this element, and keeps
/// jumps to footnotes out of the address.
pub fn listen(root: &El) {
    root.listen("click", |event| {
        let Some(target) = event.target().and_then(|t| t.dyn_into::<Element>().ok()) else {
            return;
        };
        if let Ok(Some(button)) = target.closest("[data-action=copy-code]") {
            copy_code(&button);
        } else if let Ok(Some(link)) = target.closest("a[href^='#']") {
            jump(event, &link);
        }
    });
}

fn copy_code(button: &Element) {
    let code = button
        .closest("figure")
        .ok()
        .flatten()
        .and_then(|figure| figure.query_selector("pre").ok().flatten())
        .and_then(|pre| pre.text_content())
        .unwrap_or_default();
    let copied = copy(&code);
    let button = El::from(button.clone());
    spawn_local(async move {
        let said = if copied.await.is_ok() {
            "view_copied"
        } else {
            "view_not_copied"
        };
        button.set_text(&t(said));
        Timeout::new(SAID_MS, move || button.set_text(&t("view_copy_code"))).forget();
    });
}

/// How long a button says what it did, in milliseconds.
pub const SAID_MS: u32 = 2_000;

fn jump(event: &Event, link: &Element) {
    let place = link.get_attribute("href").and_then(|to| {
        let id = to.strip_prefix('#')?;
        dom::by_id(id)
    });
    if let Some(place) = place {
        event.prevent_default();
        place.set_attr("tabindex", "-1");
        place.element().scroll_into_view();
        place.focus();
    }
}

fn look(buttons: bool) -> Look<'static> {
    Look {
        say: &tr,
        day: &|moment: Timestamp| day(moment.unix()),
        home: Home::Link,
        buttons,
    }
}

/// The one element that `build` makes.
fn only(build: impl FnOnce(&mut Nodes)) -> El {
    let nodes = Nodes::new("div").fill(build);
    nodes
        .root
        .first_element_child()
        .map_or_else(|| el("div"), El::from)
}

/// Makes DOM nodes of elements.
struct Nodes {
    document: Document,
    root: Element,
    /// The elements that are open, the innermost last.
    open: Vec<Element>,
}

impl Nodes {
    fn new(tag: &'static str) -> Self {
        let root: Element = el(tag).element().clone();
        Self {
            document: dom::document(),
            root,
            open: Vec::new(),
        }
    }

    fn fill(mut self, build: impl FnOnce(&mut Self)) -> Self {
        build(&mut self);
        self
    }

    fn innermost(&self) -> &Element {
        self.open.last().unwrap_or(&self.root)
    }
}

impl Sink for Nodes {
    fn open(&mut self, tag: Tag, attrs: &[Attr<'_>]) {
        let element = self.document.create_element(tag.name()).unwrap_throw();
        for attr in attrs {
            attr.each(|name, value| element.set_attribute(name, value).unwrap_throw());
        }
        self.innermost().append_child(&element).unwrap_throw();
        self.open.push(element);
    }

    fn text(&mut self, text: &str) {
        let node = self.document.create_text_node(text);
        self.innermost().append_child(&node).unwrap_throw();
    }

    fn close(&mut self, _: Tag) {
        self.open.pop();
    }
}
