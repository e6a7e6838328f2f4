"""When did reports of a pair begin to exceed what is expected, and does that change?

The information component of each quarter (or year) alone, and of all up to it, whose expectation is the sum over the
periods: that both a drug and an event are named more often as the years go makes no trend. One change is looked for:
the split after which the ratio of observed to expected reports differs most (a likelihood ratio of Poisson counts),
against the same number of reports spread as expected. News, lawsuits and warnings make such changes
too (stimulated reporting).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from neurodose.errors import EvidenceError
from neurodose.evidence.signals.disproportionality import CAVEAT, Disproportionality, disproportionality
from neurodose.evidence.signals.margins import check_margins
from neurodose.seeds import draw_uniforms
from neurodose.wording import Wording

Array = np.ndarray

DRAWS = 1999  # of spreads without a change: p to the nearest 1/2000
STREAM = "reports spread over periods"


@dataclass(frozen=True)
class Change:
    """The split after which the ratio differs most.

    period: the first of the later ones; before, after: observed over expected; p: how often a split as sharp is found
    where there is none
    """

    period: str
    before: float
    after: float
    p: float


@dataclass(frozen=True, eq=False)
class Trend:
    """A pair over time.

    alone: measures of each period; cumulated: of all up to it; above_since: the first period since which the cumulated
    lower end has stayed above 0, None where it is not; change: None where there is no report to tell one
    """

    periods: tuple[str, ...]
    alone: Disproportionality
    cumulated: Disproportionality
    above_since: str | None
    change: Change | None

    def table(self) -> list[dict[str, object]]:
        """One row a period."""
        return [
            {
                "period": period, "observed": float(self.alone.observed[at]),
                "expected": float(self.alone.expected[at]), "ic": float(self.alone.ic[at]),
                "ic_low": float(self.alone.ic_low[at]), "ic_high": float(self.alone.ic_high[at]),
                "cumulated_ic": float(self.cumulated.ic[at]), "cumulated_ic_low": float(self.cumulated.ic_low[at]),
                "cumulated_ic_high": float(self.cumulated.ic_high[at]),
            }
            for at, period in enumerate(self.periods)
        ]  # fmt: skip

    def tell(self) -> str:
        """The course in plain words."""
        last = self.cumulated
        reports = Wording("report", "reports").of(last.observed[-1])
        said = [
            f"Up to {self.periods[-1]}, {last.observed[-1]:g} {reports} where {last.expected[-1]:.3g} are expected."
        ]
        if self.above_since:
            said.append(f"Reported together more often than expected since {self.above_since}.")
        else:
            said.append("At the end, reports do not show that they are reported together more often than expected.")
        if self.change is None:
            said.append("There are too few reports or periods to look for a change.")
        elif self.change.p < 0.05:
            said.append(
                f"From {self.change.period} on, {self.change.after:.2g} times what is expected, before that "
                f"{self.change.before:.2g} times (p {self.change.p:.2g}); news and warnings change reporting too."
            )
        else:
            said.append(f"No change over time is told (p {self.change.p:.2g}).")
        return " ".join([*said, CAVEAT])


def find_trend(
    periods: Sequence[str], observed: ArrayLike, drug: ArrayLike, event: ArrayLike, total: ArrayLike, *,
    seed: int = 7, draws: int = DRAWS,
) -> Trend:  # fmt: skip
    """A pair period by period.

    periods: names in their order, as 2024Q3; observed, drug, event, total: counts of each period alone, (periods,)
    Raises EvidenceError for counts that are none, for as many names as there are not periods, and a name said twice.
    """
    names = tuple(str(period) for period in periods)
    a, n_drug, n_event, n = check_margins(observed, drug, event, total)
    if len(names) != len(a):
        raise EvidenceError(f"{len(names)} periods have {len(a)} counts", hint="give one for each period")
    if len(set(names)) != len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise EvidenceError(f'the period "{twice}" is there twice', hint="add up its counts")
    if not names:
        raise EvidenceError("there is no period to be looked at")
    alone = disproportionality(a, n_drug, n_event, n)
    sums = [np.cumsum(column) for column in (a, n_drug, n_event, n)]
    cumulated = disproportionality(*sums, expected=np.cumsum(alone.expected))
    below = np.flatnonzero(~(cumulated.ic_low > 0))
    since = int(below[-1]) + 1 if len(below) else 0
    above_since = names[since] if since < len(names) else None
    return Trend(names, alone, cumulated, above_since, _find_change(names, a, alone.expected, seed, draws))


def _find_change(names: tuple[str, ...], observed: Array, expected: Array, seed: int, draws: int) -> Change | None:
    whole, given = observed.sum(), expected.sum()
    if len(names) < 2 or whole == 0 or given == 0:
        return None
    sharpness = _sharpness(observed[:, None], expected)
    if not np.isfinite(sharpness).any():
        return None
    split = int(np.argmax(sharpness[:, 0]))
    highest = float(sharpness[split, 0])
    spread = _spread(float(whole), expected / given, seed, draws)
    as_sharp = np.sum(_sharpness(spread, expected).max(axis=0) >= highest * (1 - 1e-12))
    parts = [observed[: split + 1].sum(), observed[split + 1 :].sum()]
    wanted = [expected[: split + 1].sum(), expected[split + 1 :].sum()]
    return Change(
        names[split + 1], float(parts[0] / wanted[0]), float(parts[1] / wanted[1]), float((1 + as_sharp) / (1 + draws))
    )


def _sharpness(observed: Array, expected: Array) -> Array:
    """Log likelihood ratio of two ratios against one, for each split of (periods, draws): (periods − 1, draws)."""
    from scipy.special import xlogy

    first, given = np.cumsum(observed, axis=0)[:-1], np.cumsum(expected)[:-1, None]
    whole, share = observed.sum(axis=0), given / expected.sum()
    rest = whole - first
    with np.errstate(divide="ignore", invalid="ignore"):
        found = xlogy(first, first / (whole * share)) + xlogy(rest, rest / (whole * (1 - share)))
    # Nothing is expected on one side: nothing can be compared there.
    return np.where((share > 0) & (share < 1) & np.isfinite(found), found, -np.inf)


def _spread(whole: float, shares: Array, seed: int, draws: int) -> Array:
    """As many reports spread over periods as expected, again and again: (periods, draws)."""
    from scipy.stats import binom

    uniforms = draw_uniforms(seed, STREAM, np.arange(draws), len(shares))
    left, rest = np.full(draws, whole), 1.0
    spread = np.zeros((len(shares), draws))
    for at, share in enumerate(shares):
        chance = min(float(share / rest), 1.0) if rest > 0 else 1.0
        spread[at] = binom.ppf(uniforms[at], left, chance) if at < len(shares) - 1 else left
        left, rest = left - spread[at], rest - share
    return spread
