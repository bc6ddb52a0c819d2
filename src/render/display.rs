//! Titles, names and sites as they may be shown.
//!
//! A title or a name comes from a stranger. It stands beside words of our own, so it must not be
//! able to turn their direction, to hide a part of itself or to fill the page.

/// The most characters of a title that are shown.
pub const MAX_TITLE: usize = 200;
/// The most characters of a name, a model or a language label that are shown.
pub const MAX_NAME: usize = 60;

/// A text for one line: invisible and direction-changing characters fall away, white space of any
/// kind becomes one space, and what is longer than `max` characters ends in `…`.
///
/// ```
/// use chatlink::render::display::one_line;
/// assert_eq!(one_line("  Mia\u{202e}\n\tB. ", 60), "Mia B.");
/// assert_eq!(one_line("abcdef", 4), "abc…");
/// ```
pub fn one_line(text: &str, max: usize) -> String {
    let mut line = String::new();
    let mut count = 0;
    let mut space = false;
    for c in text.chars() {
        if c.is_whitespace() {
            space = count > 0;
            continue;
        }
        if is_invisible(c) {
            continue;
        }
        // A space only counts once something follows it.
        let needed = 1 + usize::from(space);
        if count + needed > max {
            while count >= max {
                line.pop();
                count -= 1;
            }
            line.truncate(line.trim_end().len());
            line.push('…');
            return line;
        }
        if space {
            line.push(' ');
            space = false;
        }
        line.push(c);
        count += needed;
    }
    line
}

/// Whether a character shows nothing itself, or changes how others are shown.
///
/// Controls, the bidirectional controls of UAX #9, zero-width characters, blank fillers, the byte
/// order mark, annotation marks and tag characters. Variation selectors stay: emoji need them.
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}'
            | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180e}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{2800}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// A site as people call it: `chatgpt` is ChatGPT. One that is not known is shown as it is named.
pub fn site_name(site: &str) -> String {
    let known = match site {
        "chatgpt" => "ChatGPT",
        "claude" => "Claude",
        "gemini" => "Gemini",
        "grok" => "Grok",
        "deepseek" => "DeepSeek",
        "perplexity" => "Perplexity",
        "copilot" => "Copilot",
        "copilot-m365" => "Microsoft 365 Copilot",
        "mistral" => "Le Chat",
        "aistudio" => "AI Studio",
        "qwen" => "Qwen",
        "meta" => "Meta AI",
        "poe" => "Poe",
        "huggingchat" => "HuggingChat",
        "openwebui" => "Open WebUI",
        "zai" => "Z.ai",
        "librechat" => "LibreChat",
        "google-ai-mode" => "Google AI Mode",
        "lumo" => "Lumo",
        other => return one_line(other, MAX_NAME),
    };
    known.to_owned()
}
