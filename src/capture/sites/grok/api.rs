//! Grok's own record of a chat: first how its messages hang together, then their texts, some at a
//! time.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::capture::accumulate::{Reading, Turn};
use crate::capture::ask::{Ask, Asked, TreeNode, branch, is_id, list, text};
use crate::capture::markdown::file_placeholder;
use crate::capture::protocol::Request;
use crate::capture::sites::source;
use crate::conversation::{Message, Role, Source};

/// How many texts are asked for at a time.
const BATCH: usize = 50;

/// What to ask for, or what the answers say.
pub(super) fn ask(asked: &Asked<'_>) -> Ask {
    let Some(id) = asked.id_after("c").or_else(|| asked.id_after("chat")) else {
        return Ask::Refused;
    };
    let path = format!("/rest/app-chat/conversations/{id}");
    let Some((tree, texts)) = asked.answers.split_first() else {
        return Ask::Fetch(Request::get(format!(
            "{path}/response-node?includeThreads=true"
        )));
    };
    let nodes: Vec<TreeNode<'_>> = list(&tree.value, "responseNodes")
        .iter()
        .map(|node| TreeNode::of(node, "responseId", "parentResponseId"))
        .collect();
    let ids: Vec<&str> = branch(&nodes, "", asked.shown)
        .into_iter()
        .map(|node| text(node, "responseId"))
        .filter(|id| is_id(id))
        .collect();
    // A batch that does not come leaves a hole, and a hole is no conversation.
    if ids.is_empty() || texts.iter().any(|answer| answer.value.is_null()) {
        return Ask::Refused;
    }
    if let Some(batch) = ids.chunks(BATCH).nth(texts.len()) {
        return Ask::Fetch(Request {
            body: Some(json!({ "responseIds": batch }).to_string()),
            ..Request::get(format!("{path}/load-responses"))
        });
    }
    let responses = texts
        .iter()
        .flat_map(|answer| list(&answer.value, "responses"))
        .map(|response| (text(response, "responseId"), response))
        .collect();
    read(&ids, &responses).map_or(Ask::Refused, |reading| Ask::Whole(Box::new(reading)))
}

fn read(ids: &[&str], responses: &HashMap<&str, &Value>) -> Option<Reading> {
    let turns: Option<Vec<Turn>> = ids
        .iter()
        .map(|id| Some(turn(id, responses.get(id)?)))
        .collect();
    let mut reading = source::whole("", turns?)?;
    reading.streaming = ids
        .last()
        .and_then(|id| responses.get(id)?.get("partial")?.as_bool())
        .unwrap_or(false);
    Some(reading)
}

fn turn(id: &str, response: &Value) -> Turn {
    let role = if text(response, "sender").eq_ignore_ascii_case("assistant") {
        Role::Assistant
    } else {
        Role::User
    };
    let mut sources = Vec::new();
    let said = cards(response, &mut sources);
    let files = list(response, "fileAttachmentsMetadata")
        .iter()
        .map(|file| file_placeholder(text(file, "fileName")));
    source::turn(
        id,
        Message {
            role,
            markdown: source::paragraphs(files.chain([said])),
            model: Some(text(response, "model").to_owned()).filter(|model| !model.is_empty()),
            time: response.get("createTime").and_then(source::moment),
            sources,
            ..Message::default()
        },
    )
}

/// The text with its cards: one that cites becomes a link, any other is drawn by the page alone.
fn cards(response: &Value, sources: &mut Vec<Source>) -> String {
    let known: Vec<Value> = list(response, "cardAttachmentsJson")
        .iter()
        .filter_map(|card| serde_json::from_str(card.as_str()?).ok())
        .collect();
    let mut said = String::new();
    let mut rest = text(response, "message");
    while let Some((before, after)) = rest.split_once("<grok:render") {
        said.push_str(before);
        let (tag, after) = after.split_once("</grok:render>").unwrap_or((after, ""));
        let id = tag
            .split_once("card_id=\"")
            .and_then(|(_, rest)| rest.split('"').next());
        let source = known
            .iter()
            .find(|card| id.is_some_and(|id| text(card, "id") == id))
            .and_then(|card| source::source(card, "title", "url"));
        if let Some(source) = source {
            said.push_str(&source::reference(&source));
            if !sources.iter().any(|known| known.url == source.url) {
                sources.push(source);
            }
        }
        rest = after;
    }
    said.push_str(rest);
    said
}
