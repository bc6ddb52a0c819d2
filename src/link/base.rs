//! The address in front of the `#`.

use crate::error::Error;

/// The base of links until somebody hosts the viewer: a reserved name that can belong to nobody.
pub const RESERVED_BASE: &str = "https://chatlink.example/";

/// The base that new links have if nothing else was chosen. A release whose viewer is hosted is
/// built with its address in the environment variable `CHATLINK_BASE`.
pub const DEFAULT_BASE: &str = match option_env!("CHATLINK_BASE") {
    Some(hosted) => hosted,
    None => RESERVED_BASE,
};

/// The most characters of a base: short enough that base and payload together open everywhere.
const MAX_BASE_CHARS: usize = 2_000;

/// The address of a viewer, that links are made with.
///
/// ```
/// use chatlink::link::Base;
/// let base = Base::parse("https://chat.example.org/view").unwrap();
/// assert_eq!(base.link("0abc"), "https://chat.example.org/view#0abc");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base(String);

impl Base {
    /// Reads the address of a viewer.
    ///
    /// # Errors
    /// [`Error::BaseInvalid`] unless it is an `https` address, an `http` address of this very
    /// computer (`localhost`, `127.…`, `[::1]`) or a `file` address, of at most 2,000 visible
    /// ASCII characters, without a user name or anything after a `#`.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let invalid = || Error::BaseInvalid {
            base: text.to_owned(),
        };
        let address = text.trim();
        let address = address.strip_suffix('#').unwrap_or(address);
        let plain = |c: char| c.is_ascii_graphic() && !"#<>\"`{}|\\^".contains(c);
        if address.len() > MAX_BASE_CHARS || !address.chars().all(plain) {
            return Err(invalid());
        }
        let (scheme, rest) = address.split_once("://").ok_or_else(invalid)?;
        let scheme = scheme.to_ascii_lowercase();
        let (host, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        let allowed = match scheme.as_str() {
            "https" => is_host(host),
            "http" => is_host(host) && is_loopback(host),
            "file" => host.is_empty() && path.len() > 1,
            _ => false,
        };
        if !allowed {
            return Err(invalid());
        }
        let slash = if path.starts_with('/') { "" } else { "/" };
        Ok(Self(format!("{scheme}://{host}{slash}{path}")))
    }

    /// The link that carries a payload, which [`encode`](super::encode) has made.
    pub fn link(&self, payload: &str) -> String {
        format!("{}#{payload}", self.0)
    }

    /// The pages of its host as browsers write such patterns. Any port, since Firefox knows no ports
    /// in patterns.
    ///
    /// ```
    /// use chatlink::link::Base;
    /// let base = Base::parse("http://localhost:8080/chat?x").unwrap();
    /// assert_eq!(base.pattern(), "http://localhost/*");
    /// ```
    pub fn pattern(&self) -> String {
        let (scheme, rest) = self.0.split_once("://").unwrap_or_default();
        let host = rest.split(['/', '?']).next().unwrap_or_default();
        format!("{scheme}://{}/*", split_port(host).0)
    }

    /// The address itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// [`DEFAULT_BASE`].
impl Default for Base {
    fn default() -> Self {
        Self(DEFAULT_BASE.to_owned())
    }
}

/// A name or number with an optional port; a user name would only serve to mislead.
fn is_host(host: &str) -> bool {
    let (name, port) = split_port(host);
    let ipv6 = name.strip_prefix('[').and_then(|n| n.strip_suffix(']'));
    let name_is_good = match ipv6 {
        Some(number) => number.parse::<std::net::Ipv6Addr>().is_ok(),
        None => {
            name.starts_with(|c: char| c.is_ascii_alphanumeric())
                && name
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.' || c == '_')
        }
    };
    name_is_good && port.is_none_or(|port| port.parse::<u16>().is_ok())
}

fn is_loopback(host: &str) -> bool {
    let (name, _) = split_port(host);
    let number = name
        .strip_prefix('[')
        .and_then(|n| n.strip_suffix(']'))
        .unwrap_or(name);
    name.eq_ignore_ascii_case("localhost")
        || number
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

/// The port follows the last colon, unless that one stands inside the brackets of an IPv6 number.
fn split_port(host: &str) -> (&str, Option<&str>) {
    match host.rsplit_once(':') {
        Some((name, port)) if !port.contains(']') => (name, Some(port)),
        _ => (host, None),
    }
}
