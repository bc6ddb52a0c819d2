//! What a server says.
//!
//! PrivateBin answers in JSON with `status` 0, or 1 and a message in the language of the server. The
//! message is never matched on; only its numbers are looked at. What stands in front of a
//! server, a proxy or a firewall, answers in ways of its own.

use super::Server;
use crate::error::Error;
use crate::json::Json;

/// An answer, as it came.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The seconds of the header `Retry-After`, where there is one.
    pub retry_after: Option<u32>,
    /// The body.
    pub body: String,
}

/// What the server said of a stored upload.
#[derive(Clone, PartialEq, Eq)]
pub struct Created {
    /// Its id.
    pub id: String,
    /// What deletes it. Whoever has it can.
    pub delete_token: String,
}

/// An upload as the server keeps it.
pub struct Stored {
    /// How it is encrypted.
    pub(super) adata: Json,
    /// The ciphertext in base64.
    pub(super) text: String,
    /// How many seconds it still has; `None` where it stays until it is deleted.
    pub seconds_left: Option<i64>,
}

impl Stored {
    /// Whether the server deleted it when it gave it.
    pub fn burnt(&self) -> bool {
        self.adata.at(3).and_then(Json::number) == Some(1)
    }
}

/// How long to wait where a server only says that one should.
const WAIT_SECONDS: u32 = 10;
/// More than this is not waited out: it is said.
pub const MAX_WAIT_SECONDS: u32 = 120;
/// The most characters of a server's own words that are passed on.
const MAX_MESSAGE: usize = 200;

/// Reads the answer to an upload.
///
/// # Errors
/// Every way in which a server refuses.
pub fn created(server: &Server, answer: &Answer) -> Result<Created, Error> {
    let said = match said(server, answer)? {
        Said::Yes(said) => said,
        Said::No(message) => return Err(refusal(server, &message)),
    };
    let text = |key: &str| said.get(key).and_then(Json::text);
    let id = text("id").filter(|id| id.bytes().all(|digit| digit.is_ascii_hexdigit()));
    match (id, text("deletetoken")) {
        (Some(id), Some(token)) => Ok(Created {
            id: id.to_owned(),
            delete_token: token.to_owned(),
        }),
        _ => Err(not_privatebin(server)),
    }
}

/// Reads the answer to a request for an upload.
///
/// # Errors
/// [`Error::UploadGone`] where the server has none of this id; every way in which a server refuses.
pub fn stored(server: &Server, answer: &Answer) -> Result<Stored, Error> {
    let mut said = match said(server, answer)? {
        Said::Yes(said) => said,
        Said::No(_) => {
            return Err(Error::UploadGone {
                server: server.name().to_owned(),
            });
        }
    };
    if said.get("v").and_then(Json::number) != Some(2) {
        return Err(Error::UploadNotUnderstood);
    }
    let left = said.get("meta").and_then(|meta| meta.get("time_to_live"));
    let seconds_left = left.and_then(Json::number).filter(|left| *left > 0);
    let text = match said.take("ct") {
        Some(Json::Text(text)) => text,
        _ => return Err(Error::UploadNotUnderstood),
    };
    Ok(Stored {
        adata: said.take("adata").unwrap_or_default(),
        text,
        seconds_left,
    })
}

/// Whether something lies at an id, by the answer to a request for it.
///
/// # Errors
/// Neither yes nor no was said.
pub fn exists(server: &Server, answer: &Answer) -> Result<bool, Error> {
    Ok(matches!(said(server, answer)?, Said::Yes(_)))
}

/// Whether the server deleted it, by the answer to a [`deletion`](super::deletion). No may mean that it
/// was gone before, or that the token is wrong: [`exists`] tells which.
///
/// # Errors
/// Neither yes nor no was said.
pub fn deleted(server: &Server, answer: &Answer) -> Result<bool, Error> {
    exists(server, answer)
}

/// Whether this is a PrivateBin server, by the answer at [`Server::probe_url`].
///
/// # Errors
/// [`Error::ServerNotPrivatebin`] and other ways to fail.
pub fn recognised(server: &Server, answer: &Answer) -> Result<(), Error> {
    match said(server, answer)? {
        Said::No(_) => Ok(()),
        Said::Yes(_) => Err(not_privatebin(server)),
    }
}

/// What PrivateBin itself said.
enum Said {
    Yes(Json),
    No(String),
}

fn said(server: &Server, answer: &Answer) -> Result<Said, Error> {
    let name = || server.name().to_owned();
    let value = Json::read(&answer.body);
    let status = value.as_ref().and_then(|value| value.get("status"));
    let message = value.as_ref().and_then(|value| value.get("message"));
    let message = message.and_then(Json::text);
    match (status.and_then(Json::number), message) {
        (Some(0), _) => return Ok(Said::Yes(value.unwrap_or_default())),
        (Some(1), Some(message)) => return Ok(Said::No(message.to_owned())),
        _ => {}
    }
    let status = answer.status;
    Err(match status {
        429 => Error::ServerWait {
            server: name(),
            seconds: answer.retry_after.unwrap_or(WAIT_SECONDS),
        },
        413 => Error::ServerTooSmall { server: name() },
        401 | 403 | 405 => Error::ServerForbids {
            server: name(),
            status,
        },
        500..=599 => Error::ServerDown {
            server: name(),
            status,
        },
        _ => not_privatebin(server),
    })
}

/// Why an upload was refused. A whole number is the seconds to wait; a number with decimals is the
/// size that PrivateBin takes; anything else is said in the server's words.
fn refusal(server: &Server, message: &str) -> Error {
    let server = server.name().to_owned();
    let mut numbers = message
        .split(|c: char| !c.is_ascii_digit() && c != '.' && c != ',')
        .map(|number| number.trim_matches(['.', ',']))
        .filter(|number| !number.is_empty());
    match (numbers.next(), numbers.next()) {
        (Some(number), None) if number.contains(['.', ',']) => Error::ServerTooSmall { server },
        (Some(number), None) => match number.parse() {
            Ok(seconds) => Error::ServerWait { server, seconds },
            Err(_) => said_no(server, message),
        },
        _ => said_no(server, message),
    }
}

fn said_no(server: String, message: &str) -> Error {
    let plain = message
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c });
    Error::ServerRefused {
        server,
        message: plain.take(MAX_MESSAGE).collect(),
    }
}

fn not_privatebin(server: &Server) -> Error {
    Error::ServerNotPrivatebin {
        server: server.name().to_owned(),
    }
}
