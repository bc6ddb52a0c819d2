//! How the page is read, its server asked and its list walked through.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use super::{Action, Page, Reading, Share, browser, draft, messages};
use crate::capture::ask::Outcome;
use crate::capture::{Captured, Session};
use crate::conversation::Timestamp;
use crate::error::Error;
use crate::web::browser::Badge;

impl Share {
    /// Reads what the page shows now, and then asks its server for what it does not show.
    pub(super) async fn read(self: &Rc<Self>) {
        self.reading.set(true);
        self.view.show_reading(
            self.captured
                .borrow()
                .as_ref()
                .map(|kept| &kept.completeness),
        );
        let result = self.read_page().await;
        let asks = self.take(result).await;
        if asks {
            self.ask().await;
        }
        self.page.borrow_mut().take();
    }

    /// Takes what the page shows; says whether more of it is wanted.
    async fn take(self: &Rc<Self>, result: Result<Captured, Error>) -> bool {
        let captured = match result {
            Ok(captured) => captured,
            Err(error) => {
                if self.captured.borrow().is_some() {
                    self.reading.set(false);
                    self.show();
                    return false;
                }
                // The page itself said nothing; its server still may.
                let asks = matches!(
                    error,
                    Error::PageChanged { .. } | Error::PageWithoutConversation
                );
                if !asks || self.session.borrow().is_none() {
                    browser::spawn_badge(self.tab.id, Badge::Failed);
                    self.view.show_error(&error, Some(Action::ReadAgain));
                }
                *self.failed.borrow_mut() = Some(error);
                return asks;
            }
        };
        // A page that shows only a part must not replace more that was read before, and one that
        // says the same keeps its link: the time of reading is part of it.
        let kept = self.captured.borrow().clone();
        let Some(kept) = kept.filter(|kept| messages(kept) > messages(&captured)) else {
            if self.says_the_same(&captured) {
                self.show();
            } else {
                self.adopt(captured).await;
                self.keep().await;
            }
            return true;
        };
        if kept.covers(&captured) {
            let asks = !kept.conversation.complete;
            self.reading.set(asks);
            self.show();
            return asks;
        }
        // The chat went on: what was read before is not all of it any more.
        let mut kept = kept;
        kept.conversation.complete = false;
        kept.completeness.can_load_more = true;
        kept.completeness.expected = captured.completeness.expected;
        self.adopt(kept).await;
        true
    }

    /// Asks the page's server for the rest, where there is one to be asked.
    async fn ask(self: &Rc<Self>) {
        let session = self.session.borrow_mut().take();
        let page = self.page.borrow().clone();
        let (Some(mut session), Some(page)) = (session, page) else {
            return;
        };
        let result = match session.ask() {
            Some(step) => {
                self.view.show_asking(&session.site());
                Some(page.drive(&mut session, step, |_| ()).await)
            }
            None => None,
        };
        *self.session.borrow_mut() = Some(session);
        self.reading.set(false);
        let failed = self.failed.borrow_mut().take();
        match (result, failed) {
            (Some(Ok(captured)), _) => {
                let kept = self.captured.borrow().as_ref().map_or(0, messages);
                let asked = captured.completeness.asked;
                if asked == Outcome::Answered || messages(&captured) >= kept {
                    self.adopt(captured).await;
                    self.keep().await;
                    return;
                }
                if let Some(kept) = &mut *self.captured.borrow_mut() {
                    kept.completeness.asked = asked;
                }
                self.show();
            }
            (_, Some(error)) => {
                browser::spawn_badge(self.tab.id, Badge::Failed);
                self.view.show_error(&error, Some(Action::ReadAgain));
            }
            _ => self.show(),
        }
    }

    /// Whether this is what was read before, but for the time.
    fn says_the_same(&self, captured: &Captured) -> bool {
        self.captured.borrow().as_ref().is_some_and(|kept| {
            let mut again = captured.conversation.clone();
            again.captured_at = kept.conversation.captured_at;
            again == kept.conversation && captured.completeness == kept.completeness
        })
    }

    async fn read_page(&self) -> Result<Captured, Error> {
        self.session.borrow_mut().take();
        let page = Rc::new(Page::open(&self.tab).await?);
        *self.page.borrow_mut() = Some(page.clone());
        let now = Timestamp::from_unix(browser::now()).ok_or(Error::PageGone)?;
        let mut session = Session::new(&self.tab.url, now);
        let first = session.start();
        let captured = page.drive(&mut session, first, |_| ()).await;
        *self.session.borrow_mut() = Some(session);
        captured
    }

    /// Scrolls through the page and reads the rest.
    pub(super) async fn load_all(self: &Rc<Self>) {
        let result = self.load_rest().await;
        self.page.borrow_mut().take();
        match result {
            Ok(captured) => {
                self.adopt(captured).await;
                self.keep().await;
            }
            Err(error) => {
                self.show();
                self.view.show_notice(&error);
            }
        }
    }

    /// Shows how far the loading is, and keeps what there is: the popup may close at any moment.
    fn watch(&self, session: &Session) {
        self.view.show_progress(&session.progress());
        let more =
            session.progress().captured > self.captured.borrow().as_ref().map_or(0, messages);
        let captured = session.so_far().filter(|_| more);
        let reading = captured.and_then(|captured| Reading::new(&self.tab.url, &captured).ok());
        if let Some(reading) = reading {
            let tab = self.tab.clone();
            spawn_local(async move {
                let _ = draft::keep_reading(&tab, &reading).await;
            });
        }
    }

    async fn load_rest(self: &Rc<Self>) -> Result<Captured, Error> {
        let page = Rc::new(Page::open(&self.tab).await?);
        *self.page.borrow_mut() = Some(page.clone());
        let Some(mut session) = self.session.borrow_mut().take() else {
            return Err(Error::PageGone);
        };
        let first = session.load_all();
        let captured = page
            .drive(&mut session, first, |session| self.watch(session))
            .await;
        *self.session.borrow_mut() = Some(session);
        captured
    }
}
