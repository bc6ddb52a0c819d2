//! `cargo xtask bench`: how long the preview takes in a real browser; how long links are beside
//! those of other compressors.

use std::fs;

use anyhow::{Context, Result};
use driver::{Browser, Kind, Page, hooks, sample};
use serde_json::Value;

use crate::process::{self, Steps};
use crate::{build, repo, run, tools};

pub(crate) mod capture;
pub(crate) mod list;
pub(crate) mod masks;
pub(crate) mod open;
pub(crate) mod upload;
pub(crate) mod viewer;

/// Messages of the page.
const MESSAGES: usize = 60;
/// Presses of the button that count; one before them does not, since it fills caches.
const ROUNDS: usize = 11;

/// The document that the tables go to.
const DOCUMENT: &str = "docs/BENCHMARKS.md";

/// From the press of the button to the finished preview.
pub(crate) fn preview(built: bool) -> Result<()> {
    let mut steps = Steps::new(2 + if built { 0 } else { build::STEPS });
    let found = steps.step("finding Chromium", || tools::browser(Kind::Chromium))?;
    if !built {
        build::steps(&mut steps)?;
    }
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
    let [paint, whole, page] =
        [0, 1, 2].map(|part| Spread::of(rounds.iter().map(|round| round[part])));
    let table = format!(
        "| what | median | fastest | slowest |\n| --- | --- | --- | --- |\n\
         | press to first paint | {paint} |\n| press to preview | {whole} |\n\
         | of it, in the popup's page | {page} |\n\n\
         {}, a page of {MESSAGES} messages, {ROUNDS} presses after one that does not count, a \
         machine of {} processors.\n",
        found.version,
        std::thread::available_parallelism()?,
    );
    println!("\n{table}");
    write("preview", &table)
}

/// The same text as a link of ours and by other compressors. The conversations lie beside the
/// repository.
pub(crate) fn links() -> Result<()> {
    let words = [
        "run",
        "--release",
        "--quiet",
        "--package",
        "train",
        "--features",
        "compare",
        "--",
        "compare",
    ];
    let mut steps = Steps::new(1);
    let table = steps.step("comparing", || process::output(&mut process::cargo(&words)))?;
    let machine = std::thread::available_parallelism()?;
    let table = format!("{table}\nA machine of {machine} processors.\n");
    println!("\n{table}");
    write("links", &table)
}

/// One press, in milliseconds: from the command to press until the popup paints something of its own, until
/// the preview is ready, and the part of it since the popup's page began to load.
fn press(browser: &mut dyn Browser, tab: &Page) -> Result<[f64; 3]> {
    // Both ends are read off the clock of the browser's machine, which is this one.
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
    let popup = browser.press_button(tab)?;
    hooks::popup_ready(browser, &popup)?;
    let marks = "(() => {
        const ready = performance.getEntriesByName('preview-ready').at(-1).startTime;
        const paint = performance.getEntriesByName('first-contentful-paint')[0].startTime;
        return [performance.timeOrigin + paint, performance.timeOrigin + ready, ready];
    })()";
    let marks = browser.eval(&popup, marks)?;
    browser.close(&popup)?;
    let number = |n: usize| {
        marks
            .get(n)
            .and_then(Value::as_f64)
            .context("no first paint, or no mark preview-ready")
    };
    let pressed = now.as_secs_f64() * 1_000.0;
    Ok([number(0)? - pressed, number(1)? - pressed, number(2)?])
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

    fn middle(&self) -> f64 {
        self.0[0]
    }
}

impl std::fmt::Display for Spread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self([median, fastest, slowest]) = self;
        write!(f, "{median:.0} ms | {fastest:.0} ms | {slowest:.0} ms")
    }
}

/// Puts a table between its two lines of the document; what else stands there stays.
fn write(name: &str, table: &str) -> Result<()> {
    let path = repo::root().join(DOCUMENT);
    let [begin, end] = ["begin", "end"].map(|word| format!("<!-- {name}: {word} -->\n"));
    let text = fs::read_to_string(&path)?;
    let lacks = |line: &str| format!("{DOCUMENT} lacks {line}");
    let (before, rest) = text.split_once(&begin).with_context(|| lacks(&begin))?;
    let (_, after) = rest.split_once(&end).with_context(|| lacks(&end))?;
    fs::write(&path, format!("{before}{begin}{table}{end}{after}"))?;
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
