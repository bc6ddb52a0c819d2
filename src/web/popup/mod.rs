//! The popup: share the conversation of the page in front, and the list of issued links.
//!
//! Popups close when they lose focus, so nothing that matters lives only here: what was read and
//! what was changed is a [`draft`], and issued links stand in the ledger.

mod before;
mod choosing;
mod consent;
mod cutting;
mod deletion;
mod draft;
mod files;
mod intake;
mod links;
mod page;
mod password;
mod qr;
mod review;
mod savings;
mod share;
mod share_view;
mod status;
mod until;
mod upload;
mod upload_view;

use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;

use crate::upload::Address;
use crate::web::browser::{api, is_private_page, spawn_open_options, spawn_open_tab};
use crate::web::dom::{self, El, el};
use crate::web::dropped;
use crate::web::i18n::{self, t};
use crate::web::ledger::Place;

/// Builds the popup. The same page with `?tab=<number>` in its address is its view as a tab; with
/// `?file` it is the page for files.
#[wasm_bindgen]
pub fn start_popup() {
    i18n::mark_page();
    dom::set_document_title(&t("extension_name"));
    let tab = tab_of_address();
    let file = dropped::of_address();
    dom::root().toggle_class("as-tab", tab.is_some() || file.is_some());

    let share_panel = panel("share");
    let links_panel = panel("links");
    let links = links::Links::new(&links_panel, tab);
    let share_tab = tab_button("share");
    let links_tab = tab_button("links");
    let show = {
        let panels = [
            (share_tab.clone(), share_panel.clone()),
            (links_tab.clone(), links_panel.clone()),
        ];
        let links = links.clone();
        move |shown: usize| {
            for (n, (button, panel)) in panels.iter().enumerate() {
                button.set_attr("aria-selected", if n == shown { "true" } else { "false" });
                button.set_attr("tabindex", if n == shown { "0" } else { "-1" });
                panel.set_hidden(n != shown);
            }
            if shown == 1 {
                links.refresh();
            }
        }
    };
    // A menu leads to the list at once.
    let opens = dom::window()
        .location()
        .hash()
        .is_ok_and(|part| part == "#links");
    show(usize::from(opens));
    for (n, button) in [&share_tab, &links_tab].into_iter().enumerate() {
        let show = show.clone();
        button.listen("click", move |_| show(n));
    }
    for (button, other, n) in [(&share_tab, &links_tab, 1), (&links_tab, &share_tab, 0)] {
        let (show, other) = (show.clone(), other.clone());
        button.listen("keydown", move |event| {
            if matches!(dom::key(event).as_str(), "ArrowLeft" | "ArrowRight") {
                show(n);
                other.focus();
            }
        });
    }

    let header = el("header")
        .class("popup-header")
        .child(el("h1").class("brand").text(&t("extension_name")))
        .child(
            el("div")
                .class("tabs")
                .attr("role", "tablist")
                .attr("aria-label", &t("extension_name"))
                .child(share_tab)
                .child(links_tab),
        )
        .child(
            el("button")
                .class("quiet icon-button settings-icon")
                .id("settings")
                .attr("type", "button")
                .attr("aria-label", &t("popup_settings"))
                .attr("title", &t("popup_settings"))
                .on("click", |_| spawn_open_options()),
        );
    let body = dom::body();
    // What the page showed before there was a program.
    body.clear();
    body.append(&header);
    body.append(
        el("main")
            .class("panels")
            .child(&share_panel)
            .child(&links_panel),
    );
    match file {
        Some(file) => spawn_local(share::run_file(share_panel, file)),
        None => {
            if tab.is_some() {
                dropped::on_drop(|file| dropped::open_in_tab(Some(&file)));
            }
            spawn_local(share::run(share_panel, tab));
        }
    }
}

fn tab_button(name: &'static str) -> El {
    el("button")
        .class("tab")
        .id(&format!("tab-{name}"))
        .attr("type", "button")
        .attr("role", "tab")
        .attr("data-tab", name)
        .attr("aria-controls", name)
        .text(&t(&format!("popup_tab_{name}")))
}

fn panel(name: &'static str) -> El {
    el("section")
        .class("panel")
        .id(name)
        .attr("role", "tabpanel")
        .attr("aria-labelledby", &format!("tab-{name}"))
}

/// The tab that the address names, where the popup is shown as a tab of its own.
fn tab_of_address() -> Option<i32> {
    let search = dom::window().location().search().ok()?;
    search.strip_prefix("?tab=")?.parse().ok()
}

/// Opens a link in the extension's own viewer, in a new tab; without one the viewer asks for it.
fn open_in_viewer(payload: &str) {
    let viewer = api().runtime().get_url("extension/viewer.html");
    spawn_open_tab(if payload.is_empty() {
        viewer
    } else {
        format!("{viewer}#{payload}")
    });
}

/// Opens an upload: in the extension's own viewer, or on its server's page where the viewer would leave a
/// private window.
fn open_upload(address: &Address, place: Place) {
    if place == Place::Disk || is_private_page() {
        open_in_viewer(&address.spelt());
    } else {
        spawn_open_tab(address.link());
    }
}

/// For who received a link and has nothing to share.
fn paste_button() -> El {
    el("button")
        .class("quiet inline paste-link")
        .attr("type", "button")
        .text(&t("popup_paste_link"))
        .on("click", |_| open_in_viewer(""))
}

/// For who has a conversation in a file. A picker closes a popup in Firefox, so it is in a tab.
fn file_button() -> El {
    el("button")
        .class("quiet inline file-link")
        .attr("type", "button")
        .text(&t("file_share"))
        .on("click", |_| dropped::open_in_tab(None))
}
