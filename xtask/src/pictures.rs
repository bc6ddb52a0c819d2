//! Pictures of every page and state, in light and dark, to be looked at; the README's are among
//! them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use driver::sample;
use driver::{Browser, Kind, Network, Options, Page, Response, Scheme, hooks};

use crate::build;
use crate::process::{self, Steps};
use crate::repo;
use crate::tools;

/// The pictures that the README shows, as they are named in `docs/pictures/`.
const README: [&str; 3] = ["popup-light", "viewer-light", "viewer-dark"];

/// `cargo xtask pictures`.
///
/// # Errors
/// No browser, or a page does not come to the state that the picture is of.
pub(crate) fn command() -> Result<()> {
    let mut steps = Steps::new(build::STEPS + 2);
    let found = steps.step("finding a browser", || tools::browser(Kind::Chromium))?;
    build::steps(&mut steps)?;
    steps.step("taking the pictures", || {
        let network = Network::start()?;
        let options = Options {
            extension: Some(repo::root()),
            headless: true,
            proxy: Some(network.address()),
        };
        let mut camera = Camera {
            browser: driver::launch(&found, &options)?,
            folder: repo::target().join("pictures"),
        };
        fs::create_dir_all(&camera.folder)?;
        popup(&mut camera, &network)?;
        options_page(&mut camera)?;
        viewer(&mut camera)?;
        let shown = repo::root().join("docs/pictures");
        fs::create_dir_all(&shown)?;
        for name in README {
            let file = format!("{name}.png");
            fs::copy(camera.folder.join(&file), shown.join(&file))?;
        }
        println!("      in {}", camera.folder.display());
        Ok(())
    })
}

struct Camera {
    browser: Box<dyn Browser>,
    folder: PathBuf,
}

impl Camera {
    /// Both schemes, dark first, so that the page is left in light.
    fn take(&mut self, page: &Page, name: &str) -> Result<()> {
        for scheme in [Scheme::Dark, Scheme::Light] {
            self.browser.prefer(page, scheme)?;
            let file = self.folder.join(format!("{name}-{}.png", scheme.name()));
            fs::write(file, self.browser.picture(page)?)?;
        }
        Ok(())
    }

    /// A page of the viewer, wide and narrow.
    fn viewer(&mut self, fragment: &str, name: &str) -> Result<()> {
        let url = format!("{}/{}{fragment}", self.browser.origin(), hooks::VIEWER);
        let page = self.browser.open(&url)?;
        let settled =
            "!['', 'opening', undefined].includes(document.documentElement.dataset.state)";
        self.browser.wait_for(&page, settled)?;
        self.browser.resize(&page, 1280, 900)?;
        self.take(&page, name)?;
        self.browser.resize(&page, 360, 740)?;
        self.take(&page, &format!("{name}-narrow"))?;
        self.browser.close(&page)
    }
}

fn popup(camera: &mut Camera, network: &Network) -> Result<()> {
    let sample = sample::shed()?;
    sample.serve(network);
    let tab = camera.browser.open(&sample.url)?;
    let popup = camera.browser.press_button(&tab)?;
    hooks::popup_ready(camera.browser.as_mut(), &popup)?;
    camera.browser.click(&popup, "#tab-links")?;
    let count = "document.querySelector('#links-list').dataset.count";
    camera
        .browser
        .wait_for(&popup, &format!("{count} === '0'"))?;
    camera.take(&popup, "links-empty")?;
    camera.browser.click(&popup, "#tab-share")?;
    camera.browser.fill(&popup, "#author", "Mia")?;
    camera.take(&popup, "popup")?;
    hooks::copy_link(camera.browser.as_mut(), &popup)?;
    camera.take(&popup, "popup-copied")?;
    camera.browser.click(&popup, "#tab-links")?;
    camera
        .browser
        .wait_for(&popup, &format!("{count} === '1'"))?;
    camera.browser.click(&popup, "[data-link-row] summary")?;
    camera.take(&popup, "links")?;
    camera.browser.click(&popup, "[data-action=forget]")?;
    camera
        .browser
        .wait_for(&popup, "document.querySelector('#undo')")?;
    camera.take(&popup, "links-forgotten")?;
    camera.browser.close(&popup)?;

    network.host("garden.example", |_| {
        Response::html("<!doctype html><title>Sheds</title><h1>Sheds</h1>")
    });
    for (name, url) in [
        ("popup-no-conversation", "https://garden.example/"),
        ("popup-forbidden", "chrome://version/"),
    ] {
        let tab = camera.browser.open(url)?;
        let popup = camera.browser.press_button(&tab)?;
        hooks::popup_error(camera.browser.as_mut(), &popup)?;
        camera.take(&popup, name)?;
        camera.browser.close(&popup)?;
    }
    Ok(())
}

fn options_page(camera: &mut Camera) -> Result<()> {
    let url = format!("{}/extension/options.html", camera.browser.origin());
    let page = camera.browser.open(&url)?;
    camera
        .browser
        .wait_for(&page, "document.documentElement.dataset.state === 'ready'")?;
    camera.take(&page, "options")?;
    camera.browser.fill(&page, "#base", "ftp://nowhere")?;
    camera.browser.click(&page, "#save")?;
    camera
        .browser
        .wait_for(&page, "document.querySelector('#said.bad')")?;
    camera.take(&page, "options-refused")
}

fn viewer(camera: &mut Camera) -> Result<()> {
    let fixtures = repo::root().join("tests/fixtures/viewer");
    let rich = payload(&fixtures.join("rich.json"))?;
    let arabic = payload(&fixtures.join("right-to-left.json"))?;
    let cut: String = rich.chars().take(rich.len() * 2 / 3).collect();
    let damaged = changed(&rich, rich.len() / 2);
    camera.viewer(&format!("#{rich}"), "viewer")?;
    camera.viewer(&format!("#{arabic}"), "viewer-right-to-left")?;
    camera.viewer("", "viewer-empty")?;
    camera.viewer(&format!("#{cut}"), "viewer-cut")?;
    camera.viewer(&format!("#{damaged}"), "viewer-damaged")?;
    camera.viewer("#an-anchor-of-another-page", "viewer-not-ours")
}

/// What the command line writes after the `#` for a conversation.
fn payload(file: &Path) -> Result<String> {
    let mut share = process::cargo(&[
        "run",
        "--quiet",
        "--package",
        "chatlink",
        "--bin",
        "chatlink",
    ]);
    let link = process::output(share.args(["--", "share"]).arg(file))?;
    let (_, payload) = link.trim().split_once('#').context("the link has no #")?;
    Ok(payload.to_owned())
}

/// The text with another letter at one place.
fn changed(text: &str, place: usize) -> String {
    let other = |c: char| if c == 'a' { 'b' } else { 'a' };
    let letters = text.chars().enumerate();
    letters
        .map(|(at, c)| if at == place { other(c) } else { c })
        .collect()
}
