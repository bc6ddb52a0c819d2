//! TeX to MathML, for the viewer and for saved pages.
//!
//! A package and a wasm of its own: most conversations have no formula, and their readers need not
//! load what formulas take. What comes out is text that the caller reads and checks; it is never a
//! part of a page.

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};

mod cells;

/// The longest formula that is read, in bytes.
pub const MAX_TEX: usize = 4_000;
/// How deep a formula may nest.
pub const MAX_DEPTH: usize = 40;

/// What models write and the library has no word for, as other TeX. A colour falls away.
const MACROS: [(&str, &str); 6] = [
    (
        "boxed",
        r"\begin{array}{|c|}\hline {#1} \\ \hline\end{array}",
    ),
    ("textcolor", r"{#2}"),
    ("colorbox", r"{#2}"),
    ("tag", r"\qquad (\mathrm{#1})"),
    ("label", r"{}"),
    ("bm", r"\boldsymbol{#1}"),
];

/// A formula as MathML: a `math` element. `None` where it is not understood, is longer than
/// [`MAX_TEX`] or nests deeper than [`MAX_DEPTH`].
///
/// ```
/// let text = chatlink_formulas::mathml("x^2", false).unwrap();
/// assert_eq!(text, "<math><msup><mi>x</mi><mn>2</mn></msup></math>");
/// assert_eq!(chatlink_formulas::mathml(r"\nonsense", false), None);
/// ```
pub fn mathml(tex: &str, display: bool) -> Option<String> {
    if tex.len() > MAX_TEX || depth(tex) > MAX_DEPTH {
        return None;
    }
    let display = if display {
        MathDisplay::Block
    } else {
        MathDisplay::Inline
    };
    let tex = &cells::mended(tex);
    let plain = LatexToMathML::new(MathCoreConfig::default()).ok()?;
    if let Some(formula) = convert(&plain, tex, display) {
        return Some(formula);
    }
    let macros = MACROS
        .iter()
        .filter(|(name, _)| tex.contains(&["\\", name].concat()));
    let macros = macros.map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    let config = MathCoreConfig {
        macros: macros.collect(),
        ..MathCoreConfig::default()
    };
    let extended = LatexToMathML::new(config).ok()?;
    let tex = tex
        .replace(r"\mbox{", r"\text{")
        .replace(r"\hbox{", r"\text{");
    convert(&extended, &tex, display)
}

/// A formula by the library, where that can be trusted with it.
fn convert(library: &LatexToMathML, tex: &str, display: MathDisplay) -> Option<String> {
    let convert = |tex: &str| library.convert_with_local_state(tex, display).ok();
    // Numbers of equations may stand in the cells of this environment.
    let stands = |cell: &str| convert(&[r"\begin{align}", cell, r"\end{align}"].concat()).is_some();
    if !cells::are_whole(tex, stands) {
        return None;
    }
    Some(convert(tex)?.mathml)
}

/// At most how deep a formula nests: brackets, and commands that take the next thing.
fn depth(tex: &str) -> usize {
    let (mut depth, mut deepest, mut run) = (0_usize, 0, 0_usize);
    let mut bytes = tex.bytes().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            // Commands one after another may each be the argument of the one before.
            b'\\' => {
                run += 1;
                while bytes.peek().is_some_and(u8::is_ascii_alphabetic) {
                    bytes.next();
                }
            }
            b'^' | b'_' => run += 1,
            byte if byte.is_ascii_whitespace() => {}
            _ => run = 0,
        }
        deepest = deepest.max(depth + run / 2);
    }
    let count = |what: &str| tex.matches(what).count();
    deepest + count(r"\left").max(count(r"\begin"))
}

/// The same for the browser.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen::prelude::wasm_bindgen]
#[allow(missing_docs)]
pub fn formula(tex: &str, display: bool) -> Option<String> {
    mathml(tex, display)
}

#[cfg(test)]
mod tests {
    use super::{MAX_DEPTH, MAX_TEX, mathml};

    #[test]
    fn what_the_library_does_not_know_is_said_otherwise() {
        for tex in [
            r"\boxed{\frac{30}{11}}",
            r"\textcolor{red}{x}",
            r"a \tag{1}",
            r"\mbox{a b}",
        ] {
            assert!(mathml(tex, true).is_some(), "{tex}");
        }
    }

    #[test]
    fn nothing_is_defined_by_a_formula() {
        for tex in [
            r"\def\a{\a\a}\a",
            r"\newcommand{\a}{b}\a",
            r"\let\a\b",
            r"\input{x}",
        ] {
            assert_eq!(mathml(tex, false), None, "{tex}");
        }
    }

    /// On a stack as small as a browser gives.
    #[test]
    fn deep_and_long_formulas_end() {
        for start in [
            "{",
            "x^{",
            r"\sqrt{",
            r"\left(",
            r"\sqrt",
            r"\hat",
            "_",
            "'",
            r"\frac",
            r"\frac1",
            r"\text{",
            r"\begin{matrix}",
            r"\sqrt[",
            r"\boxed{",
            "^",
            r"\tag{",
            "[",
            "(",
            r"\not",
            r"\mathbb",
        ] {
            for count in [MAX_DEPTH, 100, MAX_TEX / start.len()] {
                let tex = start.repeat(count);
                let stack = std::thread::Builder::new().stack_size(900 << 10);
                let done = stack.spawn(move || mathml(&tex, true).map(drop));
                assert!(done.is_ok_and(|thread| thread.join().is_ok()), "{start}");
            }
        }
    }
}
