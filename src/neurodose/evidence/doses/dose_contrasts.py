"""What each study saw of higher doses against its lowest, with what these comparisons share: one control arm.

    arms = DoseContrasts.of_counts(["Rome", "Rome", "Rome"], [0, 30, 60], events=[9, 15, 18], totals=[30, 31, 29])

The arm of the lowest dose of a study (placebo is dose 0) is what its others are compared with; two comparisons with it
have its variance in common (Gleser and Olkin 1994), which is their covariance. A study's own level of the outcome drops
out, so nothing is assumed of how levels differ between studies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from neurodose.errors import EvidenceError
from neurodose.evidence.effects import Array
from neurodose.evidence.measure import Measure, find_measure

HALF = 0.5  # added to every cell of a study with an empty one, where a logarithm is taken (Haldane and Anscombe)


@dataclass(frozen=True, eq=False)
class DoseContrasts:
    """One entry a study in each.

    doses: of the arms compared (n_i,); lowest: the dose they are compared with, and how many arms have it is one
    effects, covariances: (n_i,), (n_i, n_i), on the scale on which effects add up
    left_out: studies that say nothing of a curve, with the reason
    """

    studies: tuple[str, ...]
    doses: tuple[Array, ...]
    lowest: Array
    effects: tuple[Array, ...]
    covariances: tuple[Array, ...]
    measure: Measure
    left_out: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.studies)

    @property
    def contrasts(self) -> int:
        """How many comparisons."""
        return sum(len(y) for y in self.effects)

    @property
    def all_doses(self) -> Array:
        """Every dose of every arm, the lowest of each study with them."""
        return np.concatenate([self.lowest, *self.doses])

    @classmethod
    def of_counts(
        cls,
        studies: Sequence[str],
        doses: ArrayLike,
        *,
        events: ArrayLike,
        totals: ArrayLike,
        measure: str | Measure = "OR",
    ) -> DoseContrasts:
        """Arms with events among totals: logarithms of odds or of risks, or risks. Studies in which nobody, or
        everybody, has the event say nothing of a ratio and are left out, by name.
        """
        held, kind = _rows(studies, doses, events=events, totals=totals), find_measure(measure)
        if kind.symbol not in _OF_COUNTS:
            raise EvidenceError(f"{kind.symbol} is not made of counts", exists=f"there are: {', '.join(_OF_COUNTS)}")
        for study, e, n in zip(studies, held["events"], held["totals"], strict=True):
            if not 0 <= e <= n:
                raise EvidenceError(f"{e:g} events among {n:g} people", where=f"study {study}, events")
        return cls._of_arms(studies, held, kind, _OF_COUNTS[kind.symbol])

    @classmethod
    def of_means(
        cls,
        studies: Sequence[str],
        doses: ArrayLike,
        *,
        means: ArrayLike,
        sds: ArrayLike,
        sizes: ArrayLike,
        measure: str | Measure = "MD",
    ) -> DoseContrasts:
        """Arms with a mean, its standard deviation and how many people: differences, or standardised ones."""
        held, kind = _rows(studies, doses, means=means, sds=sds, sizes=sizes), find_measure(measure)
        if kind.symbol not in ("MD", "SMD"):
            raise EvidenceError(f"{kind.symbol} is not made of means here", exists="there are: MD, SMD")
        for study, sd, n in zip(studies, held["sds"], held["sizes"], strict=True):
            if not (sd > 0 and n > 1):
                raise EvidenceError(f"a standard deviation of {sd:g} in {n:g} people", where=f"study {study}, sds")
        return cls._of_arms(studies, held, kind, _standardised if kind.symbol == "SMD" else _means)

    @classmethod
    def of_rates(
        cls, studies: Sequence[str], doses: ArrayLike, *, events: ArrayLike, person_time: ArrayLike
    ) -> DoseContrasts:
        """Arms with events over time: logarithms of rates."""
        held = _rows(studies, doses, events=events, person_time=person_time)
        for study, e, t in zip(studies, held["events"], held["person_time"], strict=True):
            if not (e >= 0 and t > 0):
                raise EvidenceError(f"{e:g} events in a time of {t:g}", where=f"study {study}, person_time")
        return cls._of_arms(studies, held, find_measure("IRR"), _rates)

    @classmethod
    def _of_arms(cls, studies: Sequence[str], held: dict[str, Array], measure: Measure, make: Any) -> DoseContrasts:
        kept, out = list[tuple[str, Array, float, Array, Array]](), list[str]()
        for study in dict.fromkeys(studies):
            at = np.flatnonzero(np.array([name == study for name in studies]))
            at = at[np.argsort(held["doses"][at], kind="stable")]
            arms = {key: column[at] for key, column in held.items()}
            if len(at) < 2 or arms["doses"][0] == arms["doses"][-1]:
                out.append(f"{study}: it has one dose only")
            elif (made := make(arms)) is None:
                out.append(f"{study}: nobody had the event, or everybody")
            else:
                kept.append((study, arms["doses"][1:], float(arms["doses"][0]), *made))
        if not kept:
            raise EvidenceError("no study says anything of a curve", exists="; ".join(out) or "there is none")
        names, doses, lowest, effects, covariances = zip(*kept, strict=True)
        return cls(names, doses, np.array(lowest), effects, covariances, measure, tuple(out))


def _rows(studies: Sequence[str], doses: ArrayLike, **columns: ArrayLike) -> dict[str, Array]:
    held = {key: np.asarray(column, float) for key, column in ({"doses": doses} | columns).items()}
    for key, column in held.items():
        if len(column) != len(studies):
            raise EvidenceError(f"{len(studies)} arms have {len(column)} {key}", hint="give one for each arm")
        for study, value in zip(studies, column, strict=True):
            if not np.isfinite(value):
                raise EvidenceError(f"it is {value:g}", where=f"study {study}, {key}", hint="leave the arm out")
    _check_doses(studies, held["doses"])
    return held


def _check_doses(studies: Sequence[str], doses: Array) -> None:
    for study, dose in zip(studies, doses, strict=True):
        if not dose >= 0:
            raise EvidenceError(f"a dose is {dose:g}", where=f"study {study}, dose", hint="placebo is dose 0")


def _against_first(values: Array, variances: Array) -> tuple[Array, Array]:
    """Differences from the first arm, whose variance all of them share."""
    return values[1:] - values[0], np.diag(variances[1:]) + variances[0]


def _filled(arms: dict[str, Array]) -> tuple[Array, Array] | None:
    """Events and totals with no empty cell; None where they say nothing of a ratio."""
    e, n = arms["events"], arms["totals"]
    if not e.any() or (e == n).all():
        return None
    return (e + HALF, n + 2 * HALF) if (e == 0).any() or (e == n).any() else (e, n)


def _odds(arms: dict[str, Array]) -> tuple[Array, Array] | None:
    if (filled := _filled(arms)) is None:
        return None
    e, n = filled
    return _against_first(np.log(e / (n - e)), 1 / e + 1 / (n - e))


def _risks(arms: dict[str, Array]) -> tuple[Array, Array] | None:
    if (filled := _filled(arms)) is None:
        return None
    e, n = filled
    return _against_first(np.log(e / n), 1 / e - 1 / n)


def _risk_differences(arms: dict[str, Array]) -> tuple[Array, Array]:
    e, n = arms["events"], arms["totals"]
    if (e == 0).any() or (e == n).any():
        p = (e + HALF) / (n + 2 * HALF)
        return (e / n)[1:] - (e / n)[0], np.diag((p * (1 - p) / n)[1:]) + (p * (1 - p) / n)[0]
    return _against_first(e / n, e / n * (1 - e / n) / n)


def _rates(arms: dict[str, Array]) -> tuple[Array, Array] | None:
    e, t = arms["events"], arms["person_time"]
    if not e.any():
        return None
    e = e + HALF if (e == 0).any() else e
    return _against_first(np.log(e / t), 1 / e)


def _means(arms: dict[str, Array]) -> tuple[Array, Array]:
    return _against_first(arms["means"], arms["sds"] ** 2 / arms["sizes"])


def _standardised(arms: dict[str, Array]) -> tuple[Array, Array]:
    """Differences over the common standard deviation, with Hedges's correction for small studies."""
    n, sd, free = arms["sizes"], arms["sds"], float(arms["sizes"].sum() - len(arms["sizes"]))
    pooled = np.sqrt(np.sum((n - 1) * sd**2) / free)
    d = (1 - 3 / (4 * free - 1)) * (arms["means"][1:] - arms["means"][0]) / pooled
    return d, np.diag(1 / n[1:]) + 1 / n[0] + np.outer(d, d) / (2 * n.sum())


_OF_COUNTS = {"OR": _odds, "RR": _risks, "RD": _risk_differences}
