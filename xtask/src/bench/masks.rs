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
    ("`| key `", "| key "),
    ("`password is `", "password is "),
    ("`-p `", "-p "),
    ("`パスワード`", "パスワード"),
];

/// Changes the title again and again, and gives what the popup noted: how long it looked at the
/// whole when it read the page, and how long each key took.
const LOOK: &str = "(() => {
    const at = (name) => performance.getEntriesByName(name).map((mark) => mark.startTime);
    const first = at('looked')[0] - at('look')[0];
    const title = document.querySelector('#title');
    performance.clearMarks();
    const keys = [];
    for (let n = 0; n <= 5; n += 1) {
        title.value = `Title ${n}`;
        const from = performance.now();
        title.dispatchEvent(new Event('input'));
        keys.push(performance.now() - from);
    }
    return [first, keys.slice(1)];
})()";

/// What was measured of a text.
struct Row {
    /// Cutting, choosing, searching and masking everything for the first time.
    look: Spread,
    /// A key in the title, from the event until everything is made anew.
    key: Spread,
    /// From the start of the popup's page to its preview, laid out.
    preview: Spread,
}

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
        let mut rows = Vec::new();
        for (name, part) in TEXTS {
            rows.push((*name, row(browser.as_mut(), &network, part).context(*name)?));
        }
        Ok(rows)
    })?;
    let prose = rows.first().map_or(f64::NAN, |(_, row)| row.look.middle());
    let mut table = String::from(
        "| a megabyte of | median | fastest | slowest | to prose | a key | until the preview |\n\
         | --- | --- | --- | --- | ---: | ---: | ---: |\n",
    );
    for (name, row) in &rows {
        let (look, key, preview) = (&row.look, row.key.middle(), row.preview.middle());
        let to_prose = look.middle() / prose;
        table += &format!("| {name} | {look} | {to_prose:.1} | {key:.0} ms | {preview:.0} ms |\n");
    }
    table += &format!("\n{}, {ROUNDS} times each.\n", found.version);
    println!("\n{table}");
    write("masks", &table)
}

/// A chat with this text, looked at again and again.
fn row(browser: &mut dyn Browser, network: &Network, part: &str) -> Result<Row> {
    let text = part.repeat(BYTES / part.len());
    let text = text.replace('&', "&amp;");
    let sample = sample::said("Long", &[&text, "Yes."]);
    sample.serve(network);
    let (mut looks, mut keys, mut previews) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let tab = browser.open(&sample.url)?;
        let popup = browser.press_button(&tab)?;
        hooks::popup_ready(browser, &popup)?;
        // Answered once the page can answer: after the layout.
        let painted = "new Promise((done) => requestAnimationFrame(() => \
            setTimeout(() => done(performance.now()))))";
        let preview = browser.eval(&popup, painted)?;
        let taken = browser.eval(&popup, LOOK)?;
        browser.close(&popup)?;
        browser.close(&tab)?;
        previews.push(preview.as_f64().context("no preview")?);
        looks.push(taken[0].as_f64().context("the popup did not look")?);
        let list = taken[1].as_array().context("no keys")?;
        keys.extend(list.iter().filter_map(Value::as_f64));
    }
    Ok(Row {
        look: Spread::of(looks.into_iter()),
        key: Spread::of(keys.into_iter()),
        preview: Spread::of(previews.into_iter()),
    })
}
