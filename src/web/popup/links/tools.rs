//! The field and the menus above the list: what is looked for, which are shown, in which order.

use crate::ledger::list::{Order, Show};
use crate::web::dom::{El, el};
use crate::web::i18n::t;

/// The row of tools. Clones are the same one.
#[derive(Clone)]
pub(super) struct Tools {
    around: El,
    search: El,
    show: El,
    order: El,
}

impl Tools {
    pub(super) fn new() -> Self {
        let tools = Self {
            around: el("div").class("links-tools"),
            search: el("input")
                .id("search")
                .class("field")
                .attr("type", "search")
                .attr("autocomplete", "off")
                .attr("aria-label", &t("links_search"))
                .attr("placeholder", &t("links_search")),
            show: menu(
                "links-show",
                "links_show",
                Show::ALL.iter().map(|it| it.name()),
            ),
            order: menu(
                "links-order",
                "links_order",
                Order::ALL.iter().map(|it| it.name()),
            ),
        };
        for part in [&tools.search, &tools.show, &tools.order] {
            tools.around.append(part);
        }
        tools
    }

    pub(super) fn element(&self) -> &El {
        &self.around
    }

    pub(super) fn set_hidden(&self, hidden: bool) {
        self.around.set_hidden(hidden);
    }

    /// Calls back at every change, and tells whether it is the order that changed.
    pub(super) fn on_change(&self, changed: impl Fn(bool) + Clone + 'static) {
        let (search, show) = (changed.clone(), changed.clone());
        self.search.listen("input", move |_| search(false));
        self.show.listen("change", move |_| show(false));
        self.order.listen("change", move |_| changed(true));
    }

    /// Whether the list is not simply all of it, the newest first.
    pub(super) fn are_changed(&self) -> bool {
        let whole = self.show() == Show::All && self.order() == Order::Newest;
        !whole || !self.query().trim().is_empty()
    }

    pub(super) fn query(&self) -> String {
        self.search.value()
    }

    pub(super) fn show(&self) -> Show {
        Show::from_name(&self.show.value()).unwrap_or_default()
    }

    pub(super) fn order(&self) -> Order {
        Order::from_name(&self.order.value()).unwrap_or_default()
    }
}

fn menu(id: &'static str, key: &str, names: impl Iterator<Item = &'static str>) -> El {
    let menu = el("select")
        .class("field")
        .id(id)
        .attr("aria-label", &t(key));
    for name in names {
        let text = t(&format!("{key}_{name}"));
        menu.append(el("option").attr("value", name).text(&text));
    }
    menu
}
