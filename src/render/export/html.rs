//! One HTML page: no script, nothing loaded, everything escaped.

use crate::conversation::Conversation;
#[cfg(not(target_arch = "wasm32"))]
use crate::messages::{english, english_count};
#[cfg(not(target_arch = "wasm32"))]
use crate::render::formula::Formula;
#[cfg(not(target_arch = "wasm32"))]
use crate::render::markup::Home;
use crate::render::markup::{self, Attr, Look, Sink, Tag};

/// The page may show text with its own style and pictures that it holds itself, and nothing else: no
/// script, no form, nothing from elsewhere.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; \
                      base-uri 'none'; form-action 'none'";

/// The same styles as the viewer's.
#[cfg(not(target_arch = "wasm32"))]
const STYLES: [&str; 4] = [
    include_str!("../../../extension/style/tokens.css"),
    include_str!("../../../extension/style/base.css"),
    include_str!("../../../extension/style/reading.css"),
    include_str!("../../../extension/style/code.css"),
];

/// The conversation as a page of its own, in English.
///
/// ```
/// use chatlink::conversation::Conversation;
/// let page = chatlink::render::export::html(&Conversation::default());
/// assert!(page.starts_with("<!doctype html>"));
/// ```
#[cfg(not(target_arch = "wasm32"))]
pub fn html(conversation: &Conversation) -> String {
    let look = Look {
        say: &english,
        count: &english_count,
        day: &|moment| moment.to_string().chars().take(10).collect(),
        formula: &formula,
        home: Home::File,
        buttons: false,
    };
    html_with(conversation, &look, "en", &STYLES.concat())
}

/// A formula, with the package for formulas that everything but the browser links.
#[cfg(not(target_arch = "wasm32"))]
fn formula(tex: &str, display: bool) -> Option<Formula> {
    Formula::read(&chatlink_formulas::mathml(tex, display)?)
}

/// The conversation as a page of its own. `language` is the tag of the language of `look`, and
/// `styles` are ours: the viewer's, as text.
pub fn html_with(
    conversation: &Conversation,
    look: &Look<'_>,
    language: &str,
    styles: &str,
) -> String {
    let mut page = Html::default();
    page.out.push_str("<!doctype html>\n<html lang=\"");
    page.escaped(language);
    page.out.push_str(
        "\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"",
    );
    page.escaped(POLICY);
    page.out.push_str(
        "\">\n<meta name=\"robots\" content=\"noindex\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>",
    );
    page.escaped(&(look.say)("view_page_title", &[]));
    page.out.push_str("</title>\n<style>\n");
    page.out.push_str(styles);
    page.out
        .push_str("</style>\n</head>\n<body class=\"page\">\n<main class=\"reading\">\n");
    markup::conversation(&mut page, conversation, look);
    page.out.push_str("\n</main>\n</body>\n</html>\n");
    page.out
}

/// Writes elements as HTML text.
#[derive(Default)]
struct Html {
    out: String,
}

impl Html {
    /// Text or a value between double quotes: none of these characters can end it.
    fn escaped(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '"' => self.out.push_str("&quot;"),
                '\'' => self.out.push_str("&#39;"),
                // HTML has no NUL, and turns a carriage return into a line feed.
                '\0' => self.out.push('\u{fffd}'),
                '\r' => self.out.push_str("&#13;"),
                c => self.out.push(c),
            }
        }
    }
}

impl Sink for Html {
    fn open(&mut self, tag: Tag, attrs: &[Attr<'_>]) {
        if matches!(tag, Tag::Article | Tag::Header) {
            self.out.push('\n');
        }
        self.out.push('<');
        self.out.push_str(tag.name());
        for attr in attrs {
            attr.each(&mut |name, value| {
                self.out.push(' ');
                self.out.push_str(name);
                self.out.push_str("=\"");
                self.escaped(value);
                self.out.push('"');
            });
        }
        self.out.push('>');
        // HTML drops a line break that is the first thing in this element.
        if tag == Tag::Pre {
            self.out.push('\n');
        }
    }

    fn text(&mut self, text: &str) {
        self.escaped(text);
    }

    fn close(&mut self, tag: Tag) {
        if !tag.is_void() {
            self.out.push_str("</");
            self.out.push_str(tag.name());
            self.out.push('>');
        }
    }
}
