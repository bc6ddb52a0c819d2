//! Readers of other people's bytes, fed with damage: always the same, so that a failure comes back.
//!
//! `cargo xtask fuzz` looks for more with the same targets; what it found stands in
//! `tests/fixtures/hostile/`, one folder a target.

mod targets;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chatlink::link::qr::QrCode;
use chatlink::link::{Base, Packed, spell};
use targets::{TARGETS, Target};

/// Damaged inputs of each target; the slow ones get fewer.
fn rounds(name: &str) -> usize {
    match name {
        "dense" => 4,
        "sealed" => 40,
        "page" | "markdown" => 80,
        _ => 400,
    }
}

fn files(folder: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(folder);
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .map(|list| list.flatten().map(|file| file.path()).collect())
        .unwrap_or_default();
    paths.sort();
    paths.retain(|path| path.is_file());
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

/// Good input, to be damaged.
fn seeds(name: &str) -> Vec<Vec<u8>> {
    let text = |texts: &[&str]| texts.iter().map(|it| it.as_bytes().to_vec()).collect();
    match name {
        "link" => files("vectors/links"),
        "tree" => text(&[
            "<main\x7f<p\x7f@class=a b\x7f\"Frost\x7f>1\x7f<br\x7f@id=c=d\x7f>2\x7f\"e\x7f\"f",
        ]),
        "page" => (0u8..6)
            .zip([
                "chatgpt",
                "claude",
                "gemini",
                "perplexity",
                "generic",
                "google-ai-mode",
            ])
            .flat_map(|(site, folder)| {
                let pages = files(&format!("fixtures/capture/{folder}"));
                let pages = pages.into_iter().filter(|page| page.starts_with(b"<"));
                pages.map(move |page| [&[site], &page[..]].concat())
            })
            .collect(),
        "markdown" => text(&[
            "# A\n\n- [ ] b\n- **c** [d](https://e.example/?f=1 \"g\")\n\n| h | i |\n|--|:-:|\n| j | $k^2$ |\n",
            "```rust\nlet a = \"b\"; // c\n```\n\n> $$\\frac{a}{b}\\begin{matrix}1&2\\\\3\\end{matrix}$$\n\nx[^1]\n\n[^1]: y",
        ]),
        "transcript" => text(&[
            "---\nchatlink: 1\ntitle: \"A\\n\"\nwarning: a, b\n---\n\n## User\n\nHow?\n\n## Assistant (model: o3, time: 2026-05-03T09:59:00Z)\n\nSo.\n\n### Reasoning\n\nx\n\n### Sources\n\n- <https://a.example> B\n",
            "# T\n\n**You:** a\n\n**ChatGPT:** b\n",
        ]),
        "body" => text(&[
            "Frost\u{6}b\u{7}Mia\u{8}kf12\u{e}a\nb\u{1}How?\u{8}-z\u{2}80\u{10}A cm.\u{f}r\u{11}https://a.example\nB",
        ]),
        "deflate" => files("vectors/links")
            .iter()
            .map(|file| file[..file.len().min(90)].to_vec())
            .collect(),
        "keyed" => vec![
            [&[1][..], &[3; 24], &[11], b"bin.example", &[5; 30]].concat(),
            [
                &[1][..],
                &[3; 24],
                &[22],
                b"http://127.0.0.1:8080/",
                &[5; 30],
            ]
            .concat(),
        ],
        "answer" => text(&[
            r#"{"status":0,"id":"50a024232bc6bf46","url":"/?50a0","deletetoken":"e783"}"#,
            r#"{"status":0,"id":"50a024232bc6bf46","v":2,"adata":[["YGNmaWxvcnV4e36BhIeKjQ==","kJOWmZyfoqU=",10,256,128,"aes","gcm","zlib"],"markdown",0,1],"meta":{"time_to_live":99},"ct":"YGNmaWxvcnV4e36BhIeKjQYGNmaWxvcnV4e36BhIeKjQ=="}"#,
            r#"{"status":1,"message":"Bitte 10 Sekunden warten."}"#,
        ]),
        "backup" => vec![
            chatlink::ledger::backup::write(r#"{"made_at":1,"links":[]}"#).into_bytes(),
            b"chatlink-backup 1 locked 00\nAAAA\n".to_vec(),
        ],
        "sealed" => (0u8..4)
            .zip(files("vectors/links"))
            .map(|(inside, file)| [&[inside], &file[..file.len().min(90)]].concat())
            .collect(),
        _ => vec![chatlink_dense::compress(b"Frost\x01How deep?\x0280 cm.")],
    }
}

/// What formats give a meaning to.
const SIGNS: &[u8] = b"<>[](){}|`*_#$\\\n\0\x10&\"'%~:-";

struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end.max(1)
    }

    /// A few changes: bytes, bits, cuts, repetitions, pieces of another input.
    fn damage(&mut self, input: &mut Vec<u8>, other: &[u8]) {
        for _ in 0..=self.below(4) {
            let at = self.below(input.len());
            let end = at + self.below(input.len() - at).min(64);
            match self.below(6) {
                0 if at < input.len() => input[at] ^= 1 << self.below(8),
                1 if at < input.len() => input[at] = SIGNS[self.below(SIGNS.len())],
                2 => drop(input.drain(at..end)),
                3 => {
                    let piece = input[at..end].repeat(1 + self.below(20));
                    input.splice(at..at, piece);
                }
                4 => {
                    let from = self.below(other.len());
                    let piece = &other[from..from + self.below(other.len() - from).min(200)];
                    input.splice(at..end, piece.iter().copied());
                }
                _ => input.insert(at, self.below(256) as u8),
            }
        }
    }
}

fn hold_out(name: &str) {
    let (_, target): &Target = TARGETS.iter().find(|(known, _)| *known == name).unwrap();
    for found in files(&format!("fixtures/hostile/{name}")) {
        target(&found);
    }
    let seeds = seeds(name);
    assert!(!seeds.is_empty());
    seeds.iter().for_each(|seed| target(seed));
    let mut dice = Dice(1);
    for _ in 0..rounds(name) {
        let mut input = seeds[dice.below(seeds.len())].clone();
        let other = &seeds[dice.below(seeds.len())];
        dice.damage(&mut input, other);
        target(&input);
    }
}

macro_rules! hold_out {
    ($($name:ident),+) => {
        $(#[test] fn $name() { hold_out(stringify!($name)); })+

        #[test]
        fn every_target_is_here() {
            let names: Vec<_> = TARGETS.iter().map(|(name, _)| *name).collect();
            assert_eq!(names, [$(stringify!($name)),+]);
        }
    };
}
hold_out!(
    link, deflate, dense, sealed, keyed, answer, backup, body, transcript, tree, page, markdown
);

/// Every bit of every character of every golden link, whatever its codec and its spelling, and every
/// bit of the bytes that its letters stand for: a flipped one never passes for the link or another.
#[test]
fn no_flipped_bit_passes() {
    let mut spellings = BTreeSet::new();
    for file in files("vectors/links") {
        let text = String::from_utf8(file).unwrap();
        if !text.contains("\nexpect: whole\n") {
            continue;
        }
        let pasted = text.split_once("\n\n").unwrap().1;
        let pasted = pasted.split("\n===\n").next().unwrap();
        let whole = Packed::read(pasted).unwrap();
        let link = spell(whole.codec(), whole.payload()).unwrap();
        let code = QrCode::of(&Base::default(), &link).ok();
        let digits = code.map(|code| code.text().split_once('#').unwrap().1.to_owned());
        for spelt in [&link].into_iter().chain(&digits) {
            spellings.insert((whole.codec().number(), *spelt != link));
            for at in 0..spelt.len() {
                for bit in 0..7 {
                    let mut flipped = spelt.as_bytes().to_vec();
                    flipped[at] ^= 1 << bit;
                    passes_as(&whole, &String::from_utf8(flipped).unwrap(), spelt);
                }
            }
        }
        // One letter more may stand behind a link, so that it ends in no sign.
        let letters = &link[..link.len() - usize::from(link.len() % 4 == 1)];
        let bytes = URL_SAFE_NO_PAD.decode(letters).unwrap();
        for bit in 0..8 * bytes.len() {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            let flipped = URL_SAFE_NO_PAD.encode(flipped);
            assert_ne!(flipped, letters);
            passes_as(&whole, &flipped, letters);
        }
    }
    let all = [1, 2, 3, 4].map(|codec| [(codec, false), (codec, true)]);
    assert_eq!(spellings, all.into_iter().flatten().collect());
}

/// What was flipped may still be the link, or say that a part of it is missing; nothing else.
fn passes_as(whole: &Packed, flipped: &str, from: &str) {
    if let Ok(read) = Packed::read(flipped) {
        assert!(read == *whole || !read.is_whole(), "{flipped}\nfrom {from}");
    }
}
