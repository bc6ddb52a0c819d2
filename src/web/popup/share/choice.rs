//! What the person chose for this conversation; and the guard in front of everything that leaves.

use std::collections::BTreeSet;
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use super::Share;
use crate::capture::Captured;
use crate::choose::{self, Choice, Cut, Pick, Prepared, cuts, messages};
use crate::conversation::Timestamp;
use crate::redact::Kind;
use crate::web::browser;
use crate::web::i18n::t;
use crate::web::popup::choosing::Choosing;
use crate::web::popup::cutting::Cutting;
use crate::web::popup::draft::Edits;
use crate::web::popup::review::{self, Item, Reviewed};
use crate::web::save::{KINDS, save};
use crate::web::settings::{self, OfSite};

/// What is kept on this device for every chat, or for those of a site.
#[derive(Default)]
pub(super) struct Kept {
    /// The site that it is of; none before a page was read.
    site: Option<String>,
    of_site: OfSite,
    own: Vec<String>,
}

impl Share {
    /// Everything that the person chose.
    fn choice(&self) -> Choice {
        let (edits, kept) = (self.edits.borrow(), self.kept.borrow());
        let author = edits.author.trim();
        let chosen = &edits.chosen;
        Choice {
            title: edits.title.clone(),
            author: (edits.named && !author.is_empty()).then(|| author.to_owned()),
            left_out: chosen.left_out.iter().copied().collect(),
            without_gaps: kept.of_site.without_gaps,
            parts: kept.of_site.parts,
            cuts: chosen.cuts.clone(),
            show_until: chosen.show_until.and_then(Timestamp::from_unix),
            pictures: if chosen.pictures {
                self.pictures.borrow().clone()
            } else {
                Vec::new()
            },
            own: kept.own.clone(),
            unmasked: chosen.unmasked.iter().copied().collect(),
        }
    }

    /// The conversation as it is to be shared, and what was found in it.
    pub(super) fn prepare(&self) {
        browser::mark("look");
        let prepared = match &*self.captured.borrow() {
            Some(captured) => {
                let name = |kind: Kind| t(kind.message_key());
                let mut finder = self.finder.borrow_mut();
                choose::prepare_with(&mut finder, &captured.conversation, &self.choice(), &name)
            }
            None => Prepared::default(),
        };
        browser::mark("looked");
        *self.prepared.borrow_mut() = prepared;
    }

    /// Reads what is kept for the site, and makes the choice follow what was read now.
    pub(super) async fn follow(&self, captured: &Captured) {
        let site = &captured.conversation.site;
        if self.kept.borrow().site.as_ref() != Some(site) {
            let (of_site, own) = (settings::of_site(site).await, settings::own_words().await);
            *self.kept.borrow_mut() = Kept {
                site: Some(site.clone()),
                of_site,
                own,
            };
        }
        let now = &captured.conversation.messages;
        let mut edits = self.edits.borrow_mut();
        let chosen = &mut edits.chosen;
        let keys: Vec<u64> = now.iter().map(messages::key).collect();
        if chosen.seen.is_empty() || chosen.seen == keys {
            return;
        }
        let places = messages::follow(&chosen.seen, now);
        let left_out = chosen.left_out.iter().copied().collect();
        let mut left_out = messages::carried(&left_out, chosen.pick, &places, now);
        let (cuts, lost) = cuts::carried(&chosen.cuts, &places, now);
        // What was cut out of them may stand elsewhere in them now.
        left_out.extend(lost);
        chosen.left_out = left_out.into_iter().collect();
        chosen.cuts = cuts;
        chosen.seen = keys;
        drop(edits);
        self.view.choosing.forget();
        self.keep_edits();
    }

    /// Changes what is chosen, and everything that follows from it.
    pub(super) fn choose(self: &Rc<Self>, change: impl FnOnce(&mut Edits)) {
        {
            let mut edits = self.edits.borrow_mut();
            if edits.chosen.seen.is_empty()
                && let Some(captured) = &*self.captured.borrow()
            {
                let all = captured.conversation.messages.iter();
                edits.chosen.seen = all.map(messages::key).collect();
            }
            change(&mut edits);
        }
        self.keep_edits();
        self.remake();
    }

    /// After a change of anything but title and name.
    pub(super) fn remake(self: &Rc<Self>) {
        self.make();
        self.show_preview();
        self.show_link();
    }

    pub(super) fn act_choosing(self: &Rc<Self>, what: Choosing) {
        match what {
            Choosing::Begin => self.begin_choosing(),
            Choosing::Done => {
                self.view.show_choosing(false);
                self.show_preview();
            }
            Choosing::Pick(pick) => {
                let out = match &*self.captured.borrow() {
                    Some(captured) => pick.left_out(&captured.conversation.messages),
                    None => return,
                };
                self.choose(|edits| {
                    edits.chosen.pick = pick;
                    edits.chosen.left_out = out.into_iter().collect();
                });
            }
            Choosing::Leave(first, last, out) => self.choose(|edits| {
                let mut left_out: BTreeSet<usize> = edits.chosen.left_out.drain(..).collect();
                for at in first..=last {
                    if out {
                        left_out.insert(at);
                    } else {
                        left_out.remove(&at);
                    }
                }
                // Whoever begins with nothing and adds wants nothing that is not chosen.
                if !out && edits.chosen.pick != Pick::None && left_out.is_empty() {
                    edits.chosen.pick = Pick::All;
                }
                edits.chosen.left_out = left_out.into_iter().collect();
            }),
            Choosing::Part(part, on) => self.keep_of_site(|kept| kept.parts.set(part, on)),
            Choosing::Gaps(on) => self.keep_of_site(|kept| kept.without_gaps = !on),
            Choosing::Pictures(on) => self.set_pictures(on),
            Choosing::Cut(at) => self.open_cutting(at),
        }
    }

    fn begin_choosing(&self) {
        if let Some(captured) = &*self.captured.borrow() {
            self.view.show_choosing(true);
            self.view.open_choosing(&captured.conversation);
        }
        self.show_preview();
    }

    /// Puts what is chosen into the preview, where messages are chosen.
    pub(super) fn show_chosen(&self) {
        let (captured, made) = (self.captured.borrow(), self.plain.borrow());
        let Some(captured) = &*captured else { return };
        let prepared = self.prepared.borrow();
        let shared = match &*made {
            Some(Ok(made)) => &made.conversation,
            _ => &prepared.conversation,
        };
        // The page was read again meanwhile.
        if self.view.choosing.rows() != captured.conversation.messages.len() {
            self.view.open_choosing(&captured.conversation);
        }
        let choice = self.choice();
        let pictures = self.edits.borrow().chosen.pictures;
        self.view
            .choosing
            .show(&captured.conversation, shared, &prepared, &choice, pictures);
    }

    fn keep_of_site(self: &Rc<Self>, change: impl FnOnce(&mut OfSite)) {
        let (site, of_site) = {
            let mut kept = self.kept.borrow_mut();
            change(&mut kept.of_site);
            (kept.site.clone().unwrap_or_default(), kept.of_site)
        };
        spawn_local(async move {
            let _ = settings::set_of_site(&site, &of_site).await;
        });
        self.remake();
    }

    /// Until when the reader is asked to show it.
    pub(super) fn set_until(self: &Rc<Self>, end: Option<i64>) {
        self.choose(|edits| edits.chosen.show_until = end);
        self.view.until.show(end);
    }

    /// Saves what would be shared as a file. It holds what the preview shows, and is in no list.
    pub(super) fn save(&self, kind: usize) {
        let prepared = self.prepared.borrow();
        let saved = KINDS
            .get(kind)
            .and_then(|(_, ending, kind)| save(&prepared.conversation, ending, kind));
        self.view.files.show_saved(saved.is_some());
    }

    // --- text of a message -----------------------------------------------------------------------

    /// The text of a message after its cuts, and how many they are.
    fn cut_text(&self, at: usize) -> Option<(String, usize)> {
        let captured = self.captured.borrow();
        let message = captured.as_ref()?.conversation.messages.get(at)?;
        let edits = self.edits.borrow();
        let all = &edits.chosen.cuts;
        let count = all.iter().filter(|cut| cut.message == at).count();
        Some((
            cuts::text(message, at, all, &t(Kind::Own.message_key())),
            count,
        ))
    }

    fn open_cutting(&self, at: usize) {
        let selected = crate::web::dom::window().get_selection().ok().flatten();
        let selected = selected.map_or_else(String::new, |it| String::from(it.to_string()));
        if let Some((text, cuts)) = self.cut_text(at) {
            self.view.cutting.open(at, &text, cuts, &selected);
        }
    }

    pub(super) fn act_cutting(self: &Rc<Self>, what: &Cutting) {
        let at = match what {
            Cutting::Cut(at, ..) | Cutting::Undo(at) => *at,
        };
        let cut = match (what, &*self.captured.borrow()) {
            (Cutting::Cut(at, range, mask), Some(captured)) => {
                let message = captured.conversation.messages.get(*at);
                message.map(|message| Cut::new(*at, message, range.clone(), *mask))
            }
            _ => None,
        };
        let mut back = 0..0;
        self.choose(|edits| match cut {
            Some(cut) => edits.chosen.cuts.push(cut),
            None => {
                let all = &mut edits.chosen.cuts;
                if let Some(last) = all.iter().rposition(|cut| cut.message == at) {
                    let cut = all.remove(last);
                    back = cut.start..cut.end;
                }
            }
        });
        if let Some((text, cuts)) = self.cut_text(at) {
            self.view.cutting.show(&text, cuts);
        }
        match what {
            Cutting::Cut(_, range, mask) => self.view.cutting.done(*mask, range.start),
            Cutting::Undo(_) => self.view.cutting.undone(back),
        }
    }

    // --- what was found --------------------------------------------------------------------------

    fn items(&self) -> Vec<Item> {
        review::items(&self.prepared.borrow(), &self.choice())
    }

    pub(super) fn act_review(self: &Rc<Self>, what: Reviewed) {
        match what {
            Reviewed::Open => {
                let words = self.kept.borrow().own.clone();
                self.view.review.open(&self.items(), &words);
            }
            Reviewed::Mask(same, on) => {
                self.choose(|edits| {
                    let unmasked = &mut edits.chosen.unmasked;
                    unmasked.retain(|known| *known != same);
                    if !on {
                        unmasked.push(same);
                    }
                    edits.chosen.agreed.retain(|known| *known != same);
                });
                self.view.review.show_count(&self.items());
            }
            Reviewed::Words(words) => {
                self.kept.borrow_mut().own = words;
                self.remake();
                self.view.review.show(&self.items());
            }
        }
    }

    /// The line of the panel that says what was masked, and how many messages are chosen.
    pub(super) fn show_masks(&self) {
        self.view.masks.show(&self.items());
        let captured = self.captured.borrow();
        let count = captured.as_ref().map_or(0, super::messages);
        let left_out = self.edits.borrow().chosen.left_out.len();
        self.view.choosing.show_begin(left_out, count);
    }

    /// Does what makes something leave; where it is not masked, only after one more click.
    pub(super) fn guarded(self: &Rc<Self>, then: Rc<dyn Fn()>) {
        let open = self.prepared.borrow().unmasked(&self.choice());
        let agreed: BTreeSet<u64> = self.edits.borrow().chosen.agreed.iter().copied().collect();
        if open.is_subset(&agreed) {
            return then();
        }
        let share = self.clone();
        let agree = move || {
            let mut edits = share.edits.borrow_mut();
            edits.chosen.agreed = open.iter().copied().collect();
            drop(edits);
            share.keep_edits();
            then();
        };
        self.view.review.ask(&self.items(), Rc::new(agree));
    }
}
