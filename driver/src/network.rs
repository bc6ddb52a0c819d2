//! The only way out of a browser: a recording proxy on the loopback interface.
//!
//! Both browsers send every request to it, and it answers them all itself: hosts are functions
//! that a test gives, any other host gets 502. So a test can serve a page as
//! `https://chatgpt.com/c/…`, and can assert that no other request was made at all.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result, bail};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// What a browser asks its maker for by itself and no setting turns off: component updates, the
/// accounts of the profile, a spelling dictionary, settings, media plug-ins. No page and no extension asks for these.
const HOUSEKEEPING: [&str; 6] = [
    "http://update.googleapis.com/service/update2/",
    "https://update.googleapis.com/service/update2/",
    "https://accounts.google.com/ListAccounts?",
    "https://redirector.gvt1.com/edgedl/chrome/dict/",
    "https://firefox.settings.services.mozilla.com/",
    "https://aus5.mozilla.org/update/",
];

/// The longest request head that is read.
const MAX_HEAD: usize = 64 * 1024;
/// The longest request body that is read.
const MAX_BODY: usize = 32 * 1024 * 1024;

/// One request that a browser made.
#[derive(Clone, Debug)]
pub struct Request {
    /// `GET`, `POST` …; `CONNECT` when a tunnel was asked for and nothing was sent through it.
    pub method: String,
    /// The whole address, as the browser sees it.
    pub url: String,
    /// Names in lower case, in the order in which they came.
    pub headers: Vec<(String, String)>,
    /// What was sent.
    pub body: Vec<u8>,
}

impl Request {
    /// The value of a header; `name` in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(key, _)| key == name)?;
        Some(&found.1)
    }

    /// The path of the address with its query: `/c/1?x`.
    pub fn path(&self) -> &str {
        let rest = self.url.split_once("://").map_or("", |(_, rest)| rest);
        rest.find('/').map_or("/", |at| &rest[at..])
    }
}

/// What a host answers.
#[derive(Clone, Debug)]
pub struct Response {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Response {
    /// 200 with this content type and body.
    pub fn new(content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status: 200,
            headers: vec![("content-type".to_owned(), content_type.to_owned())],
            body: body.into(),
        }
    }

    /// A page of HTML.
    pub fn html(body: impl Into<Vec<u8>>) -> Self {
        Self::new("text/html; charset=utf-8", body)
    }

    /// A short text with this status.
    pub fn status(status: u16) -> Self {
        let mut response = Self::new("text/plain", status.to_string());
        response.status = status;
        response
    }

    /// No answer: the connection ends.
    pub fn hang_up() -> Self {
        Self::status(HANG_UP)
    }

    /// The same with another status.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// The same with one more header.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

/// No status of HTTP.
const HANG_UP: u16 = 0;

type Host = Arc<dyn Fn(&Request) -> Response + Send + Sync>;

/// The recording proxy and the hosts behind it. Stops when dropped.
pub struct Network {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    hosts: Mutex<HashMap<String, Host>>,
    requests: Mutex<Vec<Request>>,
    tls: Arc<rustls::ServerConfig>,
    stopped: AtomicBool,
}

impl Network {
    /// Starts the proxy on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// No port is free, or no certificate could be made.
    pub fn start() -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            hosts: Mutex::default(),
            requests: Mutex::default(),
            tls: tls()?,
            stopped: AtomicBool::new(false),
        });
        let accepting = Arc::clone(&shared);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if accepting.stopped.load(Ordering::Acquire) {
                    return;
                }
                let Ok(stream) = stream else { continue };
                let shared = Arc::clone(&accepting);
                // A browser that goes away in the middle of a request is no fault of the test.
                std::thread::spawn(move || {
                    let _ = shared.connection(&stream);
                    let _ = stream.shutdown(Shutdown::Both);
                });
            }
        });
        Ok(Self { address, shared })
    }

    /// Where the proxy listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What `host` answers from now on, under `https` and `http` alike.
    pub fn host(&self, host: &str, answer: impl Fn(&Request) -> Response + Send + Sync + 'static) {
        lock(&self.shared.hosts).insert(host.to_owned(), Arc::new(answer));
    }

    /// Every request since the start or since [`forget`](Self::forget), in order, except the few
    /// that the browser itself is known to make.
    pub fn requests(&self) -> Vec<Request> {
        lock(&self.shared.requests).clone()
    }

    /// Empties the list of requests.
    pub fn forget(&self) {
        lock(&self.shared.requests).clear();
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::Release);
        // Wakes the accepting thread.
        let _ = TcpStream::connect(self.address);
    }
}

impl Shared {
    /// One connection from the browser: a tunnel, or plain requests.
    fn connection(&self, stream: &TcpStream) -> Result<()> {
        let mut reader = BufReader::new(stream.try_clone()?);
        loop {
            let Some(mut request) = read_request(&mut reader, "")? else {
                return Ok(());
            };
            if request.method == "CONNECT" {
                return self.tunnel(&mut reader, stream, request);
            }
            // To a proxy, the address of a plain request is absolute.
            if request.url.starts_with('/') {
                request.url = format!("http://{}{}", self.address_of(&request), request.url);
            }
            self.answer(request, &mut &*stream)?;
        }
    }

    /// What the browser sends through a tunnel: TLS, or nothing that is understood.
    fn tunnel(
        &self,
        reader: &mut BufReader<TcpStream>,
        mut stream: &TcpStream,
        connect: Request,
    ) -> Result<()> {
        stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")?;
        let first = reader.fill_buf()?.first().copied();
        match first {
            // Opened ahead of need and never used: no request.
            None => return Ok(()),
            // The first byte of a TLS handshake.
            Some(0x16) => {}
            Some(_) => {
                lock(&self.requests).push(connect);
                return Ok(());
            }
        }
        let authority = connect.url.strip_suffix(":443").unwrap_or(&connect.url);
        let origin = format!("https://{authority}");
        let session = rustls::ServerConnection::new(Arc::clone(&self.tls))?;
        let both = Duplex {
            reader,
            writer: stream,
        };
        let mut tls = BufReader::new(rustls::StreamOwned::new(session, both));
        while let Some(request) = read_request(&mut tls, &origin)? {
            self.answer(request, tls.get_mut())?;
        }
        Ok(())
    }

    fn address_of<'a>(&self, request: &'a Request) -> &'a str {
        request.header("host").unwrap_or_default()
    }

    /// Records a request and writes what its host answers.
    fn answer(&self, request: Request, out: &mut impl Write) -> Result<()> {
        let rest = request.url.split_once("://").map_or("", |(_, rest)| rest);
        let authority = rest.split('/').next().unwrap_or_default();
        let host = authority.split(':').next().unwrap_or_default();
        let found = lock(&self.hosts).get(host).map(Arc::clone);
        let head_only = request.method == "HEAD";
        if !HOUSEKEEPING.iter().any(|own| request.url.starts_with(own)) {
            lock(&self.requests).push(request.clone());
        }
        let response = found.map_or_else(|| Response::status(502), |answer| answer(&request));

        if response.status == HANG_UP {
            bail!("as the test wants it");
        }
        let mut head = format!("HTTP/1.1 {} .\r\n", response.status);
        for (name, value) in &response.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("content-length: {}\r\n\r\n", response.body.len()));
        out.write_all(head.as_bytes())?;
        if !head_only {
            out.write_all(&response.body)?;
        }
        Ok(out.flush()?)
    }
}

/// Reads through the buffer that may hold the first bytes of the handshake already.
struct Duplex<'a> {
    reader: &'a mut BufReader<TcpStream>,
    writer: &'a TcpStream,
}

impl Read for Duplex<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.reader.read(buffer)
    }
}

impl Write for Duplex<'_> {
    fn write(&mut self, buffer: &[u8]) -> std::io::Result<usize> {
        self.writer.write(buffer)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.writer.flush()
    }
}

/// Reads one request; `None` when the browser closed the connection.
fn read_request(reader: &mut impl BufRead, origin: &str) -> Result<Option<Request>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let before = head.len();
        let room = MAX_HEAD.saturating_sub(before) as u64;
        let ended = reader.by_ref().take(room).read_until(b'\n', &mut head);
        // TLS without its farewell is how browsers hang up.
        if ended.is_err() || head.len() == before {
            return if before == 0 {
                Ok(None)
            } else {
                bail!("half a request")
            };
        }
    }
    let mut slots = [httparse::EMPTY_HEADER; 100];
    let mut parsed = httparse::Request::new(&mut slots);
    parsed.parse(&head)?;
    let method = parsed.method.context("no method")?.to_owned();
    let url = format!("{origin}{}", parsed.path.context("no path")?);
    let headers: Vec<_> = parsed
        .headers
        .iter()
        .map(|header| {
            let value = String::from_utf8_lossy(header.value).into_owned();
            (header.name.to_ascii_lowercase(), value)
        })
        .collect();
    let mut request = Request {
        method,
        url,
        headers,
        body: Vec::new(),
    };
    if let Some(length) = request.header("content-length") {
        let length: usize = length.parse()?;
        if length > MAX_BODY {
            bail!("a body of {length} bytes");
        }
        request.body = vec![0; length];
        reader.read_exact(&mut request.body)?;
    }
    Ok(Some(request))
}

/// A certificate of its own for every host; the browsers are told to take it.
fn tls() -> Result<Arc<rustls::ServerConfig>> {
    let made = rcgen::generate_simple_self_signed(vec!["chatlink.test".to_owned()])?;
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)?;
    Ok(Arc::new(config))
}

/// A lock whose holder panicked still holds good data here: whole requests, whole hosts.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
