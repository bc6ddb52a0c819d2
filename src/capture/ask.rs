//! The whole conversation from the site's own server, asked for inside the page.
//!
//! Sites keep only a part of a long conversation in their page, but their pages read all of it from
//! an address of their own. A site's file says what to ask for and reads the answers
//! ([`super::sites::Site::ask`]); [`Asking`] sends one request after the other, waits where the
//! server wants that, and gives up after a minute. No request goes to another origin.

use serde_json::Value;

use super::accumulate::Reading;
use super::address::Address;
use super::protocol::{FetchPlan, Fetched, Problem, Request};

/// What a site makes of the answers so far.
#[derive(Clone, Debug)]
pub enum Ask {
    /// This has to be asked next.
    Fetch(Request),
    /// The whole conversation.
    Whole(Box<Reading>),
    /// There is nothing to ask, or the answers are of no use.
    Refused,
}

/// What is known when a site is asked for its next request.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Address of the page.
    pub address: &'a Address,
    /// The answers so far, in the order of the requests.
    pub answers: &'a [Answer],
    /// The keys of the turns that the page shows, in order: they tell which branch is shown.
    pub shown: &'a [String],
    /// The conversation's id, where the page tells it beside the address.
    pub id: &'a str,
}

/// One answer.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// The status of HTTP.
    pub status: u16,
    /// What was answered; `Null` where that is no JSON or no success.
    pub value: Value,
}

/// What came of asking.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Nothing was asked.
    #[default]
    NotAsked,
    /// The conversation came whole.
    Answered,
    /// There is no answer to be had.
    Refused,
    /// The server wants to be asked again after so many seconds, which is too long to wait.
    Busy(u32),
    /// It took longer than a minute.
    Slow,
    /// What came does not fit what the page shows.
    Other,
}

/// The longest that all requests together may take, in milliseconds.
const PATIENCE: u32 = 60_000;
/// The most UTF-16 units that all answers together may have.
const MAX_TEXT: usize = 32_000_000;
/// The most requests: a very long conversation comes in parts.
const MAX_REQUESTS: usize = 60;
/// How long to wait where a server is busy and does not say how long, in seconds.
const SHORT_WAIT: u32 = 5;

/// A run of requests.
#[derive(Debug)]
pub(super) struct Asking {
    answers: Vec<Answer>,
    sent: Request,
    requests: usize,
    time_left: u32,
    text_left: usize,
}

/// What happens next.
#[derive(Debug)]
pub(super) enum Next {
    Fetch(Box<FetchPlan>),
    Whole(Box<Reading>),
    Ended(Outcome),
}

impl Asking {
    pub(super) fn new() -> Self {
        Self {
            answers: Vec::new(),
            sent: Request::default(),
            requests: 0,
            time_left: PATIENCE,
            text_left: MAX_TEXT,
        }
    }

    /// The next request, after what the site makes of the answers so far.
    pub(super) fn go_on(&mut self, site: impl FnOnce(&[Answer]) -> Ask) -> Next {
        match site(&self.answers) {
            Ask::Fetch(request) => {
                self.sent = request;
                self.send(0)
            }
            Ask::Whole(reading) => Next::Whole(reading),
            Ask::Refused => Next::Ended(Outcome::Refused),
        }
    }

    /// Takes an answer in.
    pub(super) fn take(&mut self, fetched: &Fetched, site: impl FnOnce(&[Answer]) -> Ask) -> Next {
        self.time_left = self.time_left.saturating_sub(fetched.elapsed);
        match fetched.problem {
            Some(Problem::Slow) => return Next::Ended(Outcome::Slow),
            Some(_) => return Next::Ended(Outcome::Refused),
            None => {}
        }
        if fetched.status == 429 || fetched.status == 503 && fetched.retry_after.is_some() {
            return self.wait(fetched.retry_after.unwrap_or(SHORT_WAIT));
        }
        self.text_left = self.text_left.saturating_sub(fetched.text.len());
        let good = (200..300).contains(&fetched.status);
        self.answers.push(Answer {
            status: fetched.status,
            value: good
                .then(|| serde_json::from_str(&fetched.text).ok())
                .flatten()
                .unwrap_or_default(),
        });
        self.go_on(site)
    }

    /// Asks the same again, later; or not at all, where that is too late.
    fn wait(&mut self, seconds: u32) -> Next {
        let delay = seconds.saturating_mul(1000);
        // Some time has to be left for the answer itself.
        if delay.saturating_add(1_000) > self.time_left {
            return Next::Ended(Outcome::Busy(seconds));
        }
        self.send(delay.max(200))
    }

    fn send(&mut self, delay: u32) -> Next {
        self.requests += 1;
        if self.requests > MAX_REQUESTS || self.text_left == 0 {
            return Next::Ended(Outcome::Refused);
        }
        if self.time_left == 0 {
            return Next::Ended(Outcome::Slow);
        }
        Next::Fetch(Box::new(FetchPlan {
            request: self.sent.clone(),
            delay,
            limit: self.time_left,
            max_text: self.text_left,
        }))
    }
}

impl Request {
    /// A plain GET of JSON.
    pub fn get(path: String) -> Self {
        Self {
            path,
            headers: vec![("accept".to_owned(), "application/json".to_owned())],
            ..Self::default()
        }
    }

    /// The same with one more header.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

impl<'a> Asked<'a> {
    /// The last answer; `None` before there is any, or where it is of no use.
    pub fn last(&self) -> Option<&'a Value> {
        self.answers
            .last()
            .map(|answer| &answer.value)
            .filter(|value| !value.is_null())
    }

    /// The part of the address after this one, if it can be the id of a conversation: nothing in it
    /// may lead to another address.
    pub fn id_after(&self, name: &str) -> Option<&'a str> {
        let mut segments = self.address.segments();
        segments.find(|part| *part == name)?;
        segments.next().filter(|id| is_id(id))
    }
}

/// Whether a text can stand in an address as it is.
pub fn is_id(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 200
        && text != ".."
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
}

/// The text of a field; empty where there is none.
pub fn text<'a>(object: &'a Value, key: &str) -> &'a str {
    object.get(key).and_then(Value::as_str).unwrap_or("")
}

/// The items of a list in a field.
pub fn list<'a>(object: &'a Value, key: &str) -> &'a [Value] {
    object
        .get(key)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// One message of a tree: prompts can be edited and answers made anew, so several may follow one.
#[derive(Clone, Debug)]
pub struct TreeNode<'a> {
    /// Its id.
    pub id: String,
    /// The id of the one before.
    pub parent: String,
    /// What it says.
    pub value: &'a Value,
}

impl<'a> TreeNode<'a> {
    /// Of an object with these two fields, whether they hold texts or numbers.
    pub fn of(value: &'a Value, id: &str, parent: &str) -> Self {
        let field = |key: &str| match value.get(key) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        };
        Self {
            id: field(id),
            parent: field(parent),
            value,
        }
    }
}

/// The branch that is shown, from its first message to its last: the one that ends in `current`,
/// unless the page shows another one. Of nodes that follow the same one, the later in the list
/// is the newer.
pub fn branch<'a>(nodes: &[TreeNode<'a>], current: &str, shown: &[String]) -> Vec<&'a Value> {
    let places: std::collections::HashMap<&str, usize> = nodes
        .iter()
        .enumerate()
        .map(|(place, node)| (node.id.as_str(), place))
        .collect();
    let path = |leaf: usize| {
        let mut path = Vec::new();
        let mut at = Some(leaf);
        while let Some(place) = at {
            // A loop would be longer than the list.
            if path.len() >= nodes.len() {
                break;
            }
            path.push(place);
            at = nodes
                .get(place)
                .and_then(|node| places.get(node.parent.as_str()).copied());
        }
        path.reverse();
        path
    };
    let leaf_below = |mut place: usize| {
        for _ in 0..nodes.len() {
            let Some(node) = nodes.get(place) else { break };
            let child = nodes
                .iter()
                .rposition(|other| other.parent == node.id && other.id != node.id);
            match child {
                Some(child) => place = child,
                None => break,
            }
        }
        place
    };
    let seen = shown
        .iter()
        .rev()
        .find_map(|key| places.get(bare(key)).copied());
    let mut chosen = match places.get(current) {
        Some(&leaf) => path(leaf),
        None => nodes
            .len()
            .checked_sub(1)
            .map_or_else(Vec::new, |last| path(leaf_below(last))),
    };
    if let Some(seen) = seen
        && !chosen.contains(&seen)
    {
        chosen = path(leaf_below(seen));
    }
    chosen
        .into_iter()
        .filter_map(|place| nodes.get(place).map(|node| node.value))
        .collect()
}

/// The site's own id in the key of a turn, which may have its role behind it and the name of its
/// kind before it.
pub fn bare(key: &str) -> &str {
    let key = key.split(':').next().unwrap_or(key);
    ["message-", "response-"]
        .iter()
        .find_map(|start| key.strip_prefix(start))
        .unwrap_or(key)
}
