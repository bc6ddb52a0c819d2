//! `cargo xtask package`: what is given to people and to the stores, in `dist/`.
//!
//! Two runs of one commit write the same bytes: names are sorted, times are fixed, and the wasm
//! holds no path of the machine. In reading order:
//!
//! 1. [`manifest`]: the one manifest, without what is the other browser's.
//! 2. [`notices`]: the licences of everything that is compiled in.
//! 3. [`archive`]: a zip that is the same every time.
//! 4. [`lint`]: Mozilla's linter over the result.
//! 5. [`again`]: the same bytes, built elsewhere.

pub(crate) mod again;
mod archive;
mod lint;
mod manifest;
mod notices;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use crate::process::{self, Steps};
use crate::{build, page, repo};
use archive::{Effort, Item, write};
use driver::Kind;

/// The most bytes that a package of the extension may have.
const BUDGET: u64 = 1_200_000;

/// The most bytes that all files of the viewer for a host may have together, each gzipped.
const VIEWER_BUDGET: usize = 545_000;

/// The file with the sums of all others.
const SUMS: &str = "SHA256SUMS";

/// What a package of the extension may hold besides its manifest and the notices: folder, and
/// endings in it.
const ALLOWED: [(&str, &[&str]); 6] = [
    ("_locales", &["messages.json"]),
    ("extension", &[".html", ".js"]),
    ("extension/icons", &[".png"]),
    ("extension/icons/ui", &[".svg"]),
    ("extension/style", &[".css"]),
    ("extension/wasm", &[".js", ".txt", ".wasm"]),
];

/// Builds everything and writes `dist/`.
pub(crate) fn command() -> Result<()> {
    let mut steps = Steps::new(build::STEPS + STEPS);
    build::steps(&mut steps)?;
    packages(&mut steps)
}

/// How many steps [`packages`] takes.
pub(crate) const STEPS: usize = 5;

/// The packages of what is built.
pub(crate) fn packages(steps: &mut Steps) -> Result<()> {
    let dist = repo::root().join("dist");
    if dist.exists() {
        fs::remove_dir_all(&dist)?;
    }
    fs::create_dir_all(&dist)?;
    let notices = steps.step("collecting the licences", notices::text)?;
    steps.step("packing the extension", || {
        for kind in Kind::ALL {
            extension(kind, &dist, &notices)?;
        }
        Ok(())
    })?;
    steps.step("the viewer as a page and as a file", || {
        viewer(&dist, &notices)
    })?;
    steps.step("packing the source", || source(&dist))?;
    steps.step("lint of the package", || {
        lint::run(&dist, &extension_name(Kind::Firefox)?)
    })?;
    sums(&dist)
}

/// The name of an extension's package.
fn extension_name(kind: Kind) -> Result<String> {
    let (browser, ending) = match kind {
        Kind::Chromium => ("chrome", "zip"),
        Kind::Firefox => ("firefox", "xpi"),
    };
    Ok(format!(
        "chatlink-{browser}-{}.{ending}",
        manifest::version()?
    ))
}

/// The extension for one browser.
fn extension(kind: Kind, dist: &Path, notices: &str) -> Result<()> {
    let mut items = vec![
        Item::text("manifest.json", manifest::of(kind)?),
        Item::text("THIRD-PARTY-NOTICES.txt", notices.to_owned()),
    ];
    for file in licences() {
        items.push(Item::file(file)?);
    }
    for (folder, endings) in ALLOWED {
        for name in files_below(&repo::root().join(folder), folder, folder == "_locales")? {
            if endings.iter().any(|ending| name.ends_with(ending)) {
                items.push(Item::file(&name)?);
            }
        }
    }
    for needed in ["extension/wasm/chatlink_bg.wasm", "extension/popup.html"] {
        if !items.iter().any(|item| item.name == needed) {
            bail!("the package would lack {needed}");
        }
    }
    let file = dist.join(extension_name(kind)?);
    write(&file, items, Effort::Most)?;
    let bytes = fs::metadata(&file)?.len();
    println!(
        "      {} {bytes} bytes; budget {BUDGET}",
        extension_name(kind)?
    );
    if bytes > BUDGET {
        bail!(
            "{} is larger than its budget of {BUDGET} bytes",
            file.display()
        );
    }
    Ok(())
}

/// The viewer for a host, and the one file.
fn viewer(dist: &Path, notices: &str) -> Result<()> {
    let (from, to) = (page::folder(), dist.join("viewer"));
    let mut together = 0;
    for name in files_below(&from, "", true)? {
        let target = to.join(&name);
        fs::create_dir_all(target.parent().unwrap_or(&to))?;
        let bytes = fs::read(from.join(&name))?;
        together += build::gzip(&bytes)?.len();
        fs::write(target, bytes)?;
    }
    println!("      viewer: {together} bytes gzipped; budget {VIEWER_BUDGET}");
    if together > VIEWER_BUDGET {
        bail!("the viewer is larger than its budget of {VIEWER_BUDGET} bytes");
    }
    fs::write(to.join("THIRD-PARTY-NOTICES.txt"), notices)?;
    for file in licences() {
        fs::copy(repo::root().join(file), to.join(file))?;
    }
    fs::copy(page::file(), dist.join("viewer.html"))?;
    Ok(())
}

/// Everything that is committed, for whoever reviews the extension and builds it again.
fn source(dist: &Path) -> Result<()> {
    let mut items = Vec::new();
    for name in committed()? {
        // A file that was deleted and not committed yet.
        if repo::root().join(&name).is_file() {
            items.push(Item::file(&name)?);
        }
    }
    let name = format!("chatlink-source-{}.zip", manifest::version()?);
    write(&dist.join(&name), items, Effort::Ordinary)?;
    let bytes = fs::metadata(dist.join(&name))?.len();
    println!("      {name} {bytes} bytes");
    Ok(())
}

/// What git knows. In what a source package was unpacked to, all but what was built there.
fn committed() -> Result<Vec<String>> {
    let root = repo::root();
    if root.join(".git").exists() {
        let mut git = std::process::Command::new("git");
        let listed = process::output(git.current_dir(&root).args(["ls-files", "-z"]))?;
        let names = listed.split('\0').filter(|name| !name.is_empty());
        return Ok(names.map(str::to_owned).collect());
    }
    let mut all = files_below(&root, "", false)?;
    for entry in fs::read_dir(&root)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() && !["target", "dist"].contains(&name.as_str()) {
            all.extend(files_below(&entry.path(), &name, true)?);
        }
    }
    all.retain(|name| !name.starts_with("extension/wasm/"));
    Ok(all)
}

/// Writes the sums of every file.
fn sums(dist: &Path) -> Result<()> {
    let text = sums_of(dist)?;
    fs::write(dist.join(SUMS), &text)?;
    print!("{text}");
    Ok(())
}

/// The sums of every file, as `sha256sum --check` reads them.
fn sums_of(dist: &Path) -> Result<String> {
    let mut text = String::new();
    let mut files = files_below(dist, "", true)?;
    files.retain(|name| name != SUMS);
    for name in files {
        let sum = Sha256::digest(fs::read(dist.join(&name))?);
        for byte in sum {
            text.push_str(&format!("{byte:02x}"));
        }
        text.push_str(&format!("  {name}\n"));
    }
    Ok(text)
}

/// The licences of the project itself.
fn licences() -> [&'static str; 3] {
    ["LICENSE", "LICENSE-APACHE", "LICENSE-MIT"]
}

/// The files in a folder, sorted, each with `prefix` and a slash before its name; with those in its
/// folders, if `deep`.
fn files_below(folder: &Path, prefix: &str, deep: bool) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let entries = fs::read_dir(folder).with_context(|| format!("reading {prefix}"))?;
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if prefix.is_empty() {
            name
        } else {
            format!("{prefix}/{name}")
        };
        if entry.file_type()?.is_file() {
            found.push(path);
        } else if deep {
            found.extend(files_below(&entry.path(), &path, true)?);
        }
    }
    found.sort();
    Ok(found)
}
