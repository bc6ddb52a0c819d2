//! JSON of our own beside `serde_json`: what one reads, the other reads alike.

use chatlink::json::{Json, quote, unquote};
use proptest::prelude::*;
use serde_json::Value;

/// A value of the one as a value of the other; `None` with a number that no machine holds.
fn same(ours: &Json) -> Option<Value> {
    Some(match ours {
        Json::Null => Value::Null,
        Json::Bool(bool) => Value::Bool(*bool),
        Json::Number(digits) => serde_json::from_str(digits).ok()?,
        Json::Text(text) => Value::String(text.clone()),
        Json::List(values) => Value::Array(values.iter().map(same).collect::<Option<_>>()?),
        Json::Object(parts) => {
            let parts = parts.iter();
            let parts = parts.map(|(name, value)| Some((name.clone(), same(value)?)));
            Value::Object(parts.collect::<Option<_>>()?)
        }
    })
}

/// Both give the same value, or both none.
#[track_caller]
fn agree(text: &str) {
    let theirs: Option<Value> = serde_json::from_str(text).ok();
    let ours = Json::read(text);
    assert_eq!(ours.as_ref().and_then(same), theirs, "{text}");
    if let Some(ours) = ours {
        let written = ours.to_string();
        assert_eq!(Json::read(&written), Some(ours), "{text}");
    }
}

#[test]
fn small_texts_read_alike() {
    for text in [
        "",
        " ",
        "null",
        "nul",
        "true",
        "false",
        "0",
        "-0",
        "-",
        "01",
        "1.",
        "1.5",
        ".5",
        "1e3",
        "1E+3",
        "1e",
        "1e-",
        "[]",
        "[ ]",
        "[1,]",
        "[1 2]",
        "[1,2",
        "{}",
        "{ }",
        "{\"a\":1}",
        "{\"a\" : 1 , \"b\":[{}]}",
        "{\"a\"}",
        "{a:1}",
        "{\"a\":1,}",
        "{\"a\":1,\"a\":2}",
        "\"",
        "\"a",
        "\"a\"b",
        "\"\\\"\"",
        "\"\\/\"",
        "\"\\x\"",
        "\"\\u00e9\"",
        "\"\\u00E9\"",
        "\"\\ud83d\\ude00\"",
        "\"\\ud83d\"",
        "\"\\ude00\"",
        "\"\\ud83d\\u0041\"",
        "\"\\u12\"",
        "\"\\u+123\"",
        "\"\n\"",
        "\"\u{7f}\"",
        "\"\u{2028}\"",
        "\"a\u{0}\"",
        "[[[[]]]]",
        "nulll",
        "\u{FEFF}1",
        "\"é\u{1F600}\"",
        "[1]\n",
        "é",
    ] {
        agree(text);
    }
}

#[test]
fn depth_has_an_end() {
    let deep = |n: usize| "[".repeat(n) + &"]".repeat(n);
    assert!(Json::read(&deep(64)).is_some());
    assert!(Json::read(&deep(65)).is_none());
    assert!(Json::read(&"[".repeat(1_000_000)).is_none());
}

#[test]
fn whole_numbers_alone_are_numbers() {
    let number = |text: &str| Json::read(text).unwrap().number();
    assert_eq!(number("100000"), Some(100_000));
    assert_eq!(number("-1"), Some(-1));
    assert_eq!(number("1.0"), None);
    assert_eq!(number("99999999999999999999"), None);
    assert_eq!(number("\"1\""), None);
}

#[test]
fn parts_are_taken_by_their_last_name() {
    let mut value = Json::read(r#"{"a":1,"a":2}"#).unwrap();
    assert_eq!(value.get("a").unwrap().number(), Some(2));
    assert_eq!(value.take("a").unwrap().number(), Some(2));
    assert_eq!(value.get("b"), None);
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-9_000_i32..9_000).prop_map(|eighths| Value::from(f64::from(eighths) / 8.0)),
        any::<String>().prop_map(Value::from),
        "[\\x00-\\x7f\u{2028}é😀]{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::hash_map("[a-c\"\\\\]{0,3}", inner, 0..4)
                .prop_map(|parts| Value::Object(parts.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn values_read_alike(value in any_value()) {
        for text in [value.to_string(), serde_json::to_string_pretty(&value).unwrap()] {
            prop_assert_eq!(same(&Json::read(&text).unwrap()), Some(value.clone()));
            // Strings are escaped alike, so texts are the same: it is part of what an upload signs.
            prop_assert_eq!(Json::read(&text).unwrap().to_string(), value.to_string());
        }
    }

    #[test]
    fn broken_texts_read_alike(value in any_value(), at in any::<prop::sample::Index>(), byte in 0_u8..128) {
        let mut bytes = value.to_string().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Ok(text) = String::from_utf8(bytes) {
            agree(&text);
        }
    }

    #[test]
    fn strings_come_back(text in any::<String>(), rest in any::<String>()) {
        let mut quoted = String::new();
        quote(&text, &mut quoted);
        prop_assert_eq!(&quoted, &serde_json::to_string(&text).unwrap());
        let whole = quoted + &rest;
        prop_assert_eq!(unquote(&whole), Some((text, rest.as_str())));
    }
}
