//! ChatGPT's conversation objects: what its data export and its own API give.
//!
//! A conversation is a tree of nodes (`mapping`), since prompts can be edited and answers made anew.
//! What the person sees is the branch that ends in `current_node`; walking up from there gives it,
//! and no abandoned version gets mixed in. Newer answers of the API are a plain list of `messages`.

use std::collections::HashSet;

use serde_json::Value;

use crate::capture::accumulate::{Loading, Reading, Turn};
use crate::capture::ask::{bare, list, text as text_of};
use crate::capture::markdown::{file_placeholder, image_placeholder};
use crate::capture::sites::source::{dollar_maths, fenced, moment, within};
use crate::conversation::{Conversation, Message, Role, Source, Warning};
use crate::error::Error;

use super::tools;

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
    let reading = written(&[object], &[], true)?;
    let mut conversation = Conversation {
        title: reading.title,
        site: "chatgpt".to_owned(),
        url: object
            .get("conversation_id")
            .or_else(|| object.get("id"))
            .and_then(Value::as_str)
            .filter(|id| id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'))
            .map(|id| format!("https://chatgpt.com/c/{id}")),
        model: reading.model,
        complete: true,
        warnings: reading.warnings,
        messages: reading
            .turns
            .into_iter()
            .filter_map(|turn| turn.message)
            .collect(),
        ..Conversation::default()
    };
    for message in &mut conversation.messages {
        if message.model == conversation.model {
            message.model = None;
        }
    }
    Ok(conversation)
}

/// Reads a conversation as the page shows it; of one that came in parts the newest is the first.
pub(super) fn read(parts: &[&Value], shown: &[String]) -> Result<Reading, Error> {
    written(parts, shown, false)
}

/// The same, with calls of tools and their results where they are wanted: the page shows none.
fn written(parts: &[&Value], shown: &[String], with_tools: bool) -> Result<Reading, Error> {
    let mut messages: Vec<&Value> = Vec::new();
    for object in parts.iter().rev() {
        match (object.get("mapping"), object.get("messages")) {
            (Some(Value::Object(mapping)), _) => {
                messages.extend(branch(mapping, text_of(object, "current_node"), shown)?);
            }
            (_, Some(Value::Array(list))) => messages.extend(list),
            _ => return Err(not_understood("no mapping and no messages")),
        }
    }
    let mut writer = Writer {
        with_tools,
        turns: Vec::new(),
        warnings: Vec::new(),
        reasoning: Vec::new(),
        open: None,
    };
    let mut streaming = false;
    for message in messages {
        streaming = text_of(message, "status") == "in_progress";
        writer.message(message);
    }
    if writer.turns.is_empty() {
        return Err(Error::ChatEmpty);
    }
    let head = parts.first().copied().unwrap_or(&Value::Null);
    let model = writer
        .turns
        .iter()
        .rev()
        .find_map(|turn| turn.message.as_ref()?.model.clone())
        .or_else(|| Some(text_of(head, "default_model_slug").to_owned()))
        .filter(|model| !model.is_empty());
    Ok(Reading {
        title: text_of(head, "title").trim().to_owned(),
        model,
        turns: writer.turns,
        streaming,
        loading: Loading::Whole,
        warnings: writer.warnings,
        ..Reading::default()
    })
}

fn not_understood(reason: &str) -> Error {
    Error::FileNotUnderstood {
        path: String::new(),
        reason: reason.to_owned(),
    }
}

/// The messages from the root to the current node; to another leaf where the page shows a branch
/// that the current node is not on.
fn branch<'a>(
    mapping: &'a serde_json::Map<String, Value>,
    current: &'a str,
    shown: &[String],
) -> Result<Vec<&'a Value>, Error> {
    let leaf = if mapping.contains_key(current) {
        current
    } else {
        // Old exports name no current node: the newest leaf is what was seen last.
        newest_leaf(mapping).ok_or_else(|| not_understood("an empty mapping"))?
    };
    let mut path = path_to(mapping, leaf);
    let seen = shown
        .iter()
        .rev()
        .find_map(|key| mapping.get_key_value(bare(key)));
    if let Some((seen, _)) = seen
        && !path.contains(&seen.as_str())
    {
        path = path_to(mapping, newest_below(mapping, seen));
    }
    Ok(path
        .into_iter()
        .filter_map(|id| mapping.get(id)?.get("message"))
        .filter(|message| message.is_object())
        .collect())
}

/// The ids from the root to this node.
fn path_to<'a>(mapping: &'a serde_json::Map<String, Value>, leaf: &'a str) -> Vec<&'a str> {
    let mut at = leaf;
    let mut seen = HashSet::new();
    let mut path = Vec::new();
    while let Some(node) = mapping.get(at) {
        if !seen.insert(at) || path.len() >= MAX_MESSAGES {
            break;
        }
        path.push(at);
        match node.get("parent").and_then(Value::as_str) {
            Some(parent) => at = parent,
            None => break,
        }
    }
    path.reverse();
    path
}

/// The last answer after a node, by the newest version of each.
fn newest_below<'a>(mapping: &'a serde_json::Map<String, Value>, node: &'a str) -> &'a str {
    let mut at = node;
    for _ in 0..mapping.len() {
        let children = mapping
            .get(at)
            .map_or(&[][..], |node| list(node, "children"));
        match children.last().and_then(Value::as_str) {
            Some(child) if mapping.contains_key(child) => at = child,
            _ => break,
        }
    }
    at
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
struct Writer {
    with_tools: bool,
    turns: Vec<Turn>,
    warnings: Vec<Warning>,
    /// Reasoning that belongs to the next answer.
    reasoning: Vec<String>,
    /// Channel of the last message, while the next node may continue it.
    open: Option<String>,
}

impl Writer {
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
            self.reasoning.extend(tools::thoughts(content));
            return;
        }
        if hidden {
            return;
        }
        // Only what is addressed to everybody is shown; the rest are calls of tools.
        let recipient = message.get("recipient").and_then(Value::as_str);
        if recipient.is_some_and(|name| name != "all") {
            return self.tool(message, tools::call(recipient.unwrap_or_default(), content));
        }
        let mut markdown = self.content(kind, content);
        // What tools give back is not shown, but for the pictures that they make.
        if role == Role::Tool && !markdown.contains("[image") {
            return self.tool(message, tools::result(text_of(author, "name"), content));
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
            && let Some(last) = self.turns.last_mut().and_then(|turn| turn.message.as_mut())
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
        self.turns.push(Turn {
            key: text_of(message, "id").to_owned(),
            message: Some(Message {
                role,
                markdown: markdown.to_owned(),
                model,
                time: message.get("create_time").and_then(moment),
                reasoning: Some(reasoning).filter(|text| !text.is_empty()),
                sources,
                ..Message::default()
            }),
            ..Turn::default()
        });
    }

    /// A call of a tool or its result, as a message of its own where they are wanted.
    fn tool(&mut self, message: &Value, markdown: String) {
        if !self.with_tools || markdown.is_empty() {
            return;
        }
        self.open = None;
        self.turns.push(Turn {
            key: text_of(message, "id").to_owned(),
            message: Some(Message {
                role: Role::Tool,
                markdown,
                time: message.get("create_time").and_then(moment),
                ..Message::default()
            }),
            ..Turn::default()
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
        if !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }
}

/// Whether a text ends where a block ends, so that what follows starts a new one.
fn ends_block(markdown: &str) -> bool {
    markdown.ends_with("```") || markdown.ends_with('\n')
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

fn near(text: &str, wanted: char, bytes: usize) -> Option<usize> {
    within(text, bytes).find(wanted)
}
