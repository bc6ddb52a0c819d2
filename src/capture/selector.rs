//! The part of CSS selectors that reading a chat page takes.
//!
//! Type, `*`, `.class`, `#id`, `[a]`, `[a=v]`, `[a^=v]`, `[a$=v]`, `[a*=v]`, `[a~=v]`, `:not(…)`
//! around one compound, the descendant and child combinators, and lists with commas. The selectors
//! stand in this crate's own source: one that does not parse matches nothing, and a test goes
//! through them.
//!
//! Every node of a page is asked for dozens of them. So each node has a [`Marks`], which says of its
//! tag, attributes and classes which it may have, and most questions end there.

use super::tree::Node;

/// What a node may have: one bit of 64 for each name. A name that is there has its bit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks(u64);

impl Marks {
    /// Adds a tag.
    pub fn tag(&mut self, name: &str) {
        self.add(b'<', name);
    }

    /// Adds an attribute, and with `class` the classes.
    pub fn attribute(&mut self, name: &str, value: &str) {
        self.add(b'[', name);
        if name == "class" {
            for class in value.split_ascii_whitespace() {
                self.add(b'.', class);
            }
        }
    }

    fn add(&mut self, kind: u8, name: &str) {
        // FNV-1a: short names, no need for more.
        let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte ^ kind)).wrapping_mul(0x0100_0000_01b3)
        });
        self.0 |= 1 << (hash >> 58);
    }

    fn may_have(self, wanted: Self) -> bool {
        self.0 & wanted.0 == wanted.0
    }
}

/// A parsed list of selectors.
#[derive(Clone, Debug, Default)]
pub struct Selector<'s> {
    alternatives: Vec<Complex<'s>>,
}

/// Compounds from right to left, each with the combinator to its left.
#[derive(Clone, Debug)]
struct Complex<'s>(Vec<(Compound<'s>, Combinator)>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Combinator {
    Descendant,
    Child,
    /// Nothing stands to the left.
    None,
}

#[derive(Clone, Debug, Default)]
struct Compound<'s> {
    tag: Option<&'s str>,
    tests: Vec<Test<'s>>,
    /// What a node must have to match.
    marks: Marks,
}

#[derive(Clone, Debug)]
enum Test<'s> {
    Class(&'s str),
    Attribute(&'s str, Match, &'s str),
    Not(Box<Compound<'s>>),
}

#[derive(Clone, Copy, Debug)]
enum Match {
    Present,
    Equal,
    Prefix,
    Suffix,
    Contains,
    Word,
}

impl<'s> Selector<'s> {
    /// Parses a list; what does not parse matches nothing.
    pub fn new(css: &'s str) -> Self {
        Self::parse(css).unwrap_or_default()
    }

    /// Parses a list; `None` where it uses what this module does not know.
    pub fn parse(css: &'s str) -> Option<Self> {
        let mut parser = Parser { rest: css.trim() };
        let mut alternatives = Vec::new();
        if parser.rest.is_empty() {
            return Some(Self { alternatives });
        }
        loop {
            alternatives.push(parser.complex()?);
            parser.space();
            if parser.rest.is_empty() {
                return Some(Self { alternatives });
            }
            parser.eat(",").then_some(())?;
            parser.space();
        }
    }

    /// Whether an element matches; text never does.
    pub fn matches(&self, node: Node<'_>) -> bool {
        !node.tag().is_empty()
            && self
                .alternatives
                .iter()
                .any(|complex| complex.matches(node))
    }
}

impl Complex<'_> {
    fn matches(&self, node: Node<'_>) -> bool {
        let Some(((compound, combinator), left)) = self.0.split_first() else {
            return false;
        };
        compound.matches(node) && left_matches(node, *combinator, left)
    }
}

/// Whether what stands left of a compound matches above the node.
///
/// Depth is bounded by the length of the selector, which is our own.
fn left_matches(
    node: Node<'_>,
    combinator: Combinator,
    left: &[(Compound<'_>, Combinator)],
) -> bool {
    let Some(((compound, next), rest)) = left.split_first() else {
        return true;
    };
    match combinator {
        Combinator::None => true,
        Combinator::Child => node
            .parent()
            .is_some_and(|above| compound.matches(above) && left_matches(above, *next, rest)),
        Combinator::Descendant => node
            .ancestors()
            .any(|above| compound.matches(above) && left_matches(above, *next, rest)),
    }
}

impl Compound<'_> {
    fn matches(&self, node: Node<'_>) -> bool {
        node.marks().may_have(self.marks)
            && self.tag.is_none_or(|tag| tag == node.tag())
            && self.tests.iter().all(|test| test.matches(node))
    }
}

impl Test<'_> {
    fn matches(&self, node: Node<'_>) -> bool {
        match self {
            Self::Class(name) => node.has_class(name),
            Self::Not(compound) => !compound.matches(node),
            Self::Attribute(name, how, wanted) => node.attr(name).is_some_and(|value| match how {
                Match::Present => true,
                Match::Equal => value == *wanted,
                Match::Prefix => !wanted.is_empty() && value.starts_with(wanted),
                Match::Suffix => !wanted.is_empty() && value.ends_with(wanted),
                Match::Contains => !wanted.is_empty() && value.contains(wanted),
                Match::Word => value.split_ascii_whitespace().any(|word| word == *wanted),
            }),
        }
    }
}

struct Parser<'a> {
    rest: &'a str,
}

impl<'a> Parser<'a> {
    fn eat(&mut self, token: &str) -> bool {
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Skips white space; says whether there was any.
    fn space(&mut self) -> bool {
        let rest = self.rest.trim_start();
        let any = rest.len() != self.rest.len();
        self.rest = rest;
        any
    }

    fn name(&mut self) -> Option<&'a str> {
        let end = self
            .rest
            .find(|c: char| !(c.is_alphanumeric() || c == '-' || c == '_'))
            .unwrap_or(self.rest.len());
        if end == 0 {
            return None;
        }
        let (name, rest) = self.rest.split_at(end);
        self.rest = rest;
        Some(name)
    }

    fn complex(&mut self) -> Option<Complex<'a>> {
        let mut parts = vec![(self.compound()?, Combinator::None)];
        loop {
            let space = self.space();
            let combinator = if self.eat(">") {
                self.space();
                Combinator::Child
            } else if space && !self.rest.is_empty() && !self.rest.starts_with(',') {
                Combinator::Descendant
            } else {
                break;
            };
            parts.push((self.compound()?, combinator));
        }
        // Right to left: each compound then carries the combinator on its left.
        parts.reverse();
        Some(Complex(parts))
    }

    fn compound(&mut self) -> Option<Compound<'a>> {
        let mut compound = Compound::default();
        let before = self.rest;
        if !self.eat("*") {
            compound.tag = self.name();
        }
        loop {
            if self.eat(".") {
                compound.tests.push(Test::Class(self.name()?));
            } else if self.eat("#") {
                let id = self.name()?;
                compound.tests.push(Test::Attribute("id", Match::Equal, id));
            } else if self.eat("[") {
                compound.tests.push(self.attribute()?);
            } else if self.eat(":not(") {
                let inner = self.compound()?;
                self.eat(")").then_some(())?;
                compound.tests.push(Test::Not(Box::new(inner)));
            } else {
                break;
            }
        }
        if let Some(tag) = compound.tag {
            compound.marks.tag(tag);
        }
        for test in &compound.tests {
            match test {
                Test::Class(name) => compound.marks.attribute("class", name),
                Test::Attribute(name, ..) => compound.marks.attribute(name, ""),
                Test::Not(_) => {}
            }
        }
        (self.rest.len() != before.len()).then_some(compound)
    }

    fn attribute(&mut self) -> Option<Test<'a>> {
        let name = self.name()?;
        let how = if self.eat("]") {
            return Some(Test::Attribute(name, Match::Present, ""));
        } else if self.eat("^=") {
            Match::Prefix
        } else if self.eat("$=") {
            Match::Suffix
        } else if self.eat("*=") {
            Match::Contains
        } else if self.eat("~=") {
            Match::Word
        } else if self.eat("=") {
            Match::Equal
        } else {
            return None;
        };
        let value = match ['"', '\'']
            .into_iter()
            .find(|quote| self.rest.starts_with(*quote))
        {
            Some(quote) => {
                let (value, rest) = self.rest.get(1..)?.split_once(quote)?;
                self.rest = rest;
                value
            }
            None => self.name()?,
        };
        self.eat("]").then_some(())?;
        Some(Test::Attribute(name, how, value))
    }
}
