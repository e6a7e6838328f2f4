"""calibrate: a drug's structure against observations in people, by the figures of its typical person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from neurodose.errors import EstimationError, ObservationError, unknown_name
from neurodose.estimation.estimate import Estimate
from neurodose.estimation.fit import fit
from neurodose.estimation.prior import Prior, prior_of
from neurodose.estimation.problem import Predict, Problem
from neurodose.estimation.target import Target, target_of
from neurodose.estimation.typical import make_typical
from neurodose.library.drug import Drug
from neurodose.measurement.arm import Measured, measure, prepare
from neurodose.modelling.model import Model
from neurodose.records.observation import Observation
from neurodose.units import read_unit


@dataclass(frozen=True)
class Question:
    """A problem of estimation, and the observations that could not become part of it, each with its reason."""

    problem: Problem
    set_aside: dict[str, str] = field(default_factory=dict)


def calibrate(
    drug: Drug,
    structure: str,
    observations: Iterable[Observation],
    free: Sequence[str] | None = None,
    *,
    seed: int,
    priors: Mapping[str, Prior] | None = None,
) -> Estimate:
    """The values of the free parameters that one structure of a drug needs to meet observations.

    observations: those marked for calibration are used; what the model cannot speak to is set aside with its reason
    free:   addresses; all that the drug says may be calibrated and the structure has, if not said
    seed:   of the starts of the search
    priors: replace what the parameters' own sources say, by address
    Raises EstimationError for an unknown structure or parameter, and where data and priors leave one undetermined.
    """
    question = pose(drug, structure, observations, free, priors=priors)
    return replace(fit(question.problem, seed=seed), set_aside=question.set_aside)


def pose(
    drug: Drug,
    structure: str,
    observations: Iterable[Observation],
    free: Sequence[str] | None = None,
    *,
    priors: Mapping[str, Prior] | None = None,
) -> Question:
    """The problem that `calibrate` solves, as `profile` needs it too. Arguments and errors as there."""
    if structure not in drug.structures:
        raise unknown_name(EstimationError, "structure", structure, drug.structures, owner=drug.name)
    parameters = drug.structures[structure].system.parameters
    chosen = tuple(free) if free is not None else tuple(a for a in drug.calibrated if a in parameters)
    for address in chosen:
        if address not in parameters:
            raise unknown_name(EstimationError, "parameter", address, parameters, where=f"free, “{structure}”")
    known = tuple((priors or {}).get(a) or prior_of(a, parameters[a], around="range") for a in chosen)
    asked, set_aside = _choose(drug, structure, observations)
    targets = tuple(a.target for a in asked)
    return Question(Problem(targets, known, _predictor(drug.structures[structure], asked), structure), set_aside)


@dataclass(frozen=True)
class Asked:
    """An observation as a target, and its arms as the model can be asked for them: one, or two of a ratio."""

    target: Target
    arms: tuple[Measured, ...]


def _choose(
    drug: Drug, structure: str, observations: Iterable[Observation]
) -> tuple[tuple[Asked, ...], dict[str, str]]:
    """What can be asked of a model, and why the rest cannot. An entry that is wrong is set aside like the others."""
    asked: list[Asked] = []
    set_aside: dict[str, str] = {}
    for observation in observations:
        if observation.is_calibration:
            try:
                asked.append(_ask(drug, structure, observation))
            except (EstimationError, ObservationError) as error:
                set_aside[observation.id] = error.what
    return tuple(asked), set_aside


def _ask(drug: Drug, structure: str, observation: Observation) -> Asked:
    if observation.versus is not None and not observation.is_ratio:
        raise EstimationError(f"“{observation.quantity}” compares arms in a way that the model does not")
    target, arms = target_of(observation), []
    for arm in (observation.arm, *([observation.versus] if observation.versus else [])):
        # Of a ratio the value has no unit: both arms are read in the one their figure is usually written in.
        unit = read_unit(arm.quantity.row.units[0]) if observation.is_ratio else observation.unit
        ready = prepare(drug, drug.structures[structure].system, arm, unit)
        if isinstance(ready, str):
            raise EstimationError(ready)
        arms.append(ready)
    return Asked(target, tuple(arms))


def _predictor(model: Model, asked: tuple[Asked, ...]) -> Predict:
    """What the typical person of each study shows, for every variant of the free parameters."""
    arms = [arm for a in asked for arm in a.arms]
    firsts = np.cumsum([0, *(len(a.arms) for a in asked)])[:-1]

    def predict(typical: Mapping[str, np.ndarray]) -> np.ndarray:
        shown = measure(model, arms, lambda population, size: make_typical(population, typical))
        return np.array(
            [shown[i] / shown[i + 1] if len(a.arms) > 1 else shown[i] for i, a in zip(firsts, asked, strict=True)]
        )

    return predict
