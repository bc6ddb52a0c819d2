//! The tree as elements of a closed set, for whoever writes them down.
//!
//! One description of a message serves the viewer, the preview and the file: a [`Sink`] makes DOM
//! nodes or escaped text of it. A sink can only be asked for the elements of [`Tag`] and the
//! attributes of [`Attr`], so no conversation can bring in another one.

mod conversation;
mod text;

pub use conversation::{conversation, header, message, warning};
pub use text::tree;

use super::formula::{Formula, Lines, Property};
use super::picture::Picture;
use super::urls::Address;
use crate::conversation::{Role, Timestamp};

/// Where elements go. `open` and `close` are balanced; elements without content are closed too.
pub trait Sink {
    /// Begins an element.
    fn open(&mut self, tag: Tag, attrs: &[Attr<'_>]);
    /// Adds text.
    fn text(&mut self, text: &str);
    /// Ends the element that was begun last.
    fn close(&mut self, tag: Tag);
}

/// What the words of a page depend on.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    /// The sentence of a key of `_locales`, with the values of `$1`, `$2` … filled in.
    pub say: &'a dyn Fn(&str, &[&str]) -> String,
    /// The sentence of a key for so many things, whose number is its only value.
    pub count: &'a dyn Fn(&str, usize) -> String,
    /// A day as people write it.
    pub day: &'a dyn Fn(Timestamp) -> String,
    /// A formula of TeX, `true` for one on a line of its own; `None` shows the TeX.
    pub formula: &'a dyn Fn(&str, bool) -> Option<Formula>,
    /// What the conversation came with.
    pub home: Home,
    /// Whether to add buttons: [`Attr::Action`] names what they do.
    pub buttons: bool,
}

/// What a conversation comes with: the page says so, since nobody vouches for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// A link.
    Link,
    /// A file.
    File,
    /// An upload on a server.
    Upload,
}

macro_rules! names {
    ($(#[$doc:meta])* $kind:ident { $($variant:ident = $name:literal,)* }) => {
        $(#[$doc])*
        #[allow(missing_docs)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $kind { $($variant,)* }

        impl $kind {
            /// Its name in a page.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

names! {
    /// The elements that a conversation is shown with.
    Tag {
        A = "a",
        Article = "article",
        Blockquote = "blockquote",
        Br = "br",
        Button = "button",
        Code = "code",
        Del = "del",
        Details = "details",
        Div = "div",
        Em = "em",
        Figcaption = "figcaption",
        Figure = "figure",
        H1 = "h1",
        H2 = "h2",
        H3 = "h3",
        H4 = "h4",
        H5 = "h5",
        H6 = "h6",
        Header = "header",
        Hr = "hr",
        Img = "img",
        Li = "li",
        Math = "math",
        Merror = "merror",
        Mfrac = "mfrac",
        Mi = "mi",
        Mmultiscripts = "mmultiscripts",
        Mn = "mn",
        Mo = "mo",
        Mover = "mover",
        Mpadded = "mpadded",
        Mphantom = "mphantom",
        Mprescripts = "mprescripts",
        Mroot = "mroot",
        Mrow = "mrow",
        Ms = "ms",
        Mspace = "mspace",
        Msqrt = "msqrt",
        Mstyle = "mstyle",
        Msub = "msub",
        Msubsup = "msubsup",
        Msup = "msup",
        Mtable = "mtable",
        Mtd = "mtd",
        Mtext = "mtext",
        Mtr = "mtr",
        Munder = "munder",
        Munderover = "munderover",
        Ol = "ol",
        P = "p",
        Pre = "pre",
        Section = "section",
        Span = "span",
        Strong = "strong",
        Summary = "summary",
        Sup = "sup",
        Table = "table",
        Tbody = "tbody",
        Td = "td",
        Th = "th",
        Thead = "thead",
        Time = "time",
        Tr = "tr",
        Ul = "ul",
    }
}

impl Tag {
    /// Whether the element never has content, and so no end in HTML.
    pub fn is_void(self) -> bool {
        matches!(self, Self::Br | Self::Hr | Self::Img)
    }

    /// Whether the element belongs to MathML: its name begins with an m, and no other's does.
    pub fn is_math(self) -> bool {
        self.name().starts_with('m')
    }
}

/// The attributes that a conversation is shown with.
#[derive(Clone, Copy, Debug)]
pub enum Attr<'a> {
    /// Names of ours for the style.
    Class(&'static str),
    /// An anchor of ours: letters, digits and `-`.
    Id(&'a str),
    /// A link out: opens a new tab, which learns nothing of this page.
    Out(&'a Address),
    /// A link to an anchor of this page.
    To(&'a str),
    /// A picture, and what it shows.
    Picture(&'a Picture, &'a str),
    /// Whether the direction is found in the text itself.
    DirAuto,
    /// A very long text, which has one direction for all its lines.
    Vast,
    /// Left to right, whatever is around it.
    DirLtr,
    /// A description for screen readers.
    Label(&'a str),
    /// What it is to a screen reader.
    Role(&'static str),
    /// Can be reached by keyboard, so that what is too wide can be scrolled.
    Focusable,
    /// The first number of a list.
    Start(u64),
    /// A cell that names its column.
    ColumnHead,
    /// The moment, as RFC 3339.
    Moment(&'a str),
    /// Says nothing to a screen reader.
    Hidden,
    /// The number of a message, and who speaks: for whoever looks for messages in a page.
    Message(usize, Role),
    /// What a button does; its meaning is the page's.
    Action(&'static str),
    /// The image that a button shows, and what it is called. Nothing is loaded before.
    Image(&'a Address, &'a str),
    /// A switch that is off.
    Pressed,
    /// A formula as it was written.
    Tex(&'a str),
    /// An attribute of an element of a formula.
    Formula(Property, &'a str),
    /// The lines of a cell of a formula, and where its content stands.
    Lines(Lines),
}

impl Attr<'_> {
    /// Gives each name and value that stand for it to `set`.
    pub fn each(&self, set: &mut dyn FnMut(&'static str, &str)) {
        match *self {
            Attr::Class(names) => set("class", names),
            Attr::Id(id) => set("id", id),
            Attr::Out(address) => {
                set("href", address.href());
                set("target", "_blank");
                set("rel", "noopener noreferrer nofollow");
            }
            Attr::Picture(picture, alt) => {
                set("src", picture.address());
                set("alt", alt);
                set("decoding", "async");
            }
            Attr::To(id) => set("href", &["#", id].concat()),
            Attr::DirAuto => set("dir", "auto"),
            Attr::Vast => set("data-vast", ""),
            Attr::DirLtr => set("dir", "ltr"),
            Attr::Label(label) => set("aria-label", label),
            Attr::Role(role) => set("role", role),
            Attr::Focusable => set("tabindex", "0"),
            Attr::Start(number) => set("start", &number.to_string()),
            Attr::ColumnHead => set("scope", "col"),
            Attr::Moment(moment) => set("datetime", moment),
            Attr::Hidden => set("aria-hidden", "true"),
            Attr::Message(number, role) => {
                set("data-message", &number.to_string());
                set(
                    "data-role",
                    match role {
                        Role::User => "user",
                        Role::Assistant => "assistant",
                        Role::System => "system",
                        Role::Tool => "tool",
                    },
                );
            }
            Attr::Image(address, alt) => {
                set("data-image", address.href());
                set("data-alt", alt);
            }
            Attr::Pressed => set("aria-pressed", "false"),
            Attr::Tex(tex) => set("alttext", tex),
            Attr::Formula(property, value) => set(property.name(), value),
            Attr::Lines(lines) => set("class", &formula_class(lines)),
            Attr::Action(name) => {
                set("type", "button");
                set("data-action", name);
            }
        }
    }
}

fn formula_class(lines: Lines) -> String {
    let names = [
        "mt", "mr", "mb", "ml", "to-left", "to-right", "close", "struck",
    ];
    let set = names
        .iter()
        .enumerate()
        .filter(|(bit, _)| lines & (1 << bit) != 0);
    set.map(|(_, name)| *name).collect::<Vec<_>>().join(" ")
}

/// An element around what `inside` adds.
fn wrap<S: Sink + ?Sized>(sink: &mut S, tag: Tag, attrs: &[Attr<'_>], inside: impl FnOnce(&mut S)) {
    sink.open(tag, attrs);
    inside(sink);
    sink.close(tag);
}

/// An element around a text.
fn words(sink: &mut dyn Sink, tag: Tag, attrs: &[Attr<'_>], text: &str) {
    wrap(sink, tag, attrs, |sink| sink.text(text));
}
