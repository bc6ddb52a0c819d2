//! A link with a password: made from the shortest one, and the only one that is offered then.
//!
//! Each link has a salt, and so a key, of its own: two texts under one key would open each other.
//! So the key is derived last, when it is known what it locks.

use std::rc::Rc;

use super::{Made, Share};
use crate::error::Error;
use crate::link::{self, Lock, Packed, SealKey};
use crate::web::dom;
use crate::web::random;
use crate::web::work;

/// A link that was locked: as long as neither password nor conversation changes it stays the same.
pub(super) struct Locked {
    password: String,
    body: Vec<u8>,
    made: Made,
}

impl Share {
    /// The password that the person wants; `None` for a link without one.
    pub(super) fn set_password(self: &Rc<Self>, password: Option<String>) {
        let on = password.is_some();
        self.password.replace(password);
        if self.edits.borrow().locked != on {
            self.edits.borrow_mut().locked = on;
            self.keep_edits();
        }
        // The conversation is the same: nothing of it is looked at again.
        self.offer();
        self.show_link();
    }

    /// What may be offered at this moment: with a password nothing that opens without.
    pub(super) fn offered(&self) -> Option<Result<Made, Error>> {
        let plain = self.plain.borrow().clone()?;
        let password = self.password.borrow();
        let Some(password) = &*password else {
            return Some(plain);
        };
        let conversation = match &plain {
            // The worker may still find a shorter one.
            Err(Error::ConversationTooLarge { .. }) => self.conversation()?,
            Err(_) => return Some(plain),
            Ok(made) => made.conversation.clone(),
        };
        let body = link::body_of(&conversation).ok()?;
        let locked = self.locked.borrow();
        let same = locked
            .as_ref()
            .filter(|locked| locked.password == *password && locked.body == body);
        same.map(|locked| Ok(locked.made.clone()))
    }

    /// Whether a link is to be locked that is not yet.
    pub(super) fn is_to_be_locked(&self) -> bool {
        self.password.borrow().is_some() && self.made.borrow().is_none()
    }

    /// Locks the link, which gets no shorter any more.
    pub(super) fn lock(self: &Rc<Self>) {
        let password = self.password.borrow().clone().unwrap_or_default();
        let plain = match &*self.plain.borrow() {
            Some(Ok(made)) => made.clone(),
            Some(Err(error)) => {
                self.made.replace(Some(Err(error.clone())));
                return self.settled();
            }
            None => return,
        };
        if password.is_empty() {
            return self.settled();
        }
        let lock = match random::bytes() {
            Ok(salt) => Lock::new(salt),
            Err(error) => return self.locked(Err(error), String::new()),
        };
        let (share, turn) = (self.clone(), self.turn.get());
        let typed = password.clone();
        let task = work::key(&lock, &password, move |key| {
            if share.turn.get() == turn {
                let made = key.and_then(|key| sealed(&share, &plain, &lock, &key));
                share.locked(made, typed.clone());
            }
        });
        self.shortening.replace(Some(task));
    }

    fn locked(&self, made: Result<Made, Error>, password: String) {
        let made = made.map_err(|error| match error {
            Error::ConversationTooLarge { .. } => error,
            other => Error::LockFailed {
                reason: other.to_string(),
            },
        });
        if let Ok(made) = &made
            && let Ok(body) = link::body_of(&made.conversation)
        {
            self.locked.replace(Some(Locked {
                password,
                body,
                made: made.clone(),
            }));
        }
        self.made.replace(Some(made));
        self.settled();
    }

    /// The link stays as it is.
    pub(super) fn settled(&self) {
        dom::root().set_attr("data-link", "made");
        self.show_link();
    }
}

/// The link with its password, read back.
fn sealed(share: &Share, plain: &Made, lock: &Lock, key: &SealKey) -> Result<Made, Error> {
    let packed = Packed::read(&plain.payload)?;
    let payload = link::derive_sealed(packed.codec(), packed.payload(), lock, key)?;
    if Packed::read(&payload)?.unsealed(key)? != packed {
        return Err(Error::LinkDamaged);
    }
    Ok(Made {
        link: share.base.link(&payload),
        payload,
        conversation: plain.conversation.clone(),
        locked: true,
    })
}
