//! What stands in a page and is no text: frames, drawings, players, cards of files. Nothing of it can
//! be read, so each leaves a placeholder with its name.

use super::document::{Block, Inline};
use super::media::{file_placeholder, placeholder};
use super::read::Converter;
use crate::capture::tree::{Node, one_line};

/// What is drawn here, and what it is called; `None` for icons and for what is no drawing.
pub(super) fn drawing(node: Node<'_>) -> Option<(&'static str, String)> {
    let size = |name: &str| node.attr(name).and_then(|n| n.trim().parse::<f32>().ok());
    let large = |least: f32| {
        ["width", "height"]
            .iter()
            .all(|name| size(name).is_some_and(|pixels| pixels >= least))
    };
    let named = || {
        ["aria-label", "title"]
            .iter()
            .find_map(|name| node.attr_text(name))
            .map(one_line)
    };
    let graphic = || {
        node.attr("role")
            .is_some_and(|role| role == "img" || role.starts_with("graphics"))
    };
    let hidden =
        || node.has_class("hidden") || node.attr("hidden").is_some() || node.has_class("invisible");
    let kind = match node.tag() {
        "canvas" if named().is_some() || graphic() || large(200.0) => "drawing",
        "svg" if node.attr("aria-roledescription").is_some() => "diagram",
        "svg" if large(100.0) && !is_portrait(node) => "drawing",
        "video" if !hidden() => "video",
        "audio" if !hidden() && (named().is_some() || node.attr_text("src").is_some()) => "audio",
        _ => return None,
    };
    Some((kind, named().unwrap_or_default()))
}

/// Whether this draws who speaks.
fn is_portrait(drawing: Node<'_>) -> bool {
    drawing
        .ancestors()
        .take(2)
        .flat_map(Node::classes)
        .any(|class| class.contains("avatar") || class.contains("logo"))
}

/// A paragraph that stands for a drawing.
pub(super) fn drawn(converter: &mut Converter<'_>, kind: &str, name: &str) -> Block {
    let code = match kind {
        "diagram" => "diagram-left-out",
        "video" | "audio" => "media-left-out",
        _ => "image-left-out",
    };
    converter.warn(code, name);
    Block::Paragraph(vec![Inline::Text(placeholder(kind, name))])
}

/// The name of a file, where this is the card that hands it out.
pub(super) fn file_card(node: Node<'_>) -> Option<String> {
    let card = node.tag() == "generated-file"
        || node.has_class("file-card")
        || node
            .attr("data-testid")
            .is_some_and(|name| name.ends_with("file-card"));
    if !card {
        return None;
    }
    let text = |node: Node<'_>| {
        node.as_text()
            .filter(|_| node.closest("button").is_none())
            .map(one_line)
            .filter(|text| !text.is_empty())
    };
    // Where the name is cut to its place, its title has it whole.
    let titled = || {
        let mut parts = node.descendants().filter(|part| part.tag() != "button");
        parts.find_map(|part| part.attr_text("title"))
    };
    node.attr_text("aria-label")
        .or_else(titled)
        .map(one_line)
        .or_else(|| node.descendants().find_map(text))
}

/// A paragraph that stands for a file.
pub(super) fn file(name: &str) -> Block {
    Block::Paragraph(vec![Inline::Text(file_placeholder(name))])
}

/// What stands in a frame of another host cannot be read.
pub(super) fn frame(converter: &mut Converter<'_>, frame: Node<'_>, out: &mut Vec<Inline>) {
    let name = one_line(frame.attr("title").unwrap_or(""));
    let name = name.strip_prefix("internal://").unwrap_or(&name).to_owned();
    if frame.attr_text("src").is_none() && name.is_empty() {
        return;
    }
    converter.warn("embedded-left-out", &name);
    out.push(Inline::Text(placeholder("embedded", &name)));
}
