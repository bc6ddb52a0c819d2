//! Speaks to PrivateBin servers for the command line.

use std::time::Duration;

use chatlink::error::Error;
use chatlink::link::SERVER_HALF;
use chatlink::upload::answer::{self, Answer, MAX_WAIT_SECONDS};
use chatlink::upload::{self, Address, MAX_ANSWER_CHARS, Opened, Server, Upload};
use ureq::Agent;
use ureq::http::Response;

/// How often a server's wish to wait is granted.
const WAITS: usize = 3;

/// Stores an upload, and gives what deletes it.
///
/// # Errors
/// Every way in which a server refuses; [`Error::UploadUnanswered`].
pub(super) fn store(server: &Server, upload: &Upload) -> Result<answer::Created, Error> {
    for _ in 0..WAITS {
        let sent = post(server, &upload.body).map_err(|error| match error {
            // It left, and nobody knows whether it arrived.
            ureq::Error::HostNotFound | ureq::Error::ConnectionFailed => unreachable(server),
            ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
                unreachable(server)
            }
            _ => Error::UploadUnanswered {
                server: server.name().to_owned(),
            },
        })?;
        match answer::created(server, &sent) {
            Err(Error::ServerWait { seconds, .. }) if seconds <= MAX_WAIT_SECONDS => {
                std::thread::sleep(Duration::from_secs(u64::from(seconds)));
            }
            other => return other,
        }
    }
    answer::created(
        server,
        &post(server, &upload.body).map_err(|_| unreachable(server))?,
    )
}

/// How long something will stay, read back: a server may give another time than it was asked for. Never
/// for what burns.
///
/// # Errors
/// As [`answer::stored`].
pub(super) fn seconds_left(server: &Server, id: &str) -> Result<Option<i64>, Error> {
    Ok(answer::stored(server, &get(server, &server.read_url(id))?)?.seconds_left)
}

/// Reads an upload.
///
/// # Errors
/// As [`answer::stored`] and [`upload::open`].
pub(super) fn read(address: &Address, password: &str) -> Result<Opened, Error> {
    let answer = get(&address.server, &address.server.read_url(&address.id))?;
    upload::open(
        &answer::stored(&address.server, &answer)?,
        &address.key,
        password,
    )
}

/// Reads the half of a link's key.
///
/// # Errors
/// [`Error::KeyGone`], and as [`answer::stored`] and [`upload::open_key`].
pub(super) fn read_key(address: &Address) -> Result<[u8; SERVER_HALF], Error> {
    let answer = get(&address.server, &address.server.read_url(&address.id))?;
    let stored = answer::stored(&address.server, &answer).map_err(|error| match error {
        Error::UploadGone { server } => Error::KeyGone { server },
        other => other,
    })?;
    upload::open_key(&stored, &address.key)
}

/// Deletes an upload and makes sure that it is gone.
///
/// # Errors
/// [`Error::UploadNotDeleted`] where the server keeps it.
pub(super) fn delete(server: &Server, id: &str, token: &str) -> Result<(), Error> {
    let sent = post(server, &upload::deletion(id, token)).map_err(|_| unreachable(server))?;
    answer::deleted(server, &sent)?;
    if answer::exists(server, &get(server, &server.read_url(id))?)? {
        return Err(Error::UploadNotDeleted {
            server: server.name().to_owned(),
        });
    }
    Ok(())
}

fn agent() -> Agent {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .timeout_connect(Some(Duration::from_secs(20)))
        .timeout_global(Some(Duration::from_secs(300)));
    config.build().into()
}

fn get(server: &Server, url: &str) -> Result<Answer, Error> {
    let asked = agent().get(url).header("Accept", "application/json").call();
    asked.and_then(answer_of).map_err(|_| unreachable(server))
}

fn post(server: &Server, body: &str) -> Result<Answer, ureq::Error> {
    let request = agent().post(server.as_str());
    let request = request.header("Accept", "application/json");
    let request = request.header("Content-Type", "text/plain;charset=UTF-8");
    request.send(body).and_then(answer_of)
}

fn answer_of(mut response: Response<ureq::Body>) -> Result<Answer, ureq::Error> {
    let wait = response.headers().get("retry-after");
    let wait = wait.and_then(|wait| wait.to_str().ok()?.parse().ok());
    let limit = MAX_ANSWER_CHARS as u64;
    Ok(Answer {
        status: response.status().as_u16(),
        retry_after: wait,
        body: response
            .body_mut()
            .with_config()
            .limit(limit)
            .read_to_string()?,
    })
}

fn unreachable(server: &Server) -> Error {
    Error::ServerUnreachable {
        server: server.name().to_owned(),
    }
}
