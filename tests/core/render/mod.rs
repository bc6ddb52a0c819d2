//! Markdown to a tree, to elements and to a page.

mod code;
mod display;
mod export;
mod formula;
mod limits;
mod markdown;
mod picture;
mod urls;

use chatlink::conversation::{Conversation, Timestamp};
use chatlink::messages::{english, english_count};
use chatlink::render::formula::Formula;
use chatlink::render::markup::{self, Attr, Home, Look, Sink, Tag};

/// Words in English, days as they are written in data, all buttons.
fn look() -> Look<'static> {
    Look {
        say: &english,
        count: &english_count,
        day: &|moment: Timestamp| moment.to_string(),
        formula: &|tex, display| Formula::read(&chatlink_formulas::mathml(tex, display)?),
        home: Home::Link,
        buttons: true,
    }
}

/// Elements as an outline: one line an element, indented, its text in quotes.
#[derive(Default)]
struct Outline {
    text: String,
    depth: usize,
}

impl Outline {
    fn line(&mut self, line: &str) {
        self.text.push_str(&"  ".repeat(self.depth));
        self.text.push_str(line);
        self.text.push('\n');
    }
}

impl Sink for Outline {
    fn open(&mut self, tag: Tag, attrs: &[Attr<'_>]) {
        let mut line = tag.name().to_owned();
        for attr in attrs {
            attr.each(&mut |name, value| match name {
                // Others say the same: the class, the id. Links: one test looks at them.
                "target" | "rel" | "data-message" | "data-role" => {}
                "class" => line.push_str(&format!(".{}", value.replace(' ', "."))),
                "id" => line.push_str(&format!("#{value}")),
                _ => line.push_str(&format!(" {name}={value}")),
            });
        }
        self.line(&line);
        self.depth += 1;
    }

    fn text(&mut self, text: &str) {
        self.line(&format!("{text:?}"));
    }

    fn close(&mut self, _: Tag) {
        self.depth -= 1;
    }
}

/// The outline of one text.
fn outline(markdown: &str) -> String {
    let mut sink = Outline::default();
    let tree = chatlink::render::parse(markdown);
    markup::tree(&mut sink, &tree, "m1", &look());
    assert_eq!(sink.depth, 0, "every element ends");
    sink.text
}

/// The outline of a conversation.
fn conversation_outline(conversation: &Conversation) -> String {
    let mut sink = Outline::default();
    markup::conversation(&mut sink, conversation, &look());
    assert_eq!(sink.depth, 0, "every element ends");
    sink.text
}
