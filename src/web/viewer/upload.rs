//! Uploads: asked for on their server, and opened here with the key in the link and a password where
//! there is one. What burns is asked for once the reader said so.

use std::rc::Rc;

use gloo::timers::future::TimeoutFuture;
use wasm_bindgen_futures::spawn_local;

use super::{Viewer, incoming, pages};
use crate::error::Error;
use crate::link::{Packed, Place};
use crate::render::markup::Home;
use crate::upload::answer::{self, Stored};
use crate::upload::{self, Address, Opened};
use crate::web::browser::now;
use crate::web::http;
use crate::web::i18n::{day, error_text, t, tr};

/// What the server gave. It is kept until a password is right: what burns is there only once.
struct Fetched {
    text: String,
    address: Address,
    stored: Stored,
}

impl Viewer {
    /// Opens an upload. One that is deleted when it is opened is asked about first.
    pub(super) fn open_upload(&self, text: String, address: Address) {
        if !address.burn {
            return self.fetch(text, address);
        }
        let (viewer, turn) = (self.clone(), self.0.turn.get());
        let server = address.server.name().to_owned();
        self.show(&pages::burns(&server, move || {
            if viewer.0.turn.get() == turn {
                viewer.fetch(text.clone(), address.clone());
            }
        }));
        Self::set_state("burns");
        self.say(&t("view_burns_title"));
        pages::focus_title();
    }

    fn fetch(&self, text: String, address: Address) {
        self.show_asking(address.server.name());
        let (viewer, turn) = (self.clone(), self.0.turn.get());
        spawn_local(async move {
            let url = address.server.read_url(&address.id);
            let read = http::get(&address.server, &url).await;
            if viewer.0.turn.get() != turn {
                return;
            }
            match read.and_then(|read| answer::stored(&address.server, &read)) {
                Ok(stored) => {
                    if stored.burnt() {
                        // A reload would find nothing there.
                        incoming::forget();
                    }
                    let fetched = Rc::new(Fetched {
                        text,
                        address,
                        stored,
                    });
                    viewer.unseal(fetched, String::new()).await;
                }
                Err(error) => viewer.fail_upload(&error, text, address),
            }
        });
    }

    /// Fetches the other half of a link's key, and opens the link with it.
    pub(super) fn fetch_key(&self, text: String, packed: Packed, place: &Place) {
        let address = match Address::of_key(place) {
            Ok(address) => address,
            Err(error) => return self.fail(&error),
        };
        self.show_asking(address.server.name());
        let (viewer, turn) = (self.clone(), self.0.turn.get());
        spawn_local(async move {
            let url = address.server.read_url(&address.id);
            let read = http::get(&address.server, &url).await;
            if viewer.0.turn.get() != turn {
                return;
            }
            let stored = read.and_then(|read| answer::stored(&address.server, &read));
            let opened = stored.and_then(|stored| {
                let half = upload::open_key(&stored, &address.key)?;
                packed.unkeyed(&half)
            });
            match opened {
                Ok(inner) => viewer.unpack(text, inner),
                Err(Error::UploadGone { server }) => viewer.fail(&Error::KeyGone { server }),
                Err(error) => viewer.fail_upload(&error, text, address),
            }
        });
    }

    /// The page that says who is asked.
    fn show_asking(&self, server: &str) {
        let said = tr("view_asking_server", &[server]);
        self.show(&pages::opening());
        pages::say_progress(&said);
        self.say(&said);
        Self::set_state("opening");
        self.0.actions.set_child(self.another());
    }

    /// Decrypts what came; where that takes a password, asks for it, and as often as it is wrong.
    async fn unseal(&self, fetched: Rc<Fetched>, password: String) {
        let turn = self.0.turn.get();
        // What the page says is to be seen first.
        TimeoutFuture::new(0).await;
        if self.0.turn.get() != turn {
            return;
        }
        let opened = upload::open(&fetched.stored, &fetched.address.key, &password);
        let wrong = match opened {
            Ok(opened) => return self.show_upload(&fetched, opened),
            Err(Error::UploadNeedsPassword) => String::new(),
            Err(error @ Error::UploadWrongPassword) => error_text(&error),
            Err(error @ Error::UploadNotUnderstood) => {
                let (text, address) = (fetched.text.clone(), fetched.address.clone());
                return self.fail_upload(&error, text, address);
            }
            Err(error) => return self.fail(&error),
        };
        let server = fetched.address.server.name();
        let why = if fetched.stored.burnt() {
            tr("view_password_burnt", &[server])
        } else {
            t("error_upload_needs_password")
        };
        let viewer = self.clone();
        let page = pages::password(&why, &wrong, move |password| {
            let (viewer, fetched) = (viewer.clone(), Rc::clone(&fetched));
            if viewer.0.turn.get() == turn {
                spawn_local(async move { viewer.unseal(fetched, password).await });
            }
        });
        self.show(&page);
        Self::set_state("password");
        self.say(&if wrong.is_empty() { why } else { wrong });
        pages::focus_password();
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
