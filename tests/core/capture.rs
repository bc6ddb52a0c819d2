//! Capture: fixture pages beside what they give, and every saved page that is at hand.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use chatlink::capture::{Captured, capture_page};
use chatlink::conversation::{Role, Timestamp};

mod asking;
mod changed;
mod constructs;
mod export;
mod markdown;
mod pages;
mod plan;
mod records;
mod session;

pub(crate) fn now() -> Timestamp {
    Timestamp::from_unix(1_790_000_000).unwrap_or(Timestamp::MIN)
}

/// What a capture gives, for people to read.
pub(crate) fn dump(captured: &Captured) -> String {
    let Captured {
        conversation,
        completeness,
    } = captured;
    let mut out = String::new();
    let mut head = |name: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(out, "{name}: {value}");
        }
    };
    head("title", &conversation.title);
    head("site", &conversation.site);
    head("model", conversation.model.as_deref().unwrap_or(""));
    let expected = completeness
        .expected
        .map_or("?".to_owned(), |n| n.to_string());
    let mut state = format!("{} of {expected}", completeness.captured);
    for (first, last) in &completeness.missing {
        let _ = write!(state, ", {first}-{last} missing");
    }
    if completeness.streaming {
        state.push_str(", still being written");
    }
    if !conversation.complete {
        state.push_str(", not complete");
    }
    head("messages", &state);
    for warning in &conversation.warnings {
        head(
            "warning",
            format!("{} {}", warning.code, warning.detail).trim(),
        );
    }
    for message in &conversation.messages {
        let name = match message.role {
            Role::User => "user",
            Role::Assistant => "assistant",
            Role::System => "system",
            Role::Tool => "tool",
        };
        let model = message
            .model
            .as_ref()
            .map_or(String::new(), |model| format!(" ({model})"));
        let _ = write!(out, "\n======== {name}{model}\n\n");
        if let Some(reasoning) = &message.reasoning {
            let _ = write!(out, "-------- reasoning\n{reasoning}\n--------\n\n");
        }
        let _ = writeln!(out, "{}", message.markdown);
        for source in &message.sources {
            let _ = writeln!(out, "-------- source: {} <{}>", source.title, source.url);
        }
    }
    out
}

/// The folder of saved pages, where it is at hand.
pub(crate) fn shared() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder =
        std::env::var_os("CHATLINK_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from);
    folder.is_dir().then_some(folder)
}

/// Every `.html` below a folder, in order.
pub(crate) fn html_files(folder: &Path) -> Vec<PathBuf> {
    files_of_kind(folder, "html")
}

/// Every `.rs` below a folder, in order.
pub(crate) fn rust_files(folder: &Path) -> Vec<PathBuf> {
    files_of_kind(folder, "rs")
}

fn files_of_kind(folder: &Path, wanted: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == wanted) {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// The address that a page says it is from: `<!-- url: https://… -->` in its first lines.
fn address_of(html: &str) -> &str {
    html.split_once("<!-- url: ")
        .and_then(|(_, rest)| rest.split_once(" -->"))
        .map_or("", |(url, _)| url)
}

/// Each fixture gives what stands beside it. `UPDATE_EXPECT=1` writes it anew.
#[test]
fn fixtures_give_what_stands_beside_them() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/capture");
    let files = html_files(&folder);
    assert!(!files.is_empty());
    for file in files {
        let html = std::fs::read_to_string(&file).unwrap();
        let given = match capture_page(&html, address_of(&html), now()) {
            Ok(captured) => dump(&captured),
            Err(error) => format!("error: {error}\n"),
        };
        expect_test::expect_file![file.with_extension("md")].assert_eq(&given);
    }
}
