//! Chat pages made for the project: the structure of ChatGPT's pages with text of our own.
//!
//! [`shed`] has every kind of content once; [`long`] has as many messages as asked for. Both say
//! what each message is in Markdown, so that a test can compare message by message.

use anyhow::Result;
use serde_json::Value;

use crate::network::{Network, Response};

/// The host that the pages are served as.
pub const HOST: &str = "chatgpt.com";

/// Rules as strict as the site's own: no evaluated code, no wasm, no HTML strings.
const RULES: &str = "default-src 'self'; script-src 'nonce-c2hlZA' 'strict-dynamic'; \
    style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; \
    object-src 'none'; base-uri 'none'; frame-ancestors 'self'; form-action 'self'; \
    require-trusted-types-for 'script'";

/// One message and what it is on the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// `user` or `assistant`.
    pub role: String,
    /// What a capture must give.
    pub markdown: String,
    /// What a reader must see of it, in this order.
    pub shown: Vec<String>,
    /// What stands in the page.
    html: String,
}

/// A chat page.
#[derive(Clone, Debug)]
pub struct Sample {
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: String,
    /// Its messages from the first to the last.
    pub messages: Vec<Message>,
}

/// The short page with headings, lists, links, code, a table and formulas.
///
/// # Errors
/// The file that it is made from is damaged.
pub fn shed() -> Result<Sample> {
    let value: Value = serde_json::from_str(include_str!("../assets/shed.json"))?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let messages = value["messages"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|message| Message {
            role: text(&message["role"]),
            markdown: text(&message["markdown"]),
            shown: message["shown"]
                .as_array()
                .into_iter()
                .flatten()
                .map(text)
                .collect(),
            html: text(&message["html"]),
        });
    Ok(Sample {
        title: text(&value["title"]),
        url: format!("https://{HOST}/c/6740a1f2-5d0c-83ea-9c1b-2f7e8d4b6a10"),
        messages: messages.collect(),
    })
}

/// A page of this many messages, prompts and answers in turn, always the same ones.
pub fn long(messages: usize) -> Sample {
    Sample {
        title: format!("A chat of {messages} messages"),
        url: format!("https://{HOST}/c/6740a1f2-5d0c-83ea-9c1b-{messages:012}"),
        messages: (0..messages).map(long_message).collect(),
    }
}

/// A chat of plain sentences, prompts and answers in turn.
pub fn said(title: &str, texts: &[&str]) -> Sample {
    let message = |(place, text): (usize, &&str)| {
        let (role, open, close) = if place.is_multiple_of(2) {
            ("user", "<div class=\"whitespace-pre-wrap\">", "</div>")
        } else {
            ("assistant", "<p>", "</p>")
        };
        Message {
            role: role.to_owned(),
            html: format!("{open}{text}{close}"),
            shown: vec![(*text).to_owned()],
            markdown: (*text).to_owned(),
        }
    };
    Sample {
        title: title.to_owned(),
        url: format!("https://{HOST}/c/6740a1f2-5d0c-83ea-9c1b-1a2b3c4d5e6f"),
        messages: texts.iter().enumerate().map(message).collect(),
    }
}

/// A chat of three questions that no codec makes much shorter: a link of some 7,000 characters.
pub fn dense() -> Sample {
    let mut state = 11u32;
    let mut sign = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from_u32(0x4E00 + (state >> 18)).unwrap_or('?')
    };
    let message = |signs: usize| {
        let markdown: String = (0..signs).map(|_| sign()).collect();
        Message {
            role: "user".to_owned(),
            html: format!("<div class=\"whitespace-pre-wrap\">{markdown}</div>"),
            shown: vec![markdown.clone()],
            markdown,
        }
    };
    Sample {
        title: "Signs".to_owned(),
        url: format!("https://{HOST}/c/6740a1f2-5d0c-83ea-9c1b-5e4d3c2b1a09"),
        messages: [1_500, 500, 500].map(message).into(),
    }
}

/// The message at this place of a long page; each answer has about 1,500 characters.
fn long_message(place: usize) -> Message {
    let number = place / 2 + 1;
    if place.is_multiple_of(2) {
        let markdown = format!("Question {number}: what is the next step, and why?");
        let html = format!("<div class=\"whitespace-pre-wrap\">{markdown}</div>");
        return Message {
            role: "user".to_owned(),
            shown: vec![markdown.clone()],
            markdown,
            html,
        };
    }
    let mut markdown = format!("### Step {number}");
    let mut html = format!("<h3>Step {number}</h3>");
    for paragraph in 0..3 {
        let text = sentences(number * 7 + paragraph);
        markdown.push_str(&format!("\n\n{text} This is **sure**."));
        html.push_str(&format!("\n<p>{text} This is <strong>sure</strong>.</p>"));
    }
    markdown.push_str("\n\n- first\n- second");
    html.push_str("\n<ul>\n<li>\n<p>first</p>\n</li>\n<li>\n<p>second</p>\n</li>\n</ul>");
    markdown.push_str(&format!(
        "\n\n```rust\nlet step = {number};\nassert!(step > 0);\n```"
    ));
    html.push_str(&format!(
        "\n<pre><div><div class=\"sticky\"><div class=\"font-medium\">Rust</div></div>\
         <div class=\"cm-editor\"><div class=\"cm-scroller\"><pre class=\"cm-content\"><code>\
         <span>let</span><span> step = </span><span>{number}</span><span>;\nassert!(step &gt; 0);\
         </span></code></pre></div></div></div></pre>"
    ));
    Message {
        role: "assistant".to_owned(),
        shown: vec![format!("Step {number}"), format!("let step = {number};")],
        markdown,
        html,
    }
}

/// Eight plain sentences; other ones for another seed.
fn sentences(seed: usize) -> String {
    const WHO: [&str; 6] = [
        "The carpenter",
        "A neighbour",
        "Your plan",
        "The rain",
        "Every beam",
        "The roof",
    ];
    const DOES: [&str; 5] = ["needs", "changes", "carries", "shows", "follows"];
    const WHAT: [&str; 7] = [
        "the ground",
        "a second look",
        "four posts",
        "the old wall",
        "more time",
        "the slope",
        "a dry day",
    ];
    let sentence = |n: usize| {
        let n = seed + n;
        format!(
            "{} {} {}.",
            WHO[n * 5 % 6],
            DOES[n * 3 % 5],
            WHAT[n * 4 % 7]
        )
    };
    (0..8).map(sentence).collect::<Vec<_>>().join(" ")
}

impl Sample {
    /// The page as the site would send it.
    pub fn html(&self) -> String {
        let turns: Vec<_> = self.messages.iter().enumerate().map(turn).collect();
        include_str!("../assets/page.html")
            .replace("{title}", &self.title)
            .replace("{nonce}", "c2hlZA")
            .replace("{turns}", &turns.join("\n"))
    }

    /// Serves the page, and nothing else, as the site.
    pub fn serve(&self, network: &Network) {
        let (html, url) = (self.html(), self.url.clone());
        network.host(HOST, move |request| {
            if request.url == url {
                Response::html(html.clone()).with("content-security-policy", RULES)
            } else {
                Response::status(404)
            }
        });
    }
}

/// One turn of the page.
fn turn((place, message): (usize, &Message)) -> String {
    let number = place + 1;
    let id = format!("6740a1f2-aaaa-4bbb-8ccc-{number:012}");
    let Message { role, html, .. } = message;
    let (heading, body) = if role == "user" {
        let body = format!(
            "<div data-message-author-role=\"user\" data-message-id=\"{id}\" dir=\"auto\">\
             <div data-testid=\"collapsible-user-message-root\">\
             <div data-testid=\"collapsible-user-message-content\">{html}</div></div></div>"
        );
        ("You said:", body)
    } else {
        let body = format!(
            "<div data-message-author-role=\"assistant\" data-message-id=\"{id}\" dir=\"auto\" \
             data-message-model-slug=\"gpt-5-5\" data-turn-start-message=\"true\" tabindex=\"0\">\
             <div class=\"markdown prose w-full\">{html}</div></div>"
        );
        ("ChatGPT said:", body)
    };
    format!(
        "<section data-turn-id=\"{id}\" data-testid=\"conversation-turn-{number}\" \
         data-turn=\"{role}\" dir=\"auto\"><h4 class=\"sr-only select-none\">{heading}</h4>{body}\
         <div role=\"group\" aria-label=\"Actions\"><button type=\"button\" \
         data-testid=\"copy-turn-action-button\" aria-label=\"Copy\"></button></div></section>"
    )
}
