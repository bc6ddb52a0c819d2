//! Saves the conversation as a file: a page that opens anywhere, Markdown, or JSON.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

use crate::conversation::Conversation;
use crate::render::display::one_line;
use crate::render::export;
use crate::web::dom;
use crate::web::{file, i18n, paint};

/// The kinds of file: the key of its label, the ending of its name, and its type.
pub const KINDS: [(&str, &str, &str); 3] = [
    ("view_save_html", "html", "text/html"),
    ("view_save_markdown", "md", "text/markdown"),
    ("view_save_json", "json", "application/json"),
];

/// The most characters of a file's name.
const MAX_NAME: usize = 60;

/// Hands the file to the browser's downloads. `None` where the browser refuses.
pub fn save(conversation: &Conversation, ending: &str, kind: &str) -> Option<()> {
    let text = match ending {
        "html" => {
            let look = paint::look_of_file();
            export::html_with(conversation, &look, &i18n::language(), &styles())
        }
        "md" => crate::transcript::write(conversation),
        _ => export::json(conversation),
    };
    let name = [&file_name(&conversation.title), ".", ending].concat();
    file::save(&name, kind, &text)
}

/// The title as a name that every system takes.
fn file_name(title: &str) -> String {
    let plain: String = one_line(title, MAX_NAME)
        .chars()
        .map(|c| {
            if "/\\:*?\"<>|%~#&{}$!'`=@+…".contains(c) {
                ' '
            } else {
                c
            }
        })
        .collect();
    let name = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = name.trim_matches(['.', ' ', '-']);
    if name.is_empty() {
        "conversation".to_owned()
    } else {
        name.to_owned()
    }
}

/// The sheets that a file needs. What stands in the page itself needs no name.
///
/// In the extension; a hosted page has the four in one, under the name of the third.
const SHEETS: [&str; 4] = ["tokens.css", "base.css", "reading.css", "code.css"];

/// The styles of this page as text: the file looks as the page does.
fn styles() -> String {
    let mut text = String::new();
    let get = |from: &JsValue, name: &str| Reflect::get(from, &name.into()).unwrap_or_default();
    let sheets = get(&dom::document().into(), "styleSheets");
    let length = |list: &JsValue| get(list, "length").as_f64().unwrap_or_default() as u32;
    for sheet in (0..length(&sheets)).filter_map(|at| Reflect::get_u32(&sheets, at).ok()) {
        let address = get(&sheet, "href").as_string();
        if address.is_some_and(|address| !SHEETS.iter().any(|name| address.ends_with(name))) {
            continue;
        }
        let rules = get(&sheet, "cssRules");
        for rule in (0..length(&rules)).filter_map(|at| Reflect::get_u32(&rules, at).ok()) {
            text.push_str(&get(&rule, "cssText").as_string().unwrap_or_default());
            text.push('\n');
        }
    }
    text
}
