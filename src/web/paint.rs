//! The elements of a conversation as DOM nodes: `createElement` and text nodes, never an HTML
//! string.

use gloo::timers::callback::Timeout;
use wasm_bindgen::{JsCast, UnwrapThrowExt};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Document, Element, Event};

use super::browser::copy;
use super::dom::{self, El, el};
use super::i18n::{counted, day, t, tr};
use super::images;
use crate::conversation::{Conversation, Timestamp, Warning};
use crate::render::display::one_line;
use crate::render::export;
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
pub fn header(conversation: &Conversation, home: Home) -> El {
    let look = Look { home, ..look(true) };
    only(|sink| markup::header(sink, conversation, &look))
}

/// One message, by its place in the conversation. Its buttons work once it stands in an element
/// that [`listen`] was called for.
pub fn message(conversation: &Conversation, at: usize) -> El {
    only(|sink| markup::message(sink, conversation, at, &look(true)))
}

/// The same without buttons.
pub fn plain_message(conversation: &Conversation, at: usize) -> El {
    only(|sink| markup::message(sink, conversation, at, &look(false)))
}

/// The sentence of something that could not be read.
pub fn warning(warning: &Warning) -> String {
    markup::warning(warning, &look(false))
}

/// Makes the buttons work of all messages that stand, or will stand, in this element, and keeps
/// jumps to footnotes out of the address. `markdown` gives the text of a message by its number.
pub fn listen(root: &El, markdown: impl Fn(usize) -> Option<String> + 'static) {
    root.listen("click", move |event| {
        let Some(target) = event.target().and_then(|t| t.dyn_into::<Element>().ok()) else {
            return;
        };
        if let Ok(Some(button)) = target.closest("[data-action]") {
            act(&button, &markdown);
        } else if let Ok(Some(link)) = target.closest("a[href^='#']") {
            jump(event, &link);
        }
    });
    root.listen("copy", copy_with_formulas);
}

fn act(button: &Element, markdown: &dyn Fn(usize) -> Option<String>) {
    match button.get_attribute("data-action").as_deref() {
        Some("show-images") => images::show(button),
        Some("copy-code") => say_copied(button, "view_copy_code", &code_of(button)),
        Some("copy-table") => say_copied(button, "view_copy_table", &table_of(button)),
        Some("copy-table-markdown") => {
            let text = export::table(&cells_of(button));
            say_copied(button, "view_copy_table_markdown", &text);
        }
        Some("copy-message") => {
            let message = button.closest("[data-message]").ok().flatten();
            let number =
                message.and_then(|m| m.get_attribute("data-message")?.parse::<usize>().ok());
            if let Some(text) = number.and_then(markdown) {
                say_copied(button, "view_copy_message", &text);
            }
        }
        Some("wrap") => {
            if let Ok(Some(figure)) = button.closest("figure") {
                let on = figure.class_list().toggle("wrapped").unwrap_or_default();
                El::from(button.clone())
                    .set_attr("aria-pressed", if on { "true" } else { "false" });
            }
        }
        _ => {}
    }
}

fn code_of(button: &Element) -> String {
    let figure = button.closest("figure").ok().flatten();
    let pre = figure.and_then(|figure| figure.query_selector("pre").ok().flatten());
    pre.and_then(|pre| pre.text_content()).unwrap_or_default()
}

/// The cells with tabs between them: what a spreadsheet takes.
fn table_of(button: &Element) -> String {
    let rows = cells_of(button);
    let rows = rows.iter().map(|row| row.join("\t") + "\n");
    rows.collect()
}

/// The text of each cell, row by row. Formulas are the TeX that they were written in.
fn cells_of(button: &Element) -> Vec<Vec<String>> {
    let Ok(Some(around)) = button.closest(".table-box") else {
        return Vec::new();
    };
    let cell = |cell: &Element| {
        let copy = cell.clone_node_with_deep(true).ok();
        let copy = copy.and_then(|copy| copy.dyn_into::<Element>().ok());
        let copy = copy.unwrap_or_else(|| cell.clone());
        for formula in all(&copy, "math[alttext]") {
            formula_as_tex(&formula);
        }
        one_line(&copy.text_content().unwrap_or_default(), usize::MAX)
    };
    let row = |row: &Element| all(row, "th, td").iter().map(cell).collect();
    all(&around, "tr").iter().map(row).collect()
}

/// A formula of a copy as the TeX that it was written in.
fn formula_as_tex(formula: &Element) {
    if let Some(tex) = formula.get_attribute("alttext") {
        let marks = if formula.has_attribute("display") {
            "$$"
        } else {
            "$"
        };
        formula.set_text_content(Some(&[marks, &tex, marks].concat()));
    }
}

pub(super) fn all(root: &Element, selector: &str) -> Vec<Element> {
    let Ok(found) = root.query_selector_all(selector) else {
        return Vec::new();
    };
    let items = (0..found.length()).filter_map(|at| found.item(at));
    items.filter_map(|item| item.dyn_into().ok()).collect()
}

fn say_copied(button: &Element, label: &'static str, text: &str) {
    let copied = copy(text);
    let button = El::from(button.clone());
    spawn_local(async move {
        let said = if copied.await.is_ok() {
            "view_copied"
        } else {
            "view_not_copied"
        };
        button.set_text(&t(said));
        Timeout::new(SAID_MS, move || button.set_text(&t(label))).forget();
    });
}

/// Where a selection holds formulas, their TeX is copied; every other copy is the browser's own.
fn copy_with_formulas(event: &Event) {
    let selection = dom::window().get_selection().ok().flatten();
    let range = selection
        .filter(|s| s.range_count() > 0)
        .and_then(|s| s.get_range_at(0).ok());
    let Some(part) = range.and_then(|range| range.clone_contents().ok()) else {
        return;
    };
    let Ok(formulas) = part.query_selector_all("math[alttext]") else {
        return;
    };
    if formulas.length() == 0 {
        return;
    }
    for at in 0..formulas.length() {
        let formula = formulas
            .item(at)
            .and_then(|node| node.dyn_into::<Element>().ok());
        if let Some(formula) = formula {
            formula_as_tex(&formula);
        }
    }
    let blocks = part.query_selector_all("p, li, h3, h4, h5, h6, tr, pre, blockquote");
    if let Ok(blocks) = blocks {
        for at in 0..blocks.length() {
            let end = dom::document().create_text_node("\n");
            let _ = blocks.item(at).map(|block| block.append_child(&end));
        }
    }
    let text = part.text_content().unwrap_or_default();
    let data = event
        .dyn_ref::<web_sys::ClipboardEvent>()
        .and_then(web_sys::ClipboardEvent::clipboard_data);
    if let Some(data) = data
        && data.set_data("text/plain", text.trim_end()).is_ok()
    {
        event.prevent_default();
    }
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

/// What a saved file looks like: its words, without buttons.
pub fn look_of_file() -> Look<'static> {
    Look {
        home: Home::File,
        ..look(false)
    }
}

fn look(buttons: bool) -> Look<'static> {
    Look {
        say: &tr,
        count: &counted,
        day: &|moment: Timestamp| day(moment.unix()),
        formula: &super::formulas::formula,
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
    /// The elements that are open, the innermost last, and whether each has the direction of its text.
    open: Vec<(Element, bool)>,
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
        self.open.last().map_or(&self.root, |(element, _)| element)
    }
}

impl Sink for Nodes {
    fn open(&mut self, tag: Tag, attrs: &[Attr<'_>]) {
        let element = if tag.is_math() {
            let name = Some("http://www.w3.org/1998/Math/MathML");
            self.document.create_element_ns(name, tag.name())
        } else {
            self.document.create_element(tag.name())
        };
        let element = element.unwrap_throw();
        // Set last: Chromium looks through all of an element with this attribute
        // whenever something is appended in it, and a long paragraph took seconds.
        let auto = attrs.iter().any(|attr| matches!(attr, Attr::DirAuto));
        for attr in attrs.iter().filter(|attr| !matches!(attr, Attr::DirAuto)) {
            attr.each(&mut |name, value| element.set_attribute(name, value).unwrap_throw());
        }
        self.innermost().append_child(&element).unwrap_throw();
        self.open.push((element, auto));
    }

    fn text(&mut self, text: &str) {
        let node = self.document.create_text_node(text);
        self.innermost().append_child(&node).unwrap_throw();
    }

    fn close(&mut self, _: Tag) {
        if let Some((element, true)) = self.open.pop() {
            Attr::DirAuto
                .each(&mut |name, value| element.set_attribute(name, value).unwrap_throw());
        }
    }
}
