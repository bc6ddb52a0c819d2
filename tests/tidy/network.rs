//! Where the tests' requests can go: to this machine, and nowhere else.
//!
//! Every browser of a test has the proxy that answers for the hosts of the test and refuses all others
//! (`driver/src/network.rs`); that one connects to nothing itself.

use crate::{files_in, none, text_of};

/// Ways to reach another machine.
const OUTWARD: [&str; 4] = [
    "TcpStream::connect",
    "UdpSocket",
    "ToSocketAddrs",
    "lookup_host",
];

#[test]
fn the_browsers_of_the_tests_have_no_other_network() {
    let mut files = files_in("tests/", ".rs");
    files.extend(files_in("driver/tests/", ".rs"));
    let mut found = Vec::new();
    for file in files {
        let text = text_of(&file);
        let starts = text
            .matches("extension: ")
            .count()
            .min(text.matches("headless: ").count());
        let behind = text.matches("proxy: Some(").count();
        if starts > behind {
            found.push(format!(
                "{file} starts {starts} browsers, {behind} behind the proxy"
            ));
        }
    }
    none(&found, "a browser of a test that could ask anybody");
}

#[test]
fn the_network_of_the_tests_reaches_nobody() {
    let mut files = files_in("driver/standin/", ".rs");
    files.push("driver/src/network.rs".to_owned());
    let mut found = Vec::new();
    for file in files {
        // What stops a server wakes it by a call of its own.
        let text = text_of(&file).replace("TcpStream::connect(self.address)", "");
        let ways = OUTWARD.iter().filter(|way| text.contains(**way));
        found.extend(ways.map(|way| format!("{file}: {way}")));
    }
    none(&found, "a network of the tests that goes out");
}
