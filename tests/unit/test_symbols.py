"""Formulas: what is one node, what carries which unit, what is refused and how."""

from __future__ import annotations

import copy
import gc
import math
import pickle
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from neurodose.errors import ModelError, NeurodoseError, UnitError
from neurodose.modelling.substance import Substance
from neurodose.sources import Source
from neurodose.symbols import (
    Expression,
    at_start,
    constant,
    exp,
    lift,
    log,
    maximum,
    minimum,
    select,
    sqrt,
    symbol,
    time,
)
from neurodose.symbols.derivative import differentiate
from neurodose.symbols.evaluation import evaluate
from neurodose.symbols.expression import OPERATIONS, _nodes, cos, sin, walk
from neurodose.symbols.substitution import substitute
from neurodose.units import NONE, L, Unit, g, h, mg, mol, nM, nmol, one, percent, raise_dimension

x, y, z = (symbol("state", name) for name in "xyz")
C, K = symbol("state", "C", nM.dimension), symbol("parameter", "K", nM.dimension)
k = symbol("parameter", "k", (one / h).dimension)
somewhere = Source("A", 2000, "J")


def make_substance(name: str) -> Substance:
    return Substance(name, 300 * g / mol, somewhere)


# One node.


def test_equal_formulas_are_one_node() -> None:
    assert x + y is x + y
    assert exp(x * 2) is exp(x * 2)
    assert select(x > 0, x, y) is select(x > 0, x, y)
    assert symbol("state", "x") is x
    assert constant(2.0) is constant(2.0)


def test_formulas_that_differ_in_anything_are_different_nodes() -> None:
    assert x + y is not y + x
    assert symbol("parameter", "x") is not x
    assert symbol("state", "x", nM.dimension) is not x
    assert constant(0.0) is not constant(-0.0)
    assert constant(1.0, nM.dimension) is not constant(1.0)
    a, b = make_substance("a"), make_substance("b")
    assert symbol("state", "x", NONE, a) is not symbol("state", "x", NONE, b)


def test_asking_whether_formulas_are_equal_asks_for_the_node() -> None:
    assert x == x
    assert x != y
    assert x + y in [y, x + y]
    assert {x: 1, x + y: 2}[x + y] == 2
    assert x != "x"


@pytest.mark.parametrize("other", [1.0, 0, True, 1 * nM, nM])
def test_asking_whether_a_formula_equals_a_number_is_refused_since_it_never_would(other: Any) -> None:
    with pytest.raises(ModelError, match=r"`==` cannot ask whether x is") as raised:
        _ = x == other
    assert "no value while the model is written" in str(raised.value.exists)
    assert "select" in str(raised.value.hint)


def test_what_nobody_holds_is_forgotten() -> None:
    gc.collect()
    before = len(_nodes)
    kept = x + 12345.0
    for i in range(500):
        assert (x + y) * float(i + 1000) is not kept
    gc.collect()
    assert len(_nodes) <= before + 2
    assert kept is x + 12345.0


def test_a_formula_from_another_process_is_the_same_node() -> None:
    formula = select(C > K, exp(C / K), 2 * x) + at_start(x) ** 0.5
    assert pickle.loads(pickle.dumps(formula)) is formula
    assert copy.deepcopy(formula) is formula
    assert copy.copy(formula) is formula


def test_a_deep_formula_needs_no_deep_stack() -> None:
    deep: Expression = x
    for _ in range(5000):
        deep = deep * y + 1
    assert len(walk([deep])) == 10_003
    assert set(differentiate([deep], [x, y])[0]) == {x, y}
    assert evaluate([deep], {x: 1.0, y: 1.0}) == [5001.0]
    assert evaluate(substitute([deep], {y: constant(1.0)}), {x: 1.0}) == [5001.0]


def test_each_node_is_walked_once_and_after_its_arguments() -> None:
    shared = x * y
    order = walk([shared + exp(shared), shared])
    assert len(order) == len(set(order)) == 5
    place = {node: i for i, node in enumerate(order)}
    assert all(place[a] < place[node] for node in order for a in node.arguments)


# Units.


def test_products_and_powers_carry_their_units() -> None:
    assert (C * k).dimension == (nM / h).dimension
    assert (C / K).dimension == NONE
    assert (C**2).dimension == (nM**2).dimension
    assert (C**-1 * C).dimension == NONE
    assert (sqrt(C) ** 2).dimension == C.dimension
    assert ((C**0.37) * (C**0.63)).dimension == C.dimension
    assert (C**0.35).dimension == raise_dimension(C.dimension, Fraction(7, 20))
    assert ((C ** (1 / 3)) ** 3).dimension == C.dimension
    assert (2 * L * C).dimension == nmol.dimension
    assert (C * nM).dimension == (nM**2).dimension


@pytest.mark.parametrize(
    ("wrong", "verb"),
    [
        (lambda: C + x, "added to"),
        (lambda: C - k, "reduced by"),
        (lambda: C + 1, "added to"),
        (lambda: 1 + C, "added to"),
        (lambda: x > C, "compared with"),
        (lambda: C >= 1, "compared with"),
        (lambda: minimum(C, x), "compared with"),
        (lambda: maximum(C, 1), "compared with"),
        (lambda: select(x > 0, C, k), "chosen instead of"),
    ],
)
def test_quantities_of_two_kinds_do_not_meet(wrong: Callable[[], Any], verb: str) -> None:
    with pytest.raises(UnitError, match=f"cannot be {verb}") as raised:
        wrong()
    assert "amount / volume" in str(raised.value.exists)


def test_mass_meets_moles_only_through_a_substance() -> None:
    mass = symbol("state", "mass", (mg / L).dimension)
    for wrong in (lambda: C + mass, lambda: mass < C, lambda: maximum(C, mass)):
        with pytest.raises(UnitError, match="cannot be") as raised:
            wrong()
        assert "molar mass" in str(raised.value.hint)


def test_zero_has_every_unit() -> None:
    assert C + 0 is C
    assert 0 + C is C
    assert C - 0 is C
    assert (0 - C).dimension == C.dimension
    assert (C > 0).is_truth
    assert maximum(C, 0).dimension == C.dimension
    assert select(x > 0, 0, C).dimension == C.dimension
    assert (0 * C).dimension == C.dimension


@pytest.mark.parametrize("function", [exp, log, sin, cos])
def test_functions_take_pure_numbers(function: Callable[[Any], Expression]) -> None:
    with pytest.raises(UnitError, match=rf"{function.__name__}\(C\) has no meaning") as raised:
        function(C)
    assert "takes a pure number" in str(raised.value.exists)
    assert "divide by a reference value" in str(raised.value.hint)
    assert function(C / K).dimension == NONE


def test_an_exponent_has_no_unit() -> None:
    with pytest.raises(UnitError, match="an exponent has no unit"):
        _ = x**C
    with pytest.raises(UnitError, match="which is not a fixed number") as raised:
        _ = C**x
    assert "reference value" in str(raised.value.hint)
    with pytest.raises(UnitError, match="which is not a fixed number"):
        _ = (2 * nM) ** x
    assert ((C / K) ** x).dimension == NONE


# Substances.


def test_a_substance_is_kept_by_what_only_scales_it() -> None:
    a, b = make_substance("a"), make_substance("b")
    A, B = symbol("state", "A", nM.dimension, a), symbol("state", "B", nM.dimension, b)
    for same in (A * 2, A / L, -A, A + A, 0.5 * A * x, maximum(A, 0), select(x > 0, A, 0), at_start(A), A + A * 2):
        assert same.substance is a
    for other in (A + B, A * B, A / B, A / A * x, maximum(A, B), select(x > 0, A, B), A + K):
        assert other.substance is None


# What is no formula.


def if_symbol() -> None:
    if C > K:
        pass


def while_symbol() -> None:
    while x:
        pass


@pytest.mark.parametrize(
    "wrong",
    [
        if_symbol,
        while_symbol,
        lambda: 0 < x < 1,
        lambda: x > 0 and y > 0,
        lambda: x > 0 or y > 0,
        lambda: not x,
        lambda: bool(x),
        lambda: max(x, y),
        lambda: sorted([x, y]),
        lambda: 1 if x else 2,
        lambda: any([x > 0]),
    ],
)
def test_nothing_branches_on_a_symbol(wrong: Callable[[], Any]) -> None:
    with pytest.raises(ModelError, match=r"`if`, `and`, `or`, `not` and chained comparisons cannot ask") as raised:
        wrong()
    assert "no value while the model is written" in str(raised.value.exists)
    assert "select(condition, then, otherwise)" in str(raised.value.hint)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: (x > 0) + 1, "is a condition, not a number: it cannot be added"),
        (lambda: -(x > 0), "cannot be negated"),
        (lambda: 2 * (x > 0), "cannot be multiplied"),
        (lambda: exp(x > 0), "cannot be given to exp"),
        (lambda: (x > 0) < (y > 0), "cannot be compared"),
        (lambda: select(x > 0, x > 1, 1), "cannot be chosen"),
        (lambda: at_start(x > 0), "cannot be taken at the start"),
        (lambda: select(x, 1, 2), "x is not a condition"),
        (lambda: select(True, 1, 2), "True is not a condition"),  # pyright: ignore[reportArgumentType]
        (lambda: (x > 0) & y, "y is not a condition"),
        (lambda: (x > 0) | True, "True is not a condition"),  # pyright: ignore[reportOperatorIssue]
        (lambda: ~x, "x is not a condition"),
        (lambda: exp("x"), "'x' is not something a formula can hold"),
        (lambda: maximum(x, None), "None is not something a formula can hold"),
        (lambda: list(x), "x is one quantity, not several"),
        (lambda: x * ((1, 2) * nM), "is several numbers; a formula takes one"),
        (lambda: x * math.nan, "a formula cannot hold nan"),
        (lambda: C + math.inf * nM, "a formula cannot hold inf"),
        (lambda: x.value, "x has no single value"),
    ],
)
def test_what_is_no_formula_is_refused(wrong: Callable[[], Any], message: str) -> None:
    with pytest.raises(ModelError, match=message):
        wrong()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: x + "a",
        lambda: x + None,
        lambda: x + True,
        lambda: float(x),  # pyright: ignore[reportArgumentType]
        lambda: math.exp(x),  # pyright: ignore[reportArgumentType]
        lambda: np.exp(x),  # pyright: ignore[reportCallIssue, reportArgumentType]
        lambda: x * np.array([1.0, 2.0]),
        lambda: np.array([1.0, 2.0]) * x,
    ],
)
def test_a_formula_is_not_taken_for_a_number_by_others(wrong: Callable[[], Any]) -> None:
    with pytest.raises(TypeError, match=r"unsupported|must be|argument|does not support"):
        wrong()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: x / 0, "x is divided by zero"),
        (lambda: x / (0 * nM), "divided by zero"),
        (lambda: log(0), "needs a number above 0"),
        (lambda: log(-1), "needs a number above 0"),
        (lambda: exp(1000), "made of 1000 is no finite number"),
        (lambda: constant(-1.0) ** 0.5, "made of -1 and 0.5 is no finite number"),
        (lambda: constant(0.0) ** -1, "is no finite number"),
        (lambda: sqrt(-4), "is no finite number"),
        (lambda: constant(1e200) * 1e200, "is no finite number"),
    ],
)
def test_constants_that_make_no_number_are_refused(wrong: Callable[[], Any], message: str) -> None:
    with pytest.raises(ModelError, match=message):
        wrong()


# Rules of arithmetic that are applied at once.


@pytest.mark.parametrize(
    ("formula", "plain"),
    [
        (x * 1, x),
        (1 * x, x),
        (x / 1, x),
        (x + 0, x),
        (x**1, x),
        (-(0 - x), x),
        (x * y / y, x),
        (x * y / x, y),
        (minimum(x, x), x),
        (select(x > 0, y, y), y),
        (x - x, constant(0.0)),
        (x / x, constant(1.0)),
        (x**0, constant(1.0)),
        (0 * x, constant(0.0)),
        (0 / x, constant(0.0)),
        (constant(2.0) * 3, constant(6.0)),
        (at_start(K), K),
        (at_start(constant(2.0)), constant(2.0)),
    ],
)
def test_what_changes_nothing_leaves_no_node(formula: Expression, plain: Expression) -> None:
    assert formula is plain


def test_one_with_a_unit_is_not_one() -> None:
    assert x * (1 * nM) is not x
    assert (x * nM).dimension == nM.dimension
    assert percent * x is not x


def test_numbers_quantities_and_units_are_lifted_in_coherent_units() -> None:
    for given, value, dimension in (
        (3, 3, NONE),
        (2.5, 2.5, NONE),
        (np.float64(2.5), 2.5, NONE),
        (5 * percent, 0.05, NONE),
        (2 * h, 2, h.dimension),
        (Unit("day", h.dimension, h.scale * 24), 24, h.dimension),
    ):
        node = lift(given)
        assert node is not None
        assert (node.value, node.dimension) == (value, dimension)
    for wrong in (None, "x", True, [1], {}, object()):
        assert lift(wrong) is None


# Values.


def test_values_are_computed_for_many_people_at_once() -> None:
    people = np.array([-1.0, 0.5, 2.0])
    found = evaluate(
        [select((x > 0) & ~(x > 1), 1, 2), maximum(x, y), minimum(x, 0) ** 2, 1 / x, time * 2],
        {x: people, y: 1.0, time: 3.0},
    )
    np.testing.assert_array_equal(found[0], [2, 1, 2])
    np.testing.assert_array_equal(found[1], [1, 1, 2])
    np.testing.assert_array_equal(found[2], [1, 0, 0])
    np.testing.assert_array_equal(found[3], 1 / people)
    assert found[4] == 6


@pytest.mark.parametrize("lost", [z, time, at_start(x)])
def test_a_symbol_without_a_value_is_named(lost: Expression) -> None:
    with pytest.raises(ModelError, match="has no value here") as raised:
        evaluate([x, 1 / lost], {x: 1.0, y: 1.0})
    assert raised.value.what.startswith(repr(lost))


# Replacement.


def test_symbols_are_replaced_all_at_once() -> None:
    assert substitute([x + y], {x: y, y: x}) == [y + x]
    assert substitute([x * y + exp(x)], {x: constant(2.0)}) == [2 * y + constant(math.exp(2))]
    untouched = exp(y)
    assert substitute([untouched], {x: z})[0] is untouched
    with pytest.raises(ModelError, match="divided by zero"):
        substitute([1 / x], {x: constant(0.0)})


def test_every_operation_can_be_replaced_under() -> None:
    roots = every_operation(x, y)
    assert {n.operation for n in walk(roots)} >= set(OPERATIONS) - {"constant", "parameter", "random", "time"}
    assert substitute(roots, {x: z, y: x}) == every_operation(z, x)


def every_operation(a: Expression, b: Expression) -> list[Expression]:
    joined = ((a < b) & ~(a <= b)) | (b < a)
    return [
        -a, exp(a), log(a), sin(a), cos(a), at_start(a * b), a + b, a - b, a * b, a / b, a**b,
        minimum(a, b), maximum(a, b), select(joined, a, b),
    ]  # fmt: skip


# Derivatives: the rules are tested against sympy and differences in tests/properties.


def test_what_a_formula_does_not_depend_on_has_no_derivative() -> None:
    assert differentiate([x * y, exp(x), K, x - x + y, constant(3.0)], [x, y, K]) == [
        {x: y, y: x},
        {x: exp(x)},
        {K: constant(1.0)},
        {y: constant(1.0)},
        {},
    ]
    assert differentiate([x > y], [x]) == [{}]
    assert differentiate([x * 2 - 2 * x + y], [x, y])[0].keys() == {y}


def test_a_derivative_has_the_unit_of_what_over_by_what() -> None:
    for formula in (C * k, C**2, C**0.37, C / K, exp(C / K) * C, maximum(C, K), select(C > K, C * C, K * C), k / C):
        gradient = differentiate([formula], [C])[0]
        for slope in gradient.values():
            assert slope.dimension == (formula / C).dimension


def test_powers_have_finite_slopes_at_zero() -> None:
    slopes = differentiate([x**2, x**1.5, x**3], [x])
    assert [evaluate([s[x]], {x: 0.0})[0] for s in slopes] == [0, 0, 0]


def test_a_kink_takes_the_branch_that_holds() -> None:
    at_kink = [differentiate([f], [x])[0][x] for f in (maximum(x, y), minimum(x, y), select(x >= y, 3 * x, y))]
    for a, b, expected in ((1.0, 2.0, [0, 1, 0]), (2.0, 1.0, [1, 0, 3])):
        assert evaluate(at_kink, {x: a, y: b}) == expected


def test_what_was_at_the_start_has_no_derivative() -> None:
    with pytest.raises(ModelError, match=r"start\(x\) has no derivative") as raised:
        differentiate([at_start(x) * x], [x])
    assert "starting values" in str(raised.value.hint)
    assert differentiate([at_start(y) * x], [x]) == [{x: at_start(y)}]


def test_errors_survive_another_process() -> None:
    error = UnitError("what", where="there", exists="this", hint="do")
    for back in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(back) is UnitError
        assert isinstance(back, NeurodoseError)
        assert (back.what, back.where, back.exists, back.hint) == ("what", "there", "this", "do")
        assert str(back) == "what (there)\n    this\n    do"
