//! A chat page to a conversation.
//!
//! In reading order:
//!
//! 1. [`protocol`]: what the session and the page say to each other, and the rules of reading.
//! 2. [`tree`] and [`selector`]: the page as it arrives, and how it is asked.
//! 3. [`Session`]: the state machine that drives the page. It does no I/O and knows no clock: it is
//!    given replies and gives commands.
//! 4. [`sites`]: one file a site: where the turns stand, who speaks, what is noise.
//! 5. [`markdown`]: the one converter from the tree to Markdown, for every site.
//! 6. [`accumulate`]: many views of a windowed list to one conversation, and what is missing.
//! 7. [`ask`]: the whole conversation from the site's own server, where it tells.
//! 8. [`saved`]: the same for saved pages; `html` reads them where no browser does.

use serde::{Deserialize, Serialize};

use crate::conversation::{Conversation, Timestamp};
use crate::error::Error;

pub mod accumulate;
pub mod address;
pub mod ask;
#[cfg(not(target_arch = "wasm32"))]
pub mod html;
pub mod markdown;
pub mod protocol;
pub mod saved;
pub mod selector;
pub mod sites;
pub mod tree;

#[cfg(not(target_arch = "wasm32"))]
pub use html::capture_page;
pub use protocol::{Command, Limit, PageSnapshot, ReadPlan, Reply, ScrollPlan, ScrollState};

use accumulate::{Accumulator, Direction, Reading};
use address::Address;
use ask::{Asked, Asking, Next, Outcome};
use sites::Page;

/// What the session wants next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Ask the page this, and give the answer to [`Session::step`].
    Command(Command),
    /// Finished, completely or in part.
    Done(Captured),
    /// There is no conversation to be had.
    Failed(Error),
}

/// A conversation and how much of it is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Captured {
    /// The conversation.
    pub conversation: Conversation,
    /// What of it is there.
    pub completeness: Completeness,
}

impl Captured {
    /// Whether everything that another capture of the same page has is here as well, and nothing
    /// follows here: then it tells nothing new.
    pub fn covers(&self, other: &Self) -> bool {
        let here = &self.conversation.messages;
        // A page in the middle of its list may still know how long that is.
        let known_end = other.completeness.missing.last().map(|(_, last)| *last);
        accumulate::covers(here, &other.conversation.messages, known_end)
    }
}

/// How much of a conversation was captured.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completeness {
    /// How many messages are here.
    pub captured: usize,
    /// How many there are, where the page tells.
    pub expected: Option<usize>,
    /// First and last number of each run of messages that is not here, counted from 1.
    pub missing: Vec<(usize, usize)>,
    /// Whether [`Session::load_all`] may find more.
    pub can_load_more: bool,
    /// Whether an answer is still being written.
    pub streaming: bool,
    /// What came of asking the site's own server.
    #[serde(default)]
    pub asked: Outcome,
}

/// How far a session has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Messages captured so far.
    pub captured: usize,
    /// How many there are, where the page tells.
    pub expected: Option<usize>,
}

/// Captures one page: gives commands, takes replies.
///
/// ```
/// use chatlink::capture::{Command, Reply, Session, Step};
/// use chatlink::conversation::Timestamp;
/// let now = Timestamp::from_unix(1_790_000_000).unwrap();
/// let mut session = Session::new("https://chatgpt.com/c/1", now);
/// assert!(matches!(session.start(), Step::Command(Command::Read(_))));
/// assert!(matches!(session.step(Reply::Gone), Step::Failed(_)));
/// ```
#[derive(Debug)]
pub struct Session {
    address: Address,
    url: String,
    now: Timestamp,
    stage: Stage,
    found: Accumulator,
    /// Why the page itself gave nothing.
    error: Option<Error>,
    asked: Outcome,
    /// Whether the list is scrolled through if the server does not tell.
    then_scroll: bool,
}

#[derive(Debug, Default)]
enum Stage {
    /// Nothing was asked, or everything was answered.
    #[default]
    Idle,
    /// The first look at the page.
    Reading,
    /// Scrolling; the page was asked to move.
    Moving(Sweep),
    /// Scrolling; the page was asked what it shows now.
    Looking(Sweep),
    /// The page was asked to put its scroll positions back.
    Restoring,
    /// The page was sent to its own server.
    Asking(Box<Asking>),
    /// The server told; the page is read once more, since it may have changed meanwhile.
    Comparing(Box<Reading>),
}

/// A walk through a list from end to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Sweep {
    direction: Direction,
    /// Steps in a row that changed nothing.
    idle: u8,
    /// Steps in a row after which the page was drawn anew, and showed the same.
    redrawn: u8,
    steps: u32,
    travelled: bool,
    state: ScrollState,
}

impl Sweep {
    /// Far more than any real conversation takes: a page that never ends is left.
    const MAX_STEPS: u32 = 4_000;
    /// A list that loads shows that it does so, and some draw themselves anew at every movement.
    const MAX_REDRAWN: u8 = 12;

    fn at_end(&self) -> bool {
        match self.direction {
            Direction::Newer => self.state.below <= 1,
            Direction::Older => self.state.above <= 1,
        }
    }
}

impl Session {
    /// For the page at this address; `now` is noted as the moment of capture.
    pub fn new(url: &str, now: Timestamp) -> Self {
        Self {
            address: Address::new(url),
            url: url.to_owned(),
            now,
            stage: Stage::Idle,
            found: Accumulator::default(),
            error: None,
            asked: Outcome::NotAsked,
            then_scroll: false,
        }
    }

    /// The first command.
    pub fn start(&mut self) -> Step {
        *self = Self::new(&self.url.clone(), self.now);
        self.stage = Stage::Reading;
        self.look()
    }

    /// Takes the page's answer. Whatever it is, the session goes on, ends or fails; it never panics.
    pub fn step(&mut self, reply: Reply) -> Step {
        match (std::mem::take(&mut self.stage), reply) {
            (Stage::Reading, Reply::Page(snapshot)) => {
                self.move_to(&snapshot.url);
                match self.absorb(&snapshot, Direction::Newer) {
                    Ok(_) => self.done(),
                    Err(error) => {
                        self.error = Some(error.clone());
                        Step::Failed(error)
                    }
                }
            }
            (Stage::Moving(sweep), Reply::Scrolled(state)) => self.moved(sweep, state),
            (Stage::Looking(sweep), Reply::Page(snapshot)) => self.looked(sweep, &snapshot),
            (Stage::Moving(_) | Stage::Looking(_), Reply::Failed { .. }) => self.restore(),
            (Stage::Asking(mut asking), Reply::Fetched(fetched)) => {
                let next = asking.take(&fetched, |answers| self.site_asks(answers));
                self.asking(asking, next)
            }
            (Stage::Asking(_), Reply::Failed { .. }) => self.not_told(Outcome::Refused),
            (Stage::Comparing(reading), Reply::Page(snapshot)) => {
                if Address::new(&snapshot.url).path == self.address.path {
                    // A view that shows no message is no error here.
                    let _ = self.absorb(&snapshot, Direction::Newer);
                }
                self.compare(*reading)
            }
            (Stage::Comparing(reading), _) => self.compare(*reading),
            // The page went away in the middle: what was read so far counts.
            _ => self.end(Error::PageGone),
        }
    }

    /// Asks the site's own server for what the page does not show, where the site has one that can
    /// be asked and something is missing; once only. `None`: there is nothing to ask.
    pub fn ask(&mut self) -> Option<Step> {
        if self.asked != Outcome::NotAsked || !self.wants_more() {
            return None;
        }
        let mut asking = Box::new(Asking::new());
        match asking.go_on(|answers| self.site_asks(answers)) {
            Next::Fetch(plan) => {
                // Until it is known better: whoever goes away now was not answered.
                self.asked = Outcome::Refused;
                self.stage = Stage::Asking(asking);
                Some(Step::Command(Command::Fetch(*plan)))
            }
            Next::Whole(_) | Next::Ended(_) => None,
        }
    }

    /// From a [`Step::Done`] that is partial: asks the site's server if that was not done yet, else
    /// scrolls through the list and collects the rest. The page is put back as it was at the end.
    pub fn load_all(&mut self) -> Step {
        if self.found.is_empty() && self.error.is_none() {
            return self.start();
        }
        self.then_scroll = true;
        match self.ask() {
            Some(step) => step,
            None if self.found.is_empty() => self.end(Error::PageGone),
            None => self.sweep(),
        }
    }

    /// What was captured so far; `None` before there is any message. A walk through a long list is
    /// kept with it, should the popup be closed in the middle.
    pub fn so_far(&self) -> Option<Captured> {
        (!self.found.is_empty()).then(|| self.captured())
    }

    /// The site's name, as the page or else its address tells it; empty where neither does.
    pub fn site(&self) -> String {
        sites::name(self.found.site(), &self.address)
    }

    /// How far it has come.
    pub fn progress(&self) -> Progress {
        let completeness = self.found.completeness();
        Progress {
            captured: completeness.captured,
            expected: completeness.expected,
        }
    }

    fn look(&self) -> Step {
        Step::Command(Command::Read(sites::plan(&self.address)))
    }

    fn captured(&self) -> Captured {
        let mut captured = self.found.captured(&self.url, self.now);
        captured.completeness.asked = self.asked;
        captured
    }

    fn done(&self) -> Step {
        Step::Done(self.captured())
    }

    /// Ends with what there is, or with why there is nothing.
    fn end(&mut self, error: Error) -> Step {
        if self.found.is_empty() {
            Step::Failed(self.error.clone().unwrap_or(error))
        } else {
            self.done()
        }
    }

    /// The address is the page's own: a tab may have moved on, or may not have told where it is.
    fn move_to(&mut self, url: &str) {
        let here = Address::new(url);
        if !here.host.is_empty()
            && (here.path != self.address.path || here.host != self.address.host)
        {
            self.address = here;
            url.clone_into(&mut self.url);
        }
    }

    /// Whether the site's server may know more than the page shows.
    fn wants_more(&self) -> bool {
        match (&self.error, self.found.is_empty()) {
            (Some(error), true) => matches!(
                error,
                Error::PageChanged { .. } | Error::PageWithoutConversation
            ),
            (None, true) => false,
            (_, false) => {
                let captured = self.found.captured("", self.now);
                let left_out = ["code-incomplete", "diagram-left-out", "artifact-left-out"];
                captured.completeness.can_load_more
                    || captured
                        .conversation
                        .warnings
                        .iter()
                        .any(|warning| left_out.contains(&warning.code.as_str()))
            }
        }
    }

    /// What the site of this page makes of the answers of its server.
    fn site_asks(&self, answers: &[ask::Answer]) -> ask::Ask {
        let shown = self.found.keys();
        let asked = Asked {
            address: &self.address,
            answers,
            shown: &shown,
            id: self.found.id(),
        };
        sites::ask(self.found.site(), &asked)
    }

    fn asking(&mut self, asking: Box<Asking>, next: Next) -> Step {
        match next {
            Next::Fetch(plan) => {
                self.stage = Stage::Asking(asking);
                Step::Command(Command::Fetch(*plan))
            }
            Next::Whole(reading) => {
                self.stage = Stage::Comparing(reading);
                self.look()
            }
            Next::Ended(outcome) => self.not_told(outcome),
        }
    }

    /// The server did not tell: what the page shows is what there is.
    fn not_told(&mut self, outcome: Outcome) -> Step {
        self.asked = outcome;
        if self.then_scroll && !self.found.is_empty() {
            return self.sweep();
        }
        self.end(Error::PageGone)
    }

    fn compare(&mut self, reading: Reading) -> Step {
        let site = self.site();
        if self.found.complete(site, reading) {
            self.asked = Outcome::Answered;
            self.end(Error::PageGone)
        } else {
            self.not_told(Outcome::Other)
        }
    }

    fn sweep(&mut self) -> Step {
        self.scroll(Sweep {
            direction: Direction::Newer,
            idle: 0,
            redrawn: 0,
            steps: 0,
            travelled: false,
            state: ScrollState::default(),
        })
    }

    /// Adds what a snapshot shows; says whether any of it is new.
    fn absorb(&mut self, snapshot: &PageSnapshot, direction: Direction) -> Result<bool, Error> {
        // The browser draws a PDF where no script can look.
        if snapshot.content_type == "application/pdf" {
            return Err(Error::PageForbidden);
        }
        let page = Page::new(snapshot, &self.address);
        let (site, reading) = sites::read(&page)?;
        if let Some(id) = sites::id(&site, &page) {
            self.found.set_id(id);
        }
        Ok(self.found.add(site, reading, snapshot, direction))
    }

    fn scroll(&mut self, sweep: Sweep) -> Step {
        let plan = sites::plan(&self.address);
        let up = sweep.direction == Direction::Older;
        // At an end the site may have to ask its server; in between the messages are at hand.
        let (quiet, wait, limit) = if up && sweep.idle > 0 {
            (120, 1_500, 5_000)
        } else {
            (40, 160, 2_000)
        };
        self.stage = Stage::Moving(sweep);
        Step::Command(Command::Scroll(ScrollPlan {
            scrollers: plan.scrollers,
            by: if up { -90 } else { 90 },
            quiet,
            wait,
            limit,
        }))
    }

    fn moved(&mut self, mut sweep: Sweep, state: ScrollState) -> Step {
        sweep.travelled = (state.above, state.below) != (sweep.state.above, sweep.state.below);
        sweep.state = state;
        sweep.steps += 1;
        if state.hidden {
            self.found.warn("tab-in-background", "");
            return self.restore();
        }
        self.stage = Stage::Looking(sweep);
        self.look()
    }

    fn looked(&mut self, mut sweep: Sweep, snapshot: &PageSnapshot) -> Step {
        let here = Address::new(&snapshot.url);
        if !snapshot.url.is_empty() && here.path != self.address.path {
            // Another conversation was opened meanwhile: nothing of it belongs here.
            self.found.warn("page-left", "");
            return self.restore();
        }
        // A view that shows no message for a moment is no error here.
        let new = self.absorb(snapshot, sweep.direction).unwrap_or(false);
        if new || sweep.travelled {
            (sweep.idle, sweep.redrawn) = (0, 0);
        } else if sweep.state.moved && sweep.redrawn < Sweep::MAX_REDRAWN {
            sweep.redrawn += 1;
        } else {
            sweep.idle += 1;
        }
        if sweep.steps >= Sweep::MAX_STEPS {
            return self.restore();
        }
        let patience = match (sweep.direction, sweep.at_end()) {
            (Direction::Newer, true) => 1,
            (_, true) => 2,
            (_, false) => 3,
        };
        if sweep.idle < patience {
            return self.scroll(sweep);
        }
        self.found.reached(sweep.direction, sweep.at_end());
        match sweep.direction {
            Direction::Newer => self.scroll(Sweep {
                direction: Direction::Older,
                idle: 0,
                redrawn: 0,
                ..sweep
            }),
            Direction::Older => self.restore(),
        }
    }

    fn restore(&mut self) -> Step {
        self.stage = Stage::Restoring;
        Step::Command(Command::Restore)
    }
}
