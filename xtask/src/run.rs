//! `cargo xtask run`: the extension in a real browser, on a sample chat page.

use std::fs;
use std::path::Path;

use anyhow::{Result, bail};
use driver::sample::{self, Sample};
use driver::{Browser, Found, Kind, Network, Page, Scheme, hooks};

use crate::process::Steps;
use crate::stage::Stage;
use crate::{build, repo, tools};

/// Opens a browser for a person, or goes the whole way by itself.
pub(crate) fn command(kind: Option<Kind>, headless: bool) -> Result<()> {
    let display = std::env::var_os("DISPLAY").is_some_and(|name| !name.is_empty())
        || std::env::var_os("WAYLAND_DISPLAY").is_some()
        || cfg!(target_os = "macos");
    if !display && !headless {
        println!("There is no display here, so this is `run --headless`.");
    }
    let headless = headless || !display;

    let mut steps = Steps::new(2 + build::STEPS);
    let found = steps.step("finding a browser", || match kind {
        Some(kind) => tools::browser(kind),
        None => any_browser(),
    })?;
    build::steps(&mut steps)?;
    let name = found.kind.name();
    if headless {
        let title = format!("the whole way in {name}");
        steps.step(&title, || whole_way(&found))
    } else {
        steps.step(&format!("running {name}"), || for_a_person(&found))
    }
}

/// Whichever is there; else Chromium is installed.
fn any_browser() -> Result<Found> {
    match Kind::ALL
        .into_iter()
        .find(|&kind| driver::find(kind).is_ok())
    {
        Some(kind) => tools::browser(kind),
        None => tools::browser(Kind::Chromium),
    }
}

/// Starts the browser with the extension on a sample page that it takes for ChatGPT's.
pub(crate) fn start(
    found: &Found,
    sample: &Sample,
    headless: bool,
) -> Result<(Network, Box<dyn Browser>, Page)> {
    let Stage {
        mut browser,
        network,
    } = Stage::shown(found, !headless)?;
    sample.serve(&network);
    let tab = browser.open(&sample.url)?;
    Ok((network, browser, tab))
}

/// Leaves the browser open until it is closed.
fn for_a_person(found: &Found) -> Result<()> {
    let (_network, mut browser, _tab) = start(found, &sample::shed()?, false)?;
    println!("      A sample chat is open; press the Chatlink button in the toolbar.");
    println!("      (In this browser only the sample is reachable. Close it to end.)");
    browser.wait_until_closed()
}

/// Button, preview, copy, viewer; a picture of each, and the link.
fn whole_way(found: &Found) -> Result<()> {
    let sample = sample::shed()?;
    let (network, mut browser, tab) = start(found, &sample, true)?;
    let browser = browser.as_mut();
    let folder = repo::target().join("run");
    fs::create_dir_all(&folder)?;

    pictures(browser, &tab, &folder, "1-page")?;
    let popup = browser.press_button(&tab)?;
    hooks::popup_ready(browser, &popup)?;
    println!("      the popup shows a preview");
    pictures(browser, &popup, &folder, "2-popup")?;

    let link = hooks::copy_link(browser, &popup)?;
    println!("      the link is copied");
    pictures(browser, &popup, &folder, "3-copied")?;

    let viewer = hooks::open_in_viewer(browser, &link)?;
    let shown = hooks::messages(browser, &viewer)?.len();
    println!("      the viewer shows {shown} messages");
    pictures(browser, &viewer, &folder, "4-viewer")?;

    let foreign: Vec<_> = network
        .requests()
        .into_iter()
        .map(|request| request.url)
        .filter(|url| *url != sample.url)
        .collect();
    println!("\n{link}\n");
    println!(
        "      {} characters; pictures in {}",
        link.len(),
        folder.display()
    );
    if shown != sample.messages.len() {
        bail!(
            "the page has {} messages, the viewer {shown}",
            sample.messages.len()
        );
    }
    if !foreign.is_empty() {
        bail!("requests beside the page's own: {foreign:?}");
    }
    Ok(())
}

/// What is shown, in light and in dark.
fn pictures(browser: &mut dyn Browser, page: &Page, folder: &Path, name: &str) -> Result<()> {
    for scheme in [Scheme::Dark, Scheme::Light] {
        browser.prefer(page, scheme)?;
        let picture = browser.picture(page)?;
        fs::write(
            folder.join(format!("{name}-{}.png", scheme.name())),
            picture,
        )?;
    }
    Ok(())
}
