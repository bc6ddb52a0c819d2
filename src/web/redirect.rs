//! Links to the viewer's page open in the extension, with no request to the page's host.
//!
//! One rule of the browser's does it, for the one address that new links begin with. It is there only
//! once the person switched it on and the browser was allowed that host: without its permission a rule
//! is kept and does nothing. The rule itself is the only record of the choice.

use serde::{Deserialize, Serialize};

use super::browser::{self, api, from_js, to_js};
use super::in_page;
use crate::error::Error;
use crate::link::Base;

/// The only rule there is.
const RULE: u32 = 1;

/// The page that links open in.
const VIEWER: &str = "extension/viewer.html";

/// Matches the address of the page alone: neither what stands below it, nor its other files. After it
/// comes the end, or a `#`, which Firefox looks at too.
fn filter(base: &Base) -> String {
    format!("|{}^", base.as_str())
}

#[derive(Deserialize)]
struct Kept {
    condition: KeptCondition,
}

#[derive(Deserialize)]
struct KeptCondition {
    #[serde(rename = "urlFilter")]
    url_filter: String,
}

/// Whether links that begin with this address open here.
pub async fn is_on(base: &Base) -> bool {
    rule().await.is_some_and(|rule| rule == filter(base))
}

async fn rule() -> Option<String> {
    let rules = api().net_request().get_dynamic_rules().await.ok()?;
    let rules: Vec<Kept> = from_js(rules)?;
    Some(rules.into_iter().next()?.condition.url_filter)
}

/// Has them open here from now on; the browser has allowed the host.
///
/// # Errors
/// [`Error::Storage`] where the browser does not take the rule.
pub async fn switch_on(base: &Base) -> Result<(), Error> {
    #[derive(Serialize)]
    struct Rule<'a> {
        id: u32,
        condition: Condition,
        action: Action<'a>,
    }
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Condition {
        url_filter: String,
        is_url_filter_case_sensitive: bool,
        resource_types: [&'static str; 1],
    }
    #[derive(Serialize)]
    struct Action<'a> {
        #[serde(rename = "type")]
        kind: &'static str,
        redirect: Redirect<'a>,
    }
    #[derive(Serialize)]
    struct Redirect<'a> {
        transform: Transform<'a>,
    }
    // Of all ways to redirect, this one keeps what stands after the `#`.
    #[derive(Serialize)]
    struct Transform<'a> {
        scheme: &'a str,
        host: &'a str,
        path: String,
        port: &'static str,
        query: &'static str,
    }
    let page = api().runtime().get_url("");
    let (scheme, host) = page.split_once("://").unwrap_or_default();
    let rule = Rule {
        id: RULE,
        condition: Condition {
            url_filter: filter(base),
            is_url_filter_case_sensitive: true,
            resource_types: ["main_frame"],
        },
        action: Action {
            kind: "redirect",
            redirect: Redirect {
                transform: Transform {
                    scheme,
                    host: host.trim_end_matches('/'),
                    path: ["/", VIEWER].concat(),
                    port: "",
                    query: "",
                },
            },
        },
    };
    change(Some(rule)).await
}

/// Has them open at their host again, and gives its permission back where nothing else needs it.
///
/// # Errors
/// [`Error::Storage`] where the browser keeps the rule.
pub async fn switch_off(base: &Base) -> Result<(), Error> {
    change(None::<()>).await?;
    let pattern = base.pattern();
    if !in_page::chosen().await.contains(&pattern) {
        // The browser keeps what the extension cannot do without; that is nothing of ours to mend.
        let origins = to_js(&in_page::origins(&[pattern]));
        let _ = api().permissions().remove(&origins).await;
    }
    Ok(())
}

/// After a permission was taken back in the browser's own settings: a rule that does nothing would
/// read as switched on.
pub async fn after_removal() {
    let base = rule().await;
    let base = base.and_then(|filter| Base::parse(filter.trim_matches(['|', '^'])).ok());
    if let Some(base) = base
        && !browser::is_allowed(&in_page::origins(&[base.pattern()])).await
    {
        let _ = change(None::<()>).await;
    }
}

async fn change(rule: Option<impl Serialize>) -> Result<(), Error> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Change<R> {
        remove_rule_ids: [u32; 1],
        add_rules: Vec<R>,
    }
    let change = to_js(&Change {
        remove_rule_ids: [RULE],
        add_rules: rule.into_iter().collect(),
    });
    let changed = api().net_request().update_dynamic_rules(&change).await;
    changed
        .map(|_| ())
        .map_err(|error| browser::storage_error(&error))
}
