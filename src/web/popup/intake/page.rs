//! A saved page by the browser's own parser, read as `page.js` reads a live one.
//!
//! The parser makes a document that is never shown: no script in it runs and nothing that it names is
//! loaded. The rules are those of [`crate::capture::protocol`].

use js_sys::{Promise, WeakSet};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Document, Element, Node, XmlHttpRequest, XmlHttpRequestResponseType as Kind};

use crate::capture::saved::Writer;
use crate::capture::{PageSnapshot, ReadPlan};
use crate::import::Refusal;

/// The bytes behind an address of our own, if they are still there and no more than these.
pub(super) async fn bytes(address: &str, most: usize) -> Result<Vec<u8>, Refusal> {
    let gone = || Refusal::new("file_gone", &[]);
    let read = request(address, Kind::Blob).await.ok_or_else(gone)?;
    let blob: Blob = read.dyn_into().map_err(|_| gone())?;
    if blob.size() > most as f64 {
        return Err(Refusal::new("file_too_large", &[&most]));
    }
    let bytes = JsFuture::from(blob.array_buffer())
        .await
        .map_err(|_| gone())?;
    Ok(js_sys::Uint8Array::new(&bytes).to_vec())
}

/// The same as a document.
pub(super) async fn document(address: &str) -> Option<Document> {
    request(address, Kind::Document).await?.dyn_into().ok()
}

async fn request(address: &str, kind: Kind) -> Option<JsValue> {
    let request = XmlHttpRequest::new().ok()?;
    request.open("GET", address).ok()?;
    request.set_response_type(kind);
    if kind == Kind::Document {
        // Whatever the system takes the file for.
        request.override_mime_type("text/html").ok()?;
    }
    let ended = Promise::new(&mut |resolve, _| request.set_onloadend(Some(&resolve)));
    request.send().ok()?;
    JsFuture::from(ended).await.ok()?;
    request
        .response()
        .ok()
        .filter(|response| !response.is_null())
}

/// What `page.js` would send of this document, had it been the page at this address.
pub(super) fn read(document: &Document, url: &str, plan: &ReadPlan) -> PageSnapshot {
    let all = |css: &str| -> Vec<Element> {
        let Ok(found) = document.query_selector_all(css) else {
            return Vec::new();
        };
        (0..found.length())
            .filter_map(|n| found.get(n)?.dyn_into().ok())
            .collect()
    };
    let outermost = |css: &str| {
        let mut outer: Vec<Element> = Vec::new();
        for element in all(css) {
            if !outer
                .last()
                .is_some_and(|last| last.contains(Some(&element)))
            {
                outer.push(element);
            }
        }
        outer
    };
    let mut reader = Reader {
        skip: plan.skip.join(","),
        flatten: plan.flatten.join(","),
        values: plan.values.join(","),
        done: WeakSet::new(),
        writer: Writer::new(plan),
    };
    let roots = plan
        .roots
        .iter()
        .map(|css| outermost(css))
        .find(|found| !found.is_empty())
        .unwrap_or_else(|| document.body().into_iter().map(Element::from).collect());
    for root in roots {
        reader.element(&root, 0);
    }
    for css in &plan.extras {
        for element in outermost(css) {
            if !reader.done.has(&element) {
                reader.element(&element, 0);
            }
        }
    }
    reader.writer.finish(url, &document.title())
}

struct Reader<'p> {
    skip: String,
    flatten: String,
    values: String,
    done: WeakSet,
    writer: Writer<'p>,
}

impl Reader<'_> {
    /// Depth is bounded by [`ReadPlan::max_depth`].
    fn element(&mut self, element: &Element, depth: usize) {
        let is = |css: &str| !css.is_empty() && element.matches(css).unwrap_or(false);
        let tag = element.local_name();
        if Writer::never(&tag) || is(&self.skip) {
            return;
        }
        let attributes: Vec<(String, String)> = element
            .get_attribute_names()
            .iter()
            .filter_map(|name| {
                let name = name.as_string()?;
                let value = element.get_attribute(&name)?;
                let sent = self.writer.attribute(&name, &value)?.to_owned();
                Some((name, sent))
            })
            .collect();
        if !self.writer.open(&tag, &attributes, depth) {
            return;
        }
        self.done.add(element);
        let text = |node: &Node| node.text_content().unwrap_or_default();
        let field = tag == "textarea";
        if is(&self.flatten) || field && is(&self.values) {
            self.writer.text(&text(element));
        } else if !field {
            let mut child = element.first_child();
            while let Some(node) = child {
                if let Some(inner) = node.dyn_ref::<Element>() {
                    self.element(inner, depth + 1);
                } else if node.node_type() == Node::TEXT_NODE {
                    self.writer.text(&text(&node));
                }
                child = node.next_sibling();
            }
        }
        self.writer.close();
    }
}
