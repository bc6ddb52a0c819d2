//! Transcripts of other programs, as well as they can be understood.
//!
//! The first line that names a speaker sets the style: only lines of the same style begin a
//! message afterwards, so that an answer may hold headings and bold words of its own.

use crate::conversation::{Conversation, Message, Role, Warning};

/// How lines name a speaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// `## User`, with the number of its signs.
    Heading(usize),
    /// `**User:** text`
    Bold,
    /// `User: text`, `ChatGPT said:`
    Plain,
}

/// Whether the name could as well be a heading in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Names,
    /// Question and answer, prompt and response.
    Kinds,
}

/// A line that names a speaker.
struct Speaker<'a> {
    style: (Form, Family),
    role: Role,
    /// What is said on the same line.
    rest: &'a str,
}

const NAMES: &[(&str, Role)] = &[
    ("you", Role::User),
    ("user", Role::User),
    ("human", Role::User),
    ("me", Role::User),
    ("assistant", Role::Assistant),
    ("ai", Role::Assistant),
    ("ai assistant", Role::Assistant),
    ("agent", Role::Assistant),
    ("bot", Role::Assistant),
    ("system", Role::System),
    ("system prompt", Role::System),
    ("tool", Role::Tool),
    ("tool output", Role::Tool),
    ("tool result", Role::Tool),
];

const KINDS: &[(&str, Role)] = &[
    ("prompt", Role::User),
    ("question", Role::User),
    ("q", Role::User),
    ("response", Role::Assistant),
    ("answer", Role::Assistant),
    ("a", Role::Assistant),
];

/// Names that a version may follow: `GPT-4`, `Claude Opus 4`.
const PRODUCTS: &[&str] = &[
    "chatgpt",
    "gpt",
    "claude",
    "gemini",
    "grok",
    "deepseek",
    "perplexity",
    "copilot",
    "le chat",
    "mistral",
    "qwen",
    "llama",
    "meta ai",
    "bard",
];

/// Longer lines name nobody.
const MAX_NAME_CHARS: usize = 60;

pub(super) fn read(text: &str) -> Option<Conversation> {
    let mut conversation = Conversation {
        complete: true,
        ..Conversation::default()
    };
    let mut style = None;
    let mut fence = None;
    let mut preamble = String::new();
    for line in text.lines() {
        let in_code = track_fence(line, &mut fence);
        let speaker = if in_code { None } else { speaker(line) };
        match speaker {
            Some(speaker) if style.is_none_or(|style| style == speaker.style) => {
                style = Some(speaker.style);
                conversation.messages.push(Message {
                    role: speaker.role,
                    markdown: format!("{}\n", speaker.rest),
                    ..Message::default()
                });
            }
            _ => {
                let into = match conversation.messages.last_mut() {
                    Some(message) => &mut message.markdown,
                    None => &mut preamble,
                };
                into.push_str(line);
                into.push('\n');
            }
        }
    }
    style?;
    for message in &mut conversation.messages {
        message.markdown = trim(&message.markdown).to_owned();
    }
    conversation
        .messages
        .retain(|message| !message.markdown.is_empty());
    read_preamble(&preamble, &mut conversation);
    (!conversation.messages.is_empty()).then_some(conversation)
}

/// The title; anything else of weight is worth a warning.
fn read_preamble(text: &str, conversation: &mut Conversation) {
    let mut rest = text.trim();
    if let Some((matter, after)) = rest
        .strip_prefix("---\n")
        .and_then(|r| r.split_once("\n---"))
    {
        rest = after;
        for line in matter.lines() {
            if let Some(title) = line.strip_prefix("title:") {
                conversation.title = title.trim().trim_matches(['"', '\'']).to_owned();
            }
        }
    }
    let mut left_out = 0;
    for line in rest.lines().map(str::trim) {
        match line.strip_prefix("# ") {
            Some(title) if conversation.title.is_empty() => {
                conversation.title = title.trim().to_owned();
            }
            _ if is_rule(line) || line.starts_with("<!--") => {}
            _ => left_out += line.chars().count(),
        }
    }
    if left_out > 0 {
        conversation.warnings.push(Warning {
            code: "text-before-first-message".to_owned(),
            detail: left_out.to_string(),
        });
    }
}

/// Without the empty lines around it, and the rules that programs draw between messages.
fn trim(text: &str) -> &str {
    let mut text = text.trim_end();
    while let Some((before, last)) = text.rsplit_once('\n') {
        // A line of dashes right below a text makes that a heading.
        if !(is_rule(last) && before.trim_end_matches(' ').ends_with('\n')) {
            break;
        }
        text = before.trim_end();
    }
    text.trim_start_matches(['\n', '\r'])
}

fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.chars().all(|c| matches!(c, '-' | '*' | '_')) && (line.is_empty() || line.len() >= 3)
}

/// Whether a line stands in a code block, or opens or closes one.
fn track_fence(line: &str, fence: &mut Option<(char, usize)>) -> bool {
    let line = line.trim_start();
    let Some(sign) = line.chars().next().filter(|&c| c == '`' || c == '~') else {
        return fence.is_some();
    };
    let length = line.chars().take_while(|&c| c == sign).count();
    if length < 3 {
        return fence.is_some();
    }
    match *fence {
        // Code between words, on a single line.
        None if sign == '`' && line.trim_start_matches('`').contains('`') => return false,
        None => *fence = Some((sign, length)),
        Some((open, least)) => {
            let nothing_else = line.trim_end().chars().count() == length;
            if sign == open && length >= least && nothing_else {
                *fence = None;
            }
        }
    }
    true
}

fn speaker(line: &str) -> Option<Speaker<'_>> {
    let line = line.trim();
    let signs = line.chars().take_while(|&c| c == '#').count();
    if signs > 0 {
        let name = line.get(signs..)?.strip_prefix(' ')?;
        let name = name.trim().trim_matches(['*', '_', ':']);
        return named(name, Form::Heading(signs), "");
    }
    if let Some(bold) = line.trim_start_matches('_').strip_prefix("**") {
        let (name, rest) = bold.split_once("**")?;
        let rest = rest.trim_start_matches('_');
        let inner_colon = name.ends_with(':');
        let rest = match rest.strip_prefix(':') {
            Some(rest) => rest,
            None if inner_colon || rest.trim().is_empty() => rest,
            None => return None,
        };
        return named(name.trim_end_matches(':'), Form::Bold, rest.trim_start());
    }
    let (name, rest) = line.split_once(':')?;
    if !rest.is_empty() && !rest.starts_with(' ') {
        return None;
    }
    named(name, Form::Plain, rest.trim_start())
}

fn named<'a>(name: &str, form: Form, rest: &'a str) -> Option<Speaker<'a>> {
    if name.len() > 4 * MAX_NAME_CHARS || name.chars().count() > MAX_NAME_CHARS {
        return None;
    }
    // A time or a model often follows in parentheses; a picture often stands before.
    let name = name.split('(').next().unwrap_or_default();
    let name = name
        .trim_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase();
    let name = name.strip_suffix(" said").unwrap_or(&name);
    let find = |list: &[(&str, Role)], name: &str| {
        list.iter()
            .find_map(|&(known, role)| (known == name).then_some(role))
    };
    let numbered = name
        .trim_end_matches(|c: char| c.is_ascii_digit())
        .trim_end();
    let (role, family) = if let Some(role) = find(NAMES, name) {
        (role, Family::Names)
    } else if is_product(name) {
        (Role::Assistant, Family::Names)
    } else {
        (find(KINDS, numbered)?, Family::Kinds)
    };
    // Such lines stand in ordinary text.
    let too_common = matches!(name, "me" | "system" | "tool" | "agent" | "bot");
    if form == Form::Plain && (family == Family::Kinds && name.len() > 1 || too_common) {
        return None;
    }
    Some(Speaker {
        style: (form, family),
        role,
        rest,
    })
}

/// A product, alone or with a version of a word or three behind it.
fn is_product(name: &str) -> bool {
    PRODUCTS.iter().any(|product| {
        name.strip_prefix(product).is_some_and(|rest| {
            !rest.starts_with(char::is_alphabetic) && rest.split_whitespace().count() <= 3
        })
    })
}
