//! Until when the reader is asked to show it: a day, or no end.

use js_sys::Date;
use wasm_bindgen::JsValue;

use super::share_view::{Action, Handler, send};
use crate::web::dom::{El, el};
use crate::web::i18n::{day, t, tr};

/// The button and what it opens to. Clones are the same.
#[derive(Clone)]
pub(super) struct Until {
    button: El,
    row: El,
    field: El,
}

impl Until {
    pub(super) fn new(handler: &Handler) -> Self {
        let until = Self {
            button: el("button")
                .id("until")
                .class("quiet inline")
                .attr("type", "button")
                .attr("aria-controls", "until-row")
                .attr("aria-expanded", "false"),
            row: el("div")
                .id("until-row")
                .class("until")
                .flag("hidden", true),
            field: el("input")
                .id("until-day")
                .class("field")
                .attr("type", "date")
                .attr("max", "9999-12-30")
                .attr("aria-label", &t("until_label"))
                .attr("aria-describedby", "until-help"),
        };
        let handler = handler.clone();
        let field = until.field.clone();
        until.field.listen("change", move |_| {
            send(&handler, Action::Until(end_of(&field.value())));
        });
        until.row.append(&until.field);
        until.row.append(
            el("p")
                .id("until-help")
                .class("muted")
                .text(&t("until_help")),
        );
        let opened = until.clone();
        until.button.listen("click", move |_| {
            let open = opened.row.is_hidden();
            opened.row.set_hidden(!open);
            opened
                .button
                .set_attr("aria-expanded", if open { "true" } else { "false" });
            if open {
                opened.field.focus();
            }
        });
        until
    }

    /// The button, and the row that it opens.
    pub(super) fn elements(&self) -> [&El; 2] {
        [&self.button, &self.row]
    }

    /// Shows the day, in seconds since 1970; `None` for no end.
    pub(super) fn show(&self, end: Option<i64>) {
        self.button.set_text(&match end {
            Some(end) => tr("until_day", &[&day(end)]),
            None => t("until_none"),
        });
        let value = end.map(local_day).unwrap_or_default();
        if self.field.value() != value {
            self.field.set_value(&value);
        }
    }
}

/// The last second of a day as people here count it; `None` for an empty field.
fn end_of(value: &str) -> Option<i64> {
    // A time without a zone is the person's own.
    let millis = Date::parse(&[value, "T23:59:59"].concat());
    #[allow(clippy::cast_possible_truncation)]
    let seconds = (millis / 1000.0) as i64;
    (!value.is_empty() && millis.is_finite()).then_some(seconds)
}

/// The day as the field writes it.
#[allow(clippy::cast_precision_loss)]
fn local_day(seconds: i64) -> String {
    let date = Date::new(&JsValue::from_f64(seconds as f64 * 1000.0));
    let two = |number: u32| format!("{number:02}");
    [
        date.get_full_year().to_string(),
        two(date.get_month() + 1),
        two(date.get_date()),
    ]
    .join("-")
}
