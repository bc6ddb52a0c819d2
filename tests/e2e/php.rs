//! The real PrivateBin, as a host of the browser's network. Its files are no part of this repository:
//! `CHATLINK_PRIVATEBIN` names a folder with them, which `php` serves from a copy.

use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use driver::{Network, Request, Response};
use tempfile::TempDir;

/// What of it is neither run nor shown.
const LEFT_OUT: [&str; 6] = [".git", ".github", "doc", "tst", "data", "cfg"];

/// The server. Ends when dropped.
pub(crate) struct PrivateBin {
    process: Child,
    port: u16,
    folder: TempDir,
}

impl PrivateBin {
    /// Serves it below this path, with these settings in place of its own; `None` where no folder is named,
    /// which is said.
    pub(crate) fn start(path: &str, settings: &[(&str, &str)]) -> Option<Self> {
        let Some(files) = std::env::var_os("CHATLINK_PRIVATEBIN") else {
            eprintln!("skipped: CHATLINK_PRIVATEBIN names no folder with PrivateBin's files");
            return None;
        };
        let folder = tempfile::tempdir().expect("a folder");
        let at = folder.path().join(path);
        let files = Path::new(&files);
        copy(files, &at);
        let sample = fs::read_to_string(files.join("cfg/conf.sample.php")).expect("its settings");
        fs::create_dir_all(at.join("cfg")).expect("a folder");
        fs::write(at.join("cfg/conf.php"), changed(&sample, settings)).expect("a file");
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let port = listener.local_addr().expect("a port").port();
        drop(listener);
        let process = Command::new("php")
            .args(["-S", &format!("127.0.0.1:{port}"), "-t"])
            .arg(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("php");
        let late = Instant::now() + Duration::from_secs(20);
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            assert!(Instant::now() < late, "php does not answer");
            std::thread::yield_now();
        }
        Some(Self {
            process,
            port,
            folder,
        })
    }

    /// As a host of the browser's network.
    pub(crate) fn serve(&self, network: &Network, host: &'static str) {
        let port = self.port;
        network.host(host, move |request| forward(request, host, port));
    }

    /// How much it holds: each document is a file.
    pub(crate) fn count(&self) -> usize {
        fn files(folder: &Path) -> usize {
            let entries = fs::read_dir(folder).into_iter().flatten().flatten();
            let counts = entries.map(|entry| {
                let (path, name) = (entry.path(), entry.file_name());
                let name = name.to_str().and_then(|name| name.strip_suffix(".php"));
                let id = |name: &str| name.bytes().all(|digit| digit.is_ascii_hexdigit());
                let document = name.is_some_and(|name| name.len() == 16 && id(name));
                if path.is_dir() {
                    files(&path)
                } else {
                    usize::from(document)
                }
            });
            counts.sum()
        }
        files(self.folder.path())
    }
}

impl Drop for PrivateBin {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("PrivateBin's files") {
        let entry = entry.expect("a file");
        let name = entry.file_name();
        if LEFT_OUT.iter().any(|it| name == *it) {
            continue;
        }
        let (path, to) = (entry.path(), to.join(&name));
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::copy(&path, &to).expect("a file");
        }
    }
}

/// The settings with other values for these, each `section.name`.
fn changed(sample: &str, settings: &[(&str, &str)]) -> String {
    let mut section = "";
    let lines = sample.lines().map(|line| {
        if let Some(name) = line
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
        {
            section = name;
        }
        let other = settings.iter().find_map(|(name, value)| {
            let (of, name) = name.split_once('.')?;
            let here = of == section && line.starts_with(&format!("{name} ="));
            here.then(|| format!("{name} = {value}"))
        });
        other.unwrap_or_else(|| line.to_owned())
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Passes a request on.
fn forward(request: &Request, host: &str, port: u16) -> Response {
    let answer = asked(request, host, port).expect("an answer of php");
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n");
    let (head, body) = answer.split_at(end.expect("a head") + 4);
    let head = String::from_utf8_lossy(head);
    let header = |wanted: &str| {
        let lines = head.lines().filter_map(|line| line.split_once(':'));
        let found = lines.filter(|(name, _)| name.eq_ignore_ascii_case(wanted));
        found.map(|(_, value)| value.trim().to_owned()).next()
    };
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    let mut response = Response::new(&header("content-type").unwrap_or_default(), body)
        .with_status(status.expect("a status"));
    for name in [
        "access-control-allow-origin",
        "access-control-allow-methods",
        "access-control-allow-headers",
        "content-security-policy",
    ] {
        if let Some(value) = header(name) {
            response = response.with(name, &value);
        }
    }
    response
}

fn asked(request: &Request, host: &str, port: u16) -> std::io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    let mut head = format!(
        "{} {} HTTP/1.0\r\nHost: {host}\r\n",
        request.method,
        request.path()
    );
    for name in ["accept", "content-type", "origin", "x-requested-with"] {
        if let Some(value) = request.header(name) {
            head += &format!("{name}: {value}\r\n");
        }
    }
    if !request.body.is_empty() {
        head += &format!("Content-Length: {}\r\n", request.body.len());
    }
    stream.write_all(format!("{head}\r\n").as_bytes())?;
    stream.write_all(&request.body)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(answer)
}

#[test]
fn settings_are_changed_in_their_section() {
    let sample = "[main]\nlimit = 1\n[traffic]\n; limit = 7\nlimit = 10\n";
    let wanted = "[main]\nlimit = 1\n[traffic]\n; limit = 7\nlimit = 0";
    assert_eq!(changed(sample, &[("traffic.limit", "0")]), wanted);
}
