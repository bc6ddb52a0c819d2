//! The manifest, the pages and the JavaScript of the extension.

use serde_json::Value;

use crate::{files_in, none, text_of};

/// Together they show no warning at installation. Each came with the feature that needs it.
const PERMISSIONS: [&str; 6] = [
    "activeTab",
    "contextMenus",
    "declarativeNetRequestWithHostAccess",
    "scripting",
    "storage",
    "unlimitedStorage",
];

/// Asked for at a switch or a press that needs it, for one site at a time, and never all.
const OPTIONAL_HOSTS: [&str; 2] = ["https://*/*", "http://*/*"];

/// Ways to make a page out of text, or code out of text. None is ever needed.
const FORBIDDEN: [&str; 16] = [
    "innerHTML",
    "outerHTML",
    "insertAdjacentHTML",
    "inner_html",
    "outer_html",
    "insert_adjacent_html",
    "document.write",
    "createContextualFragment",
    "create_contextual_fragment",
    "DOMParser",
    "DomParser",
    "srcdoc",
    "setHTML",
    "eval(",
    "new Function",
    "javascript:",
];

/// JavaScript is for what no wasm may do; a long file of it holds something that Rust could.
const MAX_JS_LINES: usize = 250;

/// Longer, for a reason.
const LONG_JS: [(&str, usize); 1] = [
    // The chat page allows no wasm: reading, scrolling, asking and the connection all stand in it.
    ("extension/page.js", 400),
];

/// What may go out: encrypted uploads, to whichever server the person names, and the question for an
/// image whose host a reader has pressed (src/web/images.rs makes them, and nothing else does). What is behind `blob:` lies in the browser: a
/// file that was dropped on a page of ours.
const OUTWARD: [&str; 2] = [
    "connect-src 'self' blob: https: http://127.0.0.1:* http://localhost:*",
    "img-src 'self' data: https:",
];

fn manifest() -> Value {
    serde_json::from_str(&text_of("manifest.json")).expect("manifest.json is JSON")
}

#[test]
fn permissions_are_the_stated_ones() {
    let manifest = manifest();
    assert_eq!(manifest["manifest_version"], 3);
    let listed = |key: &str| -> Vec<String> {
        let list = manifest[key].as_array().expect("a list");
        let words = list.iter().filter_map(Value::as_str);
        words.map(str::to_owned).collect()
    };
    assert_eq!(listed("permissions"), PERMISSIONS);
    assert_eq!(listed("optional_host_permissions"), OPTIONAL_HOSTS);
    // What a store's reviewer reads has a line for each, with its reason.
    let store = text_of("docs/STORE.md");
    for permission in PERMISSIONS.iter().chain(&OPTIONAL_HOSTS) {
        let row = store
            .lines()
            .find(|line| line.starts_with('|') && line.contains(&format!("`{permission}`")));
        let reason = row.and_then(|row| row.split('|').nth(2)).map(str::trim);
        assert!(
            reason.is_some_and(|reason| reason.len() > 20),
            "docs/STORE.md gives no reason for {permission}"
        );
    }
    let rows = store.lines().filter(|line| line.starts_with("| `"));
    assert_eq!(
        rows.count(),
        PERMISSIONS.len() + 1,
        "docs/STORE.md has others"
    );
    for key in [
        "host_permissions",
        "optional_permissions",
        "content_scripts",
        "externally_connectable",
    ] {
        assert!(manifest.get(key).is_none(), "the manifest asks for {key}");
    }
    // A link in any page may lead to the viewer, and to nothing else of the extension.
    let reachable = serde_json::json!([{
        "resources": ["extension/viewer.html"],
        "matches": OPTIONAL_HOSTS,
    }]);
    assert_eq!(manifest["web_accessible_resources"], reachable);
}

#[test]
fn the_rules_of_the_pages_are_strict() {
    let manifest = manifest();
    let rules = manifest["content_security_policy"]["extension_pages"]
        .as_str()
        .expect("rules");
    let rules: Vec<_> = rules.split(';').map(str::trim).collect();
    for needed in [
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        // The one policy can name the worker's file and nothing else (extension/work.js).
        "trusted-types chatlink-worker",
    ] {
        assert!(
            rules.contains(&needed),
            "the rules lack {needed}: {rules:?}"
        );
    }
    for rule in &rules {
        assert!(!rule.contains("unsafe-inline"), "{rule}");
        assert!(!rule.contains("'unsafe-eval'"), "{rule}");
        let outward = rule.contains("http") || rule.contains('*');
        assert!(!outward || OUTWARD.contains(rule), "{rule}");
    }
}

#[test]
fn pages_hold_no_code_and_load_nothing_from_elsewhere() {
    let mut found = Vec::new();
    for file in files_in("extension/", ".html") {
        let text = text_of(&file);
        let mut complain = |what: &str| found.push(format!("{file}: {what}"));
        for needed in [
            "<meta name=\"robots\" content=\"noindex\">",
            "<meta name=\"referrer\" content=\"no-referrer\">",
        ] {
            if !text.contains(needed) {
                complain(&format!("lacks {needed}"));
            }
        }
        for part in text.split("<script").skip(1) {
            let (tag, rest) = part.split_once('>').expect("a whole tag");
            if !tag.contains(" src=\"") || !rest.starts_with("</script>") {
                complain("code inside the page");
            }
        }
        for forbidden in [
            "<style",
            " style=",
            " on",
            "http:",
            "https:",
            "src=\"//",
            "javascript:",
        ] {
            // ` on…=` is a handler; ` on` alone is a word.
            let inside = text.split(forbidden).skip(1);
            let mut hits = inside.filter(|after| {
                forbidden != " on"
                    || after
                        .split(['=', ' ', '<', '>'])
                        .next()
                        .is_some_and(|word| {
                            !word.is_empty() && after[word.len()..].starts_with('=')
                        })
            });
            if hits.next().is_some() {
                complain(&format!("has {forbidden}"));
            }
        }
    }
    none(&found, "a page of the extension is not plain");
}

#[test]
fn no_page_and_no_code_is_made_of_text() {
    let mut files = files_in("extension/", ".js");
    files.extend(files_in("src/web/", ".rs"));
    let mut found = Vec::new();
    for file in files {
        for (number, line) in text_of(&file).lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            found.extend(
                FORBIDDEN
                    .iter()
                    .filter(|name| code.contains(*name))
                    .map(|name| format!("{file}:{}: {name}", number + 1)),
            );
        }
    }
    none(&found, "text becomes a page or code");
}

#[test]
fn javascript_stays_short() {
    let mut found = Vec::new();
    for file in files_in("extension/", ".js") {
        let lines = text_of(&file).lines().count();
        let allowed = LONG_JS
            .iter()
            .find(|(name, _)| *name == file)
            .map_or(MAX_JS_LINES, |it| it.1);
        if lines > allowed {
            found.push(format!("{file} has {lines} lines, {allowed} are allowed"));
        }
    }
    none(&found, "long JavaScript");
}

#[test]
fn what_the_manifest_names_is_there() {
    let text = text_of("manifest.json");
    let files = crate::all_files();
    for quoted in text
        .split('"')
        .filter(|quoted| quoted.starts_with("extension/"))
    {
        assert!(
            files.iter().any(|file| file == quoted),
            "the manifest names {quoted}"
        );
    }
}
