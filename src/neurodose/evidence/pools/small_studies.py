"""Whether small studies saw something else than large ones: what is left in a drawer would look like that, and so would
sicker patients, poorer care or chance in small trials.

    egger(effects)                       # regression on the standard error, random effects (Sterne and Egger 2005)
    egger(effects, model="weighted")     # least squares by 1/v, t with k − 2 (Egger et al. 1997)
    begg(effects)                        # rank correlation (Begg and Mazumdar 1994)
    harbord(effects), peters(effects)    # for odds ratios, whose own size moves their standard error
    pet(effects), peese(effects), pet_peese(effects)     # the effect of a study without error, as a line foretells

Every one is worked out for any number of studies and interpreted from ten upward (Sterne et al. 2011): fewer cannot
tell asymmetry from chance.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np

from neurodose.errors import EvidenceError
from neurodose.evidence.effects import Array, Effects
from neurodose.evidence.regression import Between, Fit, Test, fit_regression
from neurodose.evidence.synthesis import refuse_twins

FEWEST = 10  # studies, below which asymmetry is not interpreted: Sterne et al. 2011
Model = Literal["mixed", "weighted"]
Predictor = Literal["error", "variance", "size", "1/size", "root of size", "1/root of size"]
AT_NO_ERROR: tuple[Predictor, ...] = ("error", "variance", "1/size", "1/root of size")
PET_LEVEL = 0.10  # two-sided, 5 % on one side: where PET sees an effect, PEESE tells how large


@dataclass(frozen=True)
class Asymmetry:
    """What a test of small-study effects says.

    name; k: effects; statistic: normal deviate, t with df degrees of freedom, or Kendall's tau; p: two-sided
    slope: what one unit of the predictor adds to effects; None for ranks
    at_no_error, interval, at_no_error_p: the effect foretold for a study without error, on the scale of the effects,
        and its two-sided p; None where the predictor does not vanish there
    left_out: studies that the test cannot use
    """

    name: str
    k: int
    statistic: float
    p: float
    df: int | None = None
    slope: float | None = None
    slope_error: float | None = None
    at_no_error: float | None = None
    interval: tuple[float, float] | None = None
    at_no_error_p: float | None = None
    left_out: tuple[str, ...] = ()

    @property
    def is_interpreted(self) -> bool:
        """Whether there are enough studies to make anything of it."""
        return self.k >= FEWEST

    @property
    def says(self) -> str:
        """What may be made of it, in a sentence."""
        return say_whether(self.k, f"{self.name}: p = {self.p:.2g}")

    def table(self) -> list[dict[str, Any]]:
        """One row, all there is."""
        return [vars(self) | {"is_interpreted": self.is_interpreted, "says": self.says}]


def say_whether(k: int, finding: str) -> str:
    """A finding, or that it is not interpreted and why."""
    if k < FEWEST:
        few = "one study" if k == 1 else f"{k} studies"
        return (
            f"{finding}; not interpreted, for {few} cannot tell asymmetry from chance (at least {FEWEST} are asked for)"
        )
    return f"{finding}; asymmetry may come of unpublished studies, of how small trials differ, or of chance"


def egger(
    effects: Effects,
    model: Model = "mixed",
    *,
    predictor: Predictor = "error",
    between: Between = "REML",
    test: Test = "normal",
    level: float = 0.95,
) -> Asymmetry:
    """Effects as a line over how precise studies are: a slope means that small ones differ.

    model: "mixed" with tau² by `between` and its `test`; "weighted" by 1/v with the mean square of residuals, t with
    k − 2 degrees of freedom. predictor: what stands for precision; sizes need the people of both arms.
    Raises EvidenceError where all studies are equally precise, and for fewer than three.
    """
    refuse_twins(effects)
    _refuse_few(effects, 3, "a line")
    x = _predictor(effects, predictor)
    _refuse_equal(x, predictor)
    design = np.stack([np.ones(len(effects)), x], axis=1)
    if model == "weighted":
        between, test = "none", "Hartung-Knapp"
    elif model != "mixed":
        raise EvidenceError(f'no model of small studies is called "{model}"', exists=f"{', '.join(get_args(Model))}")
    fit = fit_regression(
        effects.estimates,
        effects.variances,
        design,
        names=("intercept", predictor),
        between=between,
        test=test,
        level=level,
    )
    return _line(f"Egger's regression, {model}, on {predictor}", fit, predictor in AT_NO_ERROR)


def _line(name: str, fit: Fit, is_foretold: bool, left_out: tuple[str, ...] = ()) -> Asymmetry:
    return Asymmetry(
        name,
        fit.k,
        float(fit.statistics[1]),
        float(fit.p_values[1]),
        fit.k - fit.p if fit.has_t else None,
        float(fit.coefficients[1]),
        float(fit.errors[1]),
        float(fit.coefficients[0]) if is_foretold else None,
        (float(fit.intervals[0, 0]), float(fit.intervals[0, 1])) if is_foretold else None,
        float(fit.p_values[0]) if is_foretold else None,
        left_out,
    )


def begg(effects: Effects) -> Asymmetry:
    """Effects, standardised around the common one, in ranks against their variances: Kendall's tau, exact where no two
    are equal, else by the normal with the variance that ties leave.

    (y − common) / √(v − 1/Σ(1/v)) against v; raises EvidenceError where all variances are equal, and for one study.
    """
    from scipy.stats import kendalltau

    refuse_twins(effects)
    _refuse_few(effects, 2, "ranks")
    y, v = effects.estimates, effects.variances
    _refuse_equal(v, "variance")
    weights = 1 / v
    deviates = (y - np.average(y, weights=weights)) / np.sqrt(v - 1 / weights.sum())
    if np.ptp(deviates) == 0:
        raise EvidenceError(
            "all studies saw the same, so their ranks say nothing", hint="there is nothing to be tested"
        )
    has_ties = len(np.unique(deviates)) < len(y) or len(np.unique(v)) < len(y)
    found: Any = kendalltau(deviates, v, method="asymptotic" if has_ties else "exact")
    told = "Begg's rank test" if not has_ties else "Begg's rank test, with ties"
    return Asymmetry(told, len(y), float(found.statistic), float(found.pvalue))


def harbord(effects: Effects) -> Asymmetry:
    """Score over its variance against the root of that variance, for odds ratios of counts: their standard error moves
    with the odds ratio itself, the variance of the score does not (Harbord, Egger and Sterne 2006).

    Z = a − (a + c) n₁ / n,  V = n₁ n₂ (a + c)(b + d) / (n² (n − 1));  Z/V on 1/√V by V, t with k − 2
    Studies where nobody or everybody had the event say nothing of it, and are left out.
    """
    events, totals = _counts(effects)
    hit, people = events.sum(1), totals.sum(1)
    score = events[:, 0] - hit * totals[:, 0] / people
    variance = totals.prod(1) * hit * (people - hit) / (people**2 * (people - 1))
    used = variance > 0
    z, v = score[used], variance[used]
    _refuse_few(effects.take(used), 3, "a line")
    return _classical("Harbord's score test", effects, used, z / v, 1 / v, 1 / np.sqrt(v))


def peters(effects: Effects) -> Asymmetry:
    """Log odds ratios against 1/n, weighted by what both arms together tell: 1 / (1/events + 1/none).

    Peters et al. 2006. Least squares, t with k − 2. Studies where nobody or everybody had the event are left out.
    """
    events, totals = _counts(effects)
    hit, people = events.sum(1), totals.sum(1)
    used = (hit > 0) & (hit < people)
    _refuse_few(effects.take(used), 3, "a line")
    spread = 1 / hit[used] + 1 / (people - hit)[used]
    return _classical("Peters's test", effects, used, effects.estimates[used], spread, 1 / people[used])


def _classical(name: str, effects: Effects, used: Array, y: Array, spread: Array, x: Array) -> Asymmetry:
    """Least squares of y by 1/spread on x, with the mean square of residuals."""
    _refuse_equal(x, "size")
    design = np.stack([np.ones(len(y)), x], axis=1)
    fit = fit_regression(y, spread, design, names=("intercept", "size"), between="none", test="Hartung-Knapp")
    out = tuple(name for name, is_used in zip(effects.studies, used, strict=True) if not is_used)
    return _line(name, fit, is_foretold=True, left_out=out)


def pet(effects: Effects, level: float = 0.95) -> Asymmetry:
    """The effect at which a line over standard errors ends where there is no error (`at_no_error`).

    The precision-effect test (Stanley and Doucouliagos 2014). It foretells too little where there is a true effect.
    """
    return egger(effects, "weighted", predictor="error", level=level)


def peese(effects: Effects, level: float = 0.95) -> Asymmetry:
    """The same over variances: what Stanley and Doucouliagos 2014 take where there is an effect."""
    return egger(effects, "weighted", predictor="variance", level=level)


def pet_peese(effects: Effects, level: float = 0.95) -> Asymmetry:
    """PEESE where PET's own effect is seen (two-sided p below `PET_LEVEL`), else PET."""
    first = pet(effects, level)
    is_seen = first.at_no_error_p is not None and first.at_no_error_p < PET_LEVEL
    return peese(effects, level) if is_seen else first


def _counts(effects: Effects) -> tuple[Array, Array]:
    refuse_twins(effects)
    arms = effects.arms
    if effects.measure.symbol != "OR" or not len(arms.events) or not len(arms.totals):
        raise EvidenceError(
            "this test is of odds ratios, and needs the events and people of both arms",
            exists=f"the effects are {effects.measure.name}s",
            hint="take egger(effects, predictor='1/root of size') or begg(effects)",
        )
    missing = ~(np.isfinite(arms.events).all(1) & np.isfinite(arms.totals).all(1))
    if missing.any():
        first = effects.studies[int(np.flatnonzero(missing)[0])]
        raise EvidenceError("nobody counted events in both arms", where=f"study {first}, events",
                            hint="leave the study out of this test: effects.without(…)")  # fmt: skip
    return arms.events, arms.totals


def _sizes(effects: Effects) -> Array:
    """People of both arms."""
    totals = effects.arms.totals
    if len(totals) and np.isfinite(totals).all():
        return totals.sum(1)
    raise EvidenceError(
        "nothing says how many people all studies had",
        exists="precision can also be told by the standard error or the variance",
        hint='take predictor="error", or give the arms of each study',
    )


_PREDICTORS: Mapping[str, Callable[[Effects], Array]] = {
    "error": lambda effects: effects.errors,
    "variance": lambda effects: effects.variances,
    "size": _sizes,
    "1/size": lambda effects: 1 / _sizes(effects),
    "root of size": lambda effects: np.sqrt(_sizes(effects)),
    "1/root of size": lambda effects: 1 / np.sqrt(_sizes(effects)),
}


def _predictor(effects: Effects, name: str) -> Array:
    if name not in _PREDICTORS:
        raise EvidenceError(f'no predictor is called "{name}"', exists=f"there are: {', '.join(_PREDICTORS)}")
    return _PREDICTORS[name](effects)


def _refuse_equal(x: Array, what: str) -> None:
    if np.ptp(x) <= 1e-12 * float(np.max(np.abs(x))):  # rounding
        raise EvidenceError(
            f"all studies have the same {what}, so small ones cannot be told from large ones",
            hint="asymmetry cannot be tested here; say so",
        )


def _refuse_few(effects: Effects, least: int, what: str) -> None:
    if len(effects) < least:
        have = {0: "there is no study", 1: "there is one study"}.get(len(effects), f"there are {len(effects)} studies")
        raise EvidenceError(f"{have}, and {what} over precision needs at least {least}",
                            hint="asymmetry cannot be tested here; say so")  # fmt: skip
