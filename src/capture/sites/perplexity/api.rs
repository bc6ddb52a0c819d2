//! Perplexity's own record of a thread: one entry a question, some at a time.

use serde_json::Value;

use crate::capture::accumulate::{Reading, Turn};
use crate::capture::ask::{Ask, Asked, list, text};
use crate::capture::protocol::Request;
use crate::capture::sites::source;
use crate::conversation::{Message, Role, Source};

/// How many entries come at a time.
const BATCH: usize = 50;

/// What to ask for, or what the answers say.
pub(super) fn ask(asked: &Asked<'_>) -> Ask {
    let Some(slug) = asked
        .id_after("search")
        .or_else(|| asked.id_after("thread"))
    else {
        return Ask::Refused;
    };
    let more = match asked.last() {
        None if asked.answers.is_empty() => true,
        None => return Ask::Refused,
        Some(answer) => answer.get("has_next_page").and_then(Value::as_bool) == Some(true),
    };
    if more {
        let offset = asked.answers.len() * BATCH;
        return Ask::Fetch(
            Request::get(format!(
                "/rest/thread/{slug}?with_schematized_response=true&version=2.18&source=default\
                 &limit={BATCH}&offset={offset}&from_first=true"
            ))
            .with("x-app-apiclient", "default")
            .with("x-app-apiversion", "2.18"),
        );
    }
    let entries = asked
        .answers
        .iter()
        .flat_map(|answer| list(&answer.value, "entries"));
    read(entries.collect()).map_or(Ask::Refused, |reading| Ask::Whole(Box::new(reading)))
}

fn read(mut entries: Vec<&Value>) -> Option<Reading> {
    // Their order is not to be relied on where they say when they were made.
    let made = |entry: &Value| {
        ["entry_created_datetime", "created_datetime"]
            .iter()
            .map(|key| text(entry, key).to_owned())
            .find(|moment| !moment.is_empty())
    };
    if entries.iter().all(|entry| made(entry).is_some()) {
        entries.sort_by_key(|entry| made(entry));
    }
    let title = entries
        .first()
        .map_or("", |entry| text(entry, "thread_title"));
    let turns = entries.iter().flat_map(|entry| exchange(entry)).collect();
    source::whole(title, turns)
}

/// A question and its answer.
fn exchange(entry: &Value) -> [Turn; 2] {
    let id = text(entry, "uuid");
    let found: Vec<Source> = list(entry, "blocks")
        .iter()
        .filter_map(|block| block.get("web_result_block"))
        .flat_map(|block| list(block, "web_results"))
        .filter_map(|result| source::source(result, "name", "url"))
        .collect();
    let mut sources = Vec::new();
    let cited = |number: usize| found.get(number.checked_sub(1)?).cloned();
    let answer = source::cite(&answer(entry), "[", cited, &mut sources);
    let question = Message {
        role: Role::User,
        markdown: text(entry, "query_str").to_owned(),
        ..Message::default()
    };
    let answer = Message {
        role: Role::Assistant,
        markdown: source::dollar_maths(&answer),
        model: Some(text(entry, "display_model").to_owned()).filter(|model| !model.is_empty()),
        sources,
        ..Message::default()
    };
    // Either side may be numbered like the other one.
    [
        source::turn(&format!("{id}-question"), question),
        source::turn(&format!("{id}-answer"), answer),
    ]
}

/// The Markdown of an answer; before 2026 it stood in the last of a list of steps.
fn answer(entry: &Value) -> String {
    let blocks: Vec<&Value> = list(entry, "blocks")
        .iter()
        .filter(|block| block.get("markdown_block").is_some())
        .collect();
    let said = blocks
        .iter()
        .find(|block| text(block, "intended_usage") == "ask_text")
        .or(blocks.first())
        .and_then(|block| block.get("markdown_block"));
    if let Some(said) = said {
        let whole = text(said, "answer");
        if !whole.is_empty() {
            return whole.to_owned();
        }
        return list(said, "chunks")
            .iter()
            .filter_map(Value::as_str)
            .collect();
    }
    let steps: Value = serde_json::from_str(text(entry, "text")).unwrap_or_default();
    let last = steps
        .as_array()
        .and_then(|steps| steps.last()?.get("content"))
        .map_or("", |content| text(content, "answer"));
    match serde_json::from_str::<Value>(last) {
        Ok(inner) if inner.is_object() => text(&inner, "answer").to_owned(),
        _ => last.to_owned(),
    }
}
