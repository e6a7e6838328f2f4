"""Where assays contradict one another: they are shown side by side, and no mean is taken in their place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from neurodose.library.affinities.ratios import Ratios, across_targets, pair_ligands, spread
from neurodose.library.affinities.table import find_affinities
from neurodose.records.affinity import Affinity

FIGURES_FOLD = 3.0  # figures of two assays that differ by less are taken to agree
RATIOS_FOLD = 1.5  # what sets assays apart falls out of ratios, so that these should agree better


@dataclass(frozen=True)
class Conflict:
    """What several assays say of one thing, further apart than they should be.

    what:  in words: "Ki of mitragynine at mu", "naltrexone at delta over mu"; fold: the largest over the smallest
    sides: what each assay says, in words, by its name; ligands, target: whom it is of
    """

    what: str
    target: str
    ligands: tuple[str, ...]
    sides: tuple[tuple[str, str], ...]
    fold: float
    is_ratio: bool

    @property
    def said(self) -> str:
        """All sides: "230 nM (varadi), 709 nM (obeng_2021)"."""
        return ", ".join(f"{figure} ({assay})" for assay, figure in self.sides)


def find_conflicts(target: str | None = None, ligand: str | None = None) -> tuple[Conflict, ...]:
    """Figures of one ligand, target and quantity that differ more than threefold between assays, then ratios that
    differ more than 1.5-fold: of a ligand at two targets, and of two ligands at one.

    Raises AffinityError for a target or ligand that the table does not hold.
    """
    asked = find_affinities(target, ligand)
    found = _find_figures(asked)
    across = (r for name in dict.fromkeys(a.ligand for a in asked) for r in across_targets(name))
    found += [_tell(r, f"{r.ligand}, {r.target} over {r.over}", (r.ligand,)) for r in across if _is_torn(r, target)]
    pairs = (r for name in dict.fromkeys(a.target for a in asked) for r in pair_ligands(name))
    for r in pairs:
        if _is_torn(r, target) and ligand in (None, r.ligand, r.over):
            found.append(_tell(r, f"{r.ligand} over {r.over} at {r.target}", (r.ligand, r.over)))
    return tuple(found)


def _find_figures(affinities: tuple[Affinity, ...]) -> list[Conflict]:
    groups: dict[tuple[Any, ...], list[Affinity]] = {}
    for a in affinities:
        if a.value is not None and not a.quantity.startswith("relative"):  # those are told as ratios
            groups.setdefault((a.quantity, a.ligand, a.target, a.value.dimension), []).append(a)
    found = []
    for (quantity, ligand, target, _), group in groups.items():
        fold = spread([(float(a.value.coherent), a.limit) for a in group if a.value is not None])
        if len({a.assay.key for a in group}) > 1 and fold > FIGURES_FOLD:
            sides = tuple((a.assay.key, a.said + (f", {a.condition}" if a.condition else "")) for a in group)
            found.append(Conflict(f"{quantity} of {ligand} at {target}", target, (ligand,), sides, fold, False))
    return found


def _is_torn(ratios: Ratios, target: str | None) -> bool:
    return target in (None, ratios.target) and len(ratios.each) > 1 and ratios.fold > RATIOS_FOLD


def _tell(ratios: Ratios, what: str, ligands: tuple[str, ...]) -> Conflict:
    sides = tuple((ratio.assay, ratio.said) for ratio in ratios.each)
    return Conflict(what, ratios.target, ligands, sides, ratios.fold, True)
