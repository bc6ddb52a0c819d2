//! `cargo xtask bench masks`: how long it takes to find and mask what looks private, in the popup's
//! own wasm, on a megabyte of prose and on texts made to slow it down.

use anyhow::{Context, Result};
use driver::sample;
use driver::{Browser, Kind, Network, hooks};
use serde_json::Value;

use super::{Spread, write};
use crate::process::Steps;
use crate::stage::Stage;
use crate::{build, tools};

/// Bytes of each text.
const BYTES: usize = 1_000_000;
/// Times that each is looked at.
const ROUNDS: usize = 5;

/// Prose first: the others are compared with it.
const TEXTS: &[(&str, &str)] = &[
    (
        "prose",
        "The frost line decides how deep the posts of a shed must stand; see 12.5 cm at a=3. ",
    ),
    (
        "code",
        "const depth = posts.map((post) => post.length * 0.35); // see https://ground.example/frost\n",
    ),
    ("`a://`", "a://"),
    ("`a@`", "a@"),
    ("`a@b.co `", "a@b.co "),
    ("`key=`", "key="),
    ("`password=`", "password="),
    ("`a.b://a@`", "a.b://a@"),
    ("`1 `", "1 "),
    ("`1-`", "1-"),
    ("`(1`", "(1"),
    ("`+1 `", "+1 "),
    ("`1.2.3.4 `", "1.2.3.4 "),
    ("`eyJ-`", "eyJ-"),
    ("`sk-`", "sk-"),
    ("`-----BEGIN `", "-----BEGIN "),
    ("`GB82`", "GB82"),
    ("`Cookie: `", "Cookie: "),
    ("`Bearer `", "Bearer "),
    ("`a1:`", "a1:"),
    ("`https://1drv.ms/aaaaaa`", "https://1drv.ms/aaaaaa"),
    ("`&#95;`", "&#95;"),
    ("`%41`", "%41"),
];

/// Changes the title again and again, which looks at everything anew, and gives what the popup noted.
const LOOK: &str = "(() => {
    const title = document.querySelector('#title');
    performance.clearMarks();
    for (let n = 0; n <= ROUNDS; n += 1) {
        title.value = `Title ${n}`;
        title.dispatchEvent(new Event('input'));
    }
    const at = (name) => performance.getEntriesByName(name).map((mark) => mark.startTime);
    const from = at('look');
    return at('looked').map((end, n) => end - from[n]).slice(1);
})()";

pub(crate) fn command(built: bool) -> Result<()> {
    let mut steps = Steps::new(if built { 2 } else { 2 + build::STEPS });
    let found = steps.step("finding Chromium", || tools::browser(Kind::Chromium))?;
    if !built {
        build::steps(&mut steps)?;
    }
    let rows = steps.step("looking", || {
        let Stage {
            mut browser,
            network,
        } = Stage::start(&found)?;
        TEXTS
            .iter()
            .map(|(name, part)| Ok((*name, rounds(browser.as_mut(), &network, part)?)))
            .collect::<Result<Vec<_>>>()
    })?;
    let prose = rows.first().map_or(f64::NAN, |(_, spread)| spread.middle());
    let mut table = String::from(
        "| a megabyte of | median | fastest | slowest | to prose |\n| --- | --- | --- | --- | ---: |\n",
    );
    for (name, spread) in &rows {
        table += &format!("| {name} | {spread} | {:.1} |\n", spread.middle() / prose);
    }
    table += &format!("\n{}, {ROUNDS} times each.\n", found.version);
    println!("\n{table}");
    write("masks", &table)
}

/// A chat with this text, looked at again and again.
fn rounds(browser: &mut dyn Browser, network: &Network, part: &str) -> Result<Spread> {
    let text = part.repeat(BYTES / part.len());
    let text = text.replace('&', "&amp;");
    let sample = sample::said("Long", &[&text, "Yes."]);
    sample.serve(network);
    let tab = browser.open(&sample.url)?;
    let popup = browser.press_button(&tab)?;
    hooks::popup_ready(browser, &popup)?;
    let taken = browser.eval(&popup, &LOOK.replace("ROUNDS", &ROUNDS.to_string()))?;
    browser.close(&popup)?;
    browser.close(&tab)?;
    let taken = taken.as_array().context("the popup did not look")?;
    Ok(Spread::of(taken.iter().filter_map(Value::as_f64)))
}
