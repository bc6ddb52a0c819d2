//! Learns the frozen data of codec 2, and measures the codec.
//!
//! - `learn` selects the fragments, learns the weights and writes both files. The same input
//!   gives the same files.
//! - `validate` does that with a part of the conversations held out, and measures on those;
//!   nothing is written. This is for trying ideas.
//! - `measure` prints the table of link lengths over `conversations/dev`.
//! - `compare` prints the one against other compressors (`cargo xtask bench links`).
//!
//! The conversations lie in `../shared`, or where `CHATLINK_SHARED` says.

#[cfg(feature = "compare")]
mod compare;
mod corpus;
mod direct;
mod learn;
mod material;
mod measure;
mod select;

use chatlink_dense::Size;
use chatlink_dense::material::Material;
use chatlink_dense::model::{Model, Rates};
use chatlink_dense::weights::{Levels, Weights};
use corpus::Doc;
use std::path::Path;

/// Longer conversations are cut: their beginnings are what is typical.
const LONGEST: usize = 24 * 1024;
/// Shorter ones say little.
const SHORTEST: usize = 600;
/// Bytes that the weights are learned from: twice all conversations.
const BUDGET: usize = 14_000_000;

fn main() {
    let command = std::env::args().nth(1).unwrap_or_default();
    let done = match command.as_str() {
        "learn" => {
            let budget = std::env::args()
                .nth(2)
                .and_then(|n| n.parse().ok())
                .unwrap_or(BUDGET);
            write(&learned(&texts(LONGEST, |_, _| true), budget))
        }
        "validate" => {
            let budget = std::env::args()
                .nth(2)
                .and_then(|n| n.parse().ok())
                .unwrap_or(1_200_000);
            validate(budget);
            Ok(())
        }
        "measure" => {
            measure::table();
            Ok(())
        }
        #[cfg(feature = "compare")]
        "compare" => compare::table(),
        _ => Err("train learn | validate [BYTES] | measure".into()),
    };
    if let Err(reason) = done {
        eprintln!("{reason}");
        std::process::exit(1);
    }
}

/// The conversations to learn from that pass, by their number and themselves; shuffled, always
/// in the same way.
fn texts(longest: usize, pass: impl Fn(usize, &Doc) -> bool) -> Vec<Doc> {
    let all = corpus::train().into_iter().enumerate();
    let mut list: Vec<Doc> = all
        .filter(|(i, d)| d.body.len() >= SHORTEST && pass(*i, d))
        .map(|(_, mut d)| {
            d.body.truncate(longest);
            d.plain.truncate(longest);
            d
        })
        .collect();
    let mut seed = 1u64;
    for i in (1..list.len()).rev() {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        list.swap(i, (seed >> 33) as usize % (i + 1));
    }
    list
}

/// The two files before compression.
struct Learned {
    material: Vec<u8>,
    weights: Vec<u8>,
}

fn learned(docs: &[Doc], budget: usize) -> Learned {
    let fragments = select::all(docs);
    let packed = material::pack(&fragments, &material::own());
    let material = Material::read(&packed);
    eprintln!(
        "{} conversations; {} fragments, {} bytes; own text, {} bytes",
        docs.len(),
        fragments.len(),
        material.fragments.len(),
        material.text.len()
    );
    let direct = direct::pack(docs, &direct::LEAST);
    let mut weights = direct.clone();
    let mut before = Levels::default();
    for size in [Size::Short, Size::Long] {
        let mut learned = learn::learn(size, docs, &material, &direct, budget);
        let mut levels = learn::levels(&mut learned, size);
        weights.extend(learn::pack(size, &mut levels, &mut before));
        before = levels;
    }
    Learned {
        material: packed,
        weights,
    }
}

fn write(learned: &Learned) -> Result<(), String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src/link/codec/dense/data");
    for (name, data) in [
        ("material.bin", &learned.material),
        ("weights.bin", &learned.weights),
    ] {
        let packed = measure::zopfli(data).ok_or("zopfli failed")?;
        eprintln!("{name}: {} bytes, {} as shipped", data.len(), packed.len());
        std::fs::write(folder.join(name), packed).map_err(|e| format!("{name}: {e}"))?;
    }
    Ok(())
}

/// Every so many conversations one is held out.
fn held_out(number: usize, d: &Doc) -> bool {
    let step = match d.source.as_str() {
        s if s.starts_with("ServiceNow") => 10,
        s if s.starts_with("spec") => 8,
        _ => 24,
    };
    number % step == 3
}

fn validate(budget: usize) {
    let learned = learned(&texts(LONGEST, |i, d| !held_out(i, d)), budget);
    let material = Material::read(&learned.material);
    for size in [Size::Short, Size::Long] {
        let weights = Weights::read(&learned.weights, size);
        let base = Model::new(size, Rates::live(size), weights, &material);
        println!("all as {size:?} texts:");
        measure::validation(&base, &texts(300_000, held_out));
    }
}
