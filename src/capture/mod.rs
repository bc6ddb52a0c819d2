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
//! 7. `html`: the same for saved pages, native only.

use serde::{Deserialize, Serialize};

use crate::conversation::{Conversation, Timestamp};
use crate::error::Error;

pub mod accumulate;
pub mod address;
#[cfg(not(target_arch = "wasm32"))]
pub mod html;
pub mod markdown;
pub mod protocol;
pub mod selector;
pub mod sites;
pub mod tree;

#[cfg(not(target_arch = "wasm32"))]
pub use html::capture_page;
pub use protocol::{Command, Limit, PageSnapshot, ReadPlan, Reply, ScrollPlan, ScrollState};

use accumulate::{Accumulator, Direction};
use address::Address;
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
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Nothing was asked, or everything was answered.
    Idle,
    /// The first look at the page.
    Reading,
    /// Scrolling; the page was asked to move.
    Moving(Sweep),
    /// Scrolling; the page was asked what it shows now.
    Looking(Sweep),
    /// The page was asked to put its scroll positions back.
    Restoring,
}

/// A walk through a list from end to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Sweep {
    direction: Direction,
    /// Steps in a row that changed nothing.
    idle: u8,
    steps: u32,
    moved: bool,
    state: ScrollState,
}

impl Sweep {
    /// Far more than any real conversation takes: a page that never ends is left.
    const MAX_STEPS: u32 = 4_000;

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
        }
    }

    /// The first command.
    pub fn start(&mut self) -> Step {
        self.stage = Stage::Reading;
        self.found = Accumulator::default();
        self.look()
    }

    /// Takes the page's answer. Whatever it is, the session goes on, ends or fails; it never panics.
    pub fn step(&mut self, reply: Reply) -> Step {
        match (self.stage, reply) {
            (Stage::Reading, Reply::Page(snapshot)) => {
                self.stage = Stage::Idle;
                match self.absorb(&snapshot, Direction::Newer) {
                    Ok(_) => self.done(),
                    Err(error) => Step::Failed(error),
                }
            }
            (Stage::Moving(sweep), Reply::Scrolled(state)) => self.moved(sweep, state),
            (Stage::Looking(sweep), Reply::Page(snapshot)) => self.looked(sweep, &snapshot),
            (Stage::Moving(_) | Stage::Looking(_), Reply::Failed { .. }) => self.restore(),
            // The page went away in the middle: what was read so far counts.
            _ if !self.found.is_empty() => {
                self.stage = Stage::Idle;
                self.done()
            }
            _ => {
                self.stage = Stage::Idle;
                Step::Failed(Error::PageGone)
            }
        }
    }

    /// From a [`Step::Done`] that is partial: scrolls through the list and collects the rest. The
    /// page is put back as it was at the end.
    pub fn load_all(&mut self) -> Step {
        if self.found.is_empty() {
            return self.start();
        }
        self.scroll(Sweep {
            direction: Direction::Newer,
            idle: 0,
            steps: 0,
            moved: false,
            state: ScrollState::default(),
        })
    }

    /// What was captured so far; `None` before there is any message. A walk through a long list is
    /// kept with it, should the popup be closed in the middle.
    pub fn so_far(&self) -> Option<Captured> {
        (!self.found.is_empty()).then(|| self.found.captured(&self.url, self.now))
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

    fn done(&self) -> Step {
        Step::Done(self.found.captured(&self.url, self.now))
    }

    /// Adds what a snapshot shows; says whether any of it is new.
    fn absorb(&mut self, snapshot: &PageSnapshot, direction: Direction) -> Result<bool, Error> {
        // The browser draws a PDF where no script can look.
        if snapshot.content_type == "application/pdf" {
            return Err(Error::PageForbidden);
        }
        let page = Page::new(snapshot, &self.address);
        let (site, reading) = sites::read(&page)?;
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
        sweep.moved = state.moved;
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
        sweep.idle = if new || sweep.moved {
            0
        } else {
            sweep.idle + 1
        };
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
