//! Decrypting by the browser itself: native, beside this page's thread, and no cipher in the wasm.
//!
//! Browsers offer it in pages that came safely: over https, from this machine, from a file, or in an
//! extension.

use js_sys::{ArrayBuffer, Object, Promise, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};
use wasm_bindgen_futures::JsFuture;

use super::browser::{object, part};
use crate::cipher::{Encrypted, KEY_BYTES, Key};
use crate::error::Error;

#[wasm_bindgen]
extern "C" {
    type Subtle;
    #[wasm_bindgen(method)]
    fn digest(this: &Subtle, how: &str, bytes: &Uint8Array) -> Promise;
    #[wasm_bindgen(method, js_name = importKey)]
    fn import_key(
        this: &Subtle,
        form: &str,
        bytes: &Uint8Array,
        kind: &str,
        extractable: bool,
        uses: &Object,
    ) -> Promise;
    #[wasm_bindgen(method, js_name = deriveBits)]
    fn derive_bits(this: &Subtle, how: &JsValue, key: &JsValue, bits: u32) -> Promise;
    #[wasm_bindgen(method)]
    fn decrypt(this: &Subtle, how: &JsValue, key: &JsValue, bytes: &Uint8Array) -> Promise;
}

/// What was encrypted; `None` for another key, or for what was changed.
///
/// # Errors
/// [`Error::PageInsecure`].
pub async fn open(encrypted: &Encrypted) -> Result<Option<Vec<u8>>, Error> {
    let subtle = subtle()?;
    Ok(try_open(&subtle, encrypted).await.ok())
}

async fn try_open(subtle: &Subtle, encrypted: &Encrypted) -> Result<Vec<u8>, JsValue> {
    let key = match &encrypted.key {
        Key::Known(bytes) => Uint8Array::from(&bytes[..]),
        Key::Derived {
            secret,
            salt,
            rounds,
        } => {
            let how = object(&[
                ("name", "PBKDF2".into()),
                ("hash", "SHA-256".into()),
                ("salt", Uint8Array::from(&salt[..]).into()),
                ("iterations", (*rounds).into()),
            ]);
            let key = usable(
                subtle,
                &Uint8Array::from(&secret[..]),
                "PBKDF2",
                "deriveBits",
            )
            .await?;
            bytes(subtle.derive_bits(&how, &key, 8 * KEY_BYTES as u32)).await?
        }
    };
    let key = usable(subtle, &key, "AES-GCM", "decrypt").await?;
    let how = object(&[
        ("name", "AES-GCM".into()),
        ("iv", Uint8Array::from(&encrypted.nonce[..]).into()),
        (
            "additionalData",
            Uint8Array::from(&encrypted.head[..]).into(),
        ),
    ]);
    let sealed = Uint8Array::from(&encrypted.bytes[..]);
    Ok(bytes(subtle.decrypt(&how, &key, &sealed)).await?.to_vec())
}

/// SHA-256.
///
/// # Errors
/// [`Error::PageInsecure`].
pub async fn sha256(seed: &[u8]) -> Result<[u8; KEY_BYTES], Error> {
    let sum = bytes(subtle()?.digest("SHA-256", &Uint8Array::from(seed))).await;
    let sum = sum.ok().and_then(|sum| sum.to_vec().try_into().ok());
    sum.ok_or(Error::PageInsecure)
}

fn subtle() -> Result<Subtle, Error> {
    let subtle = part(&part(&js_sys::global(), "crypto"), "subtle");
    if subtle.is_object() {
        Ok(subtle.unchecked_into())
    } else {
        Err(Error::PageInsecure)
    }
}

async fn usable(
    subtle: &Subtle,
    key: &Uint8Array,
    kind: &str,
    to: &str,
) -> Result<JsValue, JsValue> {
    let uses = js_sys::Array::of1(&to.into());
    JsFuture::from(subtle.import_key("raw", key, kind, false, &uses)).await
}

async fn bytes(promise: Promise) -> Result<Uint8Array, JsValue> {
    let buffer = JsFuture::from(promise).await?;
    Ok(Uint8Array::new(&buffer.unchecked_into::<ArrayBuffer>()))
}
