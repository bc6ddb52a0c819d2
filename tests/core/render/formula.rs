//! Formulas: what is read, what is refused, and what copying gives back. And quotations.

use chatlink::render::formula::Formula;
use expect_test::expect;

use super::markdown::check;
use super::outline;

#[test]
fn a_formula_in_a_line() {
    expect![[r#"
        p dir=auto
          "So "
          span.math dir=ltr
            math alttext=x^2
              msup
                mi
                  "x"
                mn
                  "2"
          "."
    "#]]
    .assert_eq(&outline("So $x^2$."));
}

#[test]
fn what_is_not_understood_stays_tex() {
    expect![[r#"
        p dir=auto
          span.math.tex dir=ltr
            "\\nonsense{x}"
    "#]]
    .assert_eq(&outline("$\\nonsense{x}$"));
    for tex in [
        "\\def\\a{\\a\\a}\\a",
        "\\href{javascript:alert(1)}{x}",
        "\\class{a}{b}",
        "\\style{a}{b}",
    ] {
        let shown = outline(&format!("${tex}$"));
        assert!(shown.contains("span.math.tex"), "{shown}");
    }
}

#[test]
fn lines_and_sides_of_cells_are_classes() {
    let shown = outline("$$\n\\boxed{x} \\begin{aligned} a &= b \\end{aligned}\n$$");
    assert!(
        shown.contains("mtable.mt.ml") && shown.contains("mtd.to-right.close"),
        "{shown}"
    );
    assert!(!shown.contains(" style="), "{shown}");
}

#[test]
fn only_what_formulas_need_is_read() {
    for good in [
        "<math><mi>x</mi></math>",
        " <math display=\"block\"><mrow><mspace width=\"1em\"/><mo>&lt;</mo></mrow></math> ",
        "<math><mi class=\"a\" style=\"color: red\">x</mi></math>",
    ] {
        assert!(Formula::read(good).is_some(), "{good}");
    }
    let deep = format!(
        "<math>{}{}</math>",
        "<mrow>".repeat(500),
        "</mrow>".repeat(500)
    );
    let many = format!("<math>{}</math>", "<mi>x</mi>".repeat(20_000));
    for bad in [
        "",
        "x",
        "<math>",
        "</math>",
        "<math></mi>",
        "<math><mi>x</mn></math>",
        "<math></math><math></math>",
        "<math></math>x",
        "<mi>x</mi>",
        "<math><math></math></math>",
        "<math><script>1</script></math>",
        "<math><mtext><img src=x></mtext></math>",
        "<math><mi onclick=\"a\">x</mi></math>",
        "<math><mi href=\"javascript:a\">x</mi></math>",
        "<math><mi id=\"a\">x</mi></math>",
        "<math><mspace width=\"url(x)\"/></math>",
        "<math><mspace width='1em'/></math>",
        "<math><mspace width=\"1em/></math>",
        "<math><mi>&evil;</mi></math>",
        "<math><mi>&#x0;</mi></math>",
        "<math><annotation-xml encoding=\"text/html\"></annotation-xml></math>",
        "<math><semantics></semantics></math>",
        "<math><!-- x --></math>",
        &deep,
        &many,
    ] {
        assert_eq!(Formula::read(bad), None, "{bad:.60}");
    }
}

#[test]
fn formulas_and_money() {
    check(
        "$x^2$ and $$\\sum_i$$, \\$5, $5/$6, US$ 7",
        expect![[r#"
            p dir=auto
              span.math dir=ltr
                math alttext=x^2
                  msup
                    mi
                      "x"
                    mn
                      "2"
              " and "
              span.math.display dir=ltr tabindex=0
                math alttext=\sum_i display=block
                  munder
                    mo lspace=0 rspace=0
                      "∑"
                    mi
                      "i"
              ", $5, $5/$6, US$ 7"
        "#]],
    );
}

#[test]
fn quotes_and_rules() {
    check(
        "> a\n> > b\n\n***\n\nc",
        expect![[r#"
        blockquote dir=auto
          p
            "a"
          blockquote
            p
              "b"
        hr
        p dir=auto
          "c"
    "#]],
    );
}
