//! `cargo xtask bench`: how long things take, measured in a real browser.

use std::fs;

use anyhow::{Context, Result};
use driver::{Browser, Kind, Page, hooks, sample};
use serde_json::Value;

use crate::process::Steps;
use crate::{build, repo, run, tools};

/// Messages of the page.
const MESSAGES: usize = 60;
/// Presses of the button that count; one before them does not, since it fills caches.
const ROUNDS: usize = 11;

/// The document that the table goes to, and the lines between which it stands there.
const DOCUMENT: &str = "docs/BENCHMARKS.md";
const BEGIN: &str = "<!-- preview: begin -->\n";
const END: &str = "<!-- preview: end -->\n";

/// From the press of the button to the finished preview.
pub(crate) fn command() -> Result<()> {
    let mut steps = Steps::new(2 + build::STEPS);
    let found = steps.step("finding Chromium", || tools::browser(Kind::Chromium))?;
    build::steps(&mut steps)?;
    let rounds = steps.step("pressing the button", || {
        let sample = sample::long(MESSAGES);
        let (_network, mut browser, _tab) = run::start(&found, &sample, true)?;
        let mut rounds = Vec::new();
        for round in 0..=ROUNDS {
            // A new tab each time: in the same one the popup would resume its draft.
            let tab = browser.open(&sample.url)?;
            let measured = press(browser.as_mut(), &tab)?;
            browser.close(&tab)?;
            if round > 0 {
                rounds.push(measured);
            }
        }
        Ok(rounds)
    })?;
    let [whole, page] = [0, 1].map(|part| Spread::of(rounds.iter().map(|round| round[part])));
    let table = format!(
        "| what | median | fastest | slowest |\n| --- | --- | --- | --- |\n\
         | press to preview | {whole} |\n| of it, in the popup's page | {page} |\n\n\
         {}, a page of {MESSAGES} messages, {ROUNDS} presses after one that does not count, a \
         machine of {} processors.\n",
        found.version,
        std::thread::available_parallelism()?,
    );
    println!("\n{table}");
    write(&table)
}

/// One press, in milliseconds: from the command to press until the preview is ready, and the
/// part of it since the popup's page began to load.
fn press(browser: &mut dyn Browser, tab: &Page) -> Result<[f64; 2]> {
    // Both ends are read off the clock of the browser's machine, which is this one.
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
    let popup = browser.press_button(tab)?;
    hooks::popup_ready(browser, &popup)?;
    let marks = "(() => {
        const ready = performance.getEntriesByName('preview-ready').at(-1).startTime;
        return [performance.timeOrigin + ready, ready];
    })()";
    let marks = browser.eval(&popup, marks)?;
    browser.close(&popup)?;
    let number = |n: usize| {
        marks
            .get(n)
            .and_then(Value::as_f64)
            .context("no mark preview-ready")
    };
    Ok([number(0)? - now.as_secs_f64() * 1_000.0, number(1)?])
}

/// The middle one of some measurements and the two ends, in milliseconds.
struct Spread([f64; 3]);

impl Spread {
    fn of(measured: impl Iterator<Item = f64>) -> Self {
        let mut all: Vec<_> = measured.collect();
        all.sort_by(f64::total_cmp);
        let at = |place: usize| all.get(place).copied().unwrap_or(f64::NAN);
        Self([at(all.len() / 2), at(0), at(all.len().saturating_sub(1))])
    }
}

impl std::fmt::Display for Spread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self([median, fastest, slowest]) = self;
        write!(f, "{median:.0} ms | {fastest:.0} ms | {slowest:.0} ms")
    }
}

/// Puts the table between its two lines of the document; what else stands there stays.
fn write(table: &str) -> Result<()> {
    let path = repo::root().join(DOCUMENT);
    let text = fs::read_to_string(&path).unwrap_or_else(|_| {
        format!(
            "# Measurements\n\n`cargo xtask bench` makes the tables of this page.\n\n\
             ## From the button to the preview\n\n\
             A real press of the toolbar button in headless Chromium, the real extension, a chat \
             page of the project's own served as the site. The clock starts before the press is \
             sent and stops at the popup's mark `preview-ready`.\n\n{BEGIN}{END}"
        )
    });
    let (before, rest) = text
        .split_once(BEGIN)
        .with_context(|| format!("{DOCUMENT}: {BEGIN}"))?;
    let (_, after) = rest
        .split_once(END)
        .with_context(|| format!("{DOCUMENT}: {END}"))?;
    fs::write(&path, format!("{before}{BEGIN}{table}{END}{after}"))?;
    println!("written to {DOCUMENT}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::Spread;

    #[test]
    fn the_middle_of_an_odd_number() {
        let spread = Spread::of([30.4, 10.0, 20.0].into_iter());
        assert_eq!(spread.to_string(), "20 ms | 10 ms | 30 ms");
    }
}
