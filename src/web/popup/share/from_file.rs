//! The panel of a file: the same as that of a page, with nothing to be read again behind it.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use super::{Edits, Reading, Share, Tab, View, draft, start};
use crate::capture::Captured;
use crate::error::Error;
use crate::web::dom::{self, El, el};
use crate::web::dropped::Picked;

use super::super::before::Before;
use super::super::intake::Intake;

/// Shows the card that takes files, and the panel once there is a conversation.
pub(in crate::web::popup) async fn run_file(panel: El, file: Option<Picked>) {
    let place = el("div");
    panel.append(&place);
    let view = View::new(&panel);
    let before = Before::new(&panel);
    let Some(tab) = Tab::own().await else {
        view.show_error(&Error::PageForbidden, None);
        return;
    };
    let (share, kept) = start(view, before, tab).await;
    let intake = {
        let share = share.clone();
        Intake::new(move |captured| {
            let share = share.clone();
            spawn_local(async move { share.take_file(captured).await });
        })
    };
    place.set_child(intake.element());
    share.reading.set(false);
    if kept {
        share.show();
        return;
    }
    share.view.show_waiting();
    // A tab that is loaded anew has what it read before; the file may be gone.
    if let Some(file) = file {
        intake.take(file);
    }
}

impl Share {
    /// The conversation of a file. Another one begins anew: what was chosen, typed and copied
    /// belongs to the one before.
    async fn take_file(self: Rc<Self>, captured: Captured) {
        if self.captured.borrow().is_none() {
            self.adopt(captured).await;
            self.keep().await;
            return;
        }
        let kept = match Reading::new("", &captured) {
            Ok(reading) => draft::keep_reading(&self.tab, &reading).await,
            Err(error) => Err(error),
        };
        if let Err(error) = kept {
            self.view.show_notice(&error);
            return;
        }
        let edits = Edits {
            author: self.edits.borrow().author.clone(),
            ..Edits::default()
        };
        let _ = draft::keep_edits(&self.tab, &edits).await;
        let _ = dom::window().location().reload();
    }
}
