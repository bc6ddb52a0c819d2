//! Texts that want too much: they are shown in part as plain text, and nothing of them is lost.

use chatlink::render::markdown::{MAX_CELLS, MAX_FOOTNOTES, MAX_MARKDOWN, MAX_NODES};
use chatlink::render::parse;
use chatlink::render::tree::{Block, Inline, MAX_DEPTH, RenderTree};
use proptest::prelude::*;

/// What was laid out, and what was left as it is written.
fn split(markdown: &str) -> (usize, String) {
    let tree = parse(markdown);
    check_depth(&tree);
    (tree.blocks.len(), tree.rest.unwrap_or_default())
}

fn check_depth(tree: &RenderTree) {
    fn inlines(inline: &[Inline]) -> usize {
        inline
            .iter()
            .map(|inline| match inline {
                Inline::Strong(text)
                | Inline::Emphasis(text)
                | Inline::Strike(text)
                | Inline::Link { text, .. } => 1 + inlines(text),
                _ => 1,
            })
            .max()
            .unwrap_or(0)
    }
    fn blocks(block: &[Block]) -> usize {
        block
            .iter()
            .map(|block| match block {
                Block::Paragraph(text) | Block::Heading { text, .. } => 1 + inlines(text),
                Block::Quote(inner) => 1 + blocks(inner),
                Block::List { items, .. } => {
                    2 + items.iter().map(|i| blocks(&i.blocks)).max().unwrap_or(0)
                }
                Block::Table { .. } => 3,
                _ => 1,
            })
            .max()
            .unwrap_or(0)
    }
    let deepest = tree.footnotes.iter().map(|note| 1 + blocks(note)).max();
    let deepest = deepest.unwrap_or(0).max(blocks(&tree.blocks));
    assert!(deepest <= MAX_DEPTH + 2, "{deepest}");
}

#[test]
fn what_nests_too_deep_is_shown_as_it_is_written() {
    for deep in [
        format!("{}a", "> ".repeat(MAX_DEPTH + 1)),
        format!("{}a", "- ".repeat(MAX_DEPTH + 1)),
        format!("{}a", "1. ".repeat(100_000)),
        format!("{}a", ">".repeat(100_000)),
        format!("{}a{}", "*a ".repeat(200), " b*".repeat(200)),
        format!("[^a]: {}a", "- ".repeat(100_000)),
    ] {
        let (blocks, rest) = split(&format!("before\n\n{deep}\n\nafter"));
        assert_eq!(blocks, 1);
        assert_eq!(rest, format!("{deep}\n\nafter"));
    }
    let (blocks, rest) = split(&format!("{}a", "> ".repeat(MAX_DEPTH - 2)));
    assert_eq!((blocks, rest.as_str()), (1, ""), "just deep enough");
}

#[test]
fn what_holds_too_much_is_shown_as_it_is_written() {
    let many = "a\n\n".repeat(MAX_NODES);
    let (blocks, rest) = split(&many);
    assert!(blocks > 1_000);
    assert!(many.ends_with(&rest) && rest.len() > 1_000);

    let wide = format!("|{}\n|{}\n", "a|".repeat(MAX_CELLS), "-|".repeat(MAX_CELLS));
    let (blocks, rest) = split(&format!("before\n\n{wide}|x|\n"));
    assert_eq!(blocks, 1);
    assert!(rest.starts_with("|a|a|"));

    // Short rows in a wide table: each stands for as many cells as the head has.
    let columns = 1_000;
    let filled = format!(
        "|{}\n|{}\n{}",
        "a|".repeat(columns),
        "-|".repeat(columns),
        "|x|\n".repeat(1_000)
    );
    assert_eq!(split(&filled).1, filled);
}

#[test]
fn what_is_too_long_is_laid_out_up_to_an_empty_line() {
    let long = "word\n\n".repeat(MAX_MARKDOWN / 6 + 10);
    let tree = parse(&long);
    assert!(tree.rest.is_some_and(|rest| long.ends_with(&rest)));

    let line = "é".repeat(MAX_MARKDOWN);
    assert_eq!(parse(&line).rest.as_deref(), Some(line.as_str()));
}

#[test]
fn lists_in_lists_with_many_lazy_lines_are_not_parsed() {
    // The parser takes seconds for this: it looks at every list for every line.
    let slow = format!("{}a{}", "- ".repeat(50_000), "\nb".repeat(50_000));
    let (blocks, rest) = split(&format!("before\n\n{slow}"));
    assert_eq!((blocks, rest), (1, slow));
}

#[test]
fn footnotes_have_a_count() {
    let marks = |count: usize| -> String { (0..count).map(|n| format!("[^{n}] ")).collect() };
    let notes = |count: usize| -> String { (0..count).map(|n| format!("[^{n}]: x\n")).collect() };
    let some = format!("{}\n\n{}", marks(MAX_FOOTNOTES), notes(MAX_FOOTNOTES));
    assert_eq!(split(&some), (1, String::new()));
    let more = MAX_FOOTNOTES + 1;
    let text = format!("a\n\n{}\n\n{}", marks(more), notes(more));
    let (blocks, rest) = split(&text);
    assert_eq!(blocks, 1);
    assert!(text.ends_with(&rest) && rest.starts_with("[^0] "));
}

#[test]
fn rules_and_rows_of_signs_are_no_lists() {
    for (markdown, rest) in [("-".repeat(5_000), ""), ("*".repeat(5_000), "")] {
        assert_eq!(split(&markdown).1, rest);
    }
}

proptest! {
    #[test]
    fn any_text_has_a_tree(text in any::<String>()) {
        check_depth(&parse(&text));
    }

    #[test]
    fn any_markdown_has_a_tree(
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                "a", " ", "\n", "\n\n", "    ", "\t", "- ", "1. ", "> ", "# ", "```", "`", "~~~",
                "*", "**", "_", "~~", "[", "]", "(", ")", "![", "<", ">", "<br>", "<div>", "|",
                "|-|", "$", "$$", "[^a]", "[^a]: ", "[ ] ", "[x] ", "\\", "&amp;", "&#0;", "---",
                "http://a.example", "www.", "é", "\u{202e}", "\r\n", "\0", "}", "{", "://",
            ]),
            0..60,
        )
    ) {
        check_depth(&parse(&pieces.concat()));
    }
}
