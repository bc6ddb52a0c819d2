//! Files that a person drops on a page of ours, or picks there.
//!
//! A picker closes a popup in Firefox, and a popup is too small to aim at: so both belong to tabs.
//! What is dropped on another page than the one for files is handed to a new tab as a `blob:` address,
//! which nobody but our own pages can read.

use wasm_bindgen::JsCast;
use web_sys::{DataTransfer, DragEvent, Event, File, HtmlInputElement, Url};

use super::browser::{api, spawn_open_tab};
use super::dom::{self, El, el};
use super::i18n::t;

/// A file by its name and an address that our pages can read; no address where there was not
/// exactly one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picked {
    /// Its name.
    pub name: String,
    /// Begins with `blob:`; empty for several files.
    pub address: String,
}

impl Picked {
    fn one_of(files: &web_sys::FileList) -> Option<Self> {
        match (files.length(), files.get(0)) {
            (0, _) => None,
            (1, Some(file)) => Some(Self::of(&file)),
            _ => Some(Self {
                name: String::new(),
                address: String::new(),
            }),
        }
    }

    fn of(file: &File) -> Self {
        Self {
            name: file.name(),
            address: Url::create_object_url_with_blob(file).unwrap_or_default(),
        }
    }
}

/// A button that opens the browser's file picker. `taken` is told what was picked.
pub fn picker(id: &'static str, class: &str, taken: impl Fn(Picked) + 'static) -> El {
    let field = el("input")
        .attr("type", "file")
        .attr("accept", ".json,.html,.htm,.md,.markdown,.txt")
        .attr("tabindex", "-1")
        .attr("aria-hidden", "true")
        .flag("hidden", true);
    let picked = field.clone();
    field.listen("change", move |_| {
        let Some(input) = picked.element().dyn_ref::<HtmlInputElement>() else {
            return;
        };
        let file = input.files().and_then(|files| Picked::one_of(&files));
        if let Some(file) = file {
            taken(file);
        }
        // The same file may be picked again, after it was changed.
        picked.set_value("");
    });
    let button = field.clone();
    el("span")
        .child(
            el("button")
                .id(id)
                .class(class)
                .attr("type", "button")
                .text(&t("file_pick"))
                .on("click", move |_| {
                    if let Some(input) = button.element().dyn_ref::<HtmlInputElement>() {
                        input.click();
                    }
                }),
        )
        .child(field)
}

/// Takes files that are dropped anywhere on this page.
pub fn on_drop(taken: impl Fn(Picked) + 'static) {
    let over = |event: &Event| {
        if let Some(carried) = carries_files(event) {
            event.prevent_default();
            carried.set_drop_effect("copy");
            dom::root().toggle_class("dropping", true);
        }
    };
    let left = |event: &Event| {
        // Also told for each element on the way; the page itself is left for nothing.
        let to = event
            .dyn_ref::<DragEvent>()
            .and_then(|event| event.related_target());
        if to.is_none() {
            dom::root().toggle_class("dropping", false);
        }
    };
    let dropped = move |event: &Event| {
        dom::root().toggle_class("dropping", false);
        let Some(carried) = carries_files(event) else {
            return;
        };
        event.prevent_default();
        let file = carried.files().and_then(|files| Picked::one_of(&files));
        if let Some(file) = file {
            taken(file);
        }
    };
    let root = dom::root();
    root.listen("dragenter", over);
    root.listen("dragover", over);
    root.listen("dragleave", left);
    root.listen("drop", dropped);
}

fn carries_files(event: &Event) -> Option<DataTransfer> {
    let carried = event.dyn_ref::<DragEvent>()?.data_transfer()?;
    let files = carried.types().includes(&"Files".into(), 0);
    files.then_some(carried)
}

/// Opens the page for files in a new tab, with this one or without.
pub fn open_in_tab(file: Option<&Picked>) {
    let page = api().runtime().get_url("extension/popup.html");
    spawn_open_tab(match file {
        Some(file) => {
            let name: String = js_sys::encode_uri_component(&file.name).into();
            format!("{page}?file={name}#{}", file.address)
        }
        None => format!("{page}?file"),
    });
}

/// What the address of this page hands over: `None` where it is not the page for files, and in it
/// `None` where no file came along.
pub fn of_address() -> Option<Option<Picked>> {
    let place = dom::window().location();
    let name = place.search().ok()?.strip_prefix("?file")?.to_owned();
    let address = place.hash().unwrap_or_default();
    let address = address.strip_prefix('#').unwrap_or_default().to_owned();
    let name = name.strip_prefix('=').map(|name| {
        let name = js_sys::decode_uri_component(name).map(String::from);
        name.unwrap_or_default()
    });
    Some(name.map(|name| Picked { name, address }))
}
