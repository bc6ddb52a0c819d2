//! The wasm made smaller with Binaryen's wasm-opt, from its package for Node.
//!
//! It takes a tenth off, which no setting of the compiler does. Where there is neither Node nor a
//! way to install it, the build goes on with the larger file and says so.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::process;
use crate::repo;
use crate::tools;

/// The version of the package; another one may write other bytes.
const VERSION: &str = "132.0.0";

/// What the compiler's own output uses of wasm beyond its first version.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Makes a wasm file smaller in place; says whether that was possible.
///
/// # Errors
/// The file cannot be read or written, or wasm-opt refuses it.
pub(crate) fn optimise(wasm: &Path) -> Result<bool> {
    let program = match program() {
        Ok(program) => program,
        Err(reason) => {
            println!("      not optimised: {reason:#}");
            return Ok(false);
        }
    };
    // It takes half a minute: the same bytes are not optimised twice.
    let kept = repo::target().join("wasm-opt");
    fs::create_dir_all(&kept)?;
    let (before, after) = (kept.join("before.wasm"), kept.join("after.wasm"));
    let same = fs::read(&before).is_ok_and(|kept| fs::read(wasm).is_ok_and(|new| kept == new));
    if !(same && after.exists()) {
        let _ = fs::remove_file(&before);
        let mut command = Command::new("node");
        command.arg(program).arg("-Oz").args(FEATURES);
        process::run(command.arg(wasm).arg("-o").arg(&after))?;
        fs::copy(wasm, &before)?;
    }
    fs::copy(&after, wasm)?;
    Ok(true)
}

/// The script that Node runs; installed into the target folder if it is not there yet.
fn program() -> Result<PathBuf> {
    let folder = repo::target()
        .join("tools")
        .join(format!("binaryen-{VERSION}"));
    let program = folder.join("node_modules/binaryen/bin/wasm-opt");
    if !program.exists() {
        tools::node()?;
        fs::create_dir_all(&folder)?;
        println!("      installing binaryen {VERSION}");
        process::run(
            Command::new("npm")
                .args(["install", "--no-save", "--no-audit", "--no-fund"])
                .args(["--ignore-scripts", "--loglevel=error", "--prefix"])
                .arg(&folder)
                .arg(format!("binaryen@{VERSION}")),
        )
        .context("the package binaryen could not be installed")?;
    }
    Ok(program)
}
