//! Puts a text into the box of an assistant's page: in a tab of its own, once its site was allowed.
//!
//! Nothing is sent: `extension/fill.js` writes into the box, and the person reads it there.

use gloo::timers::future::TimeoutFuture;
use serde::{Deserialize, Serialize};

use super::browser::{api, from_js, open_tab, to_js};

const FILE: &str = "/extension/fill.js";

/// How often a tab is looked at while its page loads, and how many times.
const LOOK_MS: u32 = 200;
const LOOKS: usize = 150;

/// Opens the address in a tab in front and puts the text into the first box that is one of `boxes`, a
/// selector. Whether it stands there now.
pub async fn open(url: &str, boxes: &str, text: &str) -> bool {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Target {
        tab_id: i32,
    }
    #[derive(Serialize)]
    struct Injection {
        target: Target,
        files: [&'static str; 1],
    }
    #[derive(Serialize)]
    struct Order<'a> {
        fill: &'a str,
        boxes: &'a str,
    }
    let Some(tab) = open_tab(url).await else {
        return false;
    };
    if !is_loaded(tab).await {
        return false;
    }
    let injection = Injection {
        target: Target { tab_id: tab },
        files: [FILE],
    };
    // Refused where the site sent the tab on to another one, to sign in for example.
    if api()
        .scripting()
        .execute_script(&to_js(&injection))
        .await
        .is_err()
    {
        return false;
    }
    let order = Order { fill: text, boxes };
    let filled = api().tabs().send_message(tab, &to_js(&order)).await;
    filled.is_ok_and(|filled| filled.is_truthy())
}

/// Waits until the page is there; `false` once the tab is closed or takes too long.
async fn is_loaded(tab: i32) -> bool {
    #[derive(Deserialize)]
    struct Tab {
        status: Option<String>,
        url: Option<String>,
    }
    for _ in 0..LOOKS {
        let Ok(found) = api().tabs().get(tab).await else {
            return false;
        };
        let found: Option<Tab> = from_js(found);
        // A new tab is complete as well, before it goes anywhere.
        let there = found.is_some_and(|tab| {
            tab.status.is_some_and(|status| status == "complete")
                && tab.url.is_some_and(|url| url.starts_with("http"))
        });
        if there {
            return true;
        }
        TimeoutFuture::new(LOOK_MS).await;
    }
    false
}
