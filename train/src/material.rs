//! Puts the priming material together.

use crate::select::Fragment;

/// Tiers of the fragments, from rare to frequent.
const TIERS: usize = 6;

/// The files of the project's own text, in the order of priming: what is likeliest comes last.
const OWN: [&str; 13] = [
    "more", "ko", "it", "pt", "fr", "es", "de", "hi", "ru", "zh", "ja", "code", "en",
];

/// The text written for the project, in the layout of a body.
pub(crate) fn own() -> Vec<u8> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("material");
    let mut out: Vec<u8> = Vec::new();
    for name in OWN {
        let text =
            std::fs::read_to_string(folder.join(name).with_extension("md")).unwrap_or_default();
        let mut begun = false;
        for line in text.lines() {
            let marker = match line {
                "@user" => Some(1),
                "@assistant" => Some(2),
                "@system" => Some(3),
                "@tool" => Some(4),
                _ => None,
            };
            if let Some(title) = line.strip_prefix("@title") {
                if begun {
                    end(&mut out, 0);
                }
                begun = true;
                out.extend(title.trim().bytes());
            } else if let Some(model) = line.strip_prefix("@model ") {
                end(&mut out, 5);
                out.extend(model.bytes());
            } else if let Some(marker) = marker {
                end(&mut out, marker);
            } else {
                out.extend(line.bytes());
                out.push(b'\n');
            }
        }
        end(&mut out, 0);
    }
    out
}

/// Ends what comes before with a marker in the place of its line breaks.
fn end(out: &mut Vec<u8>, marker: u8) {
    while out.last() == Some(&b'\n') {
        out.pop();
    }
    out.push(marker);
}

/// The file of the material. The fragments come from rare to frequent.
pub(crate) fn pack(fragments: &[Fragment], own: &[u8]) -> Vec<u8> {
    let total: usize = fragments.iter().map(|f| f.text.len()).sum();
    let mut rest = fragments;
    let mut texts: Vec<(&[u8], u8)> = Vec::new();
    for tier in 0..TIERS {
        let (mut size, mut count) = (0, 0);
        while count < rest.len() && (tier + 1 == TIERS || size < total / TIERS) {
            size += rest[count].text.len();
            count += 1;
        }
        let (here, later) = rest.split_at(count);
        rest = later;
        texts.extend(here.iter().map(|f| (f.text.as_bytes(), tier as u8)));
    }
    texts.sort_unstable();
    texts.dedup();
    let (mut heads, mut tiers, mut bytes) = (Vec::new(), Vec::new(), Vec::new());
    let mut last: &[u8] = &[];
    for (text, tier) in texts {
        let shared = last
            .iter()
            .zip(text)
            .take(15)
            .take_while(|(a, b)| a == b)
            .count();
        let more = &text[shared..];
        if (1..16).contains(&more.len()) {
            heads.push((shared << 4 | more.len()) as u8);
        } else {
            heads.push((shared << 4) as u8);
            bytes.push(more.len() as u8);
        }
        tiers.push(tier);
        bytes.extend(more);
        last = text;
    }
    let count = (heads.len() as u16).to_le_bytes();
    [&count[..], &heads, &tiers, &bytes, own].concat()
}
