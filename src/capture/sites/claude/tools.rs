//! What Claude asks its tools, and what they answer: parts of one message in an export, between what
//! it says before and after.

use serde_json::{Value, json};

use crate::capture::ask::{list, text};
use crate::capture::sites::source::{fenced, moment, paragraphs};
use crate::conversation::{Message, Role};

/// A piece of a message.
pub(super) enum Piece {
    /// The message again, with the parts that stand between two tools.
    Said(Value),
    /// A call, or what came of it.
    Tool(Message),
}

/// A message in pieces, in its order; one without tools is one piece.
pub(super) fn pieces(message: &Value) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut said: Vec<Value> = Vec::new();
    for part in list(message, "content") {
        let body = match text(part, "type") {
            // A document is a part of the answer.
            "tool_use" if text(part, "name") != "artifacts" => call(part),
            "tool_result" if text(part, "name") != "artifacts" => result(part),
            _ => {
                said.push(part.clone());
                continue;
            }
        };
        if body.is_empty() {
            continue;
        }
        if !said.is_empty() {
            pieces.push(Piece::Said(with(message, &mut said, pieces.is_empty())));
        }
        pieces.push(Piece::Tool(Message {
            role: Role::Tool,
            markdown: body,
            time: message.get("created_at").and_then(moment),
            ..Message::default()
        }));
    }
    if !said.is_empty() || pieces.is_empty() {
        pieces.push(Piece::Said(with(message, &mut said, pieces.is_empty())));
    }
    pieces
}

/// The message with these parts alone; its files come with the first.
fn with(message: &Value, parts: &mut Vec<Value>, first: bool) -> Value {
    let mut piece = message.clone();
    piece["content"] = Value::Array(std::mem::take(parts));
    if !first {
        piece["attachments"] = json!([]);
        piece["files"] = json!([]);
    }
    piece
}

fn call(part: &Value) -> String {
    let input = part.get("input").unwrap_or(&Value::Null);
    let fields: Vec<&Value> = input
        .as_object()
        .into_iter()
        .flat_map(|o| o.values())
        .collect();
    let given = match fields.as_slice() {
        [] => String::new(),
        [Value::String(only)] => fenced("", only),
        _ => fenced("json", &input.to_string()),
    };
    named(part, given)
}

fn result(part: &Value) -> String {
    let texts = list(part, "content")
        .iter()
        .map(|piece| text(piece, "text"));
    let given = paragraphs(texts.chain([text(part, "content")]));
    if given.is_empty() {
        return String::new();
    }
    named(part, fenced("", &given))
}

fn named(part: &Value, given: String) -> String {
    let name = text(part, "name").replace(['`', '\n'], "");
    let name = if name.trim().is_empty() {
        String::new()
    } else {
        format!("`{}`", name.trim())
    };
    paragraphs([name, given])
}
