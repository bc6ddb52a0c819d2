//! The words of the command line.

use std::ffi::OsString;
use std::path::PathBuf;

use chatlink::error::Error;
use chatlink::link::{Base, CodecChoice};
use chatlink::messages::english;
use chatlink::upload::{Expire, Server};
use lexopt::Arg::{Long, Short, Value};
use lexopt::{Parser, ValueExt};

/// The commands in the order of the help, each with the key of its sentence.
const SYNOPSES: [(&str, &str); 5] = [
    (
        "chatlink capture PAGE.html --url URL [--json]",
        "cli_help_capture",
    ),
    (
        "chatlink share FILE [--pick N|TITLE] [--url URL] [--title T] [--name N] [--base URL] [--qr FILE.svg|FILE.png] [--codec auto|dense|deflate] [--password-stdin]",
        "cli_help_share",
    ),
    (
        "chatlink open LINK|- [--json|--markdown|--html] [--burn] [--password-stdin]",
        "cli_help_open",
    ),
    (
        "chatlink upload FILE --server URL [--pick N|TITLE] [--url URL] [--title T] [--name N] [--expire EXPIRE] [--burn] [--password-stdin] [--key-only [--base URL]]",
        "cli_help_upload",
    ),
    (
        "chatlink delete --server URL --id ID --token TOKEN",
        "cli_help_delete",
    ),
];

pub(super) enum Command {
    Help,
    Version,
    Capture(Capture),
    Share(Share),
    Open(Open),
    Upload(Upload),
    Delete(Delete),
}

pub(super) struct Capture {
    pub(super) page: PathBuf,
    pub(super) url: String,
    pub(super) json: bool,
}

pub(super) struct Share {
    pub(super) file: PathBuf,
    pub(super) pick: Option<String>,
    pub(super) url: Option<String>,
    pub(super) title: Option<String>,
    pub(super) name: Option<String>,
    pub(super) base: Base,
    pub(super) codec: CodecChoice,
    pub(super) qr: Option<Picture>,
    pub(super) password: bool,
}

/// A file for a QR code.
pub(super) struct Picture {
    pub(super) file: PathBuf,
    pub(super) kind: PictureKind,
}

#[derive(Clone, Copy)]
pub(super) enum PictureKind {
    Svg,
    Png,
}

pub(super) struct Open {
    pub(super) link: String,
    pub(super) format: Format,
    pub(super) burn: bool,
    pub(super) password: bool,
}

pub(super) struct Upload {
    pub(super) file: PathBuf,
    pub(super) pick: Option<String>,
    pub(super) server: Server,
    pub(super) url: Option<String>,
    pub(super) title: Option<String>,
    pub(super) name: Option<String>,
    pub(super) expire: Expire,
    pub(super) burn: bool,
    pub(super) password: bool,
    pub(super) key_only: bool,
    pub(super) base: Base,
}

pub(super) struct Delete {
    pub(super) server: Server,
    pub(super) id: String,
    pub(super) token: String,
}

/// How an opened conversation is printed.
#[derive(Clone, Copy)]
pub(super) enum Format {
    Json,
    Markdown,
    Html,
}

pub(super) fn help() -> String {
    let mut text = format!("{}\n", english("cli_help", &[]));
    for (synopsis, key) in SYNOPSES {
        text += &format!("\n{synopsis}\n    {}\n", english(key, &[]));
    }
    text
}

pub(super) fn parse(mut words: Parser) -> Result<Command, Error> {
    match words.next().map_err(usage)? {
        Some(Long("help") | Short('h')) => Ok(Command::Help),
        Some(Long("version") | Short('V')) => Ok(Command::Version),
        Some(Value(command)) => match command.to_str() {
            Some("capture") => capture(words),
            Some("share") => share(words),
            Some("open") => open(words),
            Some("upload") => upload(words),
            Some("delete") => delete(words),
            _ => Err(wrong("cli_command_unknown", &command.to_string_lossy())),
        },
        Some(option) => Err(usage(option.unexpected())),
        None => Err(wrong("cli_command_missing", "")),
    }
}

fn capture(mut words: Parser) -> Result<Command, Error> {
    let (mut page, mut url, mut json) = (None, None, false);
    while let Some(word) = words.next().map_err(usage)? {
        match word {
            Long("help") | Short('h') => return Ok(Command::Help),
            Long("json") => json = true,
            Long("url") => url = Some(text(&mut words)?),
            Value(value) if page.is_none() => page = Some(value),
            other => return Err(usage(other.unexpected())),
        }
    }
    Ok(Command::Capture(Capture {
        page: required(page, "PAGE.html")?.into(),
        url: required(url, "--url URL")?,
        json,
    }))
}

fn share(mut words: Parser) -> Result<Command, Error> {
    let (mut file, mut url, mut title, mut name) = (None, None, None, None);
    let (mut pick, mut password) = (None, false);
    let (mut base, mut codec, mut qr) = (Base::default(), CodecChoice::Auto, None);
    while let Some(word) = words.next().map_err(usage)? {
        match word {
            Long("help") | Short('h') => return Ok(Command::Help),
            Long("pick") => pick = Some(text(&mut words)?),
            Long("url") => url = Some(text(&mut words)?),
            Long("title") => title = Some(text(&mut words)?),
            Long("name") => name = Some(text(&mut words)?),
            Long("qr") => qr = Some(picture(words.value().map_err(usage)?)?),
            Long("password-stdin") => password = true,
            Long("base") => base = Base::parse(&text(&mut words)?)?,
            Long("codec") => {
                codec = match text(&mut words)?.as_str() {
                    "auto" => CodecChoice::Auto,
                    "dense" => CodecChoice::Dense,
                    "deflate" => CodecChoice::Deflate,
                    other => return Err(wrong("cli_codec_unknown", other)),
                }
            }
            Value(value) if file.is_none() => file = Some(value),
            other => return Err(usage(other.unexpected())),
        }
    }
    Ok(Command::Share(Share {
        file: required(file, "FILE")?.into(),
        pick,
        url,
        title,
        name,
        base,
        codec,
        qr,
        password,
    }))
}

/// The kind of a picture is how its name ends.
fn picture(name: OsString) -> Result<Picture, Error> {
    let file = PathBuf::from(name);
    let ending = file
        .extension()
        .map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    let kind = match ending.as_deref() {
        Some("svg") => PictureKind::Svg,
        Some("png") => PictureKind::Png,
        _ => return Err(wrong("cli_qr_unknown", &file.to_string_lossy())),
    };
    Ok(Picture { file, kind })
}

fn open(mut words: Parser) -> Result<Command, Error> {
    let (mut link, mut format) = (None, Format::Markdown);
    let (mut burn, mut password) = (false, false);
    while let Some(word) = words.next().map_err(usage)? {
        match word {
            Long("help") | Short('h') => return Ok(Command::Help),
            Long("json") => format = Format::Json,
            Long("markdown") => format = Format::Markdown,
            Long("html") => format = Format::Html,
            Long("burn") => burn = true,
            Long("password-stdin") => password = true,
            Value(value) if link.is_none() => link = Some(value),
            other => return Err(usage(other.unexpected())),
        }
    }
    let link: OsString = required(link, "LINK")?;
    Ok(Command::Open(Open {
        link: link.to_string_lossy().into_owned(),
        format,
        burn,
        password,
    }))
}

fn upload(mut words: Parser) -> Result<Command, Error> {
    let (mut file, mut url, mut title, mut name) = (None, None, None, None);
    let mut pick = None;
    let (mut server, mut expire) = (None, Expire::default());
    let (mut burn, mut password) = (false, false);
    let (mut key_only, mut base) = (false, Base::default());
    while let Some(word) = words.next().map_err(usage)? {
        match word {
            Long("help") | Short('h') => return Ok(Command::Help),
            Long("key-only") => key_only = true,
            Long("base") => base = Base::parse(&text(&mut words)?)?,
            Long("server") => server = Some(Server::parse(&text(&mut words)?)?),
            Long("pick") => pick = Some(text(&mut words)?),
            Long("url") => url = Some(text(&mut words)?),
            Long("title") => title = Some(text(&mut words)?),
            Long("name") => name = Some(text(&mut words)?),
            Long("expire") => {
                let time = text(&mut words)?;
                expire =
                    Expire::from_name(&time).ok_or_else(|| wrong("cli_expire_unknown", &time))?;
            }
            Long("burn") => burn = true,
            Long("password-stdin") => password = true,
            Value(value) if file.is_none() => file = Some(value),
            other => return Err(usage(other.unexpected())),
        }
    }
    if key_only && (burn || password) {
        return Err(wrong("cli_key_only_alone", "--key-only"));
    }
    Ok(Command::Upload(Upload {
        file: required(file, "FILE")?.into(),
        pick,
        server: required(server, "--server URL")?,
        url,
        title,
        name,
        expire,
        burn,
        password,
        key_only,
        base,
    }))
}

fn delete(mut words: Parser) -> Result<Command, Error> {
    let (mut server, mut id, mut token) = (None, None, None);
    while let Some(word) = words.next().map_err(usage)? {
        match word {
            Long("help") | Short('h') => return Ok(Command::Help),
            Long("server") => server = Some(Server::parse(&text(&mut words)?)?),
            Long("id") => id = Some(text(&mut words)?),
            Long("token") => token = Some(text(&mut words)?),
            other => return Err(usage(other.unexpected())),
        }
    }
    Ok(Command::Delete(Delete {
        server: required(server, "--server URL")?,
        id: required(id, "--id ID")?,
        token: required(token, "--token TOKEN")?,
    }))
}

/// The value of an option.
fn text(words: &mut Parser) -> Result<String, Error> {
    words.value().and_then(ValueExt::string).map_err(usage)
}

fn required<T>(value: Option<T>, name: &str) -> Result<T, Error> {
    value.ok_or_else(|| wrong("cli_argument_missing", name))
}

fn usage(error: lexopt::Error) -> Error {
    match error {
        lexopt::Error::MissingValue { option } => {
            wrong("cli_value_missing", &option.unwrap_or_default())
        }
        lexopt::Error::UnexpectedOption(option) => wrong("cli_option_unknown", &option),
        lexopt::Error::UnexpectedArgument(word) => {
            wrong("cli_argument_unexpected", &word.to_string_lossy())
        }
        lexopt::Error::UnexpectedValue { option, .. } => wrong("cli_value_unexpected", &option),
        lexopt::Error::NonUnicodeValue(word) => {
            wrong("cli_argument_not_text", &word.to_string_lossy())
        }
        other => Error::Usage {
            reason: other.to_string(),
        },
    }
}

fn wrong(key: &str, about: &str) -> Error {
    Error::Usage {
        reason: english(key, &[about]),
    }
}
