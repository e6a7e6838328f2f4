"""What trials say of a pair directly, and what all others say of it on the way round, should be the same.

split_pairs(net)      each pair: direct, indirect, their difference (back-calculation, König, Krahn and Binder 2013)
decompose(net)        Q within designs, between them, and what is left when one design is taken out (Krahn 2013)
find_loops(net)       triangles of treatments: the direct way against the two others (Bucher 1997)

The design-by-treatment test asks whether designs agree, at the variance that trials of the same design have among
themselves (Higgins 2012, Jackson 2014). Where nothing goes in a circle nothing can disagree, and nothing is tested.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np

from neurodose.errors import EvidenceError
from neurodose.evidence.effects import Array
from neurodose.evidence.heterogeneity import general_q, projection
from neurodose.evidence.networks.comparisons import Comparisons
from neurodose.evidence.networks.consistency import (
    DesignQ,
    Rows,
    chance_of,
    group_designs,
    is_joined,
    own_design,
    q_within,
)
from neurodose.evidence.networks.direct import find_edges
from neurodose.evidence.networks.network import Network
from neurodose.threads import on_one_thread

ALL_DIRECT = 1e-8  # of one: a share of direct evidence this close to all is all of it


@dataclass(frozen=True)
class Piece:
    """An estimate by one kind of evidence, with its standard error."""

    estimate: float
    error: float

    @property
    def variance(self) -> float:
        return self.error**2

    @property
    def p(self) -> float:
        from scipy.special import ndtr

        return float(2 * ndtr(-abs(self.estimate) / self.error))


@dataclass(frozen=True)
class Split:
    """A pair, taken apart.

    studies:  how many compare it directly; share: of the network's estimate that is direct, 0 to 1
    network:  both together; direct, indirect: None where there is no such evidence
    """

    treatment: str
    control: str
    studies: int
    share: float
    network: Piece
    direct: Piece | None
    indirect: Piece | None

    @property
    def difference(self) -> Piece | None:
        """Direct less indirect: what should be nothing."""
        if self.direct is None or self.indirect is None:
            return None
        error = float(np.sqrt(self.direct.variance + self.indirect.variance))
        return Piece(self.direct.estimate - self.indirect.estimate, error)

    @property
    def p(self) -> float | None:
        """That the difference is chance; None where only one kind of evidence is there."""
        return None if self.difference is None else self.difference.p

    def turned(self) -> Split:
        """The same pair, the other way round."""
        pieces = [one and Piece(-one.estimate, one.error) for one in (self.network, self.direct, self.indirect)]
        return Split(self.control, self.treatment, self.studies, self.share, *pieces)  # pyright: ignore[reportArgumentType]


@dataclass(frozen=True)
class Splits:
    """All pairs of a network, taken apart."""

    pairs: tuple[Split, ...]

    def of(self, treatment: str, control: str) -> Split:
        """One of them, either way round; raises EvidenceError where the network has no such pair."""
        for one in self.pairs:
            if (one.treatment, one.control) == (treatment, control):
                return one
            if (one.treatment, one.control) == (control, treatment):
                return one.turned()
        known = ", ".join(sorted({name for one in self.pairs for name in (one.treatment, one.control)}))
        raise EvidenceError(f"the network has no pair of {treatment} and {control}", exists=f"treatments: {known}")

    @property
    def tested(self) -> tuple[Split, ...]:
        """Those with both kinds of evidence."""
        return tuple(one for one in self.pairs if one.p is not None)

    def table(self) -> list[dict[str, Any]]:
        """One row for each pair, on the scale on which effects add up; None where there is no such evidence."""
        return [_tell(one) for one in self.pairs]


def _tell(one: Split) -> dict[str, Any]:
    row: dict[str, Any] = {"treatment": one.treatment, "control": one.control, "studies": one.studies}
    row["share_direct"] = one.share
    for name in ("network", "direct", "indirect", "difference"):
        piece = getattr(one, name)
        row[name], row[f"{name}_error"] = (None, None) if piece is None else (piece.estimate, piece.error)
    return row | {"p": one.p}


@on_one_thread
def split_pairs(net: Network, *, common: bool = False) -> Splits:
    """Each pair by direct evidence and by all the rest, which is what the network says less what trials say directly:

        indirect = (network − s · direct) / (1 − s),   s = var(network) / var(direct)

    Direct evidence has the network's tau². common: by the common model instead of the one that is told.
    """
    compared = net.common if common else net.model
    return Splits(tuple(_split(net, compared, i, j) for i, j in combinations(range(len(compared)), 2)))


def _split(net: Network, compared: Comparisons, i: int, j: int) -> Split:
    treatment, control = compared.treatments[i], compared.treatments[j]
    whole = Piece(float(compared.estimates[i, j]), float(compared.errors[i, j]))
    edge = net.edges.get((treatment, control))
    if edge is None:
        return Split(treatment, control, 0, 0.0, whole, None, whole)
    direct = Piece(*edge.pool(compared.tau2))
    share = whole.variance / direct.variance
    if share >= 1 - ALL_DIRECT:
        return Split(treatment, control, len(edge.studies), min(share, 1.0), whole, direct, None)
    left = (whole.estimate - share * direct.estimate) / (1 - share)
    rest = Piece(left, float(np.sqrt(whole.variance / (1 - share))))
    return Split(treatment, control, len(edge.studies), share, whole, direct, rest)


@dataclass(frozen=True)
class Detached:
    """What lies between designs once one design is taken out of the agreement."""

    design: str
    q: float
    free: int

    @property
    def p(self) -> float | None:
        return chance_of(self.q, self.free)


@dataclass(frozen=True)
class Decomposition:
    """Q of a network by designs.

    within:       trials of each design among themselves
    q_between, free_between: designs against one another, as if trials did not differ
    tau2_within:  how trials differ within designs, by moments; None where no design has two trials
    q_interaction: designs against one another at that variance: the design-by-treatment test
    detached:     Q between designs without each of those that leave a network behind
    """

    within: tuple[DesignQ, ...]
    q_between: float
    free_between: int
    tau2_within: float | None
    q_interaction: float
    detached: tuple[Detached, ...]

    @property
    def q_within(self) -> float:
        return sum(one.q for one in self.within)

    @property
    def free_within(self) -> int:
        return sum(one.free for one in self.within)

    @property
    def p_between(self) -> float | None:
        return chance_of(self.q_between, self.free_between)

    @cached_property
    def p_interaction(self) -> float | None:
        """The design-by-treatment test; None where designs leave nothing to disagree about."""
        return chance_of(self.q_interaction, self.free_between)


@on_one_thread
def decompose(net: Network) -> Decomposition:
    """Q within designs and between them, with the design-by-treatment test and each design detached."""
    within = net.within_designs
    free = sum(one.free for one in within)
    tau2 = _tau2_within(net, free)
    at_within = _q_consistent(net.rows, tau2 or 0.0) - sum(one.q for one in q_within(net.trials, net.rows, tau2 or 0.0))
    has_circles = net.inconsistency_free > 0
    return Decomposition(
        within,
        net.q_inconsistency,
        net.inconsistency_free,
        tau2,
        max(0.0, at_within) if has_circles else 0.0,
        _detach(net) if has_circles else (),
    )


def _q_consistent(rows: Rows, tau2: float = 0.0) -> float:
    return general_q(rows.estimates, rows.variances, rows.design, tau2)


def _tau2_within(net: Network, free: int) -> float | None:
    """DerSimonian and Laird's moment of the model in which each design has positions of its own."""
    if not free:
        return None
    q, trace = 0.0, 0.0
    for numbers in group_designs(net.trials).values():
        own = net.rows.take(numbers)
        design = own_design(own.design)
        q += general_q(own.estimates, own.variances, design)
        trace += float(np.trace(projection(1 / own.variances, design)))
    return max(0.0, (q - free) / trace)


def _detach(net: Network) -> tuple[Detached, ...]:
    """Each design left to itself: Q of the other designs' network, less what lies within them."""
    rows = net.rows
    left = rows.estimates - rows.design @ net.common.positions  # small, so that little is lost in what is subtracted
    found = list[Detached]()
    for one, numbers in zip(net.within_designs, group_designs(net.trials).values(), strict=True):
        rest = ~np.isin(rows.trials, numbers)
        if not is_joined(rows.design[rest]):
            continue  # the others are no network without it
        free = int(rest.sum()) - (len(net.treatments) - 1) - (net.heterogeneity_free - one.free)
        others = _q_of_rest(left[rest], rows.variances[rest], rows.design[rest]) - (net.q_heterogeneity - one.q)
        found.append(Detached(one.design, max(0.0, others) if free else 0.0, free))
    return tuple(found)


def _q_of_rest(left: Array, variances: Array, design: Array) -> float:
    """Q of rows around their own positions; any one treatment may stand at zero."""
    weighted, known = design[:, 1:] / variances[:, None], design[:, 1:]
    pulled = weighted.T @ left
    return float(left @ (left / variances) - pulled @ np.linalg.solve(known.T @ weighted, pulled))


@dataclass(frozen=True)
class Loop:
    """Three treatments that trials compared pair by pair: the direct first against third, the way over the second, and
    how far they are apart.
    """

    treatments: tuple[str, str, str]
    direct: Piece
    around: Piece

    @property
    def difference(self) -> Piece:
        error = float(np.sqrt(self.direct.variance + self.around.variance))
        return Piece(self.direct.estimate - self.around.estimate, error)

    @property
    def p(self) -> float:
        return self.difference.p


def find_loops(net: Network) -> tuple[Loop, ...]:
    """Triangles of direct comparisons, by trials of two arms (those of more agree with themselves), at the network's
    tau².
    """
    edges = find_edges([trial for trial in net.trials if len(trial.arms) == 2])
    held = {pair: Piece(*edge.pool(net.model.tau2)) for pair, edge in edges.items()}
    found = list[Loop]()
    for a, b, c in combinations(net.treatments, 3):
        sides: Sequence[Piece | None] = [held.get(pair) for pair in ((a, c), (a, b), (b, c))]
        direct, first, second = sides
        if direct is None or first is None or second is None:
            continue
        around = Piece(first.estimate + second.estimate, float(np.sqrt(first.variance + second.variance)))
        found.append(Loop((a, b, c), direct, around))
    return tuple(found)
