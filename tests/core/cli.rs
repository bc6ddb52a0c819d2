//! The command line, as a script or a person meets it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use chatlink::conversation::{Conversation, Message, Role};
use chatlink::link::{CodecChoice, MAX_LINK_CHARS, encode};

/// A directory of its own for each test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("cli")
        .join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn file(folder: &Path, name: &str, content: impl AsRef<[u8]>) -> String {
    let path = folder.join(name);
    std::fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

fn chatlink(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chatlink"));
    command.args(words);
    command
}

fn run(words: &[&str]) -> Output {
    chatlink(words).stdin(Stdio::null()).output().unwrap()
}

fn run_with(words: &[&str], input: &str) -> Output {
    let mut child = chatlink(words)
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
fn printed(output: &Output) -> String {
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The one line that says what is wrong; nothing else may be printed.
#[track_caller]
fn refused(output: &Output) -> String {
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
    assert_eq!(output.status.code(), Some(1));
    let line = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(line.lines().count(), 1, "{line}");
    line.trim_end().to_owned()
}

fn sample() -> Conversation {
    Conversation {
        title: "Frost depth".into(),
        site: "claude".into(),
        complete: true,
        messages: vec![
            Message {
                markdown: "How deep?".into(),
                ..Message::default()
            },
            Message {
                role: Role::Assistant,
                markdown: "Below the frost line.".into(),
                ..Message::default()
            },
        ],
        ..Conversation::default()
    }
}

fn json(conversation: &Conversation) -> String {
    serde_json::to_string(conversation).unwrap()
}

fn from_json(text: &str) -> Conversation {
    serde_json::from_str(text).unwrap()
}

#[test]
fn there_and_back() {
    let folder = folder("there_and_back");
    let path = file(&folder, "a.json", json(&sample()));
    let shared = printed(&run(&["share", &path]));
    let link = shared.strip_suffix('\n').unwrap();
    assert!(link.starts_with("https://chatlink.example/#0"), "{link}");
    assert!(!link.contains(char::is_whitespace));

    assert_eq!(
        from_json(&printed(&run(&["open", link, "--json"]))),
        sample()
    );
    assert_eq!(
        from_json(&printed(&run_with(&["open", "-", "--json"], &shared))),
        sample()
    );

    let page = printed(&run(&["open", "--html", link]));
    assert!(page.starts_with("<!doctype html>") && page.contains("Below the frost line."));

    let markdown = printed(&run(&["open", link]));
    assert_eq!(markdown, printed(&run(&["open", "--markdown", link])));
    let transcript = file(&folder, "a.md", &markdown);
    assert_eq!(printed(&run(&["share", &transcript])), shared);
}

#[test]
fn what_is_said_goes_into_the_link() {
    let folder = folder("what_is_said");
    let path = file(&folder, "a.json", json(&sample()));
    let link = printed(&run(&[
        "share",
        &path,
        "--title=Sheds",
        "--name",
        "Mia",
        "--url",
        "https://chat.example/c/1",
        "--base",
        "http://localhost:8080/v",
        "--codec",
        "deflate",
    ]));
    assert!(link.starts_with("http://localhost:8080/v#"), "{link}");
    let opened = from_json(&printed(&run(&["open", link.trim(), "--json"])));
    assert_eq!(opened.title, "Sheds");
    assert_eq!(opened.author.as_deref(), Some("Mia"));
    assert_eq!(opened.url.as_deref(), Some("https://chat.example/c/1"));
}

#[test]
fn files_are_known_by_what_they_hold() {
    let folder = folder("kinds");
    let conversation = json(&sample());
    for (name, content) in [
        ("list.txt", format!("[{conversation}]")),
        (
            "wrapped",
            format!("\u{FEFF}\n {{\"conversations\": [{conversation}]}}"),
        ),
        (
            "plain.json",
            "**You:** How deep?\n\n**Claude:** Below the frost line.".to_owned(),
        ),
        (
            "bracket.md",
            "[exported]\n\n## User\nHow deep?\n\n## Assistant\nBelow the frost line.".to_owned(),
        ),
    ] {
        let link = printed(&run(&["share", &file(&folder, name, content)]));
        let opened = from_json(&printed(&run(&["open", link.trim(), "--json"])));
        assert_eq!(opened.messages, sample().messages, "{name}");
    }
}

#[test]
fn files_that_are_none() {
    let folder = folder("none");
    let conversation = json(&sample());
    for (name, content, reason) in [
        (
            "broken.json",
            "{\"messages\": [".to_owned(),
            "line 1, column 14",
        ),
        (
            "other.json",
            "{\"a\": 1}".to_owned(),
            "it holds no conversation",
        ),
        ("nothing.json", "[]".to_owned(), "it holds no conversation"),
        (
            "numbers.json",
            "[1, 2]".to_owned(),
            "it holds no conversation",
        ),
        (
            "two.json",
            format!("[{conversation},{conversation}]"),
            "it holds 2 conversations",
        ),
        (
            "shape.json",
            "{\"messages\": [{\"role\": \"pope\"}]}".to_owned(),
            "unknown variant `pope`",
        ),
        (
            "text.md",
            "Sheds need footings.".to_owned(),
            "no line says who speaks",
        ),
        ("empty", String::new(), "no line says who speaks"),
    ] {
        let path = file(&folder, name, content);
        let line = refused(&run(&["share", &path]));
        assert!(line.starts_with("error[file-not-understood]: "), "{line}");
        assert!(line.contains(&path) && line.contains(reason), "{line}");
    }
    let bytes = file(&folder, "bytes", [0xFF, 0xFE, 0x00]);
    assert!(refused(&run(&["share", &bytes])).contains("it is not UTF-8 text"));

    let line = refused(&run(&["share", "/there/is/no such\nfile.json"]));
    assert!(
        line.starts_with("error[file]: /there/is/no such file.json could not be used: "),
        "{line}"
    );

    let empty = file(&folder, "empty.json", "{\"title\":\"T\",\"messages\":[]}");
    assert!(refused(&run(&["share", &empty])).starts_with("error[conversation-empty]: "));
    let base = ["share", &empty, "--base", "http://chat.example/"];
    assert!(refused(&run(&base)).starts_with("error[base-invalid]: http://chat.example/"));
}

#[test]
fn links_that_are_none() {
    let payload = encode(&sample(), CodecChoice::Deflate).unwrap();
    let mut changed = payload.clone().into_bytes();
    changed[20] = if changed[20] == b'A' { b'B' } else { b'A' };
    let changed = String::from_utf8(changed).unwrap();
    for (link, key) in [
        ("", "link-empty"),
        ("https://chatlink.example/", "link-empty"),
        ("https://wiki.example/Shed#Footing", "link-not-ours"),
        (changed.as_str(), "link-damaged"),
    ] {
        for output in [run(&["open", link]), run_with(&["open", "-"], link)] {
            let line = refused(&output);
            assert!(line.starts_with(&format!("error[{key}]: ")), "{line}");
        }
    }
    let endless = run_with(&["open", "-"], &"0".repeat(5 * MAX_LINK_CHARS));
    assert!(refused(&endless).starts_with("error[link-too-large]: "));
}

#[test]
fn a_cut_link_prints_what_arrived_and_says_so() {
    let mut conversation = sample();
    for n in 0..50 {
        let markdown = format!("And {n} cm, is that enough for a shed of {} kg?", n * 7);
        conversation.messages.push(Message {
            markdown,
            ..Message::default()
        });
    }
    let payload = encode(&conversation, CodecChoice::Deflate).unwrap();
    let arrived = payload.len() / 2;
    let output = run(&["open", "--json", &payload[..arrived]]);
    assert_eq!(output.status.code(), Some(1));
    let line = String::from_utf8(output.stderr).unwrap();
    assert_eq!(line.lines().count(), 1);
    let start = format!("error[link-cut]: This link was cut: {arrived} of ");
    assert!(line.starts_with(&start), "{line}");
    let opened = from_json(std::str::from_utf8(&output.stdout).unwrap());
    assert!(!opened.complete);
    assert_eq!(opened.messages[..2], conversation.messages[..2]);
}

#[test]
fn words_that_make_no_sense() {
    for (words, reason) in [
        (&[][..], "Say what to do"),
        (&["upload", "a.json"], "There is no command upload"),
        (&["--frob"], "There is no option --frob here"),
        (&["share"], "FILE is missing"),
        (&["share", "a", "b"], "b is one word too many"),
        (
            &["share", "a", "--password-stdin"],
            "There is no option --password-stdin here",
        ),
        (&["share", "a", "--title"], "--title needs a value"),
        (&["share", "a", "--codec", "zip"], "There is no codec zip"),
        (&["open"], "LINK is missing"),
        (&["open", "x", "--json=1"], "--json takes no value"),
        (&["capture", "a.html"], "--url URL is missing"),
        (&["capture", "--url", "u"], "PAGE.html is missing"),
    ] {
        let line = refused(&run(words));
        assert!(
            line.starts_with(&format!("error[usage]: {reason}")),
            "{line}"
        );
        assert!(line.ends_with("See chatlink --help."), "{line}");
    }
}

#[test]
fn help_and_version() {
    let help = printed(&run(&["--help"]));
    for word in ["capture", "share", "open", "--codec"] {
        assert!(help.contains(word), "{word} is missing in\n{help}");
    }
    assert!(!help.contains("cli_"), "a sentence is missing in\n{help}");
    assert_eq!(printed(&run(&["open", "-h"])), help);
    let version = format!("chatlink {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(printed(&run(&["--version"])), version);
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let mut conversation = sample();
    conversation.messages[0].markdown = "Deep? ".repeat(200_000);
    let payload = encode(&conversation, CodecChoice::Deflate).unwrap();
    let mut child = chatlink(&["open", &payload])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}

/// Every key that the command line uses has its sentence.
#[test]
fn every_key_has_its_sentence() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("_locales/en/messages.json");
    let text = std::fs::read_to_string(path).unwrap();
    let messages: serde_json::Value = serde_json::from_str(&text).unwrap();
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cli");
    for source in std::fs::read_dir(sources).unwrap() {
        let source = std::fs::read_to_string(source.unwrap().path()).unwrap();
        for key in source.split('"').filter(|word| {
            (word.starts_with("cli_") || word.starts_with("file_"))
                && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
        }) {
            assert!(messages[key]["message"].is_string(), "{key}");
        }
    }
}
