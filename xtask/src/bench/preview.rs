//! `cargo xtask bench preview`: from the press of the button to the first paint and to the finished preview,
//! beside an extension whose popup is all but empty.

use std::fs;

use anyhow::{Context, Result};
use driver::sample::{self, Sample};
use driver::{Browser, Found, Kind, Network, Options, Page, hooks};
use serde_json::{Value, json};

use super::{Spread, write};
use crate::process::Steps;
use crate::{build, repo, run, tools};

/// Messages of the page.
const MESSAGES: usize = 60;
/// Presses of the button that count; one before them does not, since it fills caches.
const ROUNDS: usize = 11;

/// From the press of the button to the finished preview.
pub(crate) fn command(built: bool) -> Result<()> {
    let mut steps = Steps::new(3 + if built { 0 } else { build::STEPS });
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
    // Alone as well: a second browser that only stands there makes both slower.
    let floor = steps.step("pressing the button of an empty popup", || {
        let sample = sample::long(MESSAGES);
        let (_network, mut browser) = empty(&found, &sample)?;
        let mut rounds = Vec::new();
        for round in 0..=ROUNDS {
            let measured = press_empty(browser.as_mut(), &sample)?;
            if round > 0 {
                rounds.push(measured);
            }
        }
        Ok(rounds)
    })?;
    let [paint, own_paint, whole, own] =
        [0, 1, 2, 3].map(|part| Spread::of(rounds.iter().map(|round| round[part])));
    let [least, own_least] = [0, 1].map(|part| Spread::of(floor.iter().map(|round| round[part])));
    let table = format!(
        "| what | median | fastest | slowest |\n| --- | --- | --- | --- |\n\
         | press to first paint | {paint} |\n| of it, in the popup's page | {own_paint} |\n\
         | press to preview | {whole} |\n| of it, in the popup's page | {own} |\n\
         | press to first paint of an extension with a popup of one word | {least} |\n\
         | of it, in the popup's page | {own_least} |\n\n\
         {}, a page of {MESSAGES} messages, {ROUNDS} presses after one that does not count, a \
         machine of {} processors.\n",
        found.version,
        std::thread::available_parallelism()?,
    );
    println!("\n{table}");
    write("preview", &table)
}

/// One press, in milliseconds: from the command to press until the popup paints something of its own and
/// until the preview is ready, each followed by the part of it since the popup's page began to load.
fn press(browser: &mut dyn Browser, tab: &Page) -> Result<[f64; 4]> {
    let pressed = now()?;
    let popup = browser.press_button(tab)?;
    hooks::popup_ready(browser, &popup)?;
    let marks = "(() => {
        const ready = performance.getEntriesByName('preview-ready').at(-1).startTime;
        const paint = performance.getEntriesByName('first-contentful-paint')[0].startTime;
        return [performance.timeOrigin, paint, ready];
    })()";
    let marks = browser.eval(&popup, marks)?;
    browser.close(&popup)?;
    let number = |n: usize| {
        marks
            .get(n)
            .and_then(Value::as_f64)
            .context("no first paint, or no mark preview-ready")
    };
    let (origin, paint, ready) = (number(0)? - pressed, number(1)?, number(2)?);
    Ok([origin + paint, paint, origin + ready, ready])
}

/// The clock of the browser's machine, which is this one, in milliseconds.
fn now() -> Result<f64> {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
    Ok(now.as_secs_f64() * 1_000.0)
}

/// A browser with an extension whose popup holds one word: what the browser itself needs for a popup.
fn empty(found: &Found, sample: &Sample) -> Result<(Network, Box<dyn Browser>)> {
    let folder = repo::target().join("bench-empty");
    fs::create_dir_all(&folder)?;
    let manifest = json!({
        "manifest_version": 3,
        "name": "Empty",
        "version": "1",
        "action": { "default_popup": "popup.html" },
    });
    fs::write(folder.join("manifest.json"), manifest.to_string())?;
    fs::write(folder.join("popup.html"), "<!doctype html><p>Word</p>")?;
    let network = Network::start()?;
    sample.serve(&network);
    let options = Options {
        extension: Some(folder),
        headless: true,
        proxy: Some(network.address()),
        profile: None,
        language: None,
    };
    let browser = driver::launch(found, &options)?;
    Ok((network, browser))
}

/// From the press to the first paint of the one word, and the part of it in the popup's page.
fn press_empty(browser: &mut dyn Browser, sample: &Sample) -> Result<[f64; 2]> {
    let tab = browser.open(&sample.url)?;
    let pressed = now()?;
    let popup = browser.press_button(&tab)?;
    let paints = "performance.getEntriesByName('first-contentful-paint')";
    browser.wait_for(&popup, &format!("{paints}.length > 0"))?;
    let marks = browser.eval(
        &popup,
        &format!("[performance.timeOrigin, {paints}[0].startTime]"),
    )?;
    browser.close(&popup)?;
    browser.close(&tab)?;
    let number = |n: usize| {
        marks
            .get(n)
            .and_then(Value::as_f64)
            .context("no first paint")
    };
    let paint = number(1)?;
    Ok([number(0)? - pressed + paint, paint])
}
