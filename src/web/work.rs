//! The long work of links, which the page leaves to a worker.
//!
//! `extension/work.js` offers `startWork`: a Worker, or slices on this thread where the browser
//! refuses one. A page that brings the worker's wasm in another way offers its own.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{Closure, JsValue, wasm_bindgen};
use wasm_bindgen_futures::JsFuture;

use crate::error::Error;
use crate::link::{Codec, Lock, MAX_DENSE_BYTES, Packed, SealKey, Settings, Unpacked};
use crate::web::browser::object;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_name = startWork)]
    fn start_work(task: &JsValue, hear: &Function) -> Result<Function, JsValue>;
}

/// Work under way. It stops when this is dropped.
pub struct Task {
    stop: Option<Function>,
    _hear: Closure<dyn FnMut(JsValue)>,
}

impl Drop for Task {
    fn drop(&mut self) {
        if let Some(stop) = &self.stop {
            let _ = stop.call0(&JsValue::NULL);
        }
    }
}

/// How far the unpacking of a link is.
pub enum Unpacking<'a> {
    /// The beginning of its body, and how much of its payload was read for that, from 0 to 1.
    Part(&'a [u8], f64),
    /// It ended.
    Done(Result<Unpacked, Error>),
}

/// Unpacks a link of codec 2. `hear` is called at least once, and last with the end.
///
/// The task must not be dropped by `hear`.
pub fn unpack(packed: &Packed, mut hear: impl FnMut(Unpacking<'_>) + 'static) -> Task {
    let task = object(&[
        ("kind", "unpack".into()),
        ("bytes", bytes(packed.payload())),
        ("whole", packed.is_whole().into()),
        ("limit", (MAX_DENSE_BYTES as u32).into()),
    ]);
    let length = packed.payload().len().max(1) as f64;
    let mut body = Vec::new();
    start(&task, move |message| {
        body.extend(message.bytes());
        let ended = match message.text("end").as_deref() {
            None => {
                let read = message.number("read") / length;
                return hear(Unpacking::Part(&body, read));
            }
            Some("whole") => Ok(true),
            Some("cut") => Ok(false),
            Some("too-large") => Err(Error::LinkTooLarge {
                limit: Codec::Dense.limit(),
            }),
            Some("surplus") => Err(Error::LinkDamaged),
            Some(_) => Err(message.failure()),
        };
        let body = std::mem::take(&mut body);
        hear(Unpacking::Done(ended.map(|ended| Unpacked { body, ended })));
    })
}

/// Makes the payload of codec 2 for a body, and reads it back. `hear` is called once.
///
/// The task must not be dropped by `hear`.
pub fn pack(body: &[u8], mut hear: impl FnMut(Result<Vec<u8>, Error>) + 'static) -> Task {
    let task = object(&[("kind", "pack".into()), ("bytes", bytes(body))]);
    start(&task, move |message| match message.text("end").as_deref() {
        None => {}
        Some("whole") => hear(Ok(message.bytes())),
        Some(_) => hear(Err(message.failure())),
    })
}

/// Derives the key of a link with a password, which takes a moment by intent. `hear` is called once.
///
/// The task must not be dropped by `hear`.
pub fn key(
    lock: &Lock,
    password: &str,
    mut hear: impl FnMut(Result<SealKey, Error>) + 'static,
) -> Task {
    let Settings {
        memory_kib,
        passes,
        lanes,
    } = lock.settings();
    let task = object(&[
        ("kind", "key".into()),
        ("password", password.into()),
        ("salt", bytes(lock.salt())),
        ("memory", memory_kib.into()),
        ("passes", passes.into()),
        ("lanes", lanes.into()),
        ("length", (SealKey::BYTES as u32).into()),
    ]);
    start(&task, move |message| match message.text("end").as_deref() {
        None => {}
        Some("whole") => {
            let bytes = <[u8; SealKey::BYTES]>::try_from(message.bytes());
            hear(bytes.map(SealKey::new).map_err(|_| message.failure()));
        }
        Some(_) => hear(Err(message.failure())),
    })
}

/// [`key`], awaited.
///
/// # Errors
/// [`Error::WorkFailed`], and what the browser refuses.
pub async fn derive_key(lock: &Lock, password: &str) -> Result<SealKey, Error> {
    let derived = Rc::new(RefCell::new(None));
    let mut task = None;
    let promise = Promise::new(&mut |resolve, _| {
        let derived = Rc::clone(&derived);
        task = Some(key(lock, password, move |found| {
            *derived.borrow_mut() = Some(found);
            let _ = resolve.call0(&JsValue::NULL);
        }));
    });
    let _ = JsFuture::from(promise).await;
    drop(task);
    let found = derived.borrow_mut().take();
    found.unwrap_or_else(|| {
        Err(Error::WorkFailed {
            reason: String::new(),
        })
    })
}

/// What the worker says.
struct Message(JsValue);

impl Message {
    fn get(&self, name: &str) -> JsValue {
        Reflect::get(&self.0, &name.into()).unwrap_or_default()
    }

    fn text(&self, name: &str) -> Option<String> {
        self.get(name).as_string()
    }

    fn number(&self, name: &str) -> f64 {
        self.get(name).as_f64().unwrap_or_default()
    }

    fn bytes(&self) -> Vec<u8> {
        let bytes = self.get("bytes");
        if bytes.is_undefined() {
            return Vec::new();
        }
        Uint8Array::new(&bytes).to_vec()
    }

    /// What it says of an end that is none of the known ones.
    fn failure(&self) -> Error {
        let reason = self.text("reason").or_else(|| self.text("end"));
        Error::WorkFailed {
            reason: reason.unwrap_or_default(),
        }
    }
}

fn start(task: &JsValue, hear: impl FnMut(Message) + 'static) -> Task {
    let hear = Rc::new(RefCell::new(hear));
    let heard = Rc::clone(&hear);
    let closure = Closure::<dyn FnMut(JsValue)>::new(move |message| {
        (heard.borrow_mut())(Message(message));
    });
    let started = start_work(task, closure.as_ref().unchecked_ref());
    let stop = match started {
        Ok(stop) => Some(stop),
        Err(error) => {
            // Heard a moment later, as from any worker.
            let message = object(&[("end", "failed".into()), ("reason", said(&error))]);
            gloo::timers::callback::Timeout::new(0, move || {
                (hear.borrow_mut())(Message(message));
            })
            .forget();
            None
        }
    };
    Task {
        stop,
        _hear: closure,
    }
}

fn said(error: &JsValue) -> JsValue {
    Reflect::get(error, &"message".into()).unwrap_or_default()
}

fn bytes(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).into()
}
