//! What would make a link shorter, and which of it is enough for the next place.
//!
//! Figures are estimates: what is left without a part is deflated quickly, and the difference is
//! scaled to the length of the link as it is. Sentences say "about".

use super::body;
use super::codec::quick_size;
use super::meter::{Fit, LIMITS};
use crate::conversation::{Conversation, Message, Role};

/// A part of a conversation that can be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Pictures inside the text, written as `data:` addresses.
    Images,
    /// The sources of the answers.
    Sources,
    /// The output of tools.
    Tools,
    /// The reasoning of the answers.
    Reasoning,
    /// The longest messages: as many as it takes to reach the next place.
    Longest,
}

impl Part {
    /// The key of its name in `_locales`.
    pub fn message_key(self) -> &'static str {
        match self {
            Self::Images => "part_images",
            Self::Sources => "part_sources",
            Self::Tools => "part_tools",
            Self::Reasoning => "part_reasoning",
            Self::Longest => "part_longest",
        }
    }
}

/// What leaving out a part would save.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Saving {
    /// What is left out.
    pub part: Part,
    /// How many there are: images, sources, messages.
    pub count: usize,
    /// About how many characters the link would lose.
    pub chars: usize,
}

/// How a link reaches the next place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The place.
    pub place: Fit,
    /// How many characters too long the link is for it.
    pub over: usize,
    /// What to leave out; empty where nothing that was looked at is enough.
    pub leave_out: Vec<Part>,
}

/// What can be left out of a conversation whose link has so many characters, with what each would
/// save; the most first. [`Part::Longest`] stands last, where it is enough for the next place.
pub fn savings(conversation: &Conversation, link_chars: usize) -> Vec<Saving> {
    let size =
        |conversation: &Conversation| body::write(conversation).map_or(0, |body| quick_size(&body));
    // Pictures are as dense as a link: they cost what they are long, and the rest is the text's.
    let (bare, images) = without_images(conversation);
    let pictures = images.chars.min(link_chars);
    let text_chars = link_chars - pictures;
    let whole = size(&bare).max(1);
    let lost = |left: &Conversation| {
        let saved = whole.saturating_sub(size(left));
        (text_chars as u64 * saved as u64 / whole as u64) as usize
    };

    let mut list = Vec::new();
    let mut add = |part, count, chars| {
        if count > 0 && chars > 0 {
            list.push(Saving { part, count, chars });
        }
    };
    add(Part::Images, images.count, pictures);
    for part in [Part::Sources, Part::Tools, Part::Reasoning] {
        let mut left = bare.clone();
        let count = leave_out(&mut left, part);
        if count > 0 && !left.messages.is_empty() {
            add(part, count, lost(&left));
        }
    }
    list.sort_by_key(|saving| std::cmp::Reverse(saving.chars));
    if let Some((_, limit)) = next_place(link_chars) {
        let need = link_chars - limit;
        let scale = text_chars as f64 / body::write(&bare).map_or(1, |body| body.len()) as f64;
        list.extend(longest(conversation, need, scale, &lost));
    }
    list
}

/// The cheapest way to the next place: as little as possible, and whole messages only where the
/// rest is not enough. `None` for a link that fits everywhere.
pub fn plan(savings: &[Saving], link_chars: usize) -> Option<Plan> {
    let (place, limit) = next_place(link_chars)?;
    let over = link_chars - limit;
    let parts: Vec<&Saving> = (savings.iter())
        .filter(|saving| saving.part != Part::Longest)
        .collect();
    // Every choice of at most four parts.
    let choices = (1u32..1 << parts.len()).map(|choice| {
        let chosen = parts.iter().enumerate();
        let chosen = chosen.filter(move |(n, _)| choice >> n & 1 == 1);
        chosen.map(|(_, saving)| *saving).collect::<Vec<_>>()
    });
    let total = |chosen: &[&Saving]| chosen.iter().map(|saving| saving.chars).sum::<usize>();
    let cheapest = choices
        .filter(|chosen| total(chosen) >= over)
        .min_by_key(|chosen| (chosen.len(), total(chosen)));
    let longest = || {
        let longest = savings.iter().find(|saving| saving.part == Part::Longest)?;
        (longest.chars >= over).then(|| vec![longest])
    };
    let chosen = cheapest.or_else(longest).unwrap_or_default();
    Some(Plan {
        place,
        over,
        leave_out: chosen.iter().map(|saving| saving.part).collect(),
    })
}

/// The place that a link of so many characters just misses, and its limit.
fn next_place(link_chars: usize) -> Option<(Fit, usize)> {
    LIMITS
        .into_iter()
        .rev()
        .find(|(_, limit)| *limit < link_chars)
}

/// Takes a part out, and says how many there were.
fn leave_out(conversation: &mut Conversation, part: Part) -> usize {
    let messages = &mut conversation.messages;
    match part {
        Part::Sources => messages
            .iter_mut()
            .map(|message| std::mem::take(&mut message.sources).len())
            .sum(),
        Part::Reasoning => messages
            .iter_mut()
            .filter_map(|message| message.reasoning.take())
            .count(),
        Part::Tools => {
            let before = messages.len();
            messages.retain(|message| message.role != Role::Tool);
            before - messages.len()
        }
        Part::Images | Part::Longest => 0,
    }
}

/// How often the choice of the longest messages is made larger before it is given up.
const TRIES: usize = 4;

/// The fewest of the longest messages that save what is needed, chosen by their lengths and then
/// measured. `scale` is characters of the link for a byte of text.
fn longest(
    conversation: &Conversation,
    need: usize,
    scale: f64,
    lost: &impl Fn(&Conversation) -> usize,
) -> Option<Saving> {
    let messages = &conversation.messages;
    let mut order: Vec<(usize, Images, usize)> = messages
        .iter()
        .enumerate()
        .map(|(at, message)| {
            let (bare, images) = message_without_images(message);
            let text = text_bytes(&bare);
            (at, images, text)
        })
        .collect();
    let weight = |images: &Images, text: usize| images.chars as f64 + text as f64 * scale;
    order.sort_by(|(_, a_images, a), (_, b_images, b)| {
        weight(b_images, *b).total_cmp(&weight(a_images, *a))
    });
    let mut sum = 0.0;
    let enough = order.iter().position(|(_, images, text)| {
        sum += weight(images, *text);
        sum >= need as f64
    });
    let mut count = enough? + 1;
    for _ in 0..TRIES {
        // Something has to stay.
        if count >= messages.len() {
            return None;
        }
        let chosen = order.get(..count)?;
        let mut left = without_images(conversation).0;
        let mut at = 0;
        left.messages.retain(|_| {
            at += 1;
            !chosen.iter().any(|(gone, ..)| *gone == at - 1)
        });
        let pictures: usize = chosen.iter().map(|(_, images, _)| images.chars).sum();
        let chars = pictures + lost(&left);
        if chars >= need {
            return Some(Saving {
                part: Part::Longest,
                count,
                chars,
            });
        }
        count += count.div_ceil(4);
    }
    None
}

fn text_bytes(message: &Message) -> usize {
    let reasoning = message.reasoning.as_ref().map_or(0, String::len);
    let sources = message.sources.iter();
    let sources: usize = sources.map(|it| it.url.len() + it.title.len()).sum();
    message.markdown.len() + reasoning + sources
}

/// Pictures that were found in a text.
#[derive(Clone, Copy, Default)]
struct Images {
    count: usize,
    /// Characters of their addresses.
    chars: usize,
}

fn without_images(conversation: &Conversation) -> (Conversation, Images) {
    let mut all = Images::default();
    let mut bare = conversation.clone();
    for message in &mut bare.messages {
        let (text, images) = message_without_images(message);
        *message = text;
        all.count += images.count;
        all.chars += images.chars;
    }
    (bare, all)
}

fn message_without_images(message: &Message) -> (Message, Images) {
    let mut images = Images::default();
    let mut bare = message.clone();
    for text in std::iter::once(&mut bare.markdown).chain(&mut bare.reasoning) {
        if text.contains(IMAGE) {
            *text = text_without_images(text, &mut images);
        }
    }
    (bare, images)
}

/// What the address of a picture begins with where it stands in the text itself.
const IMAGE: &str = "data:image/";

fn text_without_images(text: &str, images: &mut Images) -> String {
    let mut bare = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(IMAGE) {
        let end = after.find(|c: char| c.is_whitespace() || ")>\"'".contains(c));
        let (address, behind) = after.split_at(end.unwrap_or(after.len()));
        bare.push_str(before);
        images.count += 1;
        images.chars += IMAGE.len() + address.len();
        rest = behind;
    }
    bare + rest
}
