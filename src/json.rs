//! JSON, as far as uploads and transcripts need it: read whole, written in one line.
//!
//! Numbers keep the spelling that they came with, so what is read and written again is the same, and
//! nothing here calculates. `serde_json` reads what the servers of chat sites answer; it is not used
//! here because the viewer that everybody can host would weigh 18 KB more (docs/DESIGN.md).

/// Deeper values are refused: a stranger chose them.
const MAX_DEPTH: usize = 64;

/// A value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Json {
    /// `null`
    #[default]
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number as it is spelt.
    Number(String),
    /// A text.
    Text(String),
    /// `[…]`
    List(Vec<Json>),
    /// `{…}` in its order. Where a name stands twice, the last one counts.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Reads a text that is one value; `None` if it is none.
    ///
    /// ```
    /// use chatlink::json::Json;
    /// let value = Json::read(r#" {"a": [1.50, "\u00e9"]} "#).unwrap();
    /// assert_eq!(value.get("a").and_then(|a| a.at(1)?.text()), Some("é"));
    /// assert_eq!(value.to_string(), r#"{"a":[1.50,"é"]}"#);
    /// ```
    pub fn read(text: &str) -> Option<Self> {
        let mut reader = Reader { text, at: 0 };
        let value = reader.value(MAX_DEPTH)?;
        reader.space();
        (reader.at == text.len()).then_some(value)
    }

    /// Of an object, the part with this name.
    pub fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(parts) => parts
                .iter()
                .rev()
                .find_map(|(n, v)| (n == name).then_some(v)),
            _ => None,
        }
    }

    /// The same, taken out.
    pub fn take(&mut self, name: &str) -> Option<Self> {
        match self {
            Self::Object(parts) => {
                let at = parts.iter().rposition(|(n, _)| n == name)?;
                Some(parts.remove(at).1)
            }
            _ => None,
        }
    }

    /// Of a list, the value at this place.
    pub fn at(&self, place: usize) -> Option<&Self> {
        match self {
            Self::List(values) => values.get(place),
            _ => None,
        }
    }

    /// The text that it is.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The whole number that it is.
    pub fn number(&self) -> Option<i64> {
        match self {
            Self::Number(digits) => digits.parse().ok(),
            _ => None,
        }
    }

    fn write(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(true) => out.push_str("true"),
            Self::Bool(false) => out.push_str("false"),
            Self::Number(digits) => out.push_str(digits),
            Self::Text(text) => quote(text, out),
            Self::List(values) => {
                out.push('[');
                for (n, value) in values.iter().enumerate() {
                    if n > 0 {
                        out.push(',');
                    }
                    value.write(out);
                }
                out.push(']');
            }
            Self::Object(parts) => {
                out.push('{');
                for (n, (name, value)) in parts.iter().enumerate() {
                    if n > 0 {
                        out.push(',');
                    }
                    quote(name, out);
                    out.push(':');
                    value.write(out);
                }
                out.push('}');
            }
        }
    }
}

impl std::fmt::Display for Json {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut out = String::new();
        self.write(&mut out);
        f.write_str(&out)
    }
}

/// Appends a text as a JSON string, escaped no more than it must be.
pub fn quote(text: &str, out: &mut String) {
    out.push('"');
    let mut rest = text;
    let special = |c: char| c < ' ' || c == '"' || c == '\\';
    while let Some(at) = rest.find(special) {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        let mut chars = after.chars();
        let c = chars.next().unwrap_or_default();
        match SHORT.iter().find(|(_, short)| *short == c) {
            Some((letter, _)) => out.extend(['\\', *letter]),
            None => {
                out.push_str("\\u00");
                let digit = |n: u32| char::from_digit(n, 16).unwrap_or_default();
                out.extend([digit(u32::from(c) / 16), digit(u32::from(c) % 16)]);
            }
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
    out.push('"');
}

/// The JSON string at the start of a text, and what follows it.
pub fn unquote(text: &str) -> Option<(String, &str)> {
    let mut reader = Reader { text, at: 0 };
    let value = reader.string()?;
    Some((value, reader.rest()))
}

/// The letters that stand for one character after a backslash, and those; `/` is only read.
const SHORT: [(char, char); 7] = [
    ('"', '"'),
    ('\\', '\\'),
    ('b', '\u{8}'),
    ('f', '\u{c}'),
    ('n', '\n'),
    ('r', '\r'),
    ('t', '\t'),
];

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn next(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    fn space(&mut self) {
        while matches!(self.next(), b' ' | b'\t' | b'\n' | b'\r') {
            self.at += 1;
        }
    }

    /// Goes on behind these characters, if they stand here.
    fn skip(&mut self, what: &str) -> Option<()> {
        let found = self.rest().starts_with(what);
        found.then(|| self.at += what.len())
    }

    fn value(&mut self, depth: usize) -> Option<Json> {
        self.space();
        match self.next() {
            b'"' => self.string().map(Json::Text),
            b'[' => {
                let mut values = Vec::new();
                self.parts(depth, b']', |reader, depth| {
                    values.push(reader.value(depth)?);
                    Some(())
                })?;
                Some(Json::List(values))
            }
            b'{' => {
                let mut parts = Vec::new();
                self.parts(depth, b'}', |reader, depth| {
                    reader.space();
                    let name = reader.string()?;
                    reader.space();
                    reader.skip(":")?;
                    parts.push((name, reader.value(depth)?));
                    Some(())
                })?;
                Some(Json::Object(parts))
            }
            b'n' => self.skip("null").map(|()| Json::Null),
            b't' => self.skip("true").map(|()| Json::Bool(true)),
            b'f' => self.skip("false").map(|()| Json::Bool(false)),
            _ => self.digits().map(|text| Json::Number(text.to_owned())),
        }
    }

    /// What stands between two brackets, with commas between.
    fn parts(
        &mut self,
        depth: usize,
        end: u8,
        mut part: impl FnMut(&mut Self, usize) -> Option<()>,
    ) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        self.at += 1;
        self.space();
        if self.next() == end {
            self.at += 1;
            return Some(());
        }
        loop {
            part(self, depth)?;
            self.space();
            let next = self.next();
            self.at += 1;
            match next {
                b',' => {}
                next if next == end => return Some(()),
                _ => return None,
            }
        }
    }

    fn digits(&mut self) -> Option<&'a str> {
        let start = self.at;
        let _ = self.skip("-");
        let whole = self.run();
        let zero = self.text.as_bytes().get(self.at - whole) == Some(&b'0');
        if whole == 0 || whole > 1 && zero {
            return None;
        }
        if self.skip(".").is_some() && self.run() == 0 {
            return None;
        }
        if matches!(self.next(), b'e' | b'E') {
            self.at += 1;
            if matches!(self.next(), b'+' | b'-') {
                self.at += 1;
            }
            if self.run() == 0 {
                return None;
            }
        }
        self.text.get(start..self.at)
    }

    fn run(&mut self) -> usize {
        let start = self.at;
        while self.next().is_ascii_digit() {
            self.at += 1;
        }
        self.at - start
    }

    fn string(&mut self) -> Option<String> {
        self.skip("\"")?;
        let mut out = String::new();
        loop {
            let rest = self.rest();
            let end = rest.find(|c: char| c < ' ' || c == '"' || c == '\\')?;
            out.push_str(rest.get(..end)?);
            self.at += end + 1;
            match rest.as_bytes().get(end)? {
                b'"' => return Some(out),
                b'\\' => out.push(self.escape()?),
                _ => return None,
            }
        }
    }

    /// What follows a backslash.
    fn escape(&mut self) -> Option<char> {
        let letter = char::from(self.next());
        self.at += 1;
        match letter {
            '/' => Some('/'),
            'u' => {
                let first = self.unit()?;
                if !(0xD800..0xDC00).contains(&first) {
                    return char::from_u32(first);
                }
                self.skip("\\u")?;
                let second = self
                    .unit()?
                    .checked_sub(0xDC00)
                    .filter(|low| *low < 0x400)?;
                char::from_u32(0x1_0000 + ((first - 0xD800) << 10) + second)
            }
            _ => SHORT.iter().find_map(|(l, c)| (*l == letter).then_some(*c)),
        }
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Option<u32> {
        let digits = self.rest().get(..4)?;
        let plain = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        self.at += 4;
        plain.then(|| u32::from_str_radix(digits, 16).ok())?
    }
}
