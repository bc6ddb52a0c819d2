//! Many views of one list to one conversation.
//!
//! Sites keep only a part of a long conversation in the page. Each view gives turns with a stable
//! key, in order; here they are joined, and what is missing between them is worked out.

use std::collections::{BTreeSet, HashMap};

use super::ask::Outcome;
use super::protocol::PageSnapshot;
use super::{Captured, Completeness};
use crate::conversation::{Conversation, Message, Role, Timestamp, Warning};

mod merge;

pub(super) use merge::covers;

/// What a site reads from one view of its page.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// The conversation's title; empty where the page does not tell.
    pub title: String,
    /// The model, as the site names it.
    pub model: Option<String>,
    /// The turns in view, oldest first.
    pub turns: Vec<Turn>,
    /// How many turns there are in all, in the page or not, where the site tells.
    pub total: Option<usize>,
    /// Whether an answer is still being written.
    pub streaming: bool,
    /// How the site keeps long conversations in its page.
    pub loading: Loading,
    /// What could not be read.
    pub warnings: Vec<Warning>,
    /// How sure it is who says what, from 0 to 99, on a page of a site that nobody named.
    pub certainty: Option<u8>,
}

/// How a site keeps long conversations in its page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Loading {
    /// All of it.
    #[default]
    Whole,
    /// The newest part; older messages come when one scrolls to the top, and stay. How many come at a
    /// time says nothing: a page that is still being drawn has fewer as well.
    Older,
    /// Only what is near the visible part.
    Window,
}

/// One turn in view.
#[derive(Clone, Debug, Default)]
pub struct Turn {
    /// The same in every view: an id of the site.
    pub key: String,
    /// Its number in the conversation, from 1, where the site tells.
    pub ordinal: Option<usize>,
    /// What it says; `None` where the page holds only its place.
    pub message: Option<Message>,
    /// Whether the page holds only a part of it.
    pub partial: bool,
    /// What of it could not be read.
    pub warnings: Vec<Warning>,
}

/// The way through a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Toward the end.
    Newer,
    /// Toward the beginning.
    Older,
}

/// Joins the views of one conversation.
#[derive(Clone, Debug, Default)]
pub struct Accumulator {
    site: String,
    title: String,
    model: Option<String>,
    turns: Vec<Turn>,
    total: Option<usize>,
    streaming: bool,
    loading: Loading,
    warnings: Vec<Warning>,
    /// How sure the least sure view was.
    certainty: Option<u8>,
    /// Whether the list can be scrolled, where the page tells.
    scrollable: Option<bool>,
    /// Whether the end of the list was far below every view so far.
    tail_unseen: bool,
    reached_start: bool,
    reached_end: bool,
    /// Whether two views had nothing in common, so that something may lie between them.
    torn: bool,
    /// Whether the site's server told what the page does not show.
    fitted: bool,
    /// The conversation's id, where the page tells it beside its address.
    id: String,
}

impl Accumulator {
    /// The site's name; empty before anything was read.
    pub fn site(&self) -> &str {
        &self.site
    }

    /// The conversation's id, where the page tells it.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Notes the conversation's id.
    pub fn set_id(&mut self, id: String) {
        self.id = id;
    }

    /// The keys of the turns, in order.
    pub fn keys(&self) -> Vec<String> {
        self.turns.iter().map(|turn| turn.key.clone()).collect()
    }

    /// Whether no message has been read yet.
    pub fn is_empty(&self) -> bool {
        self.turns.iter().all(|turn| turn.message.is_none())
    }

    /// Adds a view; says whether it showed anything new.
    pub fn add(
        &mut self,
        site: String,
        reading: Reading,
        snapshot: &PageSnapshot,
        direction: Direction,
    ) -> bool {
        self.site = site;
        if !reading.title.is_empty() {
            self.title = reading.title;
        }
        self.model = reading.model.or(self.model.take());
        self.streaming = reading.streaming;
        if !self.fitted {
            self.total = reading.total.or(self.total);
            self.loading = reading.loading;
        }
        for warning in reading.warnings {
            self.add_warning(warning);
        }
        self.certainty = self.certainty.into_iter().chain(reading.certainty).min();
        if let Some(limit) = snapshot.truncated {
            let detail = format!("{limit:?}").to_ascii_lowercase();
            self.warn("page-too-large", &detail);
        }
        if self.turns.is_empty() {
            self.tail_unseen = snapshot.scroll.is_some();
        }
        if let Some(scroll) = snapshot.scroll {
            self.scrollable = Some(scroll.above > 1 || scroll.below > 1);
            self.tail_unseen &= scroll.below > scroll.height;
        }
        self.join(reading.turns, direction)
    }

    /// Notes what could not be read; once only.
    pub fn warn(&mut self, code: &str, detail: &str) {
        self.add_warning(Warning {
            code: code.to_owned(),
            detail: detail.to_owned(),
        });
    }

    fn add_warning(&mut self, warning: Warning) {
        if !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }

    /// Notes that the walk in a direction found nothing more.
    pub fn reached(&mut self, direction: Direction, at_end: bool) {
        match direction {
            Direction::Newer => self.reached_end = at_end,
            Direction::Older => self.reached_start = at_end,
        }
    }

    /// Puts the turns of a view where they belong.
    fn join(&mut self, view: Vec<Turn>, direction: Direction) -> bool {
        let places: HashMap<String, usize> = self
            .turns
            .iter()
            .enumerate()
            .map(|(place, turn)| (turn.key.clone(), place))
            .collect();
        let known = |turn: &Turn| places.get(&turn.key).copied();
        let mut changed = false;
        // Where new turns go that stand before the first known one of this view.
        let mut place = match view.iter().find_map(known) {
            Some(first) => first,
            None => {
                self.torn |= !self.turns.is_empty() && !view.is_empty();
                match direction {
                    Direction::Older => 0,
                    Direction::Newer => self.turns.len(),
                }
            }
        };
        let mut added: Vec<(usize, Turn)> = Vec::new();
        for turn in view {
            match known(&turn) {
                Some(at) => {
                    place = at + 1;
                    if let Some(old) = self.turns.get_mut(at) {
                        changed |= old.update(turn);
                    }
                }
                None => {
                    changed |= turn.message.is_some();
                    added.push((place, turn));
                }
            }
        }
        if !added.is_empty() {
            // Stable: new turns before the same known one keep the order of their view.
            added.sort_by_key(|(place, _)| *place);
            let mut rest = added.into_iter().peekable();
            let mut joined = Vec::with_capacity(self.turns.len() + rest.len());
            for (at, turn) in std::mem::take(&mut self.turns).into_iter().enumerate() {
                while let Some((_, new)) = rest.next_if(|(place, _)| *place <= at) {
                    joined.push(new);
                }
                joined.push(turn);
            }
            joined.extend(rest.map(|(_, turn)| turn));
            self.turns = joined;
        }
        if self.turns.iter().all(|turn| turn.ordinal.is_some()) {
            // The site numbers its turns: that beats every guess.
            self.turns.sort_by_key(|turn| turn.ordinal);
            self.torn = false;
        }
        changed
    }

    /// What is here and what is not.
    pub fn completeness(&self) -> Completeness {
        let mut missing: BTreeSet<usize> = BTreeSet::new();
        let mut captured = 0;
        let mut number = 0;
        for turn in &self.turns {
            let expected_next = number + 1;
            // A gap as large as this is a wrong number rather than a gap.
            number = match turn.ordinal {
                Some(ordinal) if (expected_next..expected_next + 100_000).contains(&ordinal) => {
                    missing.extend(expected_next..ordinal);
                    ordinal
                }
                _ => expected_next,
            };
            if turn.message.is_some() {
                captured += 1;
            } else {
                missing.insert(number);
            }
        }
        let numbered = self.turns.iter().any(|turn| turn.ordinal.is_some());
        let told = self.total.filter(|_| numbered);
        if let Some(total) = told.filter(|total| (number..number + 100_000).contains(total)) {
            missing.extend(number + 1..=total);
            number = total;
        }
        let certain = !self.torn
            && match self.loading {
                Loading::Whole => true,
                Loading::Older => self.reached_start || self.fits_the_screen(),
                Loading::Window => {
                    told.is_some()
                        || numbered && !self.tail_unseen
                        || self.fits_the_screen()
                        || (self.reached_start && self.reached_end)
                }
            };
        let missing = runs(&missing);
        Completeness {
            captured,
            expected: certain.then_some(number),
            can_load_more: !certain || !missing.is_empty(),
            missing,
            streaming: self.streaming,
            asked: Outcome::NotAsked,
        }
    }

    /// Nothing scrolls, so there is nothing that could be out of sight. A saved page does not tell:
    /// then only what is seen to be missing counts.
    fn fits_the_screen(&self) -> bool {
        self.scrollable != Some(true)
    }

    /// The site's title; where it has none, how the first prompt begins.
    fn title_or_first_words(&self, messages: &[Message]) -> String {
        if !self.title.is_empty() {
            return self.title.clone();
        }
        let first = messages
            .iter()
            .filter(|message| message.role == Role::User)
            .flat_map(|message| message.markdown.lines())
            .map(|line| line.trim_start_matches(['#', '>', ' ']).trim())
            .find(|line| !line.is_empty() && !line.starts_with("[file: ") && *line != "[image]")
            .unwrap_or("");
        shortened(first, 80)
    }

    /// Everything read so far, as a conversation.
    pub fn captured(&self, url: &str, now: Timestamp) -> Captured {
        let mut completeness = self.completeness();
        let mut warnings: Vec<Warning> = self.certainty.map(guess).into_iter().collect();
        warnings.extend(self.warnings.iter().cloned());
        let mut messages: Vec<Message> = Vec::new();
        let mut partial = false;
        for turn in &self.turns {
            for warning in &turn.warnings {
                if !warnings.contains(warning) {
                    warnings.push(warning.clone());
                }
            }
            partial |= turn.partial;
            messages.extend(turn.message.clone());
        }
        let model = self.model.clone().or_else(|| common_model(&messages));
        for message in &mut messages {
            if message.model == model {
                message.model = None;
            }
        }
        if completeness.streaming {
            warnings.push(Warning {
                code: "still-being-written".to_owned(),
                detail: String::new(),
            });
        }
        let speaks = |wanted: Role| messages.iter().any(|message| message.role == wanted);
        let both = speaks(Role::User) && speaks(Role::Assistant);
        if !both && !messages.is_empty() && !completeness.streaming {
            warnings.push(Warning {
                code: "side-missing".to_owned(),
                detail: String::new(),
            });
        }
        completeness.can_load_more |= partial && self.loading == Loading::Window;
        Captured {
            conversation: Conversation {
                title: self.title_or_first_words(&messages),
                site: self.site.clone(),
                url: (!url.is_empty()).then(|| url.to_owned()),
                model,
                captured_at: Some(now),
                author: None,
                complete: completeness.missing.is_empty()
                    && completeness.expected.is_some()
                    && !completeness.streaming
                    && both
                    && !partial,
                warnings,
                messages,
                ..Conversation::default()
            },
            completeness,
        }
    }
}

impl Turn {
    /// Adds a later part of the same message.
    pub fn append(&mut self, part: Self) {
        self.partial |= part.partial;
        self.warnings.extend(part.warnings);
        match (&mut self.message, part.message) {
            (Some(message), Some(part)) => {
                message.markdown.push_str("\n\n");
                message.markdown.push_str(&part.markdown);
                message.model = message.model.take().or(part.model);
                for source in part.sources {
                    if !message.sources.iter().any(|known| known.url == source.url) {
                        message.sources.push(source);
                    }
                }
            }
            (message @ None, part) => *message = part,
            (Some(_), None) => {}
        }
    }

    /// Takes over what a later view shows of the same turn; says whether anything changed.
    fn update(&mut self, new: Self) -> bool {
        if new.message.is_none() {
            return false;
        }
        let len = |turn: &Self| turn.message.as_ref().map_or(0, |m| m.markdown.len());
        // A view may show less of a turn than one before: folded, or only its visible lines.
        let better = match (self.partial, new.partial) {
            (true, false) => true,
            (false, true) => self.message.is_none(),
            _ => len(&new) >= len(self),
        };
        if !better || self.message == new.message {
            return false;
        }
        let ordinal = new.ordinal.or(self.ordinal);
        *self = new;
        self.ordinal = ordinal;
        true
    }
}

/// What is said of a page that was read by guess; the detail is how sure it is.
fn guess(certainty: u8) -> Warning {
    let code = match certainty {
        85.. => "read-by-guess-sure",
        70.. => "read-by-guess-likely",
        _ => "read-by-guess-unsure",
    };
    Warning {
        code: code.to_owned(),
        detail: certainty.to_string(),
    }
}

/// At most this many characters, cut between words where that is possible.
fn shortened(line: &str, limit: usize) -> String {
    let Some((end, _)) = line.char_indices().nth(limit) else {
        return line.to_owned();
    };
    let head = line.get(..end).unwrap_or("");
    let cut = match head.rfind(' ') {
        Some(space) if space > head.len() / 2 => head.get(..space).unwrap_or(head),
        _ => head,
    };
    format!("{}…", cut.trim_end())
}

/// The model of most messages.
fn common_model(messages: &[Message]) -> Option<String> {
    let mut counts: Vec<(&String, usize)> = Vec::new();
    for model in messages.iter().filter_map(|message| message.model.as_ref()) {
        match counts.iter_mut().find(|(name, _)| *name == model) {
            Some((_, count)) => *count += 1,
            None => counts.push((model, 1)),
        }
    }
    counts
        .into_iter()
        .max_by_key(|(_, count)| *count)
        .map(|(model, _)| model.clone())
}

/// Runs of consecutive numbers, first and last.
fn runs(numbers: &BTreeSet<usize>) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for &number in numbers {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => runs.push((number, number)),
        }
    }
    runs
}
