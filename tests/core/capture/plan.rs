//! What the sites ask for is what the page is asked to send.

use std::collections::BTreeSet;
use std::path::Path;

use chatlink::capture::address::Address;
use chatlink::capture::selector::Selector;
use chatlink::capture::sites;

use super::rust_files;

/// The text of the sites and of the converter, without line continuations.
fn sources() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/capture");
    let mut text = String::new();
    for file in rust_files(&root) {
        text += &std::fs::read_to_string(file).unwrap_or_default();
    }
    text
}

fn name_after<'a>(text: &'a str, start: &str) -> Vec<&'a str> {
    text.match_indices(start)
        .filter_map(|(at, _)| text.get(at + start.len()..))
        .map(|rest| {
            let end = rest
                .find(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
                .unwrap_or(rest.len());
            rest.get(..end).unwrap_or("")
        })
        .filter(|name| name.starts_with("data-") || name.starts_with("aria-"))
        .collect()
}

#[test]
fn every_attribute_that_is_looked_at_is_sent() {
    let plan = sites::plan(&Address::new("https://example.org/"));
    let sent: BTreeSet<&str> = plan.attributes.iter().map(String::as_str).collect();
    let text = sources();
    let mut asked: BTreeSet<&str> = BTreeSet::new();
    for start in ["[", "attr(\"", "attr_text(\"", "keys: &[\""] {
        asked.extend(name_after(&text, start));
    }
    // These only choose what is read; the browser itself matches them.
    let only_in_plans = [
        "data-app-action-timeline-scroll",
        "data-interactive-row-link",
        "data-radix-scroll-area-viewport",
        "data-scroll-root",
        "data-swipable-detail-body",
        "data-autoscroll-container",
    ];
    let missing: Vec<&&str> = asked
        .iter()
        .filter(|name| !sent.contains(**name) && !only_in_plans.contains(name))
        .collect();
    assert!(missing.is_empty(), "asked for, but not sent: {missing:?}");
}

#[test]
fn no_attribute_is_sent_that_nobody_looks_at() {
    let plan = sites::plan(&Address::new("https://example.org/"));
    let text = sources();
    let unused: Vec<&String> = plan
        .attributes
        .iter()
        .filter(|name| name.starts_with("data-"))
        .filter(|name| {
            text.matches(&format!("{name}\"")).count() + text.matches(&format!("{name}\\")).count()
                < 2
                && text.matches(&format!("[{name}")).count() == 0
        })
        .collect();
    assert!(unused.is_empty(), "sent, but never looked at: {unused:?}");
}

/// Selectors stand in string literals of the sites; each has to be one that our own reader knows.
#[test]
fn every_selector_parses() {
    let mut checked = 0;
    for site in sites::SITES {
        let plan = site.plan();
        for css in plan.roots.iter().chain(plan.extras) {
            assert!(Selector::parse(css).is_some(), "{}: {css}", site.name());
            checked += 1;
        }
    }
    let text = sources().replace("\\\n", " ");
    for literal in text
        .split('"')
        .collect::<Vec<_>>()
        .join("\"")
        .split("find")
        .skip(1)
    {
        let Some(css) = literal
            .strip_prefix("_all(\"")
            .or_else(|| literal.strip_prefix("(\""))
            .or_else(|| literal.strip_prefix("_outermost(\""))
        else {
            continue;
        };
        let css = css.replace("\\\"", "\u{1}");
        let css = css.split('"').next().unwrap_or("").replace('\u{1}', "\"");
        assert!(Selector::parse(&css).is_some(), "{css}");
        checked += 1;
    }
    assert!(checked > 30, "{checked}");
}

/// A button is offered on the hosts of chats and below them, where some of them live, and nowhere else.
#[test]
fn patterns_cover_the_hosts_of_chats() {
    let offered = || sites::SITES.iter().filter(|site| site.has_own_hosts());
    let patterns: Vec<_> = offered().flat_map(|site| site.patterns()).collect();
    assert!(patterns.contains(&"https://*.perplexity.ai/*".to_owned()));
    assert!(patterns.contains(&"https://*.chatgpt.com/*".to_owned()));
    assert!(
        patterns
            .iter()
            .all(|pattern| pattern != "https://*.google.com/*")
    );
}
