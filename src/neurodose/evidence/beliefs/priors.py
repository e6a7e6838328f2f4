"""What is held likely before any study is looked at, of a mean effect and of how far true effects differ.

    Bayesian(mean=Normal(0, 4), between=HalfNormal(0.5))

A prior is stated, never hidden: each says itself in words (`told`), and a result repeats them. Where none is named,
`default_priors` gives weak ones with their reason. Scales are those on which effects add up: of ratios, logarithms.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import gamma, log, pi, sqrt
from typing import Protocol

import numpy as np

from neurodose.errors import EvidenceError
from neurodose.evidence.effects import Array, Effects

MANY = 745.0  # exp of more below zero is no number any more


class Spread(Protocol):
    """A prior of tau, the standard deviation of true effects between studies."""

    def log_density(self, tau: Array) -> Array:
        """Of tau itself, natural logarithm."""
        ...

    @property
    def reach(self) -> tuple[float, float]:
        """Between which values of tau nothing of it is missed."""
        ...

    @property
    def told(self) -> str: ...


@dataclass(frozen=True)
class Normal:
    """A mean effect that is normal around a value: `Normal(0, 4)` for a logarithm of a ratio excludes next to nothing,
    `Normal(0, 0.5)` is a sceptic's.
    """

    mean: float = 0.0
    sd: float = 4.0

    def __post_init__(self) -> None:
        _demand(self.sd, "Normal, sd")

    @property
    def precision(self) -> float:
        return self.sd**-2

    @property
    def told(self) -> str:
        return f"normal({self.mean:g}, {self.sd:g})"


@dataclass(frozen=True)
class Flat:
    """Every mean effect is as likely as any other. Bayes factors have no meaning with it."""

    mean: float = 0.0

    @property
    def precision(self) -> float:
        return 0.0

    @property
    def told(self) -> str:
        return "flat"


@dataclass(frozen=True)
class HalfNormal:
    """Tau is the size of a normal number around zero: small ones are likelier, large ones are let in by the studies."""

    scale: float

    def __post_init__(self) -> None:
        _demand(self.scale, "HalfNormal, scale")

    def log_density(self, tau: Array) -> Array:
        return 0.5 * log(2 / pi) - log(self.scale) - 0.5 * (tau / self.scale) ** 2

    @property
    def reach(self) -> tuple[float, float]:
        return self.scale * 1e-12, self.scale * 12

    @property
    def told(self) -> str:
        return f"half-normal({self.scale:g})"


@dataclass(frozen=True)
class HalfStudent:
    """Tau is the size of a number of Student's t around zero; one degree of freedom is the half-Cauchy, whose tail lets
    in almost anything (Gelman 2006).
    """

    scale: float
    freedom: float = 4.0

    def __post_init__(self) -> None:
        _demand(self.scale, "HalfStudent, scale")
        _demand(self.freedom, "HalfStudent, freedom")

    def log_density(self, tau: Array) -> Array:
        f = self.freedom
        height = log(2 * gamma((f + 1) / 2) / gamma(f / 2)) - 0.5 * log(f * pi) - log(self.scale)
        return height - 0.5 * (f + 1) * np.log1p((tau / self.scale) ** 2 / f)

    @property
    def reach(self) -> tuple[float, float]:
        return self.scale * 1e-12, self.scale * 10 ** (12 / min(self.freedom, 4) + 1)

    @property
    def told(self) -> str:
        return f"half-Student({self.scale:g}, {self.freedom:g} degrees of freedom)"


@dataclass(frozen=True)
class HalfCauchy(HalfStudent):
    """Half of Student's t with one degree of freedom."""

    freedom: float = 1.0

    @property
    def told(self) -> str:
        return f"half-Cauchy({self.scale:g})"


@dataclass(frozen=True)
class UniformUpTo:
    """Tau is anything up to a most, none likelier than another."""

    most: float

    def __post_init__(self) -> None:
        _demand(self.most, "UniformUpTo, most")

    def log_density(self, tau: Array) -> Array:
        return np.where(tau <= self.most, -log(self.most), -np.inf)

    @property
    def reach(self) -> tuple[float, float]:
        return self.most * 1e-12, self.most

    @property
    def told(self) -> str:
        return f"uniform(0, {self.most:g})"


@dataclass(frozen=True)
class LogNormalVariance:
    """The logarithm of tau² is normal: the form of predictions from many past reviews (Turner and others 2015, of log
    odds ratios).

    mean, sd: of log(tau²), as such tables print them
    """

    mean: float
    sd: float

    def __post_init__(self) -> None:
        _demand(self.sd, "LogNormalVariance, sd")

    def log_density(self, tau: Array) -> Array:
        z = (2 * np.log(tau) - self.mean) / self.sd
        return log(2) - np.log(tau) - log(self.sd) - 0.5 * log(2 * pi) - 0.5 * z**2

    @property
    def reach(self) -> tuple[float, float]:
        return _reach_of_log(self.mean, 10 * self.sd)

    @property
    def told(self) -> str:
        return f"tau² log-normal({self.mean:g}, {self.sd:g}²)"


@dataclass(frozen=True)
class LogStudentVariance:
    """The logarithm of tau² follows Student's t: the form of predictions of Rhodes and others 2015, of standardised
    mean differences (5 degrees of freedom).
    """

    mean: float
    scale: float
    freedom: float = 5.0

    def __post_init__(self) -> None:
        _demand(self.scale, "LogStudentVariance, scale")
        _demand(self.freedom, "LogStudentVariance, freedom")

    def log_density(self, tau: Array) -> Array:
        f, z = self.freedom, (2 * np.log(tau) - self.mean) / self.scale
        height = log(2 * gamma((f + 1) / 2) / gamma(f / 2)) - 0.5 * log(f * pi) - log(self.scale)
        return height - np.log(tau) - 0.5 * (f + 1) * np.log1p(z**2 / f)

    @property
    def reach(self) -> tuple[float, float]:
        return _reach_of_log(self.mean, min(400 * self.scale, 300.0))

    @property
    def told(self) -> str:
        return f"tau² log-Student({self.mean:g}, {self.scale:g}², {self.freedom:g} degrees of freedom)"


@dataclass(frozen=True)
class Known:
    """Tau is this and nothing else: 0 is one effect common to all."""

    tau: float = 0.0

    def log_density(self, tau: Array) -> Array:
        return np.where(tau == self.tau, 0.0, -np.inf)

    @property
    def reach(self) -> tuple[float, float]:
        return self.tau, self.tau

    @property
    def told(self) -> str:
        return f"tau {self.tau:g}, taken as known"


def _reach_of_log(mean: float, half: float) -> tuple[float, float]:
    return float(np.exp(max((mean - half) / 2, -MANY / 2))), float(np.exp(min((mean + half) / 2, MANY / 2)))


def _demand(value: float, what: str) -> None:
    if not (value > 0 and sqrt(value) < float("inf")):
        raise EvidenceError(f"{value:g} is no width of a prior", where=what, hint="give a number above zero")


@dataclass(frozen=True)
class Priors:
    """A prior of the mean, one of the spread, and why these."""

    mean: Normal | Flat
    between: Spread
    because: str


# Röver and others 2021 (weakly informative priors of heterogeneity): remembered, not read for this line.
OF_RATIOS = "weak on the scale of logarithms of ratios and standardised differences (Röver and others 2021, remembered)"


def default_priors(effects: Effects) -> Priors:
    """Weak priors by the measure: Normal(0, 4) and HalfNormal(0.5) for logarithms of ratios and standardised
    differences, the same in units of people's standard deviation for mean differences, Normal(0, 1) and HalfNormal(0.1)
    for risk differences.

    Raises EvidenceError where the scale of the measure is not known.
    """
    measure = effects.measure
    if measure.is_ratio or measure.symbol == "SMD":
        return Priors(Normal(0, 4), HalfNormal(0.5), OF_RATIOS)
    if measure.symbol == "RD":
        return Priors(Normal(0, 1), HalfNormal(0.1), "a difference of risks is no larger than one")
    if measure.symbol == "MD" and len(effects.arms.sds) and np.isfinite(effects.arms.sds).any():
        sd = float(np.sqrt(np.nanmean(effects.arms.sds**2)))
        return Priors(Normal(0, 4 * sd), HalfNormal(0.5 * sd), f"weak in people's standard deviations ({sd:.3g})")
    raise EvidenceError(
        f"a {measure.name} has no scale of its own that a prior could be stated on",
        where=f"measure {measure.symbol}",
        hint="state them: Bayesian(mean=Normal(0, …), between=HalfNormal(…))",
    )
