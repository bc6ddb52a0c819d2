//! The wire form of a tree: flat, in document order. See the module above.

use std::fmt;

use serde::de::{IgnoredAny, SeqAccess, Visitor};
use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Kind, PageTree};

impl Serialize for PageTree {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_seq(None)?;
        let mut open: Vec<usize> = Vec::new();
        for (id, node) in self.nodes.iter().enumerate().skip(1) {
            let closed = open.iter().rev().take_while(|end| **end <= id).count();
            if closed > 0 {
                open.truncate(open.len() - closed);
                out.serialize_element(&closed)?;
            }
            match &node.kind {
                Kind::Text(text) => out.serialize_element(text)?,
                Kind::Element { tag, attributes } => {
                    open.push(node.end);
                    if attributes.is_empty() {
                        out.serialize_element(&[tag])?;
                    } else {
                        let map: std::collections::BTreeMap<_, _> =
                            attributes.iter().map(|(key, value)| (key, value)).collect();
                        out.serialize_element(&(tag, map))?;
                    }
                }
            }
        }
        out.end()
    }
}

impl<'de> Deserialize<'de> for PageTree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Tokens;

        impl<'de> Visitor<'de> for Tokens {
            type Value = PageTree;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a flat array of texts, opening elements and closing counts")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<PageTree, A::Error> {
                let mut tree = PageTree::builder();
                while let Some(token) = seq.next_element::<Token>()? {
                    match token {
                        Token::Text(text) => tree.text(&text),
                        Token::Open(tag, attributes) => tree.open(&tag, attributes),
                        Token::Close(count) => {
                            for _ in 0..count.min(tree.open.len() as u64) {
                                tree.close();
                            }
                        }
                    }
                }
                Ok(tree.finish())
            }
        }

        deserializer.deserialize_seq(Tokens)
    }
}

enum Token {
    Text(String),
    Open(String, Vec<(String, String)>),
    Close(u64),
}

impl<'de> Deserialize<'de> for Token {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneToken;

        impl<'de> Visitor<'de> for OneToken {
            type Value = Token;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, an opening element or a closing count")
            }

            fn visit_str<E>(self, text: &str) -> Result<Token, E> {
                Ok(Token::Text(text.to_owned()))
            }

            fn visit_string<E>(self, text: String) -> Result<Token, E> {
                Ok(Token::Text(text))
            }

            fn visit_u64<E>(self, count: u64) -> Result<Token, E> {
                Ok(Token::Close(count))
            }

            fn visit_i64<E>(self, count: i64) -> Result<Token, E> {
                Ok(Token::Close(count.max(0).unsigned_abs()))
            }

            // A bridge that knows only one kind of number gives whole numbers as this.
            fn visit_f64<E>(self, count: f64) -> Result<Token, E> {
                Ok(Token::Close(count as u64))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Token, A::Error> {
                let tag: String = seq.next_element()?.unwrap_or_default();
                let attributes = seq.next_element::<Attributes>()?.unwrap_or_default();
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Token::Open(tag, attributes.0))
            }
        }

        deserializer.deserialize_any(OneToken)
    }
}

/// An object of strings, in its own order.
#[derive(Default)]
struct Attributes(Vec<(String, String)>);

impl<'de> Deserialize<'de> for Attributes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;

        impl<'de> Visitor<'de> for Pairs {
            type Value = Attributes;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of strings")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                mut map: A,
            ) -> Result<Attributes, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Attributes(pairs))
            }
        }

        deserializer.deserialize_map(Pairs)
    }
}
