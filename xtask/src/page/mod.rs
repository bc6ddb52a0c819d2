//! The viewer as a page of its own: a folder for any host, and one file that works from disk.
//!
//! Both are made from `viewer/`, the extension's styles and the library without its feature
//! `extension`. What stands in capitals between underscores in those files is filled in here. The
//! rules of each page stand in the page itself, since nobody knows who will serve it.

mod plain;
mod words;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::build::{self, gzip};
use crate::repo;
use words::{Words, with_sentences};

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

/// The same as the extension saves it, in `extension/wasm`: what the extension holds anyway is not
/// there twice, only named ([`Place::Named`]), and put in when somebody saves it
/// (`src/web/options/file.rs`).
const FILE_IN_EXTENSION: &str = "viewer-file.txt";

/// Stands on both sides of what is put in later. Neither bindings nor styles hold it.
const MARK: &str = "%%";

/// Builds both.
pub(crate) fn build() -> Result<()> {
    let folder = folder();
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(folder.join("wasm"))?;
    let small = build::viewer(&folder.join("wasm"))?;
    let words = write_folder("wasm", &folder)?;

    let wasm = folder.join("wasm");
    let text = one_file(
        "wasm",
        "viewer",
        &words.script()?,
        &wasm,
        |place| match place {
            Place::Text(file) => Ok(fs::read_to_string(wasm.join(file))?),
            Place::Packed(file) => packed(&fs::read(wasm.join(file))?),
            Place::Sentences(language) => {
                let file = folder.join("locales").join(language);
                packed(&fs::read(file.with_extension("json"))?)
            }
        },
    )?;
    fs::write(file(), &text)?;
    println!(
        "      viewer.html {} bytes, {} gzipped",
        text.len(),
        gzip(text.as_bytes())?.len()
    );
    let (first, all) = (before_the_first_message(&folder)?, in_all(&folder)?);
    // A machine that cannot make it small builds it all the same.
    ensure!(
        !small || first <= FIRST_BUDGET,
        "a reader loads more than {FIRST_BUDGET} bytes before the first message"
    );
    ensure!(
        !small || all <= FOLDER_BUDGET,
        "the folder has more than {FOLDER_BUDGET} bytes"
    );
    Ok(())
}

/// The most bytes that a reader of a link of codec 1 loads before there is a message, gzipped.
const FIRST_BUDGET: usize = 250_000;

/// The most bytes of all files together, gzipped.
const FOLDER_BUDGET: usize = 500_000;

/// What every link loads, but for its language.
const LOADED: [&str; 9] = [
    "boot.js",
    "formulas.js",
    "index.html",
    "language.js",
    "style/reading.css",
    "style/viewer.css",
    "wasm/viewer.js",
    "wasm/viewer_bg.wasm",
    "work.js",
];

/// What a link of codec 2 loads besides.
const LOADED_BY_WORKER: [&str; 2] = ["wasm/chatlink_worker_bg.wasm", "worker.js"];

/// How much that is, in the language that has most.
fn before_the_first_message(folder: &Path) -> Result<usize> {
    let size = |name: &str| Ok::<_, anyhow::Error>(gzip(&fs::read(folder.join(name))?)?.len());
    let mut language = 0;
    for name in words::names()? {
        language = language.max(size(&format!("locales/{name}.json"))?);
    }
    let together = |names: &[&str]| {
        names
            .iter()
            .try_fold(0, |sum, name| Ok::<_, anyhow::Error>(sum + size(name)?))
    };
    let first = language + together(&LOADED)?;
    let by_worker = together(&LOADED_BY_WORKER)?;
    println!(
        "      before the first message: {first} bytes gzipped, budget {FIRST_BUDGET}; {} for a link of codec 2",
        first + by_worker
    );
    Ok(first)
}

/// How much all of it is. The texts of licences, which a release puts beside it, are loaded by no page.
fn in_all(folder: &Path) -> Result<usize> {
    let mut size = 0;
    for inside in ["", "locales", "style", "wasm"] {
        for entry in fs::read_dir(folder.join(inside))? {
            let file = entry?.path();
            if file.is_file() {
                size += gzip(&fs::read(file)?)?.len();
            }
        }
    }
    println!("      in all: {size} bytes gzipped, budget {FOLDER_BUDGET}");
    Ok(size)
}

/// Writes what the extension makes the one file of: the extension's own wasm takes the place of the
/// viewer's, since it is there.
pub(crate) fn for_extension(profile: &str) -> Result<()> {
    let wasm = repo::root().join("extension/wasm");
    let named = |kind: &str, path: &str| format!("{MARK}{kind}:{path}{MARK}");
    let languages = words::script_of_extension()?;
    let text = one_file(profile, "chatlink", &languages, &wasm, |place| {
        Ok(match place {
            Place::Text(file) => named("text", &format!("extension/wasm/{file}")),
            Place::Packed(file) => named("packed", &format!("extension/wasm/{file}")),
            Place::Sentences(language) => {
                named("packed", &format!("_locales/{language}/messages.json"))
            }
        })
    })?;
    let marks = text.matches(MARK).count();
    let places = 2 * (1 + PACKED.len() + 1 + words::names()?.len());
    ensure!(marks == places, "{marks} marks in {FILE_IN_EXTENSION}");
    fs::write(wasm.join(FILE_IN_EXTENSION), text)?;
    Ok(())
}

/// The folder: every file as it is, but for what is filled in and what only its writers read.
fn write_folder(profile: &str, folder: &Path) -> Result<Words> {
    let words = Words::of(&folder.join("wasm/viewer_bg.wasm"))?;
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

    let extension = repo::root().join("extension");
    let write = |name: &str, text: &str| -> Result<()> {
        Ok(fs::write(folder.join(name), plain::script(text)?)?)
    };
    write("boot.js", &source("boot.js")?)?;
    write("language.js", &words.script()?)?;
    for name in ["formulas.js", "work.js"] {
        write(name, &fs::read_to_string(extension.join(name))?)?;
    }
    write(
        "worker.js",
        &worker_script(&as_function(profile, &build::WORKER)?)?,
    )?;
    for module in ["chatlink_formulas", "chatlink_password"] {
        let script = format!("wasm/{module}.js");
        write(&script, &fs::read_to_string(extension.join(&script))?)?;
    }
    for module in ["chatlink_formulas", "chatlink_worker", "chatlink_password"] {
        let wasm = format!("wasm/{module}_bg.wasm");
        fs::copy(extension.join(&wasm), folder.join(&wasm))?;
    }
    let bindings = fs::read_to_string(folder.join("wasm/viewer.js"))?;
    write("wasm/viewer.js", &bindings)?;
    fs::copy(extension.join("icons/icon-16.svg"), folder.join("icon.svg"))?;
    fs::create_dir_all(folder.join("style"))?;
    for (name, parts) in plain::SHEETS {
        let file = folder.join("style").join(name).with_extension("css");
        fs::write(file, plain::sheet(parts)?)?;
    }
    fs::create_dir_all(folder.join("locales"))?;
    for (language, texts) in &words.languages {
        let file = folder.join("locales").join(language).with_extension("json");
        fs::write(file, serde_json::to_string(texts)?)?;
    }
    // For hosts that read them: no search engine, and no frame, which a page cannot say itself.
    fs::write(folder.join("robots.txt"), "User-agent: *\nDisallow: /\n")?;
    let headers = "/*\n  Content-Security-Policy: frame-ancestors 'none'\n  \
                   Referrer-Policy: no-referrer\n  X-Content-Type-Options: nosniff\n  \
                   X-Robots-Tag: noindex\n";
    fs::write(folder.join("_headers"), headers)?;
    // GitHub Pages would leave out names that start with an underscore.
    fs::write(folder.join(".nojekyll"), "")?;
    Ok(words)
}

/// What the one file takes from elsewhere.
enum Place<'a> {
    /// A script, as it is.
    Text(&'a str),
    /// A wasm, gzipped and as base64.
    Packed(&'a str),
    /// The sentences of a language, gzipped and as base64.
    Sentences(&'a str),
}

/// What stands compressed in the one file beside the viewer: its element and its file.
const PACKED: [(&str, &str); 3] = [
    ("formulas-wasm", "chatlink_formulas_bg.wasm"),
    ("worker-wasm", "chatlink_worker_bg.wasm"),
    ("password-wasm", "chatlink_password_bg.wasm"),
];

/// The one file: scripts in the page by their hash, everything else as data. `languages` is the script
/// that chooses one; `module` is the wasm
/// that shows the page; its bindings stand in `folder`, and what `place` gives in their place is
/// them or becomes them, so that the hash is right in any case.
fn one_file(
    profile: &str,
    module: &str,
    languages: &str,
    folder: &Path,
    place: impl Fn(Place) -> Result<String>,
) -> Result<String> {
    let worker = worker_in_text(
        &as_function(profile, &build::WORKER)?,
        &as_function(profile, &build::PASSWORD)?,
    )?;
    let script = [
        function("formulas", &as_function(profile, &build::FORMULAS)?),
        worker.clone(),
        plain::script(languages)?.replace("export function", "function"),
        plain::script(&source("file.js")?)?,
    ]
    .join("\n");
    // A script of its own, because of its exports; the other one finds it here.
    let viewer = "\nglobalThis.viewer = { init: __wbg_init, start: start_viewer };\n";
    let bindings = format!("{module}.js");
    let whole = fs::read_to_string(folder.join(&bindings))? + viewer;
    let mut style = String::new();
    for (_, parts) in plain::SHEETS {
        style.push_str(&plain::sheet(parts)?);
    }

    let mut data = String::new();
    let mut add = |id: &str, text: &str| {
        // Nothing in it may end the element.
        let text = text.replace("</", "<\\/");
        data.push_str(&format!(
            "<script type=\"text/plain\" id=\"{id}\">{text}</script>\n"
        ));
    };
    for language in &words::names()? {
        let sentences = place(Place::Sentences(language))?;
        add(&format!("messages-{language}"), &sentences);
    }
    add("worker", &worker);
    add("wasm", &place(Place::Packed(&format!("{module}_bg.wasm")))?);
    for (id, file) in PACKED {
        add(id, &place(Place::Packed(file))?);
    }

    for script in [&whole, &script] {
        let ends = script.contains("</script") || script.contains("<!--");
        ensure!(!ends, "a script would end itself");
    }
    let rules = format!(
        "{STRICT}; script-src '{}' '{}' 'wasm-unsafe-eval'; style-src '{}'; img-src data: https:; \
         connect-src https:; worker-src blob:; trusted-types chatlink-worker",
        hash(&whole),
        hash(&script),
        hash(&style),
    );
    let page = with_sentences(&source("file.html")?)?;
    let page = filled(&page, "__RULES__", &rules)?;
    let page = filled(&page, "__STYLE__", &style)?;
    let page = filled(&page, "__DATA__", data.trim_end())?;
    let page = filled(&page, "__SCRIPT__", &script)?;
    let bindings = place(Place::Text(&bindings))? + viewer;
    filled(&page, "__VIEWER__", &bindings)
}

/// A file as it stands in a page.
fn packed(bytes: &[u8]) -> Result<String> {
    Ok(STANDARD.encode(gzip(bytes)?))
}

/// The bindings of a module as one function, without comments.
fn as_function(profile: &str, module: &build::Module) -> Result<String> {
    let parts = repo::target().join("page/parts");
    fs::create_dir_all(&parts)?;
    plain::script(&build::as_function(profile, module, &parts)?)
}

/// The worker's script with its bindings before it instead of imported: a reader waits for one file
/// instead of two, one after the other.
fn worker_script(bindings: &str) -> Result<String> {
    let script = fs::read_to_string(repo::root().join("extension/worker.js"))?;
    let import =
        "import init, { Packer, Primed, Unpacker, packed } from \"./wasm/chatlink_worker.js\";";
    let bound = format!(
        "{}\nconst {{ Packer, Primed, Unpacker, packed }} = init;",
        function("init", bindings)
    );
    filled(&script, import, &bound)
}

/// The same with the bindings of both its modules. As data in a page it is read back with `<\\/` for
/// `</`, which is the same in a script.
fn worker_in_text(bindings: &str, password: &str) -> Result<String> {
    let script = worker_script(bindings)?;
    let import = "await import(\"./wasm/chatlink_password.js\")";
    let bound = "{ default: passwords, ...passwords }";
    let script = filled(&script, import, bound)?;
    let script = filled(&script, "export async function work", "async function work")?;
    Ok(function("passwords", password) + "\n" + &script)
}

/// Bindings under a name of their own: all of them call themselves the same.
fn function(name: &str, bindings: &str) -> String {
    format!("const {name} = (() => {{\n{bindings}\nreturn wasm_bindgen;\n}})();")
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

/// The hash of a script or style, as the rules of a page name it.
fn hash(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text)))
}
