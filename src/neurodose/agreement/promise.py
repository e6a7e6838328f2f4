"""Whether a mechanism promises more than trials gave, by one stated rule.

A link promises more where the median of its simulated effects lies beyond the 95 % interval of the pooled trials, on
the side that is better for people; it promises less where that median lies beyond the other end. How strong that is, is
the share of simulated effects beyond that end: slight from a half on, clear from 80 %, strong from 95 %. Whether the
median lies beyond the prediction interval as well, where a new trial may still find its true effect, is told beside it.

Where nothing could be pooled, and all that was compared is told in words alone, a link promises more where the words
are of no difference and its median is better by more than matters (the question says how much does); it promises less
where they are of a benefit and its median shows none. The strength is the share of simulated effects beyond that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import Literal

import numpy as np

from neurodose.evidence.measure import Measure
from neurodose.records.question import AskedOutcome

Kind = Literal["more", "less", "agrees", "cannot be told"]
HALF, CLEAR, STRONG = 0.5, 0.8, 0.95  # shares of simulated effects beyond the interval, from which a word is used
PEOPLE = 1000.0


@dataclass(frozen=True)
class Promise:
    """What a link promises beside what trials gave.

    kind:   "more", "less", "agrees", or "cannot be told"
    share:  of simulated effects beyond that end of the interval, or what matters; None where they agree
    is_beyond_prediction: whether the median is beyond the prediction interval too; None where there is none
    is_wide: whether the interval of the trials holds both a benefit and a harm that matter: agreement says little then
    is_in_words: whether trials are told in words alone
    """

    kind: Kind
    share: float | None = None
    is_beyond_prediction: bool | None = None
    is_wide: bool = False
    is_in_words: bool = False

    @property
    def is_flagged(self) -> bool:
        return self.kind in ("more", "less")

    @property
    def strength(self) -> str:
        """In a word; nothing where nothing is flagged."""
        if not self.is_flagged or self.share is None:
            return ""
        return "strong" if self.share >= STRONG else "clear" if self.share >= CLEAR else "slight"

    def __str__(self) -> str:
        if self.kind == "cannot be told":
            return "cannot be told"
        if self.kind == "agrees":
            told = "no more and no less than trials " + ("say" if self.is_in_words else "gave")
            return f"{told}, whose interval is wide" if self.is_wide else told
        if self.is_in_words:
            return f"promises {self.kind} than trials say ({self.strength})"
        told = f"promises {self.kind} than trials gave ({self.strength}"
        return f"{told}, beyond a new trial's too)" if self.is_beyond_prediction else f"{told})"


def judge_promise(
    levels: Sequence[float],
    simulated: Sequence[float],
    interval: tuple[float, float],
    prediction: tuple[float, float] | None,
    asked: AskedOutcome,
    measure: Measure,
) -> Promise:
    """The promise of a link, by quantiles of its simulated effects.

    levels, simulated: quantiles, the lowest first, with the median among them; interval, prediction: of the pool. All
    effects on the scale on which they add up
    """
    toward = 1.0 if asked.better == "more" else -1.0
    middle = toward * _read(levels, simulated, HALF)
    low, high = sorted(toward * end for end in interval)
    ends = sorted(toward * end for end in prediction) if prediction is not None else None
    if middle > high:
        beyond = ends is not None and middle > ends[1]
        return Promise("more", share_above(levels, simulated, high, toward), None if ends is None else beyond)
    if middle < low:
        beyond = ends is not None and middle < ends[0]
        return Promise("less", 1 - share_above(levels, simulated, low, toward), None if ends is None else beyond)
    matters = find_margin(asked, measure)
    return Promise("agrees", is_wide=matters is not None and low < -matters and high > matters)


def judge_words(
    levels: Sequence[float], simulated: Sequence[float], favours: Sequence[str], asked: AskedOutcome, measure: Measure
) -> Promise:
    """The promise beside what is told in words: favours, each "treatment", "neither" or "control"."""
    toward = 1.0 if asked.better == "more" else -1.0
    middle, matters = toward * _read(levels, simulated, HALF), find_margin(asked, measure) or 0.0
    said = set(favours)
    above = share_above(levels, simulated, matters, toward)
    if said and said <= {"neither", "control"}:
        return Promise("more", above, is_in_words=True) if middle > matters else Promise("agrees", is_in_words=True)
    if said == {"treatment"}:
        none = 1 - share_above(levels, simulated, 0.0, toward)
        return Promise("less", none, is_in_words=True) if middle <= 0 else Promise("agrees", is_in_words=True)
    return Promise("cannot be told", is_in_words=True)


def share_above(levels: Sequence[float], simulated: Sequence[float], end: float, toward: float) -> float:
    """The share of simulated effects that are better than an end, which is given with its sign turned already."""
    ordered, shares = (simulated, levels) if toward > 0 else (simulated[::-1], [1 - one for one in levels[::-1]])
    return float(1 - np.interp(end, [toward * value for value in ordered], shares, left=0.0, right=1.0))


def _read(levels: Sequence[float], simulated: Sequence[float], level: float) -> float:
    return float(np.interp(level, levels, simulated))


def find_margin(asked: AskedOutcome, measure: Measure) -> float | None:
    """The smallest difference that matters, on the scale on which effects add up; None where none is stated for it.

    Of a ratio of risks it is read at the stated risk without treatment: "typical", or the first.
    """
    threshold = asked.threshold
    match measure.symbol:
        case "MD":
            return threshold.points
        case "SMD":
            return threshold.sd or (threshold.points / asked.scale_sd if threshold.points and asked.scale_sd else None)
        case "RD":
            return None if threshold.per_1000 is None else threshold.per_1000 / PEOPLE
        case "RR" | "OR" | "HR" if threshold.per_1000 and asked.baselines:
            risk = asked.baselines.get("typical", next(iter(asked.baselines.values())))
            return log(1 + threshold.per_1000 / PEOPLE / risk) if risk else None
    return abs(log(threshold.ratio)) if measure.is_ratio and threshold.ratio else None
