//! The link as a QR code: a dialog over the popup, and files to save.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;

use crate::error::Error;
use crate::link::qr::{QUIET, QrCode, Repair};
use crate::link::{self, Base, RESERVED_BASE};
use crate::web::dom::{self, El, el};
use crate::web::i18n::{error_text, number, t, tr};

/// Pixels a module of the PNG: enough for a print.
const PNG_PIXELS: usize = 8;
/// What the dialog keeps free beside the code, in CSS pixels.
const MARGIN: usize = 24;
/// The largest code on a wide page, in CSS pixels.
const WIDEST: usize = 560;

/// The dialog. Clones are the same one.
#[derive(Clone)]
pub(super) struct Dialog {
    dialog: El,
}

impl Dialog {
    /// A closed dialog with this id.
    pub(super) fn new(id: &'static str) -> Self {
        let dialog = el("dialog")
            .id(id)
            .class("qr-dialog")
            .attr("aria-labelledby", "qr-title");
        let closed = dialog.clone();
        // Its parts have ids, and there may be another dialog. The browser says late that it was closed: by
        // then it may be open again.
        dialog.listen("close", move |_| {
            if !closed.element().has_attribute("open") {
                closed.clear();
            }
        });
        Self { dialog }
    }

    /// For putting it into the page.
    pub(super) fn element(&self) -> &El {
        &self.dialog
    }

    /// Shows the code of a link; `needs_viewer` says that whoever scans it needs Chatlink.
    ///
    /// # Errors
    /// [`Error::QrTooLong`].
    pub(super) fn show(&self, base: &Base, payload: &str, needs_viewer: bool) -> Result<(), Error> {
        let code = QrCode::of(base, payload)?;
        self.show_code(&code, "qr_scan", needs_viewer);
        Ok(())
    }

    /// Shows the code of any link, as the list has it.
    ///
    /// # Errors
    /// [`Error::QrTooLong`].
    pub(super) fn show_link(&self, link: &str) -> Result<(), Error> {
        let whole = link.split_once('#').and_then(|(base, payload)| {
            let base = Base::parse(base).ok()?;
            // The link of an upload is none of these.
            link::Packed::read(payload).ok()?;
            Some((base, payload))
        });
        match whole {
            Some((base, payload)) => self.show(&base, payload, base.as_str() == RESERVED_BASE),
            None => {
                self.show_code(&QrCode::of_text(link)?, "qr_scan_upload", false);
                Ok(())
            }
        }
    }

    fn show_code(&self, code: &QrCode, scan: &str, needs_viewer: bool) {
        let svg = code.svg();
        let svg = format!(
            "data:image/svg+xml,{}",
            String::from(js_sys::encode_uri_component(&svg))
        );
        let png = format!(
            "data:image/png;base64,{}",
            STANDARD.encode(code.png(PNG_PIXELS))
        );
        let side = code.size() + 2 * QUIET;
        let side = format!("{}px", side * pixels(side));
        let image = el("img")
            .class("qr-code")
            .attr("src", &svg)
            .attr("alt", &t("qr_title"));
        image.set_style("width", &side);
        image.set_style("height", &side);

        self.dialog.clear();
        self.dialog.append(
            el("h2")
                .id("qr-title")
                .attr("tabindex", "-1")
                .text(&t("qr_title")),
        );
        self.dialog.append(image);
        self.dialog.append(el("p").text(&t(scan)));
        let size = number(code.size());
        let facts = tr("qr_facts", &[&size, percent(code.repair())]);
        self.dialog.append(el("p").class("qr-facts").text(&facts));
        for (shown, key) in [
            (!code.is_easy(), "qr_dense"),
            (needs_viewer, "popup_no_base"),
        ] {
            if shown {
                self.dialog.append(el("p").class("qr-facts").text(&t(key)));
            }
        }
        let dialog = self.clone();
        let buttons = el("div")
            .class("buttons")
            .child(save("qr-save-png", "qr_save_png", "chatlink-qr.png", &png))
            .child(save("qr-save-svg", "qr_save_svg", "chatlink-qr.svg", &svg))
            .child(
                el("button")
                    .id("qr-close")
                    .class("button")
                    .attr("type", "button")
                    .text(&t("qr_close"))
                    .on("click", move |_| dialog.close()),
            );
        self.dialog.append(buttons);
        if let Some(element) = self.dialog.element().dyn_ref::<HtmlDialogElement>() {
            let _ = element.show_modal();
        }
    }

    /// Why there is no code, as a sentence.
    pub(super) fn reason(error: &Error) -> String {
        match error {
            Error::QrTooLong { over, limit } => {
                tr(&error.message_key(), &[&number(*over), &number(*limit)])
            }
            other => error_text(other),
        }
    }

    fn close(&self) {
        if let Some(element) = self.dialog.element().dyn_ref::<HtmlDialogElement>() {
            element.close();
        }
    }
}

/// CSS pixels of a module: a whole number, so that all modules are equally wide.
fn pixels(side: usize) -> usize {
    let width = dom::window().inner_width().ok();
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let width = width.and_then(|width| width.as_f64()).unwrap_or(0.0) as usize;
    (width.saturating_sub(MARGIN).min(WIDEST) / side).max(2)
}

/// How much of the code may be covered, as the standard says.
fn percent(repair: Repair) -> &'static str {
    match repair {
        Repair::Low => "7",
        Repair::Medium => "15",
        Repair::Quartile => "25",
        Repair::High => "30",
    }
}

/// An address that holds a whole file.
fn save(id: &'static str, key: &str, name: &str, address: &str) -> El {
    el("a")
        .id(id)
        .class("button")
        .attr("download", name)
        .attr("href", address)
        .text(&t(key))
}
