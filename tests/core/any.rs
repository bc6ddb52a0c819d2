//! Any conversation, for property tests: hostile on purpose.

use chatlink::conversation::{Conversation, Message, Role, Source, Timestamp, Warning};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

/// Text of any characters, with those more often that a format could trip over.
pub(crate) fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => any::<char>().prop_map(String::from),
        3 => (0u8..0x20).prop_map(|byte| char::from(byte).to_string()),
        3 => "[a-zA-Z0-9 .,*_#>`|$-]{0,12}",
        1 => prop::sample::select(TRICKY).prop_map(str::to_owned),
    ];
    vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

/// Neighbours of the surrogates, the last characters of each UTF-8 length, joiners, directions,
/// line ends, and what the transcript and the link give a meaning to.
const TRICKY: &[&str] = &[
    "\u{D7FF}",
    "\u{E000}",
    "\u{7F}",
    "\u{80}",
    "\u{7FF}",
    "\u{800}",
    "\u{FFFF}",
    "\u{10000}",
    "\u{10FFFF}",
    "e\u{301}",
    "👩‍👩‍👧",
    "שלום",
    "\u{202E}abc",
    "\u{FEFF}",
    "\u{2028}",
    "\n",
    "\r",
    "\r\n",
    "\n\n",
    "\n\n\n",
    "\u{10}@",
    "\u{10}",
    "\u{1}",
    "=",
    "=a",
    "a",
    "=\n",
    "\"",
    "\\",
    "\\\"",
    "#",
    "%23",
    "\n## User\n",
    "\n## Assistant (model: x)\n\n",
    "\n\\## Tool\n",
    "\n### Reasoning\n\n",
    "\n### Sources\n\n",
    "\n- <https://a.example> T\n",
    "\n---\n",
    "---\n",
    "\n```\n## User\n```\n",
    "**You:** ",
    "\nUser: ",
    ", time: ",
    ")",
    "(model: ",
    "<",
    ">",
    "> ",
];

fn moment() -> impl Strategy<Value = Timestamp> {
    let (first, last) = (Timestamp::MIN.unix(), Timestamp::MAX.unix());
    prop_oneof![
        first..=last,
        1_600_000_000i64..1_900_000_000,
        Just(first),
        Just(last)
    ]
    .prop_map(|seconds| Timestamp::from_unix(seconds).unwrap())
}

fn site() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => prop::sample::select(vec!["", "chatgpt", "claude", "lumo", "a", "s", "t", "z", "=", "=a"])
            .prop_map(str::to_owned),
        1 => text(),
    ]
}

fn message() -> impl Strategy<Value = Message> {
    let role = prop::sample::select(vec![Role::User, Role::Assistant, Role::System, Role::Tool]);
    let source = (text(), text()).prop_map(|(title, url)| Source { title, url });
    (
        role,
        text(),
        option::of(text()),
        option::of(moment()),
        option::of(text()),
        vec(source, 0..3),
        left_out(),
    )
        .prop_map(
            |(role, markdown, model, time, reasoning, sources, left_out)| Message {
                role,
                markdown,
                model,
                time,
                reasoning,
                sources,
                left_out,
            },
        )
}

fn left_out() -> impl Strategy<Value = u32> {
    prop_oneof![4 => Just(0), 1 => any::<u32>()]
}

/// A conversation with at least one message.
pub(crate) fn conversation() -> impl Strategy<Value = Conversation> {
    let warning = (text(), text()).prop_map(|(code, detail)| Warning { code, detail });
    (
        (text(), site(), option::of(text()), option::of(text())),
        (option::of(moment()), option::of(text()), any::<bool>()),
        (any::<bool>(), option::of(moment()), left_out()),
        vec(warning, 0..3),
        vec(message(), 1..6),
    )
        .prop_map(
            |(
                (title, site, url, model),
                (captured_at, author, complete),
                (edited, show_until, left_out_at_end),
                warnings,
                messages,
            )| {
                Conversation {
                    title,
                    site,
                    url,
                    model,
                    captured_at,
                    author,
                    complete,
                    edited,
                    show_until,
                    left_out_at_end,
                    warnings,
                    messages,
                }
            },
        )
}
