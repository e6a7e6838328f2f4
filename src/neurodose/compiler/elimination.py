"""Sparse elimination as straight-line code: the order is found once, from the pattern alone (Markowitz 1957).

The matrix is shift·I − J. Pivots stay on the diagonal, which the shift of an implicit step makes large enough.
It is J − shift·I = L D U that is worked out, with ones on the diagonals of L and U, and −1/D, −L and −U that are kept:
no sign is ever turned, and on the way to the solution each unknown waits for one product and one sum of the unknown
before it, and for nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

from neurodose.compiler.straight_line import Code, Writer

Pattern = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Elimination:
    """How to factorise shift·I − J and solve with it.

    order:     the pivots
    places:    row and column of each factor, in the order of the results of `factorise`
    factorise: inputs (shift, entries of J in the order of the pattern); results: entries of −L and −U, and −1/D
    solve:     inputs (those results, right-hand side); results: the solution
    fill:      entries that are zero in the matrix but not in its factors
    """

    order: tuple[int, ...]
    places: Pattern
    factorise: Code
    solve: Code
    fill: int


def plan_elimination(states: int, pattern: Pattern) -> Elimination:
    """The cheapest diagonal elimination for a Jacobian with this pattern of non-zeros."""
    order = _order_pivots(states, pattern)
    writer = Writer(1 + len(pattern))
    entries = {place: 1 + k for k, place in enumerate(pattern)}
    for i in range(states):
        diagonal = entries.get((i, i))
        shifted = writer.apply("negative", 0) if diagonal is None else writer.apply("subtract", diagonal, 0)
        entries[i, i] = shifted
    before = len(entries)
    factors = _eliminate(writer, order, entries)
    places = list(factors)
    factorise = writer.finish([factors[p] for p in places])
    solve = _write_solve(states, order, places)
    return Elimination(tuple(order), tuple(places), factorise, solve, len(entries) - before)


def _order_pivots(states: int, pattern: Pattern) -> list[int]:
    rows = {i: {i} for i in range(states)}
    columns = {i: {i} for i in range(states)}
    for i, j in pattern:
        rows[i].add(j)
        columns[j].add(i)
    order: list[int] = []
    left = set(range(states))
    while left:
        pivot = min(left, key=lambda k: ((len(rows[k]) - 1) * (len(columns[k]) - 1), k))
        order.append(pivot)
        left.discard(pivot)
        for i in columns[pivot] - {pivot}:
            rows[i].discard(pivot)
            rows[i] |= rows[pivot] - {pivot}
        for j in rows[pivot] - {pivot}:
            columns[j].discard(pivot)
            columns[j] |= columns[pivot] - {pivot}
    return order


def _eliminate(writer: Writer, order: list[int], entries: dict[tuple[int, int], int]) -> dict[tuple[int, int], int]:
    """−L below the pivots, −1/D on the diagonal, −U to the right; by place in the matrix."""
    factors: dict[tuple[int, int], int] = {}
    for step, k in enumerate(order):
        later = order[step + 1 :]
        factors[k, k] = writer.apply("divide", writer.constant(-1.0), entries[k, k])
        right = [j for j in later if (k, j) in entries]
        for j in right:
            factors[k, j] = writer.apply("multiply", entries[k, j], factors[k, k])
        for i in (i for i in later if (i, k) in entries):
            factors[i, k] = writer.apply("multiply", entries[i, k], factors[k, k])
            for j in right:
                product = writer.apply("multiply", factors[i, k], entries[k, j])
                old = entries.get((i, j))
                entries[i, j] = product if old is None else writer.apply("add", old, product)
    return factors


def _write_solve(states: int, order: list[int], places: list[tuple[int, int]]) -> Code:
    writer = Writer(len(places) + states)
    slot = {place: k for k, place in enumerate(places)}
    x = {i: len(places) + i for i in range(states)}
    below: dict[int, list[int]] = {}
    for step, k in enumerate(order):
        below[k] = [j for j in order[:step] if (k, j) in slot]
    # Row by row, and in each row what is known last comes last.
    for k in order:
        for j in below[k]:
            x[k] = writer.apply("add", x[k], writer.apply("multiply", slot[k, j], x[j]))
    for step in range(states - 1, -1, -1):
        k = order[step]
        x[k] = writer.apply("multiply", x[k], slot[k, k])
        for j in reversed(order[step + 1 :]):
            if (k, j) in slot:
                x[k] = writer.apply("add", x[k], writer.apply("multiply", slot[k, j], x[j]))
    return writer.finish([x[i] for i in range(states)])
