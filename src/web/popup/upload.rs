//! The kinds of links that can be deleted: an encrypted upload, and one whose key alone is uploaded.
//!
//! The panel asks the background, which does the work, and shows what the list says of it. So it
//! may be closed at any moment and finds everything again.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use gloo::timers::callback::Interval;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::spawn_local;

use super::before::Before;
use super::page::Tab;
use super::upload_view::{Choice, Kind, View};
use super::{consent, deletion};
use crate::conversation::Conversation;
use crate::error::Error;
use crate::ledger::{self, Entry, State, Trouble};
use crate::link::{self, Base};
use crate::upload::{Address, Server};
use crate::web::browser::{self, api, copy, from_js};
use crate::web::dom::El;
use crate::web::i18n::{error_text, number, t, tr};
use crate::web::ledger::Ledger;
use crate::web::settings;
use crate::web::tasks::{self, Changed, Job, Task};

/// The name of what is kept.
const KEPT: &str = "upload";

/// What is kept of the panel while the popup is closed. No password: it is asked for again.
#[derive(Clone, Default, Serialize, Deserialize)]
struct Draft {
    chosen: Kind,
    choice: Choice,
    upload: Slot,
    key: Slot,
    /// The entry that the next upload takes the place of.
    #[serde(default)]
    replaces: Option<String>,
}

/// What was made last of one kind.
#[derive(Clone, Default, Serialize, Deserialize)]
struct Slot {
    /// Its entry.
    id: Option<String>,
    /// The conversation that it holds, as a number.
    of: u64,
    /// Whether it took the place of another.
    #[serde(default)]
    updated: bool,
}

impl Draft {
    fn slot(&self) -> &Slot {
        match self.chosen {
            Kind::Key => &self.key,
            Kind::Link | Kind::Upload => &self.upload,
        }
    }

    fn slot_mut(&mut self) -> &mut Slot {
        match self.chosen {
            Kind::Key => &mut self.key,
            Kind::Link | Kind::Upload => &mut self.upload,
        }
    }
}

/// What is to be shared.
pub(super) struct Sharing {
    /// As a reader will see it.
    pub(super) conversation: Conversation,
    /// The page's address.
    pub(super) url: Option<String>,
    /// How many messages the page has; 0 where that is not known.
    pub(super) whole: usize,
    /// The payload of the link that holds everything, as short as it is by now.
    pub(super) payload: String,
}

/// What gives what is to be shared, once there is something.
pub(super) type Source = Rc<dyn Fn() -> Option<Sharing>>;

/// What asks the person before something leaves that is not masked, and then does it.
pub(super) type Guard = Rc<dyn Fn(Rc<dyn Fn()>)>;

struct Panel {
    tab: Tab,
    view: View,
    source: Source,
    guard: Guard,
    base: Base,
    server: RefCell<Option<Server>>,
    allowed: Cell<bool>,
    draft: RefCell<Draft>,
    /// The upload that is shown.
    entry: RefCell<Option<Entry>>,
    /// Counts down while a server asks to wait.
    countdown: RefCell<Option<Interval>>,
}

/// Adds the choice between the kinds of links, and the panel of the second.
pub(super) async fn add(footer: &El, tab: Tab, source: Source, guard: Guard, before: Before) {
    let view = View::new(footer, tab.incognito);
    let draft = settings::read(&api().storage().session(), &tab.key(KEPT)).await;
    let panel = Rc::new(Panel {
        tab,
        view,
        source,
        guard,
        base: settings::base().await,
        server: RefCell::new(settings::server().await),
        allowed: Cell::new(consent::is_given().await),
        draft: RefCell::new(draft.unwrap_or_default()),
        entry: RefCell::default(),
        countdown: RefCell::default(),
    });
    panel.listen();
    let updating = panel.clone();
    before.on_update(move |entry| updating.update(&entry));
    panel.view.show_choice(&panel.draft.borrow().choice);
    panel.view.show_chosen(panel.draft.borrow().chosen);
    panel.view.show_server(panel.server.borrow().as_ref());
    panel.refresh().await;
    let _ = tasks::ask(&Task {
        task: "wake".to_owned(),
        private: panel.tab.incognito,
        ..Task::default()
    })
    .await;
}

impl Panel {
    fn listen(self: &Rc<Self>) {
        let view = &self.view;
        for (radio, kind) in view.kinds() {
            let panel = self.clone();
            radio.listen("change", move |_| panel.choose(kind));
        }
        for field in [&view.expire, &view.burn] {
            let panel = self.clone();
            field.listen("change", move |_| {
                let choice = panel.view.choice();
                panel.keep(|draft| draft.choice = choice);
            });
        }
        type Act = fn(&Rc<Panel>);
        let clicks: [(&El, Act); 6] = [
            (&view.use_server, |panel| panel.use_server()),
            (&view.send, |panel| panel.ask_and_send()),
            (&view.cancel, |panel| panel.cancel()),
            (&view.copy, |panel| panel.copy()),
            (&view.open, |panel| panel.open()),
            (&view.keep, |panel| panel.save_deletion()),
        ];
        for (button, act) in clicks {
            let panel = self.clone();
            button.listen("click", move |_| act(&panel));
        }
        let panel = self.clone();
        let heard = Closure::<dyn FnMut(JsValue)>::new(move |message| {
            if let Some(changed) = from_js::<Changed>(message) {
                panel.clone().hear(changed);
            }
        });
        api().runtime().on_message().add_listener(heard.as_ref());
        heard.forget();
    }

    fn choose(self: &Rc<Self>, kind: Kind) {
        self.view.show_chosen(kind);
        self.keep(|draft| draft.chosen = kind);
        let panel = self.clone();
        spawn_local(async move { panel.refresh().await });
    }

    /// The next upload takes the place of this one, which is said before it is made.
    fn update(self: &Rc<Self>, entry: &Entry) {
        let kind = match entry.kind {
            ledger::Kind::KeyOnly => Kind::Key,
            _ => Kind::Upload,
        };
        if let Some(server) = entry.upload.as_ref()
            && let Ok(server) = Server::parse(&server.server)
        {
            self.view.show_server(Some(&server));
            *self.server.borrow_mut() = Some(server);
        }
        let id = entry.id.clone();
        self.keep(|draft| {
            draft.chosen = kind;
            draft.replaces = Some(id);
            *draft.slot_mut() = Slot::default();
        });
        self.choose(kind);
        self.view.send.focus();
    }

    /// Changes the draft, and keeps it.
    fn keep(&self, change: impl FnOnce(&mut Draft)) {
        change(&mut self.draft.borrow_mut());
        let (key, draft) = (self.tab.key(KEPT), self.draft.borrow().clone());
        spawn_local(async move {
            let _ = settings::write(&api().storage().session(), &key, &draft).await;
        });
    }

    /// The background says that something changed.
    fn hear(self: Rc<Self>, changed: Changed) {
        let of_here = self.draft.borrow().slot().id.as_deref() == Some(changed.changed.as_str());
        self.countdown.borrow_mut().take();
        if !of_here {
            // The popup that asked for it was closed by the browser's own question.
            return;
        }
        if changed.phase == "waiting" {
            self.count_down(changed.until);
            return;
        }
        spawn_local(async move { self.refresh().await });
    }

    fn count_down(self: &Rc<Self>, until: f64) {
        let panel = self.clone();
        let show = move || {
            let left = ((until - js_sys::Date::now()) / 1000.0).ceil().max(0.0);
            let server = panel.server_name();
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let left = number(left as usize);
            panel
                .view
                .say(&tr("upload_waiting", &[&server, &left]), false);
        };
        show();
        *self.countdown.borrow_mut() = Some(Interval::new(1_000, show));
    }

    fn server_name(&self) -> String {
        let server = self.server.borrow();
        server
            .as_ref()
            .map_or_else(String::new, |server| server.name().to_owned())
    }

    /// Shows what the list says of the upload.
    async fn refresh(&self) {
        let slot = self.draft.borrow().slot().clone();
        let entry = match slot.id {
            Some(id) => match Ledger::of(&id).await {
                Ok(ledger) => ledger.entry(&id).await.ok().flatten(),
                Err(_) => None,
            },
            None => None,
        };
        let updates = self.draft.borrow().replaces.is_some();
        self.view
            .show_entry(entry.as_ref(), browser::now(), (updates, slot.updated));
        *self.entry.borrow_mut() = entry;
    }

    /// Tries a server, and takes it if it is one.
    fn use_server(self: &Rc<Self>) {
        let panel = self.clone();
        let typed = self.view.server.value();
        self.view.say(&t("upload_trying"), false);
        spawn_local(async move {
            match settings::try_server(&typed).await {
                Ok(server) => {
                    panel.view.say("", false);
                    panel.view.show_server(Some(&server));
                    *panel.server.borrow_mut() = Some(server);
                    panel.view.send.focus();
                }
                Err(error) => panel.view.say(&error_text(&error), true),
            }
        });
    }

    fn ask_and_send(self: &Rc<Self>) {
        let panel = self.clone();
        (self.guard)(Rc::new(move || panel.send()));
    }

    /// Uploads. What the browser asks of the person, it asks inside this click.
    fn send(self: &Rc<Self>) {
        if let Some(entry) = &*self.entry.borrow()
            && entry
                .upload
                .as_ref()
                .is_some_and(|it| it.state == State::NotStored)
            && self.is_current()
        {
            self.do_task("retry", &entry.id);
            return;
        }
        let Some(sharing) = (self.source)() else {
            return;
        };
        let Some(server) = self.server.borrow().clone() else {
            self.view.server.focus();
            return;
        };
        let asked = (!self.allowed.get()).then(consent::ask);
        let choice = self.view.choice();
        let body = link::body_of(&sharing.conversation);
        let (kind, replaces) = {
            let draft = self.draft.borrow();
            (draft.chosen, draft.replaces.clone())
        };
        let panel = self.clone();
        self.view.say(&t("upload_encrypting"), false);
        self.view.show_busy();
        spawn_local(async move {
            let sent = async {
                let body = body?;
                let of = number_of(&body);
                let mut task = Task {
                    task: "upload".to_owned(),
                    job: Some(Job {
                        body: BASE64_STANDARD.encode(&body),
                        server: server.as_str().to_owned(),
                        expire: choice.expire.clone(),
                        burn: choice.burn,
                        password: match kind {
                            Kind::Key => String::new(),
                            Kind::Link | Kind::Upload => panel.view.password.value(),
                        },
                        source_url: sharing.url,
                        whole: sharing.whole,
                        payload: match kind {
                            Kind::Key => sharing.payload,
                            Kind::Link | Kind::Upload => String::new(),
                        },
                        replaces,
                        private: panel.tab.incognito,
                        held: asked.is_some(),
                    }),
                    ..Task::default()
                };
                if let Some(asked) = asked {
                    // A browser that asks may close this popup: the background holds the upload.
                    let held = tasks::ask(&task).await;
                    if !asked.await {
                        return Ok(None);
                    }
                    held?;
                    panel.allowed.set(true);
                    if let Some(job) = &mut task.job {
                        job.held = false;
                    }
                }
                let done = tasks::ask(&task).await?;
                Ok::<_, Error>(Some((done, of)))
            };
            match sent.await {
                Ok(Some((done, of))) => panel.began(done.id, done.trouble, of).await,
                Ok(None) => {
                    panel.refresh().await;
                    panel.view.say(&t("upload_not_allowed"), true);
                }
                Err(error) => {
                    panel.refresh().await;
                    panel.view.say(&error_text(&error), true);
                }
            }
        });
    }

    async fn began(&self, id: Option<String>, trouble: Option<Trouble>, of: u64) {
        if id.is_some() {
            self.keep(|draft| {
                let updated = draft.replaces.take().is_some();
                *draft.slot_mut() = Slot { id, of, updated };
            });
        }
        self.refresh().await;
        if let Some(trouble) = trouble {
            let args: Vec<&str> = trouble.args.iter().map(String::as_str).collect();
            self.view.say(&tr(&trouble.key, &args), true);
        }
    }

    /// Whether the upload that is shown holds what would be uploaded now.
    fn is_current(&self) -> bool {
        let now = (self.source)().and_then(|sharing| link::body_of(&sharing.conversation).ok());
        now.is_some_and(|body| number_of(&body) == self.draft.borrow().slot().of)
    }

    fn cancel(self: &Rc<Self>) {
        let id = self.draft.borrow().slot().id.clone();
        if let Some(id) = id {
            self.do_task("cancel", &id);
        }
    }

    fn do_task(self: &Rc<Self>, task: &str, id: &str) {
        let panel = self.clone();
        let task = Task {
            task: task.to_owned(),
            ids: vec![id.to_owned()],
            ..Task::default()
        };
        spawn_local(async move {
            let done = tasks::ask(&task).await;
            panel.refresh().await;
            if let Err(error) = done {
                panel.view.say(&error_text(&error), true);
            } else if task.task == "cancel" {
                panel.view.say(&t("upload_cancelled"), false);
            }
        });
    }

    fn copy(self: &Rc<Self>) {
        let panel = self.clone();
        let Some(mut link) = self.view.link() else {
            return;
        };
        if let Some(address) = Address::parse(&link) {
            link = address.best_link(&self.base);
        }
        let copied = copy(&link);
        spawn_local(async move {
            match copied.await {
                Ok(()) => panel.view.show_copied(link.len()),
                Err(error) => panel.view.say(&error_text(&error), true),
            }
        });
    }

    fn save_deletion(self: &Rc<Self>) {
        let panel = self.clone();
        let Some(id) = self.draft.borrow().slot().id.clone() else {
            return;
        };
        spawn_local(async move {
            match deletion::save(&id).await {
                Ok(()) => panel.view.say(&t("upload_kept"), false),
                Err(error) => panel.view.say(&error_text(&error), true),
            }
        });
    }

    fn open(&self) {
        let Some(link) = self.view.link() else { return };
        match Address::parse(&link) {
            Some(address) => super::open_upload(&address, self.tab.place()),
            None => super::open_in_viewer(link.split_once('#').map_or("", |(_, payload)| payload)),
        }
    }
}

/// A number that another conversation hardly has: FNV-1a of 64 bits.
fn number_of(body: &[u8]) -> u64 {
    body.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        // Cut to what a JavaScript number holds.
        ((hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)) & ((1 << 53) - 1)
    })
}
