//! What deletes an upload, as a file: for uploads of private windows, whose list is not kept.

use crate::error::Error;
use crate::upload::Server;
use crate::web::file;
use crate::web::i18n::{t, tr};
use crate::web::ledger::Ledger;

/// Hands it to the browser's downloads. Nothing of the conversation is in it, and nothing that opens it.
///
/// # Errors
/// [`Error::Storage`]; [`Error::CopyNotKept`] where there is nothing to save any more.
pub(super) async fn save(id: &str) -> Result<(), Error> {
    let ledger = Ledger::of(id).await?;
    let entry = ledger.entry(id).await?;
    let token = ledger.token(id).await?;
    let (Some(upload), Some(token)) = (entry.and_then(|entry| entry.upload), token) else {
        return Err(Error::CopyNotKept);
    };
    let server = Server::parse(&upload.server)?;
    let text = [
        tr("deletion_what", &[server.name()]),
        String::new(),
        t("deletion_open"),
        server.delete_url(&upload.remote, &token),
        String::new(),
        t("deletion_command"),
        format!(
            "chatlink delete --server {} --id {} --token {token}",
            server.as_str(),
            upload.remote
        ),
        String::new(),
    ]
    .join("\n");
    let name = ["chatlink-delete-", &upload.remote, ".txt"].concat();
    file::save(&name, "text/plain", &text).ok_or(Error::CopyNotKept)
}
