//! Round trips of real conversations. They lie beside the repository and not in it: without them
//! these tests pass by themselves.

use std::path::{Path, PathBuf};

use chatlink::capture::sites::chatgpt::api::conversation_from_export;
use chatlink::conversation::Conversation;
use chatlink::link::{CodecChoice, body, decode, encode};
use chatlink::transcript;

/// The JSON files of a folder of the shared data.
pub(crate) fn files(folder: &str) -> Vec<(PathBuf, String)> {
    let shared = std::env::var("CHATLINK_SHARED").map_or_else(
        |_| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"),
        PathBuf::from,
    );
    let Ok(files) = std::fs::read_dir(shared.join("conversations").join(folder)) else {
        return Vec::new();
    };
    files
        .map(|file| {
            let path = file.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            (path, text)
        })
        .collect()
}

fn goes_there_and_back(conversation: &Conversation, path: &Path) {
    let body = body::write(conversation).unwrap();
    // The dense codec takes its time: the longest ones are left to the browsers' tests.
    let dense = (body.len() < 64 << 10).then_some(CodecChoice::Dense);
    for choice in dense.into_iter().chain([CodecChoice::Deflate]) {
        let opened = decode(&encode(conversation, choice).unwrap()).unwrap();
        assert_eq!(opened.conversation, *conversation, "{}", path.display());
        assert_eq!(opened.damage, None);
    }
    assert_eq!(body::read(&body).unwrap(), *conversation);
    let text = transcript::write(conversation);
    assert_eq!(
        transcript::read(&text).unwrap(),
        *conversation,
        "{}",
        path.display()
    );
}

#[test]
fn conversations() {
    for (path, text) in files("dev") {
        let conversation: Conversation = serde_json::from_str(&text).unwrap();
        goes_there_and_back(&conversation, &path);
    }
}

#[test]
fn exports() {
    for (path, text) in files("chatgpt-export") {
        let object = serde_json::from_str(&text).unwrap();
        let conversation = conversation_from_export(&object).unwrap();
        assert!(!conversation.messages.is_empty(), "{}", path.display());
        goes_there_and_back(&conversation, &path);
    }
}
