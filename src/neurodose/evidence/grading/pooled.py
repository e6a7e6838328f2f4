"""What a certainty may be given to: anything that tells an estimate, its interval, and the studies it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from neurodose.errors import EvidenceError
from neurodose.evidence.effects import Array, Effects
from neurodose.evidence.measure import Measure
from neurodose.evidence.pools.counts import CountPool
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


@dataclass(frozen=True, eq=False)
class Adapted:
    """A pool that tells less of itself (of several levels, with robust variances), read like the others.

    What it does not tell is that of its effects: weights by inverse variances, I² by Cochran's Q. It has no prediction.
    """

    pool: Any

    @property
    def effects(self) -> Effects:
        return self.pool.effects

    @property
    def measure(self) -> Measure:
        return self.effects.measure

    @property
    def estimate(self) -> float:
        return float(self.pool.estimate)

    @property
    def interval(self) -> tuple[float, float]:
        return self.pool.interval

    @property
    def prediction(self) -> tuple[float, float] | None:
        return getattr(self.pool, "prediction", None)

    @property
    def tau2(self) -> float:
        """Of all levels together."""
        return float(getattr(self.pool, "tau2", np.sum(getattr(self.pool, "variances", 0.0))))

    @property
    def i2(self) -> float:
        weights, free = 1 / self.effects.variances, len(self.effects) - 1
        mean = np.average(self.effects.estimates, weights=weights)
        q = float(np.sum(weights * (self.effects.estimates - mean) ** 2))
        return max(0.0, 100 * (q - free) / q) if q > 0 else 0.0

    @property
    def weights(self) -> Array:
        raw = 1 / (self.effects.variances + self.tau2)
        return raw / raw.sum()

    def show(self, value: float) -> float:
        return self.measure.show(value)


def read_pool(pool: Any) -> Gradable:
    """A pool as rules read it; raises EvidenceError for what tells no estimate, interval or studies."""
    if all(hasattr(pool, name) for name in ("measure", "weights", "i2", "tau2", "prediction", "show", "interval")):
        return pool
    lacking = [name for name in ("effects", "estimate", "interval") if not hasattr(pool, name)]
    if lacking:
        raise EvidenceError(
            f"this cannot be graded ({type(pool).__name__}): it has no {' and no '.join(lacking)}",
            hint="grade what synthesize() gives; of a network, grade_network(net, treatment, control, asked)",
        )
    return Adapted(pool)
