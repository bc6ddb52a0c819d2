//! A link of codec 2, unpacked by the worker: the page says how far it is, and shows the first
//! messages of a long conversation before the last ones are there.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;

use super::reader::Sheet;
use super::{Viewer, pages};
use crate::link::Packed;
use crate::link::body;
use crate::render::markup::Home;
use crate::web::i18n::{number, t, tr};
use crate::web::work::{self, Unpacking};
use crate::web::{browser, dom, formulas};

/// A link that takes longer than this many milliseconds gets a page that says so.
const SOON_MS: u32 = 150;

/// Up to so many bytes each part that arrives is looked at, until there is something to show; after
/// that it has to be twice as much each time, so that all looks together cost no more than a last one.
const BEGINNING: usize = 8 << 10;

/// What is shown while it goes on.
struct Shown {
    /// The page of the conversation, once it has begun.
    sheet: Option<Sheet>,
    /// Whether there is more to see than the wait: its page would take the place of that.
    begun: bool,
    next_look: usize,
}

impl Viewer {
    /// Has the worker unpack a link, and shows it.
    pub(super) fn unpack_elsewhere(&self, text: String, packed: Packed) {
        let turn = self.0.turn.get();
        let shown = Rc::new(RefCell::new(Shown {
            sheet: None,
            begun: false,
            next_look: 0,
        }));
        let (viewer, waiting) = (self.clone(), Rc::clone(&shown));
        Timeout::new(SOON_MS, move || {
            if viewer.0.turn.get() == turn && !waiting.borrow().begun {
                viewer.show_waiting();
            }
        })
        .forget();
        let waiting = Rc::clone(&shown);
        let mut text = Some(text);
        let viewer = self.clone();
        let whole = packed.is_whole();
        let task = work::unpack(&packed.clone(), move |heard| {
            if viewer.0.turn.get() != turn {
                return;
            }
            match heard {
                Unpacking::Part(body, read) if whole => viewer.look(&shown, body, read),
                Unpacking::Part(_, read) => pages::say_progress(&progress(read)),
                Unpacking::Done(unpacked) => {
                    browser::mark("unpacked");
                    let opened = unpacked.and_then(|unpacked| packed.opened(&unpacked));
                    let sheet = {
                        let mut shown = shown.borrow_mut();
                        shown.begun = true;
                        shown.sheet.take()
                    };
                    viewer.show_opened(text.take().unwrap_or_default(), opened, sheet);
                }
            }
        });
        self.0.task.replace(Some(task));
        // Made while the worker works, in the place where they stay.
        if whole {
            let viewer = self.clone();
            Timeout::new(0, move || {
                if viewer.0.turn.get() == turn && !waiting.borrow().begun {
                    viewer.offer_actions(true);
                    viewer.hold_actions(true);
                }
            })
            .forget();
        }
    }

    /// The page that says that it takes a moment; leaving it stops the work.
    fn show_waiting(&self) {
        if dom::root()
            .element()
            .get_attribute("data-state")
            .is_none_or(|state| state != "opening")
        {
            return;
        }
        if self.0.actions.element().child_element_count() == 0 {
            self.0.actions.set_child(self.another());
        }
        self.show(&pages::opening());
        self.say(&t("view_opening"));
    }

    /// Looks at what has arrived of a link whose checksum is right.
    fn look(&self, shown: &RefCell<Shown>, body: &[u8], read: f64) {
        let shown = &mut *shown.borrow_mut();
        if body.len() < shown.next_look {
            return pages::say_progress(&progress(read));
        }
        if body.len() >= BEGINNING {
            shown.next_look = 2 * body.len();
        }
        let Ok(conversation) = body::read_part(body) else {
            return;
        };
        // The last one may go on, and what follows it may say more about it.
        let count = conversation.messages.len().saturating_sub(1);
        if count == 0 || pages::is_past(&conversation) {
            return pages::say_progress(&progress(read));
        }
        if formulas::are_missing(&conversation) {
            // By the next look they are there, or by the end.
            spawn_local(formulas::load());
            return pages::say_progress(&progress(read));
        }
        let first = shown.sheet.is_none();
        shown.next_look = 2 * body.len();
        let sheet = shown
            .sheet
            .get_or_insert_with(|| Sheet::new(&conversation, None, Home::Link));
        sheet.paint_early(&conversation, count, &progress(read));
        if first {
            shown.begun = true;
            self.show(&sheet.article);
            browser::mark("first-messages");
            pages::focus_title();
        }
    }
}

fn progress(read: f64) -> String {
    tr("view_unpacking", &[&number((read * 100.0) as usize)])
}
