//! The heavy half of an upload by the browser's own means: `extension/seal.js`.

use js_sys::{Promise, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};
use wasm_bindgen_futures::JsFuture;

use crate::error::Error;
use crate::upload::Sealing;
use crate::web::browser::storage_error;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_name = deflateUpload)]
    fn deflate_upload(bytes: &[u8]) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_name = sealUpload)]
    fn seal_upload(
        secret: &[u8],
        salt: &[u8],
        rounds: u32,
        iv: &[u8],
        adata: &[u8],
        bytes: &[u8],
    ) -> Result<Promise, JsValue>;
}

/// Deflates, without a header.
///
/// # Errors
/// [`Error::Storage`] in the browser's words; it has no reason to.
pub(super) async fn deflate(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    bytes_of(deflate_upload(bytes)).await
}

/// Deflates and encrypts.
///
/// # Errors
/// As [`deflate`].
pub(super) async fn seal(how: &Sealing, bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let (random, rounds) = (&how.random, Sealing::ROUNDS);
    bytes_of(seal_upload(
        &how.secret,
        &random.salt,
        rounds,
        &random.iv,
        how.adata.as_bytes(),
        bytes,
    ))
    .await
}

async fn bytes_of(promised: Result<Promise, JsValue>) -> Result<Vec<u8>, Error> {
    let bytes = match promised {
        Ok(promise) => JsFuture::from(promise).await,
        Err(error) => Err(error),
    };
    let bytes = bytes.map_err(|error| storage_error(&error))?;
    Ok(bytes.unchecked_into::<Uint8Array>().to_vec())
}
