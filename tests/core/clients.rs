//! Other people's clients of PrivateBin read, make and delete what we do. They are asked where they are
//! installed: `CHATLINK_CLIENTS` names the folder of the programs of a Python environment with
//! `privatebin` 0.3.0 and `PBinCLI`. Without it this is skipped, and says so. The server is the stand-in, and
//! the one that `CHATLINK_SERVER` names as well, such as a real PrivateBin that asks nobody to wait.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use standin::{Standin, serve};

const CONVERSATION: &str =
    r#"{"title":"Frost","messages":[{"role":"user","markdown":"How deep?"}]}"#;

/// Reads, makes or deletes by Python's `privatebin`.
const PYTHON: &str = "
import sys, privatebin
what, url, *rest = sys.argv[1:]
password = rest[0] if rest and rest[0] else None
if what == 'read':
    print(privatebin.get(url, password=password).text)
elif what == 'make':
    made = privatebin.create('Made **elsewhere**.', server=url, password=password,
        formatter=privatebin.Formatter.MARKDOWN)
    print(made.url.unmask())
elif what == 'delete':
    privatebin.delete(url, delete_token=rest[0])
";

fn folder() -> Option<PathBuf> {
    let found = std::env::var_os("CHATLINK_CLIENTS").map(PathBuf::from);
    if found.is_none() {
        eprintln!("skipped: CHATLINK_CLIENTS names no folder with the clients");
    }
    found
}

#[track_caller]
fn run(program: &Path, words: &[&str]) -> String {
    let output = Command::new(program).args(words).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(
        output.status.success(),
        "{} {words:?}: {}{}",
        program.display(),
        text(&output.stdout),
        text(&output.stderr)
    );
    text(&output.stdout)
}

fn ours(words: &[&str]) -> String {
    run(Path::new(env!("CARGO_BIN_EXE_chatlink")), words)
}

/// The stand-in, and the server that is named.
fn with_each_server(test: impl Fn(&str)) {
    let served = serve(&Standin::new()).unwrap();
    test(&served.url());
    if let Ok(named) = std::env::var("CHATLINK_SERVER") {
        test(&named);
    }
}

/// It opens no more.
#[track_caller]
fn is_gone(link: &str) {
    let opened = Command::new(env!("CARGO_BIN_EXE_chatlink"))
        .args(["open", link])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&opened.stderr).into_owned();
    assert!(said.starts_with("error[upload-gone]"), "{said}");
}

fn conversation() -> (PathBuf, String) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("clients");
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("conversation.json");
    std::fs::write(&file, CONVERSATION).unwrap();
    let name = file.to_str().unwrap().to_owned();
    (folder, name)
}

#[test]
fn python_privatebin() {
    let Some(clients) = folder() else { return };
    let python = |words: &[&str]| run(&clients.join("python3"), &[&["-c", PYTHON], words].concat());
    let (_, file) = conversation();
    with_each_server(|url| {
        let said = ours(&["upload", &file, "--server", url]);
        let said: Value = serde_json::from_str(&said).unwrap();
        let text = |key: &str| said[key].as_str().unwrap().to_owned();
        let link = text("link");
        assert!(python(&["read", &link]).contains("How deep?"));
        python(&["delete", &link, &text("delete_token")]);
        is_gone(&link);

        let made = python(&["make", url]);
        assert!(ours(&["open", made.trim()]).contains("Made **elsewhere**."));
    });
}

#[test]
fn pbincli() {
    let Some(clients) = folder() else { return };
    let client = clients.join("pbincli");
    let (folder, file) = conversation();
    with_each_server(|url| {
        let said = ours(&["upload", &file, "--server", url]);
        let said: Value = serde_json::from_str(&said).unwrap();
        let text = |key: &str| said[key].as_str().unwrap().to_owned();
        let (id, link) = (text("id"), text("link"));
        let out = folder.join(&id);
        std::fs::create_dir_all(&out).unwrap();
        run(&client, &["get", "-o", out.to_str().unwrap(), &link]);
        let files = std::fs::read_dir(&out).unwrap();
        let saved: Vec<String> = files
            .map(|file| std::fs::read(file.unwrap().path()).unwrap())
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .collect();
        let read = saved.iter().any(|text| text.contains("How deep?"));
        assert!(read, "{saved:?}");
        let gone = format!("pasteid={id}&deletetoken={}", text("delete_token"));
        run(&client, &["delete", "-s", url, &gone]);
        is_gone(&link);

        let send = ["send", "-s", url, "-t", "Made elsewhere.", "--json"];
        let made: Value = serde_json::from_str(run(&client, &send).trim()).unwrap();
        let link = made.pointer("/result/link").or(made.get("link")).unwrap();
        assert!(ours(&["open", link.as_str().unwrap()]).contains("Made elsewhere."));
    });
}
