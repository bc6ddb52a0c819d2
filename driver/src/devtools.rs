//! A blocking client of Chromium's DevTools protocol.

use std::net::TcpStream;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use tungstenite::protocol::WebSocketConfig;
use tungstenite::{Message, WebSocket};

use crate::browser::PATIENCE;

/// One connection to the browser; commands for its pages carry their session.
pub(crate) struct DevTools {
    socket: WebSocket<TcpStream>,
    last_id: u64,
}

impl DevTools {
    /// Connects to `path` on a port of 127.0.0.1.
    pub(crate) fn connect(port: u16, path: &str) -> Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_nodelay(true)?;
        // Pictures and answers may be large.
        let config = WebSocketConfig::default()
            .max_message_size(None)
            .max_frame_size(None);
        let address = format!("ws://127.0.0.1:{port}{path}");
        let (socket, _) = tungstenite::client::client_with_config(address, stream, Some(config))
            .map_err(|error| anyhow::anyhow!("{error}"))?;
        Ok(Self { socket, last_id: 0 })
    }

    /// Sends a command and waits for its answer.
    pub(crate) fn call(
        &mut self,
        session: Option<&str>,
        method: &str,
        params: Value,
    ) -> Result<Value> {
        self.last_id += 1;
        let id = self.last_id;
        let mut command = json!({"id": id, "method": method, "params": params});
        if let Some(session) = session {
            command["sessionId"] = session.into();
        }
        self.socket.send(Message::text(command.to_string()))?;

        let end = Instant::now() + PATIENCE;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                bail!("{method}: no answer");
            }
            self.socket.get_ref().set_read_timeout(Some(left))?;
            let message = self.socket.read().with_context(|| method.to_owned())?;
            let Message::Text(text) = message else {
                continue;
            };
            let mut answer: Value = serde_json::from_str(&text)?;
            // Everything else is an event; state is asked for instead.
            if answer["id"] != id {
                continue;
            }
            if let Some(error) = answer.get("error") {
                let said = error["message"].as_str().unwrap_or_default();
                bail!("{method}: {said}");
            }
            return Ok(answer["result"].take());
        }
    }
}
