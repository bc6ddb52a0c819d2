//! What is known of each site: one file a site.
//!
//! The address chooses the site and what is read; the page's structure decides in the end, so that
//! a saved page is recognised under any address and self-hosted sites on any host.

use super::accumulate::Reading;
use super::address::Address;
use super::ask::{Ask, Asked};
use super::protocol::{PageSnapshot, ReadPlan};
use super::tree::{Node, one_line};
use crate::error::Error;

pub mod shape;
pub mod source;

pub mod aistudio;
pub mod chatgpt;
pub mod claude;
pub mod copilot;
pub mod deepseek;
pub mod gemini;
pub mod generic;
pub mod google_ai_mode;
pub mod grok;
pub mod huggingchat;
pub mod librechat;
pub mod lumo;
pub mod meta;
pub mod mistral;
pub mod openwebui;
pub mod perplexity;
pub mod poe;
pub mod qwen;

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

    /// Whether its hosts are its own. A Share button is offered for those alone: it tells a chat by a path of
    /// two parts, and would stand in every other page of a host that is not.
    fn has_own_hosts(&self) -> bool {
        !self.hosts().is_empty()
    }

    /// The pages of its hosts and of those below them, as browsers write such patterns.
    fn patterns(&self) -> Vec<String> {
        let hosts = self.hosts().iter();
        hosts.map(|host| format!("https://*.{host}/*")).collect()
    }

    /// The conversation's id, where the page tells it and the address does not.
    fn id(&self, _page: &Page<'_>) -> Option<String> {
        None
    }

    /// What to ask the site's own server for, or what its answers say.
    fn ask(&self, _asked: &Asked<'_>) -> Ask {
        Ask::Refused
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
    /// Fields whose text is content.
    pub values: &'static [&'static str],
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

    /// The conversation's title: what the selector finds, the row of this conversation in a side
    /// bar, or the tab's title without what the site adds to it. Empty where the tab only has one of
    /// the site's own names.
    pub fn title(&self, css: &str, suffixes: &[&str], names: &[&str]) -> String {
        let row = || {
            self.root()
                .find_all("a[href]")
                .into_iter()
                .find(|link| {
                    self.address.path.len() > 3 && link.attr("href") == Some(&self.address.path)
                })
                .map(|link| match link.attr_text("aria-label") {
                    Some(label) => label.to_owned(),
                    None => link.line(),
                })
                .filter(|title| !title.is_empty())
        };
        let tab = || {
            let title = one_line(&self.snapshot.title);
            let title = suffixes
                .iter()
                .find_map(|suffix| title.strip_suffix(suffix))
                .unwrap_or(&title)
                .trim();
            if names.contains(&title) {
                String::new()
            } else {
                title.to_owned()
            }
        };
        self.words(css).or_else(row).unwrap_or_else(tab)
    }

    /// The first words that the selector finds.
    pub fn words(&self, css: &str) -> Option<String> {
        self.root()
            .find_all(css)
            .into_iter()
            .map(Node::line)
            .find(|line| !line.is_empty())
    }

    /// Everything that was read.
    pub fn root(&self) -> Node<'a> {
        self.snapshot.tree.root()
    }
}

/// Every site, in the order in which their structures are tried.
pub const SITES: &[&dyn Site] = &[
    &mistral::Mistral,
    &chatgpt::ChatGpt,
    &claude::Claude,
    &gemini::Gemini,
    &grok::Grok,
    &deepseek::DeepSeek,
    &perplexity::Perplexity,
    &copilot::Copilot,
    &copilot::CopilotM365,
    &aistudio::AiStudio,
    &qwen::Qwen,
    &meta::Meta,
    &poe::Poe,
    &openwebui::ZAi,
    &openwebui::OpenWebUi,
    &librechat::LibreChat,
    &google_ai_mode::GoogleAiMode,
    &huggingchat::HuggingChat,
    &lumo::Lumo,
];

/// Never content, on any site.
const SKIP: &[&str] = &[
    "nav",
    "svg:not([aria-roledescription]):not([width][height])",
    "svg > *",
    "iframe:not([title])",
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
    "aria-checked",
    "aria-haspopup",
    "aria-hidden",
    "aria-label",
    "aria-level",
    "aria-current",
    "aria-live",
    "aria-posinset",
    "aria-roledescription",
    "aria-setsize",
    "checked",
    "class",
    "colspan",
    "contenteditable",
    "datetime",
    "dir",
    "disabled",
    "encoding",
    "height",
    "hidden",
    "href",
    "id",
    "lang",
    "language",
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
    "flex-end",
    "margin-left: auto",
    "top:",
    "pre-wrap",
    "display: none",
    "display:none",
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
        values: Vec::new(),
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
            plan.values = strings(own.values);
        }
        // Nobody knows yet what it is: everything that any site wants.
        None => {
            for site in SITES {
                plan.extras.extend(strings(site.plan().extras));
                plan.scrollers.extend(strings(site.plan().scrollers));
                plan.values.extend(strings(site.plan().values));
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
        .filter(|site| site.has_own_hosts() || site.is_conversation(address))
        .copied()
}

/// The site with this name; the one of the address's host where nothing was read yet.
fn named(name: &str, address: &Address) -> Option<&'static dyn Site> {
    if name.is_empty() {
        return of_host(address);
    }
    SITES.iter().find(|site| site.name() == name).copied()
}

/// The name of the site that is asked.
pub fn name(name: &str, address: &Address) -> String {
    named(name, address).map_or_else(String::new, |site| site.name().to_owned())
}

/// The conversation's id, where the page of this site tells it.
pub fn id(name: &str, page: &Page<'_>) -> Option<String> {
    named(name, page.address)?.id(page)
}

/// What to ask the server of this site, or what its answers say.
pub fn ask(name: &str, asked: &Asked<'_>) -> Ask {
    named(name, asked.address).map_or(Ask::Refused, |site| site.ask(asked))
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
    // A known site whose structure is new is not guessed at.
    match host {
        None => generic::read(page)
            .map(|reading| (page.address.host.clone(), reading))
            .ok_or_else(|| nothing_found(page, host)),
        Some(_) => Err(nothing_found(page, host)),
    }
}

/// What leads to where one signs in.
const WAY_IN: &str = "[data-testid=\"login-button\"], a[href*=\"/login\"], a[href*=\"/auth/\"], \
    a[href*=\"/signin\"], a[href*=\"/sign-in\"], a[href*=\"accounts.google.com\"]";

/// Why there is no conversation in this page.
fn nothing_found(page: &Page<'_>, host: Option<&'static dyn Site>) -> Error {
    let root = page.root();
    let writes = root.has("textarea, [contenteditable=\"true\"], [role=\"textbox\"]");
    let signs_in = root.has("input[type=\"password\"], input[type=\"email\"]");
    let Some(site) = host else {
        return Error::PageWithoutConversation;
    };
    let text = root.find("main").unwrap_or(root).line();
    let door = page.address.segments().any(|part| {
        let part = part.to_ascii_lowercase().replace(['-', '_'], "");
        matches!(
            part.as_str(),
            "login" | "signin" | "signup" | "auth" | "oauth"
        )
    });
    match (site.is_conversation(page.address), writes) {
        _ if signs_in || door => Error::SignInNeeded {
            site: site.name().to_owned(),
        },
        // A page that is still loading has little text.
        (true, _) if text.chars().count() > 200 => Error::PageChanged {
            site: site.name().to_owned(),
        },
        // The address is a chat's, and what stands there is the way in.
        (true, _) if root.has(WAY_IN) => Error::SignInNeeded {
            site: site.name().to_owned(),
        },
        (false, true) => Error::ChatEmpty,
        _ => Error::PageWithoutConversation,
    }
}

/// Attributes of the sites' own; a test compares them with what the sites ask for.
const DATA_ATTRIBUTES: &[&str] = &[
    "alttext",
    "data-active",
    "data-author",
    "data-from",
    "data-role",
    "data-sender",
    "data-step-type",
    "data-type",
    "data-assistant-placeholder-slot",
    "data-autoscroll-container",
    "data-cds",
    "data-chatgpt-search-message-ids",
    "data-chatgpt-search-unit-key",
    "data-citation",
    "data-container-id",
    "data-content",
    "data-content-search-unit-key",
    "data-conversation-id",
    "data-conversation-transcript",
    "data-d-default-strong",
    "data-exclude-from-copy",
    "data-find-omitted",
    "data-footnote-backref",
    "data-footnote-ref",
    "data-footnotes",
    "data-href",
    "data-index",
    "data-inline-selection-pill",
    "data-is-streaming",
    "data-language",
    "data-line",
    "data-markdown-copy",
    "data-markdown-copy-text",
    "data-markdown-text-style",
    "data-markdown-text-tone",
    "data-math",
    "data-math-source",
    "data-message-actions",
    "data-message-attribution",
    "data-message-author-role",
    "data-message-content-controls",
    "data-message-id",
    "data-message-intervention",
    "data-message-item",
    "data-message-model-slug",
    "data-message-part-type",
    "data-message-role",
    "data-message-streaming",
    "data-message-type",
    "data-message-version",
    "data-mq",
    "data-perf-reply-text",
    "data-perf-row",
    "data-pplx-citation-url",
    "data-privacy-notice",
    "data-q",
    "data-scope-id",
    "data-selected",
    "data-skill-file-viewer",
    "data-slot",
    "data-source-url",
    "data-streamdown",
    "data-streaming-complete",
    "data-test-id",
    "data-test-render-count",
    "data-testid",
    "data-thread-find-skip",
    "data-turn",
    "data-turn-id",
    "data-turn-id-container",
    "data-turn-key",
    "data-turn-role",
    "data-turn-source-index",
    "data-uq",
    "data-url",
    "data-user-message-bubble",
    "data-user-message-copy",
    "data-virtual-list-item-key",
    "data-virtualizer-index",
    "data-xid",
    "data-xpm-copy-root",
    "data-xpm-latex",
    "display",
];
