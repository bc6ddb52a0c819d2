//! The commands of this repository.
//!
//! 1. [`repo`]: where things lie.
//! 2. [`process`]: steps, their times, and child processes.
//! 3. [`build`]: the core as wasm, with its bindings, into `extension/wasm/`; [`optimise`] makes it smaller.
//!    [`page`] makes the viewer a page that anybody can host, and one file.
//! 4. [`tools`]: browsers, found or installed.
//! 5. [`run`]: the extension in a browser, for a person or by itself.
//! 6. [`test`] and [`wasm_tests`]: everything that is checked.
//! 7. [`bench`]: what takes how long.
//!    [`fuzz`]: what breaks a reader.
//! 8. [`package`]: what is given to people and to the stores.

mod bench;
mod build;
mod fuzz;
mod imports;
mod optimise;
mod package;
mod page;
mod pictures;
mod process;
mod repo;
mod run;
mod stage;
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
    Build {
        /// Larger and slower code in a third of the time: for working on it.
        #[arg(long)]
        quick: bool,
    },
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
    /// Measures, and writes the tables of docs/BENCHMARKS.md.
    Bench {
        /// How long the preview takes, how long links are beside others, how long opening one takes,
        /// how long reading a page takes beside turndown, how long it takes to find what is to be
        /// masked, how long a list of ten thousand links takes, or how long an upload takes to be ready
        /// to be sent.
        #[arg(default_value = "preview")]
        what: BenchName,
        /// With the wasm that is built already, where the measurement can.
        #[arg(long)]
        built: bool,
    },
    /// Looks for bytes that break a reader, with libFuzzer.
    Fuzz {
        /// One target; all of them if not given.
        target: Option<String>,
        /// How long each target runs.
        #[arg(long, default_value_t = 60)]
        seconds: u32,
    },
    /// Takes pictures of every page and state into target/pictures/, in light and dark.
    Pictures {
        /// Of what is built already.
        #[arg(long)]
        built: bool,
        /// Of uploads, the list and private windows alone.
        #[arg(long)]
        uploads: bool,
    },
    /// Writes the packages for the stores, and the source, into dist/.
    Package {
        /// Builds what is in dist/ once more out of its source package, in another folder, and compares every byte.
        #[arg(long)]
        again: bool,
    },
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
enum BenchName {
    Preview,
    Links,
    Open,
    Capture,
    Masks,
    List,
    Upload,
    Viewer,
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
        Command::Build { quick } => build::command(quick),
        Command::Run { headless, browser } => run::command(browser.map(Into::into), headless),
        Command::Test { fast } => test::command(fast),
        Command::Bench { what, built } => match what {
            BenchName::Preview => bench::preview::command(built),
            BenchName::Links => bench::links(),
            BenchName::Open => bench::open::command(),
            BenchName::Capture => bench::capture::command(),
            BenchName::Masks => bench::masks::command(built),
            BenchName::List => bench::list::command(),
            BenchName::Upload => bench::upload::command(),
            BenchName::Viewer => bench::viewer::command(built),
        },
        Command::Package { again: false } => package::command(),
        Command::Package { again: true } => package::again::command(),
        Command::Fuzz { target, seconds } => fuzz::command(target.as_deref(), seconds),
        Command::Pictures { built, uploads } => pictures::command(built, uploads),
        Command::TestWasm => test::wasm(),
        Command::WasmRunner { words } => wasm_tests::run(words),
        Command::WasmServer { words } => wasm_tests::serve(words),
    }
}
