//! Find in the conversation: counts every place, folded ones too, and goes from one to the next.
//!
//! The places are marked by the browser's own highlights, so that the page keeps its elements.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Node, Range};

use crate::web::dom::{self, El, el, key};
use crate::web::i18n::{number, t, tr};

/// The most places that are counted and marked.
const MAX: usize = 5_000;

/// The bar with the field.
pub(super) struct Find {
    bar: El,
    field: El,
    count: El,
    places: RefCell<Vec<Range>>,
    current: Cell<usize>,
}

impl Find {
    /// A bar that is hidden until it is asked for.
    pub(super) fn new() -> Rc<Self> {
        let field = el("input")
            .class("field")
            .id("find-field")
            .attr("type", "search")
            .attr("aria-label", &t("view_find_label"))
            .attr("placeholder", &t("view_find_label"));
        let count = el("p").class("count").attr("role", "status");
        let bar = el("search").class("find").flag("hidden", true);
        let find = Rc::new(Self {
            bar,
            field,
            count,
            places: RefCell::default(),
            current: Cell::new(0),
        });
        let button = |label: &'static str, text: &str, act: fn(&Find)| {
            let find = find.clone();
            el("button")
                .class("quiet")
                .attr("type", "button")
                .attr("aria-label", &t(label))
                .attr("title", &t(label))
                .text(text)
                .on("click", move |_| act(&find))
        };
        let parts = [
            button("view_find_previous", "↑", |find| find.step(-1)),
            button("view_find_next", "↓", |find| find.step(1)),
            button("view_find_close", "✕", Find::close),
        ];
        find.bar.append(&find.field);
        find.bar.append(&find.count);
        for part in parts {
            find.bar.append(part);
        }
        let typing = find.clone();
        find.field.listen("input", move |_| typing.search());
        let keys = find.clone();
        find.bar
            .listen("keydown", move |event| match key(event).as_str() {
                "Escape" => keys.close(),
                // On a button it presses that one.
                "Enter" if keys.field.has_focus() => {
                    event.prevent_default();
                    let back = event.dyn_ref::<web_sys::KeyboardEvent>();
                    keys.step(if back.is_some_and(web_sys::KeyboardEvent::shift_key) {
                        -1
                    } else {
                        1
                    });
                }
                _ => {}
            });
        find
    }

    pub(super) fn bar(&self) -> &El {
        &self.bar
    }

    /// Shows the bar, or hides it.
    pub(super) fn toggle(&self) {
        if self.bar.element().has_attribute("hidden") {
            self.bar.set_hidden(false);
            self.field.focus();
            self.field.select();
            self.search();
        } else {
            self.close();
        }
    }

    /// Hides the bar and its marks.
    pub(super) fn close(&self) {
        self.bar.set_hidden(true);
        self.places.borrow_mut().clear();
        mark("found", &[]);
        mark("found-now", &[]);
        if let Some(button) = dom::by_id("find-button") {
            button.focus();
        }
    }

    fn search(&self) {
        let wanted = folded(&self.field.value());
        let mut places = Vec::new();
        let messages = dom::document().query_selector_all(".messages > .message");
        if let (Ok(messages), false) = (messages, wanted.is_empty()) {
            for at in 0..messages.length() {
                if let Some(message) = messages.item(at) {
                    places_in(&message, &wanted, &mut places);
                }
            }
        }
        mark("found", &places);
        self.places.replace(places);
        self.current.set(0);
        self.show(wanted.is_empty());
    }

    fn step(&self, by: isize) {
        let count = self.places.borrow().len();
        if count > 0 {
            let next = self
                .current
                .get()
                .saturating_add(count)
                .saturating_add_signed(by)
                % count;
            self.current.set(next);
            self.show(false);
        }
    }

    /// Shows where it is: the place itself, and its number.
    fn show(&self, nothing_asked: bool) {
        let places = self.places.borrow();
        let Some(place) = places.get(self.current.get()) else {
            mark("found-now", &[]);
            let said = if nothing_asked {
                String::new()
            } else {
                t("view_find_none")
            };
            return self.count.set_text(&said);
        };
        let (at, count) = (number(self.current.get() + 1), number(places.len()));
        self.count.set_text(&tr("view_find_count", &[&at, &count]));
        mark("found-now", std::slice::from_ref(place));
        let parent = place
            .start_container()
            .ok()
            .and_then(|node| node.parent_element());
        if let Some(parent) = parent {
            unfold(&parent);
            let how = web_sys::ScrollIntoViewOptions::new();
            how.set_block(web_sys::ScrollLogicalPosition::Center);
            parent.scroll_into_view_with_scroll_into_view_options(&how);
        }
    }
}

/// Opens whatever is folded around a place.
fn unfold(place: &Element) {
    let mut around = Some(place.clone());
    while let Some(element) = around {
        if element.tag_name().eq_ignore_ascii_case("details") {
            let _ = element.set_attribute("open", "");
        }
        around = element.parent_element();
    }
}

/// The units of a text with large and small letters made one; as many as before.
fn folded(text: &str) -> Vec<u16> {
    let mut units = Vec::with_capacity(text.len());
    for c in text.chars() {
        let mut lower = c.to_lowercase();
        let one = lower
            .next()
            .filter(|one| lower.len() == 0 && one.len_utf16() == c.len_utf16());
        let mut buffer = [0; 2];
        units.extend_from_slice(one.unwrap_or(c).encode_utf16(&mut buffer));
    }
    units
}

/// Every place of a text below a node.
fn places_in(root: &Node, wanted: &[u16], places: &mut Vec<Range>) {
    let mut nodes = Vec::new();
    let mut text = Vec::new();
    texts_below(root, &mut |node, value| {
        nodes.push((text.len(), node));
        text.extend(folded(&value));
    });
    let mut at = 0;
    while places.len() < MAX
        && let Some(found) = position(text.get(at..).unwrap_or_default(), wanted)
    {
        let start = at + found;
        at = start + wanted.len();
        if let (Ok(range), Some((first, from)), Some((last, to))) = (
            Range::new(),
            node_at(&nodes, start),
            node_at(&nodes, at - 1),
        ) {
            let _ = range.set_start(first, from);
            let _ = range.set_end(last, to + 1);
            places.push(range);
        }
    }
}

fn texts_below(node: &Node, each: &mut dyn FnMut(Node, String)) {
    let mut child = node.first_child();
    while let Some(node) = child {
        if node.node_type() == Node::TEXT_NODE {
            let value = node.node_value().unwrap_or_default();
            each(node.clone(), value);
        } else if !node.node_name().eq_ignore_ascii_case("button") {
            texts_below(&node, each);
        }
        child = node.next_sibling();
    }
}

/// Where a text begins in another. Looks for its first unit, which is rare enough.
fn position(text: &[u16], wanted: &[u16]) -> Option<usize> {
    let first = *wanted.first()?;
    let starts = text.iter().enumerate().filter(|(_, unit)| **unit == first);
    starts
        .map(|(at, _)| at)
        .find(|at| text.get(*at..).is_some_and(|rest| rest.starts_with(wanted)))
}

/// The text node of a place in all text, and the place within it.
fn node_at(nodes: &[(usize, Node)], at: usize) -> Option<(&Node, u32)> {
    let next = nodes.partition_point(|(start, _)| *start <= at);
    let (start, node) = nodes.get(next.checked_sub(1)?)?;
    Some((node, u32::try_from(at - start).ok()?))
}

/// Marks these places under a name that the style knows; without any, nothing.
fn mark(name: &str, places: &[Range]) {
    let global = js_sys::global();
    let get = |from: &JsValue, name: &str| Reflect::get(from, &name.into()).ok();
    let Some(highlights) = get(&global, "CSS").and_then(|css| get(&css, "highlights")) else {
        return;
    };
    let call = |method: &str, args: &Array| {
        let method = get(&highlights, method)?.dyn_into::<Function>().ok()?;
        Reflect::apply(&method, &highlights, args).ok()
    };
    if places.is_empty() {
        call("delete", &Array::of1(&name.into()));
        return;
    }
    let ranges: Array = places.iter().collect();
    let class = get(&global, "Highlight").and_then(|class| class.dyn_into::<Function>().ok());
    if let Some(Ok(highlight)) = class.map(|class| Reflect::construct(&class, &ranges)) {
        call("set", &Array::of2(&name.into(), &highlight));
    }
}
