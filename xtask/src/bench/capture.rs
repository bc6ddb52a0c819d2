//! `cargo xtask bench capture`: how long it takes to read and understand a page, beside turndown
//! with its plugin on the same elements, and what a very long conversation costs.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use driver::network::Response;
use driver::{Browser, Found, Kind, Page, hooks};
use serde_json::Value;

use super::{Spread, write};
use crate::process::Steps;
use crate::stage::Stage;
use crate::{build, repo, tools};

/// Times that each page is opened; every time is a first time, for both.
const ROUNDS: usize = 5;
/// Messages of the very long conversation.
const MANY: usize = 1_000;

/// The largest saved pages: name, address, and the element that is read.
const PAGES: &[(&str, &str, &str)] = &[
    (
        "gemini--obs-deep-research",
        "https://gemini.google.com/app/0000000000000001",
        "body",
    ),
    (
        "claude--obs-chat-simple",
        "https://claude.ai/chat/00000000-0000-4000-8000-000000000001",
        "body",
    ),
    (
        "gemini--obs-chat-simple",
        "https://gemini.google.com/app/0000000000000002",
        "body",
    ),
    (
        "perplexity--lazy-complete",
        "https://www.perplexity.ai/search/a-question-00000001",
        "body",
    ),
    (
        "chatgpt--nun-real-capture",
        "https://chatgpt.com/c/00000000-0000-4000-8000-000000000001",
        "main",
    ),
];

/// Repeats the turns of a page until there are enough.
const REPEAT: &str = "(() => {
    const turns = [...document.querySelectorAll('article[data-testid^=\"conversation-turn-\"]')];
    const list = turns.at(-1).parentElement;
    for (let n = turns.length; n < MANY; n += 1) {
        const copy = turns[n % turns.length].cloneNode(true);
        copy.dataset.testid = `conversation-turn-${n + 1}`;
        copy.dataset.turnId = `turn-${n + 1}`;
        list.append(copy);
    }
    return list.querySelectorAll('article').length;
})()";

/// Turndown with tables, strikethrough and tasks, on one element, in milliseconds.
const TURNDOWN: &str = "(() => {
    const root = document.querySelector('ROOT');
    const service = new TurndownService({ headingStyle: 'atx', codeBlockStyle: 'fenced' });
    service.use(turndownPluginGfm.gfm);
    const start = performance.now();
    const text = service.turndown(root);
    return [performance.now() - start, text.length];
})()";

/// What the popup noted of its first look: the page asked, answered, understood; and the memory it
/// holds.
const MARKS: &str = "(async () => {
    const at = (name) => performance.getEntriesByName(name)[0].startTime;
    const wasm = await (await import('/extension/wasm/chatlink.js')).default();
    const bytes = wasm.memory.buffer.byteLength + performance.memory.usedJSHeapSize;
    return [at('page-answered') - at('page-asked'), at('page-understood') - at('page-answered'), bytes];
})()";

pub(crate) fn command() -> Result<()> {
    let folder = saved_pages().context("no saved pages: name their folder by CHATLINK_SHARED")?;
    let mut steps = Steps::new(2 + build::STEPS);
    let found = steps.step("finding Chromium", || tools::browser(Kind::Chromium))?;
    build::steps(&mut steps)?;
    let table = steps.step("reading pages", || measure(&found, &folder))?;
    println!("\n{table}");
    write("capture", &table)
}

fn saved_pages() -> Option<PathBuf> {
    let folder = std::env::var_os("CHATLINK_SHARED")
        .map_or_else(|| repo::root().join("../shared"), PathBuf::from)
        .join("pages");
    folder.is_dir().then_some(folder)
}

fn measure(found: &Found, folder: &Path) -> Result<String> {
    let turndown = turndown()?;
    let mut stage = Stage::start(found)?;
    let (browser, network) = (stage.browser.as_mut(), &stage.network);
    for (_, url, _) in PAGES {
        let host = url.split('/').nth(2).unwrap_or_default();
        // Several pages of one host: the last part of the address tells them apart.
        let mine = PAGES
            .iter()
            .filter(|(_, other, _)| other.split('/').nth(2) == Some(host))
            .map(|(name, url, _)| {
                Ok((
                    (*url).to_owned(),
                    fs::read(folder.join(format!("{name}.html")))?,
                ))
            })
            .collect::<Result<Vec<_>>>()?;
        network.host(host, move |request| {
            mine.iter()
                .find(|(url, _)| *url == request.url)
                .map_or_else(
                    || Response::status(404),
                    |(_, html)| Response::html(html.clone()),
                )
        });
    }
    let mut table = String::from(
        "| page | elements | read in the page | understood | together | turndown |\n\
         | --- | --- | --- | --- | --- | --- |\n",
    );
    for (name, url, root) in PAGES {
        let (mut ours, mut theirs, mut elements) = (Vec::new(), Vec::new(), 0.0);
        for _ in 0..ROUNDS {
            let tab = browser.open(url)?;
            let count = format!("document.querySelector('{root}').querySelectorAll('*').length");
            elements = browser.eval(&tab, &count)?.as_f64().unwrap_or(0.0);
            theirs.push(beside(browser, &tab, &turndown, root)?);
            ours.push(press(browser, &tab)?);
            browser.close(&tab)?;
        }
        let part = |n: usize| Spread::of(ours.iter().map(|marks| marks[n])).middle();
        let whole = Spread::of(ours.iter().map(|marks| marks[0] + marks[1])).middle();
        table.push_str(&format!(
            "| {name} | {elements} | {:.0} ms | {:.0} ms | {whole:.0} ms | {:.0} ms |\n",
            part(0),
            part(1),
            Spread::of(theirs.into_iter()).middle(),
        ));
    }
    let tab = browser.open(PAGES.last().map(|page| page.1).unwrap_or_default())?;
    let many = browser.eval(&tab, &REPEAT.replace("MANY", &MANY.to_string()))?;
    let marks = press(browser, &tab)?;
    table.push_str(&format!(
        "\nA conversation of {many} messages, made of the last page's turns: read in {:.0} ms, understood \
         in {:.0} ms, {:.0} MB in the popup afterwards (wasm and JavaScript).\n\n{}, medians of \
         {ROUNDS} first times each, a machine of {} processors.\n",
        marks[0],
        marks[1],
        marks[2] / 1_048_576.0,
        found.version,
        std::thread::available_parallelism()?,
    ));
    Ok(table)
}

/// One press of the button: milliseconds of reading and of understanding, and bytes.
fn press(browser: &mut dyn Browser, tab: &Page) -> Result<[f64; 3]> {
    let popup = browser.press_button(tab)?;
    hooks::popup_ready(browser, &popup)?;
    let marks = browser.eval(&popup, MARKS)?;
    browser.close(&popup)?;
    let number = |n: usize| {
        marks
            .get(n)
            .and_then(Value::as_f64)
            .context("a mark is missing")
    };
    Ok([number(0)?, number(1)?, number(2)?])
}

/// Turndown on the same element of the same page.
fn beside(browser: &mut dyn Browser, tab: &Page, turndown: &str, root: &str) -> Result<f64> {
    browser.eval(tab, turndown)?;
    let measured = browser.eval(tab, &TURNDOWN.replace("ROOT", root))?;
    measured
        .get(0)
        .and_then(Value::as_f64)
        .context("turndown measured nothing")
}

/// Its scripts as they come from npm, made global.
fn turndown() -> Result<String> {
    let one = tools::npm_package("turndown", "7.2.1")?.join("dist/turndown.js");
    let two =
        tools::npm_package("turndown-plugin-gfm", "1.0.2")?.join("dist/turndown-plugin-gfm.js");
    Ok(format!(
        "(() => {{ {}\n{}\n globalThis.TurndownService = TurndownService; \
         globalThis.turndownPluginGfm = turndownPluginGfm; return true; }})()",
        fs::read_to_string(one)?,
        fs::read_to_string(two)?
    ))
}
