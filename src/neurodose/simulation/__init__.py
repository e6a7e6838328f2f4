"""What happens to these people under this regimen: one verb, and the course it gives.

Held here: `simulate` (`simulate`), what of it is kept (`keep`) and how it is gathered from some people at a time
(`gathering`: `quantiles`, `exact_sums`, `thresholds`, `parquet`), whether that fits into `memory`, and the labelled
result: a course of curves (`course`, `curve`) and how each person's solve ended (`endings`).
Not held here: what is solved (`modelling`, `compiler`), how (`solvers`), what is drawn (`figures`).
Start with `simulate.py`, then `course.py`.
"""

from __future__ import annotations

from neurodose.simulation.keep import (
    Areas,
    FinalStates,
    Keep,
    Means,
    Parquet,
    Quantiles,
    TimesAbove,
    TimesBelow,
    Trajectories,
)

__all__ = [
    "Areas", "FinalStates", "Keep", "Means", "Parquet", "Quantiles", "TimesAbove", "TimesBelow", "Trajectories",
]  # fmt: skip
