//! The page that stands for itself.

use chatlink::conversation::{Conversation, Message, Role, Source, Timestamp, Warning};
use chatlink::render::export::html;
use scraper::{Html, Selector};

/// What people try, in every place where text can stand.
const TRICKS: &[&str] = &[
    "<script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</main></body><img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)>",
    "' onmouseover='alert(1)",
    "<!--",
    "]]>",
    "<![CDATA[<b>]]>",
    "&lt;script&gt;",
    "[a](javascript:alert(1))",
    "[a](https://a.example/\"onclick=\"alert(1))",
    "[a](<https://a.example/'x'>)",
    "![a](https://a.example/i.png \"t\")",
    "<https://a.example/><script>",
    "`<img src=x>`",
    "```html\n</code></pre><script>alert(1)</script>\n```",
    "``` \"><script>\nx\n```",
    "$</span><script>$",
    "| <script> |\n|---|\n| <style>*{}</style> |",
    "[^1]\n\n[^1]: <script>alert(1)</script>",
    "{{constructor.constructor('alert(1)')()}}",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
];

fn everywhere(text: &str) -> Conversation {
    let message = |role| Message {
        role,
        markdown: text.to_owned(),
        model: Some(text.to_owned()),
        reasoning: Some(text.to_owned()),
        sources: vec![
            Source {
                title: text.to_owned(),
                url: text.to_owned(),
            },
            Source {
                title: text.to_owned(),
                url: format!("https://a.example/{text}"),
            },
        ],
        ..Message::default()
    };
    Conversation {
        title: text.to_owned(),
        site: text.to_owned(),
        model: Some(text.to_owned()),
        author: Some(text.to_owned()),
        complete: false,
        warnings: vec![Warning {
            code: text.to_owned(),
            detail: text.to_owned(),
        }],
        messages: [Role::User, Role::Assistant, Role::System, Role::Tool]
            .map(message)
            .to_vec(),
        ..Conversation::default()
    }
}

#[test]
fn a_page_has_only_elements_and_attributes_of_ours() {
    let tags = "html head meta title style body main header h1 h2 h3 h4 h5 h6 p span div ul ol li \
                article details summary section a br code pre figure figcaption table thead tbody \
                tr th td sup strong em del blockquote hr time math mi mn mo mtext mspace mrow \
                mfrac msqrt mroot msub msup msubsup munder mover munderover mtable mtr mtd";
    let attributes = "class id href target rel dir aria-label role tabindex start scope datetime \
                      aria-hidden alttext display displaystyle lspace rspace stretchy \
                      accent form width data-message data-role lang charset name content http-equiv";
    for trick in TRICKS {
        let page = html(&everywhere(trick));
        let page = Html::parse_document(&page);
        assert!(
            !page.tree.values().any(scraper::Node::is_comment),
            "{trick}"
        );
        for element in page.select(&Selector::parse("*").unwrap()) {
            let name = element.value().name();
            assert!(tags.split(' ').any(|tag| tag == name), "{trick}: <{name}>");
            for (attribute, value) in element.value().attrs() {
                assert!(
                    attributes
                        .split_whitespace()
                        .any(|known| known == attribute),
                    "{trick}: {attribute}={value}"
                );
                if attribute == "href" {
                    let fine = ["https://", "http://", "mailto:", "#"];
                    assert!(fine.iter().any(|start| value.starts_with(start)), "{value}");
                }
            }
        }
    }
}

#[test]
fn text_arrives_as_it_was_written() {
    let code = "\n  a < b && c > \"d\" 'e'\r\n\n\tend";
    let conversation = Conversation {
        messages: vec![Message {
            role: Role::Assistant,
            markdown: format!("```\n{code}\n```"),
            ..Message::default()
        }],
        ..Conversation::default()
    };
    let page = Html::parse_document(&html(&conversation));
    let shown: String = page
        .select(&Selector::parse("pre code").unwrap())
        .flat_map(|code| code.text())
        .collect();
    assert_eq!(shown, code.replace("\r\n", "\n"));
}

#[test]
fn a_link_tells_nothing_to_where_it_leads() {
    let page = html(&everywhere("[a](https://a.example/)"));
    let page = Html::parse_document(&page);
    let mut links = 0;
    for link in page.select(&Selector::parse("a[target]").unwrap()) {
        assert_eq!(link.attr("rel"), Some("noopener noreferrer nofollow"));
        assert_eq!(link.attr("target"), Some("_blank"));
        links += 1;
    }
    assert!(links >= 6);
}

#[test]
fn ids_are_unique() {
    let page = html(&everywhere("a[^1] b[^1]\n\n[^1]: c"));
    let page = Html::parse_document(&page);
    let mut ids: Vec<&str> = page
        .select(&Selector::parse("[id]").unwrap())
        .filter_map(|element| element.attr("id"))
        .collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all);
}

#[test]
fn what_the_sharer_did_and_asks_for_is_said() {
    let plain = html(&everywhere("x"));
    for words in ["Edited by the sharer", "asks not to show", "left out</p>"] {
        assert!(!plain.contains(words), "{words}");
    }
    let mut conversation = everywhere("x");
    conversation.edited = true;
    conversation.show_until = Timestamp::parse("2026-06-01T00:00:00Z");
    conversation.messages[1].left_out = 1;
    conversation.messages[2].left_out = 3;
    conversation.left_out_at_end = 2;
    let page = html(&conversation);
    let mut rest = page.as_str();
    for words in [
        "Edited by the sharer",
        "The sharer asks not to show this after 2026-06-01",
        "id=\"m1\"",
        "id=\"m2\"",
        "1 message left out",
        "id=\"m3\"",
        "3 messages left out",
        "id=\"m4\"",
        "2 messages left out",
    ] {
        rest = rest
            .split_once(words)
            .unwrap_or_else(|| panic!("{words}"))
            .1;
    }
}

/// Browsers take the square of a text's length to find a direction for each of its lines.
#[test]
fn a_very_long_text_has_one_direction() {
    let page = |text: &str| {
        html(&Conversation {
            messages: vec![Message {
                markdown: text.to_owned(),
                ..Message::default()
            }],
            ..Conversation::default()
        })
    };
    let long = "long ".repeat(5_000);
    for text in [
        long.clone(),
        format!("# {long}"),
        format!("- a\n- **{long}**"),
        format!("| a |\n|---|\n| {long} |"),
    ] {
        assert_eq!(page(&text).matches("data-vast=").count(), 1, "{text:.20}");
    }
    assert!(!page(&"short\n\n".repeat(5_000)).contains("data-vast="));
}
