//! The browser's process: its profile, its end.

use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::browser::until;
use crate::find::Found;

/// A running browser and its profile; both end with this value.
pub(crate) struct Process {
    child: Child,
    // After `child`: the folder goes when nobody writes to it any more.
    profile: TempDir,
}

impl Process {
    /// Starts a browser; what it says goes to `browser.log` in its profile.
    pub(crate) fn start(found: &Found, profile: TempDir, args: &[String]) -> Result<Self> {
        let log = File::create(profile.path().join("browser.log"))?;
        let child = Command::new(&found.program)
            .args(args)
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
