"""Ratios within an assay: what is common to all its figures, buffer and radioligand, falls out of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from neurodose.errors import AffinityError, unknown_name
from neurodose.library.affinities.table import find_affinities
from neurodose.records.affinity import HOLDING, Affinity

Limit = Literal["under", "over"]
REVERSED: dict[Limit, Limit] = {"under": "over", "over": "under"}


@dataclass(frozen=True)
class Ratio:
    """One figure over another of its assay; `limit` where one of the two is only a bound."""

    figure: Affinity
    over: Affinity

    @property
    def value(self) -> float:
        """Above 1 where the reference is held more tightly."""
        return _number(self.figure) / _number(self.over)

    @property
    def limit(self) -> Limit | None:
        if self.figure.limit:
            return self.figure.limit
        return None if self.over.limit is None else REVERSED[self.over.limit]

    @property
    def assay(self) -> str:
        return self.figure.assay.key

    @property
    def said(self) -> str:
        """As it is told: "3.9", "over 42.9"."""
        return f"{self.limit} {write_number(self.value)}" if self.limit else write_number(self.value)


@dataclass(frozen=True)
class Ratios:
    """The ratios of one ligand at one target, each of an assay of its own.

    over: the ligand or the target that they are relative to
    """

    ligand: str
    target: str
    over: str
    each: tuple[Ratio, ...]

    @property
    def values(self) -> tuple[float, ...]:
        """Bounds left out."""
        return tuple(ratio.value for ratio in self.each if ratio.limit is None)

    @property
    def mean(self) -> float | None:
        """Geometric, over assays; None where there are only bounds."""
        return math.exp(sum(map(math.log, self.values)) / len(self.values)) if self.values else None

    @property
    def fold(self) -> float:
        """The largest over the smallest, of what bounds allow at least; 1 where there is one."""
        return spread([(ratio.value, ratio.limit) for ratio in self.each])


def write_number(number: float) -> str:
    """Three digits, and no power of ten up to a million: "0.0714", "10700"."""
    return f"{float(f'{number:.3g}'):g}"


def spread(figures: Sequence[tuple[float, Limit | None]]) -> float:
    """The largest over the smallest of several figures and bounds, at least; infinite where only one of them is zero.

    figures: value, and "under", "over" or None
    """
    high = max((value for value, limit in figures if limit != "under"), default=0.0)
    low = min((value for value, limit in figures if limit != "over"), default=math.inf)
    if high <= low:
        return 1.0
    return high / low if low else math.inf


def within_assay(target: str, over: str = "morphine", quantities: Sequence[str] = HOLDING) -> tuple[Ratios, ...]:
    """Every ligand of a target over one of them, within each assay that has both.

    over: the ligand that all are relative to; quantities: figures compared, each with its like only
    Raises AffinityError for a target or ligand that the table does not hold, or a ligand it does not hold there.
    """
    there = [a for a in find_affinities(target) if _has_number(a, quantities)]
    ligands = dict.fromkeys(a.ligand for a in there)
    if over not in ligands:
        raise unknown_name(AffinityError, "ligand", over, ligands, where=f"{', '.join(quantities)} at {target}",
                           owner="the table, there,")  # fmt: skip
    found = (_set_in_relation(there, ligand, over) for ligand in ligands if ligand != over)
    return tuple(ratios for ratios in found if ratios.each)


def pair_ligands(target: str, quantities: Sequence[str] = HOLDING) -> tuple[Ratios, ...]:
    """Every two ligands of a target that an assay has both of, the one that is held less tightly over the other.

    Raises AffinityError for a target that the table does not hold.
    """
    there = [a for a in find_affinities(target) if _has_number(a, quantities)]
    found = []
    for one, other in combinations(dict.fromkeys(a.ligand for a in there), 2):
        ratios = _set_in_relation(there, other, one)
        found.append(ratios if (ratios.mean or 1) >= 1 else _set_in_relation(there, one, other))
    return tuple(ratios for ratios in found if ratios.each)


def across_targets(ligand: str, over: str = "mu", quantities: Sequence[str] = HOLDING) -> tuple[Ratios, ...]:
    """A ligand at every other target over itself at one, within each assay that has both.

    Raises AffinityError for a ligand or target that the table does not hold.
    """
    find_affinities(target=over)
    of_it = [a for a in find_affinities(ligand=ligand) if _has_number(a, quantities)]
    targets = dict.fromkeys(a.target for a in of_it if a.target != over)
    references = [a for a in of_it if a.target == over]
    found = (
        Ratios(ligand, target, over, _pair([a for a in of_it if a.target == target], references)) for target in targets
    )
    return tuple(ratios for ratios in found if ratios.each)


def find_reference(target: str, quantities: Sequence[str] = HOLDING) -> str | None:
    """The ligand of a target that the most others can be set in relation to; None where no assay has two."""
    counts = dict.fromkeys((a.ligand for a in find_affinities(target)), 0)
    for ratios in pair_ligands(target, quantities):
        counts[ratios.ligand] += 1
        counts[ratios.over] += 1
    best = max(counts, key=lambda ligand: counts[ligand], default=None)
    return best if best is not None and counts[best] else None


def _set_in_relation(there: Sequence[Affinity], ligand: str, over: str) -> Ratios:
    figures, references = [a for a in there if a.ligand == ligand], [a for a in there if a.ligand == over]
    return Ratios(ligand, there[0].target, over, _pair(figures, references))


def _pair(figures: Sequence[Affinity], references: Sequence[Affinity]) -> tuple[Ratio, ...]:
    """Each figure over the reference of the same assay, quantity and condition; two bounds say nothing."""
    return tuple(
        Ratio(a, b)
        for a in figures
        for b in references
        if _tell_alike(a) == _tell_alike(b) and not (a.limit and b.limit)
    )


def _tell_alike(affinity: Affinity) -> tuple[str, ...]:
    return affinity.assay.key, affinity.quantity, affinity.condition, affinity.relative_to


def _has_number(affinity: Affinity, quantities: Sequence[str]) -> bool:
    return affinity.quantity in quantities and affinity.value is not None and affinity.value.value > 0


def _number(affinity: Affinity) -> float:
    assert affinity.value is not None  # of a ratio's figures
    return float(affinity.value.coherent)
