//! Links side by side with what other link makers use: lengths, speeds, and who is longer.
//!
//! Everybody gets the same text ([`Doc::plain`]); of ours the whole of what stands after the `#`
//! counts, of the others the compressed bytes alone, in base64url.

use crate::corpus::{self, Doc};
use crate::measure::{brotli, characters, deflate, zopfli};
use chatlink::conversation::Conversation;
use chatlink::link::{self, CodecChoice, body};
use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::time::Instant;

/// Bytes of the dictionary that zstd trains.
const DICTIONARY: usize = 112 << 10;
/// What PPMd may use.
const PPMD_MEMORY: u32 = 16 << 20;
const LZMA_DICTIONARY: u32 = 8 << 20;

/// One way to make the characters after the `#`.
struct Method {
    name: &'static str,
    encode: Box<Encode>,
    /// Gives back what went in: checked against the text.
    decode: Box<Decode>,
    /// Whether `encode` gives characters already.
    spelt: bool,
}

type Encode = dyn Fn(&Item) -> Option<Vec<u8>>;
type Decode = dyn Fn(&[u8], &Item) -> Option<Vec<u8>>;

struct Item {
    doc: Doc,
    conversation: Conversation,
}

struct Row {
    name: &'static str,
    /// Characters, conversation by conversation.
    lengths: Vec<usize>,
    /// Seconds of work.
    encoding: f64,
    decoding: f64,
}

/// Prints the table as Markdown.
///
/// # Errors
/// The conversations are missing, or a method does not give back what it was given.
pub(crate) fn table() -> Result<(), String> {
    let items: Vec<Item> = corpus::dev_conversations()
        .into_iter()
        .map(|(doc, conversation)| Item { doc, conversation })
        .collect();
    if items.is_empty() {
        return Err("no conversations to measure on".into());
    }
    let mut rows = Vec::new();
    for method in methods()? {
        eprintln!("{}", method.name);
        rows.push(measure(&method, &items)?);
    }
    print!("{}", markdown(&items, &rows));
    Ok(())
}

fn measure(method: &Method, items: &[Item]) -> Result<Row, String> {
    let mut row = Row {
        name: method.name,
        lengths: Vec::new(),
        encoding: 0.0,
        decoding: 0.0,
    };
    for item in items {
        let wrong = || format!("{} fails at {}", method.name, item.doc.source);
        let (made, time) = timed(|| (method.encode)(item));
        let made = made.ok_or_else(wrong)?;
        row.encoding += time;
        let (back, time) = timed(|| (method.decode)(&made, item));
        row.decoding += time;
        if back.as_ref() != Some(&item.doc.plain) {
            return Err(wrong());
        }
        row.lengths.push(if method.spelt {
            made.len()
        } else {
            characters(made.len())
        });
    }
    Ok(row)
}

fn methods() -> Result<Vec<Method>, String> {
    let dictionary = dictionary()?;
    let for_decoding = dictionary.clone();
    Ok(vec![
        Method {
            name: "lz-string",
            encode: Box::new(|item| {
                let text = std::str::from_utf8(&item.doc.plain).ok()?;
                Some(lz_str::compress_to_encoded_uri_component(text).into_bytes())
            }),
            decode: Box::new(|made, _| {
                let text = std::str::from_utf8(made).ok()?;
                let wide = lz_str::decompress_from_encoded_uri_component(text)?;
                Some(String::from_utf16(&wide).ok()?.into_bytes())
            }),
            spelt: true,
        },
        binary("deflate-9", |text| Some(deflate(text)), inflate),
        binary("zopfli", zopfli, inflate),
        binary("LZMA", lzma, |made, length| {
            let lc = u32::from(*made.first()?);
            let reader = lzma_rust2::LzmaReader::new(
                made.get(1..)?,
                length as u64,
                lc,
                0,
                0,
                LZMA_DICTIONARY,
                None,
            );
            read(reader.ok()?, length)
        }),
        Method {
            name: "zstd-22, dictionary",
            encode: Box::new(move |item| zstd_encode(&item.doc.plain, &dictionary)),
            decode: Box::new(move |made, item| {
                let mut framed = ZSTD_MAGIC.to_vec();
                framed.extend_from_slice(made);
                zstd::bulk::Decompressor::with_dictionary(&for_decoding)
                    .and_then(|mut decoder| decoder.decompress(&framed, item.doc.plain.len()))
                    .ok()
            }),
            spelt: false,
        },
        binary("PPMd", ppmd, |made, length| {
            let order = u32::from(*made.first()?);
            let reader = ppmd_rust::Ppmd7Decoder::new(made.get(1..)?, order, PPMD_MEMORY);
            read(reader.ok()?, length)
        }),
        binary(
            BROTLI,
            |text| Some(brotli(text)),
            |mut made, _| {
                let mut text = Vec::new();
                brotli::BrotliDecompress(&mut made, &mut text).ok()?;
                Some(text)
            },
        ),
        ours("Chatlink, codec 1", CodecChoice::Deflate),
        ours("Chatlink, codec 2", CodecChoice::Dense),
        ours(OURS, CodecChoice::Auto),
    ])
}

/// The row that ratios are against, and the one that people get.
const BROTLI: &str = "brotli-11";
const OURS: &str = "**Chatlink**";

fn binary(
    name: &'static str,
    encode: impl Fn(&[u8]) -> Option<Vec<u8>> + 'static,
    decode: impl Fn(&[u8], usize) -> Option<Vec<u8>> + 'static,
) -> Method {
    Method {
        name,
        encode: Box::new(move |item| encode(&item.doc.plain)),
        decode: Box::new(move |made, item| decode(made, item.doc.plain.len())),
        spelt: false,
    }
}

/// From the conversation to what stands after the `#`, and back.
fn ours(name: &'static str, choice: CodecChoice) -> Method {
    Method {
        name,
        encode: Box::new(move |item| {
            Some(link::encode(&item.conversation, choice).ok()?.into_bytes())
        }),
        decode: Box::new(|made, item| {
            let opened = link::decode(std::str::from_utf8(made).ok()?).ok()?;
            let body = body::write(&opened.conversation).ok()?;
            (body == item.doc.body).then(|| item.doc.plain.clone())
        }),
        spelt: true,
    }
}

fn inflate(made: &[u8], _length: usize) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    let mut reader = flate2::read::DeflateDecoder::new(made);
    reader.read_to_end(&mut text).ok()?;
    Some(text)
}

/// Raw LZMA with the literal context that is best for this text, which stands in front.
fn lzma(text: &[u8]) -> Option<Vec<u8>> {
    let with = |lc: u32| {
        let mut options = lzma_rust2::LzmaOptions::with_preset(9);
        (options.lc, options.lp, options.pb) = (lc, 0, 0);
        options.dict_size = LZMA_DICTIONARY;
        options.nice_len = 273;
        let mut writer =
            lzma_rust2::LzmaWriter::new_no_header(vec![lc as u8], &options, false).ok()?;
        writer.write_all(text).ok()?;
        writer.finish().ok()
    };
    (1..=4).filter_map(with).min_by_key(Vec::len)
}

/// The order that is best for this text, which stands in front.
fn ppmd(text: &[u8]) -> Option<Vec<u8>> {
    let with = |order: u32| {
        let mut writer =
            ppmd_rust::Ppmd7Encoder::new(vec![order as u8], order, PPMD_MEMORY).ok()?;
        writer.write_all(text).ok()?;
        writer.finish(false).ok()
    };
    (3..=8).filter_map(with).min_by_key(Vec::len)
}

const ZSTD_MAGIC: [u8; 4] = [0x28, 0xB5, 0x2F, 0xFD];

fn dictionary() -> Result<Vec<u8>, String> {
    let samples: Vec<Vec<u8>> = corpus::train().into_iter().map(|d| d.plain).collect();
    zstd::dict::from_samples(&samples, DICTIONARY).map_err(|error| error.to_string())
}

/// Without the four bytes that every frame begins with, and without a length or a checksum.
fn zstd_encode(text: &[u8], dictionary: &[u8]) -> Option<Vec<u8>> {
    use zstd::zstd_safe::CParameter::{ChecksumFlag, ContentSizeFlag, DictIdFlag};
    let mut encoder = zstd::bulk::Compressor::with_dictionary(22, dictionary).ok()?;
    for parameter in [
        ChecksumFlag(false),
        ContentSizeFlag(false),
        DictIdFlag(false),
    ] {
        encoder.set_parameter(parameter).ok()?;
    }
    let made = encoder.compress(text).ok()?;
    made.strip_prefix(&ZSTD_MAGIC).map(<[u8]>::to_vec)
}

fn read(mut reader: impl Read, length: usize) -> Option<Vec<u8>> {
    let mut text = vec![0; length];
    reader.read_exact(&mut text).ok()?;
    Some(text)
}

/// The least time that is measured, in seconds: some machines count a thread's in steps of 10 ms.
const LEAST: f64 = 0.05;

/// Seconds that the processor spent on it: other programs do not count. What is soon done is done again
/// and again.
fn timed<T>(work: impl Fn() -> T) -> (T, f64) {
    let (start, clock) = (spent(), Instant::now());
    let mut times = 0.0;
    loop {
        let done = work();
        times += 1.0;
        let time = match (start, spent()) {
            (Some(start), Some(end)) => end - start,
            _ => clock.elapsed().as_secs_f64(),
        };
        if time >= LEAST {
            return (done, time / times);
        }
    }
}

/// What Linux counted for this thread.
fn spent() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds: f64 = text.split_whitespace().next()?.parse().ok()?;
    Some(nanoseconds / 1e9)
}

fn markdown(items: &[Item], rows: &[Row]) -> String {
    let size = |item: &Item| item.doc.source.split("__").next().unwrap_or("").to_owned();
    let sizes: BTreeSet<String> = items.iter().map(size).collect();
    let mean = |row: &Row, wanted: &str| {
        let own: Vec<usize> = (items.iter().zip(&row.lengths))
            .filter(|(item, _)| size(item) == wanted)
            .map(|(_, length)| *length)
            .collect();
        own.iter().sum::<usize>() as f64 / own.len() as f64
    };
    let brotli = rows.iter().find(|row| row.name == BROTLI);
    let megabytes = items.iter().map(|item| item.doc.plain.len()).sum::<usize>() as f64 / 1e6;
    let mut text = "| method |".to_owned();
    for name in &sizes {
        let count = items.iter().filter(|item| size(item) == *name).count();
        let name = name.split_once('_').map_or(name.as_str(), |it| it.1);
        text += &format!(" {name} ({count}) |");
    }
    text += " encode | decode |\n| --- |";
    text += &" ---: |".repeat(sizes.len() + 2);
    text.push('\n');
    for row in rows {
        text += &format!("| {} |", row.name);
        for name in &sizes {
            let own = mean(row, name);
            let ratio = brotli.map_or(f64::NAN, |brotli| own / mean(brotli, name));
            text += &format!(" {own:.0} ({ratio:.3}) |");
        }
        let speed = |seconds: f64| match megabytes / seconds {
            speed if speed >= 10.0 => format!("{speed:.0}"),
            speed => format!("{speed:.2}"),
        };
        text += &format!(" {} | {} |\n", speed(row.encoding), speed(row.decoding));
    }
    let longer = match (brotli, rows.iter().find(|row| row.name == OURS)) {
        (Some(brotli), Some(ours)) => (ours.lengths.iter().zip(&brotli.lengths))
            .filter(|(ours, brotli)| ours > brotli)
            .count(),
        _ => items.len(),
    };
    text + &format!(
        "\nConversations whose link is longer than by {BROTLI}: {longer} of {}. {megabytes:.2} MB of \
         text in all.\n",
        items.len()
    )
}
