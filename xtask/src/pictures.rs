//! Pictures of every page and state, to be looked at: in three languages, in light, dark and forced colours, wide
//! and narrow. The README's and the stores' are among them.

mod errors;
mod uploads;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use driver::sample;
use driver::{Browser, Kind, Network, Page, Response, Scheme, hooks};

use crate::build;
use crate::process::{self, Steps};
use crate::repo;
use crate::stage::Stage;
use crate::tools;

/// The pictures that the README shows, as they are named in `docs/pictures/`.
const README: [&str; 3] = ["popup-light", "viewer-light", "viewer-dark"];

/// The languages, the first of which needs no package of its own: long words, and from right to left.
const LANGUAGES: [&str; 3] = ["en", "de", "ar"];

/// The size that both stores take.
const STORE: (u32, u32) = (1280, 800);

/// `cargo xtask pictures`.
///
/// # Errors
/// No browser, or a page does not come to the state that the picture is of.
pub(crate) fn command(built: bool, only_uploads: bool) -> Result<()> {
    let mut steps = Steps::new(if built { 2 } else { build::STEPS + 2 });
    let found = steps.step("finding a browser", || tools::browser(Kind::Chromium))?;
    if !built {
        build::steps(&mut steps)?;
    }
    steps.step("taking the pictures", || {
        let folder = repo::target().join("pictures");
        for language in LANGUAGES {
            let Stage { browser, network } = Stage::speaking(&found, language)?;
            let mut camera = Camera {
                browser,
                folder: folder.join(language),
                // The colours do not depend on the language.
                schemes: if language == "en" {
                    &Scheme::ALL
                } else {
                    &Scheme::ALL[1..]
                },
            };
            if !camera.speaks(language)? {
                println!(
                    "      none in {language}: this Chromium speaks another (Debian: chromium-l10n)"
                );
                continue;
            }
            fs::create_dir_all(&camera.folder)?;
            if only_uploads {
                uploads::take(&mut camera, &network)?;
                println!("      in {}", camera.folder.display());
                return Ok(());
            }
            choosing(&mut camera, &network)?;
            popup(&mut camera, &network)?;
            long_links(&mut camera, &network)?;
            uploads::take(&mut camera, &network)?;
            settings(&mut camera)?;
            viewer(&mut camera)?;
            errors::take(&mut camera)?;
        }
        let shown = repo::root().join("docs/pictures");
        fs::create_dir_all(&shown)?;
        for name in README {
            let file = format!("{name}.png");
            fs::copy(folder.join("en").join(&file), shown.join(&file))?;
        }
        println!("      in {}", folder.display());
        Ok(())
    })
}

struct Camera {
    browser: Box<dyn Browser>,
    folder: PathBuf,
    schemes: &'static [Scheme],
}

impl Camera {
    /// Whether the extension's pages are in this language.
    fn speaks(&mut self, language: &str) -> Result<bool> {
        let url = format!("{}/{}", self.browser.origin(), hooks::VIEWER);
        let page = self.browser.open(&url)?;
        let spoken = self.browser.eval(&page, "chrome.i18n.getUILanguage()")?;
        self.browser.close(&page)?;
        Ok(spoken.as_str().is_some_and(|it| it.starts_with(language)))
    }

    /// In the size that stores take, in light.
    fn for_store(&mut self, page: &Page, name: &str) -> Result<()> {
        self.browser.resize(page, STORE.0, STORE.1)?;
        let file = self.folder.join(format!("store-{name}.png"));
        fs::write(file, self.browser.picture(page)?)?;
        Ok(())
    }

    /// In every scheme, light last, so that the page is left in it.
    fn take(&mut self, page: &Page, name: &str) -> Result<()> {
        for &scheme in self.schemes {
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
        if name == "viewer" {
            self.for_store(&page, name)?;
        }
        self.browser.resize(&page, 360, 740)?;
        self.take(&page, &format!("{name}-narrow"))?;
        self.browser.close(&page)
    }

    /// The whole of a page, however high, at this width.
    fn whole(&mut self, page: &Page, width: u32, name: &str) -> Result<()> {
        self.browser.resize(page, width, 740)?;
        let height = "document.documentElement.scrollHeight";
        let height = self.browser.eval(page, height)?;
        let height = u32::try_from(height.as_u64().unwrap_or(740))?;
        self.browser.resize(page, width, height)?;
        self.take(page, name)
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
    password(camera, &popup)?;
    hooks::copy_link(camera.browser.as_mut(), &popup)?;
    camera.take(&popup, "popup-copied")?;
    qr(camera, &popup, "popup-qr")?;
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

/// What is masked, chosen and cut, in the popup and in its view as a tab.
fn choosing(camera: &mut Camera, network: &Network) -> Result<()> {
    // Put together here: it is nobody's, and stands in no file as one.
    let key = ["gh", "p_", "a1B2c3D4e5F6g7H8i9J0", "k1L2m3N4o5P6q7R8"].concat();
    let prompt = format!("My token {key} is refused by the server at 10.20.123.115. Why?");
    let answer = format!(
        "Tokens such as {key} end after ninety days. Ask mia@garden.example for another one."
    );
    let sample = sample::said(
        "Deploying the plans of the shed",
        &[
            &prompt,
            &answer,
            "How deep must the posts stand?",
            "Below the frost line: some 80 cm here.",
            "Thanks!",
            "You are welcome.",
        ],
    );
    sample.serve(network);
    let tab = camera.browser.open(&sample.url)?;
    let popup = camera.browser.press_button(&tab)?;
    hooks::popup_ready(camera.browser.as_mut(), &popup)?;
    let tab_view = "new URLSearchParams({tab: (await chrome.tabs.query({active: true}))[0].id})";
    let id = camera
        .browser
        .eval(&popup, &format!("(async () => `${{{tab_view}}}`)()"))?;
    camera.take(&popup, "masks")?;
    states(camera, &popup, "")?;
    camera.browser.close(&popup)?;

    let id = id.as_str().context("no number of a tab")?;
    let url = format!("{}/extension/popup.html?{id}", camera.browser.origin());
    let wide = camera.browser.open(&url)?;
    hooks::popup_ready(camera.browser.as_mut(), &wide)?;
    camera.browser.resize(&wide, 1000, 800)?;
    camera.take(&wide, "masks-tab")?;
    camera.for_store(&wide, "popup")?;
    camera.browser.resize(&wide, 1000, 800)?;
    states(camera, &wide, "-tab")?;
    camera.browser.resize(&wide, 360, 640)?;
    camera.take(&wide, "masks-narrow")?;
    states(camera, &wide, "-narrow")?;
    camera.browser.close(&wide)
}

/// Each state of the panel and each dialog, and back.
fn states(camera: &mut Camera, page: &Page, name: &str) -> Result<()> {
    camera.browser.click(page, "#review")?;
    if name.is_empty() {
        camera.browser.fill(page, "#own-word", "Mia")?;
        camera.browser.click(page, "#add-word")?;
        camera
            .browser
            .click(page, "#findings li:nth-child(2) input")?;
    }
    camera.take(page, &format!("review{name}"))?;
    camera.browser.click(page, "#review-done")?;
    camera.browser.click(page, "#choose")?;
    if name.is_empty() {
        camera.browser.click(page, "[data-pick='2']")?;
    }
    camera.take(page, &format!("choose{name}"))?;
    camera.browser.click(page, "#cut-text")?;
    camera.take(page, &format!("cut{name}"))?;
    camera.browser.click(page, "#cut-done")?;
    camera.browser.click(page, "#choose-done")?;
    camera.take(page, &format!("chosen{name}"))?;
    camera.browser.click(page, "#until")?;
    camera.take(page, &format!("until{name}"))?;
    camera.browser.click(page, "#until")?;
    camera.browser.click(page, "#save")?;
    // The tab's view resumes the draft, in which the question was answered.
    if name.is_empty() {
        camera.take(page, "ask")?;
        camera.browser.click(page, "#ask-share")?;
    }
    camera.take(page, &format!("files{name}"))?;
    camera.browser.click(page, "#files-done")
}

/// A link with a password: asked for, weak, locked; and back.
fn password(camera: &mut Camera, popup: &Page) -> Result<()> {
    hooks::link_made(camera.browser.as_mut(), popup)?;
    camera.browser.click(popup, "#lock")?;
    camera.take(popup, "popup-password-empty")?;
    for (name, password) in [
        ("weak", "frost"),
        ("locked", "four posts under a blue roof"),
    ] {
        camera.browser.fill(popup, "#link-password", password)?;
        let offered = "!document.querySelector('#copy').disabled";
        camera.browser.wait_for(popup, offered)?;
        camera.take(popup, &format!("popup-password-{name}"))?;
    }
    camera.browser.click(popup, ".reveal")?;
    camera.take(popup, "popup-password-shown")?;
    camera.browser.click(popup, "#lock")?;
    Ok(())
}

/// The code of the link, and back.
fn qr(camera: &mut Camera, popup: &Page, name: &str) -> Result<()> {
    let drawn = "document.querySelector('#qr-dialog[open] img')?.naturalWidth > 0";
    camera.browser.click(popup, "#qr")?;
    camera.browser.wait_for(popup, drawn)?;
    camera.take(popup, name)?;
    camera.browser.click(popup, "#qr-close")
}

/// Links that do not fit everywhere.
fn long_links(camera: &mut Camera, network: &Network) -> Result<()> {
    for (name, sample) in [("long", sample::long(80)), ("longer", sample::dense())] {
        sample.serve(network);
        let tab = camera.browser.open(&sample.url)?;
        let popup = camera.browser.press_button(&tab)?;
        hooks::popup_ready(camera.browser.as_mut(), &popup)?;
        camera.browser.click(&popup, "#savings summary")?;
        camera.take(&popup, &format!("popup-{name}"))?;
        if name == "long" {
            qr(camera, &popup, "popup-qr-dense")?;
        } else {
            camera.browser.click(&popup, "#qr")?;
            camera.take(&popup, "popup-qr-too-long")?;
        }
        camera.browser.close(&popup)?;
    }
    Ok(())
}

/// The settings and the page of the first day.
fn settings(camera: &mut Camera) -> Result<()> {
    let ready = "document.documentElement.dataset.state === 'ready'";
    for (name, file) in [("welcome", hooks::WELCOME), ("options", hooks::OPTIONS)] {
        let url = format!("{}/{file}", camera.browser.origin());
        let page = camera.browser.open(&url)?;
        camera.browser.wait_for(&page, ready)?;
        camera.whole(&page, 360, &format!("{name}-narrow"))?;
        camera.whole(&page, 1280, name)?;
        camera.for_store(&page, name)?;
        camera.browser.close(&page)?;
    }
    let url = format!("{}/{}", camera.browser.origin(), hooks::OPTIONS);
    let page = camera.browser.open(&url)?;
    camera.browser.wait_for(&page, ready)?;
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
    everything(camera, &fixtures.join("everything.json"))?;
    camera.viewer("", "viewer-empty")?;
    camera.viewer(&format!("#{cut}"), "viewer-cut")?;
    camera.viewer(&format!("#{damaged}"), "viewer-damaged")?;
    camera.viewer("#an-anchor-of-another-page", "viewer-not-ours")?;
    let locked = repo::root().join("tests/vectors/links/s01-sealed.txt");
    let locked = fs::read_to_string(locked)?;
    let locked = locked.lines().find(|line| line.starts_with("https://"));
    let (_, locked) = locked
        .and_then(|link| link.split_once('#'))
        .context("no link with a password")?;
    camera.viewer(&format!("#{locked}"), "viewer-locked")?;
    wrong_password(camera, locked)
}

/// A conversation with everything in it, from its title to its end: wide, on a phone and on paper.
fn everything(camera: &mut Camera, fixture: &Path) -> Result<()> {
    let image = fs::read(repo::root().join("extension/icons/icon-128.png"))?;
    let image = format!("data:image/png;base64,{}", STANDARD.encode(image));
    let text = fs::read_to_string(fixture)?.replace("$IMAGE", &image);
    let file = camera.folder.join("everything.json");
    fs::write(&file, text)?;
    let payload = payload(&file)?;
    let page = hooks::open_in_viewer(camera.browser.as_mut(), &format!("#{payload}"))?;
    for (name, width) in [("", 1280), ("-phone", 360)] {
        camera.whole(&page, width, &format!("everything{name}"))?;
    }
    // A4 at 96 dots an inch.
    camera.browser.resize(&page, 794, 1123)?;
    camera.browser.as_printed(&page)?;
    let picture = camera.browser.picture(&page)?;
    fs::write(camera.folder.join("everything-print.png"), picture)?;
    camera.browser.close(&page)
}

/// A password that does not open the link.
fn wrong_password(camera: &mut Camera, locked: &str) -> Result<()> {
    let browser = camera.browser.as_mut();
    let page = hooks::open_in_viewer(browser, &format!("#{locked}"))?;
    browser.fill(&page, "#password-field", "not this one")?;
    browser.click(&page, "#unlock")?;
    browser.wait_for(&page, "document.querySelector('.wrong:not([hidden])')")?;
    for (name, width, height) in [("", 1280, 900), ("-narrow", 360, 740)] {
        camera.browser.resize(&page, width, height)?;
        camera.take(&page, &format!("viewer-locked-wrong{name}"))?;
    }
    camera.browser.close(&page)
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
