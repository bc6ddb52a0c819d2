//! Formulas. Each is taken whole, exactly once, from the source that the page carries.

use crate::capture::tree::Node;

/// Attributes that hold TeX, best first.
const SOURCES: [&str; 3] = ["data-math-source", "data-math", "data-xpm-latex"];

/// Whether this element is a formula or holds nothing but one.
fn is_formula(node: Node<'_>) -> bool {
    SOURCES.iter().any(|name| node.attr(name).is_some())
        || matches!(node.tag(), "math" | "mjx-container")
        || node.attr("data-markdown-copy") == Some("math")
        || node.attr("data-xpm-copy-root").is_some()
        || (node.attr("role") == Some("math"))
        || is_image(node)
        || node.classes().any(|class| {
            matches!(
                class,
                "katex"
                    | "katex-display"
                    | "katex-mathml"
                    | "math-inline"
                    | "math-block"
                    | "math-display"
                    | "ds-markdown-math"
                    | "qwen-markdown-latex"
                    | "MathJax"
                    | "MathJax_Display"
            )
        })
}

/// Whether the formula stands on a line of its own.
pub(super) fn is_display(node: Node<'_>) -> bool {
    is_formula(node) && (stands_alone(node) || has_display_mark(node))
}

/// An image of a formula in a box of its own.
fn stands_alone(node: Node<'_>) -> bool {
    is_image(node)
        && node.parent().is_some_and(|above| {
            above.tag() == "div"
                && above
                    .children()
                    .all(|child| child == node || child.is_blank() && child.tag() != "img")
        })
}

fn has_display_mark(node: Node<'_>) -> bool {
    std::iter::once(node)
        .chain(node.descendants().take(6))
        .chain(node.ancestors().take(1).filter(|above| is_formula(*above)))
        .any(|part| {
            part.classes().any(|class| {
                matches!(
                    class,
                    "katex-display" | "math-block" | "math-display" | "MathJax_Display"
                )
            }) || part.attr("display") == Some("block")
                || part.attr("display") == Some("true")
                || (is_formula(part)
                    && part.attr("style").is_some_and(|style| {
                        style.contains("display: block") || style.contains("display:block")
                    }))
        })
}

/// The TeX of a formula, and whether it stands on a line of its own.
///
/// `None` where this is no formula, or where the page carries no source for it.
pub(super) fn formula(node: Node<'_>) -> Option<(String, bool)> {
    if !is_formula(node) {
        return None;
    }
    let tex = source(node)?;
    Some((tidy(&tex), is_display(node)))
}

/// Whether this is a formula of which only the drawn form is there.
pub(super) fn is_drawn(node: Node<'_>) -> bool {
    is_formula(node)
}

fn source(node: Node<'_>) -> Option<String> {
    let parts = || std::iter::once(node).chain(node.descendants());
    let attribute = |name: &str| {
        parts()
            .find_map(|part| part.attr_text(name))
            .map(str::to_owned)
    };
    let annotation = || {
        parts()
            .find(|part| {
                part.tag() == "annotation"
                    && part
                        .attr("encoding")
                        .is_none_or(|kind| kind.to_ascii_lowercase().ends_with("tex"))
            })
            .map(Node::text)
            .filter(|tex| !tex.trim().is_empty())
    };
    // A cleaner took the annotation's tags away and left its text.
    let unwrapped = || {
        let math = parts().find(|part| part.tag() == "math")?;
        math.children()
            .filter_map(Node::as_text)
            .map(str::trim)
            .find(|tex| !tex.is_empty())
            .map(str::to_owned)
    };
    // An image of a formula has its source as its text.
    let image = || {
        is_image(node)
            .then(|| node.attr_text("alt").map(str::to_owned))
            .flatten()
    };
    let label = || {
        parts()
            .filter(|part| {
                part.attr("role") == Some("math") || part.attr("data-markdown-copy") == Some("math")
            })
            .find_map(|part| part.attr_text("aria-label"))
            .map(str::to_owned)
    };
    SOURCES
        .iter()
        .find_map(|name| attribute(name))
        .or_else(annotation)
        .or_else(unwrapped)
        .or_else(|| attribute("alttext"))
        .or_else(label)
        .or_else(image)
}

fn is_image(node: Node<'_>) -> bool {
    node.tag() == "img"
        && (node.has_class("latex")
            || node
                .attr("src")
                .is_some_and(|src| src.contains("/latex.png")))
}

/// The text of a formula without a source, once.
pub(super) fn drawn(node: Node<'_>) -> String {
    node.find(".katex-html").unwrap_or(node).text()
}

/// One formula may not end its own marks: a `$` inside becomes `\(` and `\)`.
fn tidy(tex: &str) -> String {
    let tex = tex.trim();
    let tex = ["$$", "$"]
        .iter()
        .find_map(|mark| tex.strip_prefix(mark)?.strip_suffix(mark))
        .unwrap_or(tex)
        .trim();
    let mut out = String::with_capacity(tex.len());
    let mut escaped = false;
    let mut open = false;
    for c in tex.chars() {
        if c == '$' && !escaped {
            out.push_str(if open { "\\)" } else { "\\(" });
            open = !open;
        } else {
            out.push(c);
        }
        escaped = c == '\\' && !escaped;
    }
    out
}
