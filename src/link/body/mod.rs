//! The body: a conversation as one compact stream of bytes, before any codec.
//!
//! UTF-8 text, with control bytes between its parts. First the title, then items: a marker byte
//! and the text up to the next marker. Items before the first message belong to the
//! conversation, those after a message's text to that message. Readers skip items that they do
//! not know, so that the layout can grow.

mod moment;
mod site;
mod text;

use super::MAX_BODY_BYTES;
use crate::conversation::{Conversation, Message, Role, Source, Timestamp, Warning};
use crate::error::Error;

/// The most items of a body: messages, sources, warnings and all the rest together.
///
/// An item takes one byte in a body but a hundred in memory.
pub const MAX_ITEMS: usize = 100_000;

/// What an item is; the numbers are the bytes in the stream.
mod marker {
    pub(super) const USER: u8 = 0x01;
    pub(super) const ASSISTANT: u8 = 0x02;
    pub(super) const SYSTEM: u8 = 0x03;
    pub(super) const TOOL: u8 = 0x04;
    /// The model: of the conversation, or of the message before.
    pub(super) const MODEL: u8 = 0x05;
    pub(super) const SITE: u8 = 0x06;
    pub(super) const AUTHOR: u8 = 0x07;
    /// When: the capture of the conversation, or the writing of the message before.
    pub(super) const TIME: u8 = 0x08;
    pub(super) const URL: u8 = 0x0B;
    pub(super) const NOT_COMPLETE: u8 = 0x0C;
    pub(super) const WARNING: u8 = 0x0E;
    pub(super) const REASONING: u8 = 0x0F;
    /// Not a marker: the byte after it is part of the text.
    pub(super) const ESCAPE: u8 = 0x10;
    pub(super) const SOURCE: u8 = 0x11;
    pub(super) const EDITED: u8 = 0x12;
    pub(super) const SHOW_UNTIL: u8 = 0x13;
    /// How many messages were left out: before the message before, or after the last one.
    pub(super) const LEFT_OUT: u8 = 0x14;
}

/// Lays a conversation out.
///
/// # Errors
/// [`Error::ConversationTooLong`] beyond [`MAX_BODY_BYTES`] or [`MAX_ITEMS`].
pub fn write(conversation: &Conversation) -> Result<Vec<u8>, Error> {
    let mut out = Writer::default();
    text::write(&conversation.title, &mut out.bytes);
    if !conversation.site.is_empty() {
        out.item(marker::SITE, &site::write(&conversation.site));
    }
    out.option(marker::MODEL, conversation.model.as_deref());
    out.option(marker::AUTHOR, conversation.author.as_deref());
    out.moment(marker::TIME, conversation.captured_at);
    out.option(marker::URL, conversation.url.as_deref());
    if !conversation.complete {
        out.item(marker::NOT_COMPLETE, "");
    }
    if conversation.edited {
        out.item(marker::EDITED, "");
    }
    out.moment(marker::SHOW_UNTIL, conversation.show_until);
    out.count(marker::LEFT_OUT, conversation.left_out_at_end);
    for warning in &conversation.warnings {
        out.pair(marker::WARNING, &warning.code, &warning.detail);
    }
    for message in &conversation.messages {
        out.item(role_marker(message.role), &message.markdown);
        out.option(marker::MODEL, message.model.as_deref());
        out.moment(marker::TIME, message.time);
        out.option(marker::REASONING, message.reasoning.as_deref());
        for source in &message.sources {
            out.pair(marker::SOURCE, &source.url, &source.title);
        }
        out.count(marker::LEFT_OUT, message.left_out);
    }
    if out.bytes.len() > MAX_BODY_BYTES {
        return Err(Error::ConversationTooLong {
            limit: MAX_BODY_BYTES,
        });
    }
    if out.items > MAX_ITEMS {
        return Err(Error::ConversationTooLong { limit: MAX_ITEMS });
    }
    Ok(out.bytes)
}

/// Reads a whole body.
///
/// # Errors
/// [`Error::LinkDamaged`] if it is none, [`Error::LinkTooLarge`] beyond [`MAX_ITEMS`].
pub fn read(bytes: &[u8]) -> Result<Conversation, Error> {
    Reader::default().read(bytes, true)
}

/// Reads the beginning of a body that was cut anywhere.
///
/// A title, a message or a reasoning is kept as far as it goes; the last item is left out where
/// half of it would say something else: an address, a name, a moment.
///
/// # Errors
/// As [`read`].
pub fn read_part(bytes: &[u8]) -> Result<Conversation, Error> {
    let mut end = bytes.len();
    // A character or an escape that did not arrive in full.
    if let Err(error) = std::str::from_utf8(bytes)
        && error.error_len().is_none()
    {
        end = error.valid_up_to();
    }
    let bytes = bytes.get(..end).unwrap_or_default();
    let bytes = bytes.strip_suffix(&[marker::ESCAPE]).unwrap_or(bytes);
    Reader::default().read(bytes, false)
}

fn role_marker(role: Role) -> u8 {
    match role {
        Role::User => marker::USER,
        Role::Assistant => marker::ASSISTANT,
        Role::System => marker::SYSTEM,
        Role::Tool => marker::TOOL,
    }
}

fn marker_role(marker: u8) -> Option<Role> {
    match marker {
        marker::USER => Some(Role::User),
        marker::ASSISTANT => Some(Role::Assistant),
        marker::SYSTEM => Some(Role::System),
        marker::TOOL => Some(Role::Tool),
        _ => None,
    }
}

/// Control bytes begin an item, except those that are text: tab, line feed, carriage return and
/// the escape.
fn is_marker(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | marker::ESCAPE)
}

#[derive(Default)]
struct Writer {
    bytes: Vec<u8>,
    items: usize,
    clock: moment::Clock,
}

impl Writer {
    fn item(&mut self, marker: u8, content: &str) {
        self.items += 1;
        self.bytes.push(marker);
        text::write(content, &mut self.bytes);
    }

    fn option(&mut self, marker: u8, content: Option<&str>) {
        if let Some(content) = content {
            self.item(marker, content);
        }
    }

    fn moment(&mut self, marker: u8, moment: Option<Timestamp>) {
        if let Some(moment) = moment {
            let content = self.clock.write(moment);
            self.item(marker, &content);
        }
    }

    fn count(&mut self, marker: u8, count: u32) {
        if count > 0 {
            self.item(marker, &count.to_string());
        }
    }

    /// Two texts with a line feed between them; the second is left out where it is empty.
    fn pair(&mut self, marker: u8, first: &str, second: &str) {
        self.items += 1;
        self.bytes.push(marker);
        text::write_line(first, &mut self.bytes);
        if !second.is_empty() {
            self.bytes.push(b'\n');
            text::write(second, &mut self.bytes);
        }
    }
}

#[derive(Default)]
struct Reader {
    conversation: Conversation,
    clock: moment::Clock,
}

impl Reader {
    fn read(mut self, bytes: &[u8], whole: bool) -> Result<Conversation, Error> {
        self.conversation.complete = true;
        let mut parts = Parts(bytes);
        self.conversation.title = text::read(parts.text())?;
        for n in 0.. {
            let Some((marker, content)) = parts.item() else {
                break;
            };
            if n == MAX_ITEMS {
                return Err(Error::LinkTooLarge { limit: MAX_ITEMS });
            }
            let cut = !whole && parts.0.is_empty();
            if let Some(role) = marker_role(marker) {
                self.conversation.messages.push(Message {
                    role,
                    markdown: text::read(content)?,
                    ..Message::default()
                });
            } else if !cut || marker == marker::REASONING {
                self.detail(marker, content)?;
            }
        }
        Ok(self.conversation)
    }

    /// An item that says more about the conversation or about the last message.
    fn detail(&mut self, marker: u8, content: &[u8]) -> Result<(), Error> {
        let conversation = &mut self.conversation;
        match (marker, conversation.messages.last_mut()) {
            (marker::MODEL, None) => conversation.model = Some(text::read(content)?),
            (marker::SITE, None) => conversation.site = site::read(&text::read(content)?),
            (marker::AUTHOR, None) => conversation.author = Some(text::read(content)?),
            (marker::TIME, None) => conversation.captured_at = Some(self.clock.read(content)?),
            (marker::URL, None) => conversation.url = Some(text::read(content)?),
            (marker::NOT_COMPLETE, None) => conversation.complete = false,
            // With a text it is something that this version does not know.
            (marker::EDITED, None) if content.is_empty() => conversation.edited = true,
            (marker::SHOW_UNTIL, None) => conversation.show_until = Some(self.clock.read(content)?),
            (marker::LEFT_OUT, None) => conversation.left_out_at_end = count(content),
            (marker::WARNING, None) => {
                let (code, detail) = text::read_pair(content)?;
                conversation.warnings.push(Warning { code, detail });
            }
            (marker::MODEL, Some(message)) => message.model = Some(text::read(content)?),
            (marker::TIME, Some(message)) => message.time = Some(self.clock.read(content)?),
            (marker::REASONING, Some(message)) => message.reasoning = Some(text::read(content)?),
            (marker::SOURCE, Some(message)) => {
                let (url, title) = text::read_pair(content)?;
                message.sources.push(Source { title, url });
            }
            (marker::LEFT_OUT, Some(message)) => message.left_out = count(content),
            // From a later version; or not where it belongs, which is the same to a reader.
            _ => {}
        }
        Ok(())
    }
}

/// A count in decimal digits; 0 for anything else.
fn count(content: &[u8]) -> u32 {
    std::str::from_utf8(content)
        .ok()
        .filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))
        .and_then(|text| text.parse().ok())
        .unwrap_or_default()
}

/// What is still to be read.
struct Parts<'a>(&'a [u8]);

impl<'a> Parts<'a> {
    /// Up to the next marker.
    fn text(&mut self) -> &'a [u8] {
        let end = self.0.iter().position(|&byte| is_marker(byte));
        let (text, rest) = self.0.split_at(end.unwrap_or(self.0.len()));
        self.0 = rest;
        text
    }

    fn item(&mut self) -> Option<(u8, &'a [u8])> {
        let (&marker, rest) = self.0.split_first()?;
        self.0 = rest;
        Some((marker, self.text()))
    }
}
