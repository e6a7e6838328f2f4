"""What a study publishes of one arm against another becomes an estimate and its standard error, where effects add up.

A ratio enters as its logarithm. What says how sure it is may be an interval of any level, a p, a t, a standard error;
a log-rank test gives a hazard ratio by what was observed and expected (Peto 1977; Parmar, Torri and Stewart 1998).
"""

from __future__ import annotations

from math import copysign, log, sqrt

from neurodose.errors import EvidenceError

# An interval is rounded as it is printed: how far its middle may lie off the estimate, in standard errors.
LOPSIDED = 0.5


def of_interval(low: float, high: float, level: float = 0.95, is_ratio: bool = True) -> float:
    """The standard error of an estimate, by the width of its interval."""
    from scipy.stats import norm

    if not (low < high and 0 < level < 1):
        raise EvidenceError(f"the interval from {low:g} to {high:g} does not ascend", hint="give low below high")
    if is_ratio and low <= 0:
        raise EvidenceError(f"a ratio cannot be {low:g}", hint="give the ratio itself, not its logarithm")
    width = log(high) - log(low) if is_ratio else high - low
    return width / (2 * float(norm.ppf(1 - (1 - level) / 2)))


def is_lopsided(estimate: float, low: float, high: float, error: float, is_ratio: bool = True) -> bool:
    """Whether an interval does not lie around its estimate: one of the three numbers is another's, or a slip."""
    if not low <= estimate <= high:
        return True
    middle = (log(low) + log(high)) / 2 if is_ratio else (low + high) / 2
    return abs(middle - (log(estimate) if is_ratio else estimate)) > LOPSIDED * error


def of_p(size: float, p: float) -> float:
    """The standard error of an estimate (where effects add up), by its two-sided p of a normal deviate."""
    from scipy.stats import norm

    if not 0 < p < 1 or size == 0:
        raise EvidenceError(
            f"an estimate of {size:g} with p = {p:g} has no standard error",
            hint="p lies between 0 and 1 and belongs to an estimate that is not zero; a bound (p < 0.05) is no p",
        )
    return abs(size) / float(norm.isf(p / 2))


def of_p_of_t(size: float, p: float, free: float) -> float:
    """The same by a p of Student's t with so many degrees of freedom."""
    from scipy.stats import t

    if not 0 < p < 1 or size == 0 or free <= 0:
        raise EvidenceError(f"an estimate of {size:g} with p = {p:g} has no standard error", hint="0 < p < 1")
    return abs(size) / float(t.isf(p / 2, free))


def of_t(size: float, statistic: float) -> float:
    """The same by a t or z statistic."""
    if statistic == 0 or size == 0:
        raise EvidenceError("a statistic of zero says nothing of the error", hint="give an interval or the error")
    return abs(size / statistic)


def hazard_of_logrank(observed_less_expected: float, variance: float) -> tuple[float, float]:
    """The logarithm of a hazard ratio and its standard error: (O − E) / V and 1 / √V."""
    if not variance > 0:
        raise EvidenceError(f"the variance of a log-rank test is {variance:g}", hint="it lies above zero")
    return observed_less_expected / variance, 1 / sqrt(variance)


def hazard_of_p(p: float, events: float, sizes: tuple[float, float], favours_treatment: bool) -> tuple[float, float]:
    """The logarithm of a hazard ratio and its error, by the two-sided p of a log-rank test, all events and the people
    of both arms: V = events n n′ / (n + n′)² (Parmar, Torri and Stewart 1998; Tierney and others 2007).

    favours_treatment: whether fewer had the event under treatment, which a p does not say
    """
    from scipy.stats import norm

    if not (0 < p < 1 and events > 0 and min(sizes) > 0):
        raise EvidenceError(
            f"p = {p:g} of {events:g} events gives no hazard ratio", hint="0 < p < 1, events above zero"
        )
    variance = events * sizes[0] * sizes[1] / sum(sizes) ** 2
    size = float(norm.isf(p / 2)) / sqrt(variance)
    return copysign(size, -1.0 if favours_treatment else 1.0), 1 / sqrt(variance)
