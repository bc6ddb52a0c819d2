//! Uploads: what is sent, what is read, and every way in which a server can fail.

use chatlink::conversation::{Conversation, Message, Role, Source};
use chatlink::error::Error;
use chatlink::messages::english;
use chatlink::upload::answer::{self, Answer};
use chatlink::upload::{self, Address, Expire, Key, Random, Server, Upload, Wish};
use proptest::prelude::*;
use standin::{Fault, On, Standin};

use crate::any;

fn frost() -> Conversation {
    Conversation {
        title: "Frost *depth*".to_owned(),
        site: "claude".to_owned(),
        model: Some("opus".to_owned()),
        complete: true,
        messages: vec![
            Message {
                markdown: "How deep?".to_owned(),
                ..Message::default()
            },
            Message {
                role: Role::Assistant,
                markdown: "80 cm.".to_owned(),
                reasoning: Some("The ground\nheaves.".to_owned()),
                sources: vec![Source {
                    title: "Frost <1>".to_owned(),
                    url: "https://ground.example/frost".to_owned(),
                }],
                ..Message::default()
            },
        ],
        ..Conversation::default()
    }
}

fn random() -> Random {
    Random::new(std::array::from_fn(|at| u8::try_from(at * 3).unwrap()))
}

fn server() -> Server {
    Server::parse("https://bin.example").unwrap()
}

fn made(conversation: &Conversation, wish: &Wish) -> Upload {
    Upload::new(conversation, wish, random(), &english).unwrap_or_else(|error| panic!("{error}"))
}

/// What a server says, without a network.
fn ask(standin: &Standin, method: &str, query: &str, body: &str) -> Answer {
    let said = standin.answer(method, &format!("/{query}"), true, body.as_bytes());
    let said = said.expect("an answer");
    Answer {
        status: said.status,
        retry_after: None,
        body: said.body,
    }
}

fn read(standin: &Standin, id: &str) -> Answer {
    ask(standin, "GET", &format!("?pasteid={id}"), "")
}

#[test]
fn an_upload_comes_back_whole() {
    let standin = Standin::new();
    let wish = Wish {
        expire: Expire::Day,
        ..Wish::default()
    };
    let upload = made(&frost(), &wish);
    assert!(!upload.body.contains("Frost"), "it is encrypted");
    let created = answer::created(&server(), &ask(&standin, "POST", "", &upload.body))
        .unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(created.id, upload.id, "the id is known before the answer");

    let stored = answer::stored(&server(), &read(&standin, &created.id));
    let stored = stored.unwrap_or_else(|error| panic!("{error}"));
    let opened = upload::open(&stored, &upload.key, "").unwrap();
    assert_eq!(opened.conversation, frost());
    assert!((86_000..=86_400).contains(&opened.seconds_left.unwrap()));
    assert!(!opened.burnt && !opened.foreign);

    let deletion = upload::deletion(&created.id, &created.delete_token);
    assert!(answer::deleted(&server(), &ask(&standin, "POST", "", &deletion)).unwrap());
    assert!(!answer::exists(&server(), &read(&standin, &created.id)).unwrap());
    // A second time it says no, and looking tells why.
    assert!(!answer::deleted(&server(), &ask(&standin, "POST", "", &deletion)).unwrap());
}

/// The bytes that PrivateBin's clients read today are those that they must read tomorrow.
#[test]
fn the_request_is_this_one() {
    let upload = made(&frost(), &Wish::default());
    let start = r#"{"v":2,"adata":[["YGNmaWxvcnV4e36BhIeKjQ==","kJOWmZyfoqU=",100000,256,128,"aes","gcm","zlib"],"markdown",0,0],"ct":""#;
    assert!(upload.body.starts_with(start), "{}", upload.body);
    assert!(upload.body.ends_with(r#"","meta":{"expire":"1week"}}"#));
    let burn = Wish {
        burn: true,
        expire: Expire::Never,
        ..Wish::default()
    };
    let upload = made(&frost(), &burn);
    assert!(upload.body.contains(r#""markdown",0,1],"#));
    assert!(upload.body.ends_with(r#""meta":{"expire":"never"}}"#));
}

/// Made by another program (Python's `privatebin` 0.3.0), with a password and a file.
#[test]
fn what_others_stored_is_read() {
    let vectors = include_str!("../vectors/uploads/others.json");
    let vectors: Vec<serde_json::Value> = serde_json::from_str(vectors).unwrap();
    assert_eq!(vectors.len(), 3);
    for vector in &vectors {
        let answer = Answer {
            status: 200,
            retry_after: None,
            body: vector["answer"].to_string(),
        };
        let stored = answer::stored(&server(), &answer);
        let stored = stored.unwrap_or_else(|error| panic!("{error}"));
        let text = |key: &str| vector[key].as_str().unwrap();
        let address = Address::parse(text("link")).expect("a link");
        let opened = upload::open(&stored, &address.key, text("password")).unwrap();
        let said: Vec<_> = opened
            .conversation
            .messages
            .iter()
            .map(|m| m.markdown.as_str())
            .collect();
        let wanted: Vec<_> = vector["messages"]
            .as_array()
            .unwrap()
            .iter()
            .map(|m| m.as_str().unwrap())
            .collect();
        assert_eq!(said, wanted);
        assert_eq!(
            opened.conversation.warnings.len() as u64,
            vector["files"].as_u64().unwrap()
        );
        assert_eq!(opened.burnt, address.burn);
        assert_eq!(stored.burnt(), address.burn);
        assert!(opened.foreign);
    }
}

#[test]
fn a_password_is_needed_and_must_be_right() {
    let standin = Standin::new();
    let wish = Wish {
        password: "correct horse".to_owned(),
        ..Wish::default()
    };
    let upload = made(&frost(), &wish);
    ask(&standin, "POST", "", &upload.body);
    let open = |key: &Key, password: &str| {
        let stored = answer::stored(&server(), &read(&standin, &upload.id));
        upload::open(
            &stored.unwrap_or_else(|error| panic!("{error}")),
            key,
            password,
        )
    };
    assert_eq!(open(&upload.key, ""), Err(Error::UploadNeedsPassword));
    assert_eq!(open(&upload.key, "wrong"), Err(Error::UploadWrongPassword));
    assert_eq!(
        open(&Key::new([7; 32]), "correct horse"),
        Err(Error::UploadWrongPassword)
    );
    assert_eq!(
        open(&upload.key, "correct horse").unwrap().conversation,
        frost()
    );
}

/// Programs disagree about the bytes of other characters.
#[test]
fn passwords_are_ascii() {
    let wish = Wish {
        password: "Schlüssel".to_owned(),
        ..Wish::default()
    };
    let refused = Upload::new(&frost(), &wish, random(), &english).err();
    assert_eq!(refused, Some(Error::PasswordNotAscii));
}

#[test]
fn an_upload_that_burns_is_read_once() {
    let standin = Standin::new();
    let wish = Wish {
        burn: true,
        ..Wish::default()
    };
    let upload = made(&frost(), &wish);
    ask(&standin, "POST", "", &upload.body);
    let stored = answer::stored(&server(), &read(&standin, &upload.id));
    let stored = stored.unwrap_or_else(|error| panic!("{error}"));
    assert!(upload::open(&stored, &upload.key, "").unwrap().burnt);
    let again = answer::stored(&server(), &read(&standin, &upload.id)).err();
    assert_eq!(again.unwrap().key(), "upload-gone");
}

/// The page for readers without Chatlink: everything is in it, and nothing breaks out of its line.
#[test]
fn the_page_for_everybody_else() {
    let standin = Standin::new();
    let mut conversation = frost();
    conversation.complete = false;
    let upload = made(&conversation, &Wish::default());
    ask(&standin, "POST", "", &upload.body);
    let stored = answer::stored(&server(), &read(&standin, &upload.id));
    let stored = stored.unwrap_or_else(|error| panic!("{error}"));
    let text = upload::text(&stored, &upload.key, "").unwrap();
    expect_test::expect![[r#"
        # Frost \*depth\*

        *opus · Not all messages of this conversation are here.*

        ---

        ## You

        How deep?

        ---

        ## Assistant

        > **Reasoning**
        >
        > The ground
        > heaves.

        80 cm.

        **Sources**

        - <https://ground.example/frost> Frost &lt;1&gt;

        ---

        *Shared with Chatlink. Its viewer shows the attachment with code, tables and formulas laid out.*
    "#]]
    .assert_eq(&text);
}

#[test]
fn links_of_uploads() {
    let key = "62otMwPcBbfgmptscmWAaVn5aw4CCiXPMM53dp1HjigA";
    let id = "50a024232bc6bf46";
    for (text, link) in [
        (
            format!("https://bin.example/?{id}#{key}"),
            Some(format!("https://bin.example/?{id}#{key}")),
        ),
        (
            format!(" <https://bin.example/p?{id}#-{key}>\n"),
            Some(format!("https://bin.example/p/?{id}#-{key}")),
        ),
        (
            format!("https://bin.example/?{id}%23{key}"),
            Some(format!("https://bin.example/?{id}#{key}")),
        ),
        (
            format!("https://bin.example/?pasteid={id}#{key}&utm_source=x"),
            Some(format!("https://bin.example/?{id}#{key}")),
        ),
        (
            format!("http://127.0.0.1:8098/?{id}#{key}"),
            Some(format!("http://127.0.0.1:8098/?{id}#{key}")),
        ),
        (format!("http://bin.example/?{id}#{key}"), None),
        (format!("https://bin.example/?{id}"), None),
        (format!("https://bin.example/?{id}#"), None),
        (format!("https://bin.example/?{id}#0OIl"), None),
        (format!("https://bin.example/?{id}#{key}{key}"), None),
        (format!("https://bin.example/?{}#{key}", &id[1..]), None),
        (
            "https://chatlink.example/#0ajgGxpzK8ovLmFLYvTIL1dISU0tsGeyMFBIztUDAA".to_owned(),
            None,
        ),
        (String::new(), None),
    ] {
        assert_eq!(
            Address::parse(&text).map(|address| address.link()),
            link,
            "{text}"
        );
    }
}

#[test]
fn servers() {
    for (text, server) in [
        ("https://bin.example", Some("https://bin.example/")),
        (" https://bin.example/a ", Some("https://bin.example/a/")),
        (
            "https://bin.example/index.php",
            Some("https://bin.example/index.php"),
        ),
        (
            "https://bin.example/?0123456789abcdef#key",
            Some("https://bin.example/"),
        ),
        ("http://localhost:8080", Some("http://localhost:8080/")),
        ("http://bin.example", None),
        ("bin.example", None),
        ("file:///bin", None),
        ("https://me:secret@bin.example", None),
        ("", None),
    ] {
        let parsed = Server::parse(text).ok();
        assert_eq!(parsed.as_ref().map(Server::as_str), server, "{text}");
    }
}

/// The message is never understood, in whatever language it comes: only its numbers are.
#[test]
fn every_refusal_has_its_own_error() {
    let (no, html) = (
        |message: &str| Fault::Refuse(message.to_owned()),
        Fault::Html,
    );
    for (fault, key) in [
        (
            no("Please wait 10 seconds between each post."),
            "server-wait",
        ),
        (
            no("Bitte warte 7 Sekunden zwischen dem Absenden."),
            "server-wait",
        ),
        (
            no("Document is limited to 10.00 MB of encrypted data."),
            "server-too-small",
        ),
        (no("Le document est limité à 9,54 Mio."), "server-too-small"),
        (
            no("Your IP is not authorized to create documents."),
            "server-refused",
        ),
        (no("Invalid data."), "server-refused"),
        (no("1 2"), "server-refused"),
        (no("99999999999999999999"), "server-refused"),
        (html(200), "server-not-privatebin"),
        (html(403), "server-forbids"),
        (html(405), "server-forbids"),
        (html(413), "server-too-small"),
        (html(429), "server-wait"),
        (html(503), "server-down"),
    ] {
        let standin = Standin::new();
        standin.fail(On::Create, fault.clone());
        let upload = made(&frost(), &Wish::default());
        let error = answer::created(&server(), &ask(&standin, "POST", "", &upload.body)).err();
        assert_eq!(error.unwrap().key(), key, "{fault:?}");
        assert_eq!(standin.ids(), Vec::<String>::new());
    }
}

#[test]
fn a_server_is_recognised() {
    let recognised = |status, body: &str| {
        let answer = Answer {
            status,
            retry_after: None,
            body: body.to_owned(),
        };
        answer::recognised(&server(), &answer)
            .err()
            .map(|error| error.key())
    };
    let standin = Standin::new();
    let probe = server().probe_url();
    let (_, query) = probe.split_once(".example/").unwrap();
    assert_eq!(recognised(200, &ask(&standin, "GET", query, "").body), None);
    assert_eq!(
        recognised(200, "<!doctype html>"),
        Some("server-not-privatebin")
    );
    assert_eq!(
        recognised(200, r#"{"status":"ok"}"#),
        Some("server-not-privatebin")
    );
    assert_eq!(
        recognised(200, r#"{"status":0}"#),
        Some("server-not-privatebin")
    );
    assert_eq!(recognised(404, "{}"), Some("server-not-privatebin"));
    assert_eq!(recognised(502, ""), Some("server-down"));
}

/// What a stranger's server answers may be anything.
#[test]
fn bad_answers_are_refused() {
    for (body, key) in [
        (r#"{"status":0}"#, "upload-not-understood"),
        (r#"{"status":0,"v":1,"data":"x"}"#, "upload-not-understood"),
        (
            r#"{"status":0,"v":2,"ct":"","adata":[]}"#,
            "upload-not-understood",
        ),
        (
            r#"{"status":0,"v":2,"ct":"AA==","adata":[["AA==","AA==",100000,256,128,"aes","gcm","zlib"],"markdown",0,0]}"#,
            "upload-not-understood",
        ),
        (
            r#"{"status":0,"v":2,"ct":"AA==","adata":[["AAAAAAAAAAAAAAAAAAAAAA==","AA==",4000000000,256,128,"aes","gcm","zlib"],"markdown",0,0]}"#,
            "upload-not-understood",
        ),
        (
            r#"{"status":0,"v":2,"ct":"%","adata":[["AAAAAAAAAAAAAAAAAAAAAA==","AA==",100000,256,128,"aes","gcm","zlib"],"markdown",0,0]}"#,
            "upload-damaged",
        ),
        (
            r#"{"status":0,"v":2,"ct":"AA==","adata":[["AAAAAAAAAAAAAAAAAAAAAA==","AA==",100000,256,128,"aes","gcm","zlib"],"markdown",0,0]}"#,
            "upload-needs-password",
        ),
        (r#"{"status":1,"message":"?"}"#, "upload-gone"),
        ("[", "server-not-privatebin"),
    ] {
        let answer = Answer {
            status: 200,
            retry_after: None,
            body: body.to_owned(),
        };
        let opened = answer::stored(&server(), &answer)
            .and_then(|stored| upload::open(&stored, &Key::new([1; 32]), ""));
        assert_eq!(opened.err().unwrap().key(), key, "{body}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    #[test]
    fn any_conversation_comes_back(conversation in any::conversation(), password in "[ -~]{0,12}") {
        let standin = Standin::new();
        let wish = Wish { password: password.clone(), ..Wish::default() };
        let Ok(upload) = Upload::new(&conversation, &wish, random(), &english) else {
            prop_assert!(conversation.messages.is_empty());
            return Ok(());
        };
        ask(&standin, "POST", "", &upload.body);
        let stored = answer::stored(&server(), &read(&standin, &upload.id));
        let opened = stored.and_then(|stored| upload::open(&stored, &upload.key, &password));
        let packed = chatlink::link::unpack(&chatlink::link::pack(&conversation).unwrap()).unwrap();
        prop_assert_eq!(opened.unwrap().conversation, packed);
    }
}
