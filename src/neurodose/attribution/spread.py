"""What an answer's spread is made of: unsure values, people, rival structures and rival links, by Sobol's indices.

Where there are many unsure values, Morris's elementary effects choose those that matter most, and all others together
are one input beside them, so that nothing is left out of the variance.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from neurodose.attribution.runs import answer
from neurodose.attribution.unsure import LINKS, STRUCTURES, Input, Unsure, as_quantiles, gather_rest
from neurodose.errors import SensitivityError
from neurodose.sensitivity.batches import BYTES
from neurodose.sensitivity.cost import Cost, Limits
from neurodose.sensitivity.inputs import Inputs
from neurodose.sensitivity.morris import ElementaryEffects, find_effects
from neurodose.sensitivity.sobol import SobolIndices, find_indices

MOST = 30  # unsure values that are asked about one by one
TRAJECTORIES = 24  # of the screening: enough to find what matters among some two hundred values
AT_ONCE = 8192  # people that are solved in one go
LEVELS = (0.025, 0.5, 0.975)
ANSWER, DIRECTION = "the answer", "whether the answer is above 0"
RARE = 0.01  # of answers: on the other side of 0 by accident
WHERE = "sensitivity of an answer"

Progress = Callable[[str, float], None]


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """Shares of an answer's variance.

    indices:   of each figure: the answer with rivals drawn; where links rival, that of each link alone; its direction,
               1 above 0, which a few extreme answers cannot sway
    screening: elementary effects of all inputs, where values were chosen by them; inputs: as they were asked about
    middles:   2.5 %, 50 % and 97.5 % of the answers by figure; above: the share of answers above 0
    held:      why some values were not varied, by address
    """

    indices: SobolIndices
    screening: ElementaryEffects | None
    inputs: tuple[Input, ...]
    middles: Mapping[str, tuple[float, float, float]]
    above: Mapping[str, float]
    held: Mapping[str, str]

    @property
    def has_both_directions(self) -> bool:
        """Whether answers lie on both sides of 0, so that what decides on the side can be asked."""
        return RARE < self.above[ANSWER] < 1 - RARE

    def find(self, name: str) -> Input:
        """What an input is."""
        return next(one for one in self.inputs if one.name == name)

    def rank_values(self, figure: str | None = None) -> list[tuple[Input, float, float, float]]:
        """Unsure values by what knowing each would take from the variance: with that share, low and high end of it.

        By the estimator of 2010, which is the steadier one where shares are small.
        """
        k = 0 if figure is None else self.indices.figures.index(figure)
        found, names = self.indices.first_2010, self.indices.names
        ends = np.nan_to_num([found.values[k], found.low[k], found.high[k]], nan=-1.0).T.tolist()
        rows = [(self.find(name), share, low, high) for name, (share, low, high) in zip(names, ends, strict=True)]
        return sorted((row for row in rows if row[0].is_value), key=lambda row: -row[1])


@dataclass(eq=False)
class _Answers:
    """Rows of the unit cube to answers (rows, figures), all of which are remembered for their spread."""

    unsure: Unsure
    members: tuple[str, ...]
    whole: float
    progress: Callable[[float], None] | None
    seen: list[np.ndarray] = field(default_factory=list)

    def __call__(self, rows: np.ndarray) -> np.ndarray:
        columns = dict(zip(self.members, rows.T, strict=True))
        which = self.unsure.choose(columns, STRUCTURES)
        found = np.full((len(rows), len(self.unsure.links)), np.nan)
        for number, structure in enumerate(self.unsure.structures):
            here = np.flatnonzero(which == number)
            if len(here):
                people = self.unsure.make_people(structure, {name: u[here] for name, u in columns.items()})
                found[here] = answer(self.unsure.question, structure, people, is_quick=True)
        if len(self.unsure.links) > 1:
            drawn = found[np.arange(len(rows)), self.unsure.choose(columns, LINKS)]
            found = np.column_stack([drawn, found])
        found = np.column_stack([found, np.where(np.isnan(found[:, 0]), np.nan, found[:, 0] > 0)])
        self.seen.append(found)
        if self.progress is not None:
            self.progress(sum(map(len, self.seen)) / self.whole)
        return found


def find_sensitivity(
    unsure: Unsure,
    *,
    base: int = 1024,
    most: int = MOST,
    seed: int = 1,
    limits: Limits | None = None,
    progress: Progress | None = None,
) -> Sensitivity:
    """Shares of the variance of an answer among all that it is unsure of.

    base: base samples, a power of two
    most: unsure values that are asked about one by one; a screening finds them where there are more
    Raises SensitivityError where nothing is unsure, and before it starts where it would cost more than allowed.
    """
    limits = limits or Limits()
    check_cost(unsure, base, most, limits)
    figures = name_figures(unsure)
    common: dict[str, Any] = {"seed": seed, "figures": figures, "batch": AT_ONCE, "limits": limits}
    asked, screening = unsure.inputs, None
    if sum(one.is_value for one in asked) > most:
        runs = _Answers(unsure, _find_members(asked), TRAJECTORIES * (len(asked) + 1), _part(progress, "screening"))
        screening = find_effects(runs, as_quantiles(asked), trajectories=TRAJECTORIES, **common)
        asked = _choose(asked, screening, most)
    runs = _Answers(unsure, _find_members(asked), base * (len(asked) + 2), _part(progress, "sharing out the variance"))
    indices = find_indices(runs, as_quantiles(asked), base=base, **common)
    answers = np.concatenate(runs.seen)
    known = {name: v[np.isfinite(v)] for name, v in zip(indices.figures[:-1], answers.T, strict=False)}
    middles = {name: find_ends(v, LEVELS) for name, v in known.items()}
    above = {name: float((v > 0).mean()) if v.size else float("nan") for name, v in known.items()}
    return Sensitivity(indices, screening, asked, middles, above, unsure.fixed)


def find_ends(values: np.ndarray, levels: tuple[float, float, float]) -> tuple[float, float, float]:
    """Quantiles of the answers that are numbers; not a number where there is none."""
    known = values[np.isfinite(values)]
    low, middle, high = np.quantile(known, levels).tolist() if known.size else (np.nan,) * 3
    return low, middle, high


def name_figures(unsure: Unsure) -> tuple[str, ...]:
    """What is asked of: the answer, that of each rival link, and its direction."""
    return (ANSWER, *(f"{ANSWER} by {link}" for link in unsure.links if len(unsure.links) > 1), DIRECTION)


def check_cost(unsure: Unsure, base: int, most: int, limits: Limits) -> None:
    """Refuses, before anything is solved, what would cost more runs or memory than allowed, and where nothing is
    unsure. Raises SensitivityError.
    """
    if not unsure.inputs:
        raise SensitivityError(f"nothing that {unsure.question.of} can feel is unsure", where=WHERE)
    values = sum(one.is_value for one in unsure.inputs)
    inputs = len(unsure.inputs) - max(0, values - most - 1)
    runs = base * (inputs + 2)
    hint = "take fewer base samples, or ask about fewer values one by one"
    memory = 2.0 * BYTES * runs * len(name_figures(unsure))
    limits.check(Cost(runs, memory=memory), hint, where=WHERE)


def _choose(inputs: tuple[Input, ...], screening: ElementaryEffects, most: int) -> tuple[Input, ...]:
    """The values whose steps do most, what is no value, and the other values as one."""
    sizes = dict(zip(screening.names, np.nan_to_num(screening.mu_star[0]), strict=True))
    ranked = sorted((one for one in inputs if one.is_value), key=lambda one: -sizes[one.name])
    chosen = {one.name for one in ranked[:most]}
    kept = tuple(one for one in inputs if not one.is_value or one.name in chosen)
    return (*kept, gather_rest(one for one in ranked[most:]))


def _find_members(inputs: tuple[Input, ...]) -> tuple[str, ...]:
    return Inputs(as_quantiles(inputs)).members


def _part(progress: Progress | None, what: str) -> Callable[[float], None] | None:
    return None if progress is None else (lambda share: progress(what, min(1.0, share)))
