//! Addresses of pages and links: as much of a URL as capture needs.

/// An absolute address, cut into its parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// In lower case, without the colon; empty if the text was no address.
    pub scheme: String,
    /// Host in lower case, without user, port and trailing dot.
    pub host: String,
    /// Host and port as written, for putting addresses together.
    authority: String,
    /// From the first slash, without query and fragment.
    pub path: String,
    /// After `?`, without it.
    pub query: String,
}

impl Address {
    /// Takes any text; what is no address has empty parts.
    pub fn new(url: &str) -> Self {
        let Some((scheme, rest)) = url.trim().split_once("://") else {
            return Self::default();
        };
        let rest = rest.split('#').next().unwrap_or("");
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, path) = match rest.find('/') {
            Some(slash) => rest.split_at(slash),
            None => (rest, "/"),
        };
        let authority = authority.rsplit('@').next().unwrap_or("");
        let host = match authority.strip_prefix('[') {
            Some(v6) => v6.split(']').next().unwrap_or(""),
            None => authority.split(':').next().unwrap_or(""),
        };
        Self {
            scheme: scheme.to_ascii_lowercase(),
            host: host.trim_end_matches('.').to_ascii_lowercase(),
            authority: authority.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
        }
    }

    /// Whether the host is `name` or one below it.
    pub fn is_host(&self, name: &str) -> bool {
        self.host
            .strip_suffix(name)
            .is_some_and(|before| before.is_empty() || before.ends_with('.'))
    }

    /// The parts of the path that are not empty.
    pub fn segments(&self) -> impl Iterator<Item = &str> {
        self.path.split('/').filter(|part| !part.is_empty())
    }

    /// A link of this page that a reader can follow: absolute, `http`, `https` or `mailto`, without
    /// redirectors and tracking; `None` if there is no such thing.
    pub fn link(&self, href: &str) -> Option<String> {
        let href: String = href
            .trim()
            .chars()
            .filter(|c| !matches!(c, '\t' | '\n' | '\r'))
            .collect();
        let absolute = if has_scheme(&href) {
            href
        } else if let Some(rest) = href.strip_prefix("//") {
            format!("https://{rest}")
        } else if href.starts_with('/') && self.scheme.starts_with("http") {
            format!("{}://{}{href}", self.scheme, self.authority)
        } else {
            return None;
        };
        let scheme = absolute.split(':').next()?.to_ascii_lowercase();
        match scheme.as_str() {
            "mailto" => Some(absolute),
            "http" | "https" => Some(without_tracking(&unwrapped(absolute))),
            _ => None,
        }
    }
}

fn has_scheme(href: &str) -> bool {
    href.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    })
}

/// Pages that only send on to another address: host, path, and the parameter that names it.
const REDIRECTORS: &[(&str, &str, &str)] = &[
    ("l.meta.ai", "/", "u"),
    ("l.facebook.com", "/l.php", "u"),
    ("google.com", "/url", "q"),
    ("google.com", "/url", "url"),
    ("bing.com", "/ck/a", "url"),
    ("duckduckgo.com", "/l/", "uddg"),
    ("link.zhihu.com", "/", "target"),
];

fn unwrapped(url: String) -> String {
    let address = Address::new(&url);
    REDIRECTORS
        .iter()
        .filter(|(host, path, _)| address.is_host(host) && address.path == *path)
        .find_map(|(_, _, parameter)| {
            address
                .query
                .split('&')
                .filter_map(|pair| pair.split_once('='))
                .find(|(key, value)| key == parameter && !value.is_empty())
                .map(|(_, value)| percent_decoded(value))
        })
        .filter(|target| target.starts_with("https://") || target.starts_with("http://"))
        .unwrap_or(url)
}

/// Turns `%41` into `A`; what does not give UTF-8 stays as it is.
pub fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let hex = (byte == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        decoded.push(hex.unwrap_or(byte));
        at += if hex.is_some() { 3 } else { 1 };
    }
    String::from_utf8(decoded).unwrap_or_else(|_| text.to_owned())
}

/// Cuts what only tells where the reader came from: `utm_source=chatgpt.com` and the like that
/// assistants append, and the text that a search wanted highlighted.
fn without_tracking(url: &str) -> String {
    let (before, fragment) = match url.split_once('#') {
        Some((before, fragment)) => (before, fragment),
        None => (url, ""),
    };
    let fragment = fragment.split(":~:text=").next().unwrap_or("");
    let mut clean = match before.split_once('?') {
        Some((path, query)) => {
            let kept: Vec<&str> = query.split('&').filter(|pair| !is_tracking(pair)).collect();
            if kept.is_empty() {
                path.to_owned()
            } else {
                format!("{path}?{}", kept.join("&"))
            }
        }
        None => before.to_owned(),
    };
    if !fragment.is_empty() {
        clean.push('#');
        clean.push_str(fragment);
    }
    clean
}

fn is_tracking(pair: &str) -> bool {
    const ASSISTANTS: [&str; 6] = [
        "chatgpt.com",
        "openai.com",
        "openai",
        "perplexity",
        "copilot.com",
        "gemini",
    ];
    match pair.split_once('=') {
        Some(("utm_source", value)) => ASSISTANTS.contains(&value),
        Some((key, _)) => matches!(key, "fbclid" | "gclid" | "msclkid"),
        None => false,
    }
}
