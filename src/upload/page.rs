//! The conversation as Markdown for PrivateBin's own page, which knows no Chatlink: a title, a line of
//! facts, and each message under the name of who speaks.

use crate::conversation::{Conversation, Message, Role};

type Say<'a> = &'a dyn Fn(&str, &[&str]) -> String;

/// The page. Its words are those of `say`.
pub(super) fn write(conversation: &Conversation, say: Say<'_>) -> String {
    let mut page = String::new();
    let title = line(&conversation.title);
    if !title.is_empty() {
        page += &format!("# {title}\n\n");
    }
    let mut facts: Vec<String> = [
        conversation.model.as_deref(),
        conversation.author.as_deref(),
    ]
    .into_iter()
    .flatten()
    .map(line)
    .filter(|fact| !fact.is_empty())
    .collect();
    if !conversation.complete {
        facts.push(say("upload_page_partial", &[]));
    }
    if !facts.is_empty() {
        page += &format!("*{}*\n\n", facts.join(" · "));
    }
    for message in &conversation.messages {
        write_message(&mut page, message, say);
    }
    page += &format!("---\n\n*{}*\n", say("upload_page_made_by", &[]));
    page
}

fn write_message(page: &mut String, message: &Message, say: Say<'_>) {
    let who = say(
        match message.role {
            Role::User => "role_user",
            Role::Assistant => "role_assistant",
            Role::System => "role_system",
            Role::Tool => "role_tool",
        },
        &[],
    );
    *page += &format!("---\n\n## {who}\n\n");
    if let Some(reasoning) = &message.reasoning {
        *page += &format!("> **{}**\n>\n", say("view_reasoning", &[]));
        for text in reasoning.lines() {
            *page += &format!("> {text}\n");
        }
        page.push('\n');
    }
    page.push_str(message.markdown.trim_end());
    page.push_str("\n\n");
    if !message.sources.is_empty() {
        *page += &format!("**{}**\n\n", say("view_sources", &[]));
        for source in &message.sources {
            *page += &format!("- <{}> {}\n", line(&source.url), line(&source.title));
        }
        page.push('\n');
    }
}

/// A text that is to stay on its line, with the signs that would be markup made plain.
fn line(text: &str) -> String {
    let mut line = String::new();
    for c in text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
    {
        if matches!(c, '*' | '`' | '[' | ']' | '\\' | '#') {
            line.push('\\');
        }
        if c == '<' || c == '>' {
            line.push_str(if c == '<' { "&lt;" } else { "&gt;" });
        } else {
            line.push(c);
        }
    }
    line
}
