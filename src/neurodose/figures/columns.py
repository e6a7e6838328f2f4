"""Where the boxes of a scheme stand: in columns from left to right, so that arrows are short and seldom cross.

The way of Sugiyama (1981): every arrow that passes a column has a place of its own in it; the order in each column
follows the middle of its neighbours; heights are then the nearest to those of the neighbours that keep all apart.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

SWEEPS = 12  # through all columns and back: more change nothing in schemes of some forty boxes
Node = Hashable
Pair = tuple[Node, Node]


@dataclass(frozen=True)
class Columns:
    """Boxes and passing arrows, column by column from above, and the height of the middle of each.

    ways: of each arrow, by its two ends, what it meets from left to right: a box, places it passes through, a box
    """

    held: tuple[tuple[Node, ...], ...]
    middle: Mapping[Node, float]
    ways: Mapping[Pair, tuple[Node, ...]]


def rank(nodes: Sequence[Node], pairs: Sequence[Pair], floors: Mapping[Node, int]) -> dict[Node, int]:
    """The column of each node: right of all that lead to it, and right of all nodes of a lower floor.

    Pairs come in the order of their weight: where arrows run in a circle, the one that closes it decides nothing. What
    has more arrows out than in stands as far right as it can, and so does what leads to higher floors alone; the lowest
    floor stays on the left.
    """
    ranks: dict[Node, int] = {}
    for floor in sorted(set(floors.values())):
        here = [n for n in nodes if floors[n] == floor]
        inside = _cut_circles([(a, b) for a, b in pairs if floors[a] == floor and floors[b] == floor])
        first = max(ranks.values(), default=-1) + 1
        found = dict.fromkeys(here, first)
        for _ in here:
            for a, b in inside:
                found[b] = max(found[b], found[a] + 1)
        ranks |= found
    for node in sorted(ranks, key=lambda n: -ranks[n]):
        after = [b for a, b in pairs if a == node and ranks[b] > ranks[node]]
        after += [a for a, b in pairs if b == node and ranks[a] > ranks[node]]
        met = sum(node in pair for pair in pairs)
        leads_up = bool(after) and all(floors[n] > floors[node] for n in after)
        if floors[node] > min(floors.values()) and (2 * len(after) > met or leads_up):
            ranks[node] = min(ranks[n] for n in after) - 1
    return ranks


def _cut_circles(pairs: Sequence[Pair]) -> list[Pair]:
    """The arrows, each left out that leads back to where earlier ones came from."""
    kept: list[Pair] = []
    for source, target in pairs:
        reached = [target]
        for node in reached:
            reached += [b for a, b in kept if a == node and b not in reached]
        if source not in reached:
            kept.append((source, target))
    return kept


def arrange(
    ranks: Mapping[Node, int], pairs: Sequence[Pair], heights: Mapping[Node, float], *, apart: float, passing: float
) -> Columns:
    """Columns in which nodes and passing arrows stand in order, with the height of each.

    heights: of the boxes; apart: between two of them; passing: height that an arrow takes in a column it passes
    """
    held: list[list[Node]] = [[] for _ in range(max(ranks.values(), default=0) + 1)]
    for node, column in ranks.items():
        held[column].append(node)
    ways: dict[Pair, tuple[Node, ...]] = {}
    for pair in pairs:
        left, right = sorted(pair, key=lambda n: ranks[n])
        between = range(ranks[left] + 1, ranks[right])
        passed = [("passes", pair, column) for column in between]
        for column, place in zip(between, passed, strict=True):
            held[column].append(place)
        ways[pair] = (left, *passed, right)
    steps = [step for way in ways.values() for step in pairwise(way)]
    held = _order(held, steps)
    sizes = {n: heights.get(n, passing) for column in held for n in column}
    middle = _level(held, steps, sizes, apart)
    return Columns(tuple(map(tuple, held)), middle, ways)


def _order(held: list[list[Node]], steps: Sequence[Pair]) -> list[list[Node]]:
    """The order with the fewest crossings that sweeps to and fro come by."""
    near = _find_neighbours(held, steps)
    column_of = {n: k for k, column in enumerate(held) for n in column}
    best, fewest = held, count_crossings(held, steps)
    for sweep in range(SWEEPS):
        held = [list(column) for column in held]
        step = 1 if sweep % 2 == 0 else -1
        for k in list(range(len(held)))[::step]:
            place = {n: p / max(1, len(c) - 1) for c in held for p, n in enumerate(c)}
            seen = {n: [place[o] for o in near[n] if (column_of[o] - k) * step < 0] for n in held[k]}
            held[k].sort(key=lambda n: sum(seen[n]) / len(seen[n]) if seen[n] else place[n])
        crossings = count_crossings(held, steps)
        if crossings < fewest:
            best, fewest = held, crossings
    return best


def count_crossings(held: Sequence[Sequence[Node]], steps: Sequence[Pair]) -> int:
    """How many pairs of arrows cross between neighbouring columns."""
    place = {n: (k, p) for k, column in enumerate(held) for p, n in enumerate(column)}
    spans = sorted((place[a], place[b]) for a, b in steps)
    return sum(
        (a1[1] - a2[1]) * (b1[1] - b2[1]) < 0
        for n, (a1, b1) in enumerate(spans)
        for a2, b2 in spans[n + 1 :]
        if a1[0] == a2[0] and b1[0] == b2[0]
    )


def _find_neighbours(held: Sequence[Sequence[Node]], steps: Sequence[Pair]) -> dict[Node, list[Node]]:
    near: dict[Node, list[Node]] = {n: [] for column in held for n in column}
    for a, b in steps:
        near[a].append(b)
        near[b].append(a)
    return near


def _level(
    held: Sequence[Sequence[Node]], steps: Sequence[Pair], sizes: Mapping[Node, float], apart: float
) -> dict[Node, float]:
    """The height of the middle of each, near the mean of its neighbours and apart from the next; the first at 0."""
    near = _find_neighbours(held, steps)
    middle: dict[Node, float] = {}
    for column in held:
        at = 0.0
        for node in column:
            middle[node] = at + sizes[node] / 2
            at += sizes[node] + apart
    for sweep in range(2 * SWEEPS):
        for column in held if sweep % 2 == 0 else held[::-1]:
            wished = [sum(middle[o] for o in near[n]) / len(near[n]) if near[n] else middle[n] for n in column]
            gaps = [(sizes[a] + sizes[b]) / 2 + apart for a, b in pairwise(column)]
            middle |= zip(column, keep_apart(wished, gaps), strict=True)
    top = min((middle[n] - sizes[n] / 2 for n in middle), default=0.0)
    return {n: y - top for n, y in middle.items()}


def keep_apart(wished: Sequence[float], gaps: Sequence[float]) -> list[float]:
    """The places nearest to those wished (least squares) of which each is at least its gap beyond the one before."""
    reached, shifts = 0.0, []
    for gap in [0.0, *gaps]:
        reached += gap
        shifts.append(reached)
    blocks: list[tuple[float, int]] = []  # those that touch share one mean
    for wish, shift in zip(wished, shifts, strict=False):
        mean, count = wish - shift, 1
        while blocks and blocks[-1][0] >= mean:
            before, many = blocks.pop()
            mean, count = (before * many + mean * count) / (many + count), many + count
        blocks.append((mean, count))
    level = [mean for mean, count in blocks for _ in range(count)]
    return [mean + shift for mean, shift in zip(level, shifts, strict=False)]
