//! What reads things that somebody else made, each as a function of any bytes.
//!
//! A target may not panic, and what it checks must hold. Two programs run them: the tests of the
//! core with always the same bytes, and `cargo xtask fuzz` with what it finds by itself.

use std::sync::OnceLock;

use chatlink::capture::capture_page;
use chatlink::capture::tree::PageTree;
use chatlink::conversation::{Conversation, Message, Role, Timestamp};
use chatlink::error::Error;
use chatlink::ledger::backup::{self, Backup, Found};
use chatlink::link::{
    self, Codec, CodecChoice, Lock, Packed, SALT_BYTES, SERVER_HALF, SealKey, body,
};
use chatlink::render::export;
use chatlink::transcript;
use chatlink::upload::answer::{self, Answer};
use chatlink::upload::{self, Address, Key, Server};

/// A name and what it runs.
pub(crate) type Target = (&'static str, fn(&[u8]));

/// All of them.
pub(crate) const TARGETS: [Target; 12] = [
    ("link", link),
    ("deflate", deflate),
    ("dense", dense),
    ("sealed", sealed),
    ("keyed", keyed),
    ("answer", answer),
    ("backup", backup),
    ("body", body),
    ("transcript", transcript),
    ("tree", tree),
    ("page", page),
    ("markdown", markdown),
];

/// The most that dense payloads unpack to here: the codec is bounded by it, and slow.
const DENSE_LIMIT: usize = 1 << 14;

/// Whatever is pasted.
fn link(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Ok(opened) = link::decode(&text) {
        again(&opened.conversation);
    }
    if let Ok(payload) = link::payload(&text) {
        let same = link::payload(&payload).map(|again| again.len());
        assert_eq!(same, Ok(payload.len()));
    }
}

/// A payload of codec 1 with a checksum that is right, whole and cut.
fn deflate(data: &[u8]) {
    let Some((cut, payload)) = data.split_first() else {
        return;
    };
    let Ok(spelt) = link::spell(Codec::Deflate, payload) else {
        return;
    };
    if let Ok(opened) = link::decode(&spelt) {
        assert_eq!(opened.damage, None);
        again(&opened.conversation);
    }
    // The letter behind a link that would end in a sign is nothing that can be missed.
    let needed = spelt.len() - usize::from(spelt.len() % 4 == 1);
    let kept = (spelt.len() * usize::from(*cut) / 256).min(needed - 1);
    if let Ok(opened) = link::decode(&spelt[..kept]) {
        assert!(!opened.conversation.complete);
    }
}

/// A payload of codec 2.
fn dense(data: &[u8]) {
    match chatlink_dense::decompress(data, DENSE_LIMIT) {
        Ok(text) => {
            assert!(text.len() <= DENSE_LIMIT);
            let made = chatlink_dense::compress(&text);
            assert_eq!(chatlink_dense::decompress(&made, DENSE_LIMIT), Ok(text));
        }
        Err(_) => {
            let mut decoder = chatlink_dense::Decoder::new(data, DENSE_LIMIT);
            while let Ok(false) = decoder.step(1_000) {}
            assert!(decoder.text().len() <= DENSE_LIMIT);
        }
    }
}

/// The inside and the outside of a link with a password. The first byte says which.
fn sealed(data: &[u8]) {
    static KEY: OnceLock<SealKey> = OnceLock::new();
    let lock = Lock::new([7; SALT_BYTES]);
    // Derived once: it is slow by intent, and the same for all.
    let key = KEY.get_or_init(|| lock.derive_key("correct horse").unwrap());
    let Some((inside, data)) = data.split_first() else {
        return;
    };
    let codec = match inside % 4 {
        0 => {
            // What nobody sealed: no key opens it.
            if let Ok(packed) = link::spell(Codec::Sealed, data).and_then(|it| Packed::read(&it)) {
                assert!(packed.is_whole() && packed.unsealed(key).is_err());
            }
            return;
        }
        1 => Codec::Deflate,
        2 => Codec::Dense,
        _ => Codec::Sealed,
    };
    // What a stranger sealed with a password that its reader has.
    let spelt = link::derive_sealed(codec, data, &lock, key).unwrap();
    let Ok(packed) = Packed::read(&spelt) else {
        // Without a byte of payload.
        return assert!(data.is_empty());
    };
    assert_eq!(packed.lock(), Some(lock));
    match packed.unsealed(key) {
        Ok(inner) => {
            assert_eq!((inner.codec(), inner.payload()), (codec, data));
            // That one is slow, and a target by itself.
            if codec == Codec::Dense {
                return;
            }
            let opened = inner.unpack().and_then(|unpacked| inner.opened(&unpacked));
            if let Ok(opened) = opened {
                assert_eq!(opened.damage, None);
                again(&opened.conversation);
            }
        }
        Err(error) => assert_eq!((codec, error), (Codec::Sealed, Error::LinkDamaged)),
    }
}

/// A payload of codec 4: where it says that its key lies, and what it is with any key.
fn keyed(data: &[u8]) {
    let Ok(spelt) = link::spell(Codec::Keyed, data) else {
        return;
    };
    let Ok(packed) = Packed::read(&spelt) else {
        return;
    };
    if let Some(place) = packed.place()
        && let Ok(address) = Address::of_key(&place)
    {
        assert!(Address::parse(&address.spelt()).is_some_and(|same| same.id == address.id));
    }
    let _ = packed.unkeyed(&[7; SERVER_HALF]);
}

/// What a server says, as any step reads it, and an upload out of it.
fn answer(data: &[u8]) {
    let Ok(server) = Server::parse("https://bin.example") else {
        return;
    };
    let answer = Answer {
        status: 200,
        retry_after: None,
        body: String::from_utf8_lossy(data).into_owned(),
    };
    let _ = answer::created(&server, &answer);
    let _ = answer::recognised(&server, &answer);
    if let Ok(stored) = answer::stored(&server, &answer) {
        // A derivation of many rounds takes its time and says nothing new.
        if !answer.body.contains("000") {
            let key = Key::new([7; 32]);
            let _ = upload::open(&stored, &key, "");
            let _ = upload::open_key(&stored, &key);
        }
    }
}

/// A file that is to be brought back.
fn backup(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match backup::read(&text) {
        Ok(Found::Plain(json)) => {
            if let Ok(read) = serde_json::from_str::<Backup>(&json) {
                let _ = backup::check(&read);
                let merged = backup::merge(&[], read);
                assert_eq!(merged.same, 0);
            }
        }
        Ok(Found::Locked(locked)) => {
            let _ = locked.lock();
        }
        Err(_) => {}
    }
}

/// The layout behind every codec.
fn body(data: &[u8]) {
    if let Ok(conversation) = body::read(data) {
        let bytes = body::write(&conversation).unwrap();
        assert_eq!(body::read(&bytes).as_ref(), Ok(&conversation));
    }
    let _ = body::read_part(data);
}

/// A Markdown file, of ours or not.
fn transcript(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Some(conversation) = transcript::read(&text) {
        let written = transcript::write(&conversation);
        assert_eq!(transcript::read(&written), Some(conversation));
    }
}

/// What the script in a page sends.
fn tree(data: &[u8]) {
    let tree = PageTree::from_wire(&String::from_utf8_lossy(data));
    assert_eq!(PageTree::from_wire(&tree.to_wire()), tree);
}

/// Sites whose readers differ the most, and one that nobody knows.
const SITES: [&str; 6] = [
    "https://chatgpt.com/c/1",
    "https://claude.ai/chat/1",
    "https://gemini.google.com/app/1",
    "https://www.perplexity.ai/search/1",
    "https://chat.example/1",
    "https://www.google.com/search?udm=50",
];

/// A saved page, of the site that the first byte says.
fn page(data: &[u8]) {
    let Some((site, html)) = data.split_first() else {
        return;
    };
    let url = SITES[usize::from(*site) % SITES.len()];
    let html = String::from_utf8_lossy(html);
    if let Ok(captured) = capture_page(&html, url, Timestamp::MIN) {
        again(&captured.conversation);
    }
}

/// A message, to what a reader sees of it.
fn markdown(data: &[u8]) {
    let markdown = String::from_utf8_lossy(data).into_owned();
    let conversation = Conversation {
        messages: vec![Message {
            role: Role::Assistant,
            markdown,
            ..Message::default()
        }],
        ..Conversation::default()
    };
    let html = export::html(&conversation);
    // The page around it, and at worst a formula or a mark for each character.
    assert!(
        html.len() < (1 << 20) + 1_000 * data.len(),
        "{}",
        html.len()
    );
}

/// Every conversation that was read can be shared again, and says the same.
fn again(conversation: &Conversation) {
    if let Ok(payload) = link::encode(conversation, CodecChoice::Deflate) {
        let opened = link::decode(&payload).unwrap();
        assert_eq!(opened.conversation, *conversation);
    }
}
