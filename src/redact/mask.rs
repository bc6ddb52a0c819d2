//! The copy of a conversation in which findings are masked.

use std::ops::Range;

use super::{Finding, Kind, Place, fields};
use crate::conversation::Conversation;

/// A copy with each finding replaced by `[…]` around what `name` calls it. The Markdown of the
/// copy is as well formed as it was: emphasis that began or ended inside is kept, and no mask
/// becomes a link.
pub fn mask(
    conversation: &Conversation,
    findings: &[Finding],
    name: &dyn Fn(Kind) -> String,
) -> Conversation {
    let mut masked = conversation.clone();
    // Asked for once each: in the browser a name is a call out of the wasm.
    let mut names: Vec<(Kind, String)> = Vec::new();
    let mut from = 0;
    while let Some(first) = findings.get(from) {
        let rest = findings.get(from..).unwrap_or_default();
        let same = rest.iter().take_while(|it| it.place == first.place).count();
        let here = rest.get(..same).unwrap_or_default();
        for finding in here {
            if !names.iter().any(|(kind, _)| *kind == finding.kind) {
                names.push((finding.kind, name(finding.kind)));
            }
        }
        if let Some(text) = fields::text_mut(&mut masked, first.place) {
            *text = without(text, here, first.place, &names);
        }
        from += same;
    }
    masked
}

fn without(text: &str, findings: &[Finding], place: Place, names: &[(Kind, String)]) -> String {
    let mut copy = Copy::of(text, place);
    for finding in findings {
        let name = names.iter().find(|(kind, _)| *kind == finding.kind);
        copy.put(
            finding.range.clone(),
            Some(name.map_or("", |(_, name)| name)),
        );
    }
    copy.finished()
}

/// A text of Markdown without a range of it; `mask` stands there in brackets instead. A range that
/// the text does not have changes nothing.
///
/// ```
/// use chatlink::redact::replaced;
/// assert_eq!(replaced("I am Mia.", 5..8, Some("masked")), "I am [masked].");
/// assert_eq!(replaced("A **word** more.", 4..8, None), "A  more.");
/// ```
pub fn replaced(text: &str, range: Range<usize>, mask: Option<&str>) -> String {
    let mut copy = Copy::of(text, Place::Text(0));
    copy.put(range, mask);
    copy.finished()
}

/// A text while it is copied from its start to its end.
struct Copy<'a> {
    text: &'a str,
    place: Place,
    /// Up to where it is copied.
    at: usize,
    out: String,
    /// Where the last line of `out` begins.
    line: usize,
    code: Code,
}

impl<'a> Copy<'a> {
    fn of(text: &'a str, place: Place) -> Self {
        Self {
            text,
            place,
            at: 0,
            out: String::with_capacity(text.len()),
            line: 0,
            code: Code::default(),
        }
    }

    /// Copies up to a range, and writes a mask in its place, or nothing. Ranges come in order.
    fn put(&mut self, range: Range<usize>, mask: Option<&str>) {
        let text = self.text;
        let (start, mut end) = (range.start.max(self.at), range.end.max(self.at));
        let (Some(before), Some(inside)) = (text.get(self.at..start), text.get(start..end)) else {
            return;
        };
        if let Some(last) = before.rfind('\n') {
            self.line = self.out.len() + last + 1;
        }
        self.out.push_str(before);
        let after = text.get(end..).unwrap_or_default();
        let destination = self.place.is_address()
            || self.place.is_markdown() && is_destination(&self.out, self.line);
        match mask {
            Some(mask) if destination => {
                for c in ["[", mask, "]"].concat().chars() {
                    match c {
                        '[' => self.out.push_str("%5B"),
                        ']' => self.out.push_str("%5D"),
                        ' ' => self.out.push_str("%20"),
                        c => self.out.push(c),
                    }
                }
            }
            Some(mask) if self.place.is_markdown() => {
                // `[…](`, `[…]:` and `![…]` would be read as links.
                let special = after.starts_with(['(', '[', ':']) || self.out.ends_with(['!', ']']);
                let sign = if special && !self.code.contains(text, start) {
                    "\\"
                } else {
                    ""
                };
                for part in [sign, "[", mask, sign, "]"] {
                    self.out.push_str(part);
                }
            }
            Some(mask) => {
                for part in ["[", mask, "]"] {
                    self.out.push_str(part);
                }
            }
            // Signs around nothing are no emphasis and no code any more.
            None => end += self.drop_signs(after),
        }
        if self.place.is_markdown() && !destination {
            let after = text.get(end..).unwrap_or_default();
            let open = open_signs(inside);
            if !open.is_empty() && after.starts_with(&open) {
                // What began inside ends right behind: nothing is left of it.
                end += open.len();
            } else {
                self.out.push_str(&open);
            }
        }
        self.at = end;
    }

    /// Takes away signs that stand on both sides of nothing; gives how many bytes of what follows.
    fn drop_signs(&mut self, after: &str) -> usize {
        for sign in ["***", "**", "~~", "```", "``", "*", "_", "`"] {
            if self.out.ends_with(sign) && after.starts_with(sign) {
                self.out.truncate(self.out.len() - sign.len());
                return sign.len();
            }
        }
        0
    }

    fn finished(mut self) -> String {
        self.out
            .push_str(self.text.get(self.at..).unwrap_or_default());
        self.out
    }
}

/// Whether what follows stands in the destination of a link: `](…`, `](<…`, `<https://…`,
/// `[a]: https://…`. `line` is where the last line begins.
fn is_destination(before: &str, line: usize) -> bool {
    // An address is not longer than this, nor is its line looked at further.
    let mut from = before.len().saturating_sub(4096).max(line);
    while !before.is_char_boundary(from) {
        from += 1;
    }
    let before = before.get(from..).unwrap_or_default();
    let tail = before
        .rfind(|c: char| c.is_whitespace())
        .map_or(before, |at| &before[at..]);
    if tail.rfind("](").is_some_and(|at| !tail[at..].contains(')')) {
        return true;
    }
    if tail
        .rfind('<')
        .is_some_and(|at| tail[at..].contains(':') && !tail[at..].contains('>'))
    {
        return true;
    }
    let line = before.trim_start();
    line.starts_with('[')
        && line
            .split_once("]: ")
            .is_some_and(|(_, rest)| !rest.contains(' '))
}

/// The signs of emphasis in what was cut out that have no partner there.
fn open_signs(inside: &str) -> String {
    let mut open: Vec<&str> = Vec::new();
    let mut at = 0;
    let bytes = inside.as_bytes();
    while let Some(&byte) = bytes.get(at) {
        if byte == b'\\' {
            at += 2;
            continue;
        }
        if byte != b'*' && byte != b'~' {
            at += 1;
            continue;
        }
        let run = bytes
            .get(at..)
            .unwrap_or_default()
            .iter()
            .take_while(|&&it| it == byte)
            .count();
        let sign = inside.get(at..at + run).unwrap_or_default();
        if open.last() == Some(&sign) {
            open.pop();
        } else if byte == b'*' || run == 2 {
            open.push(sign);
        }
        at += run;
    }
    open.concat()
}

/// Where code stands in a text: read once, from the start to where it is asked for.
#[derive(Default)]
struct Code {
    at: usize,
    /// The sign and the length of the fence or the span that is open.
    fence: Option<(u8, usize)>,
    span: Option<usize>,
}

impl Code {
    /// Whether this place is in code. Places are asked for in order.
    fn contains(&mut self, text: &str, place: usize) -> bool {
        let bytes = text.as_bytes();
        let mut line_start = self.at == 0 || bytes.get(self.at - 1) == Some(&b'\n');
        while self.at < place {
            let byte = bytes.get(self.at).copied().unwrap_or(0);
            let run = |sign: u8| {
                let rest = bytes.get(self.at..).unwrap_or_default();
                rest.iter().take_while(|&&it| it == sign).count()
            };
            match byte {
                b'`' | b'~' => {
                    let length = run(byte);
                    match self.fence {
                        Some((sign, least)) if line_start && sign == byte && length >= least => {
                            self.fence = None;
                        }
                        Some(_) => {}
                        None if line_start && length >= 3 => {
                            self.fence = Some((byte, length));
                            self.span = None;
                        }
                        None if byte == b'`' => {
                            self.span = match self.span {
                                Some(open) if open == length => None,
                                Some(open) => Some(open),
                                None => Some(length),
                            };
                        }
                        None => {}
                    }
                    self.at += length;
                    line_start = false;
                }
                b'\n' => {
                    // A span ends with its paragraph at the latest.
                    if bytes.get(self.at + 1) == Some(&b'\n') {
                        self.span = None;
                    }
                    self.at += 1;
                    line_start = true;
                }
                b'\\' if self.fence.is_none() && self.span.is_none() => {
                    self.at += 2;
                    line_start = false;
                }
                byte => {
                    line_start &= matches!(byte, b' ' | b'>' | b'\t');
                    self.at += 1;
                }
            }
        }
        self.fence.is_some() || self.span.is_some()
    }
}
