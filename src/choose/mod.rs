//! What of a conversation is shared: the one way from what was read to what leaves.
//!
//! In reading order:
//!
//! 1. [`messages`]: which messages, and how a choice follows a chat that was read again.
//! 2. [`parts`]: reasoning, sources, output of tools, images, models, times.
//! 3. [`pictures`]: images that come into the text itself.
//! 4. [`cuts`]: text that the person cut out or masked by hand.
//! 5. [`prepare`]: all of it, and then what [`redact`](crate::redact) finds.

pub mod cuts;
pub mod messages;
pub mod parts;
pub mod pictures;

use std::collections::BTreeSet;

use crate::conversation::{Conversation, Timestamp};
use crate::redact::{self, Finder, Finding, Kind};

pub use cuts::Cut;
pub use messages::Pick;
pub use parts::Parts;
pub use pictures::Held;

/// What the person chose. The default shares everything and masks every finding.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// Another title than the conversation's.
    pub title: Option<String>,
    /// The name that is shared.
    pub author: Option<String>,
    /// The messages that are left out, by their place.
    pub left_out: BTreeSet<usize>,
    /// Whether the reader is not told how many messages were left out where.
    pub without_gaps: bool,
    /// What belongs to messages and is shared.
    pub parts: Parts,
    /// Text that is cut out or masked, one after the other.
    pub cuts: Vec<Cut>,
    /// Until when the reader is asked to show it.
    pub show_until: Option<Timestamp>,
    /// Pictures in the place of images that have only an address or a name.
    pub pictures: Vec<Held>,
    /// The person's own words, which are always masked.
    pub own: Vec<String>,
    /// Findings that are shared as they are, by their [`Finding::same`].
    pub unmasked: BTreeSet<u64>,
}

/// What leaves, and what was masked in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prepared {
    /// What leaves.
    pub conversation: Conversation,
    /// The same before anything was masked: for showing a finding in its context.
    pub clear: Conversation,
    /// Everything that was found in it, masked or not, in the order of the conversation.
    pub findings: Vec<Finding>,
    /// The place that each message had before.
    pub from: Vec<usize>,
}

impl Prepared {
    /// The findings that are shared as they are.
    pub fn unmasked(&self, choice: &Choice) -> BTreeSet<u64> {
        let same = self.findings.iter().map(|it| it.same);
        same.filter(|same| choice.unmasked.contains(same)).collect()
    }
}

/// The conversation as it is to be shared. `name` is what stands in the place of what is masked.
/// The page's address is never part of it.
///
/// ```
/// use chatlink::choose::{self, Choice};
/// use chatlink::conversation::{Conversation, Message};
/// let conversation = Conversation {
///     url: Some("https://chat.example/1".into()),
///     messages: vec![Message { markdown: "I am mia@garden.example".into(), ..Message::default() }],
///     ..Conversation::default()
/// };
/// let prepared = choose::prepare(&conversation, &Choice::default(), &|_| "masked".into());
/// assert_eq!(prepared.conversation.url, None);
/// assert_eq!(prepared.conversation.messages[0].markdown, "I am [masked]");
/// assert!(prepared.conversation.edited);
/// ```
pub fn prepare(
    conversation: &Conversation,
    choice: &Choice,
    name: &dyn Fn(Kind) -> String,
) -> Prepared {
    prepare_with(&mut Finder::default(), conversation, choice, name)
}

/// The same again and again: `finder` remembers what was searched.
pub fn prepare_with(
    finder: &mut Finder,
    conversation: &Conversation,
    choice: &Choice,
    name: &dyn Fn(Kind) -> String,
) -> Prepared {
    let mut clear = conversation.clone();
    if let Some(title) = &choice.title {
        clear.title.clone_from(title);
    }
    clear.author.clone_from(&choice.author);
    clear.show_until = choice.show_until.or(clear.show_until);
    // The page's address is the sharer's own; a reader could not open it anyway.
    clear.url = None;
    clear.edited |= cuts::apply(&mut clear.messages, &choice.cuts, &name(Kind::Own));
    if choice.parts.images {
        pictures::put_in(conversation, &mut clear.messages, &choice.pictures);
    }
    let from = messages::leave_out(&mut clear, choice);
    choice.parts.apply(&mut clear);
    let findings = finder.find(&clear, &choice.own);
    let masked: Vec<Finding> = (findings.iter())
        .filter(|finding| !choice.unmasked.contains(&finding.same))
        .cloned()
        .collect();
    let mut conversation = redact::mask(&clear, &masked, name);
    conversation.edited |= !masked.is_empty();
    Prepared {
        conversation,
        clear,
        findings,
        from,
    }
}
