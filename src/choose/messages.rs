//! Which messages are shared, and how that choice follows a chat that was read again.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use super::Choice;
use crate::conversation::{Conversation, Message, Role};

/// Messages that are chosen at one press. Places count from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pick {
    /// Every message.
    #[default]
    All,
    /// No message.
    None,
    /// What the assistant said, with the output of its tools.
    Answers,
    /// What the person said.
    Prompts,
    /// This message and all after it.
    From(usize),
    /// The question to which this message belongs, and its answers.
    Exchange(usize),
}

impl Pick {
    /// The messages that it leaves out.
    pub fn left_out(self, messages: &[Message]) -> BTreeSet<usize> {
        let exchange = match self {
            Self::Exchange(at) => exchange(messages, at),
            _ => 0..=0,
        };
        let left_out = |at: usize, message: &Message| match self {
            Self::All => false,
            Self::None => true,
            Self::Answers => !matches!(message.role, Role::Assistant | Role::Tool),
            Self::Prompts => message.role != Role::User,
            Self::From(first) => at < first,
            Self::Exchange(_) => !exchange.contains(&at),
        };
        let all = messages.iter().enumerate();
        all.filter(|(at, message)| left_out(*at, message))
            .map(|(at, _)| at)
            .collect()
    }
}

/// From the question that stands before a message to the next question. Prompts that follow one
/// another are one question.
fn exchange(messages: &[Message], at: usize) -> RangeInclusive<usize> {
    let asks = |at: usize| messages.get(at).is_some_and(|it| it.role == Role::User);
    let begins = |at: &usize| asks(*at) && (*at == 0 || !asks(at - 1));
    let first = (0..=at).rev().find(begins).unwrap_or(0);
    let last = (at + 1..messages.len()).find(begins);
    first..=last.unwrap_or(messages.len()).saturating_sub(1)
}

/// How many of the messages are chosen: all, none or some.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// All of them.
    All,
    /// None of them.
    None,
    /// Some of them.
    Some,
}

impl Share {
    /// Of so many messages.
    pub fn of(left_out: &BTreeSet<usize>, messages: usize) -> Self {
        match left_out.range(..messages).count() {
            0 => Self::All,
            out if out == messages => Self::None,
            _ => Self::Some,
        }
    }
}

/// Takes the messages out that are left out, and says where they stood, if the choice wants that.
/// Gives the old place of each message that stays.
pub(super) fn leave_out(conversation: &mut Conversation, choice: &Choice) -> Vec<usize> {
    let mut from = Vec::new();
    let mut stays = Vec::new();
    let mut gap = 0u32;
    for (at, mut message) in std::mem::take(&mut conversation.messages)
        .into_iter()
        .enumerate()
    {
        gap = gap.saturating_add(std::mem::take(&mut message.left_out));
        let out = choice.left_out.contains(&at);
        if out || !choice.parts.tools && message.role == Role::Tool {
            gap = gap.saturating_add(1);
            continue;
        }
        message.left_out = std::mem::take(&mut gap);
        from.push(at);
        stays.push(message);
    }
    conversation.left_out_at_end = conversation.left_out_at_end.saturating_add(gap);
    if choice.without_gaps {
        conversation.left_out_at_end = 0;
        for message in &mut stays {
            message.left_out = 0;
        }
    }
    conversation.messages = stays;
    from
}

/// A number that another message hardly has; it fits into a JavaScript number.
pub fn key(message: &Message) -> u64 {
    // FNV-1a.
    let role = [message.role as u8];
    let bytes = role.iter().chain(message.markdown.as_bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    hash >> 11
}

/// Where the messages of an earlier reading stand in this one; `None` for those that are new.
///
/// A message whose text changed keeps its place beside one that did not.
pub fn follow(before: &[u64], messages: &[Message]) -> Vec<Option<usize>> {
    let mut places: BTreeMap<u64, VecDeque<usize>> = BTreeMap::new();
    for (at, key) in before.iter().enumerate() {
        places.entry(*key).or_default().push_back(at);
    }
    let mut known: Vec<Option<usize>> = messages
        .iter()
        .map(|message| places.get_mut(&key(message))?.pop_front())
        .collect();
    let mut taken: BTreeSet<usize> = known.iter().flatten().copied().collect();
    let mut changed = |at: usize, beside: Option<usize>, known: &mut Vec<Option<usize>>| {
        let free = beside.filter(|place| *place < before.len() && taken.insert(*place));
        if let (Some(slot @ None), Some(place)) = (known.get_mut(at), free) {
            *slot = Some(place);
        }
    };
    for at in 0..messages.len() {
        if known.get(at) == Some(&None) {
            let beside = match at.checked_sub(1) {
                Some(last) => known.get(last).copied().flatten().map(|place| place + 1),
                None => None,
            };
            changed(at, beside, &mut known);
        }
    }
    for at in (0..messages.len()).rev() {
        if known.get(at) == Some(&None) {
            let next = known.get(at + 1).copied().flatten();
            let beside = match next {
                Some(place) => place.checked_sub(1),
                // All of them changed: the first is still the first.
                None if known.iter().all(Option::is_none) && at < before.len() => Some(at),
                None => None,
            };
            changed(at, beside, &mut known);
        }
    }
    known
}

/// The messages that are left out, in a chat that was read again. New ones are treated as the last
/// press on a pick says.
pub fn carried(
    left_out: &BTreeSet<usize>,
    pick: Pick,
    places: &[Option<usize>],
    messages: &[Message],
) -> BTreeSet<usize> {
    // For `From`: what comes in before the first chosen message is left out, as all before it.
    let first = places
        .iter()
        .position(|place| place.is_some_and(|place| !left_out.contains(&place)));
    let new_stays = |at: usize, message: &Message| match pick {
        Pick::All => true,
        Pick::None | Pick::Exchange(_) => false,
        Pick::Answers => matches!(message.role, Role::Assistant | Role::Tool),
        Pick::Prompts => message.role == Role::User,
        Pick::From(_) => first.is_some_and(|first| at > first),
    };
    let all = messages.iter().enumerate();
    all.filter(|(at, message)| match places.get(*at).copied().flatten() {
        Some(place) => left_out.contains(&place),
        None => !new_stays(*at, message),
    })
    .map(|(at, _)| at)
    .collect()
}
