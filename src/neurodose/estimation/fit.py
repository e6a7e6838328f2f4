"""fit: from several starts down to the smallest misfit, and an honest account of the way."""

from __future__ import annotations

from typing import Any, cast

import numpy as np

from neurodose.errors import EstimationError
from neurodose.estimation.descent import Descent, descend
from neurodose.estimation.determination import find_freedom, tell_parameters
from neurodose.estimation.estimate import Estimate
from neurodose.estimation.problem import Problem
from neurodose.estimation.scale import from_scale
from neurodose.seeds import draw_normals

STARTS = 5
FAR = np.log(3)  # how far starts are spread where nothing was known
ARRIVED = 0.02  # standard errors: a next step shorter than this changes nothing that matters
SAME = 0.5  # standard errors within which two ends are one place
RIVAL = 3.84  # of misfit above the best that another end may have and still stand inside the 95 % region
MOST_STEPS = 30
HALVED = np.sqrt(3)  # slope per prior SD from which data leave half: 1 / sqrt(1 + 3)


def fit(problem: Problem, *, seed: int = 0, starts: int = STARTS) -> Estimate:
    """The values that miss data and priors least, with their joint uncertainty.

    seed, starts: the search begins at the priors' middles and at `starts - 1` draws from the priors
    Raises EstimationError where the model fails at the priors' middles, or where data and priors together leave a
    parameter or a combination undetermined (naming which). Where it does not converge, the estimate says so.
    """
    begins = _choose_starts(problem, seed, starts)
    _demand_determination(problem, begins[0])
    ends = descend(problem, begins)
    best = int(np.argmin(ends.misfits))
    point, failures = _polish(problem, ends.points[best])
    residuals, slopes = (a[0] for a in problem.linearise(point[None], is_central=True))
    lost = _find_lost(problem, slopes)
    if lost:
        return _find_nothing(problem, f"not converged: the search ran to where {lost}")
    covariance = np.linalg.inv(slopes.T @ slopes)
    sds = np.sqrt(np.diag(covariance))
    rest = float(np.max(np.abs(covariance @ slopes.T @ residuals) / sds))
    message = _tell_search(ends, float((residuals**2).sum()), point, sds, failures)
    if not rest < ARRIVED:
        return _find_nothing(problem, f"not converged: a further step would still move {rest:.2g} standard errors")
    heard = find_freedom(slopes[: len(problem.targets)], problem.addresses)
    values = np.array([float(from_scale(p.scale, x)) for p, x in zip(problem.priors, point, strict=True)])
    correlations = covariance / np.outer(sds, sds)
    return Estimate(
        structure=problem.name,
        priors=problem.priors,
        targets=problem.targets,
        point=point,
        covariance=covariance,
        predicted=problem.foresee(point[None])[0],
        determined=tell_parameters(problem.priors, heard, values, sds, correlations),
        combinations=heard.sentences,
        rank=heard.rank,
        is_converged=True,
        message=f"{message}; {_tell_rank(problem, heard.rank, slopes[: len(problem.targets)])}",
    )


def _choose_starts(problem: Problem, seed: int, starts: int) -> np.ndarray:
    spread = np.where(np.isfinite(problem.widths), problem.widths, FAR)
    numbers = np.arange(max(starts, 1) - 1)
    drawn = [draw_normals(seed, f"start of {address}", numbers)[0] for address in problem.addresses]
    return np.vstack([problem.middle, problem.middle + spread * np.array(drawn).T])


def _demand_determination(problem: Problem, point: np.ndarray) -> None:
    """Refuses, before any search, a problem whose data and priors together leave something free."""
    residuals, slopes = (a[0] for a in problem.linearise(point[None], is_central=True))
    lost = [t.name for t, r in zip(problem.targets, residuals, strict=False) if not np.isfinite(r)]
    if lost:
        raise EstimationError(
            f"the model gives no number for {', '.join(lost)} where the search begins",
            where=problem.name,
            hint="look at the values of the parameters, or leave these observations out",
        )
    broken = _find_broken(problem, slopes)
    if broken:
        raise EstimationError(f"{broken} where the search begins", where=problem.name, hint="hold it fixed")
    freedom = find_freedom(slopes, problem.addresses)
    if freedom.rank < len(point):
        raise _undetermined(problem, freedom.sentences, freedom.addresses)


def _find_broken(problem: Problem, slopes: np.ndarray) -> str:
    broken = [a for a, column in zip(problem.addresses, slopes.T, strict=True) if not np.isfinite(column).all()]
    return f"the model fails when {', '.join(broken)} moves by 1 % either way" if broken else ""


def _find_lost(problem: Problem, slopes: np.ndarray) -> str:
    """What is wrong with the place where a search ended, in words; nothing where nothing is."""
    broken = _find_broken(problem, slopes)
    if broken:
        return broken
    freedom = find_freedom(slopes, problem.addresses)
    return f"nothing holds it ({'; '.join(freedom.sentences)})" if freedom.rank < len(problem.priors) else ""


def _undetermined(problem: Problem, sentences: tuple[str, ...], addresses: tuple[str, ...]) -> EstimationError:
    count = len(problem.priors)
    return EstimationError(
        f"{len(problem.targets)} observations and what was known before do not determine {count} free parameters: "
        f"{', '.join(addresses)}",
        where=problem.name,
        exists="; ".join(sentences),
        hint="hold one of them fixed, give it a prior with a width, or add an observation that tells them apart",
    )


def _polish(problem: Problem, start: np.ndarray) -> tuple[np.ndarray, int]:
    """The end of SciPy's trust-region search from a start, and how many of its trials the model failed."""
    from scipy.optimize import least_squares

    failures = 0

    def miss(point: np.ndarray) -> np.ndarray:
        nonlocal failures
        found = problem.weigh(point[None])[0]
        failures += not np.isfinite(found).all()
        return found

    def slope(point: np.ndarray) -> np.ndarray:
        return np.nan_to_num(problem.linearise(point[None], is_central=True)[1][0])

    scale = np.where(np.isfinite(problem.widths), problem.widths, 1.0)
    found = least_squares(
        miss, start, cast("Any", slope), x_scale=scale, xtol=1e-5, ftol=1e-6, gtol=1e-6, max_nfev=MOST_STEPS
    )
    return found.x, failures


def _find_nothing(problem: Problem, message: str) -> Estimate:
    count = len(problem.priors)
    return Estimate(
        structure=problem.name,
        priors=problem.priors,
        targets=problem.targets,
        point=np.full(count, np.nan),
        covariance=np.full((count, count), np.nan),
        predicted=np.full(len(problem.targets), np.nan),
        determined={},
        combinations=(),
        rank=0,
        is_converged=False,
        message=message,
    )


def _tell_search(ends: Descent, misfit: float, point: np.ndarray, sds: np.ndarray, failures: int) -> str:
    apart = np.abs((ends.points - point) / sds).max(axis=1)
    same = (apart < SAME) & np.isfinite(ends.misfits)
    rivals = ends.is_settled & ~same & (ends.misfits < misfit + RIVAL)
    failed = int((~np.isfinite(ends.misfits)).sum())
    parts = [f"converged: {int(same.sum())} of {len(same)} starts end here"]
    if rivals.any():
        parts.append(f"{int(rivals.sum())} end elsewhere and fit nearly as well: the joint uncertainty is too narrow")
    worse = int((ends.is_settled & ~same & ~rivals).sum())
    if worse:
        parts.append(f"{worse} end at a worse fit")
    lagging = int((~ends.is_settled & ~same & np.isfinite(ends.misfits)).sum())
    if lagging:
        parts.append(f"{lagging} had not arrived when the search was stopped")
    if failed or failures:
        parts.append(f"the model failed at {failed} starts and {failures} later trials, which were refused")
    return "; ".join(parts)


def _tell_rank(problem: Problem, rank: int, slopes: np.ndarray) -> str:
    """How many directions the data reach at all, and in how many they halve the width known before."""
    count = len(problem.priors)
    told = f"the data alone tell all {count} free parameters apart"
    if rank < count:
        told = f"the data alone determine {rank} of {count} directions, and what was known before the rest"
    if not np.isfinite(problem.widths).all():
        return told
    gains = np.linalg.svd(slopes * problem.widths, compute_uv=False)
    return f"{told}; in {int((gains > HALVED).sum())} they more than halve the width known before"
