//! Images that come into the link itself: the page draws them anew, small and without anything else.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use super::{Page, Share};
use crate::capture::protocol::PicturePlan;
use crate::choose::Held;
use crate::choose::pictures::{self, Wanted};
use crate::render::picture::Picture;
use crate::web::i18n::{counted, number, plural, t};
use crate::web::popup::draft;

/// The most pixels of the longer side, the quality, and the most bytes of one image.
const EDGE: u32 = 800;
const QUALITY: u32 = 60;
const MOST: usize = 150_000;
/// The most characters of all images: a link has a million, and the text needs some.
const ALL: usize = 800_000;

impl Share {
    /// Takes images into the link, or leaves them names and addresses.
    pub(super) fn set_pictures(self: &Rc<Self>, on: bool) {
        self.choose(|edits| edits.chosen.pictures = on);
        self.view.choosing.say("");
        if on {
            let share = self.clone();
            spawn_local(async move { share.load_pictures().await });
        }
    }

    /// Takes the images of what was read since, where images are wanted.
    pub(super) async fn more_pictures(self: &Rc<Self>) {
        let wanted = match &*self.captured.borrow() {
            Some(captured) if self.edits.borrow().chosen.pictures => {
                pictures::wanted(&captured.conversation)
            }
            _ => return,
        };
        let missing = {
            let held = self.pictures.borrow();
            let known = |it: &Wanted| held.iter().any(|held| it.is(held));
            wanted.iter().any(|it| !known(it))
        };
        if missing {
            self.load_pictures().await;
        }
    }

    async fn load_pictures(self: &Rc<Self>) {
        let wanted = match &*self.captured.borrow() {
            Some(captured) => pictures::wanted(&captured.conversation),
            None => return,
        };
        self.view.choosing.say(&t("pictures_reading"));
        // One that is open already is used, and left open for whoever opened it.
        let open = self.page.borrow().clone();
        let page = match open {
            Some(page) => Some(page),
            None => Page::open(&self.tab).await.ok().map(Rc::new),
        };
        // Without it no image can be read, which is said below.
        let page = match Page::prepare_pictures(&self.tab).await {
            Ok(()) => page,
            Err(_) => None,
        };
        let mut held: Vec<Held> = Vec::new();
        let (mut chars, mut missed) = (0, 0);
        for wanted in &wanted {
            let data = match &page {
                Some(page) => page.picture(plan(wanted)).await,
                None => None,
            };
            let data =
                data.filter(|data| chars + data.len() <= ALL && Picture::check(data).is_some());
            match data {
                Some(data) => {
                    chars += data.len();
                    held.push(wanted.held(data));
                }
                None => missed += 1,
            }
        }
        drop(page);
        // Switched off meanwhile.
        if !self.edits.borrow().chosen.pictures {
            return;
        }
        let _ = draft::keep_pictures(&self.tab, &held).await;
        let mut said = Vec::new();
        if !held.is_empty() {
            let count = number(held.len());
            said.push(plural("pictures_in", held.len(), &[&count, &number(chars)]));
        }
        if missed > 0 {
            said.push(counted("pictures_missed", missed));
        }
        *self.pictures.borrow_mut() = held;
        self.remake();
        self.view.choosing.say(&said.join(" "));
    }
}

fn plan(wanted: &Wanted) -> PicturePlan {
    PicturePlan {
        address: wanted.address.clone(),
        name: wanted.name.clone(),
        nth: wanted.nth,
        of: wanted.of,
        edge: EDGE,
        quality: QUALITY,
        most: MOST,
    }
}
