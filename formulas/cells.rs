//! Tables whose cells stand for themselves.
//!
//! The library takes the mark between two cells for an argument where one is missing (`a_&b`), and for
//! a part of a group where it stands in one (`{a&b}`). Then it panics where it was built for debugging, and
//! else loses the mark, so that two cells become one. TeX understands neither.

/// What goes on to the end of its group, and would take the mark after its cell with it.
const SWITCHES: [&str; 5] = [
    "\\color",
    "\\displaystyle",
    "\\textstyle",
    "\\scriptstyle",
    "\\scriptscriptstyle",
];

/// The same formula with cells that end where TeX ends them. What begins a cell with an index gets something
/// to stand at (`&^{14}C`); a cell from a switch on is a group. Comments go.
pub(crate) fn mended(tex: &str) -> String {
    let mut out = String::with_capacity(tex.len() + 8);
    // How many groups were opened in the cell of each open table; `None` for a group of the formula.
    let mut open: Vec<Option<usize>> = Vec::new();
    let mut rest = tex;
    let mut starts = false;
    while !rest.is_empty() {
        if rest.starts_with('%') {
            rest = rest.split_once('\n').map_or("", |(_, after)| after);
            continue;
        }
        let (token, after) = rest.split_at_checked(length(rest)).unwrap_or((rest, ""));
        if starts && matches!(token, "^" | "_" | "'") {
            out.push_str("{}");
        }
        let between = token.trim().is_empty() || matches!(token, "\\hline" | "\\hdashline");
        starts = is_mark(token) || (starts && between);
        if (is_mark(token) || token == "\\end")
            && let Some(Some(groups)) = open.last_mut()
        {
            out.push_str(&"}".repeat(std::mem::take(groups)));
        }
        match (token, open.last_mut()) {
            ("{" | "\\left", _) => open.push(None),
            ("}" | "\\right", Some(None)) | ("\\end", Some(Some(_))) => {
                open.pop();
            }
            (switch, Some(Some(groups))) if SWITCHES.contains(&switch) => {
                out.push('{');
                *groups += 1;
            }
            ("\\begin", _) => open.push(Some(0)),
            _ => {}
        }
        out.push_str(token);
        rest = after;
        // The name is no group in a cell.
        if matches!(token, "\\begin" | "\\end")
            && let Some((name, after)) = rest.split_once('}')
        {
            out.push_str(name);
            out.push('}');
            rest = after;
        }
    }
    out
}

/// What is open at a place of a formula.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Group,
    Left,
    /// A table: where its last cell began.
    Table(usize),
}

/// Whether every mark between cells stands right in its table, every cell is whole, and what belongs
/// between `\left` and `\right` stands there: `stands` says of a cell that it is whole.
pub(crate) fn are_whole(tex: &str, stands: impl Fn(&str) -> bool) -> bool {
    // A box is a table as well, see `MACROS`.
    let boxed = tex.contains("\\boxed");
    let mut open: Vec<Open> = Vec::new();
    let mut at = 0;
    while let Some(rest) = tex.get(at..).filter(|rest| !rest.is_empty()) {
        let token = rest.get(..length(rest)).unwrap_or(rest);
        let named = rest.find('}').map_or(token.len(), |end| end + 1);
        let next = at + token.len();
        let in_table = boxed || open.iter().any(|it| matches!(it, Open::Table(_)));
        match (token, open.last_mut()) {
            ("{", _) => open.push(Open::Group),
            ("\\left", _) => open.push(Open::Left),
            // The library says itself what does not belong together.
            ("}", Some(Open::Group)) | ("\\right", Some(Open::Left)) => {
                open.pop();
            }
            // A fraction of everything before it, marks and all.
            ("\\over" | "\\atop" | "\\choose" | "\\brace" | "\\brack", Some(Open::Table(_))) => {
                return false;
            }
            ("\\middle", last) if last != Some(&mut Open::Left) => return false,
            ("\\begin", _) => {
                at += named;
                // What is said of the columns is no cell.
                if rest
                    .get(..named)
                    .is_some_and(|name| name.ends_with("array}"))
                {
                    let spec = tex.get(at..).and_then(|rest| rest.find('}'));
                    at += spec.map_or(0, |end| end + 1);
                }
                open.push(Open::Table(at));
                continue;
            }
            ("\\end", last) => {
                match last {
                    Some(Open::Table(from)) if is_whole(tex, *from, at, &stands) => {}
                    _ => return false,
                }
                open.pop();
                at += named;
                continue;
            }
            (mark, Some(Open::Table(from))) if is_mark(mark) => {
                if !is_whole(tex, *from, at, &stands) {
                    return false;
                }
                *from = next;
            }
            // Outside of tables a new line does no harm.
            (mark, last) if is_mark(mark) && (mark == "&" || in_table && last.is_some()) => {
                return false;
            }
            _ => {}
        }
        at = next;
    }
    true
}

fn is_whole(tex: &str, from: usize, to: usize, stands: &impl Fn(&str) -> bool) -> bool {
    let mut cell = tex.get(from..to).unwrap_or("").trim();
    while let Some(rest) = ["\\hline", "\\hdashline"]
        .iter()
        .find_map(|line| cell.strip_prefix(line))
    {
        cell = rest.trim_start();
    }
    stands(cell)
}

/// What ends a cell.
fn is_mark(token: &str) -> bool {
    matches!(token, "&" | "\\\\" | "\\newline")
}

/// How long the command or character is that a text begins with.
fn length(text: &str) -> usize {
    let first = text.chars().next().map_or(0, char::len_utf8);
    if !text.starts_with('\\') {
        return first;
    }
    let letters = text
        .bytes()
        .skip(1)
        .take_while(u8::is_ascii_alphabetic)
        .count();
    let one = || text.chars().nth(1).map_or(0, char::len_utf8);
    1 + if letters > 0 { letters } else { one() }
}
