//! Which module may know which: dependencies point downward only.

use crate::{files_in, none, text_of};

/// Each module of the crate with those it may name. `web` and `cli` are the two shells around
/// everything; capture and render never see each other.
const LAYERS: [(&str, &[&str]); 16] = [
    ("cipher", &[]),
    ("conversation", &[]),
    ("error", &[]),
    ("json", &[]),
    ("messages", &[]),
    ("link", &["cipher", "conversation", "error"]),
    ("transcript", &["conversation", "error", "json"]),
    ("capture", &["conversation", "error"]),
    (
        "import",
        &["conversation", "error", "capture", "transcript"],
    ),
    ("render", &["conversation", "error", "json", "messages"]),
    ("redact", &["conversation", "error"]),
    ("choose", &["conversation", "error", "redact"]),
    (
        "upload",
        &[
            "cipher",
            "conversation",
            "error",
            "json",
            "link",
            "transcript",
        ],
    ),
    ("ledger", &["conversation", "error", "link"]),
    (
        "cli",
        &[
            "conversation",
            "error",
            "messages",
            "link",
            "transcript",
            "capture",
            "import",
            "render",
            "redact",
            "upload",
        ],
    ),
    (
        "web",
        &[
            "cipher",
            "conversation",
            "error",
            "link",
            "messages",
            "transcript",
            "capture",
            "import",
            "render",
            "redact",
            "choose",
            "upload",
            "ledger",
        ],
    ),
];

/// Crates that know a browser.
const BROWSER: [&str; 6] = [
    "wasm_bindgen",
    "web_sys",
    "js_sys",
    "gloo",
    "serde_wasm_bindgen",
    "idb",
];

/// What is no part of the pure core: the outside world comes in as arguments.
const OUTSIDE: [&str; 9] = [
    "std::fs",
    "TcpStream",
    "UdpSocket",
    "std::env",
    "std::process",
    "std::thread",
    "SystemTime",
    "Instant::now",
    "now_utc",
];

#[test]
fn dependencies_point_downward() {
    let mut found = Vec::new();
    for file in files_in("src/", ".rs") {
        let module = module_of(&file);
        // The tour and the door to the command line name what they show.
        if ["lib", "main"].contains(&module) {
            continue;
        }
        let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == module) else {
            found.push(format!(
                "{file}: {module} has no layer yet; give it one here"
            ));
            continue;
        };
        for named in named_modules(&code_of(&file)) {
            if named != module && !allowed.contains(&named.as_str()) && is_module(&named) {
                found.push(format!("{file} names {named}"));
            }
        }
    }
    none(&found, "a module names one that it must not know");
}

#[test]
fn only_web_knows_a_browser() {
    let mut found = Vec::new();
    for file in files_in("src/", ".rs") {
        if module_of(&file) == "web" {
            continue;
        }
        let code = code_of(&file);
        for name in BROWSER {
            if words(&code).any(|word| word == name) {
                found.push(format!("{file} names {name}"));
            }
        }
    }
    none(&found, "browser types outside of src/web");
}

#[test]
fn the_core_touches_nothing_outside() {
    let mut found = Vec::new();
    for file in files_in("src/", ".rs") {
        if ["web", "cli", "main"].contains(&module_of(&file)) {
            continue;
        }
        let code = code_of(&file);
        found.extend(
            OUTSIDE
                .iter()
                .filter(|name| code.contains(*name))
                .map(|name| format!("{file} uses {name}")),
        );
    }
    none(&found, "a clock, a file or a process in the core");
}

/// `capture` for `src/capture/tree.rs` and for `src/capture.rs`.
fn module_of(file: &str) -> &str {
    let rest = file.strip_prefix("src/").unwrap_or(file);
    let first = rest.split('/').next().unwrap_or(rest);
    first.strip_suffix(".rs").unwrap_or(first)
}

fn is_module(name: &str) -> bool {
    LAYERS.iter().any(|(module, _)| *module == name)
}

/// A file without its comments and its unit tests.
fn code_of(file: &str) -> String {
    let text = text_of(file);
    let code = text
        .split("#[cfg(test)]\nmod tests")
        .next()
        .unwrap_or_default();
    let lines = code
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|letter: char| !letter.is_alphanumeric() && letter != '_')
}

/// What follows `crate::`, alone or in braces.
fn named_modules(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for after in code.split("crate::").skip(1) {
        let Some(list) = after.strip_prefix('{') else {
            found.extend(words(after).next().map(str::to_owned));
            continue;
        };
        let mut depth = 1;
        let mut start = true;
        for word in list.split_inclusive(['{', '}', ',']) {
            if start && depth == 1 {
                found.extend(words(word.trim()).next().map(str::to_owned));
            }
            depth += word.matches('{').count();
            depth -= word.matches('}').count();
            start = word.ends_with(',');
            if depth == 0 {
                break;
            }
        }
    }
    found
}

#[test]
fn imports_are_understood() {
    let code = "use crate::{capture::{tree, sites}, error::Error};\nuse crate::link::x; crate::web";
    assert_eq!(named_modules(code), ["capture", "error", "link", "web"]);
}
