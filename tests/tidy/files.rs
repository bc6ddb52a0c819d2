//! Sizes, first lines, and what is not committed.

use crate::{all_files, files_in, none, text_of};

/// More lines than this in one file, its unit tests not counted, are two subjects.
const MAX_LINES: usize = 500;

/// Longer, each for a reason.
const LONG: [(&str, usize); 4] = [
    // A tree, how it is read, and how it is asked: each is of use only with the others.
    ("src/capture/tree.rs", 560),
    // One walk over Markdown's events; its cases share one state.
    ("src/render/markdown.rs", 560),
    // What Markdown becomes, read from top to bottom; most of its lines are outlines.
    ("tests/core/render/markdown.rs", 520),
    // One sheet for what preview, viewer and exported pages share.
    ("extension/style/reading.css", 640),
];

/// Data: generated tables, vectors, fixtures, the text that codec 2 is primed with.
const DATA: [&str; 4] = ["/fixtures/", "/vectors/", "/golden/", "train/material/"];

#[test]
fn files_stay_short() {
    let mut found = Vec::new();
    for file in all_files() {
        let code = [".rs", ".js", ".css", ".html"]
            .iter()
            .any(|ending| file.ends_with(ending));
        if !code || DATA.iter().any(|folder| file.contains(folder)) {
            continue;
        }
        let text = text_of(&file);
        let own = text
            .split("#[cfg(test)]\nmod tests")
            .next()
            .unwrap_or_default();
        let lines = own.lines().count();
        let allowed = LONG
            .iter()
            .find(|(name, _)| *name == file)
            .map_or(MAX_LINES, |it| it.1);
        if lines > allowed {
            found.push(format!("{file} has {lines} lines, {allowed} are allowed"));
        }
    }
    none(&found, "long files");
}

#[test]
fn every_source_file_says_what_it_is() {
    let mut found = files_in("", ".rs");
    found.retain(|file| !text_of(file).starts_with("//! "));
    none(
        &found,
        "the first line of a source file says what the file is",
    );
}

#[test]
fn no_file_holds_the_marks_of_a_conflict() {
    let mut found = all_files();
    found.retain(|file| {
        let mark = |line: &str| line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> ");
        text_of(file).lines().any(mark)
    });
    none(&found, "files with both sides of a conflict");
}

#[test]
fn nothing_generated_is_committed() {
    let mut found = all_files();
    found.retain(|file| {
        ["extension/wasm/", "dist/", "target/"]
            .iter()
            .any(|folder| file.starts_with(folder))
            || file.ends_with(".wasm")
            || file.ends_with(".orig")
            || file.ends_with(".log")
    });
    none(&found, "generated files");
}

#[test]
fn no_top_level_name_starts_with_an_underscore() {
    // Chromium loads no unpacked extension beside such a name.
    let mut found = all_files();
    found.retain(|file| file.starts_with('_') && !file.starts_with("_locales/"));
    none(&found, "names that Chromium refuses");
}

#[test]
fn the_project_speaks_of_itself_alone() {
    // Put together here, so that this file does not find itself.
    let words = [
        ["/ro", "ot/"],
        ["/ho", "me/"],
        ["/wo", "rk/"],
        ["/Us", "ers/"],
        ["TO", "DO"],
        ["FIX", "ME"],
        ["X", "XX"],
        ["index.crates", ".io"],
        ["static.crates", ".io"],
        ["registry.npm", "js.org"],
        ["py", "pi.org"],
        ["deb.debian", ".org"],
    ]
    .map(|parts| parts.concat());
    let mut found = Vec::new();
    for file in all_files() {
        if file == "Cargo.lock" || DATA.iter().any(|folder| file.contains(folder)) {
            continue;
        }
        for (number, line) in text_of(&file).lines().enumerate() {
            // An address of a file is data of a test.
            if line.contains("file://") {
                continue;
            }
            found.extend(
                words
                    .iter()
                    .filter(|word| {
                        // A folder of the repository may be called as one of a machine.
                        let mut before = line.match_indices(*word).map(|(at, _)| &line[..at]);
                        before.any(|before| {
                            !(word.starts_with('/') && before.ends_with(char::is_alphanumeric))
                        })
                    })
                    .map(|word| format!("{file}:{}: {word}", number + 1)),
            );
        }
    }
    none(&found, "words about a machine, or about unfinished work");
}
