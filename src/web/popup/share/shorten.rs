//! The shorter link: the worker makes it after the first one, and it takes that one's place.

use std::rc::Rc;

use gloo::timers::callback::Timeout;

use super::{Made, Share};
use crate::conversation::Conversation;
use crate::link::{self, Codec};
use crate::web::dom;
use crate::web::work;

/// After so many milliseconds without a change the worker begins.
const PAUSE_MS: u32 = 200;

/// What the worker made of a body last: a change of the password alone needs it again.
pub(super) struct Shortest {
    body: Vec<u8>,
    payload: String,
}

impl Share {
    /// Whether the link that is shown is the one that was copied last.
    pub(super) fn is_copied(&self) -> bool {
        let edits = self.edits.borrow();
        let issued = edits.issued.as_ref().map(|issued| &issued.link);
        matches!(&*self.made.borrow(), Some(Ok(made)) if Some(&made.link) == issued)
    }

    /// Whether the link stays as it is: it was copied, or is locked already.
    pub(super) fn is_final(&self) -> bool {
        self.is_copied() || matches!(&*self.made.borrow(), Some(Ok(made)) if made.locked)
    }

    pub(super) fn stop_shortening(&self) {
        self.turn.set(self.turn.get().wrapping_add(1));
        self.shortening.take();
        dom::root().set_attr("data-link", "made");
    }

    /// Once the person pauses: has the worker make the link of codec 2, and locks it where it has a
    /// password.
    pub(super) fn shorten(self: &Rc<Self>, conversation: &Conversation) {
        let body = link::body_of(conversation).ok();
        let body = body.filter(|body| body.len() <= Codec::Dense.limit());
        if body.is_none() && !self.is_to_be_locked() {
            return;
        }
        dom::root().set_attr("data-link", "making");
        let (share, turn) = (self.clone(), self.turn.get());
        Timeout::new(PAUSE_MS, move || {
            if share.turn.get() != turn {
                return;
            }
            let Some(body) = body else {
                return share.shortened(None);
            };
            let known = share.shortest.borrow();
            if known.as_ref().is_some_and(|known| known.body == body) {
                drop(known);
                return share.shortened(Some(body));
            }
            drop(known);
            let hearing = share.clone();
            let packed = body.clone();
            let task = work::pack(&body, move |payload| {
                if hearing.turn.get() != turn {
                    return;
                }
                let spelt = payload.and_then(|payload| link::spell(Codec::Dense, &payload));
                let body = packed.clone();
                // Where it failed the link stays as it is.
                hearing.shortest.replace(spelt.ok().map(|payload| Shortest {
                    body: body.clone(),
                    payload,
                }));
                // A moment later, since this is still the task's own call.
                let hearing = hearing.clone();
                Timeout::new(0, move || {
                    if hearing.turn.get() == turn {
                        hearing.shortened(Some(body));
                    }
                })
                .forget();
            });
            share.shortening.replace(Some(task));
        })
        .forget();
    }

    /// The worker is done with a body, or could not take it.
    fn shortened(self: &Rc<Self>, body: Option<Vec<u8>>) {
        let shortest = self.shortest.borrow();
        let known = shortest.as_ref().zip(body.as_ref());
        let known = known.filter(|(known, body)| known.body == **body);
        let made = known.and_then(|(known, body)| {
            // The worker has read the payload back: it is this body.
            Some(Made {
                link: self.base.link(&known.payload),
                payload: known.payload.clone(),
                conversation: link::body::read(body).ok()?,
                locked: false,
            })
        });
        drop(shortest);
        let first = !matches!(&*self.plain.borrow(), Some(Ok(_)));
        let shorter = made.filter(|made| match &*self.plain.borrow() {
            Some(Ok(plain)) => made.payload.len() < plain.payload.len(),
            _ => true,
        });
        let found = shorter.is_some();
        if let Some(made) = shorter {
            self.plain.replace(Some(Ok(made)));
            if first {
                self.show_preview();
            }
        }
        if self.password.borrow().is_some() {
            return self.lock();
        }
        if found {
            self.made.replace(self.plain.borrow().clone());
        }
        self.settled();
    }
}
