//! Finding a browser that takes the unpacked extension.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

/// A kind of browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Chromium or Chrome for Testing.
    Chromium,
    /// Firefox, ESR or not.
    Firefox,
}

impl Kind {
    /// Both of them, Chromium first.
    pub const ALL: [Self; 2] = [Self::Chromium, Self::Firefox];

    /// The name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chromium => "Chromium",
            Self::Firefox => "Firefox",
        }
    }

    /// The environment variable that names the program, before any search.
    pub fn variable(self) -> &'static str {
        match self {
            Self::Chromium => "CHATLINK_CHROMIUM",
            Self::Firefox => "CHATLINK_FIREFOX",
        }
    }

    /// Names of the program in the search path, and its places on a Mac.
    fn candidates(self) -> &'static [&'static str] {
        match self {
            Self::Chromium => &[
                "chromium",
                "chromium-browser",
                "chrome",
                "google-chrome-for-testing",
                "/Applications/Chromium.app/Contents/MacOS/Chromium",
                "/Applications/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing",
                // Last: found only to say why it does not do.
                "google-chrome",
                "google-chrome-stable",
            ],
            Self::Firefox => &[
                "firefox-esr",
                "firefox",
                "/Applications/Firefox.app/Contents/MacOS/firefox",
            ],
        }
    }
}

/// A browser on this machine that can be driven.
#[derive(Clone, Debug)]
pub struct Found {
    /// Which of the two.
    pub kind: Kind,
    /// The program.
    pub program: PathBuf,
    /// What it says of itself: `Chromium 156.0.8078.79 …`.
    pub version: String,
}

/// Why none was found.
#[derive(Clone, Debug)]
pub enum Missing {
    /// There is none.
    None,
    /// There is one, but it does not do, for this reason (one line for people).
    Unfit(String),
}

impl std::fmt::Display for Missing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::None => f.write_str("no such browser was found"),
            Self::Unfit(reason) => f.write_str(reason),
        }
    }
}

impl std::error::Error for Missing {}

/// Finds a browser of this kind.
///
/// # Errors
/// [`Missing`] says whether there is none or why the one there is does not do.
pub fn find(kind: Kind) -> Result<Found, Missing> {
    if let Some(program) = std::env::var_os(kind.variable()) {
        let program = PathBuf::from(program);
        return check(kind, &program).map_err(|error| Missing::Unfit(format!("{error:#}")));
    }
    let mut unfit = Missing::None;
    for program in kind.candidates().iter().filter_map(|name| in_path(name)) {
        match check(kind, &program) {
            Ok(found) => return Ok(found),
            Err(error) => {
                if matches!(unfit, Missing::None) {
                    unfit = Missing::Unfit(format!("{error:#}"));
                }
            }
        }
    }
    Err(unfit)
}

/// The program of this name in the search path, or this very path if it is one.
fn in_path(name: &str) -> Option<PathBuf> {
    if name.contains('/') {
        return Path::new(name).is_file().then(|| name.into());
    }
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders)
        .map(|folder| folder.join(name))
        .find(|program| program.is_file())
}

/// Whether this program can be driven with the extension.
fn check(kind: Kind, program: &Path) -> Result<Found> {
    let shown = program.display();
    let real = program.canonicalize().unwrap_or_else(|_| program.into());
    if real.starts_with("/snap") || real.ends_with("snap/bin") || real.ends_with("bin/snap") {
        bail!("{shown} is a snap, which may not read this folder");
    }
    let output = Command::new(program)
        .arg("--version")
        .output()
        .with_context(|| format!("{shown} could not be started"))?;
    let said = String::from_utf8_lossy(&output.stdout);
    let version = said
        .lines()
        .next_back()
        .unwrap_or_default()
        .trim()
        .to_owned();
    let known = match kind {
        Kind::Chromium => {
            if version.starts_with("Google Chrome") && !version.contains("for Testing") {
                bail!("{version} loads no unpacked extension from a command line");
            }
            version.starts_with("Chromium") || version.contains("for Testing")
        }
        Kind::Firefox => version.starts_with("Mozilla Firefox"),
    };
    // The package of the same name in Ubuntu is a script that only calls the snap.
    if version.contains("snap") || !known {
        bail!(
            "{shown} is no {} that can be driven ({version:?})",
            kind.name()
        );
    }
    Ok(Found {
        kind,
        program: program.into(),
        version,
    })
}
