//! Blocks of code, in every shape that sites draw them in.
//!
//! A block is taken whole: its container with header and buttons, the language from wherever it
//! stands, and the text from the innermost part.

use super::document::Block;
use super::language;
use super::read::Converter;
use crate::capture::selector::Selector;
use crate::capture::tree::Node;

/// The parts that hold the text, best first.
const BODIES: [&str; 4] = [".cm-content", ".view-lines", "code", "pre"];

/// Whether this element is a block of code by itself.
pub(super) fn is_code(node: Node<'_>) -> bool {
    match node.tag() {
        "" => false,
        "pre" | "code-block" => true,
        "code" => is_block_of_code(node),
        _ => {
            node.attr("data-markdown-copy") == Some("code-block")
                || node.attr("data-testid") == Some("code-block")
                || node.attr("data-streamdown") == Some("code-block")
                || node.classes().any(|class| {
                    matches!(
                        class,
                        "md-code-block"
                            | "markdown-fenced-code-root"
                            | "cm-editor"
                            | "monaco-editor"
                    )
                })
        }
    }
}

/// Some sites have no `pre` around the `code`: a language or several lines tell it apart. In the middle
/// of words a line end is where the page's own text was wrapped.
fn is_block_of_code(code: Node<'_>) -> bool {
    let words = |node: Node<'_>| node.as_text().is_some_and(|text| !text.trim().is_empty());
    code.text().trim_end().contains('\n')
        && !code.parent().is_some_and(|line| line.children().any(words))
        || code.classes().any(|class| {
            class == "hljs" || class == "whitespace-pre!" || class.starts_with("language-")
        })
}

/// The container that a node opens: itself if it is code, or code with nothing beside it but the
/// name of a language and buttons.
pub(super) fn container<'a>(converter: &Converter<'a>, node: Node<'a>) -> Option<Node<'a>> {
    if is_code(node) {
        return Some(node);
    }
    let fact = converter.fact(node);
    if fact.codes != 1
        || fact.besides > 60
        || matches!(
            node.tag(),
            "li" | "td" | "th" | "ul" | "ol" | "blockquote" | "table"
        )
    {
        return None;
    }
    let header = header(node, |part| converter.fact(part).dropped);
    // Some put a remark under the code; a name of a language comes first then.
    let named = header.first().is_none_or(|word| language::is_known(word));
    (named && header.len() <= 3).then_some(node)
}

/// The texts beside the code.
fn header<'a>(container: Node<'a>, dropped: impl Fn(Node<'a>) -> bool) -> Vec<String> {
    let body = body(container);
    let mut words = Vec::new();
    let mut skip_to = 0;
    if body == Some(container) {
        return words;
    }
    for part in container.descendants() {
        if part.position() < skip_to {
            continue;
        }
        if body == Some(part) || is_code(part) || dropped(part) || is_margin(part) {
            skip_to = part.position() + part.size() + 1;
        } else if let Some(text) = part.as_text().map(str::trim).filter(|t| !t.is_empty()) {
            words.push(text.to_owned());
        }
    }
    words
}

/// Where an editor draws the numbers of its lines.
fn is_margin(node: Node<'_>) -> bool {
    node.has_class("cm-gutters") || node.has_class("margin")
}

/// A header may be kept out of copies as a whole: only its buttons are no name.
fn is_button(node: Node<'_>) -> bool {
    node.tag() == "button" || node.attr("role") == Some("button") || node.has_class("sr-only")
}

/// The part that holds the text.
fn body(container: Node<'_>) -> Option<Node<'_>> {
    for css in BODIES {
        let selector = Selector::new(css);
        let found: Vec<Node<'_>> = std::iter::once(container)
            .chain(container.descendants())
            .filter(|node| selector.matches(*node))
            .collect();
        // A column of line numbers may be drawn as code of its own.
        let text = |node: &&Node<'_>| {
            node.descendants().filter_map(Node::as_text).any(|text| {
                text.chars()
                    .any(|c| !c.is_ascii_digit() && !c.is_whitespace())
            })
        };
        let mut real = found.iter().filter(text).copied();
        match (real.next(), real.next()) {
            (Some(only), None) => return Some(innermost(only)),
            // One element a line.
            (Some(first), Some(second)) if css == "code" && !second.is_within(first) => {
                if let Some(pre) = first.closest("pre") {
                    return Some(pre);
                }
                return Some(first);
            }
            (Some(_), Some(second)) => return Some(second),
            _ => {
                if let Some(any) = found.last() {
                    return Some(*any);
                }
            }
        }
    }
    None
}

/// `.cm-content > code` and the like.
fn innermost(body: Node<'_>) -> Node<'_> {
    let mut elements = body
        .children()
        .filter(|child| !child.is_blank() || child.is_element());
    match (elements.next(), elements.next()) {
        (Some(only), None) if matches!(only.tag(), "code" | "pre") => innermost(only),
        _ => body,
    }
}

/// Reads a container; `None` where there is no code in it at all.
pub(super) fn read<'a>(converter: &mut Converter<'a>, container: Node<'a>) -> Option<Block> {
    let body = body(container).unwrap_or(container);
    // The name may stand above the block or in it.
    let mut header = header(container, is_button);
    if header.is_empty()
        && let Some(inner) = container.descendants().find(|part| is_code(*part))
    {
        header = self::header(inner, is_button);
    }
    let language = named(container, body)
        .or_else(|| header.first().map(|label| language::header_name(label)))
        .or_else(|| labelled(container))
        .unwrap_or_default();
    let (text, gap) = text(body);
    if gap {
        converter.partial("code-incomplete");
    }
    if text.trim().is_empty() && language.is_empty() {
        return None;
    }
    Some(Block::Code { language, text })
}

/// The language as an attribute or a class names it.
fn named(container: Node<'_>, body: Node<'_>) -> Option<String> {
    let parts: Vec<Node<'_>> = std::iter::once(container)
        .chain(body.ancestors().take_while(|above| *above != container))
        .chain([body])
        .chain(container.descendants().take(60))
        .chain(container.ancestors().take(2))
        .collect();
    let attribute = parts
        .iter()
        .find_map(|part| part.attr_text("data-language"));
    let class = || {
        parts.iter().find_map(|part| {
            part.classes().find_map(|class| {
                class
                    .strip_prefix("language-")
                    .or_else(|| class.strip_prefix("lang-"))
                    .filter(|name| !name.is_empty())
            })
        })
    };
    // highlight.js also writes the bare name beside its own.
    let bare = || {
        parts
            .iter()
            .filter(|part| part.has_class("hljs"))
            .flat_map(|part| part.classes())
            .find(|class| language::is_known(class))
    };
    // A class repeats the fence; an editor's attribute says how it is coloured.
    class()
        .or(attribute)
        .or_else(bare)
        .map(language::fence_name)
}

/// The language as a label for readers of the screen gives it: "python code", "python icon".
fn labelled(container: Node<'_>) -> Option<String> {
    std::iter::once(container)
        .chain(container.descendants().take(60))
        .chain(container.ancestors().take(1))
        .filter_map(|part| part.attr("aria-label"))
        .find_map(|label| {
            let name = label
                .strip_suffix(" code")
                .or_else(|| label.strip_suffix(" icon"))?;
            language::is_known(name).then(|| language::fence_name(name))
        })
}

/// The text of a block, and whether the page holds only a part of it.
fn text(body: Node<'_>) -> (String, bool) {
    let lines = body.find_all(".cm-line, .view-line, .cm-gap");
    if !lines.is_empty() {
        return editor_text(lines);
    }
    let lines = line_elements(body);
    let text = if lines.is_empty() {
        plain_text(body)
    } else {
        let lines: Vec<String> = lines
            .iter()
            .map(|line| plain_text(*line).trim_end_matches('\n').to_owned())
            .collect();
        lines.join("\n")
    };
    let text = text.replace("\r\n", "\n");
    (text.trim_end_matches('\n').to_owned(), false)
}

/// Editors draw one element a line, and may leave out the lines that are out of sight.
fn editor_text(mut lines: Vec<Node<'_>>) -> (String, bool) {
    // Some place their lines by position, in any order.
    let top = |line: &Node<'_>| {
        line.attr("style")?
            .split(';')
            .filter_map(|rule| rule.split_once(':'))
            .find(|(name, _)| name.trim() == "top")
            .and_then(|(_, value)| value.trim().trim_end_matches("px").parse::<f64>().ok())
    };
    if lines.iter().all(|line| top(line).is_some()) {
        lines.sort_by(|a, b| top(a).unwrap_or(0.0).total_cmp(&top(b).unwrap_or(0.0)));
    }
    let mut gap = lines.first().is_some_and(|line| scrolled(*line));
    let texts: Vec<String> = lines
        .iter()
        .map(|line| {
            if line.has_class("cm-gap") {
                gap = true;
                return "[…]".to_owned();
            }
            line.descendants()
                .filter_map(Node::as_text)
                .collect::<String>()
                .replace(['\u{200b}', '\u{feff}', '\n'], "")
                .replace('\u{a0}', " ")
        })
        .collect();
    (texts.join("\n").trim_end_matches('\n').to_owned(), gap)
}

/// Whether an editor that places its lines by position has more of them than it shows.
fn scrolled(line: Node<'_>) -> bool {
    let Some(editor) = line.closest(".monaco-editor") else {
        return false;
    };
    let pixels = |node: Node<'_>, name: &str| {
        node.attr("style")?
            .split(';')
            .filter_map(|rule| rule.split_once(':'))
            .find(|(key, _)| key.trim() == name)
            .and_then(|(_, value)| value.trim().trim_end_matches("px").parse::<f64>().ok())
    };
    let tall = |css: &str| editor.find(css).and_then(|part| pixels(part, "height"));
    let track = tall(".scrollbar.vertical");
    let thumb = tall(".scrollbar.vertical > .slider");
    matches!((track, thumb), (Some(track), Some(thumb)) if thumb + 1.0 < track)
        || pixels(line, "top").is_some_and(|top| top > pixels(line, "height").unwrap_or(40.0))
}

/// The elements of a body that stand for one line each, if that is how it is built.
fn line_elements(body: Node<'_>) -> Vec<Node<'_>> {
    let mut inner = body;
    loop {
        let mut children = inner
            .children()
            .filter(|child| child.is_element() || !child.is_blank());
        match (children.next(), children.next()) {
            (Some(only), None) if only.is_element() => inner = only,
            _ => break,
        }
    }
    let children: Vec<Node<'_>> = inner.child_elements().collect();
    let only_elements = inner
        .children()
        .all(|child| child.is_element() || child.is_blank());
    if !only_elements || children.len() < 2 || children.iter().any(|c| c.tag() == "br") {
        return Vec::new();
    }
    let blocks = children
        .iter()
        .all(|child| matches!(child.tag(), "div" | "p" | "li" | "tr" | "code"));
    let drawn_as_lines = children.iter().all(|child| {
        child.has_class("line") || child.has_class("block") || child.attr("data-line").is_some()
    });
    // Lines of spans of spans: a token of its own has text alone.
    let nested = children.iter().all(|child| {
        child.tag() == "span"
            && (child.is_blank() || child.child_elements().next().is_some())
            && !child
                .classes()
                .any(|class| class == "token" || class.starts_with("hljs"))
    });
    let one_piece = !inner.text().trim().contains('\n');
    if blocks || (drawn_as_lines || nested) && one_piece {
        children
    } else {
        Vec::new()
    }
}

/// Text as it stands, with `br` as an end of line and without line numbers.
fn plain_text(node: Node<'_>) -> String {
    let mut text = String::new();
    let mut skip_to = 0;
    for part in node.descendants() {
        if part.position() < skip_to {
            continue;
        }
        if let Some(piece) = part.as_text() {
            text.push_str(piece);
        } else if part.tag() == "br" {
            text.push('\n');
        } else if part.tag() == "button"
            || part.classes().any(|class| {
                class.contains("line-number")
                    || class.contains("linenumber")
                    || class.contains("lineno")
                    || class == "hljs-ln-numbers"
            })
            || part.attr("data-message-content-controls").is_some()
        {
            skip_to = part.position() + part.size() + 1;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use crate::capture::selector::Selector;

    #[test]
    fn every_selector_parses() {
        for css in super::BODIES {
            assert!(Selector::parse(css).is_some(), "{css}");
        }
    }
}
