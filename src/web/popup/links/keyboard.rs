//! Where the keyboard is in the list, across its being made anew: it is never lost, since whoever has no
//! mouse would begin again at the top of the page.

use web_sys::Element;

use crate::web::dom::{self, El};

/// Where it goes when what had it is gone, the nearest first: what was said, the row that is open, the first
/// row, the search, the tab.
const NEXT: [&str; 5] = [
    "#links-message:not(:empty)",
    "[data-link-row] details[open] summary",
    "[data-link-row] summary",
    "#search",
    "#tab-links",
];

/// Where it was.
pub(super) struct Focus {
    /// The same element, and then its row.
    selectors: Vec<String>,
}

/// Where it is; `None` if it is elsewhere than in this panel.
pub(super) fn focused(panel: &El) -> Option<Focus> {
    let active = dom::document().active_element()?;
    if !panel.element().contains(Some(&active)) {
        return None;
    }
    let mut selectors = Vec::new();
    if !active.id().is_empty() {
        selectors.push(format!("#{}", active.id()));
    }
    let row = active.closest("[data-link-row]").ok().flatten();
    if let Some(id) = row.and_then(|row| row.get_attribute("data-link-row")) {
        let row = format!("[data-link-row='{id}']");
        if let Some(action) = active.get_attribute("data-action") {
            selectors.push(format!("{row} [data-action='{action}']"));
        } else if active.tag_name() == "INPUT" {
            selectors.push(format!("{row} .pick"));
        }
        selectors.push(format!("{row} summary"));
    }
    Some(Focus { selectors })
}

impl Focus {
    /// Gives it back, or to what is next.
    pub(super) fn restore(self, panel: &El) {
        let lost = || {
            let active = dom::document().active_element();
            active.is_none_or(|active| active.tag_name() == "BODY")
        };
        let own = self.selectors.iter().map(String::as_str);
        for selector in own.chain(NEXT) {
            if !lost() {
                return;
            }
            let found = panel.element().query_selector(selector).ok().flatten();
            let found: Option<Element> = found.or_else(|| {
                let outside = dom::document().query_selector(selector);
                outside.ok().flatten()
            });
            // What is hidden does not take it.
            if let Some(found) = found {
                El::from(found).focus();
            }
        }
    }
}
