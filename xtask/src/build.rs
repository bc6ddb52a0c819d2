//! The core as wasm, with its bindings, into `extension/wasm/`.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::optimise::optimise;
use crate::process::{self, Steps};
use crate::repo;

/// The target triple of the browser's side.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// The wasm of popup and viewer together may have this many bytes, not compressed.
const BUDGET: usize = 700_000;

/// `cargo xtask build`.
pub(crate) fn command() -> Result<()> {
    steps(&mut Steps::new(STEPS))
}

/// How many [`steps`] there are.
pub(crate) const STEPS: usize = 4;

/// The steps of it, as a part of another command.
pub(crate) fn steps(steps: &mut Steps) -> Result<()> {
    steps.step("adding the wasm target", ensure_target)?;
    steps.step("building the wasm", compile)?;
    steps.step("writing extension/wasm", bind)?;
    steps.step("making it smaller", shrink)
}

/// Adds the wasm target with rustup if the compiler has none yet.
fn ensure_target() -> Result<()> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let folder =
        process::output(Command::new(rustc).args(["--print", "target-libdir", "--target", WASM]))?;
    if Path::new(folder.trim()).exists() {
        return Ok(());
    }
    process::run(
        Command::new("rustup")
            .current_dir(repo::root())
            .args(["target", "add", WASM]),
    )
    .with_context(|| format!("this compiler has no target {WASM}, and rustup could not add it"))
}

/// Compiles the library for the browser.
fn compile() -> Result<()> {
    let mut command = process::cargo(&["build", "--lib", "--package", "chatlink"]);
    command.args(["--profile", "wasm", "--target", WASM]);
    command.arg("--target-dir").arg(folder());
    let mut flags = same_paths();
    match library_sources() {
        Ok(()) => {
            // The standard library without the texts of its panics: a tenth of the whole. These
            // switches are not stable yet, which concerns the size alone: without them the same
            // code builds.
            command.env("RUSTC_BOOTSTRAP", "1");
            command.arg("-Zbuild-std=std,panic_abort");
            command.arg("-Zbuild-std-features=optimize_for_size");
            flags.extend(["-Zunstable-options", "-Cpanic=immediate-abort"].map(str::to_owned));
        }
        Err(reason) => println!("      with the whole standard library: {reason:#}"),
    }
    command.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
    process::run(&mut command)
}

/// A folder of its own: other switches in the same one would build everything anew each time.
fn folder() -> PathBuf {
    repo::target().join("small")
}

/// Makes sure that the sources of the standard library are here.
fn library_sources() -> Result<()> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let root = process::output(Command::new(rustc).args(["--print", "sysroot"]))?;
    let sources = Path::new(root.trim()).join("lib/rustlib/src/rust/library/Cargo.lock");
    if sources.exists() {
        return Ok(());
    }
    let mut rustup = Command::new("rustup");
    rustup.current_dir(repo::root());
    process::run(rustup.args(["component", "add", "rust-src"]))
}

/// Panics name their source files: those of dependencies without the folders of this machine, so
/// that every machine builds the same bytes.
fn same_paths() -> Vec<String> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(std::env::home_dir()?.join(".cargo")));
    let sources = home.and_then(|home| fs::read_dir(home.join("registry/src")).ok());
    let folders = sources.into_iter().flatten().flatten();
    folders
        .map(|folder| format!("--remap-path-prefix={}/=", folder.path().display()))
        .collect()
}

/// Writes the bindings and the wasm that they load.
fn bind() -> Result<()> {
    same_versions(&fs::read_to_string(repo::root().join("Cargo.lock"))?)?;
    let compiled = folder().join(WASM).join("wasm/chatlink.wasm");
    let folder = repo::root().join("extension/wasm");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let words = [
        "wasm-bindgen".as_ref(),
        compiled.as_os_str(),
        "--out-dir".as_ref(),
        folder.as_os_str(),
        "--target".as_ref(),
        "web".as_ref(),
        "--no-typescript".as_ref(),
        "--remove-name-section".as_ref(),
        "--remove-producers-section".as_ref(),
    ];
    wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(words)
}

/// Makes the wasm smaller, and checks its size.
fn shrink() -> Result<()> {
    let folder = repo::root().join("extension/wasm");
    let optimised = optimise(&folder.join("chatlink_bg.wasm"))?;
    let wasm = fs::read(folder.join("chatlink_bg.wasm"))?;
    let glue = fs::read(folder.join("chatlink.js"))?;
    println!(
        "      wasm {} bytes, {} gzipped; bindings {} bytes, {} gzipped; budget {BUDGET}",
        wasm.len(),
        gzipped(&wasm)?,
        glue.len(),
        gzipped(&glue)?,
    );
    if optimised && wasm.len() > BUDGET {
        bail!(
            "the wasm has {} bytes, more than its budget of {BUDGET}",
            wasm.len()
        );
    }
    Ok(())
}

/// The generator must be of the version that the core was compiled with.
fn same_versions(lock: &str) -> Result<()> {
    let library = locked(lock, "wasm-bindgen").context("Cargo.lock has no wasm-bindgen")?;
    let generator =
        locked(lock, "wasm-bindgen-cli").context("Cargo.lock has no wasm-bindgen-cli")?;
    if library != generator {
        bail!(
            "Cargo.lock has wasm-bindgen {library} but wasm-bindgen-cli {generator}; \
             run `cargo update --package wasm-bindgen-cli --precise {library}`"
        );
    }
    Ok(())
}

/// The version of a package in the text of a Cargo.lock.
fn locked<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let head = format!("name = \"{package}\"\nversion = \"");
    let rest = lock.split_once(&head)?.1;
    Some(rest.split_once('"')?.0)
}

/// How many bytes these have after gzip, as a store or a server would send them.
fn gzipped(bytes: &[u8]) -> Result<usize> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}

#[cfg(test)]
mod tests {
    use super::{locked, same_versions};

    const LOCK: &str = "[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n\n\
                        [[package]]\nname = \"wasm-bindgen-cli\"\nversion = \"0.2.131\"\n";

    #[test]
    fn versions_of_a_lock() {
        assert_eq!(locked(LOCK, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked(LOCK, "wasm"), None);
    }

    #[test]
    fn different_versions_name_the_way_out() {
        let said = same_versions(LOCK).unwrap_err().to_string();
        assert!(said.contains("--precise 0.2.130"), "{said}");
        assert!(same_versions(&LOCK.replace("131", "130")).is_ok());
    }
}
