//! The commands of this repository.
//!
//! 1. [`repo`]: where things lie.
//! 2. [`process`]: steps, their times, and child processes.
//! 3. [`build`]: the core as wasm, with its bindings, into `extension/wasm/`; [`optimise`] makes it smaller.
//! 4. [`tools`]: browsers, found or installed.
//! 5. [`run`]: the extension in a browser, for a person or by itself.
//! 6. [`test`] and [`wasm_tests`]: everything that is checked.
//! 7. [`bench`]: what takes how long.

mod bench;
mod build;
mod optimise;
mod pictures;
mod process;
mod repo;
mod run;
mod test;
mod tools;
mod wasm_tests;

use std::ffi::OsString;

use anyhow::Result;
use clap::{Parser, Subcommand, ValueEnum};

/// The commands of this repository.
#[derive(Parser)]
#[command(name = "cargo xtask", disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Builds the wasm and its bindings into extension/wasm/.
    Build,
    /// Opens a browser with the extension on a sample chat page.
    Run {
        /// Goes the whole way by itself, and prints the link and where the pictures lie.
        #[arg(long)]
        headless: bool,
        /// Which browser; whichever is there if not given.
        #[arg(long)]
        browser: Option<BrowserName>,
    },
    /// Runs every check: format, lints, and the tests of all kinds.
    Test {
        /// Leaves the browsers out.
        #[arg(long)]
        fast: bool,
    },
    /// Measures how long the preview takes, and writes it to docs/BENCHMARKS.md.
    Bench,
    /// Takes pictures of every page and state into target/pictures/, in light and dark.
    Pictures,
    /// Runs the tests of the wasm alone, in both browsers.
    TestWasm,
    /// Cargo's runner for the tests of the wasm.
    #[command(hide = true)]
    WasmRunner {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        words: Vec<OsString>,
    },
    /// Serves the tests of the wasm as a page.
    #[command(hide = true)]
    WasmServer {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        words: Vec<OsString>,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum BrowserName {
    Chromium,
    Firefox,
}

impl From<BrowserName> for driver::Kind {
    fn from(name: BrowserName) -> Self {
        match name {
            BrowserName::Chromium => Self::Chromium,
            BrowserName::Firefox => Self::Firefox,
        }
    }
}

fn main() -> std::process::ExitCode {
    match run(Cli::parse()) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            std::process::ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Result<()> {
    match cli.command {
        Command::Build => build::command(),
        Command::Run { headless, browser } => run::command(browser.map(Into::into), headless),
        Command::Test { fast } => test::command(fast),
        Command::Bench => bench::command(),
        Command::Pictures => pictures::command(),
        Command::TestWasm => test::wasm(),
        Command::WasmRunner { words } => wasm_tests::run(words),
        Command::WasmServer { words } => wasm_tests::serve(words),
    }
}
