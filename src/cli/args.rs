//! The words of the command line.

use std::ffi::OsString;
use std::path::PathBuf;

use chatlink::error::Error;
use chatlink::link::{Base, CodecChoice};
use chatlink::messages::english;
use lexopt::Arg::{Long, Short, Value};
use lexopt::{Parser, ValueExt};

/// The commands in the order of the help, each with the key of its sentence.
const SYNOPSES: [(&str, &str); 3] = [
    (
        "chatlink capture PAGE.html --url URL [--json]",
        "cli_help_capture",
    ),
    (
        "chatlink share FILE [--url URL] [--title T] [--name N] [--base URL] [--codec auto|dense|deflate]",
        "cli_help_share",
    ),
    (
        "chatlink open LINK|- [--json|--markdown|--html]",
        "cli_help_open",
    ),
];

pub(super) enum Command {
    Help,
    Version,
    Capture(Capture),
    Share(Share),
    Open(Open),
}

pub(super) struct Capture {
    pub(super) page: PathBuf,
    pub(super) url: String,
    pub(super) json: bool,
}

pub(super) struct Share {
    pub(super) file: PathBuf,
    pub(super) url: Option<String>,
    pub(super) title: Option<String>,
    pub(super) name: Option<String>,
    pub(super) base: Base,
    pub(super) codec: CodecChoice,
}

pub(super) struct Open {
    pub(super) link: String,
    pub(super) format: Format,
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
    let (mut base, mut codec) = (Base::default(), CodecChoice::Auto);
    while let Some(word) = words.next().map_err(usage)? {
        match word {
            Long("help") | Short('h') => return Ok(Command::Help),
            Long("url") => url = Some(text(&mut words)?),
            Long("title") => title = Some(text(&mut words)?),
            Long("name") => name = Some(text(&mut words)?),
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
        url,
        title,
        name,
        base,
        codec,
    }))
}

fn open(mut words: Parser) -> Result<Command, Error> {
    let (mut link, mut format) = (None, Format::Markdown);
    while let Some(word) = words.next().map_err(usage)? {
        match word {
            Long("help") | Short('h') => return Ok(Command::Help),
            Long("json") => format = Format::Json,
            Long("markdown") => format = Format::Markdown,
            Long("html") => format = Format::Html,
            Value(value) if link.is_none() => link = Some(value),
            other => return Err(usage(other.unexpected())),
        }
    }
    let link: OsString = required(link, "LINK")?;
    Ok(Command::Open(Open {
        link: link.to_string_lossy().into_owned(),
        format,
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
