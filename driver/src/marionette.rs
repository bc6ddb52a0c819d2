//! A blocking client of Marionette, the protocol under Firefox's WebDriver.
//!
//! Spoken directly, it needs no separate driver program and reaches what WebDriver does not: the
//! toolbar and the popup. A message is its length in bytes, a colon, and JSON: `[0, id, command,
//! parameters]` there, `[1, id, error, result]` back.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::browser::PATIENCE;

/// The longest message that is read.
const MAX_MESSAGE: usize = 256 * 1024 * 1024;

/// One connection with a session.
pub(crate) struct Marionette {
    stream: BufReader<TcpStream>,
    last_id: u64,
}

impl Marionette {
    /// Connects to a port of 127.0.0.1 and opens a session that may touch the browser itself.
    pub(crate) fn connect(port: u16) -> Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_nodelay(true)?;
        // A script that is waited for gives up before this does.
        stream.set_read_timeout(Some(PATIENCE * 2))?;
        let mut marionette = Self {
            stream: BufReader::new(stream),
            last_id: 0,
        };
        let greeting = marionette.read()?;
        if greeting["marionetteProtocol"] != 3 {
            bail!("not Marionette 3: {greeting}");
        }
        marionette.call("WebDriver:NewSession", json!({"acceptInsecureCerts": true}))?;
        marionette.call("Marionette:SetContext", json!({"value": "chrome"}))?;
        Ok(marionette)
    }

    /// Sends a command and waits for its answer.
    pub(crate) fn call(&mut self, command: &str, params: Value) -> Result<Value> {
        self.last_id += 1;
        let message = json!([0, self.last_id, command, params]).to_string();
        let framed = format!("{}:{message}", message.len());
        self.stream.get_mut().write_all(framed.as_bytes())?;
        let mut answer = self.read().with_context(|| command.to_owned())?;
        if answer[1] != self.last_id {
            bail!("{command}: the answer to another command");
        }
        if !answer[2].is_null() {
            bail!("{}", answer[2]["message"].as_str().unwrap_or(command));
        }
        Ok(answer[3].take())
    }

    fn read(&mut self) -> Result<Value> {
        let mut length = Vec::new();
        self.stream
            .by_ref()
            .take(12)
            .read_until(b':', &mut length)?;
        let length: usize = std::str::from_utf8(&length)?
            .strip_suffix(':')
            .context("no length")?
            .parse()?;
        if length > MAX_MESSAGE {
            bail!("an answer of {length} bytes");
        }
        let mut message = vec![0; length];
        self.stream.read_exact(&mut message)?;
        Ok(serde_json::from_slice(&message)?)
    }
}
