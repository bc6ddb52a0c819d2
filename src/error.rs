//! Every way in which something can fail, by a stable key.
//!
//! The core never writes sentences. A key such as `link-cut` has its text for people in
//! `_locales/<language>/messages.json` under `error_link_cut`, with the values of
//! [`Error::args`] for `$1`, `$2` …

/// What went wrong, with the values that its sentence needs.
///
/// Keys are stable: scripts may match on them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    // --- opening a link -------------------------------------------------------------------
    /// There is nothing after the `#`, or the text is no link at all.
    LinkEmpty,
    /// The text holds characters that no link holds, at the very start: it is something else.
    LinkNotOurs,
    /// Fewer characters arrived than the link says it has.
    LinkCut {
        /// How many characters arrived.
        arrived: usize,
        /// How many the link had.
        expected: usize,
    },
    /// All characters arrived, but some of them changed on the way.
    LinkDamaged,
    /// Made by a later version of Chatlink; the number of the version or codec.
    LinkTooNew {
        /// The first byte of the link, which names version and codec.
        number: u8,
    },
    /// Longer than any link that Chatlink makes, or it would unpack to more than it may.
    LinkTooLarge {
        /// The most that is read: characters of a link, or bytes that it unpacks to.
        limit: usize,
    },

    // --- making a link --------------------------------------------------------------------
    /// The conversation has no message.
    ConversationEmpty,
    /// The link would be longer than every browser opens.
    ConversationTooLarge {
        /// How many characters the link would have.
        length: usize,
        /// The most that opens everywhere.
        limit: usize,
    },
    /// More text or more parts than a link may hold, however short the link would be.
    ConversationTooLong {
        /// The most: bytes of its text, or messages, sources and other parts together.
        limit: usize,
    },
    /// The base address is not an `https` (or loopback `http`, or `file`) address.
    BaseInvalid {
        /// The address as given.
        base: String,
    },

    // --- reading a page -------------------------------------------------------------------
    /// Browser pages, stores and PDFs may be read by no extension.
    PageForbidden,
    /// The page is there, but no conversation was found in it.
    PageWithoutConversation,
    /// It is a chat, but nothing has been written in it yet.
    ChatEmpty,
    /// The page went away or was reloaded while it was read.
    PageGone,
    /// It looks like a chat of a known site, but its structure is not one that is known.
    PageChanged {
        /// Short name of the site.
        site: String,
    },

    // --- files and the command line ---------------------------------------------------------
    /// A file could not be read or written.
    File {
        /// The path as given.
        path: String,
        /// What the system says.
        reason: String,
    },
    /// The file is none of the kinds that can be read.
    FileNotUnderstood {
        /// The path as given.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A word of the command line is missing or not known.
    Usage {
        /// What is wrong.
        reason: String,
    },

    // --- the browser ------------------------------------------------------------------------
    /// The browser's storage refused; what it says.
    Storage {
        /// What the browser says.
        reason: String,
    },
    /// The browser refused to copy.
    ClipboardRefused,
}

impl Error {
    /// The stable key in kebab-case.
    pub fn key(&self) -> &'static str {
        match self {
            Self::LinkEmpty => "link-empty",
            Self::LinkNotOurs => "link-not-ours",
            Self::LinkCut { .. } => "link-cut",
            Self::LinkDamaged => "link-damaged",
            Self::LinkTooNew { .. } => "link-too-new",
            Self::LinkTooLarge { .. } => "link-too-large",
            Self::ConversationEmpty => "conversation-empty",
            Self::ConversationTooLarge { .. } => "conversation-too-large",
            Self::ConversationTooLong { .. } => "conversation-too-long",
            Self::BaseInvalid { .. } => "base-invalid",
            Self::PageForbidden => "page-forbidden",
            Self::PageWithoutConversation => "page-without-conversation",
            Self::ChatEmpty => "chat-empty",
            Self::PageGone => "page-gone",
            Self::PageChanged { .. } => "page-changed",
            Self::File { .. } => "file",
            Self::FileNotUnderstood { .. } => "file-not-understood",
            Self::Usage { .. } => "usage",
            Self::Storage { .. } => "storage",
            Self::ClipboardRefused => "clipboard-refused",
        }
    }

    /// The key of its sentence in `_locales`: `error_` and the key with underscores.
    pub fn message_key(&self) -> String {
        format!("error_{}", self.key().replace('-', "_"))
    }

    /// The values of `$1`, `$2` … in its sentence.
    pub fn args(&self) -> Vec<String> {
        match self {
            Self::LinkCut { arrived, expected } => vec![arrived.to_string(), expected.to_string()],
            Self::LinkTooNew { number } => vec![number.to_string()],
            Self::LinkTooLarge { limit } | Self::ConversationTooLong { limit } => {
                vec![limit.to_string()]
            }
            Self::ConversationTooLarge { length, limit } => {
                vec![length.to_string(), limit.to_string()]
            }
            Self::BaseInvalid { base } => vec![base.clone()],
            Self::PageChanged { site } => vec![site.clone()],
            Self::File { path, reason } | Self::FileNotUnderstood { path, reason } => {
                vec![path.clone(), reason.clone()]
            }
            Self::Usage { reason } | Self::Storage { reason } => vec![reason.clone()],
            Self::LinkEmpty
            | Self::LinkNotOurs
            | Self::LinkDamaged
            | Self::ConversationEmpty
            | Self::PageForbidden
            | Self::PageWithoutConversation
            | Self::ChatEmpty
            | Self::PageGone
            | Self::ClipboardRefused => Vec::new(),
        }
    }
}

/// For people who write programs; everybody else gets the sentence from `_locales`.
impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.key())?;
        for (n, arg) in self.args().iter().enumerate() {
            write!(f, "{} {arg}", if n == 0 { ":" } else { "," })?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}
