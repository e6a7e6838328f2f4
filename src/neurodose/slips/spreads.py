"""How people differ, and how unsure a value is: a variance for an SD, a percentage for a CV, a middle that is not 1."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from neurodose.modelling.parameter import Parameter, Spread
from neurodose.populations.distribution import Distribution, LogNormal, Normal, Uniform
from neurodose.slips.finding import Finding, Severity
from neurodose.sources import Source
from neurodose.units import DIMENSIONS, NONE, Quantity

CHECK = "spread"
A_PERCENTAGE = 3.0  # a CV above 300 % was never found for a parameter of exposure; 28 for 28 % is found in every review
VERY_WIDE = 1.6  # the widest that is read in the papers of the library has 150 %
A_VARIANCE = 0.06  # CVs of exposure and effect run from 10 %; below 6 % a variance is likelier (0.04 of 20 %)
OFF_CENTRE = (0.5, 2.0)  # the middle of a factor between people is 1
BELOW_ZERO = 0.01  # of people, for a quantity that cannot be negative
SAME = 0.01  # relative: two figures that a paper rounds alike
SMALL = 0.16  # a variance is taken for a CV unnoticed only where it is small: 0.16 is 0.40 squared


def check_spreads(parameters: Mapping[str, Parameter]) -> Iterator[Finding]:
    """Findings on the spread between people and the uncertainty of each parameter."""
    for address, parameter in parameters.items():
        for name, spread in (("between people", parameter.between_people), ("uncertainty", parameter.uncertainty)):
            if spread is not None:
                yield from _check_width(address, parameter, name, spread)
                yield from _check_middle(address, parameter, name, spread)
                yield from _check_ends(address, parameter, name, spread)
    yield from _check_squares(parameters)


def _check_width(address: str, parameter: Parameter, name: str, spread: Spread) -> Iterator[Finding]:
    """A CV that looks like a percentage, or like a variance."""
    if not isinstance(spread, LogNormal):
        return
    numbers = f"{parameter.value}, {name}: CV {spread.cv:g} ({100 * spread.cv:g} %)"
    if spread.cv > A_PERCENTAGE:
        yield Finding(
            CHECK,
            "error",
            address,
            f"{parameter.meaning}: a CV of {100 * spread.cv:g} %",
            numbers,
            f"a CV is a share: {spread.cv:g} % is cv={spread.cv / 100:g}",
            "write the CV as a share; if the source gives omega or a variance, see docs/check.md",
        )
    elif spread.cv > VERY_WIDE:
        yield Finding(
            CHECK,
            "warning",
            address,
            f"{parameter.meaning}: a CV of {100 * spread.cv:g} %",
            numbers,
            f"so wide a spread is rare; as the SD of the logarithm it would be {spread.omega:.2f}",
            "look whether the source gives a CV, an SD of the logarithm or a variance",
        )
    elif name == "between people" and spread.cv < A_VARIANCE and _is_exposure(parameter):
        yield Finding(
            CHECK,
            "warning",
            address,
            f"{parameter.meaning}: people hardly differ",
            numbers,
            f"as a variance of the logarithm it would be a CV of {_cv_of_variance(spread.cv):.0%}",
            "look whether the source gives a variance (omega squared): cv = sqrt(exp(variance) - 1)",
        )


def _cv_of_variance(variance: float) -> float:
    return math.sqrt(math.expm1(variance))


def _is_exposure(parameter: Parameter) -> bool:
    """Whether it is a rate, volume or clearance: people differ in these by more than in height."""
    time, length = (parameter.value.dimension[DIMENSIONS.index(name)] for name in ("time", "length"))
    return time < 0 or length == 3


def _check_middle(address: str, parameter: Parameter, name: str, spread: Spread) -> Iterator[Finding]:
    """A spread between people multiplies the typical value: its middle is 1, not that value. An uncertainty may be
    around either.
    """
    if not isinstance(spread, Distribution):
        return
    low, high = OFF_CENTRE
    if spread.dimension == NONE and low <= spread.middle <= high:
        return
    value = float(parameter.value.coherent)
    if name == "uncertainty":
        if spread.dimension != parameter.value.dimension or not low <= spread.middle / (value or 1.0) <= high:
            yield Finding(
                CHECK,
                "error",
                address,
                f"{parameter.meaning}: its uncertainty is not around its value",
                f"{parameter.value}, uncertainty: {spread.label}",
                "an uncertainty is of the value, or a factor around 1",
                "leave the median out: LogNormal(cv=0.15) is around the value",
            )
        return
    yield Finding(
        CHECK,
        "error",
        address,
        f"{parameter.meaning}: its spread is not around 1",
        f"{parameter.value}, times {spread.label}",
        "the typical value is multiplied by the draw, so a middle other than 1 counts the value twice",
        "leave the median out: LogNormal(cv=0.3) is around 1",
    )


def _check_ends(address: str, parameter: Parameter, name: str, spread: Spread) -> Iterator[Finding]:
    """People below zero: of a normal distribution whose SD was a variance or a percentage."""
    share = share_below_zero(spread)
    if share < BELOW_ZERO:
        return
    severity: Severity = "error" if share > 10 * BELOW_ZERO else "warning"
    yield Finding(
        CHECK,
        severity,
        address,
        f"{parameter.meaning}: {share:.0%} of people below zero",
        f"{parameter.value}, {name}: {spread.label}",
        "an SD so large beside its mean is often a variance or a percentage",
        "take the SD, not the variance; or a log-normal distribution",
    )


def share_below_zero(spread: Spread) -> float:
    """The share of people in whom a draw would be negative."""
    if isinstance(spread, Normal):
        mean, sd = spread.middle, math.sqrt(_variance(spread))
        return 0.5 * math.erfc(mean / (sd * math.sqrt(2)))
    if isinstance(spread, Uniform):
        low, high = spread.limits
        return min(max(-low / (high - low), 0.0), 1.0)
    return 0.0


def _variance(spread: Normal) -> float:
    sd = spread.sd.coherent if isinstance(spread.sd, Quantity) else spread.sd
    return float(sd) ** 2


def _check_squares(parameters: Mapping[str, Parameter]) -> Iterator[Finding]:
    """A CV that is the square of another one from the same source: one of the two is a variance."""
    told: list[tuple[str, LogNormal, Source]] = []
    for address, parameter in parameters.items():
        spread = parameter.between_people
        if isinstance(spread, LogNormal) and _is_exposure(parameter):
            bases = parameter.sources if spread.source is None else (spread.source,)
            told += [(address, spread, basis) for basis in bases if isinstance(basis, Source)]
    for address, spread, source in told:
        roots = [
            (other, large)
            for other, large, same in told
            if same == source and spread.cv <= SMALL and abs(large.cv**2 / spread.cv - 1) < SAME
        ]
        if roots:
            other, large = roots[0]
            yield Finding(
                CHECK,
                "warning",
                address,
                f"{parameters[address].meaning}: a CV that is another one squared",
                f"CV {spread.cv:g} here, CV {large.cv:g} of {other}; {large.cv:g}² = {large.cv**2:.3g}",
                "both have one source, so one of them may be the variance of the other's kind",
                "look which of SD and variance the source prints in this row",
            )
