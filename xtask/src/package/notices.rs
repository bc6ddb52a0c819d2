//! The licences of everything that is compiled into the wasm, as one text.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::build::{self, WASM};
use crate::process;

/// Packages that bring no text of their licence, and the text from the head of their source.
const LACKING: [(&str, &str); 3] = [
    ("math-core", include_str!("licences/math-core.txt")),
    (
        "math-core-renderer-internal",
        include_str!("licences/math-core.txt"),
    ),
    ("qrcodegen", include_str!("licences/qrcodegen.txt")),
];

/// One package that is compiled in.
struct Package {
    name: String,
    licence: String,
    texts: Vec<String>,
}

/// The text: first which package has which licence, then each licence once, with the packages that
/// it came with.
pub(super) fn text() -> Result<String> {
    let packages = compiled_in()?;
    let mut text = String::from(
        "Chatlink contains the packages below. Each is used under the first of its licences whose\n\
         text stands here. The standard library of Rust (MIT OR Apache-2.0) is compiled in too.\n\n",
    );
    let mut by_text: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for package in &packages {
        text.push_str(&format!("{}: {}\n", package.name, package.licence));
        for licence in &package.texts {
            by_text.entry(licence).or_default().push(&package.name);
        }
    }
    let mut sections: Vec<_> = by_text.into_iter().collect();
    sections.sort_by(|a, b| a.1.cmp(&b.1));
    for (licence, names) in sections {
        let line = "-".repeat(76);
        text.push_str(&format!("\n{line}\n{}\n\n{licence}\n", names.join(", ")));
    }
    Ok(text)
}

/// Everything that the modules need in the browser, sorted; not what only builds it.
fn compiled_in() -> Result<Vec<Package>> {
    let words = [
        "metadata",
        "--format-version=1",
        "--locked",
        "--filter-platform",
        WASM,
    ];
    let metadata: Value = serde_json::from_str(&process::output(&mut process::cargo(&words))?)?;
    let all = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let mut packages = BTreeMap::new();
    for package in all(&metadata["packages"]) {
        packages.insert(text_of(&package["id"])?, package);
    }
    let mut needs = BTreeMap::new();
    for node in all(&metadata["resolve"]["nodes"]) {
        let mut normal = Vec::new();
        for needed in all(&node["deps"]) {
            if all(&needed["dep_kinds"])
                .iter()
                .any(|kind| kind["kind"].is_null())
            {
                normal.push(text_of(&needed["pkg"])?);
            }
        }
        needs.insert(text_of(&node["id"])?, normal);
    }

    let mut open = Vec::new();
    for name in build::packages() {
        let root = packages.iter().find(|(_, package)| package["name"] == name);
        open.push(
            root.with_context(|| format!("cargo knows no {name}"))?
                .0
                .clone(),
        );
    }
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    while let Some(id) = open.pop() {
        let package = packages.get(&id).context("a package without an entry")?;
        if !seen.insert(id.clone()) || is_macro(package) {
            continue;
        }
        open.extend(needs.get(&id).into_iter().flatten().cloned());
        // Our own have no source.
        if !package["source"].is_null() {
            found.push(read(package)?);
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// Macros run in the compiler; what they are made of is not in the result.
fn is_macro(package: &Value) -> bool {
    package["targets"][0]["kind"][0] == "proc-macro"
}

fn text_of(value: &Value) -> Result<String> {
    value
        .as_str()
        .map(str::to_owned)
        .context("no text in cargo's metadata")
}

fn read(package: &Value) -> Result<Package> {
    let name = format!(
        "{} {}",
        text_of(&package["name"])?,
        text_of(&package["version"])?
    );
    let licence = package["license"].as_str().unwrap_or_default().to_owned();
    let manifest = text_of(&package["manifest_path"])?;
    let folder = Path::new(&manifest)
        .parent()
        .context("a package without a folder")?;
    let mut texts = licence_texts(folder)?;
    if texts.is_empty() {
        let kept = LACKING
            .iter()
            .filter(|(lacking, _)| package["name"] == *lacking);
        texts.extend(kept.map(|(_, text)| text.trim().to_owned()));
    }
    if texts.is_empty() && !licence.contains("Apache-2.0") {
        bail!("{name} ({licence}) brings no text of its licence");
    }
    Ok(Package {
        name,
        licence,
        texts,
    })
}

/// MIT's text where there is one, else every text of a licence. A package that may be used under
/// Apache-2.0 and brings no text is covered by the project's own copy of it.
fn licence_texts(folder: &Path) -> Result<Vec<String>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().to_uppercase();
        let starts = ["LICENSE", "LICENCE", "COPYING", "NOTICE"];
        if entry.file_type()?.is_file() && starts.iter().any(|start| name.starts_with(start)) {
            files.push((name, entry.path()));
        }
    }
    files.sort();
    if files.iter().any(|(name, _)| name.contains("MIT")) {
        files.retain(|(name, _)| {
            name.contains("MIT") || name.contains("NOTICE") || name.contains("UNICODE")
        });
    }
    let mut texts = Vec::new();
    for (_, path) in files {
        let text = fs::read_to_string(&path)?.replace("\r\n", "\n");
        texts.push(text.trim().to_owned());
    }
    Ok(texts)
}
