//! Links with a password.

use chatlink::conversation::{Conversation, Message};
use chatlink::error::Error;
use chatlink::link::{
    Codec, CodecChoice, Lock, Packed, SALT_BYTES, body_of, decode, decode_with_password,
    derive_sealed, encode, make_sealed, payload, spell, strength::Strength,
};
use proptest::prelude::*;

use crate::any;

const SALT: [u8; SALT_BYTES] = [7; SALT_BYTES];

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

fn sealed(choice: CodecChoice) -> String {
    make_sealed(&sample(), choice, "correct horse", SALT).unwrap()
}

// Each case derives two keys.
proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn any_conversation_comes_back(
        conversation in any::conversation(),
        password in "\\PC{1,40}",
        salt in any::<[u8; SALT_BYTES]>(),
    ) {
        let link = make_sealed(&conversation, CodecChoice::Auto, &password, salt).unwrap();
        prop_assert!(link.ends_with(|c: char| c.is_ascii_alphanumeric()));
        prop_assert!(link.starts_with(['0', '1', '2', '3']));
        let opened = decode_with_password(&link, &password).unwrap();
        prop_assert_eq!((opened.conversation, opened.damage), (conversation, None));
    }
}

#[test]
fn it_opens_with_its_password_alone() {
    let link = sealed(CodecChoice::Deflate);
    let packed = Packed::read(&link).unwrap();
    assert!(packed.is_sealed() && packed.is_whole());
    assert_eq!(decode(&link), Err(Error::PasswordNeeded));
    assert_eq!(packed.unpack(), Err(Error::PasswordNeeded));
    assert_eq!(packed.opened_with_password(""), Err(Error::PasswordNeeded));
    // One more character, another case, another form of the same letters.
    for wrong in ["correct horse ", "Correct horse", "correct  horse", "c"] {
        assert_eq!(
            packed.opened_with_password(wrong),
            Err(Error::PasswordWrong),
            "{wrong}"
        );
    }
    let opened = packed.opened_with_password("correct horse").unwrap();
    assert_eq!(opened.conversation, sample());
    assert_eq!(opened.codec, 1);
}

#[test]
fn a_link_without_a_password_takes_any() {
    let link = encode(&sample(), CodecChoice::Deflate).unwrap();
    let packed = Packed::read(&link).unwrap();
    assert!(!packed.is_sealed() && packed.lock().is_none());
    let opened = decode_with_password(&link, "whatever").unwrap();
    assert_eq!(opened.conversation, sample());
}

#[test]
fn an_empty_password_or_conversation_makes_no_link() {
    let made = |conversation: &Conversation, password: &str| {
        make_sealed(conversation, CodecChoice::Deflate, password, SALT)
    };
    assert_eq!(made(&sample(), ""), Err(Error::PasswordEmpty));
    assert_eq!(
        made(&Conversation::default(), "x"),
        Err(Error::ConversationEmpty)
    );
}

/// Password and conversation alone do not say what the link is.
#[test]
fn every_salt_makes_another_link() {
    let other = make_sealed(&sample(), CodecChoice::Deflate, "correct horse", [8; 16]).unwrap();
    let link = sealed(CodecChoice::Deflate);
    let bytes = |link: &str| Packed::read(link).unwrap().payload().to_vec();
    let (one, other) = (bytes(&link), bytes(&other));
    assert_eq!(one.len(), other.len());
    let same = one[17..].iter().zip(&other[17..]).filter(|(a, b)| a == b);
    assert!(same.count() < one.len() / 8);
    // And nothing of the text is in it.
    assert!(!one.windows(5).any(|five| five == b"Frost"));
}

/// What a password costs, as the format says: 34 bytes.
#[test]
fn a_password_costs_as_many_characters_as_documented() {
    for choice in [CodecChoice::Deflate, CodecChoice::Dense, CodecChoice::Auto] {
        let plain = encode(&sample(), choice).unwrap();
        let link = sealed(choice);
        let more = Packed::read(&link).unwrap().payload().len()
            - Packed::read(&plain).unwrap().payload().len();
        assert_eq!(more, 34);
        assert!(
            (45..=47).contains(&(link.len() - plain.len())),
            "{choice:?}"
        );
    }
}

/// The checksum of the link finds accidents; the tag finds what was made to pass the checksum.
#[test]
fn every_flipped_bit_is_noticed() {
    let link = sealed(CodecChoice::Deflate);
    for at in 0..link.len() {
        for bit in 0..7 {
            let mut flipped = link.clone().into_bytes();
            flipped[at] ^= 1 << bit;
            // None of them gets as far as the derivation of a key.
            let flipped = String::from_utf8(flipped).unwrap();
            if payload(&flipped).as_deref() != Ok(&link) {
                let read = decode(&flipped);
                assert!(
                    !matches!(read, Ok(_) | Err(Error::PasswordNeeded)),
                    "{at}, {bit}: {read:?}"
                );
            }
        }
    }
    let packed = Packed::read(&link).unwrap();
    let key = packed.lock().unwrap().derive_key("correct horse").unwrap();
    assert!(packed.unsealed(&key).is_ok());
    for at in 0..packed.payload().len() {
        for bit in 0..8 {
            let mut forged = packed.payload().to_vec();
            forged[at] ^= 1 << bit;
            let forged = spell(Codec::Sealed, &forged).unwrap();
            match Packed::read(&forged) {
                // Settings that nobody knows.
                Err(error) => assert_eq!((error, at), (Error::LinkTooNew { number: 0xD3 }, 0)),
                Ok(forged) => {
                    let opened = forged.unsealed(&key);
                    assert_eq!(opened.err(), Some(Error::PasswordWrong), "{at}, {bit}");
                }
            }
        }
    }
}

/// A stranger's link cannot ask for time or memory, nor for a seal in a seal.
#[test]
fn a_hostile_link_costs_no_more_than_any_other() {
    for number in (0..=255).filter(|number| *number != 1) {
        let mut bytes = vec![number; 60];
        bytes[1..17].fill(0);
        let link = spell(Codec::Sealed, &bytes).unwrap();
        assert_eq!(
            Packed::read(&link),
            Err(Error::LinkTooNew { number: 0xD3 }),
            "{number}"
        );
    }
    for length in 1..35 {
        let link = spell(Codec::Sealed, &vec![1; length]).unwrap();
        assert_eq!(decode(&link), Err(Error::LinkDamaged), "{length}");
    }
    let lock = Lock::new(SALT);
    let settings = lock.settings();
    assert!(settings.memory_kib <= 64 << 10 && settings.passes <= 4 && settings.lanes == 1);

    let key = lock.derive_key("x").unwrap();
    let inner = derive_sealed(Codec::Deflate, b"whatever", &lock, &key).unwrap();
    let inner = Packed::read(&inner).unwrap();
    let nested = derive_sealed(Codec::Sealed, inner.payload(), &lock, &key).unwrap();
    assert_eq!(
        Packed::read(&nested).unwrap().unsealed(&key).err(),
        Some(Error::LinkDamaged)
    );
    // What is inside has its own bounds.
    let long = vec![b' '; Codec::Deflate.limit() + 1];
    let mut deflated = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut deflated, &long).unwrap();
    let bomb = deflated.finish().unwrap();
    let bomb = derive_sealed(Codec::Deflate, &bomb, &lock, &key).unwrap();
    let bomb = Packed::read(&bomb).unwrap().unsealed(&key).unwrap();
    assert_eq!(
        bomb.unpack(),
        Err(Error::LinkTooLarge {
            limit: Codec::Deflate.limit()
        })
    );
}

#[test]
fn a_cut_link_with_a_password_shows_nothing() {
    let link = sealed(CodecChoice::Deflate);
    let expected = link.len() - usize::from(link.len() % 4 == 1);
    for arrived in 10..expected {
        let error = Error::SealedLinkCut { arrived, expected };
        assert_eq!(decode(&link[..arrived]), Err(error.clone()));
        assert_eq!(
            decode_with_password(&link[..arrived], "correct horse"),
            Err(error)
        );
    }
}

/// The steps by which a page opens it: a key that was derived elsewhere, and a codec elsewhere.
#[test]
fn it_opens_in_steps() {
    let body = body_of(&sample()).unwrap();
    let packed = Packed::read(&sealed(CodecChoice::Dense)).unwrap();
    let lock = packed.lock().unwrap();
    assert_eq!(lock, Lock::new(SALT));
    assert_eq!(lock.salt(), &SALT);
    let inner = packed
        .unsealed(&lock.derive_key("correct horse").unwrap())
        .unwrap();
    assert_eq!((inner.codec(), inner.is_whole()), (Codec::Dense, true));
    assert_eq!(inner.unpack().unwrap().body, body);
}

/// What a program tries first is called weak, however long it looks.
#[test]
fn what_is_guessed_first_is_weak() {
    for weak in [
        "",
        "a",
        "frost",
        "12345678901234567890",
        "aaaaaaaaaaaaaaaaaaaaaaaa",
        "abcdefghijklmnopqrstuvwxyz",
        "abababababababababab",
        "Password2026",
        "qwertyqwertyqwerty",
        "冬の庭",
    ] {
        assert_eq!(Strength::of(weak), Strength::Weak, "{weak}");
    }
    for fair in ["frost depth", "kq7#Wz!p2x", "bLaU-2031-x"] {
        assert_eq!(Strength::of(fair), Strength::Fair, "{fair}");
    }
    for long in ["four beams under a blue roof", "kq7#Wz!p2x%Lm9"] {
        assert_eq!(Strength::of(long), Strength::Long, "{long}");
    }
}
