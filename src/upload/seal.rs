//! The encryption of PrivateBin: AES-256-GCM with an IV of 16 bytes; its key is made by
//! PBKDF2-HMAC-SHA256 of the link's key and the password.

use aes_gcm::AesGcm;
use aes_gcm::aead::consts::U16;
use aes_gcm::aead::{Aead, KeyInit, Nonce, Payload};
use aes_gcm::aes::Aes256;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;
use sha2::Sha256;

use crate::error::Error;

type Cipher = AesGcm<Aes256, U16>;

/// A reader takes no more: they are a stranger's choice and cost time.
const MAX_ROUNDS: u64 = 2_000_000;
const KEY_BYTES: usize = 32;

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
        let payload = Payload {
            msg: plain,
            aad: self.adata.as_bytes(),
        };
        // It fails only beyond 64 GiB.
        cipher(&self.secret, &self.random.salt, Self::ROUNDS)
            .encrypt(&Nonce::<Cipher>::from(self.random.iv), payload)
            .unwrap_or_default()
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
    pub(super) fn read(adata: &Value) -> Result<Self, Error> {
        Self::try_read(adata).ok_or(Error::UploadNotUnderstood)
    }

    fn try_read(adata: &Value) -> Option<Self> {
        let cipher = adata.get(0)?;
        let text = |at: usize| cipher.get(at)?.as_str();
        let number = |at: usize| cipher.get(at)?.as_u64();
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
            is_markdown: adata.get(1)?.as_str()? == "markdown",
            burn: adata.get(3)?.as_u64()? == 1,
        })
    }
}

/// # Errors
/// [`Error::UploadNeedsPassword`], [`Error::UploadWrongPassword`]: which of key, password and
/// text is wrong, no cipher can tell. [`Error::UploadDamaged`] where it cannot be the password.
pub(super) fn unseal(
    adata: &Value,
    parameters: &Parameters,
    text: &str,
    key: &Key,
    password: &str,
) -> Result<Vec<u8>, Error> {
    let bytes = BASE64_STANDARD
        .decode(text)
        .map_err(|_| Error::UploadDamaged)?;
    let cipher = cipher(&secret(key, password), &parameters.salt, parameters.rounds);
    let adata = adata.to_string();
    let payload = Payload {
        msg: &bytes,
        aad: adata.as_bytes(),
    };
    cipher
        .decrypt(&Nonce::<Cipher>::from(parameters.iv), payload)
        .map_err(|_| {
            if password.is_empty() {
                Error::UploadNeedsPassword
            } else {
                Error::UploadWrongPassword
            }
        })
}

fn secret(key: &Key, password: &str) -> Vec<u8> {
    [&key.0, password.as_bytes()].concat()
}

fn cipher(secret: &[u8], salt: &[u8], rounds: u32) -> Cipher {
    let mut derived = [0; KEY_BYTES];
    pbkdf2::pbkdf2_hmac::<Sha256>(secret, salt, rounds, &mut derived);
    Cipher::new(&derived.into())
}
