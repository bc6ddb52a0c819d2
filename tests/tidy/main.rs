//! Tests of the repository itself: what must stay true of its files.
//!
//! 1. [`layers`]: which module may know which.
//! 2. [`extension`]: the manifest, the pages and the JavaScript.
//! 3. [`sentences`]: the text for people.
//! 4. [`files`]: sizes, first lines, what is not committed.
//! 5. [`network`]: where the tests' requests can go.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failed unwrap in a test is a failed test, in its helpers too"
)]

mod extension;
mod files;
mod layers;
mod network;
mod sentences;

use std::path::{Path, PathBuf};
use std::process::Command;

/// The root of the repository.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file that is committed or could be, by its path from the root.
fn all_files() -> Vec<String> {
    let listed = Command::new("git")
        .current_dir(root())
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .output();
    if let Ok(output) = listed
        && output.status.success()
    {
        let text = String::from_utf8(output.stdout).expect("paths are Unicode");
        let mut files: Vec<_> = text.lines().map(str::to_owned).collect();
        files.retain(|file| root().join(file).is_file());
        files.sort();
        files.dedup();
        return files;
    }
    // Not a clone: the unpacked source, then.
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(root().join(&folder)).expect("a folder") {
            let name = entry.expect("an entry").file_name();
            let path = folder.join(&name);
            let generated = ["target", ".git", "dist"]
                .iter()
                .any(|other| path == Path::new(other))
                || path == Path::new("extension/wasm");
            if generated {
                continue;
            }
            if root().join(&path).is_dir() {
                folders.push(path);
            } else {
                files.push(path.to_str().expect("paths are Unicode").to_owned());
            }
        }
    }
    files
}

/// The files below a folder whose names end so.
fn files_in(folder: &str, ending: &str) -> Vec<String> {
    let mut files = all_files();
    files.retain(|file| file.starts_with(folder) && file.ends_with(ending));
    files
}

/// The text of a file; empty for what is no text.
fn text_of(file: &str) -> String {
    std::fs::read_to_string(root().join(file)).unwrap_or_default()
}

/// Fails with all that was found, not with the first of it.
#[track_caller]
fn none(found: &[String], rule: &str) {
    assert!(found.is_empty(), "{rule}:\n  {}", found.join("\n  "));
}
