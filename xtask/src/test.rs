//! `cargo xtask test`: everything, with what it needs.

use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result};
use driver::Kind;

use crate::process::{self, Steps};
use crate::{build, package, tools};

/// The checker for accessible pages; `tests/e2e/accessible.rs` names the same version.
const AXE: &str = "4.14.1";

/// Runs every kind of test; `fast` leaves the browsers out.
pub(crate) fn command(fast: bool) -> Result<()> {
    let start = Instant::now();
    let mut steps = Steps::new(build::STEPS + if fast { 3 } else { 7 + package::STEPS });
    let outcome = all(&mut steps, fast);
    let time = process::seconds(start.elapsed());
    match &outcome {
        Ok(()) => println!("{} steps passed in {time}", steps.done()),
        Err(_) => println!("{} steps passed, 1 failed in {time}", steps.done() - 1),
    }
    outcome
}

fn all(steps: &mut Steps, fast: bool) -> Result<()> {
    if !fast {
        // First, since it alone may fail for reasons outside the project.
        steps.step("finding the browsers", || {
            Kind::ALL
                .into_iter()
                .try_for_each(|kind| tools::browser(kind).map(drop))
        })?;
    }
    steps.step("format", || cargo(&["fmt", "--all", "--check"]))?;
    build::steps(steps)?;
    steps.step("lints", || {
        cargo(&[
            "clippy",
            "--workspace",
            "--all-targets",
            "--features",
            "train/compare",
            "--quiet",
            "--",
            "--deny",
            "warnings",
        ])?;
        let wasm = [
            "clippy",
            "--package",
            "chatlink",
            "--lib",
            "--test",
            "wasm",
            "--quiet",
        ];
        cargo(
            &[
                &wasm[..],
                &["--target", build::WASM, "--", "--deny", "warnings"],
            ]
            .concat(),
        )
    })?;
    steps.step("tests of the core, the rules and the commands", || {
        cargo(&[&APART[..], &["--quiet"]].concat())?;
        cargo(&["test", "--package", "xtask", "--quiet"])
    })?;
    if fast {
        return Ok(());
    }
    package::packages(steps)?;
    steps.step("tests of the wasm in both browsers", wasm)?;
    steps.step("tests of the driver in both browsers", || {
        cargo(&[&APART[..], &["--quiet", "--test", "drive"]].concat())
    })?;
    steps.step("the whole way in both browsers", || {
        tools::npm_package("axe-core", AXE)?;
        cargo(&[&APART[..], &["--quiet", "--test", "e2e"]].concat())
    })
}

/// All but this program: its dependencies are many, are built already, and would be built again
/// with the features that the others ask of the crates below them.
const APART: [&str; 4] = ["test", "--workspace", "--exclude", "xtask"];

/// `cargo xtask test-wasm`: the wasm tests alone.
pub(crate) fn wasm() -> Result<()> {
    let runner = std::env::current_exe()?;
    let runner = runner.to_str().context("a path that is no Unicode")?;
    let runner = format!(
        "target.{}.runner = [{runner:?}, \"wasm-runner\"]",
        build::WASM
    );
    let words = [
        "test",
        "--package",
        "chatlink",
        "--test",
        "wasm",
        "--target",
        build::WASM,
    ];
    process::run(&mut process::cargo(
        &[&["--config", &runner], &words[..]].concat(),
    ))
    .context("alone: `cargo xtask test-wasm`")
}

fn cargo(words: &[&str]) -> Result<()> {
    let command: &mut Command = &mut process::cargo(words);
    process::run(command)
}
