//! ChatGPT's conversation objects.

use chatlink::capture::sites::chatgpt::api::conversation_from_export;
use chatlink::conversation::Role;
use chatlink::error::Error;
use serde_json::{Value, json};

use super::shared;

fn node(id: &str, parent: Option<&str>, children: &[&str], message: Value) -> (String, Value) {
    let node = json!({"id": id, "parent": parent, "children": children, "message": message});
    (id.to_owned(), node)
}

fn said(role: &str, text: &str) -> Value {
    json!({
        "author": {"role": role}, "recipient": "all", "create_time": 1_700_000_000.5,
        "content": {"content_type": "text", "parts": [text]},
        "metadata": {"model_slug": "gpt-5-5"},
    })
}

fn conversation(nodes: Vec<(String, Value)>, current: &str) -> Value {
    let mapping: serde_json::Map<String, Value> = nodes.into_iter().collect();
    json!({"title": "Rafters", "conversation_id": "abc-1", "current_node": current, "mapping": mapping})
}

#[test]
fn only_the_branch_that_is_seen_is_read() {
    let object = conversation(
        vec![
            node("root", None, &["u1"], Value::Null),
            node(
                "u1",
                Some("root"),
                &["old", "new"],
                said("user", "How long?"),
            ),
            node(
                "old",
                Some("u1"),
                &[],
                said("assistant", "An abandoned answer"),
            ),
            node("new", Some("u1"), &[], said("assistant", "Two metres")),
        ],
        "new",
    );
    let read = conversation_from_export(&object).unwrap();
    let texts: Vec<&str> = read.messages.iter().map(|m| m.markdown.as_str()).collect();
    assert_eq!(texts, ["How long?", "Two metres"]);
    assert_eq!(read.title, "Rafters");
    assert_eq!(read.model.as_deref(), Some("gpt-5-5"));
    assert_eq!(read.url.as_deref(), Some("https://chatgpt.com/c/abc-1"));
    assert_eq!(read.messages[1].time.unwrap().unix(), 1_700_000_000);
}

#[test]
fn hidden_parts_are_no_messages_and_tools_speak_for_themselves() {
    let mut hidden = said("user", "custom instructions");
    hidden["metadata"]["is_visually_hidden_from_conversation"] = json!(true);
    let mut call = said("assistant", "search(\"oak\")");
    call["recipient"] = json!("browser");
    let thoughts = json!({
        "author": {"role": "assistant"}, "recipient": "all",
        "content": {"content_type": "thoughts", "thoughts": [{"summary": "Weighing", "content": "Oak or ash?"}]},
    });
    let object = conversation(
        vec![
            node("a", None, &["b"], said("system", "be kind")),
            node("b", Some("a"), &["c"], hidden),
            node("c", Some("b"), &["d"], said("user", "Which wood?")),
            node("d", Some("c"), &["e"], thoughts),
            node("e", Some("d"), &["f"], call),
            node("f", Some("e"), &["g"], said("tool", "results")),
            node("g", Some("f"), &[], said("assistant", "Ash.")),
        ],
        "g",
    );
    let read = conversation_from_export(&object).unwrap();
    let roles: Vec<Role> = read.messages.iter().map(|m| m.role).collect();
    assert_eq!(roles, [Role::User, Role::Tool, Role::Tool, Role::Assistant]);
    let texts: Vec<&str> = read.messages.iter().map(|m| m.markdown.as_str()).collect();
    assert_eq!(
        texts[1..],
        [
            "`browser`\n\n```\nsearch(\"oak\")\n```",
            "```\nresults\n```",
            "Ash."
        ]
    );
    assert_eq!(
        read.messages[3].reasoning.as_deref(),
        Some("**Weighing**\n\nOak or ash?")
    );
}

#[test]
fn what_tools_are_asked_and_answer_keeps_its_form() {
    let call = json!({
        "author": {"role": "assistant"}, "recipient": "python",
        "content": {"content_type": "code", "language": "python", "text": "print(6 * 7)"},
    });
    let output = json!({
        "author": {"role": "tool", "name": "python"}, "recipient": "all",
        "content": {"content_type": "execution_output", "text": "42\n"},
    });
    let passage = json!({
        "author": {"role": "tool", "name": "browser"}, "recipient": "all",
        "content": {"content_type": "tether_quote", "title": "Oak", "url": "https://example.org/oak", "text": "It moves."},
    });
    let nothing = json!({
        "author": {"role": "tool", "name": "browser"}, "recipient": "all",
        "content": {"content_type": "tether_browsing_display", "result": ""},
    });
    let object = conversation(
        vec![
            node("u", None, &["a"], said("user", "How much?")),
            node("a", Some("u"), &["b"], said("assistant", "I count.")),
            node("b", Some("a"), &["c"], call),
            node("c", Some("b"), &["d"], output),
            node("d", Some("c"), &["e"], passage),
            node("e", Some("d"), &["f"], nothing),
            node("f", Some("e"), &[], said("assistant", "42.")),
        ],
        "f",
    );
    let read = conversation_from_export(&object).unwrap();
    let texts: Vec<&str> = read.messages.iter().map(|m| m.markdown.as_str()).collect();
    assert_eq!(
        texts,
        [
            "How much?",
            "I count.",
            "`python`\n\n```python\nprint(6 * 7)\n```",
            "`python`\n\n```\n42\n```",
            "`browser`\n\n[Oak](https://example.org/oak)\n\n```\nIt moves.\n```",
            "42."
        ]
    );
}

#[test]
fn citations_become_links_and_sources() {
    let mark = "\u{e200}cite\u{e202}turn0search1\u{e201}";
    let mut answer = said(
        "assistant",
        &format!("Oak moves more{mark}. See also\u{e200}x\u{e201} \\(a^2\\)."),
    );
    answer["metadata"]["content_references"] = json!([{
        "type": "grouped_webpages", "matched_text": mark,
        "items": [{"title": "Wood movement", "url": "https://example.org/wood?utm_source=chatgpt.com", "attribution": "Example"}],
    }]);
    let object = conversation(
        vec![
            node("u", None, &["a"], said("user", "Does oak move?")),
            node("a", Some("u"), &[], answer),
        ],
        "a",
    );
    let read = conversation_from_export(&object).unwrap();
    assert_eq!(
        read.messages[1].markdown,
        "Oak moves more [Example](https://example.org/wood). See also $a^2$."
    );
    assert_eq!(read.messages[1].sources[0].title, "Wood movement");
    assert_eq!(read.messages[1].sources[0].url, "https://example.org/wood");
}

#[test]
fn pictures_and_files_have_their_names() {
    let user = json!({
        "author": {"role": "user"}, "recipient": "all",
        "content": {"content_type": "multimodal_text", "parts": [
            {"content_type": "image_asset_pointer", "asset_pointer": "sediment://file_1"}, "What is this?"]},
        "metadata": {"attachments": [{"name": "bench.jpg"}]},
    });
    let object = conversation(
        vec![
            node("u", None, &["a"], user),
            node("a", Some("u"), &[], said("assistant", "A bench.")),
        ],
        "a",
    );
    let read = conversation_from_export(&object).unwrap();
    assert_eq!(
        read.messages[0].markdown,
        "[file: bench.jpg]\n\nWhat is this?"
    );
}

#[test]
fn loops_and_nonsense_end() {
    let looped = conversation(
        vec![
            node("a", Some("b"), &["b"], said("user", "1")),
            node("b", Some("a"), &["a"], said("assistant", "2")),
        ],
        "b",
    );
    assert_eq!(conversation_from_export(&looped).unwrap().messages.len(), 2);
    for nonsense in [
        json!(null),
        json!([]),
        json!({"mapping": []}),
        json!({"mapping": {}}),
        json!({"messages": 1}),
    ] {
        assert!(matches!(
            conversation_from_export(&nonsense),
            Err(Error::FileNotUnderstood { .. })
        ));
    }
    assert_eq!(
        conversation_from_export(&json!({"messages": []})),
        Err(Error::ChatEmpty)
    );
}

#[test]
fn every_exported_conversation_is_read() {
    let Some(folder) = shared() else { return };
    for entry in std::fs::read_dir(folder.join("conversations/chatgpt-export")).unwrap() {
        let path = entry.unwrap().path();
        let object: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let read = conversation_from_export(&object).unwrap();
        assert!(read.messages.len() > 1, "{}", path.display());
        assert!(!read.title.is_empty());
        assert!(read.messages.iter().any(|m| m.role == Role::Assistant));
    }
}
