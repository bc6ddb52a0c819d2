//! One row of the list: what the link is, where it stands, and what can be done about it. What a row holds
//! besides its first two lines is made when it is opened.

use crate::ledger::{Badge, Entry, Kind};
use crate::render::display::{MAX_TITLE, one_line, site_name};
use crate::upload::Server;
use crate::web::browser;
use crate::web::dom::{El, el};
use crate::web::i18n::{counted, day, number, t, tr};
use crate::web::ledger::Place;

/// The longest link that is put into a message for a mail program: some take no more.
const MAX_MAIL: usize = 2_000;

/// The row of an entry, `picked` and `opened` or not. `act` is told the name of what is pressed; `pick`
/// whether it is picked; `open` that it was opened.
pub(super) fn row(
    entry: &Entry,
    now: i64,
    (picked, opened): (bool, bool),
    act: impl Fn(&'static str) + Clone + 'static,
    pick: impl Fn(bool) + 'static,
    open: impl Fn() + 'static,
) -> El {
    let badge = entry.badge(now);
    let title = title(entry);
    let summary = el("summary")
        .child(
            el("span")
                .class("link-title")
                .attr("dir", "auto")
                .text(&title),
        )
        .child(el("span").class("link-facts").text(&facts(entry)))
        .child(
            el("span")
                .class("badge")
                .attr("data-badge", badge_name(badge))
                .text(&badge_text(badge)),
        );
    let details = el("details").child(&summary);
    let (into, of) = (details.clone(), entry.clone());
    let fill = move || {
        // Once: the first child is the summary.
        if into.element().child_element_count() == 1 {
            fill(&into, &of, (badge, now), &act);
        }
    };
    if opened {
        fill();
        details.set_flag("open", true);
    }
    summary.listen("click", move |_| {
        fill();
        open();
    });
    let box_ = el("input")
        .class("pick")
        .attr("type", "checkbox")
        .attr("aria-label", &tr("links_pick", &[&title]));
    box_.set_checked(picked);
    let picking = box_.clone();
    el("li")
        .attr("data-link-row", &entry.id)
        .child(box_.on("change", move |_| pick(picking.checked())))
        .child(details)
}

fn facts(entry: &Entry) -> String {
    let site = Some(site_name(&entry.site))
        .filter(|site| !site.is_empty())
        .unwrap_or_else(|| t("site_unknown"));
    let date = day(entry.issued_at.unix());
    match entry.kind {
        Kind::Upload => tr("links_facts_upload", &[&site, &date, &server_name(entry)]),
        _ if entry.locked => tr("links_facts_locked", &[&site, &date, &number(entry.length)]),
        _ => tr("links_facts", &[&site, &date, &number(entry.length)]),
    }
}

fn fill(
    details: &El,
    entry: &Entry,
    (badge, now): (Badge, i64),
    act: &(impl Fn(&'static str) + Clone + 'static),
) {
    let upload = entry.upload.as_ref();
    if let Some(trouble) = upload.and_then(|upload| upload.trouble.as_ref()) {
        let args: Vec<&str> = trouble.args.iter().map(String::as_str).collect();
        let said = tr(&trouble.key, &args);
        details.append(el("p").class("consequence bad").text(&said));
    }
    let said = consequence(entry, badge, now);
    details.append(el("p").class("consequence").text(&said));
    let mut actions = el("div").class("buttons");
    if entry.is_from_the_future(now) {
        details.append(el("p").class("consequence").text(&t("links_dated_later")));
    }
    for (name, key) in actions_of(entry, badge, now) {
        let act = act.clone();
        actions = actions.child(
            el("button")
                .class("button")
                .attr("type", "button")
                .attr("data-action", name)
                .text(&t(key))
                .on("click", move |_| act(name)),
        );
    }
    details.append(actions);
}

/// What is called what it is called, as it may be shown.
pub(super) fn title(entry: &Entry) -> String {
    Some(one_line(entry.called(), MAX_TITLE))
        .filter(|title| !title.is_empty())
        .unwrap_or_else(|| t("untitled"))
}

/// The host of its server; empty without one.
pub(super) fn server_name(entry: &Entry) -> String {
    let server = entry.upload.as_ref();
    let server = server.and_then(|upload| Server::parse(&upload.server).ok());
    server.map_or_else(String::new, |server| server.name().to_owned())
}

fn badge_name(badge: Badge) -> &'static str {
    match badge {
        Badge::CannotBeRecalled => "fixed",
        Badge::Sending => "sending",
        Badge::NotStored => "not-stored",
        Badge::Live | Badge::Expires { .. } => "live",
        Badge::Expired => "expired",
        Badge::Unknown => "unknown",
        Badge::Deleting => "deleting",
        Badge::Deleted => "deleted",
    }
}

fn badge_text(badge: Badge) -> String {
    t(match badge {
        Badge::CannotBeRecalled => "links_state_self_contained",
        Badge::Sending => "links_state_sending",
        Badge::NotStored => "links_state_not_stored",
        Badge::Live => "links_state_live",
        Badge::Expires { days: 0 } => "links_state_expires_today",
        Badge::Expires { days } => {
            return counted("links_state_expires", usize::try_from(days).unwrap_or(0));
        }
        Badge::Expired => "links_state_expired",
        Badge::Unknown => "links_state_unknown",
        Badge::Deleting => "links_state_deleting",
        Badge::Deleted => "links_state_deleted",
    })
}

/// What may be done, and what it is called.
fn actions_of(entry: &Entry, badge: Badge, now: i64) -> Vec<(&'static str, &'static str)> {
    let forget = ("forget", "links_forget");
    let delete = ("delete", "links_delete");
    let opens = matches!(
        badge,
        Badge::CannotBeRecalled | Badge::Live | Badge::Expires { .. } | Badge::Unknown
    ) && !entry.without_copy;
    let mut actions = Vec::new();
    let private = Place::of(&entry.id) == Place::Memory;
    if opens {
        actions.push(("copy", "links_copy"));
        // What holds the conversation itself would be shown outside of a private window.
        if !private || entry.kind == Kind::Upload || browser::is_private_page() {
            actions.push(("open", "links_open"));
        }
    }
    match badge {
        Badge::Live | Badge::Expires { .. } => actions.push(delete),
        Badge::Expired if entry.may_be_there(now) => actions.push(delete),
        Badge::Deleting => actions.push(("delete", "links_delete_again")),
        Badge::NotStored => actions.push(("retry", "upload_again")),
        Badge::Sending => actions.push(("cancel", "upload_cancel")),
        _ => {}
    }
    if private && entry.can_be_deleted(now) {
        actions.push(("keep", "upload_keep"));
    }
    if opens {
        actions.push(("qr", "qr_button"));
        if entry.length <= MAX_MAIL {
            actions.push(("mail", "links_mail"));
        }
        if browser::can_share() {
            actions.push(("share", "links_share"));
        }
    }
    actions.push(("rename", "links_rename"));
    if entry.source_url.is_some() {
        actions.push(("source", "links_source"));
    }
    // Forgetting what can be deleted would throw away what deletes it.
    if !matches!(
        badge,
        Badge::Live | Badge::Expires { .. } | Badge::Deleting | Badge::Sending
    ) {
        actions.push(forget);
    }
    actions
}

/// What this state means.
fn consequence(entry: &Entry, badge: Badge, now: i64) -> String {
    let server = server_name(entry);
    let end = entry.upload.as_ref().and_then(|upload| upload.expires);
    let key = entry.kind == Kind::KeyOnly;
    match (badge, end) {
        (Badge::Live, _) if key => tr("upload_consequence_key_never", &[&server]),
        (Badge::Expires { .. }, Some(end)) if key => {
            tr("upload_consequence_key", &[&server, &day(end)])
        }
        (Badge::Deleted, _) if key => tr("links_deleted_key", &[&server]),
        (Badge::CannotBeRecalled, _) if entry.without_copy => t("links_no_copy"),
        (Badge::CannotBeRecalled, _) => t("links_cannot_recall"),
        (Badge::Live, _) => tr("upload_consequence_never", &[&server]),
        (Badge::Expires { .. }, Some(end)) => tr("links_stored_until", &[&server, &day(end)]),
        (Badge::Unknown, Some(end)) => tr("links_unknown_until", &[&server, &day(end)]),
        (Badge::Unknown, None) => tr("links_unknown", &[&server]),
        (Badge::Deleting, _) => tr("links_deleting", &[&server]),
        (Badge::Deleted, _) => tr("links_deleted", &[&server]),
        (Badge::Expired, _) if entry.may_be_there(now) => tr("links_expired_here", &[&server]),
        (Badge::Expired, _) => tr("links_expired", &[&server]),
        (Badge::NotStored, _) => t("links_not_stored"),
        (Badge::Sending | Badge::Expires { .. }, _) => tr("upload_sending", &[&server]),
    }
}
