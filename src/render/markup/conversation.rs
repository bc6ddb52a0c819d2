//! A whole conversation: its head, its messages and what belongs to them.

use super::{Attr, Home, Look, Sink, Tag, text, words, wrap};
use crate::conversation::{Conversation, Message, Role, Source, Warning};
use crate::render::display::{MAX_NAME, MAX_TITLE, one_line, site_name};
use crate::render::markdown::parse;
use crate::render::tree::Shows;
use crate::render::urls::Address;

/// The head and every message.
pub fn conversation(sink: &mut dyn Sink, conversation: &Conversation, look: &Look<'_>) {
    header(sink, conversation, look);
    for (at, _) in conversation.messages.iter().enumerate() {
        message(sink, conversation, at, look);
    }
}

/// The title, what is known about the conversation, and what is missing in it.
pub fn header(sink: &mut dyn Sink, conversation: &Conversation, look: &Look<'_>) {
    let say = look.say;
    wrap(sink, Tag::Header, &[Attr::Class("head")], |sink| {
        let title = one_line(&conversation.title, MAX_TITLE);
        let title = if title.is_empty() {
            say("view_untitled", &[])
        } else {
            title
        };
        words(sink, Tag::H1, &[Attr::DirAuto], &title);
        wrap(sink, Tag::P, &[Attr::Class("facts")], |sink| {
            let site = Some(site_name(&conversation.site));
            let facts = [site, conversation.model.as_deref().map(name)];
            for fact in facts.iter().flatten().filter(|fact| !fact.is_empty()) {
                words(sink, Tag::Span, &[], fact);
            }
            if let Some(moment) = conversation.captured_at {
                let attrs = [Attr::Moment(&moment.to_string())];
                words(sink, Tag::Time, &attrs, &(look.day)(moment));
            }
            // Last, since a page that begins before the end is known fills it in later.
            let count = (look.count)("view_messages", conversation.messages.len());
            words(sink, Tag::Span, &[Attr::Class("count")], &count);
        });
        words(
            sink,
            Tag::P,
            &[Attr::Class("origin")],
            &origin(conversation, look),
        );
        by_sharer(sink, conversation, look);
        if !conversation.complete || !conversation.warnings.is_empty() {
            missing(sink, conversation, look);
        }
    });
}

/// What it came with and what it claims: nothing of it is verified.
fn origin(conversation: &Conversation, look: &Look<'_>) -> String {
    let came = match look.home {
        Home::Link => "view_came_link",
        Home::File => "view_came_file",
        Home::Upload => "view_came_upload",
    };
    let site = site_name(&conversation.site);
    let author = conversation.author.as_deref().map(name).unwrap_or_default();
    let claims = match (site.is_empty(), author.is_empty()) {
        (false, false) => (look.say)("view_claims_site_author", &[&site, &author]),
        (false, true) => (look.say)("view_claims_site", &[&site]),
        (true, false) => (look.say)("view_claims_author", &[&author]),
        (true, true) => (look.say)("view_claims_nothing", &[]),
    };
    [&(look.say)(came, &[]), " ", &claims].concat()
}

/// What the sharer did to it, and asks for.
fn by_sharer(sink: &mut dyn Sink, conversation: &Conversation, look: &Look<'_>) {
    let attrs = [Attr::Class("by-sharer")];
    if conversation.edited {
        words(sink, Tag::P, &attrs, &(look.say)("view_edited", &[]));
    }
    if let Some(moment) = conversation.show_until {
        let text = (look.say)("view_show_until", &[&(look.day)(moment)]);
        words(sink, Tag::P, &attrs, &text);
    }
}

/// A line where messages were left out.
fn left_out(sink: &mut dyn Sink, count: u32, look: &Look<'_>) {
    if count == 0 {
        return;
    }
    let text = (look.count)("view_left_out", count as usize);
    words(sink, Tag::P, &[Attr::Class("left-out")], &text);
}

/// The most warnings that are listed one by one.
const MAX_WARNINGS: usize = 20;

fn missing(sink: &mut dyn Sink, conversation: &Conversation, look: &Look<'_>) {
    wrap(sink, Tag::Div, &[Attr::Class("missing")], |sink| {
        if !conversation.complete {
            words(sink, Tag::P, &[], &(look.say)("view_not_complete", &[]));
        }
        if conversation.warnings.is_empty() {
            return;
        }
        wrap(sink, Tag::Ul, &[Attr::Class("tight")], |sink| {
            for warning in conversation.warnings.iter().take(MAX_WARNINGS) {
                words(sink, Tag::Li, &[], &self::warning(warning, look));
            }
            let more = conversation.warnings.len().saturating_sub(MAX_WARNINGS);
            if more > 0 {
                let text = (look.say)("view_more_warnings", &[&more.to_string()]);
                words(sink, Tag::Li, &[], &text);
            }
        });
    });
}

/// The sentence of a warning. Its code comes from the link: one that is not known has no sentence
/// and gets a general one.
pub fn warning(warning: &Warning, look: &Look<'_>) -> String {
    let code = &warning.code;
    let detail = &one_line(&warning.detail, MAX_TITLE);
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    if code.len() <= 40 && code.bytes().all(plain) {
        let key = ["warning_", &code.replace('-', "_")].concat();
        let text = (look.say)(&key, &[detail]);
        if text != key {
            return text;
        }
    }
    (look.say)("view_warning_other", &[detail])
}

/// One message, by its place in the conversation. Without such a message nothing is added.
pub fn message(sink: &mut dyn Sink, conversation: &Conversation, at: usize, look: &Look<'_>) {
    let Some(message) = conversation.messages.get(at) else {
        return;
    };
    let id = ["m", &(at + 1).to_string()].concat();
    let attrs = [
        Attr::Class(class(message)),
        Attr::Id(&id),
        Attr::Message(at + 1, message.role),
    ];
    let last = at + 1 == conversation.messages.len();
    wrap(sink, Tag::Article, &attrs, |sink| {
        left_out(sink, message.left_out, look);
        head(sink, conversation, message, look);
        match message.role {
            Role::User | Role::Assistant => body(sink, message, &id, look),
            // What was not said to anybody is there, but folded.
            Role::System | Role::Tool => {
                wrap(sink, Tag::Details, &[Attr::Class("aside")], |sink| {
                    let key = if message.role == Role::System {
                        "view_show_system"
                    } else {
                        "view_show_tool"
                    };
                    words(sink, Tag::Summary, &[], &(look.say)(key, &[]));
                    body(sink, message, &id, look);
                });
            }
        }
        if last {
            left_out(sink, conversation.left_out_at_end, look);
        }
    });
}

/// A prompt of more bytes than this is a text of its own, not a question: it is set as one.
const LONG_PROMPT: usize = 320;

fn class(message: &Message) -> &'static str {
    match message.role {
        Role::User if message.markdown.len() > LONG_PROMPT => "message user long",
        Role::User => "message user",
        Role::Assistant => "message assistant",
        Role::System => "message system",
        Role::Tool => "message tool",
    }
}

fn head(sink: &mut dyn Sink, conversation: &Conversation, message: &Message, look: &Look<'_>) {
    wrap(sink, Tag::Div, &[Attr::Class("who")], |sink| {
        let speaker = match message.role {
            Role::User => (look.say)("role_user", &[]),
            Role::System => (look.say)("role_system", &[]),
            Role::Tool => (look.say)("role_tool", &[]),
            Role::Assistant => {
                let site = site_name(&conversation.site);
                if site.is_empty() {
                    (look.say)("role_assistant", &[])
                } else {
                    site
                }
            }
        };
        words(sink, Tag::H2, &[], &speaker);
        if let Some(model) = message.model.as_deref().map(name).filter(|m| !m.is_empty()) {
            words(sink, Tag::Span, &[Attr::Class("model")], &model);
        }
        if look.buttons {
            wrap(sink, Tag::Span, &[Attr::Class("tools")], |sink| {
                for (action, key) in [
                    ("link-message", "view_link_message"),
                    ("copy-message", "view_copy_message"),
                ] {
                    let attrs = [Attr::Class("quiet"), Attr::Action(action)];
                    words(sink, Tag::Button, &attrs, &(look.say)(key, &[]));
                }
            });
        }
    });
}

fn body(sink: &mut dyn Sink, message: &Message, id: &str, look: &Look<'_>) {
    if let Some(reasoning) = message.reasoning.as_deref().filter(|text| !text.is_empty()) {
        wrap(sink, Tag::Details, &[Attr::Class("aside")], |sink| {
            words(sink, Tag::Summary, &[], &(look.say)("view_reasoning", &[]));
            wrap(sink, Tag::Div, &[Attr::Class("text")], |sink| {
                text::tree(sink, &parse(reasoning), &[id, "-reasoning"].concat(), look);
            });
        });
    }
    wrap(sink, Tag::Div, &[Attr::Class("text")], |sink| {
        text::tree(sink, &parse(&message.markdown), id, look);
    });
    if !message.sources.is_empty() {
        sources(sink, &message.sources, look);
    }
}

fn sources(sink: &mut dyn Sink, sources: &[Source], look: &Look<'_>) {
    wrap(sink, Tag::Section, &[Attr::Class("sources")], |sink| {
        words(sink, Tag::H3, &[], &(look.say)("view_sources", &[]));
        wrap(sink, Tag::Ol, &[], |sink| {
            for source in sources {
                wrap(sink, Tag::Li, &[Attr::DirAuto], |sink| {
                    one_source(sink, source);
                });
            }
        });
    });
}

fn one_source(sink: &mut dyn Sink, source: &Source) {
    let title = one_line(&source.title, MAX_TITLE);
    let Some(to) = Address::check(&source.url) else {
        let url = one_line(&source.url, MAX_TITLE);
        let both = [title.as_str(), url.as_str()];
        let text: Vec<&str> = both.into_iter().filter(|part| !part.is_empty()).collect();
        sink.text(&text.join(" · "));
        return;
    };
    let shown = if title.is_empty() { to.host() } else { &title };
    words(sink, Tag::A, &[Attr::Out(&to)], shown);
    let class = match Shows::of(shown, to.host()) {
        Shows::Host => return,
        Shows::Words => "host",
        Shows::OtherHost => "host other",
    };
    sink.text(" ");
    words(
        sink,
        Tag::Span,
        &[Attr::Class(class), Attr::DirLtr],
        to.host(),
    );
}

fn name(text: &str) -> String {
    one_line(text, MAX_NAME)
}
