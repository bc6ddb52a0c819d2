//! AES-256-GCM of links and uploads, as a description: what is encrypted, and all that it takes to open
//! it.
//!
//! [`Encrypted::open`] opens it here. The viewer leaves it to the browser instead (`web::cipher`),
//! which does it faster than any wasm, and whose readers then load no cipher.

use aes_gcm::aead::consts::U16;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::aes::Aes256;
use aes_gcm::{Aes256Gcm, AesGcm, Tag};
use sha2::{Digest, Sha256};

/// With the nonce that PrivateBin uses.
type Wide = AesGcm<Aes256, U16>;

/// Bytes of a key, and of a SHA-256.
pub const KEY_BYTES: usize = 32;
/// Bytes that a ciphertext is longer than what is in it.
pub const TAG_BYTES: usize = size_of::<Tag>();

/// Where a key comes from. It has no `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub enum Key {
    /// It is this.
    Known([u8; KEY_BYTES]),
    /// PBKDF2-HMAC-SHA256 makes it.
    Derived {
        /// Of this,
        secret: Vec<u8>,
        /// with this salt,
        salt: Vec<u8>,
        /// going round so often.
        rounds: u32,
    },
}

impl Key {
    fn bytes(&self) -> [u8; KEY_BYTES] {
        match self {
            Self::Known(bytes) => *bytes,
            Self::Derived {
                secret,
                salt,
                rounds,
            } => {
                let mut derived = [0; KEY_BYTES];
                pbkdf2::pbkdf2_hmac::<Sha256>(secret, salt, *rounds, &mut derived);
                derived
            }
        }
    }
}

/// Something encrypted. It has no `Debug`.
#[derive(Clone)]
pub struct Encrypted {
    /// The key.
    pub key: Key,
    /// The nonce, also called the initialisation vector: 12 bytes, or 16.
    pub nonce: Vec<u8>,
    /// What is authenticated with it and not encrypted.
    pub head: Vec<u8>,
    /// The ciphertext, with its tag at the end.
    pub bytes: Vec<u8>,
}

impl Encrypted {
    /// What was encrypted; `None` for another key, or for what was changed: no cipher tells the two apart.
    pub fn open(&self) -> Option<Vec<u8>> {
        let key = self.key.bytes();
        let sealed = Payload {
            msg: &self.bytes,
            aad: &self.head,
        };
        let key = key.into();
        match <[u8; 12]>::try_from(self.nonce.as_slice()) {
            Ok(nonce) => Aes256Gcm::new(&key).decrypt(&nonce.into(), sealed),
            Err(_) => {
                let nonce = <[u8; 16]>::try_from(self.nonce.as_slice()).ok()?;
                Wide::new(&key).decrypt(&nonce.into(), sealed)
            }
        }
        .ok()
    }
}

/// The ciphertext of what is encrypted, with its tag at the end; `head` is authenticated with it. A nonce
/// is used with a key once.
pub fn encrypt(key: &Key, nonce: [u8; 12], head: &[u8], plain: &[u8]) -> Vec<u8> {
    let payload = Payload {
        msg: plain,
        aad: head,
    };
    let sealed = Aes256Gcm::new(&key.bytes().into()).encrypt(&nonce.into(), payload);
    // It fails only beyond 64 GiB.
    sealed.unwrap_or_default()
}

/// The same with the nonce of 16 bytes that PrivateBin uses.
pub fn encrypt_wide(key: &Key, nonce: [u8; 16], head: &[u8], plain: &[u8]) -> Vec<u8> {
    let payload = Payload {
        msg: plain,
        aad: head,
    };
    let sealed = Wide::new(&key.bytes().into()).encrypt(&nonce.into(), payload);
    sealed.unwrap_or_default()
}

/// SHA-256.
pub fn sha256(bytes: &[u8]) -> [u8; KEY_BYTES] {
    Sha256::digest(bytes).into()
}
