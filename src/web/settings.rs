//! What the person chose, kept on this device.

use js_sys::{Object, Reflect};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::browser::{self, StorageArea, api, from_js, to_js};
use super::{home, http};
use crate::choose::Parts;
use crate::error::Error;
use crate::link::{Base, RESERVED_BASE};
use crate::upload::{Server, answer};

const BASE: &str = "base";
const AUTHOR: &str = "author";
const SERVER: &str = "server";
const OWN_WORDS: &str = "own-words";
const OWN_CHAT: &str = "own-chat";
const COPIES: &str = "copies";
/// There is one as soon as there is a list: whether the one before it was lost.
const LIST: &str = "list-lost";

/// A public server, offered to whoever has chosen none.
pub const OFFERED_SERVER: &str = "https://privatebin.net/";

/// The address that new links begin with: the chosen one, or the built-in one.
pub async fn base() -> Base {
    let chosen = home::kept_text(BASE).await;
    chosen
        .and_then(|text| Base::parse(&text).ok())
        .or_else(home::own_base)
        .unwrap_or_default()
}

/// Whether links begin with the address that belongs to nobody, so that they open only with
/// Chatlink.
pub async fn base_is_built_in() -> bool {
    base().await.as_str() == RESERVED_BASE
}

/// Chooses the address that new links begin with; `None` goes back to the built-in one.
///
/// # Errors
/// [`Error::Storage`].
pub async fn set_base(base: Option<&Base>) -> Result<(), Error> {
    match base {
        Some(base) => home::keep(BASE, &base.as_str()).await,
        None => home::remove(BASE).await,
    }
}

/// The name under which the person shared last; empty if none.
pub async fn author() -> String {
    home::kept(AUTHOR).await.unwrap_or_default()
}

/// Remembers the name for the next link.
///
/// # Errors
/// [`Error::Storage`].
pub async fn set_author(name: &str) -> Result<(), Error> {
    home::keep(AUTHOR, &name).await
}

/// The words that are always masked.
pub async fn own_words() -> Vec<String> {
    home::kept(OWN_WORDS).await.unwrap_or_default()
}

/// Keeps the words that are always masked.
///
/// # Errors
/// [`Error::Storage`].
pub async fn set_own_words(words: &[String]) -> Result<(), Error> {
    home::keep(OWN_WORDS, &words).await
}

/// What is shared of the chats of one site.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct OfSite {
    /// The parts of messages.
    pub parts: Parts,
    /// Whether readers are not told what is left out.
    pub without_gaps: bool,
}

/// What was chosen last for the chats of a site.
pub async fn of_site(site: &str) -> OfSite {
    home::kept(&["site-", site].concat())
        .await
        .unwrap_or_default()
}

/// Keeps it for the next chat of the site.
///
/// # Errors
/// [`Error::Storage`].
pub async fn set_of_site(site: &str, of_site: &OfSite) -> Result<(), Error> {
    home::keep(&["site-", site].concat(), of_site).await
}

/// The server that uploads go to; `None` while the person has chosen none.
pub async fn server() -> Option<Server> {
    let chosen: Option<String> = read(&api().storage().local(), SERVER).await;
    Server::parse(&chosen?).ok()
}

/// Asks a server whether it is one, and chooses it if so.
///
/// # Errors
/// [`Error::ServerInvalid`], [`Error::ServerUnreachable`], [`Error::ServerNotPrivatebin`] and
/// [`Error::Storage`].
pub async fn try_server(text: &str) -> Result<Server, Error> {
    let server = Server::parse(text)?;
    let probed = http::get(&server, &server.probe_url()).await?;
    answer::recognised(&server, &probed)?;
    write(&api().storage().local(), SERVER, &server.as_str()).await?;
    Ok(server)
}

/// Chooses no server.
///
/// # Errors
/// [`Error::Storage`].
pub async fn forget_server() -> Result<(), Error> {
    remove(&api().storage().local(), SERVER).await
}

/// The person's own assistant to carry on with; `None` while there is none.
pub async fn own_chat() -> Option<Base> {
    let chosen = home::kept_text(OWN_CHAT).await;
    Base::parse(&chosen?).ok()
}

/// Keeps the address of it, or forgets it.
///
/// # Errors
/// [`Error::Storage`].
pub async fn set_own_chat(address: Option<&Base>) -> Result<(), Error> {
    match address {
        Some(address) => home::keep(OWN_CHAT, &address.as_str()).await,
        None => home::remove(OWN_CHAT).await,
    }
}

/// Whether the list keeps copies of links that hold everything.
pub async fn keeps_copies() -> bool {
    let kept: Option<bool> = read(&api().storage().local(), COPIES).await;
    kept.unwrap_or(true)
}

/// Chooses whether it does, from now on.
///
/// # Errors
/// [`Error::Storage`].
pub async fn keep_copies(keep: bool) -> Result<(), Error> {
    write(&api().storage().local(), COPIES, &keep).await
}

/// A new list was made: where there was one before, its loss is kept, to be told.
///
/// # Errors
/// [`Error::Storage`].
pub async fn list_was_made() -> Result<(), Error> {
    let area = api().storage().local();
    let before: Option<bool> = read(&area, LIST).await;
    let lost = before.is_some();
    write(&area, LIST, &lost).await
}

/// Whether there was a list before this one, and nobody has been told.
pub async fn list_was_lost() -> bool {
    read(&api().storage().local(), LIST).await.unwrap_or(false)
}

/// The person knows that the list before this one is lost.
///
/// # Errors
/// [`Error::Storage`].
pub async fn list_loss_is_known() -> Result<(), Error> {
    write(&api().storage().local(), LIST, &false).await
}

/// One value of a storage area; `None` if it is missing or of another shape.
pub async fn read<T: DeserializeOwned>(area: &StorageArea, key: &str) -> Option<T> {
    let found = area.get(key).await.ok()?;
    from_js(Reflect::get(&found, &key.into()).ok()?)
}

/// Stores one value.
///
/// # Errors
/// [`Error::Storage`] where the browser refuses, for example because the area is full.
pub async fn write(area: &StorageArea, key: &str, value: &impl Serialize) -> Result<(), Error> {
    let items = Object::new();
    let _ = Reflect::set(&items, &key.into(), &to_js(value));
    let stored = area.set(&items).await;
    stored
        .map(|_| ())
        .map_err(|error| browser::storage_error(&error))
}

/// Removes one value.
///
/// # Errors
/// [`Error::Storage`].
pub async fn remove(area: &StorageArea, key: &str) -> Result<(), Error> {
    let removed = area.remove(key).await;
    removed
        .map(|_| ())
        .map_err(|error| browser::storage_error(&error))
}
