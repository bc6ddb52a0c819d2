//! Mozilla's linter for extensions, over the package for Firefox.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::tools;

/// The version of the package; another one may know other rules.
const VERSION: &str = "10.7.0";

/// Lints the package; an error or a warning fails.
///
/// # Errors
/// What the linter found, or that it could not run.
pub(super) fn run(dist: &Path, package: &str) -> Result<()> {
    let program = tools::npm_package("web-ext", VERSION)?.join("bin/web-ext.js");
    // Without the switches it would ask for its own latest version, and for the store's rules.
    let output = Command::new("node")
        .arg(program)
        .args([
            "lint",
            "--output=json",
            "--no-config-discovery",
            "--no-input",
        ])
        .arg("--source-dir")
        .arg(dist.join(package))
        .env("NO_UPDATE_NOTIFIER", "1")
        .output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let found: Value = serde_json::from_str(text.trim()).with_context(|| {
        let said = String::from_utf8_lossy(&output.stderr);
        format!("web-ext said nothing that can be read: {text}{said}")
    })?;
    for kind in ["errors", "warnings", "notices"] {
        for entry in found[kind].as_array().into_iter().flatten() {
            println!(
                "      {kind}: {} {} {}",
                entry["code"], entry["message"], entry["file"]
            );
        }
    }
    let count = |kind: &str| found["summary"][kind].as_u64();
    match (count("errors"), count("warnings")) {
        (Some(0), Some(0)) => Ok(()),
        (Some(errors), Some(warnings)) => bail!("{errors} errors and {warnings} warnings"),
        _ => bail!("web-ext counted nothing: {text}"),
    }
}
