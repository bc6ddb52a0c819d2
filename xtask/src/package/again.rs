//! `cargo xtask package --again`: builds the packages once more, as a reviewer does: out of the source package alone,
//! in another folder, with nothing that was built before; and compares every byte.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::{manifest, sums_of};
use crate::process::{self, Steps};
use crate::repo;

/// After `dist/` was written.
///
/// # Errors
/// The source package does not build, or what it builds is another.
pub(crate) fn command() -> Result<()> {
    let mut steps = Steps::new(3);
    let folder = std::env::temp_dir().join(format!("chatlink-again-{}", std::process::id()));
    let dist = repo::root().join("dist");
    let source = dist.join(format!("chatlink-source-{}.zip", manifest::version()?));
    steps.step("unpacking the source package", || unpack(&source, &folder))?;
    let built = steps.step("building it by its own instructions", || {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut build = Command::new(cargo);
        build.current_dir(&folder).args(["xtask", "package"]);
        process::run(build.env_remove("CARGO_TARGET_DIR"))
    });
    let compared = built.and_then(|()| {
        steps.step("comparing", || {
            compare(&sums_of(&dist)?, &sums_of(&folder.join("dist"))?)
        })
    });
    fs::remove_dir_all(&folder)?;
    compared
}

fn unpack(source: &Path, folder: &Path) -> Result<()> {
    let file =
        fs::File::open(source).context("no source package: `cargo xtask package` writes it")?;
    zip::ZipArchive::new(file)?.extract(folder)?;
    println!("      into {}", folder.display());
    Ok(())
}

fn compare(here: &str, there: &str) -> Result<()> {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let (here, there) = (lines(here), lines(there));
    let other: Vec<_> = here.iter().filter(|line| !there.contains(line)).collect();
    if !other.is_empty() || here.len() != there.len() {
        bail!(
            "{} of {} files are others: {other:?}",
            other.len(),
            here.len()
        );
    }
    println!("      {} files, each with the same bytes", here.len());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::compare;

    #[test]
    fn one_other_byte_is_found() {
        assert!(compare("aa  x\nbb  y\n", "aa  x\nbb  y\n").is_ok());
        let said = compare("aa  x\nbb  y\n", "aa  x\nbc  y\n").unwrap_err();
        assert!(said.to_string().contains("1 of 2"), "{said}");
        assert!(compare("aa  x\n", "aa  x\nbb  y\n").is_err());
    }
}
