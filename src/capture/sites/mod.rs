//! What is known of each site: one file a site.
//!
//! The address chooses the site and what is read; the page's structure decides in the end, so that
//! a saved page is recognised under any address and self-hosted sites on any host.

use super::accumulate::Reading;
use super::address::Address;
use super::protocol::{PageSnapshot, ReadPlan};
use super::tree::Node;
use crate::error::Error;

pub mod chatgpt;

/// A chat site.
pub trait Site: Sync {
    /// Its stable short name, as in `Conversation.site`.
    fn name(&self) -> &'static str;

    /// The hosts it runs on; hosts below them count as well. Empty for self-hosted sites.
    fn hosts(&self) -> &'static [&'static str];

    /// What to read of its pages.
    fn plan(&self) -> SitePlan;

    /// Whether the page shows turns in a structure that this site is known for.
    fn recognises(&self, page: &Page<'_>) -> bool;

    /// Reads the turns in view.
    fn read(&self, page: &Page<'_>) -> Reading;

    /// Whether an address of this site is one of a conversation, and not of its start page.
    fn is_conversation(&self, address: &Address) -> bool {
        address.segments().count() > 1
    }
}

/// What to read of a site's pages: lists of selectors, see [`ReadPlan`].
#[derive(Clone, Copy, Debug, Default)]
pub struct SitePlan {
    /// Where the conversation stands, best first; `body` if nothing matches.
    pub roots: &'static [&'static str],
    /// Small things that stand elsewhere.
    pub extras: &'static [&'static str],
    /// What scrolls the list of messages.
    pub scrollers: &'static [&'static str],
}

/// A snapshot with the address that it is read under.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// What was read.
    pub snapshot: &'a PageSnapshot,
    /// Address of the page.
    pub address: &'a Address,
}

impl<'a> Page<'a> {
    /// A snapshot of the page at this address.
    pub fn new(snapshot: &'a PageSnapshot, address: &'a Address) -> Self {
        Self { snapshot, address }
    }

    /// Everything that was read.
    pub fn root(&self) -> Node<'a> {
        self.snapshot.tree.root()
    }
}

/// Every site, in the order in which their structures are tried.
pub const SITES: &[&dyn Site] = &[&chatgpt::ChatGpt];

/// Never content, on any site.
const SKIP: &[&str] = &[
    "svg",
    "iframe:not([title])",
    "audio",
    "video",
    "canvas",
    "link",
    "meta",
];

/// What is sent as plain text: the drawn form of a formula is hundreds of elements.
const FLATTEN: &[&str] = &[".katex-html", ".mjx-chtml", "mjx-container > svg"];

/// The part of MathML that only draws, where the source stands beside it.
const SKIP_MATHML: &str = "semantics > :not(annotation)";

/// The attributes that any site or the converter looks at.
const ATTRIBUTES: &[&str] = &[
    "alt",
    "align",
    "aria-hidden",
    "aria-label",
    "checked",
    "class",
    "colspan",
    "contenteditable",
    "dir",
    "disabled",
    "encoding",
    "height",
    "hidden",
    "href",
    "id",
    "lang",
    "name",
    "role",
    "src",
    "start",
    "style",
    "title",
    "type",
    "value",
    "width",
];

/// `style` tells how a formula is set, how a column is aligned and where a line of an editor is.
const STYLE_WORDS: &[&str] = &[
    "display: block",
    "display:block",
    "text-align",
    "top:",
    "pre-wrap",
];

/// What to read of the page at this address.
pub fn plan(address: &Address) -> ReadPlan {
    let strings = |list: &[&str]| list.iter().map(|&css| css.to_owned()).collect::<Vec<_>>();
    let mut plan = ReadPlan {
        roots: Vec::new(),
        extras: Vec::new(),
        skip: strings(SKIP),
        flatten: strings(FLATTEN),
        attributes: strings(ATTRIBUTES),
        style_words: strings(STYLE_WORDS),
        scrollers: Vec::new(),
        max_nodes: 400_000,
        max_text: 16_000_000,
        max_depth: 400,
    };
    plan.skip.push(SKIP_MATHML.to_owned());
    plan.attributes.extend(strings(DATA_ATTRIBUTES));
    // The row of this conversation in a side bar has its title.
    let plain = |c: char| c.is_ascii_alphanumeric() || "/-_.~%".contains(c);
    if address.path.len() > 3 && address.path.chars().all(plain) {
        plan.extras.push(format!("a[href=\"{}\"]", address.path));
    }
    match of_host(address) {
        Some(site) => {
            let own = site.plan();
            plan.roots = strings(own.roots);
            plan.extras.extend(strings(own.extras));
            plan.scrollers = strings(own.scrollers);
        }
        // Nobody knows yet what it is: everything that any site wants.
        None => {
            for site in SITES {
                plan.extras.extend(strings(site.plan().extras));
                plan.scrollers.extend(strings(site.plan().scrollers));
            }
        }
    }
    plan
}

/// The site that runs on the host of this address.
fn of_host(address: &Address) -> Option<&'static dyn Site> {
    SITES
        .iter()
        .find(|site| site.hosts().iter().any(|host| address.is_host(host)))
        .copied()
}

/// Reads a page by the site it belongs to; gives the site's name with it.
///
/// # Errors
///
/// [`Error::ChatEmpty`], [`Error::PageWithoutConversation`], [`Error::PageChanged`].
pub fn read(page: &Page<'_>) -> Result<(String, Reading), Error> {
    let host = of_host(page.address);
    let others = SITES
        .iter()
        .copied()
        .filter(|site| host.is_none_or(|host| host.name() != site.name()));
    for site in host.into_iter().chain(others) {
        if !site.recognises(page) {
            continue;
        }
        let reading = site.read(page);
        if reading.turns.iter().any(|turn| turn.message.is_some()) {
            return Ok((site.name().to_owned(), reading));
        }
    }
    Err(nothing_found(page, host))
}

/// Why there is no conversation in this page.
fn nothing_found(page: &Page<'_>, host: Option<&'static dyn Site>) -> Error {
    let root = page.root();
    let writes = root.has("textarea, [contenteditable=\"true\"], [role=\"textbox\"]");
    let signs_in = root.has("input[type=\"password\"], input[type=\"email\"]");
    let Some(site) = host else {
        return Error::PageWithoutConversation;
    };
    let text = root.find("main").unwrap_or(root).line();
    match (site.is_conversation(page.address), writes) {
        _ if signs_in => Error::PageWithoutConversation,
        // A page that is still loading has little text.
        (true, _) if text.chars().count() > 200 => Error::PageChanged {
            site: site.name().to_owned(),
        },
        (false, true) => Error::ChatEmpty,
        _ => Error::PageWithoutConversation,
    }
}

/// Attributes of the sites' own.
const DATA_ATTRIBUTES: &[&str] = &[
    // ChatGPT
    "data-assistant-markdown",
    "data-assistant-stream-block",
    "data-chatgpt-composer",
    "data-chatgpt-search-message-ids",
    "data-chatgpt-search-unit-key",
    "data-content-search-turn-key",
    "data-content-search-unit-key",
    "data-active",
    "data-inline-selection-pill",
    "data-interactive-row-link",
    "aria-current",
    "data-conversation-role",
    "data-conversation-transcript",
    "data-assistant-placeholder-slot",
    "data-markdown-copy",
    "data-markdown-copy-text",
    "data-markdown-text-style",
    "data-markdown-text-tone",
    "data-math-source",
    "data-message-actions",
    "data-message-attribution",
    "data-message-author-role",
    "data-message-complete",
    "data-message-content-controls",
    "data-message-id",
    "data-message-intervention",
    "data-message-model-slug",
    "data-message-role",
    "data-message-streaming",
    "data-privacy-notice",
    "data-testid",
    "data-thread-find-skip",
    "data-turn",
    "data-turn-id",
    "data-turn-id-container",
    "data-turn-key",
    "data-user-message-bubble",
    "data-user-message-copy",
    // Code and maths, on several sites
    "alttext",
    "data-language",
    "data-line",
    "display",
    "data-math",
    "data-xpm-latex",
];
