"""Formulas written down: nothing is lost, brackets stand where they must, names stand for what they name."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import assume, given

from neurodose.symbols import Expression, at_start, constant, exp, log, maximum, minimum, select, symbol, time
from neurodose.symbols.evaluation import evaluate
from neurodose.symbols.expression import cos, sin, walk
from neurodose.symbols.notation import split_terms, symbol_mathml, write_latex, write_mathml, write_text
from neurodose.units import h, nM
from tests.formulas import SYMBOLS, formulas, values

# Numbers are written with six digits.
WRITTEN = 1e-4

x, y = symbol("state", "x"), symbol("state", "y")
C, K = symbol("state", "C", nM.dimension), symbol("parameter", "K", nM.dimension)


def read_as_python(text: str, **known: float) -> float:
    import math

    words = {"exp": math.exp, "log": math.log, "sin": math.sin, "cos": math.cos, "min": min, "max": max}
    return eval(text.replace("·", "*").replace("^", "**"), {"__builtins__": {}}, {**words, **known})


@given(formulas, values, values, values)
def test_the_text_of_a_formula_has_the_value_of_the_formula(root: Expression, a: float, b: float, c: float) -> None:
    here = dict(zip(SYMBOLS, (a, b, c), strict=True))
    value = float(evaluate([root], here)[0])
    assume(abs(value) < 1e6)
    found = read_as_python(write_text(root), x=a, y=b, p=c)
    # A number is written in six digits; the sine of a large one changes by more than that.
    largest = max((abs(node.value) for node in walk([root]) if node.is_constant), default=1.0)
    assert found == pytest.approx(value, rel=WRITTEN * max(1.0, largest), abs=WRITTEN * max(1.0, largest))


@given(formulas)
def test_a_formula_in_mathml_is_well_formed(root: Expression) -> None:
    tree = ElementTree.fromstring(f"<math>{write_mathml(root)}</math>")
    words = {"".join(e.itertext()) for e in tree.iter("mi")}
    symbols = {s.content for s in SYMBOLS if s.content in words}
    assert symbols <= words


@given(formulas)
def test_a_formula_in_latex_closes_what_it_opens(root: Expression) -> None:
    latex = write_latex(root)
    depth = 0
    for letter in latex:
        depth += {"{": 1, "}": -1}.get(letter, 0)
        assert depth >= 0
    assert depth == 0
    assert latex.count(r"\left(") == latex.count(r"\right)")
    assert "}}^{" not in latex.replace(r"\mathrm{x}^", "").replace(r"\mathrm{y}^", "").replace(r"\mathrm{p}^", "")


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (x - (y - 1), "x - (y - 1)"),
        (x + (y + 1), "x + y + 1"),
        (x + (y - 1), "x + y - 1"),
        (x / (y * 2), "x/(y·2)"),
        (x / (y / 2), "x/(y/2)"),
        (x * (y / 2), "x·y/2"),
        ((x * y) ** 2, "(x·y)^2"),
        ((x**y) ** 2, "(x^y)^2"),
        (x ** (y * 2), "x^(y·2)"),
        (-(x**2), "-x^2"),
        ((-x) ** 2, "(-x)^2"),
        (-(x + y), "-(x + y)"),
        ((x + y) * (x - y), "(x + y)·(x - y)"),
        (x**-1, "x^(-1)"),
        (exp(-x), "exp(-x)"),
        (sin(x) * cos(y) + log(x), "sin(x)·cos(y) + log(x)"),
        (minimum(x, y + 1), "min(x, y + 1)"),
        (maximum(C, 0), "max(C, 0)"),
        (select(x > y, x, y) + 1, "(x if y < x else y) + 1"),
        (select((x > 0) & ~(y <= 1), x, y), "x if 0 < x and not(y <= 1) else y"),
        (at_start(C) / C, "start(C)/C"),
        (time * 2, "t·2"),
        (C / (2 * nM), "C/(2 nM)"),
        (C + 2 * nM, "C + 2 nM"),
        (C / nM, "C/(nM)"),
        (constant(0.25, h.dimension), "0.25 h"),
        (x * 1e-9, "x·1e-09"),
    ],
)
def test_brackets_stand_where_they_must(formula: Expression, text: str) -> None:
    assert write_text(formula) == text
    assert repr(formula) == text


def test_a_fraction_under_an_exponent_has_brackets() -> None:
    assert write_latex((C / K) ** 2) == r"\left(\frac{\mathrm{C}}{\mathrm{K}}\right)^{2}"
    assert write_latex((x**y) ** 2) == r"\left(\mathrm{x}^{\mathrm{y}}\right)^{2}"
    assert write_latex((C / K) * 2) == r"\frac{\mathrm{C}}{\mathrm{K}}\,2"
    assert write_latex(x * (C / K)) == r"\mathrm{x}\,\frac{\mathrm{C}}{\mathrm{K}}"
    assert "<mo>(</mo><mfrac>" in write_mathml((C / K) ** 2)
    assert "<mo>(</mo><msup>" in write_mathml((x**y) ** 2)
    assert "<mo>(</mo>" not in write_mathml(C / K * 2)


def test_latex_reads_as_mathematics() -> None:
    assert write_latex(x / (y - 1)) == r"\frac{\mathrm{x}}{\mathrm{y} - 1}"
    assert write_latex((x <= y) & (y > 0)) == r"\mathrm{x} \le \mathrm{y} \wedge 0 < \mathrm{y}"
    assert write_latex(symbol("state", "a_b.c")) == r"\mathrm{a\_b.c}"
    assert write_latex(select(x > 0, x, 2)).startswith(r"\begin{cases}\mathrm{x} & 0 < \mathrm{x}")
    assert write_latex(C + 2 * nM) == r"\mathrm{C} + 2\,\mathrm{nM}"


def test_a_symbol_in_mathml_is_its_last_word_with_its_place_below() -> None:
    assert symbol_mathml("x") == "<mi>x</mi>"
    assert symbol_mathml("parent.CL") == "<msub><mi mathvariant='normal'>CL</mi><mtext>parent</mtext></msub>"
    assert symbol_mathml("drug.plasma.concentration") == "<msub><mi>C</mi><mtext>drug plasma</mtext></msub>"
    assert symbol_mathml("a.first_pass") == "<msub><mi mathvariant='normal'>first pass</mi><mtext>a</mtext></msub>"
    ElementTree.fromstring(f"<math>{symbol_mathml('a<b.c&d')}</math>")


def test_what_has_a_name_is_written_by_it() -> None:
    share = C / (C + K)
    names = {share: "share", C + K: "never seen"}
    assert write_text(2 * share - 1, names) == "2·share - 1"
    assert write_latex(2 * share, names) == r"2\,\mathrm{share}"
    assert "share" in write_mathml(2 * share, names)
    assert "never seen" not in write_mathml(2 * share, names)


def test_a_sum_falls_into_its_terms_in_order() -> None:
    a, b, c = x * y, exp(x), y**2
    assert split_terms(a - (b - c), {}) == [("+", a), ("-", b), ("+", c)]
    assert split_terms(-(a + b), {}) == [("-", a), ("-", b)]
    assert split_terms(-a + b, {}) == [("-", a), ("+", b)]
    assert split_terms(a - (b + c), {b + c: "whole"}) == [("+", a), ("-", b + c)]
