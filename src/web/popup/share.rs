//! Share: reads the page in front, keeps the draft, and makes the link.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use super::draft::{self, Edits, Issued, Reading};
use super::page::{Page, Tab};
use super::share_view::{Action, Shown, View};
use crate::capture::{Captured, Session};
use crate::conversation::{Conversation, Timestamp};
use crate::error::Error;
use crate::ledger::Entry;
use crate::link::{self, Base, CodecChoice};
use crate::web::browser::{self, copy};
use crate::web::dom::{self, El};
use crate::web::ledger::Ledger;
use crate::web::settings;

/// Everything that the panel knows. The view shows it; nothing is read back from the page but
/// what the person types.
struct Share {
    tab: Tab,
    base: Base,
    base_is_built_in: bool,
    view: View,
    /// The open line to the page while it is needed; dropping it puts the page back.
    page: RefCell<Option<Page>>,
    /// The session of the last capture, to load the rest with.
    session: RefCell<Option<Session>>,
    captured: RefCell<Option<Captured>>,
    edits: RefCell<Edits>,
    made: RefCell<Option<Result<Made, Error>>>,
}

/// A link, ready to be copied.
#[derive(Clone)]
struct Made {
    payload: String,
    link: String,
    /// What a reader of this very link will see.
    conversation: Conversation,
}

/// Shows the panel and starts at once.
pub(super) async fn run(panel: El, tab_id: Option<i32>) {
    let view = View::new(&panel);
    let tab = match tab_id {
        Some(id) => Some(Tab::with_id(id).await.unwrap_or(Tab {
            id,
            url: String::new(),
        })),
        None => Tab::in_front().await,
    };
    let Some(tab) = tab else {
        view.show_error(&Error::PageForbidden, None);
        return;
    };
    let (reading, edits) = draft::resume(&tab).await;
    let mut edits = edits.unwrap_or_default();
    if edits.url.is_empty() {
        edits.url.clone_from(&tab.url);
        edits.author = settings::author().await;
    }
    let share = Rc::new(Share {
        base: settings::base().await,
        base_is_built_in: settings::base_is_built_in().await,
        tab,
        view,
        page: RefCell::default(),
        session: RefCell::default(),
        captured: RefCell::default(),
        edits: RefCell::new(edits),
        made: RefCell::default(),
    });
    share.listen();
    if let Some(reading) = reading.and_then(Reading::captured) {
        share.adopt(reading);
    }
    share.read().await;
}

impl Share {
    fn listen(self: &Rc<Self>) {
        // The view holds the panel's state alive for as long as the page lives.
        let share = self.clone();
        self.view.on_action(move |action| share.act(action));
    }

    fn act(self: &Rc<Self>, action: Action) {
        match action {
            Action::Title(title) => self.edit(|edits| edits.title = Some(title)),
            Action::Named(named) => self.edit(|edits| edits.named = named),
            Action::Author(author) => {
                let named = !author.trim().is_empty();
                self.view.show_named(named);
                self.edit(|edits| {
                    edits.named = named;
                    edits.author.clone_from(&author);
                });
                spawn_local(async move {
                    let _ = settings::set_author(author.trim()).await;
                });
            }
            Action::Copy => self.copy(),
            Action::Open => {
                if let Some(Ok(made)) = &*self.made.borrow() {
                    super::open_in_viewer(&made.payload);
                }
            }
            Action::OpenAsTab => browser::spawn_open_tab(format!(
                "{}?tab={}",
                browser::api().runtime().get_url("extension/popup.html"),
                self.tab.id
            )),
            Action::LoadAll => {
                let share = self.clone();
                spawn_local(async move { share.load_all().await });
            }
            Action::ReadAgain => {
                let share = self.clone();
                spawn_local(async move { share.read().await });
            }
            Action::Options => browser::spawn_open_options(),
        }
    }

    /// Reads what the page shows now.
    async fn read(self: &Rc<Self>) {
        self.view.show_reading(
            self.captured
                .borrow()
                .as_ref()
                .map(|kept| &kept.completeness),
        );
        let result = self.read_page().await;
        match result {
            Ok(captured) => {
                // A page that shows only a part must not replace more that was read before, and one
                // that says the same keeps its link: the time of reading is part of it.
                let kept = self.captured.borrow().as_ref().map(messages).unwrap_or(0);
                if messages(&captured) >= kept && !self.says_the_same(&captured) {
                    self.adopt(captured);
                    self.keep().await;
                } else {
                    self.show();
                }
            }
            Err(error) => {
                if self.captured.borrow().is_some() {
                    self.show();
                } else {
                    self.view.show_error(&error, Some(Action::ReadAgain));
                }
            }
        }
    }

    /// Whether this is what was read before, but for the time.
    fn says_the_same(&self, captured: &Captured) -> bool {
        self.captured.borrow().as_ref().is_some_and(|kept| {
            let mut again = captured.conversation.clone();
            again.captured_at = kept.conversation.captured_at;
            again == kept.conversation && captured.completeness == kept.completeness
        })
    }

    async fn read_page(&self) -> Result<Captured, Error> {
        let page = Page::open(&self.tab).await?;
        let now = Timestamp::from_unix(browser::now()).ok_or(Error::PageGone)?;
        let mut session = Session::new(&self.tab.url, now);
        let first = session.start();
        let captured = page.drive(&mut session, first, |_| ()).await;
        *self.session.borrow_mut() = Some(session);
        captured
    }

    /// Scrolls through the page and reads the rest.
    async fn load_all(self: &Rc<Self>) {
        let result = self.load_rest().await;
        self.page.borrow_mut().take();
        match result {
            Ok(captured) => {
                self.adopt(captured);
                self.keep().await;
            }
            Err(error) => {
                self.show();
                self.view.show_notice(&error);
            }
        }
    }

    /// Shows how far the loading is, and keeps what there is: the popup may close at any moment.
    fn watch(&self, session: &Session) {
        self.view.show_progress(&session.progress());
        let more =
            session.progress().captured > self.captured.borrow().as_ref().map_or(0, messages);
        let captured = session.so_far().filter(|_| more);
        let reading = captured.and_then(|captured| Reading::new(&self.tab.url, &captured).ok());
        if let Some(reading) = reading {
            let tab = self.tab.id;
            spawn_local(async move {
                let _ = draft::keep_reading(tab, &reading).await;
            });
        }
    }

    async fn load_rest(self: &Rc<Self>) -> Result<Captured, Error> {
        let page = Page::open(&self.tab).await?;
        let Some(mut session) = self.session.borrow_mut().take() else {
            return Err(Error::PageGone);
        };
        let first = session.load_all();
        let captured = page
            .drive(&mut session, first, |session| self.watch(session))
            .await;
        *self.session.borrow_mut() = Some(session);
        captured
    }

    fn adopt(&self, captured: Captured) {
        *self.captured.borrow_mut() = Some(captured);
        self.make();
        self.show();
    }

    /// The draft: what was read.
    async fn keep(&self) {
        let Some(captured) = self.captured.borrow().clone() else {
            return;
        };
        // Too long for a draft: then it is read again next time, and nothing is lost.
        if let Ok(reading) = Reading::new(&self.tab.url, &captured) {
            let _ = draft::keep_reading(self.tab.id, &reading).await;
        }
    }

    /// Changes the draft, and the link with it.
    fn edit(&self, change: impl FnOnce(&mut Edits)) {
        change(&mut self.edits.borrow_mut());
        self.keep_edits();
        self.make();
        self.show_link();
    }

    fn keep_edits(&self) {
        let (tab, edits) = (self.tab.id, self.edits.borrow().clone());
        spawn_local(async move {
            let _ = draft::keep_edits(tab, &edits).await;
        });
    }

    /// The conversation as it is to be shared.
    fn conversation(&self) -> Option<Conversation> {
        let mut conversation = self.captured.borrow().as_ref()?.conversation.clone();
        let edits = self.edits.borrow();
        if let Some(title) = &edits.title {
            conversation.title.clone_from(title);
        }
        let author = edits.author.trim();
        conversation.author = (edits.named && !author.is_empty()).then(|| author.to_owned());
        // The page's address is the sharer's own; a reader could not open it anyway.
        conversation.url = None;
        Some(conversation)
    }

    /// Makes the link, and reads it back: what is shown is what was made.
    fn make(&self) {
        let made = self.conversation().map(|conversation| {
            let payload = link::encode(&conversation, CodecChoice::Auto)?;
            let opened = link::decode(&payload)?;
            Ok(Made {
                link: self.base.link(&payload),
                payload,
                conversation: opened.conversation,
            })
        });
        *self.made.borrow_mut() = made;
    }

    fn show(&self) {
        let captured = self.captured.borrow();
        let Some(captured) = &*captured else { return };
        let edits = self.edits.borrow();
        let shown = Shown {
            site: &captured.conversation.site,
            complete: captured.conversation.complete,
            completeness: &captured.completeness,
            warnings: &captured.conversation.warnings,
            title: edits
                .title
                .as_deref()
                .unwrap_or(&captured.conversation.title),
            named: edits.named,
            author: &edits.author,
            base_is_built_in: self.base_is_built_in,
        };
        self.view.show(&shown);
        drop(edits);
        self.show_preview();
        self.show_link();
        dom::root().set_attr("data-state", "ready");
        mark("preview-ready");
    }

    fn show_preview(&self) {
        if let Some(Ok(made)) = &*self.made.borrow() {
            self.view.show_preview(&made.conversation);
        }
    }

    fn show_link(&self) {
        match &*self.made.borrow() {
            Some(Ok(made)) => {
                let copied = self
                    .edits
                    .borrow()
                    .issued
                    .as_ref()
                    .is_some_and(|issued| issued.link == made.link);
                self.view.show_link(made.link.len(), copied);
            }
            Some(Err(error)) => self.view.show_no_link(error),
            None => {}
        }
    }

    /// Copies the link inside the person's click, and enters it into the list.
    ///
    /// Both begin at once: the clipboard wants the click itself, and a popup that closes right
    /// after it must not lose the entry.
    fn copy(self: &Rc<Self>) {
        let Some(Ok(made)) = self.made.borrow().clone() else {
            return;
        };
        let copied = copy(&made.link);
        let share = self.clone();
        spawn_local(async move {
            let entered = share.enter(&made).await;
            match copied.await {
                Ok(()) => share.view.show_copied(made.link.len()),
                Err(error) => share.view.show_link_to_copy(&error, &made.link),
            }
            if let Err(error) = entered {
                share.view.show_notice(&error);
            }
        });
    }

    /// Enters the link into the list, once.
    async fn enter(&self, made: &Made) -> Result<(), Error> {
        let known = self.edits.borrow().issued.clone();
        if known.is_some_and(|issued| issued.link == made.link) {
            return Ok(());
        }
        let now = Timestamp::from_unix(browser::now()).ok_or(Error::PageGone)?;
        let id = uuid::Uuid::new_v4().to_string();
        let entry = Entry::self_contained(
            id.clone(),
            &made.conversation,
            (!self.tab.url.is_empty()).then(|| self.tab.url.clone()),
            made.link.len(),
            now,
        );
        Ledger::open().await?.put(&entry, &made.link).await?;
        self.edits.borrow_mut().issued = Some(Issued {
            id,
            link: made.link.clone(),
        });
        // Awaited: a popup that closes at the confirmation must know this link when it is back.
        let edits = self.edits.borrow().clone();
        let _ = draft::keep_edits(self.tab.id, &edits).await;
        Ok(())
    }
}

fn messages(captured: &Captured) -> usize {
    captured.conversation.messages.len()
}

/// A mark on the browser's timeline, for the bench.
fn mark(name: &str) {
    if let Some(performance) = dom::window().performance() {
        let _ = performance.mark(name);
    }
}
