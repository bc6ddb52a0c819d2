//! Images that stand elsewhere: nothing is loaded before somebody presses the button that names
//! their host. One press shows every image of that host.
//!
//! The `img` elements of this file are the only ones with an address of somebody else's: those that a
//! conversation brings hold their picture themselves ([`Picture`](crate::render::picture::Picture)).

use std::cell::Cell;
use std::rc::Rc;

use web_sys::Element;

use super::dom::{self, El, el};
use super::i18n::{counted, t};
use super::paint::all;
use crate::render::urls::Address;

const BUTTONS: &str = "[data-action=show-images]";

/// What one press asked for.
struct Asked {
    /// Images that neither came nor failed yet.
    waiting: Cell<usize>,
    shown: Cell<usize>,
}

/// Shows the images of this button's host, all over its conversation.
pub(super) fn show(button: &Element) {
    let (Some(address), Ok(Some(page))) = (address(button), button.closest(".reading")) else {
        return;
    };
    let same: Vec<_> = all(&page, BUTTONS)
        .into_iter()
        .filter_map(|button| Some((self::address(&button)?, button)))
        .filter(|(one, button)| one.host() == address.host() && !button.has_attribute("aria-busy"))
        .collect();
    let asked = Rc::new(Asked {
        waiting: Cell::new(same.len()),
        shown: Cell::new(0),
    });
    for (address, button) in same {
        load(&address, El::from(button), &asked);
    }
}

/// The address is checked once more: it came out of the page.
fn address(button: &Element) -> Option<Address> {
    let address = Address::check(&button.get_attribute("data-image")?)?;
    address.can_be_image().then_some(address)
}

fn load(address: &Address, button: El, asked: &Rc<Asked>) {
    let alt = button.element().get_attribute("data-alt");
    // The host learns nothing of this page; and it is set before the address, which begins the loading.
    let image = el("img")
        .attr("referrerpolicy", "no-referrer")
        .attr("decoding", "async")
        .attr("alt", &alt.unwrap_or_default());
    button.set_attr("aria-busy", "true");
    button.set_text(&t("view_image_loading"));
    let (came, failed) = (Rc::clone(asked), Rc::clone(asked));
    let (loaded, waiting) = (image.clone(), button.clone());
    image.listen("load", move |_| {
        put(&waiting, &loaded);
        came.settle(true);
    });
    image.listen("error", move |_| {
        let _ = button.element().remove_attribute("aria-busy");
        button.set_text(&t("view_image_failed"));
        failed.settle(false);
    });
    image.set_attr("src", address.href());
}

/// The image in the place of the button. The keyboard goes on at its address, which stands beside it.
fn put(button: &El, image: &El) {
    let Some(holder) = button.element().parent_element().map(El::from) else {
        return;
    };
    if button.has_focus()
        && let Some(link) = all(holder.element(), "a").pop()
    {
        El::from(link).focus();
    }
    button.remove();
    let _ = holder.element().prepend_with_node_1(image.element());
    holder.toggle_class("shown", true);
}

impl Asked {
    /// Says how it ended, once all have come or failed.
    fn settle(&self, shown: bool) {
        self.waiting.set(self.waiting.get().saturating_sub(1));
        self.shown.set(self.shown.get() + usize::from(shown));
        if self.waiting.get() > 0 {
            return;
        }
        let said = match self.shown.get() {
            0 => t("view_image_failed"),
            shown => counted("view_images_shown", shown),
        };
        if let Ok(Some(aloud)) = dom::document().query_selector(".aloud") {
            aloud.set_text_content(Some(&said));
        }
    }
}
