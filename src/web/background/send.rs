//! An upload, from the conversation to the server's answer.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use gloo::timers::future::TimeoutFuture;
use wasm_bindgen_futures::spawn_local;
use web_sys::AbortController;

use super::{Busy, RUNNING, become_state, remove, sealing, tell};
use crate::conversation::{Conversation, Timestamp};
use crate::error::Error;
use crate::ledger::{self, Entry, Kind, OUTBOX_STORE, State, TOKENS_STORE};
use crate::link::{self, Packed};
use crate::upload::answer::{self, MAX_WAIT_SECONDS};
use crate::upload::{
    Address, Expire, KeyRandom, KeyedLink, Random, Server, Unsealed, Upload, Wish,
};
use crate::web::browser;
use crate::web::http;
use crate::web::i18n::tr;
use crate::web::ledger::{Ledger, Place};
use crate::web::random;
use crate::web::settings;
use crate::web::tasks::{Done, Job};

/// How often a server's wish to wait is granted.
const WAITS: usize = 3;

/// Encrypts, enters the intent into the list, and begins to send.
///
/// # Errors
/// Whatever keeps it from being sent at all; nothing is in the list then.
pub(super) async fn begin(job: Job) -> Result<Done, Error> {
    let body = BASE64_STANDARD.decode(&job.body);
    let body = body.map_err(|_| Error::LinkDamaged)?;
    let conversation = link::body::read(&body)?;
    let server = Server::parse(&job.server)?;
    let wish = Wish {
        expire: Expire::from_name(&job.expire).unwrap_or_default(),
        burn: job.burn && job.payload.is_empty(),
        password: job.password,
    };
    let (upload, link, kind) = if job.payload.is_empty() {
        let upload = encrypt(&conversation, &body, &wish).await?;
        let address = Address {
            server: server.clone(),
            id: upload.id.clone(),
            key: upload.key.clone(),
            burn: wish.burn,
        };
        (upload, address.link(), Kind::Upload)
    } else {
        let packed = Packed::read(&job.payload)?;
        let random = KeyRandom::new(random::bytes()?);
        let made = KeyedLink::new(&packed, &server, wish.expire, random, &tr)?;
        let link = settings::base().await.link(&made.payload);
        (made.upload, link, Kind::KeyOnly)
    };
    let now = browser::now();
    let place = Place::of_window(job.private);
    let id = place.new_id();
    let ledger = Ledger::open(place).await?;
    let mut entry = Entry::upload(
        id.clone(),
        &conversation,
        job.source_url,
        link.len(),
        Timestamp::from_unix(now).unwrap_or(Timestamp::MIN),
        ledger::Upload {
            server: server.as_str().to_owned(),
            remote: upload.id,
            state: State::Sending,
            expires: wish.expire.seconds().map(|seconds| now + seconds),
            burn: wish.burn,
            password: kind == Kind::Upload && !wish.password.is_empty(),
            trouble: None,
        },
    );
    entry.kind = kind;
    if job.whole > 0 {
        entry.whole = job.whole;
    }
    if let Some(old) = job.replaces {
        // It keeps the name that the person gave it.
        entry.name = ledger.entry(&old).await?.and_then(|old| old.name);
        entry.replaces = Some(old);
    }
    ledger.intend(&entry, &link, &upload.body).await?;
    start(id.clone(), server, upload.body, wish.burn);
    Ok(Done {
        id: Some(id),
        trouble: None,
    })
}

/// Packs and encrypts by the browser's own means, which work beside the thread that this script shares with
/// the popup in Firefox (`extension/seal.js`).
async fn encrypt(conversation: &Conversation, body: &[u8], wish: &Wish) -> Result<Upload, Error> {
    let packed = link::packed_of(&sealing::deflate(body).await?);
    let random = Random::new(random::bytes()?);
    let unsealed = Unsealed::new(conversation, &packed, wish, random, &tr)?;
    let bytes = sealing::seal(&unsealed.sealing, unsealed.packet.as_bytes()).await?;
    unsealed.sealed(&bytes)
}

/// Sends what was not stored once more: the same bytes under the same link.
///
/// # Errors
/// [`Error::Storage`].
pub(super) async fn retry(id: String) -> Result<(), Error> {
    let ledger = Ledger::of(&id).await?;
    let body = ledger.outgoing(&id).await?;
    let sending = |entry: &mut Entry| entry.become_state(State::Sending, None);
    let entry = ledger.change(&id, sending, &[]).await?;
    let upload = entry.and_then(|entry| entry.upload);
    let (Some(upload), Some(body)) = (upload, body) else {
        return Ok(());
    };
    if upload.state == State::Sending {
        start(id, Server::parse(&upload.server)?, body, upload.burn);
    }
    Ok(())
}

fn start(id: String, server: Server, body: String, burn: bool) {
    let Ok(controller) = AbortController::new() else {
        return;
    };
    RUNNING.with(|running| running.borrow_mut().insert(id.clone(), controller.clone()));
    spawn_local(async move {
        let _busy = Busy::begin();
        let sent = send(&id, &server, &body, &controller).await;
        RUNNING.with(|running| running.borrow_mut().remove(&id));
        // Where the list itself cannot be written, the next start finds the intent.
        let _ = match sent {
            Ok(created) => store(&id, &server, &created, burn).await,
            Err(Failure::Before(error)) => become_state(&id, State::NotStored, Some(&error)).await,
            Err(Failure::Lost) => settle(&id).await,
        };
    });
}

/// Why an upload has no answer that says where it is.
enum Failure {
    /// It was not stored.
    Before(Error),
    /// It was sent, and no answer came.
    Lost,
}

async fn send(
    id: &str,
    server: &Server,
    body: &str,
    controller: &AbortController,
) -> Result<answer::Created, Failure> {
    // What does not answer here gets nothing: a failure is then known to be harmless.
    let probed = http::get(server, &server.probe_url()).await;
    probed
        .and_then(|probed| answer::recognised(server, &probed))
        .map_err(Failure::Before)?;
    for attempt in 0.. {
        tell(id, "sending", 0.0);
        let signal = controller.signal();
        if signal.aborted() {
            return Err(Failure::Lost);
        }
        let answered = http::post(server, body, Some(&signal)).await;
        let answered = answered.map_err(|_| Failure::Lost)?;
        match answer::created(server, &answered) {
            Ok(created) => return Ok(created),
            Err(Error::ServerWait { seconds, .. })
                if attempt < WAITS && seconds <= MAX_WAIT_SECONDS =>
            {
                let milliseconds = seconds.saturating_mul(1000);
                tell(id, "waiting", js_sys::Date::now() + f64::from(milliseconds));
                TimeoutFuture::new(milliseconds).await;
            }
            // A browser may send twice where a connection broke, and the second is refused as known:
            // whoever refuses has it or has it not.
            Err(error @ Error::ServerRefused { .. }) => {
                return Err(if is_there(id, server).await {
                    Failure::Lost
                } else {
                    Failure::Before(error)
                });
            }
            Err(error) => return Err(Failure::Before(error)),
        }
    }
    Err(Failure::Lost)
}

/// Whether it lies on the server; never asked of what burns.
async fn is_there(id: &str, server: &Server) -> bool {
    let Ok(ledger) = Ledger::of(id).await else {
        return false;
    };
    let upload = ledger
        .entry(id)
        .await
        .ok()
        .flatten()
        .and_then(|it| it.upload);
    let Some(upload) = upload.filter(|upload| !upload.burn) else {
        return false;
    };
    let read = http::get(server, &server.read_url(&upload.remote)).await;
    read.and_then(|read| answer::exists(server, &read))
        .unwrap_or(false)
}

/// The server has it: first its token, which is told only once, then how long it really stays.
async fn store(
    id: &str,
    server: &Server,
    created: &answer::Created,
    burn: bool,
) -> Result<(), Error> {
    let ledger = Ledger::of(id).await?;
    let stored = |entry: &mut Entry| entry.become_state(State::Stored, None);
    let beside = [
        (TOKENS_STORE, Some(created.delete_token.as_str())),
        (OUTBOX_STORE, None),
    ];
    let entry = ledger.change(id, stored, &beside).await?;
    if entry.is_none() {
        // It was forgotten in the meantime: nobody will ever open it.
        let body = crate::upload::deletion(&created.id, &created.delete_token);
        http::post(server, &body, None).await?;
        return Ok(());
    }
    // What burns is not looked at: that would be the only time.
    if !burn
        && let Ok(read) = http::get(server, &server.read_url(&created.id)).await
        && let Ok(read) = answer::stored(server, &read)
    {
        let end = read.seconds_left.map(|left| browser::now() + left);
        let real = |entry: &mut Entry| {
            if let Some(upload) = &mut entry.upload {
                upload.expires = end;
            }
        };
        ledger.change(id, real, &[]).await?;
    }
    tell(id, "done", 0.0);
    replace(id).await
}

/// Deletes the upload that a stored one takes the place of, and takes it out of the list once it is gone.
/// Where it cannot be deleted it stays, marked, and is tried again at the next start.
///
/// # Errors
/// [`Error::Storage`].
pub(super) async fn replace(id: &str) -> Result<(), Error> {
    let ledger = Ledger::of(id).await?;
    let Some(old) = ledger.entry(id).await?.and_then(|entry| entry.replaces) else {
        return Ok(());
    };
    remove::delete(old.clone()).await?;
    let left = ledger.entry(&old).await?;
    let state = left
        .and_then(|entry| entry.upload)
        .map(|upload| upload.state);
    if matches!(state, None | Some(State::Deleted)) {
        ledger.forget(&[&old]).await?;
        ledger
            .change(id, |entry| entry.replaces = None, &[])
            .await?;
    }
    tell(id, "done", 0.0);
    Ok(())
}

/// Gives up an upload. Its key was never given to anybody and is thrown away with the entry, so
/// that whatever arrived is noise.
///
/// # Errors
/// [`Error::Storage`].
pub(super) async fn cancel(id: String) -> Result<(), Error> {
    let controller = RUNNING.with(|running| running.borrow().get(&id).cloned());
    Ledger::of(&id).await?.forget(&[&id]).await?;
    if let Some(controller) = controller {
        controller.abort();
    }
    tell(&id, "done", 0.0);
    Ok(())
}

/// Finds out what became of an upload without an answer, as far as that can be found out.
///
/// # Errors
/// [`Error::Storage`].
pub(super) async fn settle(id: &str) -> Result<(), Error> {
    let entry = Ledger::of(id).await?.entry(id).await?;
    let Some(upload) = entry.and_then(|entry| entry.upload) else {
        return Ok(());
    };
    let server = Server::parse(&upload.server)?;
    let unanswered = Error::UploadUnanswered {
        server: server.name().to_owned(),
    };
    // What burns must not be looked at.
    let there = if upload.burn {
        None
    } else {
        let read = http::get(&server, &server.read_url(&upload.remote)).await;
        read.and_then(|read| answer::exists(&server, &read)).ok()
    };
    let (state, error) = match there {
        Some(false) => (
            State::NotStored,
            Error::ServerUnreachable {
                server: server.name().to_owned(),
            },
        ),
        Some(true) | None => (State::Unknown, unanswered),
    };
    become_state(id, state, Some(&error)).await
}
