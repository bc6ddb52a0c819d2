//! A conversation to an encrypted upload on a PrivateBin server, and back.
//!
//! Nothing is sent here: this makes requests and reads answers; who asks carries them. What leaves is
//! encrypted already, and the key stays in the link. In reading order:
//!
//! 1. [`Server`] and [`Address`]: where an upload lies, and its link.
//! 2. `page`: the Markdown that PrivateBin's own page shows.
//! 3. `paste`: that text and the whole conversation as one packet of bytes.
//! 4. `seal`: its encryption.
//! 5. [`Upload`], [`open`], [`Unsealed`]: the request that stores it, and what comes back. [`KeyedLink`]: the same of half a
//!    key, for a link that holds the rest.
//! 6. [`answer`]: what a server says, whatever language it says it in.

pub mod answer;

mod address;
mod page;
mod paste;
mod seal;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;

pub use address::{Address, Server};
pub use seal::{Key, Random, Sealing};

use crate::conversation::Conversation;
use crate::error::Error;
use crate::link::{LINK_HALF, Packed, Place, SERVER_HALF, derive_keyed, pack};
use paste::{Paste, deflate};

/// The most characters of encrypted text that a server takes unless its owner chose otherwise.
pub const MAX_SEALED_CHARS: usize = 10_000_000;

/// The most characters of an answer that are read: the largest upload with what stands around it.
pub const MAX_ANSWER_CHARS: usize = MAX_SEALED_CHARS + (1 << 20);

/// How long an upload stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Expire {
    /// Five minutes.
    FiveMinutes,
    /// Ten minutes.
    TenMinutes,
    /// An hour.
    Hour,
    /// A day.
    Day,
    /// A week.
    #[default]
    Week,
    /// A month of thirty days.
    Month,
    /// A year.
    Year,
    /// Until it is deleted.
    Never,
}

impl Expire {
    /// All of them, the shortest first.
    pub const ALL: [Self; 8] = [
        Self::FiveMinutes,
        Self::TenMinutes,
        Self::Hour,
        Self::Day,
        Self::Week,
        Self::Month,
        Self::Year,
        Self::Never,
    ];

    /// PrivateBin's word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::FiveMinutes => "5min",
            Self::TenMinutes => "10min",
            Self::Hour => "1hour",
            Self::Day => "1day",
            Self::Week => "1week",
            Self::Month => "1month",
            Self::Year => "1year",
            Self::Never => "never",
        }
    }

    /// The time of PrivateBin's word.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|expire| expire.name() == name)
    }

    /// How many seconds that is; `None` for [`Self::Never`].
    pub fn seconds(self) -> Option<i64> {
        let seconds = match self {
            Self::FiveMinutes => 300,
            Self::TenMinutes => 600,
            Self::Hour => 3_600,
            Self::Day => 86_400,
            Self::Week => 604_800,
            Self::Month => 2_592_000,
            Self::Year => 31_536_000,
            Self::Never => return None,
        };
        Some(seconds)
    }
}

/// What the person wishes of an upload.
#[derive(Clone, Default)]
pub struct Wish {
    /// How long it stays. A server that does not offer this time takes one of its own.
    pub expire: Expire,
    /// Whether the first who opens it is the last.
    pub burn: bool,
    /// A password besides the link; empty for none.
    pub password: String,
}

/// An upload, ready to be sent.
pub struct Upload {
    /// What is sent to [`Server::as_str`] with `POST` and the one header `Accept: application/json`.
    pub body: String,
    /// The id that the server will give it: known before it answers.
    pub id: String,
    /// The key, for the link.
    pub key: Key,
    /// The id as a number.
    number: u64,
}

impl Upload {
    /// Encrypts a conversation.
    ///
    /// `say` gives the words of the readable page, by their key in `_locales`.
    ///
    /// # Errors
    /// [`Error::PasswordNotAscii`], [`Error::UploadTooLarge`], and those of
    /// [`pack`](crate::link::pack).
    pub fn new(
        conversation: &Conversation,
        wish: &Wish,
        random: Random,
        say: &dyn Fn(&str, &[&str]) -> String,
    ) -> Result<Self, Error> {
        Unsealed::new(conversation, &pack(conversation)?, wish, random, say)?.seal()
    }
}

/// An upload before its encryption, for whoever has better means for that than this crate: a browser does
/// it beside the thread of its pages.
pub struct Unsealed {
    /// What is to be deflated, without a header, and then encrypted.
    pub packet: String,
    /// How.
    pub sealing: Sealing,
    expire: Expire,
}

impl Unsealed {
    /// Of a conversation, and of the same as [`pack`] gives it; else as [`Upload::new`].
    ///
    /// # Errors
    /// [`Error::PasswordNotAscii`].
    pub fn new(
        conversation: &Conversation,
        packed: &[u8],
        wish: &Wish,
        random: Random,
        say: &dyn Fn(&str, &[&str]) -> String,
    ) -> Result<Self, Error> {
        if !wish.password.is_ascii() {
            return Err(Error::PasswordNotAscii);
        }
        Ok(Self::of(
            &Paste::of(conversation, packed, say),
            wish,
            random,
        ))
    }

    fn of(paste: &Paste, wish: &Wish, random: Random) -> Self {
        Self {
            packet: paste.write(),
            sealing: Sealing::new(&wish.password, wish.burn, random),
            expire: wish.expire,
        }
    }

    /// Does it here.
    fn seal(self) -> Result<Upload, Error> {
        let bytes = self.sealing.encrypt(&deflate(self.packet.as_bytes()));
        self.sealed(&bytes)
    }

    /// The upload, with what the encryption gave.
    ///
    /// # Errors
    /// [`Error::UploadTooLarge`].
    pub fn sealed(self, bytes: &[u8]) -> Result<Upload, Error> {
        let text = BASE64_STANDARD.encode(bytes);
        if text.len() > MAX_SEALED_CHARS {
            return Err(Error::UploadTooLarge {
                size: text.len(),
                limit: MAX_SEALED_CHARS,
            });
        }
        let (adata, expire) = (&self.sealing.adata, self.expire.name());
        let number = fnv1a(text.as_bytes());
        Ok(Upload {
            body: format!(
                r#"{{"v":2,"adata":{adata},"ct":"{text}","meta":{{"expire":"{expire}"}}}}"#
            ),
            number,
            id: format!("{number:016x}"),
            key: self.sealing.random.key,
        })
    }
}

/// A link of which one half of the key lies on a server.
pub struct KeyedLink {
    /// What is sent, and its id.
    pub upload: Upload,
    /// What stands after the `#` of the link.
    pub payload: String,
}

/// The randomness of one such link; each is used once.
pub struct KeyRandom {
    /// The half in the link.
    pub half: [u8; LINK_HALF],
    /// The half on the server.
    pub other: [u8; SERVER_HALF],
    /// For the upload of that half; its key is another one.
    pub upload: Random,
}

impl KeyRandom {
    /// How many random bytes one link needs.
    pub const BYTES: usize = LINK_HALF + SERVER_HALF + Random::BYTES;

    /// Of as many random bytes.
    pub fn new(bytes: [u8; Self::BYTES]) -> Self {
        let mut random = Self {
            half: [0; LINK_HALF],
            other: [0; SERVER_HALF],
            upload: Random::new([0; Random::BYTES]),
        };
        let mut rest = [0; Random::BYTES];
        let mut bytes = bytes.into_iter();
        for part in [&mut random.half[..], &mut random.other, &mut rest] {
            part.iter_mut()
                .zip(&mut bytes)
                .for_each(|(to, byte)| *to = byte);
        }
        random.upload = Random::new(rest);
        random
    }
}

impl KeyedLink {
    /// Encrypts what a codec made, and the half of the key for a server. Of the wish the time counts alone:
    /// neither burning nor a password.
    ///
    /// # Errors
    /// Those of [`derive_keyed`].
    pub fn new(
        packed: &Packed,
        server: &Server,
        expire: Expire,
        random: KeyRandom,
        say: &dyn Fn(&str, &[&str]) -> String,
    ) -> Result<Self, Error> {
        let mut place = Place {
            half: random.half,
            id: [0; 8],
            server: server.short().to_owned(),
        };
        let wish = Wish {
            expire,
            ..Wish::default()
        };
        let sealed = Random {
            key: Key::new(place.upload_key()),
            ..random.upload
        };
        let upload = Unsealed::of(&Paste::of_key(&random.other, say), &wish, sealed).seal()?;
        place.id = upload.number.to_be_bytes();
        Ok(Self {
            payload: derive_keyed(packed.codec(), packed.payload(), &place, &random.other)?,
            upload,
        })
    }
}

/// The half of a link's key, out of what a server sent.
///
/// # Errors
/// [`Error::LinkDamaged`] where that is none.
pub fn open_key(stored: &answer::Stored, key: &Key) -> Result<[u8; SERVER_HALF], Error> {
    let damaged = |_| Error::LinkDamaged;
    let (_, paste) = unseal(stored, key, "").map_err(damaged)?;
    paste.key().ok_or(Error::LinkDamaged)
}

/// FNV-1a of 64 bits, by which PrivateBin names what it stores.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The request that deletes an upload, for [`Server::as_str`].
pub fn deletion(id: &str, token: &str) -> String {
    let mut request = serde_json::Map::new();
    request.insert("pasteid".to_owned(), id.into());
    request.insert("deletetoken".to_owned(), token.into());
    Value::Object(request).to_string()
}

/// What an upload held.
#[derive(Debug, PartialEq, Eq)]
pub struct Opened {
    /// The conversation: whole where Chatlink made the upload, else the text as one message.
    pub conversation: Conversation,
    /// How many seconds it still has; `None` where it stays until it is deleted.
    pub seconds_left: Option<i64>,
    /// Whether it was deleted when it was read.
    pub burnt: bool,
    /// Whether another program made it.
    pub foreign: bool,
}

/// Decrypts what a server sent.
///
/// # Errors
/// [`Error::UploadNeedsPassword`] where nothing but a password can be missing, with a password
/// [`Error::UploadWrongPassword`]; [`Error::UploadDamaged`], [`Error::UploadNotUnderstood`],
/// [`Error::LinkTooLarge`] and what a conversation in it can be refused for.
pub fn open(stored: &answer::Stored, key: &Key, password: &str) -> Result<Opened, Error> {
    let (parameters, paste) = unseal(stored, key, password)?;
    Ok(Opened {
        conversation: paste.conversation(parameters.is_markdown)?,
        seconds_left: stored.seconds_left,
        burnt: parameters.burn,
        foreign: !paste.is_ours(),
    })
}

/// The text of an upload, as PrivateBin's own page shows it.
///
/// # Errors
/// As [`open`].
pub fn text(stored: &answer::Stored, key: &Key, password: &str) -> Result<String, Error> {
    Ok(unseal(stored, key, password)?.1.text)
}

fn unseal(
    stored: &answer::Stored,
    key: &Key,
    password: &str,
) -> Result<(seal::Parameters, Paste), Error> {
    let parameters = seal::Parameters::read(&stored.adata)?;
    let plain = seal::unseal(&stored.adata, &parameters, &stored.text, key, password)?;
    let paste = Paste::read(&plain, parameters.compressed)?;
    Ok((parameters, paste))
}
