//! Selects the fragments of the priming material.

use crate::corpus::Doc;
use std::collections::{HashMap, HashSet};

/// The script of a letter: a word never spans two.
fn script(c: char) -> u8 {
    match c {
        '0'..='9' => 1,
        'a'..='z' | 'A'..='Z' | '\u{C0}'..='\u{24F}' => 2,
        '\u{370}'..='\u{3FF}' => 3,
        '\u{400}'..='\u{52F}' => 4,
        '\u{900}'..='\u{97F}' => 5,
        '\u{E00}'..='\u{E7F}' => 6,
        '\u{3040}'..='\u{309F}' => 7,
        '\u{30A0}'..='\u{30FF}' => 8,
        '\u{3400}'..='\u{9FFF}' => 9,
        '\u{AC00}'..='\u{D7AF}' => 10,
        _ => 0,
    }
}

/// The words of a text as byte ranges.
fn words(text: &str) -> Vec<(usize, usize)> {
    let mut out: Vec<(usize, usize)> = Vec::new();
    let mut last = 0;
    let mut chars = 0;
    for (at, c) in text.char_indices() {
        let s = script(c);
        if s != 0 && s == last && chars < if s == 6 { 6 } else { 24 } {
            chars += 1;
            if let Some(w) = out.last_mut() {
                w.1 = at + c.len_utf8();
            }
        } else if s != 0 {
            out.push((at, at + c.len_utf8()));
            chars = 1;
        }
        last = s;
    }
    out
}

/// Bytes of fragments that most conversations are selected from.
const MAIN: usize = 132 * 1024;
/// Bytes of fragments of each language that has a single source.
const OTHER: usize = 4 * 1024;
/// Sources in one language each, all written for the same prompts.
const SINGLE: [&str; 9] = ["thai", "hindi", "nl", "it", "pt", "fr", "es", "de", "jp"];
/// What a second word and a third one are worth against more first words.
const LONGER: f64 = 0.5;

/// All fragments that ship, from rare to frequent within each language; English comes last.
pub(crate) fn all(docs: &[Doc]) -> Vec<Fragment> {
    let mut out = Vec::new();
    for language in SINGLE {
        let own: Vec<Doc> = docs
            .iter()
            .filter(|d| d.source.ends_with(&format!("-{language}")))
            .cloned()
            .collect();
        out.extend(select(candidates(&own, true), OTHER));
    }
    let mut main: Vec<Doc> = docs
        .iter()
        .filter(|d| !d.source.starts_with("ServiceNow"))
        .cloned()
        .collect();
    for d in main.iter_mut().filter(|d| d.source.starts_with("arena")) {
        // Each model's answers are a source of their own.
        d.source.push_str(&d.model);
    }
    out.extend(select(candidates(&main, false), MAIN));
    out
}

#[derive(Default)]
struct Stat {
    sources: u32,
    docs: u32,
    last_doc: u32,
    count: u32,
    prompts: u32,
}

/// A fragment with its worth.
pub(crate) struct Fragment {
    pub(crate) text: String,
    docs: u32,
    words: usize,
    score: f64,
}

/// All fragments that enough independent sources hold.
fn candidates(docs: &[Doc], one_source: bool) -> Vec<Fragment> {
    let mut sources: Vec<String> = Vec::new();
    let mut stats: HashMap<String, (Stat, usize)> = HashMap::new();
    let mut prompts: HashSet<&str> = HashSet::new();
    for (n, d) in docs.iter().enumerate() {
        let src = d.source.clone();
        let s = sources.iter().position(|x| *x == src).unwrap_or_else(|| {
            sources.push(src);
            sources.len() - 1
        });
        let fresh = prompts.insert(&d.prompt);
        let text = String::from_utf8_lossy(&d.body);
        let w = words(&text);
        for i in 0..w.len() {
            for k in 1..=3 {
                if i + k > w.len() {
                    break;
                }
                let (mut a, b) = (w[i].0, w[i + k - 1].1);
                // words must be neighbours: little between them
                if (i..i + k - 1).any(|j| w[j + 1].0 - w[j].1 > 4) {
                    break;
                }
                if a > 0
                    && matches!(
                        text.as_bytes()[a - 1],
                        b' ' | b'\n' | b'(' | b'`' | b'"' | b'*' | b'.' | b'_'
                    )
                {
                    a -= 1;
                }
                if b - a > 40 {
                    break;
                }
                if k > 1 && text[a..b].bytes().filter(|c| *c >= 128).count() > 36 {
                    break;
                }
                let t = &text[a..b];
                if t.bytes().any(|c| c < 32 && c != b'\n' && c != b'\t') {
                    break;
                }
                if t.bytes().filter(u8::is_ascii_digit).count() > 3 {
                    continue;
                }
                let e = match stats.get_mut(t) {
                    Some(e) => e,
                    None => stats.entry(t.to_owned()).or_insert((Stat::default(), k)),
                };
                e.0.count += 1;
                e.0.sources |= 1 << s;
                if e.0.last_doc != n as u32 + 1 {
                    e.0.last_doc = n as u32 + 1;
                    e.0.docs += 1;
                    e.0.prompts += u32::from(fresh);
                }
            }
        }
        if n % 200 == 199 && stats.len() > 6_000_000 {
            // bound the memory: what came once by now is rare
            stats.retain(|_, s| s.0.docs > 1 || n as u32 + 1 - s.0.last_doc < 400);
        }
    }
    let mut out: Vec<Fragment> = stats
        .into_iter()
        .filter(|(_, (s, _))| s.prompts >= 3 && (one_source || s.sources.count_ones() >= 3))
        .map(|(text, (s, k))| Fragment {
            score: f64::from(s.docs) * (text.len() as f64 - 0.5),
            docs: s.docs,
            words: k,
            text,
        })
        .collect();
    out.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.text.cmp(&b.text)));
    out
}

/// The best fragments up to `budget` bytes, from rare to frequent.
fn select(candidates: Vec<Fragment>, budget: usize) -> Vec<Fragment> {
    // What a chosen longer fragment covers counts less for its parts.
    let mut covered: HashMap<String, u32> = HashMap::new();
    let mut list: Vec<Fragment> = candidates;
    for f in &mut list {
        if f.words > 1 {
            f.score *= LONGER;
        }
        if f.words > 2 {
            f.score *= LONGER;
        }
    }
    list.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.text.cmp(&b.text)));
    let mut out = Vec::new();
    let mut size = 0;
    let mut heap: std::collections::BinaryHeap<(u64, std::cmp::Reverse<usize>)> = list
        .iter()
        .enumerate()
        .map(|(i, f)| (f.score as u64, std::cmp::Reverse(i)))
        .collect();
    let mut chosen = Vec::new();
    while let Some((score, std::cmp::Reverse(i))) = heap.pop() {
        let f = &list[i];
        let c = covered.get(&f.text).copied().unwrap_or(0);
        let now = (f.score * (1.0 - f64::from(c) / f64::from(f.docs)).max(0.02)) as u64;
        if now < score {
            heap.push((now, std::cmp::Reverse(i)));
            continue;
        }
        if size + f.text.len() > budget {
            break;
        }
        size += f.text.len();
        if f.words > 1 {
            for (a, b) in parts(&f.text) {
                *covered.entry(f.text[a..b].to_owned()).or_default() += f.docs;
            }
        }
        chosen.push(i);
    }
    let keep: HashSet<usize> = chosen.into_iter().collect();
    for (i, f) in list.into_iter().enumerate() {
        if keep.contains(&i) {
            out.push(f);
        }
    }
    out.sort_by(|a, b| a.docs.cmp(&b.docs).then(a.text.cmp(&b.text)));
    out
}

/// The shorter fragments inside of a fragment.
fn parts(text: &str) -> Vec<(usize, usize)> {
    let w = words(text);
    let mut out = Vec::new();
    for i in 0..w.len() {
        for k in 1..w.len() {
            if i + k > w.len() {
                break;
            }
            let (a, b) = (w[i].0, w[i + k - 1].1);
            let a0 = if a > 0
                && matches!(
                    text.as_bytes()[a - 1],
                    b' ' | b'\n' | b'(' | b'`' | b'"' | b'*' | b'.' | b'_'
                ) {
                a - 1
            } else {
                a
            };
            out.push((a0, b));
        }
    }
    out
}
