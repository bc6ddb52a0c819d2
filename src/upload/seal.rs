//! The encryption of PrivateBin: AES-256-GCM with an IV of 16 bytes; its key is made by
//! PBKDF2-HMAC-SHA256 of the link's key and the password.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::cipher::{self, Encrypted, KEY_BYTES};
use crate::error::Error;
use crate::json::Json;

/// A reader takes no more: they are a stranger's choice and cost time.
const MAX_ROUNDS: i64 = 2_000_000;

/// What an upload is encrypted with, and what its link holds. It has no `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Key([u8; KEY_BYTES]);

impl Key {
    /// Of random bytes.
    pub fn new(bytes: [u8; KEY_BYTES]) -> Self {
        Self(bytes)
    }

    /// As it stands in a link: base58.
    pub fn spelt(&self) -> String {
        bs58::encode(self.0).into_string()
    }

    /// Out of a link. Zeros at the start may be missing.
    pub fn parse(text: &str) -> Option<Self> {
        // 32 bytes have at most 44 characters; nothing longer is worth decoding.
        if text.is_empty() || text.len() > 44 {
            return None;
        }
        let bytes = bs58::decode(text).into_vec().ok()?;
        let missing = KEY_BYTES.checked_sub(bytes.len())?;
        let mut key = [0; KEY_BYTES];
        key.get_mut(missing..)?.copy_from_slice(&bytes);
        Some(Self(key))
    }
}

/// The randomness of one upload; each is used once.
#[derive(Clone)]
pub struct Random {
    /// The key of the link.
    pub key: Key,
    /// The initialisation vector.
    pub iv: [u8; 16],
    /// The salt of the key's derivation.
    pub salt: [u8; 8],
}

impl Random {
    /// How many random bytes one upload needs.
    pub const BYTES: usize = KEY_BYTES + 16 + 8;

    /// Of as many random bytes.
    pub fn new(bytes: [u8; Self::BYTES]) -> Self {
        let mut random = Self {
            key: Key([0; KEY_BYTES]),
            iv: [0; 16],
            salt: [0; 8],
        };
        let mut bytes = bytes.into_iter();
        for part in [&mut random.key.0[..], &mut random.iv, &mut random.salt] {
            part.iter_mut()
                .zip(&mut bytes)
                .for_each(|(to, byte)| *to = byte);
        }
        random
    }
}

/// How a packet is to be encrypted. It has no `Debug`.
pub struct Sealing {
    /// What the key is derived from: the link's key and the password.
    pub secret: Vec<u8>,
    /// The rest that it takes.
    pub random: Random,
    /// How it is encrypted, as compact JSON: part of what is authenticated.
    pub adata: String,
}

impl Sealing {
    /// How often the derivation goes round: as PrivateBin's own page does it.
    pub const ROUNDS: u32 = 100_000;

    pub(super) fn new(password: &str, burn: bool, random: Random) -> Self {
        let (iv, salt) = (
            BASE64_STANDARD.encode(random.iv),
            BASE64_STANDARD.encode(random.salt),
        );
        let (rounds, burn) = (Self::ROUNDS, u8::from(burn));
        Self {
            secret: secret(&random.key, password),
            adata: format!(
                r#"[["{iv}","{salt}",{rounds},256,128,"aes","gcm","zlib"],"markdown",0,{burn}]"#
            ),
            random,
        }
    }

    /// Encrypts, here.
    pub(super) fn encrypt(&self, plain: &[u8]) -> Vec<u8> {
        let Random { iv, salt, .. } = &self.random;
        let key = derived(self.secret.clone(), salt, Self::ROUNDS);
        cipher::encrypt_wide(&key, *iv, self.adata.as_bytes(), plain)
    }
}

/// How an upload is encrypted.
pub(super) struct Parameters {
    iv: [u8; 16],
    salt: Vec<u8>,
    rounds: u32,
    /// Whether the packet is deflated.
    pub(super) compressed: bool,
    /// Whether its text is Markdown.
    pub(super) is_markdown: bool,
    /// Whether it was destroyed by being read.
    pub(super) burn: bool,
}

impl Parameters {
    /// # Errors
    /// [`Error::UploadNotUnderstood`] for other ways of encryption.
    pub(super) fn read(adata: &Json) -> Result<Self, Error> {
        Self::try_read(adata).ok_or(Error::UploadNotUnderstood)
    }

    fn try_read(adata: &Json) -> Option<Self> {
        let cipher = adata.at(0)?;
        let text = |at: usize| cipher.at(at)?.text();
        let number = |at: usize| cipher.at(at)?.number();
        let same = number(3)? == 256 && number(4)? == 128 && text(5)? == "aes" && text(6)? == "gcm";
        let compressed = match text(7)? {
            "zlib" => true,
            "none" => false,
            _ => return None,
        };
        let rounds = number(2).filter(|rounds| (1..=MAX_ROUNDS).contains(rounds))?;
        same.then_some(Self {
            iv: BASE64_STANDARD.decode(text(0)?).ok()?.try_into().ok()?,
            salt: BASE64_STANDARD.decode(text(1)?).ok()?,
            rounds: u32::try_from(rounds).ok()?,
            compressed,
            is_markdown: adata.at(1)?.text()? == "markdown",
            burn: adata.at(3)?.number()? == 1,
        })
    }
}

/// # Errors
/// [`Error::UploadDamaged`].
pub(super) fn encrypted(
    adata: &Json,
    parameters: &Parameters,
    text: &str,
    key: &Key,
    password: &str,
) -> Result<Encrypted, Error> {
    let bytes = BASE64_STANDARD.decode(text);
    let secret = secret(key, password);
    Ok(Encrypted {
        key: derived(secret, &parameters.salt, parameters.rounds),
        nonce: parameters.iv.to_vec(),
        head: adata.to_string().into_bytes(),
        bytes: bytes.map_err(|_| Error::UploadDamaged)?,
    })
}

fn secret(key: &Key, password: &str) -> Vec<u8> {
    [&key.0, password.as_bytes()].concat()
}

fn derived(secret: Vec<u8>, salt: &[u8], rounds: u32) -> cipher::Key {
    cipher::Key::Derived {
        secret,
        salt: salt.to_vec(),
        rounds,
    }
}
