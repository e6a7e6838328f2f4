"""Random formulas over every operation, tame enough to be computed, for tests of what holds for all of them."""

from __future__ import annotations

from hypothesis import strategies as st

from neurodose.symbols import Expression, constant, exp, log, maximum, minimum, select, sqrt, symbol
from neurodose.symbols.expression import cos, sin

SYMBOLS = tuple(symbol(kind, name) for kind, name in (("state", "x"), ("state", "y"), ("parameter", "p")))

values = st.floats(0.3, 3.0)
# Few enough that powers stay computable; zero, one and minus one take the shortcuts.
numbers = st.sampled_from([-2.0, -1.0, 0.0, 0.5, 1.0, 1.5, 2.0, 3.0])


def positive(inner: Expression) -> Expression:
    """Something above 0 made of anything, for logarithms, roots and powers."""
    return inner * inner + 0.5


def tame(inner: Expression) -> Expression:
    """Something between -1 and 1 that moves with its argument."""
    return sin(inner)


def conditions(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    compared = st.one_of(
        st.builds(lambda a, b: a < b, inner, inner),
        st.builds(lambda a, b: a <= b, inner, inner),
    )
    return st.one_of(
        compared,
        st.builds(lambda a, b: a & b, compared, compared),
        st.builds(lambda a, b: a | b, compared, compared),
        st.builds(lambda a: ~a, compared),
    )


def larger(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    return st.one_of(
        st.builds(lambda a, b: a + b, inner, inner),
        st.builds(lambda a, b: a - b, inner, inner),
        st.builds(lambda a, b: a * b, inner, inner),
        st.builds(lambda a, b: a / positive(b), inner, inner),
        st.builds(lambda a: -a, inner),
        st.builds(lambda a: exp(tame(a)), inner),
        st.builds(lambda a: log(positive(a)), inner),
        st.builds(sin, inner),
        st.builds(cos, inner),
        st.builds(lambda a: sqrt(positive(a)), inner),
        st.builds(lambda a, n: tame(a) ** n, inner, st.sampled_from([0, 1, 2, 3])),
        st.builds(lambda a, n: positive(a) ** n, inner, st.sampled_from([-1.5, -1, 0.75, 2.5])),
        st.builds(lambda a, b: positive(a) ** tame(b), inner, inner),
        st.builds(minimum, inner, inner),
        st.builds(maximum, inner, inner),
        st.builds(select, conditions(inner), inner, inner),
    )


leaves = st.one_of(st.sampled_from(SYMBOLS), st.sampled_from(SYMBOLS), numbers.map(constant))
formulas = st.recursive(leaves, larger, max_leaves=12)
