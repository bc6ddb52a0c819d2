//! `chatlink upload`, `delete` and `open` against a server on the loopback interface.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use standin::{Fault, On, Standin, serve};

const CONVERSATION: &str =
    r#"{"title":"Frost","messages":[{"role":"user","markdown":"How deep?"}]}"#;

fn file(name: &str) -> String {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("upload");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    std::fs::write(&path, CONVERSATION).unwrap();
    path.to_str().unwrap().to_owned()
}

fn run(words: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_chatlink"))
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It may end before it has read all of it.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

#[track_caller]
fn printed(words: &[&str], input: &str) -> String {
    let output = run(words, input);
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
    String::from_utf8(output.stdout).unwrap()
}

/// The key of the error.
#[track_caller]
fn refused(words: &[&str], input: &str) -> String {
    let output = run(words, input);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
    assert_eq!(output.status.code(), Some(1));
    let line = String::from_utf8(output.stderr).unwrap();
    assert_eq!(line.lines().count(), 1, "{line}");
    let key = line
        .strip_prefix("error[")
        .and_then(|rest| rest.split(']').next());
    key.unwrap().to_owned()
}

/// The printed object, and its text fields.
fn upload(words: &[&str], input: &str) -> Value {
    let mut all = vec!["upload"];
    all.extend(words);
    serde_json::from_str(&printed(&all, input)).unwrap()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap()
}

#[test]
fn there_and_back_and_gone() {
    let standin = Standin::new();
    let served = serve(&standin).unwrap();
    let (file, url) = (file("plain.json"), served.url());
    let said = upload(&[&file, "--server", &url, "--title", "Frost, again"], "");
    assert_eq!(text(&said, "server"), url);
    assert_eq!(standin.ids(), [text(&said, "id")]);
    assert!(text(&said, "expires_at").ends_with('Z'));

    let opened = printed(&["open", text(&said, "link"), "--json"], "");
    assert_eq!(
        serde_json::from_str::<Value>(&opened).unwrap()["title"],
        "Frost, again"
    );
    let piped = printed(
        &["open", "-", "--json"],
        &format!("{}\n", text(&said, "link")),
    );
    assert_eq!(piped, opened);

    let (id, token) = (text(&said, "id"), text(&said, "delete_token"));
    let delete = |token| ["delete", "--server", &url, "--id", id, "--token", token];
    assert_eq!(refused(&delete("wrong"), ""), "upload-not-deleted");
    assert_eq!(standin.ids().len(), 1);
    printed(&delete(token), "");
    assert_eq!(standin.ids(), Vec::<String>::new());
    // Already gone counts as gone.
    printed(&delete(token), "");
    assert_eq!(refused(&["open", text(&said, "link")], ""), "upload-gone");
}

#[test]
fn password_and_burning() {
    let standin = Standin::new();
    let served = serve(&standin).unwrap();
    let (file, url) = (file("burn.json"), served.url());
    let said = upload(
        &[
            &file,
            "--server",
            &url,
            "--burn",
            "--password-stdin",
            "--expire",
            "1hour",
        ],
        "correct horse\n",
    );
    let link = text(&said, "link");
    assert_eq!(standin.ids().len(), 1, "it was not read back");
    // Nobody burns it by chance.
    assert_eq!(
        refused(&["open", link, "--password-stdin"], "correct horse\n"),
        "upload-burns"
    );
    assert_eq!(standin.ids().len(), 1);
    let input = format!("correct horse\n{link}\n");
    let opened = printed(
        &["open", "-", "--burn", "--password-stdin", "--json"],
        &input,
    );
    assert!(opened.contains("How deep?"));
    assert_eq!(standin.ids(), Vec::<String>::new());
}

#[test]
fn what_goes_wrong_is_said() {
    let standin = Standin::new();
    let served = serve(&standin).unwrap();
    let (file, url) = (file("wrong.json"), served.url());
    let upload = ["upload", &file, "--server", &url];
    for (fault, key) in [
        (Fault::Html(403), "server-forbids"),
        (Fault::Html(200), "server-not-privatebin"),
        (Fault::Refuse("Non.".to_owned()), "server-refused"),
        (Fault::Refuse("999 s".to_owned()), "server-wait"),
    ] {
        standin.fail(On::Create, fault);
        assert_eq!(refused(&upload, ""), key);
        assert_eq!(standin.ids(), Vec::<String>::new());
    }
    // It is stored, and nobody was told.
    standin.fail(On::Create, Fault::LoseAnswer);
    assert_eq!(refused(&upload, ""), "upload-unanswered");
    assert_eq!(standin.ids().len(), 1);
    drop(served);
    assert_eq!(refused(&upload, ""), "server-unreachable");
    for (words, key) in [
        (&["upload", &file][..], "usage"),
        (
            &["upload", &file, "--server", "http://bin.example"],
            "server-invalid",
        ),
        (
            &["upload", &file, "--server", &url, "--expire", "soon"],
            "usage",
        ),
        (&["delete", "--server", &url, "--id", "1"], "usage"),
    ] {
        assert_eq!(refused(words, ""), key, "{words:?}");
    }
}

/// The server is asked again when it said so, and once only.
#[test]
fn a_wish_to_wait_is_granted() {
    let standin = Standin::new();
    let served = serve(&standin).unwrap();
    standin.fail(
        On::Create,
        Fault::Refuse("Please wait 0 seconds.".to_owned()),
    );
    upload(&[&file("wait.json"), "--server", &served.url()], "");
    assert_eq!(standin.ids().len(), 1);
}

/// A server that does not know a time takes one of its own: what it takes is what is printed.
#[test]
fn the_real_expiry_is_printed() {
    let standin = Standin::new();
    let served = serve(&standin).unwrap();
    standin.offer_only("1day");
    let said = upload(
        &[
            &file("time.json"),
            "--server",
            &served.url(),
            "--expire",
            "1year",
        ],
        "",
    );
    let moment = |text: &str| {
        chatlink::conversation::Timestamp::parse(text)
            .unwrap()
            .unix()
    };
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    let left = moment(text(&said, "expires_at")) - i64::try_from(now.as_secs()).unwrap();
    assert!((80_000..=86_400).contains(&left), "{left}");
}

/// The conversation is in the link, half of its key on the server: deleting that half closes every copy.
#[test]
fn a_key_is_deleted_and_the_link_goes_dark() {
    let standin = Standin::new();
    let served = serve(&standin).unwrap();
    let (file, url) = (file("key.json"), served.url());
    let said = upload(&[&file, "--server", &url, "--key-only"], "");
    let link = text(&said, "link");
    assert!(link.starts_with("https://chatlink.example/#"), "{link}");
    assert_eq!(standin.ids(), [text(&said, "id")]);
    let opened = printed(&["open", link, "--json"], "");
    let opened: Value = serde_json::from_str(&opened).unwrap();
    assert_eq!(opened["title"], "Frost");

    let (id, token) = (text(&said, "id"), text(&said, "delete_token"));
    let delete = ["delete", "--server", &url, "--id", id, "--token", token];
    printed(&delete, "");
    assert_eq!(refused(&["open", link], ""), "key-gone");
    let both = ["upload", &file, "--server", &url, "--key-only", "--burn"];
    assert_eq!(refused(&both, ""), "usage");
}
