//! The stand-in on a port of the loopback interface.

use std::io::{BufRead, BufReader, Error, ErrorKind, Read, Result, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::Standin;

/// The longest body that is read.
const MAX_BODY: usize = 32 << 20;

/// A running server; it ends with this value.
pub struct Served {
    address: SocketAddr,
    stopped: Arc<AtomicBool>,
}

impl Served {
    /// Its address, with a slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Release);
        // Wakes the accepting thread.
        let _ = TcpStream::connect(self.address);
    }
}

/// Serves on a free port.
///
/// # Errors
/// No port is free.
pub fn serve(standin: &Standin) -> Result<Served> {
    serve_on(standin, 0)
}

/// Serves on this port.
///
/// # Errors
/// It is taken.
pub fn serve_on(standin: &Standin, port: u16) -> Result<Served> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
    let address = listener.local_addr()?;
    let stopped = Arc::new(AtomicBool::new(false));
    let (stop, standin) = (Arc::clone(&stopped), standin.clone());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            if stop.load(Ordering::Acquire) {
                return;
            }
            let Ok(stream) = stream else { continue };
            let standin = standin.clone();
            std::thread::spawn(move || {
                // A client that goes away is no fault of ours.
                let _ = answer(&standin, &stream);
            });
        }
    });
    Ok(Served { address, stopped })
}

/// One request a connection.
fn answer(standin: &Standin, mut stream: &TcpStream) -> Result<()> {
    let mut reader = BufReader::new(stream);
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if reader.by_ref().take(1 << 16).read_until(b'\n', &mut head)? == 0 {
            return Ok(());
        }
    }
    let bad = || Error::from(ErrorKind::InvalidData);
    let mut slots = [httparse::EMPTY_HEADER; 100];
    let mut request = httparse::Request::new(&mut slots);
    request.parse(&head).map_err(|_| bad())?;
    let header = |name: &str| {
        let found = request
            .headers
            .iter()
            .find(|it| it.name.eq_ignore_ascii_case(name));
        found.map(|it| String::from_utf8_lossy(it.value).into_owned())
    };
    let length = header("content-length").and_then(|length| length.parse().ok());
    let length: usize = length.unwrap_or(0);
    if length > MAX_BODY {
        return Err(bad());
    }
    if header("expect").is_some() {
        stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let json = header("accept").is_some_and(|accept| accept.contains("json"))
        || header("x-requested-with").is_some();
    let (method, path) = (
        request.method.ok_or_else(bad)?,
        request.path.ok_or_else(bad)?,
    );
    let Some(answer) = standin.answer(method, path, json, &body) else {
        return Ok(());
    };
    let mut text = format!("HTTP/1.1 {} .\r\nconnection: close\r\n", answer.status);
    for (name, value) in &answer.headers {
        text += &format!("{name}: {value}\r\n");
    }
    text += &format!("content-length: {}\r\n\r\n", answer.body.len());
    stream.write_all(text.as_bytes())?;
    stream.write_all(answer.body.as_bytes())?;
    stream.flush()
}
