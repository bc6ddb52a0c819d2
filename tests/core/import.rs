//! Files that people drop or name: what each is taken for.

use chatlink::conversation::{Conversation, Message, Role, Timestamp};
use chatlink::import::{Content, Listed, Several, recognise};
use serde_json::{Value, json};

fn refused(bytes: impl AsRef<[u8]>) -> &'static str {
    recognise(bytes.as_ref()).unwrap_err().key
}

fn one(bytes: impl AsRef<[u8]>) -> Conversation {
    match recognise(bytes.as_ref()).unwrap() {
        Content::One(conversation) => *conversation,
        other => panic!("{other:?}"),
    }
}

fn several(value: &Value) -> Several {
    match recognise(value.to_string().as_bytes()).unwrap() {
        Content::Several(several) => several,
        other => panic!("{other:?}"),
    }
}

fn chatgpt(title: &str) -> Value {
    json!({
        "title": title, "conversation_id": "abc", "update_time": 1_700_000_000.25, "current_node": "u",
        "mapping": {"u": {"message": {
            "author": {"role": "user"}, "content": {"content_type": "text", "parts": ["How deep?"]}}}},
    })
}

#[test]
fn pages_say_where_they_are_from() {
    for (page, address) in [
        ("<!DOCTYPE html><p>a", None),
        ("\u{feff} <html><body>a", None),
        (
            "<!DOCTYPE html>\n<!-- saved from url=(0029)https://chatgpt.com/c/a-b -->\n<html>",
            Some("https://chatgpt.com/c/a-b"),
        ),
        (
            "<!DOCTYPE html> <html lang=en><!--\n Page saved with SingleFile \n url: https://claude.ai/chat/1 \n saved date: -->",
            Some("https://claude.ai/chat/1"),
        ),
        ("<!-- saved from url=(0014)about:internet --><html>", None),
    ] {
        match recognise(page.as_bytes()) {
            Ok(Content::Page(noted)) => assert_eq!(noted.as_deref(), address, "{page}"),
            other => panic!("{page}: {other:?}"),
        }
    }
}

#[test]
fn a_page_in_another_encoding_is_a_page_still() {
    let page = b"<!doctype html><meta charset=iso-8859-1><p>Fr\xfchling";
    assert!(matches!(recognise(page), Ok(Content::Page(None))));
}

#[test]
fn what_is_no_conversation_says_what_it_is() {
    for (file, key) in [
        ("", "file_empty"),
        (" \n", "file_empty"),
        ("PK\u{3}\u{4}....", "file_is_zip"),
        ("From: <Saved by Blink>\nSubject: a", "file_is_web_archive"),
        ("Just a letter.", "file_without_speakers"),
        ("{\"title\": ", "file_json_broken"),
        ("{}", "file_without_conversation"),
        ("[1, 2]", "file_without_conversation"),
        ("[[{\"messages\": []}]]", "file_without_conversation"),
        ("{\"messages\": 1}", "file_conversation_broken"),
        ("{\"mapping\": {}}", "file_without_conversation"),
        ("{\"chat_messages\": []}", "file_conversation_empty"),
    ] {
        assert_eq!(refused(file), key, "{file}");
    }
    assert_eq!(refused(b"\xff\xfe\x00a"), "file_not_text");
}

#[test]
fn a_conversation_and_a_transcript_are_taken_as_they_stand() {
    let written = Conversation {
        title: "Sheds".to_owned(),
        url: Some("https://example.org/1".to_owned()),
        messages: vec![Message {
            markdown: "How deep?".to_owned(),
            ..Message::default()
        }],
        complete: true,
        ..Conversation::default()
    };
    assert_eq!(one(serde_json::to_vec(&written).unwrap()), written);
    let spoken = one("**You:** How deep?\n\n**ChatGPT:** 80 cm.");
    assert_eq!(spoken.messages.len(), 2);
}

#[test]
fn of_an_export_with_several_one_is_chosen() {
    let several = several(&json!([chatgpt("Sheds"), chatgpt(" Beams "), "no object"]));
    assert_eq!(several.count(), 2);
    let listed: Vec<Listed<'_>> = several.list().collect();
    let time = Timestamp::from_unix(1_700_000_000);
    let entry = |title| Listed { title, time };
    assert_eq!(listed, [entry("Sheds"), entry("Beams")]);
    assert_eq!(several.take(1).unwrap().title, "Beams");
    // Whoever shares it decides about its address.
    assert_eq!(several.take(0).unwrap().url, None);
    assert_eq!(
        several.take(2).unwrap_err().key,
        "file_without_conversation"
    );
    // One alone needs no choice.
    assert_eq!(one(json!([chatgpt("Sheds")]).to_string()).title, "Sheds");
    let wrapped = json!({"conversations": [chatgpt("Sheds")]});
    assert_eq!(one(wrapped.to_string()).title, "Sheds");
}

#[test]
fn claudes_export_is_read_with_its_tools() {
    let export = json!({
        "uuid": "1", "name": "A shed", "updated_at": "2026-05-03T10:00:00Z",
        "chat_messages": [
            {"uuid": "a", "sender": "human", "text": "How deep?",
             "content": [{"type": "text", "text": "How deep?"}],
             "attachments": [{"file_name": "plan.pdf"}]},
            {"uuid": "b", "parent_message_uuid": "a", "sender": "assistant", "content": [
                {"type": "text", "text": "I look."},
                {"type": "tool_use", "name": "web_search", "input": {"query": "frost depth"}},
                {"type": "tool_result", "name": "web_search", "content": [{"type": "text", "text": "80 cm"}]},
                {"type": "text", "text": "80 cm."},
                {"type": "tool_use", "name": "artifacts", "input": {"id": "x", "command": "create", "title": "Plan", "type": "text/markdown", "content": "# Plan"}},
            ]},
        ],
    });
    let read = one(export.to_string());
    assert_eq!(
        (read.title.as_str(), read.site.as_str()),
        ("A shed", "claude")
    );
    let said: Vec<(Role, &str)> = read
        .messages
        .iter()
        .map(|message| (message.role, message.markdown.as_str()))
        .collect();
    assert_eq!(
        said,
        [
            (Role::User, "[file: plan.pdf]\n\nHow deep?"),
            (Role::Assistant, "I look."),
            (Role::Tool, "`web_search`\n\n```\nfrost depth\n```"),
            (Role::Tool, "`web_search`\n\n```\n80 cm\n```"),
            (Role::Assistant, "80 cm.\n\n[artifact: Plan]\n\n# Plan"),
        ]
    );
}
