//! What the site's server told, beside what the page shows.
//!
//! The server's record has every message and their source; the page is what the person sees. They
//! are laid side by side, message by message: the record fills what the page does not show, and the
//! page stands wherever the record has less or says something else. A record that does not fit at
//! all is another conversation, and nothing of it is taken.

use std::collections::HashMap;

use super::{Accumulator, Reading, Turn};
use crate::capture::ask::bare;
use crate::conversation::{Message, Role};

/// Two texts are the same message when at least this share of their words is.
const ALIKE: f32 = 0.5;
/// A text has all of another when at least this share of the other's words is in it: marks and
/// numbers of sources come and go.
const ALL: f32 = 0.9;
/// The most pairs that are compared.
const MAX_PAIRS: usize = 9_000_000;

impl Accumulator {
    /// Fills up what the page shows with what the server told; `false` where that is another
    /// conversation, and then nothing changes.
    pub fn complete(&mut self, site: String, record: Reading) -> bool {
        let here: Vec<Turn> = self
            .turns
            .iter()
            .filter(|turn| turn.message.is_some())
            .cloned()
            .collect();
        let there = record.turns;
        let told = there.iter().filter(|turn| turn.message.is_some()).count();
        if told == 0 || here.len().saturating_mul(there.len()) > MAX_PAIRS {
            return false;
        }
        let pairs = pairs(&here, &there);
        if pairs.len() * 2 < here.len() {
            return false;
        }
        if let Some(&(last_here, last_there)) = pairs.last() {
            // The page goes on with something else, and the record with more than that: what it has
            // belongs to another branch.
            let (shown, told) = (here.len() - last_here, there.len() - last_there);
            if shown > 1 && told > shown {
                return false;
            }
        }
        let shown_any = !here.is_empty();
        let mut joined = Joined::default();
        joined.join(here, there, &pairs);
        if self.site.is_empty() {
            self.site = site;
        }
        if !record.title.is_empty() {
            self.title = record.title;
        }
        self.model = record.model.or(self.model.take());
        // The page is newer than the record, where it shows anything.
        self.streaming |= record.streaming && !shown_any;
        self.loading = record.loading;
        self.total = record.total;
        self.turns = joined.turns;
        self.torn = false;
        self.fitted = true;
        for warning in record.warnings {
            self.add_warning(warning);
        }
        for number in joined.differ {
            self.warn("record-differs", &number.to_string());
        }
        true
    }
}

/// Whether a conversation that was read before has everything that a page shows now, up to its end:
/// the last message that is shown, or the last that the page knows of.
pub(in crate::capture) fn covers(
    kept: &[Message],
    shown: &[Message],
    known_end: Option<usize>,
) -> bool {
    let turns = |messages: &[Message]| -> Vec<Turn> {
        let turn = |message: &Message| Turn {
            message: Some(message.clone()),
            ..Turn::default()
        };
        messages.iter().map(turn).collect()
    };
    if shown.len() > kept.len() || shown.len().saturating_mul(kept.len()) > MAX_PAIRS {
        return false;
    }
    let (shown, kept) = (turns(shown), turns(kept));
    let pairs = pairs(&shown, &kept);
    // Text that grew since then is news, too.
    let all = pairs.iter().all(|&(at_shown, at_kept)| {
        let words = |turn: Option<&Turn>| turn.map(Words::of_turn);
        match (words(shown.get(at_shown)), words(kept.get(at_kept))) {
            (Some(shown), Some(kept)) => shown.shares(&kept).0 >= ALL,
            _ => false,
        }
    });
    let ends =
        |&(_, last): &(usize, usize)| last + 1 == kept.len() || known_end == Some(kept.len());
    all && pairs.len() == shown.len() && pairs.last().is_none_or(ends)
}

/// The two lists, put together.
#[derive(Default)]
struct Joined {
    turns: Vec<Turn>,
    /// Numbers of the messages of which the two say different things.
    differ: Vec<usize>,
}

impl Joined {
    fn join(&mut self, here: Vec<Turn>, there: Vec<Turn>, pairs: &[(usize, usize)]) {
        let mut here = here.into_iter();
        let mut there = there.into_iter();
        let (mut at_here, mut at_there) = (0, 0);
        for &(in_here, in_there) in pairs {
            let shown: Vec<Turn> = here.by_ref().take(in_here - at_here).collect();
            let told: Vec<Turn> = there.by_ref().take(in_there - at_there).collect();
            self.between(shown, told, false);
            if let (Some(shown), Some(told)) = (here.next(), there.next()) {
                let (turn, differs) = choose(shown, told);
                self.push(turn, differs);
            }
            (at_here, at_there) = (in_here + 1, in_there + 1);
        }
        self.between(here.collect(), there.collect(), true);
    }

    /// What stands between two messages that both have, or at the end. There one of the two may
    /// have the beginning of an answer that the other one has in full.
    fn between(&mut self, shown: Vec<Turn>, told: Vec<Turn>, at_end: bool) {
        let role = |turn: &Turn| turn.message.as_ref().map(|message| message.role);
        let mut told = told.into_iter().peekable();
        for turn in shown {
            while let Some(other) = told.next_if(|other| role(other) != role(&turn)) {
                self.push(other, false);
            }
            match told.next() {
                Some(other) if at_end && grows(&turn, &other) => {
                    let (turn, differs) = choose(turn, other);
                    self.push(turn, differs);
                }
                other => self.push(turn, other.is_some()),
            }
        }
        for turn in told {
            self.push(turn, false);
        }
    }

    fn push(&mut self, mut turn: Turn, differs: bool) {
        // Numbers of the page count what it has; these are counted anew.
        turn.ordinal = None;
        self.turns.push(turn);
        if differs {
            self.differ.push(self.turns.len());
        }
    }
}

/// Whether one of the two has all of the other.
fn grows(a: &Turn, b: &Turn) -> bool {
    let (a, b) = Words::of_turn(a).shares(&Words::of_turn(b));
    a.max(b) >= ALL
}

/// One message that both have; says whether they differ.
fn choose(shown: Turn, told: Turn) -> (Turn, bool) {
    let (Some(here), Some(there)) = (&shown.message, &told.message) else {
        return (shown, false);
    };
    let (a, b) = (Words::of(&here.markdown), Words::of(&there.markdown));
    let (shown_in_told, told_in_shown) = a.shares(&b);
    let cites_more = here
        .sources
        .iter()
        .any(|source| there.sources.iter().all(|known| known.url != source.url));
    let has_all = shown.partial || shown_in_told >= ALL;
    let differs = !has_all && told_in_shown < ALL;
    let take_told = has_all && (shown.partial || !cites_more);
    let (mut turn, other) = if take_told {
        (told, shown.message)
    } else {
        let other = told.message;
        (
            Turn {
                key: shown.key.clone(),
                ..shown.clone()
            },
            other,
        )
    };
    turn.key = shown.key;
    if let (Some(message), Some(other)) = (&mut turn.message, other) {
        fill(message, other);
    }
    (turn, differs)
}

/// What only the other one knows of a message.
fn fill(message: &mut Message, other: Message) {
    message.model = message.model.take().or(other.model);
    message.time = message.time.or(other.time);
    let length = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    if length(&other.reasoning) > length(&message.reasoning) {
        message.reasoning = other.reasoning;
    }
    for source in other.sources {
        if !message.sources.iter().any(|known| known.url == source.url) {
            message.sources.push(source);
        }
    }
}

/// The words of a message, each once, in order of their hashes.
struct Words {
    role: Option<Role>,
    hashes: Vec<u32>,
}

impl Words {
    fn of_turn(turn: &Turn) -> Self {
        let message = turn.message.as_ref();
        Self {
            role: message.map(|message| message.role),
            ..Self::of(message.map_or("", |message| &message.markdown))
        }
    }

    /// Letters and digits alone: how a text is set, and what stands for a picture or a file, is
    /// not the same on both sides.
    fn of(markdown: &str) -> Self {
        let mut hashes = Vec::new();
        for line in markdown.lines() {
            let line = line.trim();
            let placeholder = line.starts_with('[') && line.ends_with(']');
            if !(placeholder && (line.contains(": ") || line == "[image]")) {
                words_of(line, &mut hashes);
            }
        }
        hashes.sort_unstable();
        hashes.dedup();
        Self { role: None, hashes }
    }

    /// Which share of these words the other one has, and the other way round.
    fn shares(&self, other: &Self) -> (f32, f32) {
        let (a, b) = (&self.hashes, &other.hashes);
        let (mut i, mut j, mut both) = (0, 0, 0_usize);
        while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
            both += usize::from(x == y);
            i += usize::from(x <= y);
            j += usize::from(y <= x);
        }
        #[allow(clippy::cast_precision_loss)]
        let share = |of: usize| {
            if of == 0 {
                1.0
            } else {
                both as f32 / of as f32
            }
        };
        (share(a.len()), share(b.len()))
    }

    /// How much alike two messages are, from 0 to 1.
    fn likeness(&self, other: &Self) -> f32 {
        let (a, b) = self.shares(other);
        // A few words are in every long text.
        let enough = self.hashes.len().min(other.hashes.len()) >= 8;
        let contained = if enough { a.max(b) } else { 0.0 };
        a.min(b).max(contained * ALL)
    }
}

/// Hashes of the words of a line. Targets of links are left out, and a character that is written
/// without spaces around it is a word of its own.
fn words_of(line: &str, out: &mut Vec<u32>) {
    const START: u32 = 0x811c_9dc5;
    let mut hash = START;
    let mut rest = line;
    let mut end = |hash: &mut u32| {
        if *hash != START {
            out.push(*hash);
        }
        *hash = START;
    };
    while let Some(c) = rest.chars().next() {
        rest = rest.get(c.len_utf8()..).unwrap_or("");
        if c == ']'
            && let Some(target) = rest.strip_prefix('(')
        {
            end(&mut hash);
            rest = target.split_once(')').map_or("", |(_, after)| after);
        } else if c.is_alphanumeric() {
            if c as u32 >= 0x2e80 {
                end(&mut hash);
            }
            for part in c.to_lowercase() {
                hash = (hash ^ part as u32).wrapping_mul(0x0100_0193);
            }
            if c as u32 >= 0x2e80 {
                end(&mut hash);
            }
        } else {
            end(&mut hash);
        }
    }
    end(&mut hash);
}

/// Which message here is which one there, in order on both sides: the choice in which most is
/// alike.
fn pairs(here: &[Turn], there: &[Turn]) -> Vec<(usize, usize)> {
    let a: Vec<Words> = here.iter().map(Words::of_turn).collect();
    let b: Vec<Words> = there.iter().map(Words::of_turn).collect();
    // What is surely the same on both sides needs no comparing with all the others.
    let keys: HashMap<&str, usize> = there
        .iter()
        .enumerate()
        .filter(|(_, turn)| !turn.key.is_empty())
        .map(|(place, turn)| (bare(&turn.key), place))
        .collect();
    let same = |i: usize, j: usize| match (a.get(i), b.get(j)) {
        (Some(x), Some(y)) => x.role == y.role && x.hashes == y.hashes,
        _ => false,
    };
    let by_key: Vec<Option<usize>> = here
        .iter()
        .map(|turn| keys.get(bare(&turn.key)).copied())
        .collect();
    let sure_here: Vec<bool> = (0..a.len())
        .map(|i| by_key.get(i).copied().flatten().is_some() || (0..b.len()).any(|j| same(i, j)))
        .collect();
    let sure_there: Vec<bool> = (0..b.len())
        .map(|j| by_key.contains(&Some(j)) || (0..a.len()).any(|i| same(i, j)))
        .collect();
    let score = |i: usize, j: usize| -> f32 {
        let (Some(x), Some(y)) = (a.get(i), b.get(j)) else {
            return 0.0;
        };
        if x.role != y.role {
            return 0.0;
        }
        if by_key.get(i).copied().flatten() == Some(j) {
            return 3.0;
        }
        if x.hashes == y.hashes {
            return 2.0;
        }
        let sure = |list: &[bool], at: usize| list.get(at).copied().unwrap_or(false);
        if sure(&sure_here, i) || sure(&sure_there, j) {
            return 0.0;
        }
        let likeness = x.likeness(y);
        if likeness >= ALIKE { likeness } else { 0.0 }
    };
    best_path(a.len(), b.len(), score)
}

/// The way through the table of all pairs that gathers the highest score.
fn best_path(
    rows: usize,
    columns: usize,
    score: impl Fn(usize, usize) -> f32,
) -> Vec<(usize, usize)> {
    const PAIR: u8 = 0;
    const UP: u8 = 1;
    const LEFT: u8 = 2;
    let mut ways: Vec<u8> = Vec::with_capacity(rows * columns);
    let mut above = vec![0.0_f32; columns + 1];
    for i in 0..rows {
        let mut row = Vec::with_capacity(columns + 1);
        let mut left = 0.0_f32;
        row.push(left);
        for j in 0..columns {
            let up = above.get(j + 1).copied().unwrap_or(0.0);
            let corner = above.get(j).copied().unwrap_or(0.0);
            let own = score(i, j);
            // Of several ways that are as good, the one nearest to the end: pages show the end.
            let (best, way) = if own > 0.0 && corner + own > up.max(left) {
                (corner + own, PAIR)
            } else if up >= left {
                (up, UP)
            } else {
                (left, LEFT)
            };
            ways.push(way);
            row.push(best);
            left = best;
        }
        above = row;
    }
    let (mut i, mut j) = (rows, columns);
    let mut pairs = Vec::new();
    while i > 0 && j > 0 {
        match ways.get((i - 1) * columns + j - 1) {
            Some(&PAIR) => {
                pairs.push((i - 1, j - 1));
                (i, j) = (i - 1, j - 1);
            }
            Some(&UP) => i -= 1,
            _ => j -= 1,
        }
    }
    pairs.reverse();
    pairs
}
