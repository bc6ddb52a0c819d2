//! How ChatGPT's own server is asked for a conversation.

use serde_json::Value;

use super::api::read;
use crate::capture::ask::{Ask, Asked, is_id, text as text_of};
use crate::capture::protocol::{Bearer, CookieHeader, Request};

/// What to ask for, or what the answers say.
///
/// A chat is asked for as a tree; where that address is refused, as a list in parts, newest part
/// first. A custom GPT is then asked for its name.
pub(super) fn ask(asked: &Asked<'_>) -> Ask {
    let Some(id) = conversation_id(asked) else {
        return Ask::Refused;
    };
    let shared = asked.id_after("share").is_some();
    let paths = if shared {
        [format!("/backend-api/share/{id}"), String::new()]
    } else {
        [
            format!("/backend-api/conversation/{id}"),
            format!("/backend-api/conversations/{id}"),
        ]
    };
    let fetch = |path: String| Ask::Fetch(request(asked, path, shared));
    let mut refused = 0;
    let mut parts: Vec<&Value> = Vec::new();
    let mut answers = asked.answers.iter();
    for answer in answers.by_ref() {
        if !is_conversation(&answer.value) {
            // Nobody is signed in, or another address may know it; a lost part is lost.
            let useless = matches!(answer.status, 401 | 403) || refused > 0 || !parts.is_empty();
            if useless || paths.get(1).is_none_or(String::is_empty) {
                return Ask::Refused;
            }
            refused += 1;
            continue;
        }
        parts.push(&answer.value);
        if cursor(&answer.value).is_none() {
            break;
        }
    }
    let Some((first, newest)) = parts.last().copied().zip(parts.first().copied()) else {
        return fetch(paths.get(refused).cloned().unwrap_or_default());
    };
    if let Some(cursor) = cursor(first) {
        return fetch(format!(
            "/backend-api/conversations/{id}/messages?before={cursor}&num_turns=100"
        ));
    }
    let gizmo = Some(text_of(newest, "gizmo_id"))
        .filter(|gizmo| gizmo.starts_with("g-") && !gizmo.starts_with("g-p-") && is_id(gizmo));
    let named = answers.next();
    if let (Some(gizmo), None) = (gizmo, named) {
        return fetch(format!("/backend-api/gizmos/{gizmo}"));
    }
    if !is_of(newest, id) && !shared {
        return Ask::Refused;
    }
    let Ok(mut reading) = read(&parts, asked.shown) else {
        return Ask::Refused;
    };
    let name = named
        .and_then(|answer| answer.value.get("gizmo")?.get("display"))
        .map_or("", |display| text_of(display, "name").trim());
    if !name.is_empty() {
        reading.model = Some(name.to_owned());
    }
    Ask::Whole(Box::new(reading))
}

/// A temporary chat has its id in its page alone. Without an account there is no record to ask for.
fn conversation_id<'a>(asked: &Asked<'a>) -> Option<&'a str> {
    let named = asked.id_after("c").or_else(|| asked.id_after("share"));
    let in_page =
        Some(asked.id).filter(|id| is_id(id) && id.len() == 36 && asked.id_after("uc").is_none());
    named.or(in_page)
}

fn request(asked: &Asked<'_>, path: String, shared: bool) -> Request {
    let mut request = Request::get(path);
    // A project's chat is asked for with the project's own id, without its name behind it.
    let project = asked
        .address
        .segments()
        .find_map(|part| part.strip_prefix("g-p-"))
        .and_then(|rest| rest.split('-').next())
        .filter(|id| is_id(id));
    if let Some(project) = project {
        request = request.with("chatgpt-project-id", &format!("g-p-{project}"));
    }
    if shared {
        return request;
    }
    let own = |text: &str| text.to_owned();
    request.bearer = Some(Bearer {
        path: own("/api/auth/session"),
        at: vec![own("accessToken")],
        headers: vec![own("authorization"), own("x-authorization")],
        ..Bearer::default()
    });
    // The account of a team; a person's own has a word here instead of an id.
    request.cookies = vec![CookieHeader {
        cookie: own("_account"),
        header: own("chatgpt-account-id"),
        length: 36,
    }];
    request
}

fn is_conversation(value: &Value) -> bool {
    value.get("mapping").is_some_and(Value::is_object)
        || value.get("messages").is_some_and(Value::is_array)
}

/// Whether an answer is the conversation that was asked for; a part of one may not say.
fn is_of(object: &Value, id: &str) -> bool {
    match text_of(object, "conversation_id") {
        "" => true,
        known => known == id,
    }
}

/// Where the older part of a list starts.
fn cursor(object: &Value) -> Option<&str> {
    let page = object.get("page_info")?;
    page.get("has_previous_page")
        .and_then(Value::as_bool)
        .filter(|more| *more)?;
    Some(text_of(page, "start_cursor")).filter(|cursor| is_id(cursor))
}
