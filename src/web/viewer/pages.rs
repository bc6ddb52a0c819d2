//! What is shown without a conversation: the field, the wait, each error.

use gloo::timers::callback::Timeout;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

use crate::conversation::Conversation;
use crate::error::Error;
use crate::web::browser::now;
use crate::web::dom::{El, by_id, el};
use crate::web::i18n::{day, error_text, t, tr};

const FIELD: &str = "link-field";
const TITLE: &str = "page-title";
/// The line that says how far the opening is.
const PROGRESS: &str = "progress";

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
        .child(el("p").class("more").id(PROGRESS))
}

/// The page of an error: what happened, what to do, `more` that can be done, and the field for another
/// link.
pub(super) fn error(
    error: &Error,
    more: Option<El>,
    open: impl Fn(String) + Clone + 'static,
) -> El {
    el("div")
        .class("reading state")
        .attr("data-error", error.key())
        .child(title(&error_title(error)))
        .child(el("p").text(&error_text(error)))
        .children(more)
        .child(field(open))
}

/// The button that tries once more.
pub(super) fn again(act: impl Fn() + 'static) -> El {
    button("again", "upload_again", act)
}

/// The way to a server's own page.
pub(super) fn elsewhere(server: &str, link: &str) -> El {
    el("a")
        .class("button")
        .attr("href", link)
        .attr("rel", "noopener noreferrer")
        .attr("target", "_blank")
        .text(&tr("view_open_on_server", &[server]))
}

/// The page in front of an upload that is deleted when it is opened.
pub(super) fn burns(server: &str, open: impl Fn() + 'static) -> El {
    page("view_burns_title", &tr("view_burns_text", &[server])).child(button(
        "burn",
        "view_burns_open",
        open,
    ))
}

/// Says how far it is, on the page that waits.
pub(super) fn say_progress(text: &str) {
    if let Some(line) = by_id(PROGRESS) {
        line.set_text(text);
    }
}

/// The page for when something else shows this one inside itself.
pub(super) fn framed() -> El {
    page("view_framed_title", &t("view_framed_text"))
}

/// Whether the sharer asked not to show it any more.
pub(super) fn is_past(conversation: &Conversation) -> bool {
    let until = conversation.show_until;
    until.is_some_and(|until| until.unix() < now())
}

/// The page in front of a conversation whose time has passed.
pub(super) fn past(conversation: &Conversation, show: impl Fn() + 'static) -> El {
    let until = conversation.show_until;
    let until = until.map(|until| day(until.unix())).unwrap_or_default();
    page("view_past_title", &tr("view_past_text", &[&until])).child(button(
        "show-anyway",
        "view_past_open",
        show,
    ))
}

fn button(id: &'static str, label: &str, act: impl Fn() + 'static) -> El {
    el("button")
        .class("button")
        .id(id)
        .attr("type", "button")
        .text(&t(label))
        .on("click", move |_| act())
}

/// What happened, in a few words.
pub(super) fn error_title(error: &Error) -> String {
    t(match error {
        Error::LinkEmpty => "view_title_link_empty",
        Error::LinkNotOurs => "view_title_link_not_ours",
        Error::LinkCut { .. } | Error::SealedLinkCut { .. } => "view_title_link_cut",
        Error::LinkDamaged => "view_title_link_damaged",
        Error::LinkTooNew { .. } => "view_title_link_too_new",
        Error::LinkTooLarge { .. } => "view_title_link_too_large",
        Error::UploadGone { .. } => "view_title_upload_gone",
        Error::KeyGone { .. } => "view_title_key_gone",
        Error::ServerUnreachable { .. }
        | Error::ServerDown { .. }
        | Error::ServerForbids { .. }
        | Error::ServerWait { .. }
        | Error::ServerNotPrivatebin { .. } => "view_title_server",
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

/// A heading, and a paragraph that says what it means.
pub(super) fn page(title_key: &str, text: &str) -> El {
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
