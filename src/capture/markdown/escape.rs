//! Escapes text, so that it renders as itself: as little as possible, as much as needed.

/// What surrounds a piece of text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Around {
    /// The character written before it; `None` at the start of the block.
    pub(super) before: Option<char>,
    /// The character that is written after it; `None` at the end of the block.
    pub(super) after: Option<char>,
    /// Whether it starts a line.
    pub(super) line_start: bool,
    /// Whether it starts the first line of an item of a list.
    pub(super) item_start: bool,
    /// Whether it stands in a cell of a table.
    pub(super) in_cell: bool,
    /// Whether it is the text of a link.
    pub(super) in_link: bool,
    /// How often the characters that come in pairs stand in the whole block.
    pub(super) counts: Counts,
}

/// How often each character that only counts in pairs stands in a block.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    pub(super) stars: usize,
    pub(super) underscores: usize,
    pub(super) tildes: usize,
    pub(super) backticks: usize,
}

impl Counts {
    pub(super) fn add(&mut self, text: &str) {
        for byte in text.bytes() {
            match byte {
                b'*' => self.stars += 1,
                b'_' => self.underscores += 1,
                b'~' => self.tildes += 1,
                b'`' => self.backticks += 1,
                _ => {}
            }
        }
    }
}

/// Appends the text, escaped.
pub(super) fn escape(text: &str, around: Around, out: &mut String) {
    let start = if around.line_start {
        line_start(text, around, out)
    } else {
        0
    };
    let rest = text.get(start..).unwrap_or("");
    let mut before = if start > 0 {
        text.get(..start).and_then(|done| done.chars().next_back())
    } else {
        around.before
    };
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, c)| *c);
        let after = next.or(around.after);
        let tail = rest.get(at + c.len_utf8()..).unwrap_or("");
        if must_escape(c, before, after, tail, next.is_none(), &around) {
            out.push('\\');
        }
        out.push(c);
        before = Some(c);
    }
}

fn is_space(c: Option<char>) -> bool {
    c.is_none_or(char::is_whitespace)
}

fn must_escape(
    c: char,
    before: Option<char>,
    after: Option<char>,
    tail: &str,
    last: bool,
    around: &Around,
) -> bool {
    let loose = is_space(before) && is_space(after);
    match c {
        '\\' => after.is_none_or(|c| c.is_ascii_punctuation() || c == '\n'),
        '`' => around.counts.backticks > 1,
        '*' => around.counts.stars > 1 && !loose,
        '_' => {
            let inside_word = before.is_some_and(char::is_alphanumeric)
                && after.is_some_and(char::is_alphanumeric);
            around.counts.underscores > 1 && !loose && !inside_word
        }
        '~' => around.counts.tildes > 1 && !loose,
        '$' => !loose,
        '|' => around.in_cell,
        '<' => after.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')),
        '&' => is_entity(tail),
        '[' => around.in_link || after == Some('^'),
        ']' => around.in_link || matches!(after, Some('(' | '[')),
        // An exclamation mark before a link would make it an image.
        '!' => last && after == Some('['),
        _ => false,
    }
}

/// Whether what follows `&` makes it a character reference.
fn is_entity(tail: &str) -> bool {
    let name = tail.strip_prefix('#').unwrap_or(tail);
    // No name of a character is longer.
    let length = name
        .bytes()
        .take(33)
        .take_while(u8::is_ascii_alphanumeric)
        .count();
    length > 0 && name.as_bytes().get(length) == Some(&b';')
}

/// Escapes what would make a line something else than text; gives how many bytes were written.
fn line_start(text: &str, around: Around, out: &mut String) -> usize {
    let line = text.trim_end();
    let ends_line = is_space(around.after);
    let mut chars = text.chars();
    let Some(first) = chars.next() else { return 0 };
    let second = chars.next().or(around.after);
    let only = |set: &[char]| ends_line && line.chars().all(|c| set.contains(&c));
    let escape_first = match first {
        '#' => {
            let marks = text.bytes().take_while(|b| *b == b'#').count();
            let after = text.get(marks..).and_then(|t| t.chars().next());
            marks <= 6 && is_space(after.or(around.after))
        }
        '>' => true,
        '-' | '+' | '*' => is_space(second) || (first == '-' && only(&['-', ' ', '|', ':'])),
        '=' => only(&['=', ' ']),
        ':' | '|' => only(&['-', ' ', '|', ':']) && line.contains('-'),
        '[' => is_definition(text) || (around.item_start && is_task(text)),
        '~' => text.starts_with("~~~"),
        _ => false,
    };
    if escape_first {
        out.push('\\');
        out.push(first);
        return first.len_utf8();
    }
    // "1." and "1)" would start a list.
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let mark = text.get(digits..).and_then(|t| t.chars().next());
    if (1..=9).contains(&digits) && matches!(mark, Some('.' | ')')) {
        let after = text.get(digits + 1..).and_then(|t| t.chars().next());
        if is_space(after.or(around.after)) {
            out.push_str(text.get(..digits).unwrap_or(""));
            out.push('\\');
            out.push(mark.unwrap_or('.'));
            return digits + 1;
        }
    }
    0
}

/// `[name]:` at the start of a line, or the mark of an alert.
fn is_definition(text: &str) -> bool {
    text.starts_with("[!")
        || text
            .split_once(']')
            .is_some_and(|(_, rest)| rest.starts_with(':'))
}

/// `[ ]` or `[x]` at the start of an item.
fn is_task(text: &str) -> bool {
    ["[ ]", "[x]", "[X]"]
        .iter()
        .any(|mark| text.starts_with(mark))
}

/// The longest run of a character.
pub(super) fn longest_run(text: &str, wanted: char) -> usize {
    let (mut longest, mut run) = (0, 0);
    for c in text.chars() {
        run = if c == wanted { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

/// The shortest run of backticks that does not stand in the text.
pub(super) fn shortest_free_run(text: &str) -> usize {
    let mut runs = [false; 64];
    let mut run = 0;
    for c in text.chars().chain([' ']) {
        if c == '`' {
            run += 1;
        } else {
            if let Some(seen) = runs.get_mut(run) {
                *seen = true;
            }
            run = 0;
        }
    }
    (1..runs.len())
        .find(|length| runs.get(*length) == Some(&false))
        .unwrap_or(1)
}
