//! The command line: `chatlink capture | share | open | upload | delete`.
//!
//! Exit code 0, or 1 with one line on standard error: `error[<key>]: what happened; what to do`.

mod args;
mod input;
mod server;

use std::io::{IsTerminal, Read, Write};
use std::process::ExitCode;

use chatlink::conversation::{Conversation, Timestamp};
use chatlink::error::Error;
use chatlink::link::qr::QrCode;
use chatlink::link::{self, CodecChoice, Packed};
use chatlink::messages::english;
use chatlink::render::export;
use chatlink::transcript;
use chatlink::upload::{self, Address, KeyRandom, KeyedLink, Random, Wish};

use args::{Capture, Command, Delete, Format, Open, Picture, PictureKind, Share, Upload};

/// More than the longest link, however it was escaped on the way.
const MAX_PASTED_BYTES: u64 = 8 << 20;

/// Pixels a module of a QR code: enough for a print.
const PNG_PIXELS: usize = 8;

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
        Command::Upload(command) => store(command),
        Command::Delete(command) => delete(&command),
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
    let mut conversation = input::any(
        &command.file,
        command.pick.as_deref(),
        command.url.as_deref(),
        now(),
    )?;
    if let Some(url) = command.url {
        conversation.url = Some(url);
    }
    if let Some(title) = command.title {
        conversation.title = title;
    }
    if let Some(name) = command.name {
        conversation.author = Some(name);
    }
    let payload = if command.password {
        let (password, _) = password_and_rest(&read_stdin()?)?;
        link::make_sealed(&conversation, command.codec, &password, random()?)?
    } else {
        link::encode(&conversation, command.codec)?
    };
    if let Some(picture) = command.qr {
        write_qr(&QrCode::of(&command.base, &payload)?, &picture)?;
    }
    print(&format!("{}\n", command.base.link(&payload)))
}

fn write_qr(code: &QrCode, picture: &Picture) -> Result<(), Error> {
    let content = match picture.kind {
        PictureKind::Svg => code.svg().into_bytes(),
        PictureKind::Png => code.png(PNG_PIXELS),
    };
    std::fs::write(&picture.file, content)
        .map_err(|error| input::file_error(&picture.file.to_string_lossy(), &error))
}

fn open(command: &Open) -> Result<(), Error> {
    let (mut text, mut password) = (command.link.clone(), String::new());
    if command.password {
        let rest;
        (password, rest) = password_and_rest(&read_stdin()?)?;
        if command.link == "-" {
            text = rest;
        }
    } else if command.link == "-" {
        text = lossy(&read_stdin()?);
    }
    if let Some(address) = Address::parse(&text) {
        if address.burn && !command.burn {
            return Err(Error::UploadBurns);
        }
        return print_as(
            command.format,
            &server::read(&address, &password)?.conversation,
        );
    }
    let packed = Packed::read(&text)?;
    let opened = match packed.place() {
        Some(place) => {
            let half = server::read_key(&Address::of_key(&place)?)?;
            let inner = packed.unkeyed(&half)?;
            inner.opened(&inner.unpack()?)?
        }
        None => packed.opened_with_password(&password)?,
    };
    print_as(command.format, &opened.conversation)?;
    // What could be read is there; that it is not all of it is an error all the same.
    opened.damage.map_or(Ok(()), Err)
}

fn print_as(format: Format, conversation: &Conversation) -> Result<(), Error> {
    print(&match format {
        Format::Json => json(conversation),
        Format::Markdown => transcript::write(conversation),
        Format::Html => export::html(conversation),
    })
}

fn store(command: Upload) -> Result<(), Error> {
    let mut conversation = input::any(
        &command.file,
        command.pick.as_deref(),
        command.url.as_deref(),
        now(),
    )?;
    if let Some(url) = command.url {
        conversation.url = Some(url);
    }
    if let Some(title) = command.title {
        conversation.title = title;
    }
    if let Some(name) = command.name {
        conversation.author = Some(name);
    }
    let mut wish = Wish {
        expire: command.expire,
        burn: command.burn,
        ..Wish::default()
    };
    if command.password {
        (wish.password, _) = password_and_rest(&read_stdin()?)?;
    }
    let (upload, payload) = if command.key_only {
        let payload = link::encode(&conversation, CodecChoice::Auto)?;
        let packed = Packed::read(&payload)?;
        let random = KeyRandom::new(random()?);
        let made = KeyedLink::new(&packed, &command.server, wish.expire, random, &english)?;
        (made.upload, Some(made.payload))
    } else {
        let random = Random::new(random()?);
        let upload = upload::Upload::new(&conversation, &wish, random, &english)?;
        (upload, None)
    };
    let created = server::store(&command.server, &upload)?;
    let address = Address {
        server: command.server,
        id: created.id,
        key: upload.key,
        burn: wish.burn,
    };
    let link = payload.map_or_else(|| address.link(), |payload| command.base.link(&payload));
    // What burns is not read back: that would be the only time.
    let seconds = if wish.burn {
        wish.expire.seconds()
    } else {
        // Stored it is; that its time could not be read back changes nothing of that.
        server::seconds_left(&address.server, &address.id).unwrap_or_else(|_| wish.expire.seconds())
    };
    let expires = seconds.and_then(|left| Timestamp::from_unix(now().unix().checked_add(left)?));
    let said = serde_json::json!({
        "link": link,
        "server": address.server.as_str(),
        "id": address.id,
        "delete_token": created.delete_token,
        "expires_at": expires.map(|moment| moment.to_string()),
    });
    print(&format!("{said:#}\n"))
}

fn delete(command: &Delete) -> Result<(), Error> {
    server::delete(&command.server, &command.id, &command.token)?;
    print(&format!(
        "{}\n",
        english("cli_deleted", &[command.server.name()])
    ))
}

/// The first line, without its end, and what follows it.
fn password_and_rest(input: &[u8]) -> Result<(String, String), Error> {
    let end = input.iter().position(|byte| *byte == b'\n');
    let (line, rest) = input.split_at(end.unwrap_or(input.len()));
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let rest = rest.strip_prefix(b"\n").unwrap_or(rest);
    match str::from_utf8(line) {
        Ok(password) => Ok((password.to_owned(), lossy(rest))),
        Err(_) => Err(Error::Usage {
            reason: english("cli_password_not_text", &[]),
        }),
    }
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn random<const BYTES: usize>() -> Result<[u8; BYTES], Error> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).map_err(|error| Error::File {
        path: "random".to_owned(),
        reason: error.to_string(),
    })?;
    Ok(bytes)
}

fn json(conversation: &Conversation) -> String {
    // Plain data has no way to fail.
    let mut text = serde_json::to_string_pretty(conversation).unwrap_or_default();
    text.push('\n');
    text
}

fn read_stdin() -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .take(MAX_PASTED_BYTES)
        .read_to_end(&mut bytes)
        .map_err(|error| input::file_error("-", &error))?;
    Ok(bytes)
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
