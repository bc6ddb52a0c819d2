//! Carrying on with an assistant: the transcript goes to the clipboard, and the site opens. In the
//! extension it goes into the site's own box too, where the reader wants that and allows the site.
//!
//! Nothing is ever sent.

use std::rc::Rc;

use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::Viewer;
use crate::conversation::Conversation;
use crate::render::display::site_name;
use crate::transcript;
use crate::web::browser;
use crate::web::dom::{El, el};
use crate::web::i18n::{t, tr};
use crate::web::{home, settings};

/// Where one can carry on.
struct Assistant {
    /// What it is called.
    name: &'static str,
    /// Where a new chat begins.
    url: String,
    /// The box of its page, as a selector; empty where it is not filled.
    boxes: &'static str,
}

/// In the order of the menu: name, address, box.
const ASSISTANTS: [(&str, &str, &str); 8] = [
    ("ChatGPT", "https://chatgpt.com/", "#prompt-textarea"),
    (
        "Claude",
        "https://claude.ai/new",
        "[data-testid=chat-input], .ProseMirror[contenteditable=true]",
    ),
    (
        "Gemini",
        "https://gemini.google.com/app",
        "rich-textarea .ql-editor[contenteditable=true]",
    ),
    ("Grok", "https://grok.com/", ""),
    ("DeepSeek", "https://chat.deepseek.com/", ""),
    ("Perplexity", "https://www.perplexity.ai/", ""),
    ("Copilot", "https://copilot.microsoft.com/", ""),
    ("Le Chat", "https://chat.mistral.ai/chat", ""),
];

/// The person's own, whose box is a text area or an editor, as its settings say.
const OWN: (&str, &str) = ("Open WebUI", "#chat-input");

/// Whether the reader wants boxes filled.
#[cfg(feature = "extension")]
const FILL: &str = "fill";

/// Fills the menu: the sites, and in the extension whether their boxes are filled.
pub(super) fn offer(viewer: &Viewer, list: El, panel: El) {
    let viewer = viewer.clone();
    spawn_local(async move {
        let filling = el("input").attr("type", "checkbox").id("continue-fill");
        let own = if home::is_extension() {
            settings::own_chat().await
        } else {
            None
        };
        let own = own.map(|url| (OWN.0, url.as_str().to_owned(), OWN.1));
        let others = ASSISTANTS.map(|(name, url, boxes)| (name, url.to_owned(), boxes));
        for (name, url, boxes) in own.into_iter().chain(others) {
            let assistant = Rc::new(Assistant { name, url, boxes });
            let (viewer, filling) = (viewer.clone(), filling.clone());
            let button = el("button")
                .class("quiet")
                .attr("type", "button")
                .attr("data-action", "continue")
                .text(name)
                .on("click", move |_| {
                    let fill = filling.checked();
                    viewer.with(|conversation| viewer.continue_in(conversation, &assistant, fill));
                });
            list.append(el("li").child(button));
        }
        #[cfg(feature = "extension")]
        if home::is_extension() {
            offer_filling(&panel, filling).await;
        }
        #[cfg(not(feature = "extension"))]
        drop(panel);
    });
}

/// Asks whether boxes are filled, and keeps the answer.
#[cfg(feature = "extension")]
async fn offer_filling(panel: &El, filling: El) {
    filling.set_checked(home::kept(FILL).await.unwrap_or_default());
    let changed = filling.clone();
    filling.listen("change", move |_| {
        let on = changed.checked();
        // Where it is not kept it holds for this page.
        spawn_local(async move {
            let _ = home::keep(FILL, &on).await;
        });
    });
    let label = el("span").text(&t("view_continue_fill"));
    panel.append(el("label").class("fill").child(filling).child(label));
}

impl Viewer {
    /// Copies the transcript and opens the site, with its box filled if `fill` says so; says what to do
    /// there, and what is missing.
    fn continue_in(&self, conversation: &Conversation, assistant: &Rc<Assistant>, fill: bool) {
        let (text, left_out) = text(conversation);
        // Both want the click itself.
        let asked = (fill && !assistant.boxes.is_empty()).then(|| asked(&assistant.url));
        let copied = browser::copy(&text);
        let (viewer, assistant) = (self.clone(), Rc::clone(assistant));
        spawn_local(async move {
            let copied = copied.await.is_ok();
            let allowed = match asked {
                Some(asked) => asked.await,
                None => false,
            };
            if !copied && !allowed {
                return viewer.announce(&t("view_continue_refused"));
            }
            let filled = if allowed {
                filled(&assistant, &text).await
            } else {
                browser::spawn_open_tab(assistant.url.clone());
                false
            };
            let count = left_out.to_string();
            let values = [assistant.name, &count];
            viewer.announce(&match (filled, left_out > 0) {
                (true, false) => tr("view_continue_filled", &values),
                (true, true) => tr("view_continue_filled_short", &values),
                (false, _) if !copied => t("view_continue_refused"),
                (false, false) => tr("view_continue_copied", &values),
                (false, true) => tr("view_continue_short", &values),
            });
        });
    }
}

/// Asks for the site; only the browser's own question follows.
fn asked(url: &str) -> impl Future<Output = bool> + use<> {
    #[cfg(feature = "extension")]
    let asked = {
        use crate::link::Base;
        use crate::web::in_page;
        let site = Base::parse(url).map(|url| url.pattern());
        browser::request_permission(&in_page::origins(&site.into_iter().collect::<Vec<_>>()))
    };
    #[cfg(not(feature = "extension"))]
    let asked = {
        let _ = url;
        js_sys::Promise::resolve(&JsValue::FALSE)
    };
    async move {
        let answer = JsFuture::from(asked).await;
        answer.is_ok_and(|answer: JsValue| answer.is_truthy())
    }
}

/// Opens the site and fills its box. Whether the text stands there.
async fn filled(assistant: &Assistant, text: &str) -> bool {
    #[cfg(feature = "extension")]
    return crate::web::fill::open(&assistant.url, assistant.boxes, text).await;
    #[cfg(not(feature = "extension"))]
    {
        let _ = (assistant, text);
        false
    }
}

/// What is handed on, and how many messages were left out of it.
fn text(conversation: &Conversation) -> (String, usize) {
    let (short, left_out) = transcript::shorten(conversation, transcript::MAX_SHORT);
    let site = site_name(&short.site);
    let intro = if site.is_empty() {
        t("view_continue_intro")
    } else {
        tr("view_continue_intro_site", &[&site])
    };
    let mut text = [&intro, "\n\n"].concat();
    if left_out > 0 {
        text.push_str(&tr("view_continue_gap", &[&left_out.to_string()]));
        text.push_str("\n\n");
    }
    text.push_str(&transcript::write(&short));
    (text, left_out)
}
