//! Speaks to the script in the chat page, and drives a capture with it.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Promise, Reflect};
use serde::Deserialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::JsFuture;

use crate::capture::protocol::PicturePlan;
use crate::capture::{Captured, Command, Reply, Session, Step};
use crate::error::Error;
use crate::web::browser::{Port, api, from_js, mark, object, reason, run_file, to_js};
use crate::web::ledger::{PRIVATE, Place};

/// The script that runs in the chat page. From the root: Firefox would start at the popup.
const SCRIPT: &str = "/extension/page.js";
/// The script that draws its images, when they are wanted.
const PICTURES: &str = "/extension/picture.js";
/// What it gives once it runs.
const READY: &str = "ready";
/// The name of the line to it.
const LINE: &str = "chatlink";

/// The tab whose page is read.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Tab {
    /// The browser's number for it.
    pub(super) id: i32,
    /// Its address; empty where the browser keeps it from us.
    #[serde(default)]
    pub(super) url: String,
    /// Whether its window is a private one: then nothing is kept on this device.
    #[serde(default)]
    pub(super) incognito: bool,
}

impl Tab {
    /// The tab in front, in the window whose button was pressed.
    pub(super) async fn in_front() -> Option<Self> {
        let query = object(&[("active", true.into()), ("currentWindow", true.into())]);
        let tabs: Vec<Self> = from_js(api().tabs().query(&query).await.ok()?)?;
        tabs.into_iter().next()
    }

    /// The tab that this page of ours is shown in; there is no chat page behind it.
    pub(super) async fn own() -> Option<Self> {
        let own: Self = from_js(api().tabs().get_current().await.ok()?)?;
        Some(Self {
            url: String::new(),
            ..own
        })
    }

    /// The key of what is kept of this tab in the session storage, by what it is. That of a private window
    /// goes with the last of them.
    pub(super) fn key(&self, what: &str) -> String {
        let private = if self.incognito { PRIVATE } else { "" };
        format!("{private}{what}-{}", self.id)
    }

    /// The list of links of its window.
    pub(super) fn place(&self) -> Place {
        Place::of_window(self.incognito)
    }

    /// The tab that a page like the popup is about: the one with this number, or the one in front.
    pub(super) async fn of_page(number: Option<i32>) -> Option<Self> {
        match number {
            Some(id) => Self::with_id(id).await,
            None => Self::in_front().await,
        }
    }

    /// The tab with this number, if it is still open.
    pub(super) async fn with_id(id: i32) -> Option<Self> {
        from_js(api().tabs().get(id).await.ok()?)
    }
}

/// An open line to the script in a page. Dropping it hangs up: the script then stops what it
/// does and puts the page back as it was.
pub(super) struct Page {
    port: Port,
    /// Who waits for the next reply.
    waiting: Rc<RefCell<Option<Function>>>,
    _on_message: Closure<dyn FnMut(JsValue)>,
    _on_disconnect: Closure<dyn FnMut()>,
}

impl Page {
    /// Puts the script into the page and opens a line to it.
    ///
    /// # Errors
    /// [`Error::PageForbidden`] where the browser lets no extension in, [`Error::PageNotRead`]
    /// where the script did not start.
    pub(super) async fn open(tab: &Tab) -> Result<Self, Error> {
        inject(tab, SCRIPT).await?;
        let port = api()
            .tabs()
            .connect(tab.id, &object(&[("name", LINE.into())]))
            .map_err(|_| Error::PageGone)?;
        Ok(Self::listen(port))
    }

    fn listen(port: Port) -> Self {
        let waiting: Rc<RefCell<Option<Function>>> = Rc::default();
        let answer = {
            let waiting = waiting.clone();
            move |reply: &JsValue| {
                if let Some(resolve) = waiting.borrow_mut().take() {
                    let _ = resolve.call1(&JsValue::NULL, reply);
                }
            }
        };
        let on_message = Closure::new({
            let answer = answer.clone();
            move |message: JsValue| answer(&message)
        });
        let on_disconnect = Closure::new(move || answer(&JsValue::NULL));
        port.on_message().add_listener(on_message.as_ref());
        port.on_disconnect().add_listener(on_disconnect.as_ref());
        Self {
            port,
            waiting,
            _on_message: on_message,
            _on_disconnect: on_disconnect,
        }
    }

    /// Hangs up: what is under way ends with what there is, and the page is put back as it was.
    pub(super) fn hang_up(&self) {
        self.port.disconnect();
        // Our own hanging up is told to the other side alone.
        if let Some(resolve) = self.waiting.borrow_mut().take() {
            let _ = resolve.call1(&JsValue::NULL, &JsValue::NULL);
        }
    }

    /// Sends a command and waits for the reply; one at a time.
    async fn ask(&self, command: &Command) -> Reply {
        self.try_to_ask(command).await.unwrap_or(Reply::Gone)
    }

    async fn try_to_ask(&self, command: &Command) -> Option<Reply> {
        let command = to_js(command);
        let message = js_sys::Object::new();
        let _ = Reflect::set(&message, &"command".into(), &command);
        let reply = Promise::new(&mut |resolve, _| {
            *self.waiting.borrow_mut() = Some(resolve);
            if self.port.post_message(&message).is_err()
                && let Some(resolve) = self.waiting.borrow_mut().take()
            {
                let _ = resolve.call1(&JsValue::NULL, &JsValue::NULL);
            }
        });
        let message = JsFuture::from(reply).await.ok()?;
        let reply = Reflect::get(&message, &"reply".into()).ok()?;
        from_js(reply)
    }

    /// Makes the page able to draw pictures.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub(super) async fn prepare_pictures(tab: &Tab) -> Result<(), Error> {
        inject(tab, PICTURES).await
    }

    /// A picture of the page as a `data:` address; `None` where the page may not read it.
    pub(super) async fn picture(&self, plan: PicturePlan) -> Option<String> {
        match self.ask(&Command::Picture(plan)).await {
            Reply::Picture(data) => Some(data).filter(|data| !data.is_empty()),
            _ => None,
        }
    }

    /// Carries out the session's commands until it is done.
    ///
    /// `watch` sees the session after every reply.
    ///
    /// # Errors
    /// What the session says, or [`Error::PageGone`].
    pub(super) async fn drive(
        &self,
        session: &mut Session,
        first: Step,
        mut watch: impl FnMut(&Session),
    ) -> Result<Captured, Error> {
        let mut step = first;
        loop {
            match step {
                Step::Command(command) => {
                    mark("page-asked");
                    let reply = self.ask(&command).await;
                    mark("page-answered");
                    step = session.step(reply);
                    mark("page-understood");
                    watch(session);
                }
                Step::Done(captured) => return Ok(captured),
                Step::Failed(error) => return Err(error),
            }
        }
    }
}

/// Puts a script of ours into the page, and waits until it runs.
async fn inject(tab: &Tab, file: &'static str) -> Result<(), Error> {
    let injected = run_file(tab.id, file).await;
    let injected = injected.map_err(|error| {
        // Chromium: "Could not load file"; Firefox: "Unable to load script".
        if reason(&error).to_ascii_lowercase().contains("load") {
            Error::PageNotRead
        } else {
            Error::PageForbidden
        }
    })?;
    // For its own pages Firefox does not refuse: nothing runs, and nothing is in the answer.
    let first = Reflect::get_u32(&injected, 0).unwrap_or_default();
    if !first.is_object() {
        return Err(Error::PageForbidden);
    }
    // A script that breaks gives no result; neither browser says so in another way.
    let said = Reflect::get(&first, &"result".into()).unwrap_or_default();
    if said.as_string().as_deref() != Some(READY) {
        return Err(Error::PageNotRead);
    }
    Ok(())
}

impl Drop for Page {
    fn drop(&mut self) {
        self.port.disconnect();
    }
}
