//! The page for files: takes one that is dropped or picked, and gives the conversation in it.
//!
//! It is the popup as a tab, without a chat page behind it. What it cannot read it says, and stays
//! ready for another file.

mod page;

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use crate::capture::{Captured, Completeness, saved};
use crate::conversation::{Conversation, Timestamp};
use crate::error::Error;
use crate::import::{Content, Refusal, Several, recognise};
use crate::render::display::{MAX_TITLE, one_line};
use crate::web::browser::now;
use crate::web::dom::{El, el};
use crate::web::dropped::{Picked, on_drop, picker};
use crate::web::i18n::{counted, day, error_text, number, t, tr};

/// The largest file that is read here; the command line takes larger ones.
const MAX_BYTES: usize = 128 << 20;
/// Conversations that are listed at once; the others are found by their title.
const SHOWN: usize = 100;

/// The card that takes files. Clones are the same card.
#[derive(Clone)]
pub(super) struct Intake {
    card: El,
    said: El,
    failed: El,
    choice: El,
    /// A file that comes later than another one is the one that counts.
    turn: Rc<Cell<u32>>,
    found: Rc<dyn Fn(Captured)>,
}

impl Intake {
    /// `found` is told each conversation that a file gives.
    pub(super) fn new(found: impl Fn(Captured) + 'static) -> Self {
        let intake = Self {
            card: el("section").id("file").class("file-card"),
            said: el("p").id("file-said").attr("role", "status"),
            failed: el("p").id("file-failed").class("bad").attr("role", "alert"),
            choice: el("div").id("file-choice").flag("hidden", true),
            turn: Rc::default(),
            found: Rc::new(found),
        };
        let taken = {
            let intake = intake.clone();
            move |file: Picked| intake.take(file)
        };
        on_drop(taken.clone());
        intake.card.append(el("h2").text(&t("file_share")));
        intake
            .card
            .append(el("p").class("file-hint").text(&t("file_hint")));
        intake
            .card
            .append(picker("file-pick", "button primary", taken));
        for part in [&intake.said, &intake.failed, &intake.choice] {
            intake.card.append(part);
        }
        intake
    }

    /// The card itself.
    pub(super) fn element(&self) -> &El {
        &self.card
    }

    /// Reads a file.
    pub(super) fn take(&self, file: Picked) {
        self.turn.set(self.turn.get() + 1);
        let (intake, turn) = (self.clone(), self.turn.get());
        self.failed.clear();
        self.choice.set_hidden(true);
        self.said
            .set_text(&tr("file_reading", &[&shortened(&file.name)]));
        spawn_local(async move {
            let read = read(&file).await;
            if intake.turn.get() != turn {
                return;
            }
            intake.said.clear();
            match read {
                Ok(Found::One(captured)) => (intake.found)(*captured),
                Ok(Found::Several(several)) => intake.show_choice(file, several),
                Err(error) => intake.fail(&error),
            }
        });
    }

    fn fail(&self, error: &Error) {
        self.failed.set_attr("data-error", error.key());
        self.failed.set_text(&error_text(error));
    }

    /// The conversations of an export, to choose from.
    fn show_choice(&self, file: Picked, several: Several) {
        let search = el("input")
            .id("file-search")
            .class("field")
            .attr("type", "search")
            .attr("autocomplete", "off")
            .attr("aria-label", &t("file_search"))
            .attr("placeholder", &t("file_search"));
        let list = el("ul").id("file-list").class("file-list");
        let count = el("p").class("meter-text").attr("role", "status");
        let (several, file) = (Rc::new(several), Rc::new(file));
        let fill = {
            let (intake, list, count) = (self.clone(), list.clone(), count.clone());
            let several = several.clone();
            move |wanted: &str| {
                let wanted = wanted.trim().to_lowercase();
                let mut fits = 0;
                list.clear();
                for (place, listed) in several.list().enumerate() {
                    if !listed.title.to_lowercase().contains(&wanted) {
                        continue;
                    }
                    fits += 1;
                    if fits > SHOWN {
                        continue;
                    }
                    let (intake, several, file) = (intake.clone(), several.clone(), file.clone());
                    let choose = move |_: &web_sys::Event| {
                        intake.choose(&file, several.take(place));
                    };
                    list.append(row(listed.title, listed.time, choose));
                }
                count.set_text(&if fits > SHOWN {
                    tr("file_more", &[&number(SHOWN), &number(fits)])
                } else {
                    counted("file_listed", fits)
                });
            }
        };
        fill("");
        let field = search.clone();
        search.listen("input", move |_| fill(&field.value()));
        self.choice.clear();
        self.choice
            .append(el("h2").text(&counted("file_choose", several.count())));
        for part in [&search, &count, &list] {
            self.choice.append(part);
        }
        self.choice.set_hidden(false);
        search.focus();
    }

    fn choose(&self, file: &Picked, taken: Result<Conversation, Refusal>) {
        self.failed.clear();
        match taken
            .map_err(|refusal| refused(file, &refusal))
            .and_then(whole)
        {
            Ok(captured) => (self.found)(captured),
            Err(error) => self.fail(&error),
        }
    }
}

fn row(title: &str, time: Option<Timestamp>, choose: impl Fn(&web_sys::Event) + 'static) -> El {
    let title = match shortened(title) {
        empty if empty.is_empty() => t("view_untitled"),
        title => title,
    };
    let date = time.map(|time| day(time.unix())).unwrap_or_default();
    let button = el("button")
        .class("quiet file-row")
        .attr("type", "button")
        .child(
            el("span")
                .class("link-title")
                .attr("dir", "auto")
                .text(&title),
        )
        .child(el("span").class("link-facts").text(&date))
        .on("click", choose);
    el("li").child(button)
}

fn shortened(name: &str) -> String {
    one_line(name, MAX_TITLE)
}

enum Found {
    One(Box<Captured>),
    Several(Several),
}

async fn read(file: &Picked) -> Result<Found, Error> {
    if file.address.is_empty() {
        return Err(refused(file, &Refusal::new("file_too_many", &[])));
    }
    let bytes = page::bytes(&file.address, MAX_BYTES).await;
    let bytes = bytes.map_err(|refusal| refused(file, &refusal))?;
    match recognise(&bytes).map_err(|refusal| refused(file, &refusal))? {
        Content::One(conversation) => Ok(Found::One(Box::new(whole(*conversation)?))),
        Content::Several(several) => Ok(Found::Several(several)),
        Content::Page(noted) => {
            let unreadable = || refused(file, &Refusal::new("file_gone", &[]));
            let document = page::document(&file.address).await.ok_or_else(unreadable)?;
            let now = Timestamp::from_unix(now()).ok_or_else(unreadable)?;
            let url = noted.unwrap_or_default();
            let mut captured = saved::capture(&url, now, |plan| page::read(&document, &url, plan))
                .map_err(|error| of_page(file, error))?;
            // Nobody goes on writing in a file.
            captured.completeness.streaming = false;
            captured.conversation.url = None;
            Ok(Found::One(Box::new(captured)))
        }
    }
}

/// A conversation that is taken as it stands.
fn whole(conversation: Conversation) -> Result<Captured, Error> {
    if conversation.messages.is_empty() {
        return Err(Error::ConversationEmpty);
    }
    let count = conversation.messages.len();
    Ok(Captured {
        completeness: Completeness {
            captured: count,
            expected: conversation.complete.then_some(count),
            ..Completeness::default()
        },
        conversation,
    })
}

fn refused(file: &Picked, refusal: &Refusal) -> Error {
    refusal.error(&shortened(&file.name), tr)
}

/// What is said of a page in a tab does not help with one in a file.
fn of_page(file: &Picked, error: Error) -> Error {
    match error {
        Error::PageWithoutConversation | Error::PageForbidden | Error::PageGone => {
            refused(file, &Refusal::new("file_page_without_conversation", &[]))
        }
        Error::SignInNeeded { .. } => refused(file, &Refusal::new("file_page_signed_out", &[])),
        Error::ChatEmpty => refused(file, &Refusal::new("file_conversation_empty", &[])),
        other => other,
    }
}
