//! Deletions: each is written down as a wish, carried out, and confirmed by the server.

use super::{become_state, tell};
use crate::error::Error;
use crate::ledger::{Entry, State, TOKENS_STORE};
use crate::upload::answer;
use crate::upload::{Server, deletion};
use crate::web::http;
use crate::web::ledger::{Boxed, Ledger};

/// Deletes an upload on its server. Where that fails the wish stays, and is tried again at the next
/// start.
///
/// # Errors
/// [`Error::Storage`]; what a server says stands in the entry.
pub(super) fn delete(id: String) -> Boxed<'static, ()> {
    Box::pin(async move {
        let ledger = Ledger::of(&id).await?;
        let wish = |entry: &mut Entry| {
            let old = entry
                .upload
                .as_ref()
                .and_then(|upload| upload.trouble.clone());
            entry.become_state(State::Deleting, old);
        };
        let entry = ledger.change(&id, wish, &[]).await?;
        let token = ledger.token(&id).await?;
        let upload = entry.and_then(|entry| entry.upload);
        let (Some(upload), Some(token)) = (upload, token) else {
            return Ok(());
        };
        if upload.state != State::Deleting {
            return Ok(());
        }
        tell(&id, "sending", 0.0);
        let server = Server::parse(&upload.server)?;
        match remove(&server, &upload.remote, &token).await {
            Ok(()) => {
                let gone = |entry: &mut Entry| entry.become_state(State::Deleted, None);
                ledger.change(&id, gone, &[(TOKENS_STORE, None)]).await?;
                tell(&id, "done", 0.0);
                Ok(())
            }
            Err(error @ Error::UploadNotDeleted { .. }) => {
                become_state(&id, State::Stored, Some(&error)).await
            }
            Err(error) => become_state(&id, State::Deleting, Some(&error)).await,
        }
    })
}

/// Already gone counts as gone. What burns is destroyed by the look, as its owner wants.
async fn remove(server: &Server, remote: &str, token: &str) -> Result<(), Error> {
    let said = http::post(server, &deletion(remote, token), None).await?;
    let said_yes = answer::deleted(server, &said)?;
    let look = http::get(server, &server.read_url(remote)).await;
    match look.and_then(|look| answer::exists(server, &look)) {
        Ok(false) => Ok(()),
        Ok(true) => Err(Error::UploadNotDeleted {
            server: server.name().to_owned(),
        }),
        // The server said that it deleted it; that it could not be asked again changes nothing.
        Err(_) if said_yes => Ok(()),
        Err(error) => Err(error),
    }
}
