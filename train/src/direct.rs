//! The commonest bytes after no, one and two others, as trees of bits.

use crate::corpus::Doc;
use std::collections::BTreeMap;

/// How often each bit was 0 and 1, for the 255 nodes of a byte's tree.
type Counts = Vec<[u32; 2]>;

/// A tree is kept as far as its nodes were seen this often.
pub(crate) struct Least {
    pub(crate) order1: u32,
    pub(crate) order2: u32,
}

/// Chosen on conversations that were held out.
pub(crate) const LEAST: Least = Least {
    order1: 30,
    order2: 250,
};

/// The packed trees, in the layout of `Weights::read_direct`.
pub(crate) fn pack(docs: &[Doc], least: &Least) -> Vec<u8> {
    let empty: Counts = vec![[0; 2]; 256];
    let mut order0 = empty.clone();
    let mut order1 = vec![empty.clone(); 256];
    let mut order2: BTreeMap<(u8, u8), Counts> = BTreeMap::new();
    for d in docs {
        let (mut c1, mut c2) = (0, 0);
        // Zero ends every text.
        for c in d.body.iter().copied().chain([0]) {
            let pair = order2.entry((c2, c1)).or_insert_with(|| empty.clone());
            let mut node = 1usize;
            for shift in (0..8).rev() {
                let bit = usize::from(c >> shift & 1);
                for counts in [&mut order0, &mut order1[usize::from(c1)], pair] {
                    counts[node][bit] += 1;
                }
                node = node * 2 + bit;
            }
            (c2, c1) = (c1, c);
        }
    }
    let mut out = Vec::new();
    tree(&order0, 1, 1, &mut out);
    for counts in &order1 {
        tree(counts, 1, least.order1, &mut out);
    }
    for c2 in 0..=255u8 {
        let mut last = 0u8;
        for c1 in 0..255u8 {
            let Some(counts) = order2
                .get(&(c2, c1))
                .filter(|c| c[1][0] + c[1][1] >= least.order2)
            else {
                continue;
            };
            out.push(c1 + 1 - last);
            last = c1 + 1;
            tree(counts, 1, least.order2, &mut out);
        }
        out.push(0);
    }
    out
}

fn tree(counts: &Counts, node: usize, least: u32, out: &mut Vec<u8>) {
    let [zeros, ones] = counts[node];
    if zeros + ones < least {
        out.push(0);
        return;
    }
    let odds = (f64::from(ones) + 0.3) / (f64::from(zeros) + 0.3);
    let level = (odds.ln() * 256.0 / 88.0).round().clamp(-31.0, 31.0) as i32 + 32;
    out.push(level as u8);
    if node < 128 {
        tree(counts, node * 2, least, out);
        tree(counts, node * 2 + 1, least, out);
    }
}
