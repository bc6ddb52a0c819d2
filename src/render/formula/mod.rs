//! A formula as elements of a closed set.
//!
//! What turns TeX into MathML gives text. That text is read here, by a reader that knows the few
//! elements and attributes that formulas need; whatever else stands in it makes the whole formula
//! unreadable, and the TeX is shown instead.

mod reader;

use super::markup::{Attr, Sink, Tag};

/// A formula that was read and checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formula(Vec<Piece>);

/// The most elements and texts of one formula.
pub const MAX_PIECES: usize = 20_000;
/// How deep its elements may nest.
pub const MAX_DEPTH: usize = 200;

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Open(Tag, Vec<(Property, String)>, Lines),
    Text(String),
    Close(Tag),
}

/// The sides of a cell that have a line, and where its content stands.
pub type Lines = u8;
/// A line above.
pub const TOP: Lines = 1;
/// A line on the right.
pub const RIGHT: Lines = 1 << 1;
/// A line below.
pub const BOTTOM: Lines = 1 << 2;
/// A line on the left.
pub const LEFT: Lines = 1 << 3;
/// Content at the left.
pub const TO_LEFT: Lines = 1 << 4;
/// Content at the right.
pub const TO_RIGHT: Lines = 1 << 5;
/// No space before the next cell.
pub const CLOSE: Lines = 1 << 6;
/// Struck through.
pub const STRUCK: Lines = 1 << 7;

macro_rules! properties {
    ($($variant:ident = $name:literal,)*) => {
        /// The attributes that elements of formulas may have.
        #[allow(missing_docs)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Property { $($variant,)* }

        impl Property {
            const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Its name in a page.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

properties! {
    Accent = "accent",
    AccentUnder = "accentunder",
    Depth = "depth",
    Display = "display",
    DisplayStyle = "displaystyle",
    Fence = "fence",
    Form = "form",
    Height = "height",
    LargeOp = "largeop",
    LineThickness = "linethickness",
    LeftSpace = "lspace",
    Variant = "mathvariant",
    MaxSize = "maxsize",
    MinSize = "minsize",
    MovableLimits = "movablelimits",
    RightSpace = "rspace",
    ScriptLevel = "scriptlevel",
    Separator = "separator",
    Stretchy = "stretchy",
    Symmetric = "symmetric",
    Offset = "voffset",
    Width = "width",
}

impl Formula {
    /// Reads MathML; `None` if anything in it is not known here.
    ///
    /// ```
    /// use chatlink::render::formula::Formula;
    /// assert!(Formula::read("<math><mi>x</mi></math>").is_some());
    /// assert_eq!(Formula::read("<math><mi onclick=\"a\">x</mi></math>"), None);
    /// assert_eq!(Formula::read("<svg></svg>"), None);
    /// ```
    pub fn read(mathml: &str) -> Option<Self> {
        reader::read(mathml).map(Self)
    }

    /// Adds its elements; the outermost carries the TeX, so that copying gives it back.
    pub fn write(&self, sink: &mut dyn Sink, tex: &str) {
        for piece in &self.0 {
            match piece {
                Piece::Open(tag, properties, lines) => {
                    let mut attrs: Vec<Attr<'_>> = Vec::new();
                    if *tag == Tag::Math {
                        attrs.push(Attr::Tex(tex));
                    }
                    if *lines != 0 {
                        attrs.push(Attr::Lines(*lines));
                    }
                    attrs.extend(
                        properties
                            .iter()
                            .map(|(name, value)| Attr::Formula(*name, value)),
                    );
                    sink.open(*tag, &attrs);
                }
                Piece::Text(text) => sink.text(text),
                Piece::Close(tag) => sink.close(*tag),
            }
        }
    }
}
