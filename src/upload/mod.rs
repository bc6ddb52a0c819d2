//! A conversation to an encrypted upload on a PrivateBin server, and back.
//!
//! Nothing is sent here: this makes requests and reads answers; who asks carries them. What leaves is
//! encrypted already, and the key stays in the link. In reading order:
//!
//! 1. [`Server`] and [`Address`]: where an upload lies, and its link.
//! 2. `page`: the Markdown that PrivateBin's own page shows.
//! 3. `paste`: that text and the whole conversation as one packet of bytes.
//! 4. `seal`: its encryption.
//! 5. [`Upload`], [`open`], [`Unsealed`], [`Sealed`]: the request that stores it, and what comes back. [`KeyedLink`]: the same of half a
//!    key, for a link that holds the rest.
//! 6. [`answer`]: what a server says, whatever language it says it in.

pub mod answer;

mod address;
mod page;
mod paste;
mod seal;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

pub use address::{Address, Server};
pub use seal::{Key, Random, Sealing};

use crate::cipher::Encrypted;
use crate::conversation::Conversation;
use crate::error::Error;
use crate::json::quote;
use crate::link::{LINK_HALF, Packed, Place, SERVER_HALF, derive_keyed, pack};
use answer::Stored;
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
pub fn open_key(stored: &Stored, key: &Key) -> Result<[u8; SERVER_HALF], Error> {
    let sealed = stored.sealed(key, "").map_err(|_| Error::LinkDamaged)?;
    sealed.key(sealed.encrypted.open())
}

/// FNV-1a of 64 bits, by which PrivateBin names what it stores.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The request that deletes an upload, for [`Server::as_str`].
pub fn deletion(id: &str, token: &str) -> String {
    // Its names in their order: the same request every time.
    let mut request = "{\"deletetoken\":".to_owned();
    quote(token, &mut request);
    request.push_str(",\"pasteid\":");
    quote(id, &mut request);
    request.push('}');
    request
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
pub fn open(stored: &Stored, key: &Key, password: &str) -> Result<Opened, Error> {
    let sealed = stored.sealed(key, password)?;
    sealed.opened(sealed.encrypted.open())
}

/// The text of an upload, as PrivateBin's own page shows it.
///
/// # Errors
/// As [`open`].
pub fn text(stored: &Stored, key: &Key, password: &str) -> Result<String, Error> {
    let sealed = stored.sealed(key, password)?;
    Ok(sealed.paste(sealed.encrypted.open())?.text)
}

/// An upload with all that it takes to open it, for whoever decrypts elsewhere than here.
pub struct Sealed {
    /// What is to be decrypted.
    pub encrypted: Encrypted,
    parameters: seal::Parameters,
    seconds_left: Option<i64>,
    with_password: bool,
}

impl Stored {
    /// What is to be decrypted, with the key of the link and a password; an empty one is none.
    ///
    /// # Errors
    /// [`Error::UploadDamaged`], [`Error::UploadNotUnderstood`].
    pub fn sealed(&self, key: &Key, password: &str) -> Result<Sealed, Error> {
        let parameters = seal::Parameters::read(&self.adata)?;
        Ok(Sealed {
            encrypted: seal::encrypted(&self.adata, &parameters, &self.text, key, password)?,
            parameters,
            seconds_left: self.seconds_left,
            with_password: !password.is_empty(),
        })
    }
}

impl Sealed {
    /// The upload, with what was decrypted; which of key, password and text was wrong, no cipher can
    /// tell.
    ///
    /// # Errors
    /// As [`open`].
    pub fn opened(&self, plain: Option<Vec<u8>>) -> Result<Opened, Error> {
        let paste = self.paste(plain)?;
        Ok(Opened {
            conversation: paste.conversation(self.parameters.is_markdown)?,
            seconds_left: self.seconds_left,
            burnt: self.parameters.burn,
            foreign: !paste.is_ours(),
        })
    }

    /// The half of a link's key, with what was decrypted.
    ///
    /// # Errors
    /// [`Error::LinkDamaged`] where that is none.
    pub fn key(&self, plain: Option<Vec<u8>>) -> Result<[u8; SERVER_HALF], Error> {
        let paste = self.paste(plain).map_err(|_| Error::LinkDamaged)?;
        paste.key().ok_or(Error::LinkDamaged)
    }

    fn paste(&self, plain: Option<Vec<u8>>) -> Result<Paste, Error> {
        match plain {
            Some(plain) => Paste::read(&plain, self.parameters.compressed),
            None if self.with_password => Err(Error::UploadWrongPassword),
            None => Err(Error::UploadNeedsPassword),
        }
    }
}
