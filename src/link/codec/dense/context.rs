//! What the coming byte may depend on: the text so far, seen from many sides.

use alloc::vec::Vec;

/// How many contexts have bit histories, in long texts.
pub(crate) const CONTEXTS: usize = 14;
/// How many contexts have run slots, in long texts.
pub(crate) const RUNS: usize = 7;
/// The context whose hash the model fills in: the byte that the match model guesses.
pub(crate) const EXPECTED: usize = 9;
/// Which of the contexts of a byte of the material say something.
#[derive(Clone, Copy)]
pub(crate) struct Known(u32);

impl Known {
    #[inline]
    pub(crate) fn history(self, i: usize) -> bool {
        self.0 >> i & 1 == 1
    }

    #[inline]
    pub(crate) fn run(self, i: usize) -> bool {
        self.0 >> (CONTEXTS + i) & 1 == 1
    }
}

/// From where on in a fragment a context lies within it.
#[derive(Clone, Copy)]
enum Within {
    /// After so many bytes.
    Bytes(usize),
    /// After so many words.
    Words(usize),
    /// Of connected text only.
    Never,
}

/// For histories, then for run slots.
const FROM: [Within; CONTEXTS + RUNS] = [
    Within::Bytes(3),
    Within::Bytes(4),
    Within::Bytes(5),
    Within::Bytes(1),
    Within::Words(1),
    Within::Never,
    Within::Never,
    Within::Never,
    Within::Never,
    Within::Never,
    Within::Never,
    Within::Bytes(6),
    Within::Words(2),
    Within::Never,
    Within::Bytes(4),
    Within::Bytes(6),
    Within::Words(2),
    Within::Bytes(3),
    Within::Bytes(3),
    Within::Words(1),
    Within::Never,
];

/// What fragments of a few words say, by how much of one was read.
pub(crate) struct InFragments {
    bytes: [u32; 8],
    words: [u32; 3],
}

pub(crate) const IN_FRAGMENTS: InFragments = {
    let mut new = InFragments {
        bytes: [0; 8],
        words: [0; 3],
    };
    let mut i = 0;
    while i < FROM.len() {
        let mut n = 0;
        while n < 8 {
            match FROM[i] {
                Within::Bytes(least) if n >= least => new.bytes[n] |= 1 << i,
                Within::Words(least) if n >= least && n < 3 => new.words[n] |= 1 << i,
                _ => {}
            }
            n += 1;
        }
        i += 1;
    }
    new
};

impl InFragments {
    /// Whether they say anything about a history.
    pub(crate) fn any(&self, i: usize) -> bool {
        self.known(self.bytes.len(), self.words.len()).history(i)
    }

    #[inline]
    pub(crate) fn known(&self, bytes: usize, words: usize) -> Known {
        Known(self.bytes[bytes.min(7)] | self.words[words.min(2)])
    }
}

/// What the project's own text says: all but what is about places in lines, the guessed byte
/// and the last context.
pub(crate) const IN_TEXT: Known = Known(!(1 << 6 | 1 << 8 | 1 << EXPECTED | 1 << 13));

/// How long a text is. A short one is predicted from fewer contexts, in two thirds of the time;
/// a long one, whose link is far too long for most places, from all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// At most [`SHORT`] bytes.
    Short,
    /// More.
    Long,
}

/// The most bytes of a short text.
pub const SHORT: usize = 80 << 10;

impl Size {
    /// The size of a text of so many bytes.
    pub fn of(bytes: usize) -> Self {
        if bytes > SHORT {
            Self::Long
        } else {
            Self::Short
        }
    }

    /// How many of the contexts have bit histories.
    pub const fn histories(self) -> usize {
        match self {
            Self::Short => 10,
            Self::Long => CONTEXTS,
        }
    }

    /// The tables of a size have `2^bits` buckets.
    pub(crate) fn table_bits(self, i: usize) -> u32 {
        match self {
            Self::Short => 15,
            Self::Long => [16, 17, 17, 17, 17, 17, 16, 17, 17, 16, 15, 17, 17, 16][i],
        }
    }

    /// How many of the contexts have run slots.
    pub const fn runs(self) -> usize {
        match self {
            Self::Short => 4,
            Self::Long => RUNS,
        }
    }
}

/// The hashes of all contexts of one byte.
#[derive(Clone, Copy, Default)]
pub(crate) struct Hashes {
    pub(crate) histories: [u32; CONTEXTS],
    pub(crate) runs: [u32; RUNS],
}

/// Reads the text and keeps what the contexts need.
#[derive(Clone)]
pub(crate) struct Reader {
    /// The last eight bytes, the newest lowest.
    pub(crate) recent: u64,
    /// Classes of the last bytes, four bits each, the newest lowest.
    classes: u64,
    /// Hash of the word so far, 0 between words.
    word: u32,
    word_len: u32,
    /// The words before, the newest first.
    words: [u32; 3],
    /// What stood between the last word and here.
    between: u32,
    /// The script of the last letter, and the letter so far where it takes three bytes.
    script: u8,
    letter: u32,
    letters: [u32; 3],
    /// Hash of the line's first characters.
    head: u32,
    indent: u32,
    /// Still in the white space at the line's start.
    in_indent: bool,
    ticks: u32,
    line: Vec<u8>,
    above: Vec<u8>,
    /// The marker of the item: title, user, assistant …
    item: u8,
    /// Hash of the fence line of the code block, 0 outside.
    code: u32,
}

/// Joins two numbers into a hash.
#[inline]
fn mix(a: u32, b: u32) -> u32 {
    a.wrapping_add(b)
        .wrapping_add(0x9E37_79B9)
        .wrapping_mul(0x85EB_CA6B)
        .rotate_left(13)
}

/// The class of a byte, 0 to 15.
fn class(c: u8) -> u8 {
    match c {
        b'a'..=b'z' => 0,
        b'A'..=b'Z' => 1,
        b'0'..=b'9' => 2,
        b' ' => 3,
        b'\n' => 4,
        b'.' | b'!' | b'?' => 5,
        b',' | b';' | b':' => 6,
        b'(' | b'[' | b'{' | b'<' => 7,
        b')' | b']' | b'}' | b'>' => 8,
        b'"' | b'\'' | b'`' => 9,
        b'*' | b'_' | b'#' | b'-' | b'|' => 10,
        33..=126 => 11,
        0..=31 => 12,
        127..=0xBF => 13,
        0xC0..=0xDF => 14,
        0xE0..=0xFF => 15,
    }
}

impl Reader {
    pub(crate) fn new() -> Self {
        Self {
            recent: 0,
            classes: 0,
            word: 0,
            word_len: 0,
            words: [0; 3],
            between: 0,
            script: 0,
            letter: 0,
            letters: [0; 3],
            head: 0,
            indent: 0,
            in_indent: true,
            ticks: 0,
            line: Vec::new(),
            above: Vec::new(),
            item: 0,
            code: 0,
        }
    }

    /// Takes in one byte.
    pub(crate) fn push(&mut self, c: u8) {
        self.recent = self.recent << 8 | u64::from(c);
        self.classes = self.classes << 4 | u64::from(class(c));
        self.push_word(c);
        match c {
            b'\n' => {
                if self.ticks >= 3 {
                    self.code = if self.code == 0 { self.head | 1 } else { 0 };
                }
                self.end_line();
            }
            0x10 | b'\t' | b'\r' | 32.. => self.push_line(c),
            _ => {
                self.item = c;
                self.code = 0;
                self.end_line();
                self.above.clear();
            }
        }
    }

    fn end_line(&mut self) {
        core::mem::swap(&mut self.above, &mut self.line);
        self.line.clear();
        self.head = 0;
        self.indent = 0;
        self.in_indent = true;
        self.ticks = 0;
    }

    fn push_line(&mut self, c: u8) {
        if self.in_indent && (c == b' ' || c == b'\t') {
            self.indent += 1;
        } else {
            if c == b'`' && self.ticks as usize + self.indent as usize == self.line.len() {
                self.ticks += 1;
            }
            self.in_indent = false;
            if self.line.len() < self.indent as usize + 6 {
                self.head = mix(self.head, u32::from(c));
            }
        }
        if self.line.len() < 255 {
            self.line.push(c);
        }
    }

    fn push_word(&mut self, c: u8) {
        if c & 0xC0 == 0x80 {
            self.letter = self.letter << 8 | u32::from(c);
            self.letters[0] = self.letter;
        } else {
            self.letter = u32::from(c);
            self.letters = [self.letter, self.letters[0], self.letters[1]];
        }
        if !(c.is_ascii_alphabetic() || c >= 128) {
            self.end_word();
            self.script = 0;
            self.between = self.between << 8 | u32::from(c);
            return;
        }
        // Japanese and Chinese have no spaces: a word ends where the script changes.
        let script = match self.letter {
            0xE380 | 0xEFBC => 3,
            0xE381 => 1,
            0xE383 => 2,
            0xE480..=0xE9BF => 4,
            0x41..=0x7A => 5,
            _ => self.script,
        };
        if script != self.script {
            self.script = script;
            self.end_word();
        }
        self.word = mix(self.word, u32::from(c.to_ascii_lowercase()));
        self.word_len += 1;
        self.between = 0;
    }

    fn end_word(&mut self) {
        if self.word != 0 {
            self.words = [self.word, self.words[0], self.words[1]];
        }
        self.word = 0;
        self.word_len = 0;
    }

    /// What comes is no part of the words before.
    pub(crate) fn forget_words(&mut self) {
        self.end_word();
        self.words = [0; 3];
    }

    /// How many of the words before are known, at most two.
    #[inline]
    pub(crate) fn words_known(&self) -> usize {
        usize::from(self.words[0] != 0) + usize::from(self.words[1] != 0)
    }

    /// The last byte.
    pub(crate) fn last(&self) -> usize {
        (self.recent & 255) as usize
    }

    /// Class of the last byte, 0 to 15.
    pub(crate) fn class(&self) -> usize {
        (self.classes & 15) as usize
    }

    /// Classes of the last two bytes, 0 to 255.
    pub(crate) fn classes(&self) -> usize {
        (self.classes & 255) as usize
    }

    /// Role, code or not, and place in the word, 0 to 63.
    pub(crate) fn mode(&self) -> usize {
        let role = usize::from(self.item.min(3));
        (role * 2 + usize::from(self.code != 0)) * 8 + self.word_len.min(7) as usize
    }

    /// The hashes of the contexts of the coming byte.
    pub(crate) fn hashes(&self, size: Size, out: &mut Hashes) {
        let r = self.recent;
        let low = |bytes: u32| (r & ((1 << (8 * bytes)) - 1)) as u32;
        let four = r as u32;
        let five = mix(four, (r >> 32 & 0xFF) as u32);
        let six = mix(four, (r >> 32 & 0xFFFF) as u32);
        let above = self
            .above
            .get(self.line.len())
            .copied()
            .map_or(256, u32::from);
        let column = self.line.len() as u32;
        let pair = mix(self.word, self.words[0]);
        let phrase = mix(pair, self.between);
        let line = mix(mix(above, low(1)), column);
        out.histories = [
            low(3),
            four,
            five,
            mix(self.word, low(1)),
            phrase,
            mix(self.classes as u32, (self.classes >> 32 & 0xFFF) as u32),
            mix(self.head, mix(self.word, column.min(self.indent + 7))),
            mix(mix(self.code, u32::from(self.item)), low(2)),
            line,
            0,
            low(2),
            six,
            mix(self.word, mix(self.words[1], 7)),
            (r >> 8 & 0xFFFF) as u32,
        ];
        out.runs = [
            four,
            six,
            mix(pair, mix(self.words[1], 3)),
            mix(mix(self.letters[0], self.letters[1]), self.letters[2]),
            low(3),
            phrase,
            line,
        ];
        let histories = out.histories.iter_mut().take(size.histories());
        for (i, h) in histories.enumerate() {
            *h = mix(*h, i as u32 + 1);
        }
        for (i, h) in out.runs.iter_mut().take(size.runs()).enumerate() {
            *h = mix(*h, i as u32 + 101);
        }
    }
}
