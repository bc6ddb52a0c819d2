//! Numbered steps with their times, and the child processes that they run.

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::repo;

/// Prints `[2/5] building the wasm` before a step and how long it took after it.
pub(crate) struct Steps {
    total: usize,
    done: usize,
}

impl Steps {
    /// For a command of `total` steps.
    pub(crate) fn new(total: usize) -> Self {
        Self { total, done: 0 }
    }

    /// How many were begun.
    pub(crate) fn done(&self) -> usize {
        self.done
    }

    /// Runs one step; what its children print is shown as it comes.
    pub(crate) fn step<T>(&mut self, name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        self.done += 1;
        let head = format!("[{}/{}] {name}", self.done, self.total);
        println!("{head}");
        let start = Instant::now();
        let outcome = work();
        let verdict = if outcome.is_ok() { "" } else { " (failed)" };
        println!("{head} … {}{verdict}", seconds(start.elapsed()));
        outcome.with_context(|| name.to_owned())
    }
}

/// `0.3 s`, `38 s`, `4 min 12 s`.
pub(crate) fn seconds(time: Duration) -> String {
    let whole = time.as_secs();
    match whole {
        0..10 => format!("{:.1} s", time.as_secs_f32()),
        10..120 => format!("{whole} s"),
        _ => format!("{} min {} s", whole / 60, whole % 60),
    }
}

/// The cargo that runs this command, in the root of the repository.
pub(crate) fn cargo(args: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(repo::root()).args(args);
    command
}

/// Runs a command whose output is shown as it comes.
///
/// # Errors
/// It could not be started, or it ended with anything but success.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let shown = shown(command);
    let status = command
        .status()
        .with_context(|| format!("`{shown}` could not be started"))?;
    if !status.success() {
        bail!("`{shown}` ended with {status}");
    }
    Ok(())
}

/// Runs a command and gives what it printed.
///
/// # Errors
/// As [`run`]; the error holds what it wrote to standard error.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let shown = shown(command);
    let output = command
        .output()
        .with_context(|| format!("`{shown}` could not be started"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("`{shown}` ended with {}: {}", output.status, said.trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The command as a person would type it; the program without its folder.
fn shown(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str());
    std::iter::once(name)
        .chain(command.get_args())
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}
