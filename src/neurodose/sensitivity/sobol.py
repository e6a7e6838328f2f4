"""Sobol's indices: which share of an answer's variance comes from each uncertain input, alone and with the others.

Inputs are drawn by Saltelli's design from a scrambled Sobol sequence (Saltelli et al. 2010); the estimators stand in
`variance`. The first order is what knowing an input would take from the variance; the total is what would be left if
all others were known. Their intervals are percentiles of a bootstrap over base samples; as these fill space more
evenly than chance does, the intervals are rather too wide.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from neurodose.errors import SensitivityError, unknown_name
from neurodose.sensitivity.batches import BYTES, Plan, evaluate_all
from neurodose.sensitivity.cost import Cost, Limits
from neurodose.sensitivity.inputs import Inputs, Joint, Quantile, make_generator, name_figures
from neurodose.sensitivity.table import to_plain, write_interval, write_number, write_table
from neurodose.sensitivity.variance import (
    AT_ONCE,
    count_runs,
    find_pairs,
    find_shares,
    find_terms,
    is_constant,
    resample,
)

__all__ = ["Estimate", "SobolIndices", "find_indices"]

REPLICATES = 200
LEVEL = 0.95
FEW = 0.1  # of the base samples: where more are lost, what is left may be another part of the inputs
WIDE = 0.25  # of a total share's interval, from which it hardly ranks inputs
NOTHING = 10.0  # the same, where a figure is constant but for a few runs: shares are 0 to 1
PAIRS_SHOWN = 10
BITS = 30  # of a point's coordinates
WHERE = "Sobol indices"


@dataclass(frozen=True, eq=False)
class Estimate:
    """Values with the interval that holds 95 % of a bootstrap, each (figures, inputs) or (figures, pairs)."""

    values: np.ndarray
    low: np.ndarray
    high: np.ndarray


@dataclass(frozen=True, eq=False)
class SobolIndices:
    """Shares of the variance of each figure.

    names, figures: of inputs or their groups, and of what the model gives; pairs: positions of two inputs
    first, total:   by Jansen's estimators; first_2010: by Saltelli's, steadier where shares are small
    second:         what two inputs make together beyond what each makes alone, or None where it was not asked for
    variance:       of each figure (figures,); lost: base samples of which a run failed (figures,)
    base, cost:     base samples; what all runs cost; notes: what the reader must know
    """

    names: tuple[str, ...]
    figures: tuple[str, ...]
    first: Estimate
    total: Estimate
    first_2010: Estimate
    second: Estimate | None
    pairs: tuple[tuple[int, int], ...]
    variance: np.ndarray
    lost: np.ndarray
    base: int
    cost: Cost
    notes: tuple[str, ...]

    def total_of(self, name: str, figure: str | None = None) -> float:
        """The total share of an input; SensitivityError lists those there are."""
        return float(self.total.values[self._find_figure(figure), self._find(name)])

    def first_of(self, name: str, figure: str | None = None) -> float:
        """The share of an input by itself; SensitivityError lists those there are."""
        return float(self.first.values[self._find_figure(figure), self._find(name)])

    def _find(self, name: str) -> int:
        if name not in self.names:
            raise unknown_name(SensitivityError, "input", name, self.names, owner="the analysis")
        return self.names.index(name)

    def _find_figure(self, name: str | None) -> int:
        if name is not None and name not in self.figures:
            raise unknown_name(SensitivityError, "figure", name, self.figures, owner="the analysis")
        return 0 if name is None else self.figures.index(name)

    def __str__(self) -> str:
        return self.write()

    def write(self, least: float = 0.0, figures: Sequence[str] | None = None) -> str:
        """Tables of some figures, or of all, of the inputs that have a total share of `least` or more; how many have
        less.
        """
        shown = range(len(self.figures)) if figures is None else map(self._find_figure, figures)
        tables = [self._write_figure(k, least) for k in shown]
        end = f"{self.base:,} base samples, {self.cost}; intervals hold 95 % of a bootstrap."
        return "\n\n".join([*tables, "\n".join([end, *self.notes])])

    def _write_figure(self, k: int, least: float) -> str:
        order = [j for j in np.argsort(-self.total.values[k], kind="stable") if not self.total.values[k, j] < least]
        rows = [
            [self.names[j]] + [cell for e in (self.total, self.first, self.first_2010) for cell in _write(e, k, int(j))]
            for j in order
        ]
        head = [f"{self.figures[k]}: share of variance", "total", "95 %", "alone", "95 %", "alone (2010)", "95 %"]
        fewer = len(self.names) - len(order)
        rest = [f"{fewer} others have less than {100 * least:g} % each"] if fewer else []
        lines = ["\n".join([write_table(head, rows), *rest])]
        if self.second is not None and self.pairs:
            strongest = np.argsort(-np.abs(self.second.values[k]), kind="stable")[:PAIRS_SHOWN]
            pairs = [
                [" × ".join(self.names[i] for i in self.pairs[p]), *_write(self.second, k, int(p))] for p in strongest
            ]
            lines.append(write_table([f"{self.figures[k]}: two together", "share", "95 %"], pairs))
        return "\n\n".join(lines)

    def to_json(self) -> str:
        """{"figures": [{"figure", "variance", "lost", "inputs": [{"name", "total", …}], "pairs": […]}], "base", …}."""
        told = [
            {
                "figure": figure,
                "variance": to_plain(self.variance[k]),
                "lost": int(self.lost[k]),
                "inputs": [
                    {"name": name}
                    | {
                        said: _tell(e, k, j)
                        for said, e in (("total", self.total), ("first", self.first), ("first_2010", self.first_2010))
                    }
                    for j, name in enumerate(self.names)
                ],
                "pairs": []
                if self.second is None
                else [
                    {"names": [self.names[i] for i in pair], "second": _tell(self.second, k, p)}
                    for p, pair in enumerate(self.pairs)
                ],
            }
            for k, figure in enumerate(self.figures)
        ]
        rest = {"base": self.base, "runs": self.cost.runs, "notes": list(self.notes)}
        return json.dumps({"figures": told, **rest}, ensure_ascii=False, indent=1, allow_nan=False)


def _write(estimate: Estimate, k: int, j: int) -> list[str]:
    return [
        write_number(float(estimate.values[k, j]), ".3f"),
        write_interval(float(estimate.low[k, j]), float(estimate.high[k, j]), ".2f"),
    ]


def _tell(estimate: Estimate, k: int, j: int) -> dict[str, object]:
    return {said: to_plain(getattr(estimate, name)[k, j])
            for said, name in (("value", "values"), ("low", "low"), ("high", "high"))}  # fmt: skip


def find_indices(
    evaluate: Callable[[np.ndarray], np.ndarray],
    inputs: Mapping[str, Quantile | Joint],
    *,
    seed: int,
    base: int = 1024,
    has_second: bool = False,
    figures: Sequence[str] | None = None,
    batch: int = 4096,
    limits: Limits | None = None,
    tell: Callable[[Cost], object] | None = None,
) -> SobolIndices:
    """Sobol's indices of a model over its uncertain inputs.

    evaluate:   rows (runs, columns), in the order of the inputs and their members, to (runs,) or (runs, figures)
    inputs:     by name, a quantile function or a group of them (`unite`, `correlate`)
    base:       base samples, a power of two; runs are base × (inputs + 2), or base × (2 inputs + 2) with pairs
    has_second: whether pairs are asked for; figures: names of what the model gives
    batch:      runs evaluated at once; limits: of what it may cost; tell: is given the cost when it is known
    Raises SensitivityError for bad inputs and outputs, and where it would cost more than allowed.
    """
    space = Inputs(inputs)
    if base < 2 or base & (base - 1):
        raise SensitivityError(
            f"{base} base samples are not a power of two",
            where=WHERE,
            exists="a Sobol sequence fills space evenly at 2, 4, 8 … points",
            hint=f"take {1 << max(1, int(base).bit_length())}",
        )
    plan = _plan(space, base, batch, has_second=has_second)
    outputs, cost = evaluate_all(evaluate, _Design(space, seed, has_second=has_second), plan, limits or Limits(), tell)
    return _summarise(space.names, outputs, cost, name_figures(figures, outputs.shape[2]), seed, has_second=has_second)


def _plan(space: Inputs, base: int, batch: int, *, has_second: bool) -> Plan:
    count = len(space.names)
    terms = 4 + 3 * count + (len(find_pairs(count)) if has_second else 0)
    beside = BYTES * (2.0 * base * terms + 3 * max(base, min(AT_ONCE, REPLICATES * base)) + REPLICATES * 2 * terms)
    hint = "lower `base`, ask for fewer inputs or group them" + (", or leave pairs out" if has_second else "")
    size = count_runs(count, has_second=has_second)
    return Plan(base, size, len(space.members), batch, beside, WHERE, hint)


class _Design:
    """Saltelli's design, block by block: A, A with each group from B, B with each from A if pairs are asked for, B."""

    def __init__(self, space: Inputs, seed: int, *, has_second: bool) -> None:
        from scipy.stats import qmc

        self.space, width = space, len(space.members)
        # SciPy 1.13 knows the generator by this name alone, later ones by two, of which types tell one.
        generator: dict[str, Any] = {"seed": make_generator(seed, WHERE)}
        self.sequence = qmc.Sobol(2 * width, scramble=True, bits=BITS, **generator)
        belongs = np.arange(len(space.names))[:, None] == space.groups
        nothing, everything = np.zeros((1, width), dtype=bool), np.ones((1, width), dtype=bool)
        parts = [nothing, belongs, *([~belongs] if has_second else []), everything]
        self.from_b = np.concatenate(parts)

    def __call__(self, blocks: int) -> np.ndarray:
        # Half a step on, so that no probability is zero, where many quantiles are infinite.
        points = self.sequence.random(blocks) + 2.0 ** -(BITS + 1)
        a, b = np.split(points, 2, axis=1)
        u = np.where(self.from_b, b[:, None], a[:, None])
        return self.space.draw(u.reshape(-1, a.shape[1]))


def _summarise(
    names: tuple[str, ...], outputs: np.ndarray, cost: Cost, figures: tuple[str, ...], seed: int, *, has_second: bool
) -> SobolIndices:
    base, count = len(outputs), len(names)
    pairs = find_pairs(count) if has_second else ()
    widths = (count, count, count, len(pairs))
    found = [np.full((3, len(figures), width), np.nan) for width in widths]
    variance, lost, notes = np.full(len(figures), np.nan), np.zeros(len(figures), dtype=int), []
    for k, figure in enumerate(figures):
        kept = outputs[np.isfinite(outputs[:, :, k]).all(axis=1), :, k]
        lost[k] = base - len(kept)
        notes.append(_note_lost(figure, base, kept))
        if len(kept) < 2:
            continue
        variance[k] = kept[:, [0, -1]].var()
        if is_constant(kept):
            continue
        terms = find_terms(kept, count, has_second=has_second)
        variance[k], *shares = find_shares(terms.mean(axis=0), count)
        generator = make_generator(seed, f"{WHERE}, bootstrap")
        drawn = [find_shares(means, count)[1:] for means in resample(terms, REPLICATES, generator)]
        for kind, (estimate, value) in enumerate(zip(found, shares, strict=True)):
            estimate[0, k] = value
            replicates = np.concatenate([d[kind] for d in drawn])
            with np.errstate(invalid="ignore"):  # where nothing differs in what was drawn again, shares are infinite
                estimate[1:, k] = np.quantile(replicates, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    first, total, first_2010, second = (Estimate(*e) for e in found)
    notes += [_note_width(figure, names, total, k) for k, figure in enumerate(figures)]
    return SobolIndices(
        names, figures, first, total, first_2010, second if has_second else None, pairs, variance, lost, base, cost,
        tuple(filter(None, notes)),
    )  # fmt: skip


def _note_width(figure: str, names: tuple[str, ...], total: Estimate, k: int) -> str:
    """Which share is least sure, where that is too unsure to rank inputs by it."""
    widths = np.nan_to_num(total.high[k] - total.low[k])
    widest = int(np.argmax(widths))
    if widths[widest] <= WIDE:
        return ""
    if widths[widest] > NOTHING:
        return f"{figure}: it hardly differs among the runs, so that its shares say nothing."
    return (
        f"{figure}: the total of {names[widest]} lies in an interval {widths[widest]:.2f} wide; "
        "more base samples would tell inputs apart better."
    )


def _note_lost(figure: str, base: int, kept: np.ndarray) -> str:
    """What is wrong with a figure, as a sentence, or nothing."""
    lost = base - len(kept)
    if len(kept) < 2:
        return f"{figure}: a run failed in {lost:,} of {base:,} base samples, so nothing can be said."
    if is_constant(kept):
        return f"{figure} is {kept.flat[0]:.6g} in all runs: no input changes it."
    if lost:
        many = ", so the shares hold only for what could be run" if lost > FEW * base else ""
        return f"{figure}: a run failed in {lost:,} of {base:,} base samples, which are left out{many}."
    return ""
