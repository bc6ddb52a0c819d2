//! The list of issued links.

use chatlink::conversation::{Conversation, Message, Timestamp};
use chatlink::error::Error;
use chatlink::ledger::backup::{self, Backup, Found, Kept};
use chatlink::ledger::list::{List, Order, Show};
use chatlink::ledger::{Badge, Entry, Kind, State, Upload};
use chatlink::link::Lock;

fn entry(id: &str, title: &str, seconds: i64) -> Entry {
    let conversation = Conversation {
        title: title.to_owned(),
        site: "chatgpt".to_owned(),
        messages: vec![Message::default(), Message::default()],
        ..Conversation::default()
    };
    Entry::self_contained(
        id.to_owned(),
        &conversation,
        Some("https://chatgpt.com/c/shed".to_owned()),
        1742,
        Timestamp::from_unix(seconds).unwrap(),
    )
}

#[test]
fn an_entry_tells_what_the_link_holds() {
    let made = entry("a", "Garden shed", 0);
    assert_eq!((made.messages, made.length), (2, 1742));
    assert_eq!(made.kind, Kind::SelfContained);
}

fn ids(list: &List) -> Vec<&str> {
    list.entries().map(|entry| entry.id.as_str()).collect()
}

#[test]
fn the_list_is_newest_first_and_stable() {
    let entries = vec![entry("b", "B", 5), entry("c", "C", 9), entry("a", "A", 5)];
    let list = List::new(entries, Order::Newest);
    assert_eq!(ids(&list), ["c", "a", "b"]);
}

#[test]
fn the_list_comes_in_every_order() {
    let mut long = entry("long", "beta", 1);
    long.length = 90_000;
    let soon = Entry {
        id: "soon".to_owned(),
        title: "Gamma".to_owned(),
        ..uploaded(State::Stored, Some(500))
    };
    let mut renamed = entry("renamed", "zeta", 3);
    renamed.rename(" Alpha ");
    let mut list = List::new(vec![long, soon, renamed], Order::default());
    for (order, wanted) in [
        (Order::Newest, ["renamed", "long", "soon"]),
        (Order::Oldest, ["soon", "long", "renamed"]),
        (Order::Title, ["renamed", "long", "soon"]),
        (Order::Expiry, ["soon", "renamed", "long"]),
        (Order::Length, ["long", "renamed", "soon"]),
    ] {
        list.put_in_order(order);
        assert_eq!(ids(&list), wanted, "{order:?}");
        assert_eq!(Order::from_name(order.name()), Some(order));
    }
}

#[test]
fn the_search_wants_every_word_anywhere() {
    let mut renamed = entry("a", "Planning the GARDEN shed", 0);
    renamed.rename("Für Mia");
    let list = List::new(vec![renamed], Order::Newest);
    let found = |query| list.find(query, Show::All, 0).len();
    for query in [
        "",
        "garden",
        "shed planning",
        "ChatGPT garden",
        "/c/shed",
        "FÜR mia",
    ] {
        assert_eq!(found(query), 1, "{query}");
    }
    for query in ["greenhouse", "garden greenhouse"] {
        assert_eq!(found(query), 0, "{query}");
    }
    let server = List::new(vec![uploaded(State::Stored, None)], Order::Newest);
    assert_eq!(server.find("BIN.example", Show::All, 0).len(), 1);
}

/// Every state is found under one kind, besides all and soon.
#[test]
fn each_kind_shows_its_states() {
    const DAY: i64 = 86_400;
    for (state, expires, shows) in [
        (State::Stored, None, vec![Show::Live]),
        (State::Stored, Some(9 * DAY), vec![Show::Live]),
        (
            State::Stored,
            Some(7 * DAY - 1),
            vec![Show::Live, Show::Soon],
        ),
        (State::Stored, Some(0), vec![Show::Gone]),
        (State::Deleted, None, vec![Show::Gone]),
        (State::Sending, None, vec![Show::Open]),
        (State::NotStored, None, vec![Show::Open]),
        (State::Unknown, None, vec![Show::Open]),
        (State::Deleting, None, vec![Show::Open]),
    ] {
        let badge = uploaded(state, expires).badge(0);
        let taken: Vec<Show> = Show::ALL
            .iter()
            .copied()
            .filter(|it| it.takes(badge))
            .collect();
        assert_eq!(
            taken,
            [vec![Show::All], shows].concat(),
            "{state:?} {expires:?}"
        );
    }
    let fixed = entry("a", "", 0).badge(0);
    assert!(Show::Fixed.takes(fixed) && !Show::Live.takes(fixed));
}

#[test]
fn a_name_of_ones_own_can_be_taken_back() {
    let mut made = entry("a", "Shed", 0);
    made.rename("  Garden ");
    assert_eq!((made.called(), made.title.as_str()), ("Garden", "Shed"));
    for nothing in ["", "  ", "Shed"] {
        made.rename(nothing);
        assert_eq!((made.called(), &made.name), ("Shed", &None));
    }
    made.rename(&"x".repeat(9_000));
    assert_eq!(made.called().len(), 300);
}

/// Put forward, a clock loses nothing: what deletes an upload is kept, and its server can be asked. Put back,
/// it gives nothing more time than it had.
#[test]
fn a_clock_that_is_wrong_loses_nothing() {
    const DAY: i64 = 86_400;
    let now = 1_000 * DAY;
    let mut made = uploaded(State::Stored, Some(now + 7 * DAY));
    made.issued_at = Timestamp::from_unix(now).unwrap();
    assert_eq!(made.badge(now), Badge::Expires { days: 7 });
    for back in [now - 400 * DAY, 0, i64::MIN] {
        assert_eq!(made.badge(back), Badge::Expires { days: 7 }, "{back}");
        assert!(made.is_from_the_future(back));
        assert!(made.can_be_deleted(back));
    }
    for forward in [now + 400 * DAY, i64::MAX] {
        assert_eq!(made.badge(forward), Badge::Expired, "{forward}");
        assert!(made.may_be_there(forward) && !made.is_from_the_future(forward));
    }
    // A clock that is set right by a moment is no news.
    assert!(!made.is_from_the_future(now - 300) && made.is_from_the_future(now - 301));

    made.become_state(State::Deleting, None);
    assert!(made.may_be_there(now + 8 * DAY));
    made.become_state(State::Deleted, None);
    assert_eq!(made.badge(now + 8 * DAY), Badge::Deleted);
    assert!(!made.may_be_there(now + 8 * DAY));
    // What is being sent is, whatever the clock says; and nobody has what would delete a lost one.
    let sending = uploaded(State::Sending, Some(0));
    assert_eq!(sending.badge(DAY), Badge::Sending);
    assert!(!uploaded(State::Unknown, Some(0)).may_be_there(DAY));
}

#[test]
fn newer_messages_are_counted_from_the_whole_chat() {
    let conversation = Conversation {
        messages: vec![Message {
            left_out: 3,
            ..Message::default()
        }],
        left_out_at_end: 2,
        ..Conversation::default()
    };
    let mut made = Entry::self_contained("a".into(), &conversation, None, 1, Timestamp::MIN);
    assert_eq!((made.messages, made.whole), (1, 6));
    assert_eq!(
        [made.newer(6), made.newer(10), made.newer(2)],
        [Some(0), Some(4), Some(0)]
    );
    // From before this was kept.
    made.whole = 0;
    assert_eq!(made.newer(10), None);
}

fn kept(entry: Entry) -> Kept {
    Kept {
        entry,
        link: Some("https://bin.example/?1#2".to_owned()),
        token: Some("secret".to_owned()),
    }
}

fn json(links: Vec<Kept>) -> String {
    serde_json::to_string(&Backup { made_at: 7, links }).unwrap()
}

#[test]
fn a_backup_comes_back_whole() {
    let text = backup::write(&json(vec![kept(entry("a", "Shed \u{1F3E1}", 5))]));
    // As programs of several systems write it.
    let windows = format!("\u{FEFF}{}\r\n", text.trim_end());
    for text in [text, windows] {
        let Ok(Found::Plain(found)) = backup::read(&text) else {
            panic!("not plain");
        };
        let read: Backup = serde_json::from_str(&found).unwrap();
        assert_eq!(read.made_at, 7);
        assert_eq!(read.links[0].entry, entry("a", "Shed \u{1F3E1}", 5));
        assert_eq!(
            read.links[0].link.as_deref(),
            Some("https://bin.example/?1#2")
        );
        assert_eq!(read.links[0].token.as_deref(), Some("secret"));
        assert_eq!(backup::check(&read), Ok(()));
    }
}

#[test]
fn a_locked_backup_opens_with_its_password_alone() {
    let lock = Lock::new([5; 16]);
    let key = lock.derive_key("correct horse").unwrap();
    let text = backup::write_locked(&json(vec![kept(entry("a", "Shed", 5))]), &lock, &key);
    assert!(!text.contains("Shed") && !text.contains("secret"));
    let Ok(Found::Locked(locked)) = backup::read(&text) else {
        panic!("not locked");
    };
    assert_eq!(locked.lock(), Ok(lock));
    assert!(locked.open(&key).unwrap().contains("Shed"));
    let wrong = locked.lock().unwrap().derive_key("Correct horse").unwrap();
    assert_eq!(locked.open(&wrong), Err(Error::PasswordWrong));
}

/// Refused whole: every changed character, every cut, every other file.
#[test]
fn a_backup_that_is_damaged_or_foreign_is_refused() {
    let text = backup::write(&json(vec![kept(entry("a", "Shed", 5))]));
    let error = |text: &str| backup::read(text).err();
    let head = text.find('\n').unwrap();
    for at in 0..text.len() - 1 {
        let mut bytes = text.clone().into_bytes();
        bytes[at] = if bytes[at] == b'x' { b'y' } else { b'x' };
        let found = error(&String::from_utf8(bytes).unwrap());
        let wanted = if at < "chatlink-backup".len() + 1 {
            Error::BackupForeign
        } else {
            Error::BackupDamaged
        };
        assert_eq!(found, Some(wanted), "{at}, the head ends at {head}");
    }
    for cut in [text.len() / 2, head, head - 5] {
        assert_eq!(error(&text[..cut]), Some(Error::BackupDamaged), "{cut}");
    }
    for foreign in ["", "{}", "%PDF-1.7", "chatlink 1 plain"] {
        assert_eq!(error(foreign), Some(Error::BackupForeign), "{foreign}");
    }
    let later = text.replacen("chatlink-backup 1", "chatlink-backup 2", 1);
    assert_eq!(error(&later), Some(Error::BackupTooNew));
}

#[test]
fn one_entry_that_cannot_be_one_refuses_the_file() {
    let upload = || kept(uploaded(State::Stored, None));
    let mut without = upload();
    without.entry.upload = None;
    let mut nameless = upload();
    nameless.entry.id.clear();
    for bad in [vec![upload(), upload()], vec![without], vec![nameless]] {
        let backup = Backup {
            made_at: 0,
            links: bad,
        };
        assert_eq!(backup::check(&backup), Err(Error::BackupDamaged));
    }
}

/// What is under way is nothing to come back to.
#[test]
fn a_backup_leaves_out_what_was_not_stored() {
    let state = |state| kept(uploaded(state, None)).for_backup();
    assert!(state(State::NotStored).is_none());
    let sending = state(State::Sending).unwrap().entry.upload.unwrap();
    assert_eq!(sending.state, State::Unknown);
    let stored = state(State::Stored).unwrap().entry.upload.unwrap();
    assert_eq!(stored.state, State::Stored);
}

/// Nothing twice, nothing newer overwritten, and deleted is deleted, whatever the clocks said.
#[test]
fn a_backup_is_merged() {
    let with = |state, revision, title: &str| Entry {
        revision,
        title: title.to_owned(),
        ..uploaded(state, None)
    };
    use State::{Deleted, Stored};
    for (mine, theirs, counts, then) in [
        (None, (Stored, 1), (1, 0, 0), Some((Stored, "theirs"))),
        (Some((Stored, 1)), (Stored, 1), (0, 0, 1), None),
        (Some((Stored, 2)), (Stored, 1), (0, 0, 1), None),
        (
            Some((Stored, 1)),
            (Stored, 2),
            (0, 1, 0),
            Some((Stored, "theirs")),
        ),
        (Some((Deleted, 1)), (Stored, 9), (0, 0, 1), None),
        (
            Some((Stored, 9)),
            (Deleted, 1),
            (0, 1, 0),
            Some((Deleted, "mine")),
        ),
        (
            Some((Deleted, 1)),
            (Deleted, 2),
            (0, 1, 0),
            Some((Deleted, "theirs")),
        ),
    ] {
        let list: Vec<Entry> = mine
            .iter()
            .map(|(state, revision)| with(*state, *revision, "mine"))
            .collect();
        let backup = Backup {
            made_at: i64::MAX,
            links: vec![kept(with(theirs.0, theirs.1, "theirs"))],
        };
        let merged = backup::merge(&list, backup);
        let found = (merged.added, merged.updated, merged.same);
        assert_eq!(found, counts, "{mine:?} {theirs:?}");
        let written = merged.write.first().map(|it| {
            (
                it.entry.upload.as_ref().unwrap().state,
                it.entry.title.as_str(),
            )
        });
        assert_eq!(written, then, "{mine:?} {theirs:?}");
    }
}

/// What version 1 of the store holds must be readable for ever.
#[test]
fn a_stored_entry_of_schema_1_is_read() {
    let stored = r#"{"id":"7f4d","title":"Shed","site":"chatgpt","source_url":null,
        "issued_at":1795255200,"kind":"self-contained","length":1742,"messages":4}"#;
    let read: Entry = serde_json::from_str(stored).unwrap();
    assert_eq!(read.title, "Shed");
    let again: Entry = serde_json::from_str(&serde_json::to_string(&read).unwrap()).unwrap();
    assert_eq!(again, read);
}

fn uploaded(state: State, expires: Option<i64>) -> Entry {
    let upload = Upload {
        server: "https://bin.example/".to_owned(),
        remote: "50a024232bc6bf46".to_owned(),
        state,
        expires,
        burn: false,
        password: false,
        trouble: None,
    };
    let shared = entry("u", "Shed", 0);
    Entry {
        kind: Kind::Upload,
        upload: Some(upload),
        ..shared
    }
}

/// Time passes without anybody being asked; a wrong clock only changes words.
#[test]
fn badges_tell_where_an_upload_stands() {
    const DAY: i64 = 86_400;
    for (state, expires, now, badge) in [
        (State::Sending, Some(DAY), 0, Badge::Sending),
        (State::Stored, None, i64::MAX, Badge::Live),
        (State::Stored, Some(3 * DAY), 0, Badge::Expires { days: 3 }),
        (State::Stored, Some(DAY), 1, Badge::Expires { days: 0 }),
        (State::Stored, Some(DAY), DAY, Badge::Expired),
        // No more than it had when it was made.
        (
            State::Stored,
            Some(3 * DAY),
            i64::MIN,
            Badge::Expires { days: 3 },
        ),
        (State::Unknown, Some(DAY), 0, Badge::Unknown),
        (State::Unknown, Some(DAY), DAY, Badge::Expired),
        (State::Deleting, Some(DAY), 0, Badge::Deleting),
        (State::Deleted, Some(DAY), 2 * DAY, Badge::Deleted),
        (State::NotStored, Some(DAY), 2 * DAY, Badge::NotStored),
    ] {
        assert_eq!(
            uploaded(state, expires).badge(now),
            badge,
            "{state:?} {expires:?} {now}"
        );
    }
}

/// An answer that comes late must not undo what was done in another window.
#[test]
fn a_state_that_does_not_follow_changes_nothing() {
    use State::{Deleted, Deleting, NotStored, Sending, Stored, Unknown};
    for (from, to, then) in [
        (Sending, Stored, Stored),
        (Sending, NotStored, NotStored),
        (Sending, Deleting, Sending),
        (Unknown, Stored, Stored),
        (Unknown, NotStored, NotStored),
        (NotStored, Sending, Sending),
        (Stored, Deleting, Deleting),
        (Stored, Unknown, Stored),
        (Stored, NotStored, Stored),
        (Deleting, Stored, Stored),
        (Deleting, Deleted, Deleted),
        (Deleting, Unknown, Deleting),
        (Deleted, Stored, Deleted),
        (Deleted, Deleting, Deleted),
    ] {
        let mut entry = uploaded(from, None);
        entry.become_state(to, None);
        assert_eq!(entry.upload.unwrap().state, then, "{from:?} to {to:?}");
    }
}
