//! Tables.

use super::document::{Align, Block, Inline, tidy};
use super::read::{At, Converter};
use crate::capture::tree::Node;

/// The most cells of one table; a larger one comes as plain paragraphs.
const MAX_CELLS: usize = 20_000;

/// Reads a table; `None` where it is none but a frame around other blocks, or too large.
pub(super) fn read<'a>(converter: &mut Converter<'a>, table: Node<'a>, at: At) -> Option<Block> {
    let mut rows: Vec<Node<'a>> = Vec::new();
    for child in table.child_elements() {
        match child.tag() {
            "tr" => rows.push(child),
            "thead" | "tbody" | "tfoot" => {
                rows.extend(child.child_elements().filter(|row| row.tag() == "tr"));
            }
            _ => {}
        }
    }
    let cells_of = |row: &Node<'a>| -> Vec<Node<'a>> {
        row.child_elements()
            .filter(|cell| matches!(cell.tag(), "td" | "th"))
            .collect()
    };
    let grid: Vec<Vec<Node<'a>>> = rows
        .iter()
        .map(cells_of)
        .filter(|cells| !cells.is_empty())
        .collect();
    let cells: usize = grid.iter().map(Vec::len).sum();
    let frame =
        cells == 1 || grid.iter().all(|row| row.len() == 1) && converter.fact(table).codes > 0;
    if grid.is_empty() || frame || cells > MAX_CELLS {
        return None;
    }
    let first = grid.first()?;
    let headed = first.iter().all(|cell| cell.tag() == "th")
        || first.first()?.parent()?.parent()?.tag() == "thead";
    let align = first.iter().map(|cell| alignment(*cell)).collect();
    let mut read: Vec<Vec<Vec<Inline>>> = Vec::with_capacity(grid.len());
    for row in &grid {
        let mut line = Vec::with_capacity(row.len());
        for cell in row {
            line.push(self::cell(converter, *cell, at));
            let span: usize = cell
                .attr("colspan")
                .and_then(|n| n.trim().parse().ok())
                .unwrap_or(1);
            line.extend((1..span.min(50)).map(|_| Vec::new()));
        }
        read.push(line);
    }
    let head = if headed {
        read.remove(0)
    } else {
        vec![Vec::new(); read.first().map_or(0, Vec::len)]
    };
    Some(Block::Table {
        align,
        head,
        rows: read,
    })
}

/// A table that is drawn without table elements: named by roles, its cells in one row after another.
pub(super) fn read_grid<'a>(
    converter: &mut Converter<'a>,
    grid: Node<'a>,
    at: At,
) -> Option<Block> {
    let heads = grid.find_outermost("[role=\"columnheader\"]");
    let cells = grid.find_outermost("[role=\"cell\"], [role=\"gridcell\"], [role=\"rowheader\"]");
    let columns = if heads.is_empty() {
        let first = grid.find("[role=\"row\"]")?;
        cells.iter().filter(|cell| cell.is_within(first)).count()
    } else {
        heads.len()
    };
    if columns == 0 || cells.is_empty() || cells.len() > MAX_CELLS {
        return None;
    }
    let head = if heads.is_empty() {
        vec![Vec::new(); columns]
    } else {
        heads
            .iter()
            .map(|node| cell(converter, *node, at))
            .collect()
    };
    let rows = cells
        .chunks(columns)
        .map(|row| row.iter().map(|node| cell(converter, *node, at)).collect())
        .collect();
    Some(Block::Table {
        align: Vec::new(),
        head,
        rows,
    })
}

fn alignment(cell: Node<'_>) -> Align {
    let style = cell.attr("style").unwrap_or("");
    let named = style
        .split(';')
        .filter_map(|rule| rule.split_once(':'))
        .find(|(name, _)| name.trim() == "text-align")
        .map(|(_, value)| value.trim())
        .or_else(|| cell.attr("align").map(str::trim));
    match named {
        Some("left") => Align::Left,
        Some("center") => Align::Center,
        Some("right") => Align::Right,
        _ => Align::None,
    }
}

/// A cell holds one line: its blocks are set one after the other.
fn cell<'a>(converter: &mut Converter<'a>, cell: Node<'a>, at: At) -> Vec<Inline> {
    let mut blocks = Vec::new();
    converter.flow(cell.children(), at, &mut blocks);
    let mut line = Vec::new();
    flatten(blocks, &mut line);
    tidy(line)
}

/// Depth is bounded by the reader's.
fn flatten(blocks: Vec<Block>, line: &mut Vec<Inline>) {
    for block in blocks {
        if !line.is_empty() {
            line.push(Inline::Break);
        }
        match block {
            Block::Paragraph(inner) => line.extend(inner),
            Block::Heading(_, inner) => line.push(Inline::Strong(inner)),
            Block::Code { text, .. } => {
                for (n, code) in text
                    .lines()
                    .filter(|code| !code.trim().is_empty())
                    .enumerate()
                {
                    if n > 0 {
                        line.push(Inline::Break);
                    }
                    line.push(Inline::Code(code.to_owned()));
                }
            }
            Block::Math(tex) => line.push(Inline::Math(tex)),
            Block::Quote(inner) | Block::Alert(_, inner) | Block::Footnote(_, inner) => {
                flatten(inner, line);
            }
            Block::List { start, items } => {
                for (n, item) in items.into_iter().enumerate() {
                    if n > 0 {
                        line.push(Inline::Break);
                    }
                    line.push(Inline::Text(match start {
                        Some(start) => format!("{}. ", start.saturating_add(n as u64)),
                        None => "• ".to_owned(),
                    }));
                    let mut inner = Vec::new();
                    flatten(item.blocks, &mut inner);
                    line.extend(inner);
                }
            }
            Block::Table { head, rows, .. } => {
                for row in std::iter::once(head).chain(rows) {
                    for cell in row {
                        line.extend(cell);
                        line.push(Inline::Text(" ".to_owned()));
                    }
                }
            }
            Block::Rule => {}
            Block::Source(text) => line.push(Inline::Text(text)),
        }
    }
}
