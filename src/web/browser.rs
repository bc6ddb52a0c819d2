//! The parts of the browser's extension API that Chatlink uses, and no more.
//!
//! Firefox calls it `browser`, Chromium `chrome`; both return promises.

use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};
use wasm_bindgen::{JsCast, UnwrapThrowExt};
use wasm_bindgen_futures::spawn_local;

use super::home;
use crate::error::Error;

/// The API object of this browser.
pub fn api() -> Api {
    let global = js_sys::global();
    let get = |name: &str| js_sys::Reflect::get(&global, &name.into()).ok();
    get("browser")
        .filter(JsValue::is_object)
        .or_else(|| get("chrome"))
        .unwrap_throw()
        .unchecked_into()
}

#[wasm_bindgen]
extern "C" {
    /// `browser` or `chrome`.
    pub type Api;
    /// Text for people.
    #[wasm_bindgen(method, getter)]
    pub fn i18n(this: &Api) -> I18n;
    /// The extension itself.
    #[wasm_bindgen(method, getter)]
    pub fn runtime(this: &Api) -> Runtime;
    /// The tabs.
    #[wasm_bindgen(method, getter)]
    pub fn tabs(this: &Api) -> Tabs;
    /// Running a script in a page.
    #[wasm_bindgen(method, getter)]
    pub fn scripting(this: &Api) -> Scripting;
    /// Small values.
    #[wasm_bindgen(method, getter)]
    pub fn storage(this: &Api) -> Storage;
    /// What the person allowed.
    #[wasm_bindgen(method, getter)]
    pub fn permissions(this: &Api) -> Permissions;

    /// Rules that the browser applies to requests by itself.
    #[wasm_bindgen(method, getter, js_name = declarativeNetRequest)]
    pub fn net_request(this: &Api) -> NetRequest;

    /// The toolbar button.
    #[wasm_bindgen(method, getter)]
    pub fn action(this: &Api) -> Action;
    /// The keys.
    #[wasm_bindgen(method, getter)]
    pub fn commands(this: &Api) -> Commands;

    /// `action`
    pub type Action;
    /// The few characters on the button.
    #[wasm_bindgen(method, catch, js_name = setBadgeText)]
    pub async fn set_badge_text(this: &Action, what: &JsValue) -> Result<JsValue, JsValue>;
    /// What is behind them.
    #[wasm_bindgen(method, catch, js_name = setBadgeBackgroundColor)]
    pub async fn set_badge_background_color(
        this: &Action,
        what: &JsValue,
    ) -> Result<JsValue, JsValue>;

    /// `declarativeNetRequest`
    pub type NetRequest;
    /// The rules that there are.
    #[wasm_bindgen(method, catch, js_name = getDynamicRules)]
    pub async fn get_dynamic_rules(this: &NetRequest) -> Result<JsValue, JsValue>;
    /// Takes some away and adds some.
    #[wasm_bindgen(method, catch, js_name = updateDynamicRules)]
    pub async fn update_dynamic_rules(
        this: &NetRequest,
        change: &JsValue,
    ) -> Result<JsValue, JsValue>;

    /// `commands`
    pub type Commands;
    /// Every command with its keys.
    #[wasm_bindgen(method, catch, js_name = getAll)]
    pub async fn get_all(this: &Commands) -> Result<JsValue, JsValue>;

    /// `i18n`
    pub type I18n;
    /// The text of a key, empty where there is none.
    #[wasm_bindgen(method, js_name = getMessage)]
    pub fn get_message(this: &I18n, key: &str, args: &js_sys::Array) -> String;
    /// The browser's language.
    #[wasm_bindgen(method, js_name = getUILanguage)]
    pub fn get_ui_language(this: &I18n) -> String;

    /// `runtime`
    pub type Runtime;
    /// The address of a file of the extension.
    #[wasm_bindgen(method, js_name = getURL)]
    pub fn get_url(this: &Runtime, path: &str) -> String;
    /// Sends to the background and to the open pages of the extension; gives their answer.
    #[wasm_bindgen(method, catch, js_name = sendMessage)]
    pub async fn send_message(this: &Runtime, message: &JsValue) -> Result<JsValue, JsValue>;
    /// What the background sends.
    #[wasm_bindgen(method, getter, js_name = onMessage)]
    pub fn on_message(this: &Runtime) -> PortEvent;
    /// The system; asked only to show that something is going on.
    #[wasm_bindgen(method, js_name = getPlatformInfo)]
    pub fn get_platform_info(this: &Runtime) -> JsValue;
    /// Opens the options page.
    #[wasm_bindgen(method, catch, js_name = openOptionsPage)]
    pub async fn open_options_page(this: &Runtime) -> Result<JsValue, JsValue>;

    /// `permissions`
    pub type Permissions;
    /// Whether all of these are allowed.
    #[wasm_bindgen(method, catch)]
    pub async fn contains(this: &Permissions, what: &JsValue) -> Result<JsValue, JsValue>;
    /// Gives these back.
    #[wasm_bindgen(method, catch)]
    pub async fn remove(this: &Permissions, what: &JsValue) -> Result<JsValue, JsValue>;

    /// `tabs`
    pub type Tabs;
    /// The tabs that fit.
    #[wasm_bindgen(method, catch)]
    pub async fn query(this: &Tabs, query: &JsValue) -> Result<JsValue, JsValue>;
    /// One tab.
    #[wasm_bindgen(method, catch)]
    pub async fn get(this: &Tabs, tab: i32) -> Result<JsValue, JsValue>;
    /// The tab that this page is shown in.
    #[wasm_bindgen(method, catch, js_name = getCurrent)]
    pub async fn get_current(this: &Tabs) -> Result<JsValue, JsValue>;
    /// Opens a tab.
    #[wasm_bindgen(method, catch)]
    pub async fn create(this: &Tabs, properties: &JsValue) -> Result<JsValue, JsValue>;
    /// Tells something to a script of ours in a page.
    #[wasm_bindgen(method, catch, js_name = sendMessage)]
    pub async fn send_message(this: &Tabs, tab: i32, message: &JsValue)
    -> Result<JsValue, JsValue>;
    /// Speaks to a script of ours in a page.
    #[wasm_bindgen(method, catch)]
    pub fn connect(this: &Tabs, tab: i32, info: &JsValue) -> Result<Port, JsValue>;

    /// `scripting`
    pub type Scripting;
    /// Runs a file of ours in a page.
    #[wasm_bindgen(method, catch, js_name = executeScript)]
    pub async fn execute_script(this: &Scripting, what: &JsValue) -> Result<JsValue, JsValue>;
    /// Has files of ours run in some pages from now on.
    #[wasm_bindgen(method, catch, js_name = registerContentScripts)]
    pub async fn register_content_scripts(
        this: &Scripting,
        scripts: &JsValue,
    ) -> Result<JsValue, JsValue>;
    /// Has them run no more.
    #[wasm_bindgen(method, catch, js_name = unregisterContentScripts)]
    pub async fn unregister_content_scripts(
        this: &Scripting,
        which: &JsValue,
    ) -> Result<JsValue, JsValue>;

    /// `storage`
    pub type Storage;
    /// Kept until the browser ends, in memory only.
    #[wasm_bindgen(method, getter)]
    pub fn session(this: &Storage) -> StorageArea;
    /// Kept on this machine.
    #[wasm_bindgen(method, getter)]
    pub fn local(this: &Storage) -> StorageArea;

    /// One area of the storage.
    pub type StorageArea;
    /// `{key: value}` of one key.
    #[wasm_bindgen(method, catch)]
    pub async fn get(this: &StorageArea, key: &str) -> Result<JsValue, JsValue>;
    /// `{key: value}` of several keys, or of all for `null`.
    #[wasm_bindgen(method, catch, js_name = get)]
    pub async fn get_all(this: &StorageArea, keys: &JsValue) -> Result<JsValue, JsValue>;
    /// Stores `{key: value}`.
    #[wasm_bindgen(method, catch)]
    pub async fn set(this: &StorageArea, items: &JsValue) -> Result<JsValue, JsValue>;
    /// Removes several keys.
    #[wasm_bindgen(method, catch, js_name = remove)]
    pub async fn remove_all(this: &StorageArea, keys: &JsValue) -> Result<JsValue, JsValue>;
    /// Removes one key.
    #[wasm_bindgen(method, catch)]
    pub async fn remove(this: &StorageArea, key: &str) -> Result<JsValue, JsValue>;

    /// A line to a script of ours in a page.
    pub type Port;
    /// Sends.
    #[wasm_bindgen(method, catch, js_name = postMessage)]
    pub fn post_message(this: &Port, message: &JsValue) -> Result<(), JsValue>;
    /// Hangs up.
    #[wasm_bindgen(method)]
    pub fn disconnect(this: &Port);
    /// What the other side sends.
    #[wasm_bindgen(method, getter, js_name = onMessage)]
    pub fn on_message(this: &Port) -> PortEvent;
    /// The other side hung up or went away.
    #[wasm_bindgen(method, getter, js_name = onDisconnect)]
    pub fn on_disconnect(this: &Port) -> PortEvent;

    /// An event of a [`Port`].
    pub type PortEvent;
    /// Listens.
    #[wasm_bindgen(method, js_name = addListener)]
    pub fn add_listener(this: &PortEvent, listener: &JsValue);
}

/// Plain data as a JavaScript value: maps become objects.
pub fn to_js(value: &impl Serialize) -> JsValue {
    value
        .serialize(&serde_wasm_bindgen::Serializer::json_compatible())
        .unwrap_throw()
}

/// A JavaScript value as plain data; `None` if it is of another shape.
pub fn from_js<T: DeserializeOwned>(value: JsValue) -> Option<T> {
    serde_wasm_bindgen::from_value(value).ok()
}

/// An object with these in it: smaller in the wasm than a type for each.
pub fn object(parts: &[(&str, JsValue)]) -> JsValue {
    let object = js_sys::Object::new();
    for (name, value) in parts {
        let _ = js_sys::Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}

/// One part of an object; `undefined` where there is none, or no object.
pub fn part(object: &JsValue, name: &str) -> JsValue {
    js_sys::Reflect::get(object, &name.into()).unwrap_or_default()
}

/// What a rejected promise says, in the browser's words.
pub fn reason(error: &JsValue) -> String {
    error
        .dyn_ref::<js_sys::Error>()
        .map(|error| String::from(error.message()))
        .or_else(|| error.as_string())
        .unwrap_or_else(|| "?".to_owned())
}

/// The storage's refusal as an error of ours.
pub fn storage_error(error: &JsValue) -> Error {
    Error::Storage {
        reason: reason(error),
    }
}

/// This moment, in seconds since 1970-01-01T00:00:00Z.
#[allow(clippy::cast_possible_truncation)]
pub fn now() -> i64 {
    (js_sys::Date::now() / 1000.0) as i64
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(method, js_name = request, catch)]
    fn request_now(this: &Permissions, what: &JsValue) -> Result<js_sys::Promise, JsValue>;
}

/// Asks the person for a permission; only inside a click. The question is there at once.
pub fn request_permission(what: &JsValue) -> js_sys::Promise {
    let asked = api().permissions().request_now(what);
    asked.unwrap_or_else(|error| js_sys::Promise::reject(&error))
}

/// Whether the browser allows what is asked for.
pub async fn is_allowed(what: JsValue) -> bool {
    let answer = api().permissions().contains(&what).await;
    answer.is_ok_and(|answer| answer.is_truthy())
}

/// Opens an address in a new tab; there is nothing to do where the browser refuses.
pub fn spawn_open_tab(url: String) {
    if home::is_extension() {
        spawn_local(async move {
            open_tab(&url).await;
        });
    } else {
        let _ = super::dom::window().open_with_url_and_target_and_features(
            &url,
            "_blank",
            "noopener,noreferrer",
        );
    }
}

/// Opens an address in a new tab of the extension's; its number, or `None` where the browser refuses.
pub async fn open_tab(url: &str) -> Option<i32> {
    let tab = api().tabs().create(&object(&[("url", url.into())])).await;
    id_of(&tab.ok()?)
}

/// The number of a tab.
#[allow(clippy::cast_possible_truncation)]
pub fn id_of(tab: &JsValue) -> Option<i32> {
    Some(part(tab, "id").as_f64()? as i32)
}

/// Runs a file of ours in a tab's page.
///
/// # Errors
/// The browser refuses, in its own words.
pub async fn run_file(tab: i32, file: &str) -> Result<JsValue, JsValue> {
    let injection = object(&[
        ("target", object(&[("tabId", tab.into())])),
        ("files", js_sys::Array::of1(&file.into()).into()),
    ]);
    api().scripting().execute_script(&injection).await
}

/// What the button in the toolbar says over this tab: how the last press ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Badge {
    /// Nothing yet.
    Clear,
    /// A link was copied or an upload is stored.
    Done,
    /// It could not be done.
    Failed,
}

/// Shows a badge; a browser that shows none loses nothing.
pub fn spawn_badge(tab: i32, badge: Badge) {
    let (text, color) = match badge {
        Badge::Clear => ("", "#666666"),
        Badge::Done => ("✓", "#1d6b3c"),
        Badge::Failed => ("!", "#a12d2d"),
    };
    spawn_local(async move {
        let action = api().action();
        let said = |name, value: &str| object(&[("tabId", tab.into()), (name, value.into())]);
        let _ = action
            .set_badge_background_color(&said("color", color))
            .await;
        let _ = action.set_badge_text(&said("text", text)).await;
    });
}

/// Opens the options page.
pub fn spawn_open_options() {
    spawn_local(async {
        let _ = api().runtime().open_options_page().await;
    });
}

/// Whether this page itself stands in a private window. Chromium shows no page of ours there, and opens it
/// in an ordinary one, whose history would tell of it.
pub fn is_private_page() -> bool {
    part(&part(&api(), "extension"), "inIncognitoContext").is_truthy()
}

/// Puts text on the clipboard; only inside a person's click or key.
///
/// # Errors
/// [`Error::ClipboardRefused`].
pub fn copy(text: &str) -> impl Future<Output = Result<(), Error>> + use<> {
    // Called at once and awaited later: the browser wants to see the click.
    let written = super::dom::window()
        .navigator()
        .clipboard()
        .write_text(text);
    async move {
        let written = wasm_bindgen_futures::JsFuture::from(written).await;
        written.map(|_| ()).map_err(|_| Error::ClipboardRefused)
    }
}

/// Whether the system offers to pass something on.
pub fn can_share() -> bool {
    let navigator = super::dom::window().navigator();
    js_sys::Reflect::has(&navigator, &"share".into()).unwrap_or(false)
}

/// Opens the system's own sheet for passing a link on; only inside a person's click. That a person
/// closes it again is no error.
pub async fn share(title: &str, url: &str) {
    let navigator = super::dom::window().navigator();
    let share = js_sys::Reflect::get(&navigator, &"share".into()).unwrap_or_default();
    if let Some(share) = share.dyn_ref::<js_sys::Function>()
        && let Ok(shared) = share.call1(
            &navigator,
            &object(&[("title", title.into()), ("url", url.into())]),
        )
    {
        let shared = js_sys::Promise::resolve(&shared);
        let _ = wasm_bindgen_futures::JsFuture::from(shared).await;
    }
}

/// A mark on the browser's timeline, for tests and measurements.
pub fn mark(name: &str) {
    if let Some(performance) = crate::web::dom::window().performance() {
        let _ = performance.mark(name);
    }
}

/// Milliseconds since the page was begun, for measuring how long something took.
pub fn elapsed() -> f64 {
    let performance = crate::web::dom::window().performance();
    performance.map_or(0.0, |performance| performance.now())
}
