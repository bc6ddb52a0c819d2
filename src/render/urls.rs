//! Which addresses may become links, and the host that is shown for them.
//!
//! `http`, `https` and `mailto` only. The address that a page gets is rebuilt from the parts that
//! were checked, with its host in the ASCII form that a browser would show, so that the host a
//! person reads is the host the browser opens. What is not understood in full is no address.

use std::net::{Ipv4Addr, Ipv6Addr};

/// The longest address that becomes a link, in bytes.
pub const MAX_ADDRESS: usize = 8_000;

/// An address that may be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    href: String,
    host: String,
}

impl Address {
    /// Checks an address as it stands in a conversation; `None` if it must stay text.
    ///
    /// Refused are: every other scheme, relative addresses, a user name or a password before the
    /// host (they exist to mislead), hosts with characters that browsers rewrite, numbers in
    /// disguise of a host, white space and control characters.
    ///
    /// ```
    /// use chatlink::render::urls::Address;
    /// let address = Address::check("HTTPS://Bücher.example/a?b#c").unwrap();
    /// assert_eq!(address.host(), "xn--bcher-kva.example");
    /// assert_eq!(address.href(), "https://xn--bcher-kva.example/a?b#c");
    /// assert_eq!(Address::check("javascript:alert(1)"), None);
    /// ```
    pub fn check(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() > MAX_ADDRESS || text.chars().any(|c| c.is_whitespace() || is_hidden(c)) {
            return None;
        }
        let (scheme, rest) = text.split_once(':')?;
        if scheme.eq_ignore_ascii_case("mailto") {
            return Self::mail(rest);
        }
        let scheme = if scheme.eq_ignore_ascii_case("https") {
            "https"
        } else if scheme.eq_ignore_ascii_case("http") {
            "http"
        } else {
            return None;
        };
        let rest = rest.strip_prefix("//")?;
        let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        // A backslash is a slash to browsers, but not to everybody who reads it.
        if path.contains('\\') {
            return None;
        }
        let (host, port) = split_port(authority)?;
        let host = checked_host(host)?;
        let mut href = String::with_capacity(text.len() + 8);
        for part in [scheme, "://", &host, port, path] {
            href.push_str(part);
        }
        Some(Self { href, host })
    }

    fn mail(rest: &str) -> Option<Self> {
        let address = rest.split_once('?').map_or(rest, |(address, _)| address);
        let (name, host) = address.split_once('@')?;
        let plain = |c: char| c.is_ascii_alphanumeric() || ".!#$&'*+/=?^_`{|}~-".contains(c);
        let host = checked_host(host)?;
        if name.is_empty() || !name.chars().all(plain) {
            return None;
        }
        // Only the address itself: a subject or a text of a stranger's choice stays out.
        Some(Self {
            href: ["mailto:", name, "@", &host].concat(),
            host: [name, "@", &host].concat(),
        })
    }

    /// What a link opens.
    pub fn href(&self) -> &str {
        &self.href
    }

    /// Whether a page may show it as an image: it is fetched over an encrypted line.
    pub fn can_be_image(&self) -> bool {
        self.href.starts_with("https://")
    }

    /// What a person is shown: the host as the browser will name it, or the mail address.
    pub fn host(&self) -> &str {
        &self.host
    }
}

fn is_hidden(c: char) -> bool {
    super::display::is_invisible(c)
}

/// `host[:port]` without a user name; the port keeps its colon.
fn split_port(authority: &str) -> Option<(&str, &str)> {
    let from = authority.rfind(']').unwrap_or(0);
    let at = authority
        .get(from..)?
        .find(':')
        .map_or(authority.len(), |colon| from + colon);
    let (host, port) = authority.split_at(at);
    let digits = port.strip_prefix(':').unwrap_or("");
    let numeric = digits.len() <= 5 && digits.bytes().all(|b| b.is_ascii_digit());
    numeric.then_some((host, if digits.is_empty() { "" } else { port }))
}

/// The host in the ASCII form that browsers show.
fn checked_host(host: &str) -> Option<String> {
    if let Some(inner) = host.strip_prefix('[') {
        let inner = inner.strip_suffix(']')?;
        // An IPv4 address at its end would be written otherwise by the browser.
        let plain = inner.parse::<Ipv6Addr>().is_ok() && !inner.contains('.');
        return plain.then(|| host.to_ascii_lowercase());
    }
    let host = host.strip_suffix('.').unwrap_or(host);
    let mut ascii = String::with_capacity(host.len());
    for (n, label) in host.split('.').enumerate() {
        if n > 0 {
            ascii.push('.');
        }
        push_label(label, &mut ascii)?;
    }
    // A last label of digits makes browsers read the whole as an IPv4 address, in octal and
    // hexadecimal too: only the plain form is what it looks like.
    let last = ascii.rsplit('.').next().unwrap_or("");
    let number = last.bytes().all(|b| b.is_ascii_digit()) || last.starts_with("0x");
    let fine = ascii.len() <= 253 && (!number || ascii.parse::<Ipv4Addr>().is_ok());
    fine.then_some(ascii)
}

fn push_label(label: &str, ascii: &mut String) -> Option<()> {
    if label.is_empty() || label.starts_with('-') || label.ends_with('-') {
        return None;
    }
    let before = ascii.len();
    if label.is_ascii() {
        if !label
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        {
            return None;
        }
        ascii.push_str(&label.to_ascii_lowercase());
    } else {
        // The browser never sees the other letters, so it cannot read them differently.
        let lower = label.to_lowercase();
        if !lower.chars().all(|c| c.is_alphanumeric() || c == '-') {
            return None;
        }
        ascii.push_str("xn--");
        ascii.push_str(&idna::punycode::encode_str(&lower)?);
    }
    (ascii.len() - before <= 63).then_some(())
}
