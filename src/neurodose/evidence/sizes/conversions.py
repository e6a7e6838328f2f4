"""One measure of effect told as another, by a stated assumption; never done unless it is asked for.

    read_effects(studies, "abstinence", "RR", …, rules=ExtractionRules(convert=(OddsToRisk(baseline=0.25),)))

Each is a noun with what it takes (`source`), what it makes (`target`), `turn(estimate, error)` on the scale where
effects add up, and `told`, which stands beside every number that went through it. Errors follow by the slope.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, isfinite, log, pi, sqrt
from typing import Protocol

from neurodose.errors import EvidenceError


class Conversion(Protocol):
    """Makes an estimate of one measure into one of another."""

    @property
    def source(self) -> str: ...

    @property
    def target(self) -> str: ...

    @property
    def told(self) -> str: ...

    def turn(self, estimate: float, error: float) -> tuple[float, float]: ...


def _check_baseline(baseline: float) -> None:
    if not 0 < baseline < 1:
        raise EvidenceError(f"a baseline risk of {baseline:g} cannot be", hint="it is a share between 0 and 1")


def _along(turned: Callable[[float], float], estimate: float, error: float, slope: float) -> tuple[float, float]:
    value = turned(estimate)
    if not isfinite(value):
        raise EvidenceError(f"a ratio of {exp(estimate):g} cannot be at that baseline", hint="state another baseline")
    return value, abs(slope) * error


@dataclass(frozen=True)
class OddsToRisk:
    """RR = OR / (1 − p + p OR), at a stated risk p in the controls (Zhang and Yu 1998)."""

    baseline: float
    source = "OR"
    target = "RR"

    def __post_init__(self) -> None:
        _check_baseline(self.baseline)

    @property
    def told(self) -> str:
        return f"made of an odds ratio at a control risk of {self.baseline:g}"

    def turn(self, estimate: float, error: float) -> tuple[float, float]:
        below = 1 - self.baseline + self.baseline * exp(estimate)
        return _along(lambda y: y - log(below), estimate, error, (1 - self.baseline) / below)


@dataclass(frozen=True)
class RiskToOdds:
    """OR = RR (1 − p) / (1 − p RR), at a stated risk p in the controls; p RR must stay a risk."""

    baseline: float
    source = "RR"
    target = "OR"

    def __post_init__(self) -> None:
        _check_baseline(self.baseline)

    @property
    def told(self) -> str:
        return f"made of a risk ratio at a control risk of {self.baseline:g}"

    def turn(self, estimate: float, error: float) -> tuple[float, float]:
        left = _left_over(self.baseline * exp(estimate))
        return _along(lambda y: y + log((1 - self.baseline) / left), estimate, error, 1 / left)


@dataclass(frozen=True)
class HazardToRisk:
    """RR = (1 − (1 − p)^HR) / p, at a stated risk p of the controls by the end, hazards being proportional."""

    baseline: float
    source = "HR"
    target = "RR"

    def __post_init__(self) -> None:
        _check_baseline(self.baseline)

    @property
    def told(self) -> str:
        return f"made of a hazard ratio at a control risk of {self.baseline:g}"

    def turn(self, estimate: float, error: float) -> tuple[float, float]:
        ratio, stay = exp(estimate), 1 - self.baseline
        risk = 1 - stay**ratio
        return _along(lambda _: log(risk / self.baseline), estimate, error, -ratio * log(stay) * stay**ratio / risk)


@dataclass(frozen=True)
class RiskToHazard:
    """HR = ln(1 − p RR) / ln(1 − p), at a stated risk p of the controls by the end, hazards being proportional."""

    baseline: float
    source = "RR"
    target = "HR"

    def __post_init__(self) -> None:
        _check_baseline(self.baseline)

    @property
    def told(self) -> str:
        return f"made of a risk ratio at a control risk of {self.baseline:g}, as if hazards were proportional"

    def turn(self, estimate: float, error: float) -> tuple[float, float]:
        risk = self.baseline * exp(estimate)
        left = _left_over(risk)
        slope = risk / (-left * log(left))
        return _along(lambda _: log(log(left) / log(1 - self.baseline)), estimate, error, slope)


@dataclass(frozen=True)
class StandardisedToOdds:
    """ln OR = SMD π / √3: an event that stands for more of what the score counts (Chinn 2000)."""

    source = "SMD"
    target = "OR"
    told = "made of a standardised difference, by π/√3"

    def turn(self, estimate: float, error: float) -> tuple[float, float]:
        return estimate * pi / sqrt(3), error * pi / sqrt(3)


@dataclass(frozen=True)
class OddsToStandardised:
    """SMD = ln OR √3 / π (Chinn 2000)."""

    source = "OR"
    target = "SMD"
    told = "made of an odds ratio, by √3/π"

    def turn(self, estimate: float, error: float) -> tuple[float, float]:
        return estimate * sqrt(3) / pi, error * sqrt(3) / pi


@dataclass(frozen=True)
class TakenAs:
    """One ratio taken as another, for a stated reason: `TakenAs("IRR", "HR", "hazards do not change in time")`."""

    source: str
    target: str
    because: str

    def __post_init__(self) -> None:
        if not self.because.strip():
            raise EvidenceError(f"{self.source} is taken as {self.target} for no reason", hint="say why it may be")

    @property
    def told(self) -> str:
        return f"{self.source} taken as {self.target}: {self.because}"

    def turn(self, estimate: float, error: float) -> tuple[float, float]:
        return estimate, error


def _left_over(risk: float) -> float:
    if risk >= 1:
        raise EvidenceError(f"the risk under treatment would be {risk:g}", hint="state a lower baseline risk")
    return 1 - risk
