"""A virtual study: as many people as the real one, under the same regimen, with values as unsure as they are.

Each of many studies draws one set of typical values (jointly where a calibration set them, by the stated prior
elsewhere), then its people around them; its result is the mean of its people's figures, with the error of measuring
them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from neurodose.errors import ObservationError
from neurodose.estimation.draws import draw, draw_prior
from neurodose.estimation.estimate import Estimate
from neurodose.library.drug import Drug
from neurodose.measurement.arm import Measured, measure, prepare
from neurodose.populations.people import People
from neurodose.populations.virtual import Population
from neurodose.records.observation import Arm, Observation
from neurodose.seeds import draw_normals
from neurodose.units import Unit, read_unit

STUDIES = 100  # of each structure: enough for the ends of a 95 % interval to a few per cent of its width
MOST_PEOPLE = 40  # of one study: the mean of more is hardly surer
LEAST = 0.05  # of weight that a structure keeps, however badly it fits: the fit of a few figures may be wrong itself
# What one measurement of one person adds: assays of drugs in plasma, and repeated PET scans, differ by about so much.
EXPOSURE_ERROR = 0.10  # standard deviation of the logarithm
OCCUPANCY_ERROR = 5.0  # points of 100

Estimates = Mapping[str, Estimate]
Progress = Callable[[float], None]


@dataclass(frozen=True, eq=False)
class Studies:
    """Means of the virtual studies of one observation, (studies,) by structure, in its unit; or why there are none.

    weights: what each structure counts among the rivals; together 1
    by_link: of an outcome, the same by the name of the link, and then by structure; `means` are those of the first
    left_out: in words, what was drawn without the trial that is compared
    is_set_by: whether the link that is judged was set by the observation's own source
    """

    observation: Observation
    means: Mapping[str, np.ndarray]
    weights: Mapping[str, float]
    why: str = ""
    fault: ObservationError | None = None
    by_link: Mapping[str, Mapping[str, np.ndarray]] = field(default_factory=dict)
    left_out: str = ""
    is_set_by: bool = False


def hold_studies(
    drug: Drug,
    observations: Sequence[Observation],
    estimates: Estimates,
    *,
    seed: int,
    studies: int = STUDIES,
    structures: Sequence[str] = (),
    progress: Progress | None = None,
) -> tuple[Studies, ...]:
    """Virtual studies of each observation, by each structure of the drug, or by those named."""
    prepared = [_prepare(drug, o) for o in observations]
    able = [(n, arms) for n, arms in enumerate(prepared) if isinstance(arms, tuple)]
    names = tuple(structures) or tuple(drug.structures)
    weights = weigh_structures(names, estimates)
    means: dict[int, dict[str, np.ndarray]] = {n: {} for n, _ in able}
    for done, name in enumerate(names):
        typical = draw_typical(drug, name, estimates.get(name), studies, seed)
        people_for = _people_drawer(typical, studies, seed)
        held = drug.structures[name].system.outputs
        asked = [(n, arms) for n, arms in able if all(arm.reading.needs <= held.keys() for arm in arms)]
        figures = measure(drug.structures[name], [arm for _, arms in asked for arm in arms], people_for)
        rows = iter(figures)
        for number, arms in asked:
            observation = observations[number]
            parts = [_average(next(rows), observation, studies, seed, f"{name} {k}") for k in range(len(arms))]
            means[number][name] = parts[0] if len(parts) == 1 else parts[0] / parts[1]
        if progress is not None:
            progress((done + 1) / len(names))
    return tuple(
        Studies(o, {}, {}, p.why, p.fault)
        if isinstance(p, _Mute)
        else Studies(o, means[n], _among(weights, means[n]), "" if means[n] else f"no structure has {o.quantity}")
        for n, (o, p) in enumerate(zip(observations, prepared, strict=True))
    )


def weigh_structures(names: Sequence[str], estimates: Estimates) -> dict[str, float]:
    """What each rival structure counts: by how well its calibration met the observations, and never nothing.

    In proportion to exp(-misfit/2), the misfit being the sum of squared residuals of the calibration, but at least
    LEAST before all are brought to a sum of 1. Alike where a structure has no calibration.
    """
    if not all(name in estimates for name in names):
        return {name: 1 / len(names) for name in names}
    misfits = np.array([estimates[name].misfit for name in names])
    shares = np.exp(-(misfits - misfits.min()) / 2)
    shares = np.maximum(shares / shares.sum(), LEAST)
    return dict(zip(names, (float(s) for s in shares / shares.sum()), strict=True))


def _among(weights: Mapping[str, float], held: Mapping[str, np.ndarray]) -> dict[str, float]:
    """The weights of the structures that can speak to an observation, brought to a sum of 1."""
    total = sum(weights[name] for name in held)
    return {name: weights[name] / total for name in held}


def draw_typical(
    drug: Drug, structure: str, estimate: Estimate | None, studies: int, seed: int
) -> dict[str, np.ndarray]:
    """Typical values (studies,) by address: jointly from the calibration, by the prior for all others."""
    set_by = draw(estimate, studies, seed=seed) if estimate is not None else {}
    return {**draw_prior(drug.structures[structure].system, set_by, studies, seed=seed), **set_by}


@dataclass(frozen=True)
class _Mute:
    """Why the model cannot speak to an observation, and what is wrong with the entry itself, if anything."""

    why: str
    fault: ObservationError | None = None


def _prepare(drug: Drug, observation: Observation) -> tuple[Measured, ...] | _Mute:
    """The arms of an observation, ready to be simulated."""
    arms = [observation.arm] + ([observation.versus] if observation.versus is not None else [])
    found = []
    for arm in arms:
        try:
            ready = prepare(drug, drug.system, arm, _choose_unit(observation, arm))
        except ObservationError as error:
            placed = ObservationError(error.what, where=str(observation.place), exists=error.exists, hint=error.hint)
            return _Mute(error.what, placed)
        if isinstance(ready, str):
            return _Mute(ready)
        found.append(replace(ready, size=min(observation.size, MOST_PEOPLE)))
    return tuple(found)


def _choose_unit(observation: Observation, arm: Arm) -> Unit:
    """Ratios and variations are not in the unit of the figure: it is read in the first that its kind may have."""
    of = arm.quantity.of if arm.quantity.kind == "variation" else None
    units = (of or arm.quantity).row.units
    return read_unit(units[0]) if (observation.is_ratio or of) and units else observation.unit


def _people_drawer(typical: Mapping[str, np.ndarray], studies: int, seed: int) -> Callable[[Population, int], People]:
    def people_for(population: Population, size: int) -> People:
        known = population.table.listed()
        each = {a: np.repeat(values, size) for a, values in typical.items() if a in known}
        return population.sample(studies * size, seed=seed, typical=each)

    return people_for


def _average(figures: np.ndarray, observation: Observation, studies: int, seed: int, name: str) -> np.ndarray:
    """The mean or median of each study (studies,), over as many people as it had, with the error of measurement.

    Of a variation between people, that of each study's people; its source has taken the error of measurement out.
    """
    count = min(observation.size, MOST_PEOPLE)
    each = figures.reshape(studies, -1)[:, :count]
    if observation.quantity.kind == "variation":
        return observation.unit.from_coherent(np.sqrt(np.expm1(np.log(each).var(axis=1, ddof=1))))
    if observation.quantity.kind == "displacement at a level":
        # Those in whom the concentration never was as high have no such moment, and are left out.
        with np.errstate(invalid="ignore"):
            means = np.nansum(each, axis=1) / np.isfinite(each).sum(axis=1)
    else:
        means = np.median(each, axis=1) if observation.statistic == "median" else each.mean(axis=1)
    noise = draw_normals(seed, f"measurement of {observation.id} {name}", np.arange(studies))[0] / np.sqrt(count)
    match observation.quantity.tolerance:
        case "exposure":
            return means * np.exp(EXPOSURE_ERROR * noise)
        case "occupancy":
            return means + OCCUPANCY_ERROR * noise
        case _:
            return means
