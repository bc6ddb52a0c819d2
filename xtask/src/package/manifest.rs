//! The manifest of each browser's package, from the one in the repository.
//!
//! The linter of one store warns of what the other browser reads, so each package drops it.

use std::fs;

use anyhow::{Context, Result};
use driver::Kind;
use serde_json::Value;

use crate::repo;

fn source() -> Result<Value> {
    let text = fs::read_to_string(repo::root().join("manifest.json"))?;
    serde_json::from_str(&text).context("manifest.json")
}

/// The version of the extension.
pub(super) fn version() -> Result<String> {
    let version = source()?["version"].as_str().map(str::to_owned);
    version.context("manifest.json has no version")
}

/// The manifest for one browser, as text.
pub(super) fn of(kind: Kind) -> Result<String> {
    let mut manifest = source()?;
    reduce(&mut manifest, kind);
    Ok(format!("{}\n", serde_json::to_string_pretty(&manifest)?))
}

/// Drops what is not this browser's.
fn reduce(manifest: &mut Value, kind: Kind) {
    let Some(fields) = manifest.as_object_mut() else {
        return;
    };
    let drop: &[&str] = match kind {
        Kind::Chromium => &["browser_specific_settings"],
        Kind::Firefox => &["minimum_chrome_version"],
    };
    for field in drop {
        fields.remove(*field);
    }
    // Only for an unpacked extension; a store gives each its own.
    fields.remove("key");
    let background = match kind {
        Kind::Chromium => "scripts",
        Kind::Firefox => "service_worker",
    };
    if let Some(own) = fields.get_mut("background").and_then(Value::as_object_mut) {
        own.remove(background);
    }
}

#[cfg(test)]
mod tests {
    use super::reduce;
    use driver::Kind;
    use serde_json::json;

    #[test]
    fn each_package_drops_what_is_the_others() {
        let all = json!({
            "name": "x", "key": "k", "minimum_chrome_version": "120",
            "background": { "service_worker": "b.js", "scripts": ["b.js"], "type": "module" },
            "browser_specific_settings": {},
        });
        let mut chrome = all.clone();
        reduce(&mut chrome, Kind::Chromium);
        let expected = json!({
            "name": "x", "minimum_chrome_version": "120",
            "background": { "service_worker": "b.js", "type": "module" },
        });
        assert_eq!(chrome, expected);
        let mut firefox = all;
        reduce(&mut firefox, Kind::Firefox);
        let expected = json!({
            "name": "x", "background": { "scripts": ["b.js"], "type": "module" },
            "browser_specific_settings": {},
        });
        assert_eq!(firefox, expected);
    }
}
