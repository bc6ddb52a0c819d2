//! Chromium, through its DevTools protocol.

use std::collections::HashMap;

use anyhow::{Context, Result, bail};
use base64::Engine;
use serde_json::{Value, json};

use crate::browser::{self, Browser, Options, Page, Scheme, until};
use crate::devtools::DevTools;
use crate::extension;
use crate::find::{Found, Kind};
use crate::process::{Process, Profile};

/// A running Chromium.
pub(crate) struct Chromium {
    devtools: DevTools,
    // After `devtools`: told to end before it is waited for.
    process: Process,
    id: String,
    origin: String,
    /// The session of each page that was attached to, by target.
    sessions: HashMap<String, String>,
    /// The tab around each page that was opened here: the button is pressed on tabs.
    tabs: HashMap<String, String>,
    /// The target of the last popup.
    popup: Option<String>,
    /// Whether the extension may work in private windows.
    private: bool,
}

/// What is off: everything that talks to the network by itself, and first-run pages.
const QUIET: [&str; 16] = [
    "--no-first-run",
    "--no-default-browser-check",
    "--no-service-autorun",
    "--no-pings",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-client-side-phishing-detection",
    "--disable-search-engine-choice-screen",
    "--disable-features=OptimizationHints,MediaRouter,AutofillServerCommunication,Translate,NetworkTimeServiceQuerying",
    "--allow-browser-signin=false",
    "--metrics-recording-only",
    "--password-store=basic",
];

/// What the command line cannot turn off: the spelling dictionary, signing in, updates of
/// extensions (next check in the year 2200, in microseconds since 1601).
const PREFERENCES: &str = r#"{
    "browser": {"enable_spellchecking": false},
    "spellcheck": {"dictionaries": []},
    "signin": {"allowed": false, "allowed_on_next_startup": false},
    "extensions": {"autoupdate": {"next_check": "18903024000000000"}}
}"#;

impl Chromium {
    /// Starts Chromium.
    pub(crate) fn launch(found: &Found, options: &Options) -> Result<Self> {
        let kept = options.profile.as_deref();
        let profile = Profile::new(kept, "chatlink-chromium-", "DevToolsActivePort")?;
        let mut args: Vec<String> = QUIET.iter().map(|&flag| flag.to_owned()).collect();
        args.extend([
            format!("--user-data-dir={}", profile.path().display()),
            "--remote-debugging-port=0".to_owned(),
            "--remote-allow-origins=*".to_owned(),
            // Lets the DevTools protocol press the extension's button.
            "--enable-unsafe-extension-debugging".to_owned(),
        ]);
        // Elsewhere than on Linux it is a flag; there it is a variable.
        let language = options.language.as_deref().unwrap_or("en_US");
        args.push(format!("--lang={}", language.replace('_', "-")));
        let mut id = String::new();
        if let Some(folder) = &options.extension {
            let folder = folder.canonicalize()?;
            id = extension::chromium_id(&folder)?;
            args.push(format!("--load-extension={}", folder.display()));
        }
        if options.headless {
            // A popup grows no higher than the screen, which is 600 pixels unless it is said.
            args.extend(
                [
                    "--headless=new",
                    "--disable-gpu",
                    "--window-size=1280,900",
                    "--screen-info={1600x1200}",
                ]
                .map(str::to_owned),
            );
        }
        if root() {
            args.push("--no-sandbox".to_owned());
        }
        if let Some(proxy) = options.proxy {
            args.extend([
                format!("--proxy-server=http://{proxy}"),
                // Nothing goes past it, the loopback interface neither.
                "--proxy-bypass-list=<-loopback>".to_owned(),
                "--ignore-certificate-errors".to_owned(),
            ]);
        }
        args.push("about:blank".to_owned());

        let own = profile.path().join("Default");
        if !own.exists() {
            std::fs::create_dir(&own)?;
            std::fs::write(own.join("Preferences"), PREFERENCES)?;
        }
        let mut process = Process::start(found, profile, &args, &[("LANGUAGE", language)])?;
        let announced = process.announcement("DevToolsActivePort", 2)?;
        let devtools = DevTools::connect(announced[0].parse()?, &announced[1])?;
        let origin = format!("chrome-extension://{id}");
        Ok(Self {
            devtools,
            process,
            id,
            origin,
            sessions: HashMap::new(),
            tabs: HashMap::new(),
            popup: None,
            private: false,
        })
    }

    /// A command for the browser itself.
    fn call(&mut self, method: &str, params: Value) -> Result<Value> {
        self.devtools.call(None, method, params)
    }

    /// A command for a page.
    fn call_page(&mut self, page: &Page, method: &str, params: Value) -> Result<Value> {
        let session = match self.sessions.get(&page.id) {
            Some(session) => session.clone(),
            None => {
                let attached = self.call(
                    "Target.attachToTarget",
                    json!({"targetId": page.id, "flatten": true}),
                )?;
                let session = attached["sessionId"]
                    .as_str()
                    .context("no session")?
                    .to_owned();
                self.sessions.insert(page.id.clone(), session.clone());
                // Tabs in the back and popups behave as if the person looked at them.
                let focus = json!({"enabled": true});
                self.devtools
                    .call(Some(&session), "Emulation.setFocusEmulationEnabled", focus)?;
                session
            }
        };
        self.devtools.call(Some(&session), method, params)
    }

    /// The targets of one type, as `(id, address)`.
    fn targets(&mut self, kind: &str) -> Result<Vec<(String, String)>> {
        let filter = json!({"filter": [{"type": kind}]});
        let targets = self.call("Target.getTargets", filter)?;
        let infos = targets["targetInfos"].as_array().context("no targets")?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Ok(infos
            .iter()
            .map(|info| (text(&info["targetId"]), text(&info["url"])))
            .collect())
    }

    /// The target of the extension's background, while it is loaded.
    fn background(&mut self) -> Result<Option<String>> {
        let workers = self.targets("service_worker")?;
        let own = workers
            .into_iter()
            .find(|(_, url)| url.starts_with(&self.origin));
        Ok(own.map(|(id, _)| id))
    }

    /// A page of the extension that is not among `before`.
    fn new_popup(&mut self, before: &[(String, String)]) -> Result<Option<Page>> {
        let pages = self.targets("page")?;
        let found = pages.into_iter().find(|(id, url)| {
            url.starts_with(&self.origin) && !before.iter().any(|(known, _)| known == id)
        });
        Ok(found.map(|(id, _)| Page { id, popup: true }))
    }

    /// Lets the extension work in private windows: by the page in which a person would. The extension is
    /// loaded anew by that.
    fn allow_private(&mut self) -> Result<()> {
        if self.private {
            return Ok(());
        }
        let page = self.open("chrome://extensions/")?;
        // Without its mode for developers it would not start an unpacked one again.
        let allow = format!(
            "chrome.developerPrivate.updateProfileConfiguration({{inDeveloperMode: true}}).then(() => \
             chrome.developerPrivate.updateExtensionConfiguration(\
             {{extensionId: '{}', incognitoAccess: true}})).then(() => true)",
            self.id
        );
        self.eval(&page, &allow)?;
        let told = format!(
            "chrome.developerPrivate.getExtensionInfo('{}')\
             .then((it) => JSON.stringify([it.incognitoAccess, it.state]))",
            self.id
        );
        let mut last = Value::Null;
        let allowed = until(|| {
            last = self.eval(&page, &told)?;
            let told: Value = serde_json::from_str(last.as_str().unwrap_or("[]"))?;
            let works = told[0]["isActive"] == true && told[1] == "ENABLED";
            Ok(works.then_some(()))
        })?;
        allowed.with_context(|| format!("the extension is not allowed there: {last}"))?;
        self.close(&page)?;
        self.private = true;
        Ok(())
    }

    /// A tab of the browser that was just made, with the page in it.
    fn new_tab(&mut self, before: &[(String, String)], page: &str) -> Result<()> {
        let tab = self
            .targets("tab")?
            .into_iter()
            .find(|(id, _)| !before.iter().any(|(known, _)| known == id));
        let (tab, _) = tab.context("the new tab is nowhere")?;
        self.tabs.insert(page.to_owned(), tab);
        Ok(())
    }

    /// Goes to an address in a tab that was just made.
    fn go(&mut self, page: &Page, url: &str) -> Result<()> {
        if url != "about:blank" {
            let navigated = self.call_page(page, "Page.navigate", json!({"url": url}))?;
            if let Some(error) = navigated.get("errorText").and_then(Value::as_str) {
                bail!("{url}: {error}");
            }
        }
        self.wait_for(page, "document.readyState === 'complete'")?;
        Ok(())
    }

    /// Whether a page is still open.
    fn is_there(&mut self, page: &Page) -> Result<bool> {
        Ok(self.targets("page")?.iter().any(|(id, _)| *id == page.id))
    }

    /// A mouse event that the page takes for a person's.
    fn mouse(&mut self, page: &Page, kind: &str, (x, y): (f64, f64)) -> Result<()> {
        let event = json!({"type": kind, "x": x, "y": y, "button": "left", "clickCount": 1});
        self.call_page(page, "Input.dispatchMouseEvent", event)
            .map(drop)
    }
}

impl Browser for Chromium {
    fn kind(&self) -> Kind {
        Kind::Chromium
    }

    fn origin(&self) -> &str {
        &self.origin
    }

    fn open(&mut self, url: &str) -> Result<Page> {
        let before = self.targets("tab")?;
        let created = self.call("Target.createTarget", json!({"url": "about:blank"}))?;
        let id = created["targetId"]
            .as_str()
            .context("no target")?
            .to_owned();
        self.new_tab(&before, &id)?;
        let page = Page { id, popup: false };
        self.go(&page, url)?;
        Ok(page)
    }

    fn open_private(&mut self, url: &str) -> Result<Page> {
        self.allow_private()?;
        // DevTools itself makes no private windows; the extension may.
        let helper = self.open(&format!("{}/extension/welcome.html", self.origin.clone()))?;
        let (tabs, pages) = (self.targets("tab")?, self.targets("page")?);
        let open = "(async () => { \
            const open = (await chrome.windows.getAll()).find((it) => it.incognito); \
            if (open) await chrome.tabs.create({windowId: open.id, url: 'about:blank'}); \
            else await chrome.windows.create({incognito: true, url: 'about:blank'}); return true; })()";
        self.eval(&helper, open)?;
        let opened = until(|| {
            let now = self.targets("page")?;
            Ok(now
                .into_iter()
                .find(|(id, _)| !pages.iter().any(|(known, _)| known == id)))
        })?;
        let (id, _) = opened.context("no private window opens")?;
        self.new_tab(&tabs, &id)?;
        self.close(&helper)?;
        let page = Page { id, popup: false };
        self.go(&page, url)?;
        Ok(page)
    }

    fn pages(&mut self) -> Result<Vec<(Page, String)>> {
        let targets = self.targets("page")?;
        let pages = targets.into_iter().map(|(id, url)| {
            let popup = self.popup.as_ref() == Some(&id);
            (Page { id, popup }, url)
        });
        Ok(pages.collect())
    }

    fn press_button(&mut self, tab: &Page) -> Result<Page> {
        self.call("Target.activateTarget", json!({"targetId": tab.id}))?;
        let target = self
            .tabs
            .get(&tab.id)
            .context("not a tab that was opened here")?
            .clone();
        let before = self.targets("page")?;
        let press = json!({"id": self.id, "targetId": target});
        self.call("Extensions.triggerAction", press)?;
        let popup = until(|| self.new_popup(&before))?.context("no popup opened")?;
        self.popup = Some(popup.id.clone());
        self.wait_for(&popup, "document.readyState !== 'loading'")?;
        Ok(popup)
    }

    fn background_runs(&mut self) -> Result<bool> {
        Ok(self.background()?.is_some())
    }

    fn eval_in_background(&mut self, expression: &str) -> Result<Value> {
        let worker = self.background()?.context("the background is not loaded")?;
        let params = json!({"targetId": worker, "flatten": true});
        let attached = self.call("Target.attachToTarget", params)?;
        let session = attached["sessionId"].as_str().context("no session")?;
        let answer = self
            .devtools
            .call(Some(session), "Runtime.evaluate", evaluation(expression));
        // While somebody listens to it the browser never ends it.
        self.call("Target.detachFromTarget", json!({"sessionId": session}))?;
        evaluated(answer?)
    }

    fn eval(&mut self, page: &Page, expression: &str) -> Result<Value> {
        evaluated(self.call_page(page, "Runtime.evaluate", evaluation(expression))?)
    }

    fn click(&mut self, page: &Page, selector: &str) -> Result<()> {
        let middle = self.eval(page, &browser::middle_of(selector))?;
        let at = browser::point(&middle)?;
        self.mouse(page, "mouseMoved", at)?;
        self.mouse(page, "mousePressed", at)?;
        self.mouse(page, "mouseReleased", at)
    }

    fn fill(&mut self, page: &Page, selector: &str, text: &str) -> Result<()> {
        self.click(page, selector)?;
        let all = json!({"type": "keyDown", "commands": ["selectAll"]});
        self.call_page(page, "Input.dispatchKeyEvent", all)?;
        self.call_page(page, "Input.insertText", json!({"text": text}))
            .map(drop)
    }

    fn type_text(&mut self, page: &Page, text: &str) -> Result<()> {
        self.call_page(page, "Input.insertText", json!({"text": text}))
            .map(drop)
    }

    fn press_key(&mut self, page: &Page, key: &str) -> Result<()> {
        let (shift, key, number) = browser::key(key)?;
        // What a key writes makes it act: without it Enter presses no button.
        let text = match key {
            "Enter" => "\r",
            " " => " ",
            _ => "",
        };
        for kind in ["keyDown", "keyUp"] {
            let mut event = json!({
                "type": kind,
                "key": key,
                "code": if key == " " { "Space" } else { key },
                "windowsVirtualKeyCode": number,
                "modifiers": if shift { 8 } else { 0 },
            });
            if kind == "keyDown" && !text.is_empty() {
                event["text"] = json!(text);
            }
            let sent = self.call_page(page, "Input.dispatchKeyEvent", event);
            // A page that the key closed hears nothing of its coming up.
            if sent.is_err() && kind == "keyUp" && !self.is_there(page)? {
                return Ok(());
            }
            sent?;
        }
        Ok(())
    }

    fn clipboard(&mut self) -> Result<String> {
        // Pasted as a person would: reading it by script would need a permission. In the back,
        // since a popup closes when a tab comes to the front.
        let created = json!({"url": "about:blank", "background": true});
        let created = self.call("Target.createTarget", created)?;
        let id = created["targetId"]
            .as_str()
            .context("no target")?
            .to_owned();
        let page = Page { id, popup: false };
        self.eval(
            &page,
            "document.body.append(document.createElement('textarea'))",
        )?;
        self.eval(&page, "document.querySelector('textarea').focus()")?;
        let paste = json!({"type": "keyDown", "commands": ["paste"]});
        self.call_page(&page, "Input.dispatchKeyEvent", paste)?;
        let text = self.eval(&page, "document.querySelector('textarea').value")?;
        self.close(&page)?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    fn close(&mut self, page: &Page) -> Result<()> {
        self.call("Target.closeTarget", json!({"targetId": page.id}))?;
        self.sessions.remove(&page.id);
        self.tabs.remove(&page.id);
        let gone = until(|| {
            let pages = self.targets("page")?;
            Ok((!pages.iter().any(|(id, _)| *id == page.id)).then_some(()))
        })?;
        gone.context("the page does not close")
    }

    fn screenshot(&mut self, page: &Page) -> Result<Vec<u8>> {
        let picture = self.call_page(page, "Page.captureScreenshot", json!({"format": "png"}))?;
        let data = picture["data"].as_str().context("no picture")?;
        Ok(base64::prelude::BASE64_STANDARD.decode(data)?)
    }

    fn prefer(&mut self, page: &Page, scheme: Scheme) -> Result<()> {
        let features = json!([
            {"name": "prefers-color-scheme", "value": scheme.brightness()},
            {"name": "forced-colors", "value": scheme.forced()},
        ]);
        let params = json!({"media": "", "features": features});
        self.call_page(page, "Emulation.setEmulatedMedia", params)
            .map(drop)
    }

    fn as_printed(&mut self, page: &Page) -> Result<()> {
        let params = json!({"media": "print", "features": []});
        self.call_page(page, "Emulation.setEmulatedMedia", params)
            .map(drop)
    }

    fn resize(&mut self, page: &Page, width: u32, height: u32) -> Result<()> {
        if page.popup {
            bail!("a popup chooses its size itself");
        }
        let size =
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.call_page(page, "Emulation.setDeviceMetricsOverride", size)
            .map(drop)
    }

    fn kill(&mut self) -> Result<()> {
        self.process.kill()
    }

    fn wait_until_closed(&mut self) -> Result<()> {
        self.process.wait()
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        let _ = self.call("Browser.close", json!({}));
    }
}

/// What asks for the value of an expression.
fn evaluation(expression: &str) -> Value {
    json!({"expression": expression, "awaitPromise": true, "returnByValue": true})
}

/// The value in the answer.
fn evaluated(mut answer: Value) -> Result<Value> {
    if let Some(thrown) = answer.get("exceptionDetails") {
        let said = thrown["exception"]["description"].as_str();
        bail!("{}", said.or(thrown["text"].as_str()).unwrap_or("it threw"));
    }
    Ok(answer["result"]["value"].take())
}

/// Whether this process is root, under which Chromium's sandbox does not start.
fn root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}
