//! Requests to PrivateBin servers: of the plain kind that needs no permission for any site.
//!
//! Only the header `Accept` and a body of plain text: every other header would make the browser ask
//! the server first, which PrivateBin does not answer. No cookies, no referrer.

use std::pin::Pin;

use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Response};

use crate::error::Error;
use crate::upload::answer::Answer;
use crate::upload::{MAX_ANSWER_CHARS, Server};

#[wasm_bindgen]
extern "C" {
    /// Of pages and of the background alike.
    #[wasm_bindgen(js_name = fetch)]
    fn fetch(url: &str, options: &Object) -> Promise;
}

/// Asks.
///
/// # Errors
/// [`Error::ServerUnreachable`].
pub async fn get(server: &Server, url: &str) -> Result<Answer, Error> {
    ask(server, url, None, None).await
}

/// Sends.
///
/// # Errors
/// [`Error::ServerUnreachable`]: whether it arrived, nobody knows then.
pub async fn post(
    server: &Server,
    body: &str,
    signal: Option<&AbortSignal>,
) -> Result<Answer, Error> {
    ask(server, server.as_str(), Some(body), signal).await
}

/// In a box, so that its code stands in the wasm once.
fn ask<'a>(
    server: &'a Server,
    url: &'a str,
    body: Option<&'a str>,
    signal: Option<&'a AbortSignal>,
) -> Pin<Box<dyn Future<Output = Result<Answer, Error>> + 'a>> {
    Box::pin(async move {
        let unreachable = |_| Error::ServerUnreachable {
            server: server.name().to_owned(),
        };
        let options = Object::new();
        let set = |to: &Object, key: &str, value: &JsValue| {
            let _ = Reflect::set(to, &key.into(), value);
        };
        let headers = Object::new();
        set(&headers, "Accept", &"application/json".into());
        set(&options, "headers", &headers);
        for (key, value) in [
            ("credentials", "omit"),
            ("referrerPolicy", "no-referrer"),
            ("cache", "no-store"),
        ] {
            set(&options, key, &value.into());
        }
        if let Some(body) = body {
            set(&options, "method", &"POST".into());
            set(&options, "body", &body.into());
            // A redirect would turn it into another request.
            set(&options, "redirect", &"error".into());
        }
        if let Some(signal) = signal {
            set(&options, "signal", signal);
        }
        let response = JsFuture::from(fetch(url, &options)).await;
        let response: Response = response.map_err(unreachable)?.unchecked_into();
        let retry_after = response.headers().get("retry-after").ok().flatten();
        let text = JsFuture::from(response.text().map_err(unreachable)?).await;
        let text = text.map_err(unreachable)?.as_string().unwrap_or_default();
        if text.len() > MAX_ANSWER_CHARS {
            return Err(Error::LinkTooLarge {
                limit: MAX_ANSWER_CHARS,
            });
        }
        Ok(Answer {
            status: response.status(),
            retry_after: retry_after.and_then(|seconds| seconds.trim().parse().ok()),
            body: text,
        })
    })
}
