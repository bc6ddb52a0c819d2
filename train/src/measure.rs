//! Lengths of links, side by side with brotli.

use crate::corpus::{self, Doc};
use crate::learn;
use chatlink_dense::model::Model;
use std::collections::BTreeMap;
use std::time::Instant;

/// Version and codec in one byte, the length, three bytes of checksum.
fn envelope(payload: usize) -> usize {
    let length = (usize::BITS - (payload | 1).leading_zeros()).div_ceil(7) as usize;
    1 + length + 3 + payload
}

/// Characters of base64url without padding.
pub(crate) fn characters(bytes: usize) -> usize {
    (bytes * 4).div_ceil(3)
}

/// Brotli at its best.
pub(crate) fn brotli(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let params = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 24,
        ..Default::default()
    };
    // Compressing into memory has no way to fail.
    let _ = brotli::BrotliCompress(&mut &text[..], &mut out, &params);
    out
}

/// Raw deflate as small as it gets.
pub(crate) fn zopfli(data: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    zopfli::compress(
        zopfli::Options::default(),
        zopfli::Format::Deflate,
        data,
        &mut out,
    )
    .ok()?;
    Some(out)
}

/// Raw deflate at its best.
#[cfg(feature = "compare")]
pub(crate) fn deflate(data: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    encoder
        .write_all(data)
        .and_then(|()| encoder.finish())
        .unwrap_or_default()
}

#[derive(Default)]
struct Row {
    files: usize,
    text: usize,
    brotli: usize,
    dense: usize,
    longer: usize,
}

/// Prints the table over the conversations to measure on; decodes each of them as well.
pub(crate) fn table() {
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    let (mut wrong, mut text, mut coding, mut decoding) = (0, 0, 0.0, 0.0);
    for d in corpus::dev() {
        let start = Instant::now();
        let payload = chatlink_dense::compress(&d.body);
        coding += start.elapsed().as_secs_f64();
        let start = Instant::now();
        let back = chatlink_dense::decompress(&payload, 1 << 24);
        decoding += start.elapsed().as_secs_f64();
        wrong += usize::from(back.as_deref() != Ok(&d.body[..]));
        text += d.body.len();
        let (dense, brotli) = (
            characters(envelope(payload.len())),
            characters(brotli(&d.plain).len()),
        );
        let row = rows
            .entry(d.source.split("__").next().unwrap_or("").to_owned())
            .or_default();
        row.files += 1;
        row.text += d.plain.len();
        row.brotli += brotli;
        row.dense += dense;
        row.longer += usize::from(dense > brotli);
    }
    println!(
        "{:12} {:>5} {:>9} {:>10} {:>9} {:>6} {:>7}",
        "size", "files", "text", "brotli-11", "codec 2", "ratio", "longer"
    );
    for (name, r) in &rows {
        println!(
            "{name:12} {:5} {:9} {:10} {:9} {:6.3} {:7}",
            r.files,
            r.text / r.files,
            r.brotli / r.files,
            r.dense / r.files,
            r.dense as f64 / r.brotli as f64,
            r.longer
        );
    }
    println!("text: mean bytes; others: mean characters; longer: files longer than brotli-11");
    println!(
        "{wrong} wrong after decoding; {text} bytes coded in {coding:.1} s, decoded in {decoding:.1} s"
    );
}

/// Prints the ratios over conversations that were held out.
pub(crate) fn validation(base: &Model, docs: &[Doc]) {
    let mut groups: BTreeMap<&str, (f64, f64, f64, f64)> = BTreeMap::new();
    let mut model = base.clone();
    for d in docs {
        model.reset_from(base);
        let dense = envelope((learn::cost(&mut model, &d.body) / 8.0).ceil() as usize) as f64;
        let brotli = brotli(&d.plain).len() as f64;
        let group = if d.source.starts_with("ServiceNow") {
            "other languages"
        } else {
            &d.source
        };
        for name in [group, "~ all"] {
            let g = groups.entry(name).or_default();
            *g = (g.0 + 1.0, g.1 + dense, g.2 + brotli, g.3 + dense / brotli);
        }
    }
    for (name, (count, dense, brotli, ratios)) in groups {
        println!(
            "{name:24} {count:4} ratio of means {:.4}, mean of ratios {:.4}",
            dense / brotli,
            ratios / count
        );
    }
}
