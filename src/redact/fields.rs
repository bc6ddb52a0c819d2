//! Every text that a conversation holds.

use crate::conversation::Conversation;

/// A text of a conversation; numbers count from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The title.
    Title,
    /// The name of the sharer.
    Author,
    /// The name of the site.
    Site,
    /// The address of the page.
    Url,
    /// The model of the conversation.
    Model,
    /// The code of a warning.
    WarningCode(usize),
    /// What a warning concerns.
    WarningDetail(usize),
    /// The text of a message.
    Text(usize),
    /// The reasoning of a message.
    Reasoning(usize),
    /// The model of a message.
    MessageModel(usize),
    /// The title of a source: the message, and the source in it.
    SourceTitle(usize, usize),
    /// The address of a source.
    SourceUrl(usize, usize),
}

impl Place {
    /// Whether the text is Markdown.
    pub fn is_markdown(self) -> bool {
        matches!(self, Self::Text(_) | Self::Reasoning(_))
    }

    /// Whether the text is an address as a whole.
    pub fn is_address(self) -> bool {
        matches!(self, Self::Url | Self::SourceUrl(..))
    }

    /// The message in which it stands.
    pub fn message(self) -> Option<usize> {
        match self {
            Self::Text(at)
            | Self::Reasoning(at)
            | Self::MessageModel(at)
            | Self::SourceTitle(at, _)
            | Self::SourceUrl(at, _) => Some(at),
            _ => None,
        }
    }
}

/// Shows each text.
pub fn each<'a>(conversation: &'a Conversation, mut show: impl FnMut(Place, &'a str)) {
    let it = conversation;
    show(Place::Title, &it.title);
    show(Place::Site, &it.site);
    for (place, text) in [
        (Place::Author, &it.author),
        (Place::Url, &it.url),
        (Place::Model, &it.model),
    ] {
        if let Some(text) = text {
            show(place, text);
        }
    }
    for (n, warning) in it.warnings.iter().enumerate() {
        show(Place::WarningCode(n), &warning.code);
        show(Place::WarningDetail(n), &warning.detail);
    }
    for (n, message) in it.messages.iter().enumerate() {
        if let Some(text) = &message.model {
            show(Place::MessageModel(n), text);
        }
        if let Some(text) = &message.reasoning {
            show(Place::Reasoning(n), text);
        }
        show(Place::Text(n), &message.markdown);
        for (k, source) in message.sources.iter().enumerate() {
            show(Place::SourceTitle(n, k), &source.title);
            show(Place::SourceUrl(n, k), &source.url);
        }
    }
}

/// The text at a place, to be read.
pub fn text(conversation: &Conversation, place: Place) -> Option<&str> {
    let message = |n: usize| conversation.messages.get(n);
    match place {
        Place::Title => Some(&conversation.title),
        Place::Site => Some(&conversation.site),
        Place::Author => conversation.author.as_deref(),
        Place::Url => conversation.url.as_deref(),
        Place::Model => conversation.model.as_deref(),
        Place::WarningCode(n) => conversation.warnings.get(n).map(|it| it.code.as_str()),
        Place::WarningDetail(n) => conversation.warnings.get(n).map(|it| it.detail.as_str()),
        Place::Text(n) => message(n).map(|it| it.markdown.as_str()),
        Place::Reasoning(n) => message(n)?.reasoning.as_deref(),
        Place::MessageModel(n) => message(n)?.model.as_deref(),
        Place::SourceTitle(n, k) => message(n)?.sources.get(k).map(|it| it.title.as_str()),
        Place::SourceUrl(n, k) => message(n)?.sources.get(k).map(|it| it.url.as_str()),
    }
}

/// The text at a place, to be changed.
pub fn text_mut(conversation: &mut Conversation, place: Place) -> Option<&mut String> {
    let it = conversation;
    match place {
        Place::Title => Some(&mut it.title),
        Place::Site => Some(&mut it.site),
        Place::Author => it.author.as_mut(),
        Place::Url => it.url.as_mut(),
        Place::Model => it.model.as_mut(),
        Place::WarningCode(n) => it.warnings.get_mut(n).map(|it| &mut it.code),
        Place::WarningDetail(n) => it.warnings.get_mut(n).map(|it| &mut it.detail),
        Place::Text(n) => it.messages.get_mut(n).map(|it| &mut it.markdown),
        Place::Reasoning(n) => it.messages.get_mut(n)?.reasoning.as_mut(),
        Place::MessageModel(n) => it.messages.get_mut(n)?.model.as_mut(),
        Place::SourceTitle(n, k) => {
            let source = it.messages.get_mut(n)?.sources.get_mut(k)?;
            Some(&mut source.title)
        }
        Place::SourceUrl(n, k) => {
            let source = it.messages.get_mut(n)?.sources.get_mut(k)?;
            Some(&mut source.url)
        }
    }
}
