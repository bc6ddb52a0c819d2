//! The wire form of a tree: one text of tokens. See the module above.

use std::fmt::Write;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{MARK, Node, PageTree};

impl PageTree {
    /// Reads what the script in a page sends. Whatever the text is, it gives a tree.
    pub fn from_wire(wire: &str) -> Self {
        let mut tree = Self::builder();
        for token in wire.split(MARK) {
            let mut rest = token.chars();
            match rest.next() {
                Some('"') => tree.text(rest.as_str()),
                Some('<') => tree.open(rest.as_str()),
                Some('@') => {
                    if let Some((name, value)) = rest.as_str().split_once('=') {
                        tree.attribute(name, value);
                    }
                }
                Some('>') => {
                    let open = tree.open.len();
                    for _ in 0..rest.as_str().parse().unwrap_or(0).min(open) {
                        tree.close();
                    }
                }
                _ => {}
            }
        }
        tree.finish()
    }

    /// The same the other way round.
    pub fn to_wire(&self) -> String {
        let mut wire = String::with_capacity(self.buffer.len() + 4 * self.nodes.len());
        let mut token = |kind: char, parts: [&str; 2]| {
            if !wire.is_empty() {
                wire.push(MARK);
            }
            wire.push(kind);
            for part in parts {
                wire.extend(part.chars().filter(|c| *c != MARK));
            }
        };
        let mut open: Vec<usize> = Vec::new();
        let mut count = String::new();
        for node in self.root().descendants() {
            let closed = open
                .iter()
                .rev()
                .take_while(|end| **end <= node.position())
                .count();
            if closed > 0 {
                open.truncate(open.len() - closed);
                count.clear();
                let _ = write!(count, "{closed}");
                token('>', [&count, ""]);
            }
            if let Some(text) = node.as_text() {
                token('"', [text, ""]);
                continue;
            }
            open.push(Node::end(node));
            token('<', [node.tag(), ""]);
            for (name, value) in node.attributes() {
                token('@', [name, &format!("={value}")]);
            }
        }
        if !open.is_empty() {
            token('>', [&open.len().to_string(), ""]);
        }
        wire
    }
}

impl Serialize for PageTree {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_wire().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for PageTree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::from_wire(&String::deserialize(deserializer)?))
    }
}
