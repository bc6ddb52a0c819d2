//! The command line: `chatlink capture | share | open`.
//!
//! Exit code 0, or 1 with one line on standard error: `error[<key>]: what happened; what to do`.

mod args;
mod input;

use std::io::{IsTerminal, Read, Write};
use std::process::ExitCode;

use chatlink::conversation::{Conversation, Timestamp};
use chatlink::error::Error;
use chatlink::link;
use chatlink::messages::english;
use chatlink::render::export;
use chatlink::transcript;

use args::{Capture, Command, Format, Open, Share};

/// More than the longest link, however it was escaped on the way.
const MAX_PASTED_BYTES: u64 = 8 << 20;

pub(crate) fn run() -> ExitCode {
    match args::parse(lexopt::Parser::from_env()).and_then(obey) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is left to tell where even this fails.
            let _ = writeln!(std::io::stderr(), "{}", error_line(&error));
            ExitCode::FAILURE
        }
    }
}

fn obey(command: Command) -> Result<(), Error> {
    match command {
        Command::Help => print(&args::help()),
        Command::Version => print(&format!("chatlink {}\n", env!("CARGO_PKG_VERSION"))),
        Command::Capture(command) => capture(&command),
        Command::Share(command) => share(command),
        Command::Open(command) => open(&command),
    }
}

fn capture(command: &Capture) -> Result<(), Error> {
    let conversation = input::page(&command.page, &command.url, now())?;
    print(&if command.json {
        json(&conversation)
    } else {
        transcript::write(&conversation)
    })
}

fn share(command: Share) -> Result<(), Error> {
    let mut conversation = input::any(&command.file, command.url.as_deref(), now())?;
    if let Some(url) = command.url {
        conversation.url = Some(url);
    }
    if let Some(title) = command.title {
        conversation.title = title;
    }
    if let Some(name) = command.name {
        conversation.author = Some(name);
    }
    let payload = link::encode(&conversation, command.codec)?;
    print(&format!("{}\n", command.base.link(&payload)))
}

fn open(command: &Open) -> Result<(), Error> {
    let opened = if command.link == "-" {
        link::decode(&read_stdin()?)?
    } else {
        link::decode(&command.link)?
    };
    let conversation = &opened.conversation;
    print(&match command.format {
        Format::Json => json(conversation),
        Format::Markdown => transcript::write(conversation),
        Format::Html => export::html(conversation),
    })?;
    // What could be read is there; that it is not all of it is an error all the same.
    opened.damage.map_or(Ok(()), Err)
}

fn json(conversation: &Conversation) -> String {
    // Plain data has no way to fail.
    let mut text = serde_json::to_string_pretty(conversation).unwrap_or_default();
    text.push('\n');
    text
}

fn read_stdin() -> Result<String, Error> {
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .take(MAX_PASTED_BYTES)
        .read_to_end(&mut bytes)
        .map_err(|error| input::file_error("-", &error))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// `error[<key>]: what happened; what to do`, always a single line.
fn error_line(error: &Error) -> String {
    let args = error.args();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let line: String = english(&error.message_key(), &args)
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    format!("error[{}]: {line}", error.key())
}

/// Writes to standard output. A reader that has seen enough, such as `head`, is no error.
fn print(text: &str) -> Result<(), Error> {
    let mut stdout = std::io::stdout().lock();
    let written = if stdout.is_terminal() {
        stdout.write_all(harmless(text).as_bytes())
    } else {
        stdout.write_all(text.as_bytes())
    };
    match written.and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(input::file_error("-", &error))
        }
        _ => Ok(()),
    }
}

/// Without the control characters that a terminal would obey: the text is somebody else's.
fn harmless(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' | '\t' => c,
            c if c.is_control() => char::REPLACEMENT_CHARACTER,
            c => c,
        })
        .collect()
}

fn now() -> Timestamp {
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .ok()
        .and_then(|since| i64::try_from(since.as_secs()).ok())
        .and_then(Timestamp::from_unix)
        .unwrap_or(Timestamp::MIN)
}
