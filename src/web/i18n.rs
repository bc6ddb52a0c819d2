//! Text for people, from `_locales`, in the language of the browser.

use js_sys::{Function, Intl};
use wasm_bindgen::JsValue;

use super::{browser, dom, home};
use crate::error::Error;

thread_local! {
    /// The rules of the language, made once: a list asks for them at every row.
    static RULES: Intl::PluralRules = Intl::PluralRules::new(&languages(), &js_sys::Object::new());
    static DAYS: Function = day_format();
    static FROM_RIGHT: bool = home::direction() == "rtl";
}

/// The sentence with this key; the key itself where it is missing, so that a gap is seen.
pub fn t(key: &str) -> String {
    tr(key, &[])
}

/// The sentence with this key, with `$1`, `$2` … filled in.
pub fn tr(key: &str, args: &[&str]) -> String {
    let text = message(key, args);
    if text.is_empty() {
        key.to_owned()
    } else {
        text
    }
}

/// The sentence with this key for so many things. A language has one for each of its forms: the key
/// itself is for "other", `key_one`, `key_few` and so on for the rest, as Unicode names them (UTS 35,
/// part 3, "Language Plural Rules").
pub fn plural(key: &str, count: usize, args: &[&str]) -> String {
    #[allow(clippy::cast_precision_loss)]
    let form = RULES.with(|rules| rules.select(count as f64));
    let text = message(&format!("{key}_{}", String::from(form)), args);
    if text.is_empty() { tr(key, args) } else { text }
}

/// From right to left each value stands by itself: between a name in Latin letters and a number the order would
/// otherwise be that of the name.
fn message(key: &str, args: &[&str]) -> String {
    if args.is_empty() || !FROM_RIGHT.with(|from_right| *from_right) {
        return home::message(key, args);
    }
    let apart: Vec<String> = args
        .iter()
        .map(|arg| ["\u{2068}", arg, "\u{2069}"].concat())
        .collect();
    let apart: Vec<&str> = apart.iter().map(String::as_str).collect();
    home::message(key, &apart)
}

/// The sentence with this key for so many things, and nothing else in it.
pub fn counted(key: &str, count: usize) -> String {
    plural(key, count, &[&number(count)])
}

/// What writes a day.
fn day_format() -> Function {
    let options = [("day", "numeric"), ("month", "short"), ("year", "numeric")];
    let options = options.map(|(name, value)| (name, JsValue::from(value)));
    let options = browser::object(&options).into();
    Intl::DateTimeFormat::new(&languages(), &options).format()
}

fn languages() -> js_sys::Array {
    js_sys::Array::of1(&language().into())
}

/// The sentence of an error.
pub fn error_text(error: &Error) -> String {
    let args = error.args();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    tr(&error.message_key(), &args)
}

/// A whole number as people write it in the language of the browser: `1,742`.
pub fn number(value: usize) -> String {
    #[allow(clippy::cast_precision_loss)]
    let value = js_sys::Number::from(value as f64);
    value.to_locale_string(&language()).into()
}

/// A day as people write it: `3 May 2026`. `seconds` since 1970-01-01T00:00:00Z.
#[allow(clippy::cast_precision_loss)]
pub fn day(seconds: i64) -> String {
    let moment = JsValue::from_f64(seconds as f64 * 1000.0);
    let said = DAYS.with(|format| format.call1(&JsValue::NULL, &moment));
    said.ok()
        .and_then(|said| said.as_string())
        .unwrap_or_default()
}

/// Has the browser load what it writes numbers and days with: the first of each takes it some 20 ms, which
/// is best spent while something else is waited for.
pub fn warm_up() {
    let _ = (number(1), day(0), RULES.with(|rules| rules.select(1.0)));
}

/// The browser's language as a tag, for example `pt-BR`.
pub fn language() -> String {
    home::language()
}

/// Tells the page its language and direction.
pub fn mark_page() {
    let root = dom::root();
    root.set_attr("lang", &language());
    root.set_attr("dir", &home::direction());
}
