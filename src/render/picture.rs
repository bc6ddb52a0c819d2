//! Pictures that a text holds by itself: `data:` addresses of four kinds, and of no other.
//!
//! A picture of pixels can run nothing and ask for nothing. SVG is a document, and is none.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The longest address of a picture, in bytes.
pub const MAX_PICTURE: usize = 1_000_000;

/// The kinds: their name in the address, and how their bytes begin.
const KINDS: [(&str, &[u8]); 4] = [
    ("webp", b"RIFF"),
    ("png", b"\x89PNG\r\n\x1a\n"),
    ("jpeg", b"\xff\xd8\xff"),
    ("gif", b"GIF8"),
];

/// A `data:` address that may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture(String);

impl Picture {
    /// Checks an address as it stands in a conversation; `None` if it is no such picture.
    ///
    /// ```
    /// use chatlink::render::picture::Picture;
    /// assert!(Picture::check("data:image/gif;base64,R0lGODlhAQABAAAAACw=").is_some());
    /// assert!(Picture::check("data:image/svg+xml;base64,PHN2Zy8+").is_none());
    /// assert!(Picture::check("data:image/gif;base64,PHN2Zy8+").is_none());
    /// ```
    pub fn check(address: &str) -> Option<Self> {
        if address.len() > MAX_PICTURE {
            return None;
        }
        let rest = address.strip_prefix("data:image/")?;
        let (kind, data) = rest.split_once(";base64,")?;
        let (_, start) = KINDS.iter().find(|(name, _)| *name == kind)?;
        // Four characters are three bytes: the first sixteen say what it is.
        let head = STANDARD.decode(data.get(..16)?).ok()?;
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
        let body = data.trim_end_matches('=');
        let whole = data.len().is_multiple_of(4) && data.len() - body.len() <= 2;
        (head.starts_with(start) && whole && body.bytes().all(plain))
            .then(|| Self(address.to_owned()))
    }

    /// The address.
    pub fn address(&self) -> &str {
        &self.0
    }
}
