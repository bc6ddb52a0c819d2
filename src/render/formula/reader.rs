//! Reads the text of MathML, strictly.

use super::{
    BOTTOM, CLOSE, LEFT, Lines, MAX_DEPTH, MAX_PIECES, Piece, Property, RIGHT, STRUCK, TO_LEFT,
    TO_RIGHT, TOP,
};
use crate::render::markup::Tag;

/// The elements of formulas.
const TAGS: [Tag; 26] = [
    Tag::Math,
    Tag::Mi,
    Tag::Mn,
    Tag::Mo,
    Tag::Mtext,
    Tag::Mspace,
    Tag::Ms,
    Tag::Mrow,
    Tag::Mfrac,
    Tag::Msqrt,
    Tag::Mroot,
    Tag::Msub,
    Tag::Msup,
    Tag::Msubsup,
    Tag::Munder,
    Tag::Mover,
    Tag::Munderover,
    Tag::Mmultiscripts,
    Tag::Mprescripts,
    Tag::Mtable,
    Tag::Mtr,
    Tag::Mtd,
    Tag::Mstyle,
    Tag::Mpadded,
    Tag::Mphantom,
    Tag::Merror,
];

/// The longest value of an attribute.
const MAX_VALUE: usize = 24;

pub(super) fn read(mathml: &str) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut open: Vec<Tag> = Vec::new();
    let mut rest = mathml.trim();
    while !rest.is_empty() {
        if pieces.len() >= MAX_PIECES || open.len() > MAX_DEPTH {
            return None;
        }
        let Some(inner) = rest.strip_prefix('<') else {
            let (text, after) = rest.split_at(rest.find('<')?);
            // Text stands in an element.
            open.last()?;
            pieces.push(Piece::Text(unescape(text)?));
            rest = after;
            continue;
        };
        let (inside, after) = inner.split_once('>')?;
        rest = after;
        if let Some(name) = inside.strip_prefix('/') {
            let tag = open.pop()?;
            // What strikes out is an element that was renamed when it was opened.
            if tag_of(name) != Some(tag) {
                return None;
            }
            pieces.push(Piece::Close(tag));
            if open.is_empty() && !rest.trim().is_empty() {
                return None;
            }
            continue;
        }
        let (inside, empty) = match inside.strip_suffix('/') {
            Some(inside) => (inside, true),
            None => (inside, false),
        };
        let (name, attributes) = inside.split_once(' ').unwrap_or((inside, ""));
        let tag = tag_of(name)?;
        if open.is_empty() != (tag == Tag::Math) {
            return None;
        }
        let (properties, lines) = read_attributes(attributes)?;
        let struck = if name == "menclose" { STRUCK } else { 0 };
        pieces.push(Piece::Open(tag, properties, lines | struck));
        if empty {
            pieces.push(Piece::Close(tag));
        } else {
            open.push(tag);
        }
    }
    (open.is_empty() && !pieces.is_empty()).then_some(pieces)
}

fn tag_of(name: &str) -> Option<Tag> {
    // Browsers have no element that strikes out: it is a row with a line of ours.
    let name = if name == "menclose" { "mrow" } else { name };
    TAGS.into_iter().find(|tag| tag.name() == name)
}

fn read_attributes(mut rest: &str) -> Option<(Vec<(Property, String)>, Lines)> {
    let (mut properties, mut lines) = (Vec::new(), 0);
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return Some((properties, lines));
        }
        let (name, after) = rest.split_once("=\"")?;
        let (value, after) = after.split_once('"')?;
        rest = after;
        match name {
            "style" => lines |= read_style(value),
            // Classes are the library's own, and other spellings of what is drawn here.
            "class" | "notation" | "columnalign" | "columnspacing" | "rowspacing" | "xmlns" => {}
            _ => {
                let property = Property::ALL.iter().find(|known| known.name() == name)?;
                let plain = |c: char| c.is_ascii_alphanumeric() || "+-.%".contains(c);
                if value.len() > MAX_VALUE || !value.chars().all(plain) {
                    return None;
                }
                properties.push((*property, value.to_owned()));
            }
        }
    }
}

/// Only where a cell's content stands and which lines it has; nothing else of a style is kept.
fn read_style(style: &str) -> Lines {
    let mut lines = 0;
    for (part, line) in [
        ("border-top:", TOP),
        ("border-right:", RIGHT),
        ("border-bottom:", BOTTOM),
        ("border-left:", LEFT),
        ("text-align: left", TO_LEFT),
        ("text-align: right", TO_RIGHT),
        ("padding-right: 0", CLOSE),
    ] {
        if style.contains(part) {
            lines |= line;
        }
    }
    lines
}

fn unescape(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let (name, after) = after.split_once(';')?;
        out.push(match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" | "#39" => '\'',
            "nbsp" | "#160" => '\u{a0}',
            _ => {
                let hex = name.strip_prefix("#x")?;
                char::from_u32(u32::from_str_radix(hex, 16).ok()?).filter(|c| !c.is_control())?
            }
        });
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}
