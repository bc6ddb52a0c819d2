//! The background: finishes uploads and deletions that outlive a popup.
//!
//! What is to be done stands in the list before it is begun, so that a browser that is killed at any
//! moment leaves nothing unknown: [`wake`] takes up what was left. In reading order:
//!
//! 1. [`background_task`]: what the pages ask for.
//! 2. `send`: an upload, from the conversation to the server's answer.
//! 3. `sealing`: its encryption.
//! 4. `remove`: deletions.

mod remove;
mod sealing;
mod send;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use gloo::timers::callback::Interval;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};
use wasm_bindgen_futures::spawn_local;
use web_sys::AbortController;

use super::browser::{api, from_js, to_js};
use super::ledger::{Boxed, Ledger, Place};
use super::tasks::{Changed, Done, Job, Task};
use super::{in_page, redirect};
use crate::error::Error;
use crate::ledger::{Entry, State, Trouble};

thread_local! {
    /// What is being sent, by the id of its entry.
    static RUNNING: RefCell<BTreeMap<String, AbortController>> = RefCell::default();
    /// An upload that waits for the person's consent.
    static HELD: RefCell<Option<Job>> = const { RefCell::new(None) };
    /// How much is being done; while anything is, the browser is kept from ending this script.
    static BUSY: Cell<usize> = const { Cell::new(0) };
    static AWAKE: RefCell<Option<Interval>> = const { RefCell::new(None) };
}

/// The browser ends an idle background after half a minute.
const STAY_AWAKE_MS: u32 = 20_000;

/// Does what a page asks for.
#[wasm_bindgen]
pub async fn background_task(message: JsValue) -> JsValue {
    let Some(task) = from_js::<Task>(message) else {
        return JsValue::NULL;
    };
    let _busy = Busy::begin();
    let done = match (task.task.as_str(), task.job) {
        ("upload", Some(job)) if job.held => {
            HELD.with(|held| *held.borrow_mut() = Some(job));
            Ok(Done::default())
        }
        ("upload", Some(job)) => {
            HELD.with(|held| *held.borrow_mut() = None);
            send::begin(job).await
        }
        ("retry", _) => each(&task.ids, send::retry).await,
        ("cancel", _) => each(&task.ids, send::cancel).await,
        ("delete", _) => each(&task.ids, remove::delete).await,
        ("wake", _) => wake(Place::of_window(task.private))
            .await
            .map(|()| Done::default()),
        _ => Ok(Done::default()),
    };
    to_js(&done.unwrap_or_else(|error| Done {
        trouble: Some(Trouble::from(&error)),
        ..Done::default()
    }))
}

/// The person allowed uploads: goes on with the one that waits for it.
#[wasm_bindgen]
pub async fn background_allowed() {
    let held = HELD.with(|held| held.borrow_mut().take());
    if let Some(job) = held {
        let _busy = Busy::begin();
        let _ = send::begin(Job { held: false, ..job }).await;
    }
}

/// The person took a permission back.
#[wasm_bindgen]
pub async fn background_forbidden() {
    // What cannot be stored now is found again at the next change.
    let _ = in_page::after_removal().await;
    redirect::after_removal().await;
}

/// One after the other: servers count how often they are asked.
async fn each<F: Future<Output = Result<(), Error>>>(
    ids: &[String],
    act: impl Fn(String) -> F,
) -> Result<Done, Error> {
    for id in ids {
        act(id.clone()).await?;
    }
    Ok(Done::default())
}

/// Takes up what was left undone: by a browser that was killed, or by a server that did not answer.
async fn wake(place: Place) -> Result<(), Error> {
    let entries = Ledger::open(place).await?.entries().await?.entries;
    for entry in entries {
        let state = entry.upload.as_ref().map(|upload| upload.state);
        let running = RUNNING.with(|running| running.borrow().contains_key(&entry.id));
        match state {
            Some(State::Sending | State::Unknown) if !running => send::settle(&entry.id).await?,
            Some(State::Deleting) if !running => remove::delete(entry.id).await?,
            Some(State::Stored) if entry.replaces.is_some() => send::replace(&entry.id).await?,
            _ => {}
        }
    }
    Ok(())
}

/// Tells every open page that an entry changed, and where its work is.
fn tell(id: &str, phase: &str, until: f64) {
    let changed = to_js(&Changed {
        changed: id.to_owned(),
        phase: phase.to_owned(),
        until,
    });
    spawn_local(async move {
        // Nobody listens where no page is open.
        let _ = api().runtime().send_message(&changed).await;
    });
}

/// Moves an entry on, and tells.
fn become_state<'a>(id: &'a str, state: State, error: Option<&'a Error>) -> Boxed<'a, ()> {
    Box::pin(async move {
        let trouble = error.map(Trouble::from);
        let ledger = Ledger::of(id).await?;
        let moved = |entry: &mut Entry| entry.become_state(state, trouble);
        ledger.change(id, moved, &[]).await?;
        tell(id, "done", 0.0);
        Ok(())
    })
}

/// For as long as it lives, something is being done.
struct Busy;

impl Busy {
    fn begin() -> Self {
        if BUSY.with(|busy| busy.replace(busy.get() + 1)) == 0 {
            let interval = Interval::new(STAY_AWAKE_MS, || {
                // Any call of the browser's own functions will do.
                let _ = api().runtime().get_platform_info();
            });
            AWAKE.with(|awake| *awake.borrow_mut() = Some(interval));
        }
        Self
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        let left = BUSY.with(|busy| {
            busy.set(busy.get().saturating_sub(1));
            busy.get()
        });
        if left == 0 {
            AWAKE.with(|awake| awake.borrow_mut().take());
        }
    }
}
