//! The conversation as JSON, a line for each value: `docs/FORMAT.md`, "Conversation JSON".
//!
//! The same as serde writes from the model, which a test holds it to: serde would weigh more in the
//! viewer than all its files.

use crate::conversation::{Conversation, Message, Role, Source, Timestamp};
use crate::json::quote;

/// Writes it. It is read back by `serde_json` as it was.
pub fn json(conversation: &Conversation) -> String {
    let it = conversation;
    let mut lines = Lines::default();
    lines.within('{', '}', |to| {
        to.text("title", &it.title);
        to.text_if("site", Some(&it.site).filter(|site| !site.is_empty()));
        to.text_if("url", it.url.as_ref());
        to.text_if("model", it.model.as_ref());
        to.moment("captured_at", it.captured_at);
        to.text_if("author", it.author.as_ref());
        to.value("complete", if it.complete { "true" } else { "false" });
        if it.edited {
            to.value("edited", "true");
        }
        to.moment("show_until", it.show_until);
        to.count("left_out_at_end", it.left_out_at_end);
        if !it.warnings.is_empty() {
            to.list("warnings", &it.warnings, |to, warning| {
                to.text("code", &warning.code);
                to.text_if(
                    "detail",
                    Some(&warning.detail).filter(|detail| !detail.is_empty()),
                );
            });
        }
        to.list("messages", &it.messages, message);
    });
    lines.out
}

fn message(to: &mut Lines, it: &Message) {
    let role = match it.role {
        Role::User => "user",
        Role::Assistant => "assistant",
        Role::System => "system",
        Role::Tool => "tool",
    };
    to.text("role", role);
    to.text("markdown", &it.markdown);
    to.text_if("model", it.model.as_ref());
    to.moment("time", it.time);
    to.text_if("reasoning", it.reasoning.as_ref());
    if !it.sources.is_empty() {
        to.list("sources", &it.sources, |to, source: &Source| {
            to.text("title", &source.title);
            to.text("url", &source.url);
        });
    }
    to.count("left_out", it.left_out);
}

#[derive(Default)]
struct Lines {
    out: String,
    depth: usize,
}

impl Lines {
    fn within(&mut self, start: char, end: char, fill: impl FnOnce(&mut Self)) {
        self.out.push(start);
        self.depth += 1;
        let before = self.out.len();
        fill(self);
        self.depth -= 1;
        if self.out.len() > before {
            self.line();
        }
        self.out.push(end);
    }

    fn line(&mut self) {
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n(' ', self.depth));
    }

    /// Begins the next value of a list or an object.
    fn next(&mut self) {
        if !self.out.ends_with(['{', '[']) {
            self.out.push(',');
        }
        self.line();
    }

    fn name(&mut self, name: &str) {
        self.next();
        quote(name, &mut self.out);
        self.out.push_str(": ");
    }

    fn value(&mut self, name: &str, value: &str) {
        self.name(name);
        self.out.push_str(value);
    }

    fn text(&mut self, name: &str, text: &str) {
        self.name(name);
        quote(text, &mut self.out);
    }

    fn text_if(&mut self, name: &str, text: Option<&String>) {
        if let Some(text) = text {
            self.text(name, text);
        }
    }

    fn moment(&mut self, name: &str, moment: Option<Timestamp>) {
        self.text_if(name, moment.map(|moment| moment.to_string()).as_ref());
    }

    fn count(&mut self, name: &str, count: u32) {
        if count > 0 {
            self.value(name, &count.to_string());
        }
    }

    fn list<T>(&mut self, name: &str, all: &[T], mut fill: impl FnMut(&mut Self, &T)) {
        self.name(name);
        self.within('[', ']', |to| {
            for one in all {
                to.next();
                to.within('{', '}', |to| fill(to, one));
            }
        });
    }
}
