//! Titles and names as they may be shown.

use chatlink::render::display::{one_line, site_name};

#[test]
fn nothing_in_a_title_hides_or_turns_the_rest() {
    for (written, shown) in [
        ("", ""),
        ("  \n\t ", ""),
        ("Garden shed", "Garden shed"),
        ("a\nb\r\nc", "a b c"),
        ("\u{202e}live\u{202c}", "live"),
        ("\u{2066}a\u{2069}", "a"),
        ("a\u{200b}\u{200d}\u{feff}\u{ad}b", "ab"),
        ("a\u{0}\u{7}\u{9b}b", "ab"),
        ("a\u{e0041}\u{e0020}b", "ab"),
        ("a\u{3164}\u{2800}b", "ab"),
        ("a \u{200b} b", "a b"),
        ("حديقة", "حديقة"),
        ("❤\u{fe0f}", "❤\u{fe0f}"),
    ] {
        assert_eq!(one_line(written, 60), shown, "{written:?}");
    }
}

#[test]
fn a_title_has_a_length() {
    assert_eq!(one_line("abcd", 4), "abcd");
    assert_eq!(one_line("abcde", 4), "abc…");
    assert_eq!(one_line("ab cde", 4), "ab…");
    assert_eq!(one_line("日本語の題", 4), "日本語…");
    assert_eq!(one_line("ab   ", 2), "ab");
    assert_eq!(one_line(&"x".repeat(100_000), 60).chars().count(), 60);
}

#[test]
fn sites_have_names() {
    assert_eq!(site_name("chatgpt"), "ChatGPT");
    assert_eq!(site_name("my\u{202e} own"), "my own");
    assert_eq!(site_name(""), "");
}
