//! How long a megabyte takes, on texts made to be slow.

use std::time::Instant;

use chatlink::capture::capture_page;
use chatlink::conversation::{Conversation, Message, Timestamp};
use chatlink::link::{CodecChoice, decode, encode, savings};
use chatlink::redact;
use chatlink::render::export::html;

use super::labelled::name;

const PROSE: &str =
    "The frost line decides how deep the posts of a shed must stand; see 12.5 cm at a=3. ";

/// What texts are made of that try to be slow.
#[rustfmt::skip]
const HOSTILE: &[&str] = &[
    PROSE, "a", "@", "a@", "a@b.co ", ":", "a:", "=", "a=", "key=", "password=", "eyJ-", "sk-",
    "-----BEGIN ", "-----BEGIN PRIVATE KEY-----\n", "://", "a://", "a:a@", "a.b://a@", "1", "1 ", "1-", "1.",
    "1.2.3.4 ", "+1 ", "(1", concat!("/ho", "me/"), "\\", "%41", "&#95;", "*", "GB82", "GB82 W", "a1:",
    "Bearer ", "Cookie: ", "Authorization: ", "\"password\": \"", "?token=a&", ".atlasv1.", "aQ~", "-us1",
    "`", "[](", "{\"a\":", "https://1drv.ms/aaaaaa", "((", "[[", "![", "<a", "**a", "_a", "> ", "| ", "- ",
    "password is ", "key ", "token\t", "パスワード", "пароль", "密码是", "| key ", "|key|", "key(\"", "token{\"",
    "a,\"", "\"key\",\"", "login(\"a\",\"", "key==", "key||", "key??", "<-", "key<-", "value=", "name: a\nvalue: ",
    "api: ", "key: |\n", "password\nis ", "-u ", "-u a:", "-p ", "mysql -p", "--password ", "00", "s.", "|1",
    "123456789012345|", "!00", "_secret_", "a@b:~", concat!("/c/Us", "ers/"), "(a): ", "key[1]=", "contraseña ", "#a/", "https://a/s/",
    "https://notion.so/a-", "sqlplus a/", "`key` | `", "a: &str = ", "user password x1 ",
];

/// The most bytes that may be looked at for each byte of a text.
const MOST: u64 = 300;

fn said(markdown: &str) -> Conversation {
    Conversation {
        complete: true,
        messages: vec![Message {
            markdown: markdown.to_owned(),
            ..Message::default()
        }],
        ..Conversation::default()
    }
}

/// Four times the text, four times the work, and no text costs much more than another: counted in
/// bytes that are looked at, not in time.
#[test]
fn the_search_is_linear() {
    let pairs = HOSTILE.iter().zip(HOSTILE.iter().cycle().skip(7));
    let joined = pairs.map(|(a, b)| [*a, *b].concat());
    let parts = HOSTILE.iter().map(|part| (*part).to_owned());
    let mut slow = Vec::new();
    for part in parts.chain(joined) {
        let work = |size: usize| {
            let text = part.repeat(size / part.len());
            redact::looked(&text)
        };
        let (small, large) = (work(10_000), work(40_000));
        if large > small * 5 || large > 40_000 * MOST {
            slow.push(format!(
                "{part:?}: {} and {} for each byte",
                small / 10_000,
                large / 40_000
            ));
        }
    }
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}

/// `cargo test --release --test core megabyte -- --ignored --nocapture`
#[test]
#[ignore = "prints times"]
fn how_long_a_megabyte_takes() {
    let size = if cfg!(debug_assertions) {
        100_000
    } else {
        1_000_000
    };
    for part in HOSTILE {
        let text = part.repeat(size / part.len());
        let mut last = Instant::now();
        let mut took = || {
            let now = Instant::now();
            let took = now - last;
            last = now;
            took.as_millis()
        };
        print!("{part:30?}");
        let conversation = said(&text);
        let found = redact::find(&conversation, &[]);
        print!(" find {:5} ({:6})", took(), found.len());
        let masked = redact::mask(&conversation, &found, &name);
        print!(" mask {:4}", took());
        let link = encode(&masked, CodecChoice::Deflate).unwrap();
        print!(" encode {:4}", took());
        let opened = decode(&link).unwrap();
        print!(" decode {:4}", took());
        let saved = savings::savings(&opened.conversation, link.len());
        print!(" save {:4} ({})", took(), saved.len());
        let page = html(&opened.conversation);
        println!(" html {:5} ({:8} bytes)", took(), page.len());
    }
}

/// The same text in a page.
#[test]
#[ignore = "prints times"]
fn how_long_a_page_of_a_megabyte_takes() {
    let size = if cfg!(debug_assertions) {
        100_000
    } else {
        1_000_000
    };
    for part in HOSTILE {
        let text = part
            .repeat(size / part.len())
            .replace('&', "&amp;")
            .replace('<', "&lt;");
        let page = format!(
            "<main><section data-turn-id=\"1\" data-testid=\"conversation-turn-1\" data-turn=\"user\"><h4>You said:</h4>\
            <div data-message-author-role=\"user\" data-message-id=\"1\"><div class=\"whitespace-pre-wrap\">{text}</div></div></section>\
            <section data-turn-id=\"2\" data-testid=\"conversation-turn-2\" data-turn=\"assistant\"><h4>ChatGPT said:</h4>\
            <div data-message-author-role=\"assistant\" data-message-id=\"2\"><div class=\"markdown prose\"><p>{text}</p></div></div></section></main>"
        );
        let start = Instant::now();
        let now = Timestamp::from_unix(1_777_800_000).unwrap();
        let captured = capture_page(
            &page,
            "https://chatgpt.com/c/6740a1f2-5d0c-83ea-9c1b-1a2b3c4d5e6f",
            now,
        );
        let read = start.elapsed();
        let captured = captured.unwrap().conversation;
        let page = html(&captured);
        println!(
            "{part:30?} {:5} ms for both ({} messages), {:5} to html {}",
            read.as_millis(),
            captured.messages.len(),
            (start.elapsed() - read).as_millis(),
            page.len()
        );
    }
}

/// What is remembered never changes what is found.
#[test]
fn a_search_remembers_what_did_not_change() {
    let mut conversation = said("DB_PASSWORD=hunter2xyz9 and mia@garden.example");
    conversation.messages.push(Message {
        markdown: "Is hunter2xyz9 or cR4zy-Horse-77 right?".into(),
        ..Message::default()
    });
    let mut finder = redact::Finder::default();
    let mut look = |conversation: &Conversation, own: &[String]| {
        let found = finder.find(conversation, own);
        assert_eq!(found, redact::find(conversation, own));
        found.len()
    };
    assert_eq!(look(&conversation, &[]), 3);
    for title in ["s", "secret", "password: cR4zy-Horse-77", "hunter2xyz9", ""] {
        conversation.title = title.into();
        look(&conversation, &[]);
    }
    assert_eq!(look(&conversation, &["right".into()]), 4);
    // Without the message that named it, nothing says what it is.
    conversation.messages.remove(0);
    assert_eq!(look(&conversation, &[]), 0);
}
