//! HuggingChat's own record of a chat: a tree of messages with their Markdown.

use serde_json::Value;

use crate::capture::accumulate::{Reading, Turn};
use crate::capture::ask::{Ask, Asked, TreeNode, branch, list, text};
use crate::capture::markdown::file_placeholder;
use crate::capture::protocol::Request;
use crate::capture::sites::source;
use crate::conversation::{Message, Role};

/// What to ask for, or what the answers say.
pub(super) fn ask(asked: &Asked<'_>) -> Ask {
    let Some(id) = asked.id_after("conversation") else {
        return Ask::Refused;
    };
    if asked.answers.is_empty() {
        // Its own host has it at the top, huggingface.co below /chat.
        let below = asked
            .address
            .path
            .split("/conversation/")
            .next()
            .unwrap_or("");
        return Ask::Fetch(Request::get(format!("{below}/api/v2/conversations/{id}")));
    }
    asked
        .last()
        // The record stands beside notes on its types, or by itself.
        .map(|answer| answer.get("json").unwrap_or(answer))
        .filter(|record| matches!(text(record, "id"), known if known.is_empty() || known == id))
        .and_then(|record| read(record, asked.shown))
        .map_or(Ask::Refused, |reading| Ask::Whole(Box::new(reading)))
}

fn read(record: &Value, shown: &[String]) -> Option<Reading> {
    let nodes: Vec<TreeNode<'_>> = list(record, "messages")
        .iter()
        .map(|message| TreeNode {
            id: text(message, "id").to_owned(),
            parent: list(message, "ancestors")
                .last()
                .and_then(Value::as_str)
                .unwrap_or("")
                .to_owned(),
            value: message,
        })
        .collect();
    // Chats from before there were branches are a plain list.
    let path = if nodes.iter().all(|node| node.parent.is_empty()) {
        nodes.iter().map(|node| node.value).collect()
    } else {
        branch(&nodes, "", shown)
    };
    let turns = path.into_iter().filter_map(turn).collect();
    let mut reading = source::whole(text(record, "title"), turns)?;
    reading.model = Some(text(record, "model").to_owned()).filter(|model| !model.is_empty());
    Some(reading)
}

fn turn(message: &Value) -> Option<Turn> {
    let role = match text(message, "from") {
        "user" => Role::User,
        "assistant" => Role::Assistant,
        // What the model is told at the start is not in the page.
        _ => return None,
    };
    let files = list(message, "files")
        .iter()
        .map(|file| file_placeholder(text(file, "name")));
    let mut said = text(message, "content").to_owned();
    let mut thoughts = vec![text(message, "reasoning").to_owned()];
    if role == Role::Assistant {
        let (rest, folded) = source::without(&said, "<think>", "</think>");
        said = source::dollar_maths(&rest);
        thoughts.extend(folded);
    }
    Some(source::turn(
        text(message, "id"),
        Message {
            role,
            markdown: source::paragraphs(files.chain([said])),
            time: message.get("createdAt").and_then(source::moment),
            reasoning: Some(source::paragraphs(thoughts)),
            ..Message::default()
        },
    ))
}
