//! Every page that a link or an upload can end in, but for those that are taken with the viewer itself.

use std::fs;

use anyhow::{Context, Result};
use serde_json::Value;

use super::{Camera, payload, uploads};
use crate::repo;

/// Golden links, and what their pictures are called.
const LINKS: [(&str, &str); 4] = [
    ("54-later-version", "too-new"),
    ("62-bomb-of-items", "too-large"),
    ("s09-sealed-cut", "locked-cut"),
    ("s15-sealed-no-settings", "locked-too-new"),
];

/// The uploads' server has to be there.
pub(super) fn take(camera: &mut Camera) -> Result<()> {
    let folder = repo::root().join("tests/vectors/links");
    for (file, name) in LINKS {
        let text = fs::read_to_string(folder.join(file).with_extension("txt"))?;
        let link = text.lines().rfind(|line| line.starts_with("https://"));
        let (_, fragment) = link
            .and_then(|link| link.split_once('#'))
            .with_context(|| format!("no link in {file}"))?;
        camera.viewer(&format!("#{fragment}"), &format!("viewer-{name}"))?;
    }
    let host = uploads::HOST;
    for (fragment, name) in [
        (format!("u/{host}/0123456789abcdef/2"), "upload-gone"),
        (format!("u-/{host}/0123456789abcdef/2"), "upload-burns"),
        ("u/nobody.example/0123456789abcdef/2".to_owned(), "server"),
    ] {
        camera.viewer(&format!("#{fragment}"), &format!("viewer-{name}"))?;
    }
    let fixture = repo::root().join("tests/fixtures/viewer/rich.json");
    let mut past: Value = serde_json::from_str(&fs::read_to_string(fixture)?)?;
    past["show_until"] = "2026-01-31T12:00:00Z".into();
    let file = camera.folder.join("past.json");
    fs::write(&file, past.to_string())?;
    camera.viewer(&format!("#{}", payload(&file)?), "viewer-past")
}
