//! Under the length of a link: the next place it could reach, and what would be enough.

use crate::link::savings::{Part, Plan, Saving};
use crate::web::dom::{El, el};
use crate::web::i18n::{number, t, tr};

/// The line and what it opens to. Clones are the same.
#[derive(Clone)]
pub(super) struct Savings {
    details: El,
    summary: El,
    list: El,
}

impl Savings {
    /// Hidden until there is something to say.
    pub(super) fn new() -> Self {
        let summary = el("summary");
        let list = el("ul");
        let details = el("details")
            .id("savings")
            .class("details savings")
            .child(&summary)
            .child(&list)
            .flag("hidden", true);
        Self {
            details,
            summary,
            list,
        }
    }

    /// For putting it into the page.
    pub(super) fn element(&self) -> &El {
        &self.details
    }

    /// Shows the way to the next place, or nothing where the link fits everywhere.
    pub(super) fn show(&self, plan: Option<&Plan>, savings: &[Saving]) {
        self.details
            .set_hidden(plan.is_none() || savings.is_empty());
        let Some(plan) = plan else { return };
        let (over, place) = (number(plan.over), t(plan.place.place_key()));
        let name = |part: &Part| t(part.message_key());
        let parts: Vec<String> = plan.leave_out.iter().map(name).collect();
        self.summary.set_text(&if parts.is_empty() {
            tr("savings_not_enough", &[&over, &place])
        } else {
            tr("savings_enough", &[&over, &place, &parts.join(", ")])
        });
        self.list.clear();
        for saving in savings {
            let row = [
                &name(&saving.part),
                &number(saving.count),
                &number(rounded(saving.chars)),
            ];
            let row = row.map(String::as_str);
            self.list.append(el("li").text(&tr("savings_row", &row)));
        }
    }
}

/// To two digits: it is an estimate.
fn rounded(value: usize) -> usize {
    let unit = 10usize.pow(value.max(10).ilog10() - 1);
    (value + unit / 2) / unit * unit
}
