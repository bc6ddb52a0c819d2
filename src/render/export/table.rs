//! A table as Markdown.

/// The cells row by row, the head first, as a table of Markdown. Cells are plain text; what would end one
/// is escaped.
///
/// ```
/// use chatlink::render::export::table;
/// let rows = [vec!["Kind".into(), "a|b".into()], vec!["oak".into(), "1".into()]];
/// assert_eq!(table(&rows), "| Kind | a\\|b |\n| --- | --- |\n| oak | 1 |\n");
/// ```
pub fn table(rows: &[Vec<String>]) -> String {
    let mut text = String::new();
    for (at, row) in rows.iter().enumerate() {
        for cell in row {
            text.push_str("| ");
            text.push_str(&cell.replace('|', "\\|"));
            text.push(' ');
        }
        text.push_str("|\n");
        if at == 0 {
            text.push_str(&"| --- ".repeat(row.len()));
            text.push_str("|\n");
        }
    }
    text
}
