"""What the table holds of a target or a ligand, told as lines or as JSON: figures, ratios within assays, conflicts."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any

from neurodose.errors import AffinityError
from neurodose.library.affinities.conflicts import FIGURES_FOLD, RATIOS_FOLD, Conflict, find_conflicts
from neurodose.library.affinities.rates import Rates, find_rates
from neurodose.library.affinities.ratios import Ratios, across_targets, find_reference, within_assay, write_number
from neurodose.library.affinities.table import find_affinities, read_table, spell
from neurodose.records.affinity import TARGETS, Affinity
from neurodose.units import Quantity
from neurodose.units import s as second


@dataclass(frozen=True, eq=False)
class Listing:
    """What is known of one target.

    over: the ligand that ratios are relative to; None where no assay has two ligands
    """

    target: str
    affinities: tuple[Affinity, ...]
    over: str | None
    ratios: tuple[Ratios, ...]
    across: tuple[Ratios, ...]
    rates: tuple[Rates, ...]
    conflicts: tuple[Conflict, ...]

    def __str__(self) -> str:
        parts = [("", [_tell_affinity(a) for a in self.affinities])]
        if self.ratios:
            head = f"Within one assay, over {self.over}: geometric mean (range over assays)"
            parts.append((head, [[r.ligand, tell_mean(r), tell_each(r)] for r in self.ratios]))
        if self.across:
            head = f"Within one assay, over the ligand's own figure at {self.across[0].over}"
            parts.append((head, [[r.ligand, tell_mean(r), tell_each(r)] for r in self.across]))
        if self.rates:
            parts.append(("By rates: concentration that holds half, half-life on the receptor", tell_rates(self.rates)))
        lines = [f"{TARGETS[self.target]} ({self.target})"]
        for head, rows in parts:
            lines += ["", *([head, ""] if head else []), *_set_columns(rows)]
        if self.conflicts:
            apart = f"figures more than {FIGURES_FOLD:g}-fold apart, ratios more than {RATIOS_FOLD:g}-fold"
            lines += ["", f"Conflicts: {apart}", ""]
            lines += [f"{c.what}: {c.said}; {tell_fold(c.fold)}" for c in self.conflicts]
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """Of plain text and numbers: target, over, affinities, ratios, across_targets, rates, conflicts."""
        return {
            "target": self.target,
            "over": self.over,
            "affinities": [_write_affinity(a) for a in self.affinities],
            "ratios": [_write_ratios(r) for r in self.ratios],
            "across_targets": [_write_ratios(r) for r in self.across],
            "rates": [_write_rates(r) for r in self.rates],
            "conflicts": [
                {"what": c.what, "sides": dict(c.sides), "fold": c.fold if math.isfinite(c.fold) else None}
                for c in self.conflicts
            ],
        }


def list_affinities(
    target: str | None = None, ligand: str | None = None, over: str | None = None
) -> tuple[Listing, ...]:
    """One listing to each target that has figures: of one target or all, of one ligand or all.

    Names may be written without capitals, and with underscores.

    over: the ligand that ratios are relative to; else the one that most others can be set in relation to
    Raises AffinityError for a name that the table does not hold, or holds at no such target.
    """
    ligands = dict.fromkeys(a.ligand for a in read_table())
    target, ligand, over = spell(target, TARGETS), spell(ligand, ligands), spell(over, ligands)
    asked = find_affinities(target, ligand)
    if ligand is not None and not asked:
        there = ", ".join(dict.fromkeys(a.target for a in find_affinities(ligand=ligand)))
        raise AffinityError(f"the table has no figure of {ligand} at {target}", exists=f"it has it at: {there}")
    targets = dict.fromkeys(a.target for a in asked)
    if target is not None and over is not None:
        return (_list_target(target, ligand, over),)
    holders = {a.target for a in find_affinities(ligand=over)} if over else targets.keys()
    return tuple(_list_target(t, ligand, (over or find_reference(t)) if t in holders else None) for t in targets)


def write_json(listings: tuple[Listing, ...]) -> str:
    """{"targets": [...]}, each as `Listing.to_dict` has it."""
    return json.dumps({"targets": [each.to_dict() for each in listings]}, ensure_ascii=False, indent=1, allow_nan=False)


def tell_fold(fold: float) -> str:
    """How far apart: "4.5-fold", or that one of them is nothing."""
    return f"{fold:.2g}-fold" if math.isfinite(fold) else "something and nothing"


def tell_mean(ratios: Ratios) -> str:
    """The geometric mean, with the range where there are several: "9.99 (4.96 to 22.5)"."""
    if ratios.mean is None:
        return ratios.each[0].said
    several = len(ratios.values) > 1
    span = f" ({write_number(min(ratios.values))} to {write_number(max(ratios.values))})" if several else ""
    return write_number(ratios.mean) + span


def tell_each(ratios: Ratios) -> str:
    """The ratios of each assay: "4.96 (kruegel_binding), 6.22 (varadi)"."""
    return ", ".join(f"{ratio.said} ({ratio.assay})" for ratio in ratios.each)


def tell_rates(several: tuple[Rates, ...]) -> list[list[str]]:
    """A row each: ligand, concentration that holds half, half-life on the receptor, assay."""
    return [[r.ligand, _round(r.half_holding), _round(r.half_life), r.assay] for r in several]


def _round(quantity: Quantity) -> str:
    return f"{write_number(quantity.value)} {quantity.unit}"


def _list_target(target: str, ligand: str | None, over: str | None) -> Listing:
    ratios = within_assay(target, over) if over else ()
    across = tuple(
        r for name in dict.fromkeys(a.ligand for a in find_affinities(target)) for r in across_targets(name)
        if r.target == target and ligand in (None, name)
    )  # fmt: skip
    # Of the ligand that all are relative to, what the others are is what there is to tell.
    told = tuple(r for r in ratios if ligand in (None, r.ligand, r.over))
    return Listing(target, find_affinities(target, ligand), over, told, across, find_rates(target, ligand),
                   find_conflicts(target, ligand))  # fmt: skip


def _tell_affinity(a: Affinity) -> list[str]:
    where = ", ".join(part for part in (a.species, a.condition) if part)
    return [a.ligand, a.quantity, tell_figure(a), a.spread, a.assay.key, where, f"{a.certainty} ({a.source.reading})"]


def tell_figure(a: Affinity) -> str:
    """The figure, and what it is relative to where its quantity does not say so: "34 % of DAMGO"."""
    return f"{a.said} of {a.relative_to}" if a.quantity == "Emax" and a.relative_to else a.said


def _set_columns(rows: list[list[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _write_affinity(a: Affinity) -> dict[str, Any]:
    return {
        "ligand": a.ligand, "target": a.target, "quantity": a.quantity,
        "value": None if a.value is None else a.value.value, "unit": None if a.value is None else str(a.value.unit),
        "limit": a.limit, "said": a.said, "spread": a.spread, "relative_to": a.relative_to, "condition": a.condition,
        "species": a.species, "assay": a.assay.key, "method": a.assay.method, "source": a.source.citation,
        "reading": a.source.reading, "certainty": a.certainty, "basis": a.basis, "note": a.note,
    }  # fmt: skip


def _write_ratios(ratios: Ratios) -> dict[str, Any]:
    return {
        "ligand": ratios.ligand, "target": ratios.target, "over": ratios.over, "mean": ratios.mean,
        "each": [{"assay": r.assay, "value": r.value, "limit": r.limit} for r in ratios.each],
    }  # fmt: skip


def _write_rates(rates: Rates) -> dict[str, Any]:
    return {
        "ligand": rates.ligand, "assay": rates.assay, "half_holding_nM": rates.half_holding.value,
        "half_life_s": rates.half_life.to(second).value,
    }  # fmt: skip
