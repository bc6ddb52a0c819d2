//! The words that are masked in every chat.

use super::card;
use crate::web::dom::El;
use crate::web::own_words::OwnWords;
use crate::web::settings;

/// Adds the part, with the words that were chosen.
pub(super) async fn add(main: &El) {
    let words = OwnWords::new(|_| ());
    words.show(&settings::own_words().await);
    main.append(card("section", "options_words_title").child(words.element()));
}
