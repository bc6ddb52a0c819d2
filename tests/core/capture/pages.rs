//! The saved pages beside the repository; without them these tests pass.

use chatlink::capture::capture_page;

use super::{dump, html_files, now, shared};

/// The address that a saved page would have come from, by the first word of its name.
fn address(name: &str) -> &'static str {
    match name.split("--").next().unwrap_or("") {
        "chatgpt" => "https://chatgpt.com/c/00000000-0000-4000-8000-000000000001",
        "claude" => "https://claude.ai/chat/00000000-0000-4000-8000-000000000001",
        "gemini" => "https://gemini.google.com/app/0000000000000001",
        "grok" => "https://grok.com/c/00000000-0000-4000-8000-000000000001",
        "deepseek" => "https://chat.deepseek.com/a/chat/s/00000000-0000-4000-8000-000000000001",
        "perplexity" => "https://www.perplexity.ai/search/a-question-00000001",
        "copilot" => "https://copilot.microsoft.com/chats/00000001",
        "copilot-m365" => "https://m365.cloud.microsoft/chat",
        "mistral" => "https://chat.mistral.ai/chat/00000000-0000-4000-8000-000000000001",
        "aistudio" | "google-ai-studio" => "https://aistudio.google.com/prompts/00000001",
        "qwen" => "https://chat.qwen.ai/c/00000000-0000-4000-8000-000000000001",
        "meta" => "https://www.meta.ai/prompt/00000000-0000-4000-8000-000000000001",
        "z-ai" => "https://chat.z.ai/c/00000000-0000-4000-8000-000000000001",
        "openwebui" => "https://chat.example.org/c/00000000-0000-4000-8000-000000000001",
        "google-ai-mode" => "https://www.google.com/search?udm=50&q=example",
        _ => "https://example.org/chat/1",
    }
}

/// Writes what each page gives to the test's own folder, for people to read.
#[test]
fn saved_pages_are_captured() {
    let Some(folder) = shared() else { return };
    let out = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("capture");
    std::fs::create_dir_all(&out).unwrap();
    for file in html_files(&folder.join("pages")) {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let html = std::fs::read_to_string(&file).unwrap();
        let given = match capture_page(&html, address(&name), now()) {
            Ok(captured) => dump(&captured),
            Err(error) => format!("error: {error}\n"),
        };
        std::fs::write(out.join(format!("{name}.md")), given).unwrap();
    }
}
