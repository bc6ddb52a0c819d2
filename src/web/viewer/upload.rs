//! Uploads: asked for on their server, and opened here with the key in the link and a password where
//! there is one. What burns is asked for once the reader said so.

use std::rc::Rc;

use gloo::timers::future::TimeoutFuture;
use wasm_bindgen_futures::spawn_local;

use super::password::Asking;
use super::{Viewer, incoming, pages};
use crate::error::Error;
use crate::link::{Packed, Place};
use crate::render::markup::Home;
use crate::upload::answer::{self, Stored};
use crate::upload::{Address, Opened};
use crate::web::browser::now;
use crate::web::cipher;
use crate::web::http;
use crate::web::i18n::{day, t, tr};

/// What the server gave. It is kept until a password is right: what burns is there only once.
struct Fetched {
    text: String,
    address: Address,
    stored: Stored,
}

/// Decrypts an upload.
async fn opened(fetched: &Fetched, password: &str) -> Result<Opened, Error> {
    let sealed = fetched.stored.sealed(&fetched.address.key, password)?;
    sealed.opened(cipher::open(&sealed.encrypted).await?)
}

/// Decrypts the other half of a link's key, and with both halves the link.
async fn unkeyed(
    stored: &Stored,
    address: &Address,
    packed: &Packed,
    place: &Place,
) -> Result<Packed, Error> {
    let sealed = stored.sealed(&address.key, "");
    let sealed = sealed.map_err(|_| Error::LinkDamaged)?;
    let half = sealed.key(cipher::open(&sealed.encrypted).await?)?;
    let [key, wide] = place.seeds(&half);
    let keys = [cipher::sha256(&key).await?, cipher::sha256(&wide).await?];
    Packed::unkeyed_by(cipher::open(&packed.keyed_with(keys)?).await?)
}

impl Viewer {
    /// Opens an upload. One that is deleted when it is opened is asked about first.
    pub(super) fn open_upload(&self, text: String, address: Address) {
        if !address.burn {
            return self.fetch(text, address, None);
        }
        let (viewer, turn) = (self.clone(), self.0.turn.get());
        let server = address.server.name().to_owned();
        self.show(&pages::burns(&server, move || {
            if viewer.0.turn.get() == turn {
                viewer.fetch(text.clone(), address.clone(), None);
            }
        }));
        Self::set_state("burns");
        self.say(&t("view_burns_title"));
        pages::focus_title();
    }

    /// Fetches the other half of a link's key, and opens the link with it.
    pub(super) fn fetch_key(&self, text: String, packed: Packed, place: Place) {
        let (viewer, turn) = (self.clone(), self.0.turn.get());
        spawn_local(async move {
            let key = cipher::sha256(&place.upload_seed()).await;
            if viewer.0.turn.get() != turn {
                return;
            }
            match key.and_then(|key| Address::of_key_with(&place, key)) {
                Ok(address) => viewer.fetch(text, address, Some((packed, place))),
                Err(error) => viewer.fail(&error),
            }
        });
    }

    /// Asks the server for an upload, or for the other half of the key of what is `packed`.
    fn fetch(&self, text: String, address: Address, packed: Option<(Packed, Place)>) {
        self.show_asking(address.server.name(), packed.is_none());
        let (viewer, turn) = (self.clone(), self.0.turn.get());
        spawn_local(async move {
            let url = address.server.read_url(&address.id);
            let read = http::get(&address.server, &url).await;
            if viewer.0.turn.get() != turn {
                return;
            }
            let stored = read.and_then(|read| answer::stored(&address.server, &read));
            let error = match (stored, packed) {
                (Ok(stored), None) => {
                    if stored.burnt() {
                        // A reload would find nothing there.
                        incoming::forget();
                    }
                    let fetched = Fetched {
                        text,
                        address,
                        stored,
                    };
                    return viewer.unseal(Rc::new(fetched), String::new(), None).await;
                }
                (Ok(stored), Some((packed, place))) => {
                    let inner = unkeyed(&stored, &address, &packed, &place).await;
                    if viewer.0.turn.get() != turn {
                        return;
                    }
                    match inner {
                        Ok(inner) => return viewer.unpack(text, inner),
                        Err(error) => error,
                    }
                }
                (Err(Error::UploadGone { server }), Some(_)) => {
                    return viewer.fail(&Error::KeyGone { server });
                }
                (Err(error), _) => error,
            };
            viewer.fail_upload(&error, text, address);
        });
    }

    /// The page that says who is asked. Of an upload the line under the bar says it, where the answer will
    /// say until when it is stored: nothing moves then.
    fn show_asking(&self, server: &str, upload: bool) {
        let said = tr("view_asking_server", &[server]);
        self.show(&pages::opening());
        if upload {
            self.announce(&said);
        } else {
            pages::say_progress(&said);
            self.say(&said);
        }
        Self::set_state("opening");
        self.0.actions.set_child(self.another());
    }

    /// Decrypts what came; where that takes a password, asks for it, and as often as it is wrong.
    async fn unseal(&self, fetched: Rc<Fetched>, password: String, asking: Option<Asking>) {
        let turn = self.0.turn.get();
        // What the page says is to be seen first.
        TimeoutFuture::new(0).await;
        if self.0.turn.get() != turn {
            return;
        }
        let opened = opened(&fetched, &password).await;
        if self.0.turn.get() != turn {
            return;
        }
        let error = match opened {
            Ok(opened) => return self.show_upload(&fetched, opened),
            Err(error) => error,
        };
        match (error, asking) {
            (error @ Error::UploadWrongPassword, Some(asking)) => asking.say_wrong(&error),
            (Error::UploadNeedsPassword | Error::UploadWrongPassword, _) => {
                self.ask_upload(fetched);
            }
            (error @ Error::UploadNotUnderstood, _) => {
                let (text, address) = (fetched.text.clone(), fetched.address.clone());
                self.fail_upload(&error, text, address);
            }
            (error, _) => self.fail(&error),
        }
    }

    fn ask_upload(&self, fetched: Rc<Fetched>) {
        let server = fetched.address.server.name();
        let why = if fetched.stored.burnt() {
            tr("view_password_burnt", &[server])
        } else {
            t("error_upload_needs_password")
        };
        let viewer = self.clone();
        self.ask_for("view_password_title", &why, move |asking, password| {
            let (viewer, fetched) = (viewer.clone(), Rc::clone(&fetched));
            let (asking, password) = (asking.clone(), password.to_owned());
            spawn_local(async move { viewer.unseal(fetched, password, Some(asking)).await });
        });
    }

    fn show_upload(&self, fetched: &Fetched, opened: Opened) {
        let server = fetched.address.server.name();
        let conversation = Rc::new(opened.conversation);
        let kept = (fetched.text.clone(), Rc::clone(&conversation));
        self.0.opened.replace(Some(kept));
        self.0.home.set(Home::Upload);
        let mut notes = Vec::new();
        if opened.foreign {
            notes.push(t("view_foreign"));
        }
        notes.push(match opened.seconds_left {
            _ if opened.burnt => tr("view_burnt", &[server]),
            Some(left) => tr("view_stored_until", &[server, &day(now() + left)]),
            None => tr("view_stored", &[server]),
        });
        // The link of what is gone is not worth passing on.
        let whole = !opened.burnt;
        self.announce(&notes.join(" "));
        if pages::is_past(&conversation) {
            return self.ask_first(&conversation, None, whole);
        }
        self.offer_actions(whole);
        self.paint(&conversation, None, None);
    }

    /// An error, with a way to ask the server again, or to leave it to the server's own page.
    fn fail_upload(&self, error: &Error, text: String, address: Address) {
        let server = address.server.name();
        let more = match error {
            Error::UploadNotUnderstood => Some(pages::elsewhere(server, &address.link())),
            Error::ServerUnreachable { .. }
            | Error::ServerDown { .. }
            | Error::ServerForbids { .. }
            | Error::ServerWait { .. } => {
                let viewer = self.clone();
                Some(pages::again(move || viewer.open(text.clone())))
            }
            _ => None,
        };
        self.fail_with(error, more);
    }
}
