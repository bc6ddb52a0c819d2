//! Firefox, through Marionette.
//!
//! Every page, the popup included, is reached from the browser's own window: [`CHROME`] runs
//! there, and it sends [`FRAME`] into the process of a page.

use anyhow::{Context, Result, bail};
use base64::Engine;
use serde_json::{Value, json};

use crate::browser::{self, Browser, Menu, Options, Page, Scheme, until};
use crate::extension;
use crate::find::{Found, Kind};
use crate::marionette::Marionette;
use crate::process::{Process, Profile};

const CHROME: &str = include_str!("firefox/chrome.js");
const FRAME: &str = include_str!("firefox/frame.js");

/// The id of the extension's pages, which Firefox would choose anew in each profile.
const UUID: &str = "5ba4c3e9-9b3f-4b7c-8a64-2f1d7c0e6a11";

/// A running Firefox.
pub(crate) struct Firefox {
    marionette: Marionette,
    // After `marionette`: told to end before it is waited for.
    process: Process,
    origin: String,
    /// The id of the extension, for the browser.
    id: String,
    /// The element of the button in the toolbar.
    widget: String,
    /// Whether the extension may work in private windows.
    private: bool,
}

impl Firefox {
    /// Starts Firefox.
    pub(crate) fn launch(found: &Found, options: &Options) -> Result<Self> {
        let kept = options.profile.as_deref();
        let profile = Profile::new(kept, "chatlink-firefox-", "MarionetteActivePort")?;
        let folder = options
            .extension
            .as_ref()
            .map(|folder| folder.canonicalize())
            .transpose()?;
        let id = folder
            .as_deref()
            .map_or(Ok(String::new()), extension::firefox_id)?;
        std::fs::write(profile.path().join("user.js"), preferences(&id, options))?;
        let mut args = vec![
            "--marionette".to_owned(),
            // Marionette may touch the toolbar and the popup.
            "--remote-allow-system-access".to_owned(),
            "--no-remote".to_owned(),
            "--profile".to_owned(),
            profile.path().display().to_string(),
        ];
        if options.headless {
            args.push("--headless".to_owned());
        }
        args.push("about:blank".to_owned());

        let mut process = Process::start(found, profile, &args, &[])?;
        let announced = process.announcement("MarionetteActivePort", 1)?;
        let mut marionette = Marionette::connect(announced[0].parse()?)?;
        if let Some(folder) = folder {
            let addon = json!({"path": folder, "temporary": true});
            marionette.call("Addon:Install", addon)?;
        }
        // How Firefox makes the id of a widget: other characters become underscores.
        let safe = |letter: char| match letter {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '_' | '-' => letter.to_ascii_lowercase(),
            _ => '_',
        };
        let widget = format!(
            "{}-browser-action",
            id.chars().map(safe).collect::<String>()
        );
        let origin = format!("moz-extension://{UUID}");
        Ok(Self {
            marionette,
            process,
            origin,
            id,
            widget,
            private: false,
        })
    }

    /// Opens an address in a new tab, of a private window or of the first one.
    fn open_in(&mut self, url: &str, private: bool) -> Result<Page> {
        let id = self.call("open", "", json!({"private": private}))?;
        let id = id.as_str().context("no tab")?.to_owned();
        if url != "about:blank" {
            self.call("navigate", &id, json!({"url": url}))?;
            let loaded = until(|| {
                let loaded = self.call("loaded", &id, json!({}))?;
                Ok((loaded == true).then_some(()))
            })?;
            loaded.with_context(|| format!("{url} does not load"))?;
        }
        let page = Page { id, popup: false };
        // In its own pages Firefox lets nothing be evaluated.
        if !url.starts_with("about:") || url == "about:blank" {
            self.wait_for(&page, "document.readyState === 'complete'")?;
        }
        Ok(page)
    }

    /// Runs a command of [`CHROME`].
    fn call(&mut self, command: &str, page: &str, mut argument: Value) -> Result<Value> {
        argument["frame"] = FRAME.into();
        let script = json!({
            "script": CHROME,
            "args": [command, page, argument],
            "newSandbox": true,
            "scriptTimeout": 40_000,
        });
        let mut answer = self
            .marionette
            .call("WebDriver:ExecuteAsyncScript", script)?;
        let answer = &mut answer["value"];
        if let Some(error) = answer.get("error").and_then(Value::as_str) {
            bail!("{error}");
        }
        Ok(answer["value"].take())
    }
}

impl Browser for Firefox {
    fn kind(&self) -> Kind {
        Kind::Firefox
    }

    fn origin(&self) -> &str {
        &self.origin
    }

    fn open(&mut self, url: &str) -> Result<Page> {
        self.open_in(url, false)
    }

    fn open_private(&mut self, url: &str) -> Result<Page> {
        if !self.private {
            let id = self.id.clone();
            self.call("allow_private", "", json!({"id": id}))?;
            self.private = true;
        }
        self.open_in(url, true)
    }

    fn pages(&mut self) -> Result<Vec<(Page, String)>> {
        let pages = self.call("pages", "", json!({}))?;
        let pages = pages.as_array().context("no pages")?.iter().map(|pair| {
            let text = |n: usize| pair[n].as_str().unwrap_or_default().to_owned();
            let id = text(0);
            (
                Page {
                    popup: id == "popup",
                    id,
                },
                text(1),
            )
        });
        Ok(pages.collect())
    }

    fn press_button(&mut self, tab: &Page) -> Result<Page> {
        let widget = self.widget.clone();
        self.call("press", &tab.id, json!({"widget": widget}))?;
        let origin = self.origin.clone();
        let popup = until(|| {
            let pages = self.pages()?;
            Ok(pages
                .into_iter()
                .find(|(page, url)| page.popup && url.starts_with(&origin)))
        })?;
        let (popup, _) = popup.context("no popup opened")?;
        self.wait_for(&popup, "document.readyState !== 'loading'")?;
        Ok(popup)
    }

    fn choose_in_menu(&mut self, tab: &Page, menu: Menu, text: &str) -> Result<()> {
        let place = match menu {
            Menu::Page => "page",
            Menu::Selection => "selection",
            Menu::Button => "button",
        };
        let widget = self.widget.clone();
        let choice = json!({"place": place, "text": text, "widget": widget});
        self.call("menu", &tab.id, choice).map(drop)
    }

    fn press_shortcut(&mut self, tab: &Page, keys: &str) -> Result<()> {
        self.call("shortcut", &tab.id, json!({"keys": keys}))
            .map(drop)
    }

    fn background_runs(&mut self) -> Result<bool> {
        let origin = self.origin.clone();
        let runs = self.call("background", "", json!({"origin": origin}))?;
        Ok(runs == true)
    }

    fn eval(&mut self, page: &Page, expression: &str) -> Result<Value> {
        self.call("eval", &page.id, json!({"source": expression}))
    }

    fn click(&mut self, page: &Page, selector: &str) -> Result<()> {
        let middle = self.eval(page, &browser::middle_of(selector))?;
        let (x, y) = browser::point(&middle)?;
        self.call("mouse", &page.id, json!({"at": [x, y]}))
            .map(drop)
    }

    fn fill(&mut self, page: &Page, selector: &str, text: &str) -> Result<()> {
        self.click(page, selector)?;
        self.call("type", &page.id, json!({"text": text})).map(drop)
    }

    fn type_text(&mut self, page: &Page, text: &str) -> Result<()> {
        self.call("insert", &page.id, json!({"text": text}))
            .map(drop)
    }

    fn press_key(&mut self, page: &Page, key: &str) -> Result<()> {
        let (shift, key, number) = browser::key(key)?;
        let press = json!({"key": key, "number": number, "shift": shift});
        self.call("press_key", &page.id, press).map(drop)
    }

    fn clipboard(&mut self) -> Result<String> {
        let text = self.call("clipboard", "", json!({}))?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    fn close(&mut self, page: &Page) -> Result<()> {
        self.call("close", &page.id, json!({}))?;
        let gone = until(|| {
            let pages = self.pages()?;
            Ok((!pages.iter().any(|(open, _)| open == page)).then_some(()))
        })?;
        gone.context("the page does not close")
    }

    fn screenshot(&mut self, page: &Page) -> Result<Vec<u8>> {
        let picture = self.call("screenshot", &page.id, json!({}))?;
        let data = picture.as_str().context("no picture")?;
        Ok(base64::prelude::BASE64_STANDARD.decode(data)?)
    }

    fn prefer(&mut self, page: &Page, scheme: Scheme) -> Result<()> {
        let colours = json!({"scheme": scheme.brightness(), "forced": scheme.forced()});
        self.call("prefer", &page.id, colours).map(drop)
    }

    fn resize(&mut self, page: &Page, width: u32, height: u32) -> Result<()> {
        if page.popup {
            bail!("a popup chooses its size itself");
        }
        self.call(
            "resize",
            &page.id,
            json!({"width": width, "height": height}),
        )
        .map(drop)
    }

    fn kill(&mut self) -> Result<()> {
        self.process.kill()
    }

    fn wait_until_closed(&mut self) -> Result<()> {
        self.process.wait()
    }
}

impl Drop for Firefox {
    fn drop(&mut self) {
        let _ = self
            .marionette
            .call("Marionette:Quit", json!({"flags": ["eForceQuit"]}));
    }
}

/// The profile's preferences: nothing that talks to the network by itself, beside what
/// Marionette turns off anyway.
fn preferences(id: &str, options: &Options) -> String {
    let uuids = json!({id: UUID}).to_string();
    let mut all = vec![
        ("marionette.port", json!(0)),
        ("extensions.webextensions.uuids", json!(uuids)),
        ("intl.accept_languages", json!("en-US")),
        // An extension that is only loaded for a test keeps its data for the next start.
        (
            "extensions.webextensions.keepStorageOnUninstall",
            json!(true),
        ),
        ("extensions.webextensions.keepUuidOnUninstall", json!(true)),
        ("app.normandy.enabled", json!(false)),
        ("browser.aboutwelcome.enabled", json!(false)),
        (
            "browser.contentblocking.report.lockwise.enabled",
            json!(false),
        ),
        (
            "browser.newtabpage.activity-stream.feeds.system.topstories",
            json!(false),
        ),
        ("browser.region.network.url", json!("")),
        ("browser.safebrowsing.malware.enabled", json!(false)),
        ("browser.safebrowsing.phishing.enabled", json!(false)),
        ("browser.search.update", json!(false)),
        ("datareporting.policy.dataSubmissionEnabled", json!(false)),
        // What a person would be asked is taken as allowed: a test cannot press that button.
        ("extensions.webextOptionalPermissionPrompts", json!(false)),
        ("extensions.getAddons.cache.enabled", json!(false)),
        ("extensions.systemAddon.update.enabled", json!(false)),
        ("extensions.update.enabled", json!(false)),
        ("network.captive-portal-service.enabled", json!(false)),
        ("network.connectivity-service.enabled", json!(false)),
        (
            "services.settings.server",
            json!("data:,#remote-settings-dummy/v1"),
        ),
    ];
    if let Some(proxy) = options.proxy {
        let (host, port) = (json!(proxy.ip().to_string()), json!(proxy.port()));
        all.extend([
            ("network.proxy.type", json!(1)),
            ("network.proxy.http", host.clone()),
            ("network.proxy.http_port", port.clone()),
            ("network.proxy.ssl", host),
            ("network.proxy.ssl_port", port),
            ("network.proxy.no_proxies_on", json!("")),
            // Nothing goes past it, the loopback interface neither.
            ("network.proxy.allow_hijacking_localhost", json!(true)),
            ("network.proxy.failover_direct", json!(false)),
        ]);
    }
    let lines = all
        .iter()
        .map(|(name, value)| format!("user_pref({}, {value});\n", json!(name)));
    lines.collect()
}
