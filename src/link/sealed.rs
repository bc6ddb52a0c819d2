//! Codec 3: another codec's payload, encrypted with a password.
//!
//! | bytes | what |
//! |---|---|
//! | 1 | the settings of Argon2id, by their number in a table |
//! | 16 | the salt, random for each link |
//! | rest | AES-256-GCM of the inner codec's number and its payload, and the tag of 16 bytes |
//!
//! Argon2id of password and salt gives key and nonce; the bytes in front of the ciphertext are
//! authenticated with it. The pages' wasm opens what it has the key for, and derives no key itself.

use super::codec::Codec;
use super::{CodecChoice, Opened, Packed, body_of, envelope, spell};
use crate::cipher::{self, Encrypted, KEY_BYTES, Key, TAG_BYTES};
use crate::conversation::Conversation;
use crate::error::Error;

/// Random bytes that a sealed link needs.
pub const SALT_BYTES: usize = 16;

const NONCE_BYTES: usize = 12;

/// Bytes in front of the ciphertext.
const HEAD: usize = 1 + SALT_BYTES;

/// What Argon2id can be asked for. A link names one of these by its number, so that none can ask
/// for more time or memory. New links get the first.
const SETTINGS: [(u8, Settings); 1] = [(
    1,
    Settings {
        memory_kib: 32 << 10,
        passes: 3,
        lanes: 1,
    },
)];

/// What deriving a key costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// How often all of it is gone through.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

/// What turns a password into the key of one link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lock {
    number: u8,
    settings: Settings,
    salt: [u8; SALT_BYTES],
}

/// What a sealed link is encrypted with: key and nonce. It has no `Debug`.
#[derive(Clone)]
pub struct SealKey([u8; Self::BYTES]);

impl SealKey {
    /// How long it is.
    pub const BYTES: usize = KEY_BYTES + NONCE_BYTES;

    /// Of what Argon2id gave.
    pub fn new(bytes: [u8; Self::BYTES]) -> Self {
        Self(bytes)
    }

    fn parts(&self) -> (Key, [u8; NONCE_BYTES]) {
        let (mut key, mut nonce) = ([0; KEY_BYTES], [0; NONCE_BYTES]);
        let mut bytes = self.0.iter();
        for part in [&mut key[..], &mut nonce] {
            part.iter_mut()
                .zip(&mut bytes)
                .for_each(|(to, byte)| *to = *byte);
        }
        (Key::Known(key), nonce)
    }
}

impl Lock {
    /// A new one, as links get it today. The salt is random and used once.
    pub fn new(salt: [u8; SALT_BYTES]) -> Self {
        let [(number, settings), ..] = SETTINGS;
        Self {
            number,
            settings,
            salt,
        }
    }

    /// What stands in front of sealed bytes.
    ///
    /// # Errors
    /// [`Error::LinkDamaged`] if these cannot be any, [`Error::LinkTooNew`] for settings that are not known.
    pub fn of(sealed: &[u8]) -> Result<Self, Error> {
        Self::read(sealed).map(|(lock, _)| lock)
    }

    /// What deriving the key costs.
    pub fn settings(&self) -> Settings {
        self.settings
    }

    /// The salt.
    pub fn salt(&self) -> &[u8; SALT_BYTES] {
        &self.salt
    }

    /// The key that a password makes; it takes the time that it is meant to take. The password
    /// counts byte by byte, as it was typed.
    ///
    /// # Errors
    /// [`Error::WorkFailed`] where this program has it elsewhere, or memory is short.
    pub fn derive_key(&self, password: &str) -> Result<SealKey, Error> {
        derive::key(self.settings, &self.salt, password).map(SealKey)
    }

    fn head(&self) -> [u8; HEAD] {
        let mut head = [self.number; HEAD];
        head.iter_mut()
            .skip(1)
            .zip(self.salt)
            .for_each(|(to, byte)| *to = byte);
        head
    }

    /// Out of a payload, with the ciphertext behind it.
    fn read(payload: &[u8]) -> Result<(Self, &[u8]), Error> {
        let (&[number, ref salt @ ..], ciphertext) = payload
            .split_first_chunk::<HEAD>()
            .ok_or(Error::LinkDamaged)?;
        // A codec's number and one byte of its payload are the least.
        if ciphertext.len() < 2 + TAG_BYTES {
            return Err(Error::LinkDamaged);
        }
        let settings = SETTINGS.iter().find(|(known, _)| *known == number);
        let &(_, settings) = settings.ok_or(Error::LinkTooNew {
            number: envelope::number(Codec::Sealed.number()),
        })?;
        let lock = Self {
            number,
            settings,
            salt: *salt,
        };
        Ok((lock, ciphertext))
    }
}

/// [`encode`](super::encode) with a password: the salt is random and used for this link alone.
///
/// # Errors
/// [`Error::PasswordEmpty`], and those of `encode`.
pub fn make_sealed(
    conversation: &Conversation,
    choice: CodecChoice,
    password: &str,
    salt: [u8; SALT_BYTES],
) -> Result<String, Error> {
    if password.is_empty() {
        return Err(Error::PasswordEmpty);
    }
    let (codec, payload) = shortest(&body_of(conversation)?, choice)?;
    let lock = Lock::new(salt);
    derive_sealed(codec, &payload, &lock, &lock.derive_key(password)?)
}

/// The characters of a payload that a codec made, encrypted.
///
/// # Errors
/// [`Error::ConversationTooLarge`].
pub fn derive_sealed(
    codec: Codec,
    payload: &[u8],
    lock: &Lock,
    key: &SealKey,
) -> Result<String, Error> {
    let plain = [&[codec.number()], payload].concat();
    spell(Codec::Sealed, &seal(&plain, lock, key))
}

/// Any bytes, encrypted, with what their key is derived from in front of them.
pub fn seal(plain: &[u8], lock: &Lock, key: &SealKey) -> Vec<u8> {
    let (key, nonce) = key.parts();
    let mut sealed = lock.head().to_vec();
    let ciphertext = cipher::encrypt(&key, nonce, &sealed, plain);
    sealed.extend(ciphertext);
    sealed
}

/// What [`seal`] encrypted.
///
/// # Errors
/// [`Error::PasswordWrong`] for another key; no cipher can tell that from what was changed.
/// [`Error::LinkDamaged`], [`Error::LinkTooNew`] as [`Lock::of`].
pub fn open_sealed(sealed: &[u8], key: &SealKey) -> Result<Vec<u8>, Error> {
    encrypted(sealed, key)?.open().ok_or(Error::PasswordWrong)
}

fn encrypted(sealed: &[u8], key: &SealKey) -> Result<Encrypted, Error> {
    let (lock, ciphertext) = Lock::read(sealed)?;
    let (key, nonce) = key.parts();
    Ok(Encrypted {
        key,
        nonce: nonce.to_vec(),
        head: lock.head().to_vec(),
        bytes: ciphertext.to_vec(),
    })
}

/// [`decode`](super::decode) with a password, which a link without one does not look at.
///
/// # Errors
/// [`Error::PasswordNeeded`] where it is empty, [`Error::PasswordWrong`], and those of `decode`.
pub fn decode_with_password(text: &str, password: &str) -> Result<Opened, Error> {
    Packed::read(text)?.opened_with_password(password)
}

fn shortest(body: &[u8], choice: CodecChoice) -> Result<(Codec, Vec<u8>), Error> {
    let with = |codec: Codec| Ok((codec, codec.compress(body)?));
    match choice {
        CodecChoice::Deflate => with(Codec::Deflate),
        CodecChoice::Dense => with(Codec::Dense),
        CodecChoice::Auto => match (with(Codec::Deflate), with(Codec::Dense)) {
            (Ok(deflate), Ok(dense)) if dense.1.len() < deflate.1.len() => Ok(dense),
            (Err(_), Ok(dense)) => Ok(dense),
            (deflate, _) => deflate,
        },
    }
}

impl Packed {
    /// Whether it opens with a password only.
    pub fn is_sealed(&self) -> bool {
        self.codec == Codec::Sealed
    }

    /// What the key of a sealed link is derived with; `None` of any other link.
    pub fn lock(&self) -> Option<Lock> {
        self.is_sealed()
            .then(|| Lock::read(&self.payload).ok())
            .flatten()
            .map(|(lock, _)| lock)
    }

    /// The link inside a sealed one, still to be unpacked.
    ///
    /// # Errors
    /// [`Error::PasswordWrong`] for another key; no cipher can tell that from a forged link.
    /// [`Error::LinkDamaged`], [`Error::LinkTooNew`] for what is not as the format says.
    pub fn unsealed(&self, key: &SealKey) -> Result<Self, Error> {
        Self::unsealed_by(self.sealed_with(key)?.open())
    }

    /// What is to be decrypted for [`Self::unsealed`], for whoever does that elsewhere.
    ///
    /// # Errors
    /// [`Error::LinkDamaged`], [`Error::LinkTooNew`].
    pub fn sealed_with(&self, key: &SealKey) -> Result<Encrypted, Error> {
        encrypted(&self.payload, key)
    }

    /// [`Self::unsealed`] with what came out of [`Self::sealed_with`].
    ///
    /// # Errors
    /// As `unsealed`.
    pub fn unsealed_by(plain: Option<Vec<u8>>) -> Result<Self, Error> {
        Self::inner(plain.ok_or(Error::PasswordWrong)?)
    }

    /// What was encrypted: the number of a codec, and its payload.
    pub(super) fn inner(mut plain: Vec<u8>) -> Result<Self, Error> {
        let payload = plain.split_off(plain.len().min(1));
        let number = plain.first().copied().unwrap_or_default();
        match Codec::from_number(number) {
            // A seal in a seal would cost its reader time for nothing.
            Some(Codec::Sealed | Codec::Keyed) => Err(Error::LinkDamaged),
            Some(codec) => Ok(Self {
                codec,
                payload,
                cut: None,
            }),
            None if (1..=15).contains(&number) => Err(Error::LinkTooNew {
                number: envelope::number(number),
            }),
            None => Err(Error::LinkDamaged),
        }
    }

    /// Unpacks here and now, with a password if it is sealed.
    ///
    /// # Errors
    /// As [`decode_with_password`].
    pub fn opened_with_password(&self, password: &str) -> Result<Opened, Error> {
        let inner = match self.lock() {
            None => None,
            Some(_) if password.is_empty() => return Err(Error::PasswordNeeded),
            Some(lock) => Some(self.unsealed(&lock.derive_key(password)?)?),
        };
        let packed = inner.as_ref().unwrap_or(self);
        packed.opened(&packed.unpack()?)
    }

    /// Of an encrypted link, whether it is one that a password or a key can open.
    pub(super) fn check_seal(&self) -> Result<(), Error> {
        if !matches!(self.codec, Codec::Sealed | Codec::Keyed) {
            return Ok(());
        }
        match &self.cut {
            Some(cut) => Err(Error::SealedLinkCut {
                arrived: cut.arrived,
                expected: cut.expected,
            }),
            None if self.is_sealed() => Lock::read(&self.payload).map(|_| ()),
            None => self.check_place(),
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod derive {
    use super::{SALT_BYTES, SealKey, Settings};
    use crate::error::Error;

    pub(super) fn key(
        settings: Settings,
        salt: &[u8; SALT_BYTES],
        password: &str,
    ) -> Result<[u8; SealKey::BYTES], Error> {
        let settings = chatlink_password::Settings {
            memory_kib: settings.memory_kib,
            passes: settings.passes,
            lanes: settings.lanes,
        };
        chatlink_password::derive(settings, salt, password.as_bytes())
            .map_err(|reason| Error::WorkFailed { reason })
    }
}

#[cfg(target_arch = "wasm32")]
mod derive {
    use super::{SALT_BYTES, SealKey, Settings};
    use crate::error::Error;

    pub(super) fn key(
        _: Settings,
        _: &[u8; SALT_BYTES],
        _: &str,
    ) -> Result<[u8; SealKey::BYTES], Error> {
        Err(Error::WorkFailed {
            reason: "argon2".to_owned(),
        })
    }
}
