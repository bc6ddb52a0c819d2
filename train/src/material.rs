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
    let mut out = vec![TIERS as u8];
    let total: usize = fragments.iter().map(|f| f.text.len()).sum();
    let mut rest = fragments;
    for tier in 1..=TIERS {
        let (mut size, mut count) = (0, 0);
        while count < rest.len() && (tier == TIERS || size < total / TIERS) {
            size += rest[count].text.len();
            count += 1;
        }
        let (here, later) = rest.split_at(count);
        rest = later;
        let mut texts: Vec<&[u8]> = here.iter().map(|f| f.text.as_bytes()).collect();
        texts.sort_unstable();
        texts.dedup();
        let count = texts.len();
        out.extend((count as u16).to_le_bytes());
        let mut last: &[u8] = &[];
        for text in texts {
            let shared = last
                .iter()
                .zip(text)
                .take(15)
                .take_while(|(a, b)| a == b)
                .count();
            let rest = &text[shared..];
            if rest.len() < 16 {
                out.push((shared << 4 | rest.len()) as u8);
            } else {
                out.extend([(shared << 4) as u8, rest.len() as u8]);
            }
            out.extend(rest);
            last = text;
        }
    }
    out.extend(own);
    out
}
