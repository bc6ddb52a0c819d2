//! The converter: what it writes renders to what the page said.

use chatlink::capture::address::Address;
use chatlink::capture::html::read;
use chatlink::capture::markdown::{Markdown, Rules, convert};
use chatlink::capture::sites;
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, html};

const URL: &str = "https://example.org/chat/1";

/// The Markdown of a piece of HTML.
fn converted(html: &str, rules: &Rules) -> Markdown {
    let address = Address::new(URL);
    let snapshot = read(html, URL, &sites::plan(&address));
    convert(snapshot.tree.root(), rules, &address)
}

pub(crate) fn markdown(html: &str) -> String {
    converted(html, &Rules::default()).text
}

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_MATH
}

/// Markdown as a page would show it.
fn rendered(markdown: &str) -> String {
    let events = Parser::new_ext(markdown, options()).map(|event| match event {
        Event::InlineMath(tex) => Event::InlineHtml(
            format!(
                "<span class=\"katex\" data-math=\"{}\"></span>",
                escaped(&tex)
            )
            .into(),
        ),
        Event::DisplayMath(tex) => Event::InlineHtml(
            format!(
                "<span class=\"katex-display\" data-math=\"{}\"></span>",
                escaped(&tex)
            )
            .into(),
        ),
        other => other,
    });
    let mut out = String::new();
    html::push_html(&mut out, events);
    out
}

pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// The text that a reader of the Markdown sees; anything but text is named.
fn read_back(markdown: &str) -> String {
    let mut text = String::new();
    for event in Parser::new_ext(markdown, options()) {
        match event {
            Event::Text(piece) => text.push_str(&piece),
            Event::SoftBreak => text.push('\n'),
            Event::Start(pulldown_cmark::Tag::Paragraph)
            | Event::End(pulldown_cmark::TagEnd::Paragraph) => {}
            other => text.push_str(&format!("{{{other:?}}}")),
        }
    }
    text
}

fn one_line(text: &str) -> String {
    text.split([' ', '\t', '\n', '\r', '\u{c}'])
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn prose_is_not_escaped_more_than_needed() {
    for text in [
        "2 * 3 is 6",
        "snake_case and kebab-case",
        "#5, C# and a hash # in between",
        "a < b and b > a",
        "R&D costs 3 + 4",
        "[1] and [see below]",
        "50% ~ half",
        "A - B -- C",
        "Is it 3.14? Yes!",
        "https://example.org/a_b_c?x=1&y=2",
        "f(x) = y | z",
        "one ` backtick",
        "(c) 2026",
    ] {
        assert_eq!(markdown(&format!("<p>{}</p>", escaped(text))), text);
    }
}

#[test]
fn what_would_be_markup_is_escaped() {
    for (text, wanted) in [
        ("1. not a list", "1\\. not a list"),
        ("- not a list", "\\- not a list"),
        ("# not a heading", "\\# not a heading"),
        ("> not a quote", "\\> not a quote"),
        ("--- ", "\\---"),
        ("a *b* c", "a \\*b\\* c"),
        ("__init__", "\\_\\_init\\_\\_"),
        ("<b>", "\\<b>"),
        ("&lt;", "\\&lt;"),
        ("[a](b)", "[a\\](b)"),
        ("`a`", "\\`a\\`"),
        ("it costs $5", "it costs \\$5"),
        ("a\\*b", "a\\\\*b"),
        ("[^1]", "\\[^1]"),
        ("[a]: b", "\\[a]: b"),
    ] {
        assert_eq!(markdown(&format!("<p>{}</p>", escaped(text))), wanted);
    }
}

#[test]
fn emphasis_stands_where_markdown_can_say_it() {
    for (page, wanted) in [
        ("<b>bold</b> and <i>thin</i>", "**bold** and *thin*"),
        ("a<b> b </b>c", "a **b** c"),
        ("<b>a</b><b>b</b>", "**ab**"),
        ("<b></b>x", "x"),
        ("<b>강조(하나)</b>를", "**강조(하나**)를"),
        ("<b>&quot;x&quot;</b>y", "**\"x**\"y"),
        ("<b><code>a</code></b>", "**`a`**"),
        ("<i><b>both</b></i>", "***both***"),
        ("<s>gone</s>", "~~gone~~"),
        ("<a href='https://e.org/'>a </a>b", "[a](https://e.org/) b"),
        ("x<sup>2</sup> and H<sub>2</sub>O", "x² and H₂O"),
    ] {
        let text = markdown(&format!("<p>{page}</p>"));
        let same = |a: &str, b: &str| a.replace('_', "*") == b.replace('_', "*");
        assert!(same(&text, wanted), "{page}: {text}");
    }
}

#[test]
fn headings_keep_their_lines() {
    assert_eq!(markdown("<h2>a<br>b</h2>"), "## a<br>b");
}

/// Only a page that was saved by a pretty-printer has white space of its own in a prompt.
#[test]
fn prompts_keep_the_indentation_that_was_typed() {
    let literal = Rules {
        literal: true,
        ..Rules::default()
    };
    let text = |html: &str| converted(html, &literal).text;
    let deep = " ".repeat(12);
    assert_eq!(
        text(&format!("<p>case 1:<br>{deep}go();<br>{deep}stop();</p>")),
        format!("case 1:\n{deep}go();\n{deep}stop();")
    );
    assert_eq!(
        text(&format!("<p>\n{deep}one\n{deep}two\n{deep}</p>")),
        "one two"
    );
    assert_eq!(
        text("<p>see <a href='https://e.org/'>https://e.org/</a></p>"),
        "see https://e.org/"
    );
}

#[test]
fn tables_keep_their_cells() {
    assert_eq!(
        markdown(
            "<table><tr><td>a|b</td><td><p>1</p><p>2</p></td></tr>\
             <tr><td><ul><li>x</li><li>y</li></ul></td><td><code>p|q</code></td></tr></table>"
        ),
        "| | |\n| --- | --- |\n| a\\|b | 1<br>2 |\n| • x<br>• y | `p\\|q` |"
    );
    assert_eq!(
        markdown("<table><tr><th colspan=2>h</th></tr><tr><td>1</td><td>2</td></tr></table>"),
        "| h | |\n| --- | --- |\n| 1 | 2 |"
    );
}

#[test]
fn code_keeps_every_character() {
    for (page, wanted) in [
        ("<pre><code>a\n  b\n</code></pre>", "```\na\n  b\n```"),
        (
            "<pre><code>```\nx\n```</code></pre>",
            "````\n```\nx\n```\n````",
        ),
        ("<pre>plain</pre>", "```\nplain\n```"),
        ("<p><code>a`b</code></p>", "``a`b``"),
        ("<p><code>`</code></p>", "`` ` ``"),
        (
            "<div><div>Rust</div><pre><code>fn</code></pre></div>",
            "```rust\nfn\n```",
        ),
        (
            "<div>Look:<pre><code>fn</code></pre></div>",
            "Look:\n\n```\nfn\n```",
        ),
        (
            "<h4><code>a</code></h4><pre><code>b</code></pre>",
            "#### `a`\n\n```\nb\n```",
        ),
        (
            "<div class=language-bash><div class=cm-editor><div class=cm-gutters><div class=cm-gutter><div class=cm-gutterElement>9</div></div></div><div class=cm-content data-language=shell><div class=cm-line>ls</div></div></div></div>",
            "```bash\nls\n```",
        ),
        (
            "<div class=markdown-prose><p>Then:</p>    a = 1\n    b = 2<p>Done.</p></div>",
            "Then:\n\n```\n    a = 1\n    b = 2\n```\n\nDone.",
        ),
        (
            "<pre><code><span><span>a</span><span> = 1</span></span><span></span><span><span>b</span></span></code></pre>",
            "```\na = 1\n\nb\n```",
        ),
        (
            "<pre><code><span class=line>a</span><span class=line>b</span></code></pre>",
            "```\na\nb\n```",
        ),
        (
            "<div class=cm-editor><div class=cm-content data-language=sql><div class=cm-line>a</div><div class=cm-line></div><div class=cm-line>b</div></div></div>",
            "```sql\na\n\nb\n```",
        ),
        (
            "<div class=monaco-editor><div class=view-lines><div class=view-line style='top:19px'>b</div><div class=view-line style='top:0px'>a&nbsp;x</div></div></div>",
            "```\na x\nb\n```",
        ),
    ] {
        assert_eq!(markdown(page), wanted, "{page}");
    }
}

#[test]
fn links_and_images_are_what_a_reader_can_use() {
    for (page, wanted) in [
        (
            "<a href='https://example.org/x?utm_source=chatgpt.com'>x</a>",
            "[x](https://example.org/x)",
        ),
        (
            "<a href='https://l.meta.ai/?u=https%3A%2F%2Fexample.org%2F&h=1'>x</a>",
            "[x](https://example.org/)",
        ),
        ("<a href='/faq'>x</a>", "[x](https://example.org/faq)"),
        ("<a href='javascript:alert(1)'>x</a>", "x"),
        ("<a href='#top'>x</a>", "x"),
        (
            "<a href='https://e.org/a_(b)'>x</a>",
            "[x](https://e.org/a_(b))",
        ),
        (
            "<a href='https://e.org/a)b'>x</a>",
            "[x](https://e.org/a%29b)",
        ),
        (
            "<a href='https://e.org/'>https://e.org/</a>",
            "<https://e.org/>",
        ),
        (
            "<img src='https://e.org/a.png' alt='A [b]'>",
            "![A \\[b\\]](https://e.org/a.png)",
        ),
        (
            "<img src='blob:https://e.org/1' alt='A plan'>",
            "[image: A plan]",
        ),
        (
            "<img src='data:image/png;base64,AAAA' alt='Dot'>",
            "[image: Dot]",
        ),
        (
            "<img src='https://www.google.com/s2/favicons?domain=e.org' alt=''>",
            "",
        ),
        (
            "wow!<a href='https://e.org/'>x</a>",
            "wow\\![x](https://e.org/)",
        ),
    ] {
        assert_eq!(markdown(&format!("<p>{page}</p>")), wanted, "{page}");
    }
}

#[test]
fn maths_stands_once() {
    for (page, wanted) in [
        (
            "<span data-math-source='x^2' role=math><span class=katex><span class=katex-html>x2</span></span></span>",
            "$x^2$",
        ),
        (
            "<span role=math aria-label='x^2'><span class=katex-html>x2</span></span>",
            "$x^2$",
        ),
        (
            "<span class=katex><span class=katex-html>x2</span></span>",
            "x2",
        ),
        (
            "<div class='math-block' data-math='\\text{if $x$}'></div>",
            "$$\n\\text{if \\(x\\)}\n$$",
        ),
        (
            "<math alttext='a+b'><mi>a</mi><mo>+</mo><mi>b</mi></math>",
            "$a+b$",
        ),
    ] {
        assert_eq!(markdown(&format!("<p>{page}</p>")), wanted, "{page}");
    }
}

#[test]
fn depth_and_size_are_bounded() {
    let deep = format!("{}x{}", "<div>".repeat(3_000), "</div>".repeat(3_000));
    assert_eq!(markdown(&deep), "");
    let quotes = format!(
        "{}x{}",
        "<blockquote>".repeat(150),
        "</blockquote>".repeat(150)
    );
    assert!(markdown(&quotes).ends_with('x'));
    let lists = format!("{}x{}", "<ul><li>".repeat(90), "</li></ul>".repeat(90));
    assert!(markdown(&lists).ends_with('x'));
    let marks = "&lt;![*_`~$&amp;\\".repeat(20_000);
    assert!(markdown(&format!("<p>{marks}</p>")).len() > 100_000);
    let spans = format!("<p>{}</p>", "<b>!</b><i>&nbsp;</i>".repeat(20_000));
    assert!(!markdown(&spans).is_empty());
}

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-z]{1,5}",
        Just(" ".to_owned()),
        "[-+*_~`\"#>|=$&<\\[\\]()!.:;0-9\\\\^]{1,3}",
        Just("https://e.org/a_b*c".to_owned()),
        Just("日本。".to_owned()),
        "[\"`]{1,4}",
        "[\"`]{1,4}",
    ];
    prop::collection::vec(piece, 1..12).prop_map(|pieces| pieces.concat())
}

/// Inline HTML with marks.
fn inlines() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => text().prop_map(|t| escaped(&t)),
        1 => text().prop_map(|t| format!("<strong>{}</strong>", escaped(&t))),
        1 => text().prop_map(|t| format!("<em>{}</em>", escaped(&t))),
        1 => "[a` |\"]{1,8}".prop_map(|t| format!("<code>{}</code>", escaped(&t))),
        1 => text().prop_map(|t| format!("<a href=\"https://e.org/x\">{}</a>", escaped(&t))),
        1 => Just("<br>".to_owned()),
    ];
    prop::collection::vec(piece, 1..5).prop_map(|pieces| pieces.concat())
}

fn blocks() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        4 => inlines().prop_map(|i| format!("<p>{i}</p>")),
        1 => (1..6_u8, inlines()).prop_map(|(n, i)| format!("<h{n}>{i}</h{n}>")),
        1 => "[a-z`\n ]{1,20}".prop_map(|t| format!("<pre><code class=\"language-x\">{t}</code></pre>")),
        1 => (inlines(), inlines()).prop_map(|(a, b)| format!("<table><tr><th>{a}</th><th>{b}</th></tr><tr><td>{b}</td><td>{a}</td></tr></table>")),
        1 => Just("<hr>".to_owned()),
    ];
    leaf.prop_recursive(3, 16, 3, |inner| {
        let many = prop::collection::vec(inner, 1..4);
        prop_oneof![
            many.clone()
                .prop_map(|b| format!("<blockquote>{}</blockquote>", b.concat())),
            many.clone().prop_map(|b| format!(
                "<ul>{}</ul>",
                b.iter()
                    .map(|i| format!("<li>{i}</li>"))
                    .collect::<String>()
            )),
            (1..20_u32, many.clone()).prop_map(|(n, b)| format!(
                "<ol start=\"{n}\">{}</ol>",
                b.iter()
                    .map(|i| format!("<li>{i}</li>"))
                    .collect::<String>()
            )),
            many.prop_map(|b| b.concat()),
        ]
    })
}

/// Found by [`any_document_is_stable`], or feared.
#[test]
fn marks_beside_other_marks_are_stable() {
    for page in [
        "<blockquote><p>_0<em>*[</em></p></blockquote>",
        "<p>\"<code>`a`</code>\"</p>",
        "<p>``<code>`a`</code>``</p>",
        "<p>`` \"`<code>`a`</code>`\" ``</p>",
        "<p><code>`</code><code>a</code><code>`</code></p>",
        "<table><tr><th>\"<code>`a`</code>\"</th></tr></table>",
    ] {
        let once = markdown(page);
        assert_eq!(once, markdown(&rendered(&once)), "{page}");
    }
}

/// How many are tried of each: `PROPTEST_CASES=1000000` looks for rare ones.
pub(crate) fn cases() -> u32 {
    let wanted = std::env::var("PROPTEST_CASES").ok();
    wanted.and_then(|cases| cases.parse().ok()).unwrap_or(512)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_reads_back_as_itself(text in text()) {
        let markdown = markdown(&format!("<p>{}</p>", escaped(&text)));
        prop_assert_eq!(one_line(&read_back(&markdown)), one_line(&text), "{}", markdown);
    }

    /// What was written once is written the same again: rendering and reading change nothing.
    #[test]
    fn any_document_is_stable(page in blocks()) {
        let once = markdown(&page);
        let shown = rendered(&once);
        let twice = markdown(&shown);
        prop_assert_eq!(&once, &twice, "{}\n{}", page, shown);
    }

    #[test]
    fn no_page_makes_it_panic(page in "(<[a-z/]{1,10}( class='[a-z-]{1,8}')?>|[a-z&;\n ]{0,5}){0,40}") {
        markdown(&page);
        converted(&page, &Rules { literal: true, ..Rules::default() });
    }
}
