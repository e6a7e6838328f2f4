"""Morris's elementary effects: what a step of each input does, from different places, with few runs.

A trajectory begins at a place of a grid and moves one input after the other by half of its range of probability. The
mean of an input's effects, mu, is its slope; the mean of their sizes, mu*, its importance (Campolongo et al. 2007);
their spread, sigma, says that it acts along a curve or together with others. Groups move all members at once, each up
or down, and have mu* alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from neurodose.errors import SensitivityError, unknown_name
from neurodose.sensitivity.batches import BYTES, Plan, evaluate_all
from neurodose.sensitivity.cost import Cost, Limits
from neurodose.sensitivity.inputs import Inputs, Joint, Quantile, make_generator, name_figures
from neurodose.sensitivity.table import to_plain, write_interval, write_number, write_table
from neurodose.sensitivity.variance import is_constant, resample

__all__ = ["ElementaryEffects", "find_effects"]

REPLICATES = 500
LEVEL = 0.95
STEP = 0.5  # of probability: half of the levels, so that every level is as likely
WHERE = "elementary effects"


@dataclass(frozen=True, eq=False)
class ElementaryEffects:
    """Effects of a step of each input, in the figure's units over the whole range of probability, (figures, inputs).

    mu, sigma:      mean and standard deviation; not a number for a group
    mu_star:        mean size, with low and high, the interval that holds 95 % of a bootstrap over trajectories
    lost:           trajectories of which a run failed (figures,); trajectories: how many
    """

    names: tuple[str, ...]
    figures: tuple[str, ...]
    mu: np.ndarray
    mu_star: np.ndarray
    low: np.ndarray
    high: np.ndarray
    sigma: np.ndarray
    lost: np.ndarray
    trajectories: int
    cost: Cost
    notes: tuple[str, ...]

    def importance_of(self, name: str, figure: str | None = None) -> float:
        """mu* of an input; SensitivityError lists those there are."""
        for kind, told, known in (("input", name, self.names), ("figure", figure, self.figures)):
            if told is not None and told not in known:
                raise unknown_name(SensitivityError, kind, told, known, owner="the analysis")
        return float(self.mu_star[0 if figure is None else self.figures.index(figure), self.names.index(name)])

    def __str__(self) -> str:
        end = f"{self.trajectories:,} trajectories, {self.cost}; intervals hold 95 % of a bootstrap."
        return "\n\n".join([*map(self._write_figure, range(len(self.figures))), "\n".join([end, *self.notes])])

    def _write_figure(self, k: int) -> str:
        rows = [
            [
                self.names[j],
                write_number(float(self.mu_star[k, j])),
                write_interval(float(self.low[k, j]), float(self.high[k, j])),
                write_number(float(self.mu[k, j])),
                write_number(float(self.sigma[k, j])),
            ]
            for j in np.argsort(-self.mu_star[k], kind="stable")
        ]
        return write_table([f"{self.figures[k]}: effect of a step", "mu*", "95 %", "mu", "sigma"], rows)

    def to_json(self) -> str:
        """{"figures": [{"figure", "lost", "inputs": [{"name", "mu", "mu_star", "low", "high", "sigma"}]}], …}."""
        told = [
            {
                "figure": figure,
                "lost": int(self.lost[k]),
                "inputs": [
                    {"name": name}
                    | {said: to_plain(getattr(self, said)[k, j]) for said in ("mu", "mu_star", "low", "high", "sigma")}
                    for j, name in enumerate(self.names)
                ],
            }
            for k, figure in enumerate(self.figures)
        ]
        rest = {"trajectories": self.trajectories, "runs": self.cost.runs, "notes": list(self.notes)}
        return json.dumps({"figures": told, **rest}, ensure_ascii=False, indent=1, allow_nan=False)


def find_effects(
    evaluate: Callable[[np.ndarray], np.ndarray],
    inputs: Mapping[str, Quantile | Joint],
    *,
    seed: int,
    trajectories: int = 32,
    levels: int = 8,
    figures: Sequence[str] | None = None,
    batch: int = 4096,
    limits: Limits | None = None,
    tell: Callable[[Cost], object] | None = None,
) -> ElementaryEffects:
    """Elementary effects of a model's uncertain inputs.

    evaluate:     rows (runs, columns), in the order of the inputs and their members, to (runs,) or (runs, figures)
    inputs:       by name, a quantile function or a group of them (`unite`, `correlate`)
    trajectories: at least two; runs are trajectories × (inputs + 1)
    levels:       of the grid, even: an input stands in the middle of one of so many equal shares of its probability
    figures:      names of what the model gives; batch, limits and tell are as in `find_indices`
    Raises SensitivityError for bad inputs and outputs, and where it would cost more than allowed.
    """
    space = Inputs(inputs)
    if trajectories < 2 or levels < 2 or levels % 2:
        raise SensitivityError(
            f"{trajectories} trajectories on {levels} levels are no design",
            where=WHERE,
            hint="take at least two trajectories, and an even number of levels",
        )
    size = len(space.names) + 1
    beside = BYTES * 4.0 * trajectories * (size + REPLICATES)
    hint = "lower `trajectories`, or group inputs"
    plan = Plan(trajectories, size, len(space.members), batch, beside, WHERE, hint)
    limits = limits or Limits()
    limits.check(plan.count_cost(1), plan.hint, where=WHERE)
    design = _Design(space, seed, trajectories, levels)
    outputs, cost = evaluate_all(evaluate, design, plan, limits, tell)
    return _summarise(design, outputs, cost, name_figures(figures, outputs.shape[2]), seed)


class _Design:
    """All trajectories, whose rows are made a batch at a time.

    first: levels they begin at (trajectories, columns); sign: which way a column moves (trajectories, columns)
    order: which input each step moves (trajectories, steps); position: the step that moves an input, its reverse
    """

    def __init__(self, space: Inputs, seed: int, trajectories: int, levels: int) -> None:
        self.space, self.levels, self.done = space, levels, 0
        generator, count = make_generator(seed, WHERE), len(space.names)
        self.first = generator.integers(levels, size=(trajectories, len(space.members)))
        self.sign = np.where(self.first < levels // 2, 1, -1)  # the one way in which the step stays on the grid
        self.order = generator.permuted(np.tile(np.arange(count), (trajectories, 1)), axis=1)
        self.position = np.argsort(self.order, axis=1)

    def __call__(self, blocks: int) -> np.ndarray:
        here = slice(self.done, self.done + blocks)
        self.done += blocks
        return self.space.draw(self.find_probabilities(here).reshape(-1, len(self.space.members)))

    def find_probabilities(self, here: slice) -> np.ndarray:
        """Of some trajectories (trajectories, runs, columns)."""
        runs = np.arange(len(self.space.names) + 1)[:, None]
        has_moved = runs > self.position[here, None, self.space.groups]
        half = self.levels // 2
        return (self.first[here, None] + half * self.sign[here, None] * has_moved + 0.5) / self.levels

    def find_effects(self, outputs: np.ndarray) -> np.ndarray:
        """Elementary effects (trajectories, inputs, figures) of outputs (trajectories, runs, figures).

        Of a group the sign is that of its first member, which means nothing.
        """
        _, leads = np.unique(self.space.groups, return_index=True)
        steps = np.take_along_axis(np.diff(outputs, axis=1), self.position[:, :, None], axis=1)
        return steps * self.sign[:, leads, None] / STEP


def _summarise(
    design: _Design, outputs: np.ndarray, cost: Cost, figures: tuple[str, ...], seed: int
) -> ElementaryEffects:
    space, effects = design.space, design.find_effects(outputs)
    trajectories, count = len(outputs), len(space.names)
    mu, mu_star, low, high, sigma = (np.full((len(figures), count), np.nan) for _ in range(5))
    lost, notes = np.zeros(len(figures), dtype=int), []
    for k, figure in enumerate(figures):
        is_whole = np.isfinite(outputs[:, :, k]).all(axis=1)
        kept, lost[k] = effects[is_whole, :, k], int((~is_whole).sum())
        if lost[k]:
            notes.append(f"{figure}: a run failed in {lost[k]:,} of {trajectories:,} trajectories, which are left out.")
        if len(kept) < 2:
            notes.append(f"{figure}: fewer than two trajectories are left, so nothing can be said.")
            continue
        if is_constant(outputs[is_whole, :, k]):
            notes.append(f"{figure} is {outputs[is_whole, 0, k][0]:.6g} in all runs: no input changes it.")
        sizes = np.abs(kept)
        mu[k] = np.where(space.is_single, kept.mean(axis=0), np.nan)
        sigma[k] = np.where(space.is_single, kept.std(axis=0, ddof=1), np.nan)
        mu_star[k] = sizes.mean(axis=0)
        drawn = np.concatenate(list(resample(sizes, REPLICATES, make_generator(seed, f"{WHERE}, bootstrap"))))
        low[k], high[k] = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    return ElementaryEffects(
        space.names, figures, mu, mu_star, low, high, sigma, lost, trajectories, cost, tuple(notes)
    )  # fmt: skip
