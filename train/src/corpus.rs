//! The conversations to learn from and to measure on.

use chatlink::conversation::Conversation;
use chatlink::link::body;
use std::path::{Path, PathBuf};

/// One conversation.
#[derive(Clone)]
pub(crate) struct Doc {
    /// The file's name without its ending.
    pub(crate) source: String,
    /// The model that answered.
    pub(crate) model: String,
    /// The beginning of its first message: tells independent prompts apart.
    pub(crate) prompt: String,
    /// As the codec sees it.
    pub(crate) body: Vec<u8>,
    /// Title, model, and each message with a byte for its role: what brotli is given.
    pub(crate) plain: Vec<u8>,
}

/// The folder with the conversations.
pub(crate) fn shared() -> PathBuf {
    std::env::var_os("CHATLINK_SHARED").map_or_else(|| PathBuf::from("../shared"), PathBuf::from)
}

fn doc(source: &str, conversation: &Conversation) -> Option<Doc> {
    let model = conversation.model.clone().unwrap_or_default();
    let mut plain = format!("{}\n{model}\n", conversation.title).into_bytes();
    for message in &conversation.messages {
        plain.push(message.role as u8 + 1);
        plain.extend(message.markdown.as_bytes());
        plain.push(b'\n');
    }
    let first = conversation.messages.first()?;
    Some(Doc {
        source: source.to_owned(),
        model,
        prompt: first.markdown.chars().take(60).collect(),
        body: body::write(conversation).ok()?,
        plain,
    })
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut list: Vec<_> = std::fs::read_dir(folder)
        .map(|d| d.flatten().map(|e| e.path()).collect())
        .unwrap_or_default();
    list.sort();
    list
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .map(|s| s.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// The conversations to measure on; nothing is ever learned from them.
pub(crate) fn dev() -> Vec<Doc> {
    let all = dev_conversations().into_iter();
    all.map(|(doc, _)| doc).collect()
}

/// The same with the conversations themselves.
pub(crate) fn dev_conversations() -> Vec<(Doc, Conversation)> {
    files(&shared().join("conversations/dev"))
        .iter()
        .filter_map(|path| {
            let conversation = serde_json::from_slice(&std::fs::read(path).ok()?).ok()?;
            Some((doc(&stem(path), &conversation)?, conversation))
        })
        .collect()
}

/// The conversations to learn from.
pub(crate) fn train() -> Vec<Doc> {
    let mut all = Vec::new();
    for path in files(&shared().join("conversations/train")) {
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let name = stem(&path);
        all.extend(
            text.lines()
                .filter_map(|line| doc(&name, &serde_json::from_str(line).ok()?)),
        );
    }
    all
}
