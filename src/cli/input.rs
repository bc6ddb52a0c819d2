//! Files that a conversation is read from, known by what they hold and not by their names.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use chatlink::capture::capture_page;
use chatlink::conversation::{Conversation, Timestamp};
use chatlink::error::Error;
use chatlink::import::{self, Content, Refusal, Several};
use chatlink::messages::english;

/// The largest file that is read; a whole account's export is seldom larger.
const MAX_FILE_BYTES: u64 = 256 << 20;

/// A saved page.
///
/// # Errors
/// [`Error::File`], [`Error::FileNotUnderstood`], and those of capture.
pub(super) fn page(path: &Path, url: &str, now: Timestamp) -> Result<Conversation, Error> {
    let html = text(path, read(path)?)?;
    Ok(capture_page(&html, url, now)?.conversation)
}

/// Any file that holds a conversation.
///
/// The address of a page is not in what a page gives: the person chooses whether it goes into a
/// link. Of a file with several conversations `pick` names the one: by its number from 1, or by
/// words of its title.
///
/// # Errors
/// [`Error::File`], [`Error::FileNotUnderstood`], and those of capture.
pub(super) fn any(
    path: &Path,
    pick: Option<&str>,
    url: Option<&str>,
    now: Timestamp,
) -> Result<Conversation, Error> {
    let bytes = read(path)?;
    match import::recognise(&bytes).map_err(|refusal| refused(path, &refusal))? {
        Content::Page(noted) => {
            let url = url.or(noted.as_deref()).unwrap_or_default();
            let conversation = capture_page(&text(path, bytes)?, url, now)?.conversation;
            Ok(Conversation {
                url: None,
                ..conversation
            })
        }
        Content::One(conversation) => Ok(*conversation),
        Content::Several(several) => {
            let place = place(&several, pick, path)?;
            several
                .take(place)
                .map_err(|refusal| refused(path, &refusal))
        }
    }
}

/// The place of the conversation that was picked; where that is not one, what there is to pick.
fn place(several: &Several, pick: Option<&str>, path: &Path) -> Result<usize, Error> {
    let titles: Vec<&str> = several.list().map(|listed| listed.title).collect();
    let several = titles.len().to_string();
    let Some(pick) = pick.map(str::trim).filter(|pick| !pick.is_empty()) else {
        let all = listed(&titles, 0..titles.len());
        return Err(not_understood(
            path,
            "file_several_conversations",
            &[&several, &all],
        ));
    };
    if let Ok(number) = pick.parse::<usize>()
        && (1..=titles.len()).contains(&number)
    {
        return Ok(number - 1);
    }
    let wanted = pick.to_lowercase();
    let fits: Vec<usize> = (0..titles.len())
        .filter(|place| {
            titles
                .get(*place)
                .is_some_and(|title| title.to_lowercase().contains(&wanted))
        })
        .collect();
    match fits.as_slice() {
        [only] => Ok(*only),
        [] => {
            let all = listed(&titles, 0..titles.len());
            Err(not_understood(
                path,
                "file_pick_unknown",
                &[&several, pick, &all],
            ))
        }
        _ => {
            let number = fits.len().to_string();
            let found = listed(&titles, fits.into_iter());
            Err(not_understood(
                path,
                "file_pick_several",
                &[&number, pick, &found],
            ))
        }
    }
}

/// Numbers and titles, the first twelve of them, on one line.
fn listed(titles: &[&str], places: impl Iterator<Item = usize>) -> String {
    const SHOWN: usize = 12;
    let mut names: Vec<String> = places
        .take(SHOWN + 1)
        .map(|place| {
            let title: String = titles
                .get(place)
                .unwrap_or(&"")
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .chars()
                .take(60)
                .collect();
            format!("{} {title}", place + 1).trim_end().to_owned()
        })
        .collect();
    if names.len() > SHOWN {
        names.truncate(SHOWN);
        names.push("…".to_owned());
    }
    names.join("; ")
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let name = path.display().to_string();
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes))
        .map_err(|error| file_error(&name, &error))?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        let limit = MAX_FILE_BYTES.to_string();
        return Err(not_understood(path, "file_too_large", &[&limit]));
    }
    Ok(bytes)
}

fn text(path: &Path, bytes: Vec<u8>) -> Result<String, Error> {
    let text = String::from_utf8(bytes).map_err(|_| not_understood(path, "file_not_text", &[]))?;
    Ok(match text.strip_prefix('\u{FEFF}') {
        Some(text) => text.to_owned(),
        None => text,
    })
}

fn refused(path: &Path, refusal: &Refusal) -> Error {
    refusal.error(&path.display().to_string(), english)
}

/// What the system says about a file.
pub(super) fn file_error(path: &str, error: &std::io::Error) -> Error {
    Error::File {
        path: path.to_owned(),
        reason: error.to_string(),
    }
}

fn not_understood(path: &Path, key: &str, args: &[&str]) -> Error {
    Error::FileNotUnderstood {
        path: path.display().to_string(),
        reason: english(key, args),
    }
}
