//! The page of the first day: what to press, and what becomes of the chats.

use serde::Deserialize;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;

use super::browser::{api, from_js, spawn_open_options, spawn_open_tab};
use super::dom::{self, El, el};
use super::i18n::{self, t, tr};

/// Builds the page.
#[wasm_bindgen]
pub fn start_welcome() {
    i18n::mark_page();
    dom::set_document_title(&t("welcome_title"));
    spawn_local(async {
        let steps = el("ol").class("steps");
        for step in [
            t("welcome_open"),
            match shortcut().await {
                Some(keys) => tr("welcome_press_keys", &[&keys]),
                None => t("welcome_press"),
            },
            t("welcome_copy"),
        ] {
            steps.append(el("li").text(&step));
        }
        let promises = el("ul").class("promises");
        for promise in ["welcome_private", "welcome_click", "welcome_recall"] {
            promises.append(el("li").text(&t(promise)));
        }
        let viewer = || api().runtime().get_url("extension/viewer.html");
        dom::body().append(
            el("main")
                .class("options welcome")
                .child(el("h1").text(&t("welcome_title")))
                .child(part("welcome_how_title").child(&steps))
                .child(part("welcome_privacy_title").child(&promises))
                .child(
                    el("div")
                        .class("buttons")
                        .child(button("settings", "welcome_settings", |()| {
                            spawn_open_options();
                        }))
                        .child(button("read", "welcome_read", move |()| {
                            spawn_open_tab(viewer());
                        })),
                ),
        );
        dom::root().set_attr("data-state", "ready");
    });
}

fn part(title: &str) -> El {
    el("section").class("card").child(el("h2").text(&t(title)))
}

fn button(id: &'static str, key: &str, act: impl Fn(()) + 'static) -> El {
    el("button")
        .id(id)
        .class("button")
        .attr("type", "button")
        .text(&t(key))
        .on("click", move |_| act(()))
}

/// The keys that press the button, as the person has them; `None` where there are none.
async fn shortcut() -> Option<String> {
    #[derive(Deserialize)]
    struct Command {
        name: String,
        #[serde(default)]
        shortcut: String,
    }
    let all: Vec<Command> = from_js(api().commands().get_all().await.ok()?)?;
    all.into_iter()
        .find(|command| command.name == "_execute_action" && !command.shortcut.is_empty())
        .map(|command| command.shortcut)
}
