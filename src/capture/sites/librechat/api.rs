//! LibreChat's own record of a chat: a tree of messages in parts. Its key comes from the server and
//! holds for minutes.

use serde_json::Value;

use crate::capture::accumulate::{Reading, Turn};
use crate::capture::ask::{Ask, Asked, TreeNode, branch, list, text};
use crate::capture::markdown::{file_placeholder, image_placeholder};
use crate::capture::protocol::{Bearer, Request};
use crate::capture::sites::source;
use crate::conversation::{Message, Role};

/// What to ask for, or what the answers say.
pub(super) fn ask(asked: &Asked<'_>) -> Ask {
    let Some(id) = asked.id_after("c").filter(|id| *id != "new") else {
        return Ask::Refused;
    };
    if asked.answers.is_empty() {
        return Ask::Fetch(Request {
            bearer: Some(Bearer {
                path: "/api/auth/refresh".to_owned(),
                post: true,
                at: vec!["token".to_owned()],
                headers: vec!["authorization".to_owned()],
                ..Bearer::default()
            }),
            ..Request::get(format!("/api/messages/{id}"))
        });
    }
    asked
        .last()
        .and_then(Value::as_array)
        .and_then(|messages| read(messages, id, asked.shown))
        .map_or(Ask::Refused, |reading| Ask::Whole(Box::new(reading)))
}

fn read(messages: &[Value], id: &str, shown: &[String]) -> Option<Reading> {
    if messages
        .iter()
        .any(|message| !matches!(text(message, "conversationId"), known if known.is_empty() || known == id))
    {
        return None;
    }
    let nodes: Vec<TreeNode<'_>> = messages
        .iter()
        .map(|message| TreeNode::of(message, "messageId", "parentMessageId"))
        .collect();
    let path = branch(&nodes, "", shown);
    let streaming = path
        .last()
        .and_then(|message| message.get("unfinished")?.as_bool())
        .unwrap_or(false);
    let mut reading = source::whole("", path.into_iter().map(turn).collect())?;
    reading.streaming = streaming;
    Some(reading)
}

fn turn(message: &Value) -> Turn {
    let user = message.get("isCreatedByUser").and_then(Value::as_bool) == Some(true);
    let files = list(message, "files").iter().map(|file| {
        let name = text(file, "filename");
        if text(file, "type").starts_with("image/") {
            image_placeholder(name)
        } else {
            file_placeholder(name)
        }
    });
    // A text is one, or stands in an object.
    let part_text = |part: &Value, key: &str| match part.get(key) {
        Some(Value::Object(inner)) => inner
            .get("value")
            .and_then(Value::as_str)
            .unwrap_or("")
            .to_owned(),
        _ => text(part, key).to_owned(),
    };
    let mut said = Vec::new();
    let mut thought = Vec::new();
    for part in list(message, "content") {
        match text(part, "type") {
            "text" => said.push(part_text(part, "text")),
            "think" => thought.push(part_text(part, "think")),
            _ => {}
        }
    }
    if said.is_empty() {
        said.push(text(message, "text").to_owned());
    }
    let said = source::paragraphs(said);
    let said = if user {
        said
    } else {
        source::dollar_maths(&said)
    };
    source::turn(
        text(message, "messageId"),
        Message {
            role: if user { Role::User } else { Role::Assistant },
            markdown: source::paragraphs(files.chain([said])),
            model: Some(text(message, "model").to_owned()).filter(|name| !user && !name.is_empty()),
            time: message.get("createdAt").and_then(source::moment),
            reasoning: Some(source::paragraphs(thought)),
            ..Message::default()
        },
    )
}
