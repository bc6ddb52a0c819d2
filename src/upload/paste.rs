//! What is encrypted: a text that PrivateBin's own page shows, and the whole conversation as an
//! attachment.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};

use super::page;
use crate::conversation::{Conversation, Message, Role, Warning};
use crate::error::Error;
use crate::json::{Json, quote};
use crate::link::{self, SERVER_HALF};
use crate::transcript;

/// The name of the attachment that holds the conversation.
const NAME: &str = "conversation.chatlink";
/// The name of the attachment that holds the half of a link's key.
const KEY_NAME: &str = "key.chatlink";
/// The start of an attachment of ours.
const DATA: &str = "data:application/octet-stream;base64,";

/// The most bytes that a packet unpacks to: the text, and the attachment as base64.
const MAX_BYTES: usize = 2 * link::MAX_BODY_BYTES;
/// Output grows by this much, so that a bomb is noticed before it takes its room.
const STEP: usize = 1 << 18;

/// The packet.
pub(super) struct Paste {
    pub(super) text: String,
    /// Names and data addresses.
    attachments: Vec<(String, String)>,
}

impl Paste {
    /// Of a conversation, and of the same as [`link::pack`] gives it.
    pub(super) fn of(
        conversation: &Conversation,
        packed: &[u8],
        say: &dyn Fn(&str, &[&str]) -> String,
    ) -> Self {
        Self {
            text: page::write(conversation, say),
            attachments: vec![(
                NAME.to_owned(),
                format!("{DATA}{}", BASE64_STANDARD.encode(packed)),
            )],
        }
    }

    /// Of the half of a link's key.
    pub(super) fn of_key(half: &[u8; SERVER_HALF], say: &dyn Fn(&str, &[&str]) -> String) -> Self {
        let data = format!("{DATA}{}", BASE64_STANDARD.encode(half));
        Self {
            text: say("upload_page_key", &[]),
            attachments: vec![(KEY_NAME.to_owned(), data)],
        }
    }

    /// The half of a link's key in it.
    pub(super) fn key(&self) -> Option<[u8; SERVER_HALF]> {
        let (_, data) = self.attachments.iter().find(|(name, _)| name == KEY_NAME)?;
        let bytes = BASE64_STANDARD.decode(data.strip_prefix(DATA)?).ok()?;
        bytes.try_into().ok()
    }

    /// To JSON, which is deflated without a header and then encrypted.
    pub(super) fn write(&self) -> String {
        // One attachment as plain text, not as a list: clients and servers older than the lists read
        // that, and newer ones too.
        let attachment = self.attachments.first();
        let named =
            attachment.map(|(name, data)| [("attachment", data), ("attachment_name", name)]);
        let parts = named.into_iter().flatten();
        let mut out = String::with_capacity(self.text.len() + 64);
        let mut before = '{';
        for (name, text) in parts.chain([("paste", &self.text)]) {
            out.push(before);
            quote(name, &mut out);
            out.push(':');
            quote(text, &mut out);
            before = ',';
        }
        out.push('}');
        out
    }

    /// From the decrypted bytes.
    ///
    /// # Errors
    /// [`Error::UploadDamaged`], [`Error::LinkTooLarge`].
    pub(super) fn read(bytes: &[u8], compressed: bool) -> Result<Self, Error> {
        let plain = if compressed {
            inflate(bytes)?
        } else {
            bytes.to_vec()
        };
        let plain = String::from_utf8(plain).map_err(|_| Error::UploadDamaged)?;
        let value = Json::read(&plain).ok_or(Error::UploadDamaged)?;
        let text = value.get("paste").and_then(Json::text);
        let data = texts(value.get("attachment"));
        let names = texts(value.get("attachment_name"));
        let names = names.into_iter().chain(std::iter::repeat(String::new()));
        Ok(Self {
            text: text.unwrap_or_default().to_owned(),
            attachments: names.zip(data).collect(),
        })
    }

    /// Whether Chatlink made it.
    pub(super) fn is_ours(&self) -> bool {
        self.attachments.iter().any(|(name, _)| name == NAME)
    }

    /// The conversation in it: the attachment where Chatlink made it, else what the text says.
    ///
    /// # Errors
    /// Those of [`link::unpack`].
    pub(super) fn conversation(&self, is_markdown: bool) -> Result<Conversation, Error> {
        let ours = self.attachments.iter().find(|(name, _)| name == NAME);
        if let Some((_, data)) = ours {
            let bytes = data.strip_prefix(DATA).unwrap_or_default();
            let bytes = BASE64_STANDARD.decode(bytes);
            return link::unpack(&bytes.map_err(|_| Error::UploadDamaged)?);
        }
        let mut conversation = transcript::read(&self.text).unwrap_or_else(|| Conversation {
            complete: true,
            messages: vec![Message {
                role: Role::User,
                markdown: if is_markdown {
                    self.text.clone()
                } else {
                    fenced(&self.text)
                },
                ..Message::default()
            }],
            ..Conversation::default()
        });
        conversation
            .warnings
            .extend(self.attachments.iter().map(|(name, _)| Warning {
                code: "attachment-left-out".to_owned(),
                detail: name.clone(),
            }));
        Ok(conversation)
    }
}

/// One text, or a list of them: servers before 1.7.7 knew one attachment.
fn texts(value: Option<&Json>) -> Vec<String> {
    match value {
        Some(Json::Text(text)) => vec![text.clone()],
        Some(Json::List(list)) => {
            let texts = list.iter().map(|text| text.text().unwrap_or_default());
            texts.map(str::to_owned).collect()
        }
        _ => Vec::new(),
    }
}

/// Plain text as it stands.
fn fenced(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}\n{text}\n{fence}")
}

pub(super) fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut deflate = Compress::new(Compression::default(), false);
    let mut out = Vec::with_capacity(bytes.len() / 2 + 64);
    loop {
        let read = deflate.total_in() as usize;
        let rest = bytes.get(read..).unwrap_or_default();
        match deflate.compress_vec(rest, &mut out, FlushCompress::Finish) {
            Ok(Status::Ok | Status::BufError) => out.reserve(STEP),
            // Deflating into memory has no way to fail.
            Ok(Status::StreamEnd) | Err(_) => return out,
        }
    }
}

fn inflate(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let mut inflate = Decompress::new(false);
    let mut out = Vec::new();
    loop {
        out.reserve(STEP);
        let (read, had) = (inflate.total_in() as usize, out.len());
        let rest = bytes.get(read..).unwrap_or_default();
        let status = inflate
            .decompress_vec(rest, &mut out, FlushDecompress::None)
            .map_err(|_| Error::UploadDamaged)?;
        if out.len() > MAX_BYTES {
            return Err(Error::LinkTooLarge { limit: MAX_BYTES });
        }
        let stuck = out.len() == had && inflate.total_in() as usize == read;
        match status {
            Status::StreamEnd => return Ok(out),
            Status::Ok | Status::BufError if stuck => return Err(Error::UploadDamaged),
            Status::Ok | Status::BufError => {}
        }
    }
}
