//! A small builder over `web_sys`: elements and text nodes, never an HTML string.
//!
//! ```ignore
//! let row = el("li").class("row").child(el("b").text(title)).on("click", move |_| open());
//! list.append(&row);
//! ```

use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::{JsCast, UnwrapThrowExt};
use web_sys::{Document, Element, Event, HtmlElement, Window};

/// The window of this page.
pub fn window() -> Window {
    web_sys::window().unwrap_throw()
}

/// The document of this page.
pub fn document() -> Document {
    window().document().unwrap_throw()
}

/// The element with this id, if the page has one.
pub fn by_id(id: &str) -> Option<El> {
    document().get_element_by_id(id).map(El)
}

/// The body of this page.
pub fn body() -> El {
    El(document().body().unwrap_throw().into())
}

/// The root element, which carries the page's state as data attributes.
pub fn root() -> El {
    El(document().document_element().unwrap_throw())
}

/// Moves the document's title, which the tab shows.
pub fn set_document_title(title: &str) {
    document().set_title(title);
}

/// A new element. `tag` is always a literal of ours, never text from outside.
pub fn el(tag: &'static str) -> El {
    El(document().create_element(tag).unwrap_throw())
}

/// A new MathML or SVG element; both names are literals of ours.
pub fn el_ns(namespace: &'static str, tag: &'static str) -> El {
    El(document()
        .create_element_ns(Some(namespace), tag)
        .unwrap_throw())
}

/// An element under construction, or one that is already in the page. Clones are the same element.
#[derive(Clone, Debug)]
pub struct El(Element);

impl El {
    /// Sets the `class` attribute.
    #[must_use]
    pub fn class(self, names: &str) -> Self {
        self.0.set_class_name(names);
        self
    }

    /// Sets the `id`.
    #[must_use]
    pub fn id(self, id: &str) -> Self {
        self.0.set_id(id);
        self
    }

    /// Sets an attribute. The name is a literal of ours; never an event handler.
    #[must_use]
    pub fn attr(self, name: &'static str, value: &str) -> Self {
        self.set_attr(name, value);
        self
    }

    /// Sets an attribute without a value, such as `hidden`, or takes it away.
    #[must_use]
    pub fn flag(self, name: &'static str, on: bool) -> Self {
        self.set_flag(name, on);
        self
    }

    /// Adds a text node.
    #[must_use]
    pub fn text(self, text: &str) -> Self {
        let node = document().create_text_node(text);
        self.0.append_child(&node).unwrap_throw();
        self
    }

    /// Adds a child.
    #[must_use]
    pub fn child(self, child: impl AsRef<Element>) -> Self {
        self.append(child);
        self
    }

    /// Adds children.
    #[must_use]
    pub fn children<C: AsRef<Element>>(self, children: impl IntoIterator<Item = C>) -> Self {
        for child in children {
            self.append(child);
        }
        self
    }

    /// Listens for as long as the element lives.
    #[must_use]
    pub fn on(self, event: &'static str, handler: impl FnMut(&Event) + 'static) -> Self {
        self.listen(event, handler);
        self
    }

    /// Listens for as long as the element lives; for an element that is already kept.
    pub fn listen(&self, event: &'static str, handler: impl FnMut(&Event) + 'static) {
        let options = EventListenerOptions::enable_prevent_default();
        EventListener::new_with_options(&self.0, event, options, handler).forget();
    }

    /// Adds a child at the end.
    pub fn append(&self, child: impl AsRef<Element>) {
        self.0.append_child(child.as_ref()).unwrap_throw();
    }

    /// Replaces all content by one text node.
    pub fn set_text(&self, text: &str) {
        self.0.set_text_content(Some(text));
    }

    /// Removes all content.
    pub fn clear(&self) {
        self.0.set_text_content(None);
    }

    /// Replaces all content by one child.
    pub fn set_child(&self, child: impl AsRef<Element>) {
        self.clear();
        self.append(child);
    }

    /// Takes the element out of the page.
    pub fn remove(&self) {
        self.0.remove();
    }

    /// Sets an attribute.
    pub fn set_attr(&self, name: &'static str, value: &str) {
        self.0.set_attribute(name, value).unwrap_throw();
    }

    /// Sets or takes away an attribute without a value.
    pub fn set_flag(&self, name: &'static str, on: bool) {
        if on {
            self.set_attr(name, "");
        } else {
            self.0.remove_attribute(name).unwrap_throw();
        }
    }

    /// Sets one property of its style, for values that only the program knows.
    pub fn set_style(&self, property: &'static str, value: &str) {
        if let Some(element) = self.0.dyn_ref::<HtmlElement>() {
            let _ = element.style().set_property(property, value);
        }
    }

    /// Shows or hides it, for everybody.
    pub fn set_hidden(&self, hidden: bool) {
        self.set_flag("hidden", hidden);
    }

    /// Whether it is hidden itself.
    pub fn is_hidden(&self) -> bool {
        self.0.has_attribute("hidden")
    }

    /// Whether a button is there to be pressed: shown, and not switched off.
    pub fn can_be_pressed(&self) -> bool {
        let shown = self.0.dyn_ref::<HtmlElement>();
        shown.is_some_and(|it| it.offset_width() > 0) && !self.0.has_attribute("disabled")
    }

    /// Whether the keyboard is on it.
    pub fn has_focus(&self) -> bool {
        self.0.matches(":focus").unwrap_or(false)
    }

    /// Adds or takes away one class.
    pub fn toggle_class(&self, name: &'static str, on: bool) {
        let _ = self.0.class_list().toggle_with_force(name, on);
    }

    /// Gives it the keyboard.
    pub fn focus(&self) {
        if let Some(element) = self.0.dyn_ref::<HtmlElement>() {
            let _ = element.focus();
        }
    }

    /// The text in an `input`, `textarea` or `select`; empty for anything else.
    pub fn value(&self) -> String {
        if let Some(input) = self.0.dyn_ref::<web_sys::HtmlInputElement>() {
            input.value()
        } else if let Some(area) = self.0.dyn_ref::<web_sys::HtmlTextAreaElement>() {
            area.value()
        } else {
            let value = js_sys::Reflect::get(&self.0, &"value".into()).ok();
            value
                .and_then(|value| value.as_string())
                .unwrap_or_default()
        }
    }

    /// Sets the text of an `input`, `textarea` or `select`.
    pub fn set_value(&self, value: &str) {
        if let Some(input) = self.0.dyn_ref::<web_sys::HtmlInputElement>() {
            input.set_value(value);
        } else if let Some(area) = self.0.dyn_ref::<web_sys::HtmlTextAreaElement>() {
            area.set_value(value);
        } else {
            let _ = js_sys::Reflect::set(&self.0, &"value".into(), &value.into());
        }
    }

    /// Whether a check box or radio button is on.
    pub fn checked(&self) -> bool {
        self.0
            .dyn_ref::<web_sys::HtmlInputElement>()
            .is_some_and(web_sys::HtmlInputElement::checked)
    }

    /// Switches a check box or radio button.
    pub fn set_checked(&self, on: bool) {
        if let Some(input) = self.0.dyn_ref::<web_sys::HtmlInputElement>() {
            input.set_checked(on);
        }
    }

    /// Selects the text of an `input` or `textarea`.
    pub fn select(&self) {
        if let Some(input) = self.0.dyn_ref::<web_sys::HtmlInputElement>() {
            input.select();
        } else if let Some(area) = self.0.dyn_ref::<web_sys::HtmlTextAreaElement>() {
            area.select();
        }
    }

    /// The element itself, for what the builder does not cover.
    pub fn element(&self) -> &Element {
        &self.0
    }
}

impl AsRef<Element> for El {
    fn as_ref(&self) -> &Element {
        &self.0
    }
}

impl From<Element> for El {
    fn from(element: Element) -> Self {
        Self(element)
    }
}

/// The name of the key of a keyboard event, for example `Enter`; empty for other events.
pub fn key(event: &Event) -> String {
    event
        .dyn_ref::<web_sys::KeyboardEvent>()
        .map(web_sys::KeyboardEvent::key)
        .unwrap_or_default()
}
