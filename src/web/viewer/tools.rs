//! The bar's buttons and menus, once a conversation is shown.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, Node};

use super::{Viewer, continue_in, theme};
use crate::conversation::Conversation;
use crate::link;
use crate::upload::Address;
use crate::web::dom::{El, el, key};
use crate::web::i18n::t;
use crate::web::save;

impl Viewer {
    /// The buttons of the bar. A link that was cut is not worth passing on.
    pub(super) fn offer_actions(&self, whole: bool) {
        let actions = &self.0.actions;
        actions.clear();
        let viewer = self.clone();
        let find = button("view_find", move |_| viewer.0.find.toggle());
        actions.append(find.id("find-button"));
        actions.append(theme::button());
        if whole {
            let viewer = self.clone();
            actions.append(button("view_copy_link", move |button| {
                if let Some(link) = viewer.link() {
                    viewer.copy(&link, button, "view_copy_link");
                }
            }));
        }
        let viewer = self.clone();
        let markdown = button("view_copy_markdown", move |button| {
            viewer.with(|conversation| {
                let text = crate::transcript::write(conversation);
                viewer.copy(&text, button, "view_copy_markdown");
            });
        });
        let files = save::KINDS.map(|(label, ending, kind)| {
            let viewer = self.clone();
            button(label, move |_| {
                viewer.with(|conversation| {
                    let saved = save::save(conversation, ending, kind).is_some();
                    viewer.say(&t(if saved {
                        "view_saved"
                    } else {
                        "view_not_saved"
                    }));
                });
            })
        });
        actions.append(menu(
            "view_save",
            None,
            std::iter::once(markdown).chain(files),
        ));
        let (menu, panel, list) = empty_menu("view_continue", Some("view_continue_how"));
        continue_in::offer(self, list, panel);
        actions.append(menu);
        actions.append(self.another());
    }

    /// Holds the buttons of the bar back, or gives them free: they are for the whole conversation. The
    /// last one, which leaves it, can always be pressed.
    pub(super) fn hold_actions(&self, held: bool) {
        self.0.held.set(held);
        let mut next = self.0.actions.element().first_element_child();
        while let Some(action) = next {
            next = action.next_element_sibling();
            if next.is_some() {
                El::from(action).set_flag("inert", held);
            }
        }
    }

    /// The link of what is open, as it is passed on.
    fn link(&self) -> Option<String> {
        let opened = self.0.opened.borrow();
        let text = &opened.as_ref()?.0;
        let base = self.0.base.borrow();
        Some(match Address::parse(text) {
            Some(address) => address.best_link(&base),
            None => base.link(&link::payload(text).ok()?),
        })
    }

    /// Makes the button of each message copy a link that leads to it.
    pub(super) fn offer_places(&self) {
        let viewer = self.clone();
        self.0.main.listen("click", move |event| {
            let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
            let button = target.and_then(|it| it.closest("[data-action=link-message]").ok()?);
            let message = button
                .as_ref()
                .and_then(|it| it.closest("[data-message]").ok()?);
            let number = message.and_then(|it| it.get_attribute("data-message")?.parse().ok());
            if let (Some(button), Some(number), Some(link)) = (button, number, viewer.link()) {
                let link = link::at_message(&link, number);
                viewer.copy(&link, &El::from(button), "view_link_message");
            }
        });
    }

    /// The button that leaves this link; while it is being opened that stops the work.
    pub(super) fn another(&self) -> El {
        let viewer = self.clone();
        button("view_open_another", move |_| viewer.ask())
    }

    pub(super) fn with(&self, act: impl FnOnce(&Rc<Conversation>)) {
        let opened = self
            .0
            .opened
            .borrow()
            .as_ref()
            .map(|(_, conversation)| Rc::clone(conversation));
        if let Some(conversation) = opened {
            act(&conversation);
        }
    }

    /// Shows a sentence under the bar, and says it.
    pub(super) fn announce(&self, text: &str) {
        self.0.notice.set_text(text);
        self.0.notice.set_hidden(false);
    }
}

fn button(label: &'static str, act: impl Fn(&El) + 'static) -> El {
    named(&t(label), act).attr("data-action", label)
}

fn named(text: &str, act: impl Fn(&El) + 'static) -> El {
    let button = el("button")
        .class("quiet")
        .attr("type", "button")
        .text(text);
    let itself = button.clone();
    button.on("click", move |_| act(&itself))
}

/// A menu with these in it.
fn menu(label: &'static str, note: Option<&'static str>, items: impl Iterator<Item = El>) -> El {
    let (menu, _, list) = empty_menu(label, note);
    for item in items {
        list.append(el("li").child(item));
    }
    menu
}

/// A menu that opens below its name, its panel, and the list in it. Escape, a choice or a click
/// elsewhere closes it.
fn empty_menu(label: &'static str, note: Option<&'static str>) -> (El, El, El) {
    // A press on its text is not one elsewhere.
    let panel = el("div").class("panel").attr("tabindex", "-1");
    if let Some(note) = note {
        panel.append(el("p").text(&t(note)));
    }
    let list = el("ul");
    panel.append(&list);
    let summary = el("summary").class("quiet").text(&t(label));
    let menu = el("details")
        .class("menu")
        .attr("data-menu", label)
        .child(&summary)
        .child(&panel);
    let closing = menu.clone();
    menu.listen("keydown", move |event| {
        if key(event) == "Escape" {
            closing.set_flag("open", false);
            summary.focus();
        }
    });
    let closing = menu.clone();
    menu.listen("focusout", move |event| {
        let to = event
            .dyn_ref::<web_sys::FocusEvent>()
            .and_then(web_sys::FocusEvent::related_target);
        let inside = to.and_then(|to| to.dyn_into::<Node>().ok());
        // A click on nothing that takes the keyboard has no target: the menu closes as well.
        if !inside.is_some_and(|node| closing.element().contains(Some(&node))) {
            closing.set_flag("open", false);
        }
    });
    (menu, panel, list)
}
