//! `cargo xtask bench viewer`: how soon a reader sees a conversation in the viewer that a host serves, beside
//! PrivateBin's own page; how a long one scrolls; and whether twice the text takes twice as long.
//!
//! PrivateBin's files are no part of this repository: `CHATLINK_PRIVATEBIN` names a folder with them, which
//! `php` serves. Without the two its row is left out, and the table says so.

use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use driver::{Browser, Found, Kind, Network, Options, Page, Request, Response};
use serde_json::{Value, json};

use super::open::conversation;
use super::{Spread, write};
use crate::process::{self, Steps};
use crate::{build, page, repo, tools};

/// Openings that count; one before them does not.
const ROUNDS: usize = 9;
/// The same where only a ratio is wanted.
const FEW: usize = 3;
const VIEWER: &str = "viewer.example";
const BIN: &str = "bin.example";

/// Stands first in every page that is measured, theirs and ours: notes when there was a frame with
/// the first message and one with everything, what moved, and what took long.
const PROBE: &str = "(() => {
    const seen = (window.seen = { shift: 0, long: [] });
    const painted = (name) => {
        if (name in seen) return;
        seen[name] = 0;
        // After the frame that shows it.
        requestAnimationFrame(() => setTimeout(() => (seen[name] = performance.now())));
    };
    new MutationObserver(() => {
        const theirs = document.querySelector('#plaintext, #prettyprint') !== null;
        const text = ['#plaintext', '#prettyprint'].map((one) => document.querySelector(one)?.textContent ?? '');
        const whole = theirs && text.some((one) => one.length > 20_000);
        if (whole || document.querySelector('.message')) painted('first');
        if (whole || document.documentElement?.dataset.state === 'ready') painted('all');
    }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    const watch = (type, hear) =>
        new PerformanceObserver((list) => list.getEntries().forEach(hear)).observe({ type, buffered: true });
    watch('layout-shift', (one) => (seen.shift += one.hadRecentInput ? 0 : one.value));
    watch('longtask', (one) => seen.long.push([one.startTime, one.duration]));
})();";

/// Goes through the page a screen at a time, and gives the tasks over 50 ms and the longest frame.
const SCROLL: &str = "(async () => {
    const frame = () => new Promise(requestAnimationFrame);
    await frame();
    const from = performance.now();
    let last = from, longest = 0, frames = 0;
    const end = () => scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
    while (!end() && frames < 5000) {
        scrollBy({ top: innerHeight * 0.9, behavior: 'instant' });
        await frame();
        const now = performance.now();
        longest = Math.max(longest, now - last);
        last = now;
        frames += 1;
    }
    await new Promise((done) => setTimeout(done, 300));
    return [seen.long.filter(([start]) => start >= from).map(([, time]) => time), longest, frames];
})()";

/// Texts that could take more than their length: what each repeats.
const HOSTILE: [(&str, &str); 8] = [
    ("emphasis that never ends", "*a **b _c "),
    ("brackets", "[a]([b]!["),
    ("quotes inside quotes", "> > > > > > a\n"),
    ("lists inside lists", "- a\n  - b\n    - c\n"),
    ("rows of a table", "| a | b |\n| - | - |\n| c | d |\n"),
    ("code", "```rust\nfn a() { \"b\"; /* c */ }\n```\n"),
    ("HTML", "<a href=\"x\"><b onclick=y>&amp;"),
    ("images", "![a](https://images.example/b.png) "),
];

/// Bytes of the smaller of two texts.
const HALF: usize = 400 << 10;

/// Bytes of the longest message that is scrolled through a thousand times.
const SHORT: usize = 3 << 10;

/// The limits: first message and all of 64 KB, in milliseconds; a task while scrolling; twice the text.
const LIMITS: (f64, f64, f64, f64) = (300.0, 800.0, 50.0, 2.5);

pub(crate) fn command(built: bool) -> Result<()> {
    let mut steps = Steps::new(2 + if built { 0 } else { build::STEPS });
    let found = steps.step("finding Chromium", || tools::browser(Kind::Chromium))?;
    if !built {
        build::steps(&mut steps)?;
    }
    let table = steps.step("opening", || measure(&found))?;
    println!("\n{table}");
    write("viewer", &table)
}

fn measure(found: &Found) -> Result<String> {
    let network = Network::start()?;
    network.host(VIEWER, ours);
    let (real, _) = conversation()?;
    let theirs = Theirs::start(&real);
    if let Ok(theirs) = &theirs {
        let port = theirs.port;
        network.host(BIN, move |request| {
            forward(request, port).unwrap_or_else(|_| Response::hang_up())
        });
    }
    let options = Options {
        extension: None,
        headless: true,
        proxy: Some(network.address()),
        profile: None,
        language: None,
    };
    let mut browser = driver::launch(found, &options)?;
    let browser = browser.as_mut();

    let ours = |codec| Ok::<_, anyhow::Error>(address(&share(&real, codec)?));
    let mut pages = vec![
        ("**Chatlink**, codec 2", ours("dense")?),
        ("**Chatlink**, codec 1", ours("deflate")?),
    ];
    if let Ok(theirs) = &theirs {
        pages.push((
            "**Chatlink**, the upload on PrivateBin's server",
            address(&theirs.spelt()?),
        ));
        pages.push(("PrivateBin's own page", theirs.link.clone()));
    }
    let mut table = String::from(
        "| 64 KB of a conversation | first message painted: median | fastest | slowest | all painted: median | fastest | slowest | layout shift |\n\
         | --- | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    // Turn by turn, so that what else the machine does falls on all of them.
    let mut rounds = vec![Vec::new(); pages.len()];
    for round in 0..=ROUNDS {
        for (page, rounds) in pages.iter().zip(&mut rounds) {
            let opened = opening(browser, &page.1)?;
            if round > 0 {
                rounds.push(opened);
            }
        }
    }
    for ((name, _), rounds) in pages.iter().zip(&rounds) {
        let [first, all, shift] = [0, 1, 2].map(|n| Spread::of(rounds.iter().map(|one| one[n])));
        let most = shift.0[2];
        table += &format!("| {name} | {first} | {all} | {most:.3} |\n");
        if name.contains("Chatlink") && (first.middle() > LIMITS.0 || all.middle() > LIMITS.1) {
            println!(
                "      {name}: more than the limits, {} and {} ms",
                LIMITS.0, LIMITS.1
            );
        }
    }
    match &theirs {
        Ok(theirs) => {
            table += &format!("\nPrivateBin {} under `php -S`.\n", theirs.version);
        }
        Err(reason) => table += &format!("\nPrivateBin's page was not measured: {reason:#}.\n"),
    }
    table += &scrolling(browser, &real)?;
    table += &doubling(browser, &real)?;
    table += &format!(
        "\n{}, medians of {ROUNDS} openings after one that does not count, pages in turn, a machine of {} processors.\n",
        found.version,
        std::thread::available_parallelism()?,
    );
    Ok(table)
}

/// One opening in a new tab: first message, all, and what moved.
fn opening(browser: &mut dyn Browser, address: &str) -> Result<[f64; 3]> {
    let page = shown(browser, address)?;
    let told = browser.eval(&page, "[seen.first, seen.all, seen.shift]")?;
    browser.close(&page)?;
    let number = |n: usize| told.get(n).and_then(Value::as_f64).context("no time");
    Ok([number(0)?, number(1)?, number(2)?])
}

/// A page that shows all of it.
fn shown(browser: &mut dyn Browser, address: &str) -> Result<Page> {
    let page = browser.open(address)?;
    browser.wait_for(&page, "window.seen?.all > 0 && seen.first > 0")?;
    Ok(page)
}

fn scrolling(browser: &mut dyn Browser, real: &Value) -> Result<String> {
    // Without its longest messages, since links end at a million characters.
    let mut short = real.clone();
    if let Some(messages) = short["messages"].as_array_mut() {
        messages.retain(|one| one["markdown"].as_str().is_some_and(|it| it.len() <= SHORT));
    }
    let long = many(&short, 1_000, usize::MAX);
    let page = shown(browser, &address(&share(&long, "deflate")?))?;
    let told = browser.eval(&page, SCROLL)?;
    browser.close(&page)?;
    let tasks: Vec<f64> = serde_json::from_value(told[0].clone())?;
    let longest = tasks.iter().copied().fold(0.0, f64::max);
    if longest > LIMITS.2 {
        println!("      a task of {longest:.0} ms while scrolling");
    }
    Ok(format!(
        "\n1,000 messages, scrolled through a screen at a time: {} tasks over 50 ms{}; the longest of {} frames took {:.0} ms.\n",
        tasks.len(),
        if tasks.is_empty() {
            String::new()
        } else {
            format!(", the longest {longest:.0} ms")
        },
        told[2],
        told[1].as_f64().unwrap_or(f64::NAN),
    ))
}

/// Twice the text, for a real conversation and for hostile ones.
fn doubling(browser: &mut dyn Browser, real: &Value) -> Result<String> {
    let one =
        |text: String| json!({"title": "", "messages": [{"role": "assistant", "markdown": text}]});
    let least = median(browser, &one("a".to_owned()))?;
    let mut table = format!(
        "\n| all painted (an empty conversation: {least:.0} ms) | {} KB | {} KB | times | times, without the empty one |\n\
         | --- | --- | --- | --- | --- |\n",
        HALF >> 10,
        HALF >> 9,
    );
    let texts = std::iter::once(("a real conversation", None))
        .chain(HOSTILE.map(|(name, text)| (name, Some(text))));
    for (name, text) in texts {
        let mut times = [0.0; 2];
        for (at, bytes) in [HALF, 2 * HALF].into_iter().enumerate() {
            let whole = match text {
                Some(text) => one(text.repeat(bytes / text.len())),
                None => many(real, usize::MAX, bytes),
            };
            times[at] = median(browser, &whole)?;
        }
        let ratio = times[1] / times[0];
        let beyond = (times[1] - least) / (times[0] - least).max(1.0);
        table += &format!(
            "| {name} | {:.0} ms | {:.0} ms | {ratio:.2} | {beyond:.2} |\n",
            times[0], times[1]
        );
        if ratio > LIMITS.3 {
            println!("      {name}: {ratio:.2} times as long");
        }
    }
    Ok(table)
}

fn median(browser: &mut dyn Browser, conversation: &Value) -> Result<f64> {
    let address = address(&share(conversation, "deflate")?);
    let mut times = Vec::new();
    for _ in 0..FEW {
        times.push(opening(browser, &address)?[1]);
    }
    Ok(Spread::of(times.into_iter()).middle())
}

/// The messages again and again, until there are so many or so many bytes.
fn many(real: &Value, count: usize, bytes: usize) -> Value {
    let messages = real["messages"].as_array().map_or(&[][..], Vec::as_slice);
    let mut left = bytes;
    let whole: Vec<_> = messages
        .iter()
        .cycle()
        .take(count)
        .take_while(|message| {
            let length = message["markdown"].as_str().map_or(0, str::len);
            let fits = left >= length;
            left = left.saturating_sub(length.max(1));
            fits
        })
        .collect();
    json!({"title": real["title"], "messages": whole})
}

fn address(payload: &str) -> String {
    format!("https://{VIEWER}/#{payload}")
}

fn share(conversation: &Value, codec: &str) -> Result<String> {
    let link = chatlink(conversation, &["share", "--codec", codec])?;
    let (_, payload) = link.trim().split_once('#').context("the link has no #")?;
    Ok(payload.to_owned())
}

/// The command line, with a conversation as its file.
fn chatlink(conversation: &Value, words: &[&str]) -> Result<String> {
    let file = repo::target().join("bench-viewer.json");
    fs::write(&file, serde_json::to_vec(conversation)?)?;
    let run = [
        "run",
        "--quiet",
        "--release",
        "--package",
        "chatlink",
        "--bin",
        "chatlink",
        "--",
    ];
    let mut command = process::cargo(&run);
    let said = process::output(command.args(words).arg(&file));
    fs::remove_file(&file)?;
    said
}

/// The folder that a host serves, with the probe in its page.
fn ours(request: &Request) -> Response {
    let name = request.path().split('?').next().unwrap_or_default();
    let name = name.trim_start_matches('/');
    if name == "probe.js" {
        return Response::new("text/javascript", PROBE);
    }
    let name = if name.is_empty() { "index.html" } else { name };
    let Ok(bytes) = fs::read(page::folder().join(name)) else {
        return Response::status(404);
    };
    let kind = match name.rsplit('.').next().unwrap_or_default() {
        "html" => return Response::html(probed(&String::from_utf8_lossy(&bytes))),
        "js" => "text/javascript",
        "css" => "text/css",
        "json" => "application/json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        _ => "application/octet-stream",
    };
    Response::new(kind, bytes)
}

fn probed(page: &str) -> String {
    page.replacen("<meta", "<script src=\"/probe.js\"></script><meta", 1)
}

/// PrivateBin's server, with the same conversation stored. Ends when dropped.
struct Theirs {
    process: Child,
    port: u16,
    link: String,
    version: String,
}

impl Theirs {
    fn start(conversation: &Value) -> Result<Self> {
        let folder = std::env::var_os("CHATLINK_PRIVATEBIN")
            .context("CHATLINK_PRIVATEBIN names no folder with its files")?;
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
            .local_addr()?
            .port();
        let server = format!("127.0.0.1:{port}");
        let process = Command::new("php")
            .args(["-S", &server, "-t"])
            .arg(&folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("php did not start")?;
        let mut theirs = Self {
            process,
            port,
            link: String::new(),
            version: version(Path::new(&folder))?,
        };
        let late = Instant::now() + Duration::from_secs(10);
        while TcpStream::connect(&server).is_err() {
            ensure!(Instant::now() < late, "php does not answer");
            std::thread::sleep(Duration::from_millis(20));
        }
        let server = format!("http://{server}/");
        let told = chatlink(conversation, &["upload", "--server", &server])?;
        let told: Value = serde_json::from_str(&told)?;
        let link = told["link"].as_str().context("no link")?;
        theirs.link = link.replacen(&server, &format!("https://{BIN}/"), 1);
        Ok(theirs)
    }
}

impl Theirs {
    /// The upload as the end of an address of our viewer (docs/FORMAT.md).
    fn spelt(&self) -> Result<String> {
        let (id, key) = self
            .link
            .split_once("/?")
            .context("no paste")?
            .1
            .split_once('#')
            .context("no key")?;
        Ok(format!("u/{BIN}/{id}/{key}"))
    }
}

impl Drop for Theirs {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What its history calls it.
fn version(folder: &Path) -> Result<String> {
    let history = fs::read_to_string(folder.join("CHANGELOG.md"))
        .context("CHATLINK_PRIVATEBIN has no CHANGELOG.md")?;
    let line = history.lines().find_map(|line| line.strip_prefix("## "));
    Ok(line.unwrap_or("of an unknown version").to_owned())
}

/// Asks PrivateBin's server the same, and puts the probe into its page.
fn forward(request: &Request, port: u16) -> Result<Response> {
    if request.path() == "/probe.js" {
        return Ok(Response::new("text/javascript", PROBE));
    }
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    let mut head = format!(
        "{} {} HTTP/1.0\r\nHost: {BIN}\r\n",
        request.method,
        request.path()
    );
    for name in ["accept", "x-requested-with"] {
        if let Some(value) = request.header(name) {
            head += &format!("{name}: {value}\r\n");
        }
    }
    stream.write_all(format!("{head}\r\n").as_bytes())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n");
    let end = end.context("no end of the head")?;
    let head = String::from_utf8_lossy(&answer[..end]).into_owned();
    let body = answer.split_off(end + 4);
    let header = |wanted: &str| {
        head.lines()
            .filter_map(|line| line.split_once(':'))
            .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
            .map(|(_, value)| value.trim().to_owned())
    };
    let kind = header("content-type").unwrap_or_default();
    let body = if kind.starts_with("text/html") {
        probed(&String::from_utf8_lossy(&body)).into_bytes()
    } else {
        body
    };
    let mut response = Response::new(&kind, body);
    // Its own rules for its page, and for who may ask.
    for name in ["content-security-policy", "access-control-allow-origin"] {
        if let Some(rules) = header(name) {
            response = response.with(name, &rules);
        }
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{many, probed};

    #[test]
    fn messages_again_and_again() {
        let real = json!({"title": "t", "messages": [{"markdown": "four"}, {"markdown": "two"}]});
        let count = |count, bytes| {
            many(&real, count, bytes)["messages"]
                .as_array()
                .map(Vec::len)
        };
        assert_eq!(count(5, usize::MAX), Some(5));
        assert_eq!(count(usize::MAX, 12), Some(3));
    }

    #[test]
    fn the_probe_stands_first() {
        let page = probed("<head><meta a><meta b>");
        assert_eq!(
            page,
            "<head><script src=\"/probe.js\"></script><meta a><meta b>"
        );
    }
}
