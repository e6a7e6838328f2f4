"""What a certainty may be given to: anything that tells an estimate, its interval, and the studies it is made of."""

from __future__ import annotations

from typing import Protocol

from neurodose.evidence.counts import CountPool
from neurodose.evidence.effects import Array, Effects
from neurodose.evidence.measure import Measure
from neurodose.evidence.synthesis import Pool

Pooled = Pool | CountPool


class Gradable(Protocol):
    """A pool, or one comparison of a network; values are on the scale on which effects add up."""

    @property
    def effects(self) -> Effects: ...
    @property
    def measure(self) -> Measure: ...
    @property
    def estimate(self) -> float: ...
    @property
    def interval(self) -> tuple[float, float]: ...
    @property
    def prediction(self) -> tuple[float, float] | None: ...
    @property
    def tau2(self) -> float: ...
    @property
    def i2(self) -> float: ...
    @property
    def weights(self) -> Array: ...
    def show(self, value: float) -> float: ...
