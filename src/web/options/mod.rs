//! The options page: what holds for every link, one part of the page a file.
//!
//! 1. `base`: the address that new links begin with.
//!    `file`: the viewer as a file, which needs no address.
//! 2. `words`: what is masked in every chat.
//! 3. `in_page`: the button in chat pages.
//! 4. `server`: where uploads go.
//! 5. `list`: which copies are kept. `backup`: the list as a file, and back.
//! 6. `own_chat`: an assistant of the person's own to carry on with.
//! 7. `address`: the form of the parts that ask for one.
//! 8. A conversation in a file: dropped here or picked, it goes on in a tab of its own.

mod address;
mod backup;
mod base;
mod file;
mod in_page;
mod list;
mod own_chat;
mod server;
mod words;

use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;

use super::browser::{api, part};
use super::dom::{self, El, el};
use super::dropped;
use super::i18n::{self, t};

/// Builds the options page. It says `ready` when every part shows what was chosen.
#[wasm_bindgen]
pub fn start_options() {
    i18n::mark_page();
    dom::set_document_title(&t("options_title"));
    let main = el("main")
        .class("options")
        .child(el("h1").text(&t("options_title")));
    dom::body().append(&main);
    spawn_local(async move {
        base::add(&main).await;
        file::add(&main);
        words::add(&main).await;
        in_page::add(&main).await;
        server::add(&main).await;
        own_chat::add(&main).await;
        if is_private().await {
            // Firefox's pages in a private window have a database of their own, which is not the list.
            let said = el("p").id("private").text(&t("options_private"));
            main.append(card("section", "options_list_title").child(said));
        } else {
            list::add(&main).await;
            backup::add(&main);
        }
        main.append(files());
        dom::root().set_attr("data-state", "ready");
    });
}

/// Whether this page stands in a private window.
async fn is_private() -> bool {
    let tab = api().tabs().get_current().await;
    tab.is_ok_and(|tab| part(&tab, "incognito").is_truthy())
}

/// A part of the page, with its heading.
fn card(tag: &'static str, title: &str) -> El {
    el(tag).class("card").child(el("h2").text(&t(title)))
}

/// Where a conversation in a file is shared.
fn files() -> El {
    dropped::on_drop(|file| dropped::open_in_tab(Some(&file)));
    card("section", "file_share")
        .child(el("p").text(&t("file_hint")))
        .child(dropped::picker("file-pick", "button", |file| {
            dropped::open_in_tab(Some(&file));
        }))
}

/// Where a part says what it did.
fn said(id: &str) -> El {
    el("p").id(id).class("said").attr("role", "status")
}

fn button(id: &'static str, kind: &'static str, class: &'static str, key: &str) -> El {
    el("button")
        .id(id)
        .class(class)
        .attr("type", kind)
        .text(&t(key))
}
