//! Claude's own record of a chat.
//!
//! A chat belongs to an organisation, and a person may be in several: the list of them comes first,
//! then each is asked until one knows the chat. The record is a tree; the branch that is shown ends
//! in `current_leaf_message_uuid`.

use serde_json::Value;

use crate::capture::accumulate::{Loading, Reading, Turn};
use crate::capture::ask::{Ask, Asked, TreeNode, branch, is_id, list, text};
use crate::capture::markdown::{file_placeholder, image_placeholder, placeholder};
use crate::capture::protocol::Request;
use crate::capture::sites::source::{self, fenced};
use crate::conversation::{Conversation, Message, Role, Source, Warning};
use crate::error::Error;

use super::tools;

/// The most organisations that are tried.
const MAX_ORGANISATIONS: usize = 8;

/// What to ask for, or what the answers say.
pub(super) fn ask(asked: &Asked<'_>) -> Ask {
    let Some(id) = asked.id_after("chat") else {
        return Ask::Refused;
    };
    let Some((first, tried)) = asked.answers.split_first() else {
        return Ask::Fetch(Request::get("/api/organizations".to_owned()));
    };
    if let Some(record) = tried.iter().map(|answer| &answer.value).find(|value| {
        // Another one's record is none.
        text(value, "uuid") == id
    }) {
        return match read(record, asked.shown) {
            Some(reading) => Ask::Whole(Box::new(reading)),
            None => Ask::Refused,
        };
    }
    let organisations = first.value.as_array().map_or(&[][..], Vec::as_slice);
    organisations
        .iter()
        .map(|organisation| text(organisation, "uuid"))
        .filter(|uuid| is_id(uuid))
        .take(MAX_ORGANISATIONS)
        .nth(tried.len())
        .map_or(Ask::Refused, |organisation| {
            Ask::Fetch(Request::get(format!(
                "/api/organizations/{organisation}/chat_conversations/{id}\
                 ?tree=True&rendering_mode=messages&render_all_tools=true"
            )))
        })
}

/// Reads one conversation of Claude's data export; tools and their results are messages of their
/// own there.
///
/// # Errors
///
/// [`Error::ChatEmpty`] where nobody says anything in it.
pub fn conversation_from_export(object: &Value) -> Result<Conversation, Error> {
    let reading = written(object, &[], true).ok_or(Error::ChatEmpty)?;
    Ok(Conversation {
        title: reading.title,
        site: "claude".to_owned(),
        model: reading.model,
        complete: true,
        warnings: reading.warnings,
        messages: reading
            .turns
            .into_iter()
            .filter_map(|turn| turn.message)
            .collect(),
        ..Conversation::default()
    })
}

fn read(record: &Value, shown: &[String]) -> Option<Reading> {
    written(record, shown, false)
}

fn written(record: &Value, shown: &[String], with_tools: bool) -> Option<Reading> {
    let nodes: Vec<TreeNode<'_>> = list(record, "chat_messages")
        .iter()
        .map(|message| TreeNode::of(message, "uuid", "parent_message_uuid"))
        .collect();
    let mut warnings = Vec::new();
    let mut documents = Documents::default();
    let mut turns: Vec<Turn> = Vec::new();
    for message in branch(&nodes, text(record, "current_leaf_message_uuid"), shown) {
        if !with_tools {
            turns.extend(turn(message, &mut documents, &mut warnings));
            continue;
        }
        for piece in tools::pieces(message) {
            turns.extend(match piece {
                tools::Piece::Said(part) => turn(&part, &mut documents, &mut warnings),
                tools::Piece::Tool(tool) => Some(source::turn("", tool)),
            });
        }
    }
    (!turns.is_empty()).then(|| Reading {
        title: text(record, "name").trim().to_owned(),
        model: Some(text(record, "model").to_owned()).filter(|model| !model.is_empty()),
        turns,
        streaming: false,
        loading: Loading::Whole,
        warnings,
        ..Reading::default()
    })
}

fn turn(message: &Value, documents: &mut Documents, warnings: &mut Vec<Warning>) -> Option<Turn> {
    let role = match text(message, "sender") {
        "human" => Role::User,
        "assistant" => Role::Assistant,
        _ => return None,
    };
    let mut parts: Vec<String> = Vec::new();
    for file in list(message, "attachments") {
        let name = text(file, "file_name");
        let pasted = text(file, "extracted_content");
        // What was pasted has no name, and is what the person said.
        parts.push(if name.is_empty() && !pasted.is_empty() {
            fenced("", pasted)
        } else {
            file_placeholder(name)
        });
    }
    for file in list(message, "files") {
        let name = text(file, "file_name");
        if text(file, "file_kind") == "image" {
            warnings.push(Warning {
                code: "image-left-out".to_owned(),
                detail: name.to_owned(),
            });
            parts.push(image_placeholder(name));
        } else {
            parts.push(file_placeholder(name));
        }
    }
    let mut reasoning: Vec<&str> = Vec::new();
    let mut sources: Vec<Source> = Vec::new();
    let content = list(message, "content");
    for part in content {
        match text(part, "type") {
            "text" => {
                parts.push(text(part, "text").to_owned());
                cite(part, &mut sources);
            }
            "thinking" => reasoning.push(text(part, "thinking").trim()),
            "tool_use" => parts.extend(documents.tool(part)),
            _ => {}
        }
    }
    if content.is_empty() {
        parts.push(text(message, "text").to_owned());
    }
    let markdown = parts
        .iter()
        .map(|part| part.trim())
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("\n\n");
    let reasoning = reasoning.join("\n\n").trim().to_owned();
    Some(Turn {
        key: text(message, "uuid").to_owned(),
        message: (!markdown.is_empty()).then(|| Message {
            role,
            markdown,
            time: message.get("created_at").and_then(source::moment),
            reasoning: Some(reasoning).filter(|text| !text.is_empty()),
            sources,
            ..Message::default()
        }),
        ..Turn::default()
    })
}

/// The sources that a text cites.
fn cite(part: &Value, sources: &mut Vec<Source>) {
    for citation in list(part, "citations") {
        let Some(url) = source::link(text(citation, "url")) else {
            continue;
        };
        if !sources.iter().any(|known| known.url == url) {
            sources.push(Source {
                title: text(citation, "title").trim().to_owned(),
                url,
            });
        }
    }
}

/// The documents that stand beside a chat. Later calls change a part of one.
#[derive(Default)]
struct Documents {
    known: Vec<Document>,
}

struct Document {
    id: String,
    title: String,
    kind: String,
    language: String,
    text: String,
}

impl Documents {
    /// The document as a call of the tool leaves it; nothing for other tools.
    fn tool(&mut self, part: &Value) -> Option<String> {
        let input = part.get("input")?;
        if text(part, "name") != "artifacts" {
            return None;
        }
        let id = text(input, "id");
        let place = match self.known.iter().position(|known| known.id == id) {
            Some(place) => place,
            None => {
                self.known.push(Document {
                    id: id.to_owned(),
                    title: String::new(),
                    kind: String::new(),
                    language: String::new(),
                    text: String::new(),
                });
                self.known.len() - 1
            }
        };
        let document = self.known.get_mut(place)?;
        for (field, key) in [
            (&mut document.title, "title"),
            (&mut document.kind, "type"),
            (&mut document.language, "language"),
        ] {
            if !text(input, key).is_empty() {
                text(input, key).clone_into(field);
            }
        }
        if text(input, "command") == "update" {
            let (old, new) = (text(input, "old_str"), text(input, "new_str"));
            document.text = document.text.replacen(old, new, 1);
        } else {
            text(input, "content").clone_into(&mut document.text);
        }
        Some(document.markdown())
    }
}

impl Document {
    /// Named, and then its source: Markdown as it is, everything else as code.
    fn markdown(&self) -> String {
        let name = placeholder("artifact", &self.title);
        if self.text.trim().is_empty() {
            return name;
        }
        let language = match self.kind.as_str() {
            "text/markdown" => return format!("{name}\n\n{}", self.text.trim()),
            "text/html" => "html",
            "image/svg+xml" => "svg",
            "application/vnd.ant.mermaid" => "mermaid",
            "application/vnd.ant.react" => "jsx",
            _ => self.language.as_str(),
        };
        format!("{name}\n\n{}", fenced(language, &self.text))
    }
}
