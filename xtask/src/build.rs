//! The core and the worker as wasm, with their bindings, into `extension/wasm/`; and the viewer as
//! a page of its own ([`crate::page`]).

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::imports;
use crate::optimise::{Optimise, optimise};
use crate::page;
use crate::process::{self, Steps};
use crate::repo;

/// The target triple of the browser's side.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// One of the wasm modules.
pub(crate) struct Module {
    /// The package.
    package: &'static str,
    /// What its files are called, without ending.
    name: &'static str,
    /// How wasm-opt treats it.
    optimise: Optimise,
    /// The most bytes that it may have: not compressed, or after brotli for the fast one.
    budget: usize,
}

/// The pages of the extension: small before fast.
const EXTENSION: Module = Module {
    package: "chatlink",
    name: "chatlink",
    optimise: Optimise::Size,
    budget: 1_640_000,
};

/// The formulas, loaded when there are some.
pub(crate) const FORMULAS: Module = Module {
    package: "chatlink-formulas",
    name: "chatlink_formulas",
    optimise: Optimise::Size,
    budget: 300_000,
};

/// The worker with its frozen data: fast before small.
pub(crate) const WORKER: Module = Module {
    package: "chatlink-worker",
    name: "chatlink_worker",
    optimise: Optimise::Speed,
    budget: 200_000,
};

/// The key of a password, which the worker loads for links that have one: fast, since whoever
/// guesses passwords is fast as well.
pub(crate) const PASSWORD: Module = Module {
    package: "chatlink-password",
    name: "chatlink_password",
    optimise: Optimise::Speed,
    budget: 20_000,
};

/// The viewer alone, as a page: the library without its feature `extension`. On the way to its
/// first message a reader loads this and little more, which may be 250 KB compressed
/// (docs/DESIGN.md, "What a reader loads").
pub(crate) const VIEWER: Module = Module {
    package: "chatlink",
    name: "viewer",
    optimise: Optimise::Size,
    budget: 480_000,
};

/// What the extension loads.
const LOADED: [&Module; 4] = [&EXTENSION, &FORMULAS, &WORKER, &PASSWORD];

/// The packages that these are made of.
pub(crate) fn packages() -> impl Iterator<Item = &'static str> {
    LOADED.iter().map(|module| module.package)
}

/// `cargo xtask build [--quick]`.
///
/// The quick one is for working on the code: built in a third of the time, twice as large, and
/// without a budget.
pub(crate) fn command(quick: bool) -> Result<()> {
    if quick {
        let steps = &mut Steps::new(QUICK_STEPS);
        return self::quick(steps);
    }
    steps(&mut Steps::new(STEPS))
}

const QUICK_STEPS: usize = 3;

fn quick(steps: &mut Steps) -> Result<()> {
    steps.step("adding the wasm target", ensure_target)?;
    steps.step("building the wasm quickly", || {
        let mut command = wasm_build("wasm-quick", &LOADED);
        command.env("CARGO_ENCODED_RUSTFLAGS", same_paths().join("\u{1f}"));
        process::run(&mut command)
    })?;
    steps.step("writing extension/wasm", || {
        bind("wasm-quick")?;
        page::for_extension("wasm-quick")
    })
}

/// How many [`steps`] there are.
pub(crate) const STEPS: usize = 5;

/// The steps of it, as a part of another command.
pub(crate) fn steps(steps: &mut Steps) -> Result<()> {
    steps.step("adding the wasm target", ensure_target)?;
    steps.step("building the wasm", compile)?;
    steps.step("writing extension/wasm", || bind("wasm"))?;
    steps.step("making it smaller", || {
        let folder = repo::root().join("extension/wasm");
        LOADED
            .iter()
            .try_for_each(|module| shrink(module, &folder).map(drop))?;
        page::for_extension("wasm")
    })?;
    steps.step("building the viewer as a page", page::build)
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

/// Compiles what the extension loads.
fn compile() -> Result<()> {
    compile_small(wasm_build("wasm", &LOADED)).map(drop)
}

/// Compiles the viewer alone and writes its bindings into a folder; says whether it is as small as this
/// project can make it, which takes what not every machine has.
pub(crate) fn viewer(folder: &Path) -> Result<bool> {
    // Both builds of the library write the same file: this one is done when the other was used.
    let mut command = wasm_build("wasm", &[&VIEWER]);
    command.arg("--no-default-features");
    let small = compile_small(command)?;
    bindings(&compiled("wasm", &VIEWER), &VIEWER, folder, "web")?;
    Ok(shrink(&VIEWER, folder)? && small)
}

/// Writes the bindings of a module that was compiled before once more, as one function, for a script
/// that stands in a page. Its wasm is the same.
pub(crate) fn as_function(profile: &str, module: &Module, folder: &Path) -> Result<String> {
    bindings(&compiled(profile, module), module, folder, "no-modules")?;
    let script = folder.join(module.name).with_extension("js");
    fs::read_to_string(&script).with_context(|| format!("reading {}", script.display()))
}

/// Compiles with the standard library built for size, where its sources are; says whether they are.
fn compile_small(mut command: Command) -> Result<bool> {
    let mut flags = same_paths();
    let sources = library_sources();
    let small = sources.is_ok();
    match sources {
        Ok(()) => {
            // The standard library without the texts of its panics: a tenth of the whole. These
            // switches are not stable yet, which concerns the size alone: without them the same
            // code builds.
            command.env("RUSTC_BOOTSTRAP", "1");
            command.arg("-Zbuild-std=std,panic_abort");
            command.arg("-Zbuild-std-features=optimize_for_size");
            flags.extend(
                [
                    "-Zunstable-options",
                    "-Cpanic=immediate-abort",
                    "-Zlocation-detail=none",
                ]
                .map(str::to_owned),
            );
        }
        Err(reason) => println!("      with the whole standard library: {reason:#}"),
    }
    command.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
    process::run(&mut command)?;
    Ok(small)
}

fn wasm_build(profile: &str, modules: &[&Module]) -> Command {
    let mut command = process::cargo(&["build", "--lib"]);
    for module in modules {
        command.args(["--package", module.package]);
    }
    command.args(["--profile", profile, "--target", WASM]);
    command.arg("--target-dir").arg(folder());
    command
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
fn bind(profile: &str) -> Result<()> {
    same_versions(&fs::read_to_string(repo::root().join("Cargo.lock"))?)?;
    let out = repo::root().join("extension/wasm");
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    for module in LOADED {
        bindings(&compiled(profile, module), module, &out, "web")?;
    }
    Ok(())
}

/// What the compiler wrote for a module.
fn compiled(profile: &str, module: &Module) -> PathBuf {
    let name = module.package.replace('-', "_");
    let folder = folder().join(WASM).join(profile);
    folder.join(name).with_extension("wasm")
}

fn bindings(compiled: &Path, module: &Module, out: &Path, target: &str) -> Result<()> {
    let words = [
        "wasm-bindgen".as_ref(),
        compiled.as_os_str(),
        "--out-dir".as_ref(),
        out.as_os_str(),
        "--out-name".as_ref(),
        module.name.as_ref(),
        "--target".as_ref(),
        target.as_ref(),
        "--no-typescript".as_ref(),
        "--remove-name-section".as_ref(),
        "--remove-producers-section".as_ref(),
    ];
    wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(words)?;
    let wasm = out.join(format!("{}_bg.wasm", module.name));
    let script = out.join(module.name).with_extension("js");
    let both = imports::shorten(&fs::read(&wasm)?, &fs::read_to_string(&script)?)?;
    fs::write(wasm, both.0)?;
    Ok(fs::write(script, both.1)?)
}

/// Makes the wasm smaller, and checks its size; says whether that was possible.
fn shrink(module: &Module, folder: &Path) -> Result<bool> {
    let file = folder.join(format!("{}_bg.wasm", module.name));
    let optimised = optimise(&file, module.name, module.optimise)?;
    let wasm = fs::read(&file)?;
    let glue = fs::read(folder.join(module.name).with_extension("js"))?;
    let brotli = brotli(&wasm)?;
    let (size, how) = match module.optimise {
        Optimise::Size => (wasm.len(), "not compressed"),
        Optimise::Speed => (brotli, "after brotli"),
    };
    let budget = module.budget;
    println!(
        "      {} {} bytes, {} gzipped, {brotli} after brotli; bindings {} bytes, {} gzipped; \
         budget {budget} {how}",
        module.name,
        wasm.len(),
        gzip(&wasm)?.len(),
        glue.len(),
        gzip(&glue)?.len(),
    );
    if optimised && size > budget {
        bail!(
            "{} has {size} bytes {how}, more than its budget of {budget}",
            module.name
        );
    }
    Ok(optimised)
}

/// How many bytes these have after brotli at its best, as most servers would send them.
fn brotli(bytes: &[u8]) -> Result<usize> {
    let mut out = Vec::new();
    let params = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 24,
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &bytes[..], &mut out, &params)?;
    Ok(out.len())
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

/// These after gzip, as a store or a server would send them; the same bytes every time.
pub(crate) fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
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
