//! DeepSeek's own record of a chat: a tree of messages; its answers need the page's own key.

use serde_json::Value;

use crate::capture::accumulate::{Reading, Turn};
use crate::capture::ask::{Ask, Asked, TreeNode, branch, list, text};
use crate::capture::markdown::file_placeholder;
use crate::capture::protocol::{Bearer, Request};
use crate::capture::sites::source;
use crate::conversation::{Message, Role};

/// What to ask for, or what the answers say.
pub(super) fn ask(asked: &Asked<'_>) -> Ask {
    let Some(id) = asked.id_after("s") else {
        return Ask::Refused;
    };
    if asked.answers.is_empty() {
        return Ask::Fetch(Request {
            bearer: Some(Bearer {
                storage: "userToken".to_owned(),
                at: vec!["value".to_owned()],
                headers: vec!["authorization".to_owned()],
                ..Bearer::default()
            }),
            ..Request::get(format!(
                "/api/v0/chat/history_messages?chat_session_id={id}"
            ))
        });
    }
    asked
        .last()
        .and_then(|answer| answer.get("data")?.get("biz_data"))
        .and_then(|record| read(record, id, asked.shown))
        .map_or(Ask::Refused, |reading| Ask::Whole(Box::new(reading)))
}

fn read(record: &Value, id: &str, shown: &[String]) -> Option<Reading> {
    let session = record.get("chat_session").unwrap_or(&Value::Null);
    if !matches!(text(session, "id"), "" | "null") && text(session, "id") != id {
        return None;
    }
    let nodes: Vec<TreeNode<'_>> = list(record, "chat_messages")
        .iter()
        .map(|message| TreeNode::of(message, "message_id", "parent_id"))
        .collect();
    let current = TreeNode::of(session, "current_message_id", "").id;
    let turns = branch(&nodes, &current, shown).into_iter().map(turn);
    source::whole(text(session, "title"), turns.collect())
}

fn turn(message: &Value) -> Turn {
    let role = if text(message, "role").eq_ignore_ascii_case("user") {
        Role::User
    } else {
        Role::Assistant
    };
    let mut said = vec![text(message, "content")];
    let mut thought = vec![text(message, "thinking_content")];
    // The same in parts.
    for part in list(message, "fragments") {
        match text(part, "type") {
            "REQUEST" | "RESPONSE" => said.push(text(part, "content")),
            "THINK" => thought.push(text(part, "content")),
            _ => {}
        }
    }
    let found = list(message, "search_results");
    let cited = |number: usize| {
        let numbered = found
            .iter()
            .find(|item| item.get("cite_index").and_then(Value::as_u64) == Some(number as u64));
        source::source(numbered?, "title", "url")
    };
    let mut sources = Vec::new();
    let said = source::paragraphs(said);
    let said = if role == Role::Assistant {
        source::dollar_maths(&source::cite(&said, "[citation:", cited, &mut sources))
    } else {
        said
    };
    let files = list(message, "files")
        .iter()
        .map(|file| file_placeholder(text(file, "file_name")));
    source::turn(
        &TreeNode::of(message, "message_id", "").id,
        Message {
            role,
            markdown: source::paragraphs(files.chain([said])),
            time: message.get("inserted_at").and_then(source::moment),
            reasoning: Some(source::paragraphs(thought)),
            sources,
            ..Message::default()
        },
    )
}
