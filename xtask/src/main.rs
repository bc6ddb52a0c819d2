//! The commands of this repository.
//!
//! 1. [`repo`]: where things lie.
//! 2. [`process`]: steps, their times, and child processes.
//! 3. [`build`]: the core as wasm, with its bindings, into `extension/wasm/`.

mod build;
mod process;
mod repo;

use anyhow::Result;
use clap::{Parser, Subcommand};

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
    }
}
