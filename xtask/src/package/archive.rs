//! A zip file that has the same bytes every time.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::repo;

/// One file of a package.
pub(super) struct Item {
    /// Its path in the package.
    pub(super) name: String,
    bytes: Vec<u8>,
    runs: bool,
}

impl Item {
    /// A file of the repository, under its own name.
    pub(super) fn file(name: &str) -> Result<Self> {
        let path = repo::root().join(name);
        let bytes = fs::read(&path).with_context(|| format!("reading {name}"))?;
        Ok(Self {
            name: name.to_owned(),
            bytes,
            // The one program that is called by its own name.
            runs: name == ".ci/run",
        })
    }

    /// A file that was written just now.
    pub(super) fn text(name: &str, text: String) -> Self {
        Self {
            name: name.to_owned(),
            bytes: text.into_bytes(),
            runs: false,
        }
    }
}

/// How much time the compression may take. Beyond 9 stands the number of zopfli's rounds.
#[derive(Clone, Copy)]
pub(super) enum Effort {
    /// Deflate's best.
    Ordinary = 9,
    /// For what is downloaded often and built seldom: zopfli, 15 rounds.
    Most = 9 + 15,
}

/// Writes the items in the order of their names, all with the same time and rights.
pub(super) fn write(file: &Path, mut items: Vec<Item>, effort: Effort) -> Result<()> {
    items.sort_by(|a, b| a.name.cmp(&b.name));
    let mut zip = ZipWriter::new(File::create(file)?);
    for item in items {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(effort as i64))
            .last_modified_time(DateTime::default())
            .unix_permissions(if item.runs { 0o755 } else { 0o644 });
        zip.start_file(item.name, options)?;
        zip.write_all(&item.bytes)?;
    }
    zip.finish()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Effort, Item, write};

    #[test]
    fn the_order_of_the_items_changes_nothing() {
        let folder = std::env::temp_dir().join(format!("chatlink-archive-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let items = || vec![Item::text("b", "two".into()), Item::text("a", "one".into())];
        let (one, two) = (folder.join("one.zip"), folder.join("two.zip"));
        for effort in [Effort::Ordinary, Effort::Most] {
            write(&one, items(), effort).unwrap();
            write(&two, items().into_iter().rev().collect(), effort).unwrap();
            assert!(std::fs::read(&one).unwrap() == std::fs::read(&two).unwrap());
        }
        std::fs::remove_dir_all(&folder).unwrap();
    }

    /// What zopfli writes is deflate, and shorter.
    #[test]
    fn the_most_effort_is_worth_it_and_opens() {
        let folder = std::env::temp_dir().join(format!("chatlink-effort-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let text = include_str!("archive.rs");
        let sizes = [Effort::Ordinary, Effort::Most].map(|effort| {
            let file = folder.join("one.zip");
            write(&file, vec![Item::text("a", text.into())], effort).unwrap();
            let bytes = std::fs::read(&file).unwrap();
            let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).unwrap();
            let read = std::io::read_to_string(zip.by_name("a").unwrap()).unwrap();
            assert_eq!(read, text);
            bytes.len()
        });
        std::fs::remove_dir_all(&folder).unwrap();
        assert!(sizes[1] < sizes[0], "{sizes:?}");
    }
}
