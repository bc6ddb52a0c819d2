//! What is shown without a conversation: the field, the wait, each error.

use gloo::timers::callback::Timeout;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

use crate::error::Error;
use crate::web::dom::{El, by_id, el};
use crate::web::i18n::{error_text, t};

const FIELD: &str = "link-field";
const TITLE: &str = "page-title";

/// The page with the field for a link, and a few words for who sees it for the first time.
pub(super) fn ask(open: impl Fn(String) + Clone + 'static) -> El {
    page("view_ask_title", &t("view_ask_text"))
        .child(field(open))
        .child(el("p").class("aside-note").text(&t("view_ask_private")))
}

/// The page that is there while a long link is opened, in the shape of what comes.
pub(super) fn opening() -> El {
    let bars = ["title", "short", "long", "long", "middle"];
    el("div")
        .class("reading opening")
        .child(el("p").class("aloud").text(&t("view_opening")))
        .children(bars.map(|bar| {
            el("div")
                .class(&["bone ", bar].concat())
                .attr("aria-hidden", "true")
        }))
}

/// The page of an error: what happened, what to do, and the field for another link.
pub(super) fn error(error: &Error, open: impl Fn(String) + Clone + 'static) -> El {
    let page = el("div")
        .class("reading state")
        .attr("data-error", error.key())
        .child(title(&error_title(error)))
        .child(el("p").text(&error_text(error)));
    page.child(field(open))
}

/// The page for when something else shows this one inside itself.
pub(super) fn framed() -> El {
    page("view_framed_title", &t("view_framed_text"))
}

/// What happened, in a few words.
pub(super) fn error_title(error: &Error) -> String {
    t(match error {
        Error::LinkEmpty => "view_title_link_empty",
        Error::LinkNotOurs => "view_title_link_not_ours",
        Error::LinkCut { .. } => "view_title_link_cut",
        Error::LinkDamaged => "view_title_link_damaged",
        Error::LinkTooNew { .. } => "view_title_link_too_new",
        Error::LinkTooLarge { .. } => "view_title_link_too_large",
        _ => "view_title_other",
    })
}

/// Gives the keyboard to the field.
pub(super) fn focus_field() {
    if let Some(field) = by_id(FIELD) {
        field.focus();
    }
}

/// Gives the keyboard to the heading, so that reading begins there.
pub(super) fn focus_title() {
    let heading = crate::web::dom::document().query_selector("main h1");
    if let Ok(Some(heading)) = heading {
        let heading = El::from(heading);
        heading.set_attr("tabindex", "-1");
        heading.focus();
    }
}

fn page(title_key: &str, text: &str) -> El {
    el("div")
        .class("reading state")
        .child(title(&t(title_key)))
        .child(el("p").text(text))
}

fn title(text: &str) -> El {
    el("h1").id(TITLE).text(text)
}

/// A field that takes a link: it opens when it is pasted, by Enter and by the button.
fn field(open: impl Fn(String) + Clone + 'static) -> El {
    // Not an input: those of one line take at most half a million characters in some browsers.
    let area = el("textarea")
        .class("field")
        .id(FIELD)
        .attr("rows", "3")
        .attr("spellcheck", "false")
        .attr("autocomplete", "off")
        .attr("autocapitalize", "off")
        .attr("placeholder", &t("view_ask_placeholder"));
    let submit = {
        let area = area.clone();
        move || {
            let text = area.value();
            if text.trim().is_empty() {
                area.focus();
            } else {
                open(text);
            }
        }
    };
    let (by_enter, by_paste, by_button) = (submit.clone(), submit.clone(), submit);
    area.listen("keydown", move |event| {
        let enter = event
            .dyn_ref::<KeyboardEvent>()
            .is_some_and(|event| event.key() == "Enter" && !event.is_composing());
        if enter {
            event.prevent_default();
            by_enter();
        }
    });
    area.listen("paste", move |_| {
        // The text is there a moment later.
        let by_paste = by_paste.clone();
        Timeout::new(0, by_paste).forget();
    });
    el("div")
        .class("ask")
        .child(el("label").attr("for", FIELD).text(&t("view_ask_label")))
        .child(&area)
        .child(
            el("button")
                .class("button primary")
                .attr("type", "button")
                .text(&t("view_ask_open"))
                .on("click", move |_| by_button()),
        )
}
