//! Every construct of Markdown goes from its source to a page and back, and comes back as the same
//! source. Plain pages give the same as another converter gives.

use std::fmt::Write as _;

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, html};

use super::markdown::{cases, escaped, markdown};

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_MATH
        | Options::ENABLE_GFM
}

/// Markdown as a page shows it: formulas as KaTeX draws them.
fn page(markdown: &str) -> String {
    let drawn = |tex: &str, display: bool| {
        let katex = format!(
            "<span class=\"katex\"><span class=\"katex-mathml\"><math><semantics><mrow><mi>x</mi></mrow>\
             <annotation encoding=\"application/x-tex\">{}</annotation></semantics></math></span>\
             <span class=\"katex-html\" aria-hidden=\"true\"><span>x</span></span></span>",
            escaped(tex)
        );
        if display {
            format!("<span class=\"katex-display\">{katex}</span>")
        } else {
            katex
        }
    };
    let events = Parser::new_ext(markdown, options()).map(|event| match event {
        Event::InlineMath(tex) => Event::InlineHtml(drawn(&tex, false).into()),
        Event::DisplayMath(tex) => Event::InlineHtml(drawn(&tex, true).into()),
        // As pages number their notes, and link to them.
        Event::FootnoteReference(name) => Event::InlineHtml(
            format!("<sup><a href=\"#fn-{name}\" data-footnote-ref=\"\">{name}</a></sup>").into(),
        ),
        Event::Start(Tag::Heading { level, .. }) => Event::Start(Tag::Heading {
            level,
            id: None,
            classes: Vec::new(),
            attrs: Vec::new(),
        }),
        other => other,
    });
    let mut out = String::new();
    html::push_html(&mut out, events);
    out
}

#[test]
fn every_construct_comes_back_as_it_was() {
    for source in [
        "# One\n\n###### Six",
        "**bold**, *thin*, ***both***, ~~gone~~ and `code`",
        "``a`b`` and `` ` ``",
        "[text](https://e.org/x) and <https://e.org/>",
        "![A plan](https://e.org/plan.png)",
        "one\\\ntwo",
        "- one\n- two\n  - inner\n    - innermost\n- three",
        "7. seven\n8. eight\n   1. inner\n9. nine",
        "- one\n\n  second paragraph\n\n- two",
        "- [x] done\n- [ ] open\n  - [x] inner",
        "- one\n\n* another list",
        "> quote\n>\n> > inner\n>\n> - item",
        "> [!WARNING]\n> Mind the gap.",
        "```rust\nfn main() {\n\n    let a = 1;\n}\n```",
        "````\n```\nfence\n```\n````",
        "```mermaid\ngraph TD\n  A --> B\n```",
        "- item\n\n  ```sh\n  ls\n  ```\n\n  after",
        "| a | b | c |\n| :-- | :-: | --: |\n| 1 | p\\|q | `x\\|y` |\n| | **bold** | one<br>two |",
        "Inline $x^2 + \\alpha$ stays.",
        "$$\n\\int_0^1 x\\,dx\n$$",
        "- formula:\n\n  $$\n  a = b\n  $$",
        "Before\n\n---\n\nafter",
        "A claim[^1] and another[^2].\n\n[^1]: The first.\n\n[^2]: The second.",
        "مرحبا **بالعالم** 1",
        "日本語の**強調**です。",
        "# Heading with `code` and *more*",
        "1\\. not a list, # not a heading, 2 * 3, snake_case, \\*stars\\*, it costs \\$5",
    ] {
        assert_eq!(markdown(&page(source)), source, "{}", page(source));
    }
}

// --- documents ------------------------------------------------------------------------------------

/// A line of inlines, in the form in which capture writes them.
fn line() -> impl Strategy<Value = String> {
    let word = "[a-z]{2,8}";
    let piece = prop_oneof![
        6 => word.prop_map(|w| w),
        1 => word.prop_map(|w| format!("**{w}**")),
        1 => word.prop_map(|w| format!("*{w}*")),
        1 => word.prop_map(|w| format!("***{w}***")),
        1 => word.prop_map(|w| format!("~~{w}~~")),
        1 => "[a-z(){};.*_<>&|]{1,8}".prop_map(|w| format!("`{w}`")),
        1 => word.prop_map(|w| format!("[{w}](https://e.org/{w}?a=1&b=(2))")),
        1 => word.prop_map(|w| format!("![{w}](https://e.org/{w}.png)")),
        1 => word.prop_map(|w| format!("$x_{{{w}}}^2$")),
        1 => Just("مرحبا".to_owned()),
        1 => Just("日本語".to_owned()),
    ];
    prop::collection::vec(piece, 1..7).prop_map(|pieces| pieces.join(" "))
}

#[derive(Clone, Debug)]
enum Block {
    Text(String),
    Lines(String, String),
    Heading(usize, String),
    Code(String, String),
    Math(String),
    Rule,
    Table(Vec<&'static str>, Vec<Vec<String>>),
    Quote(Vec<Block>),
    Alert(&'static str, String),
    List(Option<u32>, Vec<(Option<bool>, String, Vec<Block>)>),
}

fn leaf() -> impl Strategy<Value = Block> {
    let cell = line().prop_map(|l| l.replace('|', "\\|")).boxed();
    let table = (
        prop::collection::vec(
            prop_oneof![Just("---"), Just(":--"), Just(":-:"), Just("--:")],
            2..4,
        ),
        1..4_usize,
    )
        .prop_flat_map(move |(align, rows)| {
            let columns = align.len();
            let cells = prop::collection::vec(
                prop::collection::vec(cell.clone(), columns..=columns),
                rows + 1..=rows + 1,
            );
            (Just(align), cells)
        })
        .prop_map(|(align, rows)| Block::Table(align, rows));
    prop_oneof![
        5 => line().prop_map(Block::Text),
        1 => (line(), line()).prop_map(|(a, b)| Block::Lines(a, b)),
        1 => (1..7_usize, line()).prop_map(|(n, l)| Block::Heading(n, l)),
        2 => ("(rust|python|mermaid|)", "[a-z][a-z(){};`\n *#|<>-]{0,30}")
            .prop_map(|(l, t)| Block::Code(l, t)),
        1 => "[a-z]{1,6}".prop_map(|t| Block::Math(format!("\\frac{{{t}}}{{2}}"))),
        1 => Just(Block::Rule),
        1 => table,
        1 => (prop_oneof![Just("NOTE"), Just("TIP"), Just("CAUTION")], line())
            .prop_map(|(k, l)| Block::Alert(k, l)),
    ]
}

fn block() -> impl Strategy<Value = Block> {
    leaf().prop_recursive(3, 20, 4, |inner| {
        let item = (
            prop_oneof![3 => Just(None), 1 => any::<bool>().prop_map(Some)],
            line(),
            prop::collection::vec(inner.clone(), 0..3),
        );
        prop_oneof![
            prop::collection::vec(inner, 1..4).prop_map(Block::Quote),
            (
                prop_oneof![Just(None), (1..200_u32).prop_map(Some)],
                prop::collection::vec(item, 1..4)
            )
                .prop_map(|(start, items)| Block::List(start, items)),
        ]
    })
}

/// The lines of blocks, parted by blank ones. Two lists or two quotes in a row would be one.
fn written(blocks: &[Block], first_in_item: bool) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut before: Option<&Block> = None;
    for block in blocks {
        let again = matches!(
            (before, block),
            (Some(Block::List(..)), Block::List(..))
                | (
                    Some(Block::Quote(_) | Block::Alert(..)),
                    Block::Quote(_) | Block::Alert(..)
                )
        );
        if again {
            continue;
        }
        if before.is_some() {
            lines.push(String::new());
        }
        lines.extend(lines_of(block, first_in_item && before.is_none()));
        before = Some(block);
    }
    lines
}

fn lines_of(block: &Block, _first: bool) -> Vec<String> {
    match block {
        Block::Text(line) => vec![line.clone()],
        Block::Lines(a, b) => vec![format!("{a}\\"), b.clone()],
        Block::Heading(level, line) => vec![format!("{} {line}", "#".repeat(*level))],
        Block::Code(language, text) => {
            let text = text.trim_end_matches('\n');
            let mut fence = "```".to_owned();
            while text.contains(&fence) {
                fence.push('`');
            }
            let mut lines = vec![format!("{fence}{language}")];
            if !text.is_empty() {
                lines.extend(text.split('\n').map(str::to_owned));
            }
            lines.push(fence);
            lines
        }
        Block::Math(tex) => vec!["$$".to_owned(), tex.clone(), "$$".to_owned()],
        Block::Rule => vec!["---".to_owned()],
        Block::Table(align, rows) => {
            let row = |cells: &[String]| format!("| {} |", cells.join(" | "));
            let mut lines: Vec<String> = rows.iter().map(|cells| row(cells)).collect();
            lines.insert(1, format!("| {} |", align.join(" | ")));
            lines
        }
        Block::Quote(inner) => quoted(written(inner, false)),
        Block::Alert(kind, line) => quoted(vec![format!("[!{kind}]"), line.clone()]),
        Block::List(start, items) => {
            let simple = items.iter().all(|(_, _, inner)| inner.is_empty());
            let mut lines = Vec::new();
            for (n, (task, line, inner)) in items.iter().enumerate() {
                if n > 0 && !simple {
                    lines.push(String::new());
                }
                let mark =
                    start.map_or("- ".to_owned(), |start| format!("{}. ", start as usize + n));
                let task = match task {
                    Some(true) => "[x] ",
                    Some(false) => "[ ] ",
                    None => "",
                };
                lines.push(format!("{mark}{task}{line}"));
                if !inner.is_empty() {
                    lines.push(String::new());
                    for inner in written(inner, false) {
                        let indented = format!("{}{inner}", " ".repeat(mark.len()));
                        lines.push(if inner.is_empty() {
                            String::new()
                        } else {
                            indented
                        });
                    }
                }
            }
            lines
        }
    }
}

fn quoted(lines: Vec<String>) -> Vec<String> {
    lines
        .into_iter()
        .map(|line| format!("> {line}").trim_end().to_owned())
        .collect()
}

/// What Markdown cannot tell apart is taken for the same: how loose a list is, and blank ends.
fn same(markdown: &str) -> String {
    let mut out = String::new();
    for line in markdown.lines().map(str::trim_end) {
        let bare = line.trim_start_matches([' ', '>']);
        if !bare.is_empty() {
            let _ = writeln!(out, "{line}");
        }
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_document_comes_back_as_it_was(blocks in prop::collection::vec(block(), 1..6)) {
        let source = written(&blocks, false).join("\n");
        let back = markdown(&page(&source));
        prop_assert_eq!(same(&back), same(&source), "{}\n=====\n{}\n=====\n{}", source, back, page(&source));
    }

    /// On plain pages another converter, written by others, gives what reads the same.
    #[test]
    fn plain_pages_read_as_another_converter_has_them(blocks in prop::collection::vec(plain(), 1..5)) {
        let page = format!("<div>{}</div>", blocks.concat());
        let theirs = htmd::convert(&page).unwrap_or_default();
        let ours = markdown(&page);
        prop_assert_eq!(shown(&ours), shown(&theirs), "{}\n=====\n{}\n=====\n{}", page, ours, theirs);
    }
}

/// Markdown as it is shown, without white space between tags.
fn shown(markdown: &str) -> String {
    let mut out = String::new();
    html::push_html(&mut out, Parser::new(markdown));
    for (loose, tight) in [
        ("<p>", ""),
        ("</p>", ""),
        ("\n<", "<"),
        (">\n", ">"),
        ("\n", " "),
    ] {
        out = out.replace(loose, tight);
    }
    out
}

fn plain() -> impl Strategy<Value = String> {
    let word = "[a-z]{2,8}( [a-z]{2,8}){0,3}";
    let inline = prop_oneof![
        4 => word.prop_map(|w| w),
        1 => word.prop_map(|w| format!("<strong>{w}</strong>")),
        1 => word.prop_map(|w| format!("<em>{w}</em>")),
        1 => "[a-z ]{2,8}[a-z]".prop_map(|w| format!("<code>{}</code>", w.trim())),
        1 => word.prop_map(|w| format!("<a href=\"https://e.org/x\">{w}</a>")),
    ];
    let line = prop::collection::vec(inline, 1..4)
        .prop_map(|pieces| pieces.join(" "))
        .boxed();
    let list = |tag: &'static str| {
        prop::collection::vec(line.clone(), 1..4).prop_map(move |items| {
            let items: String = items
                .iter()
                .map(|item| format!("<li>{item}</li>"))
                .collect();
            format!("<{tag}>{items}</{tag}><p>end</p>")
        })
    };
    prop_oneof![
        3 => line.clone().prop_map(|l| format!("<p>{l}</p>")),
        1 => (1..6_u8, line.clone()).prop_map(|(n, l)| format!("<h{n}>{l}</h{n}>")),
        1 => list("ul"),
        1 => list("ol"),
        1 => line.clone().prop_map(|l| format!("<blockquote><p>{l}</p></blockquote><p>end</p>")),
        1 => "[a-z =;]{1,20}(\n[a-z =;]{1,20}){0,3}"
            .prop_map(|t| format!("<pre><code class=\"language-rust\">{}\n</code></pre>", t.trim_end())),
        1 => Just("<hr>".to_owned()),
    ]
}
