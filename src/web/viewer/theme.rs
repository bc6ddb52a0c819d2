//! Light, dark, or as the system has it: remembered on this device.

use crate::web::dom::{self, El, el};
use crate::web::i18n::t;

const KEPT: &str = "theme";

/// Each choice with its label, in the order in which the button goes through them.
const CHOICES: [(&str, &str); 3] = [
    ("auto", "view_theme_auto"),
    ("light", "view_theme_light"),
    ("dark", "view_theme_dark"),
];

/// Applies what was chosen, before anything is painted.
pub(super) fn apply() {
    let kept = dom::window().local_storage().ok().flatten();
    let kept = kept.and_then(|kept| kept.get_item(KEPT).ok().flatten());
    set(kept.as_deref().unwrap_or_default());
}

fn set(choice: &str) {
    let root = dom::root();
    if let Some((name, _)) = CHOICES.iter().skip(1).find(|(name, _)| *name == choice) {
        root.set_attr("data-theme", name);
    } else {
        let _ = root.element().remove_attribute("data-theme");
    }
}

fn chosen() -> usize {
    let now = dom::root().element().get_attribute("data-theme");
    CHOICES
        .iter()
        .position(|(name, _)| Some(*name) == now.as_deref())
        .unwrap_or(0)
}

/// A button that goes on to the next choice.
pub(super) fn button() -> El {
    let label = |at: usize| {
        CHOICES
            .get(at)
            .map_or_else(String::new, |(_, label)| t(label))
    };
    let button = el("button")
        .class("quiet")
        .attr("type", "button")
        .attr("data-action", "theme")
        .text(&label(chosen()));
    let itself = button.clone();
    button.on("click", move |_| {
        let next = (chosen() + 1) % CHOICES.len();
        if let Some((name, _)) = CHOICES.get(next) {
            set(name);
            if let Ok(Some(kept)) = dom::window().local_storage() {
                let _ = kept.set_item(KEPT, name);
            }
        }
        itself.set_text(&label(next));
    })
}
