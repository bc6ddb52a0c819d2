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
    let order0 = levels(&order0, 1);
    let order1: Vec<Levels> = order1.iter().map(|c| levels(c, least.order1)).collect();
    let (mut out, mut trees) = (Vec::new(), Vec::new());
    tree(&order0, &[0; 256], 1, &mut trees);
    for levels in &order1 {
        tree(levels, &order0, 1, &mut trees);
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
            let levels = levels(counts, least.order2);
            tree(&levels, &order1[usize::from(c1)], 1, &mut trees);
        }
        out.push(0);
    }
    out.extend(trees);
    out
}

/// The level of each node of a tree, 0 where it is not kept.
type Levels = [u8; 256];

fn levels(counts: &Counts, least: u32) -> Levels {
    let mut levels = [0; 256];
    for (level, [zeros, ones]) in levels.iter_mut().zip(counts).skip(1) {
        if zeros + ones >= least {
            let odds = (f64::from(*ones) + 0.3) / (f64::from(*zeros) + 0.3);
            *level = ((odds.ln() * 256.0 / 88.0).round().clamp(-31.0, 31.0) as i32 + 32) as u8;
        }
    }
    levels
}

/// Depth first; by how much a level differs from that of the tree `before`.
fn tree(levels: &Levels, before: &Levels, node: usize, out: &mut Vec<u8>) {
    let level = i32::from(levels[node]);
    if level == 0 {
        out.push(0);
        return;
    }
    let base = match before[node] {
        0 => 32,
        level => i32::from(level),
    };
    out.push(1 + (level - base).rem_euclid(63) as u8);
    if node < 128 {
        tree(levels, before, node * 2, out);
        tree(levels, before, node * 2 + 1, out);
    }
}
