//! The part of CSS selectors that reading a chat page takes.
//!
//! Type, `*`, `.class`, `#id`, `[a]`, `[a=v]`, `[a^=v]`, `[a$=v]`, `[a*=v]`, `[a~=v]`, `:not(…)`
//! around one compound, the descendant and child combinators, and lists with commas. The selectors
//! stand in this crate's own source: one that does not parse matches nothing, and a test goes
//! through them.

use super::tree::Node;

/// A parsed list of selectors.
#[derive(Clone, Debug, Default)]
pub struct Selector {
    alternatives: Vec<Complex>,
}

/// Compounds from right to left, each with the combinator to its left.
#[derive(Clone, Debug)]
struct Complex(Vec<(Compound, Combinator)>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Combinator {
    Descendant,
    Child,
    /// Nothing stands to the left.
    None,
}

#[derive(Clone, Debug, Default)]
struct Compound {
    tag: Option<String>,
    tests: Vec<Test>,
}

#[derive(Clone, Debug)]
enum Test {
    Class(String),
    Attribute(String, Match, String),
    Not(Box<Compound>),
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

impl Selector {
    /// Parses a list; what does not parse matches nothing.
    pub fn new(css: &str) -> Self {
        Self::parse(css).unwrap_or_default()
    }

    /// Parses a list; `None` where it uses what this module does not know.
    pub fn parse(css: &str) -> Option<Self> {
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

impl Complex {
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
fn left_matches(node: Node<'_>, combinator: Combinator, left: &[(Compound, Combinator)]) -> bool {
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

impl Compound {
    fn matches(&self, node: Node<'_>) -> bool {
        self.tag.as_ref().is_none_or(|tag| tag == node.tag())
            && self.tests.iter().all(|test| test.matches(node))
    }
}

impl Test {
    fn matches(&self, node: Node<'_>) -> bool {
        match self {
            Self::Class(name) => node.has_class(name),
            Self::Not(compound) => !compound.matches(node),
            Self::Attribute(name, how, wanted) => node.attr(name).is_some_and(|value| match how {
                Match::Present => true,
                Match::Equal => value == wanted,
                Match::Prefix => !wanted.is_empty() && value.starts_with(wanted.as_str()),
                Match::Suffix => !wanted.is_empty() && value.ends_with(wanted.as_str()),
                Match::Contains => !wanted.is_empty() && value.contains(wanted.as_str()),
                Match::Word => value.split_ascii_whitespace().any(|word| word == wanted),
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

    fn complex(&mut self) -> Option<Complex> {
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

    fn compound(&mut self) -> Option<Compound> {
        let mut compound = Compound::default();
        let before = self.rest;
        if !self.eat("*") {
            compound.tag = self.name().map(str::to_owned);
        }
        loop {
            if self.eat(".") {
                compound.tests.push(Test::Class(self.name()?.to_owned()));
            } else if self.eat("#") {
                let id = self.name()?.to_owned();
                compound
                    .tests
                    .push(Test::Attribute("id".to_owned(), Match::Equal, id));
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
        (self.rest.len() != before.len()).then_some(compound)
    }

    fn attribute(&mut self) -> Option<Test> {
        let name = self.name()?.to_owned();
        let how = if self.eat("]") {
            return Some(Test::Attribute(name, Match::Present, String::new()));
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
        Some(Test::Attribute(name, how, value.to_owned()))
    }
}
