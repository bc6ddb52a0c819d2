//! What the session and the page say to each other.
//!
//! The session's side is Rust; the page's side is `extension/page.js`, which knows no site and does
//! only what a [`Command`] tells it. Both go over the wire as JSON: a command is an object with one
//! key (`{"read": {…}}`), so is a [`Reply`] (`{"page": {…}}`). Field names are camelCase.
//!
//! # How a page is read
//!
//! `page.js` (live page) and [`super::html`] (saved page) follow the same rules. Whoever changes one
//! changes both.
//!
//! 1. Roots: of [`ReadPlan::roots`], the first selector that matches anything; all its matches that
//!    do not stand inside one another, in document order. Nothing matches: `body`.
//! 2. Then every match of [`ReadPlan::extras`] that is not inside something read already.
//! 3. Dropped with everything below: matches of [`ReadPlan::skip`]; always `script`, `style`,
//!    `noscript`, `template`. Comments are dropped. What stands in a `textarea` is read only where
//!    [`ReadPlan::values`] matches: a draft that nobody sent is nobody's business.
//! 4. A match of [`ReadPlan::flatten`] is sent with its text content as its only child.
//! 5. White space is kept as it is.
//! 6. Attributes: those of [`ReadPlan::attributes`]. `style` only where it holds one of
//!    [`ReadPlan::style_words`]. A `data:` address is sent as `data:` alone.
//!    A ticked box has `checked`.
//! 7. An element with a shadow root is read as that root, a `slot` as what is assigned to it; closed
//!    roots too, on elements of the page's own making and on empty boxes. (A saved page has no shadow
//!    roots.)
//! 8. Limits: [`ReadPlan::max_nodes`], [`ReadPlan::max_text`] (UTF-16 units of text and attribute
//!    values together) and [`ReadPlan::max_depth`]. What is beyond is dropped, and the snapshot says
//!    which limit was hit first.

use serde::{Deserialize, Serialize};

use super::tree::PageTree;

/// What the page is asked to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Command {
    /// Read the page as it is; answered by [`Reply::Page`].
    Read(ReadPlan),
    /// Scroll the list of messages, and wait until the page has settled; answered by
    /// [`Reply::Scrolled`].
    Scroll(ScrollPlan),
    /// Put every scroll position back; answered by [`Reply::Restored`].
    Restore,
    /// Ask the page's own server; answered by [`Reply::Fetched`].
    Fetch(FetchPlan),
    /// Draw a picture of the page anew; answered by [`Reply::Picture`].
    Picture(PicturePlan),
}

/// What the page answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Reply {
    /// What was read.
    Page(PageSnapshot),
    /// Where the list stands now.
    Scrolled(ScrollState),
    /// The page is as it was.
    Restored,
    /// What the page's own server said.
    Fetched(Fetched),
    /// A `data:` address; empty where the page may not read that picture, or shows none.
    Picture(String),
    /// The command could not be done.
    Failed {
        /// What the browser says; for a log, never for people.
        reason: String,
    },
    /// The page was closed, reloaded or left while it was read. Never sent by the page: whoever
    /// holds the connection says it.
    Gone,
}

/// What is read, and how. See the module's rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReadPlan {
    /// Selectors of where the conversation stands, best first.
    pub roots: Vec<String>,
    /// Selectors of small things that stand elsewhere: a title in a side bar, the model's name.
    pub extras: Vec<String>,
    /// Selectors of what is never content.
    pub skip: Vec<String>,
    /// Selectors of what is sent as plain text.
    pub flatten: Vec<String>,
    /// The attributes that are sent.
    pub attributes: Vec<String>,
    /// `style` is sent where it holds one of these.
    pub style_words: Vec<String>,
    /// Selectors of what scrolls the list of messages, best first.
    pub scrollers: Vec<String>,
    /// Selectors of the fields whose text is content.
    pub values: Vec<String>,
    /// The most nodes.
    pub max_nodes: usize,
    /// The most UTF-16 units of text and attribute values.
    pub max_text: usize,
    /// The most levels below a root.
    pub max_depth: usize,
}

/// A page as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PageSnapshot {
    /// Address of the page; empty where unknown.
    pub url: String,
    /// `document.title`.
    pub title: String,
    /// `document.contentType`, for example `application/pdf`; empty where unknown.
    pub content_type: String,
    /// What was read.
    pub tree: PageTree,
    /// Whether the tab is in the background: such a page loads nothing.
    pub hidden: bool,
    /// Where the list of messages stands, if something scrolls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scroll: Option<ScrollState>,
    /// The limit that was hit, if one was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub truncated: Option<Limit>,
}

/// A limit of [`ReadPlan`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Limit {
    /// [`ReadPlan::max_nodes`].
    Nodes,
    /// [`ReadPlan::max_text`].
    Text,
    /// [`ReadPlan::max_depth`].
    Depth,
}

/// One step of scrolling.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScrollPlan {
    /// Selectors of what scrolls, best first: the first match that can scroll. Without one, the
    /// page itself.
    pub scrollers: Vec<String>,
    /// How far, in hundredths of the visible height; negative is up.
    pub by: i32,
    /// How long nothing may change before the page counts as settled, in milliseconds.
    pub quiet: u32,
    /// How long to wait for a first change, in milliseconds.
    pub wait: u32,
    /// The longest to wait in all, in milliseconds.
    pub limit: u32,
}

/// Where a list stands.
///
/// Positions are CSS pixels from the upper end, whichever way the list counts its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ScrollState {
    /// Pixels above what is visible.
    pub above: i64,
    /// Pixels below what is visible.
    pub below: i64,
    /// Height of what is visible.
    pub height: i64,
    /// Whether the position or the content changed in this step.
    pub moved: bool,
    /// Whether the tab is in the background.
    pub hidden: bool,
}

/// One request to the page's own origin, in the person's own session. `page.js` refuses any other
/// origin and follows no redirect.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FetchPlan {
    /// What is asked for.
    pub request: Request,
    /// How long to wait before, in milliseconds: a server may ask for that.
    pub delay: u32,
    /// The longest it may take, the wait included, in milliseconds.
    pub limit: u32,
    /// The most UTF-16 units of the answer.
    pub max_text: usize,
}

/// One picture of the page, to be drawn anew: small, and without anything but its pixels.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PicturePlan {
    /// Its address; empty where only its name is known.
    pub address: String,
    /// What it is called.
    pub name: String,
    /// Which of those that are called so.
    pub nth: usize,
    /// How many have to be called so; otherwise it is not known which one is meant.
    pub of: usize,
    /// The most pixels of its longer side.
    pub edge: u32,
    /// From 0 to 100.
    pub quality: u32,
    /// The most bytes.
    pub most: usize,
}

/// What is asked of the page's own server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Request {
    /// The address, from its first slash.
    pub path: String,
    /// What is sent, as JSON: then it is a POST, otherwise a GET.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// The page's key to its own server, where cookies are not enough. It is read, used and
    /// forgotten inside the page: it stands in no reply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bearer: Option<Bearer>,
    /// Headers whose value is a cookie of the page.
    pub cookies: Vec<CookieHeader>,
}

/// Where a page keeps its key to its own server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Bearer {
    /// A key of `localStorage`; empty where it comes from the server.
    pub storage: String,
    /// An address of the same origin, from its first slash; empty where it is in the storage.
    pub path: String,
    /// Whether that address wants a POST.
    pub post: bool,
    /// The way to the key in the JSON found there. Empty: the text itself.
    pub at: Vec<String>,
    /// The headers that it is sent in.
    pub headers: Vec<String>,
}

/// A header that repeats a cookie.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CookieHeader {
    /// Name of the cookie.
    pub cookie: String,
    /// Name of the header.
    pub header: String,
    /// It is sent where the cookie has exactly this many characters.
    pub length: usize,
}

/// What the page's own server said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Fetched {
    /// The status; 0 where there was no answer.
    pub status: u16,
    /// The answer; empty where there is a problem.
    pub text: String,
    /// After how many seconds the server wants to be asked again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
    /// How long it took, the wait before included, in milliseconds.
    pub elapsed: u32,
    /// Why there is no answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
}

/// Why a request has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Problem {
    /// The address is not one of the page's own origin.
    Address,
    /// The page's key was not found: nobody is signed in.
    Bearer,
    /// The answer is larger than it may be.
    Large,
    /// It took too long.
    Slow,
    /// The network, or a redirect.
    Network,
}
