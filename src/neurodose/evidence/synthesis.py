"""Studies of one comparison become one estimate, with how far they differ and where a new one would lie.

pool = synthesize(effects)                                      # random effects, REML, Hartung-Knapp bounded
pool = synthesize(effects, CommonEffect())
pool = synthesize(effects, RandomEffects("DL", test="normal"))
pool = synthesize(effects, MetaRegression(("dose",)))           # and MantelHaenszel(), Peto(), ThreeLevel("district") …
pool.estimate, pool.interval, pool.prediction, pool.tau2, pool.i2
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

import numpy as np

from neurodose.errors import EvidenceError, unknown_name
from neurodose.evidence.effects import Array, Effects, refuse_no_effects
from neurodose.evidence.heterogeneity import Estimator
from neurodose.evidence.measure import Measure
from neurodose.evidence.regression import Between, Fit, Test, check_level, fit_regression
from neurodose.threads import on_one_thread

Result = TypeVar("Result", covariant=True)


class Method(Protocol[Result]):
    """A way to make one result of effects."""

    def fit(self, effects: Effects) -> Result: ...


@on_one_thread
def synthesize(effects: Effects, method: Method[Result] | None = None) -> Result:
    """What studies say together, by a method: `RandomEffects()` where none is named.

    effects: of one outcome, on one measure; method: a noun (`CommonEffect()`, `MetaRegression(("dose",))`, …)
    Raises EvidenceError for no study, for the same study twice where a method takes studies as independent, for a
    search that does not end.
    """
    refuse_no_effects(effects)
    if not len(effects):
        out = "; ".join(f"{study}: {why}" for study, why in getattr(effects, "left_out", ()))
        raise EvidenceError("there is no study to be pooled", exists=f"left out: {out}" if out else "",
                            hint="say so, and grade what is known without a pool")  # fmt: skip
    chosen = RandomEffects() if method is None else method
    if isinstance(chosen, type) or not hasattr(chosen, "fit"):
        said = f"{chosen.__name__}()" if isinstance(chosen, type) else 'RandomEffects("REML")'
        raise EvidenceError(f"{chosen!r} is no method", hint=f"write synthesize(effects, {said})")
    check_level(getattr(chosen, "level", 0.95))
    return chosen.fit(effects)  # pyright: ignore[reportReturnType]


@dataclass(frozen=True, eq=False)
class Pool:
    """One estimate of several studies.

    Values of `estimate`, `interval`, `prediction` are on the scale on which effects add up (logarithms of ratios);
    `shown` gives them as they are told. fit: the numbers behind it (Q, moderators, likelihood).
    """

    effects: Effects
    fit: Fit
    method: str

    @property
    def measure(self) -> Measure:
        return self.effects.measure

    @property
    def k(self) -> int:
        """How many effects."""
        return self.fit.k

    @property
    def estimate(self) -> float:
        return float(self.fit.coefficients[0])

    @property
    def error(self) -> float:
        """Its standard error."""
        return float(self.fit.errors[0])

    @property
    def interval(self) -> tuple[float, float]:
        low, high = self.fit.intervals[0]
        return float(low), float(high)

    @property
    def p(self) -> float:
        return float(self.fit.p_values[0])

    @property
    def tau2(self) -> float:
        return self.fit.tau2

    @property
    def tau2_interval(self) -> tuple[float, float] | None:
        """By Q profile; None for one study."""
        return self.fit.tau2_interval() if self.k > 1 else None

    @property
    def i2(self) -> float:
        """In per cent."""
        return self.fit.i2

    @property
    def i2_interval(self) -> tuple[float, float] | None:
        ends = self.tau2_interval
        return None if ends is None else (self.fit.i2_at(ends[0]), self.fit.i2_at(ends[1]))

    @property
    def prediction(self) -> tuple[float, float] | None:
        """Where the true effect of a new study would lie; None where fewer than three studies say how they differ, and
        where one effect is taken as common to all.
        """
        if self.fit.between == "none" or self.k < 3 or self.fit.p > 1:
            return None
        return self.fit.prediction_interval(np.eye(self.fit.p)[0])

    @property
    def weights(self) -> Array:
        """Of each effect in the estimate, summing to one."""
        raw = 1 / (self.effects.variances + self.tau2)
        return raw / raw.sum()

    def show(self, value: float) -> float:
        """A value as it is told: the ratio for its logarithm."""
        return self.measure.show(value)

    @property
    def shown(self) -> dict[str, float]:
        """Estimate, its interval and the prediction interval, as they are told."""
        rows = {"estimate": self.estimate, "low": self.interval[0], "high": self.interval[1]}
        if self.prediction is not None:
            rows |= {"prediction_low": self.prediction[0], "prediction_high": self.prediction[1]}
        return {key: self.show(value) for key, value in rows.items()}

    def table(self) -> list[dict[str, float | str | bool]]:
        """One row an effect: study, what was compared, estimate and interval as told, weight in per cent."""
        return list(list_effects(self.effects, self.weights))


def list_effects(effects: Effects, weights: Array) -> Iterator[dict[str, float | str | bool]]:
    """Each effect as it is told, with its own 95 % interval and its weight in per cent."""
    from scipy.stats import norm

    half = float(norm.ppf(0.975))
    for at, study in enumerate(effects.studies):
        y, error = float(effects.estimates[at]), float(effects.errors[at])
        yield {
            "study": study,
            "treatment": effects.treatments[at] if effects.treatments else "",
            "control": effects.controls[at] if effects.controls else "",
            "estimate": effects.measure.show(y),
            "low": effects.measure.show(y - half * error),
            "high": effects.measure.show(y + half * error),
            "weight": 100 * float(weights[at]),
            "remembered": effects.remembered[at],
        }


@dataclass(frozen=True)
class CommonEffect:
    """One true effect, the same in all studies, by inverse variances."""

    test: Test = "normal"
    level: float = 0.95

    def fit(self, effects: Effects) -> Pool:
        refuse_twins(effects)
        fit = fit_regression(effects.estimates, effects.variances, between="none", test=self.test, level=self.level)
        return Pool(effects, fit, "common effect, inverse variance")


@dataclass(frozen=True)
class RandomEffects:
    """True effects differ between studies, normally around a mean.

    between: the estimator of tau²; test: how intervals are made. The default is REML with Hartung and Knapp's interval,
    never narrower than the normal one (Röver, Knapp and Friede 2015). One study alone has no spread: its own interval
    is given, and no prediction. tau2: a stated one in place of an estimate, to see what hangs on it.
    """

    between: Estimator = "REML"
    test: Test = "Hartung-Knapp, bounded"
    level: float = 0.95
    tau2: float | None = None

    def fit(self, effects: Effects) -> Pool:
        refuse_twins(effects)
        between: Between = self.between if len(effects) > 1 else "none"
        test: Test = self.test if len(effects) > 1 else "normal"
        fit = fit_regression(
            effects.estimates, effects.variances, between=between, test=test, level=self.level, tau2=self.tau2
        )
        found = f"by {self.between}" if self.tau2 is None else f"given as {self.tau2:g}"
        told = f"random effects, tau² {found}, {test}" if len(effects) > 1 else "one study alone"
        return Pool(effects, fit, told)


@dataclass(frozen=True)
class MetaRegression:
    """Effects as a straight function of columns: numbers as they are, words as one step for each word but the first.

    columns: of the effects; references: of a column of words, the word that others are compared with, else the first in
    the order of the alphabet; intercept: whether there is one; tau2: a stated one in place of an estimate. Effects
    whose column is not known (NaN, "") are left out and counted in `Pool.method`. The pool's own estimate is the first
    coefficient; all of them are in `Pool.fit`.
    """

    columns: tuple[str, ...]
    between: Estimator | Between = "REML"
    test: Test = "Hartung-Knapp, bounded"
    level: float = 0.95
    intercept: bool = True
    references: Mapping[str, str] = field(default_factory=dict)
    tau2: float | None = None

    def fit(self, effects: Effects) -> Pool:
        refuse_twins(effects)
        known = np.ones(len(effects), bool)
        for name in self.columns:
            known &= is_known(effects.column(name))
        left = effects.take(known)
        names, design = make_design(left, self.columns, self.intercept, self.references)
        fit = fit_regression(
            left.estimates, left.variances, design, names=names, between=self.between, test=self.test, level=self.level,
            tau2=self.tau2,
        )  # fmt: skip
        out = len(effects) - len(left)
        told = f"; {out} effect{'s' if out > 1 else ''} without {' or '.join(self.columns)} left out" if out else ""
        return Pool(
            left, fit, f"meta-regression on {', '.join(self.columns)}, tau² by {self.between}, {self.test}{told}"
        )


def is_known(column: Array) -> Array:
    """Which entries of a column say something."""
    return (
        np.isfinite(column) if column.dtype.kind in "fiub" else np.array([str(word).strip() != "" for word in column])
    )


def make_design(
    effects: Effects, columns: tuple[str, ...], intercept: bool = True, references: Mapping[str, str] | None = None
) -> tuple[tuple[str, ...], Array]:
    """The design matrix of these columns and the names of its coefficients; raises EvidenceError for a reference that a
    column does not have.
    """
    names, parts = ["intercept"] * intercept, [np.ones(len(effects))] * intercept
    for name in columns:
        column = effects.column(name)
        if column.dtype.kind in "fiub":
            names.append(name)
            parts.append(column.astype(float))
            continue
        words = _sort_words(name, column, (references or {}).get(name))
        for word in words[1:] if intercept or len(parts) else words:
            names.append(f"{name}: {word}")
            parts.append((column.astype(str) == word).astype(float))
    return tuple(names), np.stack(parts, axis=1)


def _sort_words(name: str, column: Array, reference: str | None) -> list[str]:
    """The words of a column, the one first that others are compared with."""
    words = sorted({str(word) for word in column})
    if reference is not None and reference not in words:
        raise unknown_name(EvidenceError, name, reference, words, owner=f"the column {name}")
    return sorted(words, key=lambda word: (word != reference, word))


def refuse_twins(effects: Effects) -> None:
    """A study that stands there twice counts its people twice; methods that know of it take `Effects` as they are."""
    seen = set[str]()
    for study in effects.studies:
        if study in seen:
            raise EvidenceError(
                f"{study} is there more than once, and its people would be counted as often",
                exists=f"{len(effects)} effects of {len(set(effects.studies))} studies",
                hint="pool one comparison of it, merge its arms, or take ThreeLevel(), RobustVariance() or network()",
            )
        seen.add(study)
