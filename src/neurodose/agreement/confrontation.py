"""Each observation met by a prediction of its own: the same regimen, the same time after the last dose."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from neurodose.dosing import read_regimen
from neurodose.modelling.model import Part
from neurodose.populations.people import People
from neurodose.records.observation import Observation
from neurodose.simulation.simulate import simulate
from neurodose.units import h

WINDOW_TIMES = 9  # moments at which a window of measurement is looked at


@dataclass(frozen=True)
class Confrontation:
    """An observation and what the model says of it, in the observation's unit.

    middle: the median over people; low, high: between which nine people in ten lie
    """

    observation: Observation
    middle: float
    low: float
    high: float

    @property
    def difference(self) -> float:
        """Predicted median less observed value."""
        return self.middle - self.observation.value

    @property
    def is_inside(self) -> bool:
        """Whether the observed value lies where nine people in ten are predicted."""
        return self.low <= self.observation.value <= self.high


def confront(
    model: Part,
    people: People,
    observations: Iterable[Observation],
    progress: Callable[[float], None] | None = None,
) -> tuple[Confrontation, ...]:
    """Predicts each observation in these people. A window of time is averaged over, person by person."""
    observations = tuple(observations)
    met = []
    for number, observation in enumerate(observations):
        met.append(_confront(model, people, observation))
        if progress is not None:
            progress((number + 1) / len(observations))
    return tuple(met)


def _confront(model: Part, people: People, observation: Observation) -> Confrontation:
    regimen = read_regimen(observation.regimen)
    moments = 1 if observation.after == observation.to else WINDOW_TIMES
    times = regimen.last + np.linspace(observation.after, observation.to, moments)
    course = simulate(model, regimen, people, at=times * h, outputs=[observation.quantity])
    course.status.raise_if_failed()
    seen = course[observation.quantity].to(observation.unit).values.mean(axis=1)
    low, middle, high = np.quantile(seen, (0.05, 0.5, 0.95))
    return Confrontation(observation, float(middle), float(low), float(high))
