//! Where an upload lies: the server, and the link with its key.

use super::seal::Key;
use crate::error::Error;
use crate::link::{Base, Place, RESERVED_BASE};

/// How many hexadecimal digits an id has.
const ID_DIGITS: usize = 16;

/// The address of a PrivateBin server.
///
/// ```
/// use chatlink::upload::Server;
/// let server = Server::parse("https://bin.example.org/paste").unwrap();
/// assert_eq!(server.as_str(), "https://bin.example.org/paste/");
/// assert_eq!(server.name(), "bin.example.org");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server(String);

impl Server {
    /// Reads an address, also out of the link of something that lies there.
    ///
    /// # Errors
    /// [`Error::ServerInvalid`] unless it is an `https` address, or an `http` address of this very
    /// computer. No folder in it may be named like the id of an upload, nor may it hold a `%`: a viewer's
    /// address of what lies there could not be read.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let invalid = || Error::ServerInvalid {
            server: text.trim().to_owned(),
        };
        let address = text.split(['?', '#']).next().unwrap_or_default();
        let base = Base::parse(address).map_err(|_| invalid())?;
        let mut folders = base.as_str().split('/').skip(3);
        let file = base.as_str().starts_with("file:");
        if file || base.as_str().contains('%') || folders.any(is_id) {
            return Err(invalid());
        }
        let slash = if base.as_str().ends_with(['/']) || base.as_str().ends_with(".php") {
            ""
        } else {
            "/"
        };
        Ok(Self(format!("{}{slash}", base.as_str())))
    }

    /// The address, for requests.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its host, for people.
    pub fn name(&self) -> &str {
        let rest = self.0.split_once("://").map_or("", |(_, rest)| rest);
        rest.split('/').next().unwrap_or_default()
    }

    /// Without `https://` and without the slash at its end, as it stands in links.
    pub fn short(&self) -> &str {
        let text = self.0.strip_prefix("https://").unwrap_or(&self.0);
        text.strip_suffix('/').unwrap_or(text)
    }

    /// Where an upload is read with `GET` and the header `Accept: application/json`. Whoever asks
    /// for one that burns after reading destroys it.
    pub fn read_url(&self, id: &str) -> String {
        format!("{}?pasteid={id}", self.0)
    }

    /// The address that deletes an upload when a browser opens it: for people, not for requests.
    pub fn delete_url(&self, id: &str, token: &str) -> String {
        format!("{}&deletetoken={token}", self.read_url(id))
    }

    /// An address at which nothing can lie: what is answered there tells whether it is PrivateBin.
    pub fn probe_url(&self) -> String {
        self.read_url(&"0".repeat(ID_DIGITS))
    }
}

/// The link of an upload: with it, it can be read.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    /// Where it lies.
    pub server: Server,
    /// Its name there: sixteen hexadecimal digits.
    pub id: String,
    /// What it is encrypted with.
    pub key: Key,
    /// Whether reading it destroys it, as far as the link tells.
    pub burn: bool,
}

impl Address {
    /// Reads the link of an upload, on its server or in a viewer; `None` for any other text.
    ///
    /// White space around it is tolerated, `%23` for `#`, and what was appended to the link.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_matches(['<', '>', '"', '(', ')']);
        let hash = HASHES
            .iter()
            .filter_map(|hash| Some((text.find(hash)?, hash.len())))
            .min();
        let Some((at, length)) = hash else {
            return Self::parse_spelt(text);
        };
        let (address, after) = (text.get(..at)?, text.get(at + length..)?);
        Self::parse_spelt(after).or_else(|| Self::parse_link(address, after))
    }

    /// Of the server's own page.
    fn parse_link(address: &str, after: &str) -> Option<Self> {
        let (_, query) = address.split_once('?')?;
        let query = query.strip_prefix("pasteid=").unwrap_or(query);
        let id = query.split('&').next().filter(|id| is_id(id))?;
        let (burn, key) = match after.strip_prefix('-') {
            Some(key) => (true, key),
            None => (false, after),
        };
        Some(Self {
            server: Server::parse(address).ok()?,
            id: id.to_ascii_lowercase(),
            key: read_key(key)?,
            burn,
        })
    }

    /// What stands after the `#` of a viewer's address.
    fn parse_spelt(text: &str) -> Option<Self> {
        let text = text.replace("%2F", "/").replace("%3A", ":");
        let (burn, rest) = match text.strip_prefix("u-/") {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix("u/")?),
        };
        let parts: Vec<&str> = rest.split('/').collect();
        // The id follows the server; what was appended may hold anything.
        let at = parts.iter().skip(1).position(|part| is_id(part))? + 1;
        let server = parts.get(..at)?.join("/");
        let scheme = if server.contains("://") {
            ""
        } else {
            "https://"
        };
        Some(Self {
            server: Server::parse(&format!("{scheme}{server}")).ok()?,
            id: parts.get(at)?.to_ascii_lowercase(),
            key: read_key(parts.get(at + 1)?)?,
            burn,
        })
    }

    /// Where the half of a link's key lies.
    ///
    /// # Errors
    /// [`Error::ServerInvalid`].
    pub fn of_key(place: &Place) -> Result<Self, Error> {
        Self::of_key_with(place, place.upload_key())
    }

    /// The same with [`Place::upload_key`], for whoever has that from elsewhere.
    ///
    /// # Errors
    /// [`Error::ServerInvalid`].
    pub fn of_key_with(place: &Place, key: [u8; 32]) -> Result<Self, Error> {
        Ok(Self {
            server: Server::parse(&with_scheme(&place.server))?,
            id: format!("{:016x}", u64::from_be_bytes(place.id)),
            key: Key::new(key),
            burn: false,
        })
    }

    /// The link, as PrivateBin's own page would give it.
    pub fn link(&self) -> String {
        let (server, id, key) = (self.server.as_str(), &self.id, self.key.spelt());
        let burn = if self.burn { "-" } else { "" };
        format!("{server}?{id}#{burn}{key}")
    }

    /// What stands after the `#` of a viewer's address that opens it: letters, digits and signs that no
    /// program takes for the end of a link.
    pub fn spelt(&self) -> String {
        let server = self.server.short();
        let burn = if self.burn { "-" } else { "" };
        format!("u{burn}/{server}/{}/{}", self.id, self.key.spelt())
    }

    /// The link that opens richest: in the viewer at this address, or, where nobody is at home there,
    /// on the server's own page.
    pub fn best_link(&self, base: &Base) -> String {
        if base.as_str() == RESERVED_BASE {
            self.link()
        } else {
            base.link(&self.spelt())
        }
    }
}

/// What stands in front of the key, or what wrapping once or twice makes of it.
const HASHES: [&str; 3] = ["#", "%23", "%2523"];

fn with_scheme(short: &str) -> String {
    let scheme = if short.contains("://") {
        ""
    } else {
        "https://"
    };
    format!("{scheme}{short}")
}

fn is_id(text: &str) -> bool {
    text.len() == ID_DIGITS && text.bytes().all(|digit| digit.is_ascii_hexdigit())
}

/// Up to the first sign that is none of a key.
fn read_key(text: &str) -> Option<Key> {
    let end = text.find(|letter: char| !letter.is_ascii_alphanumeric());
    Key::parse(text.get(..end.unwrap_or(text.len()))?)
}
