//! The viewer as a page of its own: a folder for any host, and one file that works from disk.
//!
//! Both are made from `viewer/`, the extension's styles and the library without its feature
//! `extension`. What stands in capitals between underscores in those files is filled in here. The
//! rules of each page stand in the page itself, since nobody knows who will serve it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::build::{self, gzip};
use crate::repo;

/// Styles, in their order.
const STYLES: [&str; 7] = [
    "tokens", "base", "reading", "code", "viewer", "tools", "password",
];

/// What every page of ours refuses.
const STRICT: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; \
    require-trusted-types-for 'script'";

/// Where the folder is written.
pub(crate) fn folder() -> PathBuf {
    repo::target().join("page/viewer")
}

/// Where the one file is written.
pub(crate) fn file() -> PathBuf {
    repo::target().join("page/viewer.html")
}

/// The same without what the extension has already, so that it can hand the file out and need not
/// hold those parts twice: the place of each stands in it, between underscores.
fn file_in_extension() -> PathBuf {
    repo::root().join("extension/wasm/viewer-file.html")
}

/// The parts that the extension has already: their element, their place in the file, their name.
const SHARED: [(&str, &str, &str); 3] = [
    (
        "formulas-wasm",
        "__FORMULAS_WASM__",
        "chatlink_formulas_bg.wasm",
    ),
    ("worker-wasm", "__WORKER_WASM__", "chatlink_worker_bg.wasm"),
    (
        "password-wasm",
        "__PASSWORD_WASM__",
        "chatlink_password_bg.wasm",
    ),
];

/// Builds both.
pub(crate) fn build() -> Result<()> {
    let folder = folder();
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(folder.join("wasm"))?;
    build::viewer(&folder.join("wasm"), "web")?;
    write_folder(&folder)?;

    let parts = repo::target().join("page/parts");
    fs::create_dir_all(&parts)?;
    build::viewer(&parts, "no-modules")?;
    build::as_function(&build::FORMULAS, &parts)?;
    build::as_function(&build::WORKER, &parts)?;
    build::as_function(&build::PASSWORD, &parts)?;
    let mut text = one_file(&parts)?;
    fs::write(file_in_extension(), &text)?;
    for (_, place, name) in SHARED {
        text = filled(&text, place, &packed(&parts.join(name))?)?;
    }
    fs::write(file(), &text)?;
    println!(
        "      viewer.html {} bytes, {} gzipped",
        text.len(),
        gzip(text.as_bytes())?.len()
    );
    Ok(())
}

/// The folder: every file as it is, but for what is filled in.
fn write_folder(folder: &Path) -> Result<()> {
    let languages = languages(&folder.join("wasm/viewer_bg.wasm"))?;
    let rules = format!(
        "{STRICT}; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: https:; \
         connect-src 'self' https:; worker-src 'self'; trusted-types chatlink-worker"
    );
    let index = with_sentences(&source("index.html")?)?;
    fs::write(
        folder.join("index.html"),
        filled(&index, "__RULES__", &rules)?,
    )?;

    let rescue = source("rescue.js")?;
    let rules = format!(
        "{STRICT}; script-src '{}'; trusted-types 'none'",
        hash(&rescue)
    );
    let missing = with_sentences(&source("404.html")?)?;
    let missing = filled(&missing, "__RULES__", &rules)?;
    fs::write(
        folder.join("404.html"),
        filled(&missing, "__SCRIPT__", &rescue)?,
    )?;

    fs::write(folder.join("boot.js"), source("boot.js")?)?;
    fs::write(folder.join("language.js"), language_script(&languages)?)?;
    let extension = repo::root().join("extension");
    for name in ["formulas.js", "work.js", "worker.js"] {
        fs::copy(extension.join(name), folder.join(name))?;
    }
    for module in ["chatlink_formulas", "chatlink_worker", "chatlink_password"] {
        for name in [format!("{module}.js"), format!("{module}_bg.wasm")] {
            fs::copy(
                extension.join("wasm").join(&name),
                folder.join("wasm").join(&name),
            )?;
        }
    }
    fs::copy(extension.join("icons/icon-48.png"), folder.join("icon.png"))?;
    for (from, ending) in [("style", ".css"), ("icons/ui", ".svg")] {
        let to = folder.join(from);
        fs::create_dir_all(&to)?;
        for entry in fs::read_dir(extension.join(from))? {
            let name = entry?.file_name();
            let style = STYLES.iter().any(|style| name == *format!("{style}.css"));
            if style || (ending == ".svg" && name.to_string_lossy().ends_with(ending)) {
                fs::copy(extension.join(from).join(&name), to.join(&name))?;
            }
        }
    }
    fs::create_dir_all(folder.join("locales"))?;
    for (language, messages) in languages {
        let file = folder.join("locales").join(language).with_extension("json");
        fs::write(file, serde_json::to_string(&messages)?)?;
    }
    // For hosts that read them: no search engine, and no frame, which a page cannot say itself.
    fs::write(folder.join("robots.txt"), "User-agent: *\nDisallow: /\n")?;
    let headers = "/*\n  Content-Security-Policy: frame-ancestors 'none'\n  \
                   Referrer-Policy: no-referrer\n  X-Content-Type-Options: nosniff\n  \
                   X-Robots-Tag: noindex\n";
    fs::write(folder.join("_headers"), headers)?;
    // GitHub Pages would leave out names that start with an underscore.
    fs::write(folder.join(".nojekyll"), "")?;
    Ok(())
}

/// The one file: scripts in the page by their hash, everything else as data.
fn one_file(parts: &Path) -> Result<String> {
    let read = |name: &str| {
        fs::read_to_string(parts.join(name)).with_context(|| format!("reading {name}"))
    };
    let languages = languages(&parts.join("viewer_bg.wasm"))?;
    let worker = worker_script(&read("chatlink_worker.js")?, &read("chatlink_password.js")?)?;
    let script = [
        function("viewer", &read("viewer.js")?),
        function("formulas", &read("chatlink_formulas.js")?),
        worker.clone(),
        language_script(&languages)?.replace("export function", "function"),
        source("file.js")?,
    ]
    .join("\n");
    let style = style()?;

    let mut data = String::new();
    let mut add = |id: &str, kind: &str, text: &str| {
        // Nothing in it may end the element.
        let text = text.replace("</", "<\\/");
        data.push_str(&format!(
            "<script type=\"{kind}\" id=\"{id}\">{text}</script>\n"
        ));
    };
    let messages = Value::Object(languages.into_iter().collect::<Map<_, _>>());
    add("messages", "application/json", &messages.to_string());
    add("worker", "text/plain", &worker);
    add(
        "wasm",
        "text/plain",
        &packed(&parts.join("viewer_bg.wasm"))?,
    );
    for (id, place, _) in SHARED {
        add(id, "text/plain", place);
    }

    ensure!(!script.contains("</script"), "the script would end itself");
    let rules = format!(
        "{STRICT}; script-src '{}' 'wasm-unsafe-eval'; style-src '{}'; img-src data: https:; \
         connect-src https:; worker-src blob:; trusted-types chatlink-worker",
        hash(&script),
        hash(&style),
    );
    let page = with_sentences(&source("file.html")?)?;
    let page = filled(&page, "__RULES__", &rules)?;
    let page = filled(&page, "__STYLE__", &style)?;
    let page = filled(&page, "__DATA__", data.trim_end())?;
    filled(&page, "__SCRIPT__", &script)
}

/// A wasm as it stands in a page.
fn packed(wasm: &Path) -> Result<String> {
    Ok(STANDARD.encode(gzip(&fs::read(wasm)?)?))
}

/// The worker's script with its bindings before it instead of imported. As data in a page it is
/// read back with `<\\/` for `</`, which is the same in a script.
fn worker_script(bindings: &str, password: &str) -> Result<String> {
    let script = fs::read_to_string(repo::root().join("extension/worker.js"))?;
    let import = "import init, { Packer, Primed, Unpacker } from \"./wasm/chatlink_worker.js\";";
    let bound = format!(
        "{}\nconst {{ Packer, Primed, Unpacker }} = init;\n{}",
        function("init", bindings),
        function("passwords", password)
    );
    let script = filled(&script, import, &bound)?;
    let import = "await import(\"./wasm/chatlink_password.js\")";
    let bound = "{ default: passwords, ...passwords }";
    let script = filled(&script, import, bound)?;
    filled(&script, "export async function work", "async function work")
}

/// Bindings under a name of their own: all of them call themselves the same.
fn function(name: &str, bindings: &str) -> String {
    format!("const {name} = (() => {{\n{bindings}\nreturn wasm_bindgen;\n}})();")
}

/// The styles as one, with the small pictures in them.
fn style() -> Result<String> {
    let folder = repo::root().join("extension/style");
    let mut all = String::new();
    for name in STYLES {
        all.push_str(&fs::read_to_string(
            folder.join(name).with_extension("css"),
        )?);
    }
    let mut style = String::new();
    let mut rest = all.as_str();
    while let Some((before, after)) = rest.split_once("url(\"../") {
        let (name, after) = after.split_once('"').context("a url( without an end")?;
        let picture = fs::read(repo::root().join("extension").join(name))?;
        style.push_str(before);
        style.push_str("url(\"data:image/svg+xml;base64,");
        style.push_str(&STANDARD.encode(picture));
        style.push('"');
        rest = after;
    }
    style.push_str(rest);
    Ok(style)
}

/// Keys that are put together in the code, and of which only the beginning stands in the wasm.
const BUILT: [&str; 2] = ["error_", "warning_"];

/// Every language there is, with the sentences whose keys this wasm names: a reader need not load what
/// only the extension says.
fn languages(wasm: &Path) -> Result<Vec<(String, Value)>> {
    let wasm = fs::read(wasm).with_context(|| format!("reading {}", wasm.display()))?;
    // Texts stand side by side in a wasm, so a key may be a part of what reads as one word.
    let words: Vec<_> = wasm
        .split(|byte| !byte.is_ascii_lowercase() && !byte.is_ascii_digit() && *byte != b'_')
        .filter(|word| word.contains(&b'_'))
        .map(String::from_utf8_lossy)
        .collect();
    let words = words.join(" ");
    let named = |key: &str| {
        let whole = key
            .rsplit_once('_')
            .map_or(key, |(whole, form)| match form {
                "zero" | "one" | "two" | "few" | "many" => whole,
                _ => key,
            });
        BUILT.iter().any(|start| key.starts_with(start))
            || words.contains(key)
            || words.contains(whole)
    };
    let folder = repo::root().join("_locales");
    let mut all = Vec::new();
    for entry in fs::read_dir(&folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let text = fs::read_to_string(folder.join(&name).join("messages.json"))?;
        let mut messages: Map<String, Value> = serde_json::from_str(&text)?;
        messages.retain(|key, _| named(key));
        all.push((name, Value::Object(messages)));
    }
    all.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(all)
}

fn language_script(languages: &[(String, Value)]) -> Result<String> {
    let names: Vec<&str> = languages.iter().map(|(name, _)| name.as_str()).collect();
    filled(&source("language.js")?, "__LANGUAGES__", &names.join(" "))
}

/// A file of `viewer/`.
fn source(name: &str) -> Result<String> {
    let file = repo::root().join("viewer").join(name);
    fs::read_to_string(file).with_context(|| format!("reading viewer/{name}"))
}

/// Fills in what stands exactly once.
fn filled(text: &str, what: &str, with: &str) -> Result<String> {
    let count = text.matches(what).count();
    ensure!(count == 1, "{what} stands {count} times, not once");
    Ok(text.replace(what, with))
}

/// Fills in the sentences, `__MSG_key__`, in English: these pages have no script to choose another.
fn with_sentences(text: &str) -> Result<String> {
    let file = repo::root().join("_locales/en/messages.json");
    let messages: Value = serde_json::from_str(&fs::read_to_string(file)?)?;
    let mut parts = text.split("__MSG_");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (key, rest) = part.split_once("__").context("a __MSG_ without an end")?;
        let sentence = messages[key]["message"].as_str();
        out.push_str(sentence.with_context(|| format!("no sentence {key}"))?);
        out.push_str(rest);
    }
    Ok(out)
}

/// The hash of a script or style, as the rules of a page name it.
fn hash(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text)))
}
