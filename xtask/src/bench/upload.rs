//! `cargo xtask bench upload`: a conversation of one megabyte, from the press of Upload until it is
//! encrypted, written down and about to be sent, in both browsers, with what was built last.

use anyhow::{Context, Result};
use driver::sample;
use driver::{Kind, hooks};
use serde_json::Value;

use super::{Spread, write};
use crate::process::Steps;
use crate::stage::{self, Stage};
use crate::tools;

/// Bytes of the conversation.
const BYTES: usize = 1_000_000;
/// Times that count; one before them does not.
const ROUNDS: usize = 7;
const HOST: &str = "bin.example";

/// Waits for the press, and listens to what the background tells every page: that it begins to send, and
/// that it is done. (What the popup shows is no measure: a server as near as this one may have answered
/// before the popup shows that it is being sent.) Meanwhile a clock of the popup ticks: its longest pause
/// is how long the popup stood still.
const LISTEN: &str = "window.measured = new Promise((done) => {
    const {onMessage} = (globalThis.browser ?? chrome).runtime;
    let from, last, tick, pause = 0, sending = 0;
    document.querySelector('#upload').addEventListener('click', () => {
        from = last = performance.now();
        tick = setInterval(() => {
            const now = performance.now();
            if (!sending) pause = Math.max(pause, now - last);
            last = now;
        }, 1);
    }, {once: true, capture: true});
    const listen = ({phase}) => {
        if (phase === 'sending') sending ||= performance.now() - from;
        if (phase !== 'done') return;
        clearInterval(tick);
        onMessage.removeListener(listen);
        done([sending, pause]);
    };
    onMessage.addListener(listen);
}), true";

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
    let mut stage = Stage::start(found)?;
    stage::serve_uploads(&stage.network, HOST);
    let browser = stage.browser.as_mut();
    let sample = sample::said("Long", &[&words(BYTES), "Yes."]);
    sample.serve(&stage.network);
    let tab = browser.open(&sample.url)?;
    let popup = browser.press_button(&tab)?;
    hooks::popup_ready(browser, &popup)?;
    // Else the shorter link would be made at the same time.
    hooks::link_made(browser, &popup)?;
    browser.wait_for(&popup, "document.querySelector('#kind-upload')")?;
    browser.click(&popup, "#kind-upload")?;
    browser.fill(&popup, "#server", &format!("https://{HOST}"))?;
    browser.click(&popup, "#use-server")?;
    browser.wait_for(&popup, "!document.querySelector('#upload').hidden")?;
    let mut rounds = Vec::new();
    for round in 0..=ROUNDS {
        // Another title: another upload, whatever became of the last.
        browser.fill(&popup, "#title", &format!("Round {round}"))?;
        browser.wait_for(&popup, "!document.querySelector('#upload').disabled")?;
        browser.eval(&popup, LISTEN)?;
        // A real press: Firefox asks for consent in it, the first time.
        browser.click(&popup, "#upload")?;
        let taken = browser.eval(&popup, "window.measured")?;
        let at = |n: usize| taken.get(n).and_then(Value::as_f64).context("no time");
        if round > 0 {
            rounds.push([at(0)?, at(1)?]);
        }
    }
    Ok([0, 1].map(|part| Spread::of(rounds.iter().map(|round| round[part]))))
}

/// So many bytes of words that seldom follow each other a second time: what is repeated would be packed to
/// nothing, and there would be nothing to encrypt.
fn words(bytes: usize) -> String {
    const PARTS: [&str; 16] = [
        "fro", "st ", "li", "ne ", "post", "s ", "gar", "den ", "sh", "ed ", "ro", "of ", "con",
        "crete ", "be", "am. ",
    ];
    let mut text = String::with_capacity(bytes + 8);
    let mut state = 1_u64;
    while text.len() < bytes {
        // Knuth's generator; its upper bits are the good ones.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let part = usize::try_from(state >> 60).unwrap_or_default();
        text.push_str(PARTS[part]);
    }
    text
}
