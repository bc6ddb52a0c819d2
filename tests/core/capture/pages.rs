//! The saved pages beside the repository; without them these tests pass.

use std::fmt::Write as _;
use std::path::Path;

use chatlink::capture::address::Address;
use chatlink::capture::{Captured, capture_page, html, sites};
use chatlink::conversation::{Message, Role};
use chatlink::error::Error;

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

/// Name, text and address of every saved page.
fn pages(address: fn(&str) -> &'static str) -> Vec<(String, String, &'static str)> {
    let Some(folder) = shared() else {
        return Vec::new();
    };
    let read = |file: std::path::PathBuf| {
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        let html = std::fs::read_to_string(&file).unwrap_or_default();
        (name.to_string(), html, address(&name))
    };
    html_files(&folder.join("pages"))
        .into_iter()
        .map(read)
        .collect()
}

/// Name and outcome of every saved page under an address.
fn captures(address: fn(&str) -> &'static str) -> Vec<(String, Result<Captured, Error>)> {
    pages(address)
        .into_iter()
        .map(|(name, html, url)| {
            let outcome = capture_page(&html, url, now());
            (name, outcome)
        })
        .collect()
}

/// One line of the table in docs/SITES.md.
fn row(name: &str, outcome: &Result<Captured, Error>, guess: &str) -> String {
    let captured = match outcome {
        Err(error) => return format!("| {name} | error: {} | | | | | | {guess} |\n", error.key()),
        Ok(captured) => captured,
    };
    let conversation = &captured.conversation;
    let all: String = conversation
        .messages
        .iter()
        .fold(String::new(), |all, message| {
            all + &message.markdown + "\n\n"
        });
    let starting = |mark: &str| {
        all.lines()
            .filter(|line| line.trim_start().starts_with(mark))
            .count()
    };
    let expected = captured
        .completeness
        .expected
        .map_or("?".to_owned(), |n| n.to_string());
    let mut codes: Vec<&str> = conversation
        .warnings
        .iter()
        .map(|w| w.code.as_str())
        .collect();
    codes.dedup();
    let mut row = String::new();
    let _ = writeln!(
        row,
        "| {name} | {} | {} of {expected} | {} | {} | {} | {} | {guess} |",
        conversation.site,
        captured.completeness.captured,
        starting("```").div_ceil(2),
        starting("| --"),
        conversation
            .messages
            .iter()
            .map(|m| m.sources.len())
            .sum::<usize>(),
        codes.join(", "),
    );
    row
}

/// The table in docs/SITES.md is what the pages give; `UPDATE_EXPECT=1` writes it anew. What each
/// page gives in full is written to the tests' own folder, for people to read.
#[test]
fn saved_pages_give_the_table_of_the_sites() {
    let captures = captures(address);
    let guesses = pages(address).into_iter().map(|(_, html, url)| {
        guessed(&html, url).map_or_else(
            || "–".to_owned(),
            |(certainty, messages)| format!("{}, {certainty}", messages.len()),
        )
    });
    if captures.is_empty() {
        return;
    }
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("capture");
    std::fs::create_dir_all(&out).unwrap();
    let mut table = String::from(
        "| page | site | messages | code | tables | sources | warnings | by guess |\n|---|---|---|---|---|---|---|---|\n",
    );
    for ((name, outcome), guess) in captures.iter().zip(guesses) {
        table += &row(name, outcome, &guess);
        let given = match outcome {
            Ok(captured) => dump(captured),
            Err(error) => format!("error: {error}\n"),
        };
        std::fs::write(out.join(format!("{name}.md")), given).unwrap();
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/SITES.md");
    let doc = std::fs::read_to_string(&file).unwrap();
    let (before, rest) = doc.split_once("<!-- table -->\n").unwrap();
    let (_, after) = rest.split_once("<!-- end of table -->").unwrap();
    let doc = format!("{before}<!-- table -->\n{table}<!-- end of table -->{after}");
    expect_test::expect_file![file].assert_eq(&doc);
}

/// Fragments without a turn, and single turns.
const WITHOUT_BOTH_SIDES: &[&str] = &[
    "chatgpt--defuddle-codemirror",
    "chatgpt--yk-mermaid",
    "claude--obs-artifacts",
    "claude--yk-edge-002",
    "claude--yk-mermaid",
    "gemini--obs-deep-research",
    "gemini--yk-mermaid",
    "grok--yk-mermaid",
];

#[test]
fn saved_pages_have_both_sides_and_nothing_of_the_site_around_them() {
    for (name, outcome) in captures(address) {
        if WITHOUT_BOTH_SIDES.contains(&name.as_str()) {
            continue;
        }
        let captured = outcome.unwrap();
        let messages = &captured.conversation.messages;
        for role in [Role::User, Role::Assistant] {
            assert!(messages.iter().any(|m| m.role == role), "{name}: {role:?}");
        }
        for message in messages {
            for words in [
                "Copy code",
                "ChatGPT said",
                "You said",
                "Show more",
                "Copier",
                "thumb_up",
                "more_vert",
            ] {
                assert!(!message.markdown.contains(words), "{name}: {words}");
            }
        }
        assert!(!captured.conversation.title.is_empty(), "{name}");
    }
}

/// The address only helps: the structure is enough.
#[test]
fn saved_pages_are_recognised_under_any_address() {
    for ((name, known), (_, unknown)) in captures(address)
        .into_iter()
        .zip(captures(|_| "file:///saved.html"))
    {
        let Ok(known) = known else { continue };
        // AI Mode has its question in the address; the rest is the same.
        if known.conversation.site == "google-ai-mode" || known.conversation.site == "example.org" {
            continue;
        }
        let unknown = unknown.unwrap();
        assert_eq!(known.conversation.site, unknown.conversation.site, "{name}");
        assert_eq!(
            known.conversation.messages.len(),
            unknown.conversation.messages.len(),
            "{name}"
        );
    }
}

/// Without the site's own reader a conversation has the same speakers in the same order, or there is
/// none.
#[test]
fn the_reader_without_a_site_gives_no_wrong_conversation() {
    for (name, html, url) in pages(address) {
        let Ok(known) = capture_page(&html, url, now()) else {
            continue;
        };
        if let Some((certainty, messages)) = guessed(&html, url) {
            let messages: Vec<Role> = messages.iter().map(|message| message.role).collect();
            let known = known.conversation.messages.iter();
            let mut known: Vec<Role> = known.map(|message| message.role).collect();
            let mut guessed = messages;
            known.dedup();
            guessed.dedup();
            assert_eq!(guessed, known, "{name}, {certainty}");
        }
    }
}

/// What the reader without a site makes of a page, and how sure it is.
fn guessed(html: &str, url: &str) -> Option<(u8, Vec<Message>)> {
    let address = Address::new(url);
    let snapshot = html::read(html, url, &sites::plan(&address));
    let reading = sites::generic::read(&sites::Page::new(&snapshot, &address))?;
    let messages = reading.turns.into_iter().filter_map(|turn| turn.message);
    Some((reading.certainty?, messages.collect()))
}
