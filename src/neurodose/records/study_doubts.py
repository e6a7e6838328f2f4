"""A number of a study can look like another than it is called: a standard error called a standard deviation, an
interval that fits no scale. It may be right all the same, so it is told and used as it is given.

An SD of n people is √n times their standard error. So an SE that is called an SD stands out beside the SDs of the same
thing in the same study, and two means lie more of such "SDs" apart than people differ in (Borenstein 2009, chapter 41).
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Iterator, Sequence

from neurodose.records.study import ArmResult, Contrast, Outcome, Study

RATIOS = ("RR", "OR", "HR", "IRR", "ROM")
SDS_ALIKE = 2.5  # times: SDs of one thing in arms of one study differ less than that
APART = 3.0  # standard deviations between two arms: more is hardly ever seen of a treatment
UNEVEN = 0.10  # of its half width: how far the middle of an interval may lie from the estimate
ROUNDED = 0.6  # of the last decimal that is printed: what rounding alone may do
LEAST = 10  # people: with fewer, SD and SE differ by too little to be told apart


def looks_like_se(
    sd: float, n: float | None, *, others: Sequence[float] = (), apart: float | None = None
) -> str | None:
    """Why a standard deviation looks as if it were a standard error; None where it does not.

    n:      people it is of
    others: SDs of the same thing in other arms, or at other times, of the same scale
    apart:  distance to the mean of another arm, in the unit of the SD
    """
    if n is None or n < LEAST or not sd > 0:
        return None
    as_sd = sd * math.sqrt(n)
    usual = statistics.median(others) if others else None
    if usual and sd * SDS_ALIKE < usual and abs(math.log(as_sd / usual)) < abs(math.log(sd / usual)):
        return f"the SD of {sd:g} is {usual / sd:.2g} times smaller than others of the same thing ({usual:g}), and as "\
               f"a standard error of {n:g} people it would be an SD of {as_sd:.3g}"  # fmt: skip
    if apart is not None and abs(apart) > APART * sd and abs(apart) < APART * as_sd:
        return f"two arms lie {abs(apart) / sd:.2g} of these SDs ({sd:g}) apart, which is hardly ever seen; as a "\
               f"standard error of {n:g} people it would be an SD of {as_sd:.3g}"  # fmt: skip
    return None


def find_doubts(study: Study) -> list[str]:
    """What looks odd in a study, each with where it stands and what to do; numbers with a `doubt` of their own are
    left out: somebody has looked.
    """
    found = list[str]()
    for outcome in study.outcomes:
        place = f"{study.name}, {outcome.name}"
        found += [f"{place}, arm {arm}, sd: {why}" for arm, why in _doubt_spreads(study, outcome)]
        for contrast in outcome.contrasts:
            if not contrast.doubt and (why := _doubt_interval(contrast)):
                found.append(f"{place}, {contrast.arm} against {contrast.against}, interval: {why}")
    return found


def _doubt_spreads(study: Study, outcome: Outcome) -> Iterator[tuple[str, str]]:
    for at, result in enumerate(outcome.arms):
        if result.sd is None or result.doubt:
            continue
        rest = [arm for place, arm in enumerate(outcome.arms) if place != at]
        others = [arm.sd for arm in (*rest, *_of_the_same_scale(study, outcome)) if arm.sd]
        means = [abs(arm.mean - result.mean) for arm in rest if arm.mean is not None and result.mean is not None]
        why = looks_like_se(result.sd, result.total, others=others, apart=min(means, default=None))
        if why:
            yield result.arm, f"{why}: write it as se, or say in doubt why it is right"


def _of_the_same_scale(study: Study, outcome: Outcome) -> Iterable[ArmResult]:
    if not outcome.scale:
        return ()
    return (arm for other in study.outcomes if other is not outcome and other.scale == outcome.scale
            for arm in other.arms)  # fmt: skip


def _doubt_interval(contrast: Contrast) -> str | None:
    """An interval of a ratio is symmetric of its logarithm, that of a difference as it is printed."""
    low, high, estimate = contrast.low, contrast.high, contrast.estimate
    if low is None or high is None or not low < high:
        return None
    ratio = contrast.measure in RATIOS
    if ratio and not (low > 0 and estimate > 0):
        return None
    values = [math.log(value) if ratio else value for value in (low, estimate, high)]
    half = (values[2] - values[0]) / 2
    rounding = ROUNDED * min(map(_last_decimal, (low, estimate, high)))
    slack = rounding / (low if ratio else 1)
    if abs((values[0] + values[2]) / 2 - values[1]) <= UNEVEN * half + slack:
        return None
    scale = "on the logarithm" if ratio else "around the estimate"
    return f"{low:g} to {high:g} is not symmetric {scale} of {estimate:g}: look whether the numbers are of one scale, "\
           "or say in doubt why they are kept as printed"  # fmt: skip


def _last_decimal(value: float) -> float:
    """What the last printed place of a number is worth; 1.20 stands there as 1.2, so the finest of three is asked."""
    decimals = repr(float(value)).partition(".")[2]
    return 10.0 ** -len(decimals.rstrip("0"))
