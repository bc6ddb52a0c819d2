//! Codec 2: there and back, in slices, cut, hostile; and what its frozen material holds.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use chatlink_dense::material::Material;
use chatlink_dense::{DecodeError, Decoder, Encoder, Frozen, SHORT, Size, compress, decompress};
use crc::{CRC_32_ISO_HDLC, Crc};
use proptest::prelude::*;

const LIMIT: usize = 1 << 20;

/// A small body: title, model, a question and its answer.
const BODY: &str = "Watering a lemon tree\u{5}gpt-5\u{1}How often should I water it?\u{2}\
    Once a week in summer, **less** in winter:\n\n- let the soil dry\n- use rain water\n";

fn there_and_back(text: &[u8]) {
    assert_eq!(decompress(&compress(text), LIMIT).as_deref(), Ok(text));
}

#[test]
fn texts_go_there_and_back() {
    there_and_back(b"");
    there_and_back(b"a");
    there_and_back(BODY.as_bytes());
    there_and_back("日本語と中文、русский и हिन्दी 🙂".as_bytes());
    there_and_back(&[0, 0, 1, 0, 255, 254, 0]);
    there_and_back("the same line again\n".repeat(2000).as_bytes());
}

#[test]
fn a_small_body_is_a_small_payload() {
    let payload = compress(BODY.as_bytes());
    assert!(
        payload.len() * 100 < BODY.len() * 45,
        "{} bytes",
        payload.len()
    );
}

/// What was shipped stays readable: this payload may never change.
#[test]
fn the_format_is_frozen() {
    let hex: String = compress(BODY.as_bytes())
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    assert_eq!(hex, FROZEN);
}

const FROZEN: &str = "449af8b17263345b9691d327fc977163d167e785d039a17907dffb634561bbce970b05e6778676\
    808598bb80adeabb3d5684a8d8";

/// Lines that differ a little, so many that they are more than `bytes`.
fn long_text(bytes: usize) -> Vec<u8> {
    let line = |n: u32| {
        format!(
            "{n}. Row {} of {}: `x{}`
",
            n * 7 % 100,
            n / 9,
            n * n % 31
        )
    };
    let mut text: Vec<u8> = (0..).map(line).take(bytes / 8).collect::<String>().into();
    text.truncate(bytes);
    text
}

/// A long text is predicted in another way than a short one; the border belongs to the short ones.
#[test]
fn texts_around_the_border_go_there_and_back() {
    for bytes in [SHORT, SHORT + 1] {
        let text = long_text(bytes);
        let payload = compress(&text);
        assert_eq!(decompress(&payload, LIMIT).as_deref(), Ok(&text[..]));
        // The first bit of a payload says which it is.
        let long = payload[0] < 0x10;
        assert_eq!(long, Size::of(bytes) == Size::Long, "{bytes} bytes");
    }
}

/// As the payload of a short text, that of a long one may never change.
#[test]
fn the_format_of_long_texts_is_frozen() {
    let payload = compress(&long_text(SHORT + 1000));
    let crc = Crc::<u32>::new(&CRC_32_ISO_HDLC).checksum(&payload);
    assert_eq!((payload.len(), crc), (2605, 0x2363_B608));
}

#[test]
fn slices_give_the_same_as_the_whole() {
    let text = BODY.repeat(5);
    let mut encoder = Encoder::new(&Frozen::shipped(), text.as_bytes());
    while !encoder.step(7) {}
    assert_eq!(encoder.done(), text.len());
    let payload = encoder.finish();
    assert_eq!(payload, compress(text.as_bytes()));

    let mut decoder = Decoder::new(&payload, LIMIT);
    let mut seen = 0;
    while !decoder.step(11).unwrap() {
        assert!(text.as_bytes().starts_with(decoder.text()));
        assert!(decoder.text().len() >= seen);
        seen = decoder.text().len();
    }
    assert_eq!(decoder.text(), text.as_bytes());
}

#[test]
fn a_cut_payload_gives_the_beginning_of_its_text() {
    let text = BODY.repeat(3);
    let payload = compress(text.as_bytes());
    for kept in [0, 1, 4, payload.len() / 2, payload.len() - 6] {
        let mut decoder = Decoder::new(&payload[..kept], LIMIT);
        assert_eq!(
            decoder.step(usize::MAX),
            Err(DecodeError::Cut),
            "{kept} bytes"
        );
        assert!(text.as_bytes().starts_with(decoder.text()), "{kept} bytes");
        if kept == payload.len() / 2 {
            assert!(decoder.text().len() > text.len() / 6);
        }
    }
}

/// The last bytes of a payload may be zeros that a reader takes for granted: without them the end
/// is still not read, since nothing says what stood there.
#[test]
fn of_a_part_nothing_is_read_but_what_is_certain() {
    for times in 1..6 {
        let text = BODY.repeat(times);
        let payload = compress(text.as_bytes());
        for lost in 1..12 {
            let mut decoder = Decoder::of_part(&payload[..payload.len() - lost], LIMIT);
            assert_eq!(
                decoder.step(usize::MAX),
                Err(DecodeError::Cut),
                "{lost} of {times}"
            );
            assert!(
                text.as_bytes().starts_with(decoder.text()),
                "{lost} of {times}"
            );
        }
    }
}

#[test]
fn bytes_behind_the_end_are_refused() {
    let mut payload = compress(BODY.as_bytes());
    payload.extend([0; 9]);
    assert_eq!(decompress(&payload, LIMIT), Err(DecodeError::Surplus));
}

#[test]
fn the_limit_is_kept() {
    let text = vec![b' '; 5000];
    let payload = compress(&text);
    assert!(payload.len() < 60);
    assert_eq!(decompress(&payload, 4999), Err(DecodeError::TooLarge));
    assert_eq!(decompress(&payload, 5000).as_deref(), Ok(&text[..]));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_go_there_and_back(text in prop::collection::vec(any::<u8>(), 0..600)) {
        there_and_back(&text);
    }

    #[test]
    fn any_text_goes_there_and_back(text in "\\PC{0,300}") {
        there_and_back(text.as_bytes());
    }

    /// Whatever comes, the decoder ends, within its limit.
    #[test]
    fn any_payload_is_bounded(payload in prop::collection::vec(any::<u8>(), 0..400)) {
        // Otherwise it is cut, too large, or has bytes behind its end.
        if let Ok(text) = decompress(&payload, 2000) {
            prop_assert!(text.len() <= 2000);
        }
    }
}

// --- the frozen material --------------------------------------------------------------------

/// Words are runs of letters and digits; a Chinese or Japanese sign is one by itself.
fn words(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut from = None;
    for (at, c) in text.char_indices() {
        let sign = ('\u{3040}'..='\u{9FFF}').contains(&c);
        if let Some(start) = from.filter(|_| sign || !c.is_alphanumeric()) {
            out.push(&text[start..at]);
            from = None;
        }
        if sign {
            out.push(&text[at..at + c.len_utf8()]);
        } else if c.is_alphanumeric() && from.is_none() {
            from = Some(at);
        }
    }
    out.extend(from.map(|start| &text[start..]));
    out
}

#[test]
fn the_material_is_text() {
    let material = Material::read(&Frozen::shipped().material);
    assert!(material.fragments.len() > 100_000);
    assert!(std::str::from_utf8(&material.fragments).is_ok());
    assert!(std::str::from_utf8(&material.text).is_ok());
}

/// The project's own text may share this many words in a row with somebody's conversation …
const SHARED_RUN: usize = 14;
/// … and more where so many of them are everybody's, such as the head of an HTML page:
const IDIOM: usize = 12;
/// that is, where this many messages have them.
const EVERYBODYS: usize = 10;

/// No passage of anybody's text ships. Without the training data beside the repository this
/// passes by itself.
#[test]
fn the_material_holds_no_passage() {
    let shared = std::env::var("CHATLINK_SHARED").map_or_else(
        |_| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"),
        PathBuf::from,
    );
    let Ok(files) = std::fs::read_dir(shared.join("conversations/train")) else {
        return;
    };
    let own = String::from_utf8(Material::read(&Frozen::shipped().material).text).unwrap();
    let own = words(&own);
    let mut idioms: HashMap<&[&str], usize> = own.windows(IDIOM).map(|run| (run, 0)).collect();
    let runs: HashSet<&[&str]> = own.windows(SHARED_RUN + 1).collect();
    let mut shared: HashSet<&&[&str]> = HashSet::new();
    let texts: Vec<String> = files
        .map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap())
        .collect();
    let conversations: Vec<serde_json::Value> = texts
        .iter()
        .flat_map(|t| t.lines())
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    for conversation in &conversations {
        for message in conversation["messages"].as_array().unwrap() {
            let text = words(message["markdown"].as_str().unwrap());
            for part in text.windows(IDIOM) {
                if let Some(count) = idioms.get_mut(part) {
                    *count += 1;
                }
            }
            shared.extend(text.windows(SHARED_RUN + 1).filter_map(|run| runs.get(run)));
        }
    }
    shared.retain(|run| run.windows(IDIOM).all(|part| idioms[part] < EVERYBODYS));
    assert_eq!(shared, HashSet::new());
}
