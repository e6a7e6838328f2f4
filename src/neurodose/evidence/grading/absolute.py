"""What an effect means for 1,000 people: a ratio says nothing until it is told what happens without treatment.

    absolute_effects(pool, {"typical": 0.2})      # one row a baseline: fewer or more of 1,000, and how many to treat
    tell_points(pool, scale="points of the HAM-D-17", scale_sd=6.0, matters=3.0)

With a risk p without treatment, the risk with it is p RR; p OR / (1 − p + p OR); 1 − (1 − p)^HR; p + RD; for rates of
events the rate p IRR. A risk is never told above one or below none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf, isinf

from neurodose.errors import EvidenceError
from neurodose.evidence.grading.pooled import Gradable
from neurodose.evidence.measure import Measure, find_measure

PEOPLE = 1000
Ends = tuple[float, float]


@dataclass(frozen=True)
class NumberNeeded:
    """How many are treated for one more, or one fewer, to have the outcome.

    estimate: inf where there is no difference; low, high: ends of its interval, the smaller number first
    is_more:  whether one more has it (else one fewer); crosses: whether the interval holds no effect, so that it runs
              from `low` on one side through infinity to `other` on the other side (Altman 1998)
    """

    estimate: float
    is_more: bool
    low: float
    high: float
    other: float | None = None

    @property
    def crosses(self) -> bool:
        return self.other is not None

    def __str__(self) -> str:
        one, two = ("more", "fewer") if self.is_more else ("fewer", "more")
        if isinf(self.estimate):
            return f"no difference (from {_round(self.low)} for one {one} through infinity to " \
                   f"{_round(self.other or inf)} for one {two})"  # fmt: skip
        told = f"{_round(self.estimate)} for one {one} to have it"
        if self.other is None:
            return f"{told} ({_round(self.low)} to {_round(self.high)})"
        return f"{told} (from {_round(self.low)} for one {one} through infinity to {_round(self.other)} for one {two})"


@dataclass(frozen=True)
class Absolute:
    """What one effect means at one baseline.

    baseline:   its name ("typical"); risk: without treatment, a share
    treated:    of 1,000 people, how many have the outcome with treatment; control: without
    difference: more (positive) or fewer of 1,000; low, high: its interval; prediction: where a new setting would lie
    needed:     number needed to treat; None for rates
    is_capped:  an end was beyond what a risk can be, and is told as all or none
    """

    baseline: str
    risk: float
    treated: float
    difference: float
    low: float
    high: float
    prediction: Ends | None
    needed: NumberNeeded | None
    is_capped: bool = False

    @property
    def control(self) -> float:
        return self.risk * PEOPLE

    def __str__(self) -> str:
        more = "more" if self.difference >= 0 else "fewer"
        return f"{abs(self.difference):.0f} {more} of 1,000 ({_signed(self.low)} to {_signed(self.high)})"


@dataclass(frozen=True)
class Points:
    """A difference of means as people know it: in points of a scale, and how many of those that matter.

    unit: "points of the HAM-D-17", "standard deviations"; matters: the smallest that does, in that unit
    """

    estimate: float
    low: float
    high: float
    prediction: Ends | None
    unit: str
    matters: float | None = None

    @property
    def in_differences_that_matter(self) -> float | None:
        return None if not self.matters else self.estimate / self.matters

    def __str__(self) -> str:
        return f"{write(self.estimate)} {self.unit} ({write(self.low)} to {write(self.high)})"


def find_risk(measure: str | Measure, value: float, baseline: float) -> float:
    """The risk with treatment: of an effect on the scale on which effects add up, at a risk without treatment.

    Raises EvidenceError for a measure that says nothing about risks, and for a baseline that is no risk.
    """
    kind = find_measure(measure)
    if not 0 <= baseline <= 1 and kind.symbol not in ("IRR", "IRD"):
        raise EvidenceError(f"a risk of {baseline:g} cannot be", hint="give the baseline as a share, 0.2 for 20 %")
    shown = kind.show(value)
    match kind.symbol:
        case "RR" | "IRR":
            return baseline * shown
        case "OR":
            return baseline * shown / (1 - baseline + baseline * shown)
        case "HR":
            return 1 - (1 - baseline) ** shown
        case "RD" | "IRD":
            return baseline + shown
    raise EvidenceError(
        f"a {kind.name} says nothing about risks", hint="of differences of means, take tell_points(pool)"
    )


def absolute_effects(pool: Gradable, baselines: Mapping[str, float]) -> tuple[Absolute, ...]:
    """What the pool means at each stated baseline, in the order given."""
    return tuple(_at(pool, name, risk) for name, risk in baselines.items())


def _at(pool: Gradable, name: str, risk: float) -> Absolute:
    is_rate = pool.measure.of == "rates"
    raw = [find_risk(pool.measure, value, risk) for value in (pool.estimate, *pool.interval, *(pool.prediction or ()))]
    held = raw if is_rate else [min(max(value, 0.0), 1.0) for value in raw]
    middle, low, high, *ends = [PEOPLE * (value - risk) for value in held]
    needed = None if is_rate else count_needed(middle / PEOPLE, low / PEOPLE, high / PEOPLE)
    return Absolute(
        name, risk, PEOPLE * held[0], middle, low, high, (ends[0], ends[1]) if ends else None, needed, raw != held
    )


def count_needed(difference: float, low: float, high: float) -> NumberNeeded:
    """Number needed to treat from a difference of risks and the ends of its interval (Altman 1998)."""
    is_more = difference >= 0
    near, far = (
        (low, high) if is_more else (-high, -low)
    )  # towards no effect, and away from it, positive as the estimate
    estimate = abs(1 / difference) if difference else inf
    best = 1 / far if far > 0 else inf
    if near > 0:
        return NumberNeeded(estimate, is_more, best, 1 / near)
    return NumberNeeded(estimate, is_more, best, inf, -1 / near if near < 0 else inf)


def tell_points(pool: Gradable, scale: str = "", scale_sd: float | None = None, matters: float | None = None) -> Points:
    """A difference of means in points: as it is, or a standardised one times the standard deviation of a scale that
    people know; in standard deviations where none is stated.

    Raises EvidenceError for a measure that is no difference of means.
    """
    if pool.measure.symbol not in ("MD", "SMD"):
        raise EvidenceError(f"a {pool.measure.name} is no difference of means")
    is_standard = pool.measure.symbol == "SMD"
    factor = scale_sd if is_standard and scale_sd else 1.0
    unit = "standard deviations" if is_standard and not scale_sd else scale or "points"
    ends = pool.prediction
    low, high = pool.interval
    return Points(
        factor * pool.estimate, factor * low, factor * high, (factor * ends[0], factor * ends[1]) if ends else None,
        unit, matters,
    )  # fmt: skip


def write(number: float) -> str:
    """A difference as text, with a minus that is one."""
    return f"{number:.3g}".replace("-", "−")


def _round(number: float) -> str:
    return "infinity" if isinf(number) else f"{number:.0f}" if number >= 1.5 else f"{number:.1f}"


def _signed(number: float) -> str:
    return f"{abs(number):.0f} {'more' if number >= 0 else 'fewer'}"
