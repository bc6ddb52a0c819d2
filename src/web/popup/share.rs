//! Share: reads the page in front, keeps the draft, and makes the link.

mod choice;
mod from_file;
mod lock;
mod pictures;
mod shorten;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use super::before::Before;
use super::draft::{self, Edits, Issued, Reading};
use super::page::{Page, Tab};
use super::share_view::{Action, Shown, View};
use super::upload::Sharing;
use crate::capture::{Captured, Session};
use crate::choose::{Held, Prepared};
use crate::conversation::{Conversation, Timestamp};
use crate::error::Error;
use crate::ledger::Entry;
use crate::link::savings::{self, Saving};
use crate::link::{self, Base, CodecChoice, meter};
use crate::redact::Finder;
use crate::web::browser::{self, Badge, copy};
use crate::web::dom::{self, El};
use crate::web::formulas;
use crate::web::ledger::Ledger;
use crate::web::settings;
use crate::web::work::Task;

pub(super) use from_file::run_file;

mod reading;

/// Everything that the panel knows. The view shows it; nothing is read back from the page but
/// what the person types.
struct Share {
    tab: Tab,
    base: Base,
    base_is_built_in: bool,
    view: View,
    before: Before,
    /// The open line to the page while it is needed; dropping it puts the page back.
    page: RefCell<Option<Rc<Page>>>,
    /// The session of the last capture, to load the rest with.
    session: RefCell<Option<Session>>,
    captured: RefCell<Option<Captured>>,
    /// Why the page itself gave nothing, while its server is asked.
    failed: RefCell<Option<Error>>,
    /// Whether the page is being read or asked: what else could be tried is offered afterwards,
    /// so that no button goes away under a press.
    reading: Cell<bool>,
    edits: RefCell<Edits>,
    /// What is kept of earlier choices.
    kept: RefCell<choice::Kept>,
    /// The images of the page that were drawn anew.
    pictures: RefCell<Vec<Held>>,
    /// What was searched for secrets already.
    finder: RefCell<Finder>,
    /// What is to be shared, of what was read and what was chosen.
    prepared: RefCell<Prepared>,
    /// The link that is offered; none while it is still to be locked.
    made: RefCell<Option<Result<Made, Error>>>,
    /// The link without its password: for the preview, and to be locked.
    plain: RefCell<Option<Result<Made, Error>>>,
    /// The payload that the preview shows, so that it is not laid out again for the same one.
    previewed: RefCell<String>,
    /// In memory alone; `None` where the link has none.
    password: RefCell<Option<String>>,
    locked: RefCell<Option<lock::Locked>>,
    shortest: RefCell<Option<shorten::Shortest>>,
    /// What leaving something out would save, of what was read last and a link of this length.
    savings: RefCell<(usize, Vec<Saving>)>,
    /// The worker on a shorter link, and the number of its turn: a change begins another.
    shortening: RefCell<Option<Task>>,
    turn: Cell<u32>,
}

/// A link, ready to be copied.
#[derive(Clone)]
struct Made {
    payload: String,
    link: String,
    /// What a reader of this very link will see.
    conversation: Conversation,
    /// Whether it has a password.
    locked: bool,
}

/// Shows the panel of a page and starts at once.
pub(super) async fn run(panel: El, tab_id: Option<i32>) {
    let view = View::new(&panel);
    let before = Before::new(&panel);
    // A tab that was closed may have left its draft.
    let closed = tab_id.map(|id| Tab {
        id,
        ..Tab::default()
    });
    let Some(tab) = Tab::of_page(tab_id).await.or(closed) else {
        view.show_error(&Error::PageForbidden, None);
        return;
    };
    let (share, _) = start(view, before, tab).await;
    share.read().await;
    share.more_pictures().await;
}

/// The panel with what was kept for a tab; says whether there was anything.
async fn start(view: View, before: Before, tab: Tab) -> (Rc<Share>, bool) {
    before.ask(&tab);
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
        // A password is not kept: it is asked for again.
        password: RefCell::new(edits.locked.then(String::new)),
        view,
        before,
        page: RefCell::default(),
        session: RefCell::default(),
        captured: RefCell::default(),
        failed: RefCell::default(),
        reading: Cell::new(true),
        edits: RefCell::new(edits),
        kept: RefCell::default(),
        pictures: RefCell::default(),
        finder: RefCell::default(),
        previewed: RefCell::default(),
        prepared: RefCell::default(),
        made: RefCell::default(),
        plain: RefCell::default(),
        locked: RefCell::default(),
        shortest: RefCell::default(),
        savings: RefCell::default(),
        shortening: RefCell::default(),
        turn: Cell::new(0),
    });
    share.view.password.show(share.edits.borrow().locked);
    share.listen();
    browser::spawn_badge(share.tab.id, Badge::Clear);
    let source = {
        let share = share.clone();
        Rc::new(move || share.to_upload())
    };
    let guard: super::upload::Guard = {
        let share = share.clone();
        Rc::new(move |then| share.guarded(then))
    };
    let (footer, tab) = (share.view.footer.clone(), share.tab.clone());
    let before = share.before.clone();
    spawn_local(async move { super::upload::add(&footer, tab, source, guard, before).await });
    if share.tab.incognito {
        share.view.tell_private();
    }
    if share.edits.borrow().chosen.pictures {
        *share.pictures.borrow_mut() = draft::pictures(&share.tab).await;
    }
    let kept = reading.and_then(Reading::captured);
    let any = kept.is_some();
    if let Some(kept) = kept {
        share.adopt(kept).await;
    }
    (share, any)
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
                // What is typed in a private window is not kept for later.
                if !self.tab.incognito {
                    spawn_local(async move {
                        let _ = settings::set_author(author.trim()).await;
                    });
                }
            }
            Action::Password(password) => self.set_password(password),
            Action::Copy => {
                let share = self.clone();
                self.guarded(Rc::new(move || share.copy()));
            }
            Action::Open => {
                if let Some(Ok(made)) = &*self.made.borrow() {
                    super::open_in_viewer(&made.payload);
                }
            }
            Action::Qr => {
                let share = self.clone();
                self.guarded(Rc::new(move || share.show_qr()));
            }
            Action::Files => {
                let view = self.view.clone();
                self.guarded(Rc::new(move || view.files.open()));
            }
            Action::Save(kind) => self.save(kind),
            Action::Until(end) => self.set_until(end),
            Action::Choosing(what) => self.act_choosing(what),
            Action::Cutting(what) => self.act_cutting(&what),
            Action::Review(what) => self.act_review(what),
            Action::OpenAsTab => browser::spawn_open_tab(format!(
                "{}?tab={}",
                browser::api().runtime().get_url("extension/popup.html"),
                self.tab.id
            )),
            Action::LoadAll => {
                let share = self.clone();
                spawn_local(async move {
                    share.load_all().await;
                    share.more_pictures().await;
                });
            }
            Action::ReadAgain => {
                let share = self.clone();
                spawn_local(async move {
                    share.read().await;
                    share.more_pictures().await;
                });
            }
            Action::Stop => {
                if let Some(page) = &*self.page.borrow() {
                    page.hang_up();
                }
            }
            Action::Options => browser::spawn_open_options(),
        }
    }

    async fn adopt(self: &Rc<Self>, captured: Captured) {
        self.follow(&captured).await;
        *self.captured.borrow_mut() = Some(captured);
        self.savings.take();
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
            let _ = draft::keep_reading(&self.tab, &reading).await;
        }
    }

    /// Changes the draft, and the link with it.
    fn edit(self: &Rc<Self>, change: impl FnOnce(&mut Edits)) {
        change(&mut self.edits.borrow_mut());
        self.keep_edits();
        self.make();
        self.show_link();
    }

    fn keep_edits(&self) {
        let (tab, edits) = (self.tab.clone(), self.edits.borrow().clone());
        spawn_local(async move {
            let _ = draft::keep_edits(&tab, &edits).await;
        });
    }

    /// The conversation as it is to be shared.
    fn conversation(&self) -> Option<Conversation> {
        self.captured.borrow().as_ref()?;
        Some(self.prepared.borrow().conversation.clone())
    }

    /// What an upload would hold, and where it comes from.
    fn to_upload(&self) -> Option<Sharing> {
        let payload = match &*self.plain.borrow() {
            Some(Ok(made)) => made.payload.clone(),
            _ => String::new(),
        };
        Some(Sharing {
            conversation: self.conversation()?,
            url: (!self.tab.url.is_empty()).then(|| self.tab.url.clone()),
            whole: self.captured.borrow().as_ref().map_or(0, messages),
            payload,
        })
    }

    /// Makes the link, and reads it back: what is shown is what was made. A shorter one follows, and
    /// one with a password after that.
    fn make(self: &Rc<Self>) {
        self.prepare();
        let conversation = self.conversation();
        let made = conversation.as_ref().map(|conversation| {
            let payload = link::encode(conversation, CodecChoice::Deflate)?;
            let opened = link::decode(&payload)?;
            Ok(Made {
                link: self.base.link(&payload),
                payload,
                conversation: opened.conversation,
                locked: false,
            })
        });
        self.plain.replace(made);
        self.offer();
    }

    /// Offers the link that there is, and begins on a better one.
    fn offer(self: &Rc<Self>) {
        self.made.replace(self.offered());
        self.stop_shortening();
        if let Some(conversation) = self.conversation().filter(|_| !self.is_final()) {
            self.shorten(&conversation);
        }
    }

    fn show(&self) {
        let captured = self.captured.borrow();
        let Some(captured) = &*captured else { return };
        let edits = self.edits.borrow();
        let shown = Shown {
            site: &captured.conversation.site,
            complete: captured.conversation.complete,
            completeness: &captured.completeness,
            reading: self.reading.get(),
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
        self.view.until.show(edits.chosen.show_until);
        drop(edits);
        self.show_preview();
        self.show_link();
        dom::root().set_attr("data-state", "ready");
        browser::mark("preview-ready");
        let count = captured.conversation.complete.then(|| messages(captured));
        self.before.look_up(&self.tab, count);
    }

    fn show_preview(&self) {
        if self.view.choosing.is_open() {
            self.previewed.take();
            return self.show_chosen();
        }
        if let Some(Ok(made)) = &*self.plain.borrow() {
            if *self.previewed.borrow() == made.payload {
                return;
            }
            self.previewed.replace(made.payload.clone());
            self.view.show_preview(&made.conversation);
            if formulas::are_missing(&made.conversation) {
                let (view, conversation) = (self.view.clone(), made.conversation.clone());
                spawn_local(async move {
                    formulas::load().await;
                    view.show_preview(&conversation);
                });
            }
        }
    }

    fn show_link(&self) {
        let making = dom::root().element().get_attribute("data-link");
        let making = making.is_some_and(|making| making == "making");
        if self.is_to_be_locked() {
            let typed = self
                .password
                .borrow()
                .as_ref()
                .is_some_and(|it| !it.is_empty());
            self.view.show_locking(typed, making);
            return self.show_masks();
        }
        self.view.show_shortening(making);
        match &*self.made.borrow() {
            Some(Ok(made)) => self.view.show_link(made.link.len(), self.is_copied()),
            Some(Err(error)) => self.view.show_no_link(error),
            None => {}
        }
        self.show_savings();
        self.show_masks();
    }

    /// How the link would reach the next place. What can be saved is weighed again only for another
    /// capture or a link of quite another length, and not at all for one that fits everywhere.
    fn show_savings(&self) {
        let chars = match &*self.made.borrow() {
            Some(Ok(made)) => made.link.len(),
            Some(Err(Error::ConversationTooLarge { length, .. })) => *length,
            _ => 0,
        };
        if meter::Fit::of(chars) == Some(meter::Fit::Everywhere) {
            return self.view.savings.show(None, &[]);
        }
        let mut weighed = self.savings.borrow_mut();
        if weighed.0.abs_diff(chars) > chars / 16 {
            let conversation = self.conversation().unwrap_or_default();
            *weighed = (chars, savings::savings(&conversation, chars));
        }
        let plan = savings::plan(&weighed.1, chars);
        self.view.savings.show(plan.as_ref(), &weighed.1);
    }

    fn show_qr(&self) {
        if let Some(Ok(made)) = &*self.made.borrow() {
            let shown = self
                .view
                .qr_dialog
                .show(&self.base, &made.payload, self.base_is_built_in);
            if let Err(error) = shown {
                self.view.show_notice(&error);
            }
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
        // What was copied stays what is shown.
        self.stop_shortening();
        self.view.show_shortening(false);
        let share = self.clone();
        spawn_local(async move {
            let entered = share.enter(&made).await;
            match copied.await {
                Ok(()) => {
                    share.view.show_copied(made.link.len());
                    browser::spawn_badge(share.tab.id, Badge::Done);
                }
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
        let place = self.tab.place();
        let id = place.new_id();
        let mut entry = Entry::self_contained(
            id.clone(),
            &made.conversation,
            (!self.tab.url.is_empty()).then(|| self.tab.url.clone()),
            made.link.len(),
            now,
        );
        entry.locked = made.locked;
        entry.without_copy = !settings::keeps_copies().await;
        entry.whole = self.captured.borrow().as_ref().map_or(0, messages);
        Ledger::open(place).await?.put(&entry, &made.link).await?;
        self.edits.borrow_mut().issued = Some(Issued {
            id,
            link: made.link.clone(),
        });
        // Awaited: a popup that closes at the confirmation must know this link when it is back.
        let edits = self.edits.borrow().clone();
        let _ = draft::keep_edits(&self.tab, &edits).await;
        Ok(())
    }
}

fn messages(captured: &Captured) -> usize {
    captured.conversation.messages.len()
}
