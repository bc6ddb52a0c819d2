//! The list as a file, and back: what is in the list already does not come twice, and what is newer there
//! stays.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::JSON;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::HtmlInputElement;

use super::{button, card, said};
use crate::error::Error;
use crate::ledger::backup::{self, Backup, Found, Locked};
use crate::link::Lock;
use crate::web::browser::{self, from_js, to_js};
use crate::web::dom::{El, el};
use crate::web::i18n::{counted, error_text, number, t, tr};
use crate::web::ledger::{Ledger, Place};
use crate::web::password::PasswordField;
use crate::web::{file, random, work};

struct Part {
    password: PasswordField,
    file: El,
    /// Asks for the password of a file.
    unlock: El,
    opening: PasswordField,
    said: El,
    /// A file that waits for its password.
    locked: RefCell<Option<Locked>>,
}

/// Adds this part.
pub(super) fn add(page: &El) {
    let part = Rc::new(Part {
        password: PasswordField::new("backup-password"),
        unlock: el("form").class("unlock").flag("hidden", true),
        opening: PasswordField::new("restore-password"),
        locked: RefCell::default(),
        file: el("input")
            .id("restore-file")
            .class("field")
            .attr("type", "file")
            .attr("accept", ".chatlink-backup,text/plain"),
        said: said("backup-said"),
    });
    let saving = part.clone();
    let save = el("form")
        .class("unlock")
        .child(labelled(
            "backup-password",
            "options_backup_password",
            part.password.element(),
        ))
        .child(button(
            "backup",
            "submit",
            "button primary",
            "options_backup_save",
        ))
        .on("submit", move |event| {
            event.prevent_default();
            saving.run(|part| async move { part.save().await });
        });
    let opening = part.clone();
    part.unlock.append(labelled(
        "restore-password",
        "options_restore_password",
        part.opening.element(),
    ));
    part.unlock.append(button(
        "restore-open",
        "submit",
        "button primary",
        "view_ask_open",
    ));
    part.unlock.listen("submit", move |event| {
        event.prevent_default();
        opening.run(|part| async move { part.open().await });
    });
    let reading = part.clone();
    part.file.listen("change", move |_| {
        reading.run(|part| async move { part.read().await });
    });
    page.append(
        card("section", "options_backup_title")
            .child(el("p").text(&t("options_backup_help")))
            .child(save)
            .child(labelled("restore-file", "options_restore_file", &part.file))
            .child(&part.unlock)
            .child(
                el("p")
                    .class("consequence")
                    .text(&t("options_restore_help")),
            )
            .child(&part.said),
    );
}

impl Part {
    /// Does something, and says what came of it.
    fn run<F>(self: &Rc<Self>, act: impl FnOnce(Rc<Self>) -> F + 'static)
    where
        F: Future<Output = Result<String, Error>> + 'static,
    {
        let part = self.clone();
        spawn_local(async move {
            part.said.set_text("");
            let done = act(part.clone()).await;
            part.said.toggle_class("bad", done.is_err());
            let text = done.unwrap_or_else(|error| error_text(&error));
            part.said.set_text(&text);
        });
    }

    async fn save(&self) -> Result<String, Error> {
        let password = self.password.input.value();
        let said = save_file(&password).await?;
        self.password.input.set_value("");
        Ok(said)
    }

    /// Opens the file that waits for its password; a wrong one can be tried again.
    async fn open(&self) -> Result<String, Error> {
        let Some(locked) = self.locked.take() else {
            return Ok(String::new());
        };
        let opened = async {
            let key = work::derive_key(&locked.lock()?, &self.opening.input.value()).await?;
            locked.open(&key)
        };
        match opened.await {
            Ok(json) => {
                self.opening.input.set_value("");
                self.unlock.set_hidden(true);
                restore(&json).await
            }
            Err(error) => {
                self.locked.replace(Some(locked));
                self.opening.input.focus();
                Err(error)
            }
        }
    }

    /// Reads the chosen file; one with a password waits for it.
    async fn read(&self) -> Result<String, Error> {
        self.unlock.set_hidden(true);
        self.locked.take();
        let input = self.file.element().dyn_ref::<HtmlInputElement>();
        let chosen = input.and_then(HtmlInputElement::files);
        let Some(chosen) = chosen.and_then(|files| files.get(0)) else {
            return Ok(String::new());
        };
        let text = JsFuture::from(chosen.text()).await;
        let text = text.map_err(|_| Error::BackupForeign)?;
        // The same file can be chosen again.
        self.file.set_value("");
        match backup::read(&text.as_string().unwrap_or_default())? {
            Found::Plain(json) => restore(&json).await,
            Found::Locked(locked) => {
                self.locked.replace(Some(locked));
                self.unlock.set_hidden(false);
                self.opening.input.focus();
                Ok(t("options_restore_locked"))
            }
        }
    }
}

async fn save_file(password: &str) -> Result<String, Error> {
    let ledger = Ledger::open(Place::Disk).await?;
    let mut links = Vec::new();
    for entry in ledger.entries().await?.entries {
        links.extend(ledger.kept(entry).await?.for_backup());
    }
    let count = links.len();
    let made = Backup {
        made_at: browser::now(),
        links,
    };
    let json = JSON::stringify(&to_js(&made)).map_err(|error| browser::storage_error(&error))?;
    let json = String::from(json);
    let text = if password.is_empty() {
        backup::write(&json)
    } else {
        let lock = Lock::new(random::bytes()?);
        let key = work::derive_key(&lock, password).await?;
        backup::write_locked(&json, &lock, &key)
    };
    match file::save("links.chatlink-backup", "text/plain", &text) {
        Some(()) => Ok(counted("options_backup_saved", count)),
        None => Ok(t("view_not_saved")),
    }
}

fn labelled(id: &'static str, label: &str, field: &El) -> El {
    el("div")
        .class("labelled")
        .child(el("label").class("label").attr("for", id).text(&t(label)))
        .child(field)
}

/// Adds what a backup holds to the list: all of it, or nothing.
async fn restore(json: &str) -> Result<String, Error> {
    let value = JSON::parse(json).map_err(|_| Error::BackupDamaged)?;
    let read: Backup = from_js(value).ok_or(Error::BackupDamaged)?;
    backup::check(&read)?;
    let merged = Ledger::open(Place::Disk).await?.restore(read).await?;
    let counts = [merged.added, merged.updated, merged.same].map(number);
    let [added, updated, same] = &counts;
    Ok(tr("options_restored", &[added, updated, same]))
}
