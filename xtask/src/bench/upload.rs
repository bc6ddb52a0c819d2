//! `cargo xtask bench upload`: a conversation of one megabyte, from the press of Upload until it is
//! encrypted, written down and about to be sent, in both browsers, with what was built last.

use anyhow::{Context, Result};
use driver::sample;
use driver::{Kind, Network, Options, Response, hooks};
use serde_json::Value;

use super::{Spread, write};
use crate::process::Steps;
use crate::{repo, tools};

/// Bytes of the conversation.
const BYTES: usize = 1_000_000;
/// Times that count; one before them does not.
const ROUNDS: usize = 7;
const HOST: &str = "bin.example";

/// Presses, and waits until the popup says that it is being sent. Meanwhile a clock of the popup ticks: its
/// longest pause is how long the popup stood still.
const PRESS: &str = "new Promise((done) => {
    const panel = document.querySelector('#upload-panel');
    const from = performance.now();
    let last = from, pause = 0;
    const tick = setInterval(() => {
        const now = performance.now();
        pause = Math.max(pause, now - last);
        last = now;
    }, 1);
    new MutationObserver((_, watching) => {
        if (panel.dataset.upload !== 'sending') return;
        watching.disconnect();
        clearInterval(tick);
        done([performance.now() - from, pause]);
    }).observe(panel, {attributes: true});
    document.querySelector('#upload').click();
})";

pub(crate) fn command() -> Result<()> {
    let mut steps = Steps::new(2);
    let mut table = String::from(
        "| browser | what | median | fastest | slowest |\n| --- | --- | --- | --- | --- |\n",
    );
    for kind in [Kind::Chromium, Kind::Firefox] {
        let found = tools::browser(kind)?;
        let [whole, pause] = steps.step(kind.name(), || measure(&found))?;
        let name = &found.version;
        table += &format!(
            "| {name} | press to sending | {whole} |\n| | of it, longest pause of the popup | {pause} |\n"
        );
    }
    table += &format!("\nA chat of {BYTES} bytes, {ROUNDS} times after one that does not count.\n");
    println!("\n{table}");
    write("upload", &table)
}

fn measure(found: &driver::Found) -> Result<[Spread; 2]> {
    let network = Network::start()?;
    // A server that knows nothing and takes nothing.
    network.host(HOST, |_| {
        Response::new("application/json", r#"{"status":1,"message":"no"}"#)
            .with("access-control-allow-origin", "*")
    });
    let options = Options {
        extension: Some(repo::root()),
        headless: true,
        proxy: Some(network.address()),
        profile: None,
    };
    let mut browser = driver::launch(found, &options)?;
    let browser = browser.as_mut();
    let text = "The frost line decides how deep the posts of a shed must stand, and frost heaves. ";
    let sample = sample::said("Long", &[&text.repeat(BYTES / text.len()), "Yes."]);
    sample.serve(&network);
    let tab = browser.open(&sample.url)?;
    let popup = browser.press_button(&tab)?;
    hooks::popup_ready(browser, &popup)?;
    browser.wait_for(&popup, "document.querySelector('#kind-upload')")?;
    browser.click(&popup, "#kind-upload")?;
    browser.fill(&popup, "#server", &format!("https://{HOST}"))?;
    browser.click(&popup, "#use-server")?;
    browser.wait_for(&popup, "!document.querySelector('#upload').hidden")?;
    let mut rounds = Vec::new();
    for round in 0..=ROUNDS {
        // Another title: the same would be sent again as it is.
        browser.fill(&popup, "#title", &format!("Round {round}"))?;
        let taken = browser.eval(&popup, PRESS)?;
        let refused = "document.querySelector('#upload-panel').dataset.upload === 'not-stored'";
        browser.wait_for(&popup, refused)?;
        let at = |n: usize| taken.get(n).and_then(Value::as_f64).context("no time");
        if round > 0 {
            rounds.push([at(0)?, at(1)?]);
        }
    }
    Ok([0, 1].map(|part| Spread::of(rounds.iter().map(|round| round[part]))))
}
