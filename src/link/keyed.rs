//! Codec 4: another codec's payload, encrypted with a key of which one half stands in the link and the
//! other lies on a server. Once that half is deleted, no copy of the link opens.
//!
//! | bytes | what |
//! |---|---|
//! | 1 | how the keys are derived: 1 |
//! | 16 | the half of the key that the link has, random for each link |
//! | 8 | the id of the upload that holds the other half |
//! | 1 | the length of the server's address |
//! | n | that address, as it stands in a viewer's address |
//! | rest | AES-256-GCM of the inner codec's number and its payload, and the tag of 16 bytes |
//!
//! The bytes in front of the ciphertext are authenticated with it.

use super::codec::Codec;
use super::{Packed, envelope, spell};
use crate::cipher::{self, Encrypted, KEY_BYTES, Key, TAG_BYTES, sha256};
use crate::error::Error;

/// The one way to derive keys.
const WAY: u8 = 1;
/// Bytes of the half in the link.
pub const LINK_HALF: usize = 16;
/// Bytes of the half on the server.
pub const SERVER_HALF: usize = 32;
/// Bytes of an upload's id.
const ID: usize = 8;
/// The most characters of a server's address.
const MAX_SERVER: usize = u8::MAX as usize;

/// Where the other half of a key lies, and what it is read with. It has no `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Place {
    /// The half that the link has.
    pub half: [u8; LINK_HALF],
    /// The id of the upload.
    pub id: [u8; ID],
    /// The server's address without `https://` and without the slash at its end.
    pub server: String,
}

impl Place {
    /// The key of the upload that holds the other half.
    pub fn upload_key(&self) -> [u8; KEY_BYTES] {
        sha256(&self.upload_seed())
    }

    /// What [`Self::upload_key`] is the SHA-256 of, for whoever calculates that elsewhere.
    pub fn upload_seed(&self) -> Vec<u8> {
        [b"chatlink 4 upload", &self.half[..]].concat()
    }

    /// What link's key and nonce are the SHA-256 of; of the second the first 12 bytes count.
    pub fn seeds(&self, other: &[u8; SERVER_HALF]) -> [Vec<u8>; 2] {
        let parts = [&self.half[..], other];
        let seed = |what: &[u8]| [what, &parts.concat()].concat();
        [seed(b"chatlink 4 key"), seed(b"chatlink 4 nonce")]
    }

    fn head(&self) -> Vec<u8> {
        let server = self.server.as_bytes();
        let length = [u8::try_from(server.len()).unwrap_or(u8::MAX)];
        [&[WAY], &self.half[..], &self.id, &length, server].concat()
    }

    /// Out of a payload, with the ciphertext behind it.
    fn read(payload: &[u8]) -> Result<(Self, &[u8]), Error> {
        Self::try_read(payload)?.ok_or(Error::LinkDamaged)
    }

    fn try_read(payload: &[u8]) -> Result<Option<(Self, &[u8])>, Error> {
        let Some((&[way], rest)) = payload.split_first_chunk() else {
            return Ok(None);
        };
        if way != WAY {
            return Err(Error::LinkTooNew {
                number: envelope::number(Codec::Keyed.number()),
            });
        }
        let parts = || {
            let (half, rest) = rest.split_first_chunk()?;
            let (id, rest) = rest.split_first_chunk()?;
            let (&length, rest) = rest.split_first()?;
            let (server, ciphertext) = rest.split_at_checked(usize::from(length))?;
            let server = str::from_utf8(server).ok()?;
            let plain = !server.is_empty() && server.bytes().all(|byte| byte.is_ascii_graphic());
            // A codec's number and one byte of its payload are the least.
            let whole = ciphertext.len() >= 2 + TAG_BYTES;
            (plain && whole).then(|| {
                let place = Self {
                    half: *half,
                    id: *id,
                    server: server.to_owned(),
                };
                (place, ciphertext)
            })
        };
        Ok(parts())
    }
}

/// The characters of a payload that a codec made, encrypted with both halves of a key.
///
/// # Errors
/// [`Error::ConversationTooLarge`]; [`Error::ServerInvalid`] for an address of more than 255 characters.
pub fn derive_keyed(
    codec: Codec,
    payload: &[u8],
    place: &Place,
    other: &[u8; SERVER_HALF],
) -> Result<String, Error> {
    if place.server.len() > MAX_SERVER {
        return Err(Error::ServerInvalid {
            server: place.server.clone(),
        });
    }
    let plain = [&[codec.number()], payload].concat();
    let [key, wide] = place.seeds(other).map(|seed| sha256(&seed));
    let mut sealed = place.head();
    let ciphertext = cipher::encrypt(&Key::Known(key), nonce(&wide), &sealed, &plain);
    sealed.extend(ciphertext);
    spell(Codec::Keyed, &sealed)
}

impl Packed {
    /// Where the other half of the key of such a link lies; `None` of any other link.
    pub fn place(&self) -> Option<Place> {
        if self.codec != Codec::Keyed {
            return None;
        }
        Place::read(&self.payload).ok().map(|(place, _)| place)
    }

    /// The link inside one whose key lies elsewhere, still to be unpacked.
    ///
    /// # Errors
    /// [`Error::LinkDamaged`] for another key or what is not as the format says, [`Error::LinkTooNew`].
    pub fn unkeyed(&self, other: &[u8; SERVER_HALF]) -> Result<Self, Error> {
        let (place, _) = Place::read(&self.payload)?;
        let keys = place.seeds(other).map(|seed| sha256(&seed));
        Self::unkeyed_by(self.keyed_with(keys)?.open())
    }

    /// What is to be decrypted for [`Self::unkeyed`], with the SHA-256 of [`Place::seeds`], for whoever
    /// does that elsewhere.
    ///
    /// # Errors
    /// [`Error::LinkDamaged`], [`Error::LinkTooNew`].
    pub fn keyed_with(&self, [key, wide]: [[u8; KEY_BYTES]; 2]) -> Result<Encrypted, Error> {
        let (place, ciphertext) = Place::read(&self.payload)?;
        Ok(Encrypted {
            key: Key::Known(key),
            nonce: nonce(&wide).to_vec(),
            head: place.head(),
            bytes: ciphertext.to_vec(),
        })
    }

    /// [`Self::unkeyed`] with what came out of [`Self::keyed_with`].
    ///
    /// # Errors
    /// As `unkeyed`.
    pub fn unkeyed_by(plain: Option<Vec<u8>>) -> Result<Self, Error> {
        Self::inner(plain.ok_or(Error::LinkDamaged)?)
    }

    /// Whether it is one that a key can open.
    pub(super) fn check_place(&self) -> Result<(), Error> {
        Place::read(&self.payload).map(|_| ())
    }
}

/// The first bytes of what was derived for it.
fn nonce(wide: &[u8; KEY_BYTES]) -> [u8; 12] {
    let mut nonce = [0; 12];
    nonce
        .iter_mut()
        .zip(wide)
        .for_each(|(to, byte)| *to = *byte);
    nonce
}
