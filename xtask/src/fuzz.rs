//! `cargo xtask fuzz`: the targets of `tests/core/hostile/targets.rs` under libFuzzer, which follows
//! the code that an input reaches. The counters that it needs are switches of the stable compiler.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::process::{self, Steps};
use crate::repo;

const COUNTERS: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares";

/// Longer inputs are seldom of another kind, and slower.
const LONGEST: usize = 4096;
/// Seconds for one input, and megabytes.
const BOUNDS: [&str; 2] = ["-timeout=10", "-rss_limit_mb=1024"];

/// What is found stands in `target/fuzz/found/`; what was learned stays for the next time.
pub(crate) fn command(only: Option<&str>, seconds: u32) -> Result<()> {
    let targets = targets()?;
    let chosen: Vec<&String> = targets
        .iter()
        .filter(|name| only.is_none_or(|only| only == *name))
        .collect();
    if chosen.is_empty() {
        anyhow::bail!("there are {}", targets.join(", "));
    }
    let folder = repo::target().join("fuzz");
    let mut steps = Steps::new(1 + chosen.len());
    let host = steps.step("building with counters", || {
        let host =
            process::output(std::process::Command::new("rustc").args(["--print", "host-tuple"]))?;
        let host = host.trim().to_owned();
        let words = [
            "build",
            "--release",
            "--manifest-path",
            "fuzz/Cargo.toml",
            "--target",
            &host,
        ];
        let mut build = process::cargo(&words);
        process::run(
            build
                .arg("--target-dir")
                .arg(&folder)
                .env("RUSTFLAGS", COUNTERS),
        )?;
        Ok(host)
    })?;
    for name in chosen {
        steps.step(name, || {
            let corpus = folder.join("corpus").join(name);
            fs::create_dir_all(&corpus)?;
            seed(name, &corpus)?;
            let found = folder.join("found");
            fs::create_dir_all(&found)?;
            let mut run = std::process::Command::new(folder.join(&host).join("release/fuzz"));
            run.env("CHATLINK_FUZZ", name)
                .current_dir(repo::root())
                .args(BOUNDS)
                .args([
                    format!("-max_total_time={seconds}"),
                    format!("-max_len={LONGEST}"),
                    format!("-artifact_prefix={}/{name}-", found.display()),
                    "-print_final_stats=1".to_owned(),
                    "-verbosity=0".to_owned(),
                ]);
            process::run(run.arg(&corpus))
        })?;
    }
    Ok(())
}

/// Their names, from the list that the tests go by.
fn targets() -> Result<Vec<String>> {
    let file = repo::root().join("tests/core/hostile/mod.rs");
    let text = fs::read_to_string(file)?;
    let list = text
        .rsplit_once("hold_out!(")
        .and_then(|it| it.1.split_once(')'));
    let (list, _) = list.context("no list of targets")?;
    Ok(list.split(',').map(|name| name.trim().to_owned()).collect())
}

/// Good input to begin with, where the repository has some.
fn seed(name: &str, corpus: &Path) -> Result<()> {
    let tests = repo::root().join("tests");
    let folders = match name {
        "link" => vec![tests.join("vectors/links")],
        "page" => subfolders(&tests.join("fixtures/capture"))?,
        _ => Vec::new(),
    };
    for folder in folders
        .iter()
        .chain([&tests.join("fixtures/hostile").join(name)])
    {
        let Ok(files) = fs::read_dir(folder) else {
            continue;
        };
        for file in files.flatten() {
            let mut content = fs::read(file.path())?;
            if name == "page" {
                // The first byte names the site.
                content.insert(0, 0);
            }
            let place = format!(
                "{}-{}",
                folder.file_name().unwrap_or_default().display(),
                file.file_name().display()
            );
            fs::write(corpus.join(place), content)?;
        }
    }
    Ok(())
}

fn subfolders(folder: &Path) -> Result<Vec<std::path::PathBuf>> {
    let all = fs::read_dir(folder)?.flatten().map(|entry| entry.path());
    Ok(all.filter(|path| path.is_dir()).collect())
}
