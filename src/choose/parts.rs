//! The parts of messages that can be left out of a share.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use serde::{Deserialize, Serialize};

use crate::conversation::{Conversation, Role};

/// Which parts are shared. The default is all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Parts {
    /// The reasoning of the answers.
    pub reasoning: bool,
    /// The output of tools.
    pub tools: bool,
    /// The sources of the answers.
    pub sources: bool,
    /// The addresses of images, and the images in the text.
    pub images: bool,
    /// The names of the models.
    pub models: bool,
    /// When it was written and captured.
    pub times: bool,
}

impl Default for Parts {
    fn default() -> Self {
        Self {
            reasoning: true,
            tools: true,
            sources: true,
            images: true,
            models: true,
            times: true,
        }
    }
}

/// The name of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// [`Parts::reasoning`].
    Reasoning,
    /// [`Parts::tools`].
    Tools,
    /// [`Parts::sources`].
    Sources,
    /// [`Parts::images`].
    Images,
    /// [`Parts::models`].
    Models,
    /// [`Parts::times`].
    Times,
}

impl Part {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 6] = [
        Self::Reasoning,
        Self::Tools,
        Self::Sources,
        Self::Images,
        Self::Models,
        Self::Times,
    ];

    /// The key of its name in `_locales`.
    pub fn message_key(self) -> &'static str {
        match self {
            Self::Reasoning => "part_reasoning",
            Self::Tools => "part_tools",
            Self::Sources => "part_sources",
            Self::Images => "part_images",
            Self::Models => "part_models",
            Self::Times => "part_times",
        }
    }

    /// Whether a conversation has such a part.
    pub fn is_in(self, conversation: &Conversation) -> bool {
        let any = |has: &dyn Fn(&crate::conversation::Message) -> bool| {
            conversation.messages.iter().any(has)
        };
        match self {
            Self::Reasoning => any(&|it| it.reasoning.is_some()),
            Self::Tools => any(&|it| it.role == Role::Tool),
            Self::Sources => any(&|it| !it.sources.is_empty()),
            Self::Images => any(&|it| it.markdown.contains("![")),
            Self::Models => conversation.model.is_some() || any(&|it| it.model.is_some()),
            Self::Times => conversation.captured_at.is_some() || any(&|it| it.time.is_some()),
        }
    }
}

impl Parts {
    /// Whether a part is shared.
    pub fn has(&self, part: Part) -> bool {
        let mut copy = *self;
        *copy.slot(part)
    }

    /// Shares a part, or leaves it out.
    pub fn set(&mut self, part: Part, on: bool) {
        *self.slot(part) = on;
    }

    fn slot(&mut self, part: Part) -> &mut bool {
        match part {
            Part::Reasoning => &mut self.reasoning,
            Part::Tools => &mut self.tools,
            Part::Sources => &mut self.sources,
            Part::Images => &mut self.images,
            Part::Models => &mut self.models,
            Part::Times => &mut self.times,
        }
    }

    /// Takes out what is not shared. Messages of tools go with the other messages.
    pub(super) fn apply(&self, conversation: &mut Conversation) {
        if !self.models {
            conversation.model = None;
        }
        if !self.times {
            conversation.captured_at = None;
        }
        for message in &mut conversation.messages {
            if !self.reasoning {
                message.reasoning = None;
            }
            if !self.sources {
                message.sources.clear();
            }
            if !self.models {
                message.model = None;
            }
            if !self.times {
                message.time = None;
            }
            if !self.images {
                for text in std::iter::once(&mut message.markdown).chain(&mut message.reasoning) {
                    *text = without_images(text);
                }
            }
        }
    }
}

/// An image in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Where it stands.
    pub range: Range<usize>,
    /// Its address as it was written.
    pub address: String,
    /// What it is called.
    pub alt: String,
}

/// The images of a text, in order.
pub fn images(text: &str) -> Vec<Image> {
    // Most texts have none.
    if !text.contains("![") {
        return Vec::new();
    }
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_MATH;
    let mut found: Vec<Image> = Vec::new();
    let mut inside = 0;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        match event {
            Event::Start(Tag::Image { dest_url, .. }) => {
                inside += 1;
                // One in the name of another belongs to that one.
                if inside == 1 {
                    found.push(Image {
                        range,
                        address: dest_url.into_string(),
                        alt: String::new(),
                    });
                }
            }
            Event::End(TagEnd::Image) => inside -= 1,
            Event::Text(text) | Event::Code(text) if inside > 0 => {
                if let Some(image) = found.last_mut() {
                    image.alt.push_str(&text);
                }
            }
            _ => {}
        }
    }
    found
}

/// The text with a name in brackets where an image stood.
fn without_images(text: &str) -> String {
    replaced(text, |image| Some(placeholder(&image.alt)))
}

/// The text with something else in the place of images; `None` leaves one as it is.
pub(super) fn replaced(text: &str, mut with: impl FnMut(&Image) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for image in images(text) {
        let (Some(before), Some(new)) = (text.get(at..image.range.start), with(&image)) else {
            continue;
        };
        out.push_str(before);
        out.push_str(&new);
        at = image.range.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

fn placeholder(alt: &str) -> String {
    if alt.trim().is_empty() {
        return "\\[…\\]".to_owned();
    }
    ["\\[", &escaped(alt), "\\]"].concat()
}

/// A name that ends no bracket and begins nothing.
pub(super) fn escaped(alt: &str) -> String {
    let mut out = String::with_capacity(alt.len());
    for c in alt.chars() {
        if c.is_ascii_punctuation() {
            out.push('\\');
        }
        out.push(if c.is_control() { ' ' } else { c });
    }
    out
}
