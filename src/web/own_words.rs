//! The person's own words that are always masked: a field, and the words with a button each. They are
//! kept on this device.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use super::dom::{El, el};
use super::i18n::{t, tr};
use super::settings;

/// The most words, and the most characters of one.
const MAX_WORDS: usize = 200;
const MAX_CHARS: usize = 100;

/// Who is told the words after a change.
type Changed = Rc<dyn Fn(Vec<String>)>;

/// The field and the list. Clones are the same ones.
#[derive(Clone)]
pub struct OwnWords {
    root: El,
    field: El,
    list: El,
    said: El,
    words: Rc<RefCell<Vec<String>>>,
    changed: Changed,
}

impl OwnWords {
    /// Without words yet. `changed` is told all of them after each change.
    pub fn new(changed: impl Fn(Vec<String>) + 'static) -> Self {
        let own = Self {
            root: el("form").class("own-words"),
            field: el("input")
                .id("own-word")
                .class("field")
                .attr("type", "text")
                .attr("dir", "auto")
                .attr("autocomplete", "off")
                .attr("maxlength", &MAX_CHARS.to_string())
                .attr("aria-describedby", "own-words-help")
                .attr("placeholder", &t("own_words_placeholder")),
            list: el("ul")
                .class("own-words-list")
                .attr("aria-label", &t("own_words_title")),
            said: el("p")
                .id("own-words-help")
                .class("muted")
                .attr("role", "status")
                .text(&t("own_words_help")),
            words: Rc::default(),
            changed: Rc::new(changed),
        };
        let adding = own.clone();
        let form = own.root.clone();
        form.listen("submit", move |event| {
            event.prevent_default();
            adding.add();
        });
        form.append(
            el("label")
                .class("label-above")
                .attr("for", "own-word")
                .text(&t("own_words_title")),
        );
        form.append(
            el("div").class("own-words-row").child(&own.field).child(
                el("button")
                    .id("add-word")
                    .class("button")
                    .attr("type", "submit")
                    .text(&t("own_words_add")),
            ),
        );
        form.append(&own.said);
        form.append(&own.list);
        own
    }

    /// For putting it into the page.
    pub fn element(&self) -> &El {
        &self.root
    }

    /// Shows these words.
    pub fn show(&self, words: &[String]) {
        *self.words.borrow_mut() = words.to_vec();
        self.list.clear();
        for (at, word) in words.iter().enumerate() {
            let own = self.clone();
            let remove = el("button")
                .class("quiet remove-word")
                .attr("type", "button")
                .attr("aria-label", &tr("own_words_remove", &[word]))
                .attr("title", &tr("own_words_remove", &[word]))
                .text("×")
                .on("click", move |_| own.remove(at));
            self.list.append(
                el("li")
                    .child(el("span").attr("dir", "auto").text(word))
                    .child(remove),
            );
        }
        self.list.set_hidden(words.is_empty());
    }

    fn change(&self, words: Vec<String>) {
        self.show(&words);
        let (said, kept) = (self.said.clone(), words.clone());
        spawn_local(async move {
            let refused = settings::set_own_words(&kept).await.is_err();
            said.toggle_class("bad", refused);
            said.set_text(&t(if refused {
                "own_words_not_kept"
            } else {
                "own_words_help"
            }));
        });
        (self.changed)(words);
    }

    fn add(&self) {
        let word = self.field.value().trim().to_owned();
        let mut words = self.words.borrow().clone();
        let known = words.iter().any(|it| it.eq_ignore_ascii_case(&word));
        if !word.is_empty() && !known && words.len() < MAX_WORDS {
            words.push(word);
            self.change(words);
        }
        self.field.set_value("");
        self.field.focus();
    }

    fn remove(&self, at: usize) {
        let mut words = self.words.borrow().clone();
        if at < words.len() {
            words.remove(at);
        }
        self.change(words);
        self.field.focus();
    }
}
