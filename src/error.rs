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

    /// A link with a password, of which fewer characters arrived than it says: it cannot be read in
    /// part.
    SealedLinkCut {
        /// How many characters arrived.
        arrived: usize,
        /// How many the link had.
        expected: usize,
    },
    /// The link opens with a password only.
    PasswordNeeded,
    /// The password does not open the link.
    PasswordWrong,
    /// A half of the link's key lies on a server, and was not fetched.
    KeyNeeded,
    /// That half is not there any more.
    KeyGone {
        /// The server's host.
        server: String,
    },

    /// What packs and unpacks links could not be started, or ended too early.
    WorkFailed {
        /// What the browser says.
        reason: String,
    },
    /// The page came over a line that anybody can change, so the browser decrypts nothing in it.
    PageInsecure,

    // --- making a link --------------------------------------------------------------------
    /// The conversation has no message.
    ConversationEmpty,
    /// A link is to be locked with a password that has no character.
    PasswordEmpty,
    /// What locks a link with a password could not be started, or ended too early.
    LockFailed {
        /// What the browser says.
        reason: String,
    },
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
    /// No QR code is large enough for the link.
    QrTooLong {
        /// How many characters of the link are too many.
        over: usize,
        /// The longest link, with the same base, that a QR code holds.
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
    /// The site shows no chat before one signs in.
    SignInNeeded {
        /// Short name of the site.
        site: String,
    },
    /// The script that reads the page did not start in it.
    PageNotRead,
    /// It looks like a chat of a known site, but its structure is not one that is known.
    PageChanged {
        /// Short name of the site.
        site: String,
    },

    // --- uploads ------------------------------------------------------------------------------
    /// The address of a server is not an `https` (or loopback `http`) address.
    ServerInvalid {
        /// The address as given.
        server: String,
    },
    /// No connection to the server.
    ServerUnreachable {
        /// Its host.
        server: String,
    },
    /// What answers there is no PrivateBin.
    ServerNotPrivatebin {
        /// Its host.
        server: String,
    },
    /// The server, or what stands in front of it, lets nobody do this.
    ServerForbids {
        /// Its host.
        server: String,
        /// The HTTP status.
        status: u16,
    },
    /// The server is there and does not work.
    ServerDown {
        /// Its host.
        server: String,
        /// The HTTP status.
        status: u16,
    },
    /// The server said no, in its own words.
    ServerRefused {
        /// Its host.
        server: String,
        /// What it says.
        message: String,
    },
    /// The server asks to wait.
    ServerWait {
        /// Its host.
        server: String,
        /// How long.
        seconds: u32,
    },
    /// The server takes less than this upload.
    ServerTooSmall {
        /// Its host.
        server: String,
    },
    /// The upload is larger than servers take.
    UploadTooLarge {
        /// Its characters.
        size: usize,
        /// The most.
        limit: usize,
    },
    /// The answer to an upload was lost: it may be stored.
    UploadUnanswered {
        /// The server's host.
        server: String,
    },
    /// Nothing lies there: expired, deleted, or never stored.
    UploadGone {
        /// The server's host.
        server: String,
    },
    /// The server keeps it: it does not take the token.
    UploadNotDeleted {
        /// The server's host.
        server: String,
    },
    /// It opens with a password only, or its link lacks a part.
    UploadNeedsPassword,
    /// The password does not open it.
    UploadWrongPassword,
    /// It was decrypted, and what came out is no upload.
    UploadDamaged,
    /// Encrypted in a way that Chatlink does not read.
    UploadNotUnderstood,
    /// It burns after reading: whoever reads it says so first.
    UploadBurns,
    /// A password with other characters than ASCII.
    PasswordNotAscii,

    // --- the list of links --------------------------------------------------------------------
    /// The device has no room left for it.
    StorageFull,
    /// A later version of Chatlink stored it.
    ListTooNew,
    /// No copy of the link is kept, as the person chose.
    CopyNotKept,
    /// The file is no backup of a list.
    BackupForeign,
    /// It is one, and was changed or cut.
    BackupDamaged,
    /// It is one of a later version of Chatlink.
    BackupTooNew,

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
            Self::SealedLinkCut { .. } => "sealed-link-cut",
            Self::PasswordNeeded => "password-needed",
            Self::PasswordWrong => "password-wrong",
            Self::PasswordEmpty => "password-empty",
            Self::LockFailed { .. } => "lock-failed",
            Self::KeyNeeded => "key-needed",
            Self::KeyGone { .. } => "key-gone",
            Self::WorkFailed { .. } => "work-failed",
            Self::PageInsecure => "page-insecure",
            Self::ConversationEmpty => "conversation-empty",
            Self::ConversationTooLarge { .. } => "conversation-too-large",
            Self::ConversationTooLong { .. } => "conversation-too-long",
            Self::QrTooLong { .. } => "qr-too-long",
            Self::BaseInvalid { .. } => "base-invalid",
            Self::PageForbidden => "page-forbidden",
            Self::PageWithoutConversation => "page-without-conversation",
            Self::ChatEmpty => "chat-empty",
            Self::PageGone => "page-gone",
            Self::SignInNeeded { .. } => "sign-in-needed",
            Self::PageNotRead => "page-not-read",
            Self::PageChanged { .. } => "page-changed",
            Self::ServerInvalid { .. } => "server-invalid",
            Self::ServerUnreachable { .. } => "server-unreachable",
            Self::ServerNotPrivatebin { .. } => "server-not-privatebin",
            Self::ServerForbids { .. } => "server-forbids",
            Self::ServerDown { .. } => "server-down",
            Self::ServerRefused { .. } => "server-refused",
            Self::ServerWait { .. } => "server-wait",
            Self::ServerTooSmall { .. } => "server-too-small",
            Self::UploadTooLarge { .. } => "upload-too-large",
            Self::UploadUnanswered { .. } => "upload-unanswered",
            Self::UploadGone { .. } => "upload-gone",
            Self::UploadNotDeleted { .. } => "upload-not-deleted",
            Self::UploadNeedsPassword => "upload-needs-password",
            Self::UploadWrongPassword => "upload-wrong-password",
            Self::UploadDamaged => "upload-damaged",
            Self::UploadNotUnderstood => "upload-not-understood",
            Self::UploadBurns => "upload-burns",
            Self::PasswordNotAscii => "password-not-ascii",
            Self::StorageFull => "storage-full",
            Self::ListTooNew => "list-too-new",
            Self::CopyNotKept => "copy-not-kept",
            Self::BackupForeign => "backup-foreign",
            Self::BackupDamaged => "backup-damaged",
            Self::BackupTooNew => "backup-too-new",
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
            Self::LinkCut { arrived, expected } | Self::SealedLinkCut { arrived, expected } => {
                vec![arrived.to_string(), expected.to_string()]
            }
            Self::LinkTooNew { number } => vec![number.to_string()],
            Self::LinkTooLarge { limit } | Self::ConversationTooLong { limit } => {
                vec![limit.to_string()]
            }
            Self::ConversationTooLarge { length, limit } => {
                vec![length.to_string(), limit.to_string()]
            }
            Self::QrTooLong { over, limit } => vec![over.to_string(), limit.to_string()],
            Self::BaseInvalid { base } => vec![base.clone()],
            Self::PageChanged { site } | Self::SignInNeeded { site } => vec![site.clone()],
            Self::ServerInvalid { server }
            | Self::ServerUnreachable { server }
            | Self::ServerNotPrivatebin { server }
            | Self::ServerTooSmall { server }
            | Self::UploadUnanswered { server }
            | Self::UploadGone { server }
            | Self::KeyGone { server }
            | Self::UploadNotDeleted { server } => vec![server.clone()],
            Self::ServerForbids { server, status } | Self::ServerDown { server, status } => {
                vec![server.clone(), status.to_string()]
            }
            Self::ServerRefused { server, message } => vec![server.clone(), message.clone()],
            Self::ServerWait { server, seconds } => vec![server.clone(), seconds.to_string()],
            Self::UploadTooLarge { size, limit } => vec![size.to_string(), limit.to_string()],
            Self::File { path, reason } | Self::FileNotUnderstood { path, reason } => {
                vec![path.clone(), reason.clone()]
            }
            Self::Usage { reason }
            | Self::Storage { reason }
            | Self::WorkFailed { reason }
            | Self::LockFailed { reason } => vec![reason.clone()],
            Self::LinkEmpty
            | Self::LinkNotOurs
            | Self::LinkDamaged
            | Self::PasswordNeeded
            | Self::PasswordWrong
            | Self::KeyNeeded
            | Self::PasswordEmpty
            | Self::ConversationEmpty
            | Self::PageForbidden
            | Self::PageInsecure
            | Self::PageWithoutConversation
            | Self::ChatEmpty
            | Self::PageGone
            | Self::PageNotRead
            | Self::UploadNeedsPassword
            | Self::UploadWrongPassword
            | Self::UploadDamaged
            | Self::UploadNotUnderstood
            | Self::UploadBurns
            | Self::PasswordNotAscii
            | Self::StorageFull
            | Self::ListTooNew
            | Self::CopyNotKept
            | Self::BackupForeign
            | Self::BackupDamaged
            | Self::BackupTooNew
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
