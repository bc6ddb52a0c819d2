//! Markdown to elements, read as an outline.

use super::{conversation_outline, outline};
use chatlink::conversation::{Conversation, Message, Role, Source, Timestamp, Warning};
use expect_test::{Expect, expect};

pub(super) fn check(markdown: &str, expected: Expect) {
    expected.assert_eq(&outline(markdown));
}

#[test]
fn lines() {
    check(
        "One\ntwo  \nthree **b *i*** ~~s~~ `c<d`",
        expect![[r#"
        p dir=auto
          "One\ntwo"
          br
          "three "
          strong
            "b "
            em
              "i"
          " "
          del
            "s"
          " "
          code dir=ltr
            "c<d"
    "#]],
    );
}

#[test]
fn html_is_text_but_for_line_breaks() {
    check(
        "a<br>b <b onclick=x>c</b> <!-- d -->\n\n<div>\n  <p>*e*</p>\n</div>\n\n<br>\n\nf",
        expect![[r#"
            p dir=auto
              "a"
              br
              "b <b onclick=x>c</b> <!-- d -->"
            p.literal dir=auto
              "<div>\n  <p>*e*</p>\n</div>"
            p dir=auto
              "f"
        "#]],
    );
}

#[test]
fn headings_begin_below_the_message_and_skip_no_rank() {
    check(
        "### A\n\n##### B\n\n### C\n\n# D\n\n## E",
        expect![[r#"
        h3 dir=auto
          "A"
        h4 dir=auto
          "B"
        h3 dir=auto
          "C"
        h3 dir=auto
          "D"
        h4 dir=auto
          "E"
    "#]],
    );
}

#[test]
fn lists() {
    check(
        "- a\n  b\n- c\n  1. d\n\n     e\n  2. f\n\n\n7. [ ] g\n8. [x] h **i**",
        expect![[r#"
            ul.tight dir=auto
              li
                p
                  "a\nb"
              li
                p
                  "c"
                ol.loose
                  li
                    p
                      "d"
                    p
                      "e"
                  li
                    p
                      "f"
            ol.tight dir=auto start=7
              li.task
                span.box role=img aria-label=Not done
                  ""
                p
                  "g"
              li.task
                span.box.done role=img aria-label=Done
                  "✓"
                p
                  "h "
                  strong
                    "i"
        "#]],
    );
}

#[test]
fn a_loose_list_of_tasks() {
    check(
        "- [x] a\n\n- [ ] b",
        expect![[r#"
        ul.loose dir=auto
          li.task
            span.box.done role=img aria-label=Done
              "✓"
            p
              "a"
          li.task
            span.box role=img aria-label=Not done
              ""
            p
              "b"
    "#]],
    );
}

#[test]
fn a_tight_item_with_a_block_in_its_middle() {
    check(
        "- a *b*\n  ```\n  c\n  ```\n  d",
        expect![[r#"
            ul.tight dir=auto
              li
                p
                  "a "
                  em
                    "b"
                figure.code dir=ltr
                  figcaption
                    span
                      ""
                    span.tools
                      button.quiet type=button data-action=wrap aria-pressed=false
                        "Wrap"
                      button.quiet type=button data-action=copy-code
                        "Copy"
                  pre tabindex=0
                    code
                      "c"
                p
                  "d"
        "#]],
    );
}

#[test]
fn code() {
    check(
        "```abc,ignore {1}\nfn a() {}\n\n```\n\n    b\n",
        expect![[r#"
            figure.code dir=ltr
              figcaption
                span
                  "abc"
                span.tools
                  button.quiet type=button data-action=wrap aria-pressed=false
                    "Wrap"
                  button.quiet type=button data-action=copy-code
                    "Copy"
              pre tabindex=0
                code
                  "fn a() {}\n"
            figure.code dir=ltr
              figcaption
                span
                  ""
                span.tools
                  button.quiet type=button data-action=wrap aria-pressed=false
                    "Wrap"
                  button.quiet type=button data-action=copy-code
                    "Copy"
              pre tabindex=0
                code
                  "b"
        "#]],
    );
}

#[test]
fn tables() {
    check(
        "| a | b | |\n|:-:|--:|---|\n| 1<br>2 | `x\\|y` |\n",
        expect![[r#"
            div.table-box
              div.table role=group aria-label=Table tabindex=0 dir=auto
                table
                  thead
                    tr
                      th scope=col.center
                        "a"
                      th scope=col.right
                        "b"
                      td
                  tbody
                    tr
                      td.center
                        "1"
                        br
                        "2"
                      td.right
                        code dir=ltr
                          "x|y"
                      td
              div.tools
                button.quiet type=button data-action=copy-table
                  "Copy table"
                button.quiet type=button data-action=copy-table-markdown
                  "Copy as Markdown"
        "#]],
    );
}

#[test]
fn links_show_where_they_lead() {
    check(
        "[docs](https://a.example/x) [https://bank.example](https://evil.example) <https://b.example> \
         [no](javascript:x) [**rel**](/x) <mia@a.example>",
        expect![[r#"
            p dir=auto
              a href=https://a.example/x
                "docs"
              " "
              span.host dir=ltr
                "a.example"
              " "
              a href=https://evil.example
                "https://bank.example"
              " "
              span.host.other dir=ltr
                "evil.example"
              " "
              a href=https://b.example
                "https://b.example"
              " no "
              strong
                "rel"
              " "
              a href=mailto:mia@a.example
                "mia@a.example"
        "#]],
    );
}

#[test]
fn bare_addresses_are_links() {
    check(
        "See https://a.example/x_y_z(1), (https://b.example). 見てhttps://c.example/です `https://d.example` \
         [https://e.example/1](https://e.example/2) javascript://x",
        expect![[r#"
            p dir=auto
              "See "
              a href=https://a.example/x_y_z(1)
                "https://a.example/x_y_z(1)"
              ", ("
              a href=https://b.example
                "https://b.example"
              "). 見て"
              a href=https://c.example/
                "https://c.example/"
              "です "
              code dir=ltr
                "https://d.example"
              " "
              a href=https://e.example/2
                "https://e.example/1"
              " javascript://x"
        "#]],
    );
}

#[test]
fn images_are_named_and_not_loaded() {
    check(
        "![A *shed*](https://a.example/i.png \"t\") ![](data:image/svg+xml,x) [![b](https://b.example/i)](https://c.example)",
        expect![[r#"
            p dir=auto
              span.image
                span.kind
                  "Image"
                span.alt
                  "A shed"
                a href=https://a.example/i.png
                  "a.example"
                button.quiet type=button data-action=show-images data-image=https://a.example/i.png data-alt=A shed
                  "Show images from a.example"
              " "
              span.image
                span.kind
                  "Image"
              " "
              a href=https://c.example
                span.image
                  span.kind
                    "Image"
                  span.alt
                    "b"
              " "
              span.host dir=ltr
                "c.example"
              " "
              span.image
                a href=https://b.example/i
                  "b.example"
                button.quiet type=button data-action=show-images data-image=https://b.example/i data-alt=b
                  "Show images from b.example"
        "#]],
    );
}

#[test]
fn footnotes_are_numbered_as_they_are_met() {
    check(
        "a[^x] b[^1] c[^x] d[^none]\n\n[^1]: one\n\n[^x]: two\n\n    three\n\n[^unused]: four",
        expect![[r#"
            p dir=auto
              "a"
              sup#m1-mark-1
                a href=#m1-note-1 aria-label=Footnote 1
                  "1"
              " b"
              sup#m1-mark-2
                a href=#m1-note-2 aria-label=Footnote 2
                  "2"
              " c"
              sup
                a href=#m1-note-1 aria-label=Footnote 1
                  "1"
              " d[^none]"
            ol.footnotes dir=auto
              li#m1-note-1
                p
                  "two"
                p
                  "three"
                a.back href=#m1-mark-1 aria-label=Back to mark 1
                  "↩\u{fe0e}"
              li#m1-note-2
                p
                  "one"
                a.back href=#m1-mark-2 aria-label=Back to mark 2
                  "↩\u{fe0e}"
              li#m1-note-3
                p
                  "four"
        "#]],
    );
}

#[test]
fn a_conversation() {
    let conversation = Conversation {
        title: "Planning\u{202e} the shed".into(),
        site: "chatgpt".into(),
        model: Some("gpt-x".into()),
        captured_at: Timestamp::parse("2026-05-03T10:00:00Z"),
        author: Some("Mia".into()),
        complete: false,
        warnings: vec![Warning {
            code: "not-known-here".into(),
            detail: "plan.pdf".into(),
        }],
        messages: vec![
            Message {
                markdown: "How deep?".into(),
                ..Message::default()
            },
            Message {
                role: Role::Assistant,
                markdown: "Frost decides[^1].\n\n[^1]: In winter.".into(),
                model: Some("gpt-y".into()),
                reasoning: Some("Frost.".into()),
                sources: vec![
                    Source {
                        title: "Frost".into(),
                        url: "https://a.example/frost".into(),
                    },
                    Source {
                        title: String::new(),
                        url: "https://b.example/".into(),
                    },
                    Source {
                        title: "A book".into(),
                        url: "isbn:1".into(),
                    },
                ],
                ..Message::default()
            },
            Message {
                role: Role::Tool,
                markdown: "42".into(),
                ..Message::default()
            },
        ],
        ..Conversation::default()
    };
    expect![[r#"
        header.head
          h1 dir=auto
            "Planning the shed"
          p.facts
            span
              "ChatGPT"
            span
              "gpt-x"
            time datetime=2026-05-03T10:00:00Z
              "2026-05-03T10:00:00Z"
            span.count
              "3 messages"
          p.origin
            "This conversation came inside the link. It says it is from ChatGPT, shared by Mia; nothing of that is verified."
          div.missing
            p
              "Some messages of this conversation are not in the link."
            ul.tight
              li
                "Something was left out: plan.pdf"
        article.message.user#m1
          div.who
            h2
              "You"
            span.tools
              button.quiet type=button data-action=link-message
                "Link to here"
              button.quiet type=button data-action=copy-message
                "Copy"
          div.text
            p dir=auto
              "How deep?"
        article.message.assistant#m2
          div.who
            h2
              "ChatGPT"
            span.model
              "gpt-y"
            span.tools
              button.quiet type=button data-action=link-message
                "Link to here"
              button.quiet type=button data-action=copy-message
                "Copy"
          details.aside
            summary
              "Reasoning"
            div.text
              p dir=auto
                "Frost."
          div.text
            p dir=auto
              "Frost decides"
              sup#m2-mark-1
                a href=#m2-note-1 aria-label=Footnote 1
                  "1"
              "."
            ol.footnotes dir=auto
              li#m2-note-1
                p
                  "In winter."
                a.back href=#m2-mark-1 aria-label=Back to mark 1
                  "↩\u{fe0e}"
          section.sources
            h3
              "Sources"
            ol
              li dir=auto
                a href=https://a.example/frost
                  "Frost"
                " "
                span.host dir=ltr
                  "a.example"
              li dir=auto
                a href=https://b.example/
                  "b.example"
              li dir=auto
                "A book · isbn:1"
        article.message.tool#m3
          div.who
            h2
              "Tool"
            span.tools
              button.quiet type=button data-action=link-message
                "Link to here"
              button.quiet type=button data-action=copy-message
                "Copy"
          details.aside
            summary
              "Output of a tool"
            div.text
              p dir=auto
                "42"
    "#]].assert_eq(&conversation_outline(&conversation));
}
