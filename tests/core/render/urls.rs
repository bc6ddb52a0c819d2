//! What may become a link, and the host that is shown.

use chatlink::render::tree::Shows;
use chatlink::render::urls::Address;

#[test]
fn addresses_that_open_and_the_host_that_is_shown() {
    for (written, href, host) in [
        ("http://a.example", "http://a.example", "a.example"),
        (
            "HTTPS://A.Example/P?q#f",
            "https://a.example/P?q#f",
            "a.example",
        ),
        (" https://a.example/ ", "https://a.example/", "a.example"),
        (
            "https://a.example.:443/x",
            "https://a.example:443/x",
            "a.example",
        ),
        ("https://a.example:/x", "https://a.example/x", "a.example"),
        (
            "https://a.example/日本?ä=ö",
            "https://a.example/日本?ä=ö",
            "a.example",
        ),
        (
            "https://xn--80ak6aa92e.com/",
            "https://xn--80ak6aa92e.com/",
            "xn--80ak6aa92e.com",
        ),
        // The first letters are Cyrillic: what is shown does not look like the Latin name.
        (
            "https://аррӏе.com/",
            "https://xn--80ak6aa92e.com/",
            "xn--80ak6aa92e.com",
        ),
        (
            "https://127.0.0.1:8080/a",
            "https://127.0.0.1:8080/a",
            "127.0.0.1",
        ),
        ("http://[::1]:80/a", "http://[::1]:80/a", "[::1]"),
        (
            "mailto:mia@a.example",
            "mailto:mia@a.example",
            "mia@a.example",
        ),
        (
            "mailto:mia@a.example?subject=Pay&bcc=x@y.example",
            "mailto:mia@a.example",
            "mia@a.example",
        ),
    ] {
        let address = Address::check(written).unwrap_or_else(|| panic!("refused: {written}"));
        assert_eq!((address.href(), address.host()), (href, host), "{written}");
    }
}

#[test]
fn addresses_that_stay_text() {
    for written in [
        "",
        "a.example",
        "/path",
        "#anchor",
        "//a.example/x",
        "https:a.example",
        "https:///a.example",
        "https:/a.example",
        "https:\\\\a.example",
        "https://",
        "https://?x",
        "https://a.example\\@b.example",
        "https://a.example/\\b",
        "https://user@a.example/",
        "https://a.example@b.example/",
        "https://user:word@a.example/",
        "https://a.example:99999999/",
        "https://a.example:8a/",
        "https://a..example/",
        "https://-a.example/",
        "https://a b.example/",
        "https://a.example/a b",
        "https://a.example/\u{202e}gpj.exe",
        "https://a\u{200b}.example/",
        "https://a%2eexample/",
        // Numbers that a browser reads as an address.
        "https://2130706433/",
        "https://0x7f.1/",
        "https://127.1/",
        "https://0177.0.0.1/",
        "https://[::1",
        "https://[1.2.3.4]/",
        "https://a.example,b.example/",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "\u{1}javascript:alert(1)",
        "data:text/html,<script>1</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "blob:https://a.example/x",
        "ftp://a.example/",
        "chrome://settings",
        "sandbox:/mnt/data/a.csv",
        "mailto:",
        "mailto:mia",
        "mailto:@a.example",
        "mailto:a,b@a.example",
        "mailto:mia@a.example@b.example",
    ] {
        assert_eq!(Address::check(written), None, "{written:?}");
    }
    assert_eq!(
        Address::check(&format!("https://a.example/{}", "a".repeat(9_000))),
        None
    );
    assert_eq!(
        Address::check(&format!("https://{}.example/", "a".repeat(64))),
        None
    );
}

#[test]
fn the_host_is_said_unless_the_text_says_it() {
    let host = "docs.a.example";
    for (text, shows) in [
        ("docs.a.example", Shows::Host),
        ("https://docs.a.example/page", Shows::Host),
        ("https://www.docs.a.example", Shows::Host),
        ("The docs", Shows::Words),
        ("a.example", Shows::Words),
        ("https://bank.example/login", Shows::OtherHost),
        ("www.bank.example", Shows::OtherHost),
        ("docs.a.example.evil.example", Shows::Words),
    ] {
        assert_eq!(Shows::of(text, host), shows, "{text}");
    }
}
