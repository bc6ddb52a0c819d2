//! The list of issued links.

use chatlink::conversation::{Conversation, Message, Timestamp};
use chatlink::ledger::{Entry, Kind, listed};

fn entry(id: &str, title: &str, seconds: i64) -> Entry {
    let conversation = Conversation {
        title: title.to_owned(),
        site: "chatgpt".to_owned(),
        messages: vec![Message::default(), Message::default()],
        ..Conversation::default()
    };
    Entry::self_contained(
        id.to_owned(),
        &conversation,
        Some("https://chatgpt.com/c/shed".to_owned()),
        1742,
        Timestamp::from_unix(seconds).unwrap(),
    )
}

#[test]
fn an_entry_tells_what_the_link_holds() {
    let made = entry("a", "Garden shed", 0);
    assert_eq!((made.messages, made.length), (2, 1742));
    assert_eq!(made.kind, Kind::SelfContained);
}

#[test]
fn the_list_is_newest_first_and_stable() {
    let entries = vec![entry("b", "B", 5), entry("c", "C", 9), entry("a", "A", 5)];
    let ids: Vec<String> = listed(entries, "").into_iter().map(|e| e.id).collect();
    assert_eq!(ids, ["c", "a", "b"]);
}

#[test]
fn the_search_wants_every_word_anywhere() {
    let made = entry("a", "Planning the GARDEN shed", 0);
    for query in ["", "garden", "shed planning", "ChatGPT garden", "/c/shed"] {
        assert!(made.matches(query), "{query}");
    }
    for query in ["greenhouse", "garden greenhouse"] {
        assert!(!made.matches(query), "{query}");
    }
}

/// What version 1 of the store holds must be readable for ever.
#[test]
fn a_stored_entry_of_schema_1_is_read() {
    let stored = r#"{"id":"7f4d","title":"Shed","site":"chatgpt","source_url":null,
        "issued_at":1795255200,"kind":"self-contained","length":1742,"messages":4}"#;
    let read: Entry = serde_json::from_str(stored).unwrap();
    assert_eq!(read.title, "Shed");
    let again: Entry = serde_json::from_str(&serde_json::to_string(&read).unwrap()).unwrap();
    assert_eq!(again, read);
}
