//! Puts a text into the box of an assistant's page: in a tab of its own, once its site was allowed.
//!
//! Nothing is sent: `extension/fill.js` writes into the box, and the person reads it there.

use gloo::timers::future::TimeoutFuture;

use super::browser::{api, object, open_tab, part, run_file};

const FILE: &str = "/extension/fill.js";

/// How often a tab is looked at while its page loads, and how many times.
const LOOK_MS: u32 = 200;
const LOOKS: usize = 150;

/// Opens the address in a tab in front and puts the text into the first box that is one of `boxes`, a
/// selector. Whether it stands there now.
pub async fn open(url: &str, boxes: &str, text: &str) -> bool {
    let Some(tab) = open_tab(url).await else {
        return false;
    };
    if !is_loaded(tab).await {
        return false;
    }
    // Refused where the site sent the tab on to another one, to sign in for example.
    if run_file(tab, FILE).await.is_err() {
        return false;
    }
    let order = object(&[("fill", text.into()), ("boxes", boxes.into())]);
    let filled = api().tabs().send_message(tab, &order).await;
    filled.is_ok_and(|filled| filled.is_truthy())
}

/// Waits until the page is there; `false` once the tab is closed or takes too long.
async fn is_loaded(tab: i32) -> bool {
    for _ in 0..LOOKS {
        let Ok(found) = api().tabs().get(tab).await else {
            return false;
        };
        let told = |name| part(&found, name).as_string().unwrap_or_default();
        // A new tab is complete as well, before it goes anywhere.
        let there = told("status") == "complete" && told("url").starts_with("http");
        if there {
            return true;
        }
        TimeoutFuture::new(LOOK_MS).await;
    }
    false
}
