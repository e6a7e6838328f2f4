"""Derivatives of random formulas over every operation, against sympy and against differences."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from neurodose.symbols import Expression, constant, symbol, time
from neurodose.symbols.derivative import PARTIALS, differentiate
from neurodose.symbols.evaluation import NUMPY, evaluate
from neurodose.symbols.expression import BINARY, LEAVES, OPERATIONS, RELATIONS, UNARY, cos, sin, walk
from neurodose.units import h, nM, one
from tests.formulas import SYMBOLS, formulas, values

BY_SYMPY = dict(zip(SYMBOLS, sympy.symbols("x y p", real=True), strict=True))
# Both compute the same formula in another order of floats.
SAME_FORMULA = 1e-9
# A central difference of step s errs by about f'''·s²/6 + ulp(f)/s: about 1e-10 relative at s = 1e-5.
STEP = 1e-5
DIFFERENCE = 1e-5
TAME = 1e4  # beyond this, third derivatives and rounding drown a difference


def to_sympy(root: Expression) -> Any:
    """The same formula in sympy's own words."""
    words: dict[str, Any] = {
        "add": lambda a, b: a + b,
        "subtract": lambda a, b: a - b,
        "multiply": lambda a, b: a * b,
        "divide": lambda a, b: a / b,
        "power": lambda a, b: a**b,
        "negative": lambda a: -a,
        "exp": sympy.exp,
        "log": sympy.log,
        "sin": sympy.sin,
        "cos": sympy.cos,
        "minimum": lambda a, b: sympy.Piecewise((a, a <= b), (b, True)),
        "maximum": lambda a, b: sympy.Piecewise((a, a >= b), (b, True)),
        "less": lambda a, b: a < b,
        "less_equal": lambda a, b: a <= b,
        "both": sympy.And,
        "either": sympy.Or,
        "not": sympy.Not,
        "select": lambda c, a, b: sympy.Piecewise((a, c), (b, True)),
    }
    told: dict[Expression, Any] = dict(BY_SYMPY)
    for node in walk([root]):
        if node.is_constant:
            told[node] = sympy.Float(node.value) if node.value % 1 else sympy.Integer(int(node.value))
        elif node not in told:
            told[node] = words[node.operation](*(told[a] for a in node.arguments))
    return told[root]


def kinks(root: Expression) -> list[Expression]:
    """What is zero where a formula has a kink or a step."""
    told = (*RELATIONS[:2], "minimum", "maximum")
    return [n.arguments[0] - n.arguments[1] for n in walk([root]) if n.operation in told]


def is_smooth(root: Expression, here: dict[Expression, Any]) -> bool:
    """Whether no condition changes within a few steps of here."""
    moved = [{**here, s: here[s] + shift} for s in SYMBOLS for shift in (-4 * STEP, 0.0, 4 * STEP)]
    for kink in kinks(root):
        signs = {float(np.sign(evaluate([kink], point)[0])) for point in moved}
        if len(signs) > 1 or abs(evaluate([kink], here)[0]) < 1e-3:
            return False
    return True


@given(formulas, values, values, values)
@settings(max_examples=150)
def test_derivatives_agree_with_sympy(root: Expression, x: float, y: float, p: float) -> None:
    here = dict(zip(SYMBOLS, (x, y, p), strict=True))
    assume(is_smooth(root, here))
    gradient, theirs = differentiate([root], SYMBOLS)[0], to_sympy(root)
    there: dict[Any, Any] = {BY_SYMPY[s]: v for s, v in here.items()}
    for by in SYMBOLS:
        ours = evaluate([gradient[by]], here)[0] if by in gradient else 0.0
        expected = float(sympy.diff(theirs, BY_SYMPY[by]).evalf(30, subs=there))
        assert ours == pytest.approx(expected, rel=SAME_FORMULA, abs=SAME_FORMULA)


@given(formulas, values, values, values)
@settings(max_examples=400)
def test_derivatives_agree_with_differences(root: Expression, x: float, y: float, p: float) -> None:
    here = dict(zip(SYMBOLS, (x, y, p), strict=True))
    assume(is_smooth(root, here))
    gradient = differentiate([root], SYMBOLS)[0]
    second = differentiate(list(gradient.values()), SYMBOLS)
    size = [abs(v) for g in [gradient, *second] for v in evaluate(g.values(), here)]
    assume(max([*size, abs(evaluate([root], here)[0])]) <= TAME)
    for by in SYMBOLS:
        after, before = ({**here, by: here[by] + way * STEP} for way in (1, -1))
        slope = (evaluate([root], after)[0] - evaluate([root], before)[0]) / (2 * STEP)
        ours = evaluate([gradient[by]], here)[0] if by in gradient else 0.0
        assert ours == pytest.approx(slope, rel=DIFFERENCE, abs=DIFFERENCE * max([1.0, *size]))


@given(formulas, values, values, values, values)
def test_what_is_absent_from_a_derivative_changes_nothing(
    root: Expression, x: float, y: float, p: float, other: float
) -> None:
    here = dict(zip(SYMBOLS, (x, y, p), strict=True))
    assume(is_smooth(root, here))
    gradient = differentiate([root], SYMBOLS)[0]
    inside = set(walk([root]))
    for by in SYMBOLS:
        if by not in inside:
            assert by not in gradient
        if by not in gradient and not kinks(root):
            assert evaluate([root], {**here, by: other})[0] == pytest.approx(
                evaluate([root], here)[0], rel=SAME_FORMULA, abs=SAME_FORMULA
            )
    assert not any(e.is_constant and e.value == 0 for e in gradient.values())


@given(formulas)
def test_derivatives_are_formulas_of_the_same_symbols(root: Expression) -> None:
    gradient = differentiate([root], SYMBOLS)[0]
    symbols = {n for n in walk([root]) if n in SYMBOLS}
    assert {n for n in walk(gradient.values()) if n in SYMBOLS} <= symbols
    assert differentiate([root], [SYMBOLS[0]])[0] == {s: e for s, e in gradient.items() if s is SYMBOLS[0]}
    assert differentiate([root, root], SYMBOLS) == [gradient, gradient]


def test_these_formulas_are_made_of_every_operation() -> None:
    seen: set[str] = set()

    @given(formulas)
    @settings(max_examples=300, database=None, derandomize=True)
    def look(root: Expression) -> None:
        seen.update(n.operation for n in walk([root]))

    look()
    # Time and random draws are leaves like states; what was at the start has no derivative.
    assert seen == set(OPERATIONS) - {"time", "random", "at_start"}


def test_every_operation_has_its_rule_on_every_floor() -> None:
    inner = set(OPERATIONS) - set(LEAVES)
    assert set(NUMPY) == inner - {"at_start"}
    assert set(PARTIALS) == inner - {"at_start", "not", *RELATIONS}
    assert set(OPERATIONS) == {*LEAVES, *UNARY, *BINARY, *RELATIONS, "select"}


def test_time_is_a_symbol_to_derive_by() -> None:
    rhythm = sin(time / h)
    assert differentiate([rhythm], [time])[0] == {time: cos(time / h) * (1 / constant(1.0, h.dimension, "unit"))}


@given(st.sampled_from([0.37, 0.5, 0.75, 1 / 3, 1.3, 2.0, -0.5]), values)
def test_slopes_of_powers_keep_their_units(power: float, value: float) -> None:
    C = symbol("state", "C", nM.dimension)
    root = C**power
    slope = differentiate([root], [C])[0][C]
    assert slope.dimension == (root / C).dimension
    assert evaluate([slope], {C: value})[0] == pytest.approx(power * value ** (power - 1), rel=SAME_FORMULA)
    assert (slope * C / root).dimension == one.dimension
