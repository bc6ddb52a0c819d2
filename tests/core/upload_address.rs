//! The two spellings of an upload's address.

use chatlink::link::{Base, RESERVED_BASE};
use chatlink::upload::{Address, Key, Server};

/// In a viewer's address an upload stands without any sign that a program could cut at.
#[test]
fn an_upload_has_a_spelling_for_viewers() {
    let key = Key::new(std::array::from_fn(|at| u8::try_from(at * 3).unwrap()));
    for (server, burn, start) in [
        (
            "https://bin.example/",
            false,
            "u/bin.example/50a024232bc6bf46/",
        ),
        (
            "https://bin.example/paste/",
            true,
            "u-/bin.example/paste/50a024232bc6bf46/",
        ),
        (
            "https://bin.example/index.php",
            false,
            "u/bin.example/index.php/50a024232bc6bf46/",
        ),
        (
            "http://127.0.0.1:8080/",
            false,
            "u/http://127.0.0.1:8080/50a024232bc6bf46/",
        ),
    ] {
        let address = Address {
            server: Server::parse(server).unwrap(),
            id: "50a024232bc6bf46".to_owned(),
            key: key.clone(),
            burn,
        };
        let spelt = address.spelt();
        assert!(spelt.starts_with(start), "{spelt}");
        let after = "https://viewer.example/read/#";
        for text in [
            spelt.clone(),
            format!("{after}{spelt}"),
            format!("<{after}{spelt}>"),
            format!("{after}{spelt}&utm_source=a/b"),
            format!("{after}{spelt}/?c=d#e"),
            format!("https://viewer.example/read/%23{spelt}"),
            format!(
                "https://viewer.example/read/%2523{}",
                spelt.replace('/', "%2F")
            ),
            address.link(),
        ] {
            assert!(Address::parse(&text) == Some(address.clone()), "{text}");
        }
        let base = Base::parse("https://viewer.example/read/").unwrap();
        assert_eq!(address.best_link(&base), format!("{after}{spelt}"));
        assert_eq!(
            address.best_link(&Base::parse(RESERVED_BASE).unwrap()),
            address.link()
        );
    }
    for other in [
        "u/",
        "u/bin.example",
        "u//50a024232bc6bf46/abc",
        "u/bin.example/50a0/abc",
        "u/bin.example/50a024232bc6bf46/",
        "u/bin.example/50a024232bc6bf46/0OIl",
        "u/ftp://bin.example/50a024232bc6bf46/abc",
        "u/user@bin.example/50a024232bc6bf46/abc",
    ] {
        assert!(Address::parse(other).is_none(), "{other}");
    }
}

/// Found by the fuzzer: such a folder was taken for the id when the address came back, and `%23` for the
/// sign before it.
#[test]
fn a_server_holds_nothing_that_its_uploads_are_read_by() {
    for (server, is_one) in [
        ("https://bin.example/3333333333333333/a/", false),
        ("https://bin.example/a/50A024232bc6bf46", false),
        ("https://bin.example/a%23b/", false),
        ("https://bin.example/333333333333333/", true),
        ("https://bin.example/a/?50a024232bc6bf46", true),
    ] {
        assert_eq!(Server::parse(server).is_ok(), is_one, "{server}");
    }
}
