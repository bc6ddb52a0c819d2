//! The wasm made smaller with Binaryen's wasm-opt, from its package for Node.
//!
//! It takes a tenth off, which no setting of the compiler does. Where there is neither Node nor a
//! way to install it, the build goes on with the larger file and says so.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

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

/// What matters most.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Optimise {
    /// It is loaded at every click of the button.
    Size,
    /// A reader waits for it; it uses vector instructions.
    Speed,
}

/// Makes a wasm file smaller, or faster, in place; says whether that was possible.
///
/// # Errors
/// The file cannot be read or written, or wasm-opt refuses it.
pub(crate) fn optimise(wasm: &Path, name: &str, how: Optimise) -> Result<bool> {
    let program = match program() {
        Ok(program) => program,
        Err(reason) => {
            println!("      not optimised: {reason:#}");
            return Ok(false);
        }
    };
    // It takes a minute: the same bytes are not optimised twice.
    let kept = repo::target().join("wasm-opt");
    fs::create_dir_all(&kept)?;
    let (before, after) = (
        kept.join(format!("{name}-before.wasm")),
        kept.join(format!("{name}-after.wasm")),
    );
    let same = fs::read(&before).is_ok_and(|kept| fs::read(wasm).is_ok_and(|new| kept == new));
    if !(same && after.exists()) {
        let _ = fs::remove_file(&before);
        let mut command = Command::new("node");
        command.arg(program).args(FEATURES);
        // The end of the stack lies in the first kilobyte; no address is computed from one before it.
        command.arg("--low-memory-unused");
        command.args(match how {
            // A function that became part of another makes the other's numbers of variables longer, which
            // gzip notices more than the call: 3 % of the viewer. Another order of blocks is 0.7 %.
            Optimise::Size => &[
                "--one-caller-inline-max-function-size=25",
                "--flatten",
                "--rereloop",
                "-Oz",
                "-Oz",
            ][..],
            // Browsers make a function fast once it has been called some times: a loop that was made
            // part of a function that runs once would stay slow.
            Optimise::Speed => &[
                "-O3",
                "--enable-simd",
                "--one-caller-inline-max-function-size=0",
            ],
        });
        process::run(command.arg(wasm).arg("-o").arg(&after))?;
        fs::copy(wasm, &before)?;
    }
    fs::copy(&after, wasm)?;
    Ok(true)
}

/// The script that Node runs.
fn program() -> Result<PathBuf> {
    Ok(tools::npm_package("binaryen", VERSION)?.join("bin/wasm-opt"))
}
