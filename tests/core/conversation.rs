//! The model and its JSON form.

use chatlink::conversation::{Conversation, Timestamp};
use chatlink::render::export::json;
use proptest::prelude::*;
use serde::Serialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::any;

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

/// What the crate `time` says of the same text: seconds, and the text that it writes of them.
fn theirs(text: &str) -> Option<i64> {
    let moment = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    Timestamp::from_unix(moment.unix_timestamp()).map(Timestamp::unix)
}

#[test]
fn moments_of_every_form() {
    for text in [
        "2026-02-29T00:00:00Z",
        "2024-02-29t23:59:59z",
        "1900-02-29T00:00:00Z",
        "2000-02-29 12:00:00.123456789012Z",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-04-31T00:00:00Z",
        "2026-04-00T00:00:00Z",
        "2026-04-30T24:00:00Z",
        "2026-04-30T00:60:00Z",
        "2026-04-30T00:00:61Z",
        "2016-12-31T23:59:60Z",
        "2016-12-31T23:59:60.5Z",
        "2017-01-01T00:59:60+01:00",
        "2016-12-30T23:59:60Z",
        "2016-12-31T22:59:60Z",
        "0000-01-01T00:00:00+00:01",
        "0000-01-01T00:00:00-23:59",
        "9999-12-31T23:59:59-00:01",
        "2026-04-30T00:00:00+24:00",
        "2026-04-30T00:00:00+23:60",
        "2026-04-30T00:00:00",
        "2026-04-30T00:00:00.Z",
        "2026-04-30T00:00:00Z ",
        "2026-4-30T00:00:00Z",
        "+2026-04-30T00:00:00Z",
        "2026-04-30",
        "",
        "２026-04-30T00:00:00Z",
    ] {
        assert_eq!(
            Timestamp::parse(text).map(Timestamp::unix),
            theirs(text),
            "{text}"
        );
    }
}

proptest! {
    #[test]
    fn moments_are_those_of_others(seconds in Timestamp::MIN.unix()..=Timestamp::MAX.unix(), offset in -1439_i64..1440) {
        let moment = Timestamp::from_unix(seconds).unwrap();
        let of_others = OffsetDateTime::from_unix_timestamp(seconds).unwrap();
        let text = of_others.format(&Rfc3339).unwrap();
        prop_assert_eq!(moment.to_string(), text.clone());
        prop_assert_eq!(Timestamp::parse(&text), Some(moment));
        let side = if offset < 0 { '-' } else { '+' };
        let away = format!("{side}{:02}:{:02}", offset.abs() / 60, offset.abs() % 60);
        let text = text.replace('Z', &away);
        prop_assert_eq!(Timestamp::parse(&text).map(Timestamp::unix), theirs(&text), "{}", text);
    }

    #[test]
    fn json_is_the_same_by_both_writers(conversation in any::conversation()) {
        let text = json(&conversation);
        let mut theirs = Vec::new();
        let lines = serde_json::ser::PrettyFormatter::with_indent(b" ");
        conversation
            .serialize(&mut serde_json::Serializer::with_formatter(&mut theirs, lines))
            .unwrap();
        prop_assert_eq!(&text, std::str::from_utf8(&theirs).unwrap());
        prop_assert_eq!(serde_json::from_str::<Conversation>(&text).unwrap(), conversation);
    }
}
