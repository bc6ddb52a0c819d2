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
        ("empty", String::new(), "it is empty"),
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
        (&["send", "a.json"], "There is no command send"),
        (&["--frob"], "There is no option --frob here"),
        (&["share"], "FILE is missing"),
        (&["share", "a", "b"], "b is one word too many"),
        (&["share", "a", "--burn"], "There is no option --burn here"),
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

#[test]
fn a_qr_code_goes_into_a_file() {
    let folder = folder("qr");
    let source = file(
        &folder,
        "shed.json",
        serde_json::to_string(&sample()).unwrap(),
    );
    for (name, start) in [("code.svg", &b"<svg "[..]), ("code.PNG", b"\x89PNG")] {
        let path = folder.join(name);
        let output = run(&["share", &source, "--qr", path.to_str().unwrap()]);
        assert!(printed(&output).starts_with("https://chatlink.example/#"));
        assert!(std::fs::read(path).unwrap().starts_with(start), "{name}");
    }
    let line = refused(&run(&["share", &source, "--qr", "code.gif"]));
    assert!(
        line.starts_with("error[usage]: ") && line.contains("code.gif"),
        "{line}"
    );
    let nowhere = folder.join("none/code.svg");
    let line = refused(&run(&["share", &source, "--qr", nowhere.to_str().unwrap()]));
    assert!(line.starts_with("error[file]: "), "{line}");
}

#[test]
fn a_link_too_long_for_a_qr_code_says_by_how_much() {
    let folder = folder("qr-too-long");
    let text: String = (0..4_000u32)
        .map(|n| char::from_u32(0x4E00 + n * 7 % 9_973).unwrap())
        .collect();
    let source = file(&folder, "long.md", format!("## User\n\n{text}\n"));
    let path = folder.join("code.png");
    let _ = std::fs::remove_file(&path);
    let path_text = path.to_str().unwrap();
    let line = refused(&run(&[
        "share", &source, "--qr", path_text, "--codec", "deflate",
    ]));
    assert!(
        line.starts_with("error[qr-too-long]: ") && line.contains("3910"),
        "{line}"
    );
    assert!(!path.exists());
}

/// An export holds a whole account.
#[test]
fn one_of_several_conversations_is_picked() {
    let folder = folder("pick");
    let one = |title: &str, text: &str| {
        format!(
            "{{\"title\": \"{title}\", \"messages\": [{{\"role\": \"user\", \"markdown\": \"{text}\"}}]}}"
        )
    };
    let all = [one("Tides", "a"), one("Tide mills", "b"), one("Barn", "c")].join(",");
    let path = file(&folder, "conversations.json", format!("[{all}]"));
    let opened = |words: &[&str]| {
        let link = printed(&run(&[&["share", &path], words].concat()));
        printed(&run(&["open", link.trim(), "--markdown"]))
    };
    assert!(opened(&["--pick", "2"]).contains("Tide mills"));
    assert!(opened(&["--pick", "barn"]).contains("title: Barn"));
    for (words, wanted) in [
        (
            &[][..],
            "it holds 3 conversations, and a link carries one: choose it with --pick",
        ),
        (&[][..], "(1 Tides; 2 Tide mills; 3 Barn)"),
        (
            &["--pick", "tide"][..],
            "2 of its conversations have “tide” in their title",
        ),
        (
            &["--pick", "9"][..],
            "none of its 3 conversations has the number or the title “9”",
        ),
    ] {
        let line = refused(&run(&[&["share", &path], words].concat()));
        assert!(line.contains(wanted), "{line}");
    }
}

#[test]
fn a_password_locks_a_link() {
    let folder = folder("password");
    let json = serde_json::to_string(&sample()).unwrap();
    let file = file(&folder, "frost.json", json);
    let share = ["share", &file, "--password-stdin"];
    let link = printed(&run_with(&share, "correct horse\r\nsecond line\n"));
    let again = printed(&run_with(&share, "correct horse"));
    assert_ne!(link, again, "the salt is random");

    let open = ["open", link.trim(), "--json", "--password-stdin"];
    let opened = printed(&run_with(&open, "correct horse\n"));
    let opened: Conversation = serde_json::from_str(&opened).unwrap();
    assert_eq!(opened, sample());
    // Both on standard input: first the password, then the link.
    let both = ["open", "-", "--markdown", "--password-stdin"];
    let text = printed(&run_with(&both, &format!("correct horse\n{again}")));
    assert!(text.contains("How deep?"));

    for (words, input, key) in [
        (&open[..], "wrong\n", "password-wrong"),
        (&open, "\n", "password-needed"),
        (&["open", link.trim()], "", "password-needed"),
        (&["open", "-"], &link, "password-needed"),
        (&both, &link, "link-empty"),
        (&share, "", "password-empty"),
        (&share, "\ncorrect horse", "password-empty"),
    ] {
        let line = refused(&run_with(words, input));
        assert!(line.starts_with(&format!("error[{key}]: ")), "{line}");
    }
    let mut child = chatlink(&share)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let _ = child.stdin.take().unwrap().write_all(b"caf\xE9\n");
    let line = refused(&child.wait_with_output().unwrap());
    assert!(line.starts_with("error[usage]: "), "{line}");
}

#[test]
fn a_capture_by_guess_says_how_sure_it_is() {
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/capture/generic");
    let capture = |name: &str| {
        let page = pages.join(name);
        let page = page.to_str().unwrap();
        run(&["capture", page, "--url", "https://talk.example/1", "--json"])
    };
    let given: Conversation = serde_json::from_str(&printed(&capture("aligned.html"))).unwrap();
    let [guess] = &given.warnings[..] else {
        panic!("{:?}", given.warnings);
    };
    assert_eq!(guess.code, "read-by-guess-likely");
    let sure: u8 = guess.detail.parse().unwrap();
    assert!((70..85).contains(&sure), "{sure}");
    let line = refused(&capture("no-forum.html"));
    assert!(
        line.starts_with("error[page-without-conversation]"),
        "{line}"
    );
}
