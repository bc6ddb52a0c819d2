//! Whatever the text is, a formula is made or it is not; nothing panics. The library's own checks are
//! on in tests.

use chatlink_formulas::mathml;

/// What formulas are made of, and what goes wrong in them.
const PARTS: &[&str] = &[
    "&",
    "&",
    "\\\\",
    "\\\\[2pt]",
    "{",
    "}",
    "[",
    "]",
    "^",
    "_",
    "x",
    "1",
    " ",
    "'",
    "%",
    "\n",
    "~",
    "\\begin{matrix}",
    "\\end{matrix}",
    "\\begin{pmatrix}",
    "\\end{pmatrix}",
    "\\begin{cases}",
    "\\end{cases}",
    "\\begin{aligned}",
    "\\end{aligned}",
    "\\begin{align}",
    "\\end{align}",
    "\\begin{array}{cc}",
    "\\begin{array}{c|c}",
    "\\end{array}",
    "\\begin{gathered}",
    "\\end{gathered}",
    "\\hline",
    "\\hdashline",
    "\\left(",
    "\\right)",
    "\\left.",
    "\\middle|",
    "\\frac",
    "\\frac1",
    "\\sqrt",
    "\\sqrt[",
    "\\text{",
    "\\substack{",
    "\\overset{",
    "\\underbrace{",
    "\\boxed{",
    "\\tag{1}",
    "\\label{a}",
    "\\nonumber",
    "\\hat",
    "\\mathbb{",
    "\\mathrm ",
    "\\operatorname{",
    "\\bm{",
    "\\textcolor{red}{",
    "\\not",
    "\\big(",
    "\\sum",
    "\\limits",
    "\\int",
    "\\cr",
    "\\&",
    "\\%",
    "\\,",
    "\\quad",
    "\\color{red}",
    "\\displaystyle",
    "\\genfrac",
    "\\binom",
    "\\stackrel",
    "\\xrightarrow[",
    "\\xrightarrow{",
    "\\begin{split}",
    "\\end{split}",
    "\\begin{smallmatrix}",
    "\\end{smallmatrix}",
    "\\begin{multline}",
    "\\end{multline}",
    "\\begin{equation}",
    "\\end{equation}",
    "\\notag",
    "\\eqref{a}",
    "\\mathchoice",
    "\\phantom{",
    "\\cancel{",
    "\\ref{a}",
    "\\prime",
    "\\begingroup",
    "\\dots",
    "é",
    "漢",
    "\u{301}",
    "\u{338}",
    "=",
    "<",
    "\\vert",
    "\\pmod{",
    "\\mod",
    "\\mathop{",
    "\\rlap{",
    "\\raisebox{1pt}{",
    "\\rule{1em}{1em}",
    "\\kern1em",
    "\\hspace{1em}",
    "\\char\"41",
    "#1",
    "\\over",
    "\\atop ",
    "\\choose",
    "\\\\*",
    "$",
    "\\(",
    "\\[",
];

/// Formulas as they should be.
const GOOD: &[&str] = &[
    r"\begin{matrix}a&b\\c&d\end{matrix}",
    r"\begin{cases}x&\text{if }y>0\\\frac{1}{2}&\text{else}\end{cases}",
    r"\begin{cases}\displaystyle\frac12&x\\\displaystyle y&\color{red}z\end{cases}",
    r"\begin{aligned}a&=b+\sqrt{c}\\&=d^{2}\end{aligned}",
    r"\begin{aligned}{}&^{14}_6C\\_2&F\end{aligned}",
    r"\begin{array}{c|c}\hline a&b\\\hline c&d\\\hline\end{array}",
    r"\left(\begin{pmatrix}1&2\\3&4\end{pmatrix}\middle|x\right)",
    r"\begin{align}a&=b\tag{1}\\c&=d\nonumber\end{align}",
    r"\boxed{\begin{aligned}a&=b\\c&=d\end{aligned}}",
];

/// Found by this test; each was a panic.
const FOUND: &[&str] = &[
    r"\begin{matrix}a&b\\c_&\end{matrix}",
    r"\begin{matrix}a\hat&d\end{matrix}",
    r"\begin{matrix}c\frac&d\end{matrix}",
    r"\begin{matrix}{a&b}\end{matrix}",
    r"\begin{matrix}{a\\b}\end{matrix}",
    r"\begin{matrix}a\left(b&c\right)\end{matrix}",
    r"\begin{matrix}\sqrt[a&b]c\end{matrix}",
    r"\begin{matrix}\bm{a&b}\end{matrix}",
    r"\boxed{\sqrt}1",
    r"\boxed{_}\label{a}1",
    r"\boxed{&\tag{1}}",
    r"\boxed{\big(\\}",
    r"\mathop{\middle|}",
    r"\boxed{\begin{aligned}a&\over=b\\\end{aligned}}",
];

/// Good numbers are not needed.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % limit.max(1)
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of.get(self.below(of.len())).copied().unwrap_or("")
    }

    /// A good formula with a few pieces cut out or put in.
    fn damaged(&mut self) -> String {
        let mut tex: Vec<char> = self.one(GOOD).chars().collect();
        for _ in 0..=self.below(3) {
            let from = self.below(tex.len());
            let to = (from + self.below(6)).min(tex.len());
            if self.below(2) == 0 {
                tex.drain(from..to);
            } else {
                tex.splice(from..from, self.one(PARTS).chars());
            }
        }
        tex.into_iter().collect()
    }

    fn thrown_together(&mut self) -> String {
        (0..=self.below(14)).map(|_| self.one(PARTS)).collect()
    }
}

#[test]
fn good_formulas_are_understood() {
    for tex in GOOD {
        assert!(mathml(tex, true).is_some(), "{tex}");
    }
    // Both cells are there, and what stands before an index that begins one is not in it.
    let cells = mathml(r"\begin{matrix}a&^b\end{matrix}", false).unwrap();
    assert_eq!(cells.matches("<mtd>").count(), 2, "{cells}");
    assert!(cells.contains("<mtd><mi>a</mi></mtd>"), "{cells}");
    let cells = mathml(r"\begin{matrix}\displaystyle a&b\end{matrix}", false).unwrap();
    assert_eq!(cells.matches("<mtd>").count(), 2, "{cells}");
}

#[test]
fn cells_that_are_not_whole_are_no_formula() {
    for tex in FOUND {
        assert_eq!(mathml(tex, true), None, "{tex}");
    }
}

#[test]
fn no_text_panics() {
    let mut numbers = Numbers(88_172_645_463_325_252);
    let mut understood = 0;
    for _ in 0..20_000 {
        for tex in [numbers.damaged(), numbers.thrown_together()] {
            let display = numbers.below(2) == 0;
            let made = std::panic::catch_unwind(|| mathml(&tex, display));
            let made = made.unwrap_or_else(|_| panic!("{tex}"));
            understood += usize::from(made.is_some());
        }
    }
    assert!(understood > 1_000, "{understood}");
}
