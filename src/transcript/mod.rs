//! A conversation as a Markdown transcript that people read, and back.
//!
//! [`write`] makes Chatlink's own form, which [`read`] gives back without any loss. [`read`]
//! understands the transcripts of other programs as well as it can. `docs/FORMAT.md`,
//! "Transcript", has the grammar.

mod foreign;
mod line;
mod own;
mod shorten;

pub use shorten::{MAX_SHORT, shorten};

use crate::conversation::Conversation;

/// Writes the transcript: front matter, then a heading and the text of each message.
///
/// ```
/// use chatlink::conversation::{Conversation, Message};
/// let conversation = Conversation {
///     title: "Frost depth".into(),
///     complete: true,
///     messages: vec![Message { markdown: "How deep?".into(), ..Message::default() }],
///     ..Conversation::default()
/// };
/// let text = "---\nchatlink: 1\ntitle: Frost depth\n---\n\n## User\n\nHow deep?\n";
/// assert_eq!(chatlink::transcript::write(&conversation), text);
/// assert_eq!(chatlink::transcript::read(text), Some(conversation));
/// ```
pub fn write(conversation: &Conversation) -> String {
    own::write(conversation)
}

/// Reads a transcript: Chatlink's own, or one of another program in which lines say who speaks
/// (`**You:**`, `## User`, `ChatGPT said:` …). `None` if no line says so.
///
/// Text of another program that stands before the first message and is not its title is left
/// out, which a warning `text-before-first-message` says.
pub fn read(text: &str) -> Option<Conversation> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    // An editor that turns line ends around does it to all of them.
    let converted = text
        .split_once('\n')
        .is_some_and(|(first, _)| first.ends_with('\r'));
    if converted {
        return read_lines(&text.replace("\r\n", "\n"));
    }
    read_lines(text)
}

fn read_lines(text: &str) -> Option<Conversation> {
    own::read(text).or_else(|| foreign::read(text))
}
