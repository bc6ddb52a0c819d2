//! What is stored, and the answers.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

/// The time of a server that is asked for one it does not offer.
const DEFAULT_EXPIRE: &str = "1week";
/// The most characters of ciphertext.
const SIZE_LIMIT: usize = 10_000_000;

/// A step that can fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    /// Storing.
    Create,
    /// Reading, and looking whether something is there.
    Read,
    /// Deleting.
    Delete,
}

/// What goes wrong.
#[derive(Clone, Debug)]
pub enum Fault {
    /// Status 1 with this message.
    Refuse(String),
    /// A page of HTML with this HTTP status, as a proxy answers.
    Html(u16),
    /// The connection ends before anything is done.
    HangUp,
    /// It is done, and the connection ends before the answer.
    LoseAnswer,
    /// The answer waits for [`Standin::release`].
    Hold,
}

/// An answer; without one the connection ends.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Names and values.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: String,
}

/// The server. Clones are the same.
#[derive(Clone, Default)]
pub struct Standin {
    inner: Arc<Inner>,
}

#[derive(Default)]
struct Inner {
    state: Mutex<State>,
    released: Condvar,
}

#[derive(Default)]
struct State {
    pastes: BTreeMap<String, Paste>,
    faults: VecDeque<(On, Fault)>,
    /// What goes wrong every time.
    broken: Option<(On, Fault)>,
    held: usize,
    open: bool,
    /// Seconds that the clock was put forward.
    ahead: u64,
    made: u64,
    /// The one time that is offered; empty for all.
    offered: String,
}

struct Paste {
    adata: Value,
    ct: String,
    token: String,
    expires: Option<u64>,
}

impl Standin {
    /// Empty, and without faults.
    pub fn new() -> Self {
        Self::default()
    }

    /// The next such step goes wrong; several in their order.
    pub fn fail(&self, on: On, fault: Fault) {
        self.state().faults.push_back((on, fault));
    }

    /// Every such step goes wrong, until it is [mended](Self::mend): a browser may ask again by itself where
    /// a connection broke, and the end is to be the same.
    pub fn break_down(&self, on: On, fault: Fault) {
        self.state().broken = Some((on, fault));
    }

    /// Nothing goes wrong any more.
    pub fn mend(&self) {
        let mut state = self.state();
        state.broken = None;
        state.faults.clear();
    }

    /// The ids of what is stored and not expired.
    pub fn ids(&self) -> Vec<String> {
        let mut state = self.state();
        state.sweep();
        state.pastes.keys().cloned().collect()
    }

    /// Puts the clock forward.
    pub fn advance(&self, seconds: u64) {
        self.state().ahead += seconds;
    }

    /// Offers no other time than this; whoever asks for another gets it.
    pub fn offer_only(&self, expire: &str) {
        self.state().offered = expire.to_owned();
    }

    /// How many answers are held back.
    pub fn held(&self) -> usize {
        self.state().held
    }

    /// Gives the answers that are held back.
    pub fn release(&self) {
        self.state().open = true;
        self.inner.released.notify_all();
    }

    /// What is answered. `target` is the path with its query; `json` whether JSON was asked for.
    pub fn answer(&self, method: &str, target: &str, json: bool, body: &[u8]) -> Option<Answer> {
        if method == "OPTIONS" {
            // A real one says nothing of what would be allowed.
            return Some(page(200, "<!doctype html><title>PrivateBin</title>"));
        }
        let query = target.split_once('?').map_or("", |(_, query)| query);
        let parameter = |name: &str| {
            let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
        };
        if parameter("jsonld").is_some() {
            let said = json!({"@context": {"v": {"@type": "so:Integer", "@value": 2}}});
            return Some(in_json(&said));
        }
        // Some clients ask by `?id`, some by `?id=`.
        let first = query.split(['&', '=']).next().filter(|id| is_id(id));
        let id = parameter("pasteid").or(first);
        let posted: Option<Value> = serde_json::from_slice(body).ok();
        let (on, request) = match (method, posted) {
            ("POST" | "PUT", Some(posted)) if posted.get("deletetoken").is_some() => {
                (On::Delete, posted)
            }
            ("POST" | "PUT", posted) => (On::Create, posted.unwrap_or_default()),
            (_, _) => match (id, parameter("deletetoken")) {
                (Some(id), Some(token)) => {
                    (On::Delete, json!({"pasteid": id, "deletetoken": token}))
                }
                (Some(id), None) => (On::Read, json!({"pasteid": id})),
                _ => return Some(page(200, "<!doctype html><title>PrivateBin</title>")),
            },
        };
        if on == On::Read && !json {
            return Some(page(200, "<!doctype html><title>PrivateBin</title>"));
        }
        let said = match self.fault(on) {
            Some(Fault::HangUp) => return None,
            Some(Fault::Refuse(message)) => no(&message),
            Some(Fault::Html(status)) => return Some(page(status, "<h1>No.</h1>")),
            Some(Fault::LoseAnswer) => {
                self.state().obey(on, &request);
                return None;
            }
            Some(Fault::Hold) => {
                let said = self.state().obey(on, &request);
                self.hold();
                said
            }
            None => self.state().obey(on, &request),
        };
        Some(in_json(&said))
    }

    fn fault(&self, on: On) -> Option<Fault> {
        let mut state = self.state();
        let at = state.faults.iter().position(|(step, _)| *step == on);
        let once = at.and_then(|at| state.faults.remove(at));
        let found = once.or_else(|| state.broken.clone().filter(|(step, _)| *step == on));
        found.map(|(_, fault)| fault)
    }

    fn hold(&self) {
        let mut state = self.state();
        state.held += 1;
        while !state.open {
            let waiting = self.inner.released.wait(state);
            state = waiting.unwrap_or_else(PoisonError::into_inner);
        }
        state.held -= 1;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        let locked = self.inner.state.lock();
        locked.unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn now(&self) -> u64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        since.map_or(0, |since| since.as_secs()) + self.ahead
    }

    fn sweep(&mut self) {
        let now = self.now();
        self.pastes
            .retain(|_, paste| paste.expires.is_none_or(|end| end > now));
    }

    fn obey(&mut self, on: On, request: &Value) -> Value {
        self.sweep();
        let id = request["pasteid"].as_str().unwrap_or_default();
        match on {
            On::Create => self.create(request),
            _ if !is_id(id) => no("Invalid document ID."),
            On::Read => self.read(id),
            On::Delete => self.delete(id, request["deletetoken"].as_str().unwrap_or_default()),
        }
    }

    fn create(&mut self, request: &Value) -> Value {
        if !is_good(request) {
            return no("Invalid data.");
        }
        let ct = request["ct"].as_str().unwrap_or_default().to_owned();
        if ct.len() > SIZE_LIMIT {
            return no("Document is limited to 10.00 MB of encrypted data.");
        }
        let id = format!("{:016x}", fnv1a(ct.as_bytes()));
        if self.pastes.contains_key(&id) {
            return no("You are unlucky. Try again.");
        }
        let expire = match self.offered.as_str() {
            "" => request["meta"]["expire"].as_str().unwrap_or_default(),
            offered => offered,
        };
        let seconds = seconds_of(expire).or_else(|| seconds_of(DEFAULT_EXPIRE));
        let expires = seconds.flatten().map(|seconds| self.now() + seconds);
        self.made += 1;
        let token = format!("{:016x}", fnv1a(format!("{id} {}", self.made).as_bytes())).repeat(4);
        let said = json!({"status": 0, "id": id, "url": format!("/?{id}"), "deletetoken": token});
        let adata = request["adata"].clone();
        self.pastes.insert(
            id,
            Paste {
                adata,
                ct,
                token,
                expires,
            },
        );
        said
    }

    fn read(&mut self, id: &str) -> Value {
        let now = self.now();
        let Some(paste) = self.pastes.get(id) else {
            return no("Document does not exist, has expired or has been deleted.");
        };
        let meta = match paste.expires {
            Some(end) => json!({"time_to_live": end - now}),
            None => json!({}),
        };
        let said = json!({
            "status": 0, "id": id, "url": format!("/?{id}"), "v": 2, "adata": paste.adata,
            "ct": paste.ct, "meta": meta, "comments": [], "comment_count": 0,
            "comment_offset": 0, "@context": "?jsonld=paste",
        });
        if paste.adata[3] == 1 {
            self.pastes.remove(id);
        }
        said
    }

    fn delete(&mut self, id: &str, token: &str) -> Value {
        match self.pastes.get(id) {
            None => no("Document does not exist, has expired or has been deleted."),
            Some(paste) if paste.token != token => {
                no("Wrong deletion token. Document was not deleted.")
            }
            Some(_) => {
                self.pastes.remove(id);
                json!({"status": 0, "id": id, "url": format!("/?{id}")})
            }
        }
    }
}

/// What a server takes.
fn is_good(request: &Value) -> bool {
    let (adata, meta) = (&request["adata"], &request["meta"]);
    let cipher = &adata[0];
    let bytes = |value: &Value| {
        let text = value.as_str()?;
        BASE64_STANDARD.decode(text).ok().map(|bytes| bytes.len())
    };
    let flag = |value: &Value| matches!(value.as_u64(), Some(0 | 1));
    let only_expire = meta
        .as_object()
        .is_some_and(|meta| meta.keys().all(|key| key == "expire"));
    let formats = ["plaintext", "syntaxhighlighting", "markdown"];
    request["v"] == 2
        && only_expire
        && adata.as_array().is_some_and(|adata| adata.len() == 4)
        && cipher.as_array().is_some_and(|cipher| cipher.len() == 8)
        && bytes(&cipher[0]) == Some(16)
        && bytes(&cipher[1]) == Some(8)
        && cipher[2].as_u64().is_some_and(|rounds| rounds > 10_000)
        && cipher[3] == 256
        && cipher[4] == 128
        && cipher[5] == "aes"
        && cipher[6] == "gcm"
        && (cipher[7] == "zlib" || cipher[7] == "none")
        && adata[1]
            .as_str()
            .is_some_and(|format| formats.contains(&format))
        && flag(&adata[2])
        && flag(&adata[3])
        && bytes(&request["ct"]).is_some_and(|length| length > 16)
}

/// The seconds of a word, `None` in it for never; `None` for other words.
fn seconds_of(expire: &str) -> Option<Option<u64>> {
    let seconds = match expire {
        "5min" => 300,
        "10min" => 600,
        "1hour" => 3_600,
        "1day" => 86_400,
        "1week" => 604_800,
        "1month" => 2_592_000,
        "1year" => 31_536_000,
        "never" => return Some(None),
        _ => return None,
    };
    Some(Some(seconds))
}

fn is_id(text: &str) -> bool {
    text.len() == 16 && text.bytes().all(|digit| digit.is_ascii_hexdigit())
}

fn no(message: &str) -> Value {
    json!({"status": 1, "message": message})
}

fn in_json(said: &Value) -> Answer {
    Answer {
        status: 200,
        headers: vec![
            ("content-type", "application/json".to_owned()),
            ("access-control-allow-origin", "*".to_owned()),
        ],
        body: said.to_string(),
    }
}

fn page(status: u16, html: &str) -> Answer {
    Answer {
        status,
        headers: vec![("content-type", "text/html; charset=utf-8".to_owned())],
        body: html.to_owned(),
    }
}

/// FNV-1a of 64 bits.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
