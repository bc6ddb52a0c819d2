//! Open WebUI's own record of a chat: a tree of messages with their Markdown.

use serde_json::Value;

use crate::capture::accumulate::{Reading, Turn};
use crate::capture::ask::{Ask, Asked, TreeNode, branch, list, text};
use crate::capture::markdown::{file_placeholder, image_placeholder};
use crate::capture::protocol::{Bearer, Request};
use crate::capture::sites::source;
use crate::conversation::{Message, Role};

/// What to ask for, or what the answers say.
pub(super) fn ask(asked: &Asked<'_>) -> Ask {
    let Some(id) = asked.id_after("c") else {
        return Ask::Refused;
    };
    if asked.answers.is_empty() {
        // It may stand below a path of its host.
        let below = asked.address.path.split("/c/").next().unwrap_or("");
        return Ask::Fetch(Request {
            bearer: Some(Bearer {
                storage: "token".to_owned(),
                headers: vec!["authorization".to_owned()],
                ..Bearer::default()
            }),
            ..Request::get(format!("{below}/api/v1/chats/{id}"))
        });
    }
    asked
        .last()
        .filter(|record| text(record, "id") == id)
        .and_then(|record| read(record, asked.shown))
        .map_or(Ask::Refused, |reading| Ask::Whole(Box::new(reading)))
}

fn read(record: &Value, shown: &[String]) -> Option<Reading> {
    let chat = record.get("chat")?;
    let history = chat.get("history")?;
    let mut messages: Vec<&Value> = history.get("messages")?.as_object()?.values().collect();
    messages.sort_by_key(|message| message.get("timestamp").and_then(Value::as_i64));
    let nodes: Vec<TreeNode<'_>> = messages
        .into_iter()
        .map(|message| TreeNode::of(message, "id", "parentId"))
        .collect();
    let path = branch(&nodes, text(history, "currentId"), shown);
    let streaming = path
        .last()
        .and_then(|message| message.get("done")?.as_bool())
        == Some(false);
    let title = [record, chat]
        .iter()
        .map(|object| text(object, "title"))
        .find(|title| !title.is_empty())
        .unwrap_or("");
    let mut reading = source::whole(title, path.into_iter().map(turn).collect())?;
    reading.streaming = streaming;
    Some(reading)
}

fn turn(message: &Value) -> Turn {
    let role = match text(message, "role") {
        "user" => Role::User,
        "system" => Role::System,
        _ => Role::Assistant,
    };
    let files = list(message, "files").iter().map(|file| {
        let name = text(file, "name");
        if text(file, "type") == "image" {
            image_placeholder(name)
        } else {
            file_placeholder(name)
        }
    });
    let mut thoughts: Vec<String> = list(message, "output")
        .iter()
        .filter(|part| text(part, "type") == "reasoning")
        .flat_map(|part| list(part, "content"))
        .map(|part| text(part, "text").to_owned())
        .collect();
    let mut said = text(message, "content").to_owned();
    if role == Role::Assistant {
        // Older versions keep in the text what the model thought and which tools it called.
        let (rest, folded) = source::without(&said, "<details type=\"", "</details>");
        said = source::dollar_maths(&rest);
        if thoughts.is_empty() {
            thoughts = folded
                .iter()
                .filter(|text| text.starts_with("reasoning"))
                .filter_map(|text| text.split_once("</summary>"))
                .map(|(_, text)| quoted(text))
                .collect();
        }
    }
    let sources = list(message, "sources")
        .iter()
        .filter_map(|item| source::source(item.get("source")?, "name", "url"))
        .collect();
    source::turn(
        text(message, "id"),
        Message {
            role,
            markdown: source::paragraphs(files.chain([said])),
            model: Some(text(message, "model").to_owned()).filter(|model| !model.is_empty()),
            time: message.get("timestamp").and_then(source::moment),
            reasoning: Some(source::paragraphs(thoughts)),
            sources,
            ..Message::default()
        },
    )
}

/// The lines of a quote, without its marks.
fn quoted(text: &str) -> String {
    let plain = |line: &str| {
        let line = line
            .strip_prefix('>')
            .or_else(|| line.strip_prefix("&gt;"))
            .unwrap_or(line);
        line.strip_prefix(' ').unwrap_or(line).to_owned()
    };
    text.trim()
        .lines()
        .map(plain)
        .collect::<Vec<_>>()
        .join("\n")
}
