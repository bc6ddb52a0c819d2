//! PageTree to Markdown.
use super::tree::Node;
/// stub
pub fn text(node: Node<'_>) -> String {
    node.text().trim().to_owned()
}
