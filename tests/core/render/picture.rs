//! Pictures that a text holds by itself: four kinds, by their bytes, and nothing else becomes one.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use chatlink::conversation::{Conversation, Message};
use chatlink::render::export::html;
use chatlink::render::picture::{MAX_PICTURE, Picture};

fn address(kind: &str, bytes: &[u8]) -> String {
    format!("data:image/{kind};base64,{}", BASE64_STANDARD.encode(bytes))
}

/// What the page of a text has between its first message and its end.
fn page(markdown: &str) -> String {
    let conversation = Conversation {
        messages: vec![Message {
            markdown: markdown.to_owned(),
            ..Message::default()
        }],
        ..Conversation::default()
    };
    let page = html(&conversation);
    let (_, body) = page.split_once("<article").unwrap();
    body.to_owned()
}

#[test]
fn pixels_of_four_kinds_are_shown() {
    for (kind, start) in [
        ("webp", &b"RIFF\x10\0\0\0WEBPVP8 "[..]),
        ("png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
        ("jpeg", b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01"),
        ("gif", b"GIF89a\x01\0\x01\0\0\0\0"),
    ] {
        let address = address(kind, start);
        assert!(Picture::check(&address).is_some(), "{kind}");
        let body = page(&format!("![a \"plan\" & more]({address})"));
        let image = format!(
            "<img class=\"picture\" src=\"{address}\" alt=\"a &quot;plan&quot; &amp; more\" \
             decoding=\"async\">"
        );
        assert!(body.contains(&image), "{body}");
    }
}

#[test]
fn nothing_else_becomes_a_picture() {
    let gif = address("gif", b"GIF89a\x01\0\x01\0\0\0\0");
    let long = address(
        "gif",
        &[b"GIF89a".as_slice(), &vec![0; MAX_PICTURE]].concat(),
    );
    for (what, address) in [
        (
            "a document",
            address("svg+xml", b"<svg onload=alert(1)></svg>"),
        ),
        ("another kind", address("bmp", b"BM\0\0\0\0\0\0\0\0\0\0")),
        (
            "a page",
            "data:text/html;base64,PGgxPkhpPC9oMT4=".to_owned(),
        ),
        ("other bytes", address("gif", b"<script>alert(1)</script>")),
        ("another kind's bytes", gif.replace("gif", "png")),
        ("another letter", gif.replace("AAAA", "AA*A")),
        ("a parameter", gif.replace("gif;", "gif;charset=utf-8;")),
        ("capitals", gif.replace("data:image", "DATA:image")),
        ("half of it", gif[..gif.len() - 1].to_owned()),
        ("nothing", "data:image/gif;base64,".to_owned()),
        ("too much", long),
        ("an address", "https://a.example/a.gif".to_owned()),
    ] {
        assert_eq!(Picture::check(&address), None, "{what}");
        let body = page(&format!("![plan](<{address}>)"));
        assert!(!body.contains("<img") && body.contains("plan"), "{what}");
    }
}

#[test]
fn a_saved_page_may_show_pictures_and_load_nothing() {
    let page = html(&Conversation::default());
    let policy = "default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; img-src data:; ";
    assert!(page.contains(policy), "{page:.600}");
}
