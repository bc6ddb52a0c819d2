//! Names of sites: one letter for those that are well known.

/// The names of the letters `a`, `b`, `c` … Frozen: names are added at the end, and none is ever
/// changed or taken out.
const WELL_KNOWN: [&str; 19] = [
    "chatgpt",
    "claude",
    "gemini",
    "grok",
    "deepseek",
    "perplexity",
    "copilot",
    "copilot-m365",
    "mistral",
    "aistudio",
    "qwen",
    "meta",
    "poe",
    "huggingchat",
    "openwebui",
    "zai",
    "librechat",
    "google-ai-mode",
    "lumo",
];

/// In front of a name that would otherwise read as a letter.
const IN_FULL: char = '=';

pub(super) fn write(name: &str) -> String {
    if let Some(letter) = ('a'..='z')
        .zip(WELL_KNOWN)
        .find_map(|(letter, known)| (known == name).then_some(letter))
    {
        return letter.to_string();
    }
    if name.starts_with(IN_FULL) || is_letter(name) {
        return format!("{IN_FULL}{name}");
    }
    name.to_owned()
}

/// The name of a letter that is not in the table yet is not known, hence empty.
pub(super) fn read(text: &str) -> String {
    if let Some(name) = text.strip_prefix(IN_FULL) {
        return name.to_owned();
    }
    if !is_letter(text) {
        return text.to_owned();
    }
    ('a'..='z')
        .zip(WELL_KNOWN)
        .find_map(|(letter, known)| text.starts_with(letter).then_some(known))
        .unwrap_or_default()
        .to_owned()
}

fn is_letter(text: &str) -> bool {
    matches!(text.as_bytes(), [b'a'..=b'z'])
}
