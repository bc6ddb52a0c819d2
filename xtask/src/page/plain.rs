//! Styles and scripts of the viewer's page, without what only its writers read: the comments, and
//! the spaces that lines begin with. No program is understood here: what stands in a line stays.

use std::fs;

use anyhow::{Context, Result, ensure};

use crate::repo;

/// The two sheets: what a conversation looks like, which saved files bring too, and the rest.
pub(super) const SHEETS: [(&str, &[&str]); 2] = [
    ("reading", &["tokens", "base", "reading", "code"]),
    ("viewer", &["viewer", "tools", "password"]),
];

/// One of the sheets as one text.
pub(super) fn sheet(parts: &[&str]) -> Result<String> {
    let mut all = String::new();
    for name in parts {
        let file = repo::root().join("extension/style").join(name);
        all.push_str(&fs::read_to_string(file.with_extension("css"))?);
    }
    // Of the page's two homes one is a file without anything beside it.
    ensure!(!all.contains("url("), "a style of the viewer names a file");
    style(&all)
}

/// A style without comments. None of ours has their signs in a string.
fn style(text: &str) -> Result<String> {
    let mut parts = text.split("/*");
    let mut without = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (_, after) = part.split_once("*/").context("a comment without an end")?;
        without.push_str(after);
    }
    let mut out = String::new();
    for line in without.lines().map(str::trim) {
        out.push_str(line);
        // Anywhere else a line may end within a value.
        if !line.ends_with(['{', '}', ';', ',']) && !line.is_empty() {
            out.push('\n');
        }
    }
    Ok(out)
}

/// A script without the lines that are comments, and without what its lines begin with. No string
/// of ours goes on in the next line.
pub(super) fn script(text: &str) -> Result<String> {
    let mut in_comment = false;
    let kept = text.lines().map(str::trim_start).filter(|line| {
        let begins = line.starts_with("/*");
        let comment = in_comment || begins || line.starts_with("//");
        in_comment = (in_comment || begins) && !line.contains("*/");
        !comment
    });
    let kept = lines(kept);
    ensure!(!in_comment, "a comment without an end");
    Ok(kept)
}

fn lines<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let mut out = String::new();
    for line in lines.filter(|line| !line.is_empty()) {
        out.push_str(line);
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn comments_go_and_code_stays() {
        let script = "/**\n * Says.\n */\nfunction a() {\n  // why\n  return \"//\"; // here\n}\n";
        let plain = super::script(script).unwrap();
        assert_eq!(plain, "function a() {\nreturn \"//\"; // here\n}\n");
        let style = "/* One\n   two */\na {\n  color: red; /* three */\n}\n";
        assert_eq!(super::style(style).unwrap(), "a {color: red;}");
        assert!(super::style("a /* b").is_err());
    }
}
