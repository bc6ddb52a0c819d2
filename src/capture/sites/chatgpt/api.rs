//! ChatGPT's conversation objects: what its data export and its own API give.
//!
//! A conversation is a tree of nodes (`mapping`), since prompts can be edited and answers made anew.
//! What the person sees is the branch that ends in `current_node`; walking up from there gives it,
//! and no abandoned version gets mixed in. Newer answers of the API are a plain list of `messages`.

use std::collections::HashSet;

use serde_json::Value;

use crate::capture::markdown::{file_placeholder, image_placeholder};
use crate::conversation::{Conversation, Message, Role, Source, Timestamp, Warning};
use crate::error::Error;

/// The most nodes of one branch.
const MAX_MESSAGES: usize = 100_000;

/// Reads one conversation object; also an array that holds exactly one.
///
/// # Errors
///
/// [`Error::FileNotUnderstood`] where it is no such object (without a path: whoever read the file
/// knows it), [`Error::ChatEmpty`] where nobody says anything in it.
pub fn conversation_from_export(object: &Value) -> Result<Conversation, Error> {
    let object = match object {
        Value::Array(list) if list.len() == 1 => list.first().unwrap_or(object),
        other => other,
    };
    let messages = match (object.get("mapping"), object.get("messages")) {
        (Some(Value::Object(mapping)), _) => branch(mapping, object.get("current_node"))?,
        (_, Some(Value::Array(list))) => list.iter().collect(),
        _ => return Err(not_understood("no mapping and no messages")),
    };
    let mut conversation = Conversation {
        title: text_of(object, "title").trim().to_owned(),
        site: "chatgpt".to_owned(),
        url: object
            .get("conversation_id")
            .or_else(|| object.get("id"))
            .and_then(Value::as_str)
            .filter(|id| id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'))
            .map(|id| format!("https://chatgpt.com/c/{id}")),
        complete: true,
        ..Conversation::default()
    };
    let mut writer = Writer {
        conversation: &mut conversation,
        reasoning: Vec::new(),
        open: None,
    };
    for message in messages {
        writer.message(message);
    }
    if conversation.messages.is_empty() {
        return Err(Error::ChatEmpty);
    }
    let models: Vec<String> = conversation
        .messages
        .iter()
        .filter_map(|message| message.model.clone())
        .collect();
    conversation.model = models.last().cloned().or_else(|| {
        object
            .get("default_model_slug")?
            .as_str()
            .map(str::to_owned)
    });
    for message in &mut conversation.messages {
        if message.model == conversation.model {
            message.model = None;
        }
    }
    Ok(conversation)
}

fn not_understood(reason: &str) -> Error {
    Error::FileNotUnderstood {
        path: String::new(),
        reason: reason.to_owned(),
    }
}

fn text_of<'a>(object: &'a Value, key: &str) -> &'a str {
    object.get(key).and_then(Value::as_str).unwrap_or("")
}

/// The messages from the root to the current node.
fn branch<'a>(
    mapping: &'a serde_json::Map<String, Value>,
    current: Option<&'a Value>,
) -> Result<Vec<&'a Value>, Error> {
    let mut at = match current.and_then(Value::as_str) {
        Some(id) if mapping.contains_key(id) => id,
        // Old exports name no current node: the newest leaf is what was seen last.
        _ => newest_leaf(mapping).ok_or_else(|| not_understood("an empty mapping"))?,
    };
    let mut seen = HashSet::new();
    let mut messages = Vec::new();
    while let Some(node) = mapping.get(at) {
        if !seen.insert(at) || messages.len() >= MAX_MESSAGES {
            break;
        }
        messages.extend(node.get("message").filter(|message| message.is_object()));
        match node.get("parent").and_then(Value::as_str) {
            Some(parent) => at = parent,
            None => break,
        }
    }
    messages.reverse();
    Ok(messages)
}

fn newest_leaf(mapping: &serde_json::Map<String, Value>) -> Option<&str> {
    let time = |node: &Value| {
        node.get("message")
            .and_then(|message| message.get("create_time"))
            .and_then(Value::as_f64)
            .unwrap_or(0.0)
    };
    mapping
        .iter()
        .filter(|(_, node)| {
            node.get("children")
                .and_then(Value::as_array)
                .is_none_or(Vec::is_empty)
        })
        .max_by(|(_, a), (_, b)| time(a).total_cmp(&time(b)))
        .map(|(id, _)| id.as_str())
}

/// Puts the nodes of a branch together to messages.
struct Writer<'a> {
    conversation: &'a mut Conversation,
    /// Reasoning that belongs to the next answer.
    reasoning: Vec<String>,
    /// Channel of the last message, while the next node may continue it.
    open: Option<String>,
}

impl Writer<'_> {
    fn message(&mut self, message: &Value) {
        let metadata = message.get("metadata").unwrap_or(&Value::Null);
        let hidden = metadata
            .get("is_visually_hidden_from_conversation")
            .and_then(Value::as_bool)
            == Some(true);
        let author = message.get("author").unwrap_or(&Value::Null);
        let role = match text_of(author, "role") {
            "user" => Role::User,
            "assistant" => Role::Assistant,
            "tool" => Role::Tool,
            _ => return,
        };
        let Some(content) = message.get("content") else {
            return;
        };
        let kind = text_of(content, "content_type");
        if role == Role::Assistant && matches!(kind, "thoughts" | "reasoning_recap") {
            self.reasoning.extend(thoughts(content));
            return;
        }
        // Only what is addressed to everybody is shown; the rest are calls of tools.
        let recipient = message.get("recipient").and_then(Value::as_str);
        if hidden || recipient.is_some_and(|name| name != "all") {
            return;
        }
        let mut markdown = self.content(kind, content);
        if role == Role::Tool {
            // What tools give back is not shown, but for the pictures that they make.
            if !markdown.contains("[image") {
                return;
            }
        }
        let mut sources = Vec::new();
        if role == Role::Assistant {
            markdown = cited(&markdown, metadata, &mut sources);
            markdown = dollar_maths(&markdown);
        }
        if role == Role::User {
            let names = metadata
                .get("attachments")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .map(|file| text_of(file, "name"))
                .filter(|name| !name.is_empty() && !markdown.contains(&format!(": {name}]")));
            let files: Vec<String> = names.map(file_placeholder).collect();
            if !files.is_empty() {
                // A picture is named by its attachment.
                markdown = markdown.replace("[image]", "").trim().to_owned();
                markdown = format!("{}\n\n{markdown}", files.join("\n\n"));
            }
        }
        let markdown = markdown.trim();
        if markdown.is_empty() {
            return;
        }
        let model = metadata
            .get("model_slug")
            .and_then(Value::as_str)
            .filter(|_| role == Role::Assistant)
            .map(str::to_owned);
        let role = if role == Role::Tool {
            Role::Assistant
        } else {
            role
        };
        let channel = text_of(message, "channel").to_owned();
        let reasoning = std::mem::take(&mut self.reasoning).join("\n\n");
        // Nodes of one answer follow one another: before and after a tool, or cut by a limit.
        if role == Role::Assistant
            && let Some(open) = &self.open
            && let Some(last) = self.conversation.messages.last_mut()
        {
            let continues = *open == channel && !ends_block(&last.markdown) && channel.is_empty();
            last.markdown.push_str(if continues { "" } else { "\n\n" });
            last.markdown.push_str(markdown);
            last.model = model.or(last.model.take());
            for source in sources {
                if !last.sources.iter().any(|known| known.url == source.url) {
                    last.sources.push(source);
                }
            }
            if !reasoning.is_empty() {
                let before = last.reasoning.take().map_or(String::new(), |r| r + "\n\n");
                last.reasoning = Some(before + &reasoning);
            }
            self.open = Some(channel);
            return;
        }
        self.open = (role == Role::Assistant).then_some(channel);
        self.conversation.messages.push(Message {
            role,
            markdown: markdown.to_owned(),
            model,
            time: moment(message.get("create_time")),
            reasoning: Some(reasoning).filter(|text| !text.is_empty()),
            sources,
        });
    }

    fn content(&mut self, kind: &str, content: &Value) -> String {
        match kind {
            "text" | "multimodal_text" => {
                let parts = content.get("parts").and_then(Value::as_array);
                let texts: Vec<String> = parts
                    .into_iter()
                    .flatten()
                    .map(|part| self.part(part))
                    .filter(|text| !text.is_empty())
                    .collect();
                texts.join("\n\n")
            }
            "code" => {
                let language = match text_of(content, "language") {
                    "unknown" => "",
                    language => language,
                };
                fenced(language, text_of(content, "text"))
            }
            _ => String::new(),
        }
    }

    fn part(&mut self, part: &Value) -> String {
        if let Some(text) = part.as_str() {
            return text.to_owned();
        }
        let kind = text_of(part, "content_type");
        match kind {
            "audio_transcription" => text_of(part, "text").to_owned(),
            "image_asset_pointer" => {
                let prompt = part
                    .get("metadata")
                    .and_then(|metadata| metadata.get("dalle"))
                    .map_or("", |dalle| text_of(dalle, "prompt"));
                self.warn("image-left-out", prompt);
                image_placeholder(prompt)
            }
            "audio_asset_pointer" | "real_time_user_audio_video_asset_pointer" => String::new(),
            _ => text_of(part, "text").to_owned(),
        }
    }

    fn warn(&mut self, code: &str, detail: &str) {
        let warning = Warning {
            code: code.to_owned(),
            detail: detail.chars().take(120).collect(),
        };
        if !self.conversation.warnings.contains(&warning) {
            self.conversation.warnings.push(warning);
        }
    }
}

/// Whether a text ends where a block ends, so that what follows starts a new one.
fn ends_block(markdown: &str) -> bool {
    markdown.ends_with("```") || markdown.ends_with('\n')
}

fn thoughts(content: &Value) -> Vec<String> {
    content
        .get("thoughts")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .map(|thought| {
            let summary = text_of(thought, "summary").trim();
            let text = text_of(thought, "content").trim();
            match (summary.is_empty(), text.is_empty()) {
                (false, false) => format!("**{summary}**\n\n{text}"),
                (true, _) => text.to_owned(),
                (_, true) => format!("**{summary}**"),
            }
        })
        .filter(|text| !text.is_empty())
        .collect()
}

fn fenced(language: &str, text: &str) -> String {
    let mut fence = "```".to_owned();
    while text.contains(&fence) {
        fence.push('`');
    }
    format!(
        "{fence}{language}\n{}\n{fence}",
        text.trim_end_matches('\n')
    )
}

fn moment(seconds: Option<&Value>) -> Option<Timestamp> {
    let seconds = seconds?.as_f64()?;
    // Far outside of any date the conversion saturates, and the range check refuses it.
    Timestamp::from_unix(seconds.floor() as i64)
}

/// Replaces the private marks of citations by links, and notes the sources.
fn cited(markdown: &str, metadata: &Value, sources: &mut Vec<Source>) -> String {
    let mut text = markdown.to_owned();
    let references = metadata.get("content_references").and_then(Value::as_array);
    let mut marks: Vec<(&str, String)> = Vec::new();
    for reference in references.into_iter().flatten() {
        let mark = text_of(reference, "matched_text");
        let mut links: Vec<String> = Vec::new();
        let items = ["items", "sources"]
            .iter()
            .filter_map(|key| reference.get(*key)?.as_array())
            .flatten();
        for item in items {
            let url = clean(text_of(item, "url"));
            if url.is_empty() {
                continue;
            }
            let title = text_of(item, "title").trim().to_owned();
            let name = text_of(item, "attribution").trim();
            let name = if name.is_empty() { &title } else { name };
            links.push(format!("[{}]({url})", name.replace(['[', ']'], "")));
            if !sources.iter().any(|source| source.url == url) {
                sources.push(Source { title, url });
            }
        }
        if mark.trim().is_empty() {
            continue;
        }
        // A list of everything at the end is the list of sources already.
        if text_of(reference, "type") == "sources_footnote" {
            links.clear();
        }
        let shown = if links.is_empty() {
            text_of(reference, "alt").to_owned()
        } else {
            format!(" {}", links.join(" "))
        };
        marks.push((mark, shown));
    }
    // A mark may begin with another: the longest first.
    marks.sort_by_key(|(mark, _)| std::cmp::Reverse(mark.len()));
    for (mark, shown) in marks.iter().take(2_000) {
        text = text.replace(mark, shown);
    }
    without_marks(&text)
}

fn clean(url: &str) -> String {
    crate::capture::address::Address::default()
        .link(url)
        .unwrap_or_default()
}

/// Drops what is between U+E200 and U+E201, and old marks in lenticular brackets.
fn without_marks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(['\u{e200}', '【']) {
        let (before, mark) = rest.split_at(start);
        out.push_str(before);
        let end = if mark.starts_with('【') {
            near(mark, '】', 200)
                .filter(|end| mark.get(..*end).is_some_and(|inner| inner.contains('†')))
                .map(|end| end + '】'.len_utf8())
        } else {
            near(mark, '\u{e201}', 2_000).map(|end| end + '\u{e201}'.len_utf8())
        };
        match end {
            Some(end) => rest = mark.get(end..).unwrap_or(""),
            None => {
                let first = mark.chars().next().map_or(0, char::len_utf8);
                if mark.starts_with('【') {
                    out.push('【');
                }
                rest = mark.get(first..).unwrap_or("");
            }
        }
    }
    out.push_str(rest);
    out.replace(
        ['\u{e200}', '\u{e201}', '\u{e202}', '\u{e203}', '\u{e204}'],
        "",
    )
}

/// The beginning of a text: what is looked for is near or not there.
fn within(text: &str, bytes: usize) -> &str {
    text.get(..text.floor_char_boundary(bytes)).unwrap_or(text)
}

fn near(text: &str, wanted: char, bytes: usize) -> Option<usize> {
    within(text, bytes).find(wanted)
}

/// `\( … \)` and `\[ … \]` become `$…$` and `$$…$$`; code is left alone.
fn dollar_maths(markdown: &str) -> String {
    if !markdown.contains("\\(") && !markdown.contains("\\[") {
        return markdown.to_owned();
    }
    let mut out = String::with_capacity(markdown.len());
    let mut rest = markdown;
    while let Some(at) = rest.find(['\\', '`']) {
        let (before, tail) = rest.split_at(at);
        out.push_str(before);
        let (taken, written) = if tail.starts_with('`') {
            let run = tail.bytes().take_while(|b| *b == b'`').count();
            let fence = "`".repeat(run);
            let inner = tail.get(run..).unwrap_or("");
            let length = inner.find(&fence).map_or(run, |end| run + end + run);
            (length, None)
        } else {
            let formula = |open: &str, close: &str| {
                let inner = tail.strip_prefix(open)?;
                let end = within(inner, 8_000).find(close)?;
                let tex = inner.get(..end)?;
                (!tex.trim().is_empty() && !tex.contains("\n\n")).then_some((tex, end + 4))
            };
            if let Some((tex, length)) = formula("\\(", "\\)") {
                (length, Some(format!("${}$", tex.trim())))
            } else if let Some((tex, length)) = formula("\\[", "\\]") {
                (length, Some(format!("$${tex}$$")))
            } else {
                // A backslash takes the next character with it.
                let next = tail.chars().nth(1).map_or(0, char::len_utf8);
                (1 + next, None)
            }
        };
        let original = tail.get(..taken).unwrap_or(tail);
        out.push_str(written.as_deref().unwrap_or(original));
        rest = tail.get(taken..).unwrap_or("");
    }
    out.push_str(rest);
    out
}
