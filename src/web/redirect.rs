//! Links to the viewer's page open in the extension, with no request to the page's host.
//!
//! One rule of the browser's does it, for the one address that new links begin with. It is there only
//! once the person switched it on and the browser was allowed that host: without its permission a rule
//! is kept and does nothing. The rule itself is the only record of the choice.

use js_sys::Array;

use super::browser::{self, api, object, part};
use super::in_page;
use crate::error::Error;
use crate::link::Base;

/// The only rule there is.
const RULE: u32 = 1;

/// The page that links open in.
const VIEWER: &str = "/extension/viewer.html";

/// Matches the address of the page alone: neither what stands below it, nor its other files. After it
/// comes the end, or a `#`, which Firefox looks at too.
fn filter(base: &Base) -> String {
    format!("|{}^", base.as_str())
}

/// Whether links that begin with this address open here.
pub async fn is_on(base: &Base) -> bool {
    rule().await.is_some_and(|rule| rule == filter(base))
}

async fn rule() -> Option<String> {
    let rules = api().net_request().get_dynamic_rules().await.ok()?;
    part(&part(&part(&rules, "0"), "condition"), "urlFilter").as_string()
}

/// Has them open here from now on; the browser has allowed the host.
///
/// # Errors
/// [`Error::Storage`] where the browser does not take the rule.
pub async fn switch_on(base: &Base) -> Result<(), Error> {
    let page = api().runtime().get_url("");
    let (scheme, host) = page.split_once("://").unwrap_or_default();
    // Of all ways to redirect, this one keeps what stands after the `#`.
    let transform = object(&[
        ("scheme", scheme.into()),
        ("host", host.trim_end_matches('/').into()),
        ("path", VIEWER.into()),
        ("port", "".into()),
        ("query", "".into()),
    ]);
    let redirect = object(&[("transform", transform)]);
    let condition = object(&[
        ("urlFilter", filter(base).into()),
        ("isUrlFilterCaseSensitive", true.into()),
        ("resourceTypes", Array::of1(&"main_frame".into()).into()),
    ]);
    let action = object(&[("type", "redirect".into()), ("redirect", redirect)]);
    let rule = object(&[
        ("id", RULE.into()),
        ("condition", condition),
        ("action", action),
    ]);
    change(Array::of1(&rule)).await
}

/// Has them open at their host again, and gives its permission back where nothing else needs it.
///
/// # Errors
/// [`Error::Storage`] where the browser keeps the rule.
pub async fn switch_off(base: &Base) -> Result<(), Error> {
    change(Array::new()).await?;
    let pattern = base.pattern();
    if !in_page::chosen().await.contains(&pattern) {
        in_page::give_back(&[pattern]).await;
    }
    Ok(())
}

/// After a permission was taken back in the browser's own settings: a rule that does nothing would
/// read as switched on.
pub async fn after_removal() {
    let base = rule().await;
    let base = base.and_then(|filter| Base::parse(filter.trim_matches(['|', '^'])).ok());
    if let Some(base) = base
        && !browser::is_allowed(in_page::origins(&[base.pattern()])).await
    {
        let _ = change(Array::new()).await;
    }
}

async fn change(rules: Array) -> Result<(), Error> {
    let change = object(&[
        ("removeRuleIds", Array::of1(&RULE.into()).into()),
        ("addRules", rules.into()),
    ]);
    let changed = api().net_request().update_dynamic_rules(&change).await;
    changed
        .map(|_| ())
        .map_err(|error| browser::storage_error(&error))
}
