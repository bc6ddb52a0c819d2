//! What an unpacked extension's folder says about it.

use std::path::Path;

use anyhow::{Context, Result};
use base64::Engine;
use serde_json::Value;

/// The id that Chromium gives an unpacked extension: of the `key` in its manifest, else of its
/// folder. 32 letters from a to p, the first 16 bytes of a SHA-256 in hexadecimal.
pub(crate) fn chromium_id(folder: &Path) -> Result<String> {
    let digest = match manifest(folder)?.get("key").and_then(Value::as_str) {
        Some(key) => {
            let key = base64::prelude::BASE64_STANDARD
                .decode(key)
                .context("the manifest's key")?;
            ring::digest::digest(&ring::digest::SHA256, &key)
        }
        None => {
            let folder = folder.canonicalize()?;
            ring::digest::digest(&ring::digest::SHA256, folder.as_os_str().as_encoded_bytes())
        }
    };
    let half_bytes = digest
        .as_ref()
        .iter()
        .take(16)
        .flat_map(|byte| [byte >> 4, byte & 15]);
    Ok(half_bytes.map(|half| char::from(b'a' + half)).collect())
}

/// The id that the manifest chooses for Firefox.
pub(crate) fn firefox_id(folder: &Path) -> Result<String> {
    let manifest = manifest(folder)?;
    let id = manifest["browser_specific_settings"]["gecko"]["id"].as_str();
    Ok(id
        .context("the manifest has no browser_specific_settings.gecko.id")?
        .to_owned())
}

/// The manifest of an unpacked extension.
fn manifest(folder: &Path) -> Result<Value> {
    let path = folder.join("manifest.json");
    let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    serde_json::from_str(&text).with_context(|| path.display().to_string())
}
