//! The Share button in chat pages: on which sites it stands, and that it stands nowhere else.
//!
//! A site is a match pattern of the browser's, `https://*.chatgpt.com/*`. The person switches each on,
//! the browser asks for the permission then, and both can be taken back; the script is registered
//! for exactly the sites that are switched on and allowed.

use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;

use super::browser::{self, api, from_js, to_js};
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
    for id in tabs(&Query { url: patterns }).await {
        #[derive(Serialize)]
        struct Injection {
            target: Target,
            files: [&'static str; 1],
        }
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Target {
            tab_id: i32,
        }
        let injection = Injection {
            target: Target { tab_id: id },
            files: [FILE],
        };
        // A tab that just went away needs no button.
        let _ = api().scripting().execute_script(&to_js(&injection)).await;
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
    // The browser keeps what the extension cannot do without; that is nothing of ours to mend.
    let _ = api().permissions().remove(&to_js(&origins(patterns))).await;
    Ok(())
}

/// After a permission was taken back in the browser's own settings.
///
/// # Errors
/// [`Error::Storage`] where the browser does not keep it.
pub async fn after_removal() -> Result<(), Error> {
    let mut allowed = Vec::new();
    let all = chosen().await;
    for one in &all {
        if browser::is_allowed(&origins(std::slice::from_ref(one))).await {
            allowed.push(one.clone());
        }
    }
    if allowed == all {
        return Ok(());
    }
    keep_only(&allowed).await
}

/// What the browser is asked for.
pub fn origins(patterns: &[String]) -> impl Serialize {
    #[derive(Serialize)]
    struct Origins {
        origins: Vec<String>,
    }
    Origins {
        origins: patterns.to_vec(),
    }
}

async fn keep_only(patterns: &[String]) -> Result<(), Error> {
    home::keep(SITES, &patterns).await?;
    register(patterns).await?;
    #[derive(Serialize)]
    struct Off<'a> {
        button: &'static str,
        keep: &'a [String],
    }
    let off = to_js(&Off {
        button: "off",
        keep: patterns,
    });
    for id in tabs(&Query { url: &[] }).await {
        // Most tabs have nobody who listens.
        let _ = api().tabs().send_message(id, &off).await;
    }
    Ok(())
}

async fn register(patterns: &[String]) -> Result<(), Error> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Script<'a> {
        id: &'static str,
        js: [&'static str; 1],
        matches: &'a [String],
        run_at: &'static str,
        persist_across_sessions: bool,
    }
    #[derive(Serialize)]
    struct Filter {
        ids: [&'static str; 1],
    }
    let scripting = api().scripting();
    // Refused where it is not registered, which is what is wanted.
    let _ = scripting
        .unregister_content_scripts(&to_js(&Filter { ids: [SCRIPT] }))
        .await;
    if patterns.is_empty() {
        return Ok(());
    }
    let script = Script {
        id: SCRIPT,
        js: [FILE],
        matches: patterns,
        run_at: "document_idle",
        persist_across_sessions: true,
    };
    let registered = scripting.register_content_scripts(&to_js(&[script])).await;
    registered
        .map(|_| ())
        .map_err(|error| browser::storage_error(&error))
}

#[derive(Serialize)]
struct Query<'a> {
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    url: &'a [String],
}

async fn tabs(query: &Query<'_>) -> Vec<i32> {
    #[derive(Deserialize)]
    struct Tab {
        id: i32,
    }
    let found = api().tabs().query(&to_js(query)).await;
    let found: Vec<Tab> = from_js(found.unwrap_or(JsValue::NULL)).unwrap_or_default();
    found.into_iter().map(|tab| tab.id).collect()
}
