//! Finding the browsers, and installing them where the system allows it.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use driver::find::{Found, Kind, Missing, find};

use crate::process;
use crate::repo;

/// Finds a browser of this kind, or installs one with the system's packages.
///
/// # Errors
/// One line that says what the person can do.
pub(crate) fn browser(kind: Kind) -> Result<Found> {
    let missing = match find(kind) {
        Ok(found) => return Ok(shown(found)),
        Err(missing) => missing,
    };
    if let Missing::Unfit(reason) = &missing {
        println!("      {reason}");
    }
    install(kind).with_context(|| advice(kind, &missing))?;
    Ok(shown(find(kind).map_err(|missing| {
        anyhow::anyhow!(advice(kind, &missing))
    })?))
}

fn shown(found: Found) -> Found {
    println!("      {} ({})", found.version, found.program.display());
    found
}

/// What to do, in one line.
fn advice(kind: Kind, missing: &Missing) -> String {
    let (browser, variable) = (kind.name(), kind.variable());
    let which = match kind {
        Kind::Chromium => "Chromium or Chrome for Testing (no snap, not Google Chrome)",
        Kind::Firefox => "Firefox (no snap)",
    };
    format!("{browser}: {missing}; install {which}, or name its program in {variable}")
}

/// Installs the browser's Debian package.
fn install(kind: Kind) -> Result<()> {
    let package = match kind {
        Kind::Chromium => "chromium",
        Kind::Firefox => "firefox-esr",
    };
    if !on_path("apt-get") {
        bail!("this system has no apt");
    }
    let Some(root) = as_root() else {
        bail!("installing packages needs root or sudo without a password");
    };
    println!("      installing {package}");
    process::run(apt(root, &["update", "--quiet"]).env_remove("LD_LIBRARY_PATH"))?;
    let about = process::output(Command::new("apt-cache").args(["show", package]))
        .with_context(|| format!("there is no package {package} here"))?;
    // In Ubuntu the package of that name only calls the snap.
    if about.contains("snap") {
        bail!("the package {package} here is only a snap");
    }
    // The fonts: without any, a picture of a page shows empty boxes.
    let words = [
        "install",
        "--yes",
        "--no-install-recommends",
        "--quiet",
        package,
        "fonts-dejavu",
    ];
    process::run(&mut apt(root, &words))
}

/// Makes sure that there are Node and npm, installing them with the system's packages.
///
/// # Errors
/// One line that says what the person can do.
pub(crate) fn node() -> Result<()> {
    if on_path("node") && on_path("npm") {
        return Ok(());
    }
    let root = as_root().filter(|_| on_path("apt-get"));
    let root = root.context("install Node.js and npm to have it smaller")?;
    println!("      installing nodejs and npm");
    process::run(&mut apt(root, &["update", "--quiet"]))?;
    let words = ["install", "--yes", "--no-install-recommends", "--quiet"];
    process::run(apt(root, &words).args(["nodejs", "npm"]))
}

/// The folder of a package of npm's, in one version; installed below the target folder if it is
/// not there yet, and never committed. None of its own scripts run.
///
/// # Errors
/// There is no Node and it could not be installed, or npm could not fetch the package.
pub(crate) fn npm_package(name: &str, version: &str) -> Result<PathBuf> {
    let folder = repo::target()
        .join("tools")
        .join(format!("{}-{version}", name.replace('/', "-")));
    let package = folder.join("node_modules").join(name);
    if !package.exists() {
        node()?;
        fs::create_dir_all(&folder)?;
        println!("      installing {name} {version}");
        process::run(
            Command::new("npm")
                .args(["install", "--no-save", "--no-audit", "--no-fund"])
                .args(["--ignore-scripts", "--loglevel=error", "--prefix"])
                .arg(&folder)
                .arg(format!("{name}@{version}")),
        )
        .with_context(|| format!("the package {name} could not be installed"))?;
    }
    Ok(package)
}

/// How to become root: not at all, or with sudo. `None` if neither works without asking.
fn as_root() -> Option<&'static [&'static str]> {
    let uid = process::output(Command::new("id").arg("-u")).ok()?;
    if uid.trim() == "0" {
        return Some(&[]);
    }
    let sudo = Command::new("sudo")
        .args(["-n", "true"])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .status();
    sudo.is_ok_and(|status| status.success())
        .then_some(&["sudo", "-n"])
}

fn apt(root: &[&str], words: &[&str]) -> Command {
    let asked = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"];
    let mut all = root.iter().chain(&asked).chain(words);
    let mut command = Command::new(all.next().unwrap_or(&"env"));
    command.args(all).stdin(Stdio::null());
    command
}

fn on_path(program: &str) -> bool {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders).any(|folder| folder.join(program).is_file())
}
