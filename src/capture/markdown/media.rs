//! Links, citations and images.

use super::document::{Block, Inline, tidy, without_breaks};
use super::read::{At, Converter};
use crate::capture::address::Address;
use crate::capture::tree::{Node, one_line};
use crate::conversation::{Source, Warning};

/// What stands for an image that lives only in the person's session.
pub fn image_placeholder(name: &str) -> String {
    placeholder("image", name)
}

/// What stands for a file that was handed over.
pub fn file_placeholder(name: &str) -> String {
    placeholder("file", name)
}

/// What stands for a thing of this kind that cannot be read.
pub fn placeholder(kind: &str, name: &str) -> String {
    let name = one_line(name).replace(['[', ']'], "");
    if name.is_empty() {
        format!("[{kind}]")
    } else {
        format!("[{kind}: {name}]")
    }
}

/// Whether something below is an image that belongs to the content.
pub(super) fn holds_content_image(node: Node<'_>) -> bool {
    node.descendants()
        .any(|below| below.tag() == "img" && !is_decoration(below))
}

/// Icons, avatars and favicons.
fn is_decoration(image: Node<'_>) -> bool {
    let src = image.attr("src").unwrap_or("");
    let size = |name: &str| image.attr(name).and_then(|n| n.trim().parse::<u32>().ok());
    let small = |name: &str| size(name).is_some_and(|pixels| pixels <= 40);
    let class = image.attr("class").unwrap_or("").to_ascii_lowercase();
    let alt = image.attr("alt").unwrap_or("").to_ascii_lowercase();
    src.is_empty() && alt.is_empty()
        || src.contains("favicon")
        || src.contains("/s2/favicons")
        || src.contains("faviconV2")
        || src.contains("logo.clearbit.com")
        || (small("width") && small("height"))
        || ["avatar", "favicon", "emoji", "cm-widgetbuffer"]
            .iter()
            .any(|word| class.contains(word))
        || matches!(alt.as_str(), "favicon" | "avatar" | "logo" | "icon")
        || image.attr("role") == Some("presentation")
        || class.split_ascii_whitespace().any(|c| {
            matches!(
                c,
                "h-3"
                    | "h-4"
                    | "h-5"
                    | "w-3"
                    | "w-4"
                    | "w-5"
                    | "size-3"
                    | "size-4"
                    | "size-5"
                    | "icon"
            )
        })
}

/// What tells one image from another: copies of one may differ in how they are asked for.
fn identity(src: &str) -> &str {
    match src.split_once("?id=") {
        Some((path, rest)) => {
            let id = rest.split('&').next().unwrap_or(rest);
            src.get(..path.len() + "?id=".len() + id.len())
                .unwrap_or(src)
        }
        None => src,
    }
}

pub(super) fn image<'a>(converter: &mut Converter<'a>, image: Node<'a>, out: &mut Vec<Inline>) {
    if is_decoration(image) {
        return;
    }
    let alt = one_line(image.attr("alt").unwrap_or(""));
    let src = image.attr("src").unwrap_or("");
    // Some sites stack copies of one image for a transition.
    if !src.is_empty() && src != "data:" && converter.last_image == identity(src) {
        return;
    }
    converter.last_image = identity(src).to_owned();
    // These addresses answer only to the person who is signed in.
    let private = [
        "/backend-api/",
        "/api/",
        "sediment://",
        "file-service://",
        "usercontent.com/gg",
    ];
    let public = converter
        .address
        .link(src)
        .filter(|url| url.starts_with("http") && !private.iter().any(|part| url.contains(part)));
    match public {
        Some(url) => {
            out.push(Inline::Image { url, alt });
        }
        None => {
            let text = image_placeholder(&alt);
            if !matches!(out.last(), Some(Inline::Text(before)) if before.ends_with(&text)) {
                converter.warn("image-left-out", &alt);
                out.push(Inline::Text(text));
            }
        }
    }
}

pub(super) fn link<'a>(
    converter: &mut Converter<'a>,
    node: Node<'a>,
    at: At,
    out: &mut Vec<Inline>,
) {
    if node
        .descendants()
        .any(|below| converter.citation.matches(below))
    {
        citation(converter, node, out);
        return;
    }
    let text = converter.inlines(node, at);
    let href = node.attr("href").unwrap_or("");
    let url = converter.address.link(href);
    let shown = tidy(without_breaks(text.clone()));
    // A bare address is typed, not drawn.
    if let (true, [Inline::Literal(typed)]) = (converter.literal, text.as_slice())
        && url.as_ref().is_some_and(|url| is_same(url, typed))
    {
        out.extend(text);
        return;
    }
    match url {
        Some(url) if shown.iter().any(|inline| !inline.is_blank()) => {
            // White space at the edges belongs to the line.
            let space = |inline: Option<&Inline>, end: fn(&Inline) -> Option<char>| {
                inline.and_then(end).is_some_and(char::is_whitespace)
            };
            let before = space(text.first(), Inline::first_char);
            let after = space(text.last(), Inline::last_char);
            if before {
                out.push(Inline::Text(" ".to_owned()));
            }
            out.push(Inline::Link { url, text: shown });
            if after {
                out.push(Inline::Text(" ".to_owned()));
            }
        }
        _ => out.extend(text),
    }
}

/// Whether a text is the address itself, as people write it.
fn is_same(url: &str, typed: &str) -> bool {
    fn bare(text: &str) -> &str {
        text.trim_start_matches("https://")
            .trim_start_matches("http://")
            .trim_start_matches("mailto:")
            .trim_end_matches('/')
    }
    bare(url) == bare(typed)
}

/// A citation: a readable link in the text, and an entry in the list of sources.
pub(super) fn citation<'a>(converter: &mut Converter<'a>, node: Node<'a>, out: &mut Vec<Inline>) {
    if let Some((number, source)) = numbered(converter, node) {
        converter.cite(&source.title, &source.url);
        out.push(Inline::Text(" ".to_owned()));
        out.push(Inline::Link {
            url: source.url,
            text: vec![Inline::Text(number.to_string())],
        });
        return;
    }
    let links = std::iter::once(node)
        .chain(node.descendants())
        .filter_map(|part| {
            let href = [
                "href",
                "data-url",
                "data-pplx-citation-url",
                "data-href",
                "data-source-url",
            ]
            .iter()
            .find_map(|name| part.attr_text(name))?;
            Some((part, href))
        });
    let mut last = None;
    let title = node
        .ancestors()
        .take(2)
        .chain([node])
        .find_map(|part| part.attr_text("aria-label"))
        .map(str::to_owned);
    for (part, href) in links {
        let Some(url) = converter.address.link(href) else {
            continue;
        };
        if last.as_ref() == Some(&url) {
            continue;
        }
        let label = label(part).or_else(|| label(node)).unwrap_or_else(|| {
            Address::new(&url)
                .host
                .trim_start_matches("www.")
                .to_owned()
        });
        let before = out.last().and_then(Inline::last_char);
        if before.is_some_and(|c| !c.is_whitespace() && !matches!(c, '(' | '[')) {
            out.push(Inline::Text(" ".to_owned()));
        }
        converter.cite(title.as_deref().unwrap_or(without_count(&label)), &url);
        out.push(Inline::Link {
            url: url.clone(),
            text: vec![Inline::Text(label)],
        });
        last = Some(url);
    }
    // The page names the source without saying where it is; what opens a box is a file.
    if last.is_none()
        && let Some(label) = label(node)
    {
        let opens = node.parent().and_then(|above| above.attr("aria-haspopup"));
        let text = if opens == Some("dialog") {
            file_placeholder(&label)
        } else {
            format!("[{}]", label.replace(['[', ']'], ""))
        };
        out.push(Inline::Text(format!(" {text}")));
    }
}

/// A citation that only has a number.
fn numbered(converter: &Converter<'_>, node: Node<'_>) -> Option<(usize, Source)> {
    let number: usize = std::iter::once(node)
        .chain(node.descendants())
        .find_map(|part| part.attr_text("data-turn-source-index"))?
        .parse()
        .ok()?;
    let source = converter.numbered.get(number.checked_sub(1)?)?;
    Some((number, source.clone()))
}

/// What a citation is called: its first words. "+2" counts further sources that the page does not
/// show; it stays, so that a reader knows of them.
fn label(node: Node<'_>) -> Option<String> {
    let mut texts = node
        .descendants()
        .chain([node])
        .filter_map(Node::as_text)
        .map(one_line)
        .filter(|text| !text.is_empty());
    let first = texts.next()?;
    let more = texts.find(|text| is_count(text));
    Some(match more {
        Some(more) if !is_count(&first) => format!("{first} {more}"),
        _ => first,
    })
}

/// The name alone.
fn without_count(label: &str) -> &str {
    match label.rsplit_once('+') {
        Some((name, n)) if !name.trim().is_empty() && n.parse::<u32>().is_ok() => name.trim_end(),
        _ => label,
    }
}

fn is_count(text: &str) -> bool {
    text.strip_prefix('+')
        .is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

impl Converter<'_> {
    pub(super) fn warn(&mut self, code: &str, detail: &str) {
        let warning = Warning {
            code: code.to_owned(),
            detail: detail.to_owned(),
        };
        if !self.found.warnings.contains(&warning) {
            self.found.warnings.push(warning);
        }
    }

    /// Notes that something is here in part only.
    pub(super) fn partial(&mut self, code: &str) {
        self.found.partial = true;
        self.warn(code, "");
    }

    fn cite(&mut self, title: &str, url: &str) {
        if !self.found.sources.iter().any(|source| source.url == url) {
            self.found.sources.push(Source {
                title: title.to_owned(),
                url: url.to_owned(),
            });
        }
    }
}

/// What stands for a diagram without its source.
pub(super) fn diagram(converter: &mut Converter<'_>) -> Block {
    converter.warn("diagram-left-out", "");
    Block::Paragraph(vec![Inline::Text(placeholder("diagram", ""))])
}
