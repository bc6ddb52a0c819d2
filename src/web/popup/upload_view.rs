//! What the choice between the kinds of links looks like, and the panel of the upload.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use serde::{Deserialize, Serialize};
use wasm_bindgen_futures::spawn_local;

use crate::ledger::{Badge, Entry, State};
use crate::upload::{Expire, Server};
use crate::web::browser;
use crate::web::dom::{El, el};
use crate::web::i18n::{counted, day, number, t, tr};
use crate::web::ledger::Ledger;
use crate::web::settings::OFFERED_SERVER;

/// What the person chose for the upload.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Choice {
    pub(super) expire: String,
    pub(super) burn: bool,
}

impl Default for Choice {
    fn default() -> Self {
        Self {
            expire: Expire::default().name().to_owned(),
            burn: false,
        }
    }
}

/// The kinds of links.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Kind {
    /// Holds everything.
    #[default]
    Link,
    /// Lies on a server.
    Upload,
    /// Holds everything, encrypted; half of its key lies on a server.
    Key,
}

/// The elements that change. Clones are the same elements.
#[derive(Clone)]
pub(super) struct View {
    footer: El,
    in_private: bool,
    holds: El,
    uploads: El,
    keys: El,
    panel: El,
    kind: Rc<Cell<Kind>>,
    replaces: El,
    consequence: El,
    choose_server: El,
    pub(super) server: El,
    pub(super) use_server: El,
    options: El,
    pub(super) expire: El,
    pub(super) burn: El,
    pub(super) password: El,
    pub(super) send: El,
    pub(super) cancel: El,
    status: El,
    /// That the list goes with the window, in private ones.
    private: El,
    pub(super) keep: El,
    pub(super) copy: El,
    pub(super) open: El,
    server_name: Rc<RefCell<String>>,
    /// The link that is copied, with its entry.
    link: Rc<RefCell<Option<(String, String)>>>,
}

impl View {
    /// In a private window it says what becomes of the list, before anything is made that needs it.
    pub(super) fn new(footer: &El, in_private: bool) -> Self {
        let view = Self {
            footer: footer.clone(),
            in_private,
            holds: radio("kind-link"),
            uploads: radio("kind-upload"),
            keys: radio("kind-key"),
            kind: Rc::default(),
            replaces: el("p")
                .class("consequence")
                .id("upload-replaces")
                .flag("hidden", true),
            panel: el("div")
                .class("upload-panel")
                .id("upload-panel")
                .flag("hidden", true),
            consequence: el("p").class("consequence").id("upload-consequence"),
            choose_server: el("div").class("choose-server"),
            server: el("input")
                .class("field")
                .id("server")
                .attr("type", "url")
                .attr("dir", "ltr")
                .attr("autocomplete", "off")
                .attr("spellcheck", "false")
                .attr("aria-label", &t("upload_server")),
            use_server: button("use-server", "button", "upload_use_server"),
            options: el("div").class("upload-options"),
            expire: el("select").class("field").id("expire"),
            burn: el("input").attr("type", "checkbox").id("burn"),
            password: el("input")
                .class("field")
                .id("upload-password")
                .attr("type", "password")
                .attr("autocomplete", "new-password")
                .attr("placeholder", &t("upload_password_none")),
            send: button("upload", "button primary", "upload_send"),
            cancel: button("upload-cancel", "button", "upload_cancel"),
            status: el("p")
                .class("upload-status")
                .id("upload-status")
                .attr("tabindex", "-1")
                .attr("role", "status"),
            private: el("p")
                .class("consequence")
                .id("upload-private")
                .flag("hidden", true),
            keep: button("upload-keep", "button", "upload_keep"),
            copy: button("upload-copy", "button primary", "popup_copy"),
            open: button("upload-open", "button", "popup_open"),
            server_name: Rc::default(),
            link: Rc::default(),
        };
        view.build();
        view
    }

    fn build(&self) {
        self.server.set_value(OFFERED_SERVER);
        for expire in Expire::ALL {
            let key = format!("expire_{}", expire.name());
            self.expire
                .append(el("option").attr("value", expire.name()).text(&t(&key)));
        }
        let kinds = el("fieldset")
            .class("kinds")
            .child(el("legend").class("aloud").text(&t("upload_kinds")))
            .child(choice(&self.holds, "upload_kind_link"))
            .child(choice(&self.uploads, "upload_kind_upload"))
            .child(choice(&self.keys, "upload_kind_key"));
        self.choose_server.append(
            el("label")
                .class("labelled")
                .attr("for", "server")
                .child(el("span").class("label").text(&t("upload_server")))
                .child(&self.server),
        );
        self.choose_server
            .append(el("p").class("aside-note").text(&t("upload_server_help")));
        self.choose_server.append(&self.use_server);
        self.options
            .append(labelled("expire", "upload_expire", &self.expire));
        self.options.append(labelled(
            "upload-password",
            "upload_password",
            &self.password,
        ));
        self.options.append(choice(&self.burn, "upload_burn"));
        let buttons = el("div")
            .class("buttons")
            .child(&self.send)
            .child(&self.copy)
            .child(&self.open)
            .child(&self.keep)
            .child(&self.cancel);
        for part in [
            &self.choose_server,
            &self.replaces,
            &self.consequence,
            &self.private,
            &self.options,
            &self.status,
            &buttons,
        ] {
            self.panel.append(part);
        }
        let first = self.footer.element().first_child();
        let footer = self.footer.element();
        let _ = footer.insert_before(kinds.element(), first.as_ref());
        self.footer.append(&self.panel);
    }

    /// What chooses each kind.
    pub(super) fn kinds(&self) -> [(&El, Kind); 3] {
        [
            (&self.holds, Kind::Link),
            (&self.uploads, Kind::Upload),
            (&self.keys, Kind::Key),
        ]
    }

    /// Which kind is chosen: the others' parts are hidden.
    pub(super) fn show_chosen(&self, chosen: Kind) {
        self.kind.set(chosen);
        for (radio, kind) in self.kinds() {
            radio.set_checked(kind == chosen);
        }
        self.footer.toggle_class("as-upload", chosen != Kind::Link);
        self.panel.set_hidden(chosen == Kind::Link);
        // Neither a password nor burning: the key is what is taken back.
        self.panel.toggle_class("as-key", chosen == Kind::Key);
        self.show_consequence(None);
    }

    pub(super) fn show_choice(&self, choice: &Choice) {
        self.expire.set_value(&choice.expire);
        self.burn.set_checked(choice.burn);
        self.show_consequence(None);
    }

    pub(super) fn choice(&self) -> Choice {
        self.show_consequence(None);
        Choice {
            expire: self.expire.value(),
            burn: self.burn.checked(),
        }
    }

    /// The server that is used, or the question for one.
    pub(super) fn show_server(&self, server: Option<&Server>) {
        self.choose_server.set_hidden(server.is_some());
        self.options.set_hidden(server.is_none());
        self.send.set_hidden(server.is_none());
        self.consequence.set_hidden(server.is_none());
        if let Some(server) = server {
            *self.server_name.borrow_mut() = server.name().to_owned();
        }
        self.show_consequence(None);
    }

    fn show_consequence(&self, entry: Option<&Entry>) {
        let mut server = self.server_name.borrow().clone();
        let expire = Expire::from_name(&self.expire.value()).unwrap_or_default();
        let mut end = expire.seconds().map(|seconds| browser::now() + seconds);
        if let Some(upload) = entry.and_then(|entry| entry.upload.as_ref()) {
            end = upload.expires;
            if let Ok(of) = Server::parse(&upload.server) {
                of.name().clone_into(&mut server);
            }
        }
        let key = self.kind.get() == Kind::Key;
        let text = match end {
            Some(end) if key => tr("upload_consequence_key", &[&server, &day(end)]),
            None if key => tr("upload_consequence_key_never", &[&server]),
            Some(end) => tr("upload_consequence", &[&server, &day(end)]),
            None => tr("upload_consequence_never", &[&server]),
        };
        let price = if key && entry.is_none() {
            // Forty-three bytes and the server's address, three bytes in four characters.
            let chars = (43 + server.len()).div_ceil(3) * 4;
            counted("upload_key_price", chars)
        } else {
            String::new()
        };
        self.consequence
            .set_text([text, price].join(" ").trim_end());
    }

    /// While nothing else may be pressed.
    pub(super) fn show_busy(&self) {
        let had = self.has_keyboard();
        self.panel.set_attr("aria-busy", "true");
        self.send.set_flag("disabled", true);
        if had {
            // A button that is switched off would lose it.
            self.status.focus();
        }
    }

    /// Whether the keyboard is on what comes and goes with an upload.
    fn has_keyboard(&self) -> bool {
        let all = [&self.send, &self.cancel, &self.status];
        all.iter().any(|one| one.has_focus())
    }

    /// The upload as the list has it; none before there is one. Whether the next one takes the place of
    /// another, and whether this one did.
    pub(super) fn show_entry(
        &self,
        entry: Option<&Entry>,
        now: i64,
        (updates, updated): (bool, bool),
    ) {
        let had = self.has_keyboard();
        self.replaces.set_hidden(!updates);
        self.replaces.set_text(&t("upload_replaces"));
        self.panel.set_attr("aria-busy", "false");
        let badge = entry.map(|entry| entry.badge(now));
        let upload = entry.and_then(|entry| entry.upload.as_ref());
        let sending = badge == Some(Badge::Sending);
        let stored = upload.is_some_and(|upload| upload.state == State::Stored)
            && badge != Some(Badge::Expired);
        self.panel.set_attr(
            "data-upload",
            match badge {
                _ if stored => "stored",
                Some(Badge::Sending) => "sending",
                Some(Badge::NotStored) => "not-stored",
                Some(Badge::Unknown) => "unknown",
                Some(_) => "gone",
                None => "none",
            },
        );
        self.send.set_flag("disabled", sending);
        self.send.toggle_class("primary", !stored);
        self.send.set_text(&t(match badge {
            Some(Badge::NotStored) => "upload_again",
            _ if updates => "upload_update",
            Some(_) if !sending => "upload_anew",
            _ if self.kind.get() == Kind::Key => "upload_send_key",
            _ => "upload_send",
        }));
        self.cancel.set_hidden(!sending);
        for button in [&self.copy, &self.open] {
            button.set_hidden(!stored);
        }
        // What holds the conversation itself would be shown outside of the window.
        let leaves = self.in_private && self.kind.get() == Kind::Key && !browser::is_private_page();
        self.open.set_hidden(!stored || leaves);
        // In other windows the list keeps what deletes it.
        self.keep.set_hidden(!stored || !self.in_private);
        self.private.set_hidden(!self.in_private);
        self.private.set_text(&t(if stored {
            "upload_private_stored"
        } else {
            "upload_private"
        }));
        if stored {
            self.show_consequence(entry);
        }
        let trouble = upload.and_then(|upload| upload.trouble.as_ref());
        match (badge, trouble) {
            (Some(Badge::Sending), _) => {
                self.say(&tr("upload_sending", &[&self.server_name.borrow()]), false);
            }
            (_, Some(trouble)) => {
                let args: Vec<&str> = trouble.args.iter().map(String::as_str).collect();
                self.say(&tr(&trouble.key, &args), true);
            }
            _ if stored && updated => self.say(&t("upload_updated"), false),
            _ if stored => self.say(&t("upload_stored"), false),
            _ => self.say("", false),
        }
        if had && !self.has_keyboard() {
            let next = if self.status.is_hidden() {
                &self.send
            } else {
                &self.status
            };
            next.focus();
        }
        self.show_link(entry.filter(|_| stored).map(|entry| entry.id.as_str()));
    }

    /// The button that copies, for this entry. What it says of a copy stays while the entry is the same. Who
    /// waited with the keyboard for the upload has it there next.
    fn show_link(&self, of: Option<&str>) {
        let known = self.link.borrow().as_ref().map(|(id, _)| id.clone());
        if of.is_some() && of == known.as_deref() {
            return;
        }
        self.copy.set_text(&t("popup_copy"));
        self.copy.toggle_class("done", false);
        self.link.borrow_mut().take();
        let Some(id) = of.map(str::to_owned) else {
            return;
        };
        let (link, copy, waits) = (self.link.clone(), self.copy.clone(), self.status.clone());
        // Read ahead: the clipboard wants it inside the click.
        copy.set_flag("disabled", true);
        spawn_local(async move {
            if let Ok(ledger) = Ledger::of(&id).await
                && let Ok(Some(found)) = ledger.link(&id).await
            {
                *link.borrow_mut() = Some((id, found));
                copy.set_flag("disabled", false);
                if waits.has_focus() {
                    copy.focus();
                }
            }
        });
    }

    pub(super) fn link(&self) -> Option<String> {
        self.link.borrow().as_ref().map(|(_, link)| link.clone())
    }

    pub(super) fn show_copied(&self, chars: usize) {
        self.copy.toggle_class("done", true);
        self.copy.set_text(&tr("popup_copied", &[&number(chars)]));
    }

    pub(super) fn say(&self, text: &str, bad: bool) {
        self.status.set_text(text);
        self.status.toggle_class("bad", bad);
        self.status.set_hidden(text.is_empty());
    }
}

fn radio(id: &'static str) -> El {
    el("input")
        .id(id)
        .attr("type", "radio")
        .attr("name", "kind")
}

fn button(id: &'static str, class: &'static str, label: &str) -> El {
    el("button")
        .id(id)
        .class(class)
        .attr("type", "button")
        .text(&t(label))
}

fn choice(input: &El, label: &str) -> El {
    el("label")
        .class("choice")
        .child(input)
        .child(el("span").text(&t(label)))
}

fn labelled(id: &'static str, label: &str, field: &El) -> El {
    el("label")
        .class("labelled")
        .attr("for", id)
        .child(el("span").class("label").text(&t(label)))
        .child(field)
}
