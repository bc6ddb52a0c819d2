//! Links of which half of the key lies on a server.

use chatlink::conversation::{Conversation, Message};
use chatlink::error::Error;
use chatlink::link::{
    Codec, CodecChoice, LINK_HALF, Lock, Packed, Place, SERVER_HALF, decode, derive_keyed,
    derive_sealed, encode,
};
use chatlink::messages::english;
use chatlink::upload::answer::{self, Answer};
use chatlink::upload::{Address, Expire, KeyRandom, KeyedLink, Server, deletion, open_key};
use proptest::prelude::*;
use standin::Standin;

use crate::any;

fn sample() -> Conversation {
    Conversation {
        title: "Frost depth".into(),
        complete: true,
        messages: vec![Message {
            markdown: "How deep must the footing of a garden shed be?".into(),
            ..Message::default()
        }],
        ..Conversation::default()
    }
}

fn place(server: &str) -> Place {
    Place {
        half: [3; LINK_HALF],
        id: [0x50, 0xa0, 0x24, 0x23, 0x2b, 0xc6, 0xbf, 0x46],
        server: server.to_owned(),
    }
}

fn keyed(conversation: &Conversation, server: &str) -> String {
    let packed = Packed::read(&encode(conversation, CodecChoice::Auto).unwrap()).unwrap();
    let other = [7; SERVER_HALF];
    derive_keyed(packed.codec(), packed.payload(), &place(server), &other).unwrap()
}

proptest! {
    #[test]
    fn any_conversation_comes_back(
        conversation in any::conversation(),
        half in any::<[u8; LINK_HALF]>(),
        other in any::<[u8; SERVER_HALF]>(),
    ) {
        let packed = Packed::read(&encode(&conversation, CodecChoice::Auto).unwrap()).unwrap();
        let place = Place { half, ..place("bin.example") };
        let link = derive_keyed(packed.codec(), packed.payload(), &place, &other).unwrap();
        prop_assert!(link.ends_with(|c: char| c.is_ascii_alphanumeric()));
        let read = Packed::read(&link).unwrap();
        prop_assert!(read.place() == Some(place));
        let inner = read.unkeyed(&other).unwrap();
        let opened = inner.opened(&inner.unpack().unwrap()).unwrap();
        prop_assert_eq!((opened.conversation, opened.damage), (conversation, None));
        let mut wrong = other;
        wrong[0] ^= 1;
        prop_assert_eq!(read.unkeyed(&wrong).err(), Some(Error::LinkDamaged));
    }
}

#[test]
fn it_says_nothing_without_the_other_half() {
    let link = keyed(&sample(), "bin.example");
    assert_eq!(decode(&link), Err(Error::KeyNeeded));
    let packed = Packed::read(&link).unwrap();
    assert!(!packed.is_sealed() && packed.is_whole());
    assert!(!packed.payload().windows(5).any(|five| five == b"Frost"));
    assert!(
        Packed::read(&encode(&sample(), CodecChoice::Auto).unwrap())
            .unwrap()
            .place()
            .is_none()
    );
}

/// What the format says: 43 bytes and those of the server's address.
#[test]
fn a_key_costs_as_many_characters_as_documented() {
    for choice in [CodecChoice::Deflate, CodecChoice::Dense] {
        let plain = encode(&sample(), choice).unwrap();
        let packed = Packed::read(&plain).unwrap();
        let (place, other) = (place("privatebin.net"), [7; SERVER_HALF]);
        let link = derive_keyed(packed.codec(), packed.payload(), &place, &other).unwrap();
        let more = Packed::read(&link).unwrap().payload().len() - packed.payload().len();
        assert_eq!(more, 43 + "privatebin.net".len());
        assert!(
            (76..=78).contains(&(link.len() - plain.len())),
            "{choice:?}"
        );
    }
}

#[test]
fn the_addresses_of_servers_come_back() {
    for server in [
        "bin.example",
        "bin.example:8443/paste/index.php",
        "http://127.0.0.1:8080",
    ] {
        let packed = Packed::read(&keyed(&sample(), server)).unwrap();
        let address = Address::of_key(&packed.place().unwrap()).unwrap();
        assert_eq!(address.server.short(), server);
        assert_eq!(
            (address.id.as_str(), address.burn),
            ("50a024232bc6bf46", false)
        );
        assert!(address.key.spelt().len() > 40);
    }
    let long = "x".repeat(256);
    let packed = Packed::read(&encode(&sample(), CodecChoice::Auto).unwrap()).unwrap();
    let made = derive_keyed(
        packed.codec(),
        packed.payload(),
        &place(&long),
        &[7; SERVER_HALF],
    );
    assert_eq!(made, Err(Error::ServerInvalid { server: long }));
}

/// Neither kind of encryption stands within the other.
#[test]
fn a_key_inside_a_password_is_refused() {
    let keyed = Packed::read(&keyed(&sample(), "bin.example")).unwrap();
    let lock = Lock::new([1; 16]);
    let key = lock.derive_key("x").unwrap();
    let sealed = derive_sealed(Codec::Keyed, keyed.payload(), &lock, &key).unwrap();
    let opened = Packed::read(&sealed).unwrap().unsealed(&key);
    assert_eq!(opened.err(), Some(Error::LinkDamaged));
}

#[test]
fn a_cut_one_shows_nothing() {
    let link = keyed(&sample(), "bin.example");
    for keep in [link.len() - 3, link.len() / 2, 12] {
        let wanted = Error::SealedLinkCut {
            arrived: keep,
            expected: link.len(),
        };
        assert_eq!(decode(&link[..keep]), Err(wanted));
    }
}

fn ask(standin: &Standin, method: &str, query: &str, body: &str) -> Answer {
    let said = standin.answer(method, &format!("/{query}"), true, body.as_bytes());
    Answer {
        status: 200,
        retry_after: None,
        body: said.expect("an answer").body,
    }
}

#[test]
fn the_other_half_lies_on_the_server_until_it_is_deleted() {
    let standin = Standin::new();
    let server = Server::parse("https://bin.example").unwrap();
    let packed = Packed::read(&encode(&sample(), CodecChoice::Auto).unwrap()).unwrap();
    let random = KeyRandom::new(std::array::from_fn(|at| u8::try_from(at).unwrap()));
    let made = KeyedLink::new(&packed, &server, Expire::Day, random, &english).unwrap();
    let said = ask(&standin, "POST", "", &made.upload.body);
    let created = answer::created(&server, &said).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(created.id, made.upload.id);

    let read = Packed::read(&made.payload).unwrap();
    let address = Address::of_key(&read.place().unwrap()).unwrap();
    assert_eq!(address.id, created.id);
    let get = format!("?pasteid={}", address.id);
    let stored = answer::stored(&server, &ask(&standin, "GET", &get, ""));
    let stored = stored.unwrap_or_else(|error| panic!("{error}"));
    let inner = read
        .unkeyed(&open_key(&stored, &address.key).unwrap())
        .unwrap();
    let opened = inner.opened(&inner.unpack().unwrap()).unwrap();
    assert_eq!(opened.conversation, sample());

    ask(
        &standin,
        "POST",
        "",
        &deletion(&created.id, &created.delete_token),
    );
    let gone = answer::stored(&server, &ask(&standin, "GET", &get, ""));
    assert_eq!(gone.err().map(|error| error.key()), Some("upload-gone"));
}
