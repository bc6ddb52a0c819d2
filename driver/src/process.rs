//! The browser's process: its profile, its end.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::browser::until;
use crate::find::Found;

/// The folder of a profile.
pub(crate) enum Profile {
    /// It goes with the browser.
    Fresh(TempDir),
    /// It stays.
    Kept(PathBuf),
}

impl Profile {
    /// The one that is asked for, or a fresh one with this prefix. `announces` is the file in which a
    /// browser says where it listens: what an earlier one said is removed.
    pub(crate) fn new(kept: Option<&Path>, prefix: &str, announces: &str) -> Result<Self> {
        let Some(folder) = kept else {
            let fresh = tempfile::Builder::new().prefix(prefix).tempdir()?;
            return Ok(Self::Fresh(fresh));
        };
        std::fs::create_dir_all(folder)?;
        let _ = std::fs::remove_file(folder.join(announces));
        Ok(Self::Kept(folder.to_owned()))
    }

    pub(crate) fn path(&self) -> &Path {
        match self {
            Self::Fresh(folder) => folder.path(),
            Self::Kept(folder) => folder,
        }
    }
}

/// A running browser and its profile; both end with this value.
pub(crate) struct Process {
    child: Child,
    // After `child`: the folder goes when nobody writes to it any more.
    profile: Profile,
}

impl Process {
    /// Starts a browser; what it says goes to `browser.log` in its profile.
    pub(crate) fn start(
        found: &Found,
        profile: Profile,
        args: &[String],
        variables: &[(&str, &str)],
    ) -> Result<Self> {
        let log = File::create(profile.path().join("browser.log"))?;
        let child = Command::new(&found.program)
            .args(args)
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .with_context(|| format!("{} could not be started", found.program.display()))?;
        Ok(Self { child, profile })
    }

    /// The folder of the profile.
    pub(crate) fn profile(&self) -> &Path {
        self.profile.path()
    }

    /// Waits for the file in which a browser says where it listens, and reads its whole text.
    pub(crate) fn announcement(&mut self, name: &str, lines: usize) -> Result<Vec<String>> {
        let path = self.profile().join(name);
        let found = until(|| {
            if let Some(status) = self.child.try_wait()? {
                bail!("the browser ended with {status}: {}", self.log());
            }
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            let all: Vec<_> = text.lines().map(str::to_owned).collect();
            Ok((all.len() >= lines).then_some(all))
        })?;
        found.with_context(|| format!("the browser does not listen: {}", self.log()))
    }

    /// Ends it at once.
    pub(crate) fn kill(&mut self) -> Result<()> {
        self.child.kill()?;
        self.wait()
    }

    /// Waits for the end of the browser.
    pub(crate) fn wait(&mut self) -> Result<()> {
        self.child.wait()?;
        Ok(())
    }

    /// The last that the browser said.
    fn log(&self) -> String {
        let said = std::fs::read(self.profile().join("browser.log")).unwrap_or_default();
        let said = String::from_utf8_lossy(&said);
        let lines: Vec<_> = said.lines().rev().take(5).collect();
        lines.into_iter().rev().collect::<Vec<_>>().join(" | ")
    }
}

impl Drop for Process {
    /// Gives the browser, told to end by now, a moment for it, so that its own children end too.
    fn drop(&mut self) {
        let end = Instant::now() + Duration::from_secs(5);
        while Instant::now() < end {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
