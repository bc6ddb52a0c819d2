//! `cargo xtask bench`: what takes how long in a real browser, a file each; how long links are beside those
//! of other compressors.

use std::fs;

use anyhow::{Context, Result};

use crate::process::{self, Steps};
use crate::repo;

pub(crate) mod capture;
pub(crate) mod list;
pub(crate) mod masks;
pub(crate) mod open;
pub(crate) mod preview;
pub(crate) mod upload;
pub(crate) mod viewer;

/// The document that the tables go to.
const DOCUMENT: &str = "docs/BENCHMARKS.md";

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
