//! The Share button in chat pages: on which sites it stands, and that it stands nowhere else.
//!
//! A site is a match pattern of the browser's, `https://*.chatgpt.com/*`. The person switches each on,
//! the browser asks for the permission then, and both can be taken back; the script is registered
//! for exactly the sites that are switched on and allowed.

use js_sys::Array;
use wasm_bindgen::JsValue;

use super::browser::{self, api};
use super::home;
use crate::error::Error;

const SITES: &str = "in_page";
const SCRIPT: &str = "in-page-button";
const FILE: &str = "/extension/button.js";

/// The sites that it is switched on for.
pub async fn chosen() -> Vec<String> {
    home::kept(SITES).await.unwrap_or_default()
}

/// Switches it on for these sites, which the browser has allowed, in pages that are open too.
///
/// # Errors
/// [`Error::Storage`] where the browser does not keep it.
pub async fn switch_on(patterns: &[String]) -> Result<(), Error> {
    let mut all = chosen().await;
    all.extend(patterns.iter().cloned());
    all.sort();
    all.dedup();
    home::keep(SITES, &all).await?;
    register(&all).await?;
    let open = browser::object(&[("url", listed(patterns))]);
    for id in tabs(open).await {
        // A tab that just went away needs no button.
        let _ = browser::run_file(id, FILE).await;
    }
    Ok(())
}

/// Switches it off for these sites, in pages that are open too, and gives the permission back.
///
/// # Errors
/// [`Error::Storage`] where the browser does not keep it.
pub async fn switch_off(patterns: &[String]) -> Result<(), Error> {
    let mut all = chosen().await;
    all.retain(|one| !patterns.contains(one));
    keep_only(&all).await?;
    give_back(patterns).await;
    Ok(())
}

/// Gives the permission for these back.
pub async fn give_back(patterns: &[String]) {
    // The browser keeps what the extension cannot do without; that is nothing of ours to mend.
    let _ = api().permissions().remove(&origins(patterns)).await;
}

/// After a permission was taken back in the browser's own settings.
///
/// # Errors
/// [`Error::Storage`] where the browser does not keep it.
pub async fn after_removal() -> Result<(), Error> {
    let mut allowed = Vec::new();
    let all = chosen().await;
    for one in &all {
        if browser::is_allowed(origins(std::slice::from_ref(one))).await {
            allowed.push(one.clone());
        }
    }
    if allowed == all {
        return Ok(());
    }
    keep_only(&allowed).await
}

/// What the browser is asked for.
pub fn origins(patterns: &[String]) -> JsValue {
    browser::object(&[("origins", listed(patterns))])
}

fn listed(patterns: &[String]) -> JsValue {
    let all: Array = patterns.iter().map(JsValue::from).collect();
    all.into()
}

async fn keep_only(patterns: &[String]) -> Result<(), Error> {
    home::keep(SITES, &patterns).await?;
    register(patterns).await?;
    let off = browser::object(&[("button", "off".into()), ("keep", listed(patterns))]);
    for id in tabs(browser::object(&[])).await {
        // Most tabs have nobody who listens.
        let _ = api().tabs().send_message(id, &off).await;
    }
    Ok(())
}

async fn register(patterns: &[String]) -> Result<(), Error> {
    let scripting = api().scripting();
    let one = |text: &str| JsValue::from(Array::of1(&text.into()));
    // Refused where it is not registered, which is what is wanted.
    let _ = scripting
        .unregister_content_scripts(&browser::object(&[("ids", one(SCRIPT))]))
        .await;
    if patterns.is_empty() {
        return Ok(());
    }
    let script = browser::object(&[
        ("id", SCRIPT.into()),
        ("js", one(FILE)),
        ("matches", listed(patterns)),
        ("runAt", "document_idle".into()),
        ("persistAcrossSessions", true.into()),
    ]);
    let registered = scripting
        .register_content_scripts(&Array::of1(&script))
        .await;
    registered
        .map(|_| ())
        .map_err(|error| browser::storage_error(&error))
}

async fn tabs(query: JsValue) -> Vec<i32> {
    let found = api().tabs().query(&query).await;
    let found = Array::from(&found.unwrap_or_else(|_| Array::new().into()));
    found
        .iter()
        .filter_map(|tab| browser::id_of(&tab))
        .collect()
}
