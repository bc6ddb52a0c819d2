//! The model and its JSON form.

use chatlink::conversation::{Conversation, Timestamp};

#[test]
fn the_smallest_json_is_read() {
    let read: Conversation = serde_json::from_str(r#"{"title":"T","messages":[]}"#).unwrap();
    assert_eq!(read.title, "T");
    assert!(read.complete, "complete unless it says otherwise");
}

#[test]
fn a_moment_keeps_its_second() {
    for text in [
        "0000-01-01T00:00:00Z",
        "1970-01-01T00:00:00Z",
        "2026-11-21T02:20:34Z",
        "9999-12-31T23:59:59Z",
    ] {
        assert_eq!(Timestamp::parse(text).unwrap().to_string(), text);
    }
    assert_eq!(Timestamp::parse("yesterday"), None);
    assert_eq!(Timestamp::from_unix(i64::MAX), None);
}
