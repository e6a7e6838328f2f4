"""Belief about an effect after the studies, from stated beliefs before them: random effects solved exactly.

    pool = synthesize(effects, Bayesian())                                          # weak priors, which it tells
    pool = synthesize(effects, Bayesian(Normal(0, 1), HalfNormal(0.25)))            # stated ones
    pool.estimate, pool.interval, pool.prediction, pool.tau, pool.probability_below(log(0.9))

The normal-normal model: y_i ~ N(theta_i, v_i), theta_i ~ N(x_i b, tau²). No chains: numbers are the same every time, to
some ten digits. A pool of few studies depends on the prior of tau; `across_priors` shows how much.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from neurodose.errors import EvidenceError
from neurodose.evidence.beliefs.hierarchy import Hierarchy, Integrated
from neurodose.evidence.beliefs.mixture import Mixture
from neurodose.evidence.beliefs.priors import Flat, HalfNormal, Known, Normal, Priors, Spread, default_priors
from neurodose.evidence.effects import Array, Effects
from neurodose.evidence.measure import Measure
from neurodose.evidence.synthesis import is_known, make_design, refuse_twins


@dataclass(frozen=True)
class Bayesian:
    """mean, between: priors of the mean effect and of tau; where left out, `default_priors` of the measure
    columns: moderators, as MetaRegression has them; slope: the prior of their coefficients, by default that of the mean
    """

    mean: Normal | Flat | None = None
    between: Spread | None = None
    columns: tuple[str, ...] = ()
    slope: Normal | Flat | None = None
    level: float = 0.95

    def fit(self, effects: Effects) -> Posterior:
        """Raises EvidenceError where a study stands there twice, where a flat prior leaves the posterior without an
        end, and where the measure has no scale for default priors.
        """
        refuse_twins(effects)
        priors = complete_priors(effects, self.mean, self.between)
        known = np.ones(len(effects), bool)
        for name in self.columns:
            known &= is_known(effects.column(name))
        left = effects.take(known)
        names, design = make_design(left, self.columns)
        each = (priors.mean, *((self.slope or priors.mean,) * (len(names) - 1)))
        _refuse_endless(left, design, each)
        hierarchy = Hierarchy.of(left.estimates, left.variances, design, each)
        out = len(effects) - len(left)
        told = f"{_tell(priors, self.columns)}{f'; {out} without a moderator left out' if out else ''}"
        return Posterior(left, priors, names, hierarchy.integrate(priors.between), told, self.level)


@dataclass(frozen=True, eq=False)
class Posterior:
    """What is believed after the studies.

    effects, priors: of which, from what; names: of the coefficients; integrated: the sum over tau behind it
    method: in words, priors and the reason for them; level: of intervals, which leave out as much below as above
    """

    effects: Effects
    priors: Priors
    names: tuple[str, ...]
    integrated: Integrated
    method: str
    level: float = 0.95

    @property
    def measure(self) -> Measure:
        return self.effects.measure

    @property
    def k(self) -> int:
        return len(self.effects)

    def coefficient(self, name: str) -> Mixture:
        """The posterior of a coefficient."""
        if name not in self.names:
            raise EvidenceError(f'no coefficient is called "{name}"', exists=f"there are: {', '.join(self.names)}")
        return self.at(np.eye(len(self.names))[self.names.index(name)])

    def at(self, row: Array) -> Mixture:
        """The posterior of the mean effect where the design has this row, (p,)."""
        return self.integrated.combination(np.asarray(row, float))

    @cached_property
    def mean(self) -> Mixture:
        """The posterior of the first coefficient: the mean effect, where there is no moderator."""
        return self.at(self._first)

    @cached_property
    def next_study(self) -> Mixture:
        """The posterior of the true effect in a study that is still to come."""
        return self.integrated.combination(self._first, 1.0)

    @property
    def _first(self) -> Array:
        return np.eye(len(self.names))[0]

    @property
    def estimate(self) -> float:
        """The median of the mean effect."""
        return self.mean.median

    @property
    def error(self) -> float:
        """The standard deviation of the mean effect."""
        return self.mean.sd

    @property
    def interval(self) -> tuple[float, float]:
        return self.mean.interval(self.level)

    @property
    def prediction(self) -> tuple[float, float]:
        return self.next_study.interval(self.level)

    @property
    def tau(self) -> float:
        """The median of it."""
        return self.integrated.tau_quantile(0.5)

    @property
    def tau2(self) -> float:
        """The square of its median."""
        return self.tau**2

    @property
    def tau_interval(self) -> tuple[float, float]:
        tail = (1 - self.level) / 2
        return self.integrated.tau_quantile(tail), self.integrated.tau_quantile(1 - tail)

    @property
    def tau2_interval(self) -> tuple[float, float]:
        low, high = self.tau_interval
        return low**2, high**2

    def probability_below(self, value: float = 0.0) -> float:
        """The chance that the mean effect is below a value, on the scale on which effects add up."""
        return self.mean.below(value)

    def probability_above(self, value: float = 0.0) -> float:
        return self.mean.above(value)

    def probability_between(self, low: float, high: float) -> float:
        """The chance that it lies between two values: that it is too small to matter, where they are thresholds."""
        return max(0.0, self.mean.below(high) - self.mean.below(low))

    def bayes_factor(self, null: float = 0.0) -> float:
        """How many times likelier the studies are if the mean effect is not this than if it is: density before over
        density after (Dickey 1971). It hangs on the prior of the mean: raises EvidenceError where that is flat.
        """
        prior = self.priors.mean
        if isinstance(prior, Flat):
            raise EvidenceError("a flat prior of the mean has no Bayes factor", hint="state one: mean=Normal(0, …)")
        before = float(np.exp(-0.5 * ((null - prior.mean) / prior.sd) ** 2) / (prior.sd * np.sqrt(2 * np.pi)))
        return before / self.mean.density(null)

    @property
    def bayes_factor_of_spread(self) -> float:
        """How many times likelier the studies are if they differ, as the prior of tau has it, than if they do not."""
        same = self.integrated.hierarchy.integrate(Known(0.0)).log_evidence
        with np.errstate(over="ignore"):  # more than any number is infinitely many
            return float(np.exp(self.integrated.log_evidence - same))

    def of_study(self, study: str) -> Mixture:
        """The posterior of the true effect in one study: drawn to what the others say, the more the less it says."""
        if study not in self.effects.studies:
            raise EvidenceError(f'no study is called "{study}"', exists=f"studies: {', '.join(self.effects.studies)}")
        at = self.effects.studies.index(study)
        held, tau2, v = self.integrated, self.integrated.taus**2, float(self.effects.variances[at])
        kept, row = tau2 / (tau2 + v), held.hierarchy.design[at]
        from_others = np.einsum("p,tpq,q->t", row, held.covariances, row)
        mean = kept * self.effects.estimates[at] + (1 - kept) * (held.means @ row)
        return Mixture(held.weights, mean, np.sqrt(kept * v + (1 - kept) ** 2 * from_others))

    def show(self, value: float) -> float:
        """A value as it is told: the ratio for its logarithm."""
        return self.measure.show(value)

    @property
    def shown(self) -> dict[str, float]:
        """Estimate, interval and prediction, as they are told."""
        (low, high), (lowest, highest) = self.interval, self.prediction
        rows = {"estimate": self.estimate, "low": low, "high": high}
        return {k: self.show(v) for k, v in (rows | {"prediction_low": lowest, "prediction_high": highest}).items()}

    def table(self) -> list[dict[str, float | str | bool]]:
        """One row a study: what it saw, and what is believed of it among the others, as told."""
        return list(self._rows())

    def _rows(self) -> Iterator[dict[str, float | str | bool]]:
        for at, study in enumerate(self.effects.studies):
            drawn = self.of_study(study)
            low, high = drawn.interval(self.level)
            yield {
                "study": study,
                "seen": self.show(float(self.effects.estimates[at])),
                "estimate": self.show(drawn.median),
                "low": self.show(low),
                "high": self.show(high),
                "remembered": self.effects.remembered[at],
            }


def across_priors(effects: Effects, priors: Mapping[str, Bayesian] | None = None) -> list[dict[str, float | str]]:
    """One row for each set of priors: what would be believed from other starting points.

    priors: by name; where left out, the default beside half and twice its width of tau, a sceptic's mean, a flat one
    """
    rows = list[dict[str, float | str]]()
    for name, method in (priors or _rivals(effects)).items():
        held = method.fit(effects)
        (low, high), (lowest, highest) = held.interval, held.prediction
        told = {"estimate": held.estimate, "low": low, "high": high, "prediction_low": lowest}
        shown = {k: held.show(v) for k, v in (told | {"prediction_high": highest}).items()}
        rows.append({"priors": name, "method": held.method, **shown, "tau": held.tau})
    return rows


def _rivals(effects: Effects) -> dict[str, Bayesian]:
    base = default_priors(effects)
    assert isinstance(base.mean, Normal)
    assert isinstance(base.between, HalfNormal)
    scale, start = base.between.scale, Bayesian(base.mean, base.between)
    return {
        "default": start,
        "studies differ half as much": replace(start, between=HalfNormal(scale / 2)),
        "studies differ twice as much": replace(start, between=HalfNormal(scale * 2)),
        "a sceptic of the effect": replace(start, mean=Normal(base.mean.mean, base.mean.sd / 8)),
        "any effect as likely as another": replace(start, mean=Flat()),
    }


def complete_priors(effects: Effects, mean: Normal | Flat | None, between: Spread | None) -> Priors:
    """Those that were stated, and default ones for the rest."""
    if mean is not None and between is not None:
        return Priors(mean, between, "as stated")
    base = default_priors(effects)
    said = "as stated" if mean or between else ""
    return Priors(mean or base.mean, between or base.between, f"{said}; else {base.because}" if said else base.because)


def _tell(priors: Priors, columns: Sequence[str]) -> str:
    on = f" on {', '.join(columns)}" if columns else ""
    return f"Bayesian random effects{on}: mean {priors.mean.told}, tau {priors.between.told}; {priors.because}"


def _refuse_endless(effects: Effects, design: Array, priors: Sequence[Normal | Flat]) -> None:
    flat = np.array([isinstance(prior, Flat) for prior in priors])
    if flat.any() and np.linalg.matrix_rank(design[:, flat]) < flat.sum():
        raise EvidenceError(
            f"{len(effects)} studies cannot tell {int(flat.sum())} coefficients apart, and flat priors say nothing",
            hint="state normal priors, or take fewer moderators",
        )
