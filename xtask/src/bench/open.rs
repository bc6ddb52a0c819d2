//! `cargo xtask bench open`: how long a reader waits for a link of codec 2 with 64 KB of text, from
//! the start of the page on, and what its worker takes.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use driver::{Browser, Found, Kind, hooks};
use serde_json::Value;

use super::{Spread, write};
use crate::process::{self, Steps};
use crate::stage::Stage;
use crate::{build, repo, tools};

/// Bytes of text: titles, roles and all.
const TEXT: usize = 64 << 10;
/// Openings that count; what the first one of a browser costs is said apart.
const ROUNDS: usize = 15;
/// The most that the median may be, in milliseconds, and the worker's memory, in bytes.
const LIMITS: (f64, f64) = (400.0, 48e6);

/// What the viewer notes, in the order of what a reader sees, and what that is called.
const MARKS: [(&str, &str); 3] = [
    ("first-messages", "first messages shown"),
    ("unpacked", "the whole text unpacked"),
    ("shown", "all messages shown"),
];

/// The worker's script and wasm doing the same work in this page, and the memory it has then.
const MEMORY: &str = "(async () => {
    const { work } = await import('/extension/worker.js');
    let end;
    const task = { kind: 'unpack', bytes: BYTES, whole: true, limit: 8 << 20 };
    await work(task, async (message) => ((end = message.end), true));
    const wasm = await (await import('/extension/wasm/chatlink_worker.js')).default();
    return [end, wasm.memory.buffer.byteLength];
})()";

pub(crate) fn command() -> Result<()> {
    let mut steps = Steps::new(3 + build::STEPS);
    let found = steps.step("finding Chromium", || tools::browser(Kind::Chromium))?;
    build::steps(&mut steps)?;
    let (payload, text) = steps.step("making the link", payload)?;
    let table = steps.step("opening it", || measure(&found, &payload, text))?;
    println!("\n{table}");
    write("open", &table)
}

/// A link of codec 2 that holds the beginning of a real conversation, and how much text that is.
fn payload() -> Result<(String, usize)> {
    let (conversation, text) = conversation()?;
    let cut = repo::target().join("bench-open.json");
    fs::write(&cut, serde_json::to_vec(&conversation)?)?;
    let words = [
        "run",
        "--quiet",
        "--package",
        "chatlink",
        "--bin",
        "chatlink",
        "--",
    ];
    let mut share = process::cargo(&words);
    let link = process::output(share.args(["share", "--codec", "dense"]).arg(&cut))?;
    fs::remove_file(&cut)?;
    let (_, payload) = link.trim().split_once('#').context("the link has no #")?;
    Ok((payload.to_owned(), text))
}

/// The beginning of a real conversation, and how much text that is. The conversation lies beside the
/// repository.
pub(super) fn conversation() -> Result<(Value, usize)> {
    let folder = std::env::var_os("CHATLINK_SHARED")
        .map_or_else(|| repo::root().join("../shared"), PathBuf::from)
        .join("conversations/dev");
    let files =
        fs::read_dir(&folder).context("no conversations: CHATLINK_SHARED names their folder")?;
    let mut files: Vec<_> = files.flatten().map(|file| file.path()).collect();
    files.sort();
    for file in files {
        let mut conversation: Value = serde_json::from_slice(&fs::read(file)?)?;
        let Some(messages) = conversation["messages"].as_array_mut() else {
            continue;
        };
        let text = beginning(messages, TEXT);
        if text >= TEXT {
            return Ok((conversation, text));
        }
    }
    anyhow::bail!("no conversation has {TEXT} bytes");
}

/// Keeps the first messages with so many bytes of Markdown together, the last one cut; says how
/// many bytes there are.
fn beginning(messages: &mut Vec<Value>, most: usize) -> usize {
    let mut bytes = 0;
    let mut kept = 0;
    for message in messages.iter_mut() {
        let text = message["markdown"].as_str().unwrap_or_default();
        let end = text.floor_char_boundary(most - bytes);
        bytes += end;
        message["markdown"] = Value::from(&text[..end]);
        kept += 1;
        if bytes + 3 >= most {
            bytes = most;
            break;
        }
    }
    messages.truncate(kept);
    bytes
}

fn measure(found: &Found, payload: &str, text: usize) -> Result<String> {
    let mut stage = Stage::start(found)?;
    let browser = stage.browser.as_mut();
    let mut rounds = Vec::new();
    for _ in 0..=ROUNDS {
        rounds.push(open(browser, payload)?);
    }
    let first = rounds.remove(0);
    let memory = memory(browser, payload)?;
    let mut table =
        "| from the start of the page until | median | fastest | slowest | in a fresh browser |\n\
                     | --- | --- | --- | --- | --- |\n"
            .to_owned();
    let mut unpacked = 0.0;
    for (at, (mark, name)) in MARKS.iter().enumerate() {
        let spread = Spread::of(rounds.iter().map(|round| round[at]));
        if *mark == "unpacked" {
            unpacked = spread.middle();
        }
        table.push_str(&format!("| {name} | {spread} | {:.0} ms |\n", first[at]));
    }
    table.push_str(&format!(
        "\nThe worker's wasm has {:.1} MB of memory then. {} bytes of text in {} characters; {}, \
         {ROUNDS} openings after the first one, a machine of {} processors.\n",
        memory / 1e6,
        text,
        payload.len(),
        found.version,
        std::thread::available_parallelism()?,
    ));
    let (time, bytes) = LIMITS;
    if unpacked > time || memory > bytes {
        println!("      more than the limits: {time} ms, {bytes} bytes");
    }
    Ok(table)
}

/// One opening in a new tab: the marks, in milliseconds since the page began.
fn open(browser: &mut dyn Browser, payload: &str) -> Result<[f64; 3]> {
    let page = hooks::open_in_viewer(browser, &format!("#{payload}"))?;
    let names = MARKS.map(|(mark, _)| mark);
    let script =
        format!("{names:?}.map((name) => performance.getEntriesByName(name).at(-1)?.startTime)");
    let marks = browser.eval(&page, &script)?;
    browser.close(&page)?;
    let mut times = [0.0; 3];
    for (at, time) in times.iter_mut().enumerate() {
        *time = marks
            .get(at)
            .and_then(Value::as_f64)
            .context("a mark is missing")?;
    }
    Ok(times)
}

/// Bytes of the worker's wasm after the work.
fn memory(browser: &mut dyn Browser, payload: &str) -> Result<f64> {
    let page = browser.open(&format!("{}/{}", browser.origin(), hooks::VIEWER))?;
    browser.wait_for(&page, "document.documentElement.dataset.state === 'asking'")?;
    let bytes = format!("Uint8Array.of({})", inside(payload)?);
    let said = browser.eval(&page, &MEMORY.replace("BYTES", &bytes))?;
    browser.close(&page)?;
    ensure!(said[0] == "whole", "the worker ended with {}", said[0]);
    said[1].as_f64().context("no number of bytes")
}

/// The payload of codec 2 in a link: four bytes and the length stand before it. As numbers.
fn inside(link: &str) -> Result<String> {
    // One letter more may stand at the end, so that it is no sign.
    let letters = &link[..link.len() - usize::from(link.len() % 4 == 1)];
    let bytes = URL_SAFE_NO_PAD.decode(letters)?;
    let length = 1 + bytes.iter().skip(4).take_while(|byte| **byte > 127).count();
    let payload: Vec<_> = bytes.iter().skip(4 + length).map(u8::to_string).collect();
    Ok(payload.join(","))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{beginning, inside};

    #[test]
    fn what_stands_in_an_envelope() {
        // Number, checksum, a length of two bytes, two bytes; and a letter more.
        assert_eq!(inside("0gEBAYABBwg").unwrap(), "7,8");
        assert_eq!(inside("0gEBAYABBwgJA").unwrap(), "7,8,9");
    }

    #[test]
    fn the_beginning_of_a_conversation() {
        let mut messages = vec![
            json!({"markdown": "four"}),
            json!({"markdown": "a longer one"}),
            json!({"markdown": "never"}),
        ];
        assert_eq!(beginning(&mut messages, 10), 10);
        assert_eq!(
            messages,
            [json!({"markdown": "four"}), json!({"markdown": "a long"})]
        );
        assert_eq!(beginning(&mut messages, 100), 10);
    }
}
