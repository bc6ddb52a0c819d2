//! QR codes and the digits in them: there and back, through other people's readers.

use chatlink::conversation::{Conversation, Message};
use chatlink::error::Error;
use chatlink::link::qr::{QUIET, QrCode, Repair, longest_link};
use chatlink::link::{Base, CodecChoice, decode, encode, payload};
use proptest::prelude::*;

use crate::any;

fn conversation(characters: usize) -> Conversation {
    // Text that no codec shortens much, always the same.
    let mut state = 7u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from_u32(0x4E00 + (state >> 18)).unwrap()
    };
    Conversation {
        title: "Frost depth".into(),
        complete: true,
        messages: vec![Message {
            markdown: (0..characters).map(|_| next()).collect(),
            ..Message::default()
        }],
        ..Conversation::default()
    }
}

fn code_of(conversation: &Conversation) -> QrCode {
    let payload = encode(conversation, CodecChoice::Deflate).unwrap();
    QrCode::of(&Base::default(), &payload).unwrap()
}

/// What another reader makes of a picture, pixel by pixel.
fn scanned(side: usize, grey: impl FnMut(usize, usize) -> u8) -> String {
    let mut picture = rqrr::PreparedImage::prepare_from_greyscale(side, side, grey);
    let grids = picture.detect_grids();
    assert_eq!(grids.len(), 1, "one code in the picture");
    grids[0].decode().unwrap().1
}

/// The modules as a picture, three pixels each.
fn scan(code: &QrCode) -> String {
    let side = code.size() + 2 * QUIET;
    scanned(3 * side, |x, y| {
        let at = |place: usize| (place / 3).wrapping_sub(QUIET);
        if code.is_dark(at(x), at(y)) { 0 } else { 255 }
    })
}

/// The link of an upload has a spelling of its own, and no digits.
#[test]
fn any_other_link_stands_in_a_code_as_it_is() {
    let link = "https://bin.example/?50a024232bc6bf46#-62otBase58Base58Base58Base58Base58Base58";
    let code = QrCode::of_text(link).unwrap();
    assert_eq!(scan(&code), link);
    assert!(code.is_easy());
    let most = "a".repeat(2_953);
    assert_eq!(QrCode::of_text(&most).unwrap().text(), most);
    let over = QrCode::of_text(&"a".repeat(2_960)).err();
    assert_eq!(
        over,
        Some(Error::QrTooLong {
            over: 7,
            limit: 2_953
        })
    );
}

#[test]
fn codes_of_all_sizes_are_read_by_others() {
    for characters in [0, 40, 400, 1_000, 1_300] {
        let conversation = conversation(characters);
        let code = code_of(&conversation);
        let read = scan(&code);
        assert_eq!(read, code.text());
        assert_eq!(decode(&read).unwrap().conversation, conversation);
    }
}

#[test]
fn a_code_is_the_smallest_with_all_the_repair_of_its_size() {
    let small = code_of(&conversation(0));
    assert_eq!((small.version(), small.size()), (3, 29));
    assert_eq!(small.repair(), Repair::Low);
    assert!(small.is_easy());
    let large = code_of(&conversation(1_300));
    assert!(large.version() > 36 && !large.is_easy());
}

/// The limit that the meter shows is where codes really end.
#[test]
fn the_limit_is_exact() {
    let bases = [
        Base::default(),
        Base::parse("https://chat.example.org/a/rather/long/address/of/a/viewer.html").unwrap(),
    ];
    for base in bases {
        let limit = longest_link(&base);
        let (mut longest, mut shortest_over) = (0, usize::MAX);
        for characters in 1_290..1_345 {
            let payload = encode(&conversation(characters), CodecChoice::Deflate).unwrap();
            // One letter may stand behind the envelope.
            let envelope = payload.len() - usize::from(payload.len() % 4 == 1);
            let length = base.link("").len() + envelope;
            match QrCode::of(&base, &payload) {
                Ok(code) => {
                    assert!(length <= limit, "{length} characters in a code");
                    assert_eq!(code.size() % 4, 1);
                    longest = longest.max(length);
                }
                Err(Error::QrTooLong { over, limit: said }) => {
                    assert!(length > limit, "{length} characters in no code");
                    assert_eq!(said, limit);
                    assert_eq!(over, base.link(&payload).len() - limit);
                    shortest_over = shortest_over.min(length);
                }
                Err(other) => panic!("{other}"),
            }
        }
        assert!(longest > limit - 8 && shortest_over < limit + 8);
    }
}

#[test]
fn both_pictures_show_the_code() {
    let conversation = conversation(300);
    let code = code_of(&conversation);
    let file = code.png(4);
    let mut reader = png::Decoder::new(std::io::Cursor::new(file))
        .read_info()
        .unwrap();
    reader.info();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    assert_eq!(
        (info.color_type, info.bit_depth),
        (png::ColorType::Grayscale, png::BitDepth::One)
    );
    let side = info.width as usize;
    assert_eq!(side, 4 * (code.size() + 2 * QUIET));
    let read = scanned(side, |x, y| {
        let byte = pixels[y * info.line_size + x / 8];
        if byte >> (7 - x % 8) & 1 == 1 { 255 } else { 0 }
    });
    assert_eq!(decode(&read).unwrap().conversation, conversation);

    // The path of the SVG, drawn as its few commands say.
    let svg = code.svg();
    let side = code.size() + 2 * QUIET;
    assert!(svg.contains(&format!("viewBox=\"0 0 {side} {side}\"")));
    let path = svg.rsplit_once("<path d=\"M").unwrap().1;
    let path = path.strip_suffix("z\"/></svg>").unwrap();
    let mut dark = vec![false; side * side];
    for run in path.split("zM") {
        let (place, rest) = run.split_once('h').unwrap();
        let (x, y) = place.split_once(' ').unwrap();
        let (width, rest) = rest.split_once("v1h-").unwrap();
        assert_eq!(width, rest);
        let start = y.parse::<usize>().unwrap() * side + x.parse::<usize>().unwrap();
        dark[start..start + width.parse::<usize>().unwrap()].fill(true);
    }
    let read = scanned(
        3 * side,
        |x, y| if dark[y / 3 * side + x / 3] { 0 } else { 255 },
    );
    assert_eq!(decode(&read).unwrap().conversation, conversation);
}

/// The digits of a link, without a picture around them.
fn digits(conversation: &Conversation) -> String {
    let text = code_of(conversation).text().to_owned();
    text.split_once('#').unwrap().1.to_owned()
}

proptest! {
    #[test]
    fn digits_open_as_letters_do(conversation in any::conversation()) {
        let letters = encode(&conversation, CodecChoice::Deflate).unwrap();
        let digits = digits(&conversation);
        prop_assert!(digits.starts_with('2'));
        prop_assert!(digits.bytes().all(|byte| byte.is_ascii_digit()));
        prop_assert_eq!(decode(&digits), decode(&letters));
        // Passed on, they are the letters again, but for the one that may follow.
        let again = payload(&digits).unwrap();
        prop_assert_eq!(again, payload(&letters).unwrap());
        for around in [
            format!("https://chatlink.example/#{digits}&utm_source=mail"),
            format!("https://chatlink.example/%23{digits}."),
            format!("<{digits}> 42"),
            format!("{digits} 42"),
            format!("{digits}7"),
        ] {
            prop_assert_eq!(&decode(&around).unwrap().conversation, &conversation);
        }
    }

    #[test]
    fn a_cut_in_digits_says_how_much_arrived(conversation in any::conversation(), at in any::<prop::sample::Index>()) {
        let digits = digits(&conversation);
        let arrived = at.index(digits.len());
        let error = Error::LinkCut { arrived, expected: digits.len() };
        match decode(&digits[..arrived]) {
            Ok(opened) => {
                prop_assert_eq!(opened.damage, Some(error));
                for (part, whole) in opened.conversation.messages.iter().zip(&conversation.messages) {
                    prop_assert!(whole.markdown.starts_with(&part.markdown));
                }
            }
            Err(Error::LinkEmpty) => prop_assert_eq!(arrived, 0),
            Err(Error::LinkNotOurs) => prop_assert!(arrived < 16),
            Err(other) => prop_assert_eq!(other, error),
        }
    }

    #[test]
    fn no_digits_make_it_panic(text in "2[0-9]{0,120}[a-z0-9]{0,3}") {
        let _ = decode(&text);
        let _ = payload(&text);
    }
}

/// Every digit, changed to every other one. Damage of a digit is damage of many bits, so the
/// checksum finds it but for once in 16 million times; here it always does.
#[test]
fn every_changed_digit_is_noticed() {
    let digits = digits(&conversation(60));
    for at in 0..digits.len() {
        for other in "0123456789".chars() {
            let mut changed: Vec<char> = digits.chars().collect();
            if changed[at] == other {
                continue;
            }
            changed[at] = other;
            let changed: String = changed.into_iter().collect();
            let noticed = match decode(&changed) {
                Err(_) => true,
                Ok(opened) => opened.damage.is_some(),
            };
            assert!(noticed, "{other} at {at}");
        }
    }
}

/// Reading takes as long as the text is, however long.
#[test]
fn a_million_digits_are_no_link() {
    for text in ["2".repeat(1_000_000), format!("2{}", "9".repeat(999_999))] {
        assert_eq!(decode(&text), Err(Error::LinkNotOurs));
    }
}
