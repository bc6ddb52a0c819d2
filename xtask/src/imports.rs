//! Short names for what a wasm takes from its bindings, and for what it gives them for closures.
//!
//! The bindings' generator calls each of these by a name and sixteen digits, so that it can never be
//! another one's. Between one wasm and its own bindings a letter or two do the same, and the digits are
//! what no compression makes smaller: in the viewer they were 4 KB of what a reader loads.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};

/// The section of imports.
const IMPORTS: u8 = 2;
/// The section of exports.
const EXPORTS: u8 = 7;
/// How the names of closures begin that the wasm exports.
const CLOSURE: &str = "wasm_bindgen_";
/// Bytes in front of the first section.
const HEAD: usize = 8;

/// Gives wasm and bindings the short names.
///
/// # Errors
/// The wasm is not understood, or the bindings do not give each import once.
pub(crate) fn shorten(wasm: &[u8], bindings: &str) -> Result<(Vec<u8>, String)> {
    let (mut names, mut closures) = (BTreeMap::new(), BTreeMap::new());
    let mut out = wasm.get(..HEAD).context("no wasm")?.to_vec();
    let mut at = HEAD;
    while let Some(&kind) = wasm.get(at) {
        let (size, start) = number(wasm, at + 1)?;
        let section = wasm.get(start..start + size).context("a section is cut")?;
        at = start + size;
        let section = match kind {
            IMPORTS => renamed(section, &mut names)?,
            EXPORTS => renamed_closures(section, &mut closures)?,
            _ => section.to_vec(),
        };
        out.push(kind);
        push_number(section.len(), &mut out);
        out.extend(section);
    }
    let mut lines = Vec::new();
    for line in bindings.lines() {
        let trimmed = line.trim_start();
        let short = trimmed.split_once(": function(").and_then(|(name, rest)| {
            let short = names.remove(name)?;
            let indent = line.len() - trimmed.len();
            Some(format!("{}{short}: function({rest}", &line[..indent]))
        });
        lines.push(short.unwrap_or_else(|| line.to_owned()));
    }
    let left: Vec<_> = names.keys().collect();
    ensure!(left.is_empty(), "the bindings do not give {left:?}");
    let mut bindings = lines.join("\n") + "\n";
    // The longest first: one may begin like another.
    let mut closures: Vec<_> = closures.into_iter().collect();
    closures.sort_by_key(|(name, _): &(String, String)| std::cmp::Reverse(name.len()));
    for (name, short) in closures {
        let called = format!("wasm.{name}");
        ensure!(
            bindings.contains(&called),
            "the bindings do not call {name}"
        );
        bindings = bindings.replace(&called, &format!("wasm.{short}"));
    }
    Ok((out, bindings))
}

/// The section of exports with short names for closures, which are noted.
fn renamed_closures(section: &[u8], names: &mut BTreeMap<String, String>) -> Result<Vec<u8>> {
    let (count, mut at) = number(section, 0)?;
    let mut out = Vec::new();
    push_number(count, &mut out);
    for _ in 0..count {
        let name = text(section, &mut at)?;
        let start = at;
        // What kind of thing it is, and its number.
        at = number(section, at + 1)?.1;
        let mut short = name.to_owned();
        if name.starts_with(CLOSURE) {
            // No other name has a sign such as this.
            short = format!("${}", letters(names.len()));
            names.insert(name.to_owned(), short.clone());
        }
        push_number(short.len(), &mut out);
        out.extend_from_slice(short.as_bytes());
        out.extend_from_slice(section.get(start..at).context("an export is cut")?);
    }
    Ok(out)
}

/// The section with short names, which are noted.
fn renamed(section: &[u8], names: &mut BTreeMap<String, String>) -> Result<Vec<u8>> {
    let (count, mut at) = number(section, 0)?;
    let mut out = Vec::new();
    push_number(count, &mut out);
    for n in 0..count {
        let module = text(section, &mut at)?;
        let name = text(section, &mut at)?;
        let start = at;
        let kind = *section.get(at).context("an import is cut")?;
        at += 1;
        match kind {
            // A function: its type.
            0 => at = number(section, at)?.1,
            // A table or a memory: the least and perhaps the most.
            1 | 2 => {
                at += usize::from(kind == 1);
                let bounds = *section.get(at).context("an import is cut")?;
                at = number(section, at + 1)?.1;
                if bounds & 1 == 1 {
                    at = number(section, at)?.1;
                }
            }
            // A global: its type, and whether it changes.
            3 => at += 2,
            _ => anyhow::bail!("an import of kind {kind}"),
        }
        let short = letters(n);
        for text in [module, short.as_str()] {
            push_number(text.len(), &mut out);
            out.extend_from_slice(text.as_bytes());
        }
        out.extend_from_slice(section.get(start..at).context("an import is cut")?);
        let twice = names.insert(name.to_owned(), short).is_some();
        ensure!(!twice, "{name} is imported twice");
    }
    Ok(out)
}

fn text<'a>(section: &'a [u8], at: &mut usize) -> Result<&'a str> {
    let (length, start) = number(section, *at)?;
    *at = start + length;
    let text = section.get(start..*at).context("a name is cut")?;
    Ok(str::from_utf8(text)?)
}

/// A number as wasm writes it, seven bits a byte, and where it ends.
fn number(bytes: &[u8], mut at: usize) -> Result<(usize, usize)> {
    let (mut value, mut shift) = (0, 0);
    loop {
        let byte = *bytes.get(at).context("a number is cut")?;
        ensure!(shift < 35, "a number is too long");
        value |= usize::from(byte & 0x7f) << shift;
        shift += 7;
        at += 1;
        if byte < 0x80 {
            return Ok((value, at));
        }
    }
}

fn push_number(mut value: usize, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// `a` to `z`, then `aa` and so on.
fn letters(mut n: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'a' + (n % 26) as u8));
        if n < 26 {
            return letters.into_iter().rev().collect();
        }
        n = n / 26 - 1;
    }
}

#[cfg(test)]
mod tests {
    use super::{letters, shorten};

    /// One import of a function of type 0, and a section of another kind.
    const WASM: &[u8] = b"\0asm\x01\0\0\0\x02\x0e\x01\x03m.j\x06long_1\0\0\x05\x01\0";

    #[test]
    fn both_sides_get_the_same_name() {
        let bindings = "  long_1: function(arg0) {\n    long_1: 1\n";
        let (wasm, bindings) = shorten(WASM, bindings).unwrap();
        assert_eq!(
            wasm,
            b"\0asm\x01\0\0\0\x02\x09\x01\x03m.j\x01a\0\0\x05\x01\0"
        );
        assert_eq!(bindings, "  a: function(arg0) {\n    long_1: 1\n");
        // What is short already stays as it is.
        assert_eq!(shorten(&wasm, &bindings).unwrap(), (wasm, bindings));
    }

    #[test]
    fn closures_get_the_same_name() {
        let wasm = b"\0asm\x01\0\0\0\x07\x16\x02\x0ewasm_bindgen_1\0\0\x01a\0\x01";
        let bindings = "wasm.wasm_bindgen_1(arg0);\nwasm.a();\n";
        let (wasm, bindings) = shorten(wasm, bindings).unwrap();
        assert_eq!(wasm, b"\0asm\x01\0\0\0\x07\x0a\x02\x02$a\0\0\x01a\0\x01");
        assert_eq!(bindings, "wasm.$a(arg0);\nwasm.a();\n");
    }

    #[test]
    fn a_name_that_is_not_given_is_an_error() {
        let said = shorten(WASM, "").unwrap_err().to_string();
        assert!(said.contains("long_1"), "{said}");
        assert!(shorten(&WASM[..12], "").is_err());
    }

    #[test]
    fn names_are_different() {
        let all: std::collections::BTreeSet<_> = (0..1_000).map(letters).collect();
        assert_eq!(all.len(), 1_000);
        assert_eq!([letters(0), letters(26), letters(702)], ["a", "aa", "aaa"]);
    }
}
