//! Code in pieces: which is what, that nothing is lost, and that the time stays in proportion.

use std::collections::BTreeSet;

use chatlink::render::code::{Kind, MAX_COLOURED, all, find, highlight};
use proptest::prelude::*;

/// The pieces that are not plain, as `k:let`; the class's letter says the kind.
fn pieces(language: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut whole = String::new();
    highlight(language, text, |kind, piece| {
        whole.push_str(piece);
        if let Some(class) = kind.class() {
            found.push(format!("{}:{piece}", class.trim_start_matches("hl-")));
        }
    });
    assert_eq!(whole, text, "{language}");
    found
}

/// One line a language: its name, some code, and what is found in it, separated by ` | `.
#[test]
fn each_language_shows_what_it_has() {
    let samples = include_str!("../../fixtures/code/samples.txt");
    let mut wrong = Vec::new();
    for sample in samples.split("\n=== ").skip(1) {
        let (language, rest) = sample.split_once('\n').unwrap();
        let (code, expected) = rest.split_once("\n---\n").unwrap();
        let found = pieces(language, code).join(" | ").replace('\n', "⏎");
        if found != expected.trim_end().replace("\n", " | ") {
            wrong.push(format!(
                "=== {language}\n{code}\n---\n{}\n",
                found.replace(" | ", "\n")
            ));
        }
    }
    assert!(wrong.is_empty(), "found instead:\n\n{}", wrong.join("\n"));
}

#[test]
fn names_are_found_however_they_are_written() {
    for (name, known) in [
        ("rust", true),
        ("Rust", true),
        ("C++", true),
        ("c#", true),
        ("TSX", true),
        ("objective-c", true),
        ("", false),
        ("text", false),
        ("plaintext", false),
        (" ", false),
        ("no such language at all", false),
    ] {
        assert_eq!(find(name).is_some(), known, "{name}");
    }
}

#[test]
fn the_tables_are_in_order() {
    let mut names = BTreeSet::new();
    let mut languages = 0;
    for language in all() {
        languages += 1;
        for list in [
            language.keywords,
            language.types,
            language.constants,
            language.prefixes,
        ] {
            let words: Vec<&str> = list.split(' ').collect();
            let sorted: BTreeSet<&str> = words.iter().copied().collect();
            assert_eq!(
                words,
                sorted.into_iter().collect::<Vec<_>>(),
                "{}",
                language.names
            );
        }
        for name in language.names.split(' ') {
            assert!(names.insert(name), "{name} stands twice");
            assert_eq!(name, name.to_lowercase());
        }
    }
    assert!(languages >= 45, "{languages}");
}

#[test]
fn every_word_of_a_table_is_found() {
    for language in all() {
        let name = language.names.split(' ').next().unwrap();
        for word in language.keywords.split(' ').filter(|w| !w.is_empty()) {
            let found = pieces(name, word);
            assert!(
                found.len() == 1 && found[0].ends_with(word),
                "{name}: {word}: {found:?}"
            );
        }
    }
}

#[test]
fn very_long_code_stays_in_one_colour() {
    let long = "let a = 1;\n".repeat(MAX_COLOURED / 11 + 1);
    assert_eq!(pieces("rust", &long), [""; 0]);
    assert_eq!(pieces("not-known", "let a"), [""; 0]);
}

/// How long they take is not measured here.
#[test]
fn hostile_code_is_read_to_its_end() {
    let seeds = [
        "/", "=/[", "'", "\"", "`${", "${", "/*", "(*", "{-", "<<'A'\n", "<<A\n", "#[", "r#\"",
        "r##", "<a ", "<!--", "<script>", "<style>", "&", "@", "\\", "a{", "a:", "a;", "- ",
        "a: |\n", "[", "[a](", "**", "`", "```\n", "#{", "\\(", "$\"{", "'''", "\"\"\"", "1e+",
        "0x", "é", "\u{202e}", "\r\n", "\0", "<", "<%", "b'", "'a", "--[[", "::", "rem ", "R\"(",
        "@\"", "=begin\n", "@@", "+++", "$$",
    ];
    for language in all() {
        let name = language.names.split(' ').next().unwrap();
        for seed in seeds {
            pieces(name, &seed.repeat(1_500 / seed.len()));
        }
    }
}

/// The luminance of each `--code-…` of the tokens, in light and in dark.
fn colours() -> Vec<(&'static str, [f64; 2])> {
    let tokens = include_str!("../../../extension/style/tokens.css");
    let lines = tokens
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with("--code-"));
    let both = lines.filter_map(|line| line.split_once(": light-dark(#"));
    both.map(|(name, values)| {
        let (light, dark) = values.split_once(", #").unwrap();
        (name, [light, dark].map(luminance))
    })
    .collect()
}

/// As WCAG defines it, of `rrggbb`.
fn luminance(colour: &str) -> f64 {
    let part = |at: usize| {
        let part = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
        if part <= 0.040_45 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * part(0) + 0.7152 * part(2) + 0.0722 * part(4)
}

#[test]
fn every_colour_can_be_read() {
    let colours = colours();
    assert_eq!(colours.len(), 11);
    let surface = colours
        .iter()
        .find(|(name, _)| *name == "--code-surface")
        .unwrap()
        .1;
    for (name, light) in colours.iter().filter(|(name, _)| *name != "--code-surface") {
        for scheme in [0, 1] {
            let (one, other) = (light[scheme], surface[scheme]);
            let contrast = (one.max(other) + 0.05) / (one.min(other) + 0.05);
            assert!(contrast >= 4.5, "{name}: {contrast:.2}");
        }
    }
}

fn names() -> Vec<&'static str> {
    all()
        .filter_map(|language| language.names.split(' ').next())
        .collect()
}

proptest! {
    #[test]
    fn the_pieces_are_the_text(
        language in prop::sample::select(names()),
        text in prop::collection::vec(
            prop_oneof![
                any::<String>(),
                prop::sample::select(vec![
                    "\"", "'", "`", "${", "}", "{", "/*", "*/", "//", "#", "\n", " ", "<", ">", "</script>",
                    "<script>", "<style>", "=", ":", "/", "\\", "let", "r#\"", "\"#", "<<'E'\n", "\nE\n", "@a",
                    "0x1f", "é", "-", "[", "]", "(", ")", "--", "|\n  ", "```", "&amp;", "<!--", "-->", "$a",
                ]).prop_map(str::to_owned),
            ],
            0..40,
        )
    ) {
        let text = text.concat();
        let mut whole = String::new();
        let mut before = None;
        highlight(language, &text, |kind, piece| {
            assert!(!piece.is_empty());
            // Plain text comes in one piece.
            assert!((before, kind) != (Some(Kind::Plain), Kind::Plain));
            before = Some(kind);
            whole.push_str(piece);
        });
        prop_assert_eq!(whole, text);
    }
}
